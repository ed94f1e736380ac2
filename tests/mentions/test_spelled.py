"""Spelled numbers: what CLDR's rules spell is read back, and hard cases by hand, for every language with a pack."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unicode_rbnf import RbnfEngine
from unicode_rbnf.engine import RbnfError

from copydesk.languages.pack import has_pack, load_pack
from copydesk.mentions.quantities import read_quantities
from copydesk.mentions.records import Quantity
from copydesk.text.tokens import tokenise

RULES = {"nb": "no"}
SPELLED = "ar de es fa fr hi hu hy id it ja ka kk ko nb pl pt ro ru tr uk zh"
LANGUAGES = SPELLED.split()
TABLE = tomllib.loads((Path(__file__).parent.parent / "data" / "mentions" / "spelled.toml").read_text(encoding="utf-8"))
CASES = [(lang, text, value) for lang, table in TABLE.items() for text, value in table.items()]

numbers = st.one_of(st.integers(0, 130), st.integers(0, 9999), st.integers(0, 999_999), st.integers(0, 999_999_999_999))
"""Small ones more often."""


def quantities(text: str, lang: str) -> list[Quantity]:
    """The quantities of a text that have a value."""
    pack = load_pack(lang)
    found = read_quantities(text, tokenise(text, cutting=pack.cutting), pack, frozenset())
    return [m.value for m in found if isinstance(m.value, Quantity) and m.value.low is not None]


@cache
def engine(lang: str) -> RbnfEngine:
    return RbnfEngine.for_language(RULES.get(lang, lang))


def spellings(number: int, lang: str, sort: str) -> dict[str, str]:
    """The spellings by CLDR's public rule sets of a sort."""
    found = {}
    for name, rules in engine(lang).rulesets.items():
        if rules.is_private or not name.startswith(f"spellout-{sort}") or "year" in name:
            continue
        try:
            found[name] = engine(lang).format_number(number, ruleset_names=[name]).text.replace("‘", "")
        except RbnfError:
            continue
    return {name: text for name, text in found.items() if not any(c.isdigit() for c in text)}


@pytest.mark.parametrize("lang", LANGUAGES)
@settings(max_examples=40, deadline=None, derandomize=True)
@given(number=numbers)
def test_a_cardinal_is_read_back_as_it_was_spelled(lang: str, number: int) -> None:
    if not has_pack(lang) or number == 1:  # "one" is an article in many languages
        return
    for name, text in spellings(number, lang, "cardinal").items():
        values = [(q.low, q.form) for q in quantities(text, lang)]
        assert values == [(number, "count")], (name, text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_ordinal_is_read_as_one_and_never_as_a_count(lang: str) -> None:
    if lang == "id":  # "kedua" is "both" as well
        return
    for number in (*range(1, 40), 58, 73, 99):
        for name, text in spellings(number, lang, "ordinal").items() if has_pack(lang) else ():
            values = [(q.low, q.form) for q in quantities(text, lang)]
            assert values == [(number, "ordinal")], (name, text)


@pytest.mark.parametrize(("lang", "text", "value"), CASES, ids=[f"{lang}: {text}" for lang, text, _ in CASES])
def test_a_hard_case_is_worth_what_it_says(lang: str, text: str, value: str) -> None:
    """The table writes a value, several with blanks between them, "th" behind an ordinal, "" for no number."""
    if not has_pack(lang):
        pytest.skip("no pack")
    found = [f"{q.low}{'th' if q.form == 'ordinal' else ''}" for q in quantities(text, lang)]
    assert found == [str(Fraction(v)) if v.replace("/", "").isdigit() else v for v in value.split()]
