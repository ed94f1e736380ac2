"""The policy that a command's options make."""

from __future__ import annotations

from collections.abc import Iterable

from copydesk.checking.verdict import DEFAULT, Policy
from copydesk.errors import InputError
from copydesk.ingest.ignores import CODES, nearest


def policy_of(ignore: Iterable[str], *, errors_only: bool) -> Policy:
    """The policy; a code may be several with commas between them.

    Raises:
        InputError: one is neither a code nor a family.
    """
    codes = tuple(code.strip().upper() for given in ignore for code in given.split(",") if code.strip())
    for code in codes:
        if code not in CODES:
            raise InputError(f"{code!r} is no code and no family of findings.", nearest(code))
    return Policy(("error",) if errors_only else DEFAULT.flags, codes)
