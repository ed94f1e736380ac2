"""Datelines: `PORT ELLERY, Norland, March 14 (Wire) - `, `LONDON, 5 April 2026 (Sunday) - `, `ТУЛА, 12 мая. `.

Decides where the dateline at the head of a body ends, and which day it names. It reads the shape only: a place in
capitals (or a capitalised place with a day), then region, date and agency, then a dash or a full stop. A date
without its year names no day: nothing is completed.
"""

from __future__ import annotations

import datetime

import regex

from copydesk.mentions.recognise import recognise
from copydesk.mentions.records import Moment
from copydesk.source import Span

_CAPITALS = r"\p{Lu}[\p{Lu}\p{M}.'\N{RIGHT SINGLE QUOTATION MARK}-]+(?:[ /]\p{Lu}[\p{Lu}\p{M}.'-]*){0,4}"
_PLACE = r"\p{Lu}[\p{Ll}\p{M}'-]+(?:[ -]\p{Lu}[\p{Ll}\p{M}'-]+){0,2}"
_REGION = r",\s(?:\p{Lu}[\p{L}.'-]*\s?){1,4}"
_NUMBER = r"\d{1,4}(?:st|nd|rd|th|er|\.|º)?"
_WORD = r"\p{L}{3,12}\.?"
_OF = r"(?:\sde|\sd['\N{RIGHT SINGLE QUOTATION MARK}]|\sof)?"
_DAY_FIRST = rf"{_NUMBER}{_OF}\s?{_WORD}(?:{_OF},?\s\d{{4}})?"
_MONTH_FIRST = rf"{_WORD}\s{_NUMBER}(?:,?\s\d{{4}})?"
_DATE = rf",\s(?:{_WORD},?\s)?(?:{_DAY_FIRST}|{_MONTH_FIRST}|\d{{4}}-\d{{2}}-\d{{2}})"
_AGENCY = r"(?:\s?\([^()\n]{1,40}\))"
_DASH = r"\s?(?:--|\N{EM DASH}|\s[-\N{EN DASH}])\s+"
_STOP = r"\.\s+(?=[\p{Lu}\p{Lo}\"\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}])"

_AT_HEAD = regex.compile(
    rf"(?:{_CAPITALS}(?:{_REGION})?(?:{_DATE})?{_AGENCY}{{0,2}}{_DASH}"
    rf"|{_CAPITALS}(?:{_REGION})?{_DATE}{_AGENCY}{{0,2}}{_STOP}"
    rf"|{_PLACE}(?:{_REGION})?{_DATE}{_AGENCY}{{0,2}}{_DASH}"
    r"|\p{Han}{1,8}\d{1,2}月\d{1,2}日电\s*)"
)
_SAID = r"(?:(?:first )?(?:published|posted|updated|last updated|modified)(?: (?:on|at))?:?\s+)?"
_CLOCK = r"(?:[,\s]+(?:at\s)?\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,5})?)?"
_ALONE = regex.compile(
    rf"(?i){_SAID}(?:{_WORD},?\s)?(?:{_NUMBER}{_OF}\s?{_WORD}{_OF},?\s\d{{4}}|{_WORD}\s{_NUMBER},?\s\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}}){_CLOCK}{_AGENCY}?"
)
LONGEST = 120
"""Code points that a dateline may have."""


def at_head(text: str, span: Span) -> Span | None:
    """The dateline with which a stretch of body text begins, its dash included; None when there is none.

    >>> text = "LONDON, 5 April 2026 (Sunday) - Prices rose."
    >>> at_head(text, Span(0, len(text))).of(text)
    'LONDON, 5 April 2026 (Sunday) - '
    """
    match = _AT_HEAD.match(text, span.start, min(span.end, span.start + LONGEST))
    if not match or not any(map(str.isalnum, text[match.end() : span.end])):
        return None
    return Span(*match.span())


def stands_alone(line: str) -> bool:
    """Whether a line is nothing but a full date, with a time or "Published" perhaps."""
    return len(line) <= LONGEST and bool(_ALONE.fullmatch(line))


def day_named(text: str, language: str) -> datetime.date | None:
    """The day that a dateline names, when it names day, month and year; None otherwise.

    >>> day_named("LONDON, 5 April 2026 (Sunday) -", "en")
    datetime.date(2026, 4, 5)
    """
    moments = (mention.value for mention in recognise(text, language) if isinstance(mention.value, Moment))
    return next((day for moment in moments if (day := _day(moment))), None)


def _day(moment: Moment) -> datetime.date | None:
    if moment.year is None or moment.month is None or moment.day is None:
        return None
    try:
        return datetime.date(moment.year, moment.month, moment.day)
    except ValueError:
        return None
