"""What the real embedded model made of a person's instructions, replayed: whatever came, the verdict is the verifier's.

How often it did what was asked is counted, not promised: docs/review.md has the figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

import recording
from copydesk import check
from copydesk.checking.records import CheckedClaim
from copydesk.desk.revise import Revision, revise
from copydesk.ingest import plain, summary
from copydesk.llm.local import Endpoint
from copydesk.source import Source
from desk.replaying import settings

ROOT = recording.ROOT
ARTICLE = ROOT / "seeds" / "taliban-tajikistan.txt"
SUMMARY = ROOT / "docs" / "example-summary.md"


@dataclass(frozen=True)
class Case:
    """A flagged claim of the example, and what stands in the source instead.

    Attributes:
        key: of the claim in the summary.
        speaker, figures, dates: of the sentence that it is about; `dates` with those of the claim.
    """

    key: str
    speaker: str
    figures: tuple[str, ...]
    dates: str


WRONG_FIGURE = Case("s2", "Uzbekistan", ("53",), r"\b(June|23)\b")
WRONG_MONTH = Case("s4", "Deborah Lyons", ("50", "370"), r"\b(March|May)\b")

Obeyed = Callable[[Case, str, str], bool]
"""Whether a wording does what was asked, given the one before and the new one."""
INSTRUCTIONS: dict[str, Obeyed] = {
    "Write it shorter.": lambda case, before, after: len(after.split()) < len(before.split()),
    "Keep the figure of the source.": lambda case, before, after: set(case.figures) == set(_figures(case, after)),
    "Begin with who said it.": lambda case, before, after: after.startswith(case.speaker),
    "Leave the date out.": lambda case, before, after: not re.search(case.dates, after),
}


def _figures(case: Case, text: str) -> list[str]:
    return re.findall(r"\d+", re.sub(rf"June \d+|{case.dates}", "", text))


@dataclass(frozen=True)
class Asked:
    """One instruction, and what came of it."""

    case: Case
    before: CheckedClaim
    instruction: str
    made: Revision

    @property
    def obeyed(self) -> bool:
        made = self.made.claim
        return made is not None and INSTRUCTIONS[self.instruction](self.case, self.before.claim.text, made.claim.text)

    @property
    def passed(self) -> bool:
        return self.made.claim is not None and self.made.claim.outcome == "accepted"


def source() -> Source:
    return plain.read(str(ARTICLE))


def flagged(case: Case) -> CheckedClaim:
    found = check(list(summary.claims(SUMMARY.read_text(encoding="utf-8"), "summary.md")), source()).claims
    (claim,) = (checked for checked in found if checked.claim.id == case.key)
    assert claim.outcome == "flagged"
    return claim


def asked(case: Case, endpoint: Endpoint) -> list[Asked]:
    article, before, chosen = source(), flagged(case), settings(endpoint, language="en")
    return [Asked(case, before, words, revise(article, before, words, chosen)) for words in INSTRUCTIONS]


def judged_like_any_other(one: Asked) -> None:
    """The verdict is that of the same checker on the same claim, and the instruction stands in the record."""
    made = one.made
    assert len(made.run.attempts) == 1
    assert made.run.settings["instruction"] == one.instruction
    if made.claim is None:
        assert made.stopped
        return
    assert check([made.claim.claim], source()).claims == (made.claim,)
    assert made.claim.claim.id == f"{one.before.claim.id}.r1"


def counted(answers: list[Asked]) -> tuple[list[str], int]:
    """Which instructions were followed, and how many answers the verifier accepted."""
    return [one.instruction for one in answers if one.obeyed], sum(one.passed for one in answers)


@pytest.mark.vcr
def test_a_claim_with_a_wrong_figure_is_asked_again(embedded: Endpoint) -> None:
    """Seen: the figure is mended each time, and the sentence is the same whatever was asked."""
    answers = asked(WRONG_FIGURE, embedded)
    for one in answers:
        judged_like_any_other(one)
    assert counted(answers) == (["Keep the figure of the source.", "Begin with who said it."], 4)


@pytest.mark.vcr
def test_a_claim_with_a_wrong_month_is_asked_again(embedded: Endpoint) -> None:
    answers = asked(WRONG_MONTH, embedded)
    for one in answers:
        judged_like_any_other(one)
    assert counted(answers) == (["Keep the figure of the source.", "Begin with who said it."], 0)
