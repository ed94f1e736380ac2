"""The application: every address on one screen, and what becomes of every error.

Each route names the function that answers it; each of those names the role it needs (`Reviewer`, `Editor`, `Admin`),
but for the sign-in page. What changes something passes `from_here` first. Programs come in at `API`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException

from copydesk.desk.live import Live
from copydesk.errors import CopydeskError
from copydesk.store.database import Database
from copydesk.version import VERSION
from copydesk.web import problems
from copydesk.web.api import check, claims, documents, openapi
from copydesk.web.api import jobs as jobs_api
from copydesk.web.context import LOG, Desk, see
from copydesk.web.routes import claim, document, history, jobs, people, queue
from copydesk.web.security import Guard
from copydesk.web.settings import LARGEST_UPLOAD, Serving
from copydesk.web.visitors import NewCookie, SignInFirst, from_here, from_program, from_this_site, visitor

ROUTES: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("GET", "/", queue.show),
    ("POST", "/next", queue.next_claim),
    ("POST", "/previous", queue.previous_claim),
    ("POST", "/undo", queue.undo_own),
    ("GET", "/claims/{number}", claim.show),
    ("GET", "/claims/{number}/explain", claim.explained),
    ("POST", "/claims/{number}/accept", claim.accept),
    ("POST", "/claims/{number}/reject", claim.reject),
    ("POST", "/claims/{number}/edit", claim.edit),
    ("POST", "/claims/{number}/suggest", claim.suggest),
    ("POST", "/claims/{number}/mark", claim.mark),
    ("POST", "/claims/{number}/note", claim.note),
    ("POST", "/claims/{number}/ask", claim.ask),
    ("POST", "/claims/{number}/take", claim.take),
    ("POST", "/claims/{number}/undo", claim.undo),
    ("POST", "/claims/{number}/try", claim.attempt),
    ("GET", "/documents", document.index),
    ("GET", "/documents/new", document.new),
    ("POST", "/documents", document.create),
    ("GET", "/documents/{number}", document.show),
    ("POST", "/documents/{number}/publish", document.publish),
    ("GET", "/documents/{number}/changes", document.compare),
    ("POST", "/documents/{number}/export/{form}", document.export),
    ("GET", "/jobs/{number}/events", jobs.events),
    ("POST", "/jobs/{number}/cancel", jobs.cancel),
    ("GET", "/audit", history.show),
    ("POST", "/audit/check", history.check),
    ("GET", "/audit/head", history.head),
    ("GET", "/audit/cases.jsonl", history.cases),
    ("GET", "/accounts", people.index),
    ("POST", "/accounts", people.change),
    ("GET", "/sign-in", people.sign_in),
    ("POST", "/sign-in", people.signed_in),
    ("POST", "/sign-out", people.sign_out),
)
API: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("GET", "/api/openapi.json", openapi.description),
    ("POST", "/api/v1/check", check.check),
    ("POST", "/api/v1/documents", documents.create),
    ("GET", "/api/v1/documents/{number}", documents.read),
    ("GET", "/api/v1/documents/{number}/result", documents.result),
    ("GET", "/api/v1/documents/{number}/certificates", documents.certificates),
    ("GET", "/api/v1/claims/{number}", claims.read),
    ("POST", "/api/v1/claims/{number}/decisions", claims.decide),
    ("GET", "/api/v1/jobs/{number}", jobs_api.read),
    ("GET", "/api/v1/jobs/{number}/events", jobs_api.events),
    ("POST", "/api/v1/jobs/{number}/cancel", jobs_api.cancel),
)
_BEFORE_SIGNING_IN = ("/sign-in",)


def create_app(
    database: Database, serving: Serving, live: Live | None = None, ending: Callable[[], bool] = lambda: False
) -> Guard:
    """The application for a database, ready to be served.

    Args:
        live: the verifier for whoever is typing; it ends with the application.
        ending: whether the server is about to stop; then answers that go on and on come to their end.
    """
    verifier = live or Live()
    desk = Desk(database, serving, verifier)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        verifier.close()
        desk.programs.close()

    app = FastAPI(
        title="copydesk",
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        # A source may be pasted as well as uploaded; the framework's own limit for a field is a megabyte.
        form_limits={"max_part_size": LARGEST_UPLOAD},
    )
    app.state.desk = desk
    app.state.ending = ending
    for method, path, answer in ROUTES:
        guard = from_this_site if path in _BEFORE_SIGNING_IN else from_here
        app.add_api_route(path, answer, methods=[method], dependencies=[Depends(guard)], response_model=None)
    for method, path, answer in API:
        told = openapi.told(answer)
        app.add_api_route(path, answer, methods=[method], dependencies=[Depends(from_program)], **told)
    app.add_api_route("/static/{name}", static, response_model=None)
    app.add_middleware(NewCookie, secure=serving.secure)
    for error in (CopydeskError, RequestValidationError, HTTPException):
        app.add_exception_handler(error, _failed)
    app.add_exception_handler(Exception, _broken)
    return Guard(app, serving)


def static(name: str) -> Response:
    """A style sheet or a script of ours; its address changes when it does."""
    kinds = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
    known = {path.name: path for path in files("copydesk.web").joinpath("static").iterdir()}
    if name not in known or name.rpartition(".")[2] not in kinds:
        raise HTTPException(404)
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(known[name].read_bytes(), 200, headers, kinds[name.rpartition(".")[2]])


def _failed(request: Request, error: Exception) -> Response:
    """Every foreseen error: a page with one sentence and a next step, a piece of a page, or what programs read."""
    if isinstance(error, SignInFirst) and request.method == "GET" and not _for_programs(request):
        return see(f"/sign-in?to={quote(_asked_for(request), safe='')}")
    if _for_programs(request):
        return problems.problem(request, error)
    said = problems.said(error)
    status, message, step = said.kind.status, said.message, said.step
    desk: Desk = request.app.state.desk
    if "hx-request" in request.headers:
        return HTMLResponse(desk.part("problem.html.j2", None, message=message, step=step), status)
    try:
        who = visitor(request)
    except CopydeskError:
        who = None
    return desk.page(request, who, "error.html.j2", status, message=message, step=step)


def _asked_for(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _for_programs(request: Request) -> bool:
    return request.url.path.startswith("/api/") or "application/json" in request.headers.get("accept", "")


def _broken(request: Request, error: Exception) -> Response:
    """What nobody foresaw: it is logged, and says so without showing anything from inside."""
    number = problems.request_id(request)
    LOG.error("request %s, %s %s, failed", number, request.method, request.url.path, exc_info=error)
    if _for_programs(request):
        return problems.problem(request, error)
    return PlainTextResponse("The desk failed at this; nothing was stored. It was written to the log.\n", 500)
