"""What every test of the desk stands on: a database of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from copydesk.store import accounts
from copydesk.store.database import Database
from web import served
from web.client import Client, Programs


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that those of the tests are copies of: its tables are made once."""
    path = tmp_path_factory.mktemp("migrated") / "desk.sqlite3"
    Database(str(path)).close()
    return path


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Iterator[Database]:
    opened = Database(str(shutil.copy(migrated, tmp_path / "desk.sqlite3")))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def programs(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programs]:
    """A desk that is served for programs, and the keys of two."""
    database = Database(str(shutil.copy(migrated, tmp_path_factory.mktemp("api") / "desk.sqlite3")))
    keys = []
    for name in ("feed", "other"):
        with database.writing() as writing:
            accounts.add(writing, name, accounts.FACT_CHECKER, None, accounts.LOCAL)
            keys.append(accounts.open_key(writing, name, 3, accounts.LOCAL))
    with served.desk(database.shown, "--rate", "100000") as address:
        yield Programs(address, *keys)
    database.close()


@pytest.fixture
def client(programs: Programs) -> Iterator[Client]:
    """One of these programs."""
    with Client(programs.address, programs.feed) as one:
        yield one
