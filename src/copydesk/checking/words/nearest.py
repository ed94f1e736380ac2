"""Whose figure or date it is: the words of its stretch in the claim stand beside another one in the source.

Each figure of a stretch owns the words that stand nearest to it. A word of the claim's figure speaks for it when the
source has the word in a stretch with that value (or near it), against it when the source has the word beside another
value of the same sort and nowhere beside this one. More against than for is a finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from copydesk.checking.case import Case
from copydesk.checking.index import Standing
from copydesk.checking.judged import Judged
from copydesk.checking.pair import Pair
from copydesk.checking.reading import Sentence
from copydesk.checking.records import Finding
from copydesk.checking.rules import binding, number, scope
from copydesk.checking.words.aligned import mentions_in, same_value
from copydesk.mentions.records import Mention, Name, Quantity
from copydesk.mentions.stretches import Stretch

MORE = 2.0
"""How many times as much must speak against a figure as for it: a list shares the verb of its last member."""
NAME = 2.0
"""What a word of a name counts beside another word."""
SPEAKER = 4
"""How many tokens from a verb of saying a name is the speaker's, and says nothing of a figure."""
TURNED = 100.0
"""What a word counts that is the opposite of what the source says of the figure."""
NEXT = 6
"""Code points that may stand between two figures of one pair ("14 zu 9")."""


def find(judged: Judged) -> Iterator[Finding]:
    for pairs, rule in ((judged.quantities, binding.VALUE), (judged.moments, binding.DATE)):
        for pair in pairs:
            if pair.relation in ("same", "rounds") and not judged.is_derived(pair) and not _in_row(judged, pair):
                rival = _check(judged, pair)
                if rival is not None:
                    other, shown = rival.standing, pair.mention.surface
                    message = f"In the source {other.mention.surface!r} stands with these words, not {shown!r}."
                    yield rule.finding(pair.mention.span, message, [other.ref])
                    return
    yield from _counted(judged)
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


@dataclass(frozen=True, slots=True)
class Rival:
    """Another value of the same sort in the support, with the words that stand nearest to it."""

    standing: Standing
    words: frozenset[str]


def _check(judged: Judged, pair: Pair) -> Rival | None:
    """The value beside which the source has the claim's words, when it has more of them than the claim's own."""
    case = judged.case
    sentence = case.reading.sentence_at(pair.mention.span.start)
    stretch = _stretch_of(sentence, pair.mention) if sentence else None
    if sentence is None or stretch is None:
        return None
    near: set[str] = set()
    whole: set[str] = set()
    for held in pair.held:
        near |= _owned_at(held.standing.spot.sentence, held.standing.mention)
        theirs = _stretch_of(held.standing.spot.sentence, held.standing.mention)
        whole |= theirs.lemmas if theirs else frozenset()
    rivals = _rivals(case, pair)
    against, own = [0.0] * len(rivals), [0.0] * len(rivals)
    weights = _weights(case, sentence, stretch, pair.mention)
    mine = {other for other in near if case.likeness(other, weights.keys()) > 0}
    for word, weight in weights.items():
        if case.likeness(word, near) > 0:  # what stands beside both tells them not apart
            own = [o if case.likeness(word, r.words) > 0 else o + weight for o, r in zip(own, rivals, strict=True)]
            continue
        shared = 0.5 if case.likeness(word, whole) > 0 else 1.0
        for n, rival in enumerate(rivals):
            if case.likeness(word, rival.words) > 0:
                turned = any(case.pack.opposite(word, other) for other in near - mine)  # "closes 25": it opens them
                against[n] += TURNED if turned else weight * shared
    best = max(range(len(rivals)), key=lambda n: (against[n] - MORE * own[n], -n), default=None)
    if best is None or against[best] <= MORE * own[best]:
        return None
    both = any(same_value(q.mention, rivals[best].standing.mention) for q in judged.quantities if q is not pair)
    if against[best] < (0.5 if both else 1.0):  # the claim has both figures: they are exchanged
        return None
    return rivals[best]


def _weights(case: Case, sentence: Sentence, stretch: Stretch, mention: Mention) -> dict[str, float]:
    """The words of a figure of the claim: rare ones and names count more, counters of people nothing."""
    names = {t for m in sentence.mentions if isinstance(m.value, Name) for t in m.value.tokens}
    proper = {case.pack.lemma(t) for t in names}
    people = case.pack.words("people.words")
    keys = {lemma: sentence.tokens[at].key for at, lemma in stretch.words}
    counted = mention.value.counts[:1] if isinstance(mention.value, Quantity) else ()
    said = stretch.marks.get("speech", ())
    speech = {
        lemma
        for at, lemma in stretch.words
        if any(abs(at - k) <= SPEAKER for k in said) and (at in said or lemma in proper)
    }
    return {
        word: case.index.rarity(word) * (NAME if word in proper else 1.0)
        for word in sorted(_owned(sentence, stretch, mention))
        if keys.get(word) not in people and word not in counted and word not in speech
    }


