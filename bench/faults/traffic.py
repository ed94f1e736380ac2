"""People and a program at work at a desk while it is being broken, and a book of what they were told.

Every decision has words of its own, so that it can be found again: each that was acknowledged must be in the history
once, each that was not, once or not at all.
"""

from __future__ import annotations

import http.client
import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from bench.faults import stores
from bench.faults.desk import Client, Unanswered, key
from bench.faults.stores import Outcome
from copydesk.errors import StoreError
from copydesk.store import accounts, chain
from copydesk.store.chain import Event
from copydesk.store.database import Database
from copydesk.store.tables import DOCUMENT

PEOPLE = ("ann", "bob")
PROGRAM = "wire"
PAUSE = 0.05
"""Seconds between two decisions of a person: a worker that begins meanwhile needs the cores, too."""
EVERY = 1.0
"""Seconds from one summary that is handed in to the next."""
MOST_WAITING = 4
"""So many jobs may wait before the program stops handing in: a worker that is killed all the time falls behind."""


@dataclass
class Book:
    """What was sent, what was acknowledged, and how everything else was answered."""

    sent: list[str] = field(default_factory=list)
    decided: list[str] = field(default_factory=list)
    handed_in: list[int] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)

    def acknowledged(self) -> int:
        return len(self.decided) + len(self.handed_in)


class Traffic:
    """Two people who decide without a pause, and a program that hands summaries in, as long as the block lasts."""

    def __init__(self, database: Database, port: int, numbers: Sequence[int]) -> None:
        self.book = Book()
        self._database = database
        self._over = threading.Event()
        self._numbers = numbers
        keys = {who: key(database, who) for who in (*PEOPLE, PROGRAM)}
        works: list[tuple[Callable[[Client, str], None], str]] = [(self._decide, who) for who in PEOPLE]
        works.append((self._hand_in, PROGRAM))
        self._threads = [
            threading.Thread(target=self._work, args=(act, Client(port, keys[who]), who)) for act, who in works
        ]

    def __enter__(self) -> Book:
        for thread in self._threads:
            thread.start()
        return self.book

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _work(self, act: Callable[[Client, str], None], client: Client, who: str) -> None:
        for number in itertools.count():
            if self._over.is_set():
                return
            try:
                act(client, f"{who} {number}")
            except Unanswered as answer:
                self._refused(f"answer {answer.status}")
            except (OSError, http.client.HTTPException) as error:
                self._refused("no connection" if isinstance(error, ConnectionRefusedError) else "no answer")

    def _refused(self, how: str) -> None:
        self.book.refused[how] += 1
        time.sleep(0.05)

    def _decide(self, client: Client, words: str) -> None:
        number = random.choice(self._numbers)
        revision = client.revision(number)
        self.book.sent.append(words)
        status = client.decide(number, revision, random.choice(("accept", "reject")), words)
        if status != 303:
            raise Unanswered(status, "")
        self.book.decided.append(words)
        self._over.wait(PAUSE)

    def _hand_in(self, client: Client, words: str) -> None:
        try:
            busy = stores.unended(self._database) >= MOST_WAITING
        except StoreError:
            busy = False
        if not busy:
            self.book.handed_in.append(client.hand_in(words))
        self._over.wait(EVERY)


def accounts_for(database: Database) -> None:
    """The accounts of everybody who takes part."""
    with database.writing() as writing:
        for who in (*PEOPLE, PROGRAM):
            accounts.add(writing, who, "fact-checker", None, accounts.LOCAL)


def check(database: Database, book: Book, outcome: Outcome) -> None:
    """Holds the history against the book."""
    with database.reading() as reading:
        past = chain.events(reading)
        there = set(reading.execute(select(DOCUMENT.c.id)).scalars())
    found = Counter(event.data["reason"] for event in past if event.kind in ("claim.accepted", "claim.rejected"))
    ordered = Counter(event.document_id for event in past if event.kind == "job.ordered")
    outcome.faults += [
        f"the decision {words!r} was acknowledged and is lost" for words in book.decided if not found[words]
    ]
    outcome.faults += [
        f"the decision {words!r} is there {found[words]} times" for words in book.sent if found[words] > 1
    ]
    outcome.faults += [f"document {number} was acknowledged and is lost" for number in set(book.handed_in) - there]
    outcome.faults += [
        f"document {number} has {ordered[number]} jobs" for number in book.handed_in if ordered[number] != 1
    ]
    outcome.faults += _broken_off(past)
    if book.refused["answer 500"]:
        outcome.faults.append(f"the desk failed at {book.refused['answer 500']} requests without saying why")
    outcome.count("decisions acknowledged", len(book.decided))
    outcome.count("stored, though the answer never came", sum(found.values()) - len(book.decided))
    outcome.count("summaries acknowledged", len(book.handed_in))
    for how, times in sorted(book.refused.items()):
        outcome.count(f"not done: {how}", times)


def _broken_off(past: Sequence[Event]) -> list[str]:
    """Decisions that do not begin where the one before them about the same claim ended."""
    stands: dict[int | None, object] = {}
    faults = []
    for event in past:
        if event.kind in ("claim.accepted", "claim.rejected"):
            if stands.get(event.claim_id, event.data["before"]) != event.data["before"]:
                faults.append(f"event {event.seq} was decided on something else than the one before had left")
            stands[event.claim_id] = event.data["after"]
    return faults
