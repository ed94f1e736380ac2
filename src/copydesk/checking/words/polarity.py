"""Negation, hedge, direction, cause, all for some: what stands in one stretch and not in the one that says the same.

A claim's stretch is held against the stretches of the source that say nearly as much of it as the best one; where one
of them agrees, nothing is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, cast

from copydesk.checking.judged import Judged
from copydesk.checking.reading import Sentence
from copydesk.checking.records import Finding
from copydesk.checking.rules import cause, direction, hedge, negation, scope, unit
from copydesk.checking.words import sides
from copydesk.checking.words.aligned import Aligned, akin, aligned
from copydesk.mentions.marks import matches
from copydesk.mentions.records import Name, Quotation
from copydesk.mentions.stretches import Stretch
from copydesk.source import Span

NEAR = 0.12
"""A stretch that says so little less than the best one counts as well."""


def find(judged: Judged) -> Iterator[Finding]:
    for rows in aligned(judged.case):
        if _quoted(rows[0].sentence, rows[0].stretch):
            continue  # words inside quotation marks are held against the source's letter by letter
        close = [row for row in rows if row.share >= rows[0].share - NEAR]
        for question, least in _QUESTIONS:
            answers = [answer for row in close if (answer := question(judged, row)) != "silent"]
            surely = rows[0].share >= least  # agreeing takes less than contradicting
            if surely and answers and all(isinstance(answer, Finding) for answer in answers):
                yield cast(Finding, answers[0])
    yield from _cause(judged)


Answer = Finding | Literal["agrees", "silent"]
"""What one pair of stretches says to a question; `silent` when they share too little to be asked."""


def _quoted(sentence: Sentence, stretch: Stretch) -> bool:
    """Outside its quotation marks a stretch names only who says it."""
    spans = [m.span for m in sentence.mentions if isinstance(m.value, Quotation)]
    inside = [at for at, _ in stretch.words if any(s.start <= sentence.tokens[at].start < s.end for s in spans)]
    return bool(inside) and not [at for at in _told(sentence, stretch) if at not in inside]


def _told(sentence: Sentence, stretch: Stretch) -> list[int]:
    """The content words of a stretch that are no verb of saying, no name and no title."""
    speech = stretch.marks.get("speech", ())
    names = [m.span for m in sentence.mentions if isinstance(m.value, Name)]
    titles = sentence.pack.words("names.titles")
    return [
        at
        for at, _ in stretch.words
        if at not in speech
        and not any(s.start <= sentence.tokens[at].start < s.end for s in names)
        and sentence.tokens[at].key not in titles
    ]


def _span(sentence: Sentence, stretch: Stretch, at: int | None) -> Span:
    """A token of the claim, or the whole stretch."""
    if at is None:
        return stretch.span
    return Span(sentence.tokens[at].start, sentence.tokens[at].end)


def _whole_of(sentence: Sentence, name: str) -> set[str]:
    """Marks or hedges of all stretches of a sentence."""
    if name == "hedges":
        return {kind for s in sentence.stretches for kind in s.hedges}
    return {kind for s in sentence.stretches for kind in s.marks}


# --- negation -------------------------------------------------------------------------------------------------------


def _negation(judged: Judged, row: Aligned) -> Answer:
    mine, theirs = row.stretch, row.other
    if row.share < 0.4 or _says_only(row.sentence, mine):
        return "silent"
    if _turned(judged, row.sentence, mine, theirs) == _turned(judged, row.spot.sentence, theirs, mine):
        return "agrees"
    if _opposed(mine, theirs):  # "not accepted" and "rejected"
        return "agrees"
    said = "claim" if mine.negated else "source"
    other = "source" if mine.negated else "claim"
    at = mine.negators[0] if mine.negators else None
    message = f"The {said} negates this; the {other} does not."
    return negation.CHANGED.finding(_span(row.sentence, mine, at), message, [row.spot.ref])


def _says_only(sentence: Sentence, stretch: Stretch) -> bool:
    """Names somebody who says something, and nothing else."""
    return bool(stretch.marks.get("speech")) and not _told(sentence, stretch)


def _turned(judged: Judged, sentence: Sentence, stretch: Stretch, other: Stretch) -> bool:
    """Negated once: a negator beside a word that the other stretch has, or a verb that turns what it governs and that
    the other stretch does not have.
    """
    known = other.lemmas
    negated = any(_touches(judged, stretch, at, known) for at in stretch.negators)
    turning = [
        at for at in stretch.negative if not akin(judged.case, judged.case.pack.lemma(sentence.tokens[at].key), known)
    ]
    return negated ^ bool(turning)


def _touches(judged: Judged, stretch: Stretch, at: int, known: frozenset[str]) -> bool:
    """One of the content words nearest to a negator, or the negated word itself, stands in the other text."""
    before = [lemma for i, lemma in stretch.words if i < at][-1:]
    behind = [lemma for i, lemma in stretch.words if i >= at][:2]
    return any(akin(judged.case, lemma, known) for lemma in (*before, *behind))


def _opposed(mine: Stretch, theirs: Stretch) -> bool:
    """The two stand at opposite ends of a scale, so that a negator in one of them makes them agree."""
    return any(_against(mine.poles.get(scale), ends) for scale, ends in theirs.poles.items())


def _against(mine: frozenset[str] | None, theirs: frozenset[str]) -> bool:
    return mine is not None and len(mine) == len(theirs) == 1 and mine != theirs


# --- hedges ---------------------------------------------------------------------------------------------------------


def _hedge(judged: Judged, row: Aligned) -> Answer:
    mine = _whole_of(row.sentence, "hedges")
    theirs = {kind for kind, at in row.other.hedges.items() if not _same_word(judged, row, kind, at)}
    said = "speech" in _whole_of(row.sentence, "marks")
    for kind in hedge.UNSURE if row.share >= 0.4 else ():
        kept = mine & hedge.KEEPS[kind] or (kind == "alleged" and said)
        if kind in theirs and not kept:
            message = f"The source gives this as {hedge.SAID[kind]}; the claim states it as fact."
            return hedge.DROPPED.finding(row.stretch.span, message, [row.spot.ref])
    for kind in hedge.AHEAD if row.share >= 0.4 else ():
        if kind in theirs and not mine & hedge.KEEPS[kind] and _governs(judged, row, row.other.hedges[kind]):
            message = f"The source gives this as {hedge.SAID[kind]}; the claim as done."
            return hedge.DONE.finding(row.stretch.span, message, [row.spot.ref])
    around = _whole_of(row.spot.sentence, "hedges") | {"fear"} if row.share >= 0.4 else set(hedge.UNSURE)
    for kind in set(row.stretch.hedges) & {"possible", "likely", "seem", "alleged"}:
        unsure = around & (set(hedge.UNSURE) | {"expected"}) - {"fear"}
        reported = kind == "alleged" and "speech" in _whole_of(row.spot.sentence, "marks")
        if not unsure and not reported:
            at = row.stretch.hedges[kind]
            message = f"The claim gives this as {hedge.SAID[kind]}; the source states it."
            return hedge.GAINED.finding(_span(row.sentence, row.stretch, at), message, [row.spot.ref])
    return "agrees" if row.share >= 0.4 else "silent"


def _same_word(judged: Judged, row: Aligned, kind: str, at: int) -> bool:
    """The claim has the very word that hedges in the source, in some form, and it is the word, not the form, that
    hedges ("examines", "is examined"; not "had", "would have").
    """
    pack = judged.case.pack
    lemma = pack.lemma(row.spot.sentence.tokens[at].key)
    by_word = pack.phrases("hedges").at([lemma], 0)
    return by_word is not None and by_word.value == kind and lemma in judged.case.reading_lemmas


def _governs(judged: Judged, row: Aligned, at: int) -> bool:
    """What the claim takes from a stretch stands, in part, behind the word that plans it ("arrived and promised ...");
    where the verb comes last, before it.
    """
    pack, mine = judged.case.pack, row.stretch.lemmas
    shared = [i for i, lemma in row.other.words if akin(judged.case, lemma, mine)]
    if pack.table("tokens").get("verb_last"):
        return any(i <= at for i in shared)
    return any(i >= at for i in shared)


# --- direction and scope --------------------------------------------------------------------------------------------


def _direction(judged: Judged, row: Aligned) -> Answer:
    if row.share < 0.35 or row.stretch.negated != row.other.negated:
        return "silent"
    converse = sides.converse(judged.case.pack)
    for scale, ends in sorted(row.stretch.poles.items()):
        if scale in converse and sides.moved(judged, row.sentence, row.spot.sentence):
            continue
        one_verb = row.stretch.pole_words[scale] & row.other.pole_words.get(scale, frozenset())  # in two voices
        if _against(row.other.poles.get(scale), ends) and (scale in converse or not one_verb):
            message = f"The source says the opposite ({scale})."
            return direction.VERB.finding(row.stretch.span, message, [row.spot.ref])
    return "agrees" if set(row.stretch.poles) & set(row.other.poles) else "silent"


def _whole(judged: Judged, row: Aligned) -> Answer:
    """ "all" in the claim, a part in the source; "only" or a condition of the source dropped."""
    mine, theirs = row.stretch.marks, row.other.marks
    sentence = _whole_of(row.spot.sentence, "marks")
    if row.share >= 0.5 and "all" in mine and "all" not in sentence and not {"part"} & set(row.stretch.marks):
        at = mine["all"][0]
        message = (
            "The source says this of a part only; the claim of all."
            if "part" in theirs
            else ("The source does not say this of all.")
        )
        return scope.ALL.finding(_span(row.sentence, row.stretch, at), message, [row.spot.ref])
    if row.share >= 0.65 and "part" in theirs and not {"part", "only"} & _whole_of(row.sentence, "marks"):
        figures = any(m.kind == "quantity" for m in row.sentence.mentions)
        if not figures:
            return scope.ALL.finding(
                row.stretch.span, "The source says this of a part only; the claim does not.", [row.spot.ref]
            )
    return "agrees" if row.share >= 0.4 else "silent"


def _period(judged: Judged, row: Aligned) -> Answer:
    """So much a month in the one, a year in the other, the period standing away from its figure."""
    pack = judged.case.pack
    mine, theirs = (
        {m.value: m.start for m in matches(s.tokens[x.start : x.end], pack.phrases("periods"))}
        for s, x in ((row.sentence, row.stretch), (row.spot.sentence, row.other))
    )
    if not mine or not theirs:
        return "silent"
    if set(mine) & set(theirs):
        return "agrees"
    at = row.stretch.start + min(mine.values())
    message = f"The source gives this per {min(theirs)}, the claim per {min(mine)}."
    return unit.PERIOD.finding(_span(row.sentence, row.stretch, at), message, [row.spot.ref])


_QUESTIONS: tuple[tuple[Callable[[Judged, Aligned], Answer], float], ...] = (
    (_negation, 0.45),
    (_hedge, 0.55),
    (_direction, 0.4),
    (_whole, 0.55),
    (_period, 0.55),
)
"""What is asked of two stretches, and how much they must share before they can contradict each other."""


# --- cause ----------------------------------------------------------------------------------------------------------


def _cause(judged: Judged) -> Iterator[Finding]:
    """A causal word in the claim, and none in the sentences that support it."""
    case = judged.case
    if not case.support or any("cause" in _whole_of(spot.sentence, "marks") for spot in case.nearby):
        return
    for sentence in case.reading.sentences:
        for stretch in sentence.stretches:
            if "cause" in stretch.marks:
                span = _span(sentence, stretch, stretch.marks["cause"][0])
                message = "The claim gives as cause what the source only puts beside it."
                yield cause.GAINED.finding(span, message, case.support_refs[:1])
                return
