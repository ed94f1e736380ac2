"""Each figure and moment of the claim, held against those of the sources: the relation, and the candidate it rests
on.

A candidate's *fit* is how many of the (rare) words around the figure in the claim stand around it in the source,
near ones counting more. Fit chooses between equal values, and tells `rules.binding` when another value fits better.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

from copydesk.checking.case import LIKENESS, Case
from copydesk.checking.compare import Match, compare_moments, compare_quantities, convert
from copydesk.checking.index import Standing
from copydesk.checking.reading import Sentence
from copydesk.checking.records import Relation
from copydesk.mentions.records import Mention, Moment, Quantity, Value

_ORDER: tuple[Match, ...] = ("same", "converts", "rounds", "end", "period", "unit", "form", "vague", "differs")
EQUAL: frozenset[Match] = frozenset(("same", "converts", "rounds"))
MATCH_SAYS: dict[Match, str] = {
    "same": "same value",
    "converts": "same value in another unit",
    "rounds": "equal within the stated precision",
    "end": "one end of a range",
    "period": "same figure, another period",
    "unit": "same figure, another unit",
    "form": "same figure, another sort of quantity",
    "vague": "a vague word gives no figure",
    "differs": "another value",
}


@dataclass(frozen=True, slots=True)
class Held:
    """A figure of the source with how it compares and how well its surroundings fit."""

    standing: Standing
    match: Match
    fit: float


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure of the claim with everything it was held against, the best first."""

    mention: Mention
    relation: Relation
    held: tuple[Held, ...] = ()
    rivals: tuple[Held, ...] = field(default=())

    @property
    def best(self) -> Held | None:
        return self.held[0] if self.held else None

    @property
    def match(self) -> Match:
        return self.held[0].match if self.held else "differs"


def pair_quantities(case: Case) -> tuple[Pair, ...]:
    """A pair for every quantity of the claim, in order."""
    return tuple(
        _pair(case, mention, sentence)
        for sentence in case.reading.sentences
        for mention in sentence.mentions
        if mention.kind == "quantity"
    )


def _pair(case: Case, mention: Mention, sentence: Sentence) -> Pair:
    value = mention.value
    assert isinstance(value, Quantity)
    compared = partial(_as_figure, value)
    around = surroundings(sentence, mention)
    held = _ranked(case, compared, around, (s for s in case.standings if s.mention.kind == "quantity"))
    if held and held[0].match in EQUAL:
        return Pair(mention, "rounds" if held[0].match == "rounds" else "same", *_split(held, value))
    if value.low is None:
        return Pair(mention, "same" if held and held[0].match == "same" else "vague", tuple(held))
    elsewhere = _ranked(case, compared, around, case.index.quantities, only=EQUAL)
    if elsewhere:
        return Pair(mention, "elsewhere", tuple(elsewhere), tuple(held))
    return Pair(mention, "differs" if any(_comparable(value, h.standing) for h in held) else "absent", tuple(held))


def _split(held: list[Held], value: Quantity) -> tuple[tuple[Held, ...], tuple[Held, ...]]:
    """(equal ones, comparable others), each the best-fitting first."""
    equal = tuple(h for h in held if h.match in EQUAL)
    others = tuple(h for h in held if h.match not in EQUAL and _comparable(value, h.standing))
    return equal, others


def _comparable(value: Quantity, standing: Standing) -> bool:
    """A figure of the same sort that could have been meant instead."""
    other = standing.mention.value
    assert isinstance(other, Quantity)
    if other.low is None:
        return False
    if value.form == other.form:
        return (
            value.unit == other.unit
            or value.form != "measure"
            or convert(Fraction(1), other.unit, value.unit) is not None
        )
    return {value.form, other.form} <= {"count", "money", "measure"} and (value.unit is None or other.unit is None)


def _ranked(
    case: Case,
    match_of: Callable[[Value], Match],
    around: dict[str, float],
    standings: Iterable[Standing],
    only: frozenset[Match] = frozenset(_ORDER),
) -> list[Held]:
    """Figures or moments of the source that compare in one of the ways `only`, the best first; the others cost no
    fit.
    """
    found = []
    for standing in standings:
        match = match_of(standing.mention.value)
        if match in only:
            near = surroundings(standing.spot.sentence, standing.mention)
            found.append(Held(standing, match, fit(case, around, near)))
    found.sort(key=lambda h: (_ORDER.index(h.match), -h.fit))
    return found


