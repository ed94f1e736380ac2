"""The English pack: base forms, likeness, opposites; and what a language without a pack gets."""

from __future__ import annotations

import pytest

from copydesk.languages.lexicon import NOTHING, load_lexicon
from copydesk.languages.pack import has_pack, load_pack

LEMMAS = {
    "district": ("district", "districts", "district's"),
    "flee": ("flee", "fled", "flees", "fleeing"),
    "say": ("say", "said", "says", "saying"),
    "city": ("city", "cities"),
    "stop": ("stop", "stopped", "stopping", "stops"),
    "make": ("make", "made", "makes"),
    "die": ("die", "died", "dies"),
    "child": ("child", "children"),
    "analysis": ("analysis",),
    "boss": ("boss", "bosses"),
    "pay": ("pay", "paid", "pays"),
    "thief": ("thief", "thieves"),
    "bus": ("bus", "buses"),
    "virus": ("virus",),
}
KNOWN_LEMMAS = {"thieves": "a rare verb is preferred to the noun"}
ALIKE = (
    ("buy", "purchase", True),
    ("rise", "increase", True),
    ("attack", "attack", True),
    ("doctor", "physician", True),
    ("rise", "fall", False),
    ("kill", "wound", False),
    ("soldier", "minister", False),
    ("win", "lose", False),
)
OPPOSITE = (("rise", "fall"), ("win", "lose"), ("increase", "decrease"), ("accept", "reject"), ("open", "close"))
PACK = load_pack("en")


@pytest.mark.parametrize(("word", "lemma"), [(w, lemma) for lemma, words in LEMMAS.items() for w in words])
def test_a_word_has_one_base_form(word: str, lemma: str, request: pytest.FixtureRequest) -> None:
    if reason := KNOWN_LEMMAS.get(word):
        request.applymarker(pytest.mark.xfail(strict=True, reason=reason))
    assert PACK.lemma(word) == lemma


@pytest.mark.parametrize(("a", "b", "alike"), ALIKE)
def test_likeness_is_stated_and_the_same_both_ways(a: str, b: str, alike: bool) -> None:
    assert bool(PACK.alike(a, b)) is alike
    assert PACK.alike(a, b) == PACK.alike(b, a)


@pytest.mark.parametrize(("a", "b"), OPPOSITE)
def test_opposites_stand_at_the_two_ends_of_a_scale(a: str, b: str) -> None:
    assert PACK.opposite(a, b)
    assert PACK.opposite(b, a)
    assert not PACK.opposite(a, a)


@pytest.mark.parametrize(("a", "b", "alike"), ALIKE)
def test_words_that_may_stand_for_each_other_share_a_key(a: str, b: str, alike: bool) -> None:
    """The index looks words up by these keys, so sharing one is necessary."""
    assert not alike or PACK.concepts(a) & PACK.concepts(b)


def test_a_language_without_a_pack_is_told_apart() -> None:
    assert has_pack("en")
    assert has_pack("en-GB")
    assert not has_pack("xx")
    assert not has_pack("und")
    assert load_pack("xx").code == "und"
    assert not load_pack("xx").stop


def test_a_missing_table_is_empty() -> None:
    assert not PACK.table("no.such.table")
    assert not PACK.words("no.such.words")


def test_a_lexicon_knows_what_it_lists_and_nothing_else() -> None:
    lexicon = load_lexicon("en")
    assert "district" in lexicon
    assert lexicon.mostly("district") == "n"
    assert lexicon.entry("zzyzx") is NOTHING
    assert not load_lexicon("xx")


def test_every_bound_and_period_is_one_the_records_know() -> None:
    known = {"exact", "about", "nearly", "at_least", "more_than", "at_most", "less_than"}
    assert set(PACK.table("bounds").values()) <= known
    assert all(len(path.split()) >= 1 for path in PACK.table("bounds"))


@pytest.mark.parametrize("path", ("numbers.cardinals", "numbers.ordinals", "units", "currencies", "dates.months"))
def test_words_of_a_table_are_comparison_keys(path: str) -> None:
    """Lower case and plain letters, or they would never be found."""
    assert all(word == word.lower() for word in PACK.table(path))


def test_ordinals_and_cardinals_share_no_word() -> None:
    assert not PACK.table("numbers.cardinals").keys() & PACK.table("numbers.ordinals").keys()
