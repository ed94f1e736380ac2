"""The hash chain of events: each row holds the hash of the one before, so that none can be changed or taken out unseen.

A chain alone does not see its own tail cut off, nor a complete re-computation: whoever can write the database can do
both. So its head, the number and the hash of the last event, is written where the database does not reach: into every
export and every log line. `copydesk audit` takes those and says whether they still stand in the chain.

A row's hash is SHA-256 over the canonical JSON of the array [seq, at, who, kind, document, claim, version, body,
previous]: no spaces, non-ASCII letters escaped, object keys sorted. The first row's `previous` is 64 zeros.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from copydesk.store import times
from copydesk.store.tables import CHAIN, EVENT

FIRST = "0" * 64
_HEAD = re.compile(r"copydesk-head:([0-9]{1,18}):([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: how many events there are, and the hash of the last one."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"copydesk-head:{self.seq}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Fact:
    """What an event says, before it stands in the chain.

    Attributes:
        kind: "claim.accepted", "document.published", ...
        who: account name, or "local" for the single user of a machine.
        body: everything else; JSON values only.
    """

    kind: str
    who: str
    body: dict[str, Any]
    document_id: int | None = None
    claim_id: int | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the chain, as stored. `body` is the canonical JSON."""

    seq: int
    at: str
    who: str
    kind: str
    document_id: int | None
    claim_id: int | None
    version: int | None
    body: str
    previous: str
    hash: str

    @property
    def data(self) -> dict[str, Any]:
        """The body, read."""
        read: dict[str, Any] = json.loads(self.body)
        return read


def canonical(value: Any) -> str:
    """The one JSON text of a value.

    >>> canonical({"b": 1, "a": "é"})
    '{"a":"\\\\u00e9","b":1}'
    """
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def sha256(text: str) -> str:
    """Hash of a text as UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def hash_of(event: Event) -> str:
    """The hash that an event must have."""
    parts = [event.seq, event.at, event.who, event.kind, event.document_id, event.claim_id, event.version]
    return sha256(canonical([*parts, event.body, event.previous]))


def head(reading: Connection) -> Head:
    """Where the chain ends now."""
    row = reading.execute(select(CHAIN.c.seq, CHAIN.c.hash)).one()
    return Head(row.seq, row.hash)


def append(writing: Connection, fact: Fact) -> Event:
    """Puts an event at the end of the chain. Whoever else appends waits until this transaction ends.

    Raises:
        RuntimeError: the chain moved although its row was locked; the transaction must not be committed.
    """
    last = writing.execute(select(CHAIN.c.seq, CHAIN.c.hash).with_for_update()).one()
    event = _linked(Head(last.seq, last.hash), fact)
    writing.execute(insert(EVENT).values(**_columns(event)))
    moved = writing.execute(update(CHAIN).where(CHAIN.c.seq == last.seq).values(seq=event.seq, hash=event.hash))
    if moved.rowcount != 1:
        raise RuntimeError(f"the chain moved beyond {last.seq} although its row was locked")
    return event


def _linked(last: Head, fact: Fact) -> Event:
    body = canonical(fact.body)
    where = (fact.document_id, fact.claim_id, fact.version)
    bare = Event(last.seq + 1, times.now(), fact.who, fact.kind, *where, body, last.hash, "")
    return Event(**{**_columns(bare), "hash": hash_of(bare)})


def _columns(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in Event.__slots__}


def events(reading: Connection, **where: int) -> tuple[Event, ...]:
    """Events in order; only those whose columns have the given values."""
    query = select(EVENT).order_by(EVENT.c.seq)
    for column, value in where.items():
        query = query.where(EVENT.c[column] == value)
    return tuple(Event(**row._mapping) for row in reading.execute(query))


def newest(reading: Connection, most: int, before: int | None = None) -> tuple[Event, ...]:
    """The last events, the newest first; only those before the one with that number."""
    query = select(EVENT).order_by(EVENT.c.seq.desc()).limit(most)
    if before is not None:
        query = query.where(EVENT.c.seq < before)
    return tuple(Event(**row._mapping) for row in reading.execute(query))


def streamed(reading: Connection) -> Iterator[Event]:
    """All events in order, a few hundred in memory at a time."""
    # Closed also where the reader breaks off: PostgreSQL keeps a cursor for it.
    with reading.execute(select(EVENT).order_by(EVENT.c.seq).execution_options(yield_per=500)) as rows:
        for row in rows:
            yield Event(**row._mapping)


def heads_in(text: str) -> Iterator[Head]:
    """Every head that a text holds: an export, a log, a line of a terminal.

    >>> [head.seq for head in heads_in("published, copydesk-head:7:" + "a" * 64 + ".")]
    [7]
    """
    for match in _HEAD.finditer(text):
        yield Head(int(match[1]), match[2])


def _is_whole(event: Event) -> bool:
    try:
        return event.hash == hash_of(event) and isinstance(event.data, dict)
    except (TypeError, ValueError):
        return False


def first_break(linked: Iterable[Event]) -> tuple[str, Head]:
    """What is wrong with the first event that does not fit, "" when all do; and the head that they come to."""
    at = Head(0, FIRST)
    for event in linked:
        if event.seq != at.seq + 1:
            return f"event {at.seq + 1} is missing: {event.seq} follows {at.seq}", at
        if event.previous != at.hash:
            return f"event {event.seq} does not continue event {at.seq}: one of them was put in later or moved", at
        if not _is_whole(event):
            return f"event {event.seq} ({event.kind} by {event.who}, {event.at}) was changed", at
        at = Head(event.seq, event.hash)
    return "", at
