"""A language's data pack, and how two of its words compare.

`load_pack("de")` reads `data/de.cldr.toml` (made from CLDR) and `data/de.toml` over it, once. To add a language, add
files; nothing here names a language. A pack whose `reading` is "words" has no grammar: its tables hold patterns (see
`patterns`), and its word forms are compared by `forms`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

from copydesk.languages.forms import Forms
from copydesk.languages.lexicon import Lexicon, load_lexicon
from copydesk.languages.patterns import GAP, Phrases, Table, WordSet
from copydesk.languages.spelling import Spelling
from copydesk.text.tokens import PLAIN, Cutting, key_of, tokenise

SET = "="
"""Begins the lemma of several words that together belong to a set of synonyms: "=17"."""

Likeness = Literal["same", "derived", "synonym", "broader", ""]
"""How one word may stand for another; "" when it may not."""


class Pack:
    """The data of one language, ready for look-up. Tables keep the names they have in the file.

    Args:
        data: the parsed file.
        lexicon: which words exist and may stand for each other.
    """

    def __init__(self, data: Mapping[str, Any], lexicon: Lexicon) -> None:
        self.code: str = data["code"]
        self.by_words = data.get("reading") == "words"
        self.data = _folded(data) if self.by_words else data
        self.lexicon = lexicon
        self._lemmas: dict[str, str] = dict(data.get("irregular", {}))
        self._tables: dict[str, Mapping[str, Any]] = {}
        self._lists: dict[str, frozenset[str]] = {}
        self._alike: dict[tuple[str, str], Likeness] = {}
        self._phrases: dict[str, Phrases] = {}
        self._forms = Forms(self.code, self.table("tokens"), _fold) if self.by_words else None

    def table(self, path: str) -> Mapping[str, Any]:
        """A table of the file by its dotted path; empty when the file has none."""
        found = self._tables.get(path)
        if found is None:
            found = self.data
            for step in path.split("."):
                found = found.get(step, {})
            if self.by_words:  # a list stands for itself
                found = Table(found if isinstance(found, Mapping) else dict.fromkeys(found, True))
            self._tables[path] = found
        return found

    def words(self, path: str) -> frozenset[str]:
        """A list of words of the file by its dotted path; empty when the file has none."""
        found = self._lists.get(path)
        if found is None:
            head, _, tail = path.rpartition(".")
            words = (self.table(head) if head else self.data).get(tail, ())
            found = self._lists[path] = WordSet(words) if self.by_words else frozenset(words)
        return found

    def phrases(self, path: str) -> Phrases:
        """A list or table of the file as patterns of one or several words; a list's words stand for True."""
        found = self._phrases.get(path)
        if found is None:
            rows: Any = self.data
            for step in path.split("."):
                rows = rows.get(step, {})
            pairs = rows.items() if isinstance(rows, Mapping) else ((word, True) for word in rows)
            found = self._phrases[path] = self.phrases_of(pairs)
        return found

    def table_or_list(self, path: str) -> Iterable[str]:
        """The words of a list, or the keys of a table, as the file writes them."""
        found: Any = self.data
        for step in path.split("."):
            found = found.get(step, {})
        return list(found)

    def phrases_of(self, rows: Iterable[tuple[str, Any]]) -> Phrases:
        """Patterns as the file writes them, with what each stands for."""
        return Phrases(((self._words(text), value) for text, value in rows), spaced=self.spaced)

    def _words(self, text: str) -> tuple[str, ...]:
        """The words of a pattern, cut as a text is, a `*` staying with its word."""
        found: list[str] = []
        for piece in text.replace("...", GAP).split():
            marked = piece.replace("*", _STAR)
            found += (t.key.replace(_STAR, "*") for t in tokenise(marked, cutting=self.cutting_of_patterns))
        return tuple(found)

    @property
    def spaced(self) -> bool:
        """The language writes blanks between words."""
        return bool(self.table("tokens").get("spaced", True))

    @property
    def capitals(self) -> bool:
        """Its names begin with a capital letter."""
        return bool(self.table("tokens").get("capitals", True))

    @cached_property
    def cutting_of_patterns(self) -> Cutting:
        """How the words of the pack itself are cut."""
        return Cutting(accents=True, elisions=self.words("tokens.elisions"))

    @cached_property
    def cutting(self) -> Cutting:
        """How a text of the language is cut into words."""
        if not self.by_words:
            return PLAIN
        vocabulary: frozenset[str] = frozenset()
        if not self.spaced and self._forms is not None:
            vocabulary = frozenset(_strings(self.data)) | self._forms.vocabulary()
        return Cutting(True, self.words("tokens.elisions"), vocabulary)

    @cached_property
    def stop(self) -> frozenset[str]:
        """Words that carry no content."""
        return self.words("tokens.stop" if self.by_words else "grammar.stop")

    @cached_property
    def spelling(self) -> Spelling:
        """Its number words, ready to be read."""
        return Spelling(self)

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
        return Table(self._ends) if self.by_words else self._ends

    @cached_property
    def directions(self) -> Phrases:
        """The words and phrases of the direction scales as patterns, each with its (scale, pole) pairs."""
        return self.phrases_of(self._ends.items())

    @cached_property
    def _ends(self) -> dict[str, tuple[tuple[str, str], ...]]:
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
        rows = {word: frozenset(numbers) for word, numbers in found.items()}
        return Table(rows) if self.by_words else rows

    def lemma(self, key: str) -> str:
        """The base form of a word (its comparison key): "fled" -> "flee", "districts" -> "district".

        A noun in -ing that the lexicon lists stays what it is ("drawing", "building"); see `verb_lemma`.
        """
        found = self._lemmas.get(key)
        if found is None and self._forms is not None:
            found = self._lemmas[key] = self._forms.lemma(key)
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

    def same_name(self, a: str, b: str) -> bool:
        """Two forms of one name, by their endings."""
        return a == b or (self._forms is not None and self._forms.same_name(a, b))

    def listed(self, word: str) -> bool:
        """The lemmatiser of the language knows the word; False for a language without one."""
        return self._forms is not None and self._forms.listed(word)

    def rare(self, word: str) -> bool:
        """So rare that, in a script without capitals, it is likely a name."""
        return self._forms is not None and self._forms.rare(word)

    def knows(self, word: str) -> bool:
        """A common word, as far as can be told: listed, or the language has no list."""
        return self._forms is not None and (not self._forms.lists or self._forms.listed(word))

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
        if self._forms is not None:
            if self._meanings(a) & self._meanings(b):
                return "synonym"
            return "derived" if self._forms.akin(a, b) else ""
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

    @cached_property
    def joint_meanings(self) -> Phrases:
        """The patterns of several words in the sets of synonyms, with the number of their set."""
        sets = enumerate(self.table("synonyms").get("sets", ()))
        return self.phrases_of((text, n) for n, texts in sets for text in texts if len(self._words(text)) > 1)

    def in_pack(self, key: str) -> bool:
        """The word fits some pattern of the pack."""
        return key in self._all_words

    @cached_property
    def _all_words(self) -> WordSet:
        return WordSet(text for text in _strings(self.data) if " " not in text)

    def _meanings(self, lemma: str) -> frozenset[str]:
        """Sets of synonyms and ends of scales to which a word belongs, by every pattern that it fits."""
        if lemma.startswith(SET):
            return frozenset((f"set{lemma.removeprefix(SET)}",))
        found = self._meant.get(lemma)
        if found is None:
            sets, poles = self._sets, self.poles
            assert isinstance(sets, Table)
            assert isinstance(poles, Table)
            numbers = (f"set{n}" for numbers in sets.all(lemma) for n in numbers)
            ends = (f"{scale}/{pole}" for pairs in poles.all(lemma) for scale, pole in pairs)
            found = self._meant[lemma] = frozenset((*numbers, *ends))
        return found

    @cached_property
    def _meant(self) -> dict[str, frozenset[str]]:
        return {}

    def phrasal(self, lemma: str, particle: str) -> str:
        """The verb of two words ("put_out") when the lexicon lists it, else the lemma itself."""
        both = f"{lemma}_{particle}"
        return both if both in self.lexicon else lemma

    def concepts(self, lemma: str) -> frozenset[str]:
        """Keys under which lemmas that may stand for each other meet; sharing one is necessary, not sufficient."""
        if self._forms is not None:
            return self._meanings(lemma) | {f"={lemma}", f"^{self._forms.stem(lemma)}"}
        entry = self.lexicon.entry(lemma)
        poles = (f"{scale}/{pole}" for scale, pole in self.poles.get(lemma, ()))
        sets = (f"set{number}" for number in self._sets.get(lemma, ()))
        return frozenset(
            (f"={lemma}", *(f"={d}" for d in entry.derived), *entry.synsets, *entry.broader, *poles, *sets)
        )

    def opposite(self, a: str, b: str) -> bool:
        """The two lemmas stand at the two ends of a direction scale, or the lexicon calls them antonyms."""
        if self._forms is not None:
            ends_of = {pole.rpartition("/")[::2] for pole in self._meanings(b) if "/" in pole}
            mine = (pole.rpartition("/")[::2] for pole in self._meanings(a) if "/" in pole)
            return any(scale == other and end != far for scale, end in mine for other, far in ends_of)
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


