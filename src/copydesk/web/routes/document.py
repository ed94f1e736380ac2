"""Documents: what there is, a new one, the summary as it stands, publishing, exports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Form, Query, Request, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel, Field

from copydesk.errors import InputError
from copydesk.ingest import document as files
from copydesk.ingest import plain, summary
from copydesk.report import published
from copydesk.store import chain, claims, decisions, documents, jobs, publications, runs
from copydesk.store.database import Connection
from copydesk.store.documents import Heading
from copydesk.store.jobs import Order, Told
from copydesk.store.records import Upload
from copydesk.store.runs import Origin
from copydesk.web.context import Desk, Number, TheDesk, see
from copydesk.web.history import told
from copydesk.web.visitors import Editor, Reviewer

PER_PAGE = 50
_LATELY = 20
"""Events of a job among which there is one that says how far it is: the worker says so behind every batch."""
_TYPES = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class New(BaseModel):
    """The form of a new document. Sources and summary may be pasted or uploaded; no summary: a model writes one."""

    title: str = Field("", max_length=400)
    desk: str = Field("", max_length=100)
    source: str = Field("", max_length=plain.LARGEST)
    summary: str = Field("", max_length=plain.LARGEST)
    how: Literal["check", "summarise"] = "check"
    claims: int = Field(8, ge=1, le=100)
    language: str = Field("", max_length=40)
    sources: list[UploadFile] = Field(default_factory=list)
    summary_file: UploadFile | None = None


def index(
    request: Request, desk: TheDesk, visitor: Reviewer, before: int | None = Query(None, ge=1, le=2**31 - 1)
) -> Response:
    """All documents, the newest first."""
    with desk.database.reading() as reading:
        rows = documents.documents(reading, PER_PAGE + 1, before)
        stages = documents.stages(reading, rows)
        waiting = documents.open_claims(reading, [row.id for row in rows])
    shown = rows[:PER_PAGE]
    more = shown[-1].id if len(rows) > PER_PAGE else None
    return desk.page(request, visitor, "documents.html.j2", rows=shown, now=stages, waiting=waiting, more=more)


def new(request: Request, desk: TheDesk, visitor: Reviewer, source: str = "", summary: str = "") -> Response:
    """The form. A bookmarklet may hand a text over in the address."""
    return _form(request, desk, visitor, New(source=source[:200_000], summary=summary[:200_000]))


def _form(request: Request, desk: Desk, visitor: Any, form: New, error: str = "") -> Response:
    with desk.database.reading() as reading:
        desks = documents.desks(reading)
    return desk.page(request, visitor, "new.html.j2", 422 if error else 200, form=form, error=error, desks=desks)


def create(request: Request, desk: TheDesk, visitor: Reviewer, form: Annotated[New, Form()]) -> Response:
    """Keeps the sources, and has the summary checked, or written."""
    try:
        number = _created(desk, visitor.name, form)
    except InputError as error:
        return _form(request, desk, visitor, form, str(error))
    return see(f"/documents/{number}")


def _created(desk: Desk, who: str, form: New) -> int:
    uploads = _uploads(form)
    title = form.title.strip() or documents.titled(uploads[0].source)
    if form.how == "summarise":
        return ordered(
            desk, who, Heading(title, form.desk), uploads, {"claims": form.claims, "language": form.language}
        )
    text, name = _summary(form)
    return ordered(desk, who, Heading(title, form.desk), uploads, {"text": text, "name": name})


def ordered(desk: Desk, who: str, heading: Heading, uploads: Sequence[Upload], request: dict[str, Any]) -> int:
    """A new document, whose summary is checked or written by the worker; returns its id.

    Raises:
        InputError: a text cannot be stored, or no model can be asked.
    """
    making = prepared(desk, heading, uploads, request)
    with desk.database.writing() as writing:
        return order(writing, who, making)[0]


@dataclass(frozen=True, slots=True)
class Making:
    """A document that is to be made: what its worker shall do, with which sources."""

    kind: Literal["check", "summarise"]
    heading: Heading
    uploads: Sequence[Upload]
    request: dict[str, Any]


def prepared(desk: Desk, heading: Heading, uploads: Sequence[Upload], request: dict[str, Any]) -> Making:
    """What can be said before anything is stored.

    Raises:
        InputError: the summary has no sentence, or there is none and no model that could be asked.
    """
    if "text" not in request and not desk.serving.model:
        raise InputError("No model can be asked.", "Hand in a summary, or start the desk with a model.")
    if "text" in request:
        # What is not even one sentence is said now, while the text is still on screen.
        summary.claims(request["text"], request["name"], uploads[0].source.language)
    return Making("check" if "text" in request else "summarise", heading, uploads, request)


def order(writing: Connection, who: str, making: Making) -> tuple[int, int]:
    """The new document and its job; returns their ids."""
    number = documents.create(writing, making.heading, who)
    run = runs.start_run(writing, number, making.kind, making.uploads, Origin(who))
    return number, jobs.order(writing, Order(making.kind, number, {**making.request, "run": run}), who)


def _uploads(form: New) -> tuple[Upload, ...]:
    found = [_uploaded(file) for file in form.sources if file.filename or file.size]
    if form.source.strip():
        source = plain.from_text(form.source.replace("\r\n", "\n"), "pasted text")
        found.append(Upload(source, form.source.encode("utf-8", "surrogatepass")))
    if not found:
        raise InputError("There is no source.", "Paste the source, or choose its file.")
    return tuple(found)


def _uploaded(file: UploadFile) -> Upload:
    data, name = file.file.read(), file.filename or "upload"
    source = files.from_bytes(data, name[-200:])
    return Upload(source, data, (file.content_type or "application/octet-stream")[:100])


def _summary(form: New) -> tuple[str, str]:
    file = form.summary_file
    if file is not None and (file.filename or file.size):
        name = (file.filename or "summary")[-200:]
        return files.summary_from_bytes(file.file.read(), name), name
    if not form.summary.strip():
        raise InputError("There is no summary.", "Paste it, choose its file, or have a model write one.")
    return form.summary.replace("\r\n", "\n"), "summary.md"


def show(request: Request, desk: TheDesk, visitor: Reviewer, number: Number) -> Response:
    """The summary as it stands, what is withheld, what is going on, and what was done."""
    with desk.database.reading() as reading:
        document = documents.known(reading, number)
        stage = documents.stages(reading, [document])[number]
        rows = claims.claims(reading, number)
        reasons = claims.reasons(reading, number)
        asked = jobs.jobs(reading, number)
        past = told(chain.events(reading, document_id=number))
        after = jobs.last_told(reading, asked[-1].id) if asked else 0
        progress = _progress(jobs.told(reading, asked[-1].id, max(0, after - _LATELY))) if asked else ""
    return desk.page(
        request,
        visitor,
        "document.html.j2",
        document=document,
        stage=stage,
        rows=rows,
        reasons=reasons,
        job=asked[-1] if asked else None,
        after=after,
        progress=progress,
        history=past,
    )


def _progress(told: Sequence[Told]) -> str:
    """What was said last of a job, so that whoever comes back need not wait until more is said."""
    return next((one.body["said"] for one in reversed(told) if one.body["event"] == "progress"), "")


class Publishing(BaseModel):
    """The revision of the summary that was on screen."""

    revision: int = Field(ge=1, le=2**31 - 1)


def publish(desk: TheDesk, visitor: Editor, number: Number, form: Annotated[Publishing, Form()]) -> Response:
    """Publishes the summary as it stands."""
    with desk.database.writing() as writing:
        event = decisions.publish(writing, number, form.revision, visitor.name)
    desk.noted(event)
    return see(f"/documents/{number}", "Published.")


def export(desk: TheDesk, visitor: Reviewer, number: Number, form: Literal["md", "html", "json", "docx"]) -> Response:
    """The summary as a file, with the head of the chain in it."""
    with desk.database.writing() as writing:
        made = publications.exported(writing, number, form, visitor.name)
    body = published.WRITERS[form](made)
    name = f"summary-{number}.{form}"
    return Response(body, media_type=_TYPES[form], headers={"content-disposition": f'attachment; filename="{name}"'})


def compare(request: Request, desk: TheDesk, visitor: Reviewer, number: Number) -> Response:
    """What people changed between the first version and the published one."""
    with desk.database.reading() as reading:
        document = documents.known(reading, number)
        changes = publications.changes(reading, number)
    return desk.page(request, visitor, "diff.html.j2", document=document, changes=changes)
