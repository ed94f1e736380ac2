"""The review desk's database at the command line: found, opened, and closed again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from copydesk.cli.options import option, settings
from copydesk.errors import InputError

if TYPE_CHECKING:
    from copydesk.store.database import Database

URL = option("database", dest="url")
"""The option that names the database; `url` is None when nothing does."""


@contextlib.contextmanager
def needs_review() -> Iterator[None]:
    """What imports the store stands in this block: it is an extra, and not everybody has it.

    Raises:
        InputError: it is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("copydesk"):
            raise
        step = "Run: pip install 'copydesk[review]'."
        raise InputError(f"The review desk needs the package {error.name!r}.", step) from None


@contextlib.contextmanager
def opened(url: str | None, make: bool = True) -> Iterator[Database]:
    """The database with that URL, or the one that the settings name, or a file of one's own.

    Args:
        make: whether one that is not there is made.

    Raises:
        InputError: the URL names none, or the review desk is not installed.
        StoreError: it cannot be reached.
    """
    with needs_review():
        from copydesk.store.database import Database, default_url
    named = url or settings()["database"].value
    database = Database(str(named) if named else default_url(), make)
    try:
        yield database
    finally:
        database.close()
