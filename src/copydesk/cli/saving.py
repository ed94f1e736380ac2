"""`--save`: a result goes into the review desk's database, where its flagged claims wait for a person."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from pathlib import Path

import click

from copydesk.checking.verdict import Policy
from copydesk.cli.database import needs_review, opened
from copydesk.report.result import Result

SAVE = click.option("--save", is_flag=True, help="Keep the result for the review desk (copydesk review).")


def save(result: Result, names: Sequence[str], policy: Policy) -> None:
    """Keeps a result as a new document of the default database.

    Args:
        names: of the source files, in the order of the result's sources; "-" for standard input.

    Raises:
        InputError: the review desk is not installed.
        StoreError: the database cannot be used.
    """
    with needs_review():
        from copydesk.store import documents
        from copydesk.store.records import Upload
    sources = zip(result.sources, names, strict=True)
    uploads = [Upload(source, _raw(name, source.text)) for source, name in sources]
    title = " ".join(result.sources[0].text.split())[:100] or "untitled"
    with opened(None) as database:
        with database.writing() as writing:
            heading = documents.Heading(_headline(result) or title)
            number = documents.save(writing, result, uploads, heading, documents.Origin(_user(), policy))
        click.echo(f"kept as document {number} in {database.shown}", err=True)


def _headline(result: Result) -> str:
    source = result.sources[0]
    found = (block.span.of(source.text) for block in source.blocks if block.kind == "headline")
    return " ".join(next(found, "").split())[:300]


def _raw(name: str, text: str) -> bytes:
    return text.encode() if name == "-" else Path(name).read_bytes()


def _user() -> str:
    try:
        return getpass.getuser()[:100]
    except (OSError, KeyError):
        return "local"
