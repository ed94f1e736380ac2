"""Floors under the batteries in tests/data/cases: what was reached may not be lost. `make bench` prints the figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import pytest

from copydesk import batch
from copydesk.checking.verdict import DEFAULT
from recording import ROOT

Case = dict[str, Any]


class Shares(NamedTuple):
    """Wrong claims caught and right claims passed, in per cent, with the cases that came out wrong."""

    caught: float
    passed: float
    wrong: tuple[str, ...]


@cache
def cases(battery: str) -> tuple[Case, ...]:
    path = ROOT / "tests" / "data" / "cases" / f"{battery}.jsonl"
    return tuple(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


@cache
def outcomes(battery: str) -> dict[str, str]:
    """The verdict for each case, with one index a source."""
    checkers = batch.Checkers()
    return {case["id"]: batch.check_row(case, checkers, DEFAULT)["outcome"] for case in cases(battery)}


def shares(battery: str, fits: Callable[[Case], bool] = lambda case: True) -> Shares:
    right: dict[str, list[bool]] = {"flag": [], "accept": []}
    wrong = []
    for case in filter(fits, cases(battery)):
        good = (outcomes(battery)[case["id"]] == "accepted") == (case["want"] == "accept")
        right[case["want"]].append(good)
        wrong += [] if good else [case["id"]]
    caught, passed = (100 * sum(marks) / len(marks) for marks in right.values())
    return Shares(caught, passed, tuple(wrong))


FLOORS = (("news-en", 85, 85), ("quotes", 98, 98), ("multilingual", 88, 90), ("script", 97, 95))


@pytest.mark.parametrize(("battery", "caught", "passed"), FLOORS)
def test_a_battery_stays_above_its_floor(battery: str, caught: int, passed: int) -> None:
    found = shares(battery)
    assert found.caught >= caught, found.wrong
    assert found.passed >= passed, found.wrong


def test_no_language_falls_far_behind() -> None:
    rows = cases("multilingual")
    for language in sorted({case["lang"] for case in rows}):
        mine = [case for case in rows if case["lang"] == language]
        right = [(outcomes("multilingual")[c["id"]] == "accepted") is (c["want"] == "accept") for c in mine]
        assert sum(right) >= 0.75 * len(right), language
