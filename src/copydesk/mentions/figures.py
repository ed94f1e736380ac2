"""A figure in digits with what multiplies or ranks it, in a language read word by word.

Theory. Behind the digits stands a sign that makes an ordinal of them ("2e", "21-й", "3º"), or scales, the smaller
first ("4 mil millones", "3千万"), perhaps shortened with a full stop ("2,4 тыс."). Behind a scale a smaller figure may
go on ("3万5千", "2 млн 300 тыс."). Where counters are glued to scales ("1200만명") the figure ends before the word that
holds both.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from copydesk.languages.pack import Pack
from copydesk.mentions.digits import Number, glued, key_at, read_digits
from copydesk.mentions.marks import match_at
from copydesk.text.tokens import Token

_HYPHENS = ("-", "\N{HYPHEN}", "\N{NON-BREAKING HYPHEN}", "\N{EN DASH}")
Scale = tuple[Fraction, int]
"""(worth, index behind it)."""


def read_figure(tokens: Sequence[Token], i: int, pack: Pack) -> Number | None:
    """The figure that begins with the digits at token i."""
    number = read_digits(tokens, i, pack)
    if number is None or number.form != "cardinal":
        return number
    ranked = _ranked(tokens, number, pack)
    return ranked or _scaled(tokens, _with_part(tokens, number, pack), pack)


def _ranked(tokens: Sequence[Token], number: Number, pack: Pack) -> Number | None:
    """The figure as an ordinal, when a sign behind it says so."""
    signs, at = pack.words("numbers.ordinal_behind"), number.end
    if not glued(tokens, at) or number.value.denominator > 1:
        return None
    if tokens[at].text in _HYPHENS and glued(tokens, at + 1):
        at += 1
    sign = key_at(tokens, at)
    if sign == "." and sign in signs and not _goes_on(tokens, at + 1, pack):
        return None
    if sign not in signs:
        return None
    return Number(number.start, at + 1, number.value, Fraction(1), "ordinal", "digits-ordinal")


def _goes_on(tokens: Sequence[Token], at: int, pack: Pack) -> bool:
    """The full stop before this word ends no sentence."""
    if at >= len(tokens) or tokens[at].kind != "word" or glued(tokens, at):
        return False
    nouns = bool(pack.table("tokens").get("nouns", False))
    return not tokens[at].capital or (nouns and tokens[at].key not in pack.stop)


def _with_part(tokens: Sequence[Token], number: Number, pack: Pack) -> Number:
    """ "2 1/2", "2½"."""
    at = number.end
    if at >= len(tokens):
        return number
    part: Fraction | None = None
    if len(tokens[at].text) == 1 and unicodedata.category(tokens[at].text) == "No" and tokens[at].kind == "word":
        part = Fraction(unicodedata.numeric(tokens[at].text)).limit_denominator(1000)
        at += 1
    elif tokens[at].kind == "digits" and number.rule == "digits":
        found = read_digits(tokens, at, pack)
        if found is not None and found.form == "fraction" and not glued(tokens, at):
            part, at = found.value, found.end
    elif any(atom.sort == "number" and 0 < atom.value < 1 for atom in pack.spelling.atoms(tokens[at].key)):
        part = next(atom.value for atom in pack.spelling.atoms(tokens[at].key) if 0 < atom.value < 1)  # "5 buçuk"
        at += 1
    if part is None or part >= 1 or number.value.denominator > 1:
        return number
    return replace(number, end=at, value=number.value + part, step=Fraction(1, 10), rule="mixed")


def _scaled(tokens: Sequence[Token], number: Number, pack: Pack) -> Number:
    last = Fraction(0)
    while (found := scale_at(tokens, number.end, pack)) is not None and found[0] >= last:
        last, end = found
        number = replace(
            number,
            end=end,
            value=number.value * last,
            step=number.step * last,
            others=tuple(other * last for other in number.others),
            rule=number.rule if number.rule.endswith("-scaled") else f"{number.rule}-scaled",
        )
        if end == number.start + 1 or tokens[end - 1].kind != "word":  # the scale is no token of its own
            break
    return _continued(tokens, number, last, pack) if last >= 1000 else number


def scale_at(tokens: Sequence[Token], at: int, pack: Pack) -> Scale | None:
    """The scale behind a figure that ends at token `at`."""
    if key_at(tokens, at) in pack.words("numbers.link"):
        return _scale_word(tokens, at + 1, pack)
    found = _scale_word(tokens, at, pack)
    if found is not None:
        return found[0], _over_stop(tokens, found[1], pack)
    if glued(tokens, at) and tokens[at].kind == "word":  # "3만명": the counter behind the scale is still to be read
        key = tokens[at].key
        worths = (pack.spelling.scale(key[:n]) for n in (2, 1) if n < len(key) and _syllable(key[0]))
        if (worth := next((w for w in worths if w), None)) is not None:
            return worth, at
    return None


def _syllable(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7a3"


def _scale_word(tokens: Sequence[Token], at: int, pack: Pack) -> Scale | None:
    if at >= len(tokens) or tokens[at].kind != "word":
        return None
    token = tokens[at]
    signs = pack.table("number_forms")
    if token.text in signs and (len(token.text) > 1 or glued(tokens, at) or _syllable(token.text)):
        return Fraction(signs[token.text]), at + 1
    worth = pack.table("numbers.scales").get(token.key) or pack.spelling.scale(token.key)
    if worth is None or worth < 10 or (worth < 1000 and not glued(tokens, at)):
        return None
    if len(token.key) == 1 and not glued(tokens, at) and not _syllable(token.key):
        return None
    return Fraction(worth), at + 1


def _over_stop(tokens: Sequence[Token], end: int, pack: Pack) -> int:
    """Behind the full stop of a shortened scale, where a unit or the sentence goes on."""
    if key_at(tokens, end) != "." or not glued(tokens, end) or end + 1 >= len(tokens):
        return end
    follows = tokens[end + 1]
    if follows.text in pack.table("money.signs") or follows.key == "%" or _goes_on(tokens, end + 1, pack):
        return end + 1
    unit = any(match_at(tokens, end + 1, pack.phrases(path)) for path in ("currencies", "units"))
    return end + 1 if unit else end


def _continued(tokens: Sequence[Token], number: Number, scale: Fraction, pack: Pack) -> Number:
    """With the smaller figure that goes on behind a scale: "3万5千", "2 млн 300 тыс.", "5 тыс. 200"."""
    at = number.end
    if at >= len(tokens) or tokens[at].kind != "digits" or tokens[at - 1].kind == "digits":
        return number
    further = read_figure(tokens, at, pack)
    if further is None or further.form != "cardinal" or not 0 < further.value < scale or further.value.denominator > 1:
        return number
    plain = scale == 1000 and further.end == at + 1 and len(tokens[at].text) == 3
    if not (glued(tokens, at) or further.rule.endswith("-scaled") or plain):
        return number
    value, step = number.value + further.value, further.step
    return replace(number, end=further.end, value=value, step=step, others=())
