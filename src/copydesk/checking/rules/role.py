"""Who did what to whom is turned round, or somebody else did it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from copydesk.checking.case import Aligned
from copydesk.checking.judged import Judged
from copydesk.checking.owners import differ
from copydesk.checking.records import Finding
from copydesk.checking.rules.table import Example, Rule
from copydesk.mentions.clauses import Clause, Phrase
from copydesk.mentions.records import Mention, Name

SWAPPED = Rule(
    "ROL001",
    "roles-swapped",
    "error",
    "The one who acts and the one acted on are exchanged.",
    Example("Ashby beat Rovers 3-2.", "Rovers were beaten 3-2 by Ashby.", "Rovers beat Ashby 3-2."),
)
ACTOR = Rule(
    "ROL002",
    "other-actor",
    "error",
    "The source says that somebody else did it.",
    Example(
        "Tom Arkell scored the winner. Kofi Brandt came on late.",
        "Tom Arkell scored the winner.",
        "Kofi Brandt scored the winner.",
    ),
)

DIRECTION = Rule(
    "ROL003",
    "from-and-to-exchanged",
    "error",
    "Where something comes from and where it goes to are exchanged.",
    Example(
        "The winger is moving from Odense to Basel.",
        "The winger moves to Basel from Odense.",
        "The winger is moving from Basel to Odense.",
    ),
)

RULES = (SWAPPED, ACTOR, DIRECTION)


def find(judged: Judged) -> Iterator[Finding]:
    yield from _directions(judged)
    for aligned in judged.case.aligned:
        if _compared(aligned):
            yield SWAPPED.finding(
                aligned.clause.span, "The source compares these two the other way round.", [aligned.spot.ref]
            )
            continue
        if (
            aligned.clause.verb == "be"
            or aligned.verb not in ("same", "synonym", "derived")
            or aligned.share < 0.3
            or (aligned.clause.depth == "infinitive" and aligned.verb != "same")
            or aligned.clause.depth == "participle"
            or (aligned.clause.attributes and aligned.share < 0.6)
        ):
            continue
        finding = _swapped(judged, aligned) or _actor(judged, aligned)
        if finding is not None:
            yield finding


def _swapped(judged: Judged, aligned: Aligned) -> Finding | None:
    mine, theirs = aligned.clause, aligned.other
    parts = (mine.agent, mine.patient or _first(mine.obliques), theirs.agent, theirs.patient or _first(theirs.obliques))
    agent, patient, their_agent, their_patient = parts
    if agent is None or their_agent is None or their_patient is None or agent.pronoun or their_agent.pronoun:
        return None
    if their_patient.pronoun:
        if (
            patient is not None
            and patient.names
            and _identical(patient, their_agent)
            and differ(judged, agent, their_agent)
        ):
            return SWAPPED.finding(
                mine.span,
                f"In the source {their_agent.label!r} acts; the claim has {agent.label!r} act.",
                [aligned.spot.ref],
            )
        return None
    straight = _overlap(judged, agent, their_agent)
    crossed = _identical(agent, their_patient)
    back = patient is not None and _identical(patient, their_agent)
    if (
        crossed
        and straight < 0.2
        and (back or (theirs.patient is not None and mine.patient is None and bool(agent.names)))
    ):
        return SWAPPED.finding(
            mine.span,
            f"In the source {their_agent.label!r} acts and {their_patient.label!r} is acted on.",
            [aligned.spot.ref],
        )
    return None


def _compared(aligned: Aligned) -> bool:
    """ "Oslo is bigger than Bergen": the two sides have changed places, and what they are compared in has not."""
    mine, theirs = aligned.clause, aligned.other
    than, other = _than(mine), _than(theirs)
    if than is None or other is None or mine.subject is None or theirs.subject is None:
        return False
    alike = (
        mine.negated == theirs.negated
        and aligned.verb == "same"
        and _beyond(mine) - than.words == _beyond(theirs) - other.words
    )
    return alike and _identical(mine.subject, other) and _identical(than, theirs.subject)


def _than(clause: Clause) -> Phrase | None:
    return next((phrase for preposition, phrase in clause.obliques if preposition == "than"), None)


def _first(obliques: tuple[tuple[str, Phrase], ...]) -> Phrase | None:
    return next(
        (phrase for preposition, phrase in obliques if preposition in ("to", "with", "from", "against")),
        None,
    )


def _actor(judged: Judged, aligned: Aligned) -> Finding | None:
    """Both clauses name who acts, and the two share no word; everything else of the clause agrees."""
    mine, theirs = aligned.clause, aligned.other
    agent, other = (mine.subject, theirs.subject) if mine.passive == theirs.passive else (mine.agent, theirs.agent)
    if agent is None or other is None or agent.pronoun or other.pronoun or aligned.verb != "same":
        return None
    if not agent.names or not differ(judged, agent, other) or _same_person(judged, agent, other):
        return None
    if not (other.names or other.head in judged.case.pack.lexicon) or _any_agrees(judged, aligned, agent):
        return None
    if not _agrees_beyond(judged, aligned):
        return None
    return ACTOR.finding(mine.span, f"In the source this is said of {other.label!r}.", [aligned.spot.ref])


def _agrees_beyond(judged: Judged, aligned: Aligned) -> bool:
    """What is acted on, or stands behind the verb, agrees: at least one word of it is in the other clause too."""
    mine, theirs = _beyond(aligned.clause), _beyond(aligned.other)
    return bool(mine) and any(judged.case.likeness(w, theirs) > 0 for w in mine)


def _beyond(clause: Clause) -> frozenset[str]:
    """Words of the one acted on and of the prepositional phrases, the agent's left out."""
    phrases = [
        clause.patient,
        *(p for preposition, p in clause.obliques if not (clause.passive and preposition == "by")),
    ]
    return frozenset(w for phrase in phrases if phrase is not None for w in phrase.words)


