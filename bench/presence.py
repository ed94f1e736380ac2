"""The presence baseline: a claim passes when its digit tokens and capitalised words stand somewhere in the source."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\d[\d.,]*\d|\d|\b[A-Z]\w*")


def accepts(claim: str, source: str) -> bool:
    """Whether every figure and every capitalised word of the claim, but its first word, stands in the source."""
    first = claim.split(maxsplit=1)[0] if claim.split() else ""
    return all(token in source for token in _TOKEN.findall(claim) if token != first or token[0].isdigit())
