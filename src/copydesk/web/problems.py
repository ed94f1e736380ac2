"""What goes wrong: a status, a sentence and a next step, for pages; for programs as problem details (RFC 9457)."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from copydesk.errors import (
    Busy,
    Conflict,
    CopydeskError,
    InputError,
    NotThere,
    Refused,
    StoreError,
    TooLong,
    TooMany,
)
from copydesk.web.visitors import NotAllowed, NotFromHere, NotJson, SignInFirst, Slower

MEDIA_TYPE = "application/problem+json"
PREFIX = "urn:copydesk:problem:"
MOST_PLACES = 20
"""Places of a request that are named in the answer; a request can have a million wrong ones."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its name for programs, its status, and what it is called."""

    name: str
    status: int
    title: str


INVALID = Kind("invalid", 422, "What was sent is not as the description says.")
UNUSABLE = Kind("unusable", 422, "What was sent cannot be used.")
TOO_LONG = Kind("too-long", 413, "More was sent than may be.")
NOT_THERE = Kind("not-there", 404, "There is no such thing.")
NO_SUCH_METHOD = Kind("no-such-method", 405, "That address does not take this kind of request.")
UNREADABLE = Kind("unreadable", 400, "The request cannot be read.")
WRONG_HOST = Kind("wrong-host", 421, "The desk does not answer to that host name.")
FAILED = Kind("failed", 500, "The desk failed at this.")
KINDS: Mapping[type[CopydeskError], Kind] = {
    NotThere: NOT_THERE,
    Busy: Kind("busy", 503, "There is no time for it now."),
    TooLong: TOO_LONG,
    InputError: UNUSABLE,
    Conflict: Kind("conflict", 409, "Somebody else was first."),
    StoreError: Kind("store", 503, "The database cannot be used."),
    NotAllowed: Kind("not-allowed", 403, "That needs another role."),
    NotFromHere: Kind("not-from-here", 403, "The request does not come from here."),
    NotJson: Kind("not-json", 415, "The request is not JSON."),
    SignInFirst: Kind("not-signed-in", 401, "Nobody is signed in."),
    Refused: Kind("refused", 401, "The name or the password is wrong."),
    TooMany: Kind("too-many", 429, "Too many requests."),
}
"""By error; the first that fits."""
_BY_STATUS = {400: UNREADABLE, 404: NOT_THERE, 405: NO_SUCH_METHOD, 413: TOO_LONG}
_WAIT = {"busy": 10, "store": 5, "too-many": 60}
"""Seconds after which another try may help, where nothing more is known."""


@dataclass(frozen=True, slots=True)
class Said:
    """A problem in words. `more` are further fields for programs."""

    kind: Kind
    message: str
    step: str
    more: Mapping[str, Any]


def said(error: Exception) -> Said:
    """What an error says."""
    if isinstance(error, CopydeskError):
        kind = next((kind for known, kind in KINDS.items() if isinstance(error, known)), FAILED)
        return Said(kind, error.message, error.next_step, getattr(error, "more", {}))
    if isinstance(error, RequestValidationError):
        return _invalid(error)
    if not isinstance(error, HTTPException):
        step = "Tell whoever runs the desk the number of the request."
        return Said(FAILED, "The desk failed at this; nothing was stored. It was written to the log.", step, {})
    status = error.status_code
    kind = _BY_STATUS.get(status, FAILED)
    if status == 413:
        return Said(kind, error.detail, "", {})
    known = {404: "There is no such page.", 405: kind.title, 400: kind.title}
    return Said(kind, known.get(status, "That did not work."), "Go back to the queue.", {})


def _invalid(error: RequestValidationError) -> Said:
    if any(one["loc"][:1] == ("path",) for one in error.errors()):
        return Said(NOT_THERE, "There is no such page.", "Go back to the queue.", {})
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        why = f"{first['ctx']['error']}, at letter {first['loc'][-1]}"
        return Said(UNREADABLE, f"The request is no JSON: {why}.", "Go back and look at it.", {})
    places = [{"at": _place(one["loc"]), "says": one["msg"]} for one in error.errors()[:MOST_PLACES]]
    message = f"What was sent cannot be read: {places[0]['at'] or 'the whole'}: {places[0]['says']}."
    return Said(INVALID, message, "Go back and look at it.", {"errors": places})


def _place(where: tuple[Any, ...]) -> str:
    return ".".join(str(part)[:100] for part in where if part not in ("body", "query", "path", "header"))


def problem(request: Request, error: Exception) -> Response:
    """The answer for a program."""
    found = said(error)
    fields = {"detail": found.message, "next_step": _STEPS.get(found.kind, found.step), **found.more}
    headers = dict(getattr(error, "headers", None) or {})
    if found.kind.status == 401:
        headers["www-authenticate"] = "Bearer"
    seconds = error.seconds if isinstance(error, Slower) else _WAIT.get(found.kind.name)
    if seconds is not None:
        headers["retry-after"] = str(max(1, math.ceil(seconds)))
    return Response(body(found.kind, request_id(request), **fields), found.kind.status, headers, MEDIA_TYPE)


_LOOK = "The description of the API is at /api/openapi.json."
_STEPS = {INVALID: _LOOK, NOT_THERE: _LOOK, NO_SUCH_METHOD: _LOOK, UNREADABLE: "Send JSON in UTF-8."}
"""For programs, where the error's own step speaks of pages."""


def body(kind: Kind, number: str, **fields: Any) -> bytes:
    """The JSON of a problem; whatever letters are in it."""
    record = {"type": PREFIX + kind.name, "title": kind.title, "status": kind.status, **fields, "request_id": number}
    return json.dumps(record, ensure_ascii=True).encode()


def request_id(request: Request) -> str:
    """What this request is called in answers and in the log."""
    return str(request.scope.get("state", {}).get("request_id", ""))
