"""What stands right before and behind a number: sign, currency, percent sign, unit.

Theory. Before the number at most one minus and one currency sign or code count, and only where nothing else claims
them ("2018-5" has no minus). Behind it the first of percent, percentage points, money, measure that fits is taken; a
smaller unit may follow and is added ("6 feet 2 inches").

It does not convert: "5 km" stays kilometres, and comparing them with miles is for `checking.compare`. A dollar is a US
dollar unless letters or a nationality say otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from copydesk.languages.pack import Pack
from copydesk.mentions.marks import match_at
from copydesk.mentions.numerals import Number, glued, key_at, read_number
from copydesk.mentions.records import Form, Quantity
from copydesk.text.tokens import Token

DASHES = ("-", "\N{EN DASH}", "\N{EM DASH}", "\N{FIGURE DASH}")
"""Marks that join two figures, or a figure and its unit."""

MINUS = ("-", "\N{MINUS SIGN}", "\N{EN DASH}", "minus")
"""What makes the figure behind it negative."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A quantity at tokens[start:end] (token indexes) with the rule that read it."""

    start: int
    end: int
    quantity: Quantity
    rule: str


# --- before the number ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prefix:
    """What stands before a number: its own first token and the number's, the sign (1 or -1), the currency, "percent"
    (as Turkish and Chinese write it).
    """

    start: int
    number: int
    sign: int = 1
    money: str | None = None
    percent: bool = False


def read_prefix(tokens: Sequence[Token], i: int, pack: Pack) -> Prefix | None:
    """The prefix at token i, often empty: "-5", "US$5", "EUR 5", "£ 5", "Rs 5", "R4bn", "minus £5".

    None when a sign or currency stands there that no number can follow.
    """
    at, sign = i, 1
    if pack.by_words and (percent := _percent_before(tokens, at, pack)):
        return Prefix(i, percent, percent=True)
    if tokens[at].key in MINUS and _stands_free(tokens, at, pack):
        if tokens[at].key != "minus" and not glued(tokens, at + 1):
            return None
        at, sign = at + 1, -1
    currency = _currency(tokens, at, pack) if at < len(tokens) else None
    if currency is None:
        return Prefix(i, at, sign) if at < len(tokens) else None
    at, money = currency
    if key_at(tokens, at) in MINUS and glued(tokens, at + 1):
        at, sign = at + 1, -1
    if at >= len(tokens) or tokens[at].kind != "digits":
        return None
    return Prefix(i, at, sign, money)


def _percent_before(tokens: Sequence[Token], at: int, pack: Pack) -> int | None:
    """The index behind "yüzde", "%" or "百分之" when a figure follows."""
    if tokens[at].text in PERCENT_SIGNS:
        end = at + 1 if not (at and tokens[at - 1].kind == "digits" and glued(tokens, at)) else 0
    else:
        found = match_at(tokens, at, pack.phrases("percent.before"))
        end = found.end if found else 0
    return end if end and end < len(tokens) and tokens[end].kind != "mark" else None


def _currency(tokens: Sequence[Token], at: int, pack: Pack) -> tuple[int, str] | None:
    """(index behind it, unit) of a currency sign, of letters and a sign, or of a code before a figure."""
    token, following = tokens[at], key_at(tokens, at + 1)
    if token.text in pack.table("money.signs"):
        return at + 1, pack.table("money.signs")[token.text]
    if at + 1 == len(tokens):
        return None
    if at + 2 < len(tokens) and following == "$" and glued(tokens, at + 1) and token.key in pack.table("money.dollars"):
        return at + 2, pack.table("money.dollars")[token.key]
    digits = tokens[at + 1].kind == "digits"
    if pack.by_words and digits and token.kind == "word" and (token.capital or glued(tokens, at + 1)):
        named = match_at(tokens, at, pack.phrases("currencies"))
        if named is not None and named.end == at + 1:
            return at + 1, _unit_of_code(str(named.value), pack)
    letters = pack.table("money.letters").get(token.key)
    if letters or token.text in pack.words("money.codes"):
        stop = following == "." and at + 2 < len(tokens)
        return (at + (2 if stop else 1), letters or _unit_of_code(token.text, pack)) if digits or stop else None
    if token.text in pack.table("money.glued") and digits and glued(tokens, at + 1):
        return at + 1, pack.table("money.glued")[token.text]
    return None


def _unit_of_code(code: str, pack: Pack) -> str:
    return str(pack.table("money.units").get(code, code))


