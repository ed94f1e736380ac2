"""Words inside quotation marks. Who said them is decided by `mentions.clauses`.

Double marks of any shape open and close by turns within a paragraph; a single mark opens behind a blank or bracket and
closes before one, so that an apostrophe is none. An unclosed quotation ends with its paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk.mentions.records import Mention, Quotation
from copydesk.source import Span

_PAIRS = {
    "\N{LEFT DOUBLE QUOTATION MARK}": '\N{RIGHT DOUBLE QUOTATION MARK}"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '\N{RIGHT DOUBLE QUOTATION MARK}"',
    "\N{DOUBLE LOW-9 QUOTATION MARK}": '\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"',
    '"': '"\N{RIGHT DOUBLE QUOTATION MARK}',
    "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}": "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}",
    "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}": "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}",
    "\N{LEFT CORNER BRACKET}": "\N{RIGHT CORNER BRACKET}",
}
_DOUBLE = re.compile(f"[{''.join(_PAIRS)}]")
_SINGLE = re.compile(
    r"(?:^|(?<=[\s(\[,:\u201c\"]))['\u2018](?=\S)([^'\u2018\u2019\n]*(?:['\u2019](?=\w)[^'\u2018\u2019\n]*)*)['\u2019](?!\w)"
)


def read_quotations(text: str) -> Iterator[Mention]:
    """The quotations of a text; `span` covers the words without the marks. Nested ones come after their frame."""
    doubles = list(_doubles(text))
    yield from doubles
    for match in _SINGLE.finditer(text):
        span = Span(*match.span(1))
        if len(span.of(text).strip()) > 1:
            yield Mention(span, span.of(text), Quotation(span.of(text)), "quotation-single")


def _doubles(text: str) -> Iterator[Mention]:
    at = 0
    while (opening := _DOUBLE.search(text, at)) is not None:
        start = opening.end()
        if text[start - 2 : start - 1].isdigit() and opening.group() == '"':
            at = start  # 5" is a length
            continue
        limit = text.find("\n\n", start)
        limit = len(text) if limit < 0 else limit
        ends = [e for mark in _PAIRS[opening.group()] if (e := text.find(mark, start, limit)) >= 0]
        end = min(ends, default=limit)
        span = Span(start, end)
        if span.of(text).strip():
            yield Mention(span, span.of(text), Quotation(span.of(text)), "quotation-double")
        at = end + 1
