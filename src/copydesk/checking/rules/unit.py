"""The same figure with another unit, currency, scale or period; per cent against percentage points."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.checking import suggest
from copydesk.checking.judged import Judged
from copydesk.checking.pair import Pair
from copydesk.checking.records import Finding
from copydesk.checking.rules.table import Example, Rule
from copydesk.mentions.records import Quantity

UNIT = Rule(
    "UNI001",
    "unit-differs",
    "error",
    "Same figure, other unit or currency.",
    Example("The firm lost €40 million.", "The firm lost 40 million euros.", "The firm lost $40 million."),
)
FORM = Rule(
    "UNI002",
    "quantity-sort-differs",
    "error",
    "Same figure, but the source gives it as another sort of quantity (per cent, points, count, rank).",
    Example("Prices rose 12 per cent.", "Prices rose 12%.", "Prices rose 12 percentage points."),
)
PERIOD = Rule(
    "UNI003",
    "period-differs",
    "error",
    "Same figure, other period (per day, per year).",
    Example(
        "The strike costs 900 pounds a day.",
        "The strike costs 900 pounds per day.",
        "The strike costs 900 pounds a week.",
    ),
)

RULES = (UNIT, FORM, PERIOD)


def find(judged: Judged) -> Iterator[Finding]:
    for pair in judged.quantities:
        if pair.best is None or judged.is_derived(pair) or pair.relation in ("same", "rounds", "elsewhere"):
            if pair.relation in ("same", "rounds") and not judged.is_derived(pair):
                yield from _period(pair)
            continue
        value = pair.mention.value
        assert isinstance(value, Quantity)
        if (value.low == 1 and value.form == "count" and not pair.mention.rule.startswith("digits")) or (
            value.form == "ordinal" and value.low == 1
        ):
            continue
        if pair.match == "form" and _yearly(judged, pair):
            continue
        if pair.match in ("unit", "form", "period"):
            rule = {"unit": UNIT, "form": FORM, "period": PERIOD}[pair.match]
            shown = pair.best.standing.mention.surface
            message = f"The source gives {shown!r}{_per(pair)}, the claim {pair.mention.surface!r}."
            yield rule.finding(pair.mention.span, message, [pair.best.standing.ref], suggest.unit(judged, pair))


def _yearly(judged: Judged, pair: Pair) -> bool:
    """ "the 40th anniversary" and "40 years ago", "her 90th birthday" and "she turns 90"."""
    assert pair.best is not None
    values = [v for v in (pair.mention.value, pair.best.standing.mention.value) if isinstance(v, Quantity)]
    ordinal = next((v for v in values if v.form == "ordinal"), None)
    other = next((v for v in values if v.form != "ordinal"), None)
    if ordinal is None or other is None or not set(ordinal.counts) & judged.case.pack.words("figures.yearly"):
        return False
    return other.age or other.unit == "year" or (other.form == "count" and not other.counts)


def _per(pair: Pair) -> str:
    assert pair.best is not None
    other = pair.best.standing.mention.value
    return f" a {other.period}" if isinstance(other, Quantity) and other.period and pair.match == "period" else ""


def _period(pair: Pair) -> Iterator[Finding]:
    """A period gained: "900 a week" where the source says only "900"."""
    value = pair.mention.value
    assert isinstance(value, Quantity)
    others = [h.standing.mention.value for h in pair.held]
    if value.period and others and not any(isinstance(o, Quantity) and o.period == value.period for o in others):
        assert pair.best is not None
        sentence = pair.best.standing.spot.sentence
        if value.period not in sentence.lemmas and not {f"{value.period}ly", "daily"} & sentence.lemmas:
            yield PERIOD.finding(
                pair.mention.span,
                f"The source does not give {pair.mention.surface!r} per {value.period}.",
                [pair.best.standing.ref],
            )
