"""What each stretch of a text is: headline, dateline, byline, body, caption, credit or furniture.

Labels decide what a claim may rest on, so they lean one way: a line is furniture only when it *is* a thing that
pages put around stories (a whole line of a player, a menu, a "READ MORE:"), never because it is short or odd, and
a line that ends as a sentence does is story unless it begins as page boilerplate begins. What is not recognised is
body. A source of nothing but furniture is all body: someone meant it. See `furniture` for the table of lines.

A format that knows more than the words show (a web page, a Word file, the pages of a PDF) says so in `Mark`s.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import regex

from copydesk.ingest import dateline, furniture
from copydesk.source import CITABLE, Block, BlockKind, Span
from copydesk.text.lines import lines, stripped

_COMMENT = regex.compile(r"<!--.*?-->", regex.DOTALL)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a format says of a stretch of its text: that it is a paragraph, and more.

    Attributes:
        span: the paragraph; no block goes over its beginning.
        kind: what it is; None to have its words decide.
        page: its page, the first is 1; None in a format without pages.
        wrapped: its lines end where the page was full, so that one of them says nothing by itself.
    """

    span: Span
    kind: BlockKind | None = None
    page: int | None = None
    wrapped: bool = False


def published(text: str, blocks: Sequence[Block], language: str) -> datetime.date | None:
    """The day that the first dateline with a full date names; None when there is none."""
    named = (dateline.day_named(block.span.of(text), language) for block in blocks if block.kind == "dateline")
    return next((day for day in named if day), None)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank: where it stands, its words, the blank lines before it, its label so far.

    `fixed`: the format has said what it is, and its words do not change that. `page`: as in `Mark`.
    """

    span: Span
    words: str
    gap: int
    kind: BlockKind = "body"
    fixed: bool = False
    page: int | None = None


def label(text: str, marks: Sequence[Mark] = (), comments: bool = True) -> tuple[Block, ...]:
    """What each stretch of a text is; the blocks cover everything that is not white space.

    Args:
        marks: what the format says, in order, without overlap; each begins at the beginning of a line.
        comments: whether `<!-- ... -->` is a comment; a format with comments of its own has taken them out.
    """
    holes = [Span(*match.span()) for match in _COMMENT.finditer(text)] if comments else []
    found = _marked(_lines(_blanked(text, holes)), marks)
    for step in (_by_words, _by_neighbours, _headline, _dates):
        found = step(found)
    if not any(line.kind in CITABLE for line in found):
        found = [replace(line, kind="body") for line in found]
    blocks = [piece for block in _paragraphs(found) for piece in _without(block, holes)]
    blocks += [Block(span, "furniture") for span in holes]
    return tuple(sorted(blocks, key=lambda block: block.span))


def _blanked(text: str, holes: Sequence[Span]) -> str:
    parts, at = [], 0
    for hole in holes:
        parts += [text[at : hole.start], regex.sub(r"[^\n]", " ", hole.of(text))]
        at = hole.end
    return "".join((*parts, text[at:]))


def _marked(found: list[_Line], marks: Sequence[Mark]) -> list[_Line]:
    """The lines with what the format says of them; the first line of a mark begins a paragraph."""
    if not marks:
        return found
    starts = [mark.span.start for mark in marks]
    grouped = groupby(found, key=lambda line: max(0, bisect_right(starts, line.span.start) - 1))
    return [line for at, group in grouped for line in _of_mark(marks[at], list(group))]


def _of_mark(mark: Mark, group: list[_Line]) -> Iterator[_Line]:
    kind = mark.kind
    if kind is None and mark.wrapped and len(group) > 1:
        kind = furniture.kind_of(" ".join(line.words for line in group))
    for number, line in enumerate(group):
        gap = line.gap if number else max(line.gap, 1)
        yield replace(line, gap=gap, kind=kind or "body", fixed=kind is not None, page=mark.page)


def _lines(text: str) -> list[_Line]:
    found, gap = [], 0
    for row in lines(text):
        span = stripped(text, row)
        if not len(span):
            gap += 1
            continue
        found.append(_Line(span, span.of(text), gap))
        gap = 0
    return found


def _by_words(found: list[_Line]) -> list[_Line]:
    return [line if line.fixed else replace(line, kind=furniture.kind_of(line.words)) for line in found]


def _by_neighbours(found: list[_Line]) -> list[_Line]:
    """Teasers stand right before a player; the outlet's words about itself stand last, under an image marker."""
    kinds = [line.kind for line in found]
    first = next((at for at, kind in enumerate(kinds) if kind == "body"), 0)
    for at, line in enumerate(found):
        before = found[at - 1].words if at else ""
        after = found[at + 1].words if at + 1 < len(found) else ""
        if at > first and kinds[at] == "body" and furniture.is_teaser(line.words) and furniture.is_player(after):
            kinds[at] = "furniture"
        if at > first and at == len(found) - 1 and furniture.is_image_marker(before):
            kinds[at] = "furniture"
    return [replace(line, kind=kind) for line, kind in zip(found, kinds, strict=True)]


