"""Phrases on which the number libraries that were tried fail (wrong magnitude, sign, kind, or an invented figure).

They are read inside sentences of our own. Languages without a pack wait for one.
"""

from __future__ import annotations

import pytest

from copydesk.languages.pack import has_pack
from copydesk.mentions.recognise import recognise
from mentions.readings import shown

ENGLISH = (
    ("Rebels hold more than 50 of the 370 districts.", "more_than 50 | 370"),
    ("They took dozens of districts in spring.", "vague dozens"),
    ("The bank agreed to a $1.2bn deal.", "1200000000 money USD"),
    ("The state spent 15 lakh on wells.", "1500000"),
    ("The state spent Rs 1,23,45,678 on wells.", "12345678 money INR"),
    ("They say one in five never voted.", "0.2 ratio"),
    ("Some two-thirds of voters stayed away.", "about 2/3 ratio"),
    ("About half a million people fled.", "about 500000"),
    ("One and a half million people fled.", "1500000"),
    ("Turnout was 50-60 per cent.", "50..60 percent"),
    ("The visitors won 21-14.", "21..14 score"),
    ("They voted 3-to-1 for the bill.", "3..1 score"),
    ("It will be between -3.5C and 4C at night.", "-3.5..4 measure celsius"),
    ("Cases of COVID-19 rose; a B-52 flew over the G7 summit.", ""),
    ("No one spoke. Wait a second, she said.", ""),
    ("It took thirty-three seconds.", "33 measure second"),
    ("The child was 2½ years old.", "2.5 measure year age"),
    ("The wall fell in the 1990s.", ""),
    ("It is a 12th-century church.", ""),
    ("Louis XIV built it.", ""),
    ("Of ３５０ boats, ٣٥٠ came back, and ۳۵۰ more followed.", "350 | 350 | 350"),
    ("A film of 16x9 shows 0:00 at first.", ""),
    ("The pipe is 5-year-old steel of 2 m.", "5 measure year age | 2 measure metre"),
)
OTHERS = (
    ("de", "Der Umsatz stieg auf 3,5 Mrd. Euro.", "3500000000 money EUR"),
    ("de", "Es kamen 1,5 Millionen Menschen.", "1500000"),
    ("ru", "Приехали 1,5 млн человек.", "1500000"),
    ("ru", "Приехали полтора миллиона человек.", "1500000"),
    ("ru", "Они встретились с пятьюдесятью людьми.", "50"),
    ("hi", "यहाँ १५ लाख लोग आए।", "1500000"),
    ("zh", "共有三万五千人参加。", "35000"),
    ("zh", "共有1.5亿人参加。", "150000000"),
)
KNOWN = {
    "Some two-thirds of voters stayed away.": '"some" before a fraction is not read as "about"',
    "A film of 16x9 shows 0:00 at first.": "an aspect ratio is read as a figure",
}


def figures(text: str, language: str = "en") -> str:
    found = recognise(text, language)
    assert all(m.span.of(text) == m.surface for m in found)
    return " | ".join(shown(m.value) for m in found if m.kind == "quantity")


@pytest.mark.parametrize(("text", "value"), ENGLISH)
def test_a_hard_phrase_has_its_one_clear_reading(text: str, value: str, request: pytest.FixtureRequest) -> None:
    if reason := KNOWN.get(text):
        request.applymarker(pytest.mark.xfail(strict=True, reason=reason))
    assert figures(text) == value


@pytest.mark.parametrize(("language", "text", "value"), OTHERS)
def test_a_hard_phrase_of_another_language(
    language: str, text: str, value: str, request: pytest.FixtureRequest
) -> None:
    if not has_pack(language):
        request.applymarker(pytest.mark.xfail(strict=True, reason=f"no pack for {language!r} yet"))
    assert figures(text, language) == value


def test_a_year_in_words_is_no_count_of_two() -> None:
    assert figures("She was born in nineteen eighty-four.") in ("1984", "")


def test_no_digit_is_dropped() -> None:
    """A run of digits that no rule reads is reported as unread: the check may not pass over it."""
    text = "Codes 12.34.567, 1'23 and 99x were seen."
    read = [m.span for m in recognise(text) if m.kind != "quotation"]
    for at, letter in enumerate(text):
        assert not letter.isdigit() or any(span.start <= at < span.end for span in read)
