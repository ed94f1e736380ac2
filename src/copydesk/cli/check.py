"""`copydesk check`: what can be said at the command line. `checking` does it, and is imported when it is asked to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from copydesk.cli.completing import files
from copydesk.cli.options import of
from copydesk.cli.output import CERTIFICATES, FORMAT
from copydesk.cli.saving import SAVE


@click.command()
@click.argument("summaries", metavar="SUMMARY...", nargs=-1, required=True, shell_complete=files)
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="FILE",
    shell_complete=files,
    help="What it must agree with; may be repeated. Without it, what its front matter names.",
)
@click.option("--skip-unsourced", is_flag=True, help="Pass over a SUMMARY that names no source, and count it.")
@FORMAT
@click.option("--html", "as_html", type=click.Path(path_type=Path), help="Also write a report to look at.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Also keep the whole result as JSON.")
@click.option("--published", type=click.DateTime(("%Y-%m-%d",)), help="The day that 'on Friday' counts from.")
@click.option("--language", metavar="CODE", help="Language of the sources; detected when not given.")
@of("check", "format")
@click.option("--fix", is_flag=True, help="Write SUMMARY.fixed with the suggestions put in that mend their claim.")
@click.option("--in-place", is_flag=True, help="With --fix: change SUMMARY itself.")
@CERTIFICATES
@SAVE
@click.pass_context
def check(
    ctx: click.Context,
    /,
    summaries: tuple[str, ...],
    sources: tuple[str, ...],
    form: str,
    as_html: Path | None,
    output: Path | None,
    **known: Any,
) -> None:
    """Check SUMMARY, sentence by sentence, without any model.

    Summary and sources are plain text or Markdown in UTF-8, HTML, PDF or DOCX; one of them may be - for standard input.
    Without --source the front matter of SUMMARY names its sources, relative to itself. Several summaries make one
    result, in their order.

    Exit code 0: nothing flagged. 1: something flagged. 2: a file could not be read; or something could not be checked,
    and nothing was flagged. With --fix: of the changed text.
    """
    from copydesk.cli.checking import run

    run(ctx, summaries, sources, {"form": form, "as_html": as_html, "output": output, **known})
