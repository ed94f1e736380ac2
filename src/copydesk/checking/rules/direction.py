"""A rise made a fall, more made less, acceptance made refusal: the two ends of one scale exchanged.

The scales are data (`direction` in the language pack). A verb is compared with the verb of its counterpart clause;
another word with the words of the source that have the same neighbours; a word beside a figure with the word beside
that figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from copydesk.checking.case import Aligned
from copydesk.checking.judged import Judged
from copydesk.checking.records import Finding
from copydesk.checking.rules.table import Example, Rule
from copydesk.mentions.records import Mention, Quantity
from copydesk.source import Ref, Span
from copydesk.text.tokens import Token

VERB = Rule(
    "DIR001",
    "opposite-verb",
    "error",
    "The source's verb is the opposite of the claim's.",
    Example("Profit fell 12% last year.", "Profit dropped 12% last year.", "Profit rose 12% last year."),
)
WORD = Rule(
    "DIR002",
    "opposite-word",
    "error",
    "A word of the claim stands at the other end of its scale (above, below; best, worst).",
    Example("Rainfall was well above average.", "Rainfall was above the average.", "Rainfall was well below average."),
)
FIGURE = Rule(
    "DIR003",
    "figure-turned",
    "error",
    "The figure is a rise in the one and a fall in the other, above in the one and below in the other.",
    Example("Sales are up 4 percent on last year.", "Sales are up 4%.", "Sales are down 4 percent on last year."),
)

RULES = (VERB, WORD, FIGURE)

NEGATORS = frozenset(["not", "never", "no", "n't", "without", "hardly"])
NEAR = 6


def find(judged: Judged) -> Iterator[Finding]:
    done: set[str] = set()
    for aligned in judged.case.aligned:
        if _opposed(judged, aligned):
            done |= _scales(judged, aligned.clause.verb)
            message = f"The source says {aligned.other.verb!r}, the claim {aligned.clause.verb!r}."
            yield VERB.finding(aligned.clause.verb_span, message, [aligned.spot.ref])
    if not done:
        yield from _figures(judged)
    yield from _words(judged, done)


# --- verbs ----------------------------------------------------------------------------------------------------------


def _opposed(judged: Judged, aligned: Aligned) -> bool:
    if aligned.share < 0.4 or aligned.verb != "opposite" or aligned.clause.negated != aligned.other.negated:
        return False
    return (
        not _said_before(judged, aligned.other.verb)
        and not _said_too(judged, aligned)
        and not _converse(judged, aligned)
    )


def _said_before(judged: Judged, verb: str) -> bool:
    """ "reopened after being closed": the claim says the source's verb too, as what went before."""
    tokens, lemma = judged.case.reading.tokens, judged.case.pack.lemma
    after = [i for i, t in enumerate(tokens) if t.key == "after"]
    return any(lemma(t.key) == verb for i in after for t in tokens[i + 1 : i + 4])


def _said_too(judged: Judged, aligned: Aligned) -> bool:
    """Another clause of the sources, as close, has the claim's own verb."""
    rows = (*judged.case.candidates(aligned.clause), *judged.case.elsewhere(aligned))
    return any(o.verb in ("same", "synonym", "derived") and o.share >= aligned.share - 0.1 for o in rows)


def _converse(judged: Judged, aligned: Aligned) -> bool:
    """ "Ashby lost to Rovers" and "Rovers beat Ashby" say the same: the scale turned, and the two sides with it."""
    if not _scales(judged, aligned.clause.verb) & judged.case.pack.words("directions.converse"):
        return False
    mine, theirs = aligned.clause.subject, aligned.other.subject
    return mine is not None and theirs is not None and not mine.names & theirs.names and mine.head != theirs.head


def _scales(judged: Judged, lemma: str) -> set[str]:
    return {scale for scale, _ in judged.case.pack.poles.get(lemma, ())}


def poles(judged: Judged, token: Token) -> tuple[tuple[str, str], ...]:
    """The (scale, pole) pairs of a word, by its form or its lemma; none for marks and digits."""
    pack = judged.case.pack
    if token.kind != "word":
        return ()
    by_lemma = (
        row for row in pack.poles.get(pack.lemma(token.key), ()) if row[0] not in pack.words("directions.compared")
    )
    return (*pack.poles.get(token.key, ()), *by_lemma)


# --- words beside a figure ------------------------------------------------------------------------------------------


def _figures(judged: Judged) -> Iterator[Finding]:
    """The word of rise or fall that stands nearest to a figure, three words away at most, in claim and source."""
    for pair in judged.quantities:
        value = pair.mention.value
        if pair.relation not in ("same", "rounds") or not isinstance(value, Quantity) or value.low is None:
            continue
        mine = _pole_beside(judged, judged.case.reading.tokens, pair.mention)
        theirs = [_pole_beside(judged, h.standing.spot.sentence.tokens, h.standing.mention) for h in pair.held]
        if mine and theirs and all(t and t != mine for t in theirs):
            message = f"The source has this figure go {theirs[0]}, the claim {mine}."
            yield FIGURE.finding(pair.mention.span, message, [pair.held[0].standing.ref])
            return


