"""PostgreSQL crashes under a desk and a worker at work; both come back by themselves, with all that was acknowledged.

Every second crash is an immediate shutdown (every backend is told to quit at once), every other one a SIGKILL of the
server process itself, whose backends then find out on their own.
"""

from __future__ import annotations

import contextlib
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

from tests import postgres
from tests.postgres import Server

from bench.faults import stores, traffic
from bench.faults.desk import ENVIRONMENT, Desk
from bench.faults.races import flagged
from bench.faults.server import CLAIMS, running, until_busy, wait_for_more
from bench.faults.stores import Kind, Outcome
from bench.faults.traffic import Book, Traffic
from copydesk.store.database import Database

LONGEST = 2.5
"""Seconds of work after which the database crashes."""
DOWN = (0.0, 3.0)
"""Between these seconds it stays away."""


def trial(kind: Kind, times: int) -> Outcome:
    """So many crashes under one desk with its worker, and one more worker beside it."""
    if kind != "postgresql":
        raise SystemExit("SQLite has no server that could crash; see the trials worker and server.")
    outcome = Outcome()
    with postgres.started() as server:
        url = server.database("faults")
        with stores.opened(url) as database:
            numbers = flagged(database, CLAIMS)
            traffic.accounts_for(database)
            with _worker(url, database) as worker, Desk(url) as desk:
                with Traffic(database, desk.port, numbers) as book:
                    for number in range(times):
                        _crash(server, number % 2 == 1, book, database, outcome)
                    outcome.most("slowest return of the desk, s", wait_for_more(book, 60))
                if not stores.drained(database):
                    outcome.faults.append(
                        f"{stores.unended(database)} jobs had not ended, and none did for two minutes"
                    )
                _alive(desk, worker, outcome)
            traffic.check(database, book, outcome)
            stores.check(database, (), outcome)
    return outcome


@contextlib.contextmanager
def _worker(url: str, database: Database) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that has done a job: one that finds no database when it begins ends with a sentence and code 7."""
    command = [sys.executable, "-m", "copydesk", "worker", "--database", url]
    with database.writing() as writing:
        stores.order(writing)
    process = subprocess.Popen(command, env=ENVIRONMENT)
    try:
        stores.drained(database)
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _crash(server: Server, hard: bool, book: Book, database: Database, outcome: Outcome) -> None:
    outcome.most("slowest return of the desk, s", wait_for_more(book, 60))
    until_busy(database, 30)
    time.sleep(random.uniform(0, LONGEST))
    outcome.count("crashes with a job in work", bool(running(database)))
    server.stop(signal.SIGKILL if hard else signal.SIGQUIT)
    outcome.count("server process killed" if hard else "immediate shutdowns")
    time.sleep(random.uniform(*DOWN))
    start(server)


def start(server: Server) -> None:
    """Backends whose server was killed keep its memory until they have noticed; so long it does not start."""
    for left in range(60, -1, -1):
        try:
            server.start()
        except RuntimeError:
            if not left:
                raise
            time.sleep(0.5)
        else:
            return


def _alive(desk: Desk, worker: subprocess.Popen[bytes], outcome: Outcome) -> None:
    """Neither the desk nor the worker beside it was started again by anybody."""
    if worker.poll() is not None:
        outcome.faults.append(f"the worker beside the desk ended with code {worker.returncode}")
    if desk.process is None or desk.process.poll() is not None:
        outcome.faults.append("the desk ended")
    ended = sum("the worker ended with code" in line for line in desk.log)
    outcome.count("times the desk had to start its worker again", ended)
