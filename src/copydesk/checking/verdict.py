"""The policy: which findings keep a claim from being accepted. Frozen, with a fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from copydesk.checking.records import Finding, Ignored, Outcome, Severity
from copydesk.claims import Ignore


@dataclass(frozen=True, slots=True)
class Policy:
    """What flags a claim.

    Attributes:
        flags: severities that flag.
        ignore: codes ("HED001") or families ("HED") whose findings are shown but do not flag.
    """

    flags: tuple[Severity, ...] = ("error", "warning")
    ignore: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Fingerprint of the policy, in lower-case hexadecimal."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    def flags_finding(self, finding: Finding) -> bool:
        ignored = any(_is_of(finding, code) for code in self.ignore)
        return finding.severity in self.flags and not ignored

    def outcome(self, findings: Sequence[Finding]) -> Outcome:
        """`flagged` when any finding flags, else `accepted`."""
        return "flagged" if any(map(self.flags_finding, findings)) else "accepted"


DEFAULT = Policy()
"""Errors and warnings flag; notes never do."""


def parted(findings: Sequence[Finding], ignores: Sequence[Ignore]) -> tuple[tuple[Finding, ...], tuple[Ignored, ...]]:
    """The findings that a policy decides on, and those that a person lets pass at this claim, by their first word."""
    words = [next((one for one in ignores if _is_of(finding, one.code)), None) for finding in findings]
    pairs = list(zip(findings, words, strict=True))
    return (
        tuple(finding for finding, word in pairs if word is None),
        tuple(Ignored(finding, word) for finding, word in pairs if word is not None),
    )


def _is_of(finding: Finding, code: str) -> bool:
    """Whether a code, or a family, is that of the finding."""
    return code in (finding.code, finding.code[:3])
