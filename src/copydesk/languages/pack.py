"""A language's data pack, and how two of its words compare.

`load_pack("en")` reads `data/en.toml` once. To add a language, add a file; nothing here names a language.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from fractions import Fraction
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

from copydesk.languages.lexicon import Lexicon, load_lexicon

Likeness = Literal["same", "derived", "synonym", "broader", ""]
"""How one word may stand for another; "" when it may not."""


class Pack:
    """The data of one language, ready for look-up. Tables keep the names they have in the file.

    Args:
        data: the parsed file.
        lexicon: which words exist and may stand for each other.
    """

    def __init__(self, data: Mapping[str, Any], lexicon: Lexicon) -> None:
        self.data = data
        self.lexicon = lexicon
        self.code: str = data["code"]
        self._lemmas: dict[str, str] = dict(data.get("irregular", {}))
        self._tables: dict[str, Mapping[str, Any]] = {}
        self._lists: dict[str, frozenset[str]] = {}
        self._alike: dict[tuple[str, str], Likeness] = {}

    def table(self, path: str) -> Mapping[str, Any]:
        """A table of the file by its dotted path; empty when the file has none."""
        found = self._tables.get(path)
        if found is None:
            found = self.data
            for step in path.split("."):
                found = found.get(step, {})
            self._tables[path] = found
        return found

    def words(self, path: str) -> frozenset[str]:
        """A list of words of the file by its dotted path; empty when the file has none."""
        found = self._lists.get(path)
        if found is None:
            head, _, tail = path.rpartition(".")
            found = self._lists[path] = frozenset((self.table(head) if head else self.data).get(tail, ()))
        return found

    @cached_property
    def stop(self) -> frozenset[str]:
        """Words that carry no content."""
        return self.words("grammar.stop")

    @cached_property
    def number_words(self) -> frozenset[str]:
        """Words with which a spelled quantity may begin; every other word is passed over at once."""
        tables = ("cardinals", "ordinals", "fractions", "multiples", "collectives", "vague")
        words = {word for table in tables for word in self.table(f"numbers.{table}")}
        folds = {f"{word}fold" for word in self.table("numbers.cardinals")}
        return frozenset(words | folds | self.words("numbers.a") | {"minus", "number", "half"})

    @cached_property
    def after_article(self) -> frozenset[str]:
        """Words that make "a" a number: "a dozen", "a third", "a million", "a year and a half"."""
        tables = ("numbers.scales", "numbers.fractions", "units")
        return frozenset({word for table in tables for word in self.table(table)} | {"hundred", "dozen"})

    @cached_property
    def date_words(self) -> frozenset[str]:
        """Words with which a date or time may begin."""
        relative = {phrase.split()[0] for phrase in self.table("dates.relative")}
        words = {*self.table("dates.months"), *self.table("dates.weekdays"), *self.table("numbers.ordinals")}
        return frozenset(words | relative | set(self.table("numbers.cardinals")) | {"noon", "midday", "midnight"})

    @cached_property
    def fractions(self) -> dict[str, Fraction]:
        """Word -> share ("thirds" -> 1/3)."""
        return {word: Fraction(*parts) for word, parts in self.table("numbers.fractions").items()}

    @cached_property
    def demonyms(self) -> dict[str, str]:
        """Nationality -> country, both in lower case, as the lexicon derives them; empty without a file."""
        file = files("copydesk.languages") / "data" / f"{self.code}.demonyms.tsv"
        if not file.is_file():
            return {}
        rows = (line.lower().split("\t") for line in file.read_text(encoding="utf-8").splitlines())
        return {people: country for people, country in rows if people != country}

    @cached_property
    def poles(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Lemma -> the (scale, pole) pairs it belongs to, for every direction scale of the file."""
        found: dict[str, list[tuple[str, str]]] = {}
        for scale in self.data.get("direction", ()):
            for pole in ("up", "down"):
                for word in scale[pole]:
                    found.setdefault(word, []).append((scale["name"], pole))
        return {word: tuple(pairs) for word, pairs in found.items()}

    @cached_property
    def _sets(self) -> dict[str, frozenset[int]]:
        found: dict[str, set[int]] = {}
        for number, words in enumerate(self.table("synonyms").get("sets", ())):
            for word in words:
                found.setdefault(word, set()).add(number)
        return {word: frozenset(numbers) for word, numbers in found.items()}

    def lemma(self, key: str) -> str:
        """The base form of a word (its comparison key): "fled" -> "flee", "districts" -> "district".

        A noun in -ing that the lexicon lists stays what it is ("drawing", "building"); see `verb_lemma`.
        """
        found = self._lemmas.get(key)
        if found is None:
            noun = key.endswith("ing") and self.lexicon.entry(key).tags.get("n", 0) > 0
            found = self._lemmas[key] = key if noun else self._find_lemma(key)
        return found

    def verb_lemma(self, key: str) -> str:
        """The base form of a word read as a verb: "building" -> "build"."""
        return self._find_lemma(key) if key.endswith("ing") else self.lemma(key)

    def _find_lemma(self, key: str) -> str:
        word = key[:-2] if key.endswith("'s") else key.removesuffix("'")
        if word in self._lemmas:
            return self._lemmas[word]
        for candidate in _candidates(word):
            if candidate in self.lexicon:
                return candidate
        return word

    def alike(self, a: str, b: str) -> Likeness:
        """How the lemma `a` may stand for the lemma `b`."""
        if a == b:
            return "same"
        key = (a, b) if a < b else (b, a)
        found = self._alike.get(key)
        if found is None:
            found = self._alike[key] = self._compare(*key)
        return found

    def _compare(self, a: str, b: str) -> Likeness:
        one, two = self.lexicon.entry(a), self.lexicon.entry(b)
        if b in one.derived or a in two.derived:
            return "derived"
        if self._sets.get(a, frozenset()) & self._sets.get(b, frozenset()):
            return "synonym"
        if one.synsets & two.synsets or set(self.poles.get(a, ())) & set(self.poles.get(b, ())):
            return "synonym"
        if one.derived & two.derived:
            return "derived"
        return "broader" if one.broader & two.synsets or two.broader & one.synsets else ""

    def phrasal(self, lemma: str, particle: str) -> str:
        """The verb of two words ("put_out") when the lexicon lists it, else the lemma itself."""
        both = f"{lemma}_{particle}"
        return both if both in self.lexicon else lemma

    def concepts(self, lemma: str) -> frozenset[str]:
        """Keys under which lemmas that may stand for each other meet; sharing one is necessary, not sufficient."""
        entry = self.lexicon.entry(lemma)
        poles = (f"{scale}/{pole}" for scale, pole in self.poles.get(lemma, ()))
        sets = (f"set{number}" for number in self._sets.get(lemma, ()))
        return frozenset(
            (f"={lemma}", *(f"={d}" for d in entry.derived), *entry.synsets, *entry.broader, *poles, *sets)
        )

    def opposite(self, a: str, b: str) -> bool:
        """The two lemmas stand at the two ends of a direction scale, or the lexicon calls them antonyms."""
        if b in self.lexicon.entry(a).antonyms:
            return True
        ends = self.poles.get(b, ())
        return any(scale == other and pole != end for scale, pole in self.poles.get(a, ()) for other, end in ends)


