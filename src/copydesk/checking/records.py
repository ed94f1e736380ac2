"""What checking says of a claim: relations, findings, a verdict, and the chain that led there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from copydesk.claims import Claim, Ignore
from copydesk.mentions.records import Mention
from copydesk.source import Ref, Span

Relation = Literal["same", "elsewhere", "differs", "rounds", "derived", "vague", "absent"]
"""How a mention of the claim stands to the source: `same` in the cited evidence; `elsewhere` only in the rest of
the source; `differs` the same thing with another value; `rounds` within the precision stated; `derived` recomputed
from the evidence; `vague` no figure to compare; `absent` nowhere."""

Severity = Literal["error", "warning", "note"]
Outcome = Literal["accepted", "flagged", "unchecked"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mention of the source that was held against a mention of the claim.

    Attributes:
        ref: where it stands.
        mention: as recognised in the source.
        relation: what the comparison gave for this one.
        why: one phrase a person can read ("same value, other unit").
    """

    ref: Ref
    mention: Mention
    relation: Relation
    why: str


@dataclass(frozen=True, slots=True)
class Trace:
    """The chain for one mention of the claim: what was read, what it was held against, what came out."""

    mention: Mention
    relation: Relation
    rule: str
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person must look at.

    Attributes:
        code: family and number, stable ("NUM001"); the first three letters are the family.
        rule: the rule's name ("number-differs").
        severity: "error" where the rule is sure, "warning" where a person must decide, "note" for information.
        span: in the claim's text.
        refs: places in the sources that bear on it.
        message: one sentence.
        suggestion: replacement for `span`, where exactly one exists; with it in place this finding is gone.
    """

    code: str
    rule: str
    severity: Severity
    span: Span
    message: str
    refs: tuple[Ref, ...] = ()
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """A finding that a person lets pass, and that person's word."""

    finding: Finding
    ignore: Ignore


@dataclass(frozen=True, slots=True)
class Passage:
    """A quoted passage of the claim's evidence, and where it stands in the source.

    Attributes:
        quoted: as the claim gives it.
        refs: where it was found (several for a passage with a marked omission); empty when it was not.
        how: "exact", "folded" (only by declared foldings), "omission" (parts in order), or "missing".
    """

    quoted: str
    refs: tuple[Ref, ...]
    how: Literal["exact", "folded", "omission", "missing"]


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim and everything the checker has to say about it.

    Attributes:
        outcome: "accepted", "flagged", or "unchecked" (never accepted; `why` says why).
        passages: the claim's own evidence, located.
        support: the sentences the claim was compared with, best first: those that hold the evidence, or those
            that the checker found.
        traces: one chain for every mention, in the order of the claim.
        findings: in the order of the claim.
        ignored: what was found, too, and passes by the claim's `ignores`; it takes no part in the outcome.
    """

    claim: Claim
    outcome: Outcome
    why: str = ""
    passages: tuple[Passage, ...] = ()
    support: tuple[Ref, ...] = ()
    traces: tuple[Trace, ...] = ()
    findings: tuple[Finding, ...] = ()
    ignored: tuple[Ignored, ...] = ()

    @property
    def idle(self) -> tuple[Ignore, ...]:
        """The claim's ignores that let nothing pass."""
        used = {one.ignore for one in self.ignored}
        return tuple(ignore for ignore in self.claim.ignores if ignore not in used)
