"""What people decide about claims. Every decision is an event of the chain; none is ever overwritten unseen.

Whoever decides says what they had on screen (`Seen`: the claim and its revision). The claim changes only where that is
still its revision; otherwise nothing happens and `Conflict` says what the other did, so that one looks and decides
again.

An event holds the claim's standing before and after. Undo is an event too: it puts the standing before the undone
decision back, and only while nothing was decided since.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, delete, insert, select, update

from copydesk.checking.records import CheckedClaim
from copydesk.errors import Conflict, InputError, NotThere
from copydesk.store import chain, claims, documents, runs, sources, times
from copydesk.store.chain import Event, Fact
from copydesk.store.records import ClaimRow, How, Seen
from copydesk.store.storable import unstorable
from copydesk.store.tables import CLAIM, CLAIM_VERSION, DOCUMENT, EVENT, MARK
from copydesk.version import VERSION

LONGEST_WORDS = 2_000
"""Of a reason or a note, in code points."""
TAKEN_SECONDS = 15 * 60
"""How long a claim that was taken stays so without a sign of whoever took it."""

Undoable = Literal["claim.accepted", "claim.rejected", "claim.changed", "claim.marked", "claim.unmarked"]
UNDOABLE: tuple[Undoable, ...] = ("claim.accepted", "claim.rejected", "claim.changed", "claim.marked", "claim.unmarked")
DECISIONS = (*UNDOABLE, "claim.undone")
"""Kinds of events by which a claim may come to stand otherwise."""
STANDING_COLUMNS = ("version", "outcome", "state", "rank", "decided_by", "decided_at")
"""The columns of a claim that a decision may change, and that undo puts back."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that was made: its event, and the claim as it now stands."""

    event: Event
    claim: ClaimRow


def accept(writing: Connection, seen: Seen, who: str, reason: str) -> Decided:
    """The claim stands, although the verifier flagged it.

    Raises:
        Conflict: somebody decided meanwhile.
        InputError: there is no reason, or no such claim.
    """
    if not reason.strip():
        raise InputError("A flagged claim is accepted with a reason only.", "Say in a few words why it is right.")
    return _decided(writing, seen, who, "accepted", reason)


def reject(writing: Connection, seen: Seen, who: str, reason: str = "") -> Decided:
    """The claim is left out of the summary.

    Raises:
        Conflict: somebody decided meanwhile.
    """
    return _decided(writing, seen, who, "rejected", reason)


def _decided(writing: Connection, seen: Seen, who: str, state: Literal["accepted", "rejected"], reason: str) -> Decided:
    claim = _current(writing, seen)
    after = {**standing_of(claim), "state": state, "decided_by": who, "decided_at": times.now()}
    return _made(writing, claim, after, Fact(f"claim.{state}", who, {"reason": _words(reason)}))


def change(writing: Connection, seen: Seen, who: str, checked: CheckedClaim, how: How) -> Decided:
    """The claim gets another wording, which the verifier has judged. It stands when the verifier accepted it.

    Raises:
        Conflict: somebody decided meanwhile.
    """
    claim = _current(writing, seen)
    run = runs.run_row(writing, claim.run_id)
    number = claims.next_version(writing, claim.id)
    claims.add_version(writing, claim.id, number, checked, run.policy, how, who)
    after = {
        **standing_of(claim),
        **claims.standing(checked, run.policy),
        "version": number,
        "decided_by": who,
        "decided_at": times.now(),
    }
    return _made(writing, claim, after, Fact("claim.changed", who, {"how": how, "checker": VERSION}))


def offer(writing: Connection, claim_id: int, who: str, checked: CheckedClaim, how: How) -> Event:
    """Keeps a wording that came too late: somebody decided meanwhile, and their decision stays as it is."""
    claim = _held(writing, claim_id)
    run = runs.run_row(writing, claim.run_id)
    documents.touch(writing, claim.document_id)
    number = claims.next_version(writing, claim.id)
    digest = claims.add_version(writing, claim.id, number, checked, run.policy, how, who)
    body = {"how": how, "checker": VERSION, "digest": digest}
    return chain.append(writing, Fact("claim.offered", who, body, claim.document_id, claim.id, number))


def propose(writing: Connection, seen: Seen, who: str, checked: CheckedClaim, how: How) -> bool:
    """Another wording by a model, which took its time: it counts only where nobody has decided meanwhile; else it is
    kept beside. Returns whether it counts.
    """
    try:
        change(writing, seen, who, checked, how)
    except Conflict:
        offer(writing, seen.claim_id, who, checked, how)
        return False
    return True


