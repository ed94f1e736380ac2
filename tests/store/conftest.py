"""What every test of the store stands on: a database of its own, of each kind."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import postgres
from copydesk.store.database import Database

MIGRATED = "migrated"
"""The PostgreSQL database that those of the tests are copies of; whoever makes a copy is connected to another one."""
NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """One PostgreSQL for all tests of this process."""
    with postgres.started() as server:
        Database(server.database(MIGRATED)).close()
        yield server


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that those of the tests are copies of."""
    path = tmp_path_factory.mktemp("migrated") / "desk.sqlite3"
    Database(str(path)).close()
    return path


@pytest.fixture(
    params=("sqlite", pytest.param("postgresql", marks=(pytest.mark.postgresql, pytest.mark.loopback))),
)
def kind(request: pytest.FixtureRequest) -> str:
    """A kind of database."""
    return str(request.param)


@pytest.fixture
def empty(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without any tables; of SQLite not even the file is there."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'desk.sqlite3'}"
    return new_postgresql(request, "template1")


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with the tables of this version, and nothing in them."""
    if kind == "sqlite":
        copied = shutil.copy(request.getfixturevalue("migrated"), tmp_path / "desk.sqlite3")
        return f"sqlite:///{copied}"
    return new_postgresql(request, MIGRATED)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A new database, of each kind."""
    opened = Database(url)
    yield opened
    opened.close()


def new_postgresql(request: pytest.FixtureRequest, template: str) -> str:
    """The URL of a new database, which goes away with the test."""
    server: postgres.Server = request.getfixturevalue("server")
    name = f"desk{next(NUMBERS)}"
    request.addfinalizer(lambda: server.drop(name))
    return server.database(name, template)
