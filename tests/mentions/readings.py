"""Reads one case several ways, and prints a value as the tables write it.

A case is read alone, inside a sentence, behind a prefix and inside quotation marks of two shapes. Its value may not
change, and its span must move by exactly what stands before it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, Literal, NamedTuple

import pytest
from _pytest.mark import ParameterSet

from copydesk.mentions.recognise import recognise
from copydesk.mentions.records import Mention, Moment, Name, Quantity
from recording import ROOT

Kind = Literal["quantity", "moment", "name", "quotation"]
FRAMES = {
    "alone": "{}",
    "in a sentence": "they noted {} there",
    "behind a prefix": "caf\N{LATIN SMALL LETTER E WITH ACUTE} \N{SLIGHTLY SMILING FACE}\n\nso they wrote: {}",
    "before a full stop": "they noted {}.",
    "in brackets": "they noted it ({}).",
    "in curly marks": "as they put it, \N{LEFT DOUBLE QUOTATION MARK}{}\N{RIGHT DOUBLE QUOTATION MARK}, again",
    "in straight marks": 'as they put it, "{}", again',
}


class Read(NamedTuple):
    """What was seen of a case: where in it, the words, and the value as the tables write it."""

    start: int
    surface: str
    value: str


class Known(NamedTuple):
    """A failure that waits for the recogniser: why, and in which readings (none named: in all)."""

    reason: str
    readings: tuple[str, ...]


def table(file: str) -> dict[str, Any]:
    """A table under tests/data/mentions: sections of value -> the ways to write it, and `known` failures."""
    return tomllib.loads((ROOT / "tests" / "data" / "mentions" / f"{file}.toml").read_text(encoding="utf-8"))


def cases(file: str) -> list[ParameterSet]:
    """(value, written, readings) for every row of a table; readings that are known to fail are a case of their own."""
    data = table(file)
    known = {row["written"]: Known(row["reason"], tuple(row.get("readings", FRAMES))) for row in data.pop("known", ())}
    rows = [(value, text) for part in data.values() for value, ways in part.items() for text in ways]
    unknown = known.keys() - {text for _, text in rows}
    assert not unknown, f"known failures that are no rows: {unknown}"
    return [case for value, text in rows for case in _row(value, text, known.get(text))]


def _row(value: str, text: str, known: Known | None) -> Iterator[ParameterSet]:
    failing = known.readings if known else ()
    if sound := tuple(name for name in FRAMES if name not in failing):
        yield pytest.param(value, text, sound, id=text)
    if known:
        mark = pytest.mark.xfail(strict=True, reason=known.reason)
        yield pytest.param(value, text, failing, marks=mark, id=f"{text} (known)")


def read(text: str, reading: str, kind: Kind) -> list[Read]:
    """What is seen of a case in one reading, with offsets counted from the case's own beginning."""
    before = FRAMES[reading].index("{}")
    whole = FRAMES[reading].replace("{}", text)
    inside = [m for m in seen(whole, kind) if before <= m.span.start and m.span.end <= before + len(text)]
    return [Read(m.span.start - before, m.surface, shown(m.value)) for m in inside]


def seen(text: str, kind: Kind) -> list[Mention]:
    """The mentions of one kind, each of which stands where it says."""
    found = recognise(text)
    assert all(m.span.of(text) == m.surface for m in found)
    return [m for m in found if m.kind == kind]


def agree(value: str, text: str, names: Iterable[str], kind: Kind) -> None:
    """The case agrees with the table in each of the readings named."""
    for name in names:
        _agrees(value, text, name, kind)


def _agrees(value: str, text: str, reading: str, kind: Kind) -> None:
    """The case has the table's value in this reading, at the places and in the words that another reading gives it."""
    here = read(text, reading, kind)
    assert " | ".join(one.value for one in here) == value
    assert all(text[one.start :].startswith(one.surface) for one in here)
    assert any(read(text, other, kind) == here for other in FRAMES if other != reading)


def shown(value: object) -> str:
    """A typed value in the tables' notation."""
    match value:
        case Quantity():
            return _quantity(value)
        case Moment():
            return _moment(value)
        case Name():
            return _name(value)
        case _:
            return str(value)


def _quantity(value: Quantity) -> str:
    words: list[str] = [value.bound] if value.bound != "exact" else []
    if value.low is None or value.high is None:
        return " ".join([*words, "vague", value.vague or ""])
    scored = value.form == "score" or value.low != value.high
    words.append(f"{exact(value.low)}..{exact(value.high)}" if scored else exact(value.low))
    words += [value.form] if value.form != "count" else []
    words += [value.unit] if value.unit else []
    words += [f"per {value.period}"] if value.period else []
    return " ".join([*words, "age"] if value.age else words)


def exact(number: Fraction) -> str:
    """A decimal when it has one that ends, else a fraction."""
    for places in range(7):
        scaled = number * 10**places
        if scaled.denominator == 1:
            digits = f"{abs(scaled.numerator):0{places + 1}d}"
            whole, part = digits[: len(digits) - places], digits[len(digits) - places :]
            return ("-" if number < 0 else "") + whole + (f".{part}" if part else "")
    return str(number)


def _moment(value: Moment) -> str:
    day = "-".join(
        f"{part:0{width}d}" if part is not None else "?" * width
        for part, width in ((value.year, 4), (value.month, 2), (value.day, 2))
    )
    words = [day.replace("-??", "")] if day != "????-??-??" else []
    words += [f"weekday {value.weekday}"] if value.weekday else []
    words += [f"{value.hour:02d}:{value.minute or 0:02d}"] if value.hour is not None else []
    words += [part for part in (value.relative, value.era, value.until and f"until {value.until}") if part]
    return " ".join(words)


def _name(value: Name) -> str:
    words = " ".join(value.tokens)
    title = f"{value.title}: " if value.title else ""
    marks = [f"+{value.suffix}"] if value.suffix else []
    marks += ["acronym"] if value.acronym else []
    marks += ["identifier"] if value.identifier else []
    return title + " ".join([words, *marks])
