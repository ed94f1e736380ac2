"""Dates from a pack of words: what `dates` does for English, by tables alone.

Theory. A date is a month's name or figure with what stands beside it: a day before or behind, over "de" or a full stop,
a year, a weekday. Which order figures have ("5.4.2026", "2026. 4. 5.") is said by the place of the year, else the day
comes first.
An abbreviation, and a word of three letters, is a month or weekday only beside a figure. Four digits are a year beside
one of the language's words for it, in brackets, or where nothing follows that they could count.

Months of other calendars have numbers above 100 and are compared as they stand; years of an era are counted through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from copydesk.languages.pack import Pack
from copydesk.languages.patterns import Match, Phrases
from copydesk.mentions.dates import Found, moments
from copydesk.mentions.marks import match_at, match_before
from copydesk.mentions.numerals import glued, key_at, plain_digits
from copydesk.mentions.records import Mention, Moment
from copydesk.text.tokens import Token


def read_days(text: str, tokens: Sequence[Token], pack: Pack) -> Iterator[tuple[Mention, range]]:
    """The moments of a text with the token indexes they cover, in order, without overlap."""
    yield from moments(text, tokens, pack, _read, _preposition)


def _may_begin(token: Token, pack: Pack) -> bool:
    """Cheap and sure: no moment begins with any other token."""
    if token.kind != "word":
        return token.kind == "digits"
    return _dated_words(pack).may_begin(token.key) or _inflected((token,), 0, "dates.months", pack) is not None


@cache
def _dated_words(pack: Pack) -> Phrases:
    """Everything with which a moment in words may begin."""
    paths = ("months", "weekdays", "relative", "eras", "year")
    rows = ((text, True) for path in paths for text in pack.table_or_list(f"dates.{path}"))
    return pack.phrases_of(rows)


def _read(tokens: Sequence[Token], i: int, pack: Pack) -> Found | None:
    if not _may_begin(tokens[i], pack):
        return None
    shapes = (_figures, _signs, _day_first, _clock, _year) if tokens[i].kind == "digits" else (_named, _said)
    for shape in shapes:
        found = shape(tokens, i, pack)
        if found is not None:
            return found
    return None


def _preposition(tokens: Sequence[Token], start: int, pack: Pack) -> str | None:
    """ "until", "since" or "by" when such a word of the pack stands right before the date, over one small word."""
    for end in (start, start - 1):
        if end < start and key_at(tokens, end) not in pack.stop:
            return None
        for kind in ("until", "since", "by"):
            if match_before(tokens, end, pack.phrases(f"dates.{kind}")):
                return kind
    return None


def _int(tokens: Sequence[Token], i: int, low: int, high: int) -> int | None:
    if not 0 <= i < len(tokens) or tokens[i].kind != "digits":
        return None
    shown = plain_digits(tokens[i].text)
    return int(shown) if shown.isdecimal() and len(shown) <= 4 and low <= int(shown) <= high else None


# --- figures only ---------------------------------------------------------------------------------------------------

_YMD = re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})")
_DMY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})")


def _figures(tokens: Sequence[Token], i: int, pack: Pack) -> Found | None:
    """ "5.04.2026", "5/4/2026", "2026-04-05", "2026/4/5"."""
    shown = plain_digits(tokens[i].text)
    turned = _YMD.fullmatch(shown)
    if turned:
        return _dated(i, i + 1, int(turned[1]), int(turned[2]), int(turned[3]), "date-figures")
    match = _DMY.fullmatch(shown)
    if match:
        year = int(match[3]) if len(match[3]) == 4 else None
        return _dated(i, i + 1, year, int(match[2]), int(match[1]), "date-figures")
    mark = key_at(tokens, i + 1)
    if mark not in ("/", "-", ".") or key_at(tokens, i + 3) != mark or i + 4 >= len(tokens):
        return None
    if not all(glued(tokens, k) for k in range(i + 1, i + 5)):
        return None
    one, two, three = (_int(tokens, k, 1, 2200) for k in (i, i + 2, i + 4))
    if one is None or two is None or three is None:
        return None
    year, month, day = (one, two, three) if one > 31 else (three, two, one)
    return _dated(i, i + 5, year, month, day, "date-figures") if year > 999 else None


def _dated(start: int, end: int, year: int | None, month: int, day: int, rule: str) -> Found | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return Found(start, end, Moment(year, month, day), rule)


def _signs(tokens: Sequence[Token], i: int, pack: Pack) -> Found | None:
    """ "2026年4月5日", "4月5日", "2026年": each figure with its own word behind it."""
    year = month = day = None
    at = i
    value = _int(tokens, at, 1, 2200)
    if value is not None and value > 99 and (word := match_at(tokens, at + 1, pack.phrases("dates.year"))):
        year, at = value, word.end
        value = _int(tokens, at, 1, 31)
    if value is not None and value <= 12 and (word := match_at(tokens, at + 1, pack.phrases("dates.month"))):
        month, at = value, word.end
        value = _int(tokens, at, 1, 31)
    if value is not None and value <= 31 and (word := match_at(tokens, at + 1, pack.phrases("dates.day"))):
        day, at = value, word.end
    if month is None and day is None:
        if year is None or year < 1000:
            return None
        return _year_first(tokens, i, year, pack) or Found(i, at, Moment(year), "date-signs")
    return Found(i, at, Moment(year, month, day), "date-signs")


# --- names ----------------------------------------------------------------------------------------------------------


@cache
def _abbreviations(pack: Pack, path: str) -> frozenset[str]:
    """Keys of three letters or fewer, and those that only begin a longer key of the same value."""
    table = pack.table(path)
    longer = {value: [k for k, v in table.items() if v == value] for value in set(table.values())}
    return frozenset(
        k
        for k, v in table.items()
        if pack.spaced
        and (len(k) <= 2 or (len(k) <= 4 and any(o.startswith(k) and len(o) > len(k) + 2 for o in longer[v])))
    )


def _name_at(tokens: Sequence[Token], i: int, path: str, pack: Pack) -> tuple[int, int] | None:
    """(number, next index) of the month or weekday at token i, the full stop of an abbreviation included."""
    found = match_at(tokens, i, pack.phrases(path)) or _inflected(tokens, i, path, pack)
    if found is None or tokens[i].kind != "word" or _person(tokens, i, pack):
        return None
    short = found.end == i + 1 and tokens[i].key in _abbreviations(pack, path)
    stop = short and key_at(tokens, i + 1) == "." and glued(tokens, i + 1)
    return int(found.value), found.end + (1 if stop else 0)


def _inflected(tokens: Sequence[Token], i: int, path: str, pack: Pack) -> Match | None:
    """ "martda", "mayısta": the name of a month with an ending, where the language has such."""
    if i >= len(tokens) or tokens[i].kind != "word" or not pack.words("tokens.endings"):
        return None
    value = pack.table(path).get(pack.lemma(tokens[i].key))
    return None if value is None else Match(i, i + 1, value)


def _person(tokens: Sequence[Token], i: int, pack: Pack) -> bool:
    """Where months and weekdays are written small, a capital inside a sentence makes a name: Dushanbe is no Monday."""
    if pack.table("dates").get("capitals", True) or not tokens[i].capital or i == 0:
        return False
    return tokens[i - 1].kind == "word" or tokens[i - 1].text == ","


def _over(tokens: Sequence[Token], i: int, pack: Pack, marks: str = ".,") -> int:
    """Over the full stop or comma, the "de" and the article between the parts of a date."""
    if key_at(tokens, i) in tuple(marks):
        i += 1
    while key_at(tokens, i) in pack.words("dates.of"):
        i += 1
    return i


def _year_behind(tokens: Sequence[Token], i: int, pack: Pack) -> tuple[int | None, int]:
    """The year behind a month, with the word for "year" on either side of it."""
    at = _over(tokens, i, pack, ",")
    word = match_at(tokens, at, pack.phrases("dates.year"))
    at = word.end if word else at
    year = _int(tokens, at, 1000, 2200)
    if year is None:
        return None, i
    behind = match_at(tokens, at + 1, pack.phrases("dates.year"))
    return year, behind.end if behind else at + 1


def _day_first(tokens: Sequence[Token], i: int, pack: Pack) -> Found | None:
    """ "5 апреля 2026 г.", "3. März", "le 1er mai", "2 de mayo de 2024"; a year first as Hungarian writes it."""
    first = _int(tokens, i, 1, 2200)
    if first is None:
        return None
    at = i + 1
    if at < len(tokens) and tokens[at].kind == "word" and glued(tokens, at) and len(tokens[at].text) <= 2:
        at += 1  # "1er", "2nd"
    if first > 31:
        return _year_first(tokens, i, first, pack)
    until = None
    if key_at(tokens, at) in ("-", "\N{EN DASH}") and (later := _int(tokens, at + 1, 1, 31)):
        until, at = str(later), at + 2
    at = _over(tokens, at, pack, ".,-")
    month = _name_at(tokens, at, "dates.months", pack)
    if month is None:
        return None
    year, end = _year_behind(tokens, month[1], pack)
    return Found(i, end, Moment(year, month[0], first, until=until), "date-day-month")


def _year_first(tokens: Sequence[Token], i: int, year: int, pack: Pack) -> Found | None:
    """ "2026. április 5.", "2026 жылғы 5 сәуір", "2026-yil 5-aprel"."""
    at = _over(tokens, i + 1, pack, ".,-")
    word = match_at(tokens, at, pack.phrases("dates.year"))
    at = word.end if word else at
    month = _name_at(tokens, at, "dates.months", pack) if at < len(tokens) else None
    if month is not None:
        day = _int(tokens, month[1], 1, 31)
        end = month[1] + 1 if day else month[1]
        return Found(i, end, Moment(year, month[0], day), "date-year-month")
    day = _int(tokens, at, 1, 31)
    if day is None or word is None:
        return None
    at = _over(tokens, at + 1, pack, ".-")
    month = _name_at(tokens, at, "dates.months", pack) if at < len(tokens) else None
    return None if month is None else Found(i, month[1], Moment(year, month[0], day), "date-year-day-month")


def _named(tokens: Sequence[Token], i: int, pack: Pack) -> Found | None:
    """ "dienstag, 3. März", "mai 2026", "április 5.", "martes", "令和8年4月5日"."""
    return _weekday(tokens, i, pack) or _month(tokens, i, pack) or _era(tokens, i, pack)


def _weekday(tokens: Sequence[Token], i: int, pack: Pack) -> Found | None:
    weekday = _name_at(tokens, i, "dates.weekdays", pack)
    if weekday is None or _counted(tokens, i, pack):
        return None
    at = weekday[1] + 1 if key_at(tokens, weekday[1]) in (",", "(") else weekday[1]
    while at < len(tokens) and key_at(tokens, at) in pack.stop and at < weekday[1] + 3:
        at += 1  # "domingo, el 3 de mayo"
    rest = _day_first(tokens, at, pack) or _signs(tokens, at, pack) if at < len(tokens) else None
    if rest is not None and rest.moment.day:
        return Found(i, rest.end, replace(rest.moment, weekday=weekday[0]), "date-weekday-date")
    if tokens[i].key in _abbreviations(pack, "dates.weekdays"):
        return None
    return Found(i, weekday[1], Moment(weekday=weekday[0]), "date-weekday")


def _counted(tokens: Sequence[Token], i: int, pack: Pack) -> bool:
    """A weekday's word that is also a unit, behind a figure: "3 luni" are three months."""
    if not match_at(tokens, i, pack.phrases("units")) or i == 0:
        return False
    return tokens[i - 1].kind == "digits" or pack.spelling.begins(tokens[i - 1].key)


