"""The page of a claim, and everything that one can decide there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from pydantic import BaseModel, Field

from copydesk.checking.records import CheckedClaim
from copydesk.checking.trial import put
from copydesk.errors import Conflict, InputError
from copydesk.llm.revision import instruction_from
from copydesk.report import explain as chain_of
from copydesk.store import chain, claims, decisions, documents, jobs
from copydesk.store.database import Connection
from copydesk.store.decisions import Decided
from copydesk.store.jobs import Order
from copydesk.store.records import ClaimRow, Document, Seen, Version
from copydesk.store.storable import unstorable
from copydesk.web import filters
from copydesk.web.claimview import Judged, claim_view, pointers
from copydesk.web.context import Desk, Number, TheDesk, see
from copydesk.web.filters import Wanted
from copydesk.web.history import told
from copydesk.web.routes.queue import to_next
from copydesk.web.sourceview import source_html
from copydesk.web.visitors import Reviewer, Visitor

LONGEST_CLAIM = 4_000
REASONS = (
    "False alarm: the source says so in other words.",
    "Right by another passage of the source.",
    "Agreed with the author.",
    "Known from elsewhere, and checked there.",
)
"""What a flagged claim is accepted for, as a rule; one may write something else."""


class Decision(BaseModel):
    """What every form of a claim's page carries: the revision that was on screen, and the way back."""

    revision: int = Field(ge=1, le=2**31 - 1)
    back: str = Field("", max_length=2000)


class Worded(Decision):
    """A decision with words: a reason, a note, an instruction, another text."""

    words: str = Field("", max_length=20_000)