def _stands_free(tokens: Sequence[Token], at: int, pack: Pack) -> bool:
    """A minus sign is one only when no word or figure touches it from the left."""
    if at == 0 or tokens[at].key == "minus":
        return True
    before = tokens[at - 1]
    if before.end == tokens[at].start:
        return (
            before.text in "([\"'\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
            or before.text in pack.table("money.signs")
            or (tokens[at].text == "\N{MINUS SIGN}" and before.kind == "word")
        )
    if at + 1 == len(tokens):
        return False
    return before.kind != "digits" or tokens[at].text == "\N{MINUS SIGN}" or glued(tokens, at + 1)


# --- behind the number ----------------------------------------------------------------------------------------------


def form_of(number: Number) -> Form:
    """The form of a bare number: a count, an ordinal or a share."""
    return _FORMS[number.form]


_FORMS: dict[str, Form] = {"cardinal": "count", "ordinal": "ordinal", "fraction": "ratio"}


def amount(tokens: Sequence[Token], prefix: Prefix, number: Number, pack: Pack) -> Reading:
    """The number with what stands before it and the percent sign, currency or unit that follows."""
    value, others = prefix.sign * number.value, tuple(prefix.sign * other for other in number.others)
    form: Form = "money" if prefix.money else "percent" if prefix.percent else form_of(number)
    quantity = Quantity(value, value, form, unit=prefix.money, step=number.step, others=others)
    bare = Reading(prefix.start, number.end, quantity, number.rule)
    return bare if form == "ordinal" or prefix.money or prefix.percent else _with_unit(tokens, bare, pack)


Found = tuple[int, Quantity] | None
"""(index behind the unit, the quantity with it), or None."""


def _with_unit(tokens: Sequence[Token], reading: Reading, pack: Pack) -> Reading:
    end, quantity = reading.end, reading.quantity
    if glued(tokens, end) and tokens[end].text in ("C", "F") and tokens[end - 1].kind == "digits":
        warm = replace(quantity, form="measure", unit=_SCALES[tokens[end].key])
        return Reading(reading.start, end + 1, warm, f"{reading.rule}-temperature")
    hyphen = key_at(tokens, end) in DASHES and glued(tokens, end) and glued(tokens, end + 1)
    at = end + 1 if hyphen else end
    for unit in _WORD_UNITS if pack.by_words else _UNITS:
        found = unit(tokens, at, quantity, pack)
        if found is not None:
            return Reading(reading.start, found[0], found[1], f"{reading.rule}-{found[1].form}")
    return reading


PERCENT_SIGNS = ("%", "\N{ARABIC PERCENT SIGN}", "\N{FULLWIDTH PERCENT SIGN}")
_PERCENT = (*PERCENT_SIGNS, "percent", "pct", "pc")


def _percent(tokens: Sequence[Token], at: int, quantity: Quantity, pack: Pack) -> Found:
    """ "5 %", "5 per cent"; "5 percent points" are points."""
    if key_at(tokens, at) in _PERCENT:
        end = at + 1
    elif key_at(tokens, at) == "per" and key_at(tokens, at + 1) == "cent":
        end = at + 2
    else:
        return None
    behind = end + 1 if key_at(tokens, end) == "-" else end
    if key_at(tokens, behind) in ("point", "points"):
        return behind + 1, replace(quantity, form="points")
    return end, replace(quantity, form="percent")


def _points(tokens: Sequence[Token], at: int, quantity: Quantity, pack: Pack) -> Found:
    """ "5 percentage points", "half (of) a percentage point", "5 pp", "25 basis points" (hundredths of a point)."""
    article = at + 1 if key_at(tokens, at) == "of" else at
    if key_at(tokens, article) == "a" and key_at(tokens, article + 1) in ("percentage", "percent"):
        at = article + 1
    key, points = key_at(tokens, at), key_at(tokens, at + 1) in ("point", "points")
    if key == "percentage" and points:
        return at + 2, replace(quantity, form="points")
    if key == "basis" and points:
        hundredth = Fraction(1, 100)
        low = None if quantity.low is None else quantity.low * hundredth
        return at + 2, replace(quantity, low=low, high=low, step=quantity.step * hundredth, form="points")
    return (at + 1, replace(quantity, form="points")) if key in ("pp", "ppt") else None


