"""Suggestions: what is offered in place of a claim's words, and what is not."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from copydesk.checking.check import Checker
from copydesk.checking.records import CheckedClaim
from copydesk.checking.trial import MOST_TRIED, put
from copydesk.claims import Claim
from copydesk.ingest import plain
from copydesk.source import Source

FLIPS = tomllib.loads((Path(__file__).parents[1] / "data" / "checking" / "flips.toml").read_text(encoding="utf-8"))


def checked(source: str, claim: str) -> CheckedClaim:
    return Checker([plain.from_text(source, given=plain.Given("en"))]).check(Claim("c", claim))


MENDED = (
    # figures keep the claim's spelling: digits, words, separators, scale, unit, sign
    ("Seventeen people died in the mine.", "The mine killed 19 people.", "The mine killed 17 people."),
    ("The toll was 17 people.", "Nineteen people were the toll.", "Seventeen people were the toll."),
    ("Seventeen people died.", "The mine killed nineteen people.", "The mine killed seventeen people."),
    ("The fire killed 1 234 people.", "The fire killed 1,250 people.", "The fire killed 1,234 people."),
    ("The fire killed 1,234 people.", "The fire killed 1250 people.", "The fire killed 1234 people."),
    ("The fire killed 1,234 people.", "The fire killed 950 people.", "The fire killed 1,234 people."),
    ("It cost 1,234,000 euros.", "It cost 1.5 million euros.", "It cost 1.234 million euros."),
    ("It cost $1.2 billion.", "It cost $1.2 million.", "It cost $1.2 billion."),
    ("Prices rose 12 per cent in Leeds.", "Prices rose 13% in Leeds.", "Prices rose 12% in Leeds."),
    ("The walk is 4,500 metres.", "The walk is 5.5 km.", "The walk is 4.5 km."),
    ("The blast hurt 10 to 20 people.", "The blast hurt 10-30 people.", "The blast hurt 10-20 people."),
    ("The 3rd fire burned.", "The fifth fire burned.", "The third fire burned."),
    ("A 17-year-old man died.", "A 19-year-old man died.", "A 17-year-old man died."),
    (
        "Das Café in Zürich lost €4.5m.",
        "Das Café in Zürich lost €4.6 million.",
        "Das Café in Zürich lost €4.5 million.",
    ),
    # a unit goes with its figure, where the words of the mention say it
    ("The firm lost €40 million.", "The firm lost $40 million.", "The firm lost €40 million."),
    ("Prices rose 12 per cent.", "Prices rose 12 percentage points.", "Prices rose 12 per cent."),
    # dates keep order, length and parts
    ("The trial began on June 27.", "The trial began on 28 June.", "The trial began on 27 June."),
    ("The trial began on 27 June 2021.", "The trial began in July 2021.", "The trial began in June 2021."),
    ("It closed in June.", "It closed in June 2021.", "It closed in June."),
    ("The mine reopened on 3 Jan.", "The mine reopened on 4 Jan.", "The mine reopened on 3 Jan."),
    ("It rained last Thursday.", "It rained last Friday.", "It rained last Thursday."),
    # names keep what the claim says of them
    ("Sergeant Ann Ghani spoke.", "Sergeant Ghanni's car.", "Sergeant Ghani's car."),
    ("President Ashraf Ghani spoke.", "Ashraf Ghanni spoke.", "Ashraf Ghani spoke."),
    ("Martin Hale Jr won the seat.", "Martin Hale won the seat.", "Martin Hale Jr won the seat."),
)


@pytest.mark.parametrize(("source", "claim", "wanted"), MENDED)
def test_the_one_candidate_is_offered_as_the_claim_would_spell_it(source: str, claim: str, wanted: str) -> None:
    offered = [put(claim, finding) for finding in checked(source, claim).findings if finding.suggestion]
    assert offered == [wanted]


NOT_OFFERED = (
    # more than one figure or date could be meant
    ("The fire killed 17 people and the flood killed 31 people.", "The war killed 19 people."),
    ("The trial began on June 27 and ended on June 30.", "The trial was on June 28."),
    # a word outside the mention would have to change too
    ("An 18-year-old man died in Leeds.", "A 21-year-old man died in Leeds."),
    ("One man died in the mine.", "Two men died in the mine."),
    ("The third witness left.", "Three witnesses left."),
    ("The strike costs 900 pounds a day.", "The strike costs 900 pounds a week."),
    # the day of the report is no candidate, nor is the figure of somebody else
    ("LEEDS, 5 April 2026 (Wire) - The minister resigned on Friday.", "The minister resigned on 4 April 2026."),
    ("Ashby have 54 points.", "Dunmere have 58 points."),
    # a figure that the claim has already said
    ("The fire killed 17 people.", "The fire killed 17 people and hurt 19 people."),
)


@pytest.mark.parametrize(("source", "claim"), NOT_OFFERED)
def test_nothing_is_offered_where_nothing_single_fits(source: str, claim: str) -> None:
    assert [finding.suggestion for finding in checked(source, claim).findings if finding.suggestion] == []


@pytest.mark.parametrize("flip", FLIPS["flip"], ids=lambda flip: flip["wrong"])
def test_a_suggestion_makes_its_finding_go_away(flip: dict[str, str]) -> None:
    checker = Checker([Source(flip["source"])])
    for finding in checker.check(Claim("c", flip["wrong"])).findings:
        if finding.suggestion is not None:
            again = checker.check(Claim("c", put(flip["wrong"], finding))).findings
            assert finding.suggestion != finding.span.of(flip["wrong"])
            assert not [f for f in again if f.code == finding.code and f.span.start == finding.span.start]


def test_a_claim_of_endless_errors_is_tried_only_so_often() -> None:
    claim = " ".join(f"The fire killed {number} people." for number in range(20, 20 + 3 * MOST_TRIED))
    findings = checked("The fire killed 17 people.", claim).findings
    assert 0 < len([f for f in findings if f.suggestion]) <= MOST_TRIED < len(findings)


@pytest.mark.parametrize(
    ("claim", "wanted"),
    (
        ("آتش‌سوزی در لندن ۱۹ نفر را کشت.", "۱۷"),
        ("آتش‌سوزی در لندن 19 نفر را کشت.", "17"),
    ),
)
def test_digits_are_written_in_the_script_of_the_claim(claim: str, wanted: str) -> None:
    source = Source("آتش‌سوزی روز دوشنبه در لندن ۱۷ نفر را کشت.", language="fa")
    findings = Checker([source]).check(Claim("c", claim)).findings
    assert [finding.suggestion for finding in findings if finding.suggestion] == [wanted]
