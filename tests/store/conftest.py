"""What every test of the store stands on: a database of its own, of each kind."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import postgres
from copydesk.store.database import Connection, Database
from stored import forgotten, lived_in, stored_in

MIGRATED = "migrated"
"""The PostgreSQL database that those of the tests are copies of; whoever makes a copy is connected to another one."""
NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """One PostgreSQL for all tests of this process."""
    with postgres.started("fsync=off") as server:
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
def backend(request: pytest.FixtureRequest) -> str:
    """A kind of database."""
    return str(request.param)


@pytest.fixture
def empty(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without any tables; of SQLite not even the file is there."""
    if backend == "sqlite":
        return f"sqlite:///{tmp_path / 'desk.sqlite3'}"
    return new_postgresql(request, "template1")


@pytest.fixture
def url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with the tables of this version, and nothing in them."""
    if backend == "sqlite":
        copied = shutil.copy(request.getfixturevalue("migrated"), tmp_path / "desk.sqlite3")
        return f"sqlite:///{copied}"
    return new_postgresql(request, MIGRATED)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A new database, of each kind."""
    opened = Database(url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def sqlite_desk(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    copied = shutil.copy(migrated, tmp_path_factory.mktemp("usual") / "desk.sqlite3")
    yield from usual(str(copied))


@pytest.fixture(scope="session")
def postgresql_desk(server: postgres.Server) -> Iterator[Database]:
    yield from usual(server.database("usual", MIGRATED))


@pytest.fixture(scope="session")
def sqlite_lived(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    copied = shutil.copy(migrated, tmp_path_factory.mktemp("lived") / "desk.sqlite3")
    yield from usual(str(copied), lived_in)


@pytest.fixture(scope="session")
def postgresql_lived(server: postgres.Server) -> Iterator[Database]:
    yield from usual(server.database("lived", MIGRATED), lived_in)


def usual(url: str, more: Callable[[Connection], None] = lambda _: None) -> Iterator[Database]:
    opened = Database(url)
    with opened.writing() as writing:
        stored_in(writing)
        more(writing)
    yield opened
    opened.close()


@pytest.fixture
def desk(backend: str, request: pytest.FixtureRequest) -> Iterator[Connection]:
    """The usual document in a transaction that is forgotten with the test; takes a fraction of a database's time."""
    opened: Database = request.getfixturevalue(f"{backend}_desk")
    with forgotten(opened) as connection:
        yield connection


@pytest.fixture
def lived(backend: str, request: pytest.FixtureRequest) -> Iterator[Connection]:
    """The same of a database with something of everything in it."""
    opened: Database = request.getfixturevalue(f"{backend}_lived")
    with forgotten(opened) as connection:
        yield connection


def new_postgresql(request: pytest.FixtureRequest, template: str) -> str:
    """The URL of a new database, which goes away with the test."""
    server: postgres.Server = request.getfixturevalue("server")
    name = f"desk{next(NUMBERS)}"
    request.addfinalizer(lambda: server.drop(name))
    return server.database(name, template)
