"""What every page needs: the store, the verifier, the templates, and how the desk is served."""

from __future__ import annotations

import hashlib
import logging
import threading
from functools import cache, lru_cache
from importlib.resources import files
from typing import Annotated, Any
from urllib.parse import quote, unquote

from anyio import CapacityLimiter
from fastapi import Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment
from markupsafe import Markup

from copydesk.desk.live import Ground, Live
from copydesk.report.html import direction, templates
from copydesk.report.wording import counted, spelled
from copydesk.store import accounts, chain, claims, queue, runs, sources
from copydesk.store.chain import Event, Head
from copydesk.store.database import Connection, Database
from copydesk.store.queue import Counts, Filter
from copydesk.store.records import Run, Stage, StoredSource, Version
from copydesk.web.rates import Rates
from copydesk.web.settings import Serving

LOG = logging.getLogger("copydesk.desk")
_SAID = "copydesk-said"
_MOST_COUNTED = 200
CHECKS_AT_ONCE = 4
"""Checks for programs that run or wait for their turn; one more is told to come again."""
STAGES: dict[Stage, str] = {
    "working": "being made",
    "review": "in review",
    "ready": "ready",
    "published": "published",
    "changed": "changed since it was published",
}


TURNS = 4
"""Pages of the queue that are put together at once. More threads would only take the processor from one another: of
twenty visitors on two cores the slowest waited 290 ms instead of 100."""


class Desk:
    """The desk that is served."""

    def __init__(self, database: Database, serving: Serving, live: Live) -> None:
        self.database, self.serving, self.live = database, serving, live
        # A verifier of their own, so that nobody who types waits for a program.
        self.programs, self.rates = Live(), Rates(serving.rate)
        self.checking = threading.BoundedSemaphore(CHECKS_AT_ONCE)
        with database.reading() as reading:
            self.secret = accounts.secret(reading)
        self._templates = _environment()
        self.turns = CapacityLimiter(TURNS)
        self._counted: dict[Filter, tuple[int, Counts]] = {}
        # Sources, runs and versions are never changed, so what was read once stays true.
        self.sources = lru_cache(maxsize=32)(self._sources)
        self.run = lru_cache(maxsize=512)(self._run)
        # Few: they are for claims with very many findings, which take seconds to read and are asked for time and again.
        self.version = lru_cache(maxsize=8)(self._version)

    def _sources(self, run: int) -> tuple[StoredSource, ...]:
        with self.database.reading() as reading:
            return sources.sources(reading, run)

    def _run(self, run: int) -> Run:
        with self.database.reading() as reading:
            return runs.run_row(reading, run)

    def _version(self, claim: int, number: int) -> Version:
        with self.database.reading() as reading:
            return claims.version(reading, claim, number)

    def counts(self, reading: Connection, wanted: Filter) -> Counts:
        """How many claims the queue holds; counted again only when something happened since."""
        if wanted.hours is not None or wanted.reviewer:
            return queue.counts(reading, wanted)
        at = chain.head(reading).seq
        if self._counted.get(wanted, (None, None))[0] != at:
            self._counted = {**self._counted, wanted: (at, queue.counts(reading, wanted))}
            if len(self._counted) > _MOST_COUNTED:
                self._counted = {wanted: self._counted[wanted]}
        return self._counted[wanted][1]

    def ground(self, run: int) -> Ground:
        """What the claims of a run are checked against."""
        stored, policy = self.sources(run), self.run(run).policy
        key = ":".join((*(one.digest for one in stored), policy.sha256))
        return Ground(key, policy, tuple(one.source for one in stored))

    def page(self, request: Request, visitor: object, template: str, status: int = 200, **shown: Any) -> HTMLResponse:
        """A whole page. What was said by the request before is shown once."""
        said = unquote(request.cookies.get(_SAID, ""))
        text = self._templates.get_template(template).render(
            **shown, visitor=visitor, said=said, serving=self.serving, path=request.url.path
        )
        response = HTMLResponse(text, status)
        if said:
            response.delete_cookie(_SAID, path="/")
        return response

    def part(self, template: str, visitor: object, **shown: Any) -> str:
        """A piece of a page."""
        return self._templates.get_template(template).render(**shown, visitor=visitor, serving=self.serving)

    def noted(self, event: Event) -> None:
        """Writes the head of the chain where the database does not reach: into the log."""
        LOG.info("%s %s by %s %s", event.at, event.kind, event.who, Head(event.seq, event.hash))


def desk_of(request: Request) -> Desk:
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk


async def _desk(request: Request) -> Desk:
    """For routes. Not awaiting anything, it still is `async`: FastAPI sends every other function to a thread."""
    return desk_of(request)


TheDesk = Annotated[Desk, Depends(_desk)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
"""Of a claim, a document, a job, in an address."""


def see(where: str, said: str = "") -> Response:
    """After a change: go and look there; what was done is said on that page, once."""
    response = RedirectResponse(where, 303)
    if said:
        response.set_cookie(_SAID, quote(said[:600]), max_age=60, httponly=True, samesite="lax", path="/")
    return response


@cache
def _environment() -> Environment:
    """The templates, compiled now, so that whoever comes first does not wait for it."""
    environment = templates("copydesk.web")
    environment.globals.update(asset=asset, counted=counted, direction=direction, stages=STAGES, token=_token)
    environment.filters["spelled"] = spelled
    environment.filters["when"] = _when
    for name in environment.list_templates(filter_func=lambda name: name.endswith(".j2")):
        environment.get_template(name)
    return environment


def _token(visitor: Any) -> Markup:
    """What every form carries; see `visitors`."""
    return Markup('<input type="hidden" name="token" value="{}">').format(visitor.token)


def _when(text: str) -> Markup:
    """A point in time as the store has it (`store.times`), to the minute. It says which clock: readers sit anywhere."""
    shown = f"{text[:16].replace('T', ' ')} UTC"
    return Markup('<time datetime="{}">{}</time>').format(text, shown)


@cache
def asset(name: str) -> str:
    """The address of a file that pages load; it changes when the file does, so that browsers may keep it for good."""
    data = files("copydesk.web").joinpath("static", name).read_bytes()
    return f"/static/{name}?{hashlib.sha256(data).hexdigest()[:12]}"
