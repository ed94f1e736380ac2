"""Replays a cassette in a process of its own and writes the result: replaying.py CASSETTE SEED CLAIMS."""

from __future__ import annotations

import sys
from pathlib import Path

import vcr

import recording
from copydesk.desk.summarise import SummariseSettings, summarise
from copydesk.ingest import plain
from copydesk.llm import local
from copydesk.report.json import dump

NOWHERE = local.Endpoint("http://127.0.0.1:9/v1", local.NAME, "replayed")


def settings(endpoint: local.Endpoint = NOWHERE, **changes: object) -> SummariseSettings:
    """The settings of recorded runs: what the embedded model gets by default, at the endpoint that answers now."""
    where = {"base_url": endpoint.base_url, "model": endpoint.model, "api_key": endpoint.api_key}
    return SummariseSettings(**{**where, "mode": "json_schema", "timeout": 900.0, **changes})  # type: ignore[arg-type]


def replay(cassette: Path, seed: str, claims: int) -> bytes:
    """The result of a run that was recorded without asking again, as JSON."""
    player = vcr.VCR(record_mode="none")
    recording.register(player)
    with player.use_cassette(str(cassette), **recording.config()):
        source = plain.read(str(recording.ROOT / "seeds" / f"{seed}.txt"))
        return dump(summarise(source, settings(claims=claims, max_reasks=0)))


if __name__ == "__main__":
    sys.stdout.buffer.write(replay(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
