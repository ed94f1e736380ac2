"""`copydesk explain`: why a claim was accepted or flagged, mention by mention."""

from __future__ import annotations

import click

from copydesk.cli.completing import files
from copydesk.ingest import plain
from copydesk.report import explain as chain
from copydesk.report import json


@click.command()
@click.argument("result_file", metavar="RESULT.json", shell_complete=files)
@click.option("--claim", "claim_id", metavar="ID", help="Only this claim; all of them when not given.")
def explain(result_file: str, claim_id: str | None) -> None:
    """Print the whole chain for every mention of a claim of RESULT.json (- for standard input).

    A result is what `check --output`, `check --format json`, `summarise --output` and `summarise --json` write.
    """
    result = json.load(plain.read_text(result_file), result_file)
    click.echo(chain.explain(result, claim_id), nl=False)
