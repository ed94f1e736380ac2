"""A rule as the user meets it: its code, its name, what it says, and an example of a right and a wrong claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from copydesk.checking.records import Finding, Severity
from copydesk.source import Ref, Span


@dataclass(frozen=True, slots=True)
class Example:
    """A source with a claim that the rule passes and one that it flags; both are run as tests."""

    source: str
    right: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule. `code` is stable; its first three letters are the family."""

    code: str
    name: str
    severity: Severity
    says: str
    example: Example | None = None

    def finding(self, span: Span, message: str, refs: Sequence[Ref] = (), suggestion: str | None = None) -> Finding:
        """What this rule found at `span` of the claim."""
        return Finding(self.code, self.name, self.severity, span, message, tuple(refs), suggestion)
