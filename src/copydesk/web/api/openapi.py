"""The description of the API (OpenAPI 3.1), made from the routes and from the records themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from pydantic import TypeAdapter

from copydesk.version import VERSION
from copydesk.web import problems
from copydesk.web.api import check, claims, documents, jobs
from copydesk.web.api.records import RECORDS
from copydesk.web.api.telling import JSON
from copydesk.web.visitors import Program

_WHAT = """Check summaries against their sources, and work with the documents of the review desk.

A program sends the key that `copydesk accounts key NAME` has printed; where nobody signs in it sends nothing. Requests
are JSON in UTF-8. Spans count code points, half-open. Errors are problem details (RFC 9457)."""
_REF = "#/components/schemas/{model}"

SAYS: dict[Callable[..., Any], dict[int, tuple[str, str]]] = {
    check.check: {200: ("The result.", "ResultFile"), 201: ("The result, and the document it became.", "ResultFile")},
    documents.create: {202: ("The document; its job has begun, or will.", "DocumentState")},
    documents.read: {200: ("The document.", "DocumentState")},
    documents.result: {200: ("The result.", "ResultFile")},
    documents.certificates: {200: ("The certificates.", "Certificates")},
    claims.read: {200: ("The claim.", "ClaimState")},
    claims.decide: {200: ("The decision, and the claim.", "Decided")},
    jobs.read: {200: ("The job.", "JobLine")},
    jobs.cancel: {202: ("The job as it stands.", "JobLine")},
}
"""What each answers where it goes well: status, in words, and the name of the record."""
WRONG = {
    400: "The request cannot be read.",
    401: "Nobody is signed in: no key, or none that is known.",
    403: "Not by this account, or not from here.",
    404: "There is no such thing.",
    409: "Somebody else was first; nothing was stored.",
    413: "More was sent than may be.",
    415: "The request is not JSON.",
    422: "What was sent is not as described, or cannot be used.",
    429: "Too many requests; `Retry-After` says how long to wait.",
    503: "No time for it now, or the database cannot be used; `Retry-After` says when to try again.",
}


def description(request: Request, program: Program) -> Response:
    """Read this description."""
    app = request.app
    if not hasattr(app.state, "description"):
        app.state.description = described(app)
    return JSONResponse(app.state.description)


def told(answer: Callable[..., Any]) -> dict[str, Any]:
    """What FastAPI needs to know of a route of the API beside its function."""
    good = SAYS.get(answer, {200: ("As it says.", "")})
    found: dict[int | str, dict[str, Any]] = {status: _good(*said) for status, said in good.items()}
    if answer is jobs.events:
        found = {200: {"description": "The events.", "content": {"text/event-stream": {}}}}
    found.update({status: _wrong(says) for status, says in WRONG.items()})
    operation = f"{answer.__module__.rpartition('.')[2]}_{answer.__name__}"
    return {"responses": found, "status_code": min(good), "operation_id": operation, "response_class": Response}


def _good(says: str, record: str) -> dict[str, Any]:
    schema = {"$ref": _REF.format(model=record)} if record else {"type": "object"}
    return {"description": says, "content": {JSON: {"schema": schema}}}


def _wrong(says: str) -> dict[str, Any]:
    return {"description": says, "content": {problems.MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}}}


def described(app: FastAPI) -> dict[str, Any]:
    """The whole description."""
    routes = [route for route in app.routes if getattr(route, "path", "").startswith("/api/")]
    found = get_openapi(title="copydesk", version=VERSION, description=_WHAT, routes=routes)
    adapters = [(record, "serialization", TypeAdapter(record)) for record in RECORDS]
    _, records = TypeAdapter.json_schemas(adapters, ref_template=_REF)  # type: ignore[arg-type]
    components = found.setdefault("components", {})
    schemas = {name: one for name, one in components.get("schemas", {}).items() if "ValidationError" not in name}
    if both := schemas.keys() & records["$defs"].keys():
        raise RuntimeError(f"what is sent and what is answered have the same name: {sorted(both)}")
    components["schemas"] = {**records["$defs"], **schemas}
    components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    found["security"] = [{"key": []}]
    return found
