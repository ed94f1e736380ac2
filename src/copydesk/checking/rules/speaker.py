"""Said by someone else.

Whom a sentence of the source makes speak is read from its clauses; "he added" is resolved to the speaker named last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk.checking.beside import own_words
from copydesk.checking.index import Spot
from copydesk.checking.judged import Judged
from copydesk.checking.owners import described
from copydesk.checking.records import Finding
from copydesk.checking.rules.quotation import find_quoted
from copydesk.checking.rules.table import Example, Rule
from copydesk.mentions.clauses import Clause, Phrase
from copydesk.mentions.records import Mention, Name
from copydesk.source import Ref, Span
from copydesk.text.fold import fold

OTHER = Rule(
    "SPE001",
    "other-speaker",
    "error",
    "The source has somebody else say it.",
    Example(
        '"It is dead," said Mary Smith. "We will build it," said Paul Jones.',
        'Mary Smith said "It is dead".',
        'Paul Jones said "It is dead".',
    ),
)
NOBODY = Rule("SPE002", "speaker-gained", "warning", "The source states it without saying that this person said it.")

RULES = (OTHER, NOBODY)


def find(judged: Judged) -> Iterator[Finding]:
    for clause, speaker in _said(judged):
        finding = _check(judged, clause, speaker)
        if finding is not None:
            yield finding
            return


def _said(judged: Judged) -> Iterator[tuple[Clause, Phrase]]:
    """What the claim has somebody say: reported clauses with their speaker, quotations with the one who speaks them."""
    for _, clause in judged.case.clauses:
        if clause.speaker is not None and not clause.attributes:
            yield clause, clause.speaker
    for _, clause in judged.case.clauses:
        says = clause.attributes or clause.verb in judged.case.pack.words("attribution.labels")
        if (
            says
            and clause.subject is not None
            and clause.depth == "finite"
            and any(True for _ in judged.case.mentions("quotation"))
        ):
            yield clause, clause.subject


def _check(judged: Judged, clause: Clause, speaker: Phrase) -> Finding | None:
    if speaker.pronoun or not (speaker.names or speaker.head):
        return None
    if speaker.head in judged.case.pack.words("attribution.documents"):
        return None
    spots = _quoted_spots(judged) or _spots(judged, clause)
    speakers = [(spot, phrase) for spot in spots for phrase in speakers_of(judged, spot) if _person(judged, phrase)]
    if not speakers or any(phrase.pronoun or _matches(judged, speaker, phrase) for _, phrase in speakers):
        return None
    if not speaker.names and not speakers[0][1].names and _same_body(speaker, speakers[0][1]):
        return None
    spot, other = speakers[0]
    if described(speaker) != described(other) or _of_body(judged, speaker, other):
        return None
    if speaker.names and not other.names and other.head in judged.case.pack.words("attribution.bodies"):
        return None  # "the company said" of one that the claim names
    if not speaker.names and other.names and speaker.head not in judged.case.index.all_lemmas:
        return None  # "the airline says" of one that the source only names
    return OTHER.finding(_span(judged, speaker), f"In the source {other.label!r} says this.", [spot.ref])


def _of_body(judged: Judged, speaker: Phrase, other: Phrase) -> bool:
    """The claim lets a body speak whose name stands right behind that of the person who speaks for it."""
    names = [
        m for m in judged.case.mentions("name") if isinstance(m.value, Name) and set(m.value.tokens) & speaker.names
    ]
    organisation = judged.case.pack.words("names.organisation")
    values = [m.value for m in names if isinstance(m.value, Name)]
    if not any(v.acronym or own_words(v) & organisation for v in values):
        return False
    for spot in judged.case.index.spots:
        keys = [t.key.removesuffix("'s") for t in spot.sentence.tokens]
        places = [i for i, key in enumerate(keys) if key in other.names]
        if any(key in speaker.names for i in places for key in keys[i + 1 : i + 10]):
            return True
    return False


def _span(judged: Judged, speaker: Phrase) -> Span:
    """Where the claim names the speaker; the whole claim where the phrase has no place of its own."""
    tokens = judged.case.reading.tokens
    if 0 <= speaker.start < speaker.end <= len(tokens):
        return Span(tokens[speaker.start].start, tokens[speaker.end - 1].end)
    return judged.case.whole


def _person(judged: Judged, phrase: Phrase) -> bool:
    """The phrase can speak: it is a pronoun, has a name, or its head is a noun of the lexicon."""
    return bool(phrase.pronoun or phrase.names or judged.case.pack.lexicon.mostly(phrase.head) == "n")


def _same_body(one: Phrase, two: Phrase) -> bool:
    """ "jury" and "jurors": the same body by the first letters of the head."""
    return one.head[:3] == two.head[:3]


def _quoted_spots(judged: Judged) -> list[Spot]:
    """The sentences that hold the claim's quotations."""
    found: list[Spot] = []
    for mention in judged.case.mentions("quotation"):
        words = fold(mention.surface).text.strip().strip(".,;:!?").strip()
        if len(words) < 2 or _title(judged, mention):
            continue
        for source, view in enumerate(judged.case.index.folded):
            for span in find_quoted(view, words):
                found += judged.case.index.spots_over(Ref(source, span))
    return found


