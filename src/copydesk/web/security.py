"""What stands before every request: host names, the size of bodies, and the headers of every answer.

- A request for a host name that is not ours is refused, so that no page elsewhere can reach the desk through a name of
  its own that it points at this machine.
- A body is cut off at `LARGEST_UPLOAD`, whether or not its length was told.
- Every request gets a name, its sender's own (`X-Request-Id`) or a new one, that stands in the answer and in the log.
- The content security policy lets a page load styles and scripts from us and nothing from anybody else; no script or
  style stands in a page itself.
"""

from __future__ import annotations

import re
import secrets

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from copydesk.web import problems
from copydesk.web.problems import Kind
from copydesk.web.settings import LARGEST_UPLOAD, Serving

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)


_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
LARGEST_BODIES = {"/api/v1/check": 6_000_000}
"""Bytes, where a request may be smaller only; all letters that such a check may have, written as escapes."""


def too_large(most: int) -> str:
    return f"That is larger than {most // 1_000_000} MB; nothing was stored. Send the text of one story."


class TooLarge(HTTPException):
    """A body with more bytes than anybody may send.

    An error of HTTP, since the framework calls every other one that ends the reading of a form a form that it cannot
    read.
    """

    def __init__(self, most: int) -> None:
        super().__init__(413, too_large(most))


class Guard:
    """The outermost application: see the module's text."""

    def __init__(self, app: ASGIApp, serving: Serving) -> None:
        self._app, self._names = app, serving.allowed_names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        number = _request_id(headers.get(b"x-request-id", b""))
        scope.setdefault("state", {})["request_id"] = number
        answered, most = _with_headers(send, number), _largest(scope["path"])
        if _host(headers.get(b"host", b"")) not in self._names:
            await _refused(scope, answered, problems.WRONG_HOST, _ANOTHER_HOST)
        elif int(headers.get(b"content-length", b"0") or 0) > most:
            await _refused(scope, answered, problems.TOO_LONG, too_large(most))
        else:
            await self._app(scope, _limited(receive, most), answered)


_ANOTHER_HOST = "This desk does not answer to that host name. Start it with --allowed-host NAME."


def _request_id(given: bytes) -> str:
    return given.decode() if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def _largest(path: str) -> int:
    return LARGEST_BODIES.get(path, LARGEST_UPLOAD)


def _host(value: bytes) -> str:
    name = value.decode("latin-1").lower()
    bare, colon, port = name.rpartition(":")
    return bare if colon and port.isdigit() else name


def _limited(receive: Receive, most: int) -> Receive:
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            raise TooLarge(most)
        return message

    return counted


def _with_headers(send: Send, number: str) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name for name, _ in message.get("headers", ())}
            extra = [pair for pair in HEADERS if pair[0] not in own]
            extra.append((b"x-request-id", number.encode()))
            if b"cache-control" not in own:
                extra.append((b"cache-control", b"no-store"))
            message = {**message, "headers": [*message.get("headers", ()), *extra]}
        await send(message)

    return sent


async def _refused(scope: Scope, send: Send, kind: Kind, text: str) -> None:
    """Ends it here: in words, or as a program reads it."""
    media_type, body = "text/plain; charset=utf-8", f"{text}\n".encode()
    if scope["path"].startswith("/api/"):
        number = scope["state"]["request_id"]
        media_type, body = problems.MEDIA_TYPE, problems.body(kind, number, detail=text, next_step="")
    headers = [(b"content-type", media_type.encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": kind.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
