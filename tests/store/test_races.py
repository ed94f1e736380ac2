"""Two people at one claim at the same moment: one decides, and the other hears what the first did.

The 300 races with figures are `python -m bench.faults`; these are those that every run of the tests can wait for.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

import results
from copydesk.errors import Conflict
from copydesk.store import audit, chain, claims, decisions, documents
from copydesk.store.database import Connection, Database
from copydesk.store.decisions import DECISIONS, Decided
from copydesk.store.records import Seen
from stored import OPEN, UNCHECKED, accept, at_once, reject, reworded, seen, stored

pytestmark = pytest.mark.slow

Doing = Callable[[Connection, Seen, str], object]
DOINGS: dict[str, Doing] = {
    "accept": lambda writing, at, who: decisions.accept(writing, at, who, "I was there."),
    "reject": lambda writing, at, who: decisions.reject(writing, at, who),
    "change": lambda writing, at, who: decisions.change(writing, at, who, reworded("Seventeen died."), "edit"),
    "mark": lambda writing, at, who: decisions.mark(writing, at, who, 0),
}
ROUNDS = 20
PEOPLE = ("bela", "dora")


def race(database: Database, doings: tuple[Doing, Doing], claim: int = OPEN) -> list[Decided | Conflict]:
    """Both have the same on screen and decide at the same moment; what each heard."""
    both = seen(database, claim)

    def decide(person: int) -> Decided | Conflict:
        try:
            with database.writing() as writing:
                made = doings[person](writing, both, PEOPLE[person])
        except Conflict as conflict:
            return conflict
        assert isinstance(made, Decided)
        return made

    return at_once(2, decide)


def test_of_two_at_one_claim_one_decides_and_the_other_hears_of_it(database: Database) -> None:
    stored(database)
    names = list(DOINGS)
    for number in range(ROUNDS):
        with database.reading() as reading:
            before = [event.seq for event in chain.events(reading, claim_id=OPEN)]
            revision = decisions.known(reading, OPEN).revision
        heard = race(database, (DOINGS[names[number % 4]], DOINGS[names[number // 4 % 4]]))
        (won,) = [one for one in heard if isinstance(one, Decided)]
        (lost,) = [one for one in heard if isinstance(one, Conflict)]
        winner = PEOPLE[heard.index(won)]
        assert lost.message.startswith(f"{winner} did this first: {won.event.kind.removeprefix('claim.')}. Nothing of")
        with database.reading() as reading:
            events = [event for event in chain.events(reading, claim_id=OPEN) if event.seq not in before]
            now = decisions.known(reading, OPEN)
        assert events == [won.event]
        assert won.event.who == winner
        assert (now, now.revision) == (won.claim, revision + 1)
        if won.event.kind == "claim.changed":
            # A wording without findings cannot be marked.
            with database.writing() as writing:
                decisions.undo(writing, Seen(OPEN, now.revision), "anna")
    with database.reading() as reading:
        assert audit.audit(reading).broken == ""
        decided = [event for event in chain.events(reading, claim_id=OPEN) if event.kind in DECISIONS]
        assert decisions.known(reading, OPEN).revision == 1 + len(decided)


def test_both_decide_where_each_has_a_claim_of_their_own(database: Database) -> None:
    """Claims of one document, so both raise the same document's revision, and neither is lost."""
    stored(database)
    with database.reading() as reading:
        before = documents.known(reading, 1).revision
    places = [seen(database, OPEN), seen(database, UNCHECKED)]

    def decide(person: int) -> None:
        with database.writing() as writing:
            decisions.accept(writing, places[person], PEOPLE[person], "I was there.")

    at_once(2, decide)
    with database.reading() as reading:
        assert documents.known(reading, 1).revision == before + 2
        assert [decisions.known(reading, claim).decided_by for claim in (OPEN, UNCHECKED)] == list(PEOPLE)
        assert audit.audit(reading).broken == ""


def test_a_summary_is_published_as_it_was_seen_or_not_at_all(database: Database) -> None:
    """An editor publishes while a reviewer takes a claim out again."""
    stored(database)
    accept(database, OPEN)
    reject(database, UNCHECKED)
    for _ in range(6):
        with database.reading() as reading:
            revision = documents.known(reading, 1).revision
        claim = seen(database, OPEN)

        def either(person: int, claim: Seen = claim, revision: int = revision) -> bool:
            try:
                with database.writing() as writing:
                    if person:
                        decisions.publish(writing, 1, revision, "cleo")
                    else:
                        decisions.reject(writing, claim, "bela")
            except Conflict:
                return False
            return True

        rejected, published = at_once(2, either)
        assert rejected, "a publication is no decision about a claim"
        with database.reading() as reading:
            found = documents.known(reading, 1)
            last = chain.events(reading)[-2:]
            assert audit.audit(reading).broken == ""
        if published:
            assert [event.kind for event in last] == ["document.published", "claim.rejected"]
            assert [claim for claim, _, _ in last[0].data["claims"]] == [1, OPEN]
            assert found.published_revision != found.revision
        accept(database, OPEN)


def test_a_claim_is_taken_by_one_of_two(database: Database) -> None:
    stored(database)
    for _ in range(5):

        def take(person: int) -> bool:
            with database.writing() as writing:
                return decisions.take(writing, OPEN, PEOPLE[person])

        got = at_once(2, take)
        assert sorted(got) == [False, True]
        with database.writing() as writing:
            assert decisions.known(writing, OPEN).taken_by == PEOPLE[got.index(True)]
            decisions.release(writing, OPEN, PEOPLE[got.index(True)])


def test_a_model_that_words_a_claim_anew_and_a_person_who_decides_never_wait_for_each_other(database: Database) -> None:
    """The model's worker asks for the claim by its key, as when an answer arrives, and then proposes the wording.

    Did it hold the document from then on, the person, who has the claim and goes on to the document, would wait for it,
    and it for the person.
    """
    stored(database)
    both = seen(database, OPEN)
    asked = threading.Event()

    def either(person: int) -> bool:
        if not person:
            with database.writing() as writing:
                (found,) = claims.add_claims(writing, 1, [("s1", results.flagged())], "model", "model")
                assert found == OPEN
                asked.set()
                time.sleep(0.3)
                return decisions.propose(writing, both, "model", reworded("Seventeen died."), "model")
        assert asked.wait(30)
        try:
            with database.writing() as writing:
                decisions.reject(writing, both, "bela")
        except Conflict:
            return False
        return True

    assert sorted(at_once(2, either)) == [False, True]
    with database.reading() as reading:
        assert len(claims.versions(reading, OPEN)) == 2, "the wording counts, or is kept beside"
        assert audit.audit(reading).broken == ""


def test_a_person_who_takes_back_twice_at_once_takes_back_two_things_or_one(database: Database) -> None:
    """A key pressed twice: each takes back what was decided last when its turn comes."""
    stored(database)
    for _ in range(5):
        accept(database, OPEN)
        reject(database, UNCHECKED)

        def undo(_: int) -> int:
            with database.writing() as writing:
                return int(decisions.undo_own(writing, "bela").event.data["undoes"])

        try:
            undone = at_once(2, undo)
        except Conflict:
            with database.writing() as writing:
                decisions.undo_own(writing, "bela")
        else:
            assert len(set(undone)) == 2
        with database.reading() as reading:
            assert [decisions.known(reading, claim).state for claim in (OPEN, UNCHECKED)] == ["open", "open"]
            assert audit.audit(reading).broken == ""
