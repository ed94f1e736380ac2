"""Values in words, and texts that are safe to print."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.mentions.records import Moment, Name, Qualifier, Quantity, Quotation, Value
from copydesk.report import wording

FIVE = Fraction(5)
VALUES = (
    (Quantity(FIVE, FIVE, "count"), "5"),
    (Quantity(FIVE, FIVE, "percent", bound="at_least"), "at least 5 (percent)"),
    (Quantity(FIVE, Fraction(6), "money", unit="EUR", period="month"), "5 to 6 EUR (money) per month"),
    (Quantity(FIVE, FIVE, "count", age=True), "5 years of age"),
    (Quantity(FIVE, FIVE, "count", counts=("dog",)), "5 of dog"),
    (Quantity(FIVE, FIVE, "count", others=(Fraction(1, 2),)), "5 or 0.5"),
    (Quantity(None, None, "vague", vague="dozen"), "vague: dozen"),
    (Moment(year=2026, month=4, day=5, weekday=7), "year 2026, month 4, day 5, weekday Sunday"),
    (Moment(), "a moment"),
    (Name(("storr",), title="president", suffix="jr"), "name president storr jr"),
    (Name(("b-52",), identifier=True), "identifier b-52"),
    (Quotation("we will go", "Ann"), "quotation of 3 words, said by Ann"),
    (Qualifier("hedge", "modal"), "hedge: modal"),
)


@pytest.mark.parametrize(("value", "words"), VALUES)
def test_a_value_is_said_in_words(value: Value, words: str) -> None:
    assert wording.value_words(value) == words


NUMBERS = ((Fraction(7, 2), "3.5"), (Fraction(-1, 8), "-0.125"), (Fraction(2, 3), "2/3"), (Fraction(0), "0"))


@pytest.mark.parametrize(("value", "words"), NUMBERS)
def test_a_number_is_exact(value: Fraction, words: str) -> None:
    assert wording.number(value) == words


@given(st.fractions())
def test_every_number_reads_back(value: Fraction) -> None:
    assert Fraction(wording.number(value)) == value


HIDDEN = ("\x1b", "\x07", "\x9b", "\N{RIGHT-TO-LEFT OVERRIDE}", "\N{ZERO WIDTH SPACE}", "\N{TAG LATIN SMALL LETTER A}")


@pytest.mark.parametrize("letter", HIDDEN)
def test_what_would_not_show_is_spelled_out(letter: str) -> None:
    assert wording.shown(f"a{letter}b") == f"a<U+{ord(letter):04X}>b"
    assert wording.spelled(f"a{letter}\nb") == f"a<U+{ord(letter):04X}>\nb"


@given(st.text(st.characters(codec="utf-8")))
def test_nothing_shown_moves_a_terminal(text: str) -> None:
    assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in wording.shown(text))
