"""Windows: nothing lost, nothing shown that may not be cited, nothing cut that need not be."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.ingest import plain
from copydesk.segments import WINDOW_CHARS, paragraphs, windows
from copydesk.source import Block, Source, Span
from recording import ROOT

TEXT = "Menu\n\nFirst story line\nand its second.\n\nBy Somebody\n\nSecond paragraph. It is longer.\n\n\nThird."


def source(*hidden: tuple[str, str]) -> Source:
    blocks = [Block(Span(TEXT.index(text), TEXT.index(text) + len(text)), kind) for text, kind in hidden]  # type: ignore[arg-type]
    return Source(TEXT, blocks=tuple(blocks))


def shown(one: Source, most: int = 1000) -> list[str]:
    return [window.text(one) for window in windows(one, most)]


def test_paragraphs_are_parted_by_empty_lines_only() -> None:
    assert [span.of(TEXT) for span in paragraphs(source())] == [
        "Menu",
        "First story line\nand its second.",
        "By Somebody",
        "Second paragraph. It is longer.",
        "Third.",
    ]


@pytest.mark.parametrize("kind", ["furniture", "byline", "credit", "caption"])
def test_what_a_summary_is_not_made_of_is_left_out(kind: str) -> None:
    (window,) = shown(source(("Menu", kind), ("By Somebody", kind)))
    assert window == "First story line\nand its second.\n\nSecond paragraph. It is longer.\n\nThird."


def test_a_hidden_line_inside_a_paragraph_parts_it() -> None:
    assert shown(source(("story line", "furniture")))[0].startswith("Menu\n\nFirst\n\nand its second.")


def test_paragraphs_stay_whole_while_they_fit() -> None:
    assert shown(source(), 45) == [
        "Menu\n\nFirst story line\nand its second.",
        "By Somebody\n\nSecond paragraph. It is longer.",
        "Third.",
    ]


def test_a_paragraph_that_does_not_fit_is_cut_behind_a_sentence_then_between_words() -> None:
    assert shown(Source("One two. Three four five."), 16) == ["One two.", "Three four five."]
    assert shown(Source("aaaa bbbb cccc"), 10) == ["aaaa bbbb", "cccc"]
    assert shown(Source("abcdefgh"), 3) == ["abc", "def", "gh"]


def test_nothing_to_read_gives_no_window() -> None:
    assert windows(Source(" \n\n ")) == ()
    with pytest.raises(ValueError, match="0"):
        windows(Source("x"), 0)


@given(st.text(alphabet="ab. \n\t\u2029é", max_size=200), st.integers(1, 40))
def test_every_character_is_in_one_window_and_no_window_is_too_long(text: str, most: int) -> None:
    parts = windows(Source(text), most)
    spans = [span for part in parts for span in part.spans]
    assert spans == sorted(spans)
    assert all(0 < len(part) <= most for part in parts)
    assert re.sub(r"\s", "", "".join(span.of(text) for span in spans)) == re.sub(r"\s", "", text)


def test_the_seeds_come_in_the_windows_that_the_demo_shows() -> None:
    seeds = {
        name: plain.read(str(ROOT / "seeds" / f"{name}.txt")) for name in ("taliban-tajikistan", "lake-serra-inquiry")
    }
    (seed,) = windows(seeds["taliban-tajikistan"])
    text = seed.text(seeds["taliban-tajikistan"])
    for furniture in ("No media source", "0:00", "27 languages", "Accessibility", "file photo", "With reporting"):
        assert furniture not in text
    long = windows(seeds["lake-serra-inquiry"])
    assert len(long) == 3
    assert all(len(part) <= WINDOW_CHARS for part in long)
