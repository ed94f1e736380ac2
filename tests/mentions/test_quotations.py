"""Words inside quotation marks: which marks open, which close, and what is only an apostrophe or a length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.mentions.quotations import read_quotations

PREFIX = "caf\N{LATIN SMALL LETTER E WITH ACUTE} \N{SLIGHTLY SMILING FACE}\n\n"
CASES: tuple[tuple[str, list[str]], ...] = (
    ('She said "we will not go" twice.', ["we will not go"]),
    ("She said “we will not go” twice.", ["we will not go"]),
    ("Sie sagte „wir gehen nicht“ dazu.", ["wir gehen nicht"]),
    ("Elle a dit «nous restons» hier.", ["nous restons"]),
    ("彼は「行かない」と言った。", ["行かない"]),
    ("”Vi stannar”, sade hon.", ["Vi stannar"]),
    ("She said 'we will not go' twice.", ["we will not go"]),
    ("She said ‘we will not go’ twice.", ["we will not go"]),
    ('"One," he said, "two."', ["One,", "two."]),
    ("\"She told me 'go home' and left,\" he said.", ["She told me 'go home' and left,", "go home"]),
    ('He said: "It goes on.\n\nAnd here it is over.', ["It goes on."]),
    ('mixed “curly to straight" marks', ["curly to straight"]),
    # nothing is quoted
    ("The dog's bone and the dogs' bones", []),
    ("rock 'n' roll of the '90s", []),
    ('a 5" pipe and a 6" pipe', []),
    ("It is O'Brien's, isn't it?", []),
    ("I don't know what they're for, he said.", []),
    ('an empty "" pair and a " " pair', []),
)


@pytest.mark.parametrize(("text", "words"), CASES)
def test_the_words_between_the_marks(text: str, words: list[str]) -> None:
    found = list(read_quotations(text))
    assert [m.surface for m in found] == words
    assert all(m.span.of(text) == m.surface for m in found)


@pytest.mark.parametrize(("text", "words"), CASES)
def test_behind_a_prefix_they_move_by_exactly_the_prefix(text: str, words: list[str]) -> None:
    here = [m.span for m in read_quotations(text)]
    assert [m.span for m in read_quotations(PREFIX + text)] == [span.shifted(len(PREFIX)) for span in here]


@given(st.text(alphabet="ab \n\"'“”‘’„«»5.", max_size=60))
def test_every_quotation_stands_where_it_says(text: str) -> None:
    for mention in read_quotations(text):
        assert mention.span.of(text) == mention.surface
        assert mention.surface.strip()
