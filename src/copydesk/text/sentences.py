"""A text cut into sentences: sentencex's rules, plus blank lines, which always end one.

A bad cut may move a sentence border; the checker therefore compares with sentences *and* their neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from sentencex import get_sentence_boundaries

from copydesk.source import Span

_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\s*\n)[^\n]+)*")
# sentencex splits after "p.m." before a capital, which is right only sometimes; weekdays and months go on.
_GOES_ON = re.compile(
    r"\b(?:[ap]\.m|No|Nos|St|Mt|Gen|Lt|Col|Sgt|Capt|Sen|Rep|Gov|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.\s*$"
)
_DAY = re.compile(r"(?<!\d)\d{1,2}\.\s*$")
_SHORT = re.compile(r"(?:^|[\s.\d])[^\W\d_]{1,4}\.\s*$")
_FULL_WIDTH = re.compile(r"(?<=[。！？])(?![」』”’）\s]|$)")
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, which no other program takes
_CLOSERS = "\"'\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK})]"


def sentences(text: str, language: str = "en") -> tuple[Span, ...]:
    """The sentences of `text` as spans without surrounding white space, in order."""
    found: list[Span] = []
    for paragraph in _PARAGRAPH.finditer(text):
        found.extend(_paragraph(text, Span(*paragraph.span()), language))
    return tuple(found)


def _paragraph(text: str, span: Span, language: str) -> list[Span]:
    found: list[Span] = []
    for row in get_sentence_boundaries(language, _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", span.of(text))):
        for piece in _divided(text, Span(span.start + row["start_index"], span.start + row["end_index"])):
            if found and _joins(text, found[-1], piece):
                found[-1] = Span(found[-1].start, piece.end)
            else:
                found.append(piece)
    return found


def _divided(text: str, span: Span) -> Iterator[Span]:
    """The piece without blanks around it, cut behind full-width full stops, which always end a sentence."""
    ends = [match.start() for match in _FULL_WIDTH.finditer(text, span.start, span.end)]
    for start, end in pairwise((span.start, *ends, span.end)):
        piece = _trimmed(text, Span(start, end))
        if len(piece):
            yield piece


def _joins(text: str, before: Span, piece: Span) -> bool:
    tail, head = before.of(text), piece.of(text)
    if before.end == piece.start and head[0].isdecimal() and tail[-2:-1].isdecimal():
        return True  # a figure in digits of another script: "२.४"
    if head[0].islower() and (_DAY.search(tail) or _SHORT.search(tail)):  # "17. mai", "7,5 mil. lei"
        return True
    return (bool(_GOES_ON.search(tail)) and head[0].isupper()) or head.strip(_CLOSERS + ".") == ""


def _trimmed(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