def load_pack(language: str) -> Pack:
    """The pack of a language by its code; that of "und" (digits and signs only) when there is none."""
    return _load(_code(language) if has_pack(language) else "und")


@cache
def _load(code: str) -> Pack:
    """The pack of a file's code.

    Signs and codes of money, alike in every language, are its table "money".
    """
    money = tomllib.loads(_file("currencies").read_text(encoding="utf-8"))
    if code == "und":
        return Pack({"code": "und", "reading": "words", **_MARKS, "money": money}, load_lexicon("und"))
    made = _file(f"{code}.cldr")
    base = tomllib.loads(made.read_text(encoding="utf-8")) if made.is_file() else {}
    data = _merged({**_MARKS, **base}, tomllib.loads(_file(code).read_text(encoding="utf-8")))
    return Pack({"money": money, **data}, load_lexicon(code))


def has_pack(language: str) -> bool:
    """Whether a data file for the language, or for one that it shares its file with, exists."""
    return _file(_code(language)).is_file()


_MARKS = {"decimal": ".", "grouping": ","}
"""Where a pack says nothing."""


@cache
def _code(language: str) -> str:
    """The code under which a language's data lies: "en" for "en-GB", "nb" for "no"."""
    code = language.split("-")[0]
    return str(tomllib.loads(_file("shared").read_text(encoding="utf-8"))["languages"].get(code, code))


