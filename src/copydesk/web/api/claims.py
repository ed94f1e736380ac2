"""Claims: read with everything that was said of them, and decided about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, assert_never

from fastapi.responses import Response

from copydesk.errors import Conflict
from copydesk.store import chain, claims, decisions
from copydesk.store.chain import Event
from copydesk.store.database import Connection
from copydesk.store.kept import Answer
from copydesk.store.records import ClaimRow, Seen
from copydesk.web.api.asking import Act, Asking, Once
from copydesk.web.api.bodies import Accepting, Changing, Decision, Noting, Rejecting, Undoing
from copydesk.web.api.records import ClaimLine, ClaimState, Decided
from copydesk.web.api.telling import answer, claim_line, done, plain, sent
from copydesk.web.context import Desk, Number, TheDesk
from copydesk.web.routes.claim import claim_text, retried
from copydesk.web.visitors import Program


class Stale(Conflict):
    """A decision that came too late.

    Attributes:
        more: how the claim now stands, and what was done to it since the revision that was read.
    """

    def __init__(self, error: Conflict, more: dict[str, Any]) -> None:
        super().__init__(error.message, error.next_step)
        self.more = more


def read(desk: TheDesk, program: Program, number: Number) -> Response:
    """Read a claim with its findings, traces, wordings and history."""
    with desk.database.reading() as reading:
        row = decisions.known(reading, number)
        found = ClaimState(
            claim=_line(reading, row),
            document=row.document_id,
            page=f"/claims/{number}",
            checked=desk.version(number, row.version).checked,
            policy=desk.run(row.run_id).policy,
            sources=tuple(stored.source.name for stored in desk.sources(row.run_id)),
            versions=claims.wordings(reading, number),
            marks=claims.marks(reading, number),
            history=done(chain.events(reading, claim_id=number)),
        )
    return sent(answer(found))


def decide(asking: Once, number: Number, decision: Decision) -> Response:
    """Decide about a claim. Where somebody decided since the revision that was read, nothing is stored (409)."""
    events: list[Event] = []
    try:
        response = asking.once(lambda: _act(asking, number, decision, events))
    except Conflict as error:
        assert not isinstance(decision, Noting)
        with asking.desk.database.reading() as reading:
            raise Stale(error, _meanwhile(reading, number, decision.revision)) from None
    # Only what is committed goes into the log.
    for event in events:
        asking.desk.noted(event)
    return response


def _act(asking: Asking, number: int, decision: Decision, events: list[Event]) -> Act:
    decide = _deciding(asking.desk, asking.who, number, decision)

    def act(writing: Connection) -> Answer:
        event = decide(writing)
        events.append(event)
        return answer(Decided(done([event])[0], _line(writing, decisions.known(writing, number))))

    return act


def _deciding(desk: Desk, who: str, number: int, decision: Decision) -> Callable[[Connection], Event]:
    """What is done in the transaction; another wording is judged before it."""
    if isinstance(decision, Noting):
        return lambda writing: decisions.note(writing, number, who, decision.text)
    seen = Seen(number, decision.revision)
    match decision:
        case Accepting(reason=reason):
            return lambda writing: decisions.accept(writing, seen, who, reason).event
        case Rejecting(reason=reason):
            return lambda writing: decisions.reject(writing, seen, who, reason).event
        case Undoing():
            return lambda writing: decisions.undo(writing, seen, who).event
        case Changing(text=text):
            checked = _judged(desk, number, text)
            return lambda writing: decisions.change(writing, seen, who, checked, "edit").event
        case _:
            assert_never(decision)


def _judged(desk: Desk, number: int, words: str) -> Any:
    text = claim_text(words)
    with desk.database.reading() as reading:
        row = decisions.known(reading, number)
    return retried(desk, row, desk.version(number, row.version).checked, text)


def _meanwhile(reading: Connection, number: int, revision: int) -> dict[str, Any]:
    row = decisions.known(reading, number)
    past = chain.events(reading, claim_id=number)
    later = {event.seq for event in past if event.data.get("revision", 0) > revision}
    told = [plain(one) for one in done(past) if one.seq in later]
    return {"claim": plain(_line(reading, row)), "meanwhile": told}


def _line(reading: Connection, row: ClaimRow) -> ClaimLine:
    wording = next(one for one in claims.wordings(reading, row.id) if one.version == row.version)
    return claim_line(row, wording.text)
