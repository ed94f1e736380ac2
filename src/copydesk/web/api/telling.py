"""Records of the store as programs are told them, and answers with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi.responses import Response
from pydantic import TypeAdapter

from copydesk.store import decisions
from copydesk.store.chain import Event
from copydesk.store.jobs import Job
from copydesk.store.kept import Answer
from copydesk.store.records import ClaimRow
from copydesk.web.api.records import ClaimLine, Done, JobLine

JSON = "application/json"
_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def plain(record: Any) -> Any:
    """A record as JSON values."""
    kind = type(record)
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind].dump_python(record, mode="json")


def answer(record: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer with a record in it, whatever letters that holds."""
    return Answer(status, json.dumps(plain(record), ensure_ascii=True).encode(), dict(headers or {}))


def sent(answer: Answer, **headers: str) -> Response:
    """The answer as it leaves."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(answer.body, answer.status, {**answer.headers, **named}, JSON)


def claim_line(row: ClaimRow, text: str) -> ClaimLine:
    return ClaimLine(
        id=row.id,
        key=row.key,
        address=f"/api/v1/claims/{row.id}",
        text=text,
        outcome=row.outcome,
        state=row.state,
        version=row.version,
        revision=row.revision,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        taken_by=row.taken_by,
    )


def job_line(job: Job) -> JobLine:
    return JobLine(
        id=job.id,
        address=f"/api/v1/jobs/{job.id}",
        kind=job.kind,
        document=job.document_id,
        claim=job.claim_id,
        requested_by=job.requested_by,
        state=job.state,
        said=job.said,
        attempts=job.attempts,
    )


def done(events: Iterable[Event]) -> tuple[Done, ...]:
    """Events as they are told; all of a claim or of a document, since one may take back another."""
    rows = tuple(events)
    undone = decisions.undone_in(rows)
    return tuple(_done(event, event.seq in undone) for event in rows)


def _done(event: Event, undone: bool) -> Done:
    return Done(
        seq=event.seq,
        at=event.at,
        who=event.who,
        kind=event.kind,
        claim=event.claim_id,
        version=event.version,
        undone=undone,
        said=event.data,
        hash=event.hash,
    )
