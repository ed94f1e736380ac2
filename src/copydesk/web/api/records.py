"""What programs are answered. Records of the verifier stand in it as they stand in the files that copydesk writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from copydesk.checking.records import CheckedClaim, Outcome
from copydesk.checking.verdict import Policy
from copydesk.report.certificate import Certificate
from copydesk.report.result import Result
from copydesk.store.jobs import JobState, Kind
from copydesk.store.records import Mark, Stage, State, Wording


@dataclass(frozen=True, slots=True)
class ResultFile:
    """A result, as `copydesk check --format json` writes it; of one that was saved, also the document it became."""

    format: Literal["copydesk-result/1"]
    result: Result
    document: int | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class CertificateFile:
    """A certificate, as `copydesk check --certificates` writes it."""

    format: Literal["copydesk-certificate/1"]
    sha256: str
    certificate: Certificate


@dataclass(frozen=True, slots=True)
class Certified:
    """A claim of a document, and its certificate."""

    claim: int
    key: str
    file: CertificateFile


@dataclass(frozen=True, slots=True)
class Certificates:
    """Of every claim of a document that stands in it and that the verifier accepted."""

    document: int
    certificates: tuple[Certified, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done, as the history has it; `hash` is that of the chain.

    Attributes:
        undone: whether it was taken back later.
    """

    seq: int
    at: str
    who: str
    kind: str
    claim: int | None
    version: int | None
    undone: bool
    said: dict[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim as it stands."""

    id: int
    key: str
    address: str
    text: str
    outcome: Outcome
    state: State
    version: int
    revision: int
    decided_by: str | None
    decided_at: str | None
    taken_by: str | None


@dataclass(frozen=True, slots=True)
class JobLine:
    """Some work for a worker."""

    id: int
    address: str
    kind: Kind
    document: int
    claim: int | None
    requested_by: str
    state: JobState
    said: str
    attempts: int


@dataclass(frozen=True, slots=True)
class DocumentState:
    """A document as it stands. `page` is where people see it."""

    id: int
    address: str
    page: str
    title: str
    desk: str
    stage: Stage
    revision: int
    created_at: str
    created_by: str
    claims: tuple[ClaimLine, ...]
    jobs: tuple[JobLine, ...]
    decisions: tuple[Done, ...]


@dataclass(frozen=True, slots=True)
class ClaimState:
    """A claim with everything that the verifier and people said of it.

    Attributes:
        checked: the wording that counts, with findings and traces.
        sources: names, in the order that places count them.
        marks: findings that were called false alarms.
    """

    claim: ClaimLine
    document: int
    page: str
    checked: CheckedClaim
    policy: Policy
    sources: tuple[str, ...]
    versions: tuple[Wording, ...]
    marks: tuple[Mark, ...]
    history: tuple[Done, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that was made, and the claim as it now stands."""

    made: Done
    claim: ClaimLine


@dataclass(frozen=True, slots=True)
class Wrong:
    """A place of a request that is not as the description says."""

    at: str
    says: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong (RFC 9457).

    Attributes:
        detail: one sentence.
        next_step: what to do about it.
        request_id: what the request is called in the log of the server.
        errors: of a request that is not as the description says: where.
        claim, meanwhile: of a decision that came too late: how the claim stands, and what was done to it.
    """

    type: str
    title: str
    status: int
    detail: str
    next_step: str
    request_id: str
    errors: tuple[Wrong, ...] = ()
    claim: ClaimLine | None = None
    meanwhile: tuple[Done, ...] = ()


RECORDS = (ResultFile, Certificates, DocumentState, ClaimState, Decided, JobLine, Problem)
