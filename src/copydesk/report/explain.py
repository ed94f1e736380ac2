"""The whole chain for each mention of a claim: rule, typed value, candidates in the source, relation, finding.

Plain lines, made from the same records as every other report; nothing is computed afresh.
"""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.checking.records import Candidate, CheckedClaim, Finding, Passage, Trace
from copydesk.errors import InputError
from copydesk.report import wording
from copydesk.report.result import Result

MOST_CANDIDATES = 6
"""Candidates shown for one mention; how many more there were is said."""


def explain(result: Result, claim_id: str | None = None) -> str:
    """The chains of one claim, or of all of them when no id is given; ends with a line feed.

    Raises:
        InputError: the result holds no claim with that id.
    """
    chosen = [checked for checked in result.claims if claim_id in (None, checked.claim.id)]
    if not chosen and claim_id is not None:
        known = ", ".join(checked.claim.id for checked in result.claims) or "none"
        raise InputError(f"The result holds no claim {claim_id!r}.", f"It holds: {known}.")
    return "\n".join(line for checked in chosen for line in (*_claim(result, checked), ""))


def _claim(result: Result, checked: CheckedClaim) -> Iterator[str]:
    why = f" ({wording.shown(checked.why)})" if checked.why else ""
    yield f"claim {checked.claim.id}: {wording.shown(checked.claim.text)}"
    yield f"  outcome: {checked.outcome}{why}"
    for passage in checked.passages:
        yield from _passage(result, passage)
    for ref in checked.support:
        yield f"  compared with {wording.ref_place(result, ref)}: {wording.ref_words(result, ref)}"
    unplaced = list(checked.findings)
    for trace in checked.traces:
        own = [finding for finding in checked.findings if finding.span.overlaps(trace.mention.span)]
        unplaced = [finding for finding in unplaced if finding not in own]
        yield from _trace(result, trace, own)
    if unplaced:
        yield "  findings about the claim as a whole:"
        yield from (f"    {line}" for finding in unplaced for line in finding_lines(finding, checked))
    for one in checked.ignored:
        yield f"  ignored: {wording.shown(one.ignore.reason)}"
        yield from (f"    {line}" for line in finding_lines(one.finding, checked))
    if not checked.traces and not checked.findings and checked.outcome == "accepted":
        yield "  no figure, date, name, quotation or qualifier was seen in it"


def _passage(result: Result, passage: Passage) -> Iterator[str]:
    yield f"  evidence: {wording.shown(passage.quoted)!r}"
    places = ", ".join(wording.ref_place(result, ref) for ref in passage.refs)
    yield f"    located: {passage.how}{' at ' + places if places else ''}"


def _trace(result: Result, trace: Trace, findings: list[Finding]) -> Iterator[str]:
    yield f"  {wording.mention_words(trace.mention)}"
    yield f"    read by: {trace.mention.rule}"
    for candidate in trace.candidates[:MOST_CANDIDATES]:
        yield f"    held against: {_candidate(result, candidate)}"
    if len(trace.candidates) > MOST_CANDIDATES:
        yield f"    and {len(trace.candidates) - MOST_CANDIDATES} more"
    yield f"    relation: {trace.relation} - {wording.RELATIONS[trace.relation]} (rule {trace.rule})"
    for finding in findings:
        yield f"    finding: {finding.code} {finding.severity} {finding.rule}: {wording.shown(finding.message)}"


def _candidate(result: Result, candidate: Candidate) -> str:
    words = wording.mention_words(candidate.mention)
    where = wording.ref_place(result, candidate.ref)
    return f"{words} at {where}: {candidate.relation}{', ' + wording.shown(candidate.why) if candidate.why else ''}"


def finding_lines(finding: Finding, checked: CheckedClaim) -> Iterator[str]:
    """A finding in one line, and its suggestion in a second where there is one."""
    yield f"{finding.code} {finding.severity} {finding.rule}: {wording.shown(finding.message)}"
    if finding.suggestion is not None:
        words = wording.shown(finding.span.of(checked.claim.text))
        yield f"suggestion: {words!r} -> {wording.shown(finding.suggestion)!r}"
