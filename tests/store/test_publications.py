"""What leaves the desk: the record of an export as things stand, with the head behind it; what people changed."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import results
from copydesk.checking.verdict import Policy
from copydesk.errors import InputError
from copydesk.report.published import WRITERS, Line, Named, Published, Withheld
from copydesk.report.result import Result
from copydesk.store import chain, claims, documents, jobs, runs, saving, sources
from copydesk.store.database import Database
from copydesk.store.documents import Heading
from copydesk.store.publications import Change, changes, exported, pieces
from copydesk.store.records import Upload
from copydesk.store.runs import Origin
from copydesk.version import VERSION
from stored import accept, change, publish, reject, settle, stored, undo

SAID = "NUM001: The source says 17, not 19."
UNCHECKED = "the language 'xx' has no pack"


def export(database: Database, document: int = 1) -> Published:
    with database.writing() as writing:
        return exported(writing, document, "md", "cleo")


# -- the record ----------------------------------------------------------------------------------------------------


def test_a_draft_says_what_stands_where_and_what_is_withheld_and_why(database: Database) -> None:
    stored(database, desk="world")
    made = export(database)
    passed = results.accepted()
    place = ("fire.txt:3:36", results.SENTENCE)
    assert made.lines == (Line(passed.claim.text, 1, 1, "passed", None, "", (place,), results.SOURCE.language),)
    assert made.withheld == (
        Withheld(results.WRONG, "open", (SAID,), None, ""),
        Withheld(results.unchecked().claim.text, "open", (UNCHECKED,), None, ""),
    )
    assert (made.title, made.desk, made.stage, made.published_at, made.published_by) == (
        "Fire",
        "world",
        "review",
        None,
        None,
    )
    assert made.version == VERSION
    assert made.policy_sha256 == Policy().sha256
    for form, writer in WRITERS.items():
        assert writer(made), form
    assert b"Draft: 2 claims are open." in WRITERS["md"](made)


def test_decisions_are_told_with_what_was_said(database: Database) -> None:
    stored(database)
    settle(database)
    made = export(database)
    assert [(line.state, line.decided_by, line.reason) for line in made.lines] == [
        ("passed", None, ""),
        ("accepted", "bela", "I was there."),
    ]
    assert [(one.state, one.decided_by, one.reason, one.reasons) for one in made.withheld] == [
        ("rejected", "bela", "Nobody said that.", (UNCHECKED,))
    ]
    assert made.stage == "ready"


def test_what_was_said_is_of_the_decision_that_stands(database: Database) -> None:
    stored(database)
    reject(database, 2, "the first")
    reject(database, 2, "the second", who="dora")
    undo(database, 2)
    assert export(database).withheld[0].reason == "the first"
    accept(database, 2, "after all")
    undo(database, 2)
    assert export(database).withheld[0].reason == "the first"
    undo(database, 2)
    assert (export(database).withheld[0].state, export(database).withheld[0].reason) == ("open", "")


def test_a_claim_that_was_changed_is_exported_as_it_stands(database: Database) -> None:
    stored(database)
    change(database, 2, "The fire killed 17 people.")
    line = export(database).lines[1]
    assert (line.text, line.version, line.state, line.decided_by, line.reason) == (
        "The fire killed 17 people.",
        2,
        "passed",
        "bela",
        "",
    )


def test_who_published_and_that_something_was_changed_since(database: Database) -> None:
    stored(database)
    settle(database)
    publish(database)
    made = export(database)
    assert (made.stage, made.published_by) == ("published", "cleo")
    assert made.published_at is not None
    undo(database, 3)
    later = export(database)
    assert (later.stage, later.published_at, later.published_by) == ("changed", made.published_at, "cleo")
    assert later.revision > made.revision


def test_every_source_is_named_once_with_both_hashes(database: Database) -> None:
    number = stored(database)
    other = Upload(replace(results.SOURCE, name="other.txt"), b"other")
    with database.writing() as writing:
        known = Upload(results.SOURCE, results.TEXT.encode())
        runs.start_run(writing, number, "check", [known, other], Origin("anna"))
        row = runs.runs(writing, number)[0]
        stored_source = sources.sources(writing, row.id)[0]
    source = results.SOURCE
    assert export(database).sources == (
        Named("fire.txt", source.sha256, stored_source.raw_sha256, source.language),
        Named("other.txt", source.sha256, chain.sha256("other"), source.language),
    )


def test_a_summary_in_another_script_than_its_source_is_of_no_known_language(database: Database) -> None:
    text = "۱۷ نفر کشته شدند."
    passed = results.accepted()
    stored(database, replace(passed, claim=replace(passed.claim, text=text)))
    assert export(database).lines[0].language == "und"


def test_a_document_without_anything_in_it_can_be_exported(database: Database) -> None:
    with database.writing() as writing:
        documents.create(writing, Heading("Empty"), "anna")
    made = export(database)
    assert (made.lines, made.withheld, made.sources, made.policy_sha256) == ((), (), (), "")
    for writer in WRITERS.values():
        assert made.head.encode() in writer(made)


# -- the event -----------------------------------------------------------------------------------------------------


def test_an_export_is_an_event_and_its_head_is_behind_it(database: Database) -> None:
    stored(database)
    made = export(database)
    with database.reading() as reading:
        event = chain.events(reading)[-1]
        assert made.head == str(chain.head(reading)) == f"copydesk-head:{event.seq}:{event.hash}"
        assert chain.first_break(chain.events(reading))[0] == ""
    assert (event.kind, event.who, event.document_id) == ("document.exported", "cleo", 1)
    assert event.data == {"form": "md", "revision": made.revision, "claims": [[1, 1], [2, 1], [3, 1]]}
    head = next(chain.heads_in(WRITERS["md"](made).decode()))
    assert (head.seq, head.hash) == (event.seq, event.hash)


def test_an_export_changes_nothing_else(database: Database) -> None:
    stored(database)
    settle(database)
    publish(database)
    first, second = export(database), export(database)
    assert first.head != second.head
    assert replace(first, head="") == replace(second, head="")
    assert second.stage == "published"


@pytest.mark.parametrize("what", (exported, changes))
def test_there_is_no_such_document(database: Database, what: object) -> None:
    with pytest.raises(InputError, match="no document 7"), database.writing() as writing:
        exported(writing, 7, "md", "cleo") if what is exported else changes(writing, 7)
    with database.reading() as reading:
        assert chain.head(reading).seq == 0, "nothing was exported, so nothing is told"


# -- why claims are withheld, and the small things -----------------------------------------------------------------


def test_the_reasons_of_a_document_are_of_what_is_open_or_rejected(database: Database) -> None:
    stored(database)
    with database.reading() as reading:
        assert claims.reasons(reading, 1) == {2: (SAID,), 3: (UNCHECKED,)}
    reject(database, 1, "Not news.")
    reject(database, 2)
    accept(database, 3)
    with database.reading() as reading:
        assert claims.reasons(reading, 1) == {1: ("Not news.",), 2: (SAID,)}


def test_the_reasons_of_a_claim_are_its_first_findings_that_flag() -> None:
    wrong = results.flagged()
    many = tuple(replace(wrong.findings[0], message=f"No\x1b {at}.") for at in range(9))
    policy = Policy()
    found = claims.reasons_of(replace(wrong, findings=(wrong.findings[1], *many)), policy)
    assert found == tuple(f"NUM001: No<U+001B> {at}." for at in range(5))
    assert claims.reasons_of(wrong, Policy(ignore=("NUM",))) == ()
    assert claims.reasons_of(results.unchecked(), policy) == (UNCHECKED,)
    assert claims.reasons_of(results.accepted(), policy) == ()


def test_desks_are_named_once_and_in_order(database: Database) -> None:
    for desk in ("world", "", "city", "world"):
        stored(database, desk=desk)
    with database.reading() as reading:
        assert documents.desks(reading) == ("city", "world")


def test_the_last_that_a_job_told(database: Database) -> None:
    number = stored(database)
    with database.writing() as writing:
        job = jobs.order(writing, jobs.Order("summarise", number, {}), "anna")
        assert jobs.last_told(writing, job) == 0
        leased = jobs.lease(writing)
        assert leased is not None
        jobs.tell(writing, leased, {"event": "began"})
        jobs.tell(writing, leased, {"event": "went on"})
        assert jobs.last_told(writing, job) == 2


# -- what was changed ----------------------------------------------------------------------------------------------


def found(database: Database) -> tuple[Change, ...]:
    with database.reading() as reading:
        return changes(reading, 1)


def told(database: Database) -> list[tuple[str, str, str]]:
    return [(one.what, one.first, one.last) for one in found(database)]


RIGHT, WRONG, ODD = results.RIGHT, results.WRONG, results.unchecked().claim.text
FIXED = "The fire killed 17 people."


def test_what_never_was_published_is_held_against_what_stands(database: Database) -> None:
    stored(database)
    assert told(database) == [("same", RIGHT, RIGHT), ("withheld", WRONG, ""), ("withheld", ODD, "")]
    change(database, 2, FIXED)
    assert told(database)[1] == ("changed", WRONG, FIXED)
    assert found(database)[1].pieces == (
        ("same", "The fire killed "),
        ("out", "19"),
        ("in", "17"),
        ("same", " people."),
    )
    assert found(database)[2].pieces == (("out", ODD),)
    assert (found(database)[0].claim, found(database)[0].key) == (1, "c1")


def test_what_was_published_stays_what_it_was(database: Database) -> None:
    stored(database)
    change(database, 2, FIXED)
    reject(database, 3)
    publish(database)
    wanted = [("same", RIGHT, RIGHT), ("changed", WRONG, FIXED), ("withheld", ODD, "")]
    assert told(database) == wanted
    change(database, 2, "Seventeen died.")
    accept(database, 3)
    reject(database, 1)
    assert told(database) == wanted, "until it is published again"
    publish(database)
    assert told(database) == [("withheld", RIGHT, ""), ("changed", WRONG, "Seventeen died."), ("same", ODD, ODD)]


def test_a_change_that_was_taken_back_is_none(database: Database) -> None:
    stored(database)
    change(database, 1, "Seventeen people died.")
    undo(database, 1)
    assert told(database)[0] == ("same", RIGHT, RIGHT)


def test_a_claim_that_came_after_the_publication_was_added_later(database: Database) -> None:
    stored(database, results.accepted())
    publish(database)
    with database.writing() as writing:
        claims.add_claims(writing, 1, [("c9", results.flagged())], "model", "anna")
    assert told(database) == [("same", RIGHT, RIGHT), ("added later", "", WRONG)]
    assert found(database)[1].pieces == (("in", WRONG),)
    reject(database, 2)
    publish(database)
    assert told(database)[1] == ("withheld", WRONG, "")


TEXTS = st.lists(st.sampled_from(["a", "b", "17", "17,000", " ", "  ", "\n", ".", "東京", "é", "e\u0301", "\0"])).map(
    "".join
)


@given(TEXTS, TEXTS)
def test_the_pieces_are_both_texts(first: str, last: str) -> None:
    made = pieces(first, last)
    assert "".join(text for kind, text in made if kind != "in") == first
    assert "".join(text for kind, text in made if kind != "out") == last
    assert all(text for _, text in made)
    assert first != last or made in ((), (("same", first),))
    kinds = [kind for kind, _ in made]
    assert all(pair not in (("same", "same"), ("in", "out"), ("in", "in"), ("out", "out")) for pair in pairwise(kinds))


@pytest.mark.parametrize(
    ("first", "last", "made"),
    (
        ("It grew by 3.5%.", "It grew by 3.6%.", "It grew by [-3.5][+3.6]%."),
        ("a b c", "x y c", "[-a b][+x y] c"),
        ("It killed 17.", "It killed 17 people.", "It killed 17[+ people]."),
        ("東京で17人", "東京で19人", "東京で[-17][+19]人"),
        ("l\N{RIGHT SINGLE QUOTATION MARK}État a", "l\N{RIGHT SINGLE QUOTATION MARK}Etat a", None),
        ("۱۷ نفر", "۱۹ نفر", "[-۱۷][+۱۹] نفر"),
        ("a  b", "a b", "a[-  ][+ ]b"),
    ),
)
def test_a_difference_is_shown_word_by_word(first: str, last: str, made: str | None) -> None:
    signs = {"same": "{}", "out": "[-{}]", "in": "[+{}]"}
    words = "".join(signs[kind].format(text) for kind, text in pieces(first, last))
    assert words == (made or "[-l\N{RIGHT SINGLE QUOTATION MARK}État][+l\N{RIGHT SINGLE QUOTATION MARK}Etat] a")


def test_two_long_texts_are_compared_at_once() -> None:
    first, last = ("ab cd " * 20_000, "ef ab " * 20_000)
    assert [kind for kind, _ in pieces(f"x {first} y", f"x {last} y")] == ["same", "out", "in", "same"]


def test_a_zero_byte_in_a_claim_is_exported(database: Database) -> None:
    text = "17\0 people died."
    passed = results.accepted()
    stored(database, replace(passed, claim=replace(passed.claim, text=text)))
    made = export(database)
    assert made.lines[0].text == text
    for writer in WRITERS.values():
        assert writer(made)


def test_a_result_of_a_model_is_exported_too(database: Database) -> None:
    result: Result = results.summarised()
    with database.writing() as writing:
        saving.save(writing, result, [Upload(results.SOURCE, b"")], Heading("Fire"), Origin("anna"))
    assert len(export(database).lines) == 1
