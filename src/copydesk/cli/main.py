"""The command line: every command by name. Thin; every error is translated here, once.

A command's module is imported when the command is called for: what starts slowly is paid for by whoever uses it.
"""

from __future__ import annotations

import importlib
import io
import sys
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from copydesk.errors import CopydeskError
from copydesk.version import VERSION

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A command that is not imported yet.

    Attributes:
        home: the module of `copydesk.cli` in which it is, under its name.
        says: the first sentence of its own help; a test holds it to that.
    """

    home: str
    says: str


_ACCOUNTS = "Manage the accounts of the review desk, with the roles fact-checker, editor and admin."
_AUDIT = "Verify the review desk's history, and show how far people agree and how often alarms were false."
_COMPLETION = "Print the script that completes commands, options, formats and codes in SHELL."
_EXPLAIN = "Print the whole chain for every mention of a claim of RESULT.json (- for standard input)."
_MCP = "Serve the tools check and summarise to an assistant, by the Model Context Protocol."
_RECHECK = "Judge the claim of CERTIFICATE again, and compare what it rests on, against the SOURCE files in its order."

COMMANDS = {
    "accounts": Listed("accounts", _ACCOUNTS),
    "audit": Listed("audit", _AUDIT),
    "batch": Listed("batch", "Many rows at once: JSON Lines in, JSON Lines out."),
    "check": Listed("check", "Check SUMMARY, sentence by sentence, without any model."),
    "completion": Listed("completion", _COMPLETION),
    "config": Listed("config", "Show the settings, and where each comes from. docs/settings.md lists them."),
    "explain": Listed("explain", _EXPLAIN),
    "mcp": Listed("mcp", _MCP),
    "recheck": Listed("recheck", _RECHECK),
    "review": Listed("review", "Serve the review desk: flagged claims with the source beside them, in the browser."),
    "summarise": Listed("summarise", "Summarise SOURCE in claims, each checked the moment it arrives."),
    "worker": Listed("review", "Do the work of a review desk: check and write summaries that were asked for."),
}
"""Every command, by name."""


class _Commands(MutableMapping[str, click.Command]):
    """The commands, each imported when it is looked up."""

    def __init__(self) -> None:
        self._loaded: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._loaded:
            home = importlib.import_module(f"copydesk.cli.{COMMANDS[name].home}")
            self._loaded[name] = getattr(home, name)
        return self._loaded[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._loaded[name]

    def __contains__(self, name: object) -> bool:
        return name in COMMANDS or name in self._loaded

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*COMMANDS, *self._loaded)))

    def __len__(self) -> int:
        return len({*COMMANDS, *self._loaded})


class Desk(click.Group):
    """A group that lists its commands without importing them, and whose commands end every foreseen error in one
    sentence, a next step and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CopydeskError as error:
            click.echo(f"copydesk: {error}", err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("copydesk: interrupted; what had been written is kept.", err=True)
            ctx.exit(INTERRUPTED)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, listed.says) for name, listed in COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        found = [CompletionItem(name, help=COMMANDS[name].says) for name in COMMANDS if name.startswith(incomplete)]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]


@click.group(cls=Desk, commands=_Commands(), context_settings={"help_option_names": ["-h", "--help"]})
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
