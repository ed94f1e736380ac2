"""Two people who decide about the same claim at the same moment: exactly one wins, and the other one looks again.

In the store the two are processes with a connection each, held at a barrier until both have seen the claim; over HTTP
they are two clients of a desk that runs.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from typing import Any

from bench.faults import stores
from bench.faults.desk import Client, Desk, key
from bench.faults.stores import Kind, Outcome
from copydesk.desk.settings import SummariseSettings
from copydesk.desk.worker import work
from copydesk.errors import Conflict
from copydesk.store import accounts, audit, chain, claims, decisions
from copydesk.store.chain import Event
from copydesk.store.database import Connection, Database
from copydesk.store.decisions import Decided
from copydesk.store.records import Seen

PEOPLE = ("ann", "bob")
PATIENCE = 60
"""Seconds after which a barrier counts as broken."""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody was told in a race. `conflict`: they were second, looked, and decided again."""

    claim: int
    who: str
    conflict: bool
    seen: int
    """The revision that they had seen when they decided at last."""


def trial(kind: Kind, times: int) -> Outcome:
    """So many races in the store, and a third as many over HTTP."""
    outcome = Outcome()
    with stores.new(kind) as url, stores.opened(url) as database:
        over_http = max(times // 3, 1)
        numbers = flagged(database, times + over_http)
        told = in_store(url, numbers[:times])
        told += over_http_at(database, url, numbers[times:])
        outcome.count("races in the store", times)
        outcome.count("races over HTTP", over_http)
        judge(database, numbers, told, outcome)
    return outcome


def flagged(database: Database, count: int) -> tuple[int, ...]:
    """Makes so many claims that wait for a person; returns their numbers."""
    with database.writing() as writing:
        stores.order(writing, wrong=1000, sentences=count)
    work(database, SummariseSettings(), lambda: False, once=True)
    with database.reading() as reading:
        return tuple(row.id for row, _ in claims.claims(reading, 1) if row.state == "open")


# -- in the store --------------------------------------------------------------------------------------------------


def in_store(url: str, numbers: Sequence[int]) -> list[Told]:
    """Two processes decide about each of these claims."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(len(PEOPLE))
    told: list[Told] = []
    started = []
    for who in PEOPLE:
        mine, theirs = context.Pipe(duplex=False)
        process = context.Process(target=decide_all, args=(url, who, numbers, barrier, theirs))
        process.start()
        theirs.close()
        started.append((process, mine))
    for process, pipe in started:
        told += [pipe.recv() for _ in numbers]
        process.join(PATIENCE)
    return told


def decide_all(url: str, who: str, numbers: Sequence[int], barrier: Any, pipe: Pipe) -> None:
    """One person, in a process of their own."""
    with stores.opened(url) as database:
        for place, number in enumerate(numbers):
            pipe.send(_decide(database, who, number, place, barrier))


def _decide(database: Database, who: str, number: int, place: int, barrier: Any) -> Told:
    seen, conflict = _look(database, number), False
    barrier.wait(PATIENCE)
    try:
        _act(database, who, seen, place)
    except Conflict:
        seen, conflict = _look(database, number), True
        _act(database, who, seen, place)
    return Told(number, who, conflict, seen.revision)


def _look(database: Database, number: int) -> Seen:
    with database.reading() as reading:
        return Seen(number, decisions.known(reading, number).revision)


def _act(database: Database, who: str, seen: Seen, place: int) -> None:
    """Ann and Bob take turns with the kinds of decisions, so that each kind meets each other one."""
    act = ACTS[(place + PEOPLE.index(who) * (1 + place // len(ACTS))) % len(ACTS)]
    with database.writing() as writing:
        act(writing, seen, who)


def _change(writing: Connection, seen: Seen, who: str) -> Decided:
    claim = decisions.known(writing, seen.claim_id)
    return decisions.change(writing, seen, who, claims.version(writing, claim.id, claim.version).checked, "edit")


ACTS: tuple[Callable[[Connection, Seen, str], Decided], ...] = (
    lambda writing, seen, who: decisions.accept(writing, seen, who, "known"),
    decisions.reject,
    _change,
    lambda writing, seen, who: decisions.mark(writing, seen, who, 0),
)


# -- over HTTP -----------------------------------------------------------------------------------------------------


def over_http_at(database: Database, url: str, numbers: Sequence[int]) -> list[Told]:
    """Two clients of a running desk decide about each of these claims."""
    with database.writing() as writing:
        for who in PEOPLE:
            accounts.add(writing, who, "fact-checker", None, accounts.LOCAL)
    with Desk(url, worker=False) as desk:
        barrier = threading.Barrier(len(PEOPLE))
        told: list[Told] = []
        threads = [
            threading.Thread(target=_clicks, args=(Client(desk.port, key(database, who)), who, numbers, barrier, told))
            for who in PEOPLE
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return told


def _clicks(client: Client, who: str, numbers: Sequence[int], barrier: threading.Barrier, told: list[Told]) -> None:
    for number in numbers:
        seen, conflict = client.revision(number), False
        barrier.wait(PATIENCE)
        act = PEOPLE.index(who)
        status = client.decide(number, seen, ("accept", "reject")[act], "known")
        if status == 409:
            seen, conflict = client.revision(number), True
            status = client.decide(number, seen, ("accept", "reject")[act], "known")
        if status != 303:
            raise RuntimeError(f"{who} was answered {status} at claim {number}")
        told.append(Told(number, who, conflict, seen))


# -- what came of it -----------------------------------------------------------------------------------------------


def judge(database: Database, numbers: Sequence[int], told: Sequence[Told], outcome: Outcome) -> None:
    """Each claim has the two decisions that were acknowledged, the second made by whoever had seen the first."""
    by_claim = defaultdict(list)
    for one in told:
        by_claim[one.claim].append(one)
    with database.reading() as reading:
        for number in numbers:
            past = [event for event in chain.events(reading, claim_id=number) if event.kind in decisions.DECISIONS]
            unseen = _unseen(past, by_claim[number])
            outcome.count("decisions", len(past))
            outcome.count("conflicts shown", sum(one.conflict for one in by_claim[number]))
            outcome.count("overwritten unseen", len(unseen))
            outcome.faults += [f"claim {number}: {fault}" for fault in unseen + _lost(past, by_claim[number])]
        if broken := audit.audit(reading).broken:
            outcome.faults.append(broken)


def _unseen(past: Sequence[Event], told: Sequence[Told]) -> list[str]:
    """Decisions that were made on something else than what the one before had left."""
    seen = {one.who: one.seen for one in told}
    return [
        f"{event.who} had seen revision {seen.get(event.who)} and decided on {place}"
        for place, event in enumerate(past, 1)
        if seen.get(event.who) != place
        or event.data["revision"] != place + 1
        or (place > 1 and event.data["before"] != past[place - 2].data["after"])
    ]


def _lost(past: Sequence[Event], told: Sequence[Told]) -> list[str]:
    """Acknowledged decisions without an event, and races that did not have one winner."""
    made, acknowledged = Counter(event.who for event in past), Counter(one.who for one in told)
    faults = [] if made == acknowledged else [f"acknowledged {dict(acknowledged)}, stored {dict(made)}"]
    winners = sum(not one.conflict for one in told)
    return faults if winners == 1 else [*faults, f"{winners} won"]
