"""Whose figure or date it is: the words of its stretch in the claim stand beside another one in the source.

Each figure of a stretch owns the words that stand nearest to it. A word of the claim's figure speaks for it when the
source has the word in a stretch with that value (or near it), against it when the source has the word beside another
value of the same sort and nowhere beside this one. More against than for is a finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.checking.case import Case
from copydesk.checking.judged import Judged
from copydesk.checking.pair import Pair
from copydesk.checking.reading import Sentence
from copydesk.checking.records import Finding
from copydesk.checking.rules import binding, scope
from copydesk.checking.words.aligned import mentions_in, same_value
from copydesk.mentions.records import Mention, Quantity
from copydesk.mentions.stretches import Stretch

NEXT = 6
"""Code points that may stand between two figures of one pair ("14 zu 9")."""


def find(judged: Judged) -> Iterator[Finding]:
    for pairs, rule in ((judged.quantities, binding.VALUE), (judged.moments, binding.DATE)):
        for pair in pairs:
            if pair.relation in ("same", "rounds") and not judged.is_derived(pair) and not _in_row(judged, pair):
                finding = _check(judged, pair)
                if finding is not None:
                    other, where = finding
                    message = f"In the source {other!r} stands with these words, not {pair.mention.surface!r}."
                    yield rule.finding(pair.mention.span, message, [where])
                    return
    yield from _of_whole(judged)


def _in_row(judged: Judged, pair: Pair) -> bool:
    """Another figure stands right beside it in both texts, in the same order: "14 to 9", "between 3 and 5"."""
    sentence = judged.case.reading.sentence_at(pair.mention.span.start)
    if sentence is None:
        return False
    for held in pair.held:
        source = held.standing.spot.sentence
        for side in (-1, 1):
            mine, theirs = _beside(sentence, pair.mention, side), _beside(source, held.standing.mention, side)
            if mine is not None and theirs is not None and same_value(mine, theirs):
                return True
    return False


def _beside(sentence: Sentence, mention: Mention, side: int) -> Mention | None:
    """The figure next to a figure, a few characters before (-1) or behind (1) it."""
    for other in sentence.mentions:
        gap = other.span.start - mention.span.end if side > 0 else mention.span.start - other.span.end
        if other.kind == mention.kind and 0 <= gap <= NEXT:
            return other
    return None


def _check(judged: Judged, pair: Pair):  # type: ignore[no-untyped-def]
    case = judged.case
    sentence = case.reading.sentence_at(pair.mention.span.start)
    stretch = sentence and _stretch_of(sentence, pair.mention)
    if not sentence or not stretch:
        return None
    mine = _owned(sentence, stretch, pair.mention)
    theirs = [(h.standing, _owned_at(h.standing.spot.sentence, h.standing.mention)) for h in pair.held]
    held = frozenset(word for _, words in theirs for word in words)
    whole = frozenset(
        lemma
        for h in pair.held
        if (s := _stretch_of(h.standing.spot.sentence, h.standing.mention))
        for lemma in s.lemmas
    )
    best: dict[int, float] = {}
    rivals = {}
    for word in mine:
        weight = case.index.rarity(word)
        if case.likeness(word, held) > 0:
            for key in rivals:
                best[key] = best.get(key, 0.0)
            best[-1] = best.get(-1, 0.0) + weight
            continue
        shared = case.likeness(word, whole) > 0
        for number, (spot, mention, words) in enumerate(_others(case, pair)):
            if case.likeness(word, words) > 0:
                rivals[number] = (spot, mention)
                best[number] = best.get(number, 0.0) + weight * (0.5 if shared else 1.0)
    if not rivals:
        return None
    number = max(rivals, key=lambda n: (best[n], -n))
    if best[number] < 1.0 or best[number] <= best.get(-1, 0.0):
        return None
    spot, mention = rivals[number]
    return mention.surface, spot.ref


def _others(case: Case, pair: Pair) -> list:  # type: ignore[type-arg]
    """Other values of the same sort in the support, with the words that stand nearest to each."""
    found = []
    for standing in case.standings:
        if standing.mention.kind == pair.mention.kind and not any(h.standing.mention is standing.mention for h in pair.held):
            if same_value(pair.mention, standing.mention) or not _same_sort(pair.mention, standing.mention):
                continue
            found.append((standing, standing.mention, _owned_at(standing.spot.sentence, standing.mention)))
    return found


def _same_sort(one: Mention, two: Mention) -> bool:
    a, b = one.value, two.value
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        return b.low is not None and (a.form == b.form and a.unit == b.unit) and a.age == b.age
    return True


def _stretch_of(sentence: Sentence, mention: Mention) -> Stretch | None:
    return next((s for s in sentence.stretches if s.span.start <= mention.span.start < s.span.end), None)


def _owned_at(sentence: Sentence, mention: Mention) -> frozenset[str]:
    stretch = _stretch_of(sentence, mention)
    return _owned(sentence, stretch, mention) if stretch else frozenset()


def _owned(sentence: Sentence, stretch: Stretch, mention: Mention) -> frozenset[str]:
    """The content words of a stretch that no other figure of the same kind stands nearer to."""
    same = [m for m in mentions_in(sentence, stretch) if m.kind == mention.kind]
    tokens = sentence.tokens
    found = set()
    for at, lemma in stretch.words:
        distance = _distance(tokens[at].start, mention)
        if all(_distance(tokens[at].start, m) >= distance for m in same if m is not mention):
            found.add(lemma)
    return frozenset(found)


def _distance(at: int, mention: Mention) -> float:
    """Code points between a word and a figure; what stands behind a figure is nearer to it than what stands before."""
    return (at - mention.span.end) if at >= mention.span.end else 1.5 * (mention.span.start - at)


def _of_whole(judged: Judged) -> Iterator[Finding]:
    """ "12" for "three of twelve": the claim gives the whole where the source gives a part of it."""
    case = judged.case
    mine = [p for p in judged.quantities if p.relation == "same"]
    for pair in mine:
        for held in pair.held:
            part = _part_before(held.standing.spot.sentence, held.standing.mention)
            if part is None or len(pair.held) > 1:
                continue
            if any(same_value(other.mention, part) for other in judged.quantities) or any("part" in s.marks for sentence in case.reading.sentences for s in sentence.stretches):
                continue
            message = f"The source says it of {part.surface!r} of them, not of {pair.mention.surface!r}."
            yield scope.WHOLE.finding(pair.mention.span, message, [held.standing.ref])
            return


def _part_before(sentence: Sentence, whole: Mention) -> Mention | None:
    """The smaller figure right before the whole, with only small words between ("three of the twelve")."""
    value = whole.value
    if not isinstance(value, Quantity) or value.low is None:
        return None
    for mention in sentence.mentions:
        other = mention.value
        if not isinstance(other, Quantity) or other.low is None or not other.form == value.form == "count":
            continue
        if not 0 < whole.span.start - mention.span.end <= 24 or other.low >= value.low:
            continue
        between = [t for t in sentence.tokens if mention.span.end <= t.start < whole.span.start]
        if between and all(t.kind == "word" and t.key in sentence.pack.stop for t in between):
            return mention
    return None
