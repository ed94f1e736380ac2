"""A result as JSON, and back: every record, exactly.

The bytes are a pure function of the result: fields in the order of the records, numbers as exact strings ("17", "1/3"),
dates as ISO 8601, UTF-8, two spaces of indentation, one line feed at the end. `timing` is null in a result without it.
Halves of surrogate pairs, as names of files can hold them that are not in UTF-8, become replacement characters.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from copydesk.errors import InputError
from copydesk.report.escaping import whole
from copydesk.report.result import Result
from copydesk.source import Ref

FORMAT: Literal["copydesk-result/1"] = "copydesk-result/1"
"""Raised by one when a reader of the old form could misread the new one; new fields alone do not raise it."""


@dataclass(frozen=True, slots=True)
class _File:
    format: Literal["copydesk-result/1"]
    result: Result


ADAPTER = TypeAdapter(_File)


def dump(result: Result) -> bytes:
    """The result as JSON in UTF-8."""
    file = _File(FORMAT, result)
    try:
        return ADAPTER.dump_json(file, indent=2) + b"\n"
    except PydanticSerializationError:
        text = json.dumps(ADAPTER.dump_python(file, mode="json"), ensure_ascii=False, indent=2)
        return whole(text).encode() + b"\n"


def load(data: bytes | str, name: str = "result") -> Result:
    """The result that `dump` wrote.

    Raises:
        InputError: the data is not JSON, not a result, or refers to a source that it does not hold.
    """
    try:
        result = ADAPTER.validate_json(data).result
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "its beginning"
        step = "Hand in a file written by --json or --output."
        raise InputError(f"{name!r} is not a result of copydesk: at {where}: {first['msg']}.", step) from None
    if any(ref.source >= len(result.sources) or ref.source < 0 for ref in _refs(result)):
        raise InputError(f"{name!r} refers to a source that it does not hold.", "Make it afresh.")
    return result


def _refs(result: Result) -> Iterator[Ref]:
    for checked in result.claims:
        yield from checked.support
        for passage in checked.passages:
            yield from passage.refs
        for finding in checked.findings:
            yield from finding.refs
        for trace in checked.traces:
            yield from (candidate.ref for candidate in trace.candidates)
