"""From claim to verdict: read this first.

    locate the passages -> choose the sentences -> pair figures, dates, names -> judge by the rules -> outcome

Every step is a pure function of sources, claim and policy. A text that cannot be checked comes out `unchecked` with the
reason; nothing comes out accepted because something failed.
"""

from __future__ import annotations

from collections.abc import Sequence

from copydesk.checking.case import Case
from copydesk.checking.index import Index
from copydesk.checking.judged import Judged
from copydesk.checking.locate import locate
from copydesk.checking.pair import trace
from copydesk.checking.reading import Reading
from copydesk.checking.records import Candidate, CheckedClaim, Finding, Passage, Relation, Trace
from copydesk.checking.registry import Registry
from copydesk.checking.rules import FINDERS, TORN, WHOLE, Finder
from copydesk.checking.support import spots_of, supporting
from copydesk.checking.verdict import DEFAULT, Policy
from copydesk.claims import Claim
from copydesk.languages.pack import has_pack
from copydesk.mentions.records import Mention
from copydesk.source import Source

LONGEST = 20_000
"""Code points; a longer claim is refused, so that no text can make one check run for minutes."""


class Checker:
    """Checks claims against sources that were read and indexed once.

    Args:
        sources: what the claims must agree with.
        policy: which findings flag.
    """

    def __init__(self, sources: Sequence[Source], policy: Policy = DEFAULT) -> None:
        self.sources = tuple(sources)
        self.policy = policy
        self.index = Index(self.sources)
        self.registry = Registry(self.index)

    def check(self, claim: Claim) -> CheckedClaim:
        """The verdict for one claim; never raises for any text."""
        why = self._uncheckable(claim)
        if why:
            return CheckedClaim(claim, "unchecked", why=why)
        passages = tuple(locate(self.index, quoted) for quoted in claim.evidence or () if quoted.strip())
        reading = Reading(claim.text, self.sources[0].language)
        support = spots_of(self.index, passages) if claim.evidence is not None else supporting(self.index, reading)
        judged = Judged(Case(claim, reading, self.index, passages, support), self.registry)
        findings = _sorted(finding for finder in _finders(judged) for finding in finder(judged))
        outcome = self.policy.outcome(findings)
        return CheckedClaim(claim, outcome, "", passages, judged.case.support_refs, _traces(judged), findings)

    def _uncheckable(self, claim: Claim) -> str:
        if not any(s.text.strip() for s in self.sources):
            return "The source has no text."
        if not any(c.isalnum() for c in claim.text):
            return "The claim has no words."
        if len(claim.text) > LONGEST:
            return f"The claim has {len(claim.text)} characters; the most that is checked is {LONGEST}."
        missing = sorted({s.language for s in self.sources if not has_pack(s.language)})
        return f"There is no language pack for {', '.join(missing)}." if missing else ""


def _finders(judged: Judged) -> Sequence[Finder]:
    """Which families look at a claim: of words copied from the source only those that ask what was left out around them."""
    copied = judged.copied
    return WHOLE if copied == "sentence" else TORN if copied == "part" else FINDERS


def _sorted(findings) -> tuple[Finding, ...]:  # type: ignore[no-untyped-def]
    return tuple(sorted(dict.fromkeys(findings), key=lambda f: (f.span.start, f.span.end, f.code, f.message)))


def _traces(judged: Judged) -> tuple[Trace, ...]:
    found = [trace(pair) for pair in (*judged.quantities, *judged.moments)]
    for mention in judged.case.reading.mentions:
        if mention.kind == "name":
            found.append(_name_trace(judged, mention))
        elif mention.kind == "quotation":
            found.append(_quotation_trace(judged, mention))
    return tuple(sorted(found, key=lambda t: (t.mention.span.start, t.mention.span.end)))


def _name_trace(judged: Judged, mention: Mention) -> Trace:
    found = [] if mention.rule in ("name-headline", "reference-mark") else judged.named(mention)
    near = {id(s) for s in judged.case.nearby}
    inside = [s for s in found if id(s.spot) in near]
    relation: Relation = "same" if inside else "elsewhere" if found else "absent"
    rows = tuple(Candidate(s.ref, s.mention, relation, "same name") for s in (inside or found)[:5])
    return Trace(mention, relation, mention.rule, rows)


def _quotation_trace(judged: Judged, mention: Mention) -> Trace:
    passage: Passage = locate(judged.case.index, mention.surface.strip().rstrip(".,;:"))
    rows = tuple(Candidate(ref, mention, "same", f"the same words ({passage.how})") for ref in passage.refs)
    return Trace(mention, "same" if rows else "absent", mention.rule, rows)
