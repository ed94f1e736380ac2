"""`copydesk summarise`: a summary that a model writes and the verifier checks, claim by claim."""

from __future__ import annotations

import contextlib
import datetime
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from copydesk.cli.completing import files
from copydesk.cli.options import key, of, option
from copydesk.cli.output import CERTIFICATES, FORMAT, console, finish, print_formatted, save_certificates, save_reports
from copydesk.cli.saving import SAVE, save
from copydesk.errors import ModelUnreachable

if TYPE_CHECKING:
    from copydesk.desk.summarise import SummariseSettings
    from copydesk.report.result import Result
    from copydesk.source import Source

INTERRUPTED = 130
NOTHING_ACCEPTED = 1
with_settings = of("summarise", "format", "report-only")
"""Adds the options that become `SummariseSettings`."""


def settings_from(options: dict[str, Any], source_language: str | None = None) -> SummariseSettings:
    """The settings record of a command's options, and of the key in the environment.

    Raises:
        InputError: a setting is impossible.
    """
    from copydesk.cli.policy import policy_of
    from copydesk.desk.summarise import SummariseSettings

    given = {name: value for name, value in options.items() if value is not None}
    policy = policy_of(given.pop("ignore", ()), errors_only=given.pop("errors_only", False))
    if source_language not in (None, "und"):
        given.setdefault("language", source_language)
    return SummariseSettings(**given, api_key=key(given.get("base_url")), policy=policy)


@click.command()
@click.argument("source_file", metavar="SOURCE", shell_complete=files)
@with_settings
@FORMAT
@option("report-only")
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--html", "as_html", type=click.Path(path_type=Path), help="Also write a report to look at.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Also keep the whole result as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Do not show what is going on.")
@click.option("--published", type=click.DateTime(("%Y-%m-%d",)), help="The day that 'on Friday' counts from.")
@CERTIFICATES
@SAVE
@click.option("--no-timing", is_flag=True, help="Leave seconds out, so that equal runs give equal bytes.")
@click.pass_context
def summarise(
    ctx: click.Context,
    /,
    source_file: str,
    form: str,
    as_html: Path | None,
    output: Path | None,
    report_only: bool,
    **options: Any,
) -> None:
    """Summarise SOURCE in claims, each checked the moment it arrives.

    SOURCE is plain text or Markdown in UTF-8, HTML, PDF or DOCX; - is standard input.

    With no endpoint given the embedded model answers; nothing leaves the machine then. The key of an endpoint is read
    from COPYDESK_API_KEY or OPENAI_API_KEY.

    Exit code 0: a summary was made; withheld claims are shown and do not change it. 1: not one claim was accepted.
    """
    from copydesk.ingest import document, plain
    from copydesk.report import terminal

    published, certificates = options.pop("published"), options.pop("certificates")
    given = plain.Given(None, published.date() if isinstance(published, datetime.datetime) else None)
    quiet, no_timing, kept = options.pop("quiet"), options.pop("no_timing"), options.pop("save")
    raw = plain.read_bytes(source_file)
    source = document.from_bytes(raw, plain.shown(source_file), given)
    settings = settings_from(options, source.language)
    result = _watched(source, settings, quiet=quiet, clock=None if no_timing else time.perf_counter)
    save_reports(result, output, as_html)
    save_certificates(result, settings.policy, [raw], certificates)
    if kept:
        save(result, [raw], settings.policy)
    if form != "text":
        print_formatted(result, form)
    else:
        terminal.summary(console(), result)
    code = exit_code(result)
    finish(ctx, code, report_only=report_only and code == NOTHING_ACCEPTED)


def _watched(source: Source, settings: SummariseSettings, *, quiet: bool, clock: Callable[[], float] | None) -> Result:
    from copydesk.desk.summarise import summarise as made
    from copydesk.report.progress import Progress

    with contextlib.nullcontext() if quiet else Progress(console(stderr=True)) as progress:
        return made(source, settings, on_event=progress, clock=clock)


def exit_code(result: Result) -> int:
    """0 a summary, 1 nothing accepted, 130 interrupted, 5 stopped because the endpoint was lost part of the way."""
    from copydesk.desk.summarise import INTERRUPTED as SAID

    if result.stopped == SAID:
        return INTERRUPTED
    if result.stopped:
        return ModelUnreachable.exit_code
    return 0 if result.accepted else NOTHING_ACCEPTED