def _rivals(case: Case, pair: Pair) -> list[Rival]:
    """The other values of the same sort in the support."""
    held = {id(h.standing.mention) for h in pair.held}
    return [
        Rival(standing, _owned_at(standing.spot.sentence, standing.mention))
        for standing in case.standings
        if standing.mention.kind == pair.mention.kind
        and id(standing.mention) not in held
        and not same_value(pair.mention, standing.mention)
        and _same_sort(pair.mention, standing.mention)
    ]


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
    if _part_before(sentence, mention) is not None:  # "three of the twelve injured died": the rest is said of the three
        behind = [lemma for at, lemma in stretch.words if sentence.tokens[at].start >= mention.span.end]
        return frozenset(behind[:1])
    same = [m for m in mentions_in(sentence, stretch) if m.kind == mention.kind]
    tokens = sentence.tokens
    found = set()
    for at, lemma in stretch.words:
        distance = _distance(tokens[at].start, mention)
        if all(_distance(tokens[at].start, m) >= distance for m in same if m is not mention):
            found.add(lemma)
    return frozenset(found)


def _distance(at: int, mention: Mention) -> float:
    """Code points between a word and a figure."""
    return (at - mention.span.end) if at >= mention.span.end else mention.span.start - at


def _counted(judged: Judged) -> Iterator[Finding]:
    """The claim's figure counts what another figure of the source counts, and its own there counts nothing like it."""
    case = judged.case
    for pair in judged.quantities:
        value = pair.mention.value
        if pair.relation != "same" or not isinstance(value, Quantity) or value.form != "count" or not value.counts:
            continue
        noun = value.counts[:1]
        held = [h.standing for h in pair.held]
        rivals = [r for r in _rivals(case, pair) if _counts(case, r.standing.mention, noun)]
        if any(_may_count(case, standing, noun, alone=not rivals) for standing in held):
            continue
        if rivals:
            message = f"In the source {pair.mention.surface!r} counts something else."
            yield binding.COUNTED.finding(pair.mention.span, message, [rivals[0].standing.ref])
            return
    yield from _several(judged)


def _counts(case: Case, mention: Mention, noun: tuple[str, ...]) -> bool:
    value = mention.value
    return isinstance(value, Quantity) and any(case.likeness(noun[0], {word}) > 0 for word in value.counts)


def _may_count(case: Case, standing: Standing, noun: tuple[str, ...], *, alone: bool) -> bool:
    """A figure of the source counts the noun, or has it among its words; or, when no other figure counts it (`alone`),
    people without saying which.
    """
    sentence, mention = standing.spot.sentence, standing.mention
    value = mention.value
    silent = isinstance(value, Quantity) and not any(case.likeness(w, {w}) for w in value.counts)
    before = frozenset(
        lemma for s in sentence.stretches for at, lemma in s.words if sentence.tokens[at].end <= mention.span.start
    )
    if silent or case.likeness(noun[0], before) > 0:  # "of 3,600 families, nine hundred ...": the noun is understood
        return case.likeness(noun[0], before) > 0
    behind = [t.key for t in sentence.tokens if t.start >= mention.span.end][:2]
    people = case.pack.words("people.words")
    if (alone and any(key in people for key in behind)) or _counts(case, mention, noun):
        return True
    return case.likeness(noun[0], _owned_at(sentence, mention)) > 0


def _several(judged: Judged) -> Iterator[Finding]:
    """ "several" of what the source has one of: its noun behind an article that means one."""
    case, one = judged.case, judged.case.pack.words("numbers.a")
    for mention in case.mentions("quantity"):
        value = mention.value
        if not isinstance(value, Quantity) or value.vague not in ("several", "many") or not value.counts:
            continue
        places = [
            (spot, spot.sentence.tokens[i - 1].key)
            for spot in case.support
            for i, t in enumerate(spot.sentence.tokens)
            if i and t.kind == "word" and case.pack.lemma(t.key) == value.counts[0]
        ]
        if places and all(before in one for _, before in places):
            message = f"The source has one, not {mention.surface!r}."
            yield number.VAGUE.finding(mention.span, message, [places[0][0].ref])


def _of_whole(judged: Judged) -> Iterator[Finding]:
    """ "12" for "three of twelve": the claim gives the whole where the source gives a part of it."""
    case = judged.case
    mine = [p for p in judged.quantities if p.relation == "same"]
    for pair in mine:
        for held in pair.held:
            part = _part_before(held.standing.spot.sentence, held.standing.mention)
            if part is None or len(pair.held) > 1:
                continue
            if any(same_value(other.mention, part) for other in judged.quantities) or any(
                "part" in s.marks for sentence in case.reading.sentences for s in sentence.stretches
            ):
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
        if not isinstance(other, Quantity) or other.low is None or value.form != "count":
            continue
        if other.form not in ("count", "ratio", "percent"):
            continue
        if not 0 < whole.span.start - mention.span.end <= 24 or other.low >= value.low:
            continue
        between = [t for t in sentence.tokens if mention.span.end <= t.start < whole.span.start]
        if between and all(t.kind == "word" and t.key in sentence.pack.stop for t in between):
            return mention
    return None