def _as_figure(value: Quantity, other: Value) -> Match:
    assert isinstance(other, Quantity)
    return compare_quantities(value, other)


def _as_moment(case: Case, value: Moment, other: Value) -> Match:
    assert isinstance(other, Moment)
    relation = compare_moments(value, other, case.published)
    return "form" if relation == "finer" else relation


def pair_moments(case: Case) -> tuple[Pair, ...]:
    """A pair for every moment of the claim, in order; "finer" ones (more said than the source does) come out
    as differs.
    """
    found = []
    for sentence in case.reading.sentences:
        for mention in sentence.mentions:
            if mention.kind == "moment":
                found.append(_pair_moment(case, mention, sentence))
    return tuple(found)


def _pair_moment(case: Case, mention: Mention, sentence: Sentence) -> Pair:
    value = mention.value
    assert isinstance(value, Moment)
    compared = partial(_as_moment, case, value)
    around = surroundings(sentence, mention)
    inside = _ranked(case, compared, around, (s for s in case.standings if s.mention.kind == "moment"))
    if inside and inside[0].match == "same":
        return Pair(
            mention,
            "same",
            tuple(h for h in inside if h.match == "same"),
            tuple(h for h in inside if h.match != "same"),
        )
    outside = _ranked(case, compared, around, case.index.moments, only=frozenset(("same",)))
    if outside and outside[0].match == "same":
        return Pair(mention, "elsewhere", tuple(h for h in outside if h.match == "same"), tuple(inside))
    return Pair(mention, "differs" if inside else "absent", tuple(inside))


# --- fit ------------------------------------------------------------------------------------------------------------

_OF_WHOLE = [["of", word] for word in ("the", "its", "their", "his", "her", "them", "whom", "which", "those")]
"""What stands behind "eleven of the ..." describes the whole, not the eleven."""
_REACH = 6.0
"""Tokens after which a word counts half; a word of another clause counts half again."""
_FAR = 200
"""Tokens after which a word counts nothing: no sentence that people write is as long."""


def surroundings(sentence: Sentence, mention: Mention) -> dict[str, float]:
    """Lemmas around a mention with their weight, 1 beside it and less with distance; its own words left out."""
    cached = sentence.around.get(mention.span.start)
    if cached is None:
        cached = sentence.around[mention.span.start] = _surroundings(sentence, mention)
    return cached


def _surroundings(sentence: Sentence, mention: Mention) -> dict[str, float]:
    pack = sentence.pack
    found: dict[str, float] = {}
    tokens = sentence.tokens
    first = bisect_right(tokens, mention.span.start, key=lambda t: t.end)
    here = range(first, bisect_left(tokens, mention.span.end, key=lambda t: t.start))
    if not here:
        return {}
    clause = next((c.span for c in reversed(sentence.clauses) if c.span.start <= mention.span.start < c.span.end), None)
    of_whole = [t.key for t in tokens[here[-1] + 1 : here[-1] + 3]] in _OF_WHOLE
    for i in range(max(0, here[0] - _FAR), min(len(tokens), here[-1] + _FAR)):
        token = tokens[i]
        if i in here or token.kind == "mark" or (token.kind == "word" and token.key in pack.stop):
            continue
        distance = here[0] - i if i < here[0] else i - here[-1]
        weight = 1 / (1 + distance / _REACH)
        if of_whole and here[-1] < i <= here[-1] + 5:
            weight *= 0.3
        if clause is not None and not clause.start <= token.start < clause.end:
            weight *= 0.5
        lemma = pack.lemma(token.key.removesuffix("'s"))
        found[lemma] = max(found.get(lemma, 0.0), weight)
    return found


def fit(case: Case, around: dict[str, float], other: dict[str, float]) -> float:
    """How much of one surrounding stands in the other: weights multiplied, rare words counting more."""
    known = frozenset(other)
    total = 0.0
    for lemma, weight in around.items():
        if lemma in known:
            total += weight * other[lemma] * case.index.rarity(lemma)
            continue
        best = max(
            (other[o] * LIKENESS[case.pack.alike(lemma, o)] for o in case.index.akin(lemma) & known), default=0.0
        )
        total += weight * best * case.index.rarity(lemma)
    return total
