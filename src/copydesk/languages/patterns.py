"""Words and patterns of a data pack, ready for look-up: "рубл*", "*medi", "не менее".

A pattern is one or several words; `*` in a word stands for any letters, also none. Of several that fit at a place the
longest wins: most words first, then most letters. Look-up costs a few dictionary questions, however many patterns
there are: a pattern is filed under its first word, or under the letters before or behind its `*`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Words = tuple[str, ...]


class Match(NamedTuple):
    """Tokens [start, end) fit a pattern that stands for `value`."""

    start: int
    end: int
    value: Any


@dataclass(slots=True)
class _Filed:
    """Patterns of one word with their values, filed so that a word finds those that fit it."""

    exact: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    begins: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    ends: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    inner: list[tuple[re.Pattern[str], Any]] = field(default_factory=list)
    lengths: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    asked: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, word: str, value: Any) -> None:
        head, star, tail = word.partition("*")
        if not star:
            self.exact[word].append(value)
        elif head and not tail:
            self.begins[head].append(value)
        elif tail and not head and "*" not in tail:
            self.ends[tail].append(value)
        else:
            self.inner.append((re.compile(".*".join(map(re.escape, word.split("*")))), value))

    def close(self) -> None:
        self.lengths = (
            tuple(sorted({len(w) for w in self.begins}, reverse=True)),
            tuple(sorted({len(w) for w in self.ends}, reverse=True)),
        )

    def of(self, word: str) -> list[Any]:
        """The values of all patterns that the word fits, the narrowest first; most words of a text fit none, and come
        again and again.
        """
        found = self.asked.get(word)
        if found is None:
            if len(self.asked) > KEPT:
                self.asked.clear()
            found = self.asked[word] = list(self._of(word))
        return found

    def _of(self, word: str) -> Iterator[Any]:
        yield from self.exact.get(word, ())
        for length in self.lengths[0]:
            if length <= len(word):
                yield from self.begins.get(word[:length], ())
        for length in self.lengths[1]:
            if length <= len(word):
                yield from self.ends.get(word[-length:], ())
        for pattern, value in self.inner:
            if pattern.fullmatch(word):
                yield value


def fits(pattern: str, word: str) -> bool:
    """Whether one word fits the pattern of one word."""
    if "*" not in pattern:
        return pattern == word
    head, _, tail = pattern.partition("*")
    if "*" in tail:
        return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), word) is not None
    return len(word) >= len(head) + len(tail) and word.startswith(head) and word.endswith(tail)


GAP = "…"
"""In a pattern: other words may stand here ("lehnt* … ab")."""
KEPT = 20_000
"""How many different words a set of patterns remembers its answer for."""
REACH = 12
"""How many words a gap may hold."""


def _end(words: Words, keys: Sequence[str], i: int) -> int:
    """The index behind the part of the pattern before its gap when all of it fits from word i on, else 0."""
    gap = words.index(GAP) if GAP in words else len(words)
    if i + gap > len(keys) or not all(fits(words[k], keys[i + k]) for k in range(1, gap)):
        return 0
    rest = words[gap + 1 :]
    ahead = range(i + gap, min(len(keys) - len(rest), i + gap + REACH) + 1)
    found = not rest or any(all(fits(p, keys[k + n]) for n, p in enumerate(rest)) for k in ahead)
    return i + gap if found else 0


class Phrases:
    """Patterns of one or several words with what they stand for.

    Args:
        rows: (words of the pattern, value).
        spaced: words are divided by blanks; else a pattern is a run of characters that may end within a token.
    """

    def __init__(self, rows: Iterable[tuple[Words, Any]], *, spaced: bool = True) -> None:
        self._spaced = spaced
        self._filed = _Filed()
        self._runs: dict[str, Any] = {}
        for words, value in rows:
            if spaced:
                self._filed.add(words[0], (words, value))
            else:
                self._runs["".join(words)] = value
        self._filed.close()
        self._lengths = tuple(sorted({len(run) for run in self._runs}, reverse=True))
        self._first = frozenset(run[0] for run in self._runs)

    def __bool__(self) -> bool:
        return bool(self._runs or self._filed.exact or self._filed.begins or self._filed.ends or self._filed.inner)

    def may_begin(self, key: str) -> bool:
        """Some pattern may fit where this word stands: cheap, and sure when it says no."""
        return bool(self._filed.of(key)) if self._spaced else key[0] in self._first

    def at(self, keys: Sequence[str], i: int) -> Match | None:
        """The longest pattern that fits at word i."""
        if not self._spaced:
            return self._run_at(keys, i) if keys[i][0] in self._first else None
        best, size = None, (0, 0)
        for words, value in self._filed.of(keys[i]):
            n = len(words)
            if (n, len(words[0])) <= size or i + n > len(keys) + words.count(GAP):
                continue
            end = _end(words, keys, i)
            if end:
                best, size = Match(i, end, value), (n, len(words[0]))
        return best

    def every(self, keys: Sequence[str]) -> Iterator[Match]:
        """All patterns that fit anywhere, also those that overlap."""
        for i, key in enumerate(keys):
            if not self._spaced:
                found = self._run_at(keys, i) if key[0] in self._first else None
                if found is not None:
                    yield found
                continue
            for words, value in self._filed.of(key):
                end = _end(words, keys, i)
                if end:
                    yield Match(i, end, value)

    def _run_at(self, keys: Sequence[str], i: int) -> Match | None:
        if not self._lengths:
            return None
        longest = self._lengths[0]
        run, ends = "", []
        for key in keys[i : i + longest]:
            run += key
            ends.append(len(run))
            if len(run) >= longest:
                break
        for length in self._lengths:
            if length == 1 and ends[0] > 1:
                return None  # a pattern of one character is a word of its own, not the beginning of one
            if length <= len(run) and run[:length] in self._runs:
                return Match(i, i + 1 + next(k for k, e in enumerate(ends) if e >= length), self._runs[run[:length]])
        return None

    def find(self, keys: Sequence[str]) -> Iterator[Match]:
        """Every place where a pattern fits, from left to right, without overlap."""
        i = 0
        while i < len(keys):
            found = self.at(keys, i)
            if found is not None:
                yield found
            i = found.end if found is not None else i + 1


class Table(dict[str, Any]):
    """A table whose keys may be patterns of one word; `get`, `in` and `[]` take the narrowest that fits."""

    def __init__(self, rows: Mapping[str, Any]) -> None:
        super().__init__({key: value for key, value in rows.items() if "*" not in key})
        self._filed = _Filed()
        for key, value in rows.items():
            if "*" in key and " " not in key:
                self._filed.add(key, value)
        self._filed.close()
        self._missing = object()

    def get(self, key: str, default: Any = None) -> Any:
        found = super().get(key, self._missing)
        if found is not self._missing:
            return found
        return next(iter(self._filed.of(key)), default) if key else default

    def all(self, key: str) -> list[Any]:
        """The values of every key that fits."""
        return [*([self[key]] if dict.__contains__(self, key) else []), *self._filed.of(key)]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.get(key, self._missing) is not self._missing

    def __missing__(self, key: str) -> Any:
        found = next(iter(self._filed.of(key)), self._missing)
        if found is self._missing:
            raise KeyError(key)
        return found


class WordSet(frozenset[str]):
    """A set of words that may hold patterns of one word: `in` takes a word that fits one of them."""

    _filed: _Filed

    def __new__(cls, words: Iterable[str]) -> WordSet:
        given = list(words)
        made = super().__new__(cls, given)
        made._filed = _Filed()
        for word in given:
            if "*" in word and " " not in word:
                made._filed.add(word, True)
        made._filed.close()
        return made

    def __contains__(self, word: object) -> bool:
        if super().__contains__(word):
            return True
        return isinstance(word, str) and bool(word) and bool(self._filed.of(word))
