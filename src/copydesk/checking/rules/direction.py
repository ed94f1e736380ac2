"""A rise made a fall, more made less, acceptance made refusal: the two ends of one scale exchanged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from copydesk.checking.case import Aligned, clause_words
from copydesk.checking.judged import Judged
from copydesk.checking.records import Finding
from copydesk.checking.rules.table import Example, Rule
from copydesk.mentions.clauses import Clause
from copydesk.mentions.records import Mention
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
)

RULES = (VERB, WORD, FIGURE)


def find(judged: Judged) -> Iterator[Finding]:
    done: set[str] = set()
    for aligned in judged.case.aligned:
        if aligned.share < 0.4:
            continue
        if (
            aligned.verb == "opposite"
            and aligned.clause.negated == aligned.other.negated
            and not _other(judged, aligned)
            and not _converse(judged, aligned)
        ):
            done |= _scales(judged, aligned.clause.verb)
            yield VERB.finding(
                aligned.clause.verb_span,
                f"The source says {aligned.other.verb!r}, the claim {aligned.clause.verb!r}.",
                [aligned.spot.ref],
            )
    if not done:
        yield from _figures(judged)
    yield from _words(judged, done)


def _other(judged: Judged, aligned: Aligned) -> bool:
    """Another clause of the support, as close, has the claim's own verb."""
    return any(
        o.verb in ("same", "synonym", "derived") and o.share >= aligned.share - 0.1
        for o in judged.case.candidates(aligned.clause)
    )


def _converse(judged: Judged, aligned: Aligned) -> bool:
    """ "Ashby lost to Rovers" and "Rovers beat Ashby" say the same: the scale turned, and the two sides with it."""
    if not _scales(judged, aligned.clause.verb) & {"win or lose", "buy or sell"}:
        return False
    mine, theirs = aligned.clause.subject, aligned.other.subject
    return mine is not None and theirs is not None and not mine.names & theirs.names and mine.head != theirs.head


def _scales(judged: Judged, lemma: str) -> set[str]:
    return {scale for scale, _ in judged.case.pack.poles.get(lemma, ())}


_SCALES = ("rise or fall", "more or less")


def _figures(judged: Judged) -> Iterator[Finding]:
    """The word of rise or fall that stands nearest to a figure, three words away at most, in claim and source."""
    for pair in judged.quantities:
        value = pair.mention.value
        if pair.relation not in ("same", "rounds") or not pair.held or value.kind != "quantity" or value.low is None:
            continue
        mine = _pole_beside(judged, judged.case.reading.tokens, pair.mention)
        theirs = [_pole_beside(judged, h.standing.spot.sentence.tokens, h.standing.mention) for h in pair.held]
        if mine and theirs and all(t and t != mine for t in theirs):
            yield FIGURE.finding(
                pair.mention.span,
                f"The source has this figure go {'up' if mine == 'down' else 'down'}, the claim {mine}.",
                [pair.held[0].standing.ref],
            )
            return


def _pole_beside(judged: Judged, tokens: Sequence[Token], mention: Mention) -> str:
    pack = judged.case.pack
    inside = [i for i, t in enumerate(tokens) if mention.span.start <= t.start < mention.span.end]
    if not inside:
        return ""
    near: list[tuple[int, str]] = []
    for i in range(max(0, inside[0] - 3), min(len(tokens), inside[-1] + 4)):
        token = tokens[i]
        if (
            i in inside
            or token.kind != "word"
            or token.key in ("over", "under")
            or (token.key in ("more", "less", "fewer", "below", "above") and i < inside[0])
        ):
            continue
        for scale, pole in (*pack.poles.get(token.key, ()), *pack.poles.get(pack.lemma(token.key), ())):
            if scale in _SCALES:
                near.append((min(abs(i - inside[0]), abs(i - inside[-1])), pole))
    return min(near)[1] if near else ""


def _words(judged: Judged, done: set[str]) -> Iterator[Finding]:
    """Words other than verbs: the claim has only one end of a scale, the matching sentences only the other."""
    case, pack = judged.case, judged.case.pack
    for sentence in case.reading.sentences:
        for token in sentence.tokens:
            lemma = pack.lemma(token.key) if token.kind == "word" else ""
            own = pack.poles.get(token.key) or pack.poles.get(lemma) or ()
            for scale, pole in own:
                if scale in done or scale in ("male or female", "arrive or leave", "first or last", "begin or end"):
                    continue
                against = _against(judged, scale, pole, token)
                if against is not None:
                    done.add(scale)
                    yield WORD.finding(
                        type(sentence.span)(token.start, token.end),
                        f"The source says {against[0]!r} where the claim says {token.text!r}.",
                        [against[1]],
                    )


def _beside(judged: Judged, tokens: Sequence[Token], word: Token) -> frozenset[str]:
    """Lemmas of the content words within five words of `word`, with those that may stand for them in the sources."""
    pack = judged.case.pack
    at = next(i for i, t in enumerate(tokens) if t.start == word.start)
    near = [t for t in tokens[max(0, at - 6) : at + 7] if t.kind == "word" and t is not word and t.key not in pack.stop]
    lemmas = {pack.lemma(t.key.removesuffix("'s")) for t in near}
    return frozenset(lemmas | {akin for lemma in lemmas for akin in judged.case.index.akin(lemma)})


def _against(judged: Judged, scale: str, pole: str, word: Token):  # type: ignore[no-untyped-def]
    """The opposite word of the support, when the claim's own end of the scale stands nowhere in it."""
    case, pack = judged.case, judged.case.pack
    found = None
    here = _beside(judged, case.reading.tokens, word)
    mine = {
        p
        for t in case.reading.tokens
        if t.kind == "word"
        for s, p in (*pack.poles.get(t.key, ()), *pack.poles.get(pack.lemma(t.key), ()))
        if s == scale
    }
    if len(mine) > 1:
        return None
    for spot in case.support[:2]:
        for token in spot.sentence.tokens:
            if token.kind != "word":
                continue
            for other, end in (*pack.poles.get(token.key, ()), *pack.poles.get(pack.lemma(token.key), ())):
                if other == scale and end == pole:
                    return None
                if other == scale and found is None and here & _beside(judged, spot.sentence.tokens, token):
                    found = (token.text, spot.ref)
    if found is None or _negations(judged):
        return None
    return found if _same_matter(judged) else None


def _negations(judged: Judged) -> bool:
    from copydesk.checking.rules.negation import negators

    case = judged.case
    return negators(judged, case.text) % 2 != (
        negators(judged, case.support[0].sentence.words()) % 2 if case.support else 0
    )


def _same_matter(judged: Judged) -> bool:
    """The claim's other words stand in the support, so that the two speak of one thing."""
    case = judged.case
    words = [w for s in case.reading.sentences for w in s.content]
    return bool(words) and sum(case.likeness(w, case.support_lemmas) > 0 for w in words) / len(words) >= 0.5


def content(clause: Clause) -> frozenset[str]:
    return clause_words(clause)
