"""`copydesk worker` killed at random moments in the middle of its jobs, and stopped until another one took them over.

The workers are forked off a process that has imported copydesk, since 500 imports of four seconds each would take
longer than the kills; from there on each is the command itself, with a database connection of its own.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from multiprocessing.context import ForkServerProcess

from bench.faults import stores
from bench.faults.stores import Kind, Outcome
from copydesk.cli.main import main
from copydesk.store import claims
from copydesk.store.database import Database

LEASE = 1.0
WAITING = 5
"""So many jobs wait or run whenever a worker begins."""
LONGEST = 3.0
"""Seconds within which a worker is killed."""
PER_DATABASE = 100
"""Kills in one database; then comes a new one, so that the audit in the end stays short."""
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__, "copydesk.desk.worker", "psycopg", "alembic.command"])

Lease = tuple[int, int]
"""A job, and the number of times that it was leased."""


def trial(kind: Kind, times: int) -> Outcome:
    """So many kills, and a pause for every ten."""
    outcome = Outcome()
    for done in range(0, times, PER_DATABASE):
        with stores.new(kind) as url, stores.opened(url) as database:
            kills(database, url, min(PER_DATABASE, times - done), outcome)
    return outcome


def kills(database: Database, url: str, times: int, outcome: Outcome) -> None:
    """Kills workers of one database; then lets one finish, and looks at what is there."""
    chance = random.Random()
    ordered: list[int] = []
    for number in range(times):
        _supply(database, ordered)
        if number % 10 == 9:
            _pause(database, url, outcome)
            _supply(database, ordered)
        _kill(database, url, chance.uniform(0.05, LONGEST), outcome)
    last = _start(url)
    if not stores.drained(database):
        outcome.faults.append(f"{stores.unended(database)} jobs had not ended, and none did for two minutes")
    _end(last)
    stores.check(database, ordered, outcome)


def _supply(database: Database, ordered: list[int]) -> None:
    """Acknowledged is a job when its transaction has returned."""
    while stores.unended(database) < WAITING:
        with database.writing() as writing:
            number = stores.order(writing)
        ordered.append(number)


def _kill(database: Database, url: str, seconds: float, outcome: Outcome) -> None:
    before = _leases(database)
    worker = _start(url)
    time.sleep(seconds)
    _end(worker)
    outcome.count("kills")
    if hit := _leases(database) - before:
        outcome.count("kills that hit a job in work")
        outcome.count("with some of its claims stored", _half_done(database, *hit))


def _pause(database: Database, url: str, outcome: Outcome) -> None:
    """A worker that stands still longer than its lease lasts; when it goes on, another has its job.

    One that stands still in the middle of a transaction keeps everybody else from writing to SQLite; then nobody can
    take its job over, and it goes on with it.
    """
    before = _leases(database)
    slow = _start(url)
    if not (held := _wait_for_lease(database, before)):
        _end(slow)
        outcome.faults.append("a worker had not taken a job after 20 seconds")
        return
    os.kill(slow.pid or 0, signal.SIGSTOP)
    time.sleep(LEASE + 0.1)
    other = _start(url)
    outcome.count("taken over meanwhile", bool(_wait_for_lease(database, before | held, 4)))
    os.kill(slow.pid or 0, signal.SIGCONT)
    _wait_for_end(database, held)
    # Now the other one of the two comes to the end, too, and must find that the job is not its own.
    time.sleep(1.0)
    outcome.count("pauses beyond the lease")
    for worker, name in ((slow, "the paused worker"), (other, "the one that took over")):
        if worker.exitcode is not None:
            outcome.faults.append(f"{name} ended with code {worker.exitcode}")
        _end(worker)


def _wait_for_lease(database: Database, known: set[Lease], seconds: float = 20) -> set[Lease]:
    """The leases that are new, as soon as there are any."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if taken := _leases(database) - known:
            return taken
        time.sleep(0.02)
    return set()


def _wait_for_end(database: Database, held: set[Lease], seconds: float = 10) -> None:
    """Waits until the job of a lease has ended, whoever ends it."""
    until = time.monotonic() + seconds
    while {job for job, _ in held} & {job for job, _ in _leases(database)} and time.monotonic() < until:
        time.sleep(0.05)


def _leases(database: Database) -> set[Lease]:
    with database.reading() as reading:
        found = stores.all_jobs(reading).values()
    return {(row.id, row.attempts) for row in found if row.state == "running"}


def _half_done(database: Database, lease: Lease) -> bool:
    with database.reading() as reading:
        document = stores.all_jobs(reading)[lease[0]].document_id
        return 0 < len(claims.claims(reading, document)) < stores.SENTENCES


def _start(url: str) -> ForkServerProcess:
    process = _CONTEXT.Process(target=run, args=(url,))
    process.start()
    return process


def run(url: str) -> None:
    """The command, in a process that was forked."""
    main(["worker", "--database", url, "--lease", str(LEASE)])


def _end(process: ForkServerProcess) -> None:
    process.kill()
    process.join()
