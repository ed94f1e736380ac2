"""One claim on the table: what it says, what it cites, the sentences it is compared with, and how its parts line up.

The rules read this and nothing else. Pairs and alignments are made once, here, so that all rules judge the same
reading.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from copydesk.checking.index import Index, Spot, Standing
from copydesk.checking.reading import Reading, Sentence
from copydesk.checking.records import Passage
from copydesk.claims import Claim
from copydesk.languages.pack import Pack
from copydesk.mentions.clauses import Clause, Phrase
from copydesk.mentions.records import Mention
from copydesk.source import Ref, Span
from copydesk.text.tokens import tokenise

LIKENESS: dict[str, float] = {"same": 1.0, "derived": 0.8, "synonym": 0.6, "broader": 0.5, "": 0.0}
"""How much of a word its counterpart covers, by how the two are related."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A clause of the claim and the clause of the sources that says the most of it.

    Attributes:
        share: the part of the clause's (rarity-weighted) words that the other one covers, 0 to 1.
        verb: how the two verbs stand to each other: a `Likeness`, or "opposite".
        back: the part of the other clause's words that this one covers: low where the source says much else.
    """

    clause: Clause
    spot: Spot
    other: Clause
    share: float
    verb: str
    back: float = 0.0


class Case:
    """A claim, ready to be judged.

    Args:
        claim: the claim, or one sentence of it.
        of: the whole claim.
        index: the sources.
        passages: its evidence, located.
        support: the sentences it is compared with, best first.
        cited: whether it came with evidence of its own.
    """

    def __init__(
        self,
        claim: Claim,
        of: Claim,
        reading: Reading,
        index: Index,
        passages: tuple[Passage, ...],
        support: tuple[Spot, ...],
    ) -> None:
        self.claim = claim
        self.of = of
        self.reading = reading
        self.index = index
        self.passages = passages
        self.support = support
        self.cited = claim.evidence is not None

    @property
    def text(self) -> str:
        return self.claim.text

    @property
    def pack(self) -> Pack:
        return self.reading.pack

    @cached_property
    def whole(self) -> Span:
        """The whole claim."""
        return Span(0, len(self.claim.text))

    @cached_property
    def support_refs(self) -> tuple[Ref, ...]:
        return tuple(spot.ref for spot in self.support)

    @cached_property
    def published(self) -> datetime.date | None:
        return next((s.published for s in self.index.sources if s.published), None)

    def mentions(self, kind: str) -> Iterator[Mention]:
        return (m for m in self.reading.mentions if m.kind == kind)

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """Every mention of the supporting sentences; of cited evidence only those inside the passages themselves."""
        return tuple(
            Standing(spot, m) for spot in self.support for m in spot.sentence.mentions if self._cited_at(spot, m)
        )

    def _cited_at(self, spot: Spot, mention: Mention) -> bool:
        if not self.cited:
            return True
        places = (ref for passage in self.passages for ref in passage.refs if ref.source == spot.source)
        return any(ref.span.start <= mention.span.start < ref.span.end for ref in places)

    @cached_property
    def support_lemmas(self) -> frozenset[str]:
        return frozenset(lemma for spot in self.support for lemma in spot.sentence.lemmas)

    @cached_property
    def reading_lemmas(self) -> frozenset[str]:
        """Lemmas of all words of the claim."""
        return frozenset(lemma for s in self.reading.sentences for lemma in s.lemmas)

    @cached_property
    def lemmas_of_all(self) -> frozenset[str]:
        """Lemmas of the whole claim that this sentence is a part of."""
        tokens = tokenise(self.of.text, cutting=self.pack.cutting)
        return frozenset(self.pack.lemma(t.key.removesuffix("'s")) for t in tokens if t.kind == "word")

    @cached_property
    def nearby(self) -> tuple[Spot, ...]:
        """The supporting sentences and the one before each, which resolve pronouns and short names."""
        found = {id(s): s for s in self.support}
        for spot in self.support:
            for before in self.index.before(spot, 2):
                found.setdefault(id(before), before)
        return tuple(found.values())

    # --- alignment of clauses ---------------------------------------------------------------------------------------

    @cached_property
    def clauses(self) -> tuple[tuple[Sentence, Clause], ...]:
        return tuple((s, c) for s in self.reading.sentences for c in s.clauses)

    @cached_property
    def aligned(self) -> tuple[Aligned, ...]:
        """For each clause of the claim its best counterpart in the support; clauses that share too little are
        left out.
        """
        found = []
        for _, clause in self.clauses:
            ranked = self.candidates(clause)
            if ranked and ranked[0].share >= 0.28:
                found.append(ranked[0])
        return tuple(found)

    def candidates(self, clause: Clause) -> list[Aligned]:
        """Every clause of the support that shares something with `clause`, the best first."""
        return self._ranked(clause, self.support)

    def elsewhere(self, aligned: Aligned) -> list[Aligned]:
        """The same for the sentences beside the support that hold at least half of the clause's words: asked before
        a clause is called contradicted, unless its counterpart says all of it.
        """
        if aligned.share > 0.95:
            return []
        words = clause_words(aligned.clause)
        chosen = {id(spot) for spot in self.support}
        others = [
            spot
            for spot in self.index.spots
            if spot.citable
            and id(spot) not in chosen
            and 2 * sum(self.likeness(word, spot.sentence.lemmas) > 0 for word in words) >= len(words) > 0
        ]
        return self._ranked(aligned.clause, others)

    def _ranked(self, clause: Clause, spots: Sequence[Spot]) -> list[Aligned]:
        weights = {word: self.index.rarity(word) for word in clause_words(clause)}
        total = sum(weights.values()) or 1.0
        rows = []
        for rank, spot in enumerate(spots):
            for other in spot.sentence.clauses:
                words = clause_words(other)
                shared = sum(w * self.likeness(word, words) for word, w in weights.items())
                verb = self.verb_relation(clause.verb, other.verb)
                bonus = {"opposite": 0.6, **LIKENESS}.get(verb, 0.0)
                share = (shared + bonus) / (total + 1.0)
                if shared > 0:
                    back = self._covered(words, weights.keys())
                    rows.append((share - 0.01 * rank, Aligned(clause, spot, other, min(1.0, share), verb, back)))
        rows.sort(key=lambda row: -row[0])
        return [row[1] for row in rows]

    def _covered(self, words: frozenset[str], known: Iterable[str]) -> float:
        """The rarity-weighted share of some words of the sources that others cover."""
        held = frozenset(known)
        weights = {word: self.index.rarity(word) for word in words}
        return sum(w * self.likeness(word, held) for word, w in weights.items()) / (sum(weights.values()) or 1.0)

    def likeness(self, word: str, words: Iterable[str]) -> float:
        """How well a word is covered by others, see `LIKENESS`."""
        known = words if isinstance(words, (frozenset, set)) else frozenset(words)
        if word in known:
            return 1.0
        best = 0.0
        for other in self.index.akin(word):
            if other in known:
                best = max(best, LIKENESS[self.pack.alike(word, other)])
        return best

    def verb_relation(self, a: str, b: str) -> str:
        if not a or not b:
            return ""
        a, b = (a.partition("_")[0], b.partition("_")[0]) if a.partition("_")[0] == b.partition("_")[0] else (a, b)
        if a == b:
            return "same"
        if self.pack.opposite(a, b):
            return "opposite"
        return self.pack.alike(a, b)

    # --- what a phrase refers to ------------------------------------------------------------------------------------

    def meets(self, phrase: Phrase | None, other: Phrase | None) -> bool | None:
        """Whether two phrases share a name or a word (or one that may stand for it); None where one of them is
        missing or a pronoun, so that nothing can be said.
        """
        if phrase is None or other is None or phrase.pronoun or other.pronoun or not phrase.words or not other.words:
            return None
        return bool(phrase.names & other.names) or any(self.likeness(w, other.words) > 0 for w in phrase.words)

    def subjects_meet(self, aligned: Aligned) -> bool | None:
        """`meets` of the two that act, through voices."""
        mine, theirs = aligned.clause, aligned.other
        if mine.passive != theirs.passive:
            return self.meets(mine.agent, theirs.agent)
        return self.meets(mine.subject, theirs.subject)

    def objects_meet(self, aligned: Aligned) -> bool | None:
        """`meets` of the two acted on, through voices."""
        mine, theirs = aligned.clause, aligned.other
        if mine.passive != theirs.passive:
            return self.meets(mine.patient, theirs.patient)
        return self.meets(mine.object, theirs.object)

    def covers(self, phrase: Phrase, other: Phrase) -> float:
        """The share of `phrase`'s words that `other` holds (or may stand for); a pronoun covers everything."""
        if phrase.pronoun or other.pronoun or not phrase.words:
            return 1.0
        return sum(self.likeness(w, other.words) for w in phrase.words) / len(phrase.words)


def clause_words(clause: Clause) -> frozenset[str]:
    """Lemmas of all content words of a clause, its verb included."""
    words: set[str] = {clause.verb} if clause.verb and clause.verb not in ("be", "have", "do") else set()
    for phrase in (clause.subject, clause.object, *(p for _, p in clause.obliques)):
        if phrase is not None:
            words |= phrase.words
    return frozenset(words)
