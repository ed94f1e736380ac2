"""What no database column takes, and what lists show instead of it."""

from __future__ import annotations

import re


def unstorable(text: str) -> bool:
    """Whether a text holds what no database column takes: zero bytes, or halves of surrogate pairs."""
    return _UNSTORABLE.search(text) is not None


def listed(text: str) -> str:
    """A text as the columns for lists have it; what cannot stand there is replaced. The record itself stays exact."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
