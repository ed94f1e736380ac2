"""Forms of words without a grammar: base forms, names in their cases, compounds."""

from __future__ import annotations

import pytest

from copydesk.languages.forms import Forms
from copydesk.languages.pack import load_pack

LEMMAS: dict[str, dict[str, tuple[str, ...]]] = {
    "de": {"könig": ("königs",), "stadt": ("städte",)},
    "ru": {"рубль": ("рублей", "рубля"), "город": ("города", "городу")},
    "fr": {"cheval": ("chevaux",), "dire": ("dit",)},
    "tr": {"ankara": ("ankara'ya", "ankara'da"), "kitap": ("kitaplar",)},
}
"""Language -> base form -> words that have it."""

SAME = (
    ("de", "merkel", "merkels", True),
    ("de", "austria", "australia", False),
    ("de", "iran", "irak", False),
    ("ru", "москва", "москвы", True),
    ("ru", "иванов", "петров", False),
    ("ru", "австрия", "австралия", False),
    ("hu", "budapest", "budapestről", True),
    ("tr", "ankara'ya", "ankara", True),
    ("tr", "ankara'ya", "adana'ya", False),
    ("pl", "kowalski", "kowalskiego", True),
    ("ro", "bucurești", "bucureşti", True),  # comma below and cedilla
    ("zh", "北京", "南京", False),
)
"""(language, two words, whether they may be forms of one name)."""

LISTED = (
    ("de", "behörde", True),
    ("de", "gasbehörde", True),
    ("de", "sicherheitsbehörde", True),
    ("de", "xyzqbehörde", False),
    ("de", "qqqq", False),
    ("de", "", False),
)
CUT = Forms("xx", {"prefixes": ["al", "w"], "endings": ["ların", "lar"], "apostrophe": True}, str.lower)
"""A language of no lemmatiser."""


@pytest.mark.parametrize(("language", "word", "lemma"), [
    (language, word, lemma) for language, rows in LEMMAS.items() for lemma, words in rows.items()
    for word in (lemma, *words)
])  # fmt: skip
def test_a_word_has_one_base_form(language: str, word: str, lemma: str) -> None:
    assert load_pack(language).lemma(word) == lemma


@pytest.mark.parametrize(("language", "a", "b", "same"), SAME)
def test_two_forms_of_a_name_are_told_from_two_names(language: str, a: str, b: str, same: bool) -> None:
    pack = load_pack(language)
    assert pack.same_name(a, b) is same
    assert pack.same_name(b, a) is same
    assert pack.same_name(a, a)


@pytest.mark.parametrize(("language", "word", "listed"), LISTED)
def test_a_compound_is_known_when_both_its_words_are(language: str, word: str, listed: bool) -> None:
    assert load_pack(language).listed(word) is listed


@pytest.mark.parametrize(("word", "lemma"), (
    ("kitaplar", "kitap"), ("kitapların", "kitap"), ("alkitap", "kitap"), ("lar", "lar"), ("al", "al"), ("", ""),
    ("ankara'ya", "ankara"), ("o'brien", "o'brien"), ("ankara'", "ankara"), ("'", "'"),
))  # fmt: skip
def test_without_a_lemmatiser_the_pack_s_endings_are_cut(word: str, lemma: str) -> None:
    assert CUT.lemma(word) == lemma


@pytest.mark.parametrize(("a", "b", "akin"), (
    ("tannmoos", "tannmoose", True), ("tannmoos", "tannenbaum", False), ("ab", "abc", False), ("", "", False),
))  # fmt: skip
def test_akin_words_differ_in_a_short_ending(a: str, b: str, akin: bool) -> None:
    forms = Forms("xx", {}, str.lower)
    assert forms.akin(a, b) is akin
    assert not akin or forms.stem(a) == forms.stem(b)


def test_a_language_without_lists_knows_no_word_and_calls_none_rare() -> None:
    assert not CUT.lists
    assert not CUT.listed("kitap")
    assert not CUT.rare("kitap")
    assert not CUT.vocabulary()
