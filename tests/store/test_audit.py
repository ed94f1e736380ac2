"""Whoever can write the database changes something in it: what the audit finds, and what only an anchor tells it.

Everything is done in one transaction that is forgotten: the triggers that refuse are taken away first, as whoever has
the file can.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Column, Integer, LargeBinary, Table, text

from copydesk.store import chain
from copydesk.store.audit import Figures, audit
from copydesk.store.chain import Event, Head
from copydesk.store.database import Connection, Database
from copydesk.store.tables import (
    ACCOUNT,
    ATTEMPT,
    CHAIN,
    CLAIM,
    CLAIM_VERSION,
    DOCUMENT,
    EVENT,
    FINDING,
    JOB,
    JOB_EVENT,
    KEPT_ANSWER,
    LOGIN_FAILURE,
    METADATA,
    RUN,
    RUN_END,
    RUN_SOURCE,
    SESSION,
    SETTING,
    SOURCE,
)
from stored import OPEN, disarm, rows

pytestmark = pytest.mark.slow

PASSING = (ATTEMPT, JOB, JOB_EVENT, SESSION, LOGIN_FAILURE, KEPT_ANSWER, SETTING)
"""Tables that no event says anything of."""
UNSEEN: dict[Table, set[str]] = {
    CHAIN: {"id"},
    DOCUMENT: {"created_at"},
    RUN: {"started_at"},
    # The order counts, which the tests of swapped rows change.
    RUN_SOURCE: {"position"},
    RUN_END: {"ended_at", "timing"},
    CLAIM: {"created_at", "taken_by", "taken_until"},
    CLAIM_VERSION: {"made_at"},
    ACCOUNT: {"password", "created_at"},
}
"""Columns that no event says anything of."""
COVERED = [table for table in METADATA.sorted_tables if table not in PASSING]


@pytest.fixture
def tampered(lived: Connection) -> Connection:
    """A database with something of everything in it, and nothing that refuses."""
    disarm(lived)
    return lived


def said_of(connection: Connection, doing: Callable[[], object]) -> str:
    """What the audit says once it was done; then it is taken back."""
    with connection.begin_nested() as point:
        doing()
        said = audit(connection).broken
        point.rollback()
    return said


# -- whole ---------------------------------------------------------------------------------------------------------


def test_what_nobody_has_touched_is_whole(lived: Connection) -> None:
    everything = rows(lived)
    assert all(everything.values()), "something of everything"
    found = audit(lived, [chain.head(lived)])
    events = chain.events(lived)
    assert (found.intact, found.broken, found.anchors) == (True, "", 1)
    assert found.head == chain.head(lived) == Head(events[-1].seq, events[-1].hash)
    assert found.figures == Figures(events=len(events), documents=2, sources=2, claims=5, versions=7, decisions=7)
    assert rows(lived) == everything, "an audit changes nothing"


def test_an_empty_database_is_whole(database: Database) -> None:
    with database.reading() as reading:
        found = audit(reading)
    assert (found.intact, found.head, found.figures) == (True, Head(0, chain.FIRST), Figures(0, 0, 0, 0, 0, 0))


# -- every column, every row ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", COVERED, ids=lambda table: table.name)
def test_every_column_that_was_changed_is_found(tampered: Connection, table: Table) -> None:
    unseen = {column.name for column in table.c if not said_of(tampered, lambda c=column: changed(tampered, c))}  # type: ignore[misc]
    assert unseen == UNSEEN.get(table, set())


def changed(connection: Connection, column: Column[Any]) -> None:
    """Writes something else into the last row that has a value there, if any has."""
    row = next((row for row in reversed(stored_rows(connection, column.table)) if row[column.name] is not None), None)
    row = row or stored_rows(connection, column.table)[-1]
    done = column.table.update().where(*at(column.table, row)).values({column: other(row[column.name], column)})
    assert connection.execute(done).rowcount == 1


def stored_rows(connection: Connection, table: Table) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(table.select().order_by(*table.primary_key)).mappings()]


def at(table: Table, row: dict[str, Any]) -> list[Any]:
    return [column == row[column.name] for column in table.primary_key]


def other(value: Any, column: Column[Any]) -> Any:
    """Another value of the same kind, short enough for the column."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int) or isinstance(column.type, Integer):
        return (value or 0) + 1_000
    if isinstance(column.type, LargeBinary):
        return value + b"x"
    if value is None:
        return "x"
    return ("0" if value[-1:] != "0" else "1").join((value[:-1], "")) if value else "x"


