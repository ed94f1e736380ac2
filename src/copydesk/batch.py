"""Many rows: JSON Lines in, JSON Lines out, one answer a row.

`check_row` and `mentions_row` are pure; `each_line` and the writers below do the reading and writing. A row that cannot
be read gets an error record in its place and the rest go on. One source that many rows share is indexed once.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import json
import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

from copydesk.checking.check import Checker
from copydesk.checking.records import CheckedClaim, Finding
from copydesk.checking.verdict import Policy
from copydesk.claims import Claim
from copydesk.errors import CopydeskError, InputError
from copydesk.ingest import plain
from copydesk.ingest.language import detect
from copydesk.mentions.recognise import recognise
from copydesk.mentions.records import Mention
from copydesk.report import json as result_json
from copydesk.report.result import Result
from copydesk.source import Source

Row = Mapping[str, Any]
Answer = dict[str, Any]

MOST_CHECKERS = 32
"""Indexed sources that are kept at a time."""

_SEVERITIES = ("error", "warning", "note")


class Checkers:
    """Checkers by source, language, day and policy; the least recently used one goes when there are too many."""

    def __init__(self, most: int = MOST_CHECKERS) -> None:
        self._kept: OrderedDict[tuple[object, ...], Checker] = OrderedDict()
        self._most = most

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, texts: tuple[str, ...], given: plain.Given, policy: Policy) -> Checker:
        """The checker for these sources, made now or kept from before.

        Raises:
            InputError: a source is empty or not valid Unicode.
        """
        key = (texts, given, policy)
        if key not in self._kept:
            sources = [plain.from_text(text, f"source {number}", given) for number, text in enumerate(texts, 1)]
            self._kept[key] = Checker(sources, policy)
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return self._kept[key]


def check_row(row: Row, checkers: Checkers, policy: Policy) -> Answer:
    """The verdict for one row: `id`, `source` (a text or several), `claim`, and where known `evidence`, `lang`,
    `published` and `policy`.

    Raises:
        InputError: a field is missing or is not what it should be.
    """
    texts = _texts(row)
    claim = Claim(str(row.get("id")), _text(row, "claim"), _evidence(row))
    checker = checkers.of(texts, _given(row), _policy(row, policy))
    return {"id": row.get("id"), **verdict(checker.check(claim))}


def verdict(checked: CheckedClaim) -> Answer:
    """Outcome and findings of a claim, as plain JSON values; spans count code points."""
    answer: Answer = {"outcome": checked.outcome, "findings": [_finding(found) for found in checked.findings]}
    return answer | ({"why": checked.why} if checked.why else {})


def _finding(found: Finding) -> Answer:
    return {
        "code": found.code,
        "rule": found.rule,
        "severity": found.severity,
        "claim_span": [found.span.start, found.span.end],
        "source_spans": [[ref.source, ref.span.start, ref.span.end] for ref in found.refs],
        "message": found.message,
        "suggestion": found.suggestion,
    }


def mentions_row(row: Row) -> Answer:
    """What the recognisers see in one row's `text`: `id`, `text`, `lang`.

    Raises:
        InputError: a field is missing or is not what it should be.
    """
    text = _text(row, "text")
    language = _language(row) or detect(text)
    return {"id": row.get("id"), "mentions": [_mention(mention) for mention in recognise(text, language)]}


def _mention(mention: Mention) -> Answer:
    first: Answer = {"kind": mention.kind, "span": [mention.span.start, mention.span.end], "surface": mention.surface}
    figures: Answer = dict.fromkeys(("low", "high", "unit", "bound"))
    fields = {field.name: getattr(mention.value, field.name) for field in dataclasses.fields(mention.value)}
    return first | figures | {name: _plain_value(value) for name, value in fields.items()} | {"rule": mention.rule}


def _plain_value(value: object) -> object:
    if isinstance(value, Fraction):
        return str(value)
    return [_plain_value(part) for part in value] if isinstance(value, tuple) else value


def _text(row: Row, field: str) -> str:
    value = row.get(field)
    if not isinstance(value, str):
        raise InputError(f"{field!r} is {value!r}, not a text.", "Give it as a JSON string.")
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise InputError(f"{field!r} is not valid Unicode: it holds half of a surrogate pair.")
    return value


def _texts(row: Row) -> tuple[str, ...]:
    given = row.get("source")
    if not isinstance(given, list):
        return (_text(row, "source"),)
    if not given:
        raise InputError("'source' is an empty list.", "Give at least one text.")
    return tuple(_text({"source": text}, "source") for text in given)


def _evidence(row: Row) -> tuple[str, ...] | None:
    given = row.get("evidence")
    if given is None:
        return None
    if not isinstance(given, list):
        raise InputError(f"'evidence' is {given!r}, not a list of texts.", "Leave it out when none was asked for.")
    return tuple(_text({"evidence": passage}, "evidence") for passage in given)


def _language(row: Row) -> str | None:
    return None if row.get("lang") is None else _text(row, "lang")


def _given(row: Row) -> plain.Given:
    return plain.Given(_language(row), day(_text(row, "published")) if row.get("published") is not None else None)


def day(text: str) -> datetime.date:
    """A day in ISO 8601.

    Raises:
        InputError: it is not one.
    """
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{text!r} is not a day.", "Write it as 2026-04-05.") from None


def _policy(row: Row, otherwise: Policy) -> Policy:
    given = row.get("policy")
    if given is None:
        return otherwise
    if not isinstance(given, dict) or set(given) - {"ignore", "flags"}:
        raise InputError(f"'policy' is {given!r}.", 'Give {"ignore": [codes], "flags": [severities]}.')
    flags, ignore = given.get("flags", otherwise.flags), given.get("ignore", otherwise.ignore)
    if not _texts_of(flags) or not _texts_of(ignore) or set(flags) - set(_SEVERITIES):
        raise InputError(f"'policy' is {given!r}.", f"Its flags may be {', '.join(_SEVERITIES)}.")
    return Policy(tuple(flags), tuple(ignore))


def _texts_of(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(part, str) for part in value)


def answers(lines: Iterable[bytes], answer: Callable[[Row], Answer], failed: Answer) -> Iterator[Answer]:
    """One answer for each line that is not blank; a line that cannot be answered gives `failed` with its error.

    Whatever goes wrong with one row stays with that row, also a mistake of ours: it is then unchecked, never accepted.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        row: Row = {}
        try:
            row = parsed(line)
            yield answer(row)
        except CopydeskError as error:
            yield {"id": row.get("id"), **failed, "error": f"line {number}: {error}"}
        except Exception as error:  # noqa: BLE001 - the outer edge of a row
            yield {"id": row.get("id"), **failed, "error": f"line {number}: {type(error).__name__}: {error}"}


