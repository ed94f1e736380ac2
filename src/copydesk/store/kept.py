"""Answers that are given again: a program that did not hear the answer to its request sends it once more, under the
same key, and must not have done it twice.

The answer is kept in the very transaction that did what was asked. So after a crash both are there, or neither; and of
two requests with one key at once, the second waits for the first and is given its answer.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from copydesk.errors import InputError
from copydesk.store import times
from copydesk.store.tables import KEPT_ANSWER

KEPT_SECONDS = 24 * 3600
LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class Asked:
    """A request under a key of its sender's: who asks, the key, and the hash of all that is asked."""

    who: str
    key: str
    request: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it is sent."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def found(reading: Connection, asked: Asked) -> Answer | None:
    """The answer that was given to this very request; None when there was none, or none was kept.

    Raises:
        InputError: the key was used for another request.
    """
    alive = KEPT_ANSWER.c.at >= times.after(-KEPT_SECONDS)
    row = reading.execute(select(KEPT_ANSWER).where(*_at(asked), alive)).one_or_none()
    if row is None:
        return None
    if row.request != asked.request:
        step = "Send the same request again, or give another one a key of its own."
        raise InputError(f"The key {asked.key!r} was used for another request.", step)
    if row.status is None:
        return None
    return Answer(row.status, zlib.decompress(row.body), json.loads(row.headers))


def claimed(writing: Connection, asked: Asked) -> Answer | None:
    """Takes the key, or waits for whoever has it; then what `found` says.

    Raises:
        InputError: the key was used for another request.
    """
    writing.execute(delete(KEPT_ANSWER).where(KEPT_ANSWER.c.at < times.after(-KEPT_SECONDS)))
    new = postgresql.insert(KEPT_ANSWER) if writing.dialect.name == "postgresql" else sqlite.insert(KEPT_ANSWER)
    values = {"who": asked.who, "key": asked.key, "request": asked.request, "at": times.now()}
    taken = writing.execute(new.values(**values).on_conflict_do_nothing())
    return None if taken.rowcount == 1 else found(writing, asked)


def keep(writing: Connection, asked: Asked, answer: Answer) -> None:
    """Keeps the answer to a request whose key was claimed in this transaction."""
    body = zlib.compress(answer.body)
    values = {"status": answer.status, "headers": json.dumps(answer.headers), "body": body}
    writing.execute(update(KEPT_ANSWER).where(*_at(asked)).values(**values))


def _at(asked: Asked) -> tuple[ColumnElement[bool], ...]:
    return (KEPT_ANSWER.c.who == asked.who, KEPT_ANSWER.c.key == asked.key)
