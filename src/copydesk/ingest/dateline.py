"""Datelines: `PORT ELLERY, Norland, March 14 (Wire) - `, `LONDON, 5 April 2026 (Sunday) - `, `ТУЛА, 12 мая. `.

Decides where the dateline at the head of a body ends, and which day it names. It reads the shape only: a place in
capitals (or a capitalised place with a day), then region, date and agency, then a dash or a full stop. A date
without its year names no day: nothing is completed.
"""

from __future__ import annotations

import datetime

import regex

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
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = regex.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_DAY_MONTH = regex.compile(r"\b(\d{1,2})(?:st|nd|rd|th)? (?:of )?(\p{L}{3,9})\.?,? (\d{4})\b")
_MONTH_DAY = regex.compile(r"\b(\p{L}{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b")
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


def day_named(text: str) -> datetime.date | None:
    """The day that a dateline names, when it names day, month and year; None otherwise."""
    if match := _ISO.search(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_MONTH.search(text):
        return _day(int(match[3]), _month(match[2]), int(match[1]))
    if match := _MONTH_DAY.search(text):
        return _day(int(match[3]), _month(match[1]), int(match[2]))
    return None


def _month(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1 if word[:3].lower() in _MONTHS else 0


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
