"""The value is there, but it belongs to something or someone else.

Decided by the words around it: where another figure (or date) of the same sort in the evidence stands among more of
the words that the claim puts around this one, the claim has bound it to the wrong thing.
"""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.checking.compare import compare_moments, entailed
from copydesk.checking.judged import Judged
from copydesk.checking.owners import clause_of, listed, owned
from copydesk.checking.pair import Held, Pair, fit, surroundings
from copydesk.checking.reading import Sentence
from copydesk.checking.records import Finding
from copydesk.checking.retraction import withdrawn
from copydesk.checking.rules.table import Example, Rule
from copydesk.mentions.clauses import Clause
from copydesk.mentions.records import Mention, Moment, Quantity

VALUE = Rule(
    "BIN001",
    "value-of-another",
    "error",
    "The figure belongs to something else; another one fits what the claim says.",
    Example(
        "The blast killed 12 people and wounded 40.",
        "The blast killed 12 people; 40 were wounded.",
        "The blast killed 40 people and wounded 12.",
    ),
)
COUNTED = Rule(
    "BIN002",
    "counts-something-else",
    "error",
    "The figure counts other people or things than the claim says.",
    Example("The app has 40 branches and 12 managers.", "There are 12 managers.", "There are 12 branches."),
)
OWNER = Rule(
    "BIN004",
    "belongs-to-another",
    "error",
    "The source says the figure or date of somebody or something else.",
    Example(
        "Leeds council will cut 40 jobs and Bradford council will cut 12 jobs.",
        "Bradford council will cut 12 jobs.",
        "Bradford council will cut 40 jobs.",
    ),
)
LISTED = Rule(
    "BIN005",
    "lists-crossed",
    "error",
    'Two lists that belong together item by item ("respectively") are crossed.',
    Example(
        "Anna Lund and Per Holm were jailed for six and nine years respectively.",
        "Per Holm was jailed for nine years.",
        "Anna Lund was jailed for nine years.",
    ),
)
DATE = Rule(
    "BIN003", "date-of-another", "error", "The date belongs to another event; another one fits what the claim says."
)

LEVEL = Rule(
    "BIN006",
    "level-as-change",
    "error",
    "A level reached is given as the change, or the other way round.",
    Example(
        "Exports rose to 40 billion crowns last year.",
        "Last year exports rose to 40 billion crowns.",
        "Exports rose by 40 billion crowns.",
    ),
)

RULES = (VALUE, COUNTED, DATE, OWNER, LISTED, LEVEL)

MARGIN, RATIO = 0.35, 1.3
"""How much better (in sum, and as a ratio) another figure must fit before the claim is said to have it wrong."""


def find(judged: Judged) -> Iterator[Finding]:
    for pair in judged.quantities:
        value = pair.mention.value
        assert isinstance(value, Quantity)
        if pair.relation not in ("same", "rounds") or value.low is None or not pair.held:
            continue
        finding = (
            listed(judged, pair, LISTED)
            or owned(judged, pair, OWNER)
            or _level(judged, pair)
            or _dated(judged, pair)
            or _rival(judged, pair, VALUE)
            or _counted(judged, pair, value)
        )
        if finding is not None:
            yield finding
    for pair in judged.moments:
        value = pair.mention.value
        if pair.relation == "same" and isinstance(value, Moment) and pair.held:
            finding = listed(judged, pair, LISTED) or owned(judged, pair, OWNER) or _rival(judged, pair, DATE)
            if finding is not None:
                yield finding


