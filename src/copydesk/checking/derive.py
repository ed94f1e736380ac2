"""Figures that do not stand in the evidence but follow from it: sums, differences, shares, changes, multiples, times.

A derivation counts only when its inputs stand in the supporting sentences, measure the same thing, and a word in
claim or source names the operation ("together", "more than", "of them", "fell by"). The document is never searched
for numbers that happen to add up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, permutations

from copydesk.checking.case import Case
from copydesk.checking.compare import convert, half_up
from copydesk.checking.index import Standing
from copydesk.mentions.records import Mention, Moment, Quantity

SUM_CUES = frozenset(
    [
        "together",
        "total",
        "totalled",
        "combined",
        "combine",
        "both",
        "overall",
        "altogether",
        "sum",
        "aboard",
        "board",
        "all",
        "jointly",
        "between",
        "two",
    ]
)
DIFFERENCE_CUES = frozenset(
    [
        "more",
        "few",
        "less",
        "difference",
        "gain",
        "lose",
        "fall",
        "rise",
        "drop",
        "increase",
        "decrease",
        "cut",
        "grow",
        "shrink",
        "reduce",
        "raise",
        "remain",
        "rest",
        "other",
        "not",
        "than",
        "short",
        "behind",
        "ahead",
        "lead",
        "exceed",
        "over",
        "under",
        "margin",
        "majority",
        "late",
        "early",
        "later",
        "earlier",
    ]
)
PART_CUES = (
    "of them",
    "of whom",
    "of which",
    "of those",
    "of these",
    "of the dead",
    "of the",
    "more than",
    "fewer than",
    "less than",
    "more",
    "fewer",
)


@dataclass(frozen=True, slots=True)
class Derivation:
    """A figure recomputed: by which operation, from which mentions of the sources."""

    operation: str
    inputs: tuple[Standing, ...]
    value: Fraction


def derive(case: Case, mention: Mention) -> Derivation | None:
    """How the claim's figure follows from the support; None when no named operation gives it."""
    value = mention.value
    if not isinstance(value, Quantity) or value.low is None or value.low != value.high:
        return None
    inputs = [
        s
        for s in case.standings
        if isinstance(s.mention.value, Quantity) and s.mention.value.low is not None and not s.mention.value.age
    ]
    for found in _attempts(case, value, inputs):
        if _comes_out(value, found.value):
            return found
    return None


def _comes_out(value: Quantity, exact: Fraction) -> bool:
    assert value.low is not None
    if exact == value.low:
        return True
    if (
        value.bound in ("about", "nearly")
        or value.step.denominator > 1
        or value.form in ("percent", "ratio", "multiple")
    ):
        step = value.step if value.form != "ratio" else Fraction(1, 100)
        if value.form == "multiple":
            over = value.bound == "more_than" and value.low < exact < value.low + Fraction(1, 2)
            return over or (value.bound == "about" and abs(exact - value.low) <= Fraction(1, 10))
        if value.form == "percent" and value.bound == "exact":
            return half_up(exact, step if step < 1 else Fraction(1)) == value.low
        return half_up(exact, step) == value.low or (
            value.form == "ratio" and value.bound == "about" and abs(exact - value.low) < Fraction(2, 100)
        )
    return False


def _attempts(case: Case, value: Quantity, inputs: Sequence[Standing]) -> Iterator[Derivation]:
    words = case.reading_lemmas
    if value.form in ("percent", "ratio"):
        yield from _shares(case, value, inputs, words)
    elif value.form == "multiple":
        yield from _multiples(value, inputs)
    else:
        yield from _sums(case, value, inputs, words)
        yield from _list_total(value, inputs)
        yield from _differences(case, value, inputs, words)
        yield from _remainder(case, value, inputs)
        yield from _fractions_of(case, value, inputs)
        yield from _times(value, inputs)
        yield from _spans_of_time(case, value)


def _amount(standing: Standing, unit: str | None) -> Fraction | None:
    quantity = standing.mention.value
    assert isinstance(quantity, Quantity)
    assert quantity.low is not None
    if quantity.low != quantity.high or quantity.form in ("ordinal", "ratio", "multiple", "score"):
        return None
    if unit is None or quantity.unit is None:
        return quantity.low
    return convert(quantity.low, quantity.unit, unit)


