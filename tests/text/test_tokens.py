"""Tokens: nothing but white space is left out, and each stands where it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.text.tokens import Cutting, key_of, tokenise

CASES: tuple[tuple[str, list[str]], ...] = (
    ("don't go", ["don't", "go"]),
    ("O’Brien's", ["O’Brien's"]),
    ("the dogs' bones", ["the", "dogs", "'", "bones"]),
    ("twenty-one", ["twenty", "-", "one"]),
    ("U.S.-led", ["U", ".", "S", ".", "-", "led"]),
    ("1,200.5 km", ["1,200.5", "km"]),
    ("it cost 1,200.", ["it", "cost", "1,200", "."]),
    ("1,2,3", ["1,2,3"]),
    ("3.2m", ["3.2", "m"]),
    ("$1.2bn", ["$", "1.2", "bn"]),
    ("B-52", ["B", "-", "52"]),
    ("50-60%", ["50", "-", "60", "%"]),
    ("10⁵", ["10", "⁵"]),
    ("2½", ["2", "½"]),
    ("cafe\u0301 bar", ["cafe\u0301", "bar"]),
    ("co\N{SOFT HYPHEN}operate", ["co\N{SOFT HYPHEN}operate"]),
    ("٣٥٠ ３５", ["٣٥٠", "３５"]),
    ("a_b", ["a", "_", "b"]),
    ("\N{SLIGHTLY SMILING FACE}x", ["\N{SLIGHTLY SMILING FACE}", "x"]),
    ("", []),
    (" \n\t ", []),
)
KEYS = (
    ("Öström", "ostrom"),
    ("Straße", "strasse"),
    ("O’Brien", "o'brien"),
    ("Łódź", "lodz"),
    ("co\N{SOFT HYPHEN}op", "coop"),
    ("cafe\u0301", "cafe"),
    ("THE", "the"),
)


_FRENCH = Cutting(accents=True, elisions=frozenset({"l", "d", "qu", "aujourd"}))
_CHINESE = Cutting(accents=True, vocabulary=frozenset({"我们", "北京", "北京市"}))
CUT: tuple[tuple[Cutting, str, list[str]], ...] = (
    (_FRENCH, "l'inflation", ["l", "inflation"]),
    (_FRENCH, "L’Élysée", ["l", "élysée"]),
    (_FRENCH, "qu'd'or", ["qu", "d", "or"]),
    (_FRENCH, "presqu'île", ["presqu'île"]),
    (_FRENCH, "l'O'Brien", ["l", "o'brien"]),
    (_FRENCH, "l'", ["l", "'"]),
    (_FRENCH, "l\N{MODIFIER LETTER APOSTROPHE}", ["l'"]),
    (_FRENCH, "'", ["'"]),
    (_CHINESE, "我们在北京市", ["我们", "在", "北京市"]),
    (_CHINESE, "北京abc中", ["北京", "abc", "中"]),
    (_CHINESE, "AB", ["ab"]),
    (_CHINESE, "l'or", ["l'or"]),
    (Cutting(accents=True), "Könnte konnte", ["könnte", "konnte"]),
    (Cutting(), "Könnte konnte", ["konnte", "konnte"]),
    (Cutting(), "\u0301", ["\u0301"]),
    (Cutting(accents=True), "İstanbul ISPARTA", ["istanbul", "isparta"]),
)


@pytest.mark.parametrize(("cutting", "text", "keys"), CUT)
def test_a_language_says_how_words_are_cut_and_folded(cutting: Cutting, text: str, keys: list[str]) -> None:
    tokens = tokenise(text, cutting=cutting)
    assert [token.key for token in tokens] == keys
    assert all(text[t.start : t.end] == t.text and t.text for t in tokens)


@pytest.mark.parametrize("cutting", (_FRENCH, _CHINESE))
@pytest.mark.parametrize(
    "piece", ("l'", "l’", "d\N{MODIFIER LETTER APOSTROPHE}", "北京", "中", "7", "\u0301", "\ud800", "a")
)
def test_a_long_run_of_one_thing_is_cut_at_once(cutting: Cutting, piece: str) -> None:
    text = piece * 50_000
    assert "".join(t.text for t in tokenise(text, cutting=cutting)).strip("'’\u02bc") != ""


@pytest.mark.parametrize(("text", "pieces"), CASES)
def test_a_text_is_cut_into_words_digits_and_marks(text: str, pieces: list[str]) -> None:
    assert [token.text for token in tokenise(text)] == pieces


@pytest.mark.parametrize(("word", "key"), KEYS)
def test_a_key_forgets_case_accents_and_hidden_characters(word: str, key: str) -> None:
    assert key_of(word) == key


def test_a_part_of_a_text_keeps_the_text_s_offsets() -> None:
    text = "one two three"
    assert [(t.start, t.text) for t in tokenise(text, 4, 7)] == [(4, "two")]


@given(st.text(max_size=60))
def test_no_character_but_white_space_is_lost(text: str) -> None:
    tokens = tokenise(text)
    assert all(text[t.start : t.end] == t.text and t.text for t in tokens)
    ends = [0, *(t.end for t in tokens)]
    starts = [*(t.start for t in tokens), len(text)]
    assert all(text[end:start].strip() == "" for end, start in zip(ends, starts, strict=True))
    assert all(end <= start for end, start in zip(ends, starts, strict=True))


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_prefix_shifts_the_tokens_and_changes_none(prefix: str, text: str) -> None:
    head = prefix + "\n"
    behind = [t for t in tokenise(head + text) if t.start >= len(head)]
    assert [(t.start - len(head), t.text, t.kind) for t in behind] == [
        (t.start, t.text, t.kind) for t in tokenise(text)
    ]
