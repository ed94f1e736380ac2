"""The names of a document: which full form, short form, acronym and nationality belong together.

Built once from the sources. A name of the claim is looked for among the mentions, whole: all its words must stand
in one mention, in order. So "Hunter Biden" does not come out of "Joe Biden" and "Hunter Smith".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from copydesk.checking.index import Index, Standing
from copydesk.languages.pack import Pack
from copydesk.mentions.records import Name

_ENDINGS = ("n", "an", "ian", "ean", "i", "ese", "ish", "er", "ic", "s", "ns", "ans", "ians", "is", "ers")
_SMALL = frozenset(
    [
        "of",
        "the",
        "de",
        "del",
        "della",
        "da",
        "dos",
        "du",
        "di",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "ten",
        "la",
        "le",
        "al",
        "el",
        "bin",
        "ibn",
        "e",
        "y",
        "and",
        "for",
        "on",
    ]
)


class Registry:
    """The names of the sources, by their words."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.pack: Pack = index.pack
        self.names = tuple(s for s in index.names if isinstance(s.mention.value, Name))
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for at, standing in enumerate(self.names):
            for word in self._keys(_name(standing).tokens):
                self._by_word[word].append(at)

    def _keys(self, tokens: Iterable[str]) -> tuple[str, ...]:
        found = tuple(tokens)
        return tuple(self.key(t) for t in found if t not in _SMALL) or tuple(self.key(t) for t in found)

    def key(self, word: str) -> str:
        """One key for the accepted spellings of a name's word, nationalities as their country."""
        plain = word.replace("-", "")
        found = (
            self.pack.table("names.variants").get(plain)
            or self.pack.table("names.demonyms").get(plain)
            or self.demonyms.get(plain)
            or plain
        )
        return str(self.pack.table("names.variants").get(found, found))

    @cached_property
    def keys(self) -> frozenset[str]:
        """The accepted spellings of all words of the sources, each as one key."""
        return frozenset(self.key(word) for word in self.index.all_keys)

    def knows(self, word: str) -> bool:
        """Whether the word, in lower case, stands in a name of the sources that its spelling proves."""
        return any(not _name(self.names[at]).opens for at in self._by_word.get(self.key(word), ()))

    @cached_property
    def demonyms(self) -> dict[str, str]:
        """Nationalities that the lexicon derives from a country's name."""
        return self.pack.demonyms

    def matches(self, name: Name) -> list[Standing]:
        """The mentions that hold all words of the name, in order; identifiers only whole."""
        if name.identifier:
            wanted = "".join(name.tokens)
            return [s for s in self.names if _name(s).identifier and "".join(_name(s).tokens) == wanted]
        keys = self._keys(name.tokens)
        if not keys:
            return []
        places = [set(self._by_word.get(k, ())) for k in keys]
        shared = sorted(set.intersection(*places)) if all(places) else []
        return [self.names[at] for at in shared if _in_order(keys, self._keys(_name(self.names[at]).tokens))]

    def respelt(self, name: Name) -> list[Standing]:
        """Mentions of the same letters, cut into words or put in the plural another way: "TechCrunch" and "Tech
        Crunch", "GANs" and "GAN", "Indiana Pacer" and "Indiana Pacers".
        """
        if name.identifier:
            return []
        others = [s for s in self.names if not _name(s).identifier]
        return [s for s in others if _same_letters(name, _name(s)) or shortened(name, _name(s))]

    def by_stem(self, word: str) -> list[Standing]:
        """Mentions with a word that is `word` with or without a national ending: "Tavrian" and "Tavria"."""
        found = []
        for key, places in self._by_word.items():
            if _national(word, key):
                found += [self.names[at] for at in places]
        return found

    def acronym_of(self, name: Name) -> list[Standing]:
        """Mentions whose initials spell the acronym, or, for a long name, acronyms that its initials spell."""
        if name.acronym:
            letters = name.tokens[0].replace(".", "")
            long = self.pack.table("names.acronyms").get(letters)
            return [
                s
                for s in self.names
                if letters in _initials(_name(s)) or (long and list(long) == list(_name(s).tokens))
            ]
        initials = _initials(name)
        spelt_out = any(_initials(_name(s)) & initials and not _name(s).acronym for s in self.names)
        return (
            []
            if spelt_out
            else [s for s in self.names if _name(s).acronym and _name(s).tokens[0] in initials]
            if len(name.tokens) > 1
            else []
        )

    def spells(self, letters: str) -> list[Standing]:
        """Where the initials of words in a row spell an acronym of at least four letters ("children's health insurance
        program"): the name that stands in the same sentence, if any, stands for the place.
        """
        if len(letters) < 4:
            return []
        for spot in self.index.spots:
            words = [t.key for t in spot.sentence.tokens if t.kind == "word" and t.key not in _SMALL]
            if letters in "".join(word[0] for word in words):
                return [s for s in self.names if s.spot is spot] or list(self.names[:1])
        return []

    def people(self, surname: str) -> set[tuple[str, ...]]:
        """The different full names in which a word stands last: two of them make the bare word ambiguous."""
        full = set()
        for at in self._by_word.get(self.key(surname), ()):
            tokens = self._keys(_name(self.names[at]).tokens)
            if len(tokens) > 1 and tokens[-1] == self.key(surname):
                full.add(tokens)
        return full

    def near(self, tokens: tuple[str, ...]) -> Iterator[Standing]:
        """Mentions of the same number of words that share all but one of them."""
        keys = self._keys(tokens)
        for standing in self.names:
            other = self._keys(_name(standing).tokens)
            if len(keys) > 1 and len(other) == len(keys) and sum(a != b for a, b in zip(keys, other, strict=True)) == 1:
                yield standing


def _name(standing: Standing) -> Name:
    value = standing.mention.value
    assert isinstance(value, Name)
    return value


def shortened(one: Name, two: Name) -> bool:
    """ "Lib Dem" for "Liberal Democrat": two words or more, each cut short to three letters or more."""
    if len(one.tokens) < 2 or len(one.tokens) != len(two.tokens):
        return False
    return all(len(a) > 2 and a != b and b.startswith(a) for a, b in zip(one.tokens, two.tokens, strict=True))


def _same_letters(one: Name, two: Name) -> bool:
    """The plural may differ in names of several words and in acronyms only: "Brand" and "Brands" are two families."""
    a, b = ("".join(name.tokens).replace("-", "").replace("isation", "ization") for name in (one, two))
    if a == b:
        return True
    plural = two.acronym or one.acronym or min(len(one.tokens), len(two.tokens)) > 1
    return plural and a.removesuffix("s") == b.removesuffix("s")


def _in_order(wanted: tuple[str, ...], held: tuple[str, ...]) -> bool:
    rest = iter(held)
    return all(any(word == other for other in rest) for word in wanted)


def _initials(name: Name) -> set[str]:
    words = list(name.tokens)
    strict = "".join(w[0] for w in words if w not in _SMALL)
    return {strict, "".join(w[0] for w in words)} if len(words) > 1 else set()


def _national(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    if len(short) < 4 or a == b:
        return False
    stems = {short, short[:-1]} if short[-1] in "aeiouy" else {short}
    return any(long == stem + ending for stem in stems if len(stem) >= 4 for ending in _ENDINGS)
