"""Workflow commands: read as GitHub's runner reads them, a text cannot end or make one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings

import anything
import results
from copydesk.claims import Place
from copydesk.report.github import github
from copydesk.report.result import Result
from copydesk.source import Span


@dataclass(frozen=True)
class Command:
    name: str
    properties: dict[str, str]
    message: str


def unescaped(text: str, *more: tuple[str, str]) -> str:
    for coded, letter in (*more, ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(coded, letter)
    return text


def read(line: str) -> Command:
    """A command as the runner takes it apart: `::name key=value,key=value::message`."""
    assert line.startswith("::")
    head, _, message = line[2:].partition("::")
    name, _, listed = head.partition(" ")
    pairs = [pair.partition("=") for pair in listed.split(",")]
    known = {key: unescaped(value, ("%3A", ":"), ("%2C", ",")) for key, _, value in pairs}
    return Command(name, known, unescaped(message))


def commands(result: Result) -> list[Command]:
    return [read(line) for line in github(result).decode().split("\n")[:-1]]


def test_findings_and_what_could_not_be_checked() -> None:
    error, notice, warning = commands(results.checked())
    where = {"file": "summary.md", "line": "3", "col": "17", "endColumn": "19"}
    assert error.name == "error"
    assert error.properties == {**where, "title": "NUM001 number-differs (s1)"}
    assert error.message == "The source says 17, not 19. Suggestion: '19' -> '17'. fire.txt:3:52: '17 people'"
    assert (notice.name, warning.name) == ("notice", "warning")
    assert warning.message == "Could not be checked: the language 'xx' has no pack"


def test_a_claim_in_no_file_has_no_place_and_nothing_found_is_nothing_said() -> None:
    unplaced = replace(results.flagged(), claim=replace(results.flagged().claim, place=None))
    assert [list(one.properties) for one in commands(Result((results.SOURCE,), (unplaced,), "", ""))] == [["title"]] * 2
    assert github(Result((results.SOURCE,), (results.accepted(),), "", "")) == b""


@pytest.mark.parametrize(
    ("text", "wide", "keys"),
    (
        ("one line 19", 0, ["file", "line", "col", "endColumn", "title"]),
        ("two\nlines", 0, ["file", "line", "endLine", "title"]),
        ("with *markup*", 2, ["file", "line", "col", "title"]),
    ),
)
def test_columns_are_said_only_where_github_takes_them(text: str, wide: int, keys: list[str]) -> None:
    claim = replace(results.unchecked().claim, text=text, place=Place("a.md", 1, 1, Span(0, len(text) + wide)))
    made = Result((results.SOURCE,), (replace(results.unchecked(), claim=claim),), "", "")
    assert list(commands(made)[0].properties) == keys


def test_a_name_of_a_file_is_read_back_and_a_text_makes_no_command() -> None:
    name = "100%, a:b\r\n::error::x.md"
    claim = replace(results.unchecked(), why="%0A::error::\n::warning::", claim=replace(
        results.unchecked().claim, place=Place(name, 1, 1, Span(0, 24))))  # fmt: skip
    (made,) = commands(Result((results.SOURCE,), (claim,), "", ""))
    assert made.properties["file"] == "100%, a:b\n::error::x.md"
    assert made.message == "Could not be checked: %0A::error:: ::warning::"


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(anything.results())
def test_there_are_as_many_commands_as_findings_whatever_the_texts_are(result: Result) -> None:
    wanted = [one for claim in result.claims for one in (*claim.findings, *claim.ignored)]
    unchecked = sum(claim.outcome == "unchecked" for claim in result.claims)
    found = commands(result)
    assert len(found) == len(wanted) + unchecked
    assert {one.name for one in found} <= {"error", "warning", "notice"}
    assert "\r" not in github(result).decode()
    for one in found:
        assert set(one.properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}