def _alike(value: Quantity, standing: Standing) -> bool:
    other = standing.mention.value
    assert isinstance(other, Quantity)
    if value.unit is not None and other.unit is not None:
        return convert(Fraction(1), other.unit, value.unit) is not None
    if value.form == "points":
        return other.form in ("points", "percent")
    return {value.form, other.form} <= {"count", "money", "measure"} or value.form == other.form


def _sums(case: Case, value: Quantity, inputs: Sequence[Standing], words: frozenset[str]) -> Iterator[Derivation]:
    fitting = [s for s in inputs if _alike(value, s)]
    cue = bool(words & SUM_CUES)
    for group in (*combinations(fitting, 2), *combinations(fitting[:6], 3)):
        if not cue and not _names_each(case, group):
            continue
        amounts = [_amount(s, value.unit) for s in group]
        if all(a is not None for a in amounts):
            yield Derivation("sum", group, sum((a for a in amounts if a is not None), Fraction(0)))


def _names_each(case: Case, group: Sequence[Standing]) -> bool:
    """The claim names what distinguishes each input ("in Leeds and York"), joined by "and"."""
    if "and" not in case.reading_lemmas:
        return False
    for standing in group:
        near = {
            m.surface
            for m in standing.spot.sentence.mentions
            if m.kind == "name" and abs(m.span.start - standing.mention.span.start) < 40
        }
        if not any(name in case.text for name in near):
            return False
    return True


def _differences(
    case: Case, value: Quantity, inputs: Sequence[Standing], words: frozenset[str]
) -> Iterator[Derivation]:
    fitting = [s for s in inputs if _alike(value, s)]
    cue = bool(words & DIFFERENCE_CUES)
    for one, two in permutations(fitting, 2):
        partition = one.spot is two.spot and _partitions(two)
        partition = partition or _whole_and_part(one, two)
        if not cue and not partition:
            continue
        a, b = _amount(one, value.unit), _amount(two, value.unit)
        if a is not None and b is not None and a > b:
            yield Derivation("difference", (one, two), a - b)
        if a is not None and b is not None and partition and _adds(two):
            yield Derivation("sum", (one, two), a + b)


def _whole_and_part(one: Standing, two: Standing) -> bool:
    """ "all 185,000 turkeys" and "which has 120,000 turkeys": a total that is called one, and a part of it."""
    a, b = one.mention.value, two.mention.value
    assert isinstance(a, Quantity)
    assert isinstance(b, Quantity)
    before = one.spot.sentence.text[max(0, one.mention.span.start - 14) : one.mention.span.start].lower().split()
    called = bool(set(before) & {"all", "total", "altogether", "together"})
    return called and bool(a.counts) and a.counts[:1] == b.counts[:1]


def _partitions(standing: Standing) -> bool:
    """ "14 of them", "four more than Dunmere": the figure is given relative to another one."""
    tail = (
        standing.spot.sentence.text[standing.mention.span.end : standing.spot.sentence.span.end][:14].lower().lstrip()
    )
    return tail.startswith(PART_CUES)


def _adds(standing: Standing) -> bool:
    tail = (
        standing.spot.sentence.text[standing.mention.span.end : standing.spot.sentence.span.end][:12].lower().lstrip()
    )
    return tail.startswith(("fewer", "less"))


