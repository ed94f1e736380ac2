"""The source: exact text, and what is known about where it came from.

`Source.text` is what was read, to the code point; nothing in copydesk alters it. Everything else is a
`Span` into it. Offsets are code points, half-open, so `source.text[span.start:span.end]` is the passage.
"""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["headline", "dateline", "byline", "body", "caption", "credit", "furniture"]
"""What a stretch of a source is. A claim may rest on headline, dateline, body and caption;
`byline`, `credit` and `furniture` (menus, players, teasers, page boilerplate) are kept and shown, never cited."""

CITABLE: frozenset[BlockKind] = frozenset(("headline", "dateline", "body", "caption"))


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of a text: `start` is its first code point, `end` the one behind its last."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}, {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The stretch itself."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def shifted(self, by: int) -> Span:
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a source and what it is.

    Attributes:
        page: the page on which it stands, the first is 1; None in a source without pages. No block is on two pages.
    """

    span: Span
    kind: BlockKind
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A text that claims are checked against.

    Attributes:
        text: exactly as read (code points).
        name: where it came from, for people: a file name, an address, "source".
        blocks: in order, without overlap; together they cover every character that is not white space.
        published: the day that relative dates ("on Friday") count from; None when the text does not say.
        language: BCP 47 code of the main language ("en"), or "und" when it was not recognised.
    """

    text: str
    name: str = "source"
    blocks: tuple[Block, ...] = ()
    published: datetime.date | None = None
    language: str = "en"

    @property
    def sha256(self) -> str:
        """Hash of the text as UTF-8, in lower-case hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def kind_at(self, span: Span) -> BlockKind:
        """The kind of the block in which the span begins; "body" where no block says otherwise."""
        return next((b.kind for b in self.blocks if b.span.start <= span.start < b.span.end), "body")

    def page_at(self, span: Span) -> int | None:
        """The page on which the span begins, the first is 1; None in a source without pages, and between blocks."""
        return next((b.page for b in self.blocks if b.span.start <= span.start < b.span.end), None)

    def uncitable(self) -> tuple[Span, ...]:
        """The stretches that no claim may rest on, in order."""
        return tuple(b.span for b in self.blocks if b.kind not in CITABLE)


@dataclass(frozen=True, slots=True)
class Ref:
    """A place in one of the sources of a result: the index of the source, and the span in its text."""

    source: int
    span: Span
