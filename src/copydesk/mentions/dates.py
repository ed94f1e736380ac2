"""Days, months, years, times: read component by component, and never completed.

Theory. One pass from left to right; at each token the shapes of `_SHAPES` are tried in order and the first that fits
wins, so that "27 June 2021" is one date and "June 2021" no day. What could be something else ("May", "2019 people")
is a date only where a word before or behind it shows it.

"June 27" has no year, and gets none; a claim that says "June 27, 2021" then states something the source does not.
Relative words ("last week", "on Friday") keep their phrase; they are resolved against a dateline when two moments are
compared (`checking.pair`), not here. "May" and "March" are months only where a day, a year, a preposition or another
month shows it, because both are also a verb, a name and a walk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from copydesk.languages.pack import Pack
from copydesk.mentions.numerals import glued, key_at, plain_digits, read_number
from copydesk.mentions.records import Mention, Moment
from copydesk.source import Span
from copydesk.text.tokens import Token

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DASHES = ("-", "\N{EN DASH}", "/")


@dataclass(frozen=True, slots=True)
class Found:
    """A moment at tokens[start:end] (token indexes) with the rule that read it."""

    start: int
    end: int
    moment: Moment
    rule: str


Shape = Callable[[Sequence[Token], int, Pack], Found | None]
"""Reads one sort of moment at a token."""


def read_dates(text: str, tokens: Sequence[Token], pack: Pack) -> Iterator[tuple[Mention, range]]:
    """The moments of a text with the token indexes they cover, in order, without overlap."""
    yield from moments(text, tokens, pack, _read, _preposition)


def moments(
    text: str,
    tokens: Sequence[Token],
    pack: Pack,
    read: Shape,
    preposition: Callable[[Sequence[Token], int, Pack], str | None],
) -> Iterator[tuple[Mention, range]]:
    """One pass from left to right: what `read` finds at a token is taken, with the preposition that governs it."""
    i = 0
    while i < len(tokens):
        found = read(tokens, i, pack)
        if found is None:
            i += 1
            continue
        span = Span(tokens[found.start].start, tokens[found.end - 1].end)
        moment = replace(found.moment, preposition=preposition(tokens, found.start, pack))
        yield Mention(span, span.of(text), moment, found.rule), range(found.start, found.end)
        i = found.end


def _read(tokens: Sequence[Token], i: int, pack: Pack) -> Found | None:
    if tokens[i].kind == "mark" or (
        tokens[i].kind == "word" and tokens[i].key.removesuffix("'s") not in pack.date_words
    ):
        return None
    for shape in _SHAPES:
        found = shape(tokens, i, pack)
        if found is not None:
            return found
    return None


def _preposition(tokens: Sequence[Token], start: int, pack: Pack) -> str | None:
    """The preposition that governs the date, over "the", "early", "next" and the like; "till" is "until"."""
    for back in range(1, 4):
        key = key_at(tokens, start - back)
        if key in pack.words("dates.prepositions"):
            return "until" if key in pack.words("dates.until") else key
        if key not in pack.words("dates.skipped"):
            return None
    return None


def _int(tokens: Sequence[Token], i: int, low: int, high: int) -> int | None:
    """The plain whole number of one token within [low, high], also "27th"."""
    if not 0 <= i < len(tokens) or tokens[i].kind != "digits":
        return None
    shown = plain_digits(tokens[i].text)
    return int(shown) if shown.isdigit() and len(shown) <= 4 and low <= int(shown) <= high else None


def _day(tokens: Sequence[Token], i: int, pack: Pack) -> tuple[int, int] | None:
    """(day, next index): "27", "27th", "the 27th of", "twenty-seventh"."""
    day = _int(tokens, i, 1, 31)
    if day is not None:
        end = i + 1
        if key_at(tokens, end) in ("st", "nd", "rd", "th") and glued(tokens, end):
            end += 1
        return day, end
    if i < len(tokens) and (tokens[i].key in pack.table("numbers.ordinals") or key_at(tokens, i + 1) == "-"):
        number = read_number(tokens, i, pack)
        if number and number.form == "ordinal" and number.value <= 31:
            return int(number.value), number.end
    return None


def _year_at(tokens: Sequence[Token], i: int, *, lone: bool = False) -> int | None:
    year = _int(tokens, i, 1000 if not lone else 1500, 2200)
    return year if year is not None and len(tokens[i].text) == 4 else None


def _month_at(tokens: Sequence[Token], i: int, pack: Pack) -> tuple[int, int] | None:
    """(month, next index), with the full stop of an abbreviation; a capital is needed, as English writes it."""
    month = pack.table("dates.months").get(key_at(tokens, i).removesuffix("'s"))
    if month is None or not tokens[i].capital:
        return None
    end = i + 1
    abbreviated = len(tokens[i].key) <= 4 and tokens[i].key not in ("may", "june", "july")
    if abbreviated and key_at(tokens, end) == "." and glued(tokens, end):
        end += 1
    return month, end


def _iso(tokens: Sequence[Token], i: int, pack: Pack) -> Found | None:
    if i + 4 >= len(tokens) or tokens[i].kind != "digits":
        return None
    piece = "".join(t.text for t in tokens[i : i + 5])
    match = _ISO.fullmatch(piece)
    if not match or int(match[2]) > 12 or int(match[3]) > 31:
        return None
    return Found(i, i + 5, Moment(int(match[1]), int(match[2]), int(match[3])), "date-iso")


def _day_month(tokens: Sequence[Token], i: int, pack: Pack) -> Found | None:
    """ "27 June", "27th of June 2021", "1-3 May" """
    if tokens[i].kind == "digits" and key_at(tokens, i - 1) in _DASHES and glued(tokens, i):
        return None
    day = _day(tokens, i, pack)
    if day is None:
        return None
    at = day[1] + 1 if key_at(tokens, day[1]) == "of" else day[1]
    until = None
    if key_at(tokens, at) in (*_DASHES, "to") and (later := _int(tokens, at + 1, 1, 31)):
        until, at = str(later), at + 2
    month = _month_at(tokens, at, pack)
    if month is None:
        return None
    year, end = _year_behind(tokens, month[1])
    return Found(i, end, Moment(year, month[0], day[0], until=until), "date-day-month")


def _year_behind(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    step = at + 1 if key_at(tokens, at) == "," else at
    year = _year_at(tokens, step)
    if year is None or key_at(tokens, step + 1) in ("people", "%", "percent"):
        return None, at
    return year, step + 1


def _month_day(tokens: Sequence[Token], i: int, pack: Pack) -> Found | None:
    """ "June 27", "June 27th, 2021", "Sept 30, 2023", "June 27-29", "June 2021" """
    month = _month_at(tokens, i, pack)
    if month is None:
        return None
    at = month[1] + 1 if key_at(tokens, month[1]) == "the" else month[1]
    year = _year_at(tokens, month[1])
    if year is not None:
        return Found(i, month[1] + 1, Moment(year, month[0]), "date-month-year")
    day = _day(tokens, at, pack)
    if day is None or key_at(tokens, day[1]) in ("%", "percent", "per", "million", "people"):
        return None
    end, until = day[1], None
    if key_at(tokens, end) in _DASHES and glued(tokens, end) and (later := _int(tokens, end + 1, 1, 31)):
        until, end = str(later), end + 2
    year, end = _year_behind(tokens, end)
    return Found(i, end, Moment(year, month[0], day[0], until=until), "date-month-day")


def _month(tokens: Sequence[Token], i: int, pack: Pack) -> Found | None:
    """A month alone; one that is also another word needs a preposition before it."""
    month = _month_at(tokens, i, pack)
    if month is None:
        return None
    key, before = tokens[i].key, key_at(tokens, i - 1)
    short = len(key) <= 3 and key != "may"
    if (short or key in pack.words("dates.ambiguous")) and before not in pack.words("dates.openers"):
        return None
    if key in ("may", "march") and before in (",", "-", "(", "and", "to", "of"):
        return None
    follower = _word_at(tokens, month[1])
    if follower is not None and follower.capital:  # "June Carter", "Jan Smit"
        person = key in ("april", "august") and before not in ("in", "since", "until", "by", "last", "next")
        if person or len(key) <= 4:
            return None
    return Found(i, month[1], Moment(month=month[0]), "date-month")


def _word_at(tokens: Sequence[Token], i: int) -> Token | None:
    return tokens[i] if i < len(tokens) and tokens[i].kind == "word" else None


def _clock(tokens: Sequence[Token], i: int, pack: Pack) -> Found | None:
    """ "6.10 p.m.", "8 a.m.", "14:30", "noon", "midnight" """
    if tokens[i].key in ("noon", "midday", "midnight"):
        return Found(i, i + 1, Moment(hour=0 if tokens[i].key == "midnight" else 12, minute=0), "time-word")
    if tokens[i].kind != "digits":
        return None
    hour, minute, at = _hour_minute(tokens, i)
    if hour is None:
        return None
    half = key_at(tokens, at)
    dotted = half in ("a", "p") and key_at(tokens, at + 1) == "." and key_at(tokens, at + 2) == "m"
    half, end = (half + "m", at + 3) if dotted else (half, at + 1)
    if half in ("am", "pm") and 1 <= hour <= 12:
        if dotted and key_at(tokens, end) == "." and glued(tokens, end):
            end += 1
        return Found(i, end, Moment(hour=hour % 12 + (12 if half == "pm" else 0), minute=minute or 0), "time-12h")
    if key_at(tokens, at) == "o'clock":
        return Found(i, at + 1, Moment(hour=hour, minute=0), "time-oclock")
    if minute is not None and key_at(tokens, i + 1) == ":" and key_at(tokens, at) != ":":
        return Found(i, at, Moment(hour=hour, minute=minute), "time-24h")
    return None


def _hour_minute(tokens: Sequence[Token], i: int) -> tuple[int | None, int | None, int]:
    whole, _, part = plain_digits(tokens[i].text).partition(".")
    if part:
        fits = whole.isdigit() and len(part) == 2 and part.isdigit() and int(whole) <= 23 and int(part) < 60
        return (int(whole), int(part), i + 1) if fits else (None, None, i)
    hour = _int(tokens, i, 0, 23)
    minute = _int(tokens, i + 2, 0, 59) if key_at(tokens, i + 1) == ":" and glued(tokens, i + 2) else None
    if minute is not None and len(tokens[i + 2].text) == 2:
        return hour, minute, i + 3
    return hour, None, i + 1


def _season_of_years(tokens: Sequence[Token], i: int, pack: Pack) -> Found | None:
    """ "2017-18", "2017/18", "2016-2019": a span of years."""
    year = _year_at(tokens, i, lone=True)
    if year is None or key_at(tokens, i + 1) not in _DASHES or not glued(tokens, i + 1) or not glued(tokens, i + 2):
        return None
    later = _int(tokens, i + 2, 0, 2200)
    if (
        later is None
        or len(tokens[i + 2].text) not in (2, 4)
        or (key_at(tokens, i + 3) in _DASHES and glued(tokens, i + 3))
    ):
        return None
    full = later if later > 99 else year // 100 * 100 + later
    return Found(i, i + 3, Moment(year, until=str(full)), "date-years") if full > year else None


def _decade(tokens: Sequence[Token], i: int, pack: Pack) -> Found | None:
    """ "the 1990s", "the nineties" is not read; "the 12th century" """
    if tokens[i].kind == "digits" and glued(tokens, i + 1) and key_at(tokens, i + 1) == "s":
        year = _int(tokens, i, 1000, 2200)
        return (
            Found(i, i + 2, Moment(year, era="decade"), "date-decade") if year is not None and year % 10 == 0 else None
        )
    if i + 1 < len(tokens):
        number = read_number(tokens, i, pack) if tokens[i].kind != "mark" else None
        if number and number.form == "ordinal" and number.value <= 30:
            at = number.end + 1 if key_at(tokens, number.end) == "-" else number.end
            if key_at(tokens, at) == "century":
                return Found(i, at + 1, Moment(int(number.value) * 100 - 99, era="century"), "date-century")
    return None


def _weekday(tokens: Sequence[Token], i: int, pack: Pack) -> Found | None:
    """A weekday, with the date that follows it ("Friday, 3 April") or the word before it ("last Friday")."""
    weekday = pack.table("dates.weekdays").get(tokens[i].key.removesuffix("'s"))
    if weekday is None or not tokens[i].capital:
        return None
    opened = key_at(tokens, i - 1) in pack.words("dates.openers")
    if len(tokens[i].key) < 5 and not opened and key_at(tokens, i + 1) != ".":
        return None
    before = key_at(tokens, i - 1)
    relative = {"last": "weekday:-1", "next": "weekday:1"}.get(before)
    at = i + 2 if key_at(tokens, i + 1) == "," else i + 1
    rest = (_day_month(tokens, at, pack) or _month_day(tokens, at, pack)) if at < len(tokens) else None
    if rest is not None:
        return Found(i, rest.end, replace(rest.moment, weekday=weekday), "date-weekday-date")
    return Found(i, i + 1, Moment(weekday=weekday, relative=relative), "date-weekday")


def _relative(tokens: Sequence[Token], i: int, pack: Pack) -> Found | None:
    """ "last week", "the day before": a phrase of the pack's table, the longest first."""
    for words, canonical in _relative_phrases(pack).get(tokens[i].key, ()):
        if all(key_at(tokens, i + k) == word for k, word in enumerate(words)):
            return Found(i, i + len(words), Moment(relative=canonical), "date-relative")
    return None


