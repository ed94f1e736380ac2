"""The rules, one file a family, in the order in which findings of one place are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from copydesk.checking.judged import Judged
from copydesk.checking.records import Finding
from copydesk.checking.rules import (
    binding,
    bound,
    cause,
    content,
    date,
    derived,
    direction,
    evidence,
    hedge,
    name,
    negation,
    number,
    quotation,
    role,
    scope,
    script,
    speaker,
    unit,
)
from copydesk.checking.rules.table import Rule

FAMILIES = (
    script, evidence, number, unit, bound, derived, date, name, quotation,
    speaker, negation, hedge, direction, cause, binding, role, scope, content,
)  # fmt: skip

Finder = Callable[[Judged], Iterator[Finding]]
FINDERS: tuple[Finder, ...] = tuple(family.find for family in FAMILIES)
WHOLE: tuple[Finder, ...] = (script.find, evidence.find, scope.find_withdrawn)
"""For a claim that is a whole sentence of the source, word for word."""
TORN: tuple[Finder, ...] = (*WHOLE, number.find, quotation.find, negation.find, hedge.find)
"""For a claim that is a part of a sentence, word for word: what stands around it may turn its sense."""
RULES: tuple[Rule, ...] = tuple(rule for family in FAMILIES for rule in family.RULES)