def _any_agrees(judged: Judged, aligned: Aligned, agent: Phrase) -> bool:
    return any(
        o.verb in ("same", "synonym", "derived")
        and o.share >= aligned.share - 0.15
        and o.other.subject is not None
        and (o.other.subject.pronoun or not differ(judged, agent, o.other.subject))
        for o in (*judged.case.candidates(aligned.clause), *judged.case.elsewhere(aligned))
        if o.other is not aligned.other
    )


def _same_person(judged: Judged, one: Phrase, two: Phrase) -> bool:
    """The two phrases stand in one name or in apposition somewhere in the sources."""
    for spot in judged.case.nearby:
        for clause in spot.sentence.clauses:
            for phrase in (clause.subject, clause.object, *(p for _, p in clause.obliques)):
                if (
                    phrase is not None
                    and one.names
                    and one.names <= phrase.names
                    and ((two.names and two.names <= phrase.names) or (not two.names and two.head in phrase.words))
                ):
                    return True
    return False


def _identical(phrase: Phrase, other: Phrase) -> bool:
    """The two share a name, or have the same head; synonyms are too weak to say that roles were exchanged."""
    return bool(phrase.names & other.names) or (bool(phrase.head) and phrase.head == other.head)


def _overlap(judged: Judged, phrase: Phrase, other: Phrase) -> float:
    """Share of the names of a phrase that another holds, or of its words when it has no names."""
    if phrase.head and judged.case.likeness(phrase.head, {other.head}) > 0:
        return 1.0
    if phrase.names and other.names:
        return len(phrase.names & other.names) / len(phrase.names)
    words = {phrase.head} if phrase.head else phrase.words
    return sum(judged.case.likeness(w, other.words) > 0 for w in words) / max(1, len(words))


def _directions(judged: Judged) -> Iterator[Finding]:
    """ "from A to B" in the claim, "from B" or "to A" in the evidence, and never "from A" or "to B"."""
    case = judged.case
    mine = _ends(case.text, case.reading.mentions)
    theirs = {pair for spot in case.support for pair in _ends(spot.sentence.text, spot.sentence.mentions)}
    if len({end for end, _ in mine}) < 2 or not theirs:
        return
    turned = {("to" if end == "from" else "from", name) for end, name in mine}
    if turned & theirs and not mine & theirs:
        yield DIRECTION.finding(
            case.whole, "The source has these two places or sides the other way round.", case.support_refs[:1]
        )


def _ends(text: str, mentions: Sequence[Mention]) -> set[tuple[str, str]]:
    """(from or to, last word of a name) for each name right behind one of the two prepositions."""
    found = set()
    for mention in mentions:
        words = text[max(0, mention.span.start - 24) : mention.span.start].lower().split()
        small = [w for w in words if w not in ("the", "a", "its", "supplier", "rival", "company", "club")]
        if isinstance(mention.value, Name) and small and small[-1] in ("from", "to"):
            found.add((small[-1], mention.value.tokens[-1]))
    return found
