"""Which words of a language spell numbers, and how a word may be cut into them.

Theory. A language's number words are few: small cardinals, words for hundred, scales, ordinals, joiners. Everything
else is composed of them, in one word ("zweihundertfünfzig"), with hyphens or with blanks. So a word is looked up as it
stands, as the beginning of a phrase ("soixante-dix"), by the patterns of the pack, and at last cut into known words
from end to end. What a run of such atoms is worth, and whether it is a number at all, is for `mentions.sums`.

It does not know what stands around a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from copydesk.languages.patterns import Table
from copydesk.text.tokens import key_of

if TYPE_CHECKING:
    from copydesk.languages.pack import Pack

Sort = Literal["number", "hundred", "times", "scale", "ordinal", "and", "link", "first", "last", "addend"]
"""What a word does in a number: it is one; multiplies what stands before it; closes a group with a scale; ranks;
joins; joins to a scale ("de"); makes an ordinal of what follows ("第") or of what stands before it ("번째"); adds to
what follows (Hindi has a word for "and a half" before a number)."""


class Atom(NamedTuple):
    """A word of a number."""

    sort: Sort
    value: Fraction


class Piece(NamedTuple):
    """Characters [start, end) of a word are a word of a number."""

    start: int
    end: int
    atom: Atom


Phrase = tuple[tuple[str, ...], tuple[Atom, ...]]
"""Words of a phrase, and what it is in a number."""

Pieces = tuple[Piece, ...]
"""Every way to cut a word into words of a number, from its first character to its last, in order of their starts."""

_GAP = re.compile(r"[\s\-\u2010\u2011]+")
_SYLLABLE = re.compile("[\u3005-\u3007\u3400-\u9fff\uac00-\ud7a3]")  # scripts in which one sign is a word
_TABLES: tuple[tuple[str, Sort], ...] = (
    ("cardinals", "number"),
    ("hundreds", "hundred"),
    ("thousands", "scale"),
    ("ordinals", "ordinal"),
    ("addends", "addend"),
)
_LISTS: tuple[tuple[str, Sort], ...] = (("and", "and"), ("link", "link"), ("ordinal_before", "first"))
_NONE: dict[str, list[Phrase]] = {}
_JOINER = Atom("and", Fraction(0))
_CACHED = 50_000


class Spelling:
    """The number words of a pack."""

    def __init__(self, pack: Pack) -> None:
        numbers = pack.data.get("numbers", {})
        self.spaced = pack.spaced
        self.units_first = bool(numbers.get("units_first", False))
        self._exact: dict[str, list[Atom]] = {}
        self._phrases: dict[str, dict[str, list[Phrase]]] = {}
        self._plain: list[tuple[str, Atom]] = []  # long words without their accents
        patterns: list[tuple[str, Atom]] = []
        for text, atom in _atoms(numbers, self.spaced):
            if "*" in text:
                patterns.append((text, atom))
            else:
                self._file(text, atom)
        known = frozenset(self._exact)
        for word, atom in self._plain:
            if word not in known:
                self._add(word, atom)
        for key, atoms in self._exact.items():
            ranks = {atom.value for atom in atoms if atom.sort == "ordinal"}
            if ranks and key not in numbers.get("cardinals", {}):  # a pack may list an ordinal among its numbers
                self._exact[key] = [a for a in atoms if a.sort not in ("number", "times") or a.value not in ranks]
        self._patterns = Table(_grouped(patterns))
        self._longest = max(map(len, self._exact), default=0)
        self.zeros = bool(numbers.get("zeros", False))
        self.signs = frozenset(key for key in self._exact if len(key) == 1 and _SYLLABLE.match(key))
        prefixes = pack.table("tokens").get("prefixes", ())
        self._prefixes = sorted(prefixes, key=len, reverse=True)
        self._endings = sorted(numbers.get("endings", ()), key=len, reverse=True)
        self._joiners = [key for key, atoms in self._exact.items() if len(key) == 1 and _JOINER in atoms]
        self._single = self.signs | set(self._joiners)
        self._cache: dict[str, Pieces] = {}
        self._begun: dict[str, bool] = {}
        texts = [text for path in _OTHER for text in _texts(pack, path)]
        self._starts = Table(dict.fromkeys((text.split()[0] if self.spaced else text[0] for text in texts), True))

    def _file(self, text: str, atom: Atom) -> None:
        words = tuple(w for w in _GAP.split(text) if w)
        if not words:
            return
        for variant in _variants("".join(words)):
            self._add(variant, atom)
        if len("".join(words)) > 5:
            self._plain.append((key_of("".join(words)), atom))
        if len(words) > 1:
            self._phrases.setdefault(words[0], {}).setdefault(words[1], []).append((words, (atom,)))

    def _add(self, word: str, atom: Atom) -> None:
        atoms = self._exact.setdefault(word, [])
        if atom not in atoms:
            atoms.append(atom)

    def begins(self, key: str) -> bool:
        """A quantity may begin with the word. Cheap: remembered."""
        found = self._begun.get(key)
        if found is None:
            begun = key in self._starts if self.spaced else key[0] in self._starts
            found = self._begun[key] = begun or self._opens(key) or bool(self.pieces(key))
        return found

    def phrases(self, key: str, second: str) -> Sequence[Phrase]:
        """The phrases that begin with these two words, perhaps behind a joiner glued to the first."""
        found = self._phrases.get(key, _NONE).get(second, ())
        for joiner in self._joiners:
            if key.startswith(joiner) and (joined := self._phrases.get(key[len(joiner) :], _NONE).get(second)):
                found = [*found, *((words, (_JOINER, *atoms)) for words, atoms in joined)]
        return found

    def _opens(self, key: str) -> bool:
        """A phrase begins with the word."""
        return key in self._phrases or any(key.startswith(j) and key[len(j) :] in self._phrases for j in self._joiners)

    def pieces(self, key: str) -> Pieces:
        """The ways to read one word as words of a number; empty for every other word."""
        found = self._cache.get(key)
        if found is None:
            if len(self._cache) > _CACHED:
                self._cache.clear()
                self._begun.clear()
            found = self._cache[key] = self._pieces(key) or self._bare(key)
        return found

    def atoms(self, key: str) -> list[Atom]:
        """What the whole word may be."""
        return [piece.atom for piece in self.pieces(key) if piece.start == 0 and piece.end == len(key)]

    def scale(self, key: str) -> Fraction | None:
        """What the word multiplies a figure before it by."""
        return next((atom.value for atom in self.atoms(key) if atom.sort in _MULTIPLY), None)

    def _pieces(self, key: str) -> Pieces:
        known = list(self._exact.get(key, ()))
        known += [atom for atoms in self._patterns.all(key) for atom in atoms if atom not in known]
        return tuple(Piece(0, len(key), atom) for atom in known) or self._cut(key)

    def _bare(self, key: str) -> Pieces:
        """The word without what the language glues on: an article or preposition before it, a case ending behind."""
        for head in self._prefixes:
            if key.startswith(head) and len(key) > len(head) + 1 and (found := self._pieces(key[len(head) :])):
                return found
        for tail in self._endings:
            if key.endswith(tail) and len(key) > len(tail) + 2 and (found := self._pieces(key[: -len(tail)])):
                return found
        return ()

    def _cut(self, key: str) -> Pieces:
        """The word cut into known ones, every way that comes to its end."""
        ends, found = {len(key)}, []
        for start in range(len(key) - 1, -1, -1):
            for end in sorted(e for e in ends if e - start <= self._longest):
                if end - start > 1 or key[start] in self._single:
                    found += [Piece(start, end, atom) for atom in self._exact.get(key[start:end], ())]
            if found and found[-1].start == start:
                ends.add(start)
        if 0 not in ends or not any(piece.atom.sort in _WORTH for piece in found):
            return ()
        return tuple(sorted(found, key=lambda piece: piece.start))


def _texts(pack: Pack, path: str) -> Iterator[str]:
    rows: Any = pack.data
    for step in path.split("."):
        rows = rows.get(step, {})
    yield from (text for text in rows if text.strip())


_OTHER = ("numbers.vague", "numbers.multiples", "numbers.fractions", "numbers.minus", "numbers.a", "percent.before")
"""What else a quantity may begin with."""

_MULTIPLY = ("scale", "hundred")
_WORTH = ("number", "hundred", "ordinal", "scale")


def _atoms(numbers: Mapping[str, Any], spaced: bool) -> Iterator[tuple[str, Atom]]:
    for table, sort in _TABLES:
        for text, value in numbers.get(table, {}).items():
            yield text, Atom(sort, Fraction(value))
    for listed, sort in _LISTS:
        for text in numbers.get(listed, ()):
            yield text, Atom(sort, Fraction(0))
    for text in numbers.get("ordinal_behind", ()):
        if _SYLLABLE.match(text):
            yield text, Atom("last", Fraction(0))
    for text, value in numbers.get("scales", {}).items():
        if value >= 100 and not (len(text) > 1 and all(map(_SYLLABLE.match, text))):  # 十万 is composed
            yield text, Atom("hundred" if value == 100 else "scale", Fraction(value))
    cardinals = numbers.get("cardinals", {})
    for text, value in numbers.get("words", {}).items():
        yield text, Atom("number", Fraction(value))
        if 10 <= Fraction(value) <= 100 and text not in cardinals and "*" not in text and not _SYLLABLE.match(text):
            yield text, Atom("times", Fraction(value))  # "zwei Dutzend"
    if not spaced:  # 一千零一: a zero stands for the places left out
        yield from ((text, Atom("and", Fraction(0))) for text, value in cardinals.items() if value == 0)


def _grouped(rows: Iterable[tuple[str, Atom]]) -> dict[str, list[Atom]]:
    found: dict[str, list[Atom]] = {}
    for text, atom in rows:
        found.setdefault(text, []).append(atom)
    return found


def _variants(word: str) -> Iterator[str]:
    """The word, and with the comma below and the cedilla in each other's place."""
    yield word
    yield word.translate(_COMMA_BELOW)
    yield word.translate(_CEDILLA)


_COMMA_BELOW = str.maketrans("şţ", "șț")
_CEDILLA = str.maketrans("șț", "şţ")