def _money(tokens: Sequence[Token], at: int, quantity: Quantity, pack: Pack) -> Found:
    """ "5 euros", "5€", "5 EUR", "5 Canadian dollars"."""
    if at >= len(tokens):
        return None
    text, key, signs = tokens[at].text, tokens[at].key, pack.table("money.signs")
    code = pack.table("nationalities").get(key)
    if code and key_at(tokens, at + 1) in pack.table("currencies"):
        return at + 2, replace(quantity, form="money", unit=_unit_of_code(code, pack))
    if text in signs and glued(tokens, at):
        return at + 1, replace(quantity, form="money", unit=signs[text])
    if text in pack.words("money.codes"):
        return at + 1, replace(quantity, form="money", unit=_unit_of_code(text, pack))
    unit = pack.table("currencies").get(key)
    if unit is None or (len(key) == 1 and not glued(tokens, at)):
        return None
    if key in pack.words("figures.lower_money") and not text.islower():
        return None
    if key == "won" and quantity.step == 1:  # "the 12 won"
        return None
    return at + 1, replace(quantity, form="money", unit=unit)


_SCALES = {"c": "celsius", "f": "fahrenheit"}
_AREAS = {"square": "square", "sq": "square", "cubic": "cubic"}
_POWERS = {"m2": "square-metre", "km2": "square-kilometre", "m3": "cubic-metre"}


def _measure(tokens: Sequence[Token], at: int, quantity: Quantity, pack: Pack) -> Found:
    """ "5 km", "5 square miles", "5 °C", "45 years old" (an age)."""
    key = key_at(tokens, at)
    if key == "\N{DEGREE SIGN}":
        scale = _SCALES.get(key_at(tokens, at + 1))
        return at + (2 if scale else 1), replace(quantity, form="measure", unit=scale or "degree")
    if key in _AREAS and key_at(tokens, at + 1) in pack.table("units"):
        unit = f"{_AREAS[key]}-{pack.table('units')[tokens[at + 1].key]}"
        return at + 2, replace(quantity, form="measure", unit=unit)
    power = key + key_at(tokens, at + 1)
    if glued(tokens, at + 1) and power in _POWERS:
        return at + 2, replace(quantity, form="measure", unit=_POWERS[power])
    if key in _POWERS:
        return at + 1, replace(quantity, form="measure", unit=_POWERS[key])
    found = unit_at(tokens, at, pack)
    if found is None:
        return None
    end, unit = found
    behind = key_at(tokens, end)
    if unit == "degree" and behind in ("celsius", "fahrenheit", "c", "f"):
        return end + 1, replace(quantity, form="measure", unit=_SCALES.get(behind, behind))
    old = behind in ("old", "older") or (behind == "-" and key_at(tokens, end + 1) == "old")
    return end, replace(quantity, form="measure", unit=unit, age=old and unit in ("year", "month", "week", "day"))


# --- the same from a pack of words ------------------------------------------------------------------------------------


def _over_of(tokens: Sequence[Token], at: int, pack: Pack) -> int:
    """Over what may stand between a figure and its unit: the full stop of an abbreviation, "de", "d'"."""
    if key_at(tokens, at) == "." and glued(tokens, at) and not key_at(tokens, at - 1).isdecimal():
        at += 1
    return at + 1 if key_at(tokens, at) in pack.words("dates.of") | pack.words("tokens.elisions") else at


def _share_by_words(tokens: Sequence[Token], at: int, quantity: Quantity, pack: Pack) -> Found:
    """Percentage points, else per cent, in the pack's words or as a sign."""
    points = match_at(tokens, at, pack.phrases("percent.points"))
    if points is not None:
        return points.end, replace(quantity, form="points")
    if key_at(tokens, at) in PERCENT_SIGNS:
        points = match_at(tokens, at + 1, pack.phrases("percent.points"))
        return (points.end, replace(quantity, form="points")) if points else (at + 1, replace(quantity, form="percent"))
    percent = match_at(tokens, at, pack.phrases("percent.words"))
    return None if percent is None else (percent.end, replace(quantity, form="percent"))


def _money_by_words(tokens: Sequence[Token], at: int, quantity: Quantity, pack: Pack) -> Found:
    at = _over_of(tokens, at, pack)
    if at >= len(tokens):
        return None
    text, signs = tokens[at].text, pack.table("money.signs")
    if text in signs:
        return at + 1, replace(quantity, form="money", unit=signs[text])
    if text in pack.words("money.codes"):
        return at + 1, replace(quantity, form="money", unit=_unit_of_code(text, pack))
    found = match_at(tokens, at, pack.phrases("currencies"))
    if found is None:
        return None
    return found.end, replace(quantity, form="money", unit=_unit_of_code(str(found.value), pack))