def _shares(case: Case, value: Quantity, inputs: Sequence[Standing], words: frozenset[str]) -> Iterator[Derivation]:
    scale = Fraction(100) if value.form == "percent" else Fraction(1)
    scales = {scale for w in words for scale, _ in case.pack.poles.get(w, ())}
    changed = bool(scales & {"rise or fall", "more or less"})
    plain = [
        s
        for s in inputs
        if s.mention.value.kind == "quantity" and s.mention.value.form in ("count", "money", "measure")
    ]
    for one, two in permutations(plain, 2):
        if not _same_sort(one, two):
            continue
        a, b = _amount(one, None), _amount(two, _unit(one))
        if not a or b is None or a <= 0 or b <= 0:
            continue
        if changed and _earlier(case, one, two):
            yield Derivation("change", (one, two), abs(b - a) / a * scale)
        if b < a and (not changed or one.spot is two.spot):
            yield Derivation("share", (two, one), b / a * scale)
    for standing in inputs:
        quantity = standing.mention.value
        assert isinstance(quantity, Quantity)
        assert quantity.low is not None
        if quantity.form in ("percent", "ratio") and words & {"other", "rest", "remain", "not"}:
            part = quantity.low / 100 if quantity.form == "percent" else quantity.low
            yield Derivation("complement", (standing,), (1 - part) * scale)
        if quantity.form in ("percent", "ratio") and quantity.form != value.form:
            yield Derivation(
                "conversion", (standing,), quantity.low / 100 if value.form == "ratio" else quantity.low * 100
            )


def _earlier(case: Case, one: Standing, two: Standing) -> bool:
    """`one` is the value before the change: "from one to two", "to two from one", or named first with its year."""
    text = one.spot.sentence.text
    if one.spot is two.spot:
        before_one = text[max(0, one.mention.span.start - 24) : one.mention.span.start].lower()
        before_two = text[max(0, two.mention.span.start - 24) : two.mention.span.start].lower()
        if "from " in before_one[-9:]:
            return True
        if "from " in before_two[-9:]:
            return False
    return one.mention.span.start < two.mention.span.start


def _same_sort(one: Standing, two: Standing) -> bool:
    a, b = one.mention.value, two.mention.value
    assert isinstance(a, Quantity)
    assert isinstance(b, Quantity)
    if a.unit is not None and b.unit is not None:
        return convert(Fraction(1), a.unit, b.unit) is not None
    return {a.form, b.form} <= {"count", "money"} or a.form == b.form


def _unit(standing: Standing) -> str | None:
    quantity = standing.mention.value
    assert isinstance(quantity, Quantity)
    return quantity.unit


def _multiples(value: Quantity, inputs: Sequence[Standing]) -> Iterator[Derivation]:
    plain = [
        s
        for s in inputs
        if s.mention.value.kind == "quantity" and s.mention.value.form in ("count", "money", "measure", "percent")
    ]
    for one, two in permutations(plain, 2):
        if not _same_sort(one, two):
            continue
        a, b = _amount(one, None), _amount(two, _unit(one))
        if a and b and b > a > 0:
            yield Derivation("multiple", (one, two), b / a)
    for standing in inputs:
        quantity = standing.mention.value
        assert isinstance(quantity, Quantity)
        assert quantity.low is not None
        if quantity.form == "percent" and quantity.low == 100:
            yield Derivation("multiple", (standing,), Fraction(2))
        if quantity.form == "multiple":
            yield Derivation("multiple", (standing,), quantity.low)


def _list_total(value: Quantity, inputs: Sequence[Standing]) -> Iterator[Derivation]:
    """ "34 sopranos, 21 altos and 19 men": the total of a whole list, and only of the whole."""
    spots = {id(s.spot): s.spot for s in inputs}
    for spot in spots.values():
        members = [s for s in inputs if s.spot is spot and _alike(value, s)]
        runs: list[list[Standing]] = [[]]
        for one in members:
            gap = spot.sentence.text[runs[-1][-1].mention.span.end : one.mention.span.start] if runs[-1] else ""
            if runs[-1] and (len(gap) > 30 or not ("," in gap or " and " in gap) or ";" in gap):
                runs.append([])
            runs[-1].append(one)
        for run in (r for r in runs if len(r) > 2):
            amounts = [_amount(s, value.unit) for s in run]
            if all(a is not None for a in amounts):
                yield Derivation("total", tuple(run), sum((a for a in amounts if a is not None), Fraction(0)))


