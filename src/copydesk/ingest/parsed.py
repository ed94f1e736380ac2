"""What the parsers of the formats hand over: a text, what each stretch of it is, and the day it was published."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from copydesk.errors import InputError
from copydesk.ingest.labels import Mark, label
from copydesk.source import Block, BlockKind, Span

LONGEST = 5_000_000
"""Code points of text that a file may hold; a book of a thousand pages has three million."""

BETWEEN_CELLS = " | "
"""What parts the cells of a table: two figures beside each other never become one."""

_NO_LETTERS = re.compile("[\0\ud800-\udfff]")
_SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_FIGURE = re.compile(r"\s*[0-9+-]+\s*")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file says.

    Attributes:
        text: its visible text.
        blocks: in order, without overlap; together they cover every character that is not white space.
        published: the day that the file itself names; None when it names none.
    """

    text: str
    blocks: tuple[Block, ...]
    published: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file that has no text of its own, only pieces to put one together from.

    Attributes:
        text: without line feeds, not empty.
        kind: what the format says that it is; None to have its words decide.
        follows: it goes on in the paragraph of the line before.
    """

    text: str
    kind: BlockKind | None = None
    follows: bool = False


def joined(lines: Iterable[Line], name: str, published: datetime.date | None = None) -> Parsed:
    """The text of the lines, an empty line between paragraphs, labelled.

    Raises:
        InputError: there is no text, or more than `LONGEST`.
    """
    parts: list[str] = []
    marks: list[Mark] = []
    at = 0
    for line in lines:
        border = "" if not parts else "\n" if line.follows else "\n\n"
        at += len(border)
        parts += [border, line.text]
        goes_on = bool(marks) and line.follows and marks[-1].kind == line.kind
        start = marks.pop().span.start if goes_on else at
        at += len(line.text)
        marks.append(Mark(Span(start, at), line.kind))
    text = checked("".join(parts), name)
    return Parsed(text, label(text, marks, comments=False), published)


def checked(text: str, name: str) -> str:
    """The text, when it is neither empty nor too long.

    Raises:
        InputError: it is.
    """
    if not text.replace("\ufeff", "").strip():
        raise InputError(f"{name!r} holds no text.", "Hand in a file with at least one sentence.")
    if len(text) > LONGEST:
        raise InputError(f"{name!r} holds more than {LONGEST:,} characters.", "Hand in the pages that are meant.")
    return text


def storable(text: str) -> str:
    """The text with U+FFFD for what is no letter at all: zero characters and halves of surrogate pairs, one for one."""
    return _NO_LETTERS.sub("\N{REPLACEMENT CHARACTER}", text)


def raised(text: str) -> str:
    """A text that stands above the line: figures as raised figures, so that 10 to the 5th power does not become 105."""
    return text.translate(_SUPERSCRIPTS) if _FIGURE.fullmatch(text) else text
