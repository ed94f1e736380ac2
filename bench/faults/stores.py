"""What every kind of fault stands on: a new database, jobs to put into it, and what must be there in the end.

*Acknowledged* is what somebody was told: a transaction that returned, or an answer over HTTP. All of it must be there,
once. What was sent and not acknowledged may be there, once, or not at all.
"""

from __future__ import annotations

import contextlib
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import select
from tests import postgres

import copydesk
from copydesk.store import audit, chain, claims, documents, jobs, runs
from copydesk.store.chain import Event
from copydesk.store.database import Connection, Database
from copydesk.store.documents import Heading
from copydesk.store.jobs import Order
from copydesk.store.records import Upload
from copydesk.store.runs import Origin
from copydesk.store.tables import JOB

Kind = Literal["sqlite", "postgresql"]
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")
SENTENCES = 30
"""Claims of one job: long enough for a kill to hit it in the middle."""
ENDED = ("done", "failed", "cancelled")


@dataclass
class Outcome:
    """What came of a trial: figures by name, and every fault in a sentence. No fault is the aim."""

    figures: dict[str, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def count(self, name: str, more: float = 1) -> None:
        self.figures[name] = self.figures.get(name, 0) + more

    def most(self, name: str, value: float) -> None:
        self.figures[name] = round(max(self.figures.get(name, 0.0), value), 2)


@contextlib.contextmanager
def new(kind: Kind) -> Iterator[str]:
    """The URL of a new, empty database; it goes away with the block."""
    if kind == "postgresql":
        with postgres.started() as server:
            yield server.database("faults")
    else:
        with tempfile.TemporaryDirectory(prefix="copydesk-faults-") as folder:
            yield str(Path(folder) / "desk.sqlite3")


@contextlib.contextmanager
def opened(url: str) -> Iterator[Database]:
    """The database behind a URL, closed again."""
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


def texts(wrong: int = 0, sentences: int = SENTENCES) -> tuple[str, str]:
    """A source and a summary of it. `wrong` makes every claim one that the verifier flags."""
    told = [f"In town {n} the fire killed {n + 17} people." for n in range(sentences)]
    claimed = [f"In town {n} the fire killed {n + 17 + wrong} people." for n in range(sentences)]
    return " ".join(told), " ".join(claimed)


def order(writing: Connection, wrong: int = 0, sentences: int = SENTENCES) -> int:
    """Hands a summary in to be checked, as the desk does; returns the number of the job."""
    told, claimed = texts(wrong, sentences)
    source = copydesk.from_text(told)
    document = documents.create(writing, Heading("Fire"), "ann")
    run = runs.start_run(writing, document, "check", [Upload(source, told.encode())], Origin("ann"))
    request = {"text": claimed, "name": "summary.txt", "run": run}
    return jobs.order(writing, Order("check", document, request), "ann")


def all_jobs(reading: Connection) -> dict[int, Any]:
    """Every job that there is, by its number."""
    return {row.id: row for row in reading.execute(select(JOB).order_by(JOB.c.id))}


def unended(database: Database) -> int:
    """How many jobs wait, or are being worked on."""
    with database.reading() as reading:
        return sum(row.state not in ENDED for row in all_jobs(reading).values())


def drained(database: Database, seconds: float = 120) -> bool:
    """Waits until every job has ended; False when for so long none did."""
    until, least = time.monotonic() + seconds, unended(database)
    while least and time.monotonic() < until:
        time.sleep(0.2)
        if (left := unended(database)) < least:
            until, least = time.monotonic() + seconds, left
    return not least


def check(database: Database, acknowledged: Iterable[int], outcome: Outcome) -> None:
    """Holds everything in a database against what must be there. `acknowledged` are numbers of jobs."""
    with database.reading() as reading:
        found = all_jobs(reading)
        past = chain.events(reading)
        outcome.faults += [f"job {number} was acknowledged and is lost" for number in set(acknowledged) - set(found)]
        for row in found.values():
            outcome.faults += _job(reading, row, past)
            outcome.count("jobs")
            outcome.count("given up after five times", row.state == "failed")
        outcome.faults += [audit.audit(reading).broken] if audit.audit(reading).broken else []
        outcome.count("events of the chain", len(past))
        if database.is_sqlite:
            said = reading.exec_driver_sql("PRAGMA integrity_check").scalar_one()
            outcome.faults += [] if said == "ok" else [f"SQLite: {said}"]


def _job(reading: Connection, row: Any, past: tuple[Event, ...]) -> Iterator[str]:
    """What is wrong with a job, its end, and its claims."""
    request = json.loads(row.request)
    ends = Counter(event.kind for event in past if _is_end(event, row.id, request["run"]))
    told = sum(one.body["event"] == "ended" for one in jobs.told(reading, row.id))
    given_up = row.state == "failed" and row.said.startswith("Given up")
    if row.state != "done" and not given_up:
        yield f"job {row.id} is {row.state}: {row.said!r}"
    if (ends["job.ended"], told) != (1, 1):
        yield f"job {row.id} ended {ends['job.ended']} times, and said so {told} times"
    if ends["run.ended"] > 1 or (row.state == "done" and not ends["run.ended"]):
        yield f"run {request['run']} ended {ends['run.ended']} times"
    stored = [text for _, text in claims.claims(reading, row.document_id)]
    wanted = request["text"].replace(". ", ".\n").split("\n")
    # A job that was given up keeps what it had brought.
    if stored != (wanted[: len(stored)] if given_up else wanted):
        yield f"document {row.document_id} has {len(stored)} claims ({len(set(stored))} different) of {len(wanted)}"


def _is_end(event: Event, job: int, run: int) -> bool:
    return (event.kind == "job.ended" and event.data["job"] == job) or (
        event.kind == "run.ended" and event.data["run"] == run
    )
