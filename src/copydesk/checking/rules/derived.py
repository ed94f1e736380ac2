"""A sum, difference, percentage, multiple or conversion: recomputed, and shown with its inputs, or found not
to come out.
"""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.checking.judged import Judged
from copydesk.checking.pair import Pair
from copydesk.checking.records import Finding
from copydesk.checking.rules.table import Example, Rule
from copydesk.mentions.records import Quantity

WRONG = Rule(
    "DER001",
    "derivation-wrong",
    "error",
    "A figure that had to be computed does not come out of the evidence.",
    Example("Membership rose from 40 to 50.", "Membership rose 25%.", "Membership rose 20%."),
)
RIGHT = Rule("DER002", "derived", "note", "The figure was computed from the evidence, by the operation named.")

RULES = (WRONG, RIGHT)


def find(judged: Judged) -> Iterator[Finding]:
    for pair in judged.quantities:
        how = judged.derivations.get(pair.mention.span.start)
        if how is not None:
            inputs = ", ".join(s.mention.surface for s in how.inputs)
            yield RIGHT.finding(
                pair.mention.span,
                f"{pair.mention.surface!r} is the {how.operation} of {inputs}.",
                [s.ref for s in how.inputs],
            )
        elif computed(judged, pair):
            yield WRONG.finding(
                pair.mention.span,
                f"{pair.mention.surface!r} does not follow from the evidence's figures.",
                judged.case.support_refs[:1],
            )


def computed(judged: Judged, pair: Pair) -> bool:
    """The figure is of the sort a writer computes: a growth verb, a share or change, where the evidence has
    only its inputs.
    """
    value = pair.mention.value
    assert isinstance(value, Quantity)
    if pair.relation in ("same", "rounds", "elsewhere") or value.low is None:
        return False
    if value.form == "multiple":
        return value.low != 1
    return value.form in ("percent", "ratio") and pair.best is not None and pair.match == "differs"
