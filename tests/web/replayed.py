"""A model endpoint on loopback that answers what the real model once answered: it plays a cassette to another process.

The recorder replays inside of one process; the worker of a desk is another one, so the recording needs an address.
Requests match as they do for the recorder (`recording.same_body`), each recorded answer is given once, and what the
answer says stands in the cassette to the byte. A request that was never recorded gets an error 500 that says so, and
fails the test at the end, whatever became of the error meanwhile.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import recording

PATIENCE = 60.0
"""Seconds for which an answer is held back at most, so that a test that forgets to release one still ends."""


@dataclass(frozen=True)
class Recorded:
    """A request and its answer, as they stand in a cassette."""

    body: bytes
    status: int
    headers: dict[str, list[str]]
    pieces: tuple[str, ...]


@dataclass
class Asked:
    """A request that came in, in the shape in which the recorder's matcher reads one."""

    body: bytes


@dataclass
class Replayed:
    """The endpoint while it serves, and the hand on its tap.

    Attributes:
        base_url: where it answers.
        left: what was recorded and not asked for yet.
        unknown: requests that were never recorded.
    """

    base_url: str
    left: list[Recorded]
    unknown: list[str] = field(default_factory=list)
    _allowed: float = float("inf")
    _sent: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def allow(self, claims: float) -> None:
        """Lets answers go on until that many claims have been sent, over all answers."""
        with self._changed:
            self._allowed = claims
            self._changed.notify_all()

    def take(self, body: bytes) -> Recorded | None:
        """The answer to a request; None, and a note of it, when there is none."""
        with self._changed:
            found = next((one for one in self.left if recording.same_body(Asked(one.body), Asked(body))), None)
            if found is None:
                self.unknown.append(_difference(body, self.left))
            else:
                self.left.remove(found)
            return found

    def wait_for(self, piece: str) -> None:
        """Before a piece is sent: until it is allowed. A claim has been sent with the brace that closes it."""
        with self._changed:
            self._changed.wait_for(lambda: self._sent < self._allowed, PATIENCE)
            self._sent += _said(piece).count("}")


def recorded(cassette: Path) -> list[Recorded]:
    """What stands in a cassette."""
    found = json.loads(cassette.read_text(encoding="utf-8"))["interactions"]
    return [_recorded(one["request"], one["response"]) for one in found]


def _recorded(request: dict[str, Any], response: dict[str, Any]) -> Recorded:
    events = response["body"]["string"].split("\n\n")
    pieces = tuple(f"{event}\n\n" for event in events[:-1]) + ((events[-1],) if events[-1] else ())
    return Recorded(request["body"].encode(), response["status"]["code"], response["headers"], pieces)


def _said(piece: str) -> str:
    """The letters of the answer that a streamed piece carries."""
    _, _, data = piece.partition("data: ")
    if not data.startswith("{"):
        return ""
    choices = json.loads(data)["choices"]
    return (choices[0]["delta"].get("content") or "") if choices else ""


def _difference(body: bytes, left: list[Recorded]) -> str:
    """Which parameters of a request are not those of the next recorded one."""
    if not left:
        return "nothing is left in the cassette"
    asked, known = json.loads(body), json.loads(left[0].body)
    names = [name for name in sorted({*asked, *known}) if asked.get(name) != known.get(name)]
    ends = {name: (str(asked.get(name))[-300:], str(known.get(name))[-300:]) for name in names}
    return "; ".join(f"{name} is {new!r}, not {old!r}" for name, (new, old) in ends.items())


@contextlib.contextmanager
def replayed(*cassettes: Path) -> Iterator[Replayed]:
    """Serves the cassettes.

    Raises:
        AssertionError: something was asked that was never recorded.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    model = Replayed(
        f"http://127.0.0.1:{server.server_address[1]}/v1", [one for file in cassettes for one in recorded(file)]
    )
    server.RequestHandlerClass = _handler(model)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        model.allow(float("inf"))
        server.shutdown()
        server.server_close()
        thread.join()
    assert model.unknown == [], f"asked, and never recorded: {model.unknown}"


def _handler(model: Replayed) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer = model.take(self.rfile.read(int(self.headers["content-length"])))
            # Whoever asked may have gone: a job that is cancelled closes its connection.
            with contextlib.suppress(ConnectionError):
                if answer is None:
                    self._refuse()
                else:
                    self._play(answer)
            self.close_connection = True

        def _play(self, answer: Recorded) -> None:
            self.send_response(answer.status)
            for name, values in answer.headers.items():
                self.send_header(name, values[0])
            self.end_headers()
            for piece in answer.pieces:
                model.wait_for(piece)
                self.wfile.write(piece.encode())

        def _refuse(self) -> None:
            text = json.dumps({"error": {"message": f"This was never recorded: {model.unknown[-1]}"}}).encode()
            self.send_response(500)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *arguments: object) -> None:
            """Says nothing."""

    return Handler
