"""Lines of a text, as an editor counts them: 1-based, ended by a line feed, columns in code points."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.source import Span


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """The 1-based line and column of a code point; the offset behind the last one is a place too.

    >>> line_and_column("ab\\ncd", 4)
    (2, 2)
    """
    before = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, offset) + 1, offset - before + 1


def lines(text: str) -> Iterator[Span]:
    """Every line without its line feed, in order; also the empty ones."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield Span(start, end)
        start = end + 1
    yield Span(start, len(text))


def stripped(text: str, span: Span) -> Span:
    """The span without the white space at its ends; an empty span when there is nothing else."""
    inner = span.of(text)
    start = span.start + len(inner) - len(inner.lstrip())
    return Span(start, max(start, span.start + len(inner.rstrip())))
