"""How one figure or moment stands to another: exactly, by conversion, by rounding, or not.

All arithmetic is exact. Rounding is allowed only where the claim says "about" or states fewer digits by a scale
word or a decimal, half up, and never across a bound. Units convert only within one dimension; months and years are
calendar units.
"""

from __future__ import annotations

import datetime
import tomllib
from dataclasses import replace
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Literal

from copydesk.mentions.records import Bound, Moment, Quantity

Match = Literal["same", "rounds", "converts", "end", "unit", "form", "period", "differs", "vague"]
"""same value and unit; equal within the stated precision; equal in another unit; one end of a range; same figure in
another unit / another sort of quantity / for another period; another value; a vague word on either side."""


@cache
def _units() -> dict[str, tuple[str, Fraction]]:
    data = tomllib.loads((files("copydesk.languages") / "data" / "units.toml").read_text(encoding="utf-8"))
    return {unit: (dimension, Fraction(factor)) for unit, row in data.items() for dimension, factor in row.items()}


def convert(value: Fraction, unit: str | None, to: str | None) -> Fraction | None:
    """`value` of `unit` in `to`; None when the two do not measure the same thing."""
    if unit == to:
        return value
    if "degree" in (unit, to) and {unit, to} & {"celsius", "fahrenheit"}:
        return value
    if unit == "celsius" and to == "fahrenheit":
        return value * Fraction(9, 5) + 32
    if unit == "fahrenheit" and to == "celsius":
        return (value - 32) * Fraction(5, 9)
    if unit is None or to is None:
        return None
    one, two = _units().get(unit), _units().get(to)
    if one is None or two is None or one[0] != two[0]:
        return None
    return value * one[1] / two[1]


def half_up(value: Fraction, step: Fraction) -> Fraction:
    """`value` rounded to a multiple of `step`, halves away from zero."""
    scaled = abs(value) / step
    rounded = (scaled + Fraction(1, 2)).__floor__() * step
    return rounded if value >= 0 else -rounded


def compare_quantities(claim: Quantity, source: Quantity) -> Match:
    """How the claim's figure stands to the source's, bounds aside."""
    if claim.low is None or source.low is None or claim.high is None or source.high is None:
        return _vague(claim, source)
    if claim.form == "score" or source.form == "score":
        return _scores(claim, source)
    if "ordinal" in (claim.form, source.form) and claim.form != source.form:
        return "form" if claim.low == source.low else "differs"
    if _shares(claim) and _shares(source) and claim.form != source.form:
        return _as_shares(claim, source)
    if claim.form == "points" and source.form == "count" and source.counts[:1] == ("point",):
        return "same" if claim.low == source.low else "differs"
    if "points" in (claim.form, source.form) and claim.form != source.form:
        return "form" if claim.low == source.low else "differs"
    equal = _values(claim, source)
    if equal == "differs":
        return "differs"
    return _qualified(claim, source, equal)


_SIZES = {
    "dozens": (24, 200),
    "scores": (40, 200),
    "tens": (20, 100),
    "hundreds": (200, 1000),
    "thousands": (2000, 20_000),
    "tens of thousands": (20_000, 100_000),
    "hundreds of thousands": (200_000, 10**6),
    "millions": (2 * 10**6, 2 * 10**7),
    "tens of millions": (2 * 10**7, 10**8),
    "hundreds of millions": (2 * 10**8, 10**9),
    "billions": (2 * 10**9, 2 * 10**10),
}
"""Vague size -> [low, high) of the counts that it may stand for: at least two, below the next word's."""


def _vague(claim: Quantity, source: Quantity) -> Match:
    """A vague word in the claim is right where the source has it too, or a count of that size of the same things."""
    if claim.vague == source.vague and claim.vague not in (None, "unread"):
        return "same"
    size = _SIZES.get(claim.vague or "")
    if size is None or source.form != "count" or source.low is None or source.low != source.high:
        return "vague"
    alike = bool(claim.counts) and claim.counts[:1] == source.counts[:1]
    return "rounds" if alike and size[0] <= source.low < size[1] else "vague"


