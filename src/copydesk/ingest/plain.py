"""Plain text, as read or as copied from a web page, to a `Source` whose every line is labelled.

The text is kept as decoded: UTF-8, strictly. A byte order mark in front of the bytes declares the encoding and is no
part of the text; U+FEFF anywhere else, and in a text that was handed in as text, stays.

Labels decide what a claim may rest on, so they lean one way: a line is furniture only when it *is* a thing that
pages put around stories (a whole line of a player, a menu, a "READ MORE:"), never because it is short or odd, and
a line that ends as a sentence does is story unless it begins as page boilerplate begins. What is not recognised is
body. A source of nothing but furniture is all body: someone meant it. See `furniture` for the table of lines.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import regex

from copydesk.errors import InputError
from copydesk.ingest import dateline, furniture
from copydesk.ingest.language import detect
from copydesk.source import CITABLE, Block, BlockKind, Source, Span
from copydesk.text.lines import lines, stripped

LARGEST = 20_000_000
"""Bytes; a larger file is refused, since no news text is that long."""

_BOM = b"\xef\xbb\xbf"
_COMMENT = regex.compile(r"<!--.*?-->", regex.DOTALL)


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller knows of a source, and what then wins over what its text shows.

    Attributes:
        language: BCP 47 code; None to detect it.
        published: the day that relative dates count from; None to read it from the dateline.
    """

    language: str | None = None
    published: datetime.date | None = None


NOTHING_GIVEN = Given()


def read(where: str, given: Given = NOTHING_GIVEN) -> Source:
    """A source from a file, or from standard input when `where` is "-".

    Raises:
        InputError: the file is missing, is a directory, cannot be read, is empty, binary or not UTF-8.
    """
    return from_bytes(read_bytes(where), shown(where), given)


def read_text(where: str) -> str:
    """The text of a file, or of standard input when `where` is "-".

    Raises:
        InputError: the file is missing, is a directory, cannot be read, is binary or not UTF-8.
    """
    return decoded(read_bytes(where), shown(where))


def shown(where: str) -> str:
    """What a file is called in messages and results; "-" is standard input."""
    return "standard input" if where == "-" else where


def read_bytes(where: str) -> bytes:
    """The bytes of a file, or of standard input when `where` is "-"; one more than `LARGEST` at most.

    Raises:
        InputError: the file is missing, is a directory, or cannot be read.
    """
    if where == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    try:
        with Path(where).open("rb") as file:
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        raise InputError(f"There is no file {where!r}.", "Check the path, or use - for standard input.") from None
    except IsADirectoryError:
        raise InputError(f"{where!r} is a directory.", "Name one file in it.") from None
    except OSError as error:
        raise InputError(f"{where!r} cannot be read: {error.strerror}.", "Check its permissions.") from None


def from_bytes(data: bytes, name: str = "source", given: Given = NOTHING_GIVEN) -> Source:
    """A source from the bytes of a UTF-8 text.

    Raises:
        InputError: the bytes are empty, binary, not UTF-8, or more than `LARGEST`.
    """
    return from_text(decoded(data, name), name, given)


def decoded(data: bytes, name: str) -> str:
    """The text of UTF-8 bytes, without a byte order mark in front.

    Raises:
        InputError: the bytes are binary, not UTF-8, or more than `LARGEST`.
    """
    if len(data) > LARGEST:
        raise InputError(f"{name!r} is larger than {LARGEST // 1_000_000} MB.", "Hand in the text of one story.")
    if b"\0" in data:
        raise InputError(f"{name!r} is not plain text: it has zero bytes.", "Save it as plain text in UTF-8.")
    try:
        return data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        step = "Convert it, for example with iconv -f WINDOWS-1252 -t UTF-8."
        raise InputError(f"{name!r} is not UTF-8: byte {error.start} does not belong.", step) from None


