"""All recognisers together: what they see stands where it says, overlaps nothing, and no text makes them fail."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.mentions.recognise import recognise
from copydesk.mentions.records import Mention
from mentions import readings

_TABLES = (readings.table(file) for file in ("quantities", "dates", "names"))
PIECES = sorted(
    {way for t in _TABLES for part in t.values() if isinstance(part, dict) for v in part.values() for way in v}
)
MARKS = (
    ".",
    ",",
    " ",
    " - ",
    "–",
    ";",
    ":",
    "(",
    ")",
    '"',
    "“",
    "”",
    "'s ",
    "\n",
    "\n\n",
    "%",
    "$",
    " of ",
    " to ",
    " and ",
)
MIXED = st.lists(st.sampled_from(PIECES) | st.sampled_from(MARKS), max_size=8).map("".join)


def overlaps(found: tuple[Mention, ...]) -> list[tuple[str, str]]:
    """Pairs of mentions that share a character, quotations and the words of bounds apart."""
    plain = [m for m in found if m.kind != "quotation" and m.rule != "vague"]
    pairs = itertools.pairwise(plain)
    return [(a.surface, b.surface) for a, b in pairs if a.span.overlaps(b.span)]


@settings(max_examples=300)
@given(MIXED)
def test_pieces_in_any_order_are_read_without_overlap(text: str) -> None:
    found = recognise(text)
    assert all(m.span.of(text) == m.surface != "" for m in found)
    assert [m.span.start for m in found] == sorted(m.span.start for m in found)
    assert not overlaps(found)


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    found = recognise(text)
    assert all(m.span.of(text) == m.surface and m.rule for m in found)
    covered = [m.span for m in found if m.kind != "quotation"]
    plain = [at for at, c in enumerate(text) if c.isdecimal()]
    assert all(any(span.start <= at < span.end for span in covered) for at in plain)


def test_a_scale_in_a_language_without_a_pack_does_not_raise() -> None:
    recognise("5 bn", "xx")


@given(MIXED, st.sampled_from(("xx", "und")))
def test_a_language_without_a_pack_is_read_as_digits(text: str, language: str) -> None:
    found = recognise(text, language)
    assert all(m.span.of(text) == m.surface for m in found)


@given(MIXED)
def test_reading_twice_gives_the_same(text: str) -> None:
    assert recognise(text) == recognise(text)
