"""The benchmark counts as the batteries are counted everywhere, and its page and plot say what was counted."""

from __future__ import annotations

import pytest
from bench import page, plot, wire
from bench.judges import JUDGES, OWN_CASES, Run
from bench.scoring import Score, Share, score

CASES = [
    {"id": "a-bad", "pair": "a", "want": "flag"},
    {"id": "a-good", "pair": "a", "want": "accept"},
    {"id": "b-bad", "pair": "b", "want": "flag"},
    {"id": "b-good", "pair": "b", "want": "accept"},
    {"id": "c-bad", "pair": "c", "want": "flag"},
    {"id": "c-good", "pair": "c", "want": "accept"},
    {"id": "d-bad", "pair": "d", "want": "flag"},
    {"id": "e-good", "pair": None, "want": "accept"},
]
ACCEPTED = {
    "a-bad": False,
    "a-good": True,
    "b-bad": True,
    "b-good": True,
    "c-good": True,
    "d-bad": False,
    "e-good": False,
}
"""No answer for c-bad; d is half a pair; e is none."""

COUNTED = Score(caught=Share(2, 4), passed=Share(3, 4), pairs=Share(1, 3))
"""What shared/tools/score.py prints for these: caught 2/4 (50.0 %), passed 3/4 (75.0 %), pairs solved 1/3 (33.3 %)."""


def test_counts_are_those_of_the_shared_scorer() -> None:
    assert score(CASES, ACCEPTED) == COUNTED


def test_nothing_answered_is_nothing_right() -> None:
    assert score(CASES, {}) == Score(Share(0, 4), Share(0, 4), Share(0, 3))


def runs() -> list[Run]:
    """Ours, in two seconds, and a peer, in half a second."""
    return [
        Run(judge, "news-en", COUNTED, cases=8, seconds=seconds, load=0.25, raised=raised)
        for judge, seconds, raised in ((JUDGES[0], 2.0, 0), (JUDGES[2], 0.5, 1))
    ]


def test_the_page_holds_the_counts_and_the_ratio_of_times() -> None:
    text = page.page(runs(), ["fast"], OWN_CASES, peers="python")
    assert "| copydesk | 2 of 4, 50.0 % | 3 of 4, 75.0 % | 1 of 3, 33.3 % | 4 | 1 | 0.25 |  |" in text
    assert (
        "| sourced-evidence, grounded | 2 of 4, 50.0 % | 3 of 4, 75.0 % | 1 of 3, 33.3 % | 16 | 0.25 | 0.25 | 1 |"
        in text
    )


def test_the_plot_has_two_bars_a_judge() -> None:
    drawn = plot.svg(runs())
    assert drawn.count(">50.0<") == drawn.count(">75.0<") == 2


@pytest.mark.parametrize(
    ("evidence", "grounds"),
    [
        (None, ["The fire killed 17 people."]),
        (["killed 17 people"], ["killed 17 people"]),
        (["killed 17 people", "killed 19 people"], ["killed 17 people"]),
        (["killed 19 people"], []),
        ([""], []),
        ([], []),
    ],
)
def test_a_checker_without_citations_gets_what_stands_in_the_source(
    evidence: list[str] | None, grounds: list[str]
) -> None:
    assert wire.grounds({"source": "The fire killed 17 people.", "evidence": evidence}) == grounds


def test_every_judge_says_how_it_is_used() -> None:
    assert all(judge.usage for judge in JUDGES)
