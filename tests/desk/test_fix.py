"""A summary with its suggestions put in: what changes, what is left, and what stays byte for byte."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from copydesk.checking.check import Checker
from copydesk.checking.records import CheckedClaim, Finding
from copydesk.checking.verdict import DEFAULT, Policy
from copydesk.claims import Claim
from copydesk.desk import fix as desk_fix
from copydesk.desk.fix import fix
from copydesk.ingest import plain
from copydesk.report import json
from copydesk.report.result import Result
from copydesk.source import Source, Span

ROOT = Path(__file__).parents[2]
FLIPS = tomllib.loads((ROOT / "tests" / "data" / "checking" / "flips.toml").read_text(encoding="utf-8"))["flip"]
FIRE = (
    "LINDEN, 16 September 2026 (Wire) - The fire killed 17 people and burned 40 houses on Friday, said Bea Ostrom.\n\n"
    "The café in Zürich lost €4.5 million on 3 May."
)


def fixed(text: str, source: str = FIRE, name: str = "s.md", policy: Policy = DEFAULT) -> tuple[str, Result]:
    return fix(text, [plain.from_text(source, given=plain.Given("en"))], name, "s.fixed.md", policy)


CHANGED = (
    ("The fire killed 19 people.", "The fire killed 17 people."),
    ("The fire killed 19 people and burned 50 houses.", "The fire killed 17 people and burned 40 houses."),
    (
        "- The fire killed **19** people.\n- It burned __50 houses__.\n",
        "- The fire killed **17** people.\n- It burned __40 houses__.\n",
    ),
    (
        "# Fire\r\n\r\n- The fire killed **19**\r\n  people.\r\n",
        "# Fire\r\n\r\n- The fire killed **17**\r\n  people.\r\n",
    ),
    ("The *café* in Zürich lost **€4.6** million 😀.", "The *café* in Zürich lost **€4.5** million 😀."),
    ("The café in Zürich lost money on 4 *May*.", "The café in Zürich lost money on 3 *May*."),
    ("The fire killed nineteen people, said Bea Ostrum.", "The fire killed seventeen people, said Bea Ostrom."),
    (
        "<!-- 19 -->\nThe fire killed 19 [people](http://a.example/19).",
        "<!-- 19 -->\nThe fire killed 17 [people](http://a.example/19).",
    ),
    (
        "```\n19 people\n```\n\nThe fire killed 19 people.   \n",
        "```\n19 people\n```\n\nThe fire killed 17 people.   \n",
    ),
)


@pytest.mark.parametrize(("before", "after"), CHANGED)
def test_only_the_words_of_the_suggestion_change(before: str, after: str) -> None:
    text, result = fixed(before)
    assert text == after
    assert {claim.outcome for claim in result.claims if claim.claim.text != "Fire"} == {"accepted"}
    assert result.fix
    assert (result.fix.file, result.fix.left) == ("s.fixed.md", ())


def test_crlf_and_every_other_byte_stay() -> None:
    before = "\r\n* one\r\n\r\n> The fire killed **19** people.\tTabs \r\n\r\n\r\n"
    text, _ = fixed(before)
    assert text == before.replace("**19**", "**17**")


def test_markup_inside_the_words_is_kept_where_the_change_does_not_touch_it() -> None:
    assert fixed("The fire killed **1**9 people.")[0] == "The fire killed **1**7 people."
    text, result = fixed("The fire killed **4**9 people.")
    assert text == "The fire killed **4**9 people."
    assert result.fix
    assert [change.why[:6] for change in result.fix.left] == ["Markup"]


def test_plain_text_has_no_markup() -> None:
    assert fixed("**The fire killed 19 people.**\n", name="s.txt")[0] == "**The fire killed 17 people.**\n"


def test_spans_are_those_of_the_text_as_it_was_handed_in() -> None:
    before = "The café said so. The fire killed nineteen people and burned 50 houses, said Bea Ostrum."
    _, result = fixed(before)
    assert result.fix
    assert [(c.claim, c.before, c.after) for c in result.fix.applied] == [
        ("s2", "nineteen", "seventeen"),
        ("s2", "50", "40"),
        ("s2", "Bea Ostrum", "Bea Ostrom"),
    ]
    assert all(change.span.of(before) == change.before for change in result.fix.applied)


def test_what_a_policy_does_not_flag_is_not_changed() -> None:
    assert fixed("The fire killed 19 people.", policy=Policy(ignore=("NUM",)))[0] == "The fire killed 19 people."


class Scripted:
    """A checker that flags what a table says: words -> (code, suggestion)."""

    def __init__(self, *rows: tuple[str, str, str | None]) -> None:
        self.rows = rows
        self.policy = DEFAULT

    def __call__(self, sources: Sequence[Source], policy: Policy) -> Scripted:
        return self

    def check(self, claim: Claim) -> CheckedClaim:
        found = []
        for words, code, suggestion in self.rows:
            at = claim.text.find(words)
            if at >= 0:
                span = Span(at, at + len(words))
                found.append(Finding(code, "a-rule", "error", span, "No.", suggestion=suggestion))
        return CheckedClaim(claim, "flagged" if found else "accepted", findings=tuple(found))


def scripted(monkeypatch: pytest.MonkeyPatch, text: str, *rows: tuple[str, str, str | None]) -> tuple[str, Result]:
    monkeypatch.setattr(desk_fix, "Checker", Scripted(*rows))
    return fix(text, [Source("x")], "s.md", "s.fixed.md")


def test_a_suggestion_that_breaks_another_thing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    text, result = scripted(
        monkeypatch, "Nine of ten left.", ("Nine", "NUM001", "Eleven"), ("Eleven of", "SCO005", None)
    )
    assert (text, result.fix and result.fix.file) == ("Nine of ten left.", None)
    assert result.fix
    assert [change.why for change in result.fix.left] == ["With it the claim would be flagged for SCO005."]


def test_two_suggestions_for_the_same_words_are_both_left(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (("9 June", "DAT001", "8 June"), ("9", "NUM001", "7"))
    text, result = scripted(monkeypatch, "It was 9 June.", *rows)
    assert text == "It was 9 June."
    assert result.fix
    assert len(result.fix.left) == 2


def test_of_two_suggestions_for_the_same_words_the_one_that_mends_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (("9 June", "DAT001", "8 June"), ("9", "NUM001", "7"), ("7 June", "DAT002", None))
    assert scripted(monkeypatch, "It was 9 June.", *rows)[0] == "It was 8 June."


def test_what_would_be_cut_into_other_sentences_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    text, result = scripted(monkeypatch, "Ann left.", ("Ann", "NAM002", "Bo left. Cy"))
    assert text == "Ann left."
    assert result.fix
    assert "cut between sentences" in result.fix.left[0].why


def test_what_would_be_read_as_markup_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    assert scripted(monkeypatch, "Ann left.", ("Ann", "NAM002", "*A*"))[0] == "Ann left."


def test_a_change_may_open_the_way_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (("May 5", "DAT001", None), ("5", "NUM001", "16"), ("May 16", "DAT001", "June 16"))
    text, result = scripted(monkeypatch, "It was May 5.", *rows)
    assert text == "It was June 16."
    assert result.fix
    assert [change.span.of("It was May 5.") for change in result.fix.applied] == ["May 5", "5"]


@pytest.mark.parametrize("flip", FLIPS, ids=lambda flip: flip["wrong"])
def test_fixing_twice_is_fixing_once_and_what_is_accepted_stays(flip: dict[str, str]) -> None:
    sources = [Source(flip["source"])]
    text, result = fix(flip["wrong"], sources, "s.txt", "s.txt")
    again, second = fix(text, sources, "s.txt", "s.txt")
    assert again == text
    assert second.fix
    assert second.fix.applied == ()
    before = Checker(sources).check(Claim("c", flip["wrong"])).findings
    flagging = [f for claim in result.claims for f in claim.findings if DEFAULT.flags_finding(f)]
    assert len(flagging) <= len([f for f in before if DEFAULT.flags_finding(f)])
    if Checker(sources).check(Claim("c", flip["right"])).outcome == "accepted":
        assert fix(flip["right"], sources, "s.txt", "s.txt")[0] == flip["right"]


def test_the_json_says_what_was_applied_and_comes_back() -> None:
    _, result = fixed("The fire killed 19 people.")
    assert json.load(json.dump(result)) == result
    assert b'"file": "s.fixed.md"' in json.dump(result)
