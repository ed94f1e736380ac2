"""A figure in digits: where it ends and what it may be worth.

Theory. Marks inside a figure group or divide, and which of them does what differs with the country: "1.500" may be 1500
or 1.5, so both readings are kept, the likelier by the language first. Digits of any script count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from copydesk.languages.pack import Pack
from copydesk.text.tokens import Token

NumberForm = Literal["cardinal", "ordinal", "fraction"]
LONGEST_FIGURE = 100
"""Characters; what is longer is no figure that anybody reads, and is left unread."""
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


def plain_digits(text: str) -> str:
    """Digits of any script as ASCII, Arabic marks as Western ones, hidden characters out."""
    if text.isascii():
        return text
    shown = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text.translate(_ARABIC))
    return _HIDDEN.sub("", shown)


def digit_readings(text: str, pack: Pack) -> tuple[Fraction, ...]:
    """What a digit run with its marks may be worth, the likeliest first; empty when nothing fits."""
    if len(text) > LONGEST_FIGURE:
        return ()
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
    return (grouped,) if pack.data["decimal"] == "." or last == pack.data.get("grouping") else (grouped, decimal)


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


def read_digits(tokens: Sequence[Token], i: int, pack: Pack) -> Number | None:
    token = tokens[i]
    end, text = i + 1, token.text
    while len(text) < LONGEST_FIGURE and _spaced_group(tokens, i, end, pack):
        text += tokens[end].text
        end += 1
    readings = digit_readings(text, pack)
    if not readings:
        return None
    value = readings[0]
    if token.text.isdecimal() and end == i + 1 and _leading_point(tokens, i, pack):
        text = plain_digits(text)
        return Number(i, end, Fraction(f"0.{text}"), Fraction(1, 10 ** len(text)), "cardinal", "digits-point")
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


def _leading_point(tokens: Sequence[Token], i: int, pack: Pack) -> bool:
    """ ".08": a decimal mark touches the digits, and no word or figure touches it."""
    if key_at(tokens, i - 1) != pack.data["decimal"] or not glued(tokens, i):
        return False
    return not glued(tokens, i - 1) or tokens[i - 2].text in pack.table("money.signs")


def _spaced_group(tokens: Sequence[Token], start: int, i: int, pack: Pack) -> bool:
    """Token i is a further group of three, one space behind: "1 000", as ISO 31-0 and many presses write it."""
    if not 0 < i < len(tokens) or not (len(tokens[start].text) <= 3 and tokens[start].text.isdecimal()):
        return False
    one, two = tokens[i - 1], tokens[i]
    whole, mark, decimals = two.text.partition(pack.data["decimal"])  # the last group may have decimals
    three = len(whole) == 3 and whole.isdecimal() and one.text.isdecimal() and (not mark or decimals.isdecimal())
    return two.kind == "digits" and three and two.start == one.end + 1 and not two.apart
