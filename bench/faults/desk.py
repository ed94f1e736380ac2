"""A desk in processes of its own, and clients of it: what a person's browser or a program would send."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from tests.postgres import free_port

import copydesk
from bench.faults.stores import texts
from copydesk.store import accounts
from copydesk.store.database import Database

LEASE = 1.0
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(copydesk.__file__).parents[1]), "COPYDESK_LEASE": str(LEASE)}
"""Of a process that runs this very copydesk, installed or not."""


def key(database: Database, who: str) -> str:
    """A key with which a program acts as this person."""
    with database.writing() as writing:
        return accounts.open_key(writing, who, 1, accounts.LOCAL)


class Desk:
    """`copydesk review`, as long as the block lasts; `kill` ends it and `start` brings it back at the same address."""

    def __init__(self, url: str, *, worker: bool = True) -> None:
        self.url, self.port = url, free_port()
        self._options = [] if worker else ["--no-worker"]
        self.process: subprocess.Popen[str] | None = None
        self.log: list[str] = []

    def __enter__(self) -> Desk:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end(signal.SIGTERM)

    def start(self) -> None:
        command = [sys.executable, "-m", "copydesk", "review", "--port", str(self.port), "--database", self.url]
        self.process = subprocess.Popen([*command, *self._options], stderr=subprocess.PIPE, env=ENVIRONMENT, text=True)
        ready = threading.Event()
        threading.Thread(target=self._listen, args=(self.process, ready), daemon=True).start()
        if not ready.wait(60) or self.process.poll() is not None:
            raise RuntimeError(f"the desk did not start: {self.log[-5:]}")

    def _listen(self, process: subprocess.Popen[str], ready: threading.Event) -> None:
        assert process.stderr is not None
        with process.stderr as stream:
            for line in stream:
                self.log.append(line.rstrip())
                if "The review desk is at" in line:
                    ready.set()
        ready.set()

    def kill(self) -> None:
        """SIGKILL: it has no chance to tidy up, and its worker hears nothing but the end of a pipe."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(30)
            self.process = None

    def children(self) -> list[int]:
        """The ids of the processes that it has started, and of those that they have."""
        known = [self.process.pid] if self.process else []
        for parent in known:
            known += [pid for pid, of in _parents() if of == parent]
        return known[1:]


def _parents() -> Iterator[tuple[int, int]]:
    """Every process with the one that started it."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            yield int(path.parent.name), int(path.read_text().rpartition(")")[2].split()[1])


def gone(pid: int, seconds: float) -> bool:
    """Whether a process ends by itself within so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
                time.sleep(0.05)
                continue
        return True
    return False


class Client:
    """Somebody at the desk, who is known by a key. Every request has a connection of its own."""

    def __init__(self, port: int, key: str) -> None:
        self._port, self._key = port, key

    def revision(self, number: int) -> int:
        """The revision of a claim that its page shows."""
        status, page = self._ask("GET", f"/claims/{number}")
        found = re.search(r'name="revision" value="(\d+)"', page)
        if status != 200 or not found:
            raise Unanswered(status, page)
        return int(found[1])

    def decide(self, number: int, revision: int, how: str, words: str) -> int:
        """Accepts or rejects; returns the status, 303 when it was done."""
        return self._ask("POST", f"/claims/{number}/{how}", urlencode({"revision": revision, "words": words}))[0]

    def hand_in(self, title: str) -> int:
        """Has a summary checked; returns the number of its document."""
        source, summary = texts()
        body = json.dumps({"title": title, "sources": [{"text": source}], "summary": summary})
        status, answer = self._ask("POST", "/api/v1/documents", body, "application/json")
        if status != 202:
            raise Unanswered(status, answer)
        return int(json.loads(answer)["id"])

    def _ask(
        self, method: str, where: str, body: str | None = None, kind: str = "application/x-www-form-urlencoded"
    ) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            headers = {"content-type": kind, "authorization": f"Bearer {self._key}"}
            connection.request(method, where, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


class Unanswered(Exception):
    """An answer that is not the one that was wanted: its status, and what it says."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status}: {text[:200]}")
        self.status = status