def from_text(text: str, name: str = "source", given: Given = NOTHING_GIVEN) -> Source:
    """A source from a text that is already decoded; it is kept to the code point.

    Raises:
        InputError: the text is empty, or holds halves of surrogate pairs.
    """
    if not text.strip("\ufeff \t\r\n\f\v"):
        raise InputError(f"{name!r} is empty.", "Hand in a text with at least one sentence.")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise InputError(f"{name!r} is not valid Unicode: it holds half of a surrogate pair.", "Repair its encoding.")
    blocks = label(text)
    language = given.language or detect(text)
    return Source(text, name, blocks, given.published or _published(text, blocks, language), language)


def _published(text: str, blocks: Sequence[Block], language: str) -> datetime.date | None:
    named = (dateline.day_named(block.span.of(text), language) for block in blocks if block.kind == "dateline")
    return next((day for day in named if day), None)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank: where it stands, its words, the blank lines before it, its label so far."""

    span: Span
    words: str
    gap: int
    kind: BlockKind = "body"


def label(text: str) -> tuple[Block, ...]:
    """What each stretch of a text is; the blocks cover everything that is not white space."""
    comments = [Span(*match.span()) for match in _COMMENT.finditer(text)]
    found = _lines(_COMMENT.sub(lambda match: regex.sub(r"[^\n]", " ", match[0]), text))
    for step in (_by_words, _by_neighbours, _headline, _dates):
        found = step(found)
    if not any(line.kind in CITABLE for line in found):
        found = [replace(line, kind="body") for line in found]
    blocks = [piece for block in _paragraphs(text, found) for piece in _without(block, comments)]
    blocks += [Block(span, "furniture") for span in comments]
    return tuple(sorted(blocks, key=lambda block: block.span))


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
    return [replace(line, kind=furniture.kind_of(line.words)) for line in found]


def _by_neighbours(found: list[_Line]) -> list[_Line]:
    """Teasers stand right before a player; the outlet's words about itself stand last, under an image marker."""
    kinds = [line.kind for line in found]
    first = next((at for at, kind in enumerate(kinds) if kind == "body"), 0)
    for at, line in enumerate(found):
        before = found[at - 1].words if at else ""
        after = found[at + 1].words if at + 1 < len(found) else ""
        if at > first and kinds[at] == "body" and furniture.is_teaser(line.words) and furniture.is_player(after):
            kinds[at] = "furniture"
        if at > first and furniture.is_image_marker(before) and at == len(found) - 1:
            kinds[at] = "furniture"
    return [replace(line, kind=kind) for line, kind in zip(found, kinds, strict=True)]


def _headline(found: list[_Line]) -> list[_Line]:
    """The first line of the story, when it does not end as a sentence and stands apart from what follows."""
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
        if len(found) > 1 and line.kind in ("body", "headline") and dateline.stands_alone(line.words):
            out.append(replace(line, kind="dateline"))
            continue
        bodies += line.kind == "body"
        head = dateline.at_head(line.words, Span(0, len(line.words))) if line.kind == "body" and bodies <= 2 else None
        out.extend(_split(line, len(head)) if head else [line])
    return out


def _split(line: _Line, length: int) -> list[_Line]:
    head = line.words[:length].rstrip()
    start = line.span.start
    return [
        _Line(Span(start, start + len(head)), head, line.gap, "dateline"),
        _Line(Span(start + length, line.span.end), line.words[length:], 0, "body"),
    ]


def _paragraphs(text: str, found: Sequence[_Line]) -> Iterator[Block]:
    """Neighbouring lines of one kind are one block, so that a sentence may run over a line's end."""
    at: _Line | None = None
    for line in found:
        if at and line.gap == 0 and line.kind == at.kind and line.kind in ("body", "caption", "furniture"):
            at = replace(at, span=Span(at.span.start, line.span.end))
            continue
        if at:
            yield Block(at.span, at.kind)
        at = line
    if at:
        yield Block(at.span, at.kind)


def _without(block: Block, comments: Sequence[Span]) -> Iterator[Block]:
    start = block.span.start
    for hole in comments:
        if block.span.covers(hole):
            if start < hole.start:
                yield Block(Span(start, hole.start), block.kind)
            start = hole.end
    if start < block.span.end:
        yield Block(Span(start, block.span.end), block.kind)
