"""A review desk's database filled by hand, and what people do at it: each in a transaction of its own."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import select

import results
from copydesk.checking.records import CheckedClaim
from copydesk.store import accounts, decisions, documents, jobs, kept, publications, runs, saving, times
from copydesk.store.chain import Event
from copydesk.store.database import Connection, Database
from copydesk.store.decisions import Decided
from copydesk.store.documents import Heading
from copydesk.store.jobs import Order
from copydesk.store.kept import Answer, Asked
from copydesk.store.records import How, Seen, Upload
from copydesk.store.runs import Origin
from copydesk.store.tables import LOGIN_FAILURE, METADATA

T = TypeVar("T")
PASSED, OPEN, UNCHECKED = 1, 2, 3
"""The claims of the first document, in a new database."""


def stored(database: Database, *claims: CheckedClaim, desk: str = "", title: str = "Fire") -> int:
    """A document with these claims: by default one that passed, one flagged, one unchecked."""
    with database.writing() as writing:
        return stored_in(writing, *claims, desk=desk, title=title)


def stored_in(writing: Connection, *claims: CheckedClaim, desk: str = "", title: str = "Fire") -> int:
    """The same, in a transaction."""
    found = claims or (results.accepted(), results.flagged(), results.unchecked())
    result = replace(results.checked(), claims=found)
    upload = Upload(results.SOURCE, results.TEXT.encode())
    return saving.save(writing, result, [upload], Heading(title, desk), Origin("anna"))


def reworded(text: str, checked: CheckedClaim | None = None) -> CheckedClaim:
    """A claim in another wording; one that passes, unless another is given."""
    of = checked or results.accepted()
    return replace(of, claim=replace(of.claim, text=text))


@contextlib.contextmanager
def forgotten(database: Database) -> Iterator[Connection]:
    """A transaction that is taken back at its end, whatever was done in it."""
    with contextlib.suppress(_Forgotten), database.writing() as writing:
        yield writing
        raise _Forgotten


class _Forgotten(Exception):
    pass


def at_once(count: int, doing: Callable[[int], T]) -> list[T]:
    """What comes of it in so many threads that begin together; the first error of any is raised."""
    barrier = threading.Barrier(count)

    def begin(number: int) -> T:
        barrier.wait(30)
        return doing(number)

    with ThreadPoolExecutor(count) as pool:
        begun = [pool.submit(begin, number) for number in range(count)]
        return [one.result(60) for one in begun]


def rows(reading: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is stored, by table."""
    return {
        name: [tuple(row) for row in reading.execute(select(table).order_by(*table.primary_key))]
        for name, table in METADATA.tables.items()
    }


def disarm(connection: Connection) -> None:
    """Takes away what refuses, as whoever has the file, or the database's own account, can."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        return
    for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    # What rows refer to is looked at when the transaction is committed.
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")


# -- what people do ------------------------------------------------------------------------------------------------


def seen(database: Database, claim: int) -> Seen:
    """The claim as it now stands on somebody's screen."""
    with database.reading() as reading:
        return Seen(claim, decisions.known(reading, claim).revision)


def accept(database: Database, claim: int, reason: str = "I was there.", who: str = "bela") -> Decided:
    at = seen(database, claim)
    with database.writing() as writing:
        return decisions.accept(writing, at, who, reason)


def reject(database: Database, claim: int, reason: str = "", who: str = "bela") -> Decided:
    at = seen(database, claim)
    with database.writing() as writing:
        return decisions.reject(writing, at, who, reason)


def undo(database: Database, claim: int, who: str = "bela") -> Decided:
    at = seen(database, claim)
    with database.writing() as writing:
        return decisions.undo(writing, at, who)


def change(database: Database, claim: int, text: str, how: How = "edit", who: str = "bela") -> Decided:
    at = seen(database, claim)
    with database.writing() as writing:
        return decisions.change(writing, at, who, reworded(text), how)


def mark(database: Database, claim: int, position: int = 0, who: str = "bela", note: str = "") -> Decided:
    at = seen(database, claim)
    with database.writing() as writing:
        return decisions.mark(writing, at, who, position, note)


def publish(database: Database, document: int = 1, who: str = "cleo") -> Event:
    with database.writing() as writing:
        found = documents.known(writing, document)
        return decisions.publish(writing, document, found.revision, who)


def settle(database: Database) -> None:
    """Every claim of the usual document is decided, the second is accepted and the third rejected."""
    accept(database, OPEN)
    reject(database, UNCHECKED, "Nobody said that.")


def lived_in(writing: Connection) -> None:
    """Adds something of everything to a database that holds the usual document: every table has rows behind it."""

    def at(claim: int) -> Seen:
        return Seen(claim, decisions.known(writing, claim).revision)

    accounts.add(writing, "bela", "fact-checker", None, "local")
    accounts.add(writing, "cleo", "admin", None, "local")
    accounts.open_key(writing, "bela", 7, "cleo")
    decisions.mark(writing, at(OPEN), "bela", 0, "It does not say so.")
    decisions.mark(writing, at(OPEN), "dora", 1)
    decisions.note(writing, OPEN, "bela", "Ask Bea.")
    decisions.change(writing, at(OPEN), "bela", reworded("The fire killed 19 of them.", results.flagged()), "edit")
    decisions.accept(writing, at(OPEN), "dora", "I was there.")
    decisions.reject(writing, at(PASSED), "bela", "Not news.")
    decisions.undo(writing, at(PASSED), "bela")
    decisions.offer(writing, OPEN, "model", reworded("The fire killed 17 people."), "model")
    decisions.reject(writing, at(UNCHECKED), "dora")
    job = jobs.order(writing, Order("revise", 1, {"instruction": "Shorter."}, OPEN), "bela")
    leased = jobs.lease(writing)
    assert leased is not None
    assert leased.id == job
    runs.add_attempt(writing, 1, results.run().attempts[0])
    jobs.tell(writing, leased, {"event": "progress", "said": "Asked."})
    jobs.finish(writing, leased, "done", "The model wrote it again.")
    decisions.publish(writing, 1, documents.known(writing, 1).revision, "cleo")
    publications.exported(writing, 1, "md", "cleo")
    writing.execute(LOGIN_FAILURE.insert().values(name="bela", address="127.0.0.1", at=times.now()))
    asked = Asked("bela", "a key", "0" * 64)
    kept.claimed(writing, asked)
    kept.keep(writing, asked, Answer(202, b"{}"))
    other = Upload(replace(results.SOURCE, name="other.txt"), b"other")
    summarised = replace(results.summarised(), sources=(results.SOURCE, other.source))
    uploads = [Upload(results.SOURCE, results.TEXT.encode()), other]
    saving.save(writing, summarised, uploads, Heading("Fire again", "city"), Origin("anna"))
