"""The queue of claims: what the filters leave, how many there are, and the way from one to the next, against the same
counted in Python over all that is stored.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import results
from copydesk.checking.records import CheckedClaim, Finding
from copydesk.checking.verdict import DEFAULT
from copydesk.source import Span
from copydesk.store import claims, decisions, documents, queue, times
from copydesk.store.database import Connection, Database
from copydesk.store.queue import After, Counts, Filter
from copydesk.store.records import ClaimRow, QueueRow, Seen
from copydesk.store.tables import CLAIM
from stored import at_once, reworded, stored, stored_in

RANKS = {"error": 0, "warning": 1, "unchecked": 2}


def claim_of(*codes: str, unchecked: bool = False) -> CheckedClaim:
    """A claim with these findings: "NUM001 error"."""
    findings = tuple(Finding(code, "rule", severity, Span(0, 1), "No.") for code, severity in map(str.split, codes))  # type: ignore[arg-type]
    outcome = "unchecked" if unchecked else DEFAULT.outcome(findings)
    return replace(results.accepted(), outcome=outcome, why="odd" if unchecked else "", findings=findings)


KINDS = {
    "right": claim_of(),
    "noted": claim_of("HED001 note"),
    "number": claim_of("NUM001 error", "NUM002 warning"),
    "name": claim_of("NAM001 warning", "HED001 note"),
    "both": claim_of("HED001 note", "NAM001 warning", "NUM001 error", "NAM002 warning"),
    "odd": claim_of(unchecked=True),
    "odd number": claim_of("NUM003 error", unchecked=True),
}


# -- the same, counted in Python -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """A claim, its desk, and the families of the findings that flag its version."""

    row: ClaimRow
    desk: str
    families: frozenset[str]


def everything(reading: Connection) -> list[Known]:
    found = []
    for document in documents.documents(reading):
        for row, version in claims.standing_versions(reading, document.id):
            flags = frozenset(one.code[:3] for one in version.checked.findings if DEFAULT.flags_finding(one))
            found.append(Known(row, document.desk, flags))
    return sorted(found, key=lambda one: (one.row.rank, one.row.id))


def fits(one: Known, wanted: Filter) -> bool:
    row, now = one.row, times.now()
    taken = row.taken_by is not None and row.taken_until is not None and row.taken_until >= now
    return all(
        (
            {"open": row.state == "open", "decided": row.decided_by is not None, "all": True}[wanted.state],
            not wanted.family or wanted.family in one.families,
            not wanted.severity or row.rank == RANKS[wanted.severity],
            not wanted.desk or one.desk == wanted.desk,
            wanted.document is None or row.document_id == wanted.document,
            not wanted.reviewer or row.decided_by == wanted.reviewer or (taken and row.taken_by == wanted.reviewer),
            wanted.hours is None or row.created_at <= times.after(-3600 * wanted.hours),
        )
    )


def recounted(every: list[Known], wanted: Filter) -> Counts:
    def of(**without: Any) -> list[Known]:
        return [one for one in every if fits(one, replace(wanted, **without))]

    families = sorted({family for one in every for family in one.families})
    by_family = {family: sum(family in one.families for one in of(family="")) for family in families}
    by_severity = {name: sum(one.row.rank == rank for one in of(severity="")) for name, rank in RANKS.items()}
    desks = [one.desk for one in of(desk="")]
    return Counts(
        total=len(of()),
        families=tuple((family, count) for family, count in by_family.items() if count),
        severities=tuple((name, count) for name, count in by_severity.items() if count),
        desks=tuple((desk, desks.count(desk)) for desk in sorted(set(desks))),
    )


def paged(reading: Connection, wanted: Filter, most: int) -> list[QueueRow]:
    """All rows, page by page."""
    found: list[QueueRow] = []
    after: After | None = None
    while True:
        page = queue.page(reading, wanted, after, most)
        assert len(page.rows) == most or page.after is None
        found += page.rows
        after = page.after
        if after is None:
            return found


# -- random stores -------------------------------------------------------------------------------------------------

DOCUMENTS = st.lists(
    st.tuples(st.sampled_from(("", "city", "world")), st.lists(st.sampled_from(list(KINDS)), min_size=1, max_size=4)),
    min_size=1,
    max_size=3,
)
DONE = st.lists(
    st.tuples(
        st.sampled_from(("accept", "reject", "number", "right", "take", "old", "taken long ago")),
        st.integers(0, 11),
        st.sampled_from(("bela", "dora")),
    ),
    max_size=8,
)
FILTERS = st.builds(
    Filter,
    state=st.sampled_from(("open", "open", "decided", "all")),
    family=st.sampled_from(("", "", "NUM", "NAM", "HED", "XXX")),
    severity=st.sampled_from(("", "", "error", "warning", "unchecked")),
    desk=st.sampled_from(("", "", "city", "world", "sport")),
    document=st.none() | st.integers(0, 3),
    reviewer=st.sampled_from(("", "", "bela", "dora", "nobody")),
    hours=st.sampled_from((None, None, 0, 1, 24)),
)


def fill(writing: Connection, wanted: list[tuple[str, list[str]]], done: list[tuple[str, int, str]]) -> list[int]:
    """Documents with these claims, and what was done to them; returns the numbers of the documents."""
    numbers = []
    for desk, kinds in wanted:
        made = [replace(KINDS[kind], claim=replace(KINDS[kind].claim, id=f"c{n}")) for n, kind in enumerate(kinds)]
        numbers.append(stored_in(writing, *made, desk=desk))
    ids = [row.id for number in numbers for row, _ in claims.claims(writing, number)]
    for what, place, who in done:
        claim = ids[place % len(ids)]
        at = Seen(claim, decisions.known(writing, claim).revision)
        where = CLAIM.update().where(CLAIM.c.id == claim)
        if what == "accept":
            decisions.accept(writing, at, who, "I was there.")
        elif what == "reject":
            decisions.reject(writing, at, who)
        elif what == "take":
            decisions.take(writing, claim, who)
        elif what == "old":
            writing.execute(where.values(created_at=times.after(-3 * 3600)))
        elif what == "taken long ago":
            writing.execute(where.values(taken_by=who, taken_until=times.after(-1)))
        else:
            decisions.change(writing, at, who, KINDS[what], "edit")
    return numbers


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=DOCUMENTS, done=DONE, filters=st.lists(FILTERS, min_size=3, max_size=6), most=st.integers(1, 5))
def test_the_queue_is_what_a_recount_of_everything_says(
    desk: Connection,
    wanted: list[tuple[str, list[str]]],
    done: list[tuple[str, int, str]],
    filters: list[Filter],
    most: int,
) -> None:
    with desk.begin_nested() as point:
        numbers = [1, *fill(desk, wanted, done)]
        every = everything(desk)
        for one in (Filter(), *filters):
            one = replace(one, document=None if one.document is None else dict(enumerate(numbers)).get(one.document, 0))
            left = [known.row for known in every if fits(known, one)]
            assert [row.claim for row in paged(desk, one, most)] == left
            assert queue.counts(desk, one) == recounted(every, one)
            walked(desk, one, left)
        point.rollback()


def walked(reading: Connection, wanted: Filter, left: list[ClaimRow]) -> None:
    """There and back: each claim once, in order; what somebody else has taken is passed by on the way there."""
    free = [row for row in left if row.taken_by in (None, "anna") or str(row.taken_until) < times.now()]
    place: After | None = None
    for row in free:
        assert queue.following(reading, wanted, "anna", place) == row.id
        place = After(row.rank, row.id)
    first = free[0].id if free else None
    assert queue.following(reading, wanted, "anna", place) == first, "from the beginning again"
    for before, row in zip((None, *left), left, strict=False):
        assert queue.previous(reading, wanted, After(row.rank, row.id)) == (before.id if before else None)


# -- by hand -------------------------------------------------------------------------------------------------------


def test_the_queue_is_worst_first_then_oldest(desk: Connection) -> None:
    number = fill(desk, [("", ["odd", "name", "right", "number", "noted", "both"])], [])[0]
    found = queue.page(desk, Filter(document=number))
    assert [row.text for row in found.rows] == [results.RIGHT] * 4
    assert [row.claim.position for row in found.rows] == [4, 6, 2, 1]
    assert [dict(row.codes) for row in found.rows] == [
        {"NUM001": "error", "NUM002": "warning"},
        {"NAM001": "warning", "NUM001": "error", "NAM002": "warning"},
        {"NAM001": "warning"},
        {},
    ]
    assert found.after is None


def test_a_row_of_the_queue_says_what_it_is_of(desk: Connection) -> None:
    number = stored_in(desk, results.flagged(), desk="city", title="Flood")
    (row,) = queue.page(desk, Filter(document=number)).rows
    assert (row.title, row.desk, row.text, row.codes) == ("Flood", "city", results.WRONG, (("NUM001", "error"),))
    assert row.claim == claims.claims(desk, number)[0][0]


def test_what_was_changed_is_listed_by_its_last_wording(desk: Connection) -> None:
    decisions.change(desk, Seen(2, 1), "bela", reworded("Nineteen died.", KINDS["name"]), "edit")
    (row,) = queue.page(desk, Filter(family="NAM")).rows
    assert (row.text, row.codes) == ("Nineteen died.", (("NAM001", "warning"),))
    assert queue.page(desk, Filter(family="NUM")).rows == ()


def test_of_many_findings_the_list_shows_the_first_codes_once_each(desk: Connection) -> None:
    codes = [f"NUM{n % 9:03} error" for n in range(18)]
    number = stored_in(desk, claim_of(*codes))
    (row,) = queue.page(desk, Filter(document=number)).rows
    assert [code for code, _ in row.codes] == [f"NUM{n:03}" for n in range(queue.MOST_CODES)]


def test_an_empty_queue_says_so(database: Database) -> None:
    with database.reading() as reading:
        assert queue.page(reading, Filter(state="all")) == queue.Page((), None)
        assert queue.counts(reading, Filter()) == Counts(0, (), (), ())
        assert queue.following(reading, Filter(), "anna") is None
        assert queue.previous(reading, Filter(), After(0, 1)) is None


@pytest.mark.parametrize("count", (queue.PAGE, queue.PAGE + 1))
def test_a_page_that_is_just_full_is_the_last(desk: Connection, count: int) -> None:
    number = fill(desk, [("", ["number"] * count)], [])[0]
    page = queue.page(desk, Filter(document=number))
    assert len(page.rows) == queue.PAGE
    assert (page.after is None) == (count == queue.PAGE)


def test_reviewers_who_ask_at_once_are_sent_to_different_claims(database: Database) -> None:
    """Each asks and takes in one transaction; who comes to a claim that was taken meanwhile asks again."""
    for _ in range(2):
        stored(database)

    def next_of(number: int) -> int | None:
        who = f"p{number}"
        for _ in range(20):
            with database.writing() as writing:
                found = queue.following(writing, Filter(), who)
                if found is None or decisions.take(writing, found, who):
                    return found
        return None

    found = at_once(4, next_of)
    assert sorted(filter(None, found)) == [2, 3, 5, 6]
