"""Work for a model: a queue that survives crashes of the server, of the worker and of the database.

A worker leases a job for some seconds and goes on renewing the lease while it works. Each lease raises the job's number
of attempts, and whoever writes for a job names that number: a worker whose lease was taken over can change nothing
more (the fence). What a job has brought so far is stored as it arrives, so a second worker goes on beside it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, func, insert, or_, select, update

from copydesk.store import chain, documents, storable, times
from copydesk.store.chain import Fact
from copydesk.store.tables import JOB, JOB_EVENT

LEASE_SECONDS = 20.0
MOST_ATTEMPTS = 5
"""A job is given up, with a sentence that says so, when it was begun that often and the worker or the database was lost
each time."""

Kind = Literal["check", "summarise", "revise"]
JobState = Literal["waiting", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Job:
    """Some work for a model. `attempts` is the fence: it must be named with every write.

    `lease` says for how many seconds each sign of its worker keeps it.
    """

    id: int
    kind: Kind
    document_id: int
    claim_id: int | None
    request: dict[str, Any]
    requested_by: str
    state: JobState
    attempts: int
    cancel: bool
    said: str
    lease: float = LEASE_SECONDS


@dataclass(frozen=True, slots=True)
class Told:
    """Something that happened in a job: its number there, and JSON values."""

    seq: int
    body: dict[str, Any]


class Lost(Exception):
    """The lease was taken over: whatever this worker still has to say is not written."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for, of which document, and where it is about one claim, of that."""

    kind: Kind
    document_id: int
    request: dict[str, Any]
    claim_id: int | None = None


def order(writing: Connection, wanted: Order, who: str) -> int:
    """Puts a job in the queue; once this is committed it will be done, or said why not."""
    row = writing.execute(
        insert(JOB)
        .values(
            kind=wanted.kind,
            document_id=wanted.document_id,
            claim_id=wanted.claim_id,
            request=chain.canonical(wanted.request),
            requested_at=times.now(),
            requested_by=who,
            state="waiting",
            attempts=0,
            cancel=False,
            said="",
        )
        .returning(JOB.c.id)
    )
    job: int = row.scalar_one()
    body = {"job": job, "kind": wanted.kind, "request": wanted.request}
    chain.append(writing, Fact("job.ordered", who, body, wanted.document_id, wanted.claim_id))
    return job


def lease(writing: Connection, seconds: float = LEASE_SECONDS) -> Job | None:
    """The oldest job that waits, or whose worker is gone; None when there is none."""
    gone = (JOB.c.state == "running") & (JOB.c.lease_until < times.now())
    free = select(JOB.c.id).where(or_(JOB.c.state == "waiting", gone)).order_by(JOB.c.id).limit(1)
    found = writing.execute(free.with_for_update(skip_locked=True)).scalar()
    if found is None:
        return None
    writing.execute(
        update(JOB)
        .where(JOB.c.id == found)
        .values(state="running", attempts=JOB.c.attempts + 1, lease_until=times.after(seconds))
    )
    leased = job(writing, int(found))
    assert leased is not None
    return replace(leased, lease=seconds)


def renew(writing: Connection, mine: Job) -> bool:
    """Keeps the lease; returns whether the job shall be cancelled.

    Raises:
        Lost: somebody else has it.
    """
    held = update(JOB).where(JOB.c.id == mine.id, JOB.c.attempts == mine.attempts, JOB.c.state == "running")
    cancel = writing.execute(held.values(lease_until=times.after(mine.lease)).returning(JOB.c.cancel)).scalar()
    if cancel is None:
        raise Lost
    return bool(cancel)


def tell(writing: Connection, mine: Job, body: dict[str, Any]) -> None:
    """Says what is going on, for whoever watches.

    Raises:
        Lost: somebody else has the job.
    """
    renew(writing, mine)
    _tell(writing, mine.id, body)


def _tell(writing: Connection, job: int, body: dict[str, Any]) -> None:
    values = {"job_id": job, "seq": last_told(writing, job) + 1, "at": times.now(), "body": chain.canonical(body)}
    writing.execute(insert(JOB_EVENT).values(**values))


def finish(writing: Connection, mine: Job, state: Literal["done", "failed", "cancelled"], said: str = "") -> None:
    """The job is over, and says in a sentence what it came to.

    Raises:
        Lost: somebody else has it.
    """
    renew(writing, mine)
    said = storable.listed(said)
    writing.execute(
        update(JOB).where(JOB.c.id == mine.id).values(state=state, said=said, finished_at=times.now(), lease_until=None)
    )
    documents.touch(writing, mine.document_id)
    _tell(writing, mine.id, {"event": "ended", "state": state, "said": said})
    body = {"job": mine.id, "state": state, "said": said, "attempts": mine.attempts}
    chain.append(writing, Fact("job.ended", mine.requested_by, body, mine.document_id, mine.claim_id))


def cancel(writing: Connection, number: int, who: str) -> None:
    """Asks a job to end: at once when nobody works on it, else as soon as its worker hears of it."""
    waiting = update(JOB).where(JOB.c.id == number, JOB.c.state == "waiting")
    said = f"Cancelled by {who}."
    if writing.execute(waiting.values(state="cancelled", said=said, finished_at=times.now())).rowcount == 1:
        cancelled = job(writing, number)
        assert cancelled is not None
        documents.touch(writing, cancelled.document_id)
        _tell(writing, number, {"event": "ended", "state": "cancelled", "said": said})
        body = {"job": number, "state": "cancelled", "said": said, "attempts": cancelled.attempts}
        chain.append(writing, Fact("job.ended", who, body, cancelled.document_id, cancelled.claim_id))
        return
    writing.execute(update(JOB).where(JOB.c.id == number, JOB.c.state == "running").values(cancel=True))


def job(reading: Connection, number: int) -> Job | None:
    row = reading.execute(select(JOB).where(JOB.c.id == number)).mappings().one_or_none()
    return _job(row) if row else None


def jobs(reading: Connection, document: int) -> tuple[Job, ...]:
    """The jobs of a document, in order."""
    rows = reading.execute(select(JOB).where(JOB.c.document_id == document).order_by(JOB.c.id)).mappings()
    return tuple(map(_job, rows))


def told(reading: Connection, number: int, after: int = 0) -> tuple[Told, ...]:
    """What has happened in a job since the event with that number."""
    query = select(JOB_EVENT).where(JOB_EVENT.c.job_id == number, JOB_EVENT.c.seq > after).order_by(JOB_EVENT.c.seq)
    return tuple(Told(row.seq, json.loads(row.body)) for row in reading.execute(query))


def last_told(reading: Connection, number: int) -> int:
    """The number of the last event of a job; 0 for none."""
    query = select(func.coalesce(func.max(JOB_EVENT.c.seq), 0)).where(JOB_EVENT.c.job_id == number)
    return int(reading.execute(query).scalar_one())


def _job(row: Any) -> Job:
    same = ("id", "kind", "document_id", "claim_id", "requested_by", "state", "attempts", "cancel", "said")
    return Job(**{name: row[name] for name in same}, request=json.loads(row["request"]))
