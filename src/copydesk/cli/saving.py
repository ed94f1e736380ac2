"""`--save`: a result goes into the review desk's database, where its flagged claims wait for a person."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from copydesk.cli.database import needs_review, opened

if TYPE_CHECKING:
    from copydesk.checking.verdict import Policy
    from copydesk.report.result import Result

SAVE = click.option("--save", is_flag=True, help="Keep the result for the review desk (copydesk review).")


def save(result: Result, raws: Sequence[bytes], policy: Policy) -> None:
    """Keeps a result as a new document of the default database.

    Args:
        raws: the bytes of the result's sources, as they were read.

    Raises:
        InputError: the review desk is not installed.
        StoreError: the database cannot be used.
    """
    with needs_review():
        from copydesk.store import documents, runs, saving
        from copydesk.store.records import Upload
    uploads = [Upload(source, raw) for source, raw in zip(result.sources, raws, strict=True)]
    with opened(None) as database:
        with database.writing() as writing:
            heading = documents.Heading(documents.titled(result.sources[0]))
            number = saving.save(writing, result, uploads, heading, runs.Origin(_user(), policy))
        click.echo(f"kept as document {number} in {database.shown}", err=True)


def _user() -> str:
    try:
        return getpass.getuser()[:100]
    except (OSError, KeyError):
        return "local"