def _file(name: str) -> Traversable:
    return files("copydesk.languages") / "data" / f"{name}.toml"


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with what `over` says; tables are merged, everything else replaced."""
    tables = {k: _merged(base[k], v) for k, v in over.items() if isinstance(v, dict) and isinstance(base.get(k), dict)}
    return {**base, **over, **tables}


# --- packs of words ---------------------------------------------------------------------------------------------------

_STAR = "\N{LATIN SMALL LETTER TURNED DELTA}"
"""Stands for `*` while a pattern is cut into words: a letter that no language of ours writes."""
_AS_WRITTEN = ("money", "code", "name", "reading", "decimal", "grouping", "number_forms")


def _fold(word: str) -> str:
    return key_of(word, accents=True)


def _folded(data: Mapping[str, Any]) -> dict[str, Any]:
    """The pack with its words folded as those of a text are; canonical values stay as they are."""
    return {key: value if key in _AS_WRITTEN else _folded_value(value) for key, value in data.items()}


def _folded_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_fold(key): _folded_value(v) if isinstance(v, (Mapping, list)) else v for key, v in value.items()}
    if isinstance(value, list):
        return [_folded_value(v) for v in value]
    return _fold(value) if isinstance(value, str) else value


def _strings(value: Any) -> Iterator[str]:
    """Every word of a pack."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield key
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
