"""A hedge, allegation, condition, plan or attribution is dropped or gained: "may" lost, a plan given as done."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.checking.case import Aligned
from copydesk.checking.judged import Judged
from copydesk.checking.reading import Sentence
from copydesk.checking.records import Finding
from copydesk.checking.rules.table import Example, Rule
from copydesk.mentions.clauses import Clause, Phrase
from copydesk.text.fold import fold

DROPPED = Rule(
    "HED001",
    "hedge-dropped",
    "error",
    "The source says it as possible, alleged, suspected, feared or conditional; the claim as fact.",
    Example("Police allege that Jones stole £5,000.", "Jones allegedly stole £5,000.", "Jones stole £5,000."),
)
DONE = Rule(
    "HED002",
    "plan-as-done",
    "error",
    "What the source plans or expects, the claim gives as done.",
    Example("The bank will shut 31 branches.", "The bank is to shut 31 branches.", "The bank has shut 31 branches."),
)
GAINED = Rule(
    "HED003",
    "hedge-gained",
    "warning",
    "The claim weakens a flat statement of the source.",
    Example(
        "The road will reopen in June, Julia May said.",
        "The road will reopen in June, Julia May said.",
        "The road may reopen in June, Julia May said.",
    ),
)
UNATTRIBUTED = Rule(
    "HED004",
    "attribution-dropped",
    "warning",
    "What somebody says in the source, the claim states as a fact.",
    Example("The lawyer said the money was a loan.", "The money was a loan, the lawyer said.", "The money was a loan."),
)

RULES = (DROPPED, DONE, GAINED, UNATTRIBUTED)

# What may stand for what: a class of the source -> classes of the claim that keep it.
KEEPS = {
    "possible": {"possible", "likely", "able", "seem", "condition", "plan"},
    "likely": {"likely", "possible", "expected", "seem"},
    "seem": {"seem", "possible", "likely"},
    "alleged": {"alleged", "charged", "possible", "expected"},
    "charged": {"charged", "alleged"},
    "fear": {"fear", "possible", "alleged"},
    "condition": {"condition", "possible"},
    "expected": {"expected", "will", "likely", "plan", "possible"},
    "plan": {"plan", "will", "expected", "possible", "able"},
    "will": {"will", "plan", "expected"},
}  # fmt: skip
UNSURE = ("possible", "likely", "seem", "alleged", "fear", "condition")
AHEAD = ("will", "plan", "expected")
SAID = {
    "possible": "possible",
    "likely": "likely",
    "seem": "apparent",
    "alleged": "alleged or suspected",
    "fear": "feared",
    "condition": "conditional",
    "will": "to come",
    "plan": "planned",
    "expected": "expected",
    "charged": "a charge",
}


def find(judged: Judged) -> Iterator[Finding]:
    for aligned in judged.case.aligned:
        akin = aligned.verb in ("same", "synonym", "derived")
        if aligned.share < 0.35 or aligned.clause.attributes or (aligned.clause.depth == "infinitive" and not akin):
            continue
        own_words = judged.copied == "part" and judged.case.claim.evidence == (judged.case.text,)
        finding = (
            _dropped(judged, aligned)
            or _gained(judged, aligned)
            or (None if own_words else _unattributed(judged, aligned) or _bare_quotation(judged, aligned))
        )
        if finding is not None:
            yield finding


def _bare_quotation(judged: Judged, aligned: Aligned) -> Finding | None:
    """The claim copies words that stand inside quotation marks, and states them as fact."""
    case = judged.case
    if judged.copied != "part" or aligned.clause.speaker is not None or any(True for _ in case.mentions("quotation")):
        return None
    for spot in case.support:
        for mention in spot.sentence.mentions:
            if (
                mention.kind == "quotation"
                and case.text.strip().rstrip(".").lower() in fold(mention.surface).text.lower()
            ):
                return UNATTRIBUTED.finding(
                    case.whole,
                    "The source quotes somebody with these words; the claim states them as fact.",
                    [spot.ref],
                )
    return None


def _dropped(judged: Judged, aligned: Aligned) -> Finding | None:
    mine, theirs = hedges(judged, aligned.clause), aligned.other.hedges
    governing = judged.case.pack.table("hedges").get(aligned.other.verb)
    if governing in UNSURE and aligned.verb not in ("same", "synonym", "derived"):
        theirs |= {str(governing)}
    span = aligned.clause.verb_span if len(aligned.clause.verb_span) else aligned.clause.span
    for kind in UNSURE if aligned.share >= 0.5 and _same_matter(judged, aligned) else ():
        if (
            kind in theirs
            and not mine & KEEPS[kind]
            and not _attributed(kind, aligned)
            and not _plainly(judged, aligned, kind)
            and not (kind == "seem" and aligned.other.lead)
        ):
            return DROPPED.finding(
                span, f"The source gives this as {SAID[kind]}; the claim states it as fact.", [aligned.spot.ref]
            )
    done = aligned.verb == "same" and aligned.clause.verb not in ("be", "have", "do", "make", "take")
    if aligned.share < (0.35 if done else 0.5):
        return None
    for kind in AHEAD:
        if (
            kind in theirs
            and aligned.verb not in ("", "broader", "opposite")
            and aligned.clause.verb != "be"
            and not mine & KEEPS[kind]
            and _given_as_done(kind, aligned.clause)
            and _same_event(judged, aligned)
            and not _plainly(judged, aligned, kind)
            and not (kind == "will" and aligned.other.tense != "future" and aligned.other.depth == "finite")
        ):
            return DONE.finding(span, f"The source gives this as {SAID[kind]}; the claim as done.", [aligned.spot.ref])
    return None


def _same_event(judged: Judged, aligned: Aligned) -> bool:
    """The same one acts, and an infinitive ("to buy him") has its object in common: "used them to log on", "the only
    one to give one" and "want to escape it" are no plans of the claim's event.
    """
    if judged.case.subjects_meet(aligned) is False or aligned.clause.depth != "finite" or aligned.clause.negated:
        return False
    if aligned.clause.link in ("if", "unless"):
        return False
    if aligned.clause.verb in judged.case.pack.words("content.light") and not judged.case.objects_meet(aligned):
        return False
    if aligned.other.depth == "infinitive":
        return aligned.other.object is not None and judged.case.objects_meet(aligned) is not False
    return aligned.share >= 0.5


def _same_matter(judged: Judged, aligned: Aligned) -> bool:
    """The verbs agree and say something, or else the source's clause says little beyond the claim's: "is up" is not "is
    decided", and "is" is found anywhere.
    """
    telling = aligned.clause.verb not in judged.case.pack.words("content.light")
    if aligned.clause.depth in ("infinitive", "participle"):
        return aligned.back >= 0.5
    return (aligned.verb in ("same", "synonym", "derived") and telling) or aligned.back >= 0.5


def hedges(judged: Judged, clause: Clause) -> frozenset[str]:
    """The clause's hedges, and those of words anywhere in the claim that hedge the whole of it."""
    case = judged.case
    table = case.pack.table("hedges")
    words = {w for s in case.reading.sentences for w in said(s)} - {"will", "able", "expected", "plan"}
    own = {str(table[clause.verb])} if clause.verb in table else set()
    return clause.hedges | words | own


