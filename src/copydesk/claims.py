"""What was asserted, and the passages it says prove it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from copydesk.source import Span


@dataclass(frozen=True, slots=True)
class Place:
    """Where a claim stands in the text that a person wrote: 1-based line and column (code points)."""

    file: str
    line: int
    column: int
    span: Span


@dataclass(frozen=True, slots=True)
class Ignore:
    """A person's word that findings of one kind shall pass at one claim.

    Attributes:
        code: of the findings ("NUM001"), or their family ("NUM").
        reason: why, in that person's words.
        line: of the person's file, where it stands.
    """

    code: str
    reason: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One assertion.

    Attributes:
        id: unique within a result.
        text: the assertion, one sentence as a rule.
        evidence: passages that whoever made the claim quotes from the source, verbatim. None: no passage
            was asked for (a person's sentence), so the checker looks for support itself. An empty tuple,
            or empty strings: support was asked for and not given, which is a finding.
        origin: who made it.
        place: where it stands in a person's text, if it does.
        ignores: which findings a person lets pass here; the verdict keeps them apart, and shows them.
    """

    id: str
    text: str
    evidence: tuple[str, ...] | None = None
    origin: Literal["model", "person"] = "person"
    place: Place | None = None
    ignores: tuple[Ignore, ...] = ()
