"""The families for languages without a grammar: stretches are compared word by word.

Each file answers one question about a claim's sentence and the sentence of the source that says the most of it; the
findings are those of the rules in `checking.rules`, so that a reader meets one set of codes in every language.
"""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.checking.judged import Judged
from copydesk.checking.records import Finding
from copydesk.checking.rules import Finder, bound, date, derived, evidence, number, quotation, script, unit
from copydesk.checking.words import nearest, polarity, proper, rows, sides, voices


def find(judged: Judged) -> Iterator[Finding]:
    """Everything that the word-by-word families find in one sentence of a claim."""
    yield from proper.find(judged)
    yield from voices.find(judged)
    yield from polarity.find(judged)
    yield from nearest.find(judged)
    yield from rows.find(judged)
    yield from sides.find(judged)


BY_WORDS: tuple[Finder, ...] = (
    script.find, evidence.find, number.find, unit.find, bound.find, derived.find, date.find, find,
)  # fmt: skip
"""Every family, for a claim in a language whose pack has no grammar."""
WITHOUT_PACK: tuple[Finder, ...] = (script.find, evidence.find, number.find, unit.find, date.find, quotation.find)
"""What can be compared in a language that nothing is known of."""
