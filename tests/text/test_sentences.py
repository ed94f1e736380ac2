"""Sentences: where one ends, and where a full stop only looks like an end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.text.sentences import sentences

CASES: tuple[tuple[str, list[str]], ...] = (
    ("One. Two.", ["One.", "Two."]),
    ("Is it? Yes! Good.", ["Is it?", "Yes!", "Good."]),
    ("A title\n\nA first sentence. A second.", ["A title", "A first sentence.", "A second."]),
    ("A wrapped\nline goes on. Then more.", ["A wrapped\nline goes on.", "Then more."]),
    ("U.S. President Joe Biden spoke. He left.", ["U.S. President Joe Biden spoke.", "He left."]),
    ("It began at 3 p.m. Monday in Oslo. It ended.", ["It began at 3 p.m. Monday in Oslo.", "It ended."]),
    ("Gen. Hale and Sen. Ruiz met. They spoke.", ["Gen. Hale and Sen. Ruiz met.", "They spoke."]),
    ("It rose 3.5 per cent. It fell.", ["It rose 3.5 per cent.", "It fell."]),
    ("On Sept. 30 it closed. It is shut.", ["On Sept. 30 it closed.", "It is shut."]),
    ('"We go." She left.', ['"We go."', "She left."]),
    ("“We go.” She left.", ["“We go.”", "She left."]),
    ("Mr. Hale of No. 10 spoke.", ["Mr. Hale of No. 10 spoke."]),
    ("  One.  \n\n\n  Two.  ", ["One.", "Two."]),
    ("", []),
    (" \n\n ", []),
)


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_a_text_is_cut_where_a_reader_would(text: str, wanted: list[str]) -> None:
    assert [span.of(text) for span in sentences(text)] == wanted


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_a_paragraph_before_only_shifts_them(text: str, wanted: list[str]) -> None:
    prefix = "Caf\N{LATIN SMALL LETTER E WITH ACUTE} \N{SLIGHTLY SMILING FACE}.\n\n"
    found = [span for span in sentences(prefix + text) if span.start >= len(prefix)]
    assert found == [span.shifted(len(prefix)) for span in sentences(text)]


@given(st.text(alphabet='aB.!?" \n5’”', max_size=60) | st.text(max_size=40))
def test_sentences_are_in_order_trimmed_and_lose_only_white_space(text: str) -> None:
    found = sentences(text)
    ends = [0, *(s.end for s in found)]
    starts = [*(s.start for s in found), len(text)]
    assert all(s.of(text) == s.of(text).strip() != "" for s in found)
    assert all(text[end:start].strip() == "" for end, start in zip(ends, starts, strict=True))
