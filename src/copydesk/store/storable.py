"""What no database column takes, what lists show instead of it, and records that are stored as JSON."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import TypeAdapter

from copydesk.errors import InputError


def unstorable(text: str) -> bool:
    """Whether a text holds what no database column takes: zero bytes, or halves of surrogate pairs."""
    return _UNSTORABLE.search(text) is not None


def listed(text: str) -> str:
    """A text as the columns for lists have it; what cannot stand there is replaced. The record itself stays exact."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def dump(records: TypeAdapter[Any], record: object) -> str:
    """A record as JSON that every database takes: non-ASCII letters escaped, half a surrogate pair as well.

    Raises:
        InputError: it holds both halves of a letter as two, which JSON would make one.
    """
    body = json.dumps(records.dump_python(record, mode="json"), ensure_ascii=True, separators=(",", ":"))
    if "\\ud" in body and load(records, body) != record:
        step = "Hand it in anew: it was cut within a letter and put together again."
        raise InputError("A text holds the two halves of a letter as two.", step)
    return body


def load(records: TypeAdapter[Any], body: str) -> Any:
    """The record that `dump` wrote. Not by `validate_json`, which refuses half a surrogate pair."""
    return records.validate_python(json.loads(body))


_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
