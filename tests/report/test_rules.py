"""The page of rules is made from the rule tables."""

from pathlib import Path

from copydesk.checking.rules import RULES
from copydesk.report.rules import rules_page

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == rules_page(), "run `make docs`"


def test_every_rule_stands_on_it() -> None:
    page = rules_page()
    assert all(f"| {rule.code} | {rule.name} |" in page for rule in RULES)
