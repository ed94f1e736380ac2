"""One bare number, in digits or words: where it ends, what it is worth, and how it was read.

Theory. The longest reading wins: a run of digits or words, then a fraction behind it ("two and a half"), then a scale
("million", "bn"). Values are exact. `digits` reads figures, `wording` spelled numbers of a language with a grammar,
`spelled` those of every other language.

It does not know whether a number counts anything or what its unit is: that is decided in `quantities`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from copydesk.languages.pack import Pack
from copydesk.mentions.digits import Number, digit_readings, glued, key_at, plain_digits, read_digits
from copydesk.mentions.figures import read_figure
from copydesk.mentions.marks import match_at
from copydesk.mentions.spelled import read_spelled
from copydesk.mentions.wording import hop, read_fraction, read_words
from copydesk.text.tokens import Token

__all__ = ["Number", "digit_readings", "glued", "key_at", "plain_digits", "read_number"]


def read_number(tokens: Sequence[Token], i: int, pack: Pack) -> Number | None:
    """The number that begins at token i, the longest reading; None when there is none."""
    digits = tokens[i].kind == "digits"
    if pack.by_words:
        found = read_figure(tokens, i, pack) if digits else read_spelled(tokens, i, pack)
        return found and _below(tokens, found, pack)
    found = read_digits(tokens, i, pack) if digits else read_words(tokens, i, pack)
    if found is None:
        return None
    if found.form == "cardinal":
        found = _mixed(tokens, found, pack)
        found = _scaled(tokens, found, pack)
    return found


# --- what may follow a number ---------------------------------------------------------------------------------------


def _below(tokens: Sequence[Token], number: Number, pack: Pack) -> Number:
    """A share that names its denominator first: 三分之二 is two thirds."""
    found = match_at(tokens, number.end, pack.phrases("numbers.below"))
    if found is None or number.form != "cardinal" or number.value < 2 or found.end >= len(tokens):
        return number
    above = read_number(tokens, found.end, pack)
    if above is None or above.form != "cardinal" or tokens[found.end].kind == "mark":
        return number
    return Number(number.start, above.end, above.value / number.value, Fraction(1, 100), "fraction", "below-first")


def _mixed(tokens: Sequence[Token], number: Number, pack: Pack) -> Number:
    """ "two and a half", "two-and-a-half", "a million and a half", "2 1/2", "2½", "three point five"."""
    at = number.end
    key, joined = key_at(tokens, at), hop(tokens, at)
    if key_at(tokens, joined) in pack.words("numbers.and"):
        inner = hop(tokens, joined + 1)
        part = read_fraction(tokens, inner, pack, scaled=False) if inner < len(tokens) else None
        if part and part.value < 1 and (key_at(tokens, inner) in pack.words("numbers.a") or number.rule == "words"):
            scale = Fraction(pack.table("numbers.scales").get(key_at(tokens, number.end - 1), 1))
            value = number.value + part.value * scale
            return replace(number, end=part.end, value=value, step=scale / 10, rule="mixed")
    if at < len(tokens) and len(tokens[at].text) == 1 and unicodedata.category(tokens[at].text) == "No":
        part = read_words(tokens, at, pack)
        if part and part.form == "fraction":
            return replace(number, end=at + 1, value=number.value + part.value, step=Fraction(1, 10), rule="mixed")
    if key == "point" and number.rule == "words":
        return _spelled_decimals(tokens, number, pack)
    if at < len(tokens) and tokens[at].kind == "digits" and number.value.denominator == 1 and number.rule == "digits":
        part = read_digits(tokens, at, pack)
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
    digits, at = number.rule.startswith("digits"), hop(tokens, number.end)
    key = key_at(tokens, at)
    if number.rule != "words" and key in scales:
        return scales[key], at + 1
    if digits and key == "hundred":  # "3 hundred"
        return 100, at + 1
    if digits and key.endswith("s") and key[:-1] in scales:
        return scales[key[:-1]], at + 1
    if digits and glued(tokens, number.end):
        at, token = number.end, tokens[number.end]
        worth = suffixes.get(token.text.rstrip("."), suffixes.get(token.key if len(token.key) > 1 else ""))
        if worth is not None:
            return worth, at + 1
    if digits and key_at(tokens, number.start - 1) in pack.table("money.signs"):  # "£ 50 m", as tokenised text has it
        return suffixes.get(key), at + 1
    return suffixes.get(key) if key in ("bn", "bln", "mn", "mln", "tn", "tln") else None, at + 1