def _measure_by_words(tokens: Sequence[Token], at: int, quantity: Quantity, pack: Pack) -> Found:
    aged = match_at(tokens, at, pack.phrases("people.age"))
    if aged is not None and quantity.form == "count":
        return aged.end, replace(quantity, form="measure", unit="year", age=True)
    key = key_at(tokens, at)
    if key == "\N{DEGREE SIGN}":
        scale = _SCALES.get(key_at(tokens, at + 1))
        return at + (2 if scale else 1), replace(quantity, form="measure", unit=scale or "degree")
    at = _over_of(tokens, at, pack)
    power = key_at(tokens, at) + key_at(tokens, at + 1)
    if glued(tokens, at + 1) and power in _POWERS:
        return at + 2, replace(quantity, form="measure", unit=_POWERS[power])
    found = unit_at(tokens, at, pack)
    return None if found is None else (found[0], replace(quantity, form="measure", unit=found[1]))


_Unit = Callable[[Sequence[Token], int, Quantity, Pack], Found]
_UNITS: tuple[_Unit, ...] = (_percent, _points, _money, _measure)
_WORD_UNITS: tuple[_Unit, ...] = (_share_by_words, _money_by_words, _measure_by_words)


def unit_at(tokens: Sequence[Token], at: int, pack: Pack) -> tuple[int, str] | None:
    """(token index behind it, canonical unit) of the unit at token `at`, else None."""
    if at >= len(tokens) or tokens[at].kind != "word":
        return None
    if pack.by_words:
        found = match_at(tokens, at, pack.phrases("units"))
        return None if found is None else (found.end, str(found.value))
    key, text, unit = tokens[at].key, tokens[at].text, pack.table("units").get(tokens[at].key)
    if key == "light" and key_at(tokens, at + 1) == "-" and key_at(tokens, at + 2) in ("year", "years"):
        return at + 3, "light-year"
    if unit is None or unit == "percent":
        return None
    if len(key) <= 2 and text not in (key, key.capitalize(), key.upper()):
        return None
    if len(key) == 1 and not glued(tokens, at) and key_at(tokens, at + 1) == "'":
        return None
    if key in pack.table("numbers.ordinals") and key_at(tokens, at - 1) != "-":
        return None  # "the 12 second homes"; "a 12-second lap" has a unit
    return at + 1, unit


_SMALLER = {
    "hour": ("minute", 60),
    "minute": ("second", 60),
    "foot": ("inch", 12),
    "year": ("month", 12),
    "pound-mass": ("ounce", 16),
}
"""Canonical unit -> the smaller one that may follow it, and how many of those it has."""


_HUNDREDTHS = ("cent", "penny")


def _with_cents(tokens: Sequence[Token], reading: Reading, pack: Pack) -> Reading:
    """ "thirteen dollars and forty-five cents": one amount."""
    quantity, end = reading.quantity, reading.end
    at = end + 1 if key_at(tokens, end) == "and" else end
    number = read_number(tokens, at, pack) if at < len(tokens) and tokens[at].kind != "mark" else None
    if number is None or number.form != "cardinal" or number.value >= 100 or quantity.unit in _HUNDREDTHS:
        return reading
    unit = pack.table("currencies").get(key_at(tokens, number.end))
    if unit not in _HUNDREDTHS or quantity.low is None or quantity.low != quantity.high:
        return reading
    value = quantity.low + number.value / 100
    whole = replace(quantity, low=value, high=value, step=Fraction(1, 100))
    return Reading(reading.start, number.end + 1, whole, reading.rule)


def compounded(tokens: Sequence[Token], reading: Reading, pack: Pack) -> Reading:
    """ "one minute and five seconds", "6 feet 2 inches", "two hours, ten minutes": all of it in the smaller unit."""
    quantity, end = reading.quantity, reading.end
    if quantity.form == "money":
        return _with_cents(tokens, reading, pack)
    smaller = _SMALLER.get(quantity.unit or "")
    if smaller is None or quantity.low is None or quantity.low != quantity.high:
        return reading
    at = end + 1 if key_at(tokens, end) in ("and", ",") else end
    number = read_number(tokens, at, pack) if at < len(tokens) and tokens[at].kind != "mark" else None
    unit = unit_at(tokens, number.end, pack) if number and number.form == "cardinal" else None
    if number is None or unit is None or unit[1] != smaller[0] or number.value >= smaller[1]:
        return reading
    value = quantity.low * smaller[1] + number.value
    whole = replace(quantity, low=value, high=value, unit=smaller[0], step=Fraction(1))
    return Reading(reading.start, unit[0], whole, reading.rule)