def _headline(found: list[_Line]) -> list[_Line]:
    """The first line of the story, when it does not end as a sentence and stands apart from what follows."""
    if any(line.kind == "headline" for line in found):
        return found
    at = next((at for at, line in enumerate(found) if line.kind == "body"), None)
    if at is None or at + 1 >= len(found) or not furniture.is_title(found[at].words):
        return found
    after = found[at + 1]
    apart = after.gap > 0 or after.kind != "body" or dateline.stands_alone(after.words)
    cased = furniture.is_title_case(found[at].words) and after.words[:1].isupper()
    heads = dateline.at_head(after.words, Span(0, len(after.words))) is not None
    if not (apart or cased or heads) or not any(line.kind == "body" for line in found[at + 1 :]):
        return found
    return [*found[:at], replace(found[at], kind="headline"), *found[at + 1 :]]


def _dates(found: list[_Line]) -> list[_Line]:
    """Lines that are only a date, and the dateline at the head of the first two lines of body."""
    out: list[_Line] = []
    bodies = 0
    for line in found:
        if (
            len(found) > 1
            and not line.fixed
            and line.kind in ("body", "headline")
            and dateline.stands_alone(line.words)
        ):
            out.append(replace(line, kind="dateline"))
            continue
        bodies += line.kind == "body"
        head = dateline.at_head(line.words, Span(0, len(line.words))) if line.kind == "body" and bodies <= 2 else None
        out.extend(_split(line, len(head)) if head else [line])
    return out


def _free(line: _Line) -> bool:
    return not line.fixed and line.kind in ("body", "headline")


def _split(line: _Line, length: int) -> list[_Line]:
    head = line.words[:length].rstrip()
    start = line.span.start
    return [
        replace(line, span=Span(start, start + len(head)), words=head, kind="dateline"),
        replace(line, span=Span(start + length, line.span.end), words=line.words[length:], gap=0),
    ]


def _paragraphs(found: Sequence[_Line]) -> Iterator[Block]:
    """Neighbouring lines of one kind are one block, so that a sentence may run over a line's end."""
    at: _Line | None = None
    for line in found:
        if at and line.gap == 0 and line.kind == at.kind and line.kind in ("body", "caption", "furniture"):
            at = replace(at, span=Span(at.span.start, line.span.end))
            continue
        if at:
            yield Block(at.span, at.kind, at.page)
        at = line
    if at:
        yield Block(at.span, at.kind, at.page)


def _without(block: Block, comments: Sequence[Span]) -> Iterator[Block]:
    start = block.span.start
    for hole in comments:
        if block.span.covers(hole):
            if start < hole.start:
                yield replace(block, span=Span(start, hole.start))
            start = hole.end
    if start < block.span.end:
        yield replace(block, span=Span(start, block.span.end))
