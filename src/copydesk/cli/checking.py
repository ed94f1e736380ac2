"""What `copydesk check` does: summaries against their sources, printed as a linter prints."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import click

from copydesk.checking.verdict import Policy
from copydesk.cli.output import (
    console,
    finish,
    print_formatted,
    save_certificates,
    save_changed,
    save_reports,
)
from copydesk.cli.policy import policy_of
from copydesk.cli.saving import save
from copydesk.desk import handed
from copydesk.desk.check import check as checked
from copydesk.desk.fix import fix
from copydesk.desk.handed import Handed, Wanted, without_ignores
from copydesk.errors import CopydeskError, InputError
from copydesk.ingest import ignores, plain, summary
from copydesk.report import terminal
from copydesk.report.result import Result
from copydesk.report.wording import counted, shown


def run(ctx: click.Context, summaries: Sequence[str], sources: Sequence[str], known: dict[str, Any]) -> NoReturn:
    """Checks the summaries, prints and keeps what came out, and ends with the exit code.

    Args:
        known: the options by name.

    Raises:
        CopydeskError: a report cannot be written, or the result not be kept.
    """
    if (*summaries, *sources).count("-") > 1:
        raise click.UsageError("Only one of SUMMARY and --source can be standard input.")
    target = _target(summaries, sources, known)
    policy = policy_of(known["ignore"], errors_only=known["errors_only"])
    wanted = Wanted(tuple(sources), _given(known), plainly=target is not None)
    read, code = _read(summaries, wanted, known["skip_unsourced"])
    if not read:
        finish(ctx, code, report_only=known["report_only"])
    done = [_fixed(read[0], target, policy)] if target else list(_checked(read, policy))
    result = handed.merged([one.result for one in done])
    save_reports(result, known["output"], known["as_html"])
    for one in done:
        _keep(one, policy, known)
        if target and one.text != one.handed.text:
            save_changed(target, Path(one.handed.name), one.handed.text, one.text)
    _print(known["form"], result, done)
    _tell_idle(result)
    finish(ctx, code or exit_code(result), report_only=known["report_only"])


@dataclass(frozen=True, slots=True)
class _Done:
    """A summary, its result, and its text with what was mended."""

    handed: Handed
    result: Result
    text: str


def _read(summaries: Sequence[str], wanted: Wanted, skip: bool) -> tuple[list[Handed], int]:
    """The summaries that can be checked, and the exit code that the others ask for."""
    found: list[Handed] = []
    skipped = code = 0
    for where in summaries:
        try:
            one = handed.read(where, wanted)
            if one is None and not skip:
                raise _unsourced(where)
        except CopydeskError as error:
            click.echo(f"copydesk: {error}", err=True)
            code = max(code, error.exit_code)
            continue
        skipped += one is None
        found += [one] if one else []
    if skipped:
        click.echo(f"{counted(skipped, 'summary', 'summaries')} passed over, with no source in front matter", err=True)
    return found, code


def _unsourced(where: str) -> InputError:
    step = "Name it with --source, or in front matter: three lines ---, 'source: article.txt', ---."
    return InputError(f"{plain.shown(where)!r} names no source.", step)


def _checked(read: Sequence[Handed], policy: Policy) -> Iterator[_Done]:
    first = 1
    for one in read:
        located = summary.located(one.text, one.name, one.sources[0].language, first)
        claims = [found.claim for found in ignores.marked(one.text, one.name, located)]
        yield _Done(one, checked(claims, one.sources, policy=policy), one.text)
        first += len(claims)


def _fixed(one: Handed, target: Path, policy: Policy) -> _Done:
    if target.resolve() in {Path(source.name).resolve() for source in one.sources}:
        raise click.UsageError(f"--fix would write over the source {str(target)!r}.")
    text, result = fix(one.text, one.sources, one.name, str(target), policy)
    return _Done(one, result, text)


def _keep(one: _Done, policy: Policy, known: dict[str, Any]) -> None:
    save_certificates(one.result, policy, one.handed.raws, known["certificates"])
    if known["save"]:
        save(without_ignores(one.result, policy), one.handed.raws, policy)


def _tell_idle(result: Result) -> None:
    """Says which comments let nothing pass: what they were written for is gone, or was something else."""
    for claim in result.claims:
        for ignore in claim.idle:
            where = shown(claim.claim.place.file) if claim.claim.place else claim.claim.id
            said = f"warning: {where}:{ignore.line}: nothing is there for ignore[{ignore.code}]; take it out"
            click.echo(said, err=True)


def _print(form: str, result: Result, done: Sequence[_Done]) -> None:
    if form != "text":
        print_formatted(result, form)
        return
    for one in done:
        terminal.fix(console(), one.result, one.handed.name, one.handed.text, one.text)
    terminal.check(console(), result)


def _target(summaries: Sequence[str], sources: Sequence[str], known: dict[str, Any]) -> Path | None:
    """The file that the changed text goes to; None when no change was asked for."""
    if not known["fix"]:
        if known["in_place"]:
            raise click.UsageError("--in-place goes with --fix.")
        return None
    name = summaries[0]
    if len(summaries) > 1:
        raise click.UsageError("--fix changes one SUMMARY at a time.")
    path = Path(name)
    if path.exists() and not path.is_file():
        raise click.UsageError(f"--fix needs a file, and {name!r} is none.")
    if name == "-":
        raise click.UsageError("--fix needs a file; what comes on standard input has no place to be changed.")
    target = path if known["in_place"] else path.with_name(f"{path.stem}.fixed{path.suffix}")
    if target.resolve() in {Path(source).resolve() for source in sources}:
        raise click.UsageError(f"--fix would write over the source {str(target)!r}.")
    return target


def _given(known: dict[str, Any]) -> plain.Given:
    published = known["published"]
    return plain.Given(known["language"], published.date() if isinstance(published, datetime.datetime) else None)


def exit_code(result: Result) -> int:
    """0 nothing flagged, 1 something flagged, 2 something unchecked and nothing flagged."""
    outcomes = {claim.outcome for claim in result.claims}
    return 1 if "flagged" in outcomes else 2 if "unchecked" in outcomes else 0
