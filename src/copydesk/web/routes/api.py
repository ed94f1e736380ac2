"""The entrance for programs: a summary comes in as JSON, and its state goes out as JSON.

A program sends the key that `copydesk accounts key` has printed (`Authorization: Bearer ...`); in the single-user mode,
where there are no accounts, it sends nothing.
"""

from __future__ import annotations

from typing import Any

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field

from copydesk.ingest import plain
from copydesk.store import claims, documents, jobs
from copydesk.store.documents import Heading
from copydesk.store.records import Upload
from copydesk.web.context import TheDesk
from copydesk.web.routes.document import ordered
from copydesk.web.visitors import Reviewer


class Text(BaseModel):
    """A source: its text, and what it is called."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=plain.LARGEST)
    name: str = Field("source", max_length=200)
    language: str | None = Field(None, max_length=35)


class Handed(BaseModel):
    """A document: sources, and a summary to check; without one a model writes it."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=documents.LONGEST_TITLE)
    desk: str = Field("", max_length=100)
    sources: list[Text] = Field(min_length=1, max_length=50)
    summary: str | None = Field(None, max_length=plain.LARGEST)
    claims: int = Field(8, ge=1, le=100)
    language: str = Field("", max_length=40)


class Made(BaseModel):
    """Where the document is, and what is going on with it."""

    document: int
    address: str
    stage: str
    claims: list[dict[str, Any]] = []
    jobs: list[dict[str, Any]] = []


def create(desk: TheDesk, visitor: Reviewer, handed: Handed) -> Made:
    """Keeps a document and has its summary checked, or written."""
    uploads = [_upload(text) for text in handed.sources]
    wanted: dict[str, Any] = {"claims": handed.claims, "language": handed.language}
    if handed.summary is not None:
        wanted = {"text": handed.summary, "name": "summary.md"}
    number = ordered(desk, visitor.name, Heading(handed.title, handed.desk), uploads, wanted)
    return Made(document=number, address=f"/documents/{number}", stage="working")


def _upload(text: Text) -> Upload:
    source = plain.from_text(text.text, text.name, plain.Given(text.language))
    return Upload(source, text.text.encode())


def read(request: Request, desk: TheDesk, visitor: Reviewer, number: int) -> Made:
    """A document as it stands."""
    with desk.database.reading() as reading:
        document = documents.known(reading, number)
        stage = documents.stages(reading, [document])[number]
        rows = claims.claims(reading, number)
        asked = jobs.jobs(reading, number)
    return Made(
        document=number,
        address=f"/documents/{number}",
        stage=stage,
        claims=[
            {
                "id": row.id,
                "key": row.key,
                "text": text,
                "outcome": row.outcome,
                "state": row.state,
                "version": row.version,
            }
            for row, text in rows
        ],
        jobs=[{"id": job.id, "kind": job.kind, "state": job.state, "said": job.said} for job in asked],
    )