def mark(writing: Connection, seen: Seen, who: str, position: int, note: str = "") -> Decided:
    """Calls a finding of the claim a false alarm.

    Raises:
        Conflict: somebody decided meanwhile.
        InputError: there is no such finding.
    """
    claim = _current(writing, seen)
    checked = claims.version(writing, claim.id, claim.version).checked
    if not 0 <= position < len(checked.findings):
        raise InputError(f"The claim has no finding number {position + 1}.", "Reload the page.")
    values = {"claim_id": claim.id, "version": claim.version, "position": position}
    at_place = [MARK.c[name] == value for name, value in values.items()]
    code = checked.findings[position].code
    body = {"position": position, "code": code, "note": _words(note)}
    if writing.execute(select(MARK.c.who).where(*at_place)).one_or_none():
        writing.execute(delete(MARK).where(*at_place))
        return _made(writing, claim, standing_of(claim), Fact("claim.unmarked", who, body))
    made = _made(writing, claim, standing_of(claim), Fact("claim.marked", who, body))
    writing.execute(insert(MARK).values(**values, who=who, at=made.event.at))
    return made


def note(writing: Connection, claim_id: int, who: str, text: str) -> Event:
    """Leaves a note; it overwrites nothing, so nothing need have been seen.

    Raises:
        InputError: the note is empty or too long, or there is no such claim.
    """
    if not text.strip():
        raise InputError("The note is empty.", "Write a few words.")
    claim = known(writing, claim_id)
    body = {"text": _words(text)}
    return chain.append(writing, Fact("claim.noted", who, body, claim.document_id, claim.id, claim.version))


def undo(writing: Connection, seen: Seen, who: str) -> Decided:
    """Takes the last decision about the claim back.

    Raises:
        Conflict: somebody decided meanwhile.
        InputError: there is nothing to take back.
    """
    claim = _current(writing, seen)
    past = chain.events(writing, claim_id=claim.id)
    last = last_undoable(past)
    if last is None:
        raise InputError("There is no decision about this claim to take back.", "")
    return _undone(writing, claim, past, last, who)


def undo_own(writing: Connection, who: str) -> Decided:
    """Takes back what this person decided last, wherever it was.

    Raises:
        Conflict: somebody has decided about that claim since.
        InputError: they have decided nothing that can be taken back.
    """
    own = select(EVENT.c.seq, EVENT.c.claim_id).where(EVENT.c.who == who, EVENT.c.kind.in_(UNDOABLE))
    undone: dict[int, frozenset[int]] = {}
    for seq, claim_id in writing.execute(own.order_by(EVENT.c.seq.desc())).all():
        if claim_id not in undone:
            undone[claim_id] = undone_in(chain.events(writing, claim_id=claim_id))
        if seq in undone[claim_id]:
            continue
        claim = _held(writing, claim_id)
        past = chain.events(writing, claim_id=claim_id)
        last = last_undoable(past)
        if last is None or last.seq != seq:
            later = last if last and last.seq > seq else None
            did = f"{later.who} has decided about that claim since" if later else "Somebody took it back meanwhile"
            raise Conflict(f"{did}. Nothing was changed.", "Open it and look.")
        return _undone(writing, claim, past, last, who)
    raise InputError("You have decided nothing that can be taken back.", "")


def undone_in(past: Iterable[Event]) -> frozenset[int]:
    """Numbers of the events that were taken back by one of these."""
    return frozenset(event.data["undoes"] for event in past if event.kind == "claim.undone")


def standing_decisions(past: Iterable[Event]) -> tuple[Event, ...]:
    """The decisions among the events of a claim that were not taken back, in order."""
    past = tuple(past)
    undone = undone_in(past)
    return tuple(event for event in past if event.kind in UNDOABLE and event.seq not in undone)


def last_undoable(past: Iterable[Event]) -> Event | None:
    """The last decision among the events of a claim that was not taken back."""
    return next(reversed(standing_decisions(past)), None)


def _undone(writing: Connection, claim: ClaimRow, past: tuple[Event, ...], last: Event, who: str) -> Decided:
    if last.kind in ("claim.marked", "claim.unmarked"):
        _swing_mark(writing, past, last)
    body = {"undoes": last.seq, "what": last.kind}
    return _made(writing, claim, last.data["before"], Fact("claim.undone", who, body))


def _swing_mark(writing: Connection, past: tuple[Event, ...], last: Event) -> None:
    """A mark that is taken back goes away; one whose removal is taken back comes again, as it was."""
    place = {"claim_id": last.claim_id, "version": last.version, "position": last.data["position"]}
    if last.kind == "claim.marked":
        writing.execute(delete(MARK).where(*(MARK.c[name] == value for name, value in place.items())))
    else:
        was = mark_before(past, last)
        writing.execute(insert(MARK).values(**place, who=was.who, at=was.at))


def mark_before(past: Sequence[Event], unmarked: Event) -> Event:
    """The event that made the mark which this one took away."""
    place = (unmarked.version, unmarked.data["position"])
    marks = [
        event
        for event in standing_decisions(event for event in past if event.seq < unmarked.seq)
        if event.kind == "claim.marked" and (event.version, event.data["position"]) == place
    ]
    return marks[-1]


