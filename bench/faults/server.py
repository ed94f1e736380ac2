"""`copydesk review` killed with people and a worker at work: its answers hold, its worker ends, the jobs go on."""

from __future__ import annotations

import random
import time

from bench.faults import stores, traffic
from bench.faults.desk import Desk, gone
from bench.faults.races import flagged
from bench.faults.stores import Kind, Outcome
from bench.faults.traffic import Book, Traffic
from copydesk.store import times
from copydesk.store.database import Database

CLAIMS = 60
"""That people decide about, again and again."""
LONGEST = 1.5
"""Seconds of work after which the desk is killed."""
ORPHAN_SECONDS = 15.0
"""Within which a worker has ended by itself: one that is just being started has to come so far first."""


def trial(kind: Kind, kills: int) -> Outcome:
    """So many kills of one desk, always in the middle of work."""
    outcome = Outcome()
    with stores.new(kind) as url, stores.opened(url) as database:
        numbers = flagged(database, CLAIMS)
        traffic.accounts_for(database)
        with Desk(url) as desk:
            with Traffic(database, desk.port, numbers) as book:
                for _ in range(kills):
                    _kill(database, desk, book, outcome)
            if not stores.drained(database):
                outcome.faults.append(f"{stores.unended(database)} jobs had not ended, and none did for two minutes")
        traffic.check(database, book, outcome)
        stores.check(database, (), outcome)
        with database.reading() as reading:
            resumed = sum(row.attempts > 1 for row in stores.all_jobs(reading).values())
        outcome.count("jobs begun again", resumed)
    return outcome


def _kill(database: Database, desk: Desk, book: Book, outcome: Outcome) -> None:
    """Lets people work for a while, kills the desk, waits for its worker to end, and starts it again."""
    wait_for_more(book, 60)
    until_busy(database, 30)
    time.sleep(random.uniform(0, LONGEST))
    workers = desk.children()
    outcome.count("kills")
    outcome.count("kills with a job in work", bool(running(database)))
    began = time.monotonic()
    desk.kill()
    for worker in workers:
        if not gone(worker, ORPHAN_SECONDS):
            outcome.faults.append(f"its process {worker} was still there {ORPHAN_SECONDS:g} s after its desk")
    outcome.count("its processes that ended by themselves", len(workers))
    outcome.most("slowest of them, s", time.monotonic() - began)
    desk.start()


def running(database: Database) -> int:
    """How many jobs are in the hands of a worker that has shown a sign of life."""
    with database.reading() as reading:
        rows = stores.all_jobs(reading).values()
        return sum(row.state == "running" and row.lease_until > times.now() for row in rows)


def until_busy(database: Database, seconds: float) -> None:
    """Waits until the worker is at a job."""
    until = time.monotonic() + seconds
    while not running(database) and time.monotonic() < until:
        time.sleep(0.05)


def wait_for_more(book: Book, seconds: float) -> float:
    """Waits until something more is acknowledged; returns how long that took."""
    began, before = time.monotonic(), book.acknowledged()
    while book.acknowledged() == before and time.monotonic() < began + seconds:
        time.sleep(0.05)
    if book.acknowledged() == before:
        raise RuntimeError(f"nothing was acknowledged for {seconds:g} s: {book.refused}")
    return time.monotonic() - began
