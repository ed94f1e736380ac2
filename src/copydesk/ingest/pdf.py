"""A PDF to text, page by page, and the paragraphs, running heads and page numbers in it.

The text is exactly what pypdf gives for each page, an empty line between pages; only what is no letter at all (a glyph
that the file names no character for) becomes U+FFFD. Words broken at a line's end and ligatures stay as they are: the
checker compares folded views (`text.fold`).

A PDF has no paragraphs, only lines. A paragraph ends behind a line that is clearly shorter than those around it, and
before a list item or a line of page furniture. Heads and feet are told by where they stand and that they come again: at
the edge of a page, equal on several pages but for the number of the page.

What runs from right to left cannot be trusted: pypdf puts its letters into an order of their own, and turns 17 into 71.
A file of such text is refused, and of any other the paragraphs with such letters may not be cited.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex
from pypdf import PdfReader
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

from copydesk.errors import InputError
from copydesk.ingest import furniture
from copydesk.ingest.labels import Mark, label
from copydesk.ingest.parsed import Parsed, checked, storable
from copydesk.source import Span
from copydesk.text.lines import lines, stripped

MOST_PAGES = 2_000
_BETWEEN_PAGES = "\n\n"
_EDGE = 3
"""Lines at the top and at the bottom of a page among which heads and feet are looked for."""
_AROUND = 3
"""Lines before and behind with which a line is compared."""
_SHORT = 0.7
"""The part of the length of the longest line around that a line must have to go on in the next."""
_MOST_TURNED = 0.1
"""The part of a file's letters that may run from right to left."""

_TURNED = regex.compile(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}\p{Bidi_Class=AN}۰-۹]")
_LETTER = regex.compile(r"\p{L}")
_PAGE_NUMBER = regex.compile(r"(?i)[-–—|\s]*(?:page\s+|p\.\s*)?\p{N}{1,4}(?:\s*(?:/|of)\s*\p{N}{1,4})?[-–—|\s]*")
_NUMBER = regex.compile(r"\d{1,4}")
_ITEM = regex.compile(r"(?:[-*•‣◦▪–]|\(?[\dA-Za-z]{1,2}[.)])\s+\S")


def parse(data: bytes, name: str) -> Parsed:
    """What a PDF says.

    Raises:
        InputError: it is encrypted, damaged or without text, or has too many pages or too much in them.
    """
    try:
        pages = [storable(page.extract_text()) for page in _opened(data, name).pages]
    except LimitReachedError:
        raise InputError(f"{name!r} unpacks to more than a PDF may.", "Save its text as plain text.") from None
    except PyPdfError:
        raise InputError(f"{name!r} is a damaged PDF, or cut short.", "Save it once more.") from None
    if not any(map(str.strip, pages)):
        step = "It seems to be scanned: run it through a program for text recognition (OCR) first."
        raise InputError(f"{name!r} holds pictures of pages, but no text.", step)
    text = checked(_BETWEEN_PAGES.join(pages), name)
    if len(_TURNED.findall(text)) > _MOST_TURNED * len(_LETTER.findall(text)):
        says = f"{name!r} runs from right to left, and the order of its letters and digits cannot be told."
        raise InputError(says, "Hand it in as a web page, a Word file or plain text.")
    laid = _laid(text, pages)
    running = _running(laid)
    marks = [mark for page in laid for mark in _paragraphs(page, running[page.number])]
    return Parsed(text, label(text, marks, comments=False))


def _opened(data: bytes, name: str) -> PdfReader:
    # Blanks in front of the header would shift every offset in the file.
    reader = PdfReader(io.BytesIO(data[data.index(b"%PDF-") :]), strict=False)
    try:
        shut = reader.is_encrypted and not reader.decrypt("")
    except DependencyError:
        shut = True
    if shut:
        raise InputError(f"{name!r} is encrypted.", "Save it without a password.")
    if len(reader.pages) > MOST_PAGES:
        raise InputError(f"{name!r} has more than {MOST_PAGES:,} pages.", "Hand in the pages that are meant.")
    return reader


@dataclass(frozen=True, slots=True)
class _Page:
    """A page's lines that are not blank, in order; `gaps` are the numbers of those that stand behind an empty line."""

    number: int
    lines: tuple[Span, ...]
    words: tuple[str, ...]
    gaps: frozenset[int]


def _laid(text: str, pages: Sequence[str]) -> list[_Page]:
    found, at = [], 0
    for number, page in enumerate(pages, 1):
        spans: list[Span] = []
        gaps: set[int] = set()
        for row in lines(page):
            span = stripped(page, row)
            if len(span):
                spans.append(span.shifted(at))
            else:
                gaps.add(len(spans))
        found.append(_Page(number, tuple(spans), tuple(span.of(text) for span in spans), frozenset(gaps)))
        at += len(page) + len(_BETWEEN_PAGES)
    return found


# --- heads and feet -------------------------------------------------------------------------------------------------


def _running(pages: Sequence[_Page]) -> dict[int, frozenset[int]]:
    """By page, the numbers of the lines that are heads, feet or page numbers."""
    seen: dict[str, set[int]] = defaultdict(set)
    for page in pages:
        for at in {at for edge in _edges(page) for at in edge}:
            for key in _keys(page.words[at], page.number):
                seen[key].add(page.number)
    again = {key for key, numbers in seen.items() if len(numbers) > 1}
    return {page.number: frozenset(at for edge in _edges(page) for at in _outer(page, edge, again)) for page in pages}


def _edges(page: _Page) -> tuple[range, range]:
    """The numbers of the outer lines, from the top inwards and from the bottom inwards."""
    last = len(page.words) - 1
    return range(min(_EDGE, last + 1)), range(last, max(-1, last - _EDGE), -1)


def _keys(words: str, page: int) -> Iterator[str]:
    """What a line is recognised by on other pages: itself, and itself with a number that counts as the pages do."""
    yield words
    for number in _NUMBER.finditer(words):
        yield f"{words[: number.start()]}\0{int(number[0]) - page}\0{words[number.end() :]}"


def _outer(page: _Page, edge: range, again: set[str]) -> Iterator[int]:
    """From the edge of the page inwards, up to the first line that is text."""
    for at in edge:
        words = page.words[at]
        number = at == edge.start and _PAGE_NUMBER.fullmatch(words)
        if not number and again.isdisjoint(_keys(words, page.number)):
            return
        yield at


# --- paragraphs -----------------------------------------------------------------------------------------------------


def _paragraphs(page: _Page, running: frozenset[int]) -> Iterator[Mark]:
    """The paragraphs of a page; each head or foot is one of its own."""
    start = 0
    for at in range(1, len(page.lines) + 1):
        if at == len(page.lines) or _begins(page, at) or at in running or at - 1 in running:
            span = Span(page.lines[start].start, page.lines[at - 1].end)
            barred = start in running or any(map(_TURNED.search, page.words[start:at]))
            yield Mark(span, "furniture" if barred else None, page.number, wrapped=True)
            start = at


def _begins(page: _Page, at: int) -> bool:
    """Whether a paragraph begins with this line."""
    before = page.words[at - 1]
    width = max(map(len, page.words[max(0, at - 1 - _AROUND) : at + _AROUND]))
    short = len(before) < _SHORT * width and not before.endswith(("-", "\N{SOFT HYPHEN}", ","))
    other = furniture.ends_as_sentence(before) and furniture.kind_of(page.words[at]) != "body"
    return at in page.gaps or short or other or bool(_ITEM.match(page.words[at]))