def _pole_beside(judged: Judged, tokens: Sequence[Token], mention: Mention) -> str:
    inside = [i for i, t in enumerate(tokens) if mention.span.start <= t.start < mention.span.end]
    if not inside:
        return ""
    near: list[tuple[int, str]] = []
    measured = judged.case.pack.words("directions.measured")
    for i in _around(tokens, inside[0], inside[-1]):
        if _bounds(tokens[i].key, before=i < inside[0]):
            continue
        distance = min(abs(i - inside[0]), abs(i - inside[-1]))
        near += [(distance, pole) for scale, pole in poles(judged, tokens[i]) if scale in measured]
    return min(near)[1] if near else ""


def _around(tokens: Sequence[Token], first: int, last: int) -> list[int]:
    """Indexes of up to three tokens on either side, as far as the next mark."""
    left = range(first - 1, max(-1, first - 4), -1)
    right = range(last + 1, min(len(tokens), last + 4))
    sides = (takewhile(lambda i: tokens[i].kind != "mark" or tokens[i].text in "-%", side) for side in (left, right))
    return [i for side in sides for i in side]


def _bounds(key: str, *, before: bool) -> bool:
    """The word bounds the figure ("more than 5", "over two years"): it is no direction."""
    return key in ("over", "under") or (before and key in ("more", "less", "fewer", "below", "above"))


# --- other words ----------------------------------------------------------------------------------------------------


def _words(judged: Judged, done: set[str]) -> Iterator[Finding]:
    """The claim has only one end of a scale, the matching place of the source only the other."""
    case = judged.case
    for token in case.reading.tokens:
        for scale, pole in poles(judged, token):
            if scale in done or scale in judged.case.pack.words("directions.loose") or _idle(judged, token):
                continue
            against = _against(judged, scale, pole, token)
            if against is not None:
                done.add(scale)
                message = f"The source says {against[0]!r} where the claim says {token.text!r}."
                yield WORD.finding(Span(token.start, token.end), message, [against[1]])


def _against(judged: Judged, scale: str, pole: str, word: Token) -> tuple[str, Ref] | None:
    """The opposite word of the support with its place, when the claim's own end of the scale stands nowhere in it."""
    case = judged.case
    here = _beside(judged, case.reading.tokens, word)
    if len({end for token in case.reading.tokens for other, end in poles(judged, token) if other == scale}) > 1:
        return None
    found: tuple[str, Ref] | None = None
    for spot in case.support[:2]:
        tokens = spot.sentence.tokens
        for token in tokens:
            if _idle_in(tokens, token):
                continue
            ends = {end for other, end in poles(judged, token) if other == scale}
            if pole in ends:
                return None
            turned = _negated(case.reading.tokens, word) != _negated(tokens, token)
            if ends and found is None and not turned and here & _beside(judged, tokens, token):
                found = (token.text, spot.ref)
    return found if found is not None and _same_matter(judged) else None


def _idle(judged: Judged, token: Token) -> bool:
    return _idle_in(judged.case.reading.tokens, token)


def _idle_in(tokens: Sequence[Token], token: Token) -> bool:
    """ "a dispute over pay", "more specifically", "if accepted": words that stand at no end of a scale there."""
    at = _index(tokens, token)
    before, behind = (tokens[k] if 0 <= k < len(tokens) else None for k in (at - 1, at + 1))
    if token.key in ("over", "under"):
        return behind is None or not (behind.kind == "digits" or behind.key in ("a", "the", "$", "£", "€"))
    if token.key in ("more", "less"):
        return behind is not None and behind.key.endswith("ly")
    return before is not None and before.key in ("if", "unless")


def _beside(judged: Judged, tokens: Sequence[Token], word: Token) -> frozenset[str]:
    """Lemmas of the content words near `word`, with those that may stand for them in the sources."""
    pack = judged.case.pack
    at = _index(tokens, word)
    near = [t for t in tokens[max(0, at - NEAR) : at + NEAR + 1] if t.kind == "word" and t is not word]
    lemmas = {pack.lemma(t.key.removesuffix("'s")) for t in near if t.key not in pack.stop}
    return frozenset(lemmas | {akin for lemma in lemmas for akin in judged.case.index.akin(lemma)})


def _negated(tokens: Sequence[Token], word: Token) -> bool:
    """A negator stands among the four words before."""
    at = _index(tokens, word)
    return any(t.key in NEGATORS or t.key.endswith("n't") for t in tokens[max(0, at - 4) : at])


def _index(tokens: Sequence[Token], word: Token) -> int:
    return next(i for i, t in enumerate(tokens) if t.start == word.start)


def _same_matter(judged: Judged) -> bool:
    """The claim's other words stand in the support, so that the two speak of one thing."""
    case = judged.case
    words = [w for s in case.reading.sentences for w in s.content]
    return bool(words) and sum(case.likeness(w, case.support_lemmas) > 0 for w in words) / len(words) >= 0.5
