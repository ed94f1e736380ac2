"""How long our verifier takes for a claim against a long source."""

from __future__ import annotations

import time
from pathlib import Path

from copydesk.checking.check import Checker
from copydesk.checking.verdict import DEFAULT
from copydesk.claims import Claim
from copydesk.ingest import plain

SEED = Path(__file__).parents[1] / "seeds" / "taliban-tajikistan.txt"
CLAIMS = 20
SIZES = (20_000, 40_000)


def lines() -> list[str]:
    """A line for each size of source: milliseconds a claim, index included."""
    story = SEED.read_text(encoding="utf-8")
    claims = [Claim(str(n), sentence) for n, sentence in enumerate(_sentences(story))]
    return [
        f"{CLAIMS} claims against {size // 1000} kB: {_milliseconds(story, size, claims):.1f} ms a claim with the index"
        for size in SIZES
    ]


def _milliseconds(story: str, size: int, claims: list[Claim]) -> float:
    text = (story * (1 + size // len(story)))[:size]
    started = time.perf_counter()
    checker = Checker([plain.from_text(text)], DEFAULT)
    for claim in claims:
        checker.check(claim)
    return 1000 * (time.perf_counter() - started) / len(claims)


def _sentences(story: str) -> list[str]:
    ends = (".", "\N{RIGHT DOUBLE QUOTATION MARK}")
    return ([line.strip() for line in story.splitlines() if line.strip().endswith(ends)] * CLAIMS)[:CLAIMS]
