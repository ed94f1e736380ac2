"""A source as HTML, line by line, with the places marked that a claim points to.

Lines without a mark are the same for every claim and are made once for each source. So a page of a source of megabytes
costs what its few marked lines cost. Everything is escaped; joined again the lines are the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from markupsafe import Markup

from copydesk.report import wording
from copydesk.report.html import cut
from copydesk.source import CITABLE, Block, Source, Span
from copydesk.store.records import StoredSource

LONGEST_LINE = 4_000
"""Code points; a longer line is drawn in several boxes, so that a browser need not lay out what is out of sight."""
_PER_CHUNK = 60
"""Lines of a box that a browser may leave out while it is out of sight."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """A place in a source that something on the page points to.

    Attributes:
        key: of what points there ("m3" a mention, "f0" a finding); "" for a mark that nothing jumps to.
        look: how the place is drawn: "cited", "same", "differs", ...
    """

    span: Span
    key: str
    look: str


@dataclass(frozen=True, slots=True)
class _Line:
    span: Span
    kind: str
    html: str


def source_html(stored: StoredSource, pointers: Sequence[Pointer]) -> Markup:
    """The whole source."""
    source, rows = stored.source, _lines(stored)
    marked = _marked(rows, pointers)
    firsts = _firsts(pointers)
    drawn = [
        _drawn(source, row, number, marked[number], firsts) if number in marked else row.html
        for number, row in enumerate(rows)
    ]
    chunks = ("".join(drawn[at : at + _PER_CHUNK]) for at in range(0, len(drawn), _PER_CHUNK))
    return Markup("".join(f'<div class="chunk">{chunk}</div>' for chunk in chunks))


@lru_cache(maxsize=24)
def _lines(stored: StoredSource) -> tuple[_Line, ...]:
    """Every line that is not blank, labelled, drawn without marks."""
    source = stored.source
    rows: list[_Line] = []
    first = 0
    for span in _spans(source.text):
        while first < len(source.blocks) and source.blocks[first].span.end <= span.start:
            first += 1
        kind = _kind(source.blocks, first, span)
        words = escape(wording.spelled(span.of(source.text)))
        rows.append(_Line(span, kind, f"{_opening(kind, len(rows))}{words}</p>"))
    return tuple(rows)


def _kind(blocks: Sequence[Block], first: int, line: Span) -> str:
    """What most of a line is; a dateline often begins a line of body."""
    shares: dict[str, int] = {}
    for at in range(first, len(blocks)):
        block = blocks[at]
        if block.span.start >= line.end:
            break
        shared = min(block.span.end, line.end) - max(block.span.start, line.start)
        shares[block.kind] = shares.get(block.kind, 0) + shared
    return max(shares, key=lambda kind: shares[kind]) if shares else "body"


def _spans(text: str) -> Iterable[Span]:
    at = 0
    for line in text.splitlines(keepends=True):
        end = at + len(line.rstrip())
        while end - at > LONGEST_LINE:
            cut = text.rfind(" ", at + LONGEST_LINE // 2, at + LONGEST_LINE)
            cut = cut + 1 if cut > 0 else at + LONGEST_LINE
            yield Span(at, cut)
            at, line = cut, text[cut : at + len(line)]
        if end > at:
            yield Span(at, end)
        at += len(line)


def _opening(kind: str, number: int) -> str:
    uncited = "" if kind in CITABLE else " uncited"
    return f'<p class="line {kind}{uncited}" id="line-{number}">'


def _marked(rows: Sequence[_Line], pointers: Sequence[Pointer]) -> dict[int, list[Pointer]]:
    """The pointers of each line that has some; found by halving, since lines are many and pointers few."""
    starts = [row.span.start for row in rows]
    found: dict[int, list[Pointer]] = {}
    for pointer in pointers:
        at = max(0, bisect_right(starts, pointer.span.start) - 1)
        while at < len(rows) and rows[at].span.start < pointer.span.end:
            if rows[at].span.overlaps(pointer.span):
                found.setdefault(at, []).append(pointer)
            at += 1
    return found


def _firsts(pointers: Sequence[Pointer]) -> dict[str, int]:
    """Where the first place of each key begins: that is where a jump goes to."""
    found: dict[str, int] = {}
    for pointer in pointers:
        if pointer.key:
            found.setdefault(pointer.key, pointer.span.start)
    return found


def _drawn(source: Source, row: _Line, number: int, pointers: Sequence[Pointer], firsts: dict[str, int]) -> str:
    base = row.span.start
    words = row.span.of(source.text)
    spans: list[tuple[Span, str]] = []
    for pointer in pointers:
        start, end = max(pointer.span.start, base), min(pointer.span.end, row.span.end)
        inside = Span(start - base, end - base)
        spans.append((inside, f".{pointer.look}"))
        if pointer.key:
            spans.append((inside, pointer.key))
    out = [_opening(row.kind, number)]
    for span, covering in cut(len(words), spans):
        keys = [key for key in covering if not key.startswith(".")]
        looks = [key[1:] for key in covering if key.startswith(".")]
        out.extend(f'<i id="at-{key}"></i>' for key in keys if firsts.get(key) == base + span.start)
        text = escape(wording.spelled(span.of(words)))
        if looks:
            text = f'<mark class="{" ".join(looks)}" data-keys="{" ".join(keys)}">{text}</mark>'
        out.append(text)
    return "".join((*out, "</p>"))
