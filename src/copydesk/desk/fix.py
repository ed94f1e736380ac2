"""A person's summary with the suggestions of its findings put in, one at a time, each only where it mends its claim.

A suggestion mends a claim when the changed claim has fewer findings that flag and none that it did not have, and when
the changed file holds the same sentences otherwise. What does not is left, and said. No other byte of the text changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from copydesk.checking.check import Checker
from copydesk.checking.records import CheckedClaim, Finding
from copydesk.checking.trial import put
from copydesk.checking.verdict import DEFAULT, Policy
from copydesk.ingest import ignores, summary
from copydesk.report.result import Change, Fix, Result
from copydesk.source import Source, Span
from copydesk.version import VERSION


def fix(text: str, sources: Sequence[Source], name: str, target: str, policy: Policy = DEFAULT) -> tuple[str, Result]:
    """The text with what could be mended, and the check of it.

    Args:
        name: of the file that the text comes from; tells Markdown from plain text.
        target: of the file that the changed text will be written to.

    Raises:
        InputError: there is not one sentence in the text, or a comment for copydesk is not understood.
    """
    checker = Checker(sources, policy)
    draft = _Draft(text, name, sources[0].language, _located(text, name, sources[0].language))
    applied: list[Change] = []
    left: list[Change] = []
    for at in range(len(draft.located)):
        draft, done, kept = _mended(checker, draft, at)
        applied += done
        left += kept
    file = target if draft.text != text else None
    claims = (found.claim for found in _located(draft.text, file or name, draft.language))
    changes = Fix(file, _in_order(applied), _in_order(left))
    checked = tuple(map(checker.check, claims))
    return draft.text, Result(tuple(sources), checked, policy.sha256, VERSION, fix=changes)


def _located(text: str, name: str, language: str) -> tuple[summary.Located, ...]:
    return ignores.marked(text, name, summary.located(text, name, language))


def _in_order(changes: list[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda change: change.span))


@dataclass(frozen=True, slots=True)
class _Draft:
    """The text so far, cut into claims, and what was replaced: a span of the text of that time, by how many letters."""

    text: str
    name: str
    language: str
    located: tuple[summary.Located, ...]
    edits: tuple[tuple[Span, int], ...] = ()

    def changed(self, at: int, finding: Finding) -> _Draft | None:
        """The draft with a suggestion put in; None where markup or a cut between sentences stands in the way."""
        place = self._edit(at, finding)
        if place is None:
            return None
        span, words = place
        text = self.text[: span.start] + words + self.text[span.end :]
        located = _located(text, self.name, self.language)
        wanted = [found.claim.text for found in self.located]
        wanted[at] = put(wanted[at], finding)
        if [found.claim.text for found in located] != wanted:
            return None
        return replace(self, text=text, located=located, edits=(*self.edits, (span, len(words))))

    def _edit(self, at: int, finding: Finding) -> tuple[Span, str] | None:
        """The smallest edit of the file that puts the suggestion in; None where markup divides its words."""
        claim, offsets = self.located[at].claim.text, self.located[at].offsets
        old, new = finding.span.of(claim), finding.suggestion or ""
        head = _alike(old, new)
        tail = _alike(old[head:][::-1], new[head:][::-1])
        start, end = finding.span.start + head, finding.span.end - tail
        first = offsets[start] if end > start or start == 0 else offsets[start - 1] + 1
        span = Span(first, offsets[end - 1] + 1 if end > start else first)
        return (span, new[head : len(new) - tail]) if span.of(self.text) == claim[start:end] else None

    def change(self, at: int, finding: Finding, why: str = "") -> Change:
        """The suggestion as the report has it, with its place in the text as it was handed in."""
        claim, offsets = self.located[at].claim, self.located[at].offsets
        start, end = offsets[finding.span.start], offsets[finding.span.end - 1] + 1
        span = Span(self._before(start, False), self._before(end, True))
        return Change(claim.id, finding.code, span, finding.span.of(claim.text), finding.suggestion or "", why)

    def _before(self, offset: int, ends: bool) -> int:
        for span, length in reversed(self.edits):
            if offset >= span.start + length:
                offset += len(span) - length
            elif offset > span.start:
                offset = span.end if ends else span.start
        return offset


def _alike(one: str, two: str) -> int:
    """How many letters two texts begin with in common."""
    return next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


@dataclass(frozen=True, slots=True)
class _Trial:
    """A suggestion tried alone: the draft with it, or why it is left."""

    finding: Finding
    draft: _Draft | None = None
    why: str = ""


def _mended(checker: Checker, draft: _Draft, at: int) -> tuple[_Draft, list[Change], list[Change]]:
    """A claim changed until no suggestion mends it: the draft, what was changed, what was left."""
    applied: list[Change] = []
    while True:
        trials = _trials(checker, draft, at)
        sure = next((trial for trial in trials if trial.draft and not _disputed(trial, trials)), None)
        if sure is None or sure.draft is None:
            return draft, applied, [draft.change(at, t.finding, t.why or _DISPUTED) for t in trials]
        applied.append(draft.change(at, sure.finding))
        draft = sure.draft


_DISPUTED = "Another suggestion for the same words would do as well."


def _trials(checker: Checker, draft: _Draft, at: int) -> list[_Trial]:
    before = checker.check(draft.located[at].claim)
    offers = [f for f in before.findings if f.suggestion is not None and checker.policy.flags_finding(f)]
    return [_trial(checker, draft, at, before, finding) for finding in offers]


def _trial(checker: Checker, draft: _Draft, at: int, before: CheckedClaim, finding: Finding) -> _Trial:
    after = checker.check(replace(before.claim, text=put(before.claim.text, finding)))
    new = _new_codes(checker.policy, before, after, finding)
    if new:
        return _Trial(finding, why=f"With it the claim would be flagged for {', '.join(new)}.")
    changed = draft.changed(at, finding)
    return _Trial(finding, changed, "" if changed else "Markup, or the cut between sentences, stands in the way.")


def _new_codes(policy: Policy, before: CheckedClaim, after: CheckedClaim, mended: Finding) -> list[str]:
    """Codes of the findings that flag after a change and did not before, the mended one among them."""
    known = Counter(
        (f.code, _moved(f.span, mended)) for f in before.findings if policy.flags_finding(f) and f is not mended
    )
    found = Counter((f.code, f.span) for f in after.findings if policy.flags_finding(f))
    return sorted({code for code, _ in found - known})


def _moved(span: Span, mended: Finding) -> Span:
    """A span of the claim, where it stands once the suggestion has been put in."""
    old, grown = mended.span, len(mended.suggestion or "") - len(mended.span)
    start = span.start + grown if span.start >= old.end else min(span.start, old.start)
    return Span(
        start, span.end + grown if span.end >= old.end else span.end if span.end <= old.start else old.end + grown
    )


def _disputed(trial: _Trial, trials: list[_Trial]) -> bool:
    """Another suggestion for some of the same words mends the claim too, and makes another text of it."""
    return any(
        other.draft and trial.draft and other.draft.text != trial.draft.text
        for other in trials
        if other.finding.span.overlaps(trial.finding.span)
    )
