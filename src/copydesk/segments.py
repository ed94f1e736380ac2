"""A source cut into windows that a model can read at once.

What decides: paragraphs stay whole as long as one fits a window; a paragraph that does not is cut behind a sentence,
or failing that between words. Stretches that no claim may rest on (menus, credits, bylines) are left out, so the model
never sees them; so are captions, which describe a picture and made the model open its summaries with it (a claim may
still cite one). A window is a list of spans of the source: nothing is copied, and the passages that the model quotes
are searched in the source itself, not in the window.

Pure: a source and a limit in, windows out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from copydesk.source import CITABLE, Source, Span

WINDOW_CHARS = 4000
"""About 1,000 tokens of English. With 6,000 characters the embedded model began to copy whole paragraphs, and the first
claim came after a minute; most news articles fit in one window of 4,000."""

_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?!\s*\n))*")
_SENTENCE_END = re.compile(r"[.!?\N{HORIZONTAL ELLIPSIS}\N{IDEOGRAPHIC FULL STOP}\N{ARABIC QUESTION MARK}]\S{0,2}\s+")
_GAP = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Window:
    """Paragraphs of a source that the model reads together: their spans, in order, none empty."""

    spans: tuple[Span, ...]

    def __len__(self) -> int:
        """Characters, without what stands between the paragraphs."""
        return sum(map(len, self.spans))

    def text(self, source: Source) -> str:
        """The paragraphs, parted by an empty line."""
        return "\n\n".join(span.of(source.text) for span in self.spans)


def windows(source: Source, most_chars: int = WINDOW_CHARS) -> tuple[Window, ...]:
    """The source as windows of at most `most_chars` characters each; none when nothing in it may be cited.

    Raises:
        ValueError: `most_chars` is not positive.
    """
    if most_chars < 1:
        raise ValueError(f"a window cannot hold {most_chars!r} characters")
    pieces = (piece for span in paragraphs(source) for piece in _cut(source.text, span, most_chars))
    return tuple(_gathered(pieces, most_chars))


def paragraphs(source: Source) -> Iterator[Span]:
    """The paragraphs that the model reads, in order, trimmed of white space."""
    hidden = tuple(block.span for block in source.blocks if block.kind not in CITABLE or block.kind == "caption")
    for match in _PARAGRAPH.finditer(source.text):
        for span in _without(Span(*match.span()), hidden):
            trimmed = _trimmed(source.text, span)
            if len(trimmed):
                yield trimmed


def _without(span: Span, holes: Iterable[Span]) -> Iterator[Span]:
    start = span.start
    for hole in holes:
        if hole.overlaps(span):
            yield Span(start, max(start, hole.start))
            start = max(start, hole.end)
    yield Span(start, max(start, span.end))


def _trimmed(text: str, span: Span) -> Span:
    inside = span.of(text)
    start = span.start + len(inside) - len(inside.lstrip())
    return Span(start, max(start, span.start + len(inside.rstrip())))


def _cut(text: str, span: Span, most: int) -> Iterator[Span]:
    """The span, in pieces of at most `most` characters."""
    while len(span) > most:
        end = _border(text, span.start, span.start + most)
        piece = _trimmed(text, Span(span.start, end))
        if len(piece):
            yield piece
        span = _trimmed(text, Span(end, span.end))
    if len(span):
        yield span


def _border(text: str, start: int, limit: int) -> int:
    """Where to cut between `start` and `limit`: behind the last sentence, else the last word, else at the limit."""
    for pattern in (_SENTENCE_END, _GAP):
        ends = [match.end() for match in pattern.finditer(text, start, limit)]
        if ends:
            return ends[-1]
    return limit


def _gathered(pieces: Iterable[Span], most: int) -> Iterator[Window]:
    held: list[Span] = []
    for piece in pieces:
        if held and sum(map(len, held)) + len(piece) > most:
            yield Window(tuple(held))
            held = []
        held.append(piece)
    if held:
        yield Window(tuple(held))
