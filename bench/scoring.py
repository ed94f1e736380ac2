"""Counting what a judge made of a battery, as the project's batteries are counted everywhere.

A wrong claim is caught when the judge answered and did not accept it; a right claim is passed when it was accepted; a
pair is solved when both its claims came out right. A case without an answer is wrong either way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Case = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    def __str__(self) -> str:
        return f"{self.part} of {self.whole}, {self.percent:.1f} %" if self.whole else "-"

    @property
    def percent(self) -> float:
        """The share in per cent; 0 of nothing."""
        return 100 * self.part / self.whole if self.whole else 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """The rates that mean something together only."""

    caught: Share
    passed: Share
    pairs: Share


def score(cases: Sequence[Case], accepted: Mapping[str, bool]) -> Score:
    """Counts the answers of a judge, by id of the case."""
    right = {case["id"]: accepted.get(case["id"]) == (case["want"] == "accept") for case in cases}
    pairs: dict[str, list[bool]] = defaultdict(list)
    for case in cases:
        if case.get("pair"):
            pairs[case["pair"]].append(right[case["id"]])

    def wanted(want: str) -> Share:
        return _share([right[case["id"]] for case in cases if case["want"] == want])

    return Score(wanted("flag"), wanted("accept"), _share([all(both) for both in pairs.values() if len(both) > 1]))


def _share(marks: Sequence[bool]) -> Share:
    return Share(sum(marks), len(marks))
