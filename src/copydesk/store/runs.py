"""Runs of a document: what was checked or written, by which policy, with every answer of the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from pydantic import TypeAdapter
from sqlalchemy import Connection, RowMapping, func, insert, select

from copydesk.checking.verdict import DEFAULT, Policy
from copydesk.report.result import Attempt, ModelRun, Result, Timing
from copydesk.store import chain, sources, storable, times
from copydesk.store.chain import Fact
from copydesk.store.records import Run, StoredSource, Upload
from copydesk.store.storable import listed
from copydesk.store.tables import ATTEMPT, RUN, RUN_END, RUN_SOURCE
from copydesk.version import VERSION

_POLICY: TypeAdapter[Policy] = TypeAdapter(Policy)
_ATTEMPT: TypeAdapter[Attempt] = TypeAdapter(Attempt)
_MODEL_RUN: TypeAdapter[ModelRun] = TypeAdapter(ModelRun)
_TIMING: TypeAdapter[Timing] = TypeAdapter(Timing)


@dataclass(frozen=True, slots=True)
class Origin:
    """Who had a result made, and the policy that decided in it."""

    who: str
    policy: Policy = DEFAULT


def start_run(
    writing: Connection,
    document: int,
    kind: Literal["check", "summarise"],
    uploads: Sequence[Upload | StoredSource],
    origin: Origin,
) -> int:
    """Begins a run of a document against these sources; returns its id."""
    policy, who = origin.policy, origin.who
    stored = [upload.id if isinstance(upload, StoredSource) else sources.keep(writing, upload) for upload in uploads]
    written = chain.canonical(asdict(policy))
    values = {"kind": kind, "version": VERSION, "policy": written, "policy_sha256": policy.sha256}
    row = writing.execute(
        insert(RUN).values(document_id=document, started_at=times.now(), started_by=who, **values).returning(RUN.c.id)
    )
    run: int = row.scalar_one()
    for position, source in enumerate(stored):
        writing.execute(insert(RUN_SOURCE).values(run_id=run, position=position, source_id=source))
    digests = [row.digest for row in writing.execute(sources.of_run(run))]
    chain.append(writing, Fact("run.started", who, {"run": run, **values, "sources": digests}, document))
    return run


def add_attempt(writing: Connection, run: int, attempt: Attempt) -> None:
    """Keeps one answer of the model."""
    known = select(func.coalesce(func.max(ATTEMPT.c.number), 0)).where(ATTEMPT.c.run_id == run)
    number = writing.execute(known).scalar_one() + 1
    body = storable.dump(_ATTEMPT, attempt)
    writing.execute(insert(ATTEMPT).values(run_id=run, number=number, at=times.now(), body=body))


def end_run(writing: Connection, run: int, result: Result, who: str) -> None:
    """The run is over; its answers of the model, and what it says of itself, are kept."""
    row = run_row(writing, run)
    for attempt in result.run.attempts if result.run else ():
        add_attempt(writing, run, attempt)
    model = storable.dump(_MODEL_RUN, result.run) if result.run else None
    timing = _TIMING.dump_json(result.timing).decode() if result.timing else None
    stopped = listed(result.stopped) if result.stopped else None
    values = {"stopped": stopped, "model_run": model, "timing": timing}
    writing.execute(insert(RUN_END).values(run_id=run, ended_at=times.now(), **values))
    body = {"run": run, "stopped": stopped, "model_run": chain.sha256(model or "")}
    chain.append(writing, Fact("run.ended", who, body, row.document_id))


def runs(reading: Connection, document: int) -> tuple[Run, ...]:
    """The runs of a document, in order."""
    rows = reading.execute(_RUNS.where(RUN.c.document_id == document).order_by(RUN.c.id)).mappings()
    return tuple(map(_run, rows))


def run_row(reading: Connection, run: int) -> Run:
    return _run(reading.execute(_RUNS.where(RUN.c.id == run)).mappings().one())


_RUNS = select(RUN, RUN_END.c.ended_at, RUN_END.c.stopped, RUN_END.c.model_run).join(
    RUN_END, RUN_END.c.run_id == RUN.c.id, isouter=True
)


def _run(row: RowMapping) -> Run:
    return Run(
        id=row["id"],
        document_id=row["document_id"],
        kind=row["kind"],
        version=row["version"],
        policy=_POLICY.validate_json(row["policy"]),
        started_at=row["started_at"],
        started_by=row["started_by"],
        ended=row["ended_at"] is not None,
        stopped=row["stopped"],
        model=storable.load(_MODEL_RUN, row["model_run"]) if row["model_run"] else None,
    )


def attempts(reading: Connection, run: int) -> tuple[Attempt, ...]:
    rows = reading.execute(select(ATTEMPT.c.body).where(ATTEMPT.c.run_id == run).order_by(ATTEMPT.c.number)).scalars()
    return tuple(storable.load(_ATTEMPT, body) for body in rows)
