"""A negator is gained or lost: "did not approve" against "approved".

A clause of the claim is compared with its best counterpart. Negative verbs ("denied", "refused", "failed") and
antonyms ("rejected" for "not accepted") count as negators, so the sense is compared, not the word.
"""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.checking.case import Aligned
from copydesk.checking.judged import Judged
from copydesk.checking.reading import Sentence
from copydesk.checking.records import Finding
from copydesk.checking.rules.table import Example, Rule

CHANGED = Rule(
    "NEG001",
    "negation-changed",
    "error",
    "The source negates what the claim says, or the claim what the source says.",
    Example(
        "The council did not approve the plan.",
        "The plan was not approved by the council.",
        "The council did approve the plan.",
    ),
)
COUNT = Rule("NEG002", "negator-count", "error", "The words agree, but one of the two sentences holds a negator more.")

RULES = (CHANGED, COUNT)


def find(judged: Judged) -> Iterator[Finding]:
    case = judged.case
    seen = False
    excepted = case.reading_lemmas & {"only"} and case.support_lemmas & {"except"}
    for aligned in case.aligned:
        if aligned.share < 0.5 or (aligned.clause.attributes and aligned.clause.verb not in ("deny",)):
            continue
        if not excepted and _turned(judged, aligned) and not _other_agrees(judged, aligned):
            seen = True
            refs = [aligned.spot.ref]
            yield CHANGED.finding(
                aligned.clause.verb_span if len(aligned.clause.verb_span) else aligned.clause.span,
                _message(aligned),
                refs,
            )
    if not seen and not any(a.share >= 0.5 and a.clause.verb for a in case.aligned):
        yield from _counted(judged)


def _turned(judged: Judged, aligned: Aligned) -> bool:
    mine, theirs = aligned.clause.negated, aligned.other.negated
    if any(preposition == "without" for preposition, _ in (*aligned.clause.obliques, *aligned.other.obliques)):
        return False
    if _antonyms(judged, aligned):
        return mine == theirs
    if (
        aligned.other.negated
        and any(p in ("before", "until") for p, _ in aligned.other.obliques)
        and judged.case.reading_lemmas & {"earliest", "early"}
    ):
        return False
    if aligned.verb == "opposite":
        return mine == theirs and mine
    if aligned.verb not in ("same", "derived", "synonym"):
        negative = judged.case.pack.words("negation.verbs")
        if (aligned.other.verb in negative) == (aligned.clause.verb in negative):
            return False
        return (mine ^ (aligned.clause.verb in negative)) != (theirs ^ (aligned.other.verb in negative))
    return mine != theirs


def _antonyms(judged: Judged, aligned: Aligned) -> bool:
    """ "unclear" and "not clear", "unsafe" and "not safe": the same verb with opposite complements."""
    if aligned.verb != "same":
        return False
    mine, theirs = aligned.clause.object, aligned.other.object
    if mine is None or theirs is None:
        return False
    antonyms = judged.case.pack.lexicon
    return any(b in antonyms.entry(a).antonyms for a in mine.words for b in theirs.words)


def _other_agrees(judged: Judged, aligned: Aligned) -> bool:
    """Another clause of the support says as much of it, with the same polarity."""
    for other in judged.case.candidates(aligned.clause):
        if _elliptic(aligned, other) and not _turned(judged, other):
            return True
        if (
            other.share >= aligned.share - 0.12
            and other.other is not aligned.other
            and not _turned(judged, other)
            and other.verb
        ):
            return True
    return False


def _elliptic(aligned: Aligned, other: Aligned) -> bool:
    """ "... but Holt said it was not": the clause repeats the verb with a pronoun, for the claim's own speaker."""
    mine, theirs = aligned.clause.speaker, other.other.speaker
    short = (
        other.verb == "same"
        and other.other.subject is not None
        and other.other.subject.pronoun is not None
        and other.other.object is None
    )
    return short and mine is not None and theirs is not None and bool(mine.names & theirs.names)


def _message(aligned: Aligned) -> str:
    if aligned.other.negated:
        return "The source negates this; the claim does not."
    return "The claim negates this; the source does not."


# --- by counting ----------------------------------------------------------------------------------------------------


def _counted(judged: Judged) -> Iterator[Finding]:
    """Where the clauses were read too thinly to compare: a claim all of whose words stand in one sentence, but not its
    negators, or the other way round."""
    case = judged.case
    if len(case.reading.sentences) != 1 or not case.support:
        return
    mine = case.reading.sentences[0]
    theirs = case.support[0].sentence
    if (
        not mine.content
        or sum(case.likeness(w, theirs.lemmas) > 0 for w in mine.content) / len(mine.content) < 0.9
        or judged.derivations
        or len(theirs.clauses) > 2
    ):
        return
    one, two = negators(judged, mine.span.of(case.text)), _near(judged, mine, theirs)
    if one % 2 != two % 2:
        yield COUNT.finding(
            case.whole, f"The source's sentence has {two} negating word(s), the claim {one}.", [case.support[0].ref]
        )


def _near(judged: Judged, mine: Sentence, theirs: Sentence) -> int:
    """Negators in the stretch of the source's sentence that shares the claim's words."""
    case = judged.case
    known = mine.content
    places = [t for t in theirs.tokens if t.kind == "word" and case.pack.lemma(t.key) in known]
    if not places:
        return 0
    start = max(theirs.span.start, places[0].start)
    before = theirs.text[theirs.span.start : start]
    lead = max(before.rfind(c) for c in ',;:"') + 1
    return negators(judged, theirs.text[theirs.span.start + lead : places[-1].end + 12])


def negators(judged: Judged, words: str) -> int:
    """How many negating words a stretch holds, idioms ("not only", "no more than") left out."""
    pack = judged.case.pack
    low = (
        words.lower()
        .replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
        .replace("n't", " not")
        .replace("cannot", "can not")
    )
    for idiom in pack.words("negation.idioms"):
        low = low.replace(idiom, " ")
    singles = pack.words("negation.words")
    found = 0
    for word in low.replace(",", " ").replace(".", " ").replace('"', " ").split():
        found += word in singles or pack.lemma(word) in pack.words("negation.verbs")
    return found
