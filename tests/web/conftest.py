"""What every test of the desk stands on: a database of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from copydesk.store.database import Database


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
