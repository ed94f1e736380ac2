"""`copydesk audit`: whether the review desk's history is whole, and what its decisions say."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from copydesk.cli.database import URL, needs_review, opened
from copydesk.cli.output import console, save
from copydesk.errors import InputError

if TYPE_CHECKING:
    from rich.table import Table

    from copydesk.store.agreement import Agreement, FalseAlarms
    from copydesk.store.audit import Audit
    from copydesk.store.chain import Head
    from copydesk.store.database import Connection

BROKEN = 1
"""The exit code."""


@click.command()
@URL
@click.option(
    "--anchor",
    "anchors",
    multiple=True,
    metavar="FILE",
    help="An export or a log that holds heads of the history; may be repeated, - for standard input.",
)
@click.option("--cases", "as_cases", type=click.Path(path_type=Path), help="Write false alarms and misses as cases.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
@click.pass_context
def audit(ctx: click.Context, url: str | None, anchors: tuple[str, ...], as_cases: Path | None, as_json: bool) -> None:
    """Verify the review desk's history, and show how far people agree and how often alarms were false.

    Whoever can write the database could also cut the end of the history off, or write it anew. That shows only when
    --anchor gives an export or a log from before: its heads must stand in the history.

    Exit code 0: whole. 1: broken, and the first thing that is wrong is named. 2: an anchor holds no head, or there is
    no database.
    """
    with needs_review():
        from copydesk.store import agreement, cases
        from copydesk.store.audit import audit as audited
    began = time.perf_counter()
    heads = [head for name in anchors for head in _heads(name)]
    with opened(url, make=False) as database, database.reading() as reading:
        found = audited(reading, heads)
        seconds = time.perf_counter() - began
        agreed, alarms = agreement.agreement(reading), agreement.false_alarms(reading)
        if as_cases:
            _write(reading, as_cases)
            held = cases.held_back(reading)
            if held:
                click.echo(f"marks held back, since other findings stand against the same claim: {held}", err=True)
    if as_json:
        click.echo(json.dumps(_plain(found, agreed, alarms, seconds), indent=2, ensure_ascii=False))
    else:
        _print(found, agreed, alarms, seconds)
    ctx.exit(0 if found.intact else BROKEN)


def _heads(name: str) -> Iterator[Head]:
    """The heads that a file holds, read line by line: a log can be long.

    Raises:
        InputError: it cannot be read, or holds none.
    """
    from copydesk.store.chain import heads_in

    count = 0
    try:
        with click.open_file(name, encoding="utf-8", errors="replace") as file:
            for line in file:
                for head in heads_in(line):
                    count += 1
                    yield head
    except OSError as error:
        raise InputError(f"{name!r} cannot be read: {error.strerror}.", "Check the name.") from None
    if not count:
        step = "Give an export or a log with a line such as copydesk-head:7:3f1c..."
        raise InputError(f"{name!r} holds no head of a history, so it can prove nothing.", step)


def _write(reading: Connection, path: Path) -> None:
    from copydesk.store import cases

    lines = [cases.line(case) for case in cases.cases(reading)]
    save(path, b"".join(lines))
    click.echo(f"cases written to {str(path)!r}: {len(lines)}", err=True)


# -- shown ---------------------------------------------------------------------------------------------------------


def _print(found: Audit, agreed: Agreement, alarms: Sequence[FalseAlarms], seconds: float) -> None:
    screen = console()
    screen.print(found.broken or f"The history is whole, as checked in {seconds:.1f} s.", soft_wrap=True)
    screen.print(f"head: {found.head}", soft_wrap=True)
    counts = asdict(found.figures) | {"anchors": found.anchors}
    screen.print(", ".join(f"{name} {count}" for name, count in counts.items()), soft_wrap=True)
    screen.print()
    screen.print(*(_agreement(agreed) if agreed.pairs else ("No wording was decided by two people yet.",)))
    screen.print()
    screen.print(_alarms(alarms) if alarms else "Nobody has decided about a flagged claim yet.")


def _agreement(agreed: Agreement) -> Iterator[Table | str]:
    people, more = len(agreed.people), agreed.decided - agreed.shared
    table = _table("people", "wordings", "the same", "agreement", "kappa")
    for pair in agreed.by_pair:
        names = f"{pair.first}, {pair.second}"
        table.add_row(names, str(pair.shared), str(pair.agreed), _percent(pair.percent), _figure(pair.kappa))
    if len(agreed.by_pair) > 1:
        all_of = (f"all {people}", str(agreed.shared), f"{agreed.agreed} of {agreed.pairs} pairs")
        table.add_row(*all_of, _percent(agreed.percent), _figure(agreed.kappa))
    yield table
    yield f"Krippendorff's alpha: {_figure(agreed.alpha)}. Wordings that one person alone decided about: {more}."


def _alarms(alarms: Sequence[FalseAlarms]) -> Table:
    table = _table("family", "findings looked at", "false alarms", "rate", "claims", "accepted")
    for one in alarms:
        rate = _percent(100 * one.rate)
        table.add_row(one.family, str(one.findings), str(one.marked), rate, str(one.claims), str(one.accepted))
    return table


def _table(first: str, *others: str) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(first)
    for name in others:
        table.add_column(name, justify="right")
    return table


def _percent(value: Fraction | None) -> str:
    return "-" if value is None else f"{float(value):.1f} %"


def _figure(value: Fraction | float | None) -> str:
    return "-" if value is None else f"{float(value):.2f}"


# -- for programs --------------------------------------------------------------------------------------------------


def _plain(found: Audit, agreed: Agreement, alarms: Sequence[FalseAlarms], seconds: float) -> dict[str, Any]:
    return {
        "intact": found.intact,
        "broken": found.broken,
        "head": str(found.head),
        "anchors": found.anchors,
        "seconds": round(seconds, 3),
        "figures": asdict(found.figures),
        "agreement": {
            **{name: _number(value) for name, value in asdict(agreed).items() if name != "by_pair"},
            "percent": _number(agreed.percent),
            "by_pair": [{**_numbers(pair), "percent": _number(pair.percent)} for pair in agreed.by_pair],
        },
        "false_alarms": [{**_numbers(one), "rate": _number(one.rate)} for one in alarms],
    }


def _numbers(record: Any) -> dict[str, Any]:
    return {name: _number(value) for name, value in asdict(record).items()}


def _number(value: Any) -> Any:
    return round(float(value), 4) if isinstance(value, Fraction | float) else value