def said(sentence: Sentence) -> frozenset[str]:
    """Classes of the hedging words of a sentence, those inside names and dates ("May") left out."""
    table = sentence.pack.table("hedges")
    named = [m.span for m in sentence.mentions if m.kind in ("name", "moment")]
    free = (t for t in sentence.tokens if not any(s.start <= t.start < s.end for s in named))
    return frozenset(str(table[w]) for t in free if (w := sentence.pack.lemma(t.key)) in table)


def _attributed(kind: str, aligned: Aligned) -> bool:
    """An allegation is kept when the claim says who makes it."""
    return kind in ("alleged", "fear") and aligned.clause.speaker is not None


def _given_as_done(kind: str, clause: Clause) -> bool:
    """Past tense always; the present too, but not for a "will", which English also puts in the present
    ("opens on Sunday").
    """
    tenses = ("past",) if kind == "will" else ("past", "present")
    return clause.tense in tenses and clause.depth in ("finite", "participle")


def _plainly(judged: Judged, aligned: Aligned, kind: str) -> bool:
    """Another clause of the sources says the same without that hedge."""
    for other in (*judged.case.candidates(aligned.clause), *judged.case.elsewhere(aligned)):
        if (
            other.other is not aligned.other
            and other.share >= aligned.share - 0.08
            and kind not in other.other.hedges
            and other.verb
        ):
            return True
    return False


