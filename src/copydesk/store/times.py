"""Points in time as the tables hold them: UTC, as text that sorts."""

from __future__ import annotations

import datetime

_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


def now() -> str:
    """This moment.

    >>> len(now())
    27
    """
    return written(datetime.datetime.now(datetime.UTC))


def written(moment: datetime.datetime) -> str:
    """A moment with a time zone, as text."""
    return moment.astimezone(datetime.UTC).strftime(_FORM)


def after(seconds: float) -> str:
    """So many seconds from now; before now when they are negative."""
    return written(datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds))


def read(text: str) -> datetime.datetime:
    """The moment that a text of this form names."""
    return datetime.datetime.strptime(text, _FORM).replace(tzinfo=datetime.UTC)