def _remainder(case: Case, value: Quantity, inputs: Sequence[Standing]) -> Iterator[Derivation]:
    """ "the rest", "the remainder": a total less all parts that are named."""
    if not case.support_lemmas & {"rest", "remainder", "remaining", "remain", "other", "others"}:
        return
    fitting = [s for s in inputs if _alike(value, s)][:8]
    for whole in fitting:
        total = _amount(whole, value.unit)
        for group in (
            *combinations([s for s in fitting if s is not whole], 2),
            *combinations([s for s in fitting if s is not whole], 3),
        ):
            parts = [_amount(s, value.unit) for s in group]
            if total is not None and all(p is not None for p in parts):
                rest = total - sum((p for p in parts if p is not None), Fraction(0))
                if rest > 0:
                    yield Derivation("remainder", (whole, *group), rest)


def _times(value: Quantity, inputs: Sequence[Standing]) -> Iterator[Derivation]:
    """ "60 million, four times the sum insured": the sum is a quarter of it."""
    for whole, times in permutations(inputs, 2):
        factor, total = times.mention.value, _amount(whole, value.unit)
        assert isinstance(factor, Quantity)
        gap = times.mention.span.start - whole.mention.span.end
        near = whole.spot is times.spot and 0 <= gap < 12 and _alike(value, whole)
        if near and total is not None and factor.low and (factor.counts[:1] == ("time",) or factor.form == "multiple"):
            yield Derivation("multiple", (whole, times), total / factor.low)


def _spans_of_time(case: Case, value: Quantity) -> Iterator[Derivation]:
    """ "eight minutes before": between two clock times; "put off by three years": between two years."""
    moments = [(s, s.mention.value) for s in case.standings if isinstance(s.mention.value, Moment)]
    for (one, a), (two, b) in permutations(moments, 2):
        if value.unit in ("minute", "hour") and a.hour is not None and b.hour is not None:
            gap = (b.hour * 60 + (b.minute or 0)) - (a.hour * 60 + (a.minute or 0))
            if gap > 0:
                yield Derivation("elapsed", (one, two), Fraction(gap, 60 if value.unit == "hour" else 1))
        if value.unit == "year" and not value.age and a.year and b.year and b.year > a.year:
            yield Derivation("elapsed", (one, two), Fraction(b.year - a.year))


def _fractions_of(case: Case, value: Quantity, inputs: Sequence[Standing]) -> Iterator[Derivation]:
    """ "half of the 48 cows": 24; "4 percent of last year's revenue" where both the share and the total are given."""
    if not any(isinstance(s.mention.value, Quantity) and s.mention.value.form in ("ratio", "percent") for s in inputs):
        return
    shares = {
        m.value.low for m in case.mentions("quantity") if isinstance(m.value, Quantity) and m.value.form == "percent"
    }
    for part, whole in permutations(inputs, 2):
        share, total = part.mention.value, whole.mention.value
        assert isinstance(share, Quantity)
        assert isinstance(total, Quantity)
        assert share.low is not None
        amount = _amount(whole, value.unit)
        gap = whole.mention.span.start - part.mention.span.end
        if (
            share.form in ("ratio", "percent")
            and amount is not None
            and (share.low in shares or (part.spot is whole.spot and 0 < gap < 16))
            and _alike(value, whole)
        ):
            yield Derivation("part-of", (part, whole), share.low * amount / (100 if share.form == "percent" else 1))


def derive_time(case: Case, moment: Moment) -> Derivation | None:
    """A clock time that is another one of the support, plus or minus a duration that stands beside it."""
    if moment.hour is None:
        return None
    times = [s for s in case.standings if isinstance(s.mention.value, Moment) and s.mention.value.hour is not None]
    spans = [
        s
        for s in case.standings
        if isinstance(s.mention.value, Quantity) and s.mention.value.unit in ("hour", "minute")
    ]
    wanted = Fraction(moment.hour * 60 + (moment.minute or 0))
    for time in times:
        for span in spans:
            clock, length = time.mention.value, span.mention.value
            assert isinstance(clock, Moment)
            assert isinstance(length, Quantity)
            assert length.low is not None
            assert clock.hour is not None
            minutes = convert(length.low, length.unit, "minute") or Fraction(0)
            start = clock.hour * 60 + (clock.minute or 0)
            if (start + minutes) % 1440 == wanted:
                return Derivation("elapsed", (time, span), wanted)
    return None
