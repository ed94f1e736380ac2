"""The page of a benchmark, in Markdown: the tables, how each judge was used, and what could not be had."""

from __future__ import annotations

import datetime
import os
import platform
import subprocess
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.judges import OWN_CASES, ROOT, Run
from copydesk.version import VERSION

ABSENT = (
    ("groundcheck 1.0.0", "its wheel lacks `data/entity_taxonomy.json`, which every check opens: FileNotFoundError"),
    ("ragground 0.2.2", "its documented use loads an ONNX model that `ragground download-model` fetches"),
    ("groundrails 1.1.2", "its models come from a hub (`snapshot_download`); also 30 dependencies, among them pymc"),
    ("lettucedetect 0.2.3", "its detectors load weights from a hub (`from_pretrained`); needs torch"),
    ("summac 0.0.4", "its models load weights from a hub (`from_pretrained`); needs torch"),
    ("halluguard 0.3.1", "its encoder and cross-encoder load weights from a hub (sentence-transformers)"),
    ("en-core-web-trf 999.9.9, de-core-news-md 999.9.9", "placeholders on the registry, not spaCy's models"),
)
"""Of the kind, on the registry, and not in the table: name with the version looked at, and why."""

INTRODUCTION = """\
Written by `make bench`; do not edit. Every judge gets the same cases in the same run, each in a process of its own,
one after the other, with no network. Caught is the share of wrong claims that are not accepted, passed the share of
right claims that are; neither means anything without the other. A pair, a wrong and a right claim about one source,
is solved when both come out right.

**Read with care.** Our rules were written with these batteries in view, the peers' were not. On news claims that the
rules had not seen, copydesk caught 70 to 75 % and passed 75 to 76 % at the first reading ([figures.md](figures.md)).
And the peers promise less: most look for figures, dates or names that stand nowhere in the source, and leave
negation, roles, hedges and who said what to a model or a person. What they do not promise to catch counts as missed
here all the same, since the question is the same for all: may this claim pass unseen?
"""

PROTOCOL = """\
Time is that of checking alone. Loading (imports, models, one warm-up claim) stands in a column of its own. What can
be prepared once a source is prepared once a source, by all alike. Figures of speed hold for short sources (500
characters on average), and for the machine above, which others used at the same time: compare within a table only.

A claim that cites passages is held against those passages, a claim that cites none against the whole source. A
checker that knows no citations gets the cited passages that do stand in the source, letter by letter; where there are
none, the claim counts as flagged. So it does where a judge raises an exception; the column "raised" says how often.
"""


def line(one: Run) -> str:
    """A run as a line for a terminal."""
    rates = "".join(f"{share!s:>22}" for share in (one.score.caught, one.score.passed, one.score.pairs))
    return f"{one.battery:13} {one.judge.title:36}{rates} {one.claims_a_second:9.0f}/s, loaded in {one.load:.2f} s"


def page(runs: Sequence[Run], speeds: Sequence[str], cases: Path, peers: str | None) -> str:
    """The whole page."""
    parts = ["# Benchmark\n", INTRODUCTION, _circumstances(cases, peers), "![Both rates, by judge](benchmark.svg)\n"]
    for battery in dict.fromkeys(one.battery for one in runs):
        parts += [f"## {battery}\n", "\n".join(_table([one for one in runs if one.battery == battery])) + "\n"]
    parts += ["## Our speed on long sources\n", "\n".join(f"- {text}" for text in speeds) + "\n"]
    parts += ["## How it is measured\n", PROTOCOL, "## How each judge is used\n", "\n".join(_usages(runs)) + "\n"]
    parts += ["## What could not be had\n", "\n".join(_absent()) + "\n"]
    return "\n".join(parts)


def _circumstances(cases: Path, peers: str | None) -> str:
    facts = (
        f"Measured on {datetime.date.today():%-d %B %Y}: copydesk {VERSION} (commit {_commit()}), "
        f"Python {platform.python_version()}, {_processor()}, {os.cpu_count()} cores, "
        f"load average {os.getloadavg()[0]:.1f}. "
        f"Cases: {_named(cases)}."
    )
    return _wrapped(facts + ("" if peers else " The peers were not installed and did not run.")) + "\n"


def _wrapped(text: str, indent: str = "") -> str:
    words = " ".join(text.split())
    return textwrap.fill(words, 124, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _named(cases: Path) -> str:
    """Where the cases are; files that this repository has as well are named as its own."""
    ours = {path.name: path.read_bytes() for path in OWN_CASES.glob("*.jsonl")}
    same = all(ours.get(path.name) == path.read_bytes() for path in cases.glob("*.jsonl"))
    return str((OWN_CASES if same else cases).relative_to(ROOT if same else ROOT.parent))


def _commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    named = [text for text in info.read_text().splitlines() if text.startswith("model name")] if info.exists() else []
    return named[0].partition(":")[2].strip() if named else platform.processor() or platform.machine()


def _table(rows: Sequence[Run]) -> Iterator[str]:
    ours = rows[0].seconds
    yield "| judge | wrong caught | right passed | pairs solved | claims a second | time, ours = 1 | load, s | raised |"
    yield "|---|---|---|---|---|---|---|---|"
    for one in rows:
        rates = f"{one.score.caught} | {one.score.passed} | {one.score.pairs}"
        speed = f"{one.claims_a_second:,.0f} | {one.seconds / ours:.2g} | {one.load:.2f}"
        yield f"| {one.judge.title} | {rates} | {speed} | {one.raised or ''} |"


def _usages(runs: Sequence[Run]) -> Iterator[str]:
    """A point for each judge: the docstring of its adapter, and its versions."""
    for one in {run.judge.adapter: run for run in runs}.values():
        versions = ", ".join(f"{package} {version}" for package, version in one.packages.items())
        yield _wrapped(f"- {one.judge.usage} {f'Version: {versions}.' if versions else ''}", indent="  ")


def _absent() -> Iterator[str]:
    yield "Nothing may be fetched at run time, and models come from the package registry only. Left out, groundcheck"
    yield "after it was installed and run, the others after their packages and documentation were read:\n"
    yield "| package | why |"
    yield "|---|---|"
    yield from (f"| {name} | {why} |" for name, why in ABSENT)