@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=lambda table: table.name)
def test_rows_that_were_deleted_are_found(tampered: Connection, table: Table) -> None:
    """The first, the last, and one in the middle."""
    every = stored_rows(tampered, table)
    for row in (every[0], every[len(every) // 2], every[-1]):
        said = said_of(tampered, lambda row=row: tampered.execute(table.delete().where(*at(table, row))))  # type: ignore[misc]
        assert bool(said) == (table not in PASSING), row


@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=lambda table: table.name)
def test_every_row_that_was_put_in_is_found(tampered: Connection, table: Table) -> None:
    """A copy of a row under another key."""
    last = stored_rows(tampered, table)[-1]
    for column in table.primary_key:
        copy = {**last, column.name: other(last[column.name], column)}
        for unique in (SOURCE.c.digest, CLAIM.c.key):
            if unique.table is table:
                copy[unique.name] = other(copy[unique.name], unique)
        said = said_of(tampered, lambda copy=copy: tampered.execute(table.insert().values(copy)))  # type: ignore[misc]
        assert bool(said) == (table not in PASSING), copy


@pytest.mark.parametrize("table", COVERED, ids=lambda table: table.name)
def test_rows_that_were_swapped_are_found(tampered: Connection, table: Table) -> None:
    """Everything but the keys changes places."""
    every = stored_rows(tampered, table)
    for one, two in itertools.islice(itertools.pairwise(every), 3):
        values = [[row[name] for name in names(table)] for row in (one, two)]
        if values[0] == values[1]:
            continue
        said = said_of(tampered, lambda one=one, two=two: swapped(tampered, table, one, two))  # type: ignore[misc]
        assert said, (one, two)


def names(table: Table) -> list[str]:
    keys = {column.name for column in table.primary_key}
    return [column.name for column in table.c if column.name not in keys | UNSEEN.get(table, set())]


def swapped(connection: Connection, table: Table, one: dict[str, Any], two: dict[str, Any]) -> None:
    for unique in (SOURCE.c.digest, CLAIM.c.key):
        if unique.table is table:
            connection.execute(table.update().where(*at(table, two)).values({unique: "0"}))
    for row, values in ((one, two), (two, one)):
        done = table.update().where(*at(table, row)).values({name: values[name] for name in names(table)})
        assert connection.execute(done).rowcount == 1


# -- what it says --------------------------------------------------------------------------------------------------

# What is done; what the audit says, with ... for what differs from run to run.
SAID = (
    ("UPDATE event SET who = 'nobody' WHERE seq = 5", "Event 5 (account.added by nobody, ...) was changed."),
    ("UPDATE event SET body = '7' WHERE seq = 5", "Event 5 (account.added by local, ...) was changed."),
    ("UPDATE event SET claim_id = 1 WHERE seq = 5", "Event 5 (account.added by local, ...) was changed."),
    ("UPDATE event SET previous = hash WHERE seq = 5", "Event 5 does not continue event 4: one of them was put in..."),
    ("UPDATE event SET hash = previous WHERE seq = 5", "Event 5 (account.added by local, ...) was changed."),
    ("DELETE FROM event WHERE seq = 5", "Event 5 is missing: 6 follows 4."),
    ("DELETE FROM event WHERE seq = 1", "Event 1 is missing: 2 follows 0."),
    ("UPDATE event SET seq = -seq WHERE seq = 5", "Event 1 is missing: -5 follows 0."),
    (
        "DELETE FROM event WHERE seq = 24",
        "The tail was cut off: 1 event is missing, since the stored end of the cha...",
    ),
    ("DELETE FROM event WHERE seq > 20", "The tail was cut off: 4 events are missing, since the stored end of the..."),
    (
        "DELETE FROM event",
        "The tail was cut off: 24 events are missing, since the stored end of the chain names event 24.",
    ),
    ("DELETE FROM chain", "The stored end of the chain is missing."),
    ("INSERT INTO chain SELECT 2, seq, hash FROM chain", "The chain has 2 stored ends."),
    ("UPDATE chain SET seq = 20", "The stored end of the chain names event 20, but not the last one, 24."),
    ("UPDATE chain SET hash = '0'", "The stored end of the chain names another hash than that of the last event, 24."),
    (
        "UPDATE source SET text = text || '.' WHERE id = 1",
        "Source 1 ('fire.txt') was changed: the hash of its text is another.",
    ),
    (
        "UPDATE source SET raw_sha256 = '0' WHERE id = 1",
        "Source 1 ('fire.txt') was changed: the hash of its bytes is another.",
    ),
    (
        "UPDATE source SET language = 'de' WHERE id = 1",
        "Source 1 ('fire.txt') was changed: the hash of its record is another.",
    ),
    (
        "UPDATE document SET title = 'Flood' WHERE id = 1",
        "Document 1 has title 'Flood', but its events come to 'Fire'.",
    ),
    ("UPDATE document SET revision = 7 WHERE id = 1", "Document 1 has revision 7, but its events come to 10."),
    ("DELETE FROM document WHERE id = 1", "Document 1 is missing, but the events name it."),
    (
        "UPDATE run SET policy = '{}' WHERE id = 1",
        "Run 1 of document 1 has policy '{}', but its events come to '{...}'.",
    ),
    ("DELETE FROM run_source WHERE run_id = 1", "Run 1 of document 1 has sources [], but its events come to ['...']."),
    ("DELETE FROM run_end WHERE run_id = 1", "The end of run 1 is missing, but the events name it."),
    (
        "UPDATE run_end SET stopped = 'x' WHERE run_id = 1",
        "The end of run 1 has stopped 'x', but its events come to None.",
    ),
    (
        "UPDATE claim SET state = 'passed' WHERE id = 3",
        "Claim 3 has state 'passed', but its events come to 'rejected'.",
    ),
    ("UPDATE claim SET decided_by = 'x' WHERE id = 3", "Claim 3 has decided_by 'x', but its events come to 'dora'."),
    ("UPDATE claim SET version = 1 WHERE id = 2", "Claim 2 has version 1, but its events come to 2."),
    ("UPDATE claim SET key = 'x' WHERE id = 2", "Claim 2 has key 'x', but its events come to 's1'."),
    ("DELETE FROM claim WHERE id = 2", "Claim 2, version 1, which event 3 names, is not stored."),
    ("UPDATE claim SET document_id = 77 WHERE id = 2", "Claim 2, version 1, which event 3 names, is not stored."),
    ("DELETE FROM claim_version WHERE version = 3", "Claim 2, version 3, which event 15 names, is not stored."),
    (
        "UPDATE claim_version SET text = 'x' WHERE claim_id = 1",
        "Claim 1, version 1: the text or the outcome in its row...",
    ),
    ("UPDATE claim_version SET checked = '{}' WHERE claim_id = 1", "Claim 1, version 1: the record was changed."),
    ("UPDATE claim_version SET how = 'model' WHERE claim_id = 1", "Claim 1, version 1 is not what event 3 says of it."),
    ("UPDATE claim_version SET checker = '0' WHERE claim_id = 1", "Claim 1, version 1 is not what event 3 says of it."),
    (
        "UPDATE finding SET flags = FALSE WHERE claim_id = 2",
        "Claim 2, version 1, has other rows of findings than its...",
    ),
    ("DELETE FROM finding WHERE claim_id = 2", "Claim 2, version 1, has other rows of findings than its record."),
    (
        "DELETE FROM mark WHERE position = 0",
        "The mark at finding 1 of claim 2, version 1, is missing, but the events...",
    ),
    (
        "UPDATE mark SET who = 'x' WHERE position = 0",
        "The mark at finding 1 of claim 2, version 1, is ('x', '...'), but...",
    ),
    ("INSERT INTO mark VALUES (2, 2, 0, 'x', 'y')", "The mark at finding 1 of claim 2, version 2, is in no event."),
    ("INSERT INTO mark VALUES (77, 1, 0, 'x', 'y')", "A row of mark with claim_id 77 belongs to nothing."),
    (
        "UPDATE account SET role = 'admin'",
        "Account 'bela' is ('admin', True), but its events come to ('fact-checker', True).",
    ),
    ("DELETE FROM account", "Account 'bela' is missing, but the events name it."),
    ("UPDATE account SET name = 'dora' WHERE name = 'bela'", "Account 'bela' is missing, but the events name it."),
    ("INSERT INTO account VALUES ('x', 'admin', NULL, TRUE, '')", "Account 'x' is in no event."),
)


@pytest.mark.parametrize(("done", "says"), SAID)
def test_the_first_thing_that_is_wrong_is_named(tampered: Connection, done: str, says: str) -> None:
    tampered.execute(text(done))
    found = audit(tampered)
    assert not found.intact
    assert matches(found.broken, says), found.broken


def matches(sentence: str, wanted: str) -> bool:
    """Whether it is this sentence, in which ... stands for anything."""
    at = 0
    parts = wanted.split("...")
    for part in parts:
        found = sentence.find(part, at)
        if found < 0 or (part is parts[0] and found):
            return False
        at = found + len(part)
    return at == len(sentence) or not parts[-1]


def test_the_head_that_an_audit_names_is_of_the_last_event_that_fits(tampered: Connection) -> None:
    events = chain.events(tampered)
    tampered.execute(text("UPDATE event SET who = 'nobody' WHERE seq = 5"))
    assert audit(tampered).head == Head(4, events[3].hash)


# A record that was changed along with its hash is not what the events name; nonsense there is named too.
NONSENSE = ("", "x", "7", "[]", "{}", '{"claim":7}', '{"claim":{"text":7},"outcome":7,"findings":7}')


@pytest.mark.parametrize("checked", NONSENSE)
def test_a_record_that_is_none_is_named(tampered: Connection, checked: str) -> None:
    values = {"checked": checked, "digest": chain.sha256(checked)}
    tampered.execute(CLAIM_VERSION.update().where(CLAIM_VERSION.c.claim_id == OPEN).values(values))
    assert audit(tampered).broken.startswith("Claim 2, version 1")


# -- what only an anchor tells -------------------------------------------------------------------------------------


def relinked(events: tuple[Event, ...]) -> Iterator[Event]:
    """The same events as a chain of their own: every hash computed anew."""
    last = Head(0, chain.FIRST)
    for seq, event in enumerate(events, 1):
        bare = replace(event, seq=seq, previous=last.hash)
        last = Head(seq, chain.hash_of(bare))
        yield replace(bare, hash=last.hash)


def rewrite(connection: Connection, events: tuple[Event, ...]) -> None:
    """Puts these events into the database instead of its own, as whoever knows how it is done."""
    linked = tuple(relinked(events))
    connection.execute(EVENT.delete())
    connection.execute(EVENT.insert(), [{name: getattr(one, name) for name in Event.__slots__} for one in linked])
    connection.execute(CHAIN.update().values(seq=linked[-1].seq, hash=linked[-1].hash))


def noted(events: tuple[Event, ...]) -> int:
    """Where the note stands, which changes nothing but itself."""
    return next(place for place, event in enumerate(events) if event.kind == "claim.noted")


def test_a_history_that_was_written_anew_is_whole_but_for_its_anchors(tampered: Connection) -> None:
    events = chain.events(tampered)
    place = noted(events)
    heads = [Head(event.seq, event.hash) for event in events]
    forged = replace(events[place], body=chain.canonical({"text": "Never mind."}))
    rewrite(tampered, (*events[:place], forged, *events[place + 1 :]))
    assert audit(tampered).broken == "", "nothing in the database tells"
    assert audit(tampered, heads[:place]).broken == "", "from before it"
    said = f"Event {place + 1} is not the one that the anchor names: the history was rewritten"
    assert audit(tampered, heads[place:]).broken == f"{said}."
    assert audit(tampered, heads).broken == f"{said} after event {place}."
    assert audit(tampered, heads[-1:]).broken.startswith(f"Event {len(events)} is not the one")


def test_a_tail_that_was_cut_off_along_with_its_stored_end_is_known_by_an_anchor(tampered: Connection) -> None:
    events = chain.events(tampered)
    heads = [Head(event.seq, event.hash) for event in events]
    # The last document, and all that was said of it.
    kept = next(place for place, event in enumerate(events) if event.document_id and event.document_id != 1)
    gone = events[kept].document_id
    rewrite(tampered, events[:kept])
    other = CLAIM.select().with_only_columns(CLAIM.c.id).where(CLAIM.c.document_id == gone).scalar_subquery()
    for table in (CLAIM_VERSION, FINDING):
        tampered.execute(table.delete().where(table.c.claim_id.in_(other)))
    runs = RUN.select().with_only_columns(RUN.c.id).where(RUN.c.document_id == gone).scalar_subquery()
    for table in (RUN_SOURCE, RUN_END, ATTEMPT):
        tampered.execute(table.delete().where(table.c.run_id.in_(runs)))
    tampered.execute(CLAIM.delete().where(CLAIM.c.document_id == gone))
    tampered.execute(RUN.delete().where(RUN.c.document_id == gone))
    tampered.execute(SOURCE.delete().where(SOURCE.c.name == "other.txt"))
    tampered.execute(DOCUMENT.delete().where(DOCUMENT.c.id == gone))
    assert audit(tampered).broken == "", "nothing in the database tells"
    assert audit(tampered, heads[:kept]).broken == ""
    cut = len(events) - kept
    said = f"The tail was cut off: {cut} events are missing, since an anchor names event {len(events)}."
    assert audit(tampered, heads).broken == said


def test_an_anchor_of_another_history_does_not_fit(desk: Connection) -> None:
    assert audit(desk, [Head(2, "0" * 64)]).broken.startswith("Event 2 is not the one that the anchor names")
    assert audit(desk, [Head(0, "1" * 64)]).broken.startswith("Event 0 is not the one that the anchor names")
    assert audit(desk, [Head(0, chain.FIRST)]).intact


def test_a_decision_that_was_forged_with_all_hashes_is_found_by_what_it_says(tampered: Connection) -> None:
    """The chain is whole again; but a decision names how the claim stood before it, its wording, sources and policy."""
    events = chain.events(tampered)
    place = next(place for place, event in enumerate(events) if event.kind == "claim.accepted")
    for more, says in (
        ({"before": {}}, "does not continue how claim 2 stood before it"),
        ({"revision": 99}, "does not continue how claim 2 stood before it"),
        ({"digest": "0" * 64}, "is about another wording than the one stored"),
        ({"sources": []}, "names other sources or another policy than its run"),
        ({"policy": "0" * 64}, "names other sources or another policy than its run"),
        ({"after": {}}, "says too little"),
        ({"after": {**events[place].data["after"], "state": "rejected"}}, "does not continue how claim 2 stood"),
    ):
        forged = replace(events[place], body=chain.canonical({**events[place].data, **more}))
        with tampered.begin_nested() as point:
            rewrite(tampered, (*events[:place], forged, *events[place + 1 :]))
            said = audit(tampered).broken
            point.rollback()
        assert says in said or (more.keys() == {"after"} and said), (more, said)
