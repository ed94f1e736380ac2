"""What comes out of the store: frozen records, one a noun."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from copydesk.checking.records import CheckedClaim, Outcome, Severity
from copydesk.checking.verdict import Policy
from copydesk.report.result import ModelRun
from copydesk.source import Source

State = Literal["passed", "open", "accepted", "rejected"]
"""How a claim stands: `passed` the verifier; `open` flagged or unchecked, and nobody has decided; `accepted` or
`rejected` by a person. Passed and accepted claims stand in the summary."""

STANDING: frozenset[State] = frozenset(("passed", "accepted"))

How = Literal["model", "check", "edit", "suggestion", "revised"]
"""Who made a version of a claim: a model, a person's summary that was checked, an editor's change, a suggestion that
was applied, a model that was asked again with an instruction."""

Stage = Literal["working", "review", "ready", "published", "changed"]
"""Of a document: a model is at work, claims are open, nothing is open, published, changed since it was published."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A source as it arrived: its bytes, what they are, and the text that was read from them."""

    source: Source
    raw: bytes
    media_type: str = "text/plain"


@dataclass(frozen=True, slots=True)
class StoredSource:
    """A source in the store: exactly what the claims were checked against. Equal digests mean equal sources."""

    id: int
    digest: str
    raw_sha256: str
    media_type: str
    source: Source = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Document:
    """A summary and what it rests on, as it stands.

    Attributes:
        desk: the part of the newsroom that answers for it; "" for none.
        revision: raised with every change of the document or of one of its claims.
        published_event: number of the event that published it last; None when it never was.
    """

    id: int
    title: str
    desk: str
    created_at: str
    created_by: str
    revision: int
    published_event: int | None
    published_revision: int | None


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the model or of the checker. `model` and `stopped` are known once it has ended."""

    id: int
    document_id: int
    kind: Literal["check", "summarise"]
    version: str
    policy: Policy
    started_at: str
    started_by: str
    ended: bool
    stopped: str | None
    model: ModelRun | None


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim as it stands, without the verifier's full account."""

    id: int
    document_id: int
    run_id: int
    position: int
    key: str
    created_at: str
    version: int
    outcome: Outcome
    state: State
    rank: int
    decided_by: str | None
    decided_at: str | None
    revision: int
    taken_by: str | None
    taken_until: str | None

    @property
    def stands(self) -> bool:
        """Whether it is part of the summary."""
        return self.state in STANDING


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of a claim, with everything that the verifier said of it. Never changed."""

    claim_id: int
    version: int
    made_at: str
    made_by: str
    how: How
    policy_sha256: str
    checker: str
    digest: str
    checked: CheckedClaim


@dataclass(frozen=True, slots=True)
class Wording:
    """A version of a claim as lists have it."""

    version: int
    made_by: str
    how: How
    text: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding that somebody called a false alarm: its position among the findings of a version."""

    version: int
    position: int
    who: str
    at: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A claim as the queue lists it."""

    claim: ClaimRow
    text: str
    title: str
    desk: str
    codes: tuple[tuple[str, Severity], ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What stood on the screen of whoever decides: the claim, and its revision at that moment."""

    claim_id: int
    revision: int
