"""Patterns of a pack: which of them fits where, and which of several wins."""

from __future__ import annotations

import pytest

from copydesk.languages.patterns import REACH, Phrases, Table, WordSet, fits

FITS = {
    "млн": (("млн",), ("млнд", "мл", "")),
    "рубл*": (("рубл", "рублей"), ("руб", "врублей")),
    "*medi": (("medi", "gelmedi"), ("medim", "edi")),
    "ge*t": (("get", "gebaut"), ("ge", "gebauten", "t")),
    "aba*ba": (("ababa", "abacaba"), ("aba", "abab")),
    "a*b*c": (("abc", "axbyc"), ("acb", "abcd")),
    "*ich*": (("ich", "nichts"), ("ch",)),
    "*": (("", "x"), ()),
}
"""Pattern of one word -> words that fit it, words that do not."""

PHRASES = Phrases(
    (
        (("не",), "short"),
        (("не", "менее"), "long"),
        (("не", "мен*"), "wide"),
        (("рубл*",), "begins"),
        (("рублев*",), "begins longer"),
        (("*medi",), "ends"),
        (("ge*t",), "inner"),
        (("lehnt*", "…", "ab"), "gap"),
    )
)
AT = (
    ("не", "short", 1),
    ("не менее", "long", 2),
    ("не менее пяти", "long", 2),
    ("не мены", "wide", 2),
    ("не более", "short", 1),
    ("рублей", "begins", 1),
    ("рублевый", "begins longer", 1),
    ("gelmedi", "ends", 1),
    ("gebaut", "inner", 1),
    ("lehnte das ab", "gap", 1),
    ("lehnte ab", "gap", 1),
    ("lehnte" + " x" * REACH + " ab", "gap", 1),
    ("lehnte" + " x" * (REACH + 1) + " ab", None, 0),
    ("lehnte das", None, 0),
    ("lehnte", None, 0),
    ("менее", None, 0),
)
"""(text, value of the longest pattern at its first word, where the pattern ends)."""

RUNS = Phrases(((("没",), "one"), (("没有",), "two"), (("没", "有人"), "three")), spaced=False)
RUNS_AT = (
    (["没"], "one", 1),
    (["没有"], "two", 1),
    (["没", "有"], "two", 2),
    (["没", "有人"], "three", 2),
    (["没有人"], "three", 1),
    (["没有钱"], "two", 1),
    (["没关系"], None, 0),  # a pattern of one character is a word of its own
    (["有"], None, 0),
)
TABLE = Table({"doctor": 1, "doc*": 2, "d*r": 3, "*or": 4, "two words": 5})
LOOKED_UP = (("doctor", 1), ("doctors", 2), ("door", 4), ("der", 3), ("two words", 5), ("two", None), ("", None))


@pytest.mark.parametrize(("pattern", "word", "fit"), [
    (pattern, word, fit) for pattern, rows in FITS.items() for fit, words in zip((True, False), rows, strict=True)
    for word in words
])  # fmt: skip
def test_a_star_stands_for_any_letters(pattern: str, word: str, fit: bool) -> None:
    assert fits(pattern, word) is fit
    assert (word in WordSet([pattern])) is (fit and word != "")
    assert (word in Table({pattern: 1})) is (fit and word != "")
    assert bool(list(Phrases([((pattern,), 1)]).every([word]))) is fit


@pytest.mark.parametrize(("text", "value", "end"), AT)
def test_the_longest_pattern_at_a_place_wins(text: str, value: str | None, end: int) -> None:
    found = PHRASES.at(text.split(), 0)
    assert (found and found.value) == value
    assert (found.end if found else 0) == end


@pytest.mark.parametrize(("keys", "value", "end"), RUNS_AT)
def test_a_text_without_blanks_is_matched_as_a_run_of_characters(keys: list[str], value: str | None, end: int) -> None:
    found = RUNS.at(keys, 0)
    assert (found and found.value) == value
    assert (found.end if found else 0) == end


def test_every_also_gives_patterns_that_overlap_and_find_does_not() -> None:
    keys = ["не", "менее", "рублевый"]
    assert sorted(m.value for m in PHRASES.every(keys)) == ["begins", "begins longer", "long", "short", "wide"]
    assert [(m.start, m.end, m.value) for m in PHRASES.find(keys)] == [(0, 2, "long"), (2, 3, "begins longer")]


def test_of_equal_patterns_the_first_wins() -> None:
    found = Phrases([(("a",), 1), (("a",), 2)]).at(["a"], 0)
    assert found is not None
    assert found.value == 1


@pytest.mark.parametrize("spaced", (True, False))
def test_no_patterns_fit_nothing(spaced: bool) -> None:
    none = Phrases([], spaced=spaced)
    assert not none
    assert none.at(["a"], 0) is None
    assert not list(none.every(["a"]))
    assert not list(none.find([]))


@pytest.mark.parametrize(("word", "value"), LOOKED_UP)
def test_a_table_gives_the_narrowest_entry(word: str, value: int | None) -> None:
    assert TABLE.get(word) == value
    assert (word in TABLE) is (value is not None)


def test_a_table_gives_every_entry_that_fits() -> None:
    assert TABLE.all("doctor") == [1, 2, 4, 3]
    assert TABLE["doctors"] == 2
    assert not TABLE.all("")
    with pytest.raises(KeyError):
        TABLE["none"]


def test_a_set_keeps_its_patterns_and_takes_no_other_type() -> None:
    words = WordSet(["ein*", "der"])
    assert sorted(words) == ["der", "ein*"]
    assert "eine" in words
    assert "" not in words
    nothing: object = None
    assert not words.__contains__(nothing)
