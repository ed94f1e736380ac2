"""What stands before every request: host names, the size of bodies, and the headers of every answer.

- A request for a host name that is not ours is refused, so that no page elsewhere can reach the desk through a name of
  its own that it points at this machine.
- A body is cut off at `LARGEST_UPLOAD`, whether or not its length was told.
- The content security policy lets a page load styles and scripts from us and nothing from anybody else; no script or
  style stands in a page itself.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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


TOO_LARGE = f"That is larger than {LARGEST_UPLOAD // 1_000_000} MB; nothing was stored. Send the text of one story."


class TooLarge(HTTPException):
    """A body with more bytes than anybody may send.

    An error of HTTP, since the framework calls every other one that ends the reading of a form a form that it cannot
    read.
    """

    def __init__(self) -> None:
        super().__init__(413, TOO_LARGE)


class Guard:
    """The outermost application: see the module's text."""

    def __init__(self, app: ASGIApp, serving: Serving) -> None:
        self._app, self._names = app, serving.allowed_names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if _host(headers.get(b"host", b"")) not in self._names:
            await _refused(send, 421, "This desk does not answer to that host name. Start it with --allowed-host NAME.")
        elif int(headers.get(b"content-length", b"0") or 0) > LARGEST_UPLOAD:
            await _refused(send, 413, TOO_LARGE)
        else:
            await self._app(scope, _limited(receive), _with_headers(send))


def _host(value: bytes) -> str:
    name = value.decode("latin-1").lower()
    bare, colon, port = name.rpartition(":")
    return bare if colon and port.isdigit() else name


def _limited(receive: Receive) -> Receive:
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > LARGEST_UPLOAD:
            raise TooLarge
        return message

    return counted


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name for name, _ in message.get("headers", ())}
            extra = [pair for pair in HEADERS if pair[0] not in own]
            if b"cache-control" not in own:
                extra.append((b"cache-control", b"no-store"))
            message = {**message, "headers": [*message.get("headers", ()), *extra]}
        await send(message)

    return sent


async def _refused(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close"), *HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{text}\n".encode()})
