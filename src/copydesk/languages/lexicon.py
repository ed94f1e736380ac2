"""Which words of a language exist, and which may stand for which (English: WordNet 3.1, see build_lexicon).

The file is read once, on first use; a line is only parsed when its word is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import NamedTuple

SENSES = 4
"""How many senses a part of speech count when two words are compared: rarer ones make too many friends."""


class Entry(NamedTuple):
    """A lemma: tag counts by part of speech (n, v, a, r), synsets, derived lemmas, antonyms, broader synsets."""

    tags: dict[str, int]
    synsets: frozenset[str]
    derived: frozenset[str]
    antonyms: frozenset[str]
    broader: frozenset[str]


NOTHING = Entry({}, frozenset(), frozenset(), frozenset(), frozenset())


@dataclass(slots=True)
class Lexicon:
    """Look-up of lemmas. Empty for a language without one: then every word stands only for itself."""

    _lines: dict[str, str]
    _parsed: dict[str, Entry] = field(default_factory=dict)

    def __contains__(self, lemma: str) -> bool:
        return lemma in self._lines

    def __bool__(self) -> bool:
        return bool(self._lines)

    def entry(self, lemma: str) -> Entry:
        """What is known of `lemma`; `NOTHING` when it is not listed."""
        found = self._parsed.get(lemma)
        if found is None:
            line = self._lines.get(lemma)
            found = self._parsed[lemma] = _parse(line) if line else NOTHING
        return found

    def can_be(self, lemma: str, pos: str) -> bool:
        """The lexicon lists `lemma` as that part of speech."""
        return pos in self.entry(lemma).tags

    def mostly(self, lemma: str) -> str:
        """The part of speech that `lemma` most often is ("" when unlisted)."""
        tags = self.entry(lemma).tags
        return max(tags, key=lambda pos: (tags[pos], pos == "n")) if tags else ""


def _parse(line: str) -> Entry:
    tags, ids, derived, antonyms, broader = [*line.split("\t"), "", "", "", ""][:5]
    kept: dict[str, int] = {}
    synsets = []
    for synset in ids.split():
        kept[synset[0]] = kept.get(synset[0], 0) + 1
        if kept[synset[0]] <= SENSES:
            synsets.append(synset)
    return Entry(
        {tag[0]: int(tag[1:]) for tag in tags.split()},
        frozenset(synsets),
        frozenset(derived.split()),
        frozenset(antonyms.split()),
        frozenset(broader.split()),
    )


@cache
def load_lexicon(language: str) -> Lexicon:
    """The lexicon of a language ("en"), or an empty one."""
    file = files("copydesk.languages") / "data" / f"{language}.lexicon.tsv"
    if not file.is_file():
        return Lexicon({})
    lines = (line.partition("\t") for line in file.read_text(encoding="utf-8").splitlines())
    return Lexicon({lemma: rest for lemma, _, rest in lines})