def _rival(judged: Judged, pair: Pair, rule: Rule) -> Finding | None:
    best = max(pair.held, key=lambda h: h.fit)
    if _fulfilled(pair):
        return None
    rivals = [
        h
        for h in pair.rivals
        if _same_parts(judged, pair, h.standing.mention.value)
        and not withdrawn(h.standing.spot.sentence, h.standing.mention)
    ]
    if not rivals:
        return None
    rival = max(rivals, key=lambda h: h.fit)
    if rival.fit <= best.fit * RATIO + MARGIN or _told_apart(judged, pair, best, rival):
        return None
    if not _witnessed(judged, pair, rival):
        return None
    instead = rival.standing.mention.surface
    message = f"{pair.mention.surface!r} belongs to something else in the source; here it gives {instead!r}."
    return rule.finding(pair.mention.span, message, [best.standing.ref, rival.standing.ref], None)


def _fulfilled(pair: Pair) -> bool:
    """ "More than 500" where the source also gives 547: the other figure is the same one, given exactly."""
    value = pair.mention.value
    if not isinstance(value, Quantity) or value.bound == "exact" or value.form == "measure":
        return False
    return any(isinstance(o := h.standing.mention.value, Quantity) and entailed(value, o) for h in pair.rivals)


def _level(judged: Judged, pair: Pair) -> Finding | None:
    """ "rose by 40" against "rose to 40": decided by the preposition right before the figure."""
    sentence = judged.case.reading.sentence_at(pair.mention.span.start)
    mine = _before(sentence.text, pair.mention.span.start) if sentence else ""
    theirs = {_before(h.standing.spot.sentence.text, h.standing.mention.span.start) for h in pair.held}
    changing = judged.case.reading_lemmas & judged.case.pack.poles.keys()
    if mine in ("by", "to") and theirs == {"to" if mine == "by" else "by"} and changing:
        return LEVEL.finding(
            pair.mention.span,
            f"The source says {next(iter(theirs))!r} {pair.mention.surface}, the claim {mine!r}.",
            [pair.held[0].standing.ref],
        )
    return None


def _dated(judged: Judged, pair: Pair) -> Finding | None:
    """ "5% in May and 3% in June": the date right behind a figure is that figure's."""
    sentence = judged.case.reading.sentence_at(pair.mention.span.start)
    mine = _moment_behind(sentence, pair.mention) if sentence else None
    theirs = [_moment_behind(h.standing.spot.sentence, h.standing.mention) for h in pair.held]
    if mine is None or not all(theirs):
        return None
    if any(m is not None and compare_moments(mine, m, judged.case.published) != "differs" for m in theirs):
        return None
    best = pair.held[0].standing
    return DATE.finding(pair.mention.span, f"The source gives {pair.mention.surface!r} for another date.", [best.ref])


def _moment_behind(sentence: Sentence, mention: Mention) -> Moment | None:
    for other in sentence.mentions:
        gap = sentence.text[mention.span.end : other.span.start].strip()
        if isinstance(other.value, Moment) and other.span.start > mention.span.end and gap in ("in", "on", "for"):
            return other.value
    return None


def _before(text: str, start: int) -> str:
    words = text[max(0, start - 24) : start].lower().split()
    while words and words[-1] in ("about", "some", "around", "nearly", "almost", "roughly", "than", "more", "over"):
        words.pop()
    return words[-1] if words else ""


def _witnessed(judged: Judged, pair: Pair, rival: Held) -> bool:
    """What the claim puts closest to the figure (its verb, a name, a neighbour) stands in the rival's clause, and in no
    clause that holds the figure itself."""
    case = judged.case
    sentence = case.reading.sentence_at(pair.mention.span.start)
    if sentence is None:
        return False
    clause = clause_of(sentence, pair.mention)
    close = {w for w, weight in surroundings(sentence, pair.mention).items() if weight >= CLOSE}
    close |= _names(clause) if clause else frozenset()
    if clause is not None and clause.verb not in LIGHT:
        close.add(clause.verb)
    theirs = _held_words(rival)
    own = [_held_words(h) for h in pair.held]
    return any(case.likeness(w, theirs) >= 0.6 and not any(case.likeness(w, words) > 0 for words in own) for w in close)


