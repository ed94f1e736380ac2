"""One bare number, in digits or words: where it ends, what it is worth, and how it was read.

Theory. The longest reading wins: a run of digits or words, then a fraction behind it ("two and a half"), then a scale
("million", "bn"). Values are exact. Three traps shape it: "1.500" may be 1500 or 1.5, so both readings are kept;
"third" is an ordinal or a fraction by the words around it; and a comma may join ("one thousand, five hundred") or
separate.

It does not know whether a number counts anything or what its unit is: that is decided in `quantities`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from copydesk.languages.pack import Pack
from copydesk.text.tokens import Token

NumberForm = Literal["cardinal", "ordinal", "fraction"]
_ONE_SPACE = frozenset(" \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}")
_HIDDEN = re.compile("[^0-9.,'\N{RIGHT SINGLE QUOTATION MARK}]")
_ARABIC = str.maketrans({"\N{ARABIC DECIMAL SEPARATOR}": ".", "\N{ARABIC THOUSANDS SEPARATOR}": ","})


@dataclass(frozen=True, slots=True)
class Number:
    """A number at tokens[start:end] (token indexes).

    Attributes:
        step: worth of one unit of the last digit that is not a filling zero.
        others: further readings of an ambiguous figure.
        rule: the name of the rule that read it.
    """

    start: int
    end: int
    value: Fraction
    step: Fraction
    form: NumberForm
    rule: str
    others: tuple[Fraction, ...] = ()


def glued(tokens: Sequence[Token], i: int) -> bool:
    """Nothing stands between token i-1 and token i."""
    return 0 < i < len(tokens) and tokens[i - 1].end == tokens[i].start


def key_at(tokens: Sequence[Token], i: int) -> str:
    """The key of token i, or "" beyond either end."""
    return tokens[i].key if 0 <= i < len(tokens) else ""


def read_number(tokens: Sequence[Token], i: int, pack: Pack) -> Number | None:
    """The number that begins at token i, the longest reading; None when there is none."""
    found = _digits(tokens, i, pack) if tokens[i].kind == "digits" else _words(tokens, i, pack)
    if found is None:
        return None
    if found.form == "cardinal":
        found = _mixed(tokens, found, pack)
        found = _scaled(tokens, found, pack)
    return found


# --- digits ---------------------------------------------------------------------------------------------------------


def plain_digits(text: str) -> str:
    """Digits of any script as ASCII, Arabic marks as Western ones, hidden characters out."""
    if text.isascii():
        return text
    shown = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text.translate(_ARABIC))
    return _HIDDEN.sub("", shown)


def digit_readings(text: str, pack: Pack) -> tuple[Fraction, ...]:
    """What a digit run with its marks may be worth, the likeliest first; empty when nothing fits."""
    if text.isdecimal():
        return (Fraction(int(text)),)
    shown = plain_digits(text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    marks = [c for c in shown if not c.isdigit()]
    if not marks:
        return (Fraction(shown),)
    last = marks[-1]
    head, _, tail = shown.rpartition(last)
    grouped = _grouped(shown)
    if len(set(marks)) > 1:
        return (Fraction(re.sub(r"\D", "", head) + "." + tail),) if last != "'" and _grouped(head) is not None else ()
    if len(marks) > 1 or last == "'":
        return (grouped,) if grouped is not None else ()
    decimal = Fraction(f"{head}.{tail}")
    if grouped is None:
        return (decimal,)
    if last == pack.data["decimal"]:
        return (decimal, grouped) if pack.data["decimal"] == "," else (decimal,)
    return (grouped,) if pack.data["decimal"] == "." else (grouped, decimal)


def _grouped(text: str) -> Fraction | None:
    """The worth of a run grouped in threes (or, as in India, in twos before the last three), else None."""
    groups = re.split(r"\D", text)
    heads, last = groups[1:-1], groups[-1]
    if len(groups) == 1:
        return Fraction(text)
    fits = len(last) == 3 and 1 <= len(groups[0]) <= 3 and groups[0] != "0"
    if fits and (all(len(g) == 3 for g in heads) or (all(len(g) == 2 for g in heads) and len(groups[0]) <= 2)):
        return Fraction("".join(groups))
    return None


def step_of(text: str) -> Fraction:
    """Worth of one unit of the last digit stated: "3.25" -> 1/100, "4600" -> 100, "12" -> 1."""
    whole, _, decimals = text.partition(".")
    if decimals:
        return Fraction(1, 10 ** len(decimals))
    return Fraction(10 ** (len(whole) - len(whole.rstrip("0")))) if whole.strip("0") else Fraction(1)


def _digits(tokens: Sequence[Token], i: int, pack: Pack) -> Number | None:
    token = tokens[i]
    end, text = i + 1, token.text
    while _spaced_group(tokens, i, end):
        text += tokens[end].text
        end += 1
    readings = digit_readings(text, pack)
    if not readings:
        return None
    value = readings[0]
    shown = str(value.numerator) if value.denominator == 1 else plain_digits(text).replace(",", ".")
    suffix = key_at(tokens, end)
    if suffix in ("st", "nd", "rd", "th") and glued(tokens, end):
        return Number(i, end + 1, value, Fraction(1), "ordinal", "digits-ordinal")
    if suffix == "/" and glued(tokens, end) and end + 1 < len(tokens) and tokens[end + 1].kind == "digits":
        below = digit_readings(tokens[end + 1].text, pack)
        if below and below[0] and glued(tokens, end + 1) and key_at(tokens, end + 2) != "/":
            return Number(i, end + 2, value / below[0], Fraction(1, 100), "fraction", "digits-fraction")
    return Number(
        i, end, value, step_of(shown), "cardinal", "digits" if end == i + 1 else "digits-spaced", readings[1:]
    )


def _spaced_group(tokens: Sequence[Token], start: int, i: int) -> bool:
    """Token i is a further group of three, one space behind: "1 000", as ISO 31-0 and many presses write it."""
    if not 0 < i < len(tokens) or not (len(tokens[start].text) <= 3 and tokens[start].text.isdecimal()):
        return False
    one, two = tokens[i - 1], tokens[i]
    return two.kind == "digits" and len(two.text) == 3 and two.text.isdecimal() and two.start == one.end + 1


# --- words ----------------------------------------------------------------------------------------------------------


def _words(tokens: Sequence[Token], i: int, pack: Pack) -> Number | None:
    token = tokens[i]
    if len(token.text) == 1 and token.kind == "word" and unicodedata.category(token.text) == "No":
        value = Fraction(unicodedata.numeric(token.text)).limit_denominator(1000)
        return Number(i, i + 1, value, Fraction(1, 100), "fraction", "fraction-sign") if value < 1 else None
    return _fraction(tokens, i, pack) or _cardinal(tokens, i, pack) or _ordinal(tokens, i, pack)


def _hop(tokens: Sequence[Token], i: int) -> int:
    """The index of the next word, over a hyphen that joins two words."""
    return i + 1 if key_at(tokens, i) in ("-", "\N{EN DASH}", "\N{NON-BREAKING HYPHEN}") and glued(tokens, i) else i


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
        if value == 0 and self.any:
            return False
        room = self.group % 100
        if (
            not self.any
            or (room == 0 and (self.last >= 100 or self.group == 0))
            or (value < 10 and room >= 20 and room % 10 == 0)
        ):
            self.group += value
        elif value >= 10 and 10 <= self.group < 100 and not self.total:
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
    at = _hop(tokens, end)
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


def _fraction(tokens: Sequence[Token], i: int, pack: Pack) -> Number | None:
    """ "two thirds", "three-quarters", "a third of", "half of", "half a million"; never "a third time"."""
    fractions, key = pack.fractions, tokens[i].key
    if key in ("half", "halves"):
        return _half(tokens, i, pack)
    one = key == "one" or key in pack.words("numbers.a")
    top = Fraction(1 if one else pack.table("numbers.cardinals").get(key, 0))
    at = _hop(tokens, i + 1)
    word = key_at(tokens, at)
    if not (one or key in pack.table("numbers.cardinals")) or word not in fractions:
        return None
    if word == "half":
        return Number(i, at + 1, fractions[word], Fraction(1, 100), "fraction", "fraction-words")
    plural = word.endswith("s") and top >= 1
    if not plural and not (one and _closes_fraction(word, key_at(tokens, at + 1), pack)):
        return None
    return Number(i, at + 1, top * fractions[word], Fraction(1, 100), "fraction", "fraction-words")


def _closes_fraction(word: str, behind: str, pack: Pack) -> bool:
    """What stands behind "a third" shows that it is a share, no rank: its end, "of", "more", ..."""
    if behind in ("", ".", ",", ";", ":", ")") or behind in pack.words("numbers.behind_fraction"):
        return True
    return word == "quarter" and behind == "the"


def _half(tokens: Sequence[Token], i: int, pack: Pack) -> Number | None:
    scales = pack.table("numbers.scales")
    before, behind = key_at(tokens, i - 1), key_at(tokens, i + 1)
    if behind in pack.words("numbers.a"):
        scale = key_at(tokens, i + 2)
        if scale in scales or scale == "dozen":
            worth = Fraction(scales.get(scale, 12)) / 2
            return Number(i, i + 3, worth, worth, "cardinal", "half-a-scale")
    if before in pack.table("numbers.ordinals") or (behind == "-" and glued(tokens, i + 1)):
        return None
    if before in ("other", "latter", "better"):
        return None
    return Number(i, i + 1, Fraction(1, 2), Fraction(1, 100), "fraction", "half")


# --- what may follow a number ---------------------------------------------------------------------------------------


def _mixed(tokens: Sequence[Token], number: Number, pack: Pack) -> Number:
    """ "two and a half", "two-and-a-half", "a million and a half", "2 1/2", "2½", "three point five"."""
    at = number.end
    key, joined = key_at(tokens, at), _hop(tokens, at)
    if key_at(tokens, joined) in pack.words("numbers.and"):
        inner = _hop(tokens, joined + 1)
        part = _fraction(tokens, inner, pack) if inner < len(tokens) else None
        if part and part.value < 1 and (key_at(tokens, inner) in pack.words("numbers.a") or number.rule == "words"):
            scale = Fraction(pack.table("numbers.scales").get(key_at(tokens, number.end - 1), 1))
            value = number.value + part.value * scale
            return replace(number, end=part.end, value=value, step=scale / 10, rule="mixed")
    if at < len(tokens) and len(tokens[at].text) == 1 and unicodedata.category(tokens[at].text) == "No":
        part = _words(tokens, at, pack)
        if part and part.form == "fraction":
            return replace(number, end=at + 1, value=number.value + part.value, step=Fraction(1, 10), rule="mixed")
    if key == "point" and number.rule == "words":
        return _spelled_decimals(tokens, number, pack)
    if at < len(tokens) and tokens[at].kind == "digits" and number.value.denominator == 1 and number.rule == "digits":
        part = _digits(tokens, at, pack)
        if part and part.form == "fraction" and part.value < 1:
            return replace(number, end=part.end, value=number.value + part.value, step=Fraction(1, 10), rule="mixed")
    return number


def _spelled_decimals(tokens: Sequence[Token], number: Number, pack: Pack) -> Number:
    cardinals, at, digits = pack.table("numbers.cardinals"), number.end + 1, ""
    while key_at(tokens, at) in cardinals and cardinals[key_at(tokens, at)] < 10:
        digits += str(cardinals[key_at(tokens, at)])
        at += 1
    if not digits:
        return number
    value = number.value + Fraction(f"0.{digits}")
    return replace(number, end=at, value=value, step=Fraction(1, 10 ** len(digits)), rule="words-decimal")


def _scaled(tokens: Sequence[Token], number: Number, pack: Pack) -> Number:
    """ "3.2 million", "3.2m", "1.2bn", "two and a half million", "15 lakh"; "3 million million" is rare, but a scale
    that is left over would be read as a number of its own.
    """
    scales = pack.table("numbers.scales")
    worth, end = _scale_at(tokens, number, pack)
    if worth is None:
        return number
    number = replace(_times(number, worth, end), rule=f"{number.rule}-scaled")
    number = replace(number, others=tuple(other * worth for other in number.others))
    again = scales.get(key_at(tokens, number.end))
    return number if again is None else _times(number, again, number.end + 1)


def _times(number: Number, worth: int, end: int) -> Number:
    return replace(number, end=end, value=number.value * worth, step=number.step * worth)


def _scale_at(tokens: Sequence[Token], number: Number, pack: Pack) -> tuple[int | None, int]:
    """(worth, index behind it) of the scale or suffix behind the number; (None, ...) without one."""
    scales, suffixes = pack.table("numbers.scales"), pack.table("numbers.suffixes")
    digits, at = number.rule.startswith("digits"), _hop(tokens, number.end)
    key = key_at(tokens, at)
    if number.rule != "words" and key in scales:
        return scales[key], at + 1
    if digits and key.endswith("s") and key[:-1] in scales:
        return scales[key[:-1]], at + 1
    if digits and glued(tokens, number.end):
        at, token = number.end, tokens[number.end]
        worth = suffixes.get(token.text.rstrip("."), suffixes.get(token.key if len(token.key) > 1 else ""))
        if worth is not None:
            return worth, at + 1
    if digits and key_at(tokens, number.start - 1) in pack.table("money.signs"):  # "£ 50 m", as tokenised text has it
        return suffixes.get(key), at + 1
    return suffixes.get(key) if key in ("bn", "mn", "mln", "tn") else None, at + 1
