"""How the benchmark talks to a judge: JSON Lines in, JSON Lines out, one process a judge. Standard library only.

A judge reads {"id", "source", "claim", "evidence"?} on standard input. It answers {"load", "packages"} once, when it
is ready, and then {"id", "accept", "seconds"} for each row, with an "error" where it raised, which accepts nothing.

Loading (imports, models, and one warm-up row) is timed apart from checking. Nothing may reach a network meanwhile.
"""

from __future__ import annotations

import importlib.metadata
import json
import sys
import time
from collections.abc import Callable
from typing import Any

Row = dict[str, Any]
Judge = Callable[[Row], bool]

WARM_UP: Row = {
    "id": "warm-up",
    "source": "The fire in Linden killed 17 people on 12 March 2026, said Bea Ostrom.",
    "claim": "The fire killed 17 people.",
    "evidence": ["The fire in Linden killed 17 people"],
}


def serve(load: Callable[[], Judge], *packages: str) -> None:
    """Loads a judge, then judges what comes in on standard input. `packages` are those whose versions count."""
    sys.addaudithook(_no_network)
    started = time.perf_counter()
    accepts = load()
    accepts(WARM_UP)
    _say({"load": time.perf_counter() - started, "packages": {p: importlib.metadata.version(p) for p in packages}})
    for line in sys.stdin:
        _say(_answer(accepts, json.loads(line)))


def grounds(row: Row) -> list[str]:
    """What a claim is held against, for a checker that knows no citations: the cited passages, or the whole source.

    Passages that do not stand in the source, letter by letter, are left out.
    """
    cited = row.get("evidence")
    return [row["source"]] if cited is None else [passage for passage in cited if passage and passage in row["source"]]


def _answer(accepts: Judge, row: Row) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        verdict: dict[str, Any] = {"accept": accepts(row)}
    except Exception as error:  # noqa: BLE001 - whatever a peer raises, the rest of its rows are still judged
        verdict = {"accept": False, "error": f"{type(error).__name__}: {error}"}
    return {"id": row["id"], **verdict, "seconds": time.perf_counter() - started}


def _say(record: dict[str, Any]) -> None:
    print(json.dumps(record), flush=True)


def _no_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise RuntimeError(f"a judge may not reach the network: {event} {arguments!r}")