class Placed(Decision):
    """A decision about one of the findings."""

    position: int = Field(ge=0, le=2**31 - 1)
    words: str = Field("", max_length=20_000)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A claim and all that its page shows of it."""

    claim: ClaimRow
    version: Version
    document: Document
    judged: Judged


def _loaded(desk: Desk, reading: Connection, number: int) -> _Loaded:
    claim = decisions.known(reading, number)
    version = desk.version(number, claim.version)
    document = documents.document(reading, claim.document_id)
    assert document is not None
    marks = tuple(mark for mark in claims.marks(reading, number) if mark.version == claim.version)
    judged = Judged(version.checked, desk.sources(claim.run_id), desk.run(claim.run_id).policy, marks)
    return _Loaded(claim, version, document, judged)


@dataclass(frozen=True, slots=True)
class _At:
    """Who is at which claim."""

    request: Request
    desk: Desk
    visitor: Visitor
    number: int


async def _at(request: Request, desk: TheDesk, visitor: Reviewer, number: Number) -> _At:
    return _At(request, desk, visitor, number)


At = Annotated[_At, Depends(_at)]
"""Where every route of this file is. It needs the role of a reviewer."""


def show(at: At, wanted: Annotated[Wanted, Query()], first: int = 0) -> Response:
    """The claim with the source beside it."""
    return _page(at, wanted, max(0, first))


def _page(at: _At, wanted: Wanted, first: int = 0, conflict: str = "", kept: str = "") -> HTMLResponse:
    with at.desk.database.reading() as reading:
        found = _loaded(at.desk, reading, at.number)
        past = chain.events(reading, claim_id=at.number)
        asked = [job for job in jobs.jobs(reading, found.claim.document_id) if job.claim_id == at.number]
        versions = claims.wordings(reading, at.number)
    sources = [
        (stored.source, source_html(stored, pointers(found.judged, place, first)))
        for place, stored in enumerate(found.judged.sources)
    ]
    return at.desk.page(
        at.request,
        at.visitor,
        "claim.html.j2",
        409 if conflict else 200,
        wanted=wanted,
        claim=found.claim,
        version=found.version,
        document=found.document,
        view=claim_view(found.judged, first),
        sources=sources,
        history=told(past),
        versions=versions,
        asked=asked[-1] if asked else None,
        undoable=decisions.last_undoable(past),
        reasons=REASONS,
        conflict=conflict,
        kept=kept,
    )


def explained(at: At) -> Response:
    """The whole chain for each mention of the claim, as text."""
    with at.desk.database.reading() as reading:
        found = _loaded(at.desk, reading, at.number)
    return PlainTextResponse(chain_of.explain(found.judged.result))


def accept(at: At, form: Annotated[Worded, Form()]) -> Response:
    """The claim stands although it was flagged; a reason is needed."""
    return _then_next(at, form, lambda w, seen, who: decisions.accept(w, seen, who, form.words))


def reject(at: At, form: Annotated[Worded, Form()]) -> Response:
    """The claim is left out of the summary."""
    return _then_next(at, form, lambda w, seen, who: decisions.reject(w, seen, who, form.words))


def edit(at: At, form: Annotated[Worded, Form()]) -> Response:
    """Another wording, which the verifier judges before it is stored."""
    text = claim_text(form.words)
    checked = retried(at.desk, *_standing(at), text)
    return _then_next(at, form, lambda w, seen, who: decisions.change(w, seen, who, checked, "edit"))


def suggest(at: At, form: Annotated[Placed, Form()]) -> Response:
    """The suggestion of a finding is put in."""
    claim, before = _standing(at)
    if form.position >= len(before.findings) or before.findings[form.position].suggestion is None:
        raise InputError("That finding has no suggestion.", "Reload the page.")
    checked = retried(at.desk, claim, before, put(before.claim.text, before.findings[form.position]))
    return _then_next(at, form, lambda w, seen, who: decisions.change(w, seen, who, checked, "suggestion"))


def mark(at: At, form: Annotated[Placed, Form()]) -> Response:
    """A finding is called a false alarm, or no longer."""
    return _then_here(at, form, lambda w, seen, who: decisions.mark(w, seen, who, form.position, form.words))


def undo(at: At, form: Annotated[Decision, Form()]) -> Response:
    """The last decision about the claim is taken back."""
    return _then_here(at, form, decisions.undo)


def note(at: At, form: Annotated[Worded, Form()]) -> Response:
    """A note is left."""
    with at.desk.database.writing() as writing:
        event = decisions.note(writing, at.number, at.visitor.name, form.words)
    at.desk.noted(event)
    return _here(at, form, "The note is kept.")


def ask(at: At, form: Annotated[Worded, Form()]) -> Response:
    """The model is asked for the claim again, with an instruction. Its answer comes when the worker has it."""
    instruction = instruction_from(form.words)
    if not at.desk.serving.model:
        raise InputError("No model can be asked.", "Start the desk with a model: see copydesk review --help.")
    with at.desk.database.writing() as writing:
        claim = decisions.known(writing, at.number)
        if claim.revision != form.revision:
            raise decisions.conflict(writing, at.number)
        request = {"instruction": instruction, "revision": claim.revision, "version": claim.version}
        jobs.order(writing, Order("revise", claim.document_id, request, at.number), at.visitor.name)
    return _here(at, form, "The model was asked. Its answer comes here; you can go on meanwhile.")


def take(at: At, form: Annotated[Decision, Form()]) -> Response:
    """The claim is taken, or given back by whoever has it."""
    who = at.visitor.name
    with at.desk.database.writing() as writing:
        claim = decisions.known(writing, at.number)
        if claim.taken_by == who:
            decisions.release(writing, at.number, who)
            said = "Given back."
        else:
            said = "Taken." if decisions.take(writing, at.number, who) else f"{claim.taken_by} has it."
    return _here(at, form, said)


def attempt(at: At, form: Annotated[Worded, Form()]) -> Response:
    """What the verifier says of a wording while it is being typed; nothing is stored."""
    if not form.words.strip():
        return HTMLResponse('<p class="soft">Nothing to check yet.</p>')
    text = claim_text(form.words)
    claim, before = _standing(at)
    checked = retried(at.desk, claim, before, text)
    judged = Judged(checked, at.desk.sources(claim.run_id), at.desk.run(claim.run_id).policy)
    return HTMLResponse(at.desk.part("trial.html.j2", at.visitor, checked=checked, view=claim_view(judged)))


def claim_text(words: str) -> str:
    """A wording that may be stored.

    Raises:
        InputError: it is empty, too long or broken.
    """
    text = " ".join(words.split())
    if not text or len(text) > LONGEST_CLAIM or unstorable(text):
        raise InputError("The claim is empty or too long, or holds broken letters.", f"Write 1 to {LONGEST_CLAIM}.")
    return text


def _standing(at: _At) -> tuple[ClaimRow, CheckedClaim]:
    """The claim, and its wording that counts."""
    with at.desk.database.reading() as reading:
        claim = decisions.known(reading, at.number)
    return claim, at.desk.version(at.number, claim.version).checked


def retried(desk: Desk, claim: ClaimRow, before: CheckedClaim, text: str) -> CheckedClaim:
    """The verdict on another wording of a claim. The passages that a model cited were for its own words; for a person's
    words the verifier looks for support itself."""
    wanted = replace(before.claim, text=text, origin="person", evidence=None)
    return desk.live.check(desk.ground(claim.run_id), wanted)


Act = Callable[[Connection, Seen, str], Decided]
"""What is decided, about what was seen, by whom."""


def _then_next(at: _At, form: Decision, act: Act) -> Response:
    """Decides; then to the next claim when this one is settled, else the claim again."""
    made = _made(at, form, act)
    if isinstance(made, Response):
        return made
    said = DONE[made.event.kind]
    if made.claim.state == "open":
        return _here(at, form, f"{said} It is still flagged.")
    return to_next(at.desk, at.visitor.name, form.back, f"{made.claim.rank}.{at.number}", said)


DONE = {
    "claim.accepted": "Accepted.",
    "claim.rejected": "Rejected.",
    "claim.changed": "Changed.",
    "claim.marked": "Kept as a false alarm.",
    "claim.unmarked": "No longer a false alarm.",
    "claim.undone": "Taken back. Decide again.",
}


def _then_here(at: _At, form: Decision, act: Act) -> Response:
    made = _made(at, form, act)
    return made if isinstance(made, Response) else _here(at, form, DONE[made.event.kind])


def _made(at: _At, form: Decision, act: Act) -> Decided | Response:
    """The decision; or, when somebody decided first, the claim's page with what they did and what was typed."""
    who = at.visitor.name
    try:
        with at.desk.database.writing() as writing:
            made = act(writing, Seen(at.number, form.revision), who)
            if made.claim.state != "open":
                decisions.release(writing, at.number, who)
    except Conflict as conflict:
        return _page(at, filters.read(form.back), conflict=str(conflict), kept=getattr(form, "words", ""))
    at.desk.noted(made.event)
    return made


def _here(at: _At, form: Decision, said: str) -> Response:
    return see(f"/claims/{at.number}?{filters.read(form.back).address()}", said)
