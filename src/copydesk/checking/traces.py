"""The chain behind a verdict, mention by mention: what `explain` prints, pages colour, and certificates tell.

It says what the rules decided. A figure that they let pass because it was recomputed, counted from a dateline, or said
in other words is `derived` from what it was computed from, also where no equal figure stands in the source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from copydesk.checking.index import Standing
from copydesk.checking.judged import Judged
from copydesk.checking.pair import MATCH_SAYS, Held, Pair
from copydesk.checking.records import Candidate, Finding, Relation, Trace
from copydesk.checking.rules import date, number, quotation
from copydesk.mentions.records import Mention, Moment, Quantity, Quotation
from copydesk.source import Ref

MOST = 5
"""Candidates of a mention that are kept."""


def traces(judged: Judged, start: int, findings: Sequence[Finding]) -> tuple[Trace, ...]:
    """One chain for every mention of a sentence of a claim, in order.

    Args:
        start: where the sentence begins in the claim; the traces are in the claim's offsets.
        findings: of the whole claim, in its offsets.
    """
    found = [*_of_pairs(judged, start, findings)]
    for mention in judged.case.reading.mentions:
        if mention.kind == "name":
            found.append(_of_name(judged, mention))
        elif mention.kind == "quotation":
            found.append(_of_quotation(judged, mention))
    ordered = sorted(found, key=lambda t: (t.mention.span.start, t.mention.span.end))
    return tuple(replace(t, mention=replace(t.mention, span=t.mention.span.shifted(start))) for t in ordered)


def _of_pairs(judged: Judged, start: int, findings: Sequence[Finding]) -> Iterator[Trace]:
    for pair in (*judged.quantities, *judged.moments):
        how = judged.derivations.get(pair.mention.span.start)
        if how is not None:
            yield _derived(pair, how.inputs, f"the {how.operation} of these")
        elif pair.relation not in ("absent", "differs") or _speaks_against(pair, start, findings):
            yield _compared(pair)
        else:
            yield _let_pass(judged, pair)


def _speaks_against(pair: Pair, start: int, findings: Sequence[Finding]) -> bool:
    span = pair.mention.span.shifted(start)
    return any(one.severity != "note" and one.span.overlaps(span) for one in findings)


def _compared(pair: Pair) -> Trace:
    rows = tuple(_candidate(held) for held in (*pair.held, *pair.rivals)[:MOST])
    return Trace(pair.mention, pair.relation, pair.mention.rule, rows)


def _candidate(held: Held) -> Candidate:
    relation: Relation = "differs"
    if held.match in ("same", "converts"):
        relation = "same"
    elif held.match in ("rounds", "vague"):
        relation = held.match
    return Candidate(held.standing.ref, held.standing.mention, relation, MATCH_SAYS[held.match])


def _derived(pair: Pair, inputs: Sequence[Standing], why: str) -> Trace:
    rows = tuple(Candidate(one.ref, one.mention, "derived", why) for one in inputs[:MOST])
    return Trace(pair.mention, "derived", pair.mention.rule, rows)


def _let_pass(judged: Judged, pair: Pair) -> Trace:
    """No equal figure stands there, and no rule minds: by what it was let pass."""
    value = pair.mention.value
    if isinstance(value, Moment):
        return _derived(pair, date.resolved(judged, value), "counted from the day of publication, or from here")
    assert isinstance(value, Quantity)
    if number.trivial(judged, pair, value) or value.low is None or value.vague:
        return Trace(pair.mention, "vague", pair.mention.rule)
    follows = [held.standing for held in pair.held if number.follows(value, held)]
    ends = number.ends(judged, value)
    return _derived(pair, follows or ends, "it follows from this" if follows else "the ends of the range")


def _of_name(judged: Judged, mention: Mention) -> Trace:
    found = [] if mention.rule in ("name-headline", "reference-mark") else judged.named(mention)
    near = {id(s) for s in judged.case.nearby}
    inside = [s for s in found if id(s.spot) in near]
    relation: Relation = "same" if inside else "elsewhere" if found else "absent"
    rows = tuple(Candidate(s.ref, s.mention, relation, "same name") for s in (inside or found)[:MOST])
    return Trace(mention, relation, mention.rule, rows)


def _of_quotation(judged: Judged, mention: Mention) -> Trace:
    places = quotation.places(judged, mention)[:MOST]
    if not places and judged.copied:
        # Copied with the sentence around it, and read otherwise there: with an insertion in brackets, say.
        places = list(judged.located.refs)
    rows = tuple(Candidate(ref, _quoted_at(judged, ref), "same", "the same words") for ref in places)
    return Trace(mention, "same" if rows else "absent", mention.rule, rows)


def _quoted_at(judged: Judged, ref: Ref) -> Mention:
    """The source's words at a place, as a quotation."""
    words = judged.case.index.words(ref)
    return Mention(ref.span, words, Quotation(words), "located")
