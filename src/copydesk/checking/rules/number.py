"""A value that the evidence does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from copydesk.checking import suggest
from copydesk.checking.case import Case
from copydesk.checking.compare import convert, entailed
from copydesk.checking.index import Standing
from copydesk.checking.judged import Judged
from copydesk.checking.pair import Held, Pair
from copydesk.checking.records import Finding
from copydesk.checking.rules.table import Example, Rule
from copydesk.mentions.records import Moment, Quantity

DIFFERS = Rule(
    "NUM001",
    "number-differs",
    "error",
    "The evidence gives another value for the same thing.",
    Example("The fire killed 17 people.", "The fire killed seventeen people.", "The fire killed 19 people."),
)
ABSENT = Rule(
    "NUM002",
    "number-absent",
    "error",
    "The figure stands nowhere in the source.",
    Example("Some people were hurt in Leeds.", "People were hurt in Leeds.", "In Leeds 40 people were hurt."),
)
ELSEWHERE = Rule(
    "NUM003", "number-elsewhere", "error", "The figure stands in the source, but not in the cited passage."
)
END = Rule(
    "NUM004",
    "range-end",
    "error",
    "One end of a range is given as the value, or one value as a range.",
    Example("Between 10 and 20 people were hurt.", "10-20 people were hurt.", "20 people were hurt."),
)
VAGUE = Rule(
    "NUM005",
    "vague-size",
    "error",
    "A vague size (dozens, hundreds) is not the source's.",
    Example("Dozens of people were hurt.", "Dozens of people were injured.", "Hundreds of people were hurt."),
)
UNREAD = Rule("NUM006", "number-unread", "warning", "Digits that no reader could make out: compare them by eye.")

RULES = (DIFFERS, ABSENT, ELSEWHERE, END, VAGUE, UNREAD)


def find(judged: Judged) -> Iterator[Finding]:
    for pair in judged.quantities:
        finding = _finding(judged, pair)
        if finding is not None:
            yield finding


def _finding(judged: Judged, pair: Pair) -> Finding | None:
    value, span = pair.mention.value, pair.mention.span
    assert isinstance(value, Quantity)
    shown = pair.mention.surface
    if value.vague == "unread":
        known = any(shown == t.text for spot in judged.case.support for t in spot.sentence.tokens)
        return None if known else UNREAD.finding(span, f"{shown!r} could not be read as a number; compare it by eye.")
    if value.low is None:
        return _vague(judged, pair, value)
    if judged.is_derived(pair) or pair.relation in ("same", "rounds"):
        return _turned_score(judged, pair, value)
    if pair.relation == "elsewhere":
        best = pair.held[0].standing
        if not judged.case.cited:
            return None
        return ELSEWHERE.finding(
            span, f"{shown!r} stands in the source, but not in the passage cited for it.", [best.ref]
        )
    if pair.match == "end":
        return _end(judged, pair)
    if pair.match in ("unit", "form", "period") and _same_number(pair):
        return None
    if any(follows(value, held) for held in pair.held):
        return None
    if trivial(judged, pair, value) or said_otherwise(judged, pair, value):
        return None
    return _differs(judged, pair, value)


_LOSING = frozenset(("lose", "defeat", "loss", "defeated", "reject"))


def loses(case: Case, lemmas: frozenset[str]) -> bool:
    """A word of losing is among some."""
    if not case.pack.by_words:
        return bool(lemmas & _LOSING)
    return any(("win or lose", "down") in case.pack.poles.get(lemma, ()) for lemma in lemmas)


def _turned_score(judged: Judged, pair: Pair, value: Quantity) -> Finding | None:
    """ "1-3" for "3-1": right only where the one text tells of winning and the other of losing."""
    other = pair.best.standing.mention.value if pair.best else None
    if not isinstance(other, Quantity) or value.low == other.low or {value.low, value.high} != {other.low, other.high}:
        return None
    if "score" not in (value.form, other.form):  # "1-3" alone is read as a range
        return None
    case = judged.case
    if loses(case, case.reading_lemmas) != loses(case, case.support_lemmas):
        return None
    assert pair.best is not None
    best = pair.best.standing
    message = f"The source gives {best.mention.surface!r}, the claim {pair.mention.surface!r}."
    return DIFFERS.finding(pair.mention.span, message, [best.ref], suggest.figure(judged, pair, [best]))


def trivial(judged: Judged, pair: Pair, value: Quantity) -> bool:
    """ "one", "first", "once" as little words: they assert no figure of their own."""
    if value.low != 1 or value.form not in ("count", "ordinal", "multiple") or pair.mention.rule.startswith("digits"):
        return False
    if value.form != "count":
        return value.form == "multiple" or not any(_is_ordinal(h) for h in pair.held)
    return not value.counts or not any(_counts_same(value, h) for h in pair.held)


def said_otherwise(judged: Judged, pair: Pair, value: Quantity) -> bool:
    """The evidence says the figure without one: "a decade" for ten years, "none" for zero, "the pair" for two, a date
    for a bare year; and "half time" is no share.
    """
    case, low = judged.case, value.low
    if value.form == "measure" and value.low == value.high and value.bound == "exact":
        units = case.support_lemmas & case.pack.table("units").keys()
        return any(convert(Fraction(1), case.pack.table("units")[u], value.unit) == low for u in units)
    if value.form == "ratio":
        behind = case.text[pair.mention.span.end :].lower().replace("-", " ").split()
        return bool(behind) and behind[0].strip(".,") in case.pack.words("figures.half_of")
    if value.form != "count" or value.unit is not None:
        return False
    if low == 0:
        return bool(case.support_lemmas & case.pack.words("negation.words"))
    if low == 2:
        return bool(case.pack.words("figures.both") & frozenset(w for s in case.nearby for w in s.sentence.lemmas))
    years = [m.mention.value.year for m in case.index.moments if isinstance(m.mention.value, Moment)]
    short = case.text[: pair.mention.span.start].endswith(("'", "\N{RIGHT SINGLE QUOTATION MARK}"))  # "since '91"
    return any(year is not None and low in (year, year % 100 if short else year) for year in years)


def _is_ordinal(held: Held) -> bool:
    other = held.standing.mention.value
    return isinstance(other, Quantity) and other.form == "ordinal" and other.low != 1


def _counts_same(value: Quantity, held: Held) -> bool:
    other = held.standing.mention.value
    return isinstance(other, Quantity) and bool(other.counts and value.counts) and other.counts[0] == value.counts[0]


def _same_number(pair: Pair) -> bool:
    """The unit family reports it: the figure is there, as something else."""
    return pair.best is not None


def _vague(judged: Judged, pair: Pair, value: Quantity) -> Finding | None:
    if value.vague in ("few", "several", "many") or pair.relation in ("same", "rounds"):
        return None
    if value.vague == "scores" and not judged.case.text[pair.mention.span.end :].lower().startswith(" of "):
        return None  # "scores a goal"
    sizes = [
        h.standing
        for h in pair.held
        if isinstance(h.standing.mention.value, Quantity) and h.standing.mention.value.low is None
    ]
    if not sizes and not pair.held:
        return VAGUE.finding(
            pair.mention.span, f"The source does not say {pair.mention.surface!r}.", judged.case.support_refs[:1]
        )
    shown = f": it says {sizes[0].mention.surface!r}" if sizes else ""
    return VAGUE.finding(
        pair.mention.span, f"The evidence does not say {pair.mention.surface!r}{shown}.", [s.ref for s in sizes[:1]]
    )


def follows(value: Quantity, held: Held) -> bool:
    """The figure follows from one of the source that is not equal ("more than ten" from 12)."""
    other = held.standing.mention.value
    return isinstance(other, Quantity) and entailed(value, other)


def ends(judged: Judged, value: Quantity) -> list[Standing]:
    """Figures of the support that are the ends of a range of the claim, or the range of which it gives an end."""
    mine = {value.low, value.high}
    values = ((standing, standing.mention.value) for standing in judged.case.standings)
    figures = [(standing, other) for standing, other in values if isinstance(other, Quantity) and other.low is not None]
    return [standing for standing, other in figures if {other.low, other.high} & mine]


def _end(judged: Judged, pair: Pair) -> Finding | None:
    """One end of a range; right when the claim itself gives the other end ("from 5 to 36 months")."""
    assert pair.best is not None
    source, value = pair.best.standing.mention.value, pair.mention.value
    assert isinstance(source, Quantity)
    assert isinstance(value, Quantity)
    mine = {q.mention.value.low for q in judged.quantities if isinstance(q.mention.value, Quantity)}
    theirs = {s.mention.value.low for s in judged.case.standings if isinstance(s.mention.value, Quantity)}
    whole_range = source.low != source.high and {source.low, source.high} <= mine
    if whole_range or (value.low != value.high and {value.low, value.high} <= theirs):
        return None
    shown = pair.best.standing.mention.surface
    return END.finding(
        pair.mention.span,
        f"The source gives {shown!r}, the claim {pair.mention.surface!r}.",
        [pair.best.standing.ref],
        suggest.figure(judged, pair, [h.standing for h in pair.held if h.match == "end"]),
    )


def _differs(judged: Judged, pair: Pair, value: Quantity) -> Finding:
    rivals = [h for h in pair.held if h.match == "differs" and judged.comparable(value, h)]
    rivals.sort(key=lambda h: -h.fit)
    if not rivals:
        return ABSENT.finding(
            pair.mention.span,
            f"The figure {pair.mention.surface!r} stands nowhere in the source.",
            judged.case.support_refs[:1],
        )
    best = rivals[0].standing
    message = f"The source gives {best.mention.surface!r}, not {pair.mention.surface!r}."
    instead = suggest.figure(judged, pair, [h.standing for h in rivals])
    return DIFFERS.finding(pair.mention.span, message, [best.ref], instead)
