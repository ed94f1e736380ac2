"""Patterns of a pack at a place of a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from copydesk.languages.patterns import Match, Phrases
from copydesk.text.tokens import Token

WINDOW = 8
"""How many tokens a pattern may cover at most."""


def match_at(tokens: Sequence[Token], at: int, phrases: Phrases) -> Match | None:
    """The longest pattern that fits at token `at`, its place in token indexes."""
    if not 0 <= at < len(tokens) or not phrases.may_begin(tokens[at].key):
        return None
    found = phrases.at([t.key for t in tokens[at : at + WINDOW]], 0)
    return None if found is None else Match(at, at + found.end, found.value)


def match_before(tokens: Sequence[Token], end: int, phrases: Phrases, reach: int = 4) -> Match | None:
    """The longest pattern that ends right before token `end`."""
    for start in range(max(0, end - reach), end):
        found = match_at(tokens[:end], start, phrases)
        if found is not None and found.end == end:
            return found
    return None


def matches(tokens: Sequence[Token], phrases: Phrases) -> Iterator[Match]:
    """Every place where a pattern fits, from left to right, without overlap."""
    yield from phrases.find([t.key for t in tokens])
