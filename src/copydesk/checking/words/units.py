"""The things that a sentence names, without a grammar: names whole, every other content word by itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from copydesk.checking.reading import Sentence
from copydesk.languages.pack import Pack
from copydesk.mentions.records import Name

NAME_LENGTH = 4
"""Tokens of which a name in a text without blanks may consist."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A noun, or the words of a name: its first and last token, their keys and lemmas, and what stands around it."""

    start: int
    end: int
    keys: tuple[str, ...]
    lemmas: tuple[str, ...]
    before: str
    behind: str


def units(sentence: Sentence) -> list[Unit]:
    """What a sentence names, in order."""
    pack, tokens = sentence.pack, sentence.tokens
    content = {at: lemma for s in sentence.stretches for at, lemma in s.words}
    keys = Counter(tokens[at].key for at in content)
    found: list[Unit] = []
    for at in sorted(content):
        unit = Unit(
            at,
            at + 1,
            (tokens[at].key,),
            (content[at],),
            _mark(sentence, at - 1, pack),
            _mark(sentence, at + 1, pack, 1),
        )
        last = found[-1] if found and found[-1].end == at else None
        if last is not None and _one_name(sentence, last, at):
            found[-1] = _joined(last, unit, glued=not pack.spaced)
            continue
        if last is not None and _heads(sentence, last, at, keys):
            unit = replace(unit, before=unit.before or last.before)
        found.append(unit)
    return found


def _one_name(sentence: Sentence, last: Unit, at: int) -> bool:
    """The token goes on with the name before it. Where endings tell who acts, each word of a name stands for itself."""
    pack, tokens = sentence.pack, sentence.tokens
    if not pack.spaced:
        return _goes_on(sentence, last, at)
    names = [m.span for m in sentence.mentions if isinstance(m.value, Name)]
    span = next((s for s in names if s.start <= tokens[at].start < s.end), None)
    if span is None or pack.table("roles").get("case_endings"):
        return False
    titled = span.start == tokens[at].start and last.keys[-1] in pack.words("names.titles")
    return titled or span.start <= tokens[last.start].start


def _joined(last: Unit, unit: Unit, *, glued: bool) -> Unit:
    if glued:
        key = last.keys[0] + unit.keys[0]
        return Unit(last.start, unit.end, (key,), (key,), last.before, unit.behind)
    return Unit(last.start, unit.end, last.keys + unit.keys, last.lemmas + unit.lemmas, last.before, unit.behind)


def _heads(sentence: Sentence, last: Unit, at: int, keys: Counter[str]) -> bool:
    """The unit before says only what the one at `at` is: "the deputy Rosa Campos", "team A" beside "team B"."""
    pack, tokens = sentence.pack, sentence.tokens
    if pack.table("roles").get("case_endings"):
        return False
    twice = any(keys[key] > 1 for key in last.keys)
    return twice or (pack.capitals and tokens[at].capital and tokens[last.start].text.islower())


def _goes_on(sentence: Sentence, unit: Unit, at: int) -> bool:
    """Where words are not divided: a single character behind others that make no word, as in a name, or closing one
    ("team", "city"); where particles divide the words, everything up to the next one.
    """
    tokens, pack = sentence.tokens, sentence.pack
    if pack.table("roles").get("behind"):
        return not pack.poles.get(tokens[at].key) and unit.end - unit.start < NAME_LENGTH
    return unit.end == at and len(tokens[at].text) == 1 and unit.end - unit.start < NAME_LENGTH


def _mark(sentence: Sentence, at: int, pack: Pack, step: int = -1) -> str:
    """The small word at a place, or beyond the article there; "" when there is none."""
    for place in (at, at + step):
        if not 0 <= place < len(sentence.tokens) or sentence.tokens[place].kind != "word":
            return ""
        key = sentence.tokens[place].key
        if key not in pack.stop:
            return ""
        if key not in pack.words("tokens.articles") and key not in pack.words("numbers.a"):
            return key
    return ""


def same(pack: Pack, unit: Unit, others: list[Unit]) -> Unit | None:
    """The one unit of the source that is the same thing, by most of its words; None when there is none or several."""
    counts = [sum(any(a == b or pack.same_name(a, b) for b in other.lemmas) for a in unit.lemmas) for other in others]
    most = max(counts, default=0)
    found = [other for other, n in zip(others, counts, strict=True) if n == most]
    return found[0] if most and len(found) == 1 else None
