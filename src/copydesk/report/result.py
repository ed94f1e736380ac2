"""The record of one run, from which every report is made. Pure data; `report.json` writes and reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from copydesk.checking.records import CheckedClaim
from copydesk.claims import Claim
from copydesk.source import Source, Span


@dataclass(frozen=True, slots=True)
class Attempt:
    """One answer of the model.

    Attributes:
        number: 1-based, over the whole run.
        window: which part of the source was shown, 0-based.
        purpose: "first" or "again" (only failing claims, with their findings as reasons).
        asked: ids of the claims that were asked again; empty for a first attempt.
        claims: what the model wrote, in its order, also what was rejected.
        prompt_tokens, completion_tokens: as the endpoint counted them, None when it did not say.
        requests: HTTP requests it took (more than one when a transport fault was retried).
        prompt_sha256: fingerprint of the messages as sent.
        ended: "complete", "cut" (token limit), "interrupted" or "failed".
        error: one sentence when it failed.
    """

    number: int
    window: int
    purpose: Literal["first", "again"]
    asked: tuple[str, ...]
    claims: tuple[Claim, ...]
    prompt_tokens: int | None
    completion_tokens: int | None
    requests: int
    prompt_sha256: str
    ended: Literal["complete", "cut", "interrupted", "failed"]
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ModelRun:
    """How the claims were made: model, endpoint (never the key), prompt, schema, settings, attempts."""

    model: str
    endpoint: str
    prompt: str
    prompt_version: str
    prompt_sha256: str
    schema_sha256: str
    settings: dict[str, str | int | float | None]
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds, measured by the clock that the caller handed in; the only part that differs between replays."""

    total: float
    first_claim: float | None
    first_accepted: float | None
    model: float


@dataclass(frozen=True, slots=True)
class Change:
    """A suggestion of a finding, and what became of it.

    Attributes:
        claim: id of the claim.
        code: of the finding.
        span: of the words in the person's text as it was handed in, any markup inside included.
        before, after: the claim's words, and those instead.
        why: one sentence when the words were left as they are; "" when they were changed.
    """

    claim: str
    code: str
    span: Span
    before: str
    after: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Fix:
    """What was changed in a person's text; the claims of the result are those of the changed text.

    Attributes:
        file: the file that holds the changed text; None when nothing was changed.
        applied: changes, each of which left its claim with fewer findings and no new one.
        left: suggestions that would not have done so.
    """

    file: str | None
    applied: tuple[Change, ...]
    left: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What copydesk found out in one run.

    Attributes:
        sources: what the claims were checked against.
        claims: in the order of the summary; withheld ones are kept, never dropped.
        policy_sha256: fingerprint of the policy that decided.
        version: of copydesk.
        run: how a model made the claims; None for a person's summary.
        stopped: one sentence when the run ended early (interrupted, endpoint lost); else None.
        timing: None in a replay that asks for identical bytes.
        fix: what was changed in the text before this check; None when no change was asked for.
    """

    sources: tuple[Source, ...]
    claims: tuple[CheckedClaim, ...]
    policy_sha256: str
    version: str
    run: ModelRun | None = None
    stopped: str | None = None
    timing: Timing | None = None
    fix: Fix | None = None

    @property
    def accepted(self) -> tuple[CheckedClaim, ...]:
        return tuple(c for c in self.claims if c.outcome == "accepted")

    @property
    def withheld(self) -> tuple[CheckedClaim, ...]:
        return tuple(c for c in self.claims if c.outcome != "accepted")
