"""The things that a sentence names, without a grammar: names whole, every other content word by itself."""

from __future__ import annotations

from dataclasses import dataclass

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
    pack, tokens = sentence.pack, sentence.tokens
    content = {at: lemma for s in sentence.stretches for at, lemma in s.words}
    names = [m.span for m in sentence.mentions if isinstance(m.value, Name)]
    apart = bool(pack.table("roles").get("case_endings"))  # each word of a name tells by its ending
    found: list[Unit] = []
    for at in sorted(content):
        span = next((s for s in names if s.start <= tokens[at].start < s.end), None)
        if found and span is not None and not apart and span.start <= tokens[found[-1].start].start:
            last = found[-1]
            keys, lemmas = (*last.keys, tokens[at].key), (*last.lemmas, content[at])
            found[-1] = Unit(last.start, at + 1, keys, lemmas, last.before, _mark(sentence, at + 1, pack))
        elif found and not pack.spaced and _goes_on(sentence, found[-1], at):
            last = found[-1]
            key = last.keys[0] + tokens[at].key
            found[-1] = Unit(last.start, at + 1, (key,), (key,), last.before, _mark(sentence, at + 1, pack))
        else:
            before, behind = _mark(sentence, at - 1, pack), _mark(sentence, at + 1, pack)
            found.append(Unit(at, at + 1, (tokens[at].key,), (content[at],), before, behind))
    return found


def _goes_on(sentence: Sentence, unit: Unit, at: int) -> bool:
    """Where words are not divided: a single character behind others that make no word, as in a name, or closing one
    ("team", "city").
    """
    tokens = sentence.tokens
    return unit.end == at and len(tokens[at].text) == 1 and unit.end - unit.start < NAME_LENGTH


def _mark(sentence: Sentence, at: int, pack: Pack) -> str:
    """The small word at a place, or before the article there; "" when there is none."""
    step = -1
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
    """The one unit of the source that is the same thing; None when there is none or several."""
    found = [
        other
        for other in others
        if any(a == b or pack.same_name(a, b) for a in unit.lemmas for b in other.lemmas)
    ]
    return found[0] if len(found) == 1 else None
