"""The commands of the review desk: what is kept with --save, and a server and a worker that are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import copydesk
from copydesk.cli.main import main
from copydesk.desk.settings import SummariseSettings
from copydesk.desk.worker import work
from copydesk.store import audit, claims, documents, jobs, runs, sources
from copydesk.store.database import Database
from copydesk.store.documents import Heading
from copydesk.store.jobs import Order
from copydesk.store.records import Upload
from copydesk.store.runs import Origin

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


@pytest.mark.slow
def test_a_worker_that_is_killed_at_any_moment_loses_and_doubles_nothing(database: Database) -> None:
    """Kills a real worker process again and again; then lets one finish."""
    source = copydesk.from_text(" ".join(f"In town {n} the fire killed {n + 17} people." for n in range(60)))
    summary = " ".join(f"In town {n} the fire killed {n + 17} people." for n in range(60))
    orders = []
    with database.writing() as writing:
        for number in range(4):
            document = documents.create(writing, Heading(f"Fire {number}"), "ann")
            run = runs.start_run(writing, document, "check", [Upload(source, b"")], Origin("ann"))
            request = {"text": summary, "name": "summary.txt", "run": run}
            orders.append((document, jobs.order(writing, Order("check", document, request), "ann")))
    environment = {**os.environ, "PYTHONPATH": str(Path(copydesk.__file__).parents[1])}
    command = [sys.executable, "-m", "copydesk", "worker", "--once"]
    killed: list[bool] = []
    for wait in (2.0, 2.3, 2.6, 2.9):
        worker = subprocess.Popen(command, env=environment)
        time.sleep(wait)
        worker.send_signal(signal.SIGKILL)
        killed.append(worker.wait() == -signal.SIGKILL)
        with database.writing() as writing:
            # As if the lease had run out; otherwise the test would wait for it.
            writing.exec_driver_sql("UPDATE job SET lease_until = '2000' WHERE state = 'running'")
    assert any(killed)
    work(database, SummariseSettings(), lambda: False, once=True)
    with database.reading() as reading:
        for document, number in orders:
            assert [text for _, text in claims.claims(reading, document)] == summary.replace(". ", ".\n").split("\n")
            ended = jobs.job(reading, number)
            assert ended is not None
            assert ended.state == "done"
        assert audit.audit(reading).broken == ""
