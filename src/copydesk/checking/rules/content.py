"""The claim's main verb or noun has no counterpart in the evidence."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.checking.judged import Judged
from copydesk.checking.records import Finding
from copydesk.checking.rules.table import Example, Rule
from copydesk.mentions.clauses import Clause

VERB = Rule("CON001", "verb-without-counterpart", "warning", "The claim's main verb has no counterpart in the evidence.", Example("The player tested positive on Monday.", "The player was tested on Monday.", "The player was imprisoned on Monday."))

RULES = (VERB,)

# Verbs too light to assert anything by themselves.
LIGHT = frozenset("must can will may compare date mean cost number measure be have do get make take give go come put set keep let become remain stay see use include involve need lead face hold run show find add work happen follow base say tell call continue start begin plan aim want try help bring move turn leave reach receive send meet".split())


def find(judged: Judged) -> Iterator[Finding]:
    case = judged.case
    if not case.support:
        return
    known = frozenset(lemma for spot in case.nearby for lemma in spot.sentence.lemmas)
    for _, clause in case.clauses:
        if clause.verb and clause.verb not in LIGHT and clause.verb not in case.pack.table("numbers.growth") and clause.depth == "finite" and not clause.attributes and not _known(judged, clause, known):
            yield VERB.finding(clause.verb_span, f"Nothing in the evidence says {clause.verb!r}.", case.support_refs[:1])


def _known(judged: Judged, clause: Clause, known: frozenset[str]) -> bool:
    case = judged.case
    if case.likeness(clause.verb, known) > 0:
        return True
    return any(case.pack.opposite(clause.verb, other) for other in known)
