"""`make bench`: our verifier, the presence baseline and the peers on the same cases, in one run; then our speed.

The cases are those of ../shared/cases where that folder is there, otherwise those of tests/data/cases. Each judge
runs as a process of its own, one after the other. Without --peers only our verifier and the baseline run.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import page, plot, speed
from bench.judges import CLAIMS, JUDGES, OWN_CASES, PASSAGES, ROOT, Run, interpreter, run
from bench.scoring import Case

SHARED_CASES = ROOT.parent / "shared" / "cases"


def read(path: Path) -> list[Case]:
    """The cases of a battery."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def names(folder: Path) -> list[str]:
    """The batteries of a folder, those that peers are made for first."""
    return sorted(
        (path.stem for path in folder.glob("*.jsonl")), key=lambda name: (name not in CLAIMS + PASSAGES, name)
    )


def runs(folder: Path, batteries: Sequence[str], peers: str | None) -> Iterator[Run]:
    """Every judge on every battery that it is made for."""
    for battery in batteries:
        cases = read(folder / f"{battery}.jsonl")
        for judge in JUDGES:
            python = interpreter(judge, peers)
            if python and battery in (judge.batteries or batteries):
                yield run(judge, battery, cases, python)


def main() -> None:
    """Reads the command line, prints each row as it is ready, and writes the page."""
    folder = SHARED_CASES if SHARED_CASES.is_dir() else OWN_CASES
    ask = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    ask.add_argument("batteries", nargs="*", default=names(folder))
    ask.add_argument("--peers", type=Path, metavar="PYTHON", help="the interpreter that has the extra `peers`")
    ask.add_argument("--page", type=Path, metavar="FILE", help="write a page in Markdown, and a plot beside it")
    options = ask.parse_args()
    peers = str(options.peers.absolute()) if options.peers else None
    done: list[Run] = []
    for one in runs(folder, options.batteries, peers):
        done.append(one)
        print(page.line(one), flush=True)
    speeds = speed.lines()
    print(*speeds, sep="\n")
    if options.page:
        options.page.write_text(page.page(done, speeds, folder, peers), encoding="utf-8")
        options.page.with_suffix(".svg").write_text(plot.svg(done), encoding="utf-8")


if __name__ == "__main__":
    main()
