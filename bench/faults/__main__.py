"""Faults of the review desk, made for real: `python -m bench.faults races|worker|postgresql|server`.

- `races`: two people decide about the same claim at the same moment, in the store and over HTTP.
- `worker`: `copydesk worker` is killed in the middle of its jobs.
- `postgresql`: the database crashes under a desk at work.
- `server`: `copydesk review` is killed with people and a worker at work.

Exit code 1 when anything was lost, doubled or overwritten unseen, or the history is broken. PostgreSQL must be
installed; see `tests/postgres.py`.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from pathlib import Path

from bench.faults.stores import KINDS, Kind, Outcome

TRIALS: dict[str, dict[Kind, int]] = {
    "races": {"sqlite": 150, "postgresql": 150},
    "worker": {"sqlite": 400, "postgresql": 100},
    "postgresql": {"postgresql": 20},
    "server": {"sqlite": 20},
}
"""How often, on which database, when nothing else is said."""


def table(name: str, outcomes: dict[Kind, Outcome]) -> str:
    """The figures, a column for each database; then the faults."""
    rows = dict.fromkeys(row for outcome in outcomes.values() for row in outcome.figures)
    lines = [f"| {name} | {' | '.join(outcomes)} |", f"|---|{'---|' * len(outcomes)}"]
    for row in [*rows, "faults"]:
        cells = (_cell(outcome, row) for outcome in outcomes.values())
        lines.append(f"| {row} | {' | '.join(cells)} |")
    faults = [f"{kind}: {fault}" for kind, outcome in outcomes.items() for fault in outcome.faults]
    return "\n".join([*lines, *faults])


def _cell(outcome: Outcome, row: str) -> str:
    return f"{len(outcome.faults) if row == 'faults' else outcome.figures.get(row, 0):g}"


def main() -> int:
    """Reads the command line, makes the faults, prints the table."""
    ask = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    ask.add_argument("trial", choices=TRIALS)
    ask.add_argument("--times", type=int, metavar="N", help="on each database; the full number when not given")
    ask.add_argument("--database", choices=KINDS, help="only on this one")
    ask.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    options = ask.parse_args()
    trial = importlib.import_module(f"bench.faults.{options.trial}").trial
    wanted = {options.database: 20} if options.database else TRIALS[options.trial]
    outcomes: dict[Kind, Outcome] = {}
    for kind, times in wanted.items():
        began = time.monotonic()
        outcomes[kind] = trial(kind, options.times or TRIALS[options.trial].get(kind, times))
        outcomes[kind].count("seconds", round(time.monotonic() - began))
    print(table(options.trial, outcomes))
    if options.json:
        figures = {kind: {"figures": one.figures, "faults": one.faults} for kind, one in outcomes.items()}
        options.json.write_text(json.dumps({options.trial: figures}, indent=2) + "\n", encoding="utf-8")
    return int(any(outcome.faults for outcome in outcomes.values()))


if __name__ == "__main__":
    sys.exit(main())
