"""The audit page: whether the history is whole, how far reviewers agree, how often the verifier was wrong."""

from __future__ import annotations

import time
from functools import partial
from tempfile import SpooledTemporaryFile

from fastapi import Query, Request
from fastapi.responses import Response, StreamingResponse
from starlette.background import BackgroundTask

from copydesk.store import agreement, audit, chain
from copydesk.store import cases as casefile
from copydesk.web.context import TheDesk
from copydesk.web.history import told
from copydesk.web.visitors import Reviewer

PER_PAGE = 50
IN_MEMORY = 4_000_000
"""Bytes of a file of cases that are kept in memory; what is longer goes to the disk first. Each case has its source."""
_PIECE = 1 << 16


def show(
    request: Request, desk: TheDesk, visitor: Reviewer, before: int | None = Query(None, ge=1, le=2**31 - 1)
) -> Response:
    """The charts, and the newest events."""
    with desk.database.reading() as reading:
        head = chain.head(reading)
        agreed = agreement.agreement(reading)
        alarms = agreement.false_alarms(reading)
        events = chain.newest(reading, PER_PAGE, before)
    more = events[-1].seq if events and events[-1].seq > 1 else None
    return desk.page(
        request, visitor, "audit.html.j2", head=head, agreed=agreed, alarms=alarms, events=told(events), more=more
    )


def check(request: Request, desk: TheDesk, visitor: Reviewer) -> Response:
    """Goes through the whole history now, and says what it found."""
    began = time.perf_counter()
    with desk.database.reading() as reading:
        found = audit.audit(reading)
    seconds = time.perf_counter() - began
    return desk.page(request, visitor, "audited.html.j2", found=found, seconds=seconds)


def head(desk: TheDesk, visitor: Reviewer) -> Response:
    """The end of the chain, as text: something to write down elsewhere."""
    with desk.database.reading() as reading:
        return Response(f"{chain.head(reading)}\n", media_type="text/plain")


def cases(desk: TheDesk, visitor: Reviewer) -> Response:
    """False alarms and missed errors as cases for the benchmark, one a line: see `store.cases`.

    The file is whole before the first byte leaves, so that nobody's slow connection keeps a transaction open.
    """
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - it is closed behind the answer
    with desk.database.reading() as reading:
        file.writelines(map(casefile.line, casefile.cases(reading)))
    file.seek(0)
    headers = {"content-disposition": 'attachment; filename="cases.jsonl"'}
    pieces = iter(partial(file.read, _PIECE), b"")
    return StreamingResponse(pieces, 200, headers, "application/jsonl", BackgroundTask(file.close))
