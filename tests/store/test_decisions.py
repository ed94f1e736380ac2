"""What people decide: every decision from every standing, what each leaves in the history, and how it is taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import results
from copydesk.checking.verdict import Policy
from copydesk.errors import Conflict, CopydeskError, InputError, NotThere
from copydesk.store import audit, chain, claims, decisions, documents, jobs, sources, times
from copydesk.store.chain import Event
from copydesk.store.database import Connection, Database
from copydesk.store.decisions import DECISIONS, Decided
from copydesk.store.records import Seen
from copydesk.store.tables import CLAIM
from copydesk.version import VERSION
from stored import OPEN, PASSED, UNCHECKED, reworded, rows, stored

FIXED = reworded("The fire killed 17 people.")
WORSE = reworded("The fire killed 19 of the people.", results.flagged())

Act = Callable[[Connection, Seen, str], object]
ACTS: dict[str, Act] = {
    "accept": lambda writing, at, who: decisions.accept(writing, at, who, "I was there."),
    "accept without a reason": lambda writing, at, who: decisions.accept(writing, at, who, " \n"),
    "reject": lambda writing, at, who: decisions.reject(writing, at, who),
    "change": lambda writing, at, who: decisions.change(writing, at, who, FIXED, "edit"),
    "worsen": lambda writing, at, who: decisions.change(writing, at, who, WORSE, "suggestion"),
    "propose": lambda writing, at, who: decisions.propose(writing, at, who, FIXED, "revised"),
    "offer": lambda writing, at, who: decisions.offer(writing, at.claim_id, who, FIXED, "model"),
    "mark": lambda writing, at, who: decisions.mark(writing, at, who, 0, "It does not say so."),
    "mark the second": lambda writing, at, who: decisions.mark(writing, at, who, 1),
    "mark the third": lambda writing, at, who: decisions.mark(writing, at, who, 2),
    "mark one before the first": lambda writing, at, who: decisions.mark(writing, at, who, -1),
    "note": lambda writing, at, who: decisions.note(writing, at.claim_id, who, "Ask Bea."),
    "note nothing": lambda writing, at, who: decisions.note(writing, at.claim_id, who, "  "),
    "undo": decisions.undo,
    "undo own": lambda writing, _, who: decisions.undo_own(writing, who),
}
CLAIMS = {"passed": PASSED, "open": OPEN, "unchecked": UNCHECKED}


def act(writing: Connection, what: str, claim: int, who: str) -> object:
    """Does it to the claim as it stands."""
    return ACTS[what](writing, Seen(claim, decisions.known(writing, claim).revision), who)


def stands(reading: Connection, claim: int) -> str:
    """How a claim stands, in words: state, version of how many, by whom, marks."""
    row = decisions.known(reading, claim)
    versions = claims.versions(reading, claim)
    marks = [f"{one.who} marked {one.version}.{one.position}" for one in claims.marks(reading, claim)]
    said = [f"{row.state} {row.version} of {len(versions)}", *([f"by {row.decided_by}"] if row.decided_by else [])]
    assert row.outcome == versions[row.version - 1].checked.outcome
    return ", ".join((*said, *marks))


# The claim; what bela did before; what dora does; how it then stands.
STANDINGS = (
    ("passed", "", "accept", "accepted 1 of 1, by dora"),
    ("passed", "", "reject", "rejected 1 of 1, by dora"),
    ("passed", "", "change", "passed 2 of 2, by dora"),
    ("passed", "", "worsen", "open 2 of 2, by dora"),
    ("open", "", "accept", "accepted 1 of 1, by dora"),
    ("open", "", "reject", "rejected 1 of 1, by dora"),
    ("open", "", "change", "passed 2 of 2, by dora"),
    ("open", "", "worsen", "open 2 of 2, by dora"),
    ("open", "", "propose", "passed 2 of 2, by dora"),
    ("open", "", "offer", "open 1 of 2"),
    ("open", "", "mark", "open 1 of 1, dora marked 1.0"),
    ("open", "", "mark the second", "open 1 of 1, dora marked 1.1"),
    ("open", "", "note", "open 1 of 1"),
    ("unchecked", "", "accept", "accepted 1 of 1, by dora"),
    ("unchecked", "", "reject", "rejected 1 of 1, by dora"),
    ("unchecked", "", "change", "passed 2 of 2, by dora"),
    ("open", "accept", "accept", "accepted 1 of 1, by dora"),
    ("open", "accept", "reject", "rejected 1 of 1, by dora"),
    ("open", "accept", "change", "passed 2 of 2, by dora"),
    ("open", "accept", "mark", "accepted 1 of 1, by bela, dora marked 1.0"),
    ("open", "accept", "offer", "accepted 1 of 2, by bela"),
    ("open", "reject", "accept", "accepted 1 of 1, by dora"),
    ("open", "reject", "worsen", "open 2 of 2, by dora"),
    ("open", "change", "reject", "rejected 2 of 2, by dora"),
    ("open", "change", "change", "passed 3 of 3, by dora"),
    ("open", "worsen", "mark", "open 2 of 2, by bela, dora marked 2.0"),
    ("open", "mark", "mark", "open 1 of 1"),
    ("open", "mark", "mark the second", "open 1 of 1, bela marked 1.0, dora marked 1.1"),
    ("open", "mark", "change", "passed 2 of 2, by dora, bela marked 1.0"),
    ("open", "accept", "undo", "open 1 of 1"),
    ("open", "reject", "undo", "open 1 of 1"),
    ("open", "change", "undo", "open 1 of 2"),
    ("open", "change, undo, worsen", "accept", "accepted 3 of 3, by dora"),
    ("open", "mark", "undo", "open 1 of 1"),
    ("open", "mark, mark", "undo", "open 1 of 1, bela marked 1.0"),
    ("open", "accept, reject", "undo", "accepted 1 of 1, by bela"),
    ("open", "accept, reject, undo", "undo", "open 1 of 1"),
    ("open", "reject, note", "undo", "open 1 of 1"),
    ("open", "reject, offer", "undo", "open 1 of 2"),
    ("passed", "worsen, accept", "undo", "open 2 of 2, by bela"),
)


@pytest.mark.parametrize(("claim", "before", "what", "after"), STANDINGS)
def test_a_decision_makes_a_claim_stand_so(desk: Connection, claim: str, before: str, what: str, after: str) -> None:
    for one in before.split(", ") if before else ():
        act(desk, one, CLAIMS[claim], "bela")
    act(desk, what, CLAIMS[claim], "dora")
    assert stands(desk, CLAIMS[claim]) == after


REFUSALS = (
    ("open", "", "accept without a reason", InputError, "accepted with a reason only"),
    ("open", "", "mark the third", InputError, "no finding number 3"),
    ("open", "", "mark one before the first", InputError, "no finding number 0"),
    ("passed", "", "mark", InputError, "no finding number 1"),
    ("open", "change", "mark", InputError, "no finding number 1"),
    ("open", "", "note nothing", InputError, "note is empty"),
    ("open", "", "undo", InputError, "no decision about this claim"),
    ("open", "accept, undo", "undo", InputError, "no decision about this claim"),
    ("open", "note", "undo", InputError, "no decision about this claim"),
    ("open", "offer", "undo", InputError, "no decision about this claim"),
    ("open", "accept", "undo own", InputError, "You have decided nothing"),
)


@pytest.mark.parametrize(("claim", "before", "what", "error", "said"), REFUSALS)
def test_what_cannot_be_decided_is_refused_and_nothing_is_written(
    desk: Connection, claim: str, before: str, what: str, error: type[CopydeskError], said: str
) -> None:
    for one in before.split(", ") if before else ():
        act(desk, one, CLAIMS[claim], "bela")
    refused(desk, error, said, lambda: act(desk, what, CLAIMS[claim], "dora"))


def refused(desk: Connection, error: type[CopydeskError], said: str, doing: Callable[[], object]) -> CopydeskError:
    """Asserts that it is refused with these words, and that nothing is stored that was not before."""
    before = rows(desk)
    with pytest.raises(error, match=said) as raised, desk.begin_nested():
        doing()
    assert rows(desk) == before
    return raised.value


@pytest.mark.parametrize("what", ("accept", "reject", "mark", "note", "undo"))
def test_there_is_no_such_claim(desk: Connection, what: str) -> None:
    refused(desk, NotThere, "There is no claim 77.", lambda: ACTS[what](desk, Seen(77, 1), "dora"))


@pytest.mark.parametrize("letters", ("x" * 2_001, "a\0b", "a\ud800b"))
def test_words_that_are_too_long_or_broken_are_refused(desk: Connection, letters: str) -> None:
    at = Seen(OPEN, 1)
    said = f"{len(letters)} letters, or holds broken ones"
    refused(desk, InputError, said, lambda: decisions.accept(desk, at, "dora", letters))
    refused(desk, InputError, said, lambda: decisions.reject(desk, at, "dora", letters))
    refused(desk, InputError, said, lambda: decisions.mark(desk, at, "dora", 0, letters))
    refused(desk, InputError, said, lambda: decisions.note(desk, OPEN, "dora", letters))


# -- never unseen --------------------------------------------------------------------------------------------------

SEEING = ("accept", "reject", "change", "worsen", "mark", "undo")
DID = {"accept": "accepted", "reject": "rejected", "change": "changed", "worsen": "changed", "mark": "marked"}


@pytest.mark.parametrize("first", DID)
def test_whoever_comes_second_has_seen_nothing_and_changes_nothing(desk: Connection, first: str) -> None:
    both = Seen(OPEN, 1)
    ACTS[first](desk, both, "bela")
    said = f"bela did this first: {DID[first]}"
    for second in SEEING:
        conflict = refused(desk, Conflict, said, lambda second=second: ACTS[second](desk, both, "dora"))  # type: ignore[misc]
        assert "Nothing of yours was stored." in conflict.message
        assert conflict.next_step


def test_a_revision_that_never_was_is_a_conflict(desk: Connection) -> None:
    refused(desk, Conflict, "It was changed", lambda: ACTS["accept"](desk, Seen(OPEN, 5), "dora"))


def test_a_decision_that_was_taken_back_is_news_too(desk: Connection) -> None:
    act(desk, "accept", OPEN, "bela")
    act(desk, "undo", OPEN, "bela")
    refused(desk, Conflict, "bela did this first: undone", lambda: ACTS["reject"](desk, Seen(OPEN, 1), "dora"))


def test_a_proposal_that_came_too_late_is_kept_beside(desk: Connection) -> None:
    act(desk, "reject", OPEN, "bela")
    assert not decisions.propose(desk, Seen(OPEN, 1), "model", FIXED, "revised")
    assert stands(desk, OPEN) == "rejected 1 of 2, by bela"
    assert claims.version(desk, OPEN, 2).checked == FIXED
    assert chain.events(desk)[-1].kind == "claim.offered"
    assert audit.audit(desk).broken == ""


# -- what it leaves ------------------------------------------------------------------------------------------------

# What was done before by dora; what she does; the kind of the event; the version that it names; what it also says.
LEFT = (
    ("", "accept", "claim.accepted", 1, {"reason": "I was there."}),
    ("", "reject", "claim.rejected", 1, {"reason": ""}),
    ("", "change", "claim.changed", 1, {"how": "edit"}),
    ("", "worsen", "claim.changed", 1, {"how": "suggestion"}),
    ("", "propose", "claim.changed", 1, {"how": "revised"}),
    ("change", "reject", "claim.rejected", 2, {"reason": ""}),
    ("", "mark", "claim.marked", 1, {"position": 0, "code": "NUM001", "note": "It does not say so."}),
    ("", "mark the second", "claim.marked", 1, {"position": 1, "code": "HED001", "note": ""}),
    ("mark", "mark", "claim.unmarked", 1, {"position": 0, "code": "NUM001"}),
    ("accept", "undo", "claim.undone", 1, {"what": "claim.accepted"}),
    ("change", "undo", "claim.undone", 2, {"what": "claim.changed"}),
    ("reject", "undo own", "claim.undone", 1, {"what": "claim.rejected"}),
)


@pytest.mark.parametrize(("before", "what", "kind", "version", "more"), LEFT)
def test_every_decision_leaves_who_when_on_which_version_sources_and_policy(
    desk: Connection, before: str, what: str, kind: str, version: int, more: dict[str, object]
) -> None:
    if before:
        act(desk, before, OPEN, "dora")
    was, events = decisions.known(desk, OPEN), chain.events(desk)
    act(desk, what, OPEN, "dora")
    now, event = decisions.known(desk, OPEN), chain.events(desk)[-1]
    assert event.seq == events[-1].seq + 1
    assert (event.who, event.kind, event.document_id, event.claim_id) == ("dora", kind, was.document_id, OPEN)
    assert event.version == version == was.version
    assert events[-1].at <= event.at <= times.now()
    digests = list(sources.source_digests(desk, was.run_id))
    assert len(digests) == 1
    known = {
        "before": decisions.standing_of(was),
        "after": decisions.standing_of(now),
        "revision": was.revision + 1,
        "digest": claims.version(desk, OPEN, now.version).digest,
        "sources": digests,
        "policy": Policy().sha256,
        **more,
    }
    assert {**event.data, **known} == event.data
    assert now.revision == was.revision + 1
    assert kind in DECISIONS
    if kind == "claim.undone":
        assert event.data["undoes"] == events[-1].seq


def test_a_note_and_an_offer_say_who_and_on_which_version(desk: Connection) -> None:
    act(desk, "change", OPEN, "bela")
    act(desk, "note", OPEN, "dora")
    act(desk, "offer", OPEN, "model")
    noted, offered = chain.events(desk)[-2:]
    assert (noted.who, noted.document_id, noted.claim_id, noted.version) == ("dora", 1, OPEN, 2)
    assert noted.data == {"text": "Ask Bea."}
    assert (offered.who, offered.document_id, offered.claim_id, offered.version) == ("model", 1, OPEN, 3)
    assert offered.data == {"how": "model", "checker": VERSION, "digest": claims.version(desk, OPEN, 3).digest}


def test_a_decision_hands_back_the_claim_as_it_stands(desk: Connection) -> None:
    made = decisions.reject(desk, Seen(OPEN, 1), "dora")
    assert made == Decided(chain.events(desk)[-1], decisions.known(desk, OPEN))


def test_what_changes_how_a_claim_stands_changes_the_document(desk: Connection) -> None:
    for what, more in (("accept", 1), ("mark", 0), ("note", 0), ("offer", 1), ("undo", 0), ("undo", 1), ("reject", 1)):
        before = documents.known(desk, 1).revision
        act(desk, what, OPEN, "dora")
        assert documents.known(desk, 1).revision - before == more, what


# -- taken back ----------------------------------------------------------------------------------------------------


def as_it_stands(reading: Connection, claim: int) -> object:
    return decisions.standing_of(decisions.known(reading, claim)), claims.marks(reading, claim)


FIRST = ("accept", "reject", "change", "worsen", "mark")


@pytest.mark.parametrize("first", FIRST)
def test_undo_brings_back_exactly_what_was_step_by_step(desk: Connection, first: str) -> None:
    """Decisions in a row, taken back one by one; also after another was made and taken back between."""
    for second in ("reject", "worsen", "mark the second"):
        if (first, second) == ("change", "mark the second"):
            continue
        was = []
        for step, who in ((first, "bela"), (second, "dora")):
            was.append(as_it_stands(desk, OPEN))
            act(desk, step, OPEN, who)
        before = as_it_stands(desk, OPEN)
        act(desk, "reject", OPEN, "cleo")
        for wanted in (before, *reversed(was)):
            act(desk, "undo", OPEN, "anna")
            assert as_it_stands(desk, OPEN) == wanted, second
    with pytest.raises(InputError, match="no decision"):
        act(desk, "undo", OPEN, "cleo")
    assert audit.audit(desk).broken == ""


@pytest.mark.parametrize(
    ("done", "marks"),
    (
        ("bela marks, bela marks, bela undoes", "bela"),
        ("bela marks, dora marks, dora undoes", "bela"),
        ("bela marks, bela marks, dora marks, bela marks, bela undoes", "dora"),
        # The mark that comes again is the one that stood, not one that was taken back.
        ("bela marks, bela marks, dora marks, dora undoes, dora undoes, anna marks, anna undoes", "bela"),
        ("bela marks, bela undoes, dora marks, anna marks, anna undoes", "dora"),
    ),
)
def test_a_mark_comes_again_as_it_was(desk: Connection, done: str, marks: str) -> None:
    made: list[str] = []
    for step in done.split(", "):
        who, does = step.split()
        act(desk, {"marks": "mark", "undoes": "undo"}[does], OPEN, who)
        last = chain.events(desk)[-1]
        made += [last.at] if (last.kind, who) == ("claim.marked", marks) else []
    (found,) = claims.marks(desk, OPEN)
    assert (found.who, found.at) == (marks, made[0])
    assert audit.audit(desk).broken == ""


# Who does what to which claim; what bela's undoing then brings: the claim and what was taken back, or words of refusal.
OWN = (
    ("bela accept open", "open claim.accepted"),
    ("bela accept open, bela reject unchecked", "unchecked claim.rejected"),
    ("bela accept open, dora reject unchecked", "open claim.accepted"),
    # The last that still stands, not the first claim that comes by.
    ("bela accept open, bela reject unchecked, bela reject open, bela undo open", "unchecked claim.rejected"),
    ("bela accept open, bela undo open, dora reject open", "You have decided nothing"),
    ("bela accept open, dora reject open", "dora has decided about that claim since"),
    ("bela accept open, dora reject open, dora undo open", "open claim.accepted"),
    ("dora accept open", "You have decided nothing"),
    ("bela mark open", "open claim.marked"),
    ("bela note open", "You have decided nothing"),
)


@pytest.mark.parametrize(("done", "taken_back"), OWN)
def test_everybody_takes_back_what_they_did_last(desk: Connection, done: str, taken_back: str) -> None:
    for step in done.split(", "):
        who, what, claim = step.split()
        act(desk, what, CLAIMS[claim], who)
    claim, what = taken_back.split()[:2]
    if claim not in CLAIMS:
        error = InputError if "nothing" in taken_back else Conflict
        refused(desk, error, taken_back, lambda: decisions.undo_own(desk, "bela"))
        return
    made = decisions.undo_own(desk, "bela")
    assert (made.claim.id, made.event.data["what"]) == (CLAIMS[claim], what)
    assert audit.audit(desk).broken == ""


# -- who is at what ------------------------------------------------------------------------------------------------


def test_a_claim_is_taken_by_one_until_it_is_given_back(desk: Connection) -> None:
    assert decisions.take(desk, OPEN, "bela")
    assert decisions.take(desk, OPEN, "bela"), "whoever has it keeps it"
    assert not decisions.take(desk, OPEN, "dora")
    decisions.release(desk, OPEN, "dora")
    assert decisions.known(desk, OPEN).taken_by == "bela", "nobody gives back what others have"
    decisions.release(desk, OPEN, "bela")
    found = decisions.known(desk, OPEN)
    assert (found.taken_by, found.taken_until) == (None, None)
    assert decisions.take(desk, OPEN, "dora")
    assert not decisions.take(desk, 77, "dora"), "there is no such claim"


def test_who_has_taken_a_claim_and_went_away_loses_it(desk: Connection) -> None:
    assert decisions.take(desk, OPEN, "bela")
    desk.execute(CLAIM.update().values(taken_until="2000-01-01T00:00:00.000000Z"))
    assert decisions.take(desk, OPEN, "dora")


def test_taking_is_no_decision_and_keeps_nobody_from_deciding(desk: Connection) -> None:
    events = chain.events(desk)
    assert decisions.take(desk, OPEN, "bela")
    assert chain.events(desk) == events
    decisions.accept(desk, Seen(OPEN, 1), "dora", "I was there.")
    assert decisions.known(desk, OPEN).taken_by == "bela"


# -- publishing ----------------------------------------------------------------------------------------------------


def publish_it(writing: Connection) -> Event:
    return decisions.publish(writing, 1, documents.known(writing, 1).revision, "cleo")


def stage(reading: Connection) -> str:
    return documents.stages(reading, [documents.known(reading, 1)])[1]


def test_a_summary_is_published_as_it_stands(desk: Connection) -> None:
    act(desk, "accept", OPEN, "bela")
    act(desk, "reject", UNCHECKED, "bela")
    event = publish_it(desk)
    assert (event.kind, event.who, event.document_id) == ("document.published", "cleo", 1)
    assert event.data == {"claims": [[PASSED, 1, results.RIGHT], [OPEN, 1, results.WRONG]]}
    found = documents.known(desk, 1)
    assert (found.published_event, found.published_revision) == (event.seq, found.revision)
    assert stage(desk) == "published"
    act(desk, "mark", OPEN, "bela")
    assert stage(desk) == "published", "what is marked stands as it stood"
    act(desk, "change", OPEN, "bela")
    assert stage(desk) == "changed"
    publish_it(desk)
    assert stage(desk) == "published"
    assert audit.audit(desk).broken == ""


def test_a_summary_is_not_published_while_claims_are_open(desk: Connection) -> None:
    refused(desk, InputError, "2 of its claims are open", lambda: publish_it(desk))
    act(desk, "reject", UNCHECKED, "bela")
    refused(desk, InputError, "1 of its claims are open", lambda: publish_it(desk))
    act(desk, "reject", OPEN, "bela")
    act(desk, "reject", PASSED, "bela")
    refused(desk, InputError, "no claim stands in it", lambda: publish_it(desk))


def test_a_summary_is_not_published_while_a_model_is_at_work(desk: Connection) -> None:
    act(desk, "accept", OPEN, "bela")
    act(desk, "reject", UNCHECKED, "bela")
    ordered = jobs.order(desk, jobs.Order("revise", 1, {}, OPEN), "bela")
    refused(desk, InputError, "A model is still at work", lambda: publish_it(desk))
    jobs.cancel(desk, ordered, "bela")
    publish_it(desk)


def test_a_summary_that_was_changed_meanwhile_is_not_published(desk: Connection) -> None:
    act(desk, "accept", OPEN, "bela")
    act(desk, "reject", UNCHECKED, "bela")
    seen = documents.known(desk, 1).revision
    act(desk, "change", PASSED, "bela")
    said = "changed meanwhile; it was not published"
    refused(desk, Conflict, said, lambda: decisions.publish(desk, 1, seen, "cleo"))
    refused(desk, Conflict, said, lambda: decisions.publish(desk, 77, 1, "cleo"))


# -- transactions --------------------------------------------------------------------------------------------------


def test_what_is_decided_is_there_for_everybody_else_and_what_is_refused_is_not(database: Database) -> None:
    stored(database)
    with database.writing() as writing:
        act(writing, "accept", OPEN, "bela")
    with pytest.raises(Conflict):
        change_and_reject(database)
    with database.reading() as reading:
        assert (stands(reading, OPEN), stands(reading, PASSED)) == ("accepted 1 of 1, by bela", "passed 1 of 1")
        assert audit.audit(reading).broken == ""


def change_and_reject(database: Database) -> None:
    """Changes one claim, and rejects another that has been decided about meanwhile."""
    with database.writing() as writing:
        act(writing, "change", PASSED, "dora")
        decisions.reject(writing, Seen(OPEN, 1), "dora")
