"""`copydesk recheck`: a certificate, verified against its sources."""

from __future__ import annotations

import click

from copydesk.cli.completing import files
from copydesk.ingest import document, plain
from copydesk.report import certificate


@click.command()
@click.argument("certificate_file", metavar="CERTIFICATE", shell_complete=files)
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True, shell_complete=files)
@click.pass_context
def recheck(ctx: click.Context, /, certificate_file: str, sources: tuple[str, ...]) -> None:
    """Judge the claim of CERTIFICATE again, and compare what it rests on, against the SOURCE files in its order.

    Exit code 0: it stands. 1: it does not, and each reason is a line. 2: it could not be read.
    """
    from copydesk.desk.recheck import recheck as rechecked

    found = certificate.load(plain.read_bytes(certificate_file), certificate_file)
    raws = [plain.read_bytes(name) for name in sources]
    read = [document.from_bytes(raw, plain.shown(name)) for raw, name in zip(raws, sources, strict=True)]
    answer = rechecked(found, read, raws)
    for line in (*answer.wrong, *answer.notes):
        click.echo(line)
    if not answer.wrong:
        count = f"{len(found.mentions)} mentions, {len(found.sources)} sources"
        click.echo(f"It stands: {count}, made by copydesk {found.version}.")
    ctx.exit(1 if answer.wrong else 0)
