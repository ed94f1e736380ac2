"""Where a claim's words stand in the file that a person wrote, as editors, code hosts and SARIF count: lines and
columns from 1, in code points; the end is the place behind the last letter."""

from __future__ import annotations

from dataclasses import dataclass

from copydesk.checking.records import CheckedClaim
from copydesk.claims import Place
from copydesk.report import wording
from copydesk.source import Span
from copydesk.text.lines import line_and_column


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a text.

    Attributes:
        span: code points from the text's beginning.
        end: line and column behind it; None where the text in between is not known.
    """

    line: int
    column: int
    span: Span
    end: tuple[int, int] | None


def in_text(text: str, span: Span, first: tuple[int, int, int] = (1, 1, 0)) -> Region:
    """A stretch of a text that begins at that line, column and offset of its file.

    >>> in_text("ab\\ncd", Span(1, 4), (7, 5, 100))
    Region(line=7, column=6, span=Span(start=101, end=104), end=(8, 2))
    """
    line, column, offset = first

    def moved(at: int) -> tuple[int, int]:
        down, along = line_and_column(text, at)
        return line + down - 1, along + (column - 1 if down == 1 else 0)

    return Region(*moved(span.start), span.shifted(offset), moved(span.end))


def said(checked: CheckedClaim, offset: int) -> str:
    """`file:line:column` of a place in a claim, or its id and the place in it, where it stands in no file."""
    place = checked.claim.place
    if place is None:
        return f"{wording.shown(checked.claim.id)}:{offset + 1}"
    region = in_summary(checked.claim.text, place, Span(offset, offset))
    return f"{wording.shown(place.file)}:{region.line}:{region.column}"


def in_summary(text: str, place: Place, span: Span) -> Region:
    """A stretch of a claim in its file; where markup stands inside the claim, the whole claim's place."""
    if len(place.span) != len(text):
        return Region(place.line, place.column, place.span, None)
    return in_text(text, span, (place.line, place.column, place.span.start))