@cache
def _relative_phrases(pack: Pack) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Relative phrases by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase, canonical in sorted(pack.table("dates.relative").items(), key=lambda row: -len(row[0])):
        words = tuple(phrase.split())
        found.setdefault(words[0], []).append((words, canonical))
    return found


# --- years ----------------------------------------------------------------------------------------------------------


def _year(tokens: Sequence[Token], i: int, pack: Pack) -> Found | None:
    """A four-digit year where a year is meant: behind a preposition or in brackets, before no counted noun."""
    year = _year_at(tokens, i, lone=True)
    if year is None or not tokens[i].text.isdecimal() or _joined(tokens, i):
        return None
    before, follower = key_at(tokens, i - 1), _word_at(tokens, i + 1)
    plural = follower is not None and follower.key.endswith("s")
    found = Found(i, i + 1, Moment(year), "date-year")
    if before in ("(", ",") or before in pack.words("dates.year_openers"):
        return None if plural and _counts(tokens, i, pack) else found
    if (before in pack.words("dates.possessors") or before.endswith("'s")) and follower is not None and not plural:
        return replace(found, rule="date-year-adjective")
    if i == 0 or before in ("election", "season", "year"):
        return found
    if 1900 <= year <= 2100 and not _is_figure(tokens, i, pack):
        return replace(found, rule="date-year-bare")
    return None


