"""Serves the desk, with its worker beside it."""

from __future__ import annotations

import contextlib
import gc
import logging
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence

import uvicorn

from copydesk.desk.live import Live
from copydesk.errors import InputError
from copydesk.store.database import Database
from copydesk.web.app import create_app
from copydesk.web.context import LOG
from copydesk.web.settings import Serving

RESTART_SECONDS = 2.0
GARBAGE = 50_000
"""Objects made and not yet gone, at which the youngest are looked through; Python's own 700 is for small programs."""


def serve(database: Database, serving: Serving, worker: Sequence[str] | None, ready: Callable[[str], None]) -> None:
    """Serves until it is told to stop (Ctrl-C, SIGTERM).

    Args:
        worker: arguments of the command that works on jobs; None when another process does.
        ready: told the address, once the desk answers there.

    Raises:
        InputError: the address is taken.
    """
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    live = Live()
    settings = uvicorn.Config(
        create_app(database, serving, live, lambda: server.should_exit),
        host=serving.host,
        port=serving.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
        proxy_headers=False,
    )
    server = uvicorn.Server(settings)
    try:
        listener = settings.bind_socket()
    except SystemExit:
        raise InputError(f"{serving.host}:{serving.port} cannot be listened on.", "Choose another --port.") from None
    # Answers leave at once: a body that waited for the receipt of its headers would come forty milliseconds late.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # Whoever is told the address may come at once.
    listener.listen(settings.backlog)
    host = f"[{serving.host}]" if ":" in serving.host else serving.host
    with _working(worker):
        # uvicorn raises the signal again that has ended it. Unheard, SIGTERM would end this process on the spot, and
        # nothing behind this line would be done: the worker, the database.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        live.start()
        _settle()
        ready(f"http://{host}:{listener.getsockname()[1]}/")
        server.run(sockets=[listener])


def _settle() -> None:
    """What has been loaded by now stays as long as the server: it is not looked through for garbage any more, which
    took longer than reading the blocks of a long source did."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE)


@contextlib.contextmanager
def _working(command: Sequence[str] | None) -> Iterator[None]:
    """A worker for as long as the block lasts; one that dies is followed by another."""
    if command is None:
        yield
        return
    over = threading.Event()
    thread = threading.Thread(target=_kept_alive, args=(command, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(10)


def _kept_alive(command: Sequence[str], over: threading.Event) -> None:
    while not over.is_set():
        # The worker reads this pipe and ends when it closes: also when this process is killed.
        child = subprocess.Popen([sys.executable, "-m", "copydesk", *command], stdin=subprocess.PIPE)
        while child.poll() is None and not over.wait(0.2):
            pass
        if over.is_set():
            child.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(5)
            child.kill()
            return
        LOG.warning("the worker ended with code %s; another one begins", child.returncode)
        over.wait(RESTART_SECONDS)
