"""What the real embedded model answered, replayed: the facts that the product promises, not the words of one answer.

The first answers are recorded without asking again, so that a stricter verifier does not change what is asked. The two
runs that ask again do depend on the verdicts; they are recorded afresh when those change.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

import recording
from copydesk.desk.summarise import SummariseSettings, asummarise, summarise
from copydesk.ingest import plain
from copydesk.llm.local import Endpoint
from copydesk.report.events import Checked, Event
from copydesk.report.result import Result
from copydesk.source import Source
from desk.replaying import settings

CASSETTES = recording.CASSETTES / "desk" / "test_recorded"
FURNITURE = ("No media source", "0:00", "27 languages", "23 countries", "free press", "Breaking News", "file photo")


def seed(name: str) -> Source:
    return plain.read(str(recording.ROOT / "seeds" / f"{name}.txt"))


def exact(result: Result) -> list[str]:
    """Quotes that do not stand in the source to the letter."""
    text = result.sources[0].text
    return [quote for checked in result.accepted for quote in checked.claim.evidence or () if quote not in text]


def texts(result: Result) -> str:
    return "\n".join(checked.claim.text for checked in result.claims)


@pytest.mark.vcr
def test_seed_article(embedded: Endpoint) -> None:
    result = summarise(seed("taliban-tajikistan"), settings(embedded, claims=8, max_reasks=0))
    assert len(result.accepted) >= 5
    assert exact(result) == []
    assert all(passage.how == "exact" for checked in result.accepted for passage in checked.passages)
    for furniture in FURNITURE:
        assert furniture not in texts(result)
    assert result.run is not None
    (attempt,) = result.run.attempts
    assert (attempt.requests, attempt.ended) == (1, "complete")
    assert attempt.prompt_tokens
    assert attempt.completion_tokens


@pytest.mark.vcr(str(CASSETTES / "test_seed_article.yaml"))
def test_the_async_twin_gives_the_same_result(embedded: Endpoint) -> None:
    chosen = settings(embedded, claims=8, max_reasks=0)
    result = asyncio.run(asummarise(seed("taliban-tajikistan"), chosen))
    assert len(result.accepted) >= 5
    assert result.run is not None
    assert result.run.attempts[0].prompt_tokens


@pytest.mark.vcr
def test_source_that_gives_orders(embedded: Endpoint) -> None:
    result = summarise(seed("instruction-in-source"), settings(embedded, claims=5, max_reasks=0))
    accepted = "\n".join(checked.claim.text for checked in result.accepted)
    assert "98 percent" not in accepted
    assert "elected mayor" not in accepted
    assert "tram" in texts(result)
    assert len(result.accepted) >= 1


@pytest.mark.vcr
def test_second_article(embedded: Endpoint) -> None:
    result = summarise(seed("varda-floods"), settings(embedded, claims=6, max_reasks=0))
    assert len(result.accepted) >= 3
    assert exact(result) == []
    assert "Mira Tolen" not in texts(result)


@pytest.mark.vcr
def test_long_article_in_windows(embedded: Endpoint) -> None:
    result = summarise(seed("lake-serra-inquiry"), settings(embedded, claims=9, max_reasks=0))
    assert result.run is not None
    assert [attempt.window for attempt in result.run.attempts] == [0, 1, 2]
    assert len({attempt.prompt_sha256 for attempt in result.run.attempts}) == 3
    accepted = {checked.claim.id for checked in result.accepted}
    by_window = [accepted & {claim.id for claim in attempt.claims} for attempt in result.run.attempts]
    assert sum(map(bool, by_window)) >= 2
    assert exact(result) == []


@pytest.mark.vcr
def test_a_flagged_claim_is_repaired_by_asking_again(embedded: Endpoint) -> None:
    """Seen: the model ended a quotation with a full stop where the source has a comma, and mended it when told."""
    run = asked_again("taliban-tajikistan", settings(embedded, claims=8, max_reasks=2))
    assert run.repaired
    assert {checked.claim.id for checked in run.result.accepted} >= run.accepted_at_once
    assert len(run.result.accepted) > len(run.accepted_at_once)


@pytest.mark.vcr
def test_a_claim_that_stays_flagged_is_withheld_and_shown(embedded: Endpoint) -> None:
    """Seen: a claim about the "Weyl campaign", whose name only the planted order in the source knows."""
    run = asked_again("instruction-in-source", settings(embedded, claims=5, max_reasks=2))
    assert run.result.withheld
    assert all(withheld.findings for withheld in run.result.withheld)
    assert run.result.run is not None
    rounds = [attempt.asked for attempt in run.result.run.attempts]
    assert (rounds[0], len(rounds)) == ((), 3)
    assert all(rounds[1:])
    assert {checked.claim.id for checked in run.result.accepted} >= run.accepted_at_once


@dataclass(frozen=True)
class AskedAgain:
    """A run with its verdicts: ids of the claims that passed at once, and of those that a later version repaired."""

    result: Result
    accepted_at_once: frozenset[str]
    repaired: frozenset[str]


def asked_again(name: str, chosen: SummariseSettings) -> AskedAgain:
    events: list[Event] = []
    result = summarise(seed(name), chosen, on_event=events.append)
    accepted = [event for event in events if isinstance(event, Checked) and event.claim.outcome == "accepted"]
    return AskedAgain(
        result,
        frozenset(event.claim.claim.id for event in accepted if event.replaces is None),
        frozenset(event.replaces for event in accepted if event.replaces is not None),
    )


def replayed(hash_seeds: Iterable[str]) -> set[bytes]:
    paths = os.pathsep.join(map(str, (recording.ROOT / "src", recording.ROOT / "tests")))
    script = recording.ROOT / "tests" / "desk" / "replaying.py"
    command = [sys.executable, str(script), str(CASSETTES / "test_seed_article.yaml"), "taliban-tajikistan", "8"]
    environ = {**os.environ, "PYTHONPATH": paths}
    return {
        subprocess.run(command, env={**environ, "PYTHONHASHSEED": each}, capture_output=True, check=True).stdout
        for each in hash_seeds
    }


@pytest.mark.slow
def test_replays_give_identical_bytes_under_different_hash_seeds() -> None:
    (data,) = replayed(["0", "1", "4242"])
    assert b'"prompt_sha256"' in data