def _made(writing: Connection, claim: ClaimRow, after: dict[str, Any], fact: Fact) -> Decided:
    """Puts a decision into the claim and into the chain; the claim only where it is still as it was seen."""
    moved = writing.execute(
        update(CLAIM)
        .where(CLAIM.c.id == claim.id, CLAIM.c.revision == claim.revision)
        .values(**after, revision=claim.revision + 1)
    )
    if moved.rowcount != 1:
        raise conflict(writing, claim.id)
    if after != standing_of(claim):
        documents.touch(writing, claim.document_id)
    digest = select(CLAIM_VERSION.c.digest).where(
        CLAIM_VERSION.c.claim_id == claim.id, CLAIM_VERSION.c.version == after["version"]
    )
    run = runs.run_row(writing, claim.run_id)
    body = {
        **fact.body,
        "revision": claim.revision + 1,
        "before": standing_of(claim),
        "after": after,
        "digest": writing.execute(digest).scalar_one(),
        "sources": list(sources.source_digests(writing, claim.run_id)),
        "policy": run.policy.sha256,
    }
    full = Fact(fact.kind, fact.who, body, claim.document_id, claim.id, claim.version)
    return Decided(chain.append(writing, full), known(writing, claim.id))


def standing_of(claim: ClaimRow) -> dict[str, Any]:
    """What of a claim a decision may change."""
    return {name: getattr(claim, name) for name in STANDING_COLUMNS}


def known(reading: Connection, claim_id: int) -> ClaimRow:
    """The claim.

    Raises:
        InputError: there is none with that number.
    """
    claim = claims.claim(reading, claim_id)
    if claim is None:
        raise NotThere(f"There is no claim {claim_id}.", "Go back to the queue.")
    return claim


def _held(writing: Connection, claim_id: int) -> ClaimRow:
    """The claim as it stands, and as it will stay until this transaction ends.

    SQLite has one writer at a time. In PostgreSQL others wait here; what is read behind this line is what the last of
    them has left. Everybody takes the claim first, then the document, then the end of the chain.
    """
    writing.execute(select(CLAIM.c.id).where(CLAIM.c.id == claim_id).with_for_update(key_share=True))
    return known(writing, claim_id)


def _current(writing: Connection, seen: Seen) -> ClaimRow:
    claim = _held(writing, seen.claim_id)
    if claim.revision != seen.revision:
        raise conflict(writing, seen.claim_id)
    return claim


def conflict(reading: Connection, claim_id: int) -> Conflict:
    """What somebody else did meanwhile, as an error to raise."""
    past = [event for event in chain.events(reading, claim_id=claim_id) if event.kind in DECISIONS]
    did = f"{past[-1].who} did this first: {past[-1].kind.removeprefix('claim.')}" if past else "It was changed"
    return Conflict(f"{did}. Nothing of yours was stored.", "Look at the claim as it now stands, and decide again.")


def _words(text: str) -> str:
    if len(text) > LONGEST_WORDS or unstorable(text):
        raise InputError(f"That is {len(text)} letters, or holds broken ones.", f"Write at most {LONGEST_WORDS}.")
    return text.strip()


# -- who is at what ------------------------------------------------------------------------------------------------


def take(writing: Connection, claim_id: int, who: str) -> bool:
    """Takes a claim for a while, or keeps it; False when somebody else has it."""
    free = CLAIM.c.taken_by.is_(None) | (CLAIM.c.taken_by == who) | (CLAIM.c.taken_until < times.now())
    moved = writing.execute(
        update(CLAIM).where(CLAIM.c.id == claim_id, free).values(taken_by=who, taken_until=times.after(TAKEN_SECONDS))
    )
    return bool(moved.rowcount == 1)


def release(writing: Connection, claim_id: int, who: str) -> None:
    """Gives a claim back; nothing happens when it is not theirs."""
    writing.execute(
        update(CLAIM).where(CLAIM.c.id == claim_id, CLAIM.c.taken_by == who).values(taken_by=None, taken_until=None)
    )


# -- publishing ----------------------------------------------------------------------------------------------------


def publish(writing: Connection, document_id: int, revision: int, who: str) -> Event:
    """Publishes the summary as it stands.

    Raises:
        Conflict: the document is not as it was on screen.
        InputError: claims are open, none stands, or a model is still at work.
    """
    moved = writing.execute(
        update(DOCUMENT)
        .where(DOCUMENT.c.id == document_id, DOCUMENT.c.revision == revision)
        .values(revision=revision + 1)
    )
    if moved.rowcount != 1:
        raise Conflict("The summary was changed meanwhile; it was not published.", "Look at it again.")
    found = documents.known(writing, document_id)
    if documents.stages(writing, [found])[document_id] == "working":
        raise InputError("A model is still at work on this summary.", "Wait for it, or cancel it.")
    rows = claims.claims(writing, document_id)
    waiting = sum(row.state == "open" for row, _ in rows)
    standing = [[row.id, row.version, text] for row, text in rows if row.stands]
    if waiting or not standing:
        why = f"{waiting} of its claims are open" if waiting else "no claim stands in it"
        raise InputError(f"The summary cannot be published: {why}.", "Decide about every flagged claim first.")
    event = chain.append(writing, Fact("document.published", who, {"claims": standing}, document_id))
    values = {"published_event": event.seq, "published_revision": revision + 1}
    writing.execute(update(DOCUMENT).where(DOCUMENT.c.id == document_id).values(**values))
    return event
