"""Every example of docs/api.md is sent to a real desk, and its tables are those of the code; docs/mcp.md likewise."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import recording
from copydesk.desk import bounded
from copydesk.mcp_server import told
from copydesk.store import accounts, kept
from copydesk.store.database import Database
from copydesk.web import problems
from copydesk.web.app import API
from copydesk.web.context import CHECKS_AT_ONCE
from copydesk.web.security import LARGEST_BODIES
from copydesk.web.settings import LARGEST_UPLOAD, Serving
from web import served
from web.client import Client

DOCS: Path = recording.ROOT / "docs"
PAGE = (DOCS / "api.md").read_text(encoding="utf-8")
MCP = (DOCS / "mcp.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```http\n(GET|POST) (\S+)\n(.*?)\n?\n([0-9]{3})\n(.*?)\n```", PAGE, re.DOTALL)


def holds(told: Any, real: Any) -> bool:
    """Whether an answer is what the page says: all that the page has of it, in its order."""
    if isinstance(told, dict):
        return isinstance(real, dict) and all(name in real and holds(one, real[name]) for name, one in told.items())
    if isinstance(told, list):
        return len(told) <= len(real) and all(map(holds, told, real)) and bool(told) == bool(real)
    return bool(told == "…" or told == real)


@pytest.mark.slow
@pytest.mark.loopback
def test_every_example_is_answered_as_it_says(database: Database) -> None:
    with database.writing() as writing:
        accounts.add(writing, "feed", accounts.FACT_CHECKER, None, accounts.LOCAL)
        key = accounts.open_key(writing, "feed", 3, accounts.LOCAL)
    with served.desk(database.shown) as address, Client(address, key) as client:
        for method, where, body, status, answer in EXAMPLES:
            if where.endswith("/events"):
                told = re.findall(r"event: (\w+)\ndata: (.*)", answer)
                real = client.events(1)
                assert [kind for kind, _ in told] == [kind for kind, _ in real]
                assert holds([json.loads(said) for _, said in told], [said for _, said in real])
                continue
            real = client.post(where, json.loads(body)) if method == "POST" else client.get(where)
            assert real.status_code == int(status), f"{method} {where}: {real.text}"
            assert holds(json.loads(answer), real.json()), f"{method} {where}: {real.text}"


def test_every_route_has_an_example() -> None:
    shown = {(method, re.sub("/[0-9]+", "/{number}", where)) for method, where, *_ in EXAMPLES}
    assert shown == {(method, path) for method, path, _ in API} - {("GET", "/api/openapi.json")}
    assert PAGE.count("```http") == len(EXAMPLES)


def test_its_problems_are_those_of_the_desk() -> None:
    kinds = {*problems.KINDS.values(), *(kind for kind in vars(problems).values() if isinstance(kind, problems.Kind))}
    rows = re.findall(r"^\| `([a-z-]+)` \| ([0-9]{3}) \| (.*) \|$", PAGE, re.MULTILINE)
    # A wrong password is told at the page where people sign in, and nowhere else.
    assert {(name, int(status), title) for name, status, title in rows} == {
        (kind.name, kind.status, kind.title) for kind in kinds if kind.name != "refused"
    }


def test_its_limits_are_those_of_the_desk() -> None:
    usual = bounded.USUAL
    for words in (
        f"| {Serving().rate} a minute, evenly",
        f"| {usual.letters:,} letters | 413",
        f"| {usual.claims}, each of {usual.claim_letters:,} letters | 413 |",
        f"| {LARGEST_BODIES['/api/v1/check'] // 1_000_000} MB | 413 |",
        f"| {usual.seconds:g} seconds | 503 |",
        f"their turn | {CHECKS_AT_ONCE} | 503 |",
        f"| any other body | {LARGEST_UPLOAD // 1_000_000} MB |",
        f"for {kept.KEPT_SECONDS // 3600} hours",
    ):
        assert words in PAGE, words


def test_the_page_for_assistants_says_what_is_so() -> None:
    flat = " ".join(MCP.split())
    usual = bounded.USUAL
    for words in (
        f"sources of {usual.letters:,} letters together and {usual.claims} claims, and takes {usual.seconds:g} seconds",
        f"tells {told.MOST_FINDINGS} findings at most",
        f"cut to {told.LONGEST} letters",
    ):
        assert words in flat, words
    (answer,) = [
        json.loads(block) for block in re.findall(r"```json\n(.*?)\n```", MCP, re.DOTALL) if "verdicts" in block
    ]
    assert set(answer) == set(told.Report.__dataclass_fields__)
    (verdict,) = answer["verdicts"]
    assert set(verdict) < set(told.Verdict.__dataclass_fields__)
    assert set(verdict["findings"][0]) < set(told.Finding.__dataclass_fields__)