def parsed(line: bytes) -> Row:
    """The object on a line.

    Raises:
        InputError: it is not a JSON object in UTF-8.
    """
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InputError("This line is not UTF-8.") from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"This line is not JSON: {error}.") from None
    if not isinstance(row, dict):
        raise InputError(f"This line holds {line[:40]!r}, not an object.")
    return row


def line_of(answer: Answer) -> bytes:
    """An answer as one line of JSON in UTF-8."""
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def write(path: Path, found: Iterable[Answer]) -> tuple[int, int]:
    """Writes answers as they come into a file beside `path`, which takes the name in the end.

    Returns:
        how many answers were written, and how many of them are errors.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            counts = write_to(file, found)
        partial.replace(path)
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
    return counts


def write_to(file: BinaryIO, found: Iterable[Answer]) -> tuple[int, int]:
    """Writes answers as they come; returns how many there were, and how many of them are errors."""
    written = errors = 0
    for answer in found:
        file.write(line_of(answer))
        written, errors = written + 1, errors + ("error" in answer)
    return written, errors


def done(path: Path) -> dict[str, Answer]:
    """The complete answers of an earlier run, by id; errors and a half-written last line are left out."""
    if not path.exists():
        return {}
    kept: dict[str, Answer] = {}
    with path.open("rb") as file:
        for line in file:
            try:
                row = dict(parsed(line))
            except InputError:
                continue
            if line.endswith(b"\n") and row.get("outcome") == "complete" and row.get("id") is not None:
                kept[key_of(row)] = row
    return kept


def key_of(row: Row) -> str:
    """What tells rows apart: their id, whatever its type.

    Raises:
        InputError: the row has none.
    """
    if row.get("id") is None:
        raise InputError("This row has no 'id'.", "Give each row its own.")
    return json.dumps(row["id"], sort_keys=True)


def summarise_all(
    lines: Iterable[bytes], path: Path, summarise: Callable[[Source], Result], lost: Callable[[BaseException], bool]
) -> tuple[int, int, int]:
    """Summarises the rows that `path` has no complete answer for, and adds each answer as soon as it is there.

    Args:
        lines: rows with `id`, `source`, and where known `lang` and `published`.
        path: answers of an earlier run; its errors, stopped runs and half-written last line are done again.
        summarise: asks the model.
        lost: whether an error means that no further row can be answered; it is then raised.

    Returns:
        how many rows were summarised now, were done before, and could not be.
    """
    before = done(path)
    write(path, before.values())
    made = failed = kept = 0

    def answer(row: Row) -> Answer:
        key_of(row)
        return summary_row(row, summarise)

    with path.open("ab") as file:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            if _key(line) in before:
                kept += 1
                continue
            found = _one(number, line, answer, lost)
            append(file, found)
            made, failed = made + ("error" not in found), failed + ("error" in found)
    return made, kept, failed


def summary_row(row: Row, summarise: Callable[[Source], Result]) -> Answer:
    """One row's summary: `outcome` is "complete" or "stopped", `result` what `report.json` writes.

    Raises:
        CopydeskError: a field is not what it should be, or no model answered.
    """
    result = summarise(plain.from_text(_text(row, "source"), str(row.get("id")), _given(row)))
    record = json.loads(result_json.dump(result))["result"]
    return {"id": row.get("id"), "outcome": "stopped" if result.stopped else "complete", "result": record}


def _one(number: int, line: bytes, answer: Callable[[Row], Answer], lost: Callable[[BaseException], bool]) -> Answer:
    row: Row = {}
    try:
        row = parsed(line)
        return answer(row)
    except CopydeskError as error:
        if lost(error):
            raise
        return {"id": row.get("id"), "outcome": "failed", "error": f"line {number}: {error}"}


def _key(line: bytes) -> str | None:
    try:
        return key_of(parsed(line))
    except InputError:
        return None


def append(file: BinaryIO, answer: Answer) -> None:
    """Writes one answer so that it outlives a crash right after it."""
    file.write(line_of(answer))
    file.flush()
    os.fsync(file.fileno())
