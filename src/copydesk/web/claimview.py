"""What the page of a claim shows: its words with what was read in them, its findings, and where all that points.

Nothing is decided here. A mention is drawn in one of four ways, each with a sign and a word beside the colour:
supported, differing, missing, or open (vague words, which support no figure).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from copydesk.checking.records import CheckedClaim, Finding, Relation, Trace
from copydesk.checking.verdict import Policy
from copydesk.report import wording
from copydesk.report.html import cut
from copydesk.report.result import Result
from copydesk.source import Ref
from copydesk.store.records import Mark, StoredSource
from copydesk.web.sourceview import Pointer

MOST_FINDINGS = 50
"""Findings on one page; the others are on the next."""
MOST_MENTIONS = 200
MOST_PLACES = 5
"""Places in the source that one mention or finding lights up."""

LOOKS: dict[Relation, str] = {
    "same": "supported",
    "rounds": "supported",
    "derived": "supported",
    "elsewhere": "differing",
    "differs": "differing",
    "absent": "missing",
    "vague": "vague",
}
SIGNS = {"supported": "✓", "differing": "≠", "missing": "✗", "vague": "~"}


@dataclass(frozen=True, slots=True)
class Chip:
    """A stretch of the claim: plain text, or a mention with its look and the key that leads to its place.

    Attributes:
        key: of the mention; "" for plain text.
        says: how it stands to the source, in words.
        placed: whether it points somewhere.
        wrong: whether a finding is about it.
    """

    text: str
    key: str = ""
    look: str = ""
    says: str = ""
    placed: bool = False
    wrong: bool = False

    @property
    def sign(self) -> str:
        return SIGNS.get(self.look, "")


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding, ready to draw. `position` is its place among the findings of the version, from 0."""

    position: int
    key: str
    code: str
    severity: str
    flags: bool
    message: str
    words: str
    suggestion: str | None
    places: tuple[str, ...]
    alarm: str | None