_UNDOUBLED = ("bb", "dd", "gg", "ll", "mm", "nn", "pp", "rr", "tt", "zz")


def _candidates(word: str) -> list[str]:
    """Base forms that a regular English form may have, the likeliest first (after WordNet's morphy)."""
    found = []
    if word.endswith("ies") and len(word) > 4:
        found.append(word[:-3] + "y")
    if word.endswith(("sses", "xes", "zes", "ches", "shes")):
        found.append(word[:-2])
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        found += [word[:-1], word[:-2]] if word.endswith("es") else [word[:-1]]
    if word.endswith("ied") and len(word) == 4:
        found.append(word[:-1])
    for ending in ("ed", "ing"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:
            if ending == "ed" and stem.endswith("i"):
                found.append(stem[:-1] + "y")
            undoubled = [stem[:-1]] if stem.endswith(_UNDOUBLED) else []
            found += [stem + "e", *([stem] if stem.endswith(("ll", "ss")) else []), *undoubled, stem]
    if word.endswith("ed") and len(word) == 4:
        return [*found, word, word[:-1]]  # "sued", "owed"; "shed" and "used" are words of their own
    return [*found, word]


@cache
def load_pack(language: str) -> Pack:
    """The pack of a language by its code; that of "und" (digits and signs only) when there is none.

    Signs and codes of money, alike in every language, are its table "money".
    """
    money = tomllib.loads(_file("currencies").read_text(encoding="utf-8"))
    if not has_pack(language):
        return Pack({"code": "und", "decimal": ".", "grouping": ",", "money": money}, load_lexicon("und"))
    data = tomllib.loads(_file(language).read_text(encoding="utf-8"))
    return Pack({"money": money, **data}, load_lexicon(language.split("-")[0]))


def has_pack(language: str) -> bool:
    """Whether a data file for the language exists."""
    return _file(language).is_file()


def _file(name: str) -> Traversable:
    """The data file of a language ("en-GB" has that of "en") or of that name."""
    return files("copydesk.languages") / "data" / f"{name.split('-')[0]}.toml"
