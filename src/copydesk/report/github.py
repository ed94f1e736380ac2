"""A result as workflow commands of GitHub Actions, which shows them beside the lines of the summary.

A command is one line: what would end it, or part its properties, is written as GitHub reads it (`%`, carriage return,
line feed; in a property also `:` and `,`). GitHub takes columns only within one line. Columns are code points from 1,
the end is behind the last letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from copydesk.checking.records import CheckedClaim, Finding, Severity
from copydesk.report import places, wording
from copydesk.report.escaping import plain
from copydesk.report.result import Result
from copydesk.source import Span

_COMMANDS: Mapping[Severity, str] = MappingProxyType({"error": "error", "warning": "warning", "note": "notice"})


def github(result: Result) -> bytes:
    """A line for each finding, also for one that a person lets pass, and for each claim that could not be checked."""
    return "".join(f"{line}\n" for checked in result.claims for line in _lines(result, checked)).encode()


def _lines(result: Result, checked: CheckedClaim) -> Iterator[str]:
    if checked.outcome == "unchecked":
        title = f"unchecked ({checked.claim.id})"
        yield _command("warning", _where(checked, None), title, f"Could not be checked: {checked.why}")
    for finding in checked.findings:
        title = f"{finding.code} {finding.rule} ({checked.claim.id})"
        yield _command(
            _COMMANDS[finding.severity], _where(checked, finding.span), title, _message(result, checked, finding)
        )
    for one in checked.ignored:
        title = f"{one.finding.code} ignored ({checked.claim.id})"
        said = f"Ignored: {one.ignore.reason}. {one.finding.message}"
        yield _command("notice", _where(checked, one.finding.span), title, said)


def _message(result: Result, checked: CheckedClaim, finding: Finding) -> str:
    said = [finding.message]
    if finding.suggestion is not None:
        said.append(f"Suggestion: {wording.change(checked, finding)}.")
    said += [f"{wording.ref_where(result, ref)}: {wording.ref_words(result, ref)!r}" for ref in finding.refs[:1]]
    return " ".join(said)


def _where(checked: CheckedClaim, span: Span | None) -> dict[str, str]:
    """Properties that say where; none for a claim that stands in no file."""
    claim = checked.claim
    if claim.place is None:
        return {}
    region = places.in_summary(claim.text, claim.place, span or Span(0, len(claim.text)))
    found = {"file": wording.spelled(claim.place.file), "line": str(region.line)}
    if region.end and region.end[0] != region.line:
        return {**found, "endLine": str(region.end[0])}
    found["col"] = str(region.column)
    return {**found, "endColumn": str(region.end[1])} if region.end else found


def _command(name: str, where: Mapping[str, str], title: str, message: str) -> str:
    properties = ",".join(f"{key}={_property(value)}" for key, value in {**where, "title": plain(title)}.items())
    return f"::{name} {properties}::{_data(plain(message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