def _gained(judged: Judged, aligned: Aligned) -> Finding | None:
    mine = aligned.clause.hedges & {"possible", "likely", "seem", "alleged", "fear"}
    if aligned.clause.speaker is not None:
        mine -= {"alleged", "fear", "seem"}  # "supporters claim it will": the claim says whose word it is
    if (
        not mine
        or aligned.share < 0.5
        or aligned.back < 0.5
        or aligned.clause.depth == "infinitive"
        or "whether" in judged.case.support_lemmas
        or aligned.verb not in ("same", "synonym", "derived")
    ):
        return None
    around = {kind for spot in judged.case.nearby for kind in said(spot.sentence)}
    around |= set(aligned.other.hedges)
    kind = sorted(mine)[0]
    compatible = {k for k, kept in KEEPS.items() if kind in kept} | {kind}
    if around & compatible - ({"will"} if kind == "possible" else set()):
        return None
    span = aligned.clause.verb_span if len(aligned.clause.verb_span) else aligned.clause.span
    return GAINED.finding(
        span, f"The claim gives this as {SAID[kind]}; the source states it flatly.", [aligned.spot.ref]
    )


def _speaks(judged: Judged, speaker: Phrase) -> bool:
    """The phrase can speak: a pronoun, a name, or a noun of the lexicon."""
    return bool(speaker.pronoun or speaker.names or judged.case.pack.lexicon.mostly(speaker.head) == "n")


_DOCUMENTS = frozenset(["version", "story", "article", "correction"])


def _unattributed(judged: Judged, aligned: Aligned) -> Finding | None:
    """ "X said Y" told as Y. Wire style puts sure facts first ("Y, X said"); those may stand alone."""
    mine, theirs = aligned.clause, aligned.other
    if theirs.speaker is None or not theirs.lead or mine.speaker is not None or aligned.share < 0.6:
        return None
    case, speaker = judged.case, theirs.speaker
    akin = aligned.verb in ("same", "synonym", "derived")
    if (not akin and aligned.back < 0.5) or mine.depth == "infinitive" or not _speaks(judged, speaker):
        return None
    if (
        speaker.words & case.lemmas_of_all
        or any(c.attributes for _, c in case.clauses)
        or "accord" in case.reading_lemmas
        or "according" in case.reading_lemmas
    ):
        return None
    subject = theirs.subject
    if (
        hedges(judged, mine) & {"alleged", "seem", "fear"}
        or speaker.words & (_DOCUMENTS | case.pack.words("attribution.documents"))
        or speaker.words & case.pack.words("attribution.authorities")
    ):
        return None
    if subject is None and theirs.verb != "be":
        return None
    if (
        (subject is not None and subject.pronoun)
        or (subject is not None and subject.words & speaker.words)
        or (speaker.pronoun is None and mine.subject and mine.subject.words & speaker.words)
    ):
        return None
    if set(theirs.hedges) & set(AHEAD) and mine.hedges & set(AHEAD):
        return None
    who = speaker.label or "somebody"
    span = mine.verb_span if len(mine.verb_span) else mine.span
    return UNATTRIBUTED.finding(
        span, f"The source says this in the words of {who!r}; the claim states it as fact.", [aligned.spot.ref]
    )
