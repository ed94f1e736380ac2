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

FINDERS: tuple[Callable[[Judged], Iterator[Finding]], ...] = tuple(family.find for family in FAMILIES)
RULES: tuple[Rule, ...] = tuple(rule for family in FAMILIES for rule in family.RULES)
