"""Jobs: how far they are, what happens in them while it happens, and a way to stop them."""

from __future__ import annotations

import json
from functools import partial
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response

from copydesk.errors import NotThere
from copydesk.store import claims, jobs
from copydesk.store.database import Connection
from copydesk.store.jobs import Job, Told
from copydesk.store.kept import Answer
from copydesk.web.api.asking import Once
from copydesk.web.api.telling import answer, claim_line, job_line, plain, sent
from copydesk.web.context import Desk, Number, TheDesk
from copydesk.web.routes.jobs import event, streamed
from copydesk.web.visitors import Program


def read(desk: TheDesk, program: Program, number: Number) -> Response:
    """Read how far a job is."""
    with desk.database.reading() as reading:
        return sent(answer(job_line(_known(reading, number))))


def cancel(asking: Once, number: Number) -> Response:
    """Ask a job to stop; what was verified so far stays. Its worker stops in a moment."""

    def act(writing: Connection) -> Answer:
        _known(writing, number)
        jobs.cancel(writing, number, asking.who)
        return answer(job_line(_known(writing, number)), 202)

    return asking.once(lambda: act)


def events(
    request: Request,
    desk: TheDesk,
    program: Program,
    number: Number,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> Response:
    """Hear what happens in a job, as server-sent events, until it ends: `progress`, `claim`, `ended`, `over`.

    Each holds JSON. What happened before is told first; `after`, or the header `Last-Event-ID`, says what was heard
    already.
    """
    with desk.database.reading() as reading:
        _known(reading, number)
    return streamed(request, number, after, partial(_line, desk), over="{}")


def _known(reading: Connection, number: int) -> Job:
    found = jobs.job(reading, number)
    if found is None:
        raise NotThere(f"There is no job {number}.", "Look at the jobs of its document.")
    return found


def _line(desk: Desk, reading: Connection, told: Told) -> str:
    body = dict(told.body)
    kind = body.pop("event")
    if kind == "claim":
        body = _claim(desk, reading, body["claim"])
    return event(told.seq, kind, json.dumps(body, ensure_ascii=True))


def _claim(desk: Desk, reading: Connection, number: int) -> dict[str, Any]:
    """A claim as it now stands, and what the verifier has against it."""
    row = claims.claim(reading, number)
    assert row is not None
    version = claims.version(reading, number, row.version)
    why = claims.reasons_of(version.checked, desk.run(row.run_id).policy)
    return {**plain(claim_line(row, version.checked.claim.text)), "why": list(why)}
