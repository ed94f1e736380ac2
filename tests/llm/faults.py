"""A small real HTTP server on loopback that answers as a model endpoint does, well or badly, by a script."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """What the server does with one request.

    Attributes:
        status, headers, body: the answer.
        pieces: instead of a body, pieces of an answer's text, streamed as chat completion chunks.
        finish: why the answer ended.
        as_tool: stream the pieces as the arguments of a tool call.
        drop: break the connection behind what was sent, without a proper end.
        hang: send nothing more until the server is closed.
    """

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    pieces: tuple[str, ...] | None = None
    finish: str = "stop"
    as_tool: bool = False
    drop: bool = False
    hang: bool = False


def claims_text(*claims: str) -> str:
    """An answer with these claims, each quoting itself."""
    return json.dumps({"tasks": [{"quotes": [claim], "claim": claim} for claim in claims]})


def pieces(text: str, size: int = 7) -> tuple[str, ...]:
    return tuple(text[at : at + size] for at in range(0, len(text), size))


@dataclass
class FaultServer:
    """The address, and what was asked."""

    base_url: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


@contextlib.contextmanager
def fault_server(script: Sequence[Reply]) -> Iterator[FaultServer]:
    """Serves the script, one reply a request; the last one again and again."""
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            served.paths.append(self.path)
            served.keys.append(self.headers["authorization"].removeprefix("Bearer "))
            served.requests.append(asked)
            reply = script[min(len(served.requests), len(script)) - 1]
            _send(self, reply)
            if reply.hang:
                closing.wait(30)
            self.close_connection = True

        def log_message(self, *arguments: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served = FaultServer(f"http://127.0.0.1:{server.server_address[1]}/v1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    if reply.drop and reply.pieces is None:
        return
    data = reply.body.encode() if reply.pieces is None else b"".join(map(_event, _chunks(reply)))
    if reply.hang and reply.pieces is None:
        return
    handler.send_response(reply.status)
    kind = "text/event-stream" if reply.pieces is not None else "application/json"
    for name, value in (("content-type", kind), *reply.headers):
        handler.send_header(name, value)
    # A length that is never reached makes the break a break, and not the end of the answer.
    missing = 1000 if reply.drop or reply.hang else 0
    handler.send_header("content-length", str(len(data) + missing))
    handler.end_headers()
    handler.wfile.write(data)
    handler.wfile.flush()


def _event(data: str) -> bytes:
    return f"data: {data}\n\n".encode()


def _chunks(reply: Reply) -> Iterator[str]:
    for piece in reply.pieces or ():
        yield _chunk([{"index": 0, "delta": _delta(piece, reply.as_tool), "finish_reason": None}])
    if reply.drop or reply.hang:
        return
    yield _chunk([{"index": 0, "delta": {}, "finish_reason": reply.finish}])
    yield _chunk([], {"prompt_tokens": 11, "completion_tokens": 22, "total_tokens": 33})
    yield "[DONE]"


def _delta(piece: str, as_tool: bool) -> dict[str, Any]:
    return {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]} if as_tool else {"content": piece}


def _chunk(choices: list[dict[str, Any]], usage: dict[str, int] | None = None) -> str:
    common = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m"}
    return json.dumps({**common, "choices": choices, "usage": usage})
