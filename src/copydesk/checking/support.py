"""Which sentences of the sources a claim is compared with.

With evidence: the sentences that hold the passages, and those between them. Without: the sentences that share the
most (of a text of at most four sentences, all), and the rarest, of the claim's words, figures and names, until
nothing more of the claim is covered; at most four, because a claim that needs five sentences is a summary, not a
claim.
"""

from __future__ import annotations

from collections.abc import Iterable

from copydesk.checking.index import Index, Spot
from copydesk.checking.reading import Reading
from copydesk.checking.records import Passage

MOST = 4


def spots_of(index: Index, passages: Iterable[Passage]) -> tuple[Spot, ...]:
    """The sentences that hold located passages, in the order of the sources."""
    found = {id(s): s for passage in passages for ref in passage.refs for s in index.spots_over(ref)}
    return tuple(s for s in index.spots if id(s) in found)


def supporting(index: Index, reading: Reading) -> tuple[Spot, ...]:
    """The best-supporting citable sentences for a claim, best first; empty when it shares nothing with the sources."""
    wanted = _features(index, reading)
    citable = [at for at, spot in enumerate(index.spots) if spot.citable]
    chosen: list[int] = []
    left = dict(wanted)
    while left and len(chosen) < MOST:
        gains: dict[int, float] = {}
        for weight, places in left.values():
            for at in places:
                gains[at] = gains.get(at, 0.0) + weight
        for at in chosen:
            gains.pop(at, None)
        if not gains:
            break
        best = max(gains, key=lambda at: (gains[at] + (0.3 if chosen and abs(at - chosen[0]) <= 2 else 0.0), -at))
        if chosen and gains[best] < 1.5:
            break
        chosen.append(best)
        left = {f: row for f, row in left.items() if best not in row[1]}
    if len(citable) <= MOST:
        chosen += [at for at in citable if at not in chosen]
    return tuple(index.spots[at] for at in chosen)


def _features(index: Index, reading: Reading) -> dict[str, tuple[float, frozenset[int]]]:
    """Each word and figure of the claim with its weight and the positions of the sentences that hold it."""
    found: dict[str, tuple[float, frozenset[int]]] = {}
    for sentence in reading.sentences:
        for lemma in sorted(sentence.content):
            exact = index.citable_holding([lemma])
            akin = exact if exact else index.citable_holding(index.akin(lemma))
            if akin:
                found[lemma] = (index.rarity(lemma) if exact else 0.6, akin)
        for mention in sentence.mentions:
            places = index.holding_value(mention)
            if places:
                found[f"={mention.span.start}"] = (2.5, places)
    return found