def _shares(quantity: Quantity) -> bool:
    return quantity.form in ("percent", "ratio")


def _as_shares(claim: Quantity, source: Quantity) -> Match:
    assert claim.low is not None
    assert source.low is not None
    mine = claim.low if claim.form == "ratio" else claim.low / 100
    theirs = source.low if source.form == "ratio" else source.low / 100
    if mine == theirs:
        return "same"
    slack = Fraction(1, 100) if claim.bound in ("about", "nearly") or source.bound == "about" else Fraction(1, 200)
    return "rounds" if abs(mine - theirs) <= slack else "differs"


def _scores(claim: Quantity, source: Quantity) -> Match:
    mine, theirs = {claim.low, claim.high}, {source.low, source.high}
    if mine == theirs:
        return "same"
    if source.low == source.high and source.low in mine and source.form in ("count", "percent"):
        return "end"
    if claim.low == claim.high and claim.low in theirs:
        return "end"
    return "differs"


def _values(claim: Quantity, source: Quantity) -> Match:
    """Values after conversion, ranges included."""
    assert claim.low is not None
    assert claim.high is not None
    assert source.low is not None
    assert source.high is not None
    low, high = convert(source.low, source.unit, claim.unit), convert(source.high, source.unit, claim.unit)
    other_unit = low is None or high is None
    if low is None or high is None:
        low, high = source.low, source.high
    readings = {low, *(source.others if claim.unit == source.unit else ())}
    if (claim.low in readings or low in claim.others) and claim.high in {high, *source.others, *claim.others}:
        return "same" if claim.unit == source.unit or other_unit else "converts"
    if source.low != source.high and claim.low == claim.high and claim.low in (low, high):
        return "end"
    if claim.low != claim.high and source.low == source.high and low in (claim.low, claim.high):
        return "end"
    if claim.low == source.low and claim.high == source.high and claim.unit and source.unit:
        return "same"
    if other_unit and claim.unit is not None and source.unit is not None:
        return "differs"
    return "rounds" if source.low == source.high and _rounded(claim, low, claim.unit != source.unit) else "differs"


def _rounded(claim: Quantity, exact: Fraction, converted: bool) -> bool:
    """Whether the claim's figure is `exact`, rounded to the precision it states; converted values always need this."""
    assert claim.low is not None
    if claim.low != claim.high or claim.bound in ("more_than", "less_than", "at_least", "at_most", "nearly"):
        return False
    coarse = claim.step >= 1000 or claim.step.denominator > 1
    if claim.bound == "about" or coarse or converted:
        step = claim.step if claim.bound != "about" else max(claim.step, Fraction(1))
        return exact != 0 and half_up(exact, step) == claim.low and step <= abs(claim.low) / 3 * (1 if step > 1 else 4)
    return False


def _qualified(claim: Quantity, source: Quantity, equal: Match) -> Match:
    """The same number: is it the same sort of thing?"""
    if equal == "converts" or (equal in ("end", "rounds") and claim.form == source.form and claim.unit == source.unit):
        return "rounds" if equal == "rounds" else equal
    mine, theirs = claim.unit, source.unit
    if equal == "rounds" and claim.form == source.form and convert(Fraction(1), theirs, mine) is not None:
        return equal
    if claim.form != source.form:
        bare = {claim.form, source.form} <= {"count", "money", "measure"} and (mine is None or theirs is None)
        if not bare:
            return "form"
        named = claim.unit or source.unit or ""
        counted = source.counts if claim.unit else claim.counts
        return equal if not counted or named in counted or claim.age or source.age else "form"
    if (
        mine != theirs
        and mine is not None
        and theirs is not None
        and {mine, theirs} != {"degree", "celsius"}
        and {mine, theirs} != {"degree", "fahrenheit"}
    ):
        return "unit"
    if claim.form == "multiple" and mine != theirs:
        return "same"
    if claim.period != source.period and claim.period and source.period:
        return "period"
    return equal


