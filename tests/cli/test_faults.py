"""The desk under faults, a few of each kind; `make faults` makes hundreds (figures in docs/figures.md)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bench.faults import postgresql, races, server, stores, worker
from bench.faults.stores import Kind, Outcome
from starlette.testclient import TestClient

from copydesk.desk import worker as desk_worker
from copydesk.desk.settings import SummariseSettings
from copydesk.desk.worker import work
from copydesk.errors import StoreError
from copydesk.store import jobs
from copydesk.store.database import Connection, Database
from copydesk.web.app import create_app
from copydesk.web.routes import jobs as events
from copydesk.web.settings import Serving

BOTH = pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])


class Failing(Database):
    """A database that goes away at one of its writing transactions: before it is committed, or just after."""

    def __init__(self, url: str, at: int, committed: bool) -> None:
        super().__init__(url)
        self.left, self.committed = at, committed

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        self.left -= 1
        with super().writing() as writing:
            yield writing
            if not self.left and not self.committed:
                raise StoreError("The database has gone away.")
        if not self.left and self.committed:
            raise StoreError("The database has gone away.")


@pytest.fixture
def allowed_hosts() -> list[str]:
    """Loopback, and the socket of the process that workers are forked off."""
    return [r"^127\.0\.0\.1$", r"^/.*/listener-\w+$"]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_worker, "AGAIN", 0.01)
    monkeypatch.setattr(desk_worker, "IDLE", 0.01)


@pytest.mark.parametrize("committed", [False, True])
@pytest.mark.parametrize("at", range(1, 9))
@pytest.mark.usefixtures("quick")
def test_a_database_that_goes_away_at_any_write_fails_no_job(tmp_path: Path, at: int, committed: bool) -> None:
    database = Failing(str(tmp_path / "desk.sqlite3"), at + 1, committed)
    with database.writing() as writing:
        number = stores.order(writing, sentences=12)
    # So short a lease has run out when the worker tries again.
    work(database, SummariseSettings(), until_ended(database), lease=0.02)
    outcome = Outcome()
    stores.check(database, [number], outcome)
    database.close()
    assert outcome.faults == []
    assert database.left <= 0, "it never went away"


def until_ended(database: Database) -> Callable[[], bool]:
    return lambda: not stores.unended(database)


def test_a_worker_that_ends_when_nothing_waits_says_that_the_database_is_gone(tmp_path: Path) -> None:
    database = Failing(str(tmp_path / "desk.sqlite3"), 1, False)
    with pytest.raises(StoreError, match="has gone away"):
        work(database, SummariseSettings(), lambda: False, once=True)
    database.close()


def test_a_job_that_no_worker_ever_ends_is_given_up_and_says_why(tmp_path: Path) -> None:
    with stores.opened(str(tmp_path / "desk.sqlite3")) as database:
        with database.writing() as writing:
            number = stores.order(writing, sentences=1)
        for _ in range(jobs.MOST_ATTEMPTS):
            with database.writing() as writing:
                assert jobs.lease(writing, -1)
        work(database, SummariseSettings(), lambda: False, once=True)
        with database.reading() as reading:
            ended = jobs.job(reading, number)
    assert ended is not None
    assert ended.state == "failed"
    assert "begun 5 times" in ended.said


def test_the_job_and_what_it_brought_last_are_stored_together(tmp_path: Path) -> None:
    """Between the two a worker could be killed, and the model asked again."""
    with stores.opened(str(tmp_path / "desk.sqlite3")) as database:
        with database.writing() as writing:
            number = stores.order(writing, sentences=3)
        seen: list[tuple[bool, bool]] = []

        class Watched(Failing):
            @contextlib.contextmanager
            def writing(self) -> Iterator[Connection]:
                with super().writing() as writing:
                    yield writing
                with self.reading() as reading:
                    kinds = {event.kind for event in stores.chain.events(reading)}
                    seen.append(("run.ended" in kinds, "job.ended" in kinds))

        watched = Watched(str(tmp_path / "desk.sqlite3"), 0, False)
        work(watched, SummariseSettings(), lambda: False, once=True)
        watched.close()
        with database.reading() as reading:
            ended = jobs.job(reading, number)
    assert ended is not None
    assert ended.state == "done"
    assert {run == job for run, job in seen} == {True}


@pytest.mark.slow
@pytest.mark.loopback
@pytest.mark.postgresql
def test_a_connection_that_is_lost_while_it_commits_leaves_it_open_whether_that_is_stored() -> None:
    with stores.new("postgresql") as url, stores.opened(url) as database, stores.opened(url) as other:
        with pytest.raises(StoreError, match="may have stored it or not"):
            order_and_end(database, other)
        with database.writing() as writing:
            number = stores.order(writing, sentences=1)
        with database.reading() as reading:
            assert list(stores.all_jobs(reading)) == [number]


def order_and_end(database: Database, other: Database) -> None:
    """Puts a job in the queue over a connection that is ended just before the commit."""
    with database.writing() as writing:
        stores.order(writing, sentences=1)
        backend = writing.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with other.writing() as ending:
            ending.exec_driver_sql(f"SELECT pg_terminate_backend({backend})")


class Away(Database):
    """A database that cannot be read so many times."""

    away = 0

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        if self.away:
            self.away -= 1
            raise StoreError("The database has gone away.")
        with super().reading() as reading:
            yield reading


def test_whoever_watches_a_job_hears_of_its_end_though_the_database_was_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "AWAY", 0.01)
    database = Away(str(tmp_path / "desk.sqlite3"))
    with database.writing() as writing:
        number = stores.order(writing, sentences=3)
    work(database, SummariseSettings(), lambda: False, once=True)
    with TestClient(create_app(database, Serving()), base_url="http://localhost") as client:
        database.away = 2
        answer = client.get(f"/jobs/{number}/events")
    database.close()
    assert database.away == 0
    assert answer.text.endswith("event: over\ndata: \n\n")


@pytest.mark.slow
@pytest.mark.loopback
@BOTH
def test_of_two_people_at_once_one_wins_and_the_other_sees_it(kind: Kind) -> None:
    outcome = races.trial(kind, 8)
    assert outcome.faults == []
    assert outcome.figures["conflicts shown"] == 10


@pytest.mark.slow
@pytest.mark.loopback
@BOTH
def test_a_worker_that_is_killed_or_stands_still_loses_and_doubles_nothing(kind: Kind) -> None:
    outcome = Outcome()
    with stores.new(kind) as url, stores.opened(url) as database:
        worker.kills(database, url, 4, outcome)
    assert outcome.faults == []
    assert outcome.figures["kills that hit a job in work"]


@pytest.mark.slow
@pytest.mark.loopback
def test_a_desk_that_is_killed_keeps_its_word_and_leaves_no_worker_behind() -> None:
    outcome = server.trial("sqlite", 2)
    assert outcome.faults == []
    assert outcome.figures["decisions acknowledged"]


@pytest.mark.slow
@pytest.mark.loopback
@pytest.mark.postgresql
def test_desk_and_worker_come_back_when_postgresql_has_crashed() -> None:
    outcome = postgresql.trial("postgresql", 2)
    assert outcome.faults == []
    assert outcome.figures["decisions acknowledged"]
