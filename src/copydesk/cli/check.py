"""`copydesk check`: a person's summary against its sources, printed as a linter prints."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from copydesk.checking.verdict import DEFAULT, Policy
from copydesk.cli.output import (
    CERTIFICATES,
    FORMAT,
    console,
    print_formatted,
    save_certificates,
    save_changed,
    save_reports,
)
from copydesk.cli.saving import SAVE, save
from copydesk.desk.check import check as checked
from copydesk.desk.fix import fix
from copydesk.ingest import document, plain, summary
from copydesk.report import terminal
from copydesk.report.result import Result
from copydesk.source import Source


@click.command()
@click.argument("summary_file", metavar="SUMMARY")
@click.option(
    "--source",
    "sources",
    multiple=True,
    required=True,
    metavar="FILE",
    help="What it must agree with; may be repeated.",
)
@FORMAT
@click.option("--html", "as_html", type=click.Path(path_type=Path), help="Also write a report to look at.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Also keep the whole result as JSON.")
@click.option("--published", type=click.DateTime(("%Y-%m-%d",)), help="The day that 'on Friday' counts from.")
@click.option("--language", metavar="CODE", help="Language of the sources; detected when not given.")
@click.option("--ignore", multiple=True, metavar="CODE", help="A code (HED001) or family (HED) that shall not flag.")
@click.option("--errors-only", is_flag=True, help="Flag errors only, not warnings.")
@click.option("--fix", is_flag=True, help="Write SUMMARY.fixed with the suggestions put in that mend their claim.")
@click.option("--in-place", is_flag=True, help="With --fix: change SUMMARY itself.")
@CERTIFICATES
@SAVE
@click.pass_context
def check(
    ctx: click.Context,
    /,
    summary_file: str,
    sources: tuple[str, ...],
    form: str,
    as_html: Path | None,
    output: Path | None,
    **known: object,
) -> None:
    """Check SUMMARY, sentence by sentence, without any model.

    Summary and sources are plain text or Markdown in UTF-8, HTML, PDF or DOCX; one of them may be - for standard input.

    Exit code 0: nothing flagged. 1: something flagged. 2: something could not be checked, and nothing was flagged.
    With --fix: of the changed text.
    """
    if (summary_file, *sources).count("-") > 1:
        raise click.UsageError("Only one of SUMMARY and --source can be standard input.")
    target = _target(summary_file, sources, known)
    raws = [plain.read_bytes(name) for name in sources]
    read = [document.from_bytes(raw, plain.shown(name), _given(known)) for raw, name in zip(raws, sources, strict=True)]
    text = _text(summary_file, changing=target is not None)
    if target:
        fixed, result = fix(text, read, summary_file, str(target), _policy(known))
    else:
        fixed, result = text, _result(text, summary_file, read, _policy(known))
    save_reports(result, output, as_html)
    folder = known["certificates"]
    save_certificates(result, _policy(known), raws, folder if isinstance(folder, Path) else None)
    if known["save"]:
        save(result, raws, _policy(known))
    if target and fixed != text:
        save_changed(target, Path(summary_file), text, fixed)
    if form != "text":
        print_formatted(result, form)
    else:
        terminal.fix(console(), result, summary_file, text, fixed)
        terminal.check(console(), result)
    ctx.exit(exit_code(result))


def _text(where: str, changing: bool) -> str:
    data, name = plain.read_bytes(where), plain.shown(where)
    if changing and document.format_of(data, name) != "text":
        raise click.UsageError(f"--fix changes plain text and Markdown, and {where!r} is neither.")
    return document.summary_from_bytes(data, name)


def _result(text: str, name: str, sources: list[Source], policy: Policy) -> Result:
    claims = summary.claims(text, "stdin" if name == "-" else name, sources[0].language)
    return checked(claims, sources, policy=policy)


def _target(name: str, sources: tuple[str, ...], known: dict[str, object]) -> Path | None:
    """The file that the changed text goes to; None when no change was asked for."""
    if not known["fix"]:
        if known["in_place"]:
            raise click.UsageError("--in-place goes with --fix.")
        return None
    path = Path(name)
    if path.exists() and not path.is_file():
        raise click.UsageError(f"--fix needs a file, and {name!r} is none.")
    if name == "-":
        raise click.UsageError("--fix needs a file; what comes on standard input has no place to be changed.")
    target = path if known["in_place"] else path.with_name(f"{path.stem}.fixed{path.suffix}")
    if target.resolve() in {Path(source).resolve() for source in sources}:
        raise click.UsageError(f"--fix would write over the source {str(target)!r}.")
    return target


def _given(known: dict[str, object]) -> plain.Given:
    language, published = known["language"], known["published"]
    day = published.date() if isinstance(published, datetime.datetime) else None
    return plain.Given(language if isinstance(language, str) else None, day)


def _policy(known: dict[str, object]) -> Policy:
    ignore = known["ignore"]
    codes = tuple(str(code).upper() for code in ignore) if isinstance(ignore, tuple) else ()
    return Policy(("error",) if known["errors_only"] else DEFAULT.flags, codes)


def exit_code(result: Result) -> int:
    """0 nothing flagged, 1 something flagged, 2 something unchecked and nothing flagged."""
    outcomes = {claim.outcome for claim in result.claims}
    return 1 if "flagged" in outcomes else 2 if "unchecked" in outcomes else 0