CLOSE = 0.7
"""Surrounding weight of a word two places away at most."""
LIGHT = frozenset(("be", "have", "do", "get", "take", "make", ""))


def _names(clause: Clause) -> frozenset[str]:
    return clause.subject.names if clause.subject is not None else frozenset()


def _held_words(held: Held) -> frozenset[str]:
    """Lemmas of the clause that holds a figure, its handed-on subject included."""
    sentence = held.standing.spot.sentence
    clause = clause_of(sentence, held.standing.mention)
    if clause is None:
        return sentence.content
    inside = {
        sentence.pack.lemma(t.key.removesuffix("'s"))
        for t in sentence.tokens
        if clause.span.start <= t.start < clause.span.end
    }
    handed = clause.subject.words | clause.subject.names if clause.subject is not None else frozenset()
    return frozenset(inside) | handed | {clause.verb}


def _told_apart(judged: Judged, pair: Pair, best: Held, rival: Held) -> bool:
    """The claim gives the rival figure too, and the two fit better as they stand than exchanged."""
    case = judged.case
    for other in (*judged.quantities, *judged.moments):
        if other is pair or not any(h.standing.mention is rival.standing.mention for h in other.held):
            continue
        sentence = case.reading.sentence_at(other.mention.span.start)
        if sentence is None:
            return False
        around = surroundings(sentence, other.mention)
        own = fit(case, around, surroundings(rival.standing.spot.sentence, rival.standing.mention))
        crossed = fit(case, around, surroundings(best.standing.spot.sentence, best.standing.mention))
        straight, turned = best.fit + own, rival.fit + crossed
        return straight >= turned
    return False


def _same_parts(judged: Judged, pair: Pair, other: object) -> bool:
    """Dates are rivals only when they give the same components (a weekday is no rival of a year)."""
    value = pair.mention.value
    if isinstance(value, Moment) and isinstance(other, Moment):
        mine = {p for p in ("year", "month", "day", "weekday", "hour") if getattr(value, p) is not None}
        return mine == {p for p in ("year", "month", "day", "weekday", "hour") if getattr(other, p) is not None}
    if not isinstance(other, Quantity) or not isinstance(value, Quantity) or other.age != value.age:
        return False
    if (
        other.form == "count"
        and other.counts
        and not any(judged.case.likeness(n, judged.case.reading_lemmas) > 0 for n in other.counts[:1])
    ):
        return False
    return other.form == value.form or (other.form == "count" and not other.counts and other.unit is None)


def _counted(judged: Judged, pair: Pair, value: Quantity) -> Finding | None:
    """Both say what is counted, and the two nouns cannot stand for each other."""
    case = judged.case
    if value.form not in ("count", "vague") or not value.counts or (pair.mention.rule == "words" and value.low == 1):
        return None
    mine = value.counts[0]
    if mine in case.pack.words("figures.anyone") or mine not in case.pack.lexicon:
        return None
    theirs = set()
    for held in pair.held:
        other = held.standing.mention.value
        assert isinstance(other, Quantity)
        if other.form != "count" or not other.counts:
            return None
        theirs.add(other.counts[0])
        near = held.standing.spot.sentence.lemmas
        if case.likeness(mine, frozenset(other.counts)) or (
            case.likeness(mine, near) and not _else_counted(mine, held)
        ):
            return None
    if not case.likeness(mine, case.support_lemmas):
        return None
    shown = sorted(theirs)[0]
    return COUNTED.finding(
        pair.mention.span,
        f"In the source {pair.mention.surface!r} counts {shown!r}, in the claim {mine!r}.",
        [pair.held[0].standing.ref],
    )


def _else_counted(noun: str, held: Held) -> bool:
    """The noun is counted by another figure of the same sentence."""
    return any(
        isinstance(m.value, Quantity) and m is not held.standing.mention and noun in m.value.counts[:1]
        for m in held.standing.spot.sentence.mentions
    )
