"""Jobs for a model: each is done once, whoever dies over it, and nobody writes for a job that is somebody else's."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from copydesk.store import audit, chain, documents, jobs
from copydesk.store.database import Connection, Database
from copydesk.store.jobs import Job, Lost, Order
from copydesk.store.tables import JOB
from stored import OPEN, at_once, rows, stored

GONE = -1.0
"""Seconds of a lease that is over as soon as it is given: its worker is gone."""


def order(writing: Connection, number: int = 1) -> int:
    return jobs.order(writing, Order("revise", 1, {"n": number}, OPEN), "bela")


def leased(writing: Connection, seconds: float = jobs.LEASE_SECONDS) -> Job:
    found = jobs.lease(writing, seconds)
    assert found is not None
    return found


def known(reading: Connection, number: int) -> Job:
    found = jobs.job(reading, number)
    assert found is not None
    return found


# -- from beginning to end -----------------------------------------------------------------------------------------


def test_a_job_that_was_ordered_waits_and_says_so(desk: Connection) -> None:
    number = order(desk, 7)
    assert known(desk, number) == Job(number, "revise", 1, OPEN, {"n": 7}, "bela", "waiting", 0, False, "")
    assert jobs.jobs(desk, 1) == (known(desk, number),)
    event = chain.events(desk)[-1]
    assert (event.kind, event.who, event.document_id, event.claim_id) == ("job.ordered", "bela", 1, OPEN)
    assert event.data == {"job": number, "kind": "revise", "request": {"n": 7}}
    assert documents.stages(desk, [documents.known(desk, 1)]) == {1: "working"}


def test_a_job_is_leased_told_of_and_finished(desk: Connection) -> None:
    number = order(desk)
    mine = leased(desk)
    assert (mine.id, mine.state, mine.attempts) == (number, "running", 1)
    assert jobs.lease(desk) is None, "it is in somebody's hands"
    assert not jobs.renew(desk, mine)
    jobs.tell(desk, mine, {"said": "Asked."})
    jobs.tell(desk, mine, {"said": "Answered."})
    before = documents.known(desk, 1).revision
    jobs.finish(desk, mine, "done", "1 verified.")
    found = known(desk, number)
    assert (found.state, found.said, found.attempts) == ("done", "1 verified.", 1)
    told = [{"said": "Asked."}, {"said": "Answered."}, {"event": "ended", "state": "done", "said": "1 verified."}]
    assert [(one.seq, one.body) for one in jobs.told(desk, number)] == list(enumerate(told, 1))
    assert [one.seq for one in jobs.told(desk, number, after=2)] == [3]
    assert jobs.last_told(desk, number) == 3
    event = chain.events(desk)[-1]
    assert (event.kind, event.who) == ("job.ended", "bela")
    assert event.data == {"job": number, "state": "done", "said": "1 verified.", "attempts": 1}
    assert documents.known(desk, 1).revision == before + 1
    assert documents.stages(desk, [documents.known(desk, 1)]) == {1: "review"}
    assert jobs.lease(desk) is None
    assert audit.audit(desk).broken == ""


def test_jobs_are_done_in_the_order_in_which_they_were_ordered(desk: Connection) -> None:
    numbers = [order(desk, n) for n in range(4)]
    found = []
    for _ in numbers:
        mine = leased(desk)
        found.append(mine.id)
        jobs.finish(desk, mine, "done")
    assert found == numbers
    assert jobs.lease(desk) is None


def test_a_job_whose_worker_is_gone_comes_before_those_that_wait(desk: Connection) -> None:
    first, second = order(desk, 1), order(desk, 2)
    assert leased(desk, GONE).id == first
    again = leased(desk)
    assert (again.id, again.attempts) == (first, 2)
    assert leased(desk).id == second


def test_there_is_no_such_job(desk: Connection) -> None:
    assert jobs.lease(desk) is None
    assert jobs.job(desk, 77) is None
    assert jobs.told(desk, 77) == ()
    before = rows(desk)
    jobs.cancel(desk, 77, "bela")
    assert rows(desk) == before


# -- the fence -----------------------------------------------------------------------------------------------------

WRITES: dict[str, Callable[[Connection, Job], object]] = {
    "renew": jobs.renew,
    "tell": lambda writing, mine: jobs.tell(writing, mine, {"said": "Late."}),
    "finish": lambda writing, mine: jobs.finish(writing, mine, "done", "Late."),
}


@pytest.mark.parametrize("then", ("taken over", "finished", "cancelled"))
@pytest.mark.parametrize("what", WRITES)
def test_a_worker_whose_job_is_no_longer_its_own_writes_nothing(desk: Connection, what: str, then: str) -> None:
    order(desk)
    mine = leased(desk, GONE)
    theirs = leased(desk)
    if then != "taken over":
        jobs.finish(desk, theirs, "done" if then == "finished" else "cancelled")
    before = rows(desk)
    with pytest.raises(Lost), desk.begin_nested():
        WRITES[what](desk, mine)
    assert rows(desk) == before


@pytest.mark.parametrize("what", WRITES)
def test_a_worker_that_is_late_keeps_its_job_while_nobody_has_taken_it(desk: Connection, what: str) -> None:
    order(desk)
    mine = leased(desk)
    desk.execute(JOB.update().where(JOB.c.id == mine.id).values(lease_until="2000-01-01T00:00:00.000000Z"))
    WRITES[what](desk, mine)
    assert jobs.lease(desk) is None


@pytest.mark.parametrize("what", WRITES)
def test_a_job_that_is_over_stays_over(desk: Connection, what: str) -> None:
    order(desk)
    mine = leased(desk)
    jobs.finish(desk, mine, "failed", "No model.")
    with pytest.raises(Lost), desk.begin_nested():
        WRITES[what](desk, mine)
    assert known(desk, mine.id).said == "No model."


# -- cancelled -----------------------------------------------------------------------------------------------------


def test_a_job_that_waits_is_cancelled_at_once(desk: Connection) -> None:
    number = order(desk)
    before = documents.known(desk, 1).revision
    jobs.cancel(desk, number, "dora")
    found = known(desk, number)
    assert (found.state, found.said, found.attempts) == ("cancelled", "Cancelled by dora.", 0)
    assert [one.body["state"] for one in jobs.told(desk, number)] == ["cancelled"]
    event = chain.events(desk)[-1]
    assert (event.kind, event.who, event.data["state"]) == ("job.ended", "dora", "cancelled")
    assert documents.known(desk, 1).revision == before + 1
    assert jobs.lease(desk) is None
    assert audit.audit(desk).broken == ""


def test_a_job_at_work_hears_of_it_and_ends_itself(desk: Connection) -> None:
    number = order(desk)
    mine = leased(desk)
    events = chain.events(desk)
    jobs.cancel(desk, number, "dora")
    assert chain.events(desk) == events, "nothing has ended yet"
    assert known(desk, number).state == "running"
    assert jobs.renew(desk, mine)
    jobs.finish(desk, mine, "cancelled", "Cancelled. 1 verified.")
    assert known(desk, number).state == "cancelled"
    assert audit.audit(desk).broken == ""


def test_whoever_takes_a_job_over_hears_that_it_was_cancelled(desk: Connection) -> None:
    number = order(desk)
    leased(desk, GONE)
    jobs.cancel(desk, number, "dora")
    theirs = leased(desk)
    assert theirs.cancel
    assert jobs.renew(desk, theirs)


def test_a_job_that_is_over_is_not_cancelled(desk: Connection) -> None:
    number = order(desk)
    jobs.finish(desk, leased(desk), "done", "1 verified.")
    before = rows(desk)
    jobs.cancel(desk, number, "dora")
    assert rows(desk) == before


# -- many at once --------------------------------------------------------------------------------------------------


def test_two_workers_never_have_the_same_job(database: Database) -> None:
    stored(database)
    with database.writing() as writing:
        numbers = [order(writing, n) for n in range(12)]
    had: list[tuple[int, int]] = []

    def work(worker: int) -> None:
        while True:
            with database.writing() as writing:
                mine = jobs.lease(writing)
            if mine is None:
                return
            had.append((mine.id, worker))
            with database.writing() as writing:
                jobs.finish(writing, mine, "done", f"by {worker}")

    at_once(3, work)
    assert sorted(job for job, _ in had) == numbers
    with database.reading() as reading:
        assert {(one.id, one.said) for one in jobs.jobs(reading, 1)} == {(job, f"by {worker}") for job, worker in had}
        assert {one.attempts for one in jobs.jobs(reading, 1)} == {1}
        assert audit.audit(reading).broken == ""


def test_a_job_that_was_taken_over_is_finished_by_one_of_the_two(database: Database) -> None:
    stored(database)
    with database.writing() as writing:
        number = order(writing)
        both = [leased(writing, GONE), leased(writing)]
    lost: list[int] = []

    def end(worker: int) -> None:
        try:
            with database.writing() as writing:
                jobs.tell(writing, both[worker], {"said": f"by {worker}"})
                jobs.finish(writing, both[worker], "done", f"by {worker}")
        except Lost:
            lost.append(worker)

    at_once(2, end)
    assert lost == [0]
    with database.reading() as reading:
        assert known(reading, number).said == "by 1"
        assert [one.body["said"] for one in jobs.told(reading, number)] == ["by 1", "by 1"]


def test_what_was_ordered_is_done_once_whoever_dies_over_it(database: Database) -> None:
    """Workers die before, between and after their writes; orders that were not acknowledged never were."""
    stored(database)
    chance = random.Random(17)
    acknowledged: list[int] = []

    class Died(Exception):
        pass

    def dying() -> None:
        if chance.random() < 0.3:
            raise Died

    def ordering() -> None:
        with database.writing() as writing:
            number = order(writing)
            dying()
        acknowledged.append(number)

    def working() -> bool:
        with database.writing() as writing:
            mine = jobs.lease(writing, GONE)
            dying()
        if mine is None:
            return False
        dying()
        with database.writing() as writing:
            jobs.finish(writing, mine, "done", f"at {mine.attempts}")
            dying()
        return True

    def alive(doing: Callable[[], object]) -> object:
        try:
            return doing()
        except Died:
            return True

    for _ in range(15):
        alive(ordering)
        alive(working)
    while alive(working):
        pass
    with database.reading() as reading:
        found = jobs.jobs(reading, 1)
        ended = [event.data["job"] for event in chain.events(reading) if event.kind == "job.ended"]
        assert [one.id for one in found] == acknowledged
        assert {one.state for one in found} == {"done"}
        assert all(one.said == f"at {one.attempts}" for one in found)
        assert sorted(ended) == acknowledged
        assert audit.audit(reading).broken == ""
        assert reading.execute(JOB.select().where(JOB.c.lease_until.is_not(None))).all() == []
