"""The page of a claim, and everything that one can decide there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Form, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from pydantic import BaseModel, Field

from copydesk.checking.records import CheckedClaim
from copydesk.checking.trial import put
from copydesk.errors import Conflict, InputError
from copydesk.report import explain as chain_of
from copydesk.store import chain, decisions, documents, jobs
from copydesk.store.database import Connection
from copydesk.store.decisions import Decided
from copydesk.store.documents import unstorable
from copydesk.store.jobs import Order
from copydesk.store.records import ClaimRow, Document, Seen, Version
from copydesk.web import filters
from copydesk.web.claimview import Judged, claim_view, pointers
from copydesk.web.context import Desk, TheDesk, see
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
    version = documents.version(reading, number, claim.version)
    document = documents.document(reading, claim.document_id)
    assert document is not None
    marks = tuple(mark for mark in documents.marks(reading, number) if mark.version == claim.version)
    judged = Judged(version.checked, desk.sources(claim.run_id), desk.run(claim.run_id).policy, marks)
    return _Loaded(claim, version, document, judged)


def show(
    request: Request, desk: TheDesk, visitor: Reviewer, number: int, wanted: Annotated[Wanted, Query()], first: int = 0
) -> Response:
    """The claim with the source beside it."""
    return _page(request, desk, visitor, number, wanted, first=max(0, first))


def _page(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    number: int,
    wanted: Wanted,
    *,
    first: int = 0,
    conflict: str = "",
    kept: str = "",
) -> HTMLResponse:
    with desk.database.reading() as reading:
        found = _loaded(desk, reading, number)
        past = chain.events(reading, claim_id=number)
        asked = [job for job in jobs.jobs(reading, found.claim.document_id) if job.claim_id == number]
        versions = documents.versions(reading, number)
    sources = [
        (stored.source, source_html(stored, pointers(found.judged, at)))
        for at, stored in enumerate(found.judged.sources)
    ]
    return desk.page(
        request,
        visitor,
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


def explained(desk: TheDesk, visitor: Reviewer, number: int) -> Response:
    """The whole chain for each mention of the claim, as text."""
    with desk.database.reading() as reading:
        found = _loaded(desk, reading, number)
    return PlainTextResponse(chain_of.explain(found.judged.result))


def accept(
    request: Request, desk: TheDesk, visitor: Reviewer, number: int, form: Annotated[Worded, Form()]
) -> Response:
    """The claim stands although it was flagged; a reason is needed."""
    return _then_next(
        request, desk, visitor, number, form, lambda w, seen: decisions.accept(w, seen, visitor.name, form.words)
    )


def reject(
    request: Request, desk: TheDesk, visitor: Reviewer, number: int, form: Annotated[Worded, Form()]
) -> Response:
    """The claim is left out of the summary."""
    return _then_next(
        request, desk, visitor, number, form, lambda w, seen: decisions.reject(w, seen, visitor.name, form.words)
    )


def edit(request: Request, desk: TheDesk, visitor: Reviewer, number: int, form: Annotated[Worded, Form()]) -> Response:
    """Another wording, which the verifier judges before it is stored."""
    checked = _retried(desk, number, _text(form.words))
    return _then_next(
        request, desk, visitor, number, form, lambda w, seen: decisions.change(w, seen, visitor.name, checked, "edit")
    )


def suggest(
    request: Request, desk: TheDesk, visitor: Reviewer, number: int, form: Annotated[Placed, Form()]
) -> Response:
    """The suggestion of a finding is put in."""
    with desk.database.reading() as reading:
        version = _loaded(desk, reading, number).version
    findings = version.checked.findings
    if form.position >= len(findings) or findings[form.position].suggestion is None:
        raise InputError("That finding has no suggestion.", "Reload the page.")
    checked = _retried(desk, number, put(version.checked.claim.text, findings[form.position]))
    return _then_next(
        request,
        desk,
        visitor,
        number,
        form,
        lambda w, seen: decisions.change(w, seen, visitor.name, checked, "suggestion"),
    )


def mark(request: Request, desk: TheDesk, visitor: Reviewer, number: int, form: Annotated[Placed, Form()]) -> Response:
    """A finding is called a false alarm, or no longer."""
    return _then_here(
        request,
        desk,
        visitor,
        number,
        form,
        lambda w, seen: decisions.mark(w, seen, visitor.name, form.position, form.words),
    )


def undo(
    request: Request, desk: TheDesk, visitor: Reviewer, number: int, form: Annotated[Decision, Form()]
) -> Response:
    """The last decision about the claim is taken back."""
    return _then_here(request, desk, visitor, number, form, lambda w, seen: decisions.undo(w, seen, visitor.name))


def note(desk: TheDesk, visitor: Reviewer, number: int, form: Annotated[Worded, Form()]) -> Response:
    """A note is left."""
    with desk.database.writing() as writing:
        event = decisions.note(writing, number, visitor.name, form.words)
    desk.noted(event)
    return _here(number, form, "The note is kept.")


def ask(desk: TheDesk, visitor: Reviewer, number: int, form: Annotated[Worded, Form()]) -> Response:
    """The model is asked for the claim again, with an instruction. Its answer comes when the worker has it."""
    if not 1 <= len(form.words.strip()) <= 500 or unstorable(form.words):
        raise InputError("The instruction must have 1 to 500 letters.", "Say in a sentence what should be different.")
    if not desk.serving.model:
        raise InputError("No model can be asked.", "Start the desk with a model: see copydesk review --help.")
    with desk.database.writing() as writing:
        claim = decisions.known(writing, number)
        if claim.revision != form.revision:
            raise decisions.conflict(writing, number)
        request = {"instruction": form.words.strip(), "revision": claim.revision, "version": claim.version}
        jobs.order(writing, Order("revise", claim.document_id, request, number), visitor.name)
    return _here(number, form, "The model was asked. Its answer comes here; you can go on meanwhile.")


def take(desk: TheDesk, visitor: Reviewer, number: int, form: Annotated[Decision, Form()]) -> Response:
    """The claim is taken, or given back by whoever has it."""
    with desk.database.writing() as writing:
        claim = decisions.known(writing, number)
        if claim.taken_by == visitor.name:
            decisions.release(writing, number, visitor.name)
            said = "Given back."
        else:
            said = "Taken." if decisions.take(writing, number, visitor.name) else f"{claim.taken_by} has it."
    return _here(number, form, said)


def attempt(desk: TheDesk, visitor: Reviewer, number: int, form: Annotated[Worded, Form()]) -> Response:
    """What the verifier says of a wording while it is being typed; nothing is stored."""
    if not form.words.strip():
        return HTMLResponse('<p class="soft">Nothing to check yet.</p>')
    checked = _retried(desk, number, _text(form.words))
    with desk.database.reading() as reading:
        claim = decisions.known(reading, number)
    judged = Judged(checked, desk.sources(claim.run_id), desk.run(claim.run_id).policy)
    return HTMLResponse(desk.part("trial.html.j2", visitor, checked=checked, view=claim_view(judged)))


def _text(words: str) -> str:
    text = " ".join(words.split())
    if not text or len(text) > LONGEST_CLAIM or unstorable(text):
        raise InputError("The claim is empty or too long, or holds broken letters.", f"Write 1 to {LONGEST_CLAIM}.")
    return text


def _retried(desk: Desk, number: int, text: str) -> CheckedClaim:
    """The verdict on another wording of a claim. The passages that a model cited were for its own words; for a person's
    words the verifier looks for support itself."""
    with desk.database.reading() as reading:
        claim = decisions.known(reading, number)
        before = documents.version(reading, number, claim.version).checked.claim
    wanted = replace(before, text=text, origin="person", evidence=None)
    return desk.live.check(desk.ground(claim.run_id), wanted)


Act = Callable[[Connection, Seen], Decided]


def _then_next(request: Request, desk: Desk, visitor: Visitor, number: int, form: Decision, act: Act) -> Response:
    """Decides; then to the next claim when this one is settled, else the claim again."""
    made = _made(request, desk, visitor, number, form, act)
    if isinstance(made, Response):
        return made
    said = DONE[made.event.kind]
    if made.claim.state == "open":
        return _here(number, form, f"{said} It is still flagged.")
    return to_next(desk, visitor.name, form.back, f"{made.claim.rank}.{number}", said)


DONE = {
    "claim.accepted": "Accepted.",
    "claim.rejected": "Rejected.",
    "claim.changed": "Changed.",
    "claim.marked": "Kept as a false alarm.",
    "claim.unmarked": "No longer a false alarm.",
    "claim.undone": "Taken back. Decide again.",
}


def _then_here(request: Request, desk: Desk, visitor: Visitor, number: int, form: Decision, act: Act) -> Response:
    made = _made(request, desk, visitor, number, form, act)
    return made if isinstance(made, Response) else _here(number, form, DONE[made.event.kind])


def _made(request: Request, desk: Desk, visitor: Visitor, number: int, form: Decision, act: Act) -> Decided | Response:
    """The decision; or, when somebody decided first, the claim's page with what they did and what was typed."""
    try:
        with desk.database.writing() as writing:
            made = act(writing, Seen(number, form.revision))
            if made.claim.state != "open":
                decisions.release(writing, number, visitor.name)
    except Conflict as conflict:
        kept = getattr(form, "words", "")
        return _page(request, desk, visitor, number, filters.read(form.back), conflict=str(conflict), kept=kept)
    desk.noted(made.event)
    return made


def _here(number: int, form: Decision, said: str) -> Response:
    return see(f"/claims/{number}?{filters.read(form.back).address()}", said)
