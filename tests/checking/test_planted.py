"""Verdicts by construction: a copy is accepted; one digit, unit, sign, name or negator changed, and it is flagged."""

from __future__ import annotations

import pytest

from checking import planted
from checking.planted import RETOLD, SEEDS, Planted, checked, checker, source
from copydesk.checking.check import Checker
from copydesk.claims import Claim
from copydesk.source import Block, Source, Span

PLANTED = tuple(planted.planted())
COPIED = tuple((seed, sentence) for seed in SEEDS for sentence in planted.sentences(seed))
STRANGERS = "A baker in a far town sold blue bread to a choir.\n\n"
MISSED = {
    "to about 5 million.": "a changed figure behind a right one of the same list passes",
    "was not told three minutes later": "a negator gained behind a run-on sentence passes",
    "which took 24 hours longer": "the unit of a longer journey is not compared",
    "60 million dollars for new ships": "the currency is taken from another figure",
    "{{ 7 * 7 }}": "a figure that the source has once may stand twice",
}
"""Changes that are not seen today: words of the claim, and what seems to be the reason."""
REFUSED = {"The referendum needs 9,000 signatures by December 1.": "a thing announced is taken for a thing said"}


def known(reasons: dict[str, str], claim: str) -> list[pytest.MarkDecorator]:
    found = [reason for words, reason in reasons.items() if words in claim]
    return [pytest.mark.xfail(strict=True, reason=reason) for reason in found]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_copied_sentence_is_accepted(seed: str) -> None:
    refused = {s: checked(seed, s).findings for s in planted.sentences(seed) if checked(seed, s).outcome != "accepted"}
    assert not refused
    assert len(planted.sentences(seed)) > 10


@pytest.mark.parametrize(("seed", "claim"), [pytest.param(s, c, marks=known(REFUSED, c)) for s, c in RETOLD])
def test_a_retold_sentence_is_accepted(seed: str, claim: str) -> None:
    assert checked(seed, claim).findings == ()


@pytest.mark.parametrize(
    "case",
    [pytest.param(p, marks=known(MISSED, p.claim), id=f"{p.change} {n} {p.after}") for n, p in enumerate(PLANTED)],
)
def test_one_change_flags_the_claim(case: Planted) -> None:
    """Of a copied sentence and of a retold one alike."""
    found = checked(case.seed, case.claim)
    assert found.outcome == "flagged", f"{case.before!r} -> {case.after!r} in {case.claim!r}"


def test_every_sort_of_change_was_planted() -> None:
    counts = {
        change: sum(p.change == change for p in PLANTED) for change in ("digit", "unit", "sign", "name", "negator")
    }
    assert min(counts.values()) >= 8
    assert all(any(words in p.claim for p in PLANTED) for words in MISSED)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_unrelated_sentence_in_the_source_turns_no_copy(seed: str) -> None:
    """Before the whole, and behind the first paragraph of the body."""
    for at in (0, source(seed).text.index("\n\n") + 2):
        widened = Checker([_inserted(source(seed), at, STRANGERS)])
        assert all(widened.check(Claim("c", s)).outcome == "accepted" for s in planted.sentences(seed))


def _inserted(one: Source, at: int, words: str) -> Source:
    """The source with words put in at a paragraph's border; what stands behind is labelled as before."""
    text = one.text[:at] + words + one.text[at:]
    blocks = tuple(Block(b.span.shifted(len(words) if b.span.start >= at else 0), b.kind) for b in one.blocks)
    return Source(text, one.name, (*blocks, Block(Span(at, at + len(words)), "body")), one.published, one.language)


@pytest.mark.parametrize("seed", SEEDS)
def test_spans_hold_in_claim_and_source(seed: str) -> None:
    """Traces and findings of every planted claim stand where they say, and so do the candidates in the source."""
    text = source(seed).text
    for case in (p for p in PLANTED if p.seed == seed):
        result = checked(seed, case.claim)
        for trace in result.traces:
            assert trace.mention.span.of(case.claim) == trace.mention.surface
            if trace.mention.kind != "quotation":
                assert all(c.ref.span.of(text) == c.mention.surface for c in trace.candidates)
        for finding in result.findings:
            assert 0 <= finding.span.start <= finding.span.end <= len(case.claim)
            assert all(0 <= ref.span.start < ref.span.end <= len(text) for ref in finding.refs)
            assert finding.message
        assert all(ref.span.of(text).strip() == ref.span.of(text) for ref in result.support)


def test_the_candidate_of_a_quotation_is_the_source_s() -> None:
    text = "“We will not go,” she said."
    (trace,) = Checker([Source(text)]).check(Claim("c", "“We will not go.”")).traces
    assert [c.ref.span.of(text) for c in trace.candidates] == [c.mention.surface for c in trace.candidates]


def test_findings_and_traces_are_in_the_order_of_the_claim() -> None:
    for case in PLANTED[::7]:
        result = checked(case.seed, case.claim)
        assert [f.span.start for f in result.findings] == sorted(f.span.start for f in result.findings)
        assert [t.mention.span.start for t in result.traces] == sorted(t.mention.span.start for t in result.traces)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_figure_has_a_chain_of_its_own(seed: str) -> None:
    """Every digit of a claim lies inside a mention that was traced: none is passed over."""
    for sentence in planted.sentences(seed):
        spans = [t.mention.span for t in checker(seed).check(Claim("c", sentence)).traces]
        left = [at for at, c in enumerate(sentence) if c.isdigit() and not any(s.start <= at < s.end for s in spans)]
        assert not left, sentence
