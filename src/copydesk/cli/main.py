"""The command line: `copydesk summarise`, `check`, `explain`, `batch`. Thin; every error is translated here, once."""

from __future__ import annotations

import io
import sys
from typing import Any

import click

from copydesk.cli.accounts import accounts
from copydesk.cli.audit import audit
from copydesk.cli.batch import batch
from copydesk.cli.check import check
from copydesk.cli.explain import explain
from copydesk.cli.recheck import recheck
from copydesk.cli.review import review, worker
from copydesk.cli.summarise import summarise
from copydesk.errors import CopydeskError
from copydesk.version import VERSION

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""


class Desk(click.Group):
    """A group whose commands end every foreseen error in one sentence, a next step and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CopydeskError as error:
            click.echo(f"copydesk: {error}", err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("copydesk: interrupted; what had been written is kept.", err=True)
            ctx.exit(INTERRUPTED)


@click.group(cls=Desk, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="copydesk")
def main() -> None:
    """Summaries of news whose every figure, date, name and quotation is found in the source, or flagged.

    \b
    Exit codes:
      0  nothing flagged        3  no model is installed or configured
      1  something flagged      4  the endpoint refused (key, model, request)
      2  could not check        5  the endpoint is down, too slow, or was lost
      6  the endpoint answered nonsense   7  the database cannot be used
    130  interrupted
    """
    # A terminal that cannot show a letter gets its number instead of a crash.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


for command in (summarise, check, explain, recheck, batch, review, worker, accounts, audit):
    main.add_command(command)
