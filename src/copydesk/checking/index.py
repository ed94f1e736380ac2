"""The sources, read and indexed once: which sentence holds which word, figure and name.

Everything that a claim is compared with comes out of here, in the order of the sources; sentences of furniture,
bylines and credits are read (so that a claim resting on them can be told so) but never support a claim.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from copydesk.checking.reading import Reading, Sentence
from copydesk.mentions.records import Mention, Moment, Name
from copydesk.source import Ref, Source, Span
from copydesk.text.fold import Folded, fold

BEGINNING = 2
"""How many first letters the forms of one name share at least."""


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """A sentence of one of the sources."""

    source: int
    sentence: Sentence
    citable: bool

    @property
    def ref(self) -> Ref:
        return Ref(self.source, self.sentence.span)


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """A mention of one of the sources, with the sentence it stands in."""

    spot: Spot
    mention: Mention

    @property
    def ref(self) -> Ref:
        return Ref(self.spot.source, self.mention.span)


class Index:
    """The sources of a check, read once."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = tuple(sources)
        self.readings = tuple(Reading(s.text, s.language) for s in self.sources)
        self.pack = self.readings[0].pack if self.readings else Reading("", "en").pack
        self.spots: tuple[Spot, ...] = tuple(self._spots())
        self._by_lemma: dict[str, list[int]] = defaultdict(list)
        for at, spot in enumerate(self.spots):
            for lemma in spot.sentence.lemmas:
                self._by_lemma[lemma].append(at)

    def _spots(self) -> Iterator[Spot]:
        for number, (source, reading) in enumerate(zip(self.sources, self.readings, strict=True)):
            barred = source.uncitable()
            for sentence in reading.sentences:
                citable = not any(span.overlaps(sentence.span) for span in barred)
                yield Spot(number, sentence, citable)

    @cached_property
    def folded(self) -> tuple[Folded, ...]:
        """A folded view of each source."""
        return tuple(fold(s.text) for s in self.sources)

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """Every mention of every citable sentence."""
        return tuple(Standing(spot, m) for spot in self.spots if spot.citable for m in spot.sentence.mentions)

    @cached_property
    def quantities(self) -> tuple[Standing, ...]:
        return tuple(s for s in self.standings if s.mention.kind == "quantity")

    @cached_property
    def moments(self) -> tuple[Standing, ...]:
        return tuple(s for s in self.standings if s.mention.kind == "moment")

    @cached_property
    def names(self) -> tuple[Standing, ...]:
        return tuple(s for s in self.standings if s.mention.kind == "name")

    @cached_property
    def lower_words(self) -> frozenset[str]:
        """Comparison keys of the words that stand somewhere without a capital."""
        return frozenset(t.key for r in self.readings for t in r.tokens if t.kind == "word" and t.text.islower())

    @cached_property
    def lower_lemmas(self) -> frozenset[str]:
        """Their lemmas."""
        return frozenset(self.pack.lemma(word) for word in self.lower_words)

    @cached_property
    def all_keys(self) -> frozenset[str]:
        return frozenset(t.key.removesuffix("'s") for r in self.readings for t in r.tokens if t.kind == "word")

    @cached_property
    def content(self) -> frozenset[str]:
        """Lemmas of the content words of every sentence."""
        return frozenset(lemma for spot in self.spots for lemma in spot.sentence.content)

    @cached_property
    def text(self) -> str:
        """The texts of all sources, one behind the other."""
        return "".join(reading.text for reading in self.readings)

    @cached_property
    def name_tokens(self) -> tuple[tuple[str, ...], ...]:
        """The words of every name, also of sentences that may not be cited."""
        return tuple(m.value.tokens for r in self.readings for m in r.mentions if isinstance(m.value, Name))

    def begin_alike(self, word: str) -> Sequence[str]:
        """Comparison keys of the sources' words with the same first letters."""
        return self._by_beginning.get(word[:BEGINNING], ())

    @cached_property
    def _by_beginning(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for key in sorted(self.all_keys):
            found[key[:BEGINNING]].append(key)
        return found

    @property
    def all_lemmas(self) -> AbstractSet[str]:
        """Lemmas of every word of the sources."""
        return self._by_lemma.keys()

    def rarity(self, lemma: str) -> float:
        """Inverse frequency over sentences: 1 for a word of every sentence, more for a rare one."""
        return 1.0 + math.log(max(1, len(self.spots)) / max(1, len(self._by_lemma.get(lemma, ()))))

    def holding(self, lemmas: Iterable[str]) -> frozenset[int]:
        """Positions (in `spots`) of the sentences that hold any of the lemmas."""
        return frozenset(at for lemma in lemmas for at in self._by_lemma.get(lemma, ()))

    def citable_holding(self, lemmas: Iterable[str]) -> frozenset[int]:
        """The same, citable sentences only."""
        return frozenset(at for at in self.holding(lemmas) if self.spots[at].citable)

    def akin(self, lemma: str) -> frozenset[str]:
        """Lemmas of the sources that may stand for `lemma`, itself excepted."""
        found = self._akin.get(lemma)
        if found is None:
            candidates = {other for concept in self.pack.concepts(lemma) for other in self._by_concept.get(concept, ())}
            found = frozenset(other for other in candidates if other != lemma and self.pack.alike(lemma, other))
            self._akin[lemma] = found
        return found

    @cached_property
    def _akin(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def _by_concept(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for lemma in self._by_lemma:
            for concept in self.pack.concepts(lemma):
                found[concept].append(lemma)
        return found

    def holding_value(self, mention: Mention) -> frozenset[int]:
        """Positions of the citable sentences that hold a figure's value."""
        value = mention.value
        if value.kind == "moment":
            return self._holding_moment(value)
        if value.kind != "quantity" or value.low is None:
            return frozenset()
        return frozenset(self._by_value.get(value.low, ())) | frozenset(self._by_value.get(value.high or value.low, ()))

    def _holding_moment(self, value: Moment) -> frozenset[int]:
        """Positions of the sentences that hold the day, or else the month, weekday or year, of a moment."""
        key = _moment_key(value)
        return frozenset(self._by_moment.get(key, ())) if key else frozenset()

    @cached_property
    def _by_moment(self) -> dict[tuple[object, ...], list[int]]:
        found: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for standing in self.moments:
            value = standing.mention.value
            assert isinstance(value, Moment)
            key = _moment_key(value)
            if key:
                found[key].append(self._place[id(standing.spot)])
        return found

    @cached_property
    def _by_value(self) -> dict[Fraction, list[int]]:
        found: dict[Fraction, list[int]] = defaultdict(list)
        for standing in self.quantities:
            quantity = standing.mention.value
            assert quantity.kind == "quantity"
            for value in {quantity.low, quantity.high}:
                if value is not None:
                    found[value].append(self._place[id(standing.spot)])
        return found

    def spots_over(self, ref: Ref) -> tuple[Spot, ...]:
        """The sentences that a span of a source touches."""
        return tuple(s for s in self.spots if s.source == ref.source and s.sentence.span.overlaps(ref.span))

    def spot_at(self, source: int, position: int) -> Spot | None:
        return next(
            (s for s in self.spots if s.source == source and s.sentence.span.start <= position < s.sentence.span.end),
            None,
        )

    def before(self, spot: Spot, count: int) -> tuple[Spot, ...]:
        """Up to `count` citable sentences before a sentence, nearest first."""
        at = self._place[id(spot)]
        return tuple(s for s in reversed(self.spots[max(0, at - count) : at]) if s.source == spot.source and s.citable)

    def next(self, spot: Spot) -> tuple[Spot, ...]:
        """The sentence behind a sentence, of whatever source, or none."""
        at = self._place[id(spot)]
        return self.spots[at + 1 : at + 2]

    @cached_property
    def _place(self) -> dict[int, int]:
        return {id(spot): at for at, spot in enumerate(self.spots)}

    def words(self, ref: Ref) -> str:
        """The source's words at a place."""
        return ref.span.of(self.sources[ref.source].text)

    def whole(self, source: int) -> Span:
        return Span(0, len(self.sources[source].text))


def _moment_key(value: Moment) -> tuple[object, ...]:
    """What a moment is looked up by: its day, else its month, weekday, year, hour or phrase."""
    if value.month and value.day:
        return ("day", value.month, value.day)
    parts = (
        ("month", value.month),
        ("weekday", value.weekday),
        ("year", value.year),
        ("hour", value.hour),
        ("said", value.relative),
    )
    return next(((kind, part) for kind, part in parts if part is not None), ())
