"""The application: every address on one screen, and what becomes of every error.

Each route names the function that answers it; each of those names the role it needs (`Reviewer`, `Editor`, `Admin`),
but for the sign-in page. What changes something passes `from_here` first.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException

from copydesk.desk.live import Live
from copydesk.errors import Conflict, CopydeskError, InputError, NotThere, Refused, StoreError, TooMany
from copydesk.store.database import Database
from copydesk.version import VERSION
from copydesk.web.context import LOG, Desk, see
from copydesk.web.routes import api, claim, document, history, jobs, people, queue
from copydesk.web.security import TOO_LARGE, Guard, TooLarge
from copydesk.web.settings import LARGEST_UPLOAD, Serving
from copydesk.web.visitors import NewCookie, NotAllowed, NotFromHere, SignInFirst, from_here, from_this_site, visitor

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
    ("POST", "/api/documents", api.create),
    ("GET", "/api/documents/{number}", api.read),
)
_BEFORE_SIGNING_IN = ("/sign-in",)
_STATUS: dict[type[CopydeskError], int] = {
    NotThere: 404,
    InputError: 422,
    Conflict: 409,
    StoreError: 503,
    NotAllowed: 403,
    NotFromHere: 403,
    Refused: 401,
    TooMany: 429,
    SignInFirst: 401,
}


def create_app(
    database: Database, serving: Serving, live: Live | None = None, ending: Callable[[], bool] = lambda: False
) -> Guard:
    """The application for a database, ready to be served.

    Args:
        live: the verifier for whoever is typing; it ends with the application.
        ending: whether the server is about to stop; then answers that go on and on come to their end.
    """
    verifier = live or Live()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        verifier.close()

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
    app.state.desk = Desk(database, serving, verifier)
    app.state.ending = ending
    for method, path, answer in ROUTES:
        guard = from_this_site if path in _BEFORE_SIGNING_IN else from_here
        app.add_api_route(path, answer, methods=[method], dependencies=[Depends(guard)], response_model=None)
    for method, path, answer in API:
        app.add_api_route(path, answer, methods=[method], dependencies=[Depends(from_here)])
    app.add_api_route("/static/{name}", static, response_model=None)
    app.add_middleware(NewCookie, secure=serving.secure)
    for error in (CopydeskError, RequestValidationError, HTTPException, TooLarge):
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
    """Every foreseen error: a page with one sentence and a next step, or the same as JSON or as a piece of a page."""
    status, message, step = _said(error)
    if isinstance(error, SignInFirst) and request.method == "GET" and not _for_programs(request):
        return see(f"/sign-in?to={quote(_asked_for(request), safe='')}")
    if _for_programs(request):
        return JSONResponse({"error": message, "next_step": step}, status)
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


def _said(error: Exception) -> tuple[int, str, str]:
    """Status, sentence and next step."""
    if isinstance(error, CopydeskError):
        status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
        return status, error.message, error.next_step
    if isinstance(error, TooLarge):
        return 413, TOO_LARGE, ""
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path"))
        return 422, f"What was sent cannot be read: {where or 'the form'}: {first['msg']}.", "Go back and look at it."
    status = error.status_code if isinstance(error, HTTPException) else 500
    known = {404: "There is no such page.", 405: "That address does not take this kind of request."}
    return status, known.get(status, "That did not work."), "Go back to the queue."


def _broken(request: Request, error: Exception) -> Response:
    """What nobody foresaw: it is logged, and says so without showing anything from inside."""
    LOG.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return PlainTextResponse("The desk failed at this; nothing was stored. It was written to the log.\n", 500)
