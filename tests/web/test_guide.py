"""What docs/review.md says of commands, keys, addresses and limits is so; its pictures are there, and small."""

from __future__ import annotations

import re

import recording
from copydesk.cli.main import main
from copydesk.store import accounts, claims, jobs
from copydesk.web.app import API, ROUTES
from copydesk.web.claimview import MOST_FINDINGS
from copydesk.web.routes.claim import LONGEST_CLAIM
from copydesk.web.settings import LARGEST_UPLOAD
from test_readme import options

DOCS = recording.ROOT / "docs"
GUIDE = (DOCS / "review.md").read_text(encoding="utf-8")
BASE = (recording.ROOT / "src" / "copydesk" / "web" / "templates" / "base.html.j2").read_text(encoding="utf-8")
OF_OTHERS = {"--format", "--file", "--data"}
"""Options of pg_dump and curl."""


def test_every_option_and_command_that_it_names_exists() -> None:
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", GUIDE)) <= options(main) | OF_OTHERS
    assert set(re.findall(r"^    copydesk ([a-z]+)", GUIDE, re.MULTILINE)) <= set(main.commands)


def test_its_table_of_keys_is_that_of_the_desk() -> None:
    told = dict(re.findall(r'\("([^"]+)", "([^"]+)"\)', BASE.partition("for key, does in [")[2].partition("%}")[0]))
    assert len(told) > 10
    assert dict(re.findall(r"^\| `([^`]+)` \| ([^|]+?) \|", GUIDE, re.MULTILINE)) == told


def test_every_address_that_it_names_is_one_of_the_desk() -> None:
    known = {path.partition("{")[0].rstrip("/") or "/" for _, path, _ in (*ROUTES, *API)}
    named = {
        path.partition("NUMBER")[0].rstrip("/") or "/" for path in re.findall(r"`(?:GET )?(/[a-zA-Z0-9/]*)`", GUIDE)
    }
    assert named <= known | {"/jobs"}
    assert "/audit/head" in named


def test_its_limits_are_those_of_the_desk() -> None:
    minutes = accounts.FAILURE_SECONDS // 60
    for words in (
        f"| one request | {LARGEST_UPLOAD // 1_000_000} MB |",
        f"| a claim that is edited | {LONGEST_CLAIM:,} letters |",
        f"| wrong passwords of a name | {accounts.FAILURES_OF_NAME} in {minutes} minutes |",
        f"| wrong passwords of an address | {accounts.FAILURES_OF_ADDRESS} in {minutes} minutes |",
        f"| findings on a page | {MOST_FINDINGS} |",
        f"| findings of a claim in a summary's page | {claims.MOST_REASONS} |",
        f"| a job whose worker was lost | {jobs.MOST_ATTEMPTS} times |",
    ):
        assert words in GUIDE


def test_its_pictures_are_there_and_small() -> None:
    shown = set(re.findall(r"images/([\w-]+\.png)", GUIDE))
    made = {path.name: path.stat().st_size for path in (DOCS / "images").glob("*.png")}
    assert shown == set(made)
    assert len(made) <= 8
    assert all(0 < size < 150_000 for size in made.values())
