"""`copydesk audit` as somebody at a terminal sees it: what it prints, its exit codes, anchors, and cases to keep."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

import results
from copydesk import batch
from copydesk.checking.check import Checker
from copydesk.checking.records import CheckedClaim
from copydesk.checking.verdict import DEFAULT
from copydesk.claims import Claim
from copydesk.cli.main import main
from copydesk.ingest import plain
from copydesk.report.published import WRITERS
from copydesk.report.result import Result as Checked
from copydesk.store import cases, chain, claims, decisions, publications, saving
from copydesk.store.database import Connection, Database
from copydesk.store.documents import Heading
from copydesk.store.records import Seen, Upload
from copydesk.store.runs import Origin
from copydesk.version import VERSION
from stored import OPEN, UNCHECKED, accept, disarm, mark, reject, stored


def run(url: str, *options: str, exit_code: int = 0) -> Result:
    ran = CliRunner().invoke(main, ["audit", "--database", url, *options])
    assert ran.exit_code == exit_code, ran.output
    return ran


def tamper(database: Database, statement: str) -> None:
    with database.writing() as writing:
        disarm(writing)
        writing.execute(text(statement))


def head(database: Database) -> str:
    with database.reading() as reading:
        return str(chain.head(reading))


# -- what it prints ------------------------------------------------------------------------------------------------


def test_a_whole_history_is_exit_code_0(database: Database, url: str) -> None:
    stored(database)
    accept(database, OPEN, who="bela")
    reject(database, OPEN, who="dora")
    mark(database, OPEN)
    ran = run(url)
    assert ran.output.startswith("The history is whole, as checked in ")
    assert f"head: {head(database)}\n" in ran.output
    assert "events 7, documents 1, sources 1, claims 3, versions 3, decisions 3, anchors 0\n" in ran.output
    assert ["bela,", "dora", "1", "0", "0.0", "%", "0.00"] in [line.split() for line in ran.output.splitlines()]
    assert "Krippendorff's alpha: 0.00. Wordings that one person alone decided about: 0." in ran.output
    assert ["NUM", "1", "1", "100.0", "%", "1", "0"] in [line.split() for line in ran.output.splitlines()]


def test_an_empty_store_says_that_there_is_nothing_to_say(database: Database, url: str) -> None:
    ran = run(url)
    assert "The history is whole" in ran.output
    assert f"head: copydesk-head:0:{'0' * 64}" in ran.output
    assert "No wording was decided by two people yet." in ran.output
    assert "Nobody has decided about a flagged claim yet." in ran.output


def test_a_broken_history_is_exit_code_1_and_named(database: Database, url: str) -> None:
    stored(database)
    accept(database, OPEN)
    tamper(database, "UPDATE event SET who = 'nobody' WHERE kind = 'claim.accepted'")
    ran = run(url, exit_code=1)
    assert ran.output.startswith("Event 5 (claim.accepted by nobody, ")
    assert "was changed." in ran.output.splitlines()[0]


def test_an_audit_changes_nothing(database: Database, url: str, tmp_path: Path) -> None:
    stored(database)
    before = head(database)
    run(url, "--json")
    run(url, "--cases", str(tmp_path / "cases.jsonl"))
    assert head(database) == before


# -- anchors -------------------------------------------------------------------------------------------------------


def test_anchors_are_looked_for(database: Database, url: str, tmp_path: Path) -> None:
    stored(database)
    with database.writing() as writing:
        made = publications.exported(writing, 1, "md", "cleo")
    export, log = tmp_path / "fire.md", tmp_path / "log"
    export.write_bytes(WRITERS["md"](made))
    accept(database, OPEN)
    log.write_bytes(b"\xff a line that is no text\n" + f"decided, {head(database)}\n".encode())
    assert "anchors 1\n" in run(url, "--anchor", str(export)).output
    assert "anchors 2\n" in run(url, "--anchor", str(export), "--anchor", str(log)).output
    accept(database, UNCHECKED)
    assert "anchors 1\n" in run(url, "--anchor", str(log)).output, "what came later does no harm"


def test_a_tail_that_was_cut_off_is_seen_by_its_anchor(database: Database, url: str, tmp_path: Path) -> None:
    stored(database)
    with database.reading() as reading:
        before = chain.head(reading)
    with database.writing() as writing:
        decisions.note(writing, OPEN, "bela", "I was not there.")
    (tmp_path / "log").write_text(head(database))
    tamper(database, f"DELETE FROM event WHERE seq > {before.seq}")
    tamper(database, f"UPDATE chain SET seq = {before.seq}, hash = '{before.hash}'")
    run(url)
    ran = run(url, "--anchor", str(tmp_path / "log"), exit_code=1)
    said = f"The tail was cut off: 1 event is missing, since an anchor names event {before.seq + 1}."
    assert ran.output.startswith(said)


def test_an_anchor_may_come_from_standard_input(database: Database, url: str) -> None:
    stored(database)
    ran = CliRunner().invoke(main, ["audit", "--database", url, "--anchor", "-"], input=f"{head(database)}\n")
    assert ran.exit_code == 0
    assert "anchors 1" in ran.output
    wrong = f"copydesk-head:2:{'0' * 64}\n"
    ran = CliRunner().invoke(main, ["audit", "--database", url, "--anchor", "-"], input=wrong)
    assert ran.exit_code == 1
    assert ran.output.startswith("Event 2 is not the one that the anchor names: the history was rewritten.")


# -- what cannot be used -------------------------------------------------------------------------------------------


def test_an_anchor_that_holds_no_head_is_refused(database: Database, url: str, tmp_path: Path) -> None:
    for content in ("", "copydesk-head:seven:abc", f"copydesk-head:7:{'A' * 64}", "\0\xff"):
        (tmp_path / "log").write_text(content)
        ran = run(url, "--anchor", str(tmp_path / "log"), exit_code=2)
        assert f"'{tmp_path / 'log'}' holds no head of a history, so it can prove nothing." in ran.stderr
        assert "Give an export or a log with a line such as copydesk-head:7:" in ran.stderr
        assert "whole" not in ran.output


def test_an_anchor_that_cannot_be_read_is_refused(database: Database, url: str, tmp_path: Path) -> None:
    ran = run(url, "--anchor", str(tmp_path / "none"), exit_code=2)
    assert f"'{tmp_path / 'none'}' cannot be read: No such file or directory. Check the name." in ran.stderr


def test_a_database_that_is_not_there_is_neither_whole_nor_made(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "typo.sqlite3"
    ran = run(str(path), exit_code=2)
    assert f"There is no review desk's database at 'sqlite:///{path}'. Check its name." in ran.stderr
    assert "whole" not in ran.output
    assert not path.parent.exists()


@pytest.mark.parametrize(
    ("content", "exit_code", "said"),
    (
        (b"", 2, "There is no review desk's database"),
        (b"The fire killed 17 people. " * 99, 7, "is no database, or a dam"),
    ),
)
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes, exit_code: int, said: str) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(content)
    assert said in run(str(path), exit_code=exit_code).stderr


def test_cases_that_cannot_be_written_are_told(database: Database, url: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = run(url, "--cases", str(tmp_path / "file" / "cases.jsonl"), exit_code=2)
    assert "cannot be written" in ran.stderr


# -- for programs --------------------------------------------------------------------------------------------------


def test_everything_as_one_json_object(database: Database, url: str) -> None:
    stored(database)
    accept(database, OPEN, who="bela")
    accept(database, OPEN, who="dora")
    reject(database, UNCHECKED, who="dora")
    mark(database, OPEN)
    found = json.loads(run(url, "--json").output)
    assert found.pop("seconds") >= 0
    assert found == {
        "intact": True,
        "broken": "",
        "head": head(database),
        "anchors": 0,
        "figures": {"events": 8, "documents": 1, "sources": 1, "claims": 3, "versions": 3, "decisions": 4},
        "agreement": {
            "decided": 2,
            "shared": 1,
            "people": ["bela", "dora"],
            "pairs": 1,
            "agreed": 1,
            "percent": 100.0,
            "kappa": None,
            "alpha": None,
            "by_pair": [{"first": "bela", "second": "dora", "shared": 1, "agreed": 1, "kappa": None, "percent": 100.0}],
        },
        "false_alarms": [{"family": "NUM", "findings": 1, "marked": 1, "claims": 1, "accepted": 1, "rate": 1.0}],
    }


def test_a_broken_history_as_json(database: Database, url: str) -> None:
    stored(database)
    tamper(database, "UPDATE claim SET state = 'passed' WHERE id = 2")
    found = json.loads(run(url, "--json", exit_code=1).output)
    assert not found["intact"]
    assert found["broken"] == "Claim 2 has state 'passed', but its events come to 'open'."


def test_an_empty_store_as_json(database: Database, url: str) -> None:
    found = json.loads(run(url, "--json").output)
    assert (found["intact"], found["false_alarms"], found["agreement"]["percent"]) == (True, [], None)


# -- cases ---------------------------------------------------------------------------------------------------------

STORY = "The fire killed 17 people on Monday, said Bea Ostrom. It may have been set."
WRONG, RIGHT = "The fire killed 19 people on Monday.", "The fire killed 17 people."
MISSED = "The fire killed 17 people, said Bea Ostrom."


def checked(database: Database, *texts: str, day: str | None = None) -> int:
    """A document whose claims the verifier itself has checked; returns its number."""
    given = plain.Given("en", datetime.date.fromisoformat(day) if day else None)
    source = plain.from_text(STORY, "story.txt", given)
    checker = Checker([source], DEFAULT)
    found = tuple(checker.check(Claim(f"s{n}", text)) for n, text in enumerate(texts, 1))
    result = Checked((source,), found, DEFAULT.sha256, VERSION)
    with database.writing() as writing:
        return saving.save(writing, result, [Upload(source, STORY.encode())], Heading("Fire"), Origin("anna"))


def kept(url: str, tmp_path: Path) -> tuple[list[dict[str, Any]], str]:
    """The cases as they stand in their file, and what is said of it."""
    path = tmp_path / "kept" / "cases.jsonl"
    ran = run(url, "--cases", str(path))
    read = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert f"cases written to '{path}': {len(read)}" in ran.stderr
    return read, ran.stderr


def replayed(case: dict[str, Any]) -> dict[str, Any]:
    """What `copydesk batch check` says of the line as it is."""
    checkers = batch.Checkers()
    (answer,) = batch.answers([cases.line(case)], lambda row: batch.check_row(row, checkers, DEFAULT), {})
    return answer


def test_no_cases_are_an_empty_file(database: Database, url: str, tmp_path: Path) -> None:
    checked(database, WRONG)
    assert kept(url, tmp_path)[0] == []


def test_a_false_alarm_and_a_missed_error_are_cases_that_the_verifier_can_be_asked_again(
    database: Database, url: str, tmp_path: Path
) -> None:
    checked(database, WRONG, MISSED, day="2026-11-24")
    mark(database, 1, 0, note="  Two died\n later. ")
    accept(database, 1, "Two died later.")
    reject(database, 2, "She said so of another fire.")
    (alarm, missed), said = kept(url, tmp_path)
    assert "held back" not in said
    fields = ["id", "pair", "lang", "kind", "source", "evidence", "claim", "want", "family", "why"]
    assert list(alarm) == [*fields, "published", "desk"]
    assert (alarm["want"], alarm["family"], alarm["claim"], alarm["why"]) == (
        "accept",
        "number",
        WRONG,
        "Two died later.",
    )
    assert (alarm["source"], alarm["evidence"], alarm["published"]) == (STORY, None, "2026-11-24")
    assert (missed["want"], missed["family"], missed["claim"], missed["why"]) == (
        "flag",
        "unknown",
        MISSED,
        "She said so of another fire.",
    )
    assert alarm["desk"]["code"].startswith("NUM")
    again = replayed(alarm)
    assert again["outcome"] == "flagged", "the alarm is still false"
    assert alarm["desk"]["code"] in [finding["code"] for finding in again["findings"]]
    assert replayed(missed)["outcome"] == "accepted", "the error is still missed"
    with database.reading() as reading:
        events = {event.seq: event for event in chain.events(reading)}
    for case, kind in ((alarm, "claim.marked"), (missed, "claim.rejected")):
        event = events[case["desk"]["event"]]
        assert (event.kind, event.who, event.at, event.claim_id, event.version) == (
            kind,
            case["desk"]["who"],
            case["desk"]["at"],
            case["desk"]["claim"],
            case["desk"]["version"],
        )
        assert case["desk"]["sources"] == [{"name": "story.txt", "sha256": chain.sha256(STORY)}]
        assert (case["desk"]["checker"], case["desk"]["policy_sha256"]) == (VERSION, DEFAULT.sha256)


# What people did with a claim that one finding flags, and with one that passed; kinds of cases; marks held back.
KEPT: tuple[tuple[str, str, list[str], int], ...] = (
    ("mark", "", ["desk-false-alarm"], 0),
    ("mark accept", "", ["desk-false-alarm"], 0),
    ("mark reject", "", ["desk-missed"], 1),
    ("accept", "", [], 0),
    ("reject", "", [], 0),
    ("mark mark", "", [], 0),
    ("mark undo", "", [], 0),
    ("mark mark undo", "", ["desk-false-alarm"], 0),
    ("", "reject", ["desk-missed"], 0),
    ("", "reject undo", [], 0),
    ("", "reject accept", [], 0),
    ("mark", "reject", ["desk-false-alarm", "desk-missed"], 0),
)


@pytest.mark.parametrize(("flagged", "passed", "kinds", "held"), KEPT)
def test_which_decisions_are_cases(desk: Connection, flagged: str, passed: str, kinds: list[str], held: int) -> None:
    one = CheckedClaim(
        Claim("x", results.WRONG), "flagged", findings=results.flagged().findings[:1], support=results.flagged().support
    )
    document = _saved(desk, one, results.accepted())
    for (row, _), done in zip(claims.claims(desk, document), (flagged, passed), strict=True):
        for step in done.split():
            at = Seen(row.id, decisions.known(desk, row.id).revision)
            {
                "mark": lambda at=at: decisions.mark(desk, at, "bela", 0),
                "accept": lambda at=at: decisions.accept(desk, at, "bela", "I was there."),
                "reject": lambda at=at: decisions.reject(desk, at, "bela"),
                "undo": lambda at=at: decisions.undo(desk, at, "bela"),
            }[step]()
    assert [case["kind"] for case in cases.cases(desk)] == kinds
    assert cases.held_back(desk) == held


def _saved(writing: Connection, *found: CheckedClaim) -> int:
    result = Checked((results.SOURCE,), found, DEFAULT.sha256, VERSION)
    return saving.save(writing, result, [Upload(results.SOURCE, b"")], Heading("Fire"), Origin("anna"))


def test_marks_beside_other_findings_are_held_back_and_counted(database: Database, url: str, tmp_path: Path) -> None:
    two = CheckedClaim(Claim("x", results.WRONG), "flagged", findings=results.flagged().findings[:1] * 2)
    with database.writing() as writing:
        _saved(writing, two)
    mark(database, 1, 0)
    read, said = kept(url, tmp_path)
    assert read == []
    assert "marks held back, since other findings stand against the same claim: 1" in said
    mark(database, 1, 1)
    read, said = kept(url, tmp_path)
    assert [case["pair"] for case in read] == ["desk-claim-1"] * 2
    assert "held back" not in said


def test_a_case_with_half_a_letter_is_a_line_that_can_be_read(desk: Connection) -> None:
    broken = CheckedClaim(Claim("x", "17 \ud83d died."), "accepted")
    document = _saved(desk, broken)
    claim = claims.claims(desk, document)[0][0].id
    decisions.reject(desk, Seen(claim, 1), "bela")
    (case,) = cases.cases(desk)
    assert json.loads(cases.line(case))["claim"] == case["claim"] == "17 \ud83d died."