def _month(tokens: Sequence[Token], i: int, pack: Pack) -> Found | None:
    month = _name_at(tokens, i, "dates.months", pack)
    if month is None:
        return None
    year, end = _year_behind(tokens, month[1], pack)
    if year is not None:
        return Found(i, end, Moment(year, month[0]), "date-month-year")
    day = _int(tokens, month[1], 1, 31)
    stop = key_at(tokens, month[1] + 1)
    if day is not None and stop in (".", "-", ",", ""):  # "április 5.", "5-én"
        return Found(i, month[1] + 1, Moment(None, month[0], day), "date-month-day")
    if tokens[i].key in _abbreviations(pack, "dates.months"):
        return None
    return Found(i, month[1], Moment(month=month[0]), "date-month")


def _era(tokens: Sequence[Token], i: int, pack: Pack) -> Found | None:
    """ "令和8年": the eighth year of an era."""
    first = match_at(tokens, i, pack.phrases("dates.eras"))
    count = _int(tokens, first.end, 1, 99) if first else None
    word = match_at(tokens, first.end + 1, pack.phrases("dates.year")) if first and count else None
    if first is None or count is None or word is None:
        return None
    year = int(first.value) + count - 1
    rest = _signs(tokens, word.end, pack) if word.end < len(tokens) else None
    if rest is not None and rest.moment.year is None:
        return Found(i, rest.end, replace(rest.moment, year=year), "date-era")
    return Found(i, word.end, Moment(year), "date-era")


