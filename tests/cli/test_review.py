"""The commands of the review desk: what is kept with --save, and where it is served. Kills are in `test_faults.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from copydesk.cli.main import main
from copydesk.store import audit, claims, runs, sources
from copydesk.store.database import Database

SOURCE = "The fire killed 17 people, said Bea Ostrom. It began on Monday.\n"


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("COPYDESK_DATABASE", str(tmp_path / "desk.sqlite3"))
    opened = Database(str(tmp_path / "desk.sqlite3"))
    yield opened
    opened.close()


def test_a_saved_check_waits_in_the_queue(database: Database, tmp_path: Path) -> None:
    (tmp_path / "source.txt").write_text(SOURCE)
    (tmp_path / "summary.md").write_text("The fire killed 19 people. It began on Monday.\n")
    command = ["check", str(tmp_path / "summary.md"), "--source", str(tmp_path / "source.txt"), "--save"]
    ran = CliRunner().invoke(main, command)
    assert ran.exit_code == 1, ran.output
    with database.reading() as reading:
        rows = claims.claims(reading, 1)
        (run,) = runs.runs(reading, 1)
        (source,) = sources.sources(reading, run.id)
        assert audit.audit(reading).broken == ""
    assert [row.state for row, _ in rows] == ["open", "passed"]
    assert source.source.text == SOURCE


def test_the_desk_is_not_served_beyond_loopback_without_accounts(database: Database) -> None:
    ran = CliRunner().invoke(main, ["review", "--host", "0.0.0.0", "--port", "0"])
    assert ran.exit_code == 2
    assert "without accounts" in ran.output
