"""Findings that a comment lets pass: at one claim, in sight of everybody, and never what could not be checked."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from defusedxml.ElementTree import fromstring

from copydesk.checking.check import Checker
from copydesk.claims import Claim, Ignore
from copydesk.cli.main import main
from copydesk.report.formats import FORMATS
from copydesk.source import Source

SOURCE = "LINDEN, 16 September 2026 (Wire) - The fire killed 17 people, said Bea Ostrom.\n"
REASON = "two died later"
SUMMARY = f"""\
- The fire killed 19 people. <!-- copydesk: ignore[NUM] {REASON} -->
- The fire killed 17 people.
"""
IGNORED = f"1 finding ignored: 1 NUM001 ({REASON})"
TALLY = f"2 claims checked: 2 accepted, 0 flagged, 0 unchecked; {IGNORED}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("fire.txt").write_text(SOURCE, encoding="utf-8")
    Path("s.md").write_text(SUMMARY, encoding="utf-8")
    return tmp_path


def run(*words: str, text: str | None = None) -> Result:
    if text is not None:
        Path(words[0]).write_text(text, encoding="utf-8")
    return CliRunner().invoke(main, ("check", *words, "--source", "fire.txt"))


def test_it_is_accepted_in_sight_of_everybody(folder: Path) -> None:
    done = run("s.md")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"s.md:1:19: NUM001 ignored: The source gives '17', not '19'. ({REASON})",
        TALLY,
    ]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_shows_what_is_ignored_and_why(folder: Path, form: str) -> None:
    done = run("s.md", "--format", form)
    assert done.exit_code == 0
    assert REASON in done.stdout
    assert "NUM001" in done.stdout


def test_the_json_keeps_the_finding_apart(folder: Path) -> None:
    one, two = json.loads(run("s.md", "--format", "json").stdout)["result"]["claims"]
    assert (one["outcome"], one["findings"], [i["finding"]["code"] for i in one["ignored"]]) == (
        "accepted",
        [],
        ["NUM001"],
    )
    assert one["ignored"][0]["ignore"] == {"code": "NUM", "reason": REASON, "line": 1}
    assert (two["claim"]["ignores"], two["ignored"]) == ([], [])


def test_what_is_ignored_fails_in_no_format(folder: Path) -> None:
    (found,) = json.loads(run("s.md", "--format", "sarif").stdout)["runs"][0]["results"]
    assert found["suppressions"] == [{"kind": "inSource", "status": "accepted", "justification": REASON}]
    assert run("s.md", "--format", "github").stdout.startswith(
        "::notice file=s.md,line=1,col=19,endColumn=21,title=NUM001"
    )
    suites = fromstring(run("s.md", "--format", "junit").stdout)
    assert (suites.get("failures"), suites.get("errors"), len(list(suites.iter("system-out")))) == ("0", "0", 1)
    first, second = csv.DictReader(io.StringIO(run("s.md", "--format", "csv").stdout.lstrip("\ufeff")))
    assert (first["outcome"], first["ignored"], second["ignored"]) == ("accepted", REASON, "")


def test_explain_names_it(folder: Path) -> None:
    run("s.md", "-o", "r.json")
    told = CliRunner().invoke(main, ("explain", "r.json", "--claim", "s1")).stdout
    assert f"  ignored: {REASON}\n    NUM001 error number-differs: The source gives '17', not '19'.\n" in told


OTHERS = (
    ("- The fire killed 19 people.\n- The fire killed 19 people. <!-- copydesk: ignore[NUM] so -->\n", 1),
    ("- The fire killed 19 people. <!-- copydesk: ignore[HED] so -->\n", 1),
    ("- The fire killed 19 people. <!-- copydesk: ignore[NUM001] so -->\n", 0),
    ("- The fire killed 19 people. <!-- copydesk: ignore[NUM002] so -->\n", 1),
    ("- The fire killed 19 people, said Lou Kern. <!-- copydesk: ignore[NUM] so -->\n", 1),
    ("- The fire killed 19 people. <!-- copydesk: ignore[NUM] -->\n", 2),
    ("- The fire killed 19 people. <!-- copydesk: ignore[NMU] so -->\n", 2),
    ("- The fire killed 19 people.\n\n<!-- copydesk: ignore[NUM] so -->\n", 2),
)


@pytest.mark.parametrize(("text", "code"), OTHERS)
def test_it_reaches_no_other_claim_and_no_other_finding(folder: Path, text: str, code: int) -> None:
    assert run("o.md", text=text).exit_code == code


def test_plain_text_has_its_own_form(folder: Path) -> None:
    done = run("s.txt", text="The fire killed 19 people. # copydesk: ignore[NUM001] two died later\n")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (
        0,
        TALLY.replace("2 claims", "1 claim").replace("2 acc", "1 acc"),
    )


def test_one_that_lets_nothing_pass_is_told(folder: Path) -> None:
    done = run(
        "s.md", text="The fire killed 17 people.\n<!-- copydesk: ignore[NUM,HED] it was so -->\nBea Ostrom said 17.\n"
    )
    assert done.stderr.splitlines() == [
        "warning: s.md:2: nothing is there for ignore[NUM]; take it out",
        "warning: s.md:2: nothing is there for ignore[HED]; take it out",
    ]


def test_no_certificate_is_made_of_what_is_ignored(folder: Path) -> None:
    assert run("s.md", "--certificates", "made").exit_code == 0
    assert [path.name for path in Path("made").iterdir()] == ["s2.json"]


def test_a_fix_leaves_alone_what_is_ignored(folder: Path) -> None:
    done = run("s.md", "--fix")
    assert done.stdout.splitlines() == [
        "0 changes, nothing was written; 0 left",
        f"s.md:1:19: NUM001 ignored: The source gives '17', not '19'. ({REASON})",
        TALLY,
    ]


@pytest.mark.slow
def test_for_the_review_desk_it_is_flagged_all_the_same(folder: Path) -> None:
    runner = CliRunner(env={"COPYDESK_DATABASE": "desk.db"})
    assert runner.invoke(main, ("check", "s.md", "--source", "fire.txt", "--save")).exit_code == 0
    from copydesk.store import queue
    from copydesk.store.database import Database

    database = Database("desk.db")
    try:
        with database.reading() as reading:
            waiting = queue.page(reading, queue.Filter())
        assert [one.text for one in waiting.rows] == ["The fire killed 19 people."]
    finally:
        database.close()


IGNORES = tuple(Ignore(family, "so") for family in ("NUM", "NAM", "EVI", "CON", "SCR", "QUO", "DAT"))
UNCHECKED = (
    (Source("", language="en"), "The fire killed 19 people."),
    (Source("Vuur het 17 mense dood.", language="af"), "Vuur het 19 mense dood."),
    (Source("The fire killed 17 people."), "?!"),
)


@pytest.mark.parametrize(("source", "text"), UNCHECKED)
def test_what_could_not_be_checked_stays_so(source: Source, text: str) -> None:
    assert Checker([source]).check(Claim("c", text, ignores=IGNORES)).outcome == "unchecked"
