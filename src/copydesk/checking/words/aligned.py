"""Which stretch of the source says what a stretch of the claim says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from copydesk.checking.case import Case
from copydesk.checking.index import Spot
from copydesk.checking.reading import Sentence
from copydesk.mentions.records import Mention, Moment, Quantity
from copydesk.mentions.stretches import Stretch

LEAST = 0.3
"""Stretches that share less are not compared."""
FIGURE = 2.0
"""What a figure or date counts beside a word that every sentence has."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A stretch of the claim beside one of a source.

    Attributes:
        share: the part of the stretch's (rarity-weighted) words and figures that the other one covers, 0 to 1.
    """

    sentence: Sentence
    stretch: Stretch
    spot: Spot
    other: Stretch
    share: float


def aligned(case: Case) -> Iterator[list[Aligned]]:
    """For each stretch of the claim the stretches of the support that share enough with it, the best first."""
    for sentence in case.reading.sentences:
        for stretch in sentence.stretches:
            rows = [
                Aligned(sentence, stretch, spot, other, share(case, sentence, stretch, spot, other) - 0.01 * rank)
                for rank, spot in enumerate(case.support)
                for other in spot.sentence.stretches
            ]
            rows = sorted((row for row in rows if row.share >= LEAST), key=lambda row: -row.share)
            if rows:
                yield rows


def share(case: Case, sentence: Sentence, stretch: Stretch, spot: Spot, other: Stretch) -> float:
    """How much of a stretch of the claim another one covers."""
    weights = {lemma: case.index.rarity(lemma) for _, lemma in stretch.words}
    held = sum(weight * _likeness(case, stretch, word, other.lemmas) for word, weight in weights.items())
    total = sum(weights.values())
    for mention in mentions_in(sentence, stretch):
        if mention.kind in ("quantity", "moment"):
            total += FIGURE
            held += FIGURE * any(same_value(mention, m) for m in mentions_in(spot.sentence, other))
    return held / total if total else 0.0


def _likeness(case: Case, stretch: Stretch, word: str, words: frozenset[str]) -> float:
    """How well others cover a word, or what it means together with those behind it."""
    alone, joint = case.likeness(word, words), stretch.joint.get(word)
    return max(alone, case.likeness(joint, words)) if joint else alone


def akin(case: Case, word: str, words: frozenset[str]) -> bool:
    """The word, or one that may stand for it, is among others; either side may be the source's."""
    return word in words or any(case.pack.alike(word, other) for other in words)


def mentions_in(sentence: Sentence, stretch: Stretch) -> list[Mention]:
    return [m for m in sentence.mentions if stretch.span.start <= m.span.start < stretch.span.end]


def same_value(one: Mention, two: Mention) -> bool:
    """Two figures of one value, or two moments that share a component and contradict in none."""
    a, b = one.value, two.value
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        return a.low is not None and (a.low == b.low or a.low in b.others or b.low in a.others)
    if isinstance(a, Moment) and isinstance(b, Moment):
        parts = [(getattr(a, p), getattr(b, p)) for p in ("year", "month", "day", "weekday", "hour", "relative")]
        shared = [(x, y) for x, y in parts if x is not None and y is not None]
        return bool(shared) and all(x == y for x, y in shared)
    return False
