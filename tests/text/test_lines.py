"""Lines and columns, as an editor counts them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copydesk.source import Span
from copydesk.text.lines import line_and_column, lines, stripped

TEXT = "ab\n\ncd\n"


def test_lines_are_counted_from_one() -> None:
    places = [line_and_column(TEXT, at) for at in range(len(TEXT) + 1)]
    assert places == [(1, 1), (1, 2), (1, 3), (2, 1), (3, 1), (3, 2), (3, 3), (4, 1)]
    assert [span.of(TEXT) for span in lines(TEXT)] == ["ab", "", "cd", ""]


def test_white_space_at_the_ends_is_stripped() -> None:
    assert stripped("  ab  ", Span(0, 6)) == Span(2, 4)
    assert len(stripped("    ", Span(1, 3))) == 0


@given(st.text(alphabet="a\n \r", max_size=30))
def test_lines_joined_are_the_text(text: str) -> None:
    assert "\n".join(span.of(text) for span in lines(text)) == text