@dataclass(frozen=True, slots=True)
class MentionView:
    """A mention in the table: its words, the value that was read, how it stands to the source, and the rule."""

    key: str
    words: str
    value: str
    look: str
    says: str
    rule: str
    placed: bool


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim with the verifier's account of it.

    Attributes:
        quotes: the passages it was compared with: place, words, whether the model cited them itself.
        missing: passages that the model cited and that stand nowhere.
        first, all_findings: which finding is the first shown (from 0), and how many there are in all.
    """

    chips: tuple[Chip, ...]
    findings: tuple[FindingView, ...]
    mentions: tuple[MentionView, ...]
    quotes: tuple[tuple[str, str, str], ...]
    missing: tuple[str, ...]
    first: int
    all_findings: int

    @property
    def rest(self) -> int:
        """How many findings stand behind those that are shown."""
        return max(0, self.all_findings - self.first - len(self.findings))

    @property
    def before(self) -> int | None:
        """Where the page before begins; None on the first."""
        return max(0, self.first - MOST_FINDINGS) if self.first else None


@dataclass(frozen=True, slots=True)
class Judged:
    """What the view is made from."""

    checked: CheckedClaim
    sources: tuple[StoredSource, ...]
    policy: Policy
    marks: tuple[Mark, ...] = ()

    @property
    def result(self) -> Result:
        return Result(tuple(s.source for s in self.sources), (self.checked,), self.policy.sha256, "")


def claim_view(judged: Judged, first: int = 0) -> ClaimView:
    """The view of a claim.

    Args:
        first: number of the first finding to show.
    """
    checked = judged.checked
    shown = _shown(checked, first)
    alarms = {mark.position: mark.who for mark in judged.marks}
    return ClaimView(
        chips=tuple(_chips(checked, shown)),
        findings=tuple(_finding(judged, at, found, alarms.get(at)) for at, found in shown),
        mentions=tuple(_mention(at, trace) for at, trace in enumerate(checked.traces[:MOST_MENTIONS])),
        quotes=tuple(_quotes(judged)),
        missing=tuple(wording.shown(p.quoted) for p in checked.passages if not p.refs),
        first=first,
        all_findings=len(checked.findings),
    )


def _shown(checked: CheckedClaim, first: int) -> tuple[tuple[int, Finding], ...]:
    """The findings of one page, each with its position."""
    return tuple(enumerate(checked.findings[first : first + MOST_FINDINGS], first))


def _chips(checked: CheckedClaim, shown: Iterable[tuple[int, Finding]]) -> Iterator[Chip]:
    text = checked.claim.text
    traces = {f"m{at}": trace for at, trace in enumerate(checked.traces[:MOST_MENTIONS])}
    spans = [(trace.mention.span, key) for key, trace in traces.items()]
    spans += [(f.span, "wrong") for _, f in shown if f.severity != "note" and len(f.span)]
    inside = [(span, key) for span, key in spans if span.end <= len(text)]
    for span, keys in cut(len(text), inside):
        words, wrong = wording.spelled(span.of(text)), "wrong" in keys
        key = next((key for key in reversed(keys) if key != "wrong"), "")
        trace = traces.get(key)
        if trace is None:
            yield Chip(words, wrong=wrong)
        else:
            says = wording.RELATIONS[trace.relation]
            yield Chip(words, key, LOOKS[trace.relation], says, bool(trace.candidates), wrong)


def _finding(judged: Judged, position: int, finding: Finding, alarm: str | None) -> FindingView:
    text = judged.checked.claim.text
    places = tuple(wording.ref_place(judged.result, ref) for ref in finding.refs[:MOST_PLACES])
    return FindingView(
        position=position,
        key=f"f{position}",
        code=finding.code,
        severity=finding.severity,
        flags=judged.policy.flags_finding(finding),
        message=wording.shown(finding.message),
        words=wording.shown(finding.span.of(text)),
        suggestion=None if finding.suggestion is None else wording.shown(finding.suggestion),
        places=places,
        alarm=alarm,
    )


def _mention(at: int, trace: Trace) -> MentionView:
    return MentionView(
        key=f"m{at}",
        words=wording.shown(trace.mention.surface),
        value=wording.value_words(trace.mention.value),
        look=LOOKS[trace.relation],
        says=wording.RELATIONS[trace.relation],
        rule=trace.rule,
        placed=bool(trace.candidates),
    )


def _quotes(judged: Judged) -> Iterator[tuple[str, str, str]]:
    own = {ref for passage in judged.checked.passages for ref in passage.refs}
    for at, ref in enumerate(wording.bearing(judged.result, judged.checked)[:MOST_PLACES]):
        kind = "cited by the model" if any(_touches(ref, other) for other in own) else "found by the verifier"
        yield f"q{at}", wording.ref_words(judged.result, ref), f"{wording.ref_place(judged.result, ref)}, {kind}"


def _touches(ref: Ref, other: Ref) -> bool:
    return ref.source == other.source and ref.span.overlaps(other.span)


def pointers(judged: Judged, source: int, first: int = 0) -> tuple[Pointer, ...]:
    """Everything that points into one of the sources, on the page whose first finding that is."""
    text = judged.sources[source].source.text
    return tuple(
        Pointer(ref.span, key, look)
        for ref, key, look in _pointed(judged, first)
        if ref.source == source and ref.span.end <= len(text)
    )


def _pointed(judged: Judged, first: int) -> Iterator[tuple[Ref, str, str]]:
    checked = judged.checked
    for at, ref in enumerate(wording.bearing(judged.result, checked)[:MOST_PLACES]):
        yield ref, f"q{at}", "support"
    for passage in checked.passages:
        yield from ((ref, "", "quoted") for ref in passage.refs)
    for at, finding in _shown(checked, first):
        yield from ((ref, f"f{at}", "found") for ref in finding.refs[:MOST_PLACES])
    for at, trace in enumerate(checked.traces[:MOST_MENTIONS]):
        for candidate in trace.candidates[:MOST_PLACES]:
            yield candidate.ref, f"m{at}", LOOKS[candidate.relation]