def _title(judged: Judged, mention: Mention) -> bool:
    """Every word but the small ones has a capital: the title of a work, which nobody need have said."""
    words = [w for w in re.findall(r"[^\W\d_]+", mention.surface) if w.lower() not in judged.case.pack.stop]
    return bool(words) and all(w[0].isupper() for w in words)


def _spots(judged: Judged, clause: Clause) -> list[Spot]:
    ranked = judged.case.candidates(clause)
    best = [a for a in ranked if a.share >= 0.6 and not a.other.attributes]
    return [best[0].spot] if best else []


def speakers_of(judged: Judged, spot: Spot) -> list[Phrase]:
    """Who speaks in a sentence; pronouns resolved to the last named speaker before, or left as pronouns."""
    found = _spoken_in(judged, spot)
    if not found:
        end = _quotation_goes_on(judged, spot)
        found = _spoken_in(judged, end) if end is not None else []
        spot = end or spot
    if not found and _open_quotation(spot):
        found = [p for before in judged.case.index.before(spot, 1) for p in _spoken_in(judged, before)]
    return [_resolved(judged, spot, phrase) if phrase.pronoun else phrase for phrase in found]


def _spoken_in(judged: Judged, spot: Spot) -> list[Phrase]:
    """Subjects of verbs of saying and speakers of reported clauses; of "we were told" nobody."""
    quoting = any(m.kind == "quotation" for m in spot.sentence.mentions)
    labels = judged.case.pack.words("attribution.labels") if quoting else frozenset()
    found: list[Phrase] = []
    for clause in spot.sentence.clauses:
        speaks = (clause.attributes or (clause.verb in labels and clause.depth == "finite")) and not clause.passive
        found += [p for p in (clause.subject if speaks else None, clause.speaker) if p is not None]
    return found


def _quotation_goes_on(judged: Judged, spot: Spot) -> Spot | None:
    """The sentence in which a quotation that runs over the end of this one closes: there it is said who speaks."""
    span = spot.sentence.span
    for mention in judged.case.index.readings[spot.source].mentions:
        if mention.kind == "quotation" and mention.span.start < span.end < mention.span.end:
            return judged.case.index.spot_at(spot.source, mention.span.end)
    return None


def _open_quotation(spot: Spot) -> bool:
    return spot.sentence.words().lstrip()[:1] in '"\u201c'


def _resolved(judged: Judged, spot: Spot, phrase: Phrase) -> Phrase:
    """The speaker named last before a pronoun; the pronoun itself where somebody else is named in between."""
    for before in (spot, *judged.case.index.before(spot, 3)):
        for clause in reversed(before.sentence.clauses):
            speaks = clause.attributes and not clause.passive
            if speaks and clause.subject is not None and clause.subject.names:
                return clause.subject
        if before is not spot and any(_named(judged, before, c.subject) for c in before.sentence.clauses):
            return phrase  # somebody is named who does not speak: who "he" is remains open
    return phrase


def _named(judged: Judged, spot: Spot, phrase: Phrase | None) -> bool:
    """The phrase has a name, or a capital word that is one elsewhere: "Sills" heads a sentence, after "Dawn Sills"."""
    if phrase is None:
        return False
    tokens = spot.sentence.tokens[phrase.start : phrase.end]
    return bool(phrase.names) or any(t.capital and judged.registry.knows(t.key) for t in tokens)


def _matches(judged: Judged, speaker: Phrase, other: Phrase) -> bool:
    if other.pronoun:
        return False
    if speaker.names and other.names:
        shared = speaker.names & other.names
        relatives = len(shared) == 1 and not (speaker.names <= other.names or other.names <= speaker.names)
        return bool(shared) and not relatives if shared else _stems(judged, speaker, other)
    return any(judged.case.likeness(w, other.words) > 0 for w in speaker.words) or _apposed(judged, speaker, other)


def _stems(judged: Judged, speaker: Phrase, other: Phrase) -> bool:
    registry = judged.registry
    keys = {registry.key(n) for n in other.names}
    return any(registry.key(n) in keys for n in speaker.names)


def _apposed(judged: Judged, speaker: Phrase, other: Phrase) -> bool:
    """ "the mediator" for a name that the sources put beside that word."""
    for spot in judged.case.index.spots:
        for clause in spot.sentence.clauses:
            for phrase in (clause.subject, clause.object, clause.speaker):
                if (
                    phrase is not None
                    and other.names & phrase.names
                    and (speaker.head in phrase.words or speaker.names & phrase.names)
                ):
                    return True
    return False
