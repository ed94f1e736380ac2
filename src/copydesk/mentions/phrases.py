"""Noun phrases between the verb groups: a subject, an object, and what prepositions bring in.

Theory. Of a stretch of tokens the content words are the phrase's words; its head is the last noun before the first
preposition, relative or comma; names count only outside of what a preposition governs. "no", "none", "nobody" make it
negative, except in idioms ("no more than").

It does not know which of two nouns a preposition hangs on: "the clerk in the villa with the pool" keeps all its words
and the head "clerk".
"""

from __future__ import annotations

from dataclasses import dataclass, field

from copydesk.mentions.records import Phrase
from copydesk.mentions.tags import Tag, Tagged
from copydesk.text.tokens import Token

Obliques = tuple[tuple[str, Phrase], ...]
"""(preposition, phrase) pairs in order."""


@dataclass(slots=True)
class _Gathering:
    """A phrase while it is read. `closed`: behind its head; `inside`: within what a preposition governs."""

    head: str = ""
    pronoun: str | None = None
    negative: bool = False
    words: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    called: list[str] = field(default_factory=list)
    closed: bool = False
    inside: bool = False

    def pass_border(self, token: Token, given: Tag) -> None:
        comma = given == "PUNCT" and token.text == ","
        self.closed |= given in ("PREP", "REL") or (comma and self.head != "")
        self.inside = given in ("PREP", "REL", "TO") or (self.inside and not comma)

    def take_name(self, token: Token) -> None:
        if token.key.isalnum() or "'" in token.key:
            self.names.add(token.key.removesuffix("'s"))
        self.called.append(token.text)

    def take_word(self, lemma: str, given: Tag) -> None:
        """A content word; the last noun becomes the head, an adjective only while there is no noun."""
        self.words.add(lemma)
        if not self.closed and (given in ("N", "NAME", "VG", "NUM") or (given == "ADJ" and not self.head)):
            self.head = lemma

    def take_digits(self, key: str) -> None:
        self.words.add(key)
        self.head = self.head or ("" if self.closed else key)

    def phrase(self, start: int, end: int) -> Phrase | None:
        if not self.words and self.pronoun is None and not self.negative:
            return None
        label = " ".join(self.called[:5]) or self.head or self.pronoun or ""
        words, names = frozenset(self.words), frozenset(self.names)
        return Phrase(start, end, self.head, words, names, self.pronoun, self.negative, label)


_CONTENT = ("N", "NAME", "ADJ", "VG", "VN", "NUM", "ADV", "V")


def read_phrase(sentence: Tagged, start: int, end: int) -> Phrase | None:
    """The noun phrase in the tokens [start, end); None when nothing in them could be one."""
    pack, found = sentence.pack, _Gathering()
    for k in range(start, end):
        token, given = sentence.tokens[k], sentence.tags[k]
        found.pass_border(token, given)
        if given == "NAME" and not found.inside:
            found.take_name(token)
        if given == "PRON" and not found.head and _personal(sentence, k):
            found.pronoun = token.key
        found.negative |= _negative(sentence, k)
        if given in _CONTENT and token.kind == "word":
            if token.key not in pack.stop:
                found.take_word(pack.lemma(token.key), given)
        elif token.kind == "digits":
            found.take_digits(token.key)
    return found.phrase(start, end)


def _personal(sentence: Tagged, k: int) -> bool:
    key, pack = sentence.tokens[k].key, sentence.pack
    return key in pack.words("grammar.subjects") or key in pack.words("grammar.objects")


def _negative(sentence: Tagged, k: int) -> bool:
    key, pack = sentence.tokens[k].key, sentence.pack
    if key not in pack.words("negation.pronouns"):
        return False
    if sentence.tokens[k].text == "No" and any(t.kind == "digits" for t in sentence.tokens[k + 1 : k + 3]):
        return False  # "No. 1"
    return not (key == "no" and sentence.key(k + 1) in pack.words("negation.no_idioms"))


def shortened(sentence: Tagged, phrase: Phrase | None, end: int) -> Phrase | None:
    """The phrase again, ending at token `end` at the latest."""
    return read_phrase(sentence, phrase.start, min(end, phrase.end)) if phrase else None


def antecedent(sentence: Tagged, at: int) -> Phrase | None:
    """The noun phrase right before a relative pronoun at token `at`, over a comma or a preposition ("of whom")."""
    end = at
    while end > max(0, at - 3) and sentence.tags[end - 1] in ("PUNCT", "PREP", "NUM"):
        end -= 1
    start = end
    while start > 0 and sentence.tags[start - 1] in ("N", "NAME", "ADJ", "NUM", "DET", "VG", "DATE"):
        start -= 1
    return read_phrase(sentence, start, end)


def complements(sentence: Tagged, left: int, right: int) -> tuple[Phrase | None, Obliques]:
    """Object and prepositional phrases between a verb group and the end of its clause."""
    heads = [k for k in range(left, right) if _governs(sentence, k)]
    ends = [*heads[1:], right]
    found = ((sentence.tokens[k].key, read_phrase(sentence, k + 1, end)) for k, end in zip(heads, ends, strict=False))
    obliques = tuple((preposition, phrase) for preposition, phrase in found if phrase is not None)
    return read_phrase(sentence, left, heads[0] if heads else right), obliques


def _governs(sentence: Tagged, k: int) -> bool:
    if sentence.tags[k] == "CONJ":  # "as", "until" and the like, whose clause has no verb here
        return sentence.key(k) != "till" and sentence.key(k) in sentence.pack.words("grammar.either")
    return sentence.tags[k] in ("PREP", "TO")