# --- bounds ---------------------------------------------------------------------------------------------------------

_LOWER = ("at_least", "more_than")
_UPPER = ("at_most", "less_than", "nearly")

# (claim, source) pairs that say the same or that the claim may say; everything else is a finding.
BOUNDS_HELD: frozenset[tuple[Bound, Bound]] = frozenset(
    [(b, b) for b in ("exact", "about", "nearly", "at_least", "more_than", "at_most", "less_than")]
    + [
        ("about", "exact"),
        ("at_least", "more_than"),
        ("at_most", "less_than"),
        ("less_than", "nearly"),
        ("nearly", "less_than"),
    ]
)


def bound_held(claim: Quantity, source: Quantity) -> bool:
    """Whether the claim's bound is one that the source's figure carries (values equal)."""
    return (claim.bound, source.bound) in BOUNDS_HELD


def entailed(claim: Quantity, source: Quantity) -> bool:
    """A bound of the claim that the source's other figure fulfils: "more than 50" for 53; close by only."""
    if claim.low is None or source.low is None or claim.form != source.form or claim.low != claim.high:
        return False
    exact = convert(source.low, source.unit, claim.unit)
    if exact is None or claim.low <= 0:
        return False
    near = Fraction(3, 4) <= exact / claim.low <= Fraction(5, 4)
    if claim.bound in _LOWER and source.bound == "exact":
        return near and exact > claim.low
    if claim.bound in _UPPER and source.bound == "exact":
        return near and exact < claim.low
    return False


# --- moments --------------------------------------------------------------------------------------------------------


def compare_moments(
    claim: Moment, source: Moment, published: datetime.date | None
) -> Literal["same", "finer", "differs"]:
    """`same`: every component of the claim stands in the source's moment (after resolving both against the dateline);
    `finer`: nothing contradicts, but the claim says more; `differs`: a component contradicts, or none is shared."""
    mine, theirs = resolve(claim, published), resolve(source, published)
    shared = extra = 0
    for part in ("year", "month", "day", "weekday", "hour", "minute", "relative", "until", "era"):
        a, b = getattr(mine, part), getattr(theirs, part)
        if a is None:
            continue
        if b is None:
            extra += 1
        elif a == b:
            shared += 1
        else:
            return "differs"
    if not shared:
        return "differs"
    return "finer" if extra else "same"


def resolve(moment: Moment, published: datetime.date | None) -> Moment:
    """The moment with what the dateline adds: a weekday or "last month" gets its date, a full date its weekday."""
    if published is None:
        return moment
    if moment.relative and ":" in moment.relative:
        span, _, shift = moment.relative.partition(":")
        if span in ("year", "month") and shift.lstrip("-").isdigit():
            return _shifted(moment, published, span, int(shift))
        if span == "day" and shift.lstrip("-").isdigit():
            day = published + datetime.timedelta(days=int(shift))
            return replace(moment, year=day.year, month=day.month, day=day.day, weekday=day.isoweekday(), relative=None)
        return moment
    if moment.day and moment.month:
        year = moment.year or published.year
        try:
            day = datetime.date(year, moment.month, moment.day)
        except ValueError:
            return moment
        return replace(moment, weekday=moment.weekday or day.isoweekday())
    return moment


def _shifted(moment: Moment, published: datetime.date, span: str, shift: int) -> Moment:
    if span == "year":
        return replace(moment, year=published.year + shift, relative=None)
    months = published.year * 12 + published.month - 1 + shift
    return replace(moment, year=months // 12, month=months % 12 + 1, relative=None)


def nearest_weekday(weekday: int, published: datetime.date, *, ahead: bool) -> datetime.date:
    """The day that a bare weekday names: the last one up to the dateline, or the next one behind it."""
    gap = (published.isoweekday() - weekday) % 7
    if ahead:
        return published + datetime.timedelta(days=(7 - gap) if gap else 7)
    return published - datetime.timedelta(days=gap)
