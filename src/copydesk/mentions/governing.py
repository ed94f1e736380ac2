"""What a verb does to the clause it governs: "plans to cut" is a plan, "denied that he lied" a denial.

Theory. A clause governs the next one when that is an infinitive, opens with "that", or is what somebody says; a verb of
the hedges' table governs a finite clause too when it has no object. The governed clause takes the verb's class of
hedge, and turns round when the verb negates ("denied", "failed to"). A clause beside "if ..." holds only on that
condition.

It looks one clause back: of "denied that he planned to lie" only the nearest verb counts for each clause, which is
right as long as the chain is unbroken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from copydesk.languages.pack import Pack
from copydesk.mentions.records import Clause


def governed(clauses: Sequence[Clause], pack: Pack) -> list[Clause]:
    """The clauses with the hedges and negations that the clause before each hands on to it."""
    found = list(clauses)
    for n in range(1, len(found)):
        if _governs(found[n - 1], found[n], pack):
            found[n] = _under(found[n - 1], found[n], pack)
    return _conditioned(found)


def _governs(governor: Clause, clause: Clause, pack: Pack) -> bool:
    if clause.depth == "infinitive":
        return True
    negating = governor.verb in pack.words("negation.verbs") and not governor.passive
    if clause.depth == "participle" and negating:  # "denied stealing", not "denied the man stealing"
        return governor.object is None
    complement = clause.depth == "finite" and clause.link in ("", "that")
    suspects = governor.verb in pack.table("hedges") and governor.object is None
    return clause.link == "that" or (complement and (governor.attributes or suspects))


def _under(governor: Clause, clause: Clause, pack: Pack) -> Clause:
    """The clause as its governor leaves it."""
    infinitive, hedges, negated = clause.depth == "infinitive", set(clause.hedges), clause.negated
    if infinitive:
        hedges |= governor.hedges
    hedge = pack.table("hedges").get(governor.verb)
    raised = governor.passive and infinitive and governor.verb in pack.words("attribution.raising")
    if hedge or raised:
        hedges.add(str(hedge or "alleged"))
    if infinitive and governor.verb == "be":  # "is to open"
        hedges.add("will")
    if governor.verb in pack.words("negation.verbs") or (infinitive and governor.negated):
        negated = not negated
    if clause.link == "that" and governor.verb == "be":  # "it is not that ..."
        negated ^= governor.negated
        hedges |= governor.hedges
    return replace(clause, hedges=frozenset(hedges), negated=negated)


def _conditioned(clauses: Sequence[Clause]) -> list[Clause]:
    """What stands beside "if ..." holds only on that condition."""
    found = list(clauses)
    for n, clause in enumerate(clauses):
        if clause.link in ("if", "unless"):
            step = 1 if n == 0 else -1
            k = n + step
            while 0 <= k < len(found) and found[k].attributes:
                k += step
            if 0 <= k < len(found):
                found[k] = replace(found[k], hedges=found[k].hedges | {"condition"})
    return found
