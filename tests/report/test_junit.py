"""JUnit XML, read back by a parser and by a library for it."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree
from hypothesis import HealthCheck, given, settings
from junitparser import Error, Failure, JUnitXml

import anything
import results
from copydesk.report.escaping import plain
from copydesk.report.junit import junit
from copydesk.report.result import Result


def root(result: Result) -> Element:
    found = ElementTree.fromstring(junit(result))
    assert isinstance(found, Element)
    return found


def test_a_library_for_it_reads_suites_cases_failures_and_errors() -> None:
    (suite,) = JUnitXml.fromstring(junit(results.checked()))
    assert (suite.name, suite.tests, suite.failures, suite.errors, suite.skipped) == ("summary.md", 2, 1, 1, 0)
    first, second = suite
    assert (first.name, first.classname) == ("s1: The fire killed 19 people.", "summary.md")
    assert [(type(one), one.type, one.message) for one in first.result] == [
        (Failure, "NUM001", "The source says 17, not 19.")
    ]
    assert "Suggestion: '19' -> '17'. fire.txt:3:52: '17 people'" in (first.result[0].text or "")
    assert [(type(one), one.message) for one in second.result] == [(Error, "the language 'xx' has no pack")]


def test_a_summary_that_is_no_file_is_called_after_its_sources() -> None:
    unplaced = replace(results.accepted(), findings=(results.flagged().findings[1],))
    (suite,) = JUnitXml.fromstring(junit(Result((results.SOURCE,), (unplaced,), "", "")))
    assert suite.name == "summary of fire.txt"
    (case,) = suite
    assert case.is_passed
    assert "HED001 note" in (case.system_out or "")


def test_a_suite_for_each_file() -> None:
    other = replace(results.flagged().claim, place=replace(results.flagged().claim.place, file="b.md"))  # type: ignore[type-var]
    made = Result((results.SOURCE,), (results.flagged(), replace(results.flagged(), claim=other)), "", "")
    assert [suite.name for suite in JUnitXml.fromstring(junit(made))] == ["summary.md", "b.md"]
    assert root(made).attrib == {"name": "copydesk", "tests": "2", "failures": "2", "errors": "0"}


@pytest.mark.parametrize("text", anything.HOSTILE)
def test_every_letter_is_read_back_as_it_is_shown(text: str) -> None:
    claim = replace(results.flagged(), claim=replace(results.flagged().claim, id="s1", text=f"19 {text}x"))
    case = root(Result((results.SOURCE,), (claim,), "", "")).find("testsuite/testcase")
    assert case is not None
    assert case.get("name") == plain(f"s1: 19 {text}x")


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(anything.results())
def test_it_is_xml_whatever_the_texts_are(result: Result) -> None:
    found = root(result)
    cases = found.findall("testsuite/testcase")
    outcomes = ["flagged" if one.find("failure") is not None else
                "unchecked" if one.find("error") is not None else "accepted" for one in cases]  # fmt: skip
    assert sorted(outcomes) == sorted(claim.outcome for claim in result.claims)
    assert sum(int(one.get("tests", "")) for one in found) == int(found.get("tests", "")) == len(result.claims)
