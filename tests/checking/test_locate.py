"""Rule 1: a passage stands in the source exactly, or by declared foldings, and cuts no word and no number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.checking.index import Index
from copydesk.checking.locate import locate
from copydesk.source import Source, Span

TEXT = (
    "The fire killed 117 people in 2017, said O’Brien, and cost $1,170.50 or 12.5% of 5-17 million.\n\n"
    "“We will not go,” she said. “We are tired.” The US helped us — at last — on 3/4 of well-known Mazar-e Sharif.\n\n"
    "Wait… the office’s ﬁre was −5 degrees. It ended. The mayor left the town at noon."
)
PREFIX = "Caf\N{LATIN SMALL LETTER E WITH ACUTE} \N{SLIGHTLY SMILING FACE}.\n\n"
INDEX = Index([Source(TEXT)])
STANDS = (
    ("The fire killed 117 people", "exact"),
    ("117 people in 2017", "exact"),
    ("12.5% of 5-17 million", "exact"),
    ("$1,170.50", "exact"),
    ("O’Brien", "exact"),
    ("O'Brien", "folded"),
    ('"We will not go," she said.', "folded"),
    ("The  US\nhelped", "folded"),
    ("The US helped us", "exact"),
    ("at last", "exact"),
    ("helped us - at last - on 3/4", "folded"),
    ("helped us—at last—on", "folded"),
    ("office's fire was -5 degrees", "folded"),
    ("the o\N{LATIN SMALL LIGATURE FFI}ce", "folded"),
    ("Wait... the", "folded"),
    ("killed 117 people … and cost", "omission"),
    ("killed 117 people [...] and cost", "omission"),
    ("killed 117 people (...) and cost", "omission"),
    ("killed ... people ... in 2017", "omission"),
    ("[t]he fire killed", "folded"),
    ("[W]e will not go", "folded"),
    ("The mayor [of Oslo] left the town at noon", "folded"),
)
MISSING = (
    # inside a number or a word
    "17 people",
    "killed 11",
    "in 20",
    "170.50",
    "1,170",
    "2.5% of",
    "5% of 5",
    "12.5",
    "17 million",
    "of 5",
    "fire kill",
    "ire killed",
    "1,170.5",
    "3/4 of well",
    "known Mazar",
    "e Sharif",
    "5 degrees",
    # altered
    "The fire killed 118 people",
    "the fire killed 117 people",
    "helped US",
    "The us helped",
    "We will go",
    "well known Mazar",
    "killed 117 people in 2017 said",
    # omissions out of order, not marked, or across speakers
    "and cost … The fire killed",
    "The fire killed people",
    "We will not go … We are sad",
    "We will ... tired",
    # insertions that turn the sense
    "We will [not] go",
    "The mayor left [9] the town",
    # nothing
    "",
    " ",
    ".",
    "…",
    "[...]",
    "e",
    "5",
)


def held(quoted: str, text: str = TEXT) -> tuple[str, tuple[str, ...]]:
    passage = locate(INDEX if text == TEXT else Index([Source(text)]), quoted)
    return passage.how, tuple(ref.span.of(text) for ref in passage.refs)


@pytest.mark.parametrize(("quoted", "how"), STANDS)
def test_a_passage_stands_there(quoted: str, how: str) -> None:
    found, words = held(quoted)
    assert found == how
    assert how != "exact" or words == (quoted,)
    assert (len(words) > 1) == (how == "omission")


@pytest.mark.parametrize("quoted", MISSING)
def test_a_passage_that_cuts_or_alters_is_missing(quoted: str) -> None:
    assert held(quoted) == ("missing", ())


@pytest.mark.parametrize("quoted", [quoted for quoted, _ in STANDS])
def test_a_prefix_shifts_a_passage_by_exactly_itself(quoted: str) -> None:
    moved = locate(Index([Source(PREFIX + TEXT)]), quoted)
    here = locate(INDEX, quoted)
    assert (moved.how, [r.span for r in moved.refs]) == (here.how, [r.span.shifted(len(PREFIX)) for r in here.refs])


def test_the_parts_of_an_omission_are_in_order() -> None:
    passage = locate(INDEX, "killed 117 people … in 2017 … and cost")
    assert [ref.span.of(TEXT) for ref in passage.refs] == ["killed 117 people", "in 2017", "and cost"]
    assert [r.span.start for r in passage.refs] == sorted(r.span.start for r in passage.refs)


def test_the_source_that_holds_it_is_named() -> None:
    passage = locate(Index([Source("One thing."), Source("Another thing.")]), "Another thing")
    assert [(ref.source, ref.span) for ref in passage.refs] == [(1, Span(0, 13))]


WORDS = st.lists(
    st.sampled_from(("the", "5", "1,200", "O’Brien", "“so”", "well-known", "A.", "½", "cafe\u0301")), min_size=2
)


@given(WORDS, st.data())
def test_whole_words_of_a_source_are_found_where_they_stand(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    first = data.draw(st.integers(0, len(words) - 2))
    last = data.draw(st.integers(first + 2, len(words)))
    quoted = " ".join(words[first:last])
    passage = locate(Index([Source(text)]), quoted)
    assert passage.how == "exact"
    assert passage.refs[0].span.of(text) == quoted


@pytest.mark.parametrize("quoted", ("[the mayor]", "[aa]", "[the] [mayor]", "[a]"))
def test_what_only_an_editor_wrote_is_missing(quoted: str) -> None:
    assert locate(Index([Source("The mayor spoke.")]), quoted).how == "missing"


@given(st.text(alphabet="ab5.,- “’[]…", max_size=20))
def test_what_is_found_is_a_span_of_the_source(quoted: str) -> None:
    text = "ab 5,5-b a.b “a’b” 55 ab…"
    for ref in locate(Index([Source(text)]), quoted).refs:
        assert 0 <= ref.span.start < ref.span.end <= len(text)
