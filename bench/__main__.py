"""`make bench`: our verifier and the presence baseline, on the batteries in tests/data/cases; then speed.

For each battery: wrong claims caught, right claims passed, pairs of which both came out right, milliseconds a row.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import presence
from copydesk import batch
from copydesk.checking.check import Checker
from copydesk.checking.verdict import DEFAULT
from copydesk.claims import Claim
from copydesk.ingest import plain

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "data" / "cases"
SEED = ROOT / "seeds" / "taliban-tajikistan.txt"
CLAIMS_FOR_SPEED = 20

Case = dict[str, Any]
Judge = Callable[[Case], bool]


@dataclass(frozen=True, slots=True)
class Score:
    """What a judge made of a battery: counts of (right, all), and seconds."""

    caught: tuple[int, int]
    passed: tuple[int, int]
    pairs: tuple[int, int]
    seconds: float


def score(cases: Sequence[Case], accepts: Judge) -> Score:
    """Judges every case and counts."""
    started = time.perf_counter()
    right = [accepts(case) == (case["want"] == "accept") for case in cases]
    seconds = time.perf_counter() - started
    pairs: dict[str, list[bool]] = defaultdict(list)
    for case, good in zip(cases, right, strict=True):
        if case.get("pair"):
            pairs[case["pair"]].append(good)
    solved = [all(both) for both in pairs.values() if len(both) > 1]

    def of(want: str) -> tuple[int, int]:
        marks = [good for case, good in zip(cases, right, strict=True) if case["want"] == want]
        return sum(marks), len(marks)

    return Score(of("flag"), of("accept"), (sum(solved), len(solved)), seconds)


def ours() -> Judge:
    """Our verifier, with one index a source, as `copydesk batch check` runs it."""
    checkers = batch.Checkers()
    return lambda case: batch.check_row(case, checkers, DEFAULT)["outcome"] == "accepted"


def baseline(case: Case) -> bool:
    """The presence baseline; passages must stand in the source as well."""
    cited = case.get("evidence")
    known = cited is None or (bool(cited) and all(passage and passage in case["source"] for passage in cited))
    return known and presence.accepts(case["claim"], case["source"])


def table(names: Sequence[str]) -> None:
    """Prints a row for each battery and judge."""
    print(f"{'battery':14} {'judge':9} {'wrong caught':>18} {'right passed':>18} {'pairs solved':>18} {'ms a row':>9}")
    for name in names:
        cases = [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        for judge, accepts in (("copydesk", ours()), ("presence", baseline)):
            found = score(cases, accepts)
            rates = "".join(f"{_rate(pair):>19}" for pair in (found.caught, found.passed, found.pairs))
            print(f"{name:14} {judge:9}{rates} {1000 * found.seconds / len(cases):9.2f}")


def _rate(pair: tuple[int, int]) -> str:
    part, whole = pair
    return f"{part}/{whole} {100 * part / max(1, whole):5.1f} %"


def speed() -> None:
    """Prints milliseconds a claim, index included, for sources of 20 and 40 kB."""
    story = SEED.read_text(encoding="utf-8")
    claims = [Claim(str(n), sentence) for n, sentence in enumerate(_sentences(story))]
    for size in (20_000, 40_000):
        text = (story * (1 + size // len(story)))[:size]
        started = time.perf_counter()
        checker = Checker([plain.from_text(text)], DEFAULT)
        for claim in claims:
            checker.check(claim)
        each = 1000 * (time.perf_counter() - started) / len(claims)
        print(f"{len(claims)} claims against {size // 1000} kB: {each:.1f} ms a claim, index included")


def _sentences(story: str) -> list[str]:
    lines = [
        line.strip() for line in story.splitlines() if line.strip().endswith((".", "\N{RIGHT DOUBLE QUOTATION MARK}"))
    ]
    return (lines * CLAIMS_FOR_SPEED)[:CLAIMS_FOR_SPEED]


def main() -> None:
    """Reads the command line and prints everything."""
    ask = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    ask.add_argument("batteries", nargs="*", default=[path.stem for path in sorted(CASES.glob("*.jsonl"))])
    table(ask.parse_args().batteries)
    speed()


if __name__ == "__main__":
    main()
