"""What a model is doing, as it happens: server-sent events, and a way to stop it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial

from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from copydesk.errors import StoreError
from copydesk.store import claims, jobs
from copydesk.store.database import Connection
from copydesk.store.jobs import Told
from copydesk.web.context import LOG, Desk, Number, TheDesk, desk_of, see
from copydesk.web.visitors import Reviewer, Visitor

PAUSE = 0.4
"""Seconds between two looks at what is new."""
AWAY = 3.0
"""Seconds between two looks while the database cannot be used."""
BEAT = 15.0
"""Seconds after which a line is sent although nothing is new, so that no proxy ends the connection."""


def cancel(desk: TheDesk, visitor: Reviewer, number: Number) -> Response:
    """Asks the worker to stop; what was verified so far stays."""
    with desk.database.writing() as writing:
        jobs.cancel(writing, number, visitor.name)
        job = jobs.job(writing, number)
    return see(f"/documents/{job.document_id}" if job else "/documents", "It will stop in a moment.")


Write = Callable[[Connection, Told], str]
"""How an event is said to whoever watches."""


def events(request: Request, desk: TheDesk, visitor: Reviewer, number: Number, after: int = 0) -> Response:
    """Everything that happens in a job after the event with that number, until it ends."""
    return streamed(request, number, after, partial(_message, desk, visitor))


def streamed(request: Request, number: int, after: int, write: Write, over: str = "") -> Response:
    """The events of a job as a stream. Whoever was cut off says how far they had heard.

    Args:
        over: what the last event holds.
    """
    last = request.headers.get("last-event-id", "")
    begin = int(last) if last.isascii() and last.isdigit() and len(last) < 10 else min(after, 10**9)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(_stream(request, number, begin, write, over), 200, headers, "text/event-stream")


async def _stream(request: Request, number: int, after: int, write: Write, over: str) -> AsyncIterator[str]:
    desk = desk_of(request)
    waited = 0.0
    # A browser whose stream ends without "over" comes again by itself, and says how far it had heard.
    while not (request.app.state.ending() or await request.is_disconnected()):
        try:
            found, ended = await run_in_threadpool(_new, desk, number, after, write)
        except StoreError as error:
            # The stream stays open: a browser that came again and was answered 503 would not come a third time.
            LOG.warning("the events of job %d wait: %s", number, error)
            await asyncio.sleep(AWAY)
            continue
        for seq, text in found:
            after = seq
            yield text
        if ended:
            yield f"event: over\ndata: {over}\n\n"
            return
        waited = 0.0 if found else waited + PAUSE
        if waited >= BEAT:
            waited = 0.0
            yield ": still here\n\n"
        await asyncio.sleep(PAUSE)


def _new(desk: Desk, number: int, after: int, write: Write) -> tuple[list[tuple[int, str]], bool]:
    with desk.database.reading() as reading:
        job = jobs.job(reading, number)
        found = jobs.told(reading, number, after)
        lines = [(told.seq, write(reading, told)) for told in found]
    return lines, job is None or job.state not in ("waiting", "running")


def _message(desk: Desk, visitor: Visitor, reading: Connection, told: Told) -> str:
    """One event. A claim comes as the piece of page that shows it; the rest as words."""
    body = told.body
    if body["event"] == "claim":
        claim = claims.claim(reading, body["claim"])
        assert claim is not None
        version = claims.version(reading, claim.id, claim.version)
        reasons = claims.reasons_of(version.checked, desk.run(claim.run_id).policy)
        data = desk.part("claim_row.html.j2", visitor, claim=claim, text=version.checked.claim.text, why=reasons)
        return event(told.seq, "claim", f"{claim.id}\n{data}")
    return event(told.seq, "progress", body.get("said", ""))


def event(seq: int, kind: str, data: str) -> str:
    """An event as it travels."""
    lines = "\n".join(f"data: {line}" for line in data.splitlines() or [""])
    return f"id: {seq}\nevent: {kind}\n{lines}\n\n"
