"""The table of rules: codes, names, and each example run: the right claim passes, the wrong one is caught by it."""

from __future__ import annotations

import re

import pytest
from _pytest.mark import ParameterSet

from copydesk.checking.check import Checker
from copydesk.checking.records import CheckedClaim
from copydesk.checking.rules import FAMILIES, FINDERS, RULES, TORN, WHOLE
from copydesk.checking.rules.table import Example, Rule
from copydesk.claims import Claim
from copydesk.source import Source

EXAMPLES: list[ParameterSet] = [pytest.param(rule, rule.example, id=rule.code) for rule in RULES if rule.example]
"""The rule and its example, for every rule that has one."""


def checked(source: str, claim: str) -> CheckedClaim:
    return Checker([Source(source)]).check(Claim("c", claim))


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_the_right_claim_of_an_example_is_accepted(rule: Rule, example: Example) -> None:
    found = checked(example.source, example.right)
    assert (found.outcome, [f.code for f in found.findings if f.severity != "note"]) == ("accepted", [])


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_the_wrong_claim_of_an_example_is_flagged_by_its_family(rule: Rule, example: Example) -> None:
    found = checked(example.source, example.wrong)
    assert rule.code[:3] in {f.code[:3] for f in found.findings}
    assert found.outcome == ("accepted" if rule.severity == "note" else "flagged")


def test_codes_and_names_are_unique() -> None:
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_what_it_means(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z]{3}\d{3}", rule.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert rule.says.endswith(".")
    assert rule.says[0].isupper()


def test_a_family_is_one_file_and_three_letters() -> None:
    """The first three letters of its codes are those of the family's own name."""
    for family in FAMILIES:
        letters = {rule.code[:3] for rule in family.RULES}
        assert letters == {family.__name__.rpartition(".")[2][:3].upper()}


def test_every_family_is_listed_once_and_the_shorter_lists_are_of_them() -> None:
    assert len(set(FINDERS)) == len(FINDERS) == len(FAMILIES)
    assert set(WHOLE) - set(FINDERS) <= {finder for finder in WHOLE if finder.__name__.startswith("find_")}
    assert set(WHOLE) <= set(TORN)


def test_findings_carry_the_name_and_severity_of_their_rule() -> None:
    rules = {rule.code: rule for rule in RULES}
    for rule in RULES:
        if rule.example:
            for finding in checked(rule.example.source, rule.example.wrong).findings:
                known = rules[finding.code]
                assert (finding.rule, finding.severity) == (known.name, known.severity)
