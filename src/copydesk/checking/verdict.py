"""The policy: which findings keep a claim from being accepted. Frozen, with a fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from copydesk.checking.records import Finding, Outcome, Severity


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
        ignored = finding.code in self.ignore or finding.code[:3] in self.ignore
        return finding.severity in self.flags and not ignored

    def outcome(self, findings: Sequence[Finding]) -> Outcome:
        """`flagged` when any finding flags, else `accepted`."""
        return "flagged" if any(map(self.flags_finding, findings)) else "accepted"


DEFAULT = Policy()
"""Errors and warnings flag; notes never do."""
