"""The queue: what waits for a person, and how one gets from claim to claim."""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import Form, Query, Request
from fastapi.responses import Response

from copydesk.store import decisions, queue
from copydesk.store.queue import After
from copydesk.web import filters
from copydesk.web.context import Desk, TheDesk, see
from copydesk.web.filters import Wanted
from copydesk.web.visitors import Reviewer, Visitor


async def show(request: Request, desk: TheDesk, visitor: Reviewer, wanted: Annotated[Wanted, Query()]) -> Response:
    """The queue, filtered, one page of it. Many ask for it at once, so they take turns."""
    return await to_thread.run_sync(_page, request, desk, visitor, wanted, limiter=desk.turns)


def _page(request: Request, desk: Desk, visitor: Visitor, wanted: Wanted) -> Response:
    with desk.database.reading() as reading:
        page = queue.page(reading, wanted.filter, wanted.place)
        counts = desk.counts(reading, wanted.filter)
    return desk.page(request, visitor, "queue.html.j2", wanted=wanted, page=page, counts=counts)


def next_claim(
    desk: TheDesk, visitor: Reviewer, back: Annotated[str, Form()] = "", after: Annotated[str, Form()] = ""
) -> Response:
    """Takes the next claim for the visitor, and goes there."""
    return to_next(desk, visitor.name, back, after)


def to_next(desk: Desk, who: str, back: str, after: str = "", said: str = "") -> Response:
    """To the next claim that nobody has taken; to the queue when there is none."""
    wanted = filters.read(back)
    place = Wanted(after=after).place if after else None
    with desk.database.writing() as writing:
        found = queue.following(writing, wanted.filter, who, place)
        if found is not None:
            decisions.take(writing, found, who)
    if found is None:
        return see(f"/?{wanted.address()}", f"{said} Nothing is left in this queue.".strip())
    return see(f"/claims/{found}?{wanted.address()}", said)


def previous_claim(
    desk: TheDesk, visitor: Reviewer, back: Annotated[str, Form()] = "", after: Annotated[str, Form()] = ""
) -> Response:
    """Back to the claim that stands before this one in the queue."""
    wanted = filters.read(back)
    place = Wanted(after=after).place or After(0, 0)
    with desk.database.reading() as reading:
        found = queue.previous(reading, wanted.filter, place)
    if found is None:
        return see(f"/?{wanted.address()}", "That was the first claim of this queue.")
    return see(f"/claims/{found}?{wanted.address()}")


def undo_own(desk: TheDesk, visitor: Reviewer, back: Annotated[str, Form()] = "") -> Response:
    """Takes back what the visitor decided last, and shows that claim."""
    with desk.database.writing() as writing:
        undone = decisions.undo_own(writing, visitor.name)
        decisions.take(writing, undone.claim.id, visitor.name)
    desk.noted(undone.event)
    return see(f"/claims/{undone.claim.id}?{filters.read(back).address()}", "Taken back. Decide again.")
