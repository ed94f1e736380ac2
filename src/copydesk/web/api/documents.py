"""Documents: handed in, and read as they stand, as a result, and as certificates."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from fastapi.responses import Response

from copydesk.report import certificate
from copydesk.report import json as resultfile
from copydesk.report.result import Result
from copydesk.store import chain, claims, documents, jobs, runs, sources
from copydesk.store.database import Connection
from copydesk.store.decisions import DECISIONS
from copydesk.store.documents import Heading
from copydesk.store.kept import Answer
from copydesk.store.records import ClaimRow, Run, StoredSource, Version
from copydesk.web.api.asking import Once
from copydesk.web.api.bodies import Handed
from copydesk.web.api.records import CertificateFile, Certificates, Certified, DocumentState
from copydesk.web.api.telling import JSON, answer, claim_line, done, job_line, sent
from copydesk.web.context import Number, TheDesk
from copydesk.web.routes.document import order, prepared
from copydesk.web.visitors import Program

DECIDED = (*DECISIONS, "claim.noted", "document.published")


def create(asking: Once, handed: Handed) -> Response:
    """Hand in a document. Its summary is checked, or written by the model, as a job whose events can be heard."""
    making_of: dict[str, Any] = {"claims": handed.claims, "language": handed.language}
    if handed.summary is not None:
        making_of = {"text": handed.summary, "name": "summary.md"}

    def prepare() -> Any:
        uploads = [one.upload() for one in handed.sources]
        making = prepared(asking.desk, Heading(handed.title, handed.desk), uploads, making_of)

        def act(writing: Connection) -> Answer:
            number, _ = order(writing, asking.who, making)
            return answer(_state(writing, number), 202, {"location": f"/api/v1/documents/{number}"})

        return act

    return asking.once(prepare)


def read(desk: TheDesk, program: Program, number: Number) -> Response:
    """Read a document as it stands: its stage, claims, jobs, and what people decided."""
    with desk.database.reading() as reading:
        return sent(answer(_state(reading, number)))


def _state(reading: Connection, number: int) -> DocumentState:
    found = documents.known(reading, number)
    past = [event for event in chain.events(reading, document_id=number) if event.kind in DECIDED]
    return DocumentState(
        id=number,
        address=f"/api/v1/documents/{number}",
        page=f"/documents/{number}",
        title=found.title,
        desk=found.desk,
        stage=documents.stages(reading, [found])[number],
        revision=found.revision,
        created_at=found.created_at,
        created_by=found.created_by,
        claims=tuple(claim_line(row, text) for row, text in claims.claims(reading, number)),
        jobs=tuple(map(job_line, jobs.jobs(reading, number))),
        decisions=done(past),
    )


def result(desk: TheDesk, program: Program, number: Number) -> Response:
    """Read a document as a result: the record that a check gives, with every claim in the wording that counts."""
    with desk.database.reading() as reading:
        found = _result(reading, number)[0]
    return Response(resultfile.dump(found), media_type=JSON)


Standing = tuple[tuple[ClaimRow, Version], ...]


def _result(reading: Connection, number: int) -> tuple[Result, Run, tuple[StoredSource, ...], Standing]:
    """The last run of a document, and what it was made from."""
    documents.known(reading, number)
    run = runs.runs(reading, number)[-1]
    stored = sources.sources(reading, run.id)
    standing = tuple(pair for pair in claims.standing_versions(reading, number) if pair[0].run_id == run.id)
    made = Result(
        sources=tuple(one.source for one in stored),
        claims=tuple(version.checked for _, version in standing),
        policy_sha256=run.policy.sha256,
        version=run.version,
        run=run.model,
        stopped=run.stopped if run.ended else "It is still being made.",
    )
    return made, run, stored, standing


def certificates(desk: TheDesk, program: Program, number: Number) -> Response:
    """Read the certificates of the claims that stand and that the verifier accepted."""
    with desk.database.reading() as reading:
        made, run, stored, standing = _result(reading, number)
    found = tuple(
        _certified(replace(made, version=version.checker), run, stored, row, version)
        for row, version in standing
        if row.stands and row.outcome == "accepted"
    )
    return sent(answer(Certificates(number, found)))


def _certified(made: Result, run: Run, stored: tuple[StoredSource, ...], row: ClaimRow, version: Version) -> Certified:
    bare = certificate.certify(made, version.checked, run.policy)
    seen = zip(bare.sources, stored, strict=True)
    whole = replace(bare, sources=tuple(replace(one, bytes_sha256=kept.raw_sha256) for one, kept in seen))
    digest = json.loads(certificate.dump(whole))["sha256"]
    return Certified(row.id, row.key, CertificateFile(certificate.FORMAT, digest, whole))
