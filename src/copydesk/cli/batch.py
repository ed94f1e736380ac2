"""`copydesk batch`: JSON Lines in, JSON Lines out; the entrance for programs."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import click

from copydesk import batch as rows
from copydesk.cli.options import of
from copydesk.cli.policy import policy_of
from copydesk.cli.summarise import settings_from
from copydesk.errors import InputError, ModelMissing, ModelRefused, ModelUnreachable
from copydesk.report.result import Result
from copydesk.source import Source

SOME_ROWS_FAILED = 2


@click.group()
def batch() -> None:
    """Many rows at once: JSON Lines in, JSON Lines out.

    Exit code 0: every row was answered. 2: some rows got an error record instead; the rest were answered.
    """


@batch.command("check")
@click.argument("given", metavar="IN")
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@of("batch check")
@click.pass_context
def check(ctx: click.Context, /, given: str, out: Path, ignore: tuple[str, ...], errors_only: bool) -> None:
    """Check the claims of IN and write one verdict a row to OUT (- for standard input and output).

    A row has id, source (a text, or several), claim, and where known evidence (passages), lang, published, policy;
    a row's own policy counts before the options.
    """
    checkers = rows.Checkers()
    failed = {"outcome": "unchecked", "findings": []}
    _write(
        ctx,
        out,
        given,
        partial(rows.check_row, checkers=checkers, policy=policy_of(ignore, errors_only=errors_only)),
        failed,
    )


@batch.command("mentions")
@click.argument("given", metavar="IN")
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.pass_context
def mentions(ctx: click.Context, given: str, out: Path) -> None:
    """Write what the recognisers see in each text of IN: figures, dates, names, quotations.

    A row has id, text, and where known lang.
    """
    _write(ctx, out, given, rows.mentions_row, {"mentions": []})


@batch.command("summarise")
@click.argument("given", metavar="IN")
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@of("batch summarise")
@click.pass_context
def summarise(ctx: click.Context, /, given: str, out: Path, **options: Any) -> None:
    """Summarise the sources of IN; rows that OUT already has a complete answer for are not done again.

    A row has id, source, and where known lang and published. Each answer is in OUT as soon as it is there.
    """
    with _asking(options) as asked, _lines(given) as lines:
        made, kept, failed = rows.summarise_all(lines, out, asked, _lost)
    click.echo(f"{made} summarised, {kept} done before, {failed} failed", err=True)
    ctx.exit(SOME_ROWS_FAILED if failed else 0)


def _lost(error: BaseException) -> bool:
    return isinstance(error, ModelMissing | ModelRefused | ModelUnreachable)


@contextlib.contextmanager
def _asking(options: dict[str, Any]) -> Iterator[Callable[[Source], Result]]:
    """One endpoint and one client for all rows; claims are in the language of their source unless told otherwise."""
    from copydesk.desk.endpoint import opened
    from copydesk.desk.summarise import INTERRUPTED
    from copydesk.desk.summarise import summarise as made
    from copydesk.llm.client import Client

    settings = settings_from(options)
    with (
        opened(settings, lambda event: None) as endpoint,
        contextlib.closing(Client(settings.client(endpoint))) as client,
    ):

        def asked(source: Source) -> Result:
            result = made(source, settings_from(options, source.language), ask=client.ask)
            if result.stopped == INTERRUPTED:
                raise KeyboardInterrupt
            return result

        yield asked


def _write(
    ctx: click.Context, out: Path, given: str, answer: Callable[[rows.Row], rows.Answer], failed: rows.Answer
) -> None:
    try:
        with _lines(given) as lines:
            found = rows.answers(lines, answer, failed)
            to_terminal = str(out) == "-"
            written, errors = rows.write_to(sys.stdout.buffer, found) if to_terminal else rows.write(out, found)
    except OSError as error:
        raise InputError(f"{str(out)!r} cannot be written: {error.strerror}.", "Name another file.") from None
    if errors:
        click.echo(f"{errors} of {written} rows could not be read; see their 'error'.", err=True)
    ctx.exit(SOME_ROWS_FAILED if errors else 0)


@contextlib.contextmanager
def _lines(given: str) -> Iterator[BinaryIO]:
    if given == "-":
        yield sys.stdin.buffer
        return
    try:
        file = open(given, "rb")  # noqa: SIM115 - closed below; only opening may fail here
    except OSError as error:
        raise InputError(f"{given!r} cannot be read: {error.strerror}.", "Check the path.") from None
    with file:
        yield file
