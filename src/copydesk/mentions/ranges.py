"""Two figures with a dash or "to" between them: a range, a score, or two values.

Theory. "10-20", "10 to 20" and "between 10 and 20" are ranges when the first is not above the second; what stands
behind the second (unit, "million", %) counts for the first too. The first above the second, "votes to", or a word of a
contest before them makes a score. "revised from 5 to 7" is neither, because a word of change says that one value took
the other's place.

It does not know sports: "won 3-5" is a score by its verb, "the 3-5 final" only by its order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from copydesk.languages.pack import Pack
from copydesk.mentions.amounts import DASHES, Reading, amount, read_prefix
from copydesk.mentions.numerals import glued, key_at, read_number
from copydesk.mentions.records import Quantity
from copydesk.text.tokens import Token

_FAR = 12
"""How many tokens before "from" a word of change is sought."""

_NEAR = 10
"""How many tokens before the first figure a word of a contest is sought."""


def read_range(tokens: Sequence[Token], first: Reading, pack: Pack) -> Reading | None:
    """The range or score that begins with the reading `first`; None when no second figure belongs to it."""
    at, link = _link(tokens, first, pack)
    if not link or first.quantity.form == "ordinal" or first.quantity.low is None:
        return None
    begin = at + 1
    if link == "dash" and key_at(tokens, begin) == "to":  # "5-to-7"
        begin += 2 if key_at(tokens, begin + 1) in DASHES else 1
    second = _second(tokens, begin, pack, signed=link != "dash")
    if second is None:
        return None
    hyphen = link == "dash" and tokens[at].text == "-"
    if hyphen and not glued(tokens, at) and not glued(tokens, begin):  # "1 - 0", as tokenised text has it
        return _spaced_score(tokens, first, second, pack)
    return _score(tokens, first, second, link, pack) or _range(first, second, link)


def _link(tokens: Sequence[Token], first: Reading, pack: Pack) -> tuple[int, str]:
    """(token index, name) of what may join a second figure to `first`; the name is "" without one."""
    at, key, opener = first.end, key_at(tokens, first.end), key_at(tokens, first.start - 1)
    if key in DASHES:
        return at, "dash"
    if key == "to":
        return at, "" if opener == "from" and _changes(tokens, first.start - 1, pack) else "to"
    if key == "and":
        return at, "and" if opener == "between" else ""
    if key in pack.words("figures.scored") and key_at(tokens, at + 1) == "to":
        return at + 1, "votes-to"
    return at, ""


def _changes(tokens: Sequence[Token], before: int, pack: Pack) -> bool:
    """A word of change governs "from X to Y": two values, not a range."""
    for token in tokens[max(0, before - _FAR) : before]:
        lemma = pack.lemma(token.key)
        if lemma in pack.words("figures.changes"):
            return True
        if any(scale == "rise or fall" for scale, _ in pack.poles.get(lemma, ())):
            return True
    return False


def _second(tokens: Sequence[Token], at: int, pack: Pack, *, signed: bool) -> Reading | None:
    """The second figure, with its own unit; behind a dash it has no sign."""
    prefix = read_prefix(tokens, at, pack) if at < len(tokens) else None
    if prefix is None or (prefix.sign < 0 and not signed):
        return None
    number = read_number(tokens, prefix.number, pack)
    found = amount(tokens, prefix, number, pack) if number else None
    return None if found is None or found.quantity.form == "ordinal" else found


# --- joined ---------------------------------------------------------------------------------------------------------


def _score(tokens: Sequence[Token], first: Reading, second: Reading, link: str, pack: Pack) -> Reading | None:
    """ "3-2", "by 312 votes to 107", "won 3 to 2": two counts of one contest, in their order."""
    a, b = first.quantity, second.quantity
    near = tokens[max(0, first.start - _NEAR) : first.start]
    contest = any(pack.lemma(token.key) in pack.words("figures.contests") for token in near)
    low, high = _ends(first, second)
    plain = (a.form == "count" and b.form in ("count", "percent")) or a.form == b.form == "percent"
    turned = low > high or link == "votes-to"
    if plain and (turned or (contest and link == "dash" and a.unit is None and b.unit is None)):
        return Reading(first.start, second.end, Quantity(low, high, "score"), f"score-{link}")
    counts = a.form == b.form == "count" and b.unit is None
    if contest and link == "to" and counts and key_at(tokens, second.end) in (".", ",", "", "in", "on"):
        return Reading(first.start, second.end, Quantity(low, high, "score"), "score-to")
    return None


def _spaced_score(tokens: Sequence[Token], first: Reading, second: Reading, pack: Pack) -> Reading | None:
    """A score whose hyphen stands free: two small counts with a word of a contest before or right behind them."""
    near = (*tokens[max(0, first.start - _NEAR) : first.start], *tokens[second.end : second.end + 3])
    contest = any(pack.lemma(token.key) in pack.words("figures.contests") for token in near)
    low, high = _value(first), _value(second)
    plain = first.quantity.form == second.quantity.form == "count" and first.quantity.unit is None
    if not contest or not plain or max(low, high) >= 100:
        return None
    return Reading(first.start, second.end, Quantity(low, high, "score"), "score-dash")


def _range(first: Reading, second: Reading, link: str) -> Reading | None:
    """The range from `first` to `second`, in the form and unit of the one that states them."""
    a, b = first.quantity, second.quantity
    low, high = _ends(first, second)
    money_first = a.form == "money" and b.form == "count" and b.unit is None  # "$10-20", "€6 to 8 million"
    opens = money_first and (link == "dash" or _shared_scale(first, second) > 1)
    if low > high or (a.unit and b.unit and a.unit != b.unit) or not (a.form in (b.form, "count") or opens):
        return None
    step = min(a.step * _shared_scale(first, second), b.step)
    form = b.form if b.form != "count" else a.form
    merged = replace(b, low=low, high=high, form=form, unit=b.unit or a.unit, step=step, others=())
    return Reading(first.start, second.end, merged, f"range-{link}")


def _ends(first: Reading, second: Reading) -> tuple[Fraction, Fraction]:
    """Both values, the first in the scale of the second ("5 to 7 million")."""
    return _value(first) * _shared_scale(first, second), _value(second)


def _value(reading: Reading) -> Fraction:
    assert reading.quantity.low is not None, "a vague word is no end of a range"
    return reading.quantity.low


def _shared_scale(first: Reading, second: Reading) -> Fraction:
    """ "5 to 7 million": the scale of the second number counts for the first when that one is bare and small."""
    low, high = _value(first), _value(second)
    bare = (first.quantity.form == "count" and first.quantity.unit is None) or first.quantity.form == "money"
    scaled = "scaled" in second.rule or (second.rule.startswith("words") and high % 1000 == 0)
    if not scaled or "scaled" in first.rule or not bare or not low < 1000 <= high:
        return Fraction(1)
    if low > 0:
        for factor in (10**3, 10**6, 10**9, 10**12):
            if low <= high / factor < 1000:
                return Fraction(factor)
    digits = len(str(int(high)))
    return Fraction(10 ** (3 * ((digits - 1) // 3)))
