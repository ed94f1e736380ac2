"""The chain of events: what breaks it; and no statement gets past the triggers that guard what is kept for good."""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Table
from sqlalchemy.exc import DatabaseError

from copydesk.store import chain
from copydesk.store.chain import Event, Fact, Head
from copydesk.store.database import Connection, Database
from copydesk.store.tables import APPEND_ONLY, EVENT, METADATA

FACTS = st.builds(
    Fact,
    kind=st.sampled_from(("claim.accepted", "claim.noted")),
    who=st.text(max_size=8),
    body=st.dictionaries(st.text(max_size=4), st.none() | st.integers() | st.text(max_size=8), max_size=3),
    document_id=st.none() | st.integers(1, 9),
    claim_id=st.none() | st.integers(1, 9),
    version=st.none() | st.integers(1, 9),
)


def linked(facts: list[Fact]) -> list[Event]:
    """The facts as a chain, made by hand as the documentation of the chain says."""
    made: list[Event] = []
    last = Head(0, "0" * 64)
    for seq, fact in enumerate(facts, 1):
        body = json.dumps(fact.body, sort_keys=True, separators=(",", ":"))
        at = f"2026-11-25T04:38:{seq:02}.000000Z"
        where = (fact.document_id, fact.claim_id, fact.version)
        array = [seq, at, fact.who, fact.kind, *where, body, last.hash]
        digest = hashlib.sha256(json.dumps(array, separators=(",", ":")).encode()).hexdigest()
        made.append(Event(seq, at, fact.who, fact.kind, *where, body, last.hash, digest))
        last = Head(seq, digest)
    return made


CHAINS = st.lists(FACTS, min_size=1, max_size=6).map(linked)


@settings(max_examples=30, deadline=None)
@given(CHAINS)
def test_a_chain_that_was_made_as_documented_is_whole(events: list[Event]) -> None:
    assert chain.first_break(events) == ("", Head(events[-1].seq, events[-1].hash))
    assert chain.first_break([]) == ("", Head(0, chain.FIRST))


@settings(max_examples=30, deadline=None)
@given(CHAINS, st.data())
def test_the_first_event_that_was_changed_is_named(events: list[Event], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(events) - 1))
    name = data.draw(st.sampled_from(Event.__slots__))
    value = getattr(events[place], name)
    other: Any = (value or 0) + 10 if name in ("seq", "document_id", "claim_id", "version") else value + "x"
    changed = [*events[:place], replace(events[place], **{name: other}), *events[place + 1 :]]
    said, head = chain.first_break(changed)
    assert said.startswith((f"event {place + 1} ", f"event {place + 1} is missing"))
    assert head == (Head(place, events[place - 1].hash) if place else Head(0, chain.FIRST))


@settings(max_examples=30, deadline=None)
@given(CHAINS.filter(lambda events: len(events) > 2), st.data())
def test_the_first_event_that_is_missing_or_moved_is_named(events: list[Event], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(events) - 2))
    gone = [*events[:place], *events[place + 1 :]]
    assert chain.first_break(gone)[0] == f"event {place + 1} is missing: {place + 2} follows {place}"
    swapped = [*events[:place], events[place + 1], events[place], *events[place + 2 :]]
    assert chain.first_break(swapped)[0] == f"event {place + 1} is missing: {place + 2} follows {place}"
    one, two = events[place : place + 2]
    renumbered = [*events[:place], replace(two, seq=one.seq), replace(one, seq=two.seq), *events[place + 2 :]]
    assert chain.first_break(renumbered)[0].startswith(f"event {place + 1} does not continue event {place}")
    twice = [*events[: place + 1], events[place], *events[place + 1 :]]
    assert chain.first_break(twice)[0] == f"event {place + 2} is missing: {place + 1} follows {place + 1}"


@settings(max_examples=20, deadline=None)
@given(CHAINS)
def test_a_chain_does_not_see_its_own_tail_cut_off(events: list[Event]) -> None:
    assert chain.first_break(events[:-1])[0] == ""


@pytest.mark.parametrize("body", ("", "x", "7", "[]", '"x"'))
def test_an_event_whose_body_is_no_object_is_broken_even_where_its_hash_fits(body: str) -> None:
    bare = Event(1, "", "anna", "claim.noted", None, None, None, body, chain.FIRST, "")
    event = replace(bare, hash=chain.hash_of(bare))
    assert chain.first_break([event])[0] == "event 1 (claim.noted by anna, ) was changed"


