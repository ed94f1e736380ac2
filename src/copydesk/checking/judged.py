"""A case with its figures and moments paired: what the rules read."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from copydesk.checking.case import Case
from copydesk.checking.derive import Derivation, derive, derive_time
from copydesk.checking.index import Standing
from copydesk.checking.locate import locate
from copydesk.checking.pair import Held, Pair, pair_moments, pair_quantities
from copydesk.checking.records import Passage
from copydesk.checking.registry import Registry
from copydesk.languages.pack import Pack
from copydesk.mentions.records import Mention, Moment, Name, Quantity
from copydesk.source import Span

LONGEST_RUN = 16
"""Words of which a run of names side by side may consist."""


class Judged:
    """A case with the pairs that several rules share."""

    def __init__(self, case: Case, registry: Registry) -> None:
        self.case = case
        self.registry = registry

    @cached_property
    def name_words(self) -> frozenset[str]:
        """Lemmas of the words of names that the sentences at or near the evidence hold."""
        near = frozenset(lemma for s in self.case.nearby for lemma in s.sentence.lemmas)
        pack = self.case.pack
        words = (w for m in self.case.mentions("name") if isinstance(m.value, Name) for w in m.value.tokens)
        return frozenset(lemma for w in words if (lemma := pack.lemma(w)) in near)

    @cached_property
    def located(self) -> Passage:
        """Where the sources have the claim word for word."""
        return locate(self.case.index, self.case.text.strip().rstrip(".;,"))

    @cached_property
    def copied(self) -> Literal["sentence", "part", ""]:
        """The claim stands in a citable sentence word for word: as the whole of it, as a part, or not."""
        passage = self.located
        if passage.how not in ("exact", "folded"):
            return ""
        ref = passage.refs[0]
        spots = self.case.index.spots_over(ref)
        if not spots or not all(s.citable for s in spots):
            return ""
        whole = Span(spots[0].sentence.span.start, spots[-1].sentence.span.end)
        outside = self.case.index.sources[ref.source].text
        left = outside[whole.start : ref.span.start] + outside[ref.span.end : whole.end]
        if not any(c.isalnum() for c in left):
            return "sentence"
        return "part" if _at_border(outside[whole.start : ref.span.start], self.case.pack) else ""

    def named(self, mention: Mention) -> list[Standing]:
        """The mentions of the sources that a name of the claim refers to, by every accepted way; empty when none."""
        name = mention.value
        assert isinstance(name, Name)
        return (
            self._whole(name)
            or self._of(name)
            or self._parts(name)
            or self._shared(name)
            or self._written_small(name)
            or (self.registry.spells(name.tokens[0].replace(".", "")) if name.acronym else [])
        )

    def _of(self, name: Name) -> list[Standing]:
        """ "Yusuf Haddan of Merin", "Members of the Dray Club": two names, joined by the claim or by the source only,
        or a common word and a name.
        """
        if "of" not in name.tokens[1:-1] or name.identifier:
            return []
        at = name.tokens.index("of", 1)
        tail = self._whole(Name(name.tokens[at + 1 :])) or self._whole(Name(name.tokens[at + 2 :]))
        common = name.opens and at == 1 and self.case.pack.lexicon.mostly(self.case.pack.lemma(name.tokens[0])) == "n"
        head = tail if common else self._whole(Name(name.tokens[:at]))
        return head if head and tail else []

    def _shared(self, name: Name) -> list[Standing]:
        """ "Sunni Muslims" out of "Sunni and Shia Muslims": two names that share their last word."""
        first = self._whole(Name(name.tokens[:-1])) if len(name.tokens) > 1 and not name.identifier else []
        alone = [s for s in first if isinstance(s.mention.value, Name) and s.mention.value.tokens == name.tokens[:-1]]
        for one in alone:
            for two in self.registry.names:
                between = one.spot.sentence.text[one.mention.span.end : two.mention.span.start].strip()
                if two.spot is not one.spot or between not in ("and", "or", "&"):
                    continue
                value = two.mention.value
                if isinstance(value, Name) and len(value.tokens) > 1 and value.tokens[-1] == name.tokens[-1]:
                    return [two]
        return []

    def _written_small(self, name: Name) -> list[Standing]:
        """ "Westfield Shopping Centre" out of "Westfield London shopping centre": the first word is a name, the others
        follow it in order within a few words, at least one of them without a capital.
        """
        if len(name.tokens) < 2 or name.identifier:
            return []
        for standing in self._whole(Name(name.tokens[:1])):
            tokens = [t for t in standing.spot.sentence.tokens if t.start >= standing.mention.span.start]
            window = [t for t in tokens[: len(name.tokens) + 3] if t.kind == "word"]
            rest = iter(window)
            places = [next((t for t in rest if t.key.removesuffix("'s") == word), None) for word in name.tokens]
            if all(places) and any(t is not None and not t.capital for t in places):
                return [standing]
        return []

    def _whole(self, name: Name) -> list[Standing]:
        found = self.registry.matches(name) or self.registry.acronym_of(name)
        if not found and len(name.tokens) == 1 and not name.acronym and not name.identifier:
            found = self.registry.by_stem(self.registry.key(name.tokens[0]))
        return found or self.registry.respelt(name)

    def _parts(self, name: Name) -> list[Standing]:
        """A run of names side by side ("Afghan Taliban"): each part must be a whole name of the sources."""
        if name.identifier or not 2 <= len(name.tokens) <= LONGEST_RUN:
            return []
        key = (name.tokens, name.opens)
        if key not in self._parted:
            self._parted[key] = self._find_parts(name)
        return self._parted[key]

    def _find_parts(self, name: Name) -> list[Standing]:
        for cut in range(1, len(name.tokens)):
            if not self._complete(Name(name.tokens[:cut], opens=name.opens)):
                continue
            tail = Name(name.tokens[cut:])
            further = cut > 1 and len(tail.tokens) > 2
            second = self._complete(tail) or (self._parts(tail) if further else [])
            if second:
                return second
        return []

    @cached_property
    def _parted(self) -> dict[tuple[tuple[str, ...], bool], list[Standing]]:
        """What `_parts` found, by words: a run has the same ends whichever way its head is cut."""
        return {}

    def _complete(self, name: Name) -> list[Standing]:
        whole = [
            s
            for s in self._whole(name)
            if isinstance(s.mention.value, Name) and _own_length(s.mention.value) == len(name.tokens)
        ]
        if whole:
            return whole
        lower = self.case.index.lower_words
        if all(t in lower for t in name.tokens) or (
            name.opens
            and len(name.tokens) == 1
            and name.tokens[0] not in self.case.index.all_keys
            and self.case.pack.lemma(name.tokens[0]) in self.case.pack.lexicon
        ):
            return list(self.registry.names[:1])
        return []

    @cached_property
    def quantities(self) -> tuple[Pair, ...]:
        return pair_quantities(self.case)

    @cached_property
    def moments(self) -> tuple[Pair, ...]:
        return pair_moments(self.case)

    @cached_property
    def derivations(self) -> dict[int, Derivation]:
        """Derivations by the start of the claim's mention, for figures and times that do not stand in the support."""
        found: dict[int, Derivation] = {}
        for pair in self.quantities:
            points = isinstance(pair.mention.value, Quantity) and pair.mention.value.form == "points"
            if (
                pair.relation in ("same", "rounds")
                or pair.match in ("unit", "period")
                or (points and pair.match == "form")
            ):
                continue  # the very number stands there as something else: it was not computed
            if how := derive(self.case, pair.mention):
                found[pair.mention.span.start] = how
        for pair in self.moments:
            value = pair.mention.value
            if pair.relation != "same" and isinstance(value, Moment) and (how := derive_time(self.case, value)):
                found[pair.mention.span.start] = how
        return found

    def is_derived(self, pair: Pair) -> bool:
        return pair.mention.span.start in self.derivations

    def comparable(self, value: Quantity, held: Held) -> bool:
        """The figure is of the sort that could have been meant instead."""
        other = held.standing.mention.value
        return (
            isinstance(other, Quantity)
            and other.low is not None
            and (
                other.form == value.form
                or (
                    {other.form, value.form} <= {"count", "money", "measure", "percent"}
                    and (other.unit is None or value.unit is None)
                )
            )
        )


def _own_length(name: Name) -> int:
    """How many words a name has before an "of ..." behind it."""
    return name.tokens.index("of") if "of" in name.tokens[1:] else len(name.tokens)


_BORDERS = frozenset(
    [
        "and",
        "but",
        "or",
        "nor",
        "that",
        "because",
        "while",
        "whereas",
        "when",
        "as",
        "if",
        "unless",
        "though",
        "although",
        "so",
        "whether",
        "who",
        "which",
        "then",
    ]
)


def _at_border(before: str, pack: Pack) -> bool:
    """What stands before a copied part ends where a clause may begin: a mark, a conjunction, a verb of saying."""
    words = before.split()
    if not words or not words[-1][-1].isalnum():
        return True
    last = words[-1].lower()
    return (last in _BORDERS and not (last == "and" and "between" in before.lower())) or pack.lemma(last) in pack.words(
        "attribution.verbs"
    )
