"""The judges that are compared, and one run of one of them."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.scoring import Case, Score, score

ROOT = Path(__file__).parents[1]
OWN_CASES = ROOT / "tests" / "data" / "cases"
CLAIMS, PASSAGES = ("news-en",), ("quotes",)
SECONDS = 300
GIVEN = ("id", "source", "claim", "evidence", "lang")


@dataclass(frozen=True, slots=True)
class Judge:
    """A judge by the name of its adapter in bench/peers, and a setting of it."""

    name: str
    adapter: str
    setting: str = ""
    batteries: Sequence[str] = ()
    """Those it is made for; empty: all."""
    is_peer: bool = True

    @property
    def title(self) -> str:
        """The name with the setting, as tables show it."""
        return f"{self.name}, {self.setting}" if self.setting else self.name

    @property
    def usage(self) -> str:
        """How it is used, and where its documentation says so: the docstring of the adapter."""
        path = ROOT / "bench" / "peers" / f"{self.adapter}.py"
        return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""


JUDGES = (
    Judge("copydesk", "ours", is_peer=False),
    Judge("presence baseline", "presence", is_peer=False),
    Judge("sourced-evidence", "sourced", "grounded", CLAIMS),
    Judge("sourced-evidence", "sourced", "not contradicted", CLAIMS),
    Judge("rag-quantguard", "quantguard", "quantities", CLAIMS),
    Judge("rag-quantguard", "quantguard", "with fallback", CLAIMS),
    Judge("grounded-check", "grounded", "", CLAIMS),
    Judge("onus", "onus", "no model", CLAIMS),
    Judge("corroborate", "corroborate", "", CLAIMS),
    Judge("spaCy entities", "spacy", "all", CLAIMS),
    Judge("spaCy entities", "spacy", "names", CLAIMS),
    Judge("langextract", "langextract", "located", PASSAGES),
    Judge("langextract", "langextract", "exact", PASSAGES),
    Judge("instructor CitationMixin", "instructor", "found", PASSAGES),
    Judge("instructor CitationMixin", "instructor", "unchanged", PASSAGES),
)


@dataclass(frozen=True, slots=True)
class Run:
    """What a judge made of a battery, and how long it took."""

    judge: Judge
    battery: str
    score: Score
    cases: int
    seconds: float
    """Of checking alone."""
    load: float
    """Seconds for imports, models and a warm-up row."""
    raised: int
    """Rows on which it raised; these count as flagged."""
    packages: dict[str, str] = field(default_factory=dict)

    @property
    def claims_a_second(self) -> float:
        """How many claims are checked in a second, loading apart."""
        return self.cases / self.seconds


class JudgeFailed(Exception):
    """A judge did not run to its end."""


def run(judge: Judge, battery: str, cases: Sequence[Case], python: str) -> Run:
    """Runs a judge on a battery in a process of its own."""
    rows = ({key: case[key] for key in GIVEN if case.get(key) is not None} for case in cases)
    done = subprocess.run(
        [python, "-m", f"bench.peers.{judge.adapter}", *([judge.setting] if judge.setting else [])],
        input="".join(json.dumps(row) + "\n" for row in rows),
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env=_environment(judge),
        timeout=SECONDS,
    )
    if done.returncode or not done.stdout:
        raise JudgeFailed(f"{judge.title} ended with {done.returncode}: {done.stderr[-500:]}")
    ready, *answers = map(json.loads, done.stdout.splitlines())
    errors = [answer["error"] for answer in answers if "error" in answer]
    if errors and not judge.is_peer:
        raise JudgeFailed(f"{judge.title} raised {errors[0]}")
    accepted = {answer["id"]: answer["accept"] for answer in answers}
    return Run(
        judge,
        battery,
        score(cases, accepted),
        len(cases),
        seconds=sum(answer["seconds"] for answer in answers),
        load=ready["load"],
        raised=len(errors),
        packages=ready["packages"],
    )


def _environment(judge: Judge) -> dict[str, str]:
    """That of this process; a peer finds nothing of ours but the adapter."""
    kept = {name: value for name, value in os.environ.items() if not (judge.is_peer and name == "PYTHONPATH")}
    return {**kept, "PYTHONUTF8": "1", "HF_HUB_OFFLINE": "1"}


def interpreter(judge: Judge, peers: str | None) -> str | None:
    """Which Python runs a judge: this one, or that of the peers where there is one."""
    return peers if judge.is_peer else sys.executable