def test_the_hash_of_an_event_stays_what_it_was() -> None:
    """A history of years must still be whole with the next version: this hash was computed by hand, by sha256sum."""
    event = Event(1, "2026-11-25T04:38:29.000000Z", "émile", "claim.noted", 1, 2, 3, '{"text":"\\u00e9"}', "0" * 64, "")
    assert chain.hash_of(event) == "81fa6c253619184aae15ea7bdd67b453ccd5b9bd42500e7ca6ff65ec1b87a7d9"


# -- in the database -----------------------------------------------------------------------------------------------


def test_events_are_numbered_and_linked_in_order(database: Database) -> None:
    facts = [Fact("claim.noted", f"p{n}", {"n": n, "é": "ü"}, document_id=n % 2, claim_id=n) for n in range(5)]
    for fact in facts:
        with database.writing() as writing:
            chain.append(writing, fact)
    with database.reading() as reading:
        found = chain.events(reading)
        assert tuple(chain.streamed(reading)) == found
        assert tuple(reversed(chain.newest(reading, 2))) == found[3:]
        assert chain.newest(reading, 2, before=3) == (found[1], found[0])
        assert chain.events(reading, document_id=1) == (found[1], found[3])
        assert chain.events(reading, document_id=1, claim_id=3) == (found[3],)
        assert chain.head(reading) == Head(5, found[-1].hash)
    assert [(one.seq, one.who, one.data) for one in found] == [
        (n + 1, fact.who, fact.body) for n, fact in enumerate(facts)
    ]
    assert chain.first_break(found) == ("", Head(5, found[-1].hash))


def test_what_was_not_committed_leaves_no_gap(database: Database) -> None:
    for fails in (False, True, False, True):
        with contextlib.suppress(ZeroDivisionError), database.writing() as writing:
            chain.append(writing, Fact("claim.noted", "anna", {}))
            _ = 1 // (not fails)
    with database.reading() as reading:
        assert [event.seq for event in chain.events(reading)] == [1, 2]
        assert chain.first_break(chain.events(reading))[0] == ""


@pytest.mark.parametrize(
    ("text", "heads"),
    (
        ("", []),
        (f"copydesk-head:7:{'a' * 64}", [7]),
        (f"head=copydesk-head:7:{'a' * 64}, copydesk-head:12:{'0' * 64}.\n", [7, 12]),
        (f"copydesk-head:7:{'a' * 63}", []),
        (f"copydesk-head:7:{'A' * 64}", []),
        (f"copydesk-head:-7:{'a' * 64}", []),
        (f"copydesk-head:{'9' * 19}:{'a' * 64}", []),
        (f"copydesk-head:٧:{'a' * 64}", []),
    ),
)
def test_heads_are_found_in_any_text(text: str, heads: list[int]) -> None:
    assert [head.seq for head in chain.heads_in(text)] == heads


def test_a_head_reads_as_it_is_written() -> None:
    head = Head(7, "a" * 64)
    assert list(chain.heads_in(f"a {head}b")) == [head]


# -- kept for good -------------------------------------------------------------------------------------------------


def refused(connection: Connection, statement: str) -> str:
    with pytest.raises(DatabaseError) as raised, connection.begin_nested():
        connection.exec_driver_sql(statement)
    return str(raised.value.orig)


@pytest.mark.parametrize("table", APPEND_ONLY, ids=lambda table: table.name)
def test_no_statement_changes_or_deletes_what_is_kept_for_good(lived: Connection, table: Table) -> None:
    before = lived.execute(table.select()).all()
    assert before
    column = list(table.c)[-1].name
    statements = [f"UPDATE {table.name} SET {column} = {column}", f"DELETE FROM {table.name}"]
    if lived.dialect.name == "postgresql":
        statements.append(f"TRUNCATE {table.name} CASCADE")
    else:
        statements.append(f"INSERT OR REPLACE INTO {table.name} SELECT * FROM {table.name}")
        statements.append(f"UPDATE OR REPLACE {table.name} SET {column} = {column}")
    for statement in statements:
        assert f"{table.name} is append-only" in refused(lived, statement), statement
    assert lived.execute(table.select()).all() == before


def test_what_is_kept_for_good_is_all_that_events_name_but_how_things_stand(lived: Connection) -> None:
    """A table that comes new is put on one side or the other, knowingly."""
    assert {table.name for table in METADATA.sorted_tables} - {table.name for table in APPEND_ONLY} == {
        *("document", "claim", "mark", "chain"),
        *("job", "job_event", "account", "session", "login_failure", "kept_answer", "setting"),
    }
    assert EVENT in APPEND_ONLY
