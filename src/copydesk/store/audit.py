"""Whether the history is whole, and whether everything else is what it comes to.

In this order, and the first thing that is wrong ends it:

1. The chain: every event continues the one before, and is what its hash says; the heads that stood in exports and logs
   (the anchors) stand in it; its stored end is its last event.
2. The sources: bytes, text and record are what their hashes say.
3. The documents, one after the other: their runs, their claims in every version, findings and marks are those that the
   events name, and stand as the events come to (`store.replay`).
4. The accounts: roles are those that events gave.

What no anchor covers can have been rewritten by whoever can write the database: every hash from there on is then new.
Not covered are what passes (jobs, leases, sessions, passwords), the model's single answers, how long it took, and the
times at which rows were made.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, func, select, union

from copydesk.store import chain, sources
from copydesk.store.chain import Event, Head
from copydesk.store.decisions import DECISIONS
from copydesk.store.replay import Kept, Mismatch, Replay, RunSaid, Stands, Wording, kept
from copydesk.store.tables import (
    ACCOUNT,
    CHAIN,
    CLAIM,
    CLAIM_VERSION,
    DOCUMENT,
    EVENT,
    FINDING,
    MARK,
    RUN,
    RUN_END,
    RUN_SOURCE,
    SOURCE,
)

AT_ONCE = 20
"""So many documents are in memory at a time, without the records of their claims."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How much there is. `decisions` counts the events of people, also those that were taken back later."""

    events: int
    documents: int
    sources: int
    claims: int
    versions: int
    decisions: int


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found.

    Attributes:
        broken: one sentence that names the first thing that is wrong; "" when nothing is.
        head: the last event that fits.
        anchors: how many heads from elsewhere were looked for.
    """

    broken: str
    head: Head
    anchors: int
    figures: Figures

    @property
    def intact(self) -> bool:
        return not self.broken


def audit(reading: Connection, anchors: Iterable[Head] = ()) -> Audit:
    """Goes through everything that is kept.

    Args:
        reading: sees one state of the database throughout.
        anchors: heads of the chain that were written elsewhere.
    """
    walk = _Walk(frozenset(anchors))
    try:
        broken = walk.broken(reading)
        for check in () if broken else (_sources, _documents, _strays, walk.accounts_differ):
            check(reading)
    except Mismatch as found:
        broken = f"{_capital(str(found))}."
    return Audit(broken, walk.head, len(walk.anchors), _figures(reading))


def _figures(reading: Connection) -> Figures:
    def count(table: Table, *where: ColumnElement[bool]) -> int:
        return int(reading.execute(select(func.count()).select_from(table).where(*where)).scalar_one())

    return Figures(
        events=count(EVENT),
        documents=count(DOCUMENT),
        sources=count(SOURCE),
        claims=count(CLAIM),
        versions=count(CLAIM_VERSION),
        decisions=count(EVENT, EVENT.c.kind.in_(DECISIONS)),
    )


# -- the chain -----------------------------------------------------------------------------------------------------


class _Walk:
    """One pass over the chain, and what is gathered on the way: where it ends, and what it says of accounts."""

    def __init__(self, anchors: frozenset[Head]) -> None:
        self.anchors = anchors
        self.head = Head(0, chain.FIRST)
        self._said: defaultdict[int, list[str]] = defaultdict(list)
        for anchor in sorted(anchors, key=lambda head: (head.seq, head.hash)):
            self._said[anchor.seq].append(anchor.hash)
        self._fitting = 0
        self._accounts: dict[str, tuple[str | None, bool | None]] = {}

    def broken(self, reading: Connection) -> str:
        """What is wrong with the chain, in a sentence.

        Raises:
            Mismatch: an event is not the one that an anchor names.
        """
        self._anchored(Head(0, chain.FIRST))
        said, self.head = chain.first_break(self._watched(chain.streamed(reading)))
        return f"{_capital(said)}." if said else self._end(reading)

    def _watched(self, linked: Iterable[Event]) -> Iterator[Event]:
        for event in linked:
            yield event
            # Whoever asks for the next one has found this one right.
            self.head = Head(event.seq, event.hash)
            self._anchored(self.head)
            if event.kind.startswith("account."):
                said = event.data
                self._accounts[str(said.get("account"))] = (said.get("role"), said.get("active"))

    def _anchored(self, at: Head) -> None:
        for said in self._said.get(at.seq, ()):
            if said != at.hash:
                since = f" after event {self._fitting}" if self._fitting else ""
                raise Mismatch(f"Event {at.seq} is not the one that the anchor names: the history was rewritten{since}")
            self._fitting = at.seq

    def _end(self, reading: Connection) -> str:
        ends = reading.execute(select(CHAIN.c.seq, CHAIN.c.hash)).all()
        if len(ends) != 1:
            return f"The chain has {len(ends)} stored ends." if ends else "The stored end of the chain is missing."
        (row,) = ends
        highest = max((row.seq, *self._said))
        if highest > self.head.seq:
            missing = highest - self.head.seq
            events = "1 event is" if missing == 1 else f"{missing} events are"
            known_by = "the stored end of the chain" if row.seq == highest else "an anchor"
            return f"The tail was cut off: {events} missing, since {known_by} names event {highest}."
        if row.seq != self.head.seq:
            return f"The stored end of the chain names event {row.seq}, but not the last one, {self.head.seq}."
        if row.hash != self.head.hash:
            return f"The stored end of the chain names another hash than that of the last event, {self.head.seq}."
        return ""

    def accounts_differ(self, reading: Connection) -> None:
        """Raises Mismatch where an account has another role than events gave it."""
        rows = reading.execute(select(ACCOUNT.c.name, ACCOUNT.c.role, ACCOUNT.c.active))
        stored = {row.name: (row.role, row.active) for row in rows}
        for name in sorted(stored.keys() | self._accounts.keys()):
            _same(f"Account {name!r}", stored.get(name), self._accounts.get(name))


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _same(name: str, stored: object, said: object) -> None:
    """Raises Mismatch, which names the thing, unless what is stored is what the events say."""
    if stored == said:
        return
    if stored is None:
        raise Mismatch(f"{name} is missing, but the events name it")
    if said is None:
        raise Mismatch(f"{name} is in no event")
    if isinstance(stored, Mapping) and isinstance(said, Mapping):
        column = next(key for key in said if stored.get(key) != said[key])
        raise Mismatch(f"{name} has {column} {stored.get(column)!r}, but its events come to {said[column]!r}")
    raise Mismatch(f"{name} is {stored!r}, but its events come to {said!r}")


# -- the sources ---------------------------------------------------------------------------------------------------


def _sources(reading: Connection) -> None:
    for number in reading.execute(select(SOURCE.c.id).order_by(SOURCE.c.id)).scalars().all():
        row = dict(reading.execute(select(SOURCE).where(SOURCE.c.id == number)).mappings().one())
        found = {
            "bytes": (row["raw_sha256"], hashlib.sha256(row["raw"]).hexdigest()),
            "text": (row["text_sha256"], chain.sha256(row["text"])),
            "record": (row["digest"], sources.digest_of(row)),
        }
        for what, (said, is_now) in found.items():
            if said != is_now:
                raise Mismatch(f"Source {number} ({row['name'][:80]!r}) was changed: the hash of its {what} is another")


# -- the documents -------------------------------------------------------------------------------------------------


def _documents(reading: Connection) -> None:
    every = union(select(DOCUMENT.c.id), select(EVENT.c.document_id).where(EVENT.c.document_id.is_not(None)))
    numbers = sorted(reading.execute(every).scalars())
    for start in range(0, len(numbers), AT_ONCE):
        batch = numbers[start : start + AT_ONCE]
        stored = _Stored(reading, batch)
        for number in batch:
            _document(number, stored)


class _Stored:
    """The rows of some documents, each kind by document."""

    def __init__(self, reading: Connection, batch: Sequence[int]) -> None:
        self._reading, self._batch = reading, batch
        self.documents = self._grouped(select(DOCUMENT, DOCUMENT.c.id.label("document")), DOCUMENT)
        self.events = self._grouped(_of(EVENT).order_by(EVENT.c.seq), EVENT)
        ended = select(RUN.c.document_id.label("document"), RUN_END).join(RUN)
        self.runs = self._grouped(_of(RUN).order_by(RUN.c.id), RUN)
        self.ends = self._grouped(ended, RUN)
        sources = select(RUN.c.document_id.label("document"), RUN_SOURCE.c.run_id, SOURCE.c.digest)
        joined = sources.join(RUN_SOURCE, RUN_SOURCE.c.run_id == RUN.c.id).join(SOURCE)
        self.sources = self._grouped(joined.order_by(RUN_SOURCE.c.run_id, RUN_SOURCE.c.position), RUN)
        self.claims = self._grouped(_of(CLAIM).order_by(CLAIM.c.id), CLAIM)
        self.findings = self._grouped(_below(FINDING).order_by(*FINDING.primary_key), CLAIM)
        self.marks = self._grouped(_below(MARK).order_by(*MARK.primary_key), CLAIM)
        self.kept: defaultdict[int, dict[Wording, Kept]] = defaultdict(dict)
        self.policies: dict[Wording, str] = {}
        for row in self._rows(_below(CLAIM_VERSION).order_by(*CLAIM_VERSION.primary_key), CLAIM):
            wording = row["claim_id"], row["version"]
            self.kept[row["document"]][wording] = kept(row)
            self.policies[wording] = row["policy_sha256"]

    def _grouped(self, query: Select[Any], table: Table) -> defaultdict[int, list[dict[str, Any]]]:
        found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
        for row in self._rows(query, table):
            found[row["document"]].append({name: value for name, value in row.items() if name != "document"})
        return found

    def _rows(self, query: Select[Any], table: Table) -> Iterator[Mapping[str, Any]]:
        """The rows of a query that belong to these documents, a few in memory at a time."""
        belongs = DOCUMENT.c.id if table is DOCUMENT else table.c.document_id
        narrowed = query.where(belongs.in_(self._batch)).execution_options(yield_per=200)
        with self._reading.execute(narrowed) as rows:
            yield from map(dict, rows.mappings())


def _of(table: Table) -> Select[Any]:
    return select(table.c.document_id.label("document"), table)


def _below(table: Table) -> Select[Any]:
    """The rows of a table that belong to a claim."""
    return select(CLAIM.c.document_id.label("document"), table).join(CLAIM, CLAIM.c.id == table.c.claim_id)


def _document(number: int, stored: _Stored) -> None:
    replay = Replay(stored.kept[number])
    replay.all(Event(**row) for row in stored.events[number])
    row = next(iter(stored.documents[number]), None)
    _same(f"Document {number}", row and {name: row[name] for name in replay.document}, replay.document or None)
    _runs(number, stored, replay)
    _wordings(number, stored, replay)
    _standing(number, stored, replay)


def _runs(number: int, stored: _Stored, replay: Replay) -> None:
    sources: defaultdict[int, list[str]] = defaultdict(list)
    for row in stored.sources[number]:
        sources[row["run_id"]].append(row["digest"])
    rows = {row["id"]: _run_row(row, sources[row["id"]]) for row in stored.runs[number]}
    ends = {row["run_id"]: row for row in stored.ends[number]}
    for run in sorted(rows.keys() | replay.runs.keys()):
        _same(f"Run {run} of document {number}", rows.get(run), _run_said(replay.runs.get(run)))
        end = ends.get(run)
        said = replay.runs[run].ended
        _same(f"The end of run {run}", end and _end_row(end), said and {k: said[k] for k in ("stopped", "model_run")})


_RUN = ("kind", "version", "policy", "policy_sha256")


def _run_row(row: Mapping[str, Any], sources: list[str]) -> dict[str, Any]:
    return {**{name: row[name] for name in _RUN}, "started_by": row["started_by"], "sources": sources}


def _run_said(run: RunSaid | None) -> dict[str, Any] | None:
    if run is None:
        return None
    return {**{name: run.begun[name] for name in _RUN}, "started_by": run.by, "sources": run.begun["sources"]}


def _end_row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"stopped": row["stopped"], "model_run": chain.sha256(row["model_run"] or "")}


def _wordings(number: int, stored: _Stored, replay: Replay) -> None:
    findings: defaultdict[Wording, list[tuple[Any, ...]]] = defaultdict(list)
    for row in stored.findings[number]:
        columns = ("position", "code", "family", "severity", "flags")
        findings[row["claim_id"], row["version"]].append(tuple(row[name] for name in columns))
    for wording, one in stored.kept[number].items():
        named = f"Claim {wording[0]}, version {wording[1]},"
        if wording not in replay.versions:
            raise Mismatch(f"{named} is in no event")
        policy = replay.runs[replay.claims[wording[0]].run].policy
        if stored.policies[wording] != policy.sha256:
            raise Mismatch(f"{named} names another policy than its run")
        if findings[wording] != [(place, *row) for place, row in enumerate(one.flagging(policy))]:
            raise Mismatch(f"{named} has other rows of findings than its record")


def _standing(number: int, stored: _Stored, replay: Replay) -> None:
    rows = {row["id"]: row for row in stored.claims[number]}
    for claim in sorted(rows.keys() | replay.claims.keys()):
        said = _claim_said(replay.claims.get(claim))
        row = rows.get(claim)
        _same(f"Claim {claim}", row and {name: row[name] for name in said or row}, said)
    marks = {
        (row["claim_id"], row["version"], row["position"]): (row["who"], row["at"]) for row in stored.marks[number]
    }
    for place in sorted(marks.keys() | replay.marks.keys()):
        claim, version, position = place
        named = f"The mark at finding {position + 1} of claim {claim}, version {version},"
        _same(named, marks.get(place), replay.marks.get(place))


def _claim_said(claim: Stands | None) -> dict[str, Any] | None:
    if claim is None:
        return None
    key = {} if claim.key is None else {"key": claim.key}
    return {"run_id": claim.run, **key, "position": claim.position, **claim.standing, "revision": claim.revision}


def _strays(reading: Connection) -> None:
    """Rows that belong to nothing, where the pass over the documents did not come by."""
    source, version = RUN_SOURCE.c.source_id, CLAIM_VERSION.c.claim_id
    of_finding = (version == FINDING.c.claim_id, CLAIM_VERSION.c.version == FINDING.c.version)
    of_mark = (version == MARK.c.claim_id, CLAIM_VERSION.c.version == MARK.c.version)
    for column, owner in (
        (RUN.c.id, select(DOCUMENT.c.id).where(DOCUMENT.c.id == RUN.c.document_id)),
        (RUN_SOURCE.c.run_id, select(RUN.c.id).where(RUN.c.id == RUN_SOURCE.c.run_id)),
        (RUN_END.c.run_id, select(RUN.c.id).where(RUN.c.id == RUN_END.c.run_id)),
        (SOURCE.c.id, select(source).where(source == SOURCE.c.id)),
        (CLAIM.c.id, select(DOCUMENT.c.id).where(DOCUMENT.c.id == CLAIM.c.document_id)),
        (version, select(CLAIM.c.id).where(CLAIM.c.id == version)),
        (FINDING.c.claim_id, select(version).where(*of_finding)),
        (MARK.c.claim_id, select(version).where(*of_mark)),
    ):
        found = reading.execute(select(column).where(~owner.exists()).order_by(column).limit(1)).scalar()
        if found is not None:
            raise Mismatch(f"A row of {column.table.name} with {column.name} {found} belongs to nothing")
