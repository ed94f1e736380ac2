"""What the words around a figure say of it: bound, period, age, and the nouns it counts.

Theory. A bound is a phrase of the pack's table right before the figure ("more than", "no fewer than") or behind it or
its noun ("or more"); the longest phrase wins. A period stands within four words behind ("a day", "per year"). A bare
number is an age behind "aged" or between commas behind a name. The nouns counted are the noun phrase behind.

It does not know that "more than" compares unless a figure stands before it, and reads no bound across a verb.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import cast

from copydesk.languages.pack import Pack
from copydesk.languages.patterns import Phrases
from copydesk.mentions.amounts import Reading
from copydesk.mentions.marks import match_at, match_before
from copydesk.mentions.numerals import glued, key_at
from copydesk.mentions.records import Bound, Quantity
from copydesk.text.tokens import Token


def finished(tokens: Sequence[Token], reading: Reading, pack: Pack) -> Reading:
    """The reading with its bound, period, age and counted nouns."""
    quantity = reading.quantity
    if pack.by_words:
        return _finished_by_words(tokens, reading, pack)
    counts = quantity.counts or counted(tokens, reading.end, pack)
    age = quantity.age or _is_age(tokens, reading)
    bound = _bound(tokens, reading, bool(counts), pack)
    period = _period(tokens, reading.end, pack)
    if period == "hour" and quantity.unit in _SPEEDS:
        quantity, period = replace(quantity, unit=_SPEEDS[quantity.unit]), None
    if age and quantity.unit is None and quantity.form == "count":
        quantity = replace(quantity, form="measure", unit="year")
    return replace(reading, quantity=replace(quantity, counts=counts, bound=bound, period=period, age=age))


# --- from a pack of words -------------------------------------------------------------------------------------------

_FAR = 4
"""How many tokens behind a figure its period, or a bound behind its noun, is sought."""


def _finished_by_words(tokens: Sequence[Token], reading: Reading, pack: Pack) -> Reading:
    quantity, bound = reading.quantity, _bound_by_words(tokens, reading, pack)
    period = None
    for at in range(reading.end, min(reading.end + _FAR, len(tokens))):
        if tokens[at].kind == "mark" and tokens[at].text != "/":
            break
        if found := match_at(tokens, at, pack.phrases("periods")):
            period = str(found.value)
            break
    if period is None and (before := match_before(tokens, reading.start, pack.phrases("periods"))):
        period = str(before.value)
    if period == "hour" and quantity.unit in _SPEEDS:
        quantity, period = replace(quantity, unit=_SPEEDS[quantity.unit]), None
    counts = quantity.counts or _counted_by_words(tokens, reading.end, pack)
    return replace(reading, quantity=replace(quantity, bound=bound, period=period, counts=counts))


@cache
def _bounds_by_words(pack: Pack) -> tuple[Phrases, Phrases]:
    """Bound phrases that stand before a figure, and those that stand behind it."""
    rows = pack.table("bounds").items()
    return (
        pack.phrases_of((p, b) for p, b in rows if not p.startswith("_")),
        pack.phrases_of((p.removeprefix("_"), b) for p, b in rows if p.startswith("_")),
    )


def _bound_by_words(tokens: Sequence[Token], reading: Reading, pack: Pack) -> Bound:
    before, behind = _bounds_by_words(pack)
    sign = key_at(tokens, reading.start - 1)
    if sign in (">", "<"):
        return "more_than" if sign == ">" else "less_than"
    if key_at(tokens, reading.end) == "+" and glued(tokens, reading.end):
        return "at_least"
    for skipped in range(3):  # "au moins les 40", "не менее чем 40"
        end = reading.start - skipped
        if skipped and key_at(tokens, end) not in pack.stop:
            break
        if (found := match_before(tokens, end, before)) is not None:
            return cast(Bound, found.value)
    for at in range(reading.end, min(reading.end + _FAR, len(tokens))):
        if at > reading.end and tokens[at - 1].kind != "word":
            break
        if (found := match_at(tokens, at, behind)) is not None:
            return cast(Bound, found.value)
    return "exact"


def _counted_by_words(tokens: Sequence[Token], at: int, pack: Pack) -> tuple[str, ...]:
    """The content words right behind a figure, at most two, counters of people left out."""
    found: list[str] = []
    over = pack.words("dates.of") | pack.words("tokens.elisions") | pack.words("tokens.articles")
    while at < len(tokens) and tokens[at].kind == "word" and len(found) < 2:
        counter = match_at(tokens, at, pack.phrases("people.words"))
        if counter is not None:
            at = counter.end
            continue
        if tokens[at].key in pack.stop:
            if found or tokens[at].key not in over:
                break
        else:
            found.append(pack.lemma(tokens[at].key))
        at += 1
    return tuple(found)


# --- bounds ---------------------------------------------------------------------------------------------------------

_Phrases = dict[str, list[tuple[tuple[str, ...], Bound]]]


@cache
def _phrases(pack: Pack) -> _Phrases:
    """Bound phrases, the longest first: by their last word, or by "_" and their first word when they stand behind."""
    found: _Phrases = {}
    for phrase, bound in pack.table("bounds").items():
        words = tuple(phrase.split())
        if words[0] == "_":
            found.setdefault(f"_{words[1]}", []).append((words[1:], bound))
        else:
            found.setdefault(words[-1], []).append((words, bound))
    for rows in found.values():
        rows.sort(key=lambda row: -len(row[0]))
    return found


def _bound(tokens: Sequence[Token], reading: Reading, counts: bool, pack: Pack) -> Bound:
    """The bound of a figure; `counts`: a noun that it counts follows."""
    behind = _bound_behind(tokens, reading.end, counts, _phrases(pack))
    if behind is not None:
        return behind
    if key_at(tokens, reading.end) == "+" and glued(tokens, reading.end):
        return "at_least"
    before = key_at(tokens, reading.start - 1)
    if before in (">", "<"):
        return "more_than" if before == ">" else "less_than"
    return _bound_before(tokens, reading, pack) or "exact"


def _bound_behind(tokens: Sequence[Token], end: int, counts: bool, phrases: _Phrases) -> Bound | None:
    """ "5 or more", "5 people or more"."""
    at = end
    if counts and key_at(tokens, end) and f"_{key_at(tokens, end)}" not in phrases:
        ahead = range(end, min(end + 4, len(tokens)))
        opens = (k for k in ahead if tokens[k].key in ("or", "at", "and") and f"_{tokens[k].key}" in phrases)
        at = next(opens, end + 1)
    for words, bound in phrases.get(f"_{key_at(tokens, at)}", ()):
        if all(key_at(tokens, at + k) == word for k, word in enumerate(words)):
            return bound
    return None


def _bound_before(tokens: Sequence[Token], reading: Reading, pack: Pack) -> Bound | None:
    """ "more than 5", "at least the 5", "no fewer than 5"."""
    phrases, skipped = _phrases(pack), pack.words("figures.skipped")
    before = reading.start
    while (key := key_at(tokens, before - 1)) in skipped and key not in phrases and key_at(tokens, before - 2):
        before -= 1
    for words, bound in phrases.get(key, ()):
        begin = before - len(words)
        stands = begin >= 0 and all(tokens[begin + k].key == word for k, word in enumerate(words))
        if stands and not _bounds_nothing(tokens, begin, words, reading.quantity, pack):
            return bound
    return None


def _bounds_nothing(
    tokens: Sequence[Token], begin: int, words: tuple[str, ...], quantity: Quantity, pack: Pack
) -> bool:
    """ "11 percent more than two years ago" compares; "some third" and "under the third" say something else."""
    if words[-1] == "than" and begin and _measured(tokens[begin - 1], pack):
        return True
    if words == ("some",) and quantity.form not in ("count", "measure", "money", "percent"):
        return True
    return words[0] in ("under", "over", "above", "below", "within") and quantity.form == "ordinal"


def _measured(token: Token, pack: Pack) -> bool:
    """A figure, or a word that ends one."""
    return (
        token.kind == "digits" or token.key in pack.words("figures.compared") or token.key in pack.table("currencies")
    )


# --- period and age -------------------------------------------------------------------------------------------------


_ABBREVIATED = {"h": "hour", "d": "day", "s": "second"}
"""Letters of time behind a stroke, as the SI writes them: "km/h"."""

_SPEEDS = {"kilometre": "kilometre-per-hour", "mile": "mile-per-hour"}
"""Units that have one of their own for so many an hour: "120 km/h" is comparable with "75 mph"."""


def _period(tokens: Sequence[Token], end: int, pack: Pack) -> str | None:
    """ "a day", "per day", "/day", "an hour", "each year" within four words behind, "daily"."""
    units, periods = pack.table("units"), pack.table("periods")
    for at in range(end, min(end + 4, len(tokens))):
        key, following = tokens[at].key, key_at(tokens, at + 1)
        if key == "/" and following in _ABBREVIATED and glued(tokens, at + 1):
            return _ABBREVIATED[following]
        singular = following in units and pack.lemma(following) == following
        if key in ("a", "an", "per", "every", "each", "/") and (singular or following in periods):
            return str(periods.get(following, units.get(following)))
        if periods.get(key) in ("day", "week", "month", "year", "hour"):
            return str(periods[key])
        if tokens[at].kind != "word" or key in pack.words("figures.no_period"):
            return None
    return None


_OLDEST = 125
"""No human age is above this many years."""


def _is_age(tokens: Sequence[Token], reading: Reading) -> bool:
    """ "aged 45", "at the age of 45", "Smith, 45, said", "is 45"."""
    quantity = reading.quantity
    count = quantity.form == "count"
    if not count and not (quantity.form == "measure" and quantity.unit in ("year", "month")):
        return False
    before = [key_at(tokens, reading.start - k) for k in (1, 2)]
    if "aged" in before or before == ["of", "age"]:
        return True
    if not count or quantity.low is None or quantity.low > _OLDEST or quantity.low != quantity.high:
        return False
    behind = key_at(tokens, reading.end)
    if before[0] == "," or (before[0] == "(" and behind == ")"):
        return _is_apposition(tokens, reading, quantity)
    return before[0] in ("is", "was", "turned") and before[1] in ("who", "he", "she") and behind in (",", ".", "")


def _is_apposition(tokens: Sequence[Token], reading: Reading, quantity: Quantity) -> bool:
    """ "Smith, 45, said", "Smith (45)": behind a capital, closed again; a small number in brackets is no age."""
    start, behind = reading.start, key_at(tokens, reading.end)
    if start < 2 or not tokens[start - 2].capital:
        return False
    if key_at(tokens, start - 1) == "(":
        return quantity.low is not None and quantity.low > 15
    digits = tokens[start - 2].kind == "word" and tokens[start].kind == "digits"
    return digits and behind in (",", ".", ";", ")")


# --- counted nouns --------------------------------------------------------------------------------------------------


def counted(tokens: Sequence[Token], at: int, pack: Pack) -> tuple[str, ...]:
    """Lemmas of the noun phrase behind a number, its head first: "more senior officers were" -> officer, senior."""
    found: list[str] = []
    begin = _noun_from(tokens, at, pack)
    for token in tokens[begin : begin + 6]:
        if token.kind != "word":
            joins = (token.key == "-" and found) or (token.kind == "digits" and not found)
            if not joins:
                break
        elif found or not token.key.endswith("'s"):
            if _ends_noun(token, bool(found), pack):
                break
            found.append(pack.lemma(token.key))
    return tuple(reversed(found))


def _noun_from(tokens: Sequence[Token], at: int, pack: Pack) -> int:
    """Where the noun phrase begins: over a glued hyphen, and over "of the"."""
    if key_at(tokens, at) == "-" and glued(tokens, at):
        at += 1
    if key_at(tokens, at) == "of":
        at += 1
        while key_at(tokens, at) in pack.words("grammar.determiners"):
            at += 1
    return at


def _ends_noun(token: Token, begun: bool, pack: Pack) -> bool:
    """A word that carries no content, or a verb."""
    if token.key in pack.stop:
        return token.key not in ("other", "more", "others")
    lemma = pack.lemma(token.key)
    past = token.key.endswith("ed") or token.key in pack.table("irregular")
    verb = pack.lexicon.mostly(lemma) == "v" and token.key != lemma and (begun or past)
    return verb or (begun and lemma in pack.words("attribution.verbs"))