def _said(tokens: Sequence[Token], i: int, pack: Pack) -> Found | None:
    """ "вчера", "la semana pasada": a phrase of the pack's table."""
    found = match_at(tokens, i, pack.phrases("dates.relative"))
    return None if found is None else Found(i, found.end, Moment(relative=str(found.value)), "date-relative")


# --- times and years ------------------------------------------------------------------------------------------------


def _clock(tokens: Sequence[Token], i: int, pack: Pack) -> Found | None:
    """ "18:30"."""
    hour, minute = _int(tokens, i, 0, 23), _int(tokens, i + 2, 0, 59)
    joined = key_at(tokens, i + 1) == ":" and glued(tokens, i + 1) and glued(tokens, i + 2)
    if hour is None or minute is None or not joined or len(tokens[i + 2].text) != 2 or key_at(tokens, i + 3) == ":":
        return None
    return Found(i, i + 3, Moment(hour=hour, minute=minute), "time-24h")


def _year(tokens: Sequence[Token], i: int, pack: Pack) -> Found | None:
    """Four digits beside a word for "year", in brackets, or with nothing behind that they could count."""
    year = _int(tokens, i, 1000, 2200)
    if year is None or len(tokens[i].text) != 4 or (glued(tokens, i) and key_at(tokens, i - 1) not in ("(", "-")):
        return None
    at = i + 2 if key_at(tokens, i + 1) == "-" and glued(tokens, i + 1) else i + 1  # "2019-yil"
    behind = match_at(tokens, at, pack.phrases("dates.year"))
    if behind is not None:
        return Found(i, behind.end, Moment(year), "date-year")
    before = match_before(tokens, i, pack.phrases("dates.year"))
    if before is not None:
        return Found(before.start, i + 1, Moment(year), "date-year")
    if not 1500 <= year <= 2100:
        return None
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    free = following is None or following.text in ".,;:)!?»”" or following.key in pack.stop
    opened = i == 0 or tokens[i - 1].key in pack.stop or tokens[i - 1].text in "(.!?"
    return Found(i, i + 1, Moment(year), "date-year") if free and opened else None
