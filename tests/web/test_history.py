"""The audit page and the lists of what happened; and a claim of which the verifier has more to say than fits a page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

import results
from copydesk.cli.main import main
from copydesk.store import decisions
from copydesk.store.database import Database
from copydesk.store.records import Seen
from copydesk.web.app import create_app
from copydesk.web.claimview import MOST_FINDINGS
from copydesk.web.settings import Serving
from stored import stored

MANY = 100_000


@pytest.fixture
def client(database: Database) -> Iterator[TestClient]:
    with TestClient(create_app(database, Serving()), base_url="http://localhost") as opened:
        yield opened


def marked(database: Database) -> None:
    """A finding that was called a false alarm, in a claim that was accepted."""
    stored(database, results.flagged())
    with database.writing() as writing:
        decisions.mark(writing, Seen(1, 1), "anna", 0, "The source says so further down.")
        decisions.accept(writing, Seen(1, 2), "anna", "right")


def test_the_cases_can_be_downloaded_and_are_those_of_the_command_line(
    client: TestClient, database: Database, tmp_path: Path
) -> None:
    marked(database)
    assert 'href="/audit/cases.jsonl"' in client.get("/audit").text
    answer = client.get("/audit/cases.jsonl")
    assert answer.headers["content-disposition"] == 'attachment; filename="cases.jsonl"'
    assert answer.headers["content-type"].startswith("application/jsonl")
    (case,) = map(json.loads, answer.text.splitlines())
    assert (case["claim"], case["want"], case["desk"]["code"]) == (results.WRONG, "accept", "NUM001")
    written = tmp_path / "cases.jsonl"
    done = CliRunner().invoke(main, ["audit", "--database", database.shown, "--cases", str(written)])
    assert done.exit_code == 0, done.output
    assert written.read_bytes() == answer.content


def test_without_cases_the_file_is_empty(client: TestClient) -> None:
    answer = client.get("/audit/cases.jsonl")
    assert (answer.status_code, answer.content) == (200, b"")


def test_what_happened_is_told_the_same_way_everywhere_and_by_which_clock(
    client: TestClient, database: Database
) -> None:
    marked(database)
    for page in ("/audit", "/claims/1", "/documents/1"):
        text = client.get(page).text
        assert re.search(r'<time datetime="[-\dT:.]+Z">\d{4}-\d\d-\d\d \d\d:\d\d UTC</time>', text)
        assert "<bdi>anna</bdi> called NUM001 a false alarm" in text
        assert "<q>The source says so further down.</q>" in text
    for page in ("/", "/documents"):
        assert " UTC</time>" in client.get(f"{page}?state=all").text


@pytest.mark.slow
def test_a_claim_with_a_hundred_thousand_findings_is_shown_page_by_page(client: TestClient, database: Database) -> None:
    flagged = results.flagged()
    stored(database, replace(flagged, findings=flagged.findings[:1] * MANY))
    first = client.get("/claims/1?state=all").text
    assert len(first) < 100_000
    assert first.count("<b>error</b>") == MOST_FINDINGS
    assert "and 99,950 more" in first
    second = client.get(re.search(r'href="([^"]+first=50)"', first)[1].replace("&amp;", "&")).text  # type: ignore[index]
    assert "and 99,900 more" in second
    assert "state=all" in second
    # Also on a later page each finding has its place in the source to jump to.
    assert 'data-show="f50"' in second
    assert 'id="at-f50"' in second
    last = client.get(f"/claims/1?first={MANY - 10}").text
    assert last.count("<b>error</b>") == 10
    assert "Findings before these" in last
    assert " more</a>" not in last
    assert len(client.get("/documents/1").text) < 20_000
    assert len(client.get("/").text) < 20_000
