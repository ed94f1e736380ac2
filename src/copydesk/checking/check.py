"""From claim to verdict: read this first.

    locate the passages -> choose the sentences -> pair figures, dates, names -> judge by the rules -> outcome

Every step is a pure function of sources, claim and policy. A text that cannot be checked comes out `unchecked` with
the reason; nothing comes out accepted because something failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from copydesk.checking.case import Case
from copydesk.checking.index import Index
from copydesk.checking.judged import Judged
from copydesk.checking.locate import locate
from copydesk.checking.preamble import is_preamble
from copydesk.checking.reading import Reading
from copydesk.checking.records import CheckedClaim, Finding, Passage
from copydesk.checking.registry import Registry
from copydesk.checking.rules import FINDERS, TORN, WHOLE, Finder
from copydesk.checking.support import spots_of, supporting
from copydesk.checking.traces import traces
from copydesk.checking.trial import tried
from copydesk.checking.verdict import DEFAULT, Policy, parted
from copydesk.checking.words import BY_WORDS, WITHOUT_PACK
from copydesk.claims import Claim
from copydesk.languages.pack import has_pack
from copydesk.source import Source, Span
from copydesk.text.sentences import sentences

LONGEST = 20_000
"""Code points; a longer claim is refused, so that no text can make one check run for minutes."""


LONGEST_SENTENCE = 4_000
"""Code points; figures of one sentence are held against each other, which takes minutes when there are thousands."""


class Checker:
    """Checks claims against sources that were read and indexed once.

    Args:
        sources: what the claims must agree with.
        policy: which findings flag.
    """

    def __init__(self, sources: Sequence[Source], policy: Policy = DEFAULT) -> None:
        self.sources = tuple(sources)
        self.policy = policy
        self.language = self.sources[0].language if self.sources else "und"
        self.index = Index(self.sources)
        self.registry = Registry(self.index)

    def check(self, claim: Claim) -> CheckedClaim:
        """The verdict for one claim; never raises for any text."""
        why = self._uncheckable(claim)
        if why:
            return CheckedClaim(claim, "unchecked", why=why)
        passages = tuple(locate(self.index, quoted) for quoted in claim.evidence or () if quoted.strip())
        parts = self._judged_parts(claim, passages)
        if not parts:
            return CheckedClaim(claim, "unchecked", why="The claim says nothing of the source.")
        findings = tuple(tried(claim.text, _found(parts), lambda text: _found(self._again(claim, text, passages))))
        chain = tuple(found for start, judged in parts for found in traces(judged, start, findings))
        support = tuple(dict.fromkeys(ref for _, judged in parts for ref in judged.case.support_refs))
        kept, ignored = parted(findings, claim.ignores)
        outcome, why = self.policy.outcome(kept), self._unread()
        if why:
            outcome = "unchecked" if outcome == "accepted" else outcome
        return CheckedClaim(claim, outcome, why, passages, support, chain, kept, ignored)

    def _again(self, claim: Claim, text: str, passages: tuple[Passage, ...]) -> list[tuple[int, Judged]]:
        return self._judged_parts(replace(claim, text=text), passages)

    def _judged_parts(self, claim: Claim, passages: tuple[Passage, ...]) -> list[tuple[int, Judged]]:
        """The claim sentence by sentence; "Here is a summary:" says nothing of the source."""
        spans = _parts(claim.text, self.language)
        return [self._judged(claim, s, passages) for s in spans if not is_preamble(s.of(claim.text), self.language)]

    def _judged(self, claim: Claim, span: Span, passages: tuple[Passage, ...]) -> tuple[int, Judged]:
        """One sentence of the claim on the table, with the offset at which it begins."""
        part = replace(claim, text=span.of(claim.text))
        reading = Reading(part.text, self.sources[0].language)
        support = spots_of(self.index, passages) if claim.evidence is not None else supporting(self.index, reading)
        return span.start, Judged(Case(part, claim, reading, self.index, passages, support), self.registry)

    def _uncheckable(self, claim: Claim) -> str:
        if not any(s.text.strip() for s in self.sources):
            return "The source has no text."
        if not any(c.isalnum() for c in claim.text):
            return "The claim has no words."
        if len(claim.text) > LONGEST:
            return f"The claim has {len(claim.text)} characters; the most that is checked is {LONGEST}."
        if any(len(part) > LONGEST_SENTENCE for part in _parts(claim.text, self.language)):
            return f"The claim has a sentence of more than {LONGEST_SENTENCE} characters; divide it."
        return ""

    def _unread(self) -> str:
        """Why a claim that nothing speaks against is not accepted all the same."""
        missing = sorted({s.language for s in self.sources if not has_pack(s.language)})
        if not missing:
            return ""
        read = "only figures, dates, scripts and quotations were compared"
        return f"There is no language pack for {', '.join(missing)}: {read}."


def _finders(judged: Judged) -> Sequence[Finder]:
    """Which families look at a claim: of words copied from the source only those that ask what was left out
    around them.
    """
    copied = judged.copied
    pack = judged.case.pack
    if pack.code == "und":
        return WITHOUT_PACK
    if pack.by_words:
        return WHOLE if copied == "sentence" else BY_WORDS
    return WHOLE if copied == "sentence" else TORN if copied == "part" else FINDERS


def _parts(text: str, language: str) -> tuple[Span, ...]:
    """The sentences of a claim, each judged by itself; white space and line ends within the claim divide
    nothing else.
    """
    return sentences(text, language) or (Span(0, len(text)),)


def _findings(judged: Judged, start: int) -> Iterator[Finding]:
    """What the families found in one sentence, in the claim's own offsets."""
    for finder in _finders(judged):
        for found in finder(judged):
            yield replace(found, span=found.span.shifted(start)) if start else found


def _found(parts: Iterable[tuple[int, Judged]]) -> tuple[Finding, ...]:
    return _sorted(found for start, judged in parts for found in _findings(judged, start))


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In the order of the claim; what several sentences report alike (a missing passage) once."""
    once = {(f.code, f.message, *_told_apart(f)): f for f in sorted(findings, key=_place, reverse=True)}
    return tuple(sorted(once.values(), key=_place))


def _told_apart(finding: Finding) -> tuple[int, ...]:
    """Where a finding stands, unless it is about the evidence, which all sentences of a claim share."""
    return () if finding.code.startswith("EVI") else (finding.span.start, finding.span.end)


def _place(finding: Finding) -> tuple[int, int, str, str]:
    return finding.span.start, finding.span.end, finding.code, finding.message
