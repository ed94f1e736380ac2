"""Verb groups: auxiliaries, negators, adverbs and the verb they lead to.

Theory. A group begins at the first auxiliary, modal, verb or "to" before a verb, and ends behind the first verb;
without one the last auxiliary is the verb ("he was there"). A form of "be" with a past form is a passive; a verb alone
in -ing or as a participle is no finite verb; negators turn the group round one by one; modals and "to" leave their
class of hedge.

It does not know what governs an infinitive ("plans to"), which is for `governing`, nor whether a past form without an
auxiliary is a participle ("a villa bought by the clerk"), which is for `clauses`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from copydesk.mentions.tags import Tagged


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """A verb group.

    Attributes:
        start, end: token indexes, half-open.
        main: token index of the verb.
        lemma: of the verb, of two words where the lexicon lists them ("put_out").
        negated, passive, infinitive, participle, past, future: what the group says by itself.
        hedges: classes of the pack's table that its auxiliaries belong to.
    """

    start: int
    end: int
    main: int
    lemma: str
    negated: bool = False
    hedges: frozenset[str] = frozenset()
    passive: bool = False
    infinitive: bool = False
    participle: bool = False
    future: bool = False
    past: bool = False

    @property
    def finite(self) -> bool:
        """Neither infinitive nor participle."""
        return not self.infinitive and not self.participle

    @property
    def bare(self) -> bool:
        """No auxiliary stands before the verb."""
        return self.main == self.start


def verb_groups(sentence: Tagged) -> Iterator[VerbGroup]:
    """The verb groups of a sentence, in order, without overlap."""
    i = floor = 0
    while i < len(sentence.tokens):
        if sentence.tags[i] in ("AUX", "MOD", "V", "VG", "VN") or _opens_infinitive(sentence, i):
            group = _group(sentence, i)
            yield replace(group, negated=group.negated ^ _negated_before(sentence, i, floor))
            i = floor = group.end
        else:
            i += 1


def _negated_before(sentence: Tagged, start: int, floor: int) -> bool:
    """ "never paid", "but not charged": a negator right before the group, over adverbs."""
    negated = False
    for k in range(start - 1, floor - 1, -1):
        if sentence.tags[k] not in ("ADV", "NEG"):
            break
        negated ^= sentence.tags[k] == "NEG"
    return negated


def _opens_infinitive(sentence: Tagged, i: int) -> bool:
    """ "to", adverbs, and a verb or auxiliary."""
    if sentence.tags[i] != "TO":
        return False
    at = i + 1
    while at < len(sentence.tokens) and sentence.tags[at] in ("ADV", "NEG"):
        at += 1
    return at < len(sentence.tokens) and sentence.tags[at] in ("V", "AUX") and sentence.tokens[at].kind == "word"


@dataclass(slots=True)
class _Helpers:
    """What stands before the verb, while it is read; `last` is the index of the last auxiliary, modal or "to"."""

    last: int
    negated: bool = False
    hedges: set[str] = field(default_factory=set)
    future: bool = False
    had: bool = False

    def take(self, sentence: Tagged, i: int, *, opens: bool) -> None:
        """An auxiliary, modal or "to" at token i; `opens`: it is the "to" that begins the group."""
        key, pack = sentence.tokens[i].key, sentence.pack
        self.last = i
        if key == "to" and not opens and not self.had:  # "is to open"; "has to open" is none
            self.hedges.add("will")
            self.future = True
        self.had |= key in pack.words("grammar.have")
        if key.endswith("n't") or key == "cannot":
            self.negated ^= True
            key = pack.table("grammar.contractions").get(key, key.removesuffix("n't"))
        hedge = pack.table("hedges").get(key)
        if hedge:
            self.hedges.add(str(hedge))
            self.future |= key in ("will", "would", "shall")


def _group(sentence: Tagged, start: int) -> VerbGroup:
    """The group that begins at token `start`."""
    tags, helpers, end, verb = sentence.tags, _Helpers(start), start, -1
    while end < len(tags) and verb < 0:
        if tags[end] in ("AUX", "MOD", "TO"):
            helpers.take(sentence, end, opens=end == start and tags[end] == "TO")
        elif tags[end] in ("V", "VG", "VN"):
            verb = end
        elif tags[end] in ("ADV", "NEG", "QUOTE"):
            helpers.negated ^= tags[end] == "NEG"
        else:
            break
        end += 1
    main = verb if verb >= 0 else helpers.last
    lemma = _lemma(sentence, main)
    passive, past = _voice(sentence, start, main, lemma) if verb >= 0 else (False, _is_past(sentence, main))
    return VerbGroup(
        start,
        end,
        main,
        lemma,
        negated=helpers.negated,
        hedges=frozenset(helpers.hedges),
        passive=passive,
        infinitive=tags[start] == "TO",
        participle=verb == start and tags[verb] in ("VG", "VN"),
        future=helpers.future,
        past=past,
    )


def _lemma(sentence: Tagged, main: int) -> str:
    """The verb's lemma with its particle; the "up" of "up to 40" is none."""
    key, particle = sentence.tokens[main].key, sentence.key(main + 1)
    if particle == "up" and sentence.key(main + 2) == "to":
        particle = ""
    return sentence.pack.phrasal(sentence.pack.verb_lemma(key.removesuffix("n't") or key), particle)


def _voice(sentence: Tagged, start: int, main: int, lemma: str) -> tuple[bool, bool]:
    """(passive, past) of a group with a verb at token `main`."""
    pack, key = sentence.pack, sentence.tokens[main].key
    helpers = [sentence.tokens[k].key.removesuffix("n't") for k in range(start, main) if sentence.tags[k] == "AUX"]
    changed = sentence.tags[main] in ("V", "VN") and key != lemma and not key.endswith("ing")
    shaped = changed or key in pack.words("grammar.unchanged")
    passive = shaped and not pack.words("grammar.be").isdisjoint(helpers)
    return passive, shaped or not pack.words("grammar.past").isdisjoint(helpers)


def _is_past(sentence: Tagged, main: int) -> bool:
    """An auxiliary that is itself the verb stands in the past."""
    return sentence.tokens[main].key in ("was", "were", "had", "did")
