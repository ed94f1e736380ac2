"""A spelled number in a language whose pack has a grammar: cardinals, ordinals, fractions in words.

Theory. Words add while they get smaller and multiply where a scale follows. "third" is an ordinal or a fraction by the
words around it; a comma may join ("one thousand, five hundred") or separate.

It does not know digits, nor what may follow a number: that is for `numerals`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from copydesk.languages.pack import Pack
from copydesk.mentions.digits import Number, glued, key_at
from copydesk.text.tokens import Token


def read_words(tokens: Sequence[Token], i: int, pack: Pack) -> Number | None:
    token = tokens[i]
    if len(token.text) == 1 and token.kind == "word" and unicodedata.category(token.text) == "No":
        value = Fraction(unicodedata.numeric(token.text)).limit_denominator(1000)
        return Number(i, i + 1, value, Fraction(1, 100), "fraction", "fraction-sign") if value < 1 else None
    return read_fraction(tokens, i, pack) or _cardinal(tokens, i, pack) or _ordinal(tokens, i, pack)


def hop(tokens: Sequence[Token], i: int) -> int:
    """The index of the next word, over a hyphen that joins two words."""
    return i + 1 if key_at(tokens, i) in ("-", "\N{EN DASH}", "\N{NON-BREAKING HYPHEN}") and glued(tokens, i) else i


LAST_CENTURY = 21
"""Years are said in pairs up to this one: "nineteen ten", "twenty twenty-one"."""


@dataclass(slots=True)
class _Sum:
    """A spelled number while it is read: `total` is what larger scales closed off, `group` what is still open."""

    total: Fraction = Fraction(0)
    group: Fraction = Fraction(0)
    last: Fraction = Fraction(0)
    scale: Fraction = Fraction(0)
    any: bool = False

    def take(self, key: str, pack: Pack) -> bool:
        """Take the next word of the number; False, and nothing changed, when it cannot belong to it."""
        cardinals, scales = pack.table("numbers.cardinals"), pack.table("numbers.scales")
        if key == "dozen":
            return self.dozen()
        if key in cardinals:
            return self.add(Fraction(cardinals[key]))
        if key == "hundred":
            return self.hundred()
        if key not in scales and key.endswith("s") and self.any:  # "three millions", "two hundreds"
            key = key[:-1]
            if key == "hundred":
                return self.hundred()
        return key in scales and self.multiply(Fraction(scales[key]))

    def dozen(self) -> bool:
        """ "a dozen", "two dozen"."""
        if self.any and not self.group:
            return False
        self.group = (self.group or Fraction(1)) * 12
        self.last, self.any = Fraction(12), True
        return True

    def add(self, value: Fraction) -> bool:
        """Take a word below a hundred if it may follow; a second two-digit word makes a year ("nineteen ten")."""
        if self.any and (value == 0 or self.value == 0):
            return False
        room = self.group % 100
        if (
            not self.any
            or (room == 0 and (self.last >= 100 or self.group == 0))
            or (value < 10 and room >= 20 and room % 10 == 0)
        ):
            self.group += value
        elif value >= 10 and 10 <= self.group <= LAST_CENTURY and not self.total:
            self.group = self.group * 100 + value
        else:
            return False
        self.last, self.any = value, True
        return True

    def hundred(self) -> bool:
        """ "two hundred", "nineteen hundred"."""
        if not self.any or not 1 <= self.group < 100 or self.last >= 100:
            return False
        self.group *= 100
        self.last = Fraction(100)
        return True

    def multiply(self, scale: Fraction) -> bool:
        """Close the group with a scale smaller than the one before ("two million three thousand")."""
        if not self.any or (self.scale and scale >= self.scale):
            return False
        self.total += (self.group or 1) * scale if self.group or not self.total else 0
        self.group, self.last, self.scale = Fraction(0), scale, scale
        return True

    @property
    def value(self) -> Fraction:
        """What was read so far is worth."""
        return self.total + self.group


def _cardinal(tokens: Sequence[Token], i: int, pack: Pack) -> Number | None:
    """ "twenty-one", "a hundred and five", "nineteen ten"; closed by an ordinal it is one ("twenty-first")."""
    ordinals, state, at, end = pack.table("numbers.ordinals"), _Sum(), i, i
    if key_at(tokens, i) in pack.words("numbers.a"):
        following = key_at(tokens, i + 1)
        if following not in pack.table("numbers.scales") and following not in ("hundred", "dozen"):
            return None
        state.group, state.any, state.last = Fraction(1), True, Fraction(1)
        at = i + 1
    while at < len(tokens):
        key = tokens[at].key
        if not state.take(key, pack):
            if key in ordinals and state.any and end == at - _hopped(tokens, at):
                return _close_ordinal(state, Fraction(ordinals[key]), i, at)
            break
        end = at + 1
        at = _onward(tokens, end, state, pack)
    if not state.any or end == i:
        return None
    step = Fraction(10 ** _zeros(state.value)) if state.value else Fraction(1)
    return Number(i, end, state.value, step, "cardinal", "words")


def _zeros(value: Fraction) -> int:
    text = str(value.numerator)
    return len(text) - len(text.rstrip("0"))


def _hopped(tokens: Sequence[Token], at: int) -> int:
    """How many tokens stand between the word at `at` and the one before: a hyphen or "and", or nothing."""
    return 1 if key_at(tokens, at - 1) in ("-", "and") else 0


def _close_ordinal(state: _Sum, value: Fraction, start: int, at: int) -> Number | None:
    """ "twenty" + "first": the ordinal word closes the number, or None when it cannot belong to it."""
    if value >= 1000:
        closed = state.value * value
    elif value == 100:
        closed = state.total + state.group * 100
    elif state.add(value):
        closed = state.value
    else:
        return None
    return Number(start, at + 1, closed, Fraction(1), "ordinal", "words-ordinal")


def _onward(tokens: Sequence[Token], end: int, state: _Sum, pack: Pack) -> int:
    """Where the next word of a spelled number would stand: over a hyphen, "and", or a comma behind a scale."""
    at = hop(tokens, end)
    key = key_at(tokens, at)
    following = key_at(tokens, at + 1)
    below = pack.table("numbers.cardinals")
    ordinals = pack.table("numbers.ordinals")
    if key in pack.words("numbers.and") and state.last >= 100 and (following in below or following in ordinals):
        return at + 1
    if key == "," and state.last >= 1000 and following in below and key_at(tokens, at + 2) == "hundred":
        return at + 1
    return at


def _ordinal(tokens: Sequence[Token], i: int, pack: Pack) -> Number | None:
    value = pack.table("numbers.ordinals").get(tokens[i].key)
    if value is None or key_at(tokens, i + 1) == "'":
        return None
    return Number(i, i + 1, Fraction(value), Fraction(1), "ordinal", "words-ordinal")


def read_fraction(tokens: Sequence[Token], i: int, pack: Pack, *, scaled: bool = True) -> Number | None:
    """ "two thirds", "a third of", "half of"; never "a third time". `scaled`: also "half a million"."""
    fractions, key = pack.fractions, tokens[i].key
    if key in ("half", "halves"):
        return _half(tokens, i, pack, scaled=scaled)
    one = key == "one" or key in pack.words("numbers.a")
    top = Fraction(1 if one else pack.table("numbers.cardinals").get(key, 0))
    at = hop(tokens, i + 1)
    word = key_at(tokens, at)
    if not (one or key in pack.table("numbers.cardinals")) or word not in fractions:
        return None
    if at > i + 1 and top >= 20 and top % 10 == 0 and fractions[word] > Fraction(1, 10):  # "twenty-fifths"
        return None
    scale, behind = _of_scale(tokens, at + 1, pack)
    if scaled and scale is not None:  # "three quarters of a million", "a quarter million"
        worth = top * fractions[word] * scale
        return Number(i, behind, worth, worth, "cardinal", "fraction-of-a-scale")
    if word == "half":
        return Number(i, at + 1, fractions[word], Fraction(1, 100), "fraction", "fraction-words")
    plural = word.endswith("s") and top >= 1
    if not plural and not (one and _closes_fraction(word, key_at(tokens, at + 1), pack)):
        return None
    return Number(i, at + 1, top * fractions[word], Fraction(1, 100), "fraction", "fraction-words")


def _of_scale(tokens: Sequence[Token], at: int, pack: Pack) -> tuple[Fraction | None, int]:
    """(worth, index behind it) of the scale that a fraction divides, over "of" and "a"."""
    for word in ("of", "a"):
        at += key_at(tokens, at) == word
    worth = pack.table("numbers.scales").get(key_at(tokens, at))
    return (None if worth is None else Fraction(worth)), at + 1


def _closes_fraction(word: str, behind: str, pack: Pack) -> bool:
    """What stands behind "a third" shows that it is a share, no rank: its end, "of", "more", ..."""
    if behind in ("", ".", ",", ";", ":", ")") or behind in pack.words("numbers.behind_fraction"):
        return True
    return word == "quarter" and behind == "the"


def _half(tokens: Sequence[Token], i: int, pack: Pack, *, scaled: bool) -> Number | None:
    scales = pack.table("numbers.scales")
    before, behind = key_at(tokens, i - 1), key_at(tokens, i + 1)
    if behind in pack.words("numbers.a"):
        scale = key_at(tokens, i + 2)
        if scale in scales or scale == "dozen":
            worth = Fraction(scales.get(scale, 12)) / 2
            return Number(i, i + 3, worth, worth, "cardinal", "half-a-scale")
    scale_of, end = _of_scale(tokens, i + 1, pack)
    if scaled and scale_of is not None:  # "half million", "half of a million"
        return Number(i, end, scale_of / 2, scale_of / 2, "cardinal", "half-a-scale")
    if before in pack.table("numbers.ordinals") or (behind == "-" and glued(tokens, i + 1)):
        return None
    if before in ("other", "latter", "better"):
        return None
    return Number(i, i + 1, Fraction(1, 2), Fraction(1, 100), "fraction", "half")