def _joined(tokens: Sequence[Token], i: int) -> bool:
    """Other characters touch the figure, as in a code, a percentage or a compound ("2000-strong")."""
    before, behind = key_at(tokens, i - 1), key_at(tokens, i + 1)
    if glued(tokens, i) and before not in "(-\N{EN DASH}\"'":
        return True
    return behind in ("%", "-") and glued(tokens, i + 1) and before not in ("in", "since")


def _counts(tokens: Sequence[Token], i: int, pack: Pack) -> bool:
    """The plural behind token i is what the figure counts ("by 2000 votes"), not who did it ("in 2000 voters")."""
    before, noun = key_at(tokens, i - 1), tokens[i + 1].key
    if before in (",", "of", "to", "by", "for", "and") and noun not in pack.stop:
        return True
    return before not in ("in", "since", "of") and pack.lexicon.mostly(pack.lemma(noun)) == "n"


def _is_figure(tokens: Sequence[Token], i: int, pack: Pack) -> bool:
    """A plural, unit or mark behind it, or a mark or quantifier before it, makes the four digits a figure."""
    before, follower = tokens[i - 1], tokens[i + 1] if i + 1 < len(tokens) else None
    if (before.kind == "mark" and before.key not in ".,;:(\"'") or before.key in pack.words("dates.quantifiers"):
        return True
    if follower is None:
        return False
    if follower.kind == "mark":
        return follower.text not in ".,;:)'\"!?"
    if follower.key in pack.table("units") or follower.key in pack.table("currencies"):
        return True
    return follower.kind == "word" and follower.key.endswith("s") and follower.key not in pack.stop


_SHAPES: tuple[Shape, ...] = (
    _iso,
    _day_month,
    _month_day,
    _clock,
    _season_of_years,
    _decade,
    _weekday,
    _relative,
    _year,
    _month,
)
"""In the order in which they are tried."""
