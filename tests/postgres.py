"""A PostgreSQL of the tests' own: made in a new folder, started on a free port of loopback, stopped by its own id.

PostgreSQL must be installed (Debian: `postgresql`); where it is not, `started` raises, and the tests that need it fail:
nothing is skipped. It refuses to run as root, so as root it runs as the user `postgres`.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg


def binary(name: str) -> str:
    """The program of the newest PostgreSQL that is installed."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(places[-1]) if places else shutil.which(name)
    if not found:
        raise RuntimeError(f"PostgreSQL is not installed: no {name}. Install it: apt-get install postgresql.")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A running PostgreSQL. `kill` ends it without a chance to tidy up, `start` brings it back with its data."""

    folder: Path
    port: int
    settings: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://copydesk@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        own = (f"port={self.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}")
        options = [part for setting in (*own, *self.settings) for part in ("-c", setting)]
        with (self.folder / "log").open("ab") as log:
            command = [binary("postgres"), "-D", str(self.folder / "data"), *options]
            self.process = subprocess.Popen(command, stdout=log, stderr=log, **as_owner())  # type: ignore[call-overload]
        deadline = time.monotonic() + 60
        ready = [binary("pg_isready"), "-h", "127.0.0.1", "-p", str(self.port), "-q"]
        while subprocess.run(ready, check=False).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Ends it: SIGINT disconnects everybody and stops; SIGQUIT is `pg_ctl stop -m immediate`, a crash."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(60)
            self.process = None

    def kill(self) -> None:
        """A crash: no shutdown, no checkpoint; the next start recovers from the log."""
        self.stop(signal.SIGQUIT)

    def database(self, name: str, template: str = "template1") -> str:
        """The URL of a new database: an empty one, or a copy of one that nobody is connected to."""
        self._do(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url.rpartition("/")[0] + f"/{name}"

    def drop(self, name: str) -> None:
        """Takes a database away, whoever is still connected to it."""
        self._do(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _do(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.encode())


def as_owner() -> dict[str, int | str]:
    """PostgreSQL will not run as root; then it runs as `postgres`."""
    if os.geteuid() != 0:
        return {}
    owner = pwd.getpwnam("postgres")
    return {"user": owner.pw_uid, "group": owner.pw_gid, "cwd": "/"}


@contextlib.contextmanager
def started(*settings: str) -> Iterator[Server]:
    """A new server for as long as the block lasts; its folder goes away with it.

    Args:
        settings: of the server, such as "fsync=off" where nothing is to survive a crash.
    """
    folder = Path(tempfile.mkdtemp(prefix="copydesk-postgres-"))
    owner = as_owner()
    if owner:
        os.chown(folder, int(owner["user"]), int(owner["group"]))
    make = [binary("initdb"), "-D", str(folder / "data"), "-U", "copydesk", "-A", "trust", "-E", "UTF8", "--locale=C"]
    server = Server(folder, free_port(), settings)
    try:
        subprocess.run(make, check=True, capture_output=True, **owner)  # type: ignore[call-overload]
        (folder / "log").touch()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
