"""Numbers with what the words around them say: range, sign, currency, unit, percent, bound, period, age, score.

One pass from left to right over the tokens. At each token the rules of `_SHAPES` are tried in order; the first that
reads something wins and the pass goes on behind it. Tokens that belong to a date or an identifier are taken before
(`taken`), so that "12 March" and "Flight 937" never become counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from copydesk.languages.pack import Pack
from copydesk.mentions.numerals import Number, glued, key_at, read_number
from copydesk.mentions.records import Bound, Form, Mention, Quantity
from copydesk.source import Span
from copydesk.text.tokens import Token

_DASHES = ("-", "\N{EN DASH}", "\N{EM DASH}", "\N{FIGURE DASH}")
_MINUS = ("-", "\N{MINUS SIGN}", "\N{EN DASH}", "minus")
_SYMBOLS = {
    "$": "USD",
    "\N{EURO SIGN}": "EUR",
    "\N{POUND SIGN}": "GBP",
    "\N{YEN SIGN}": "JPY",
    "₽": "RUB",
    "₴": "UAH",
    "₹": "INR",
    "₺": "TRY",
    "₩": "KRW",
    "₦": "NGN",
    "₪": "ILS",
    "฿": "THB",
    "₫": "VND",
    "₸": "KZT",
    "₾": "GEL",
    "֏": "AMD",
}
_SYMBOL_PREFIX = {"us": "USD", "a": "AUD", "c": "CAD", "nz": "NZD", "hk": "HKD", "s": "SGD", "au": "AUD", "r": "BRL"}
_CODES = frozenset(
    [
        "USD",
        "EUR",
        "GBP",
        "JPY",
        "CNY",
        "CHF",
        "RUB",
        "INR",
        "TRY",
        "KRW",
        "AUD",
        "CAD",
        "NZD",
        "HKD",
        "SGD",
        "SEK",
        "NOK",
        "DKK",
        "PLN",
        "CZK",
        "HUF",
        "UAH",
        "BRL",
        "MXN",
        "ZAR",
        "NGN",
        "ILS",
        "THB",
        "KZT",
        "UZS",
        "TJS",
        "AFN",
        "IRR",
        "IQD",
        "SAR",
        "AED",
        "EGP",
        "PKR",
        "BDT",
        "IDR",
        "MYR",
        "VND",
        "PHP",
    ]
)
_PERCENT = ("%", "\N{ARABIC PERCENT SIGN}", "\N{FULLWIDTH PERCENT SIGN}")
_AREA = {"square": "square", "sq": "square", "cubic": "cubic"}
_GLUED_UNITS = {"c": "celsius", "f": "fahrenheit"}


@dataclass(frozen=True, slots=True)
class Reading:
    """A quantity at tokens[start:end] (token indexes) with the rule that read it."""

    start: int
    end: int
    quantity: Quantity
    rule: str


def read_quantities(text: str, tokens: Sequence[Token], pack: Pack, taken: frozenset[int]) -> Iterator[Mention]:
    """The quantities of a text, in order, without overlap. `taken`: token indexes that are not to be read."""
    i = 0
    while i < len(tokens):
        reading = None if i in taken else _read(tokens, i, pack, taken)
        if reading is None:
            i += 1
            continue
        start, end = tokens[reading.start].start, tokens[reading.end - 1].end
        yield Mention(Span(start, end), text[start:end], reading.quantity, reading.rule)
        i = reading.end


def _may_begin(token: Token, following: str, pack: Pack) -> bool:
    """Cheap and sure: no quantity begins with any other token."""
    if token.kind == "digits":
        return True
    if token.key in pack.words("numbers.a"):
        return following in pack.after_article
    if token.kind == "mark":
        return token.text in _MINUS or token.text in _SYMBOLS
    return (
        token.key in pack.number_words
        or token.text in _CODES
        or token.key in _SYMBOL_PREFIX
        or token.key == "rs"
        or not token.text.isalpha()
        or pack.lemma(token.key) in pack.table("numbers.growth")
    )


def _read(tokens: Sequence[Token], i: int, pack: Pack, taken: frozenset[int]) -> Reading | None:
    if not _may_begin(tokens[i], key_at(tokens, i + 1), pack):
        return None
    for shape in _SHAPES:
        reading = shape(tokens, i, pack)
        if reading is not None and not any(at in taken for at in range(reading.start, reading.end)):
            return _finished(tokens, reading, pack)
    return None


# --- shapes: each tries to read one sort of quantity at token i -----------------------------------------------------


def _vague(tokens: Sequence[Token], i: int, pack: Pack) -> Reading | None:
    """ "dozens of", "hundreds", "several": a size, no figure."""
    table = pack.table("numbers.vague")
    word = table.get(tokens[i].key)
    if word is None:
        return None
    end, parts = i + 1, [word]
    while key_at(tokens, end) == "of" and key_at(tokens, end + 1) in table:
        parts.append(table[tokens[end + 1].key])
        end += 2
    quantity = Quantity(None, None, "vague", vague=" of ".join(parts), counts=_counted(tokens, end, pack))
    return Reading(i, end, quantity, "vague")


def _multiple(tokens: Sequence[Token], i: int, pack: Pack) -> Reading | None:
    """ "twice", "doubled", "three times", "fourfold"."""
    key = tokens[i].key
    if key in pack.table("numbers.multiples"):
        value = Fraction(pack.table("numbers.multiples")[key])
        return Reading(i, i + 1, Quantity(value, value, "multiple"), "times-word")
    growth = pack.table("numbers.growth").get(pack.lemma(key))
    if growth is not None:
        value = Fraction(str(growth))
        return Reading(i, i + 1, Quantity(value, value, "multiple", unit="growth"), "growth-verb")
    worth = pack.table("numbers.cardinals").get(key.removesuffix("fold")) if key.endswith("fold") else None
    if worth is None:
        return None
    return Reading(i, i + 1, Quantity(Fraction(worth), Fraction(worth), "multiple", unit="growth"), "fold")


def _unit_and_half(tokens: Sequence[Token], i: int, pack: Pack) -> Reading | None:
    """ "a year and a half", "an hour and a half", "two years and a half"; "a fortnight" is two weeks."""
    if key_at(tokens, i + 1) == "fortnight" and tokens[i].key in pack.words("numbers.a"):
        return Reading(i, i + 2, Quantity(Fraction(2), Fraction(2), "measure", unit="week"), "fortnight")
    first = Fraction(1) if tokens[i].key in pack.words("numbers.a") else None
    at = i + 1
    if first is None:
        number = read_number(tokens, i, pack)
        if number is None or number.form != "cardinal":
            return None
        first, at = number.value, number.end
    unit = _unit(tokens, at, pack)
    if unit is None or [key_at(tokens, unit[0] + k) for k in range(3)] != ["and", "a", "half"]:
        return None
    value = first + Fraction(1, 2)
    return Reading(
        i, unit[0] + 3, Quantity(value, value, "measure", unit=unit[1], step=Fraction(1, 2)), "unit-and-a-half"
    )


def _collective(tokens: Sequence[Token], i: int, pack: Pack) -> Reading | None:
    """ "a pair of climbers": two of them."""
    value = pack.table("numbers.collectives").get(tokens[i].key)
    if value is None or key_at(tokens, i - 1) not in pack.words("numbers.a") or key_at(tokens, i + 1) != "of":
        return None
    return Reading(i, i + 1, Quantity(Fraction(value), Fraction(value), "count"), "collective")


def _proportion(tokens: Sequence[Token], i: int, pack: Pack) -> Reading | None:
    """ "one in five", "two out of three", "nine of ten": a share."""
    if not any(key_at(tokens, k) in ("in", "out") for k in range(i + 1, i + 6)):
        return None
    first = read_number(tokens, i, pack)
    if first is None or first.form != "cardinal" or key_at(tokens, i - 1) in ("no", "."):
        return None
    at = first.end
    if key_at(tokens, at) == "out" and key_at(tokens, at + 1) == "of":
        at += 2
    elif key_at(tokens, at) == "in" and first.value < 10 and first.rule == "words":
        at += 1
    else:
        return None
    if at >= len(tokens) or key_at(tokens, at) in ("the", "a"):
        return None
    second = read_number(tokens, at, pack)
    if second is None or second.form != "cardinal" or not 0 < first.value < second.value or _is_year(second):
        return None
    if _unit(tokens, second.end, pack):
        return None
    share = first.value / second.value
    return Reading(i, second.end, Quantity(share, share, "ratio", step=Fraction(1, 100)), "one-in-n")


def _ordinal_rank(tokens: Sequence[Token], i: int, pack: Pack) -> Reading | None:
    """ "number two", "No. 2": a rank, comparable with "second"."""
    if (
        key_at(tokens, i) != "number"
        or i + 1 >= len(tokens)
        or key_at(tokens, i - 1) in ("which", "who", "that", "they", "now")
    ):
        return None
    number = read_number(tokens, i + 1, pack)
    if number is None or number.form != "cardinal" or number.value > 100 or number.value.denominator > 1:
        return None
    return Reading(i, number.end, Quantity(number.value, number.value, "ordinal"), "number-rank")


def _figure(tokens: Sequence[Token], i: int, pack: Pack) -> Reading | None:
    """Everything that begins with a sign, a currency or a number: values, ranges, scores."""
    at, sign, money = _prefix(tokens, i, pack)
    if at >= len(tokens):
        return None
    number = read_number(tokens, at, pack)
    if number is None or _not_a_number(tokens, number, pack):
        return None
    low = sign * number.value
    quantity = Quantity(
        low, low, _form(number), unit=money, step=number.step, others=tuple(sign * o for o in number.others)
    )
    if money:
        quantity = replace(quantity, form="money")
    end, quantity, rule = _with_unit(tokens, number.end, quantity, pack, number.rule)
    end, quantity = _compound(tokens, end, quantity, pack)
    return _range(tokens, Reading(i, end, quantity, rule), pack) or Reading(i, end, quantity, rule)


_SMALLER = {
    "hour": ("minute", 60),
    "minute": ("second", 60),
    "foot": ("inch", 12),
    "year": ("month", 12),
    "pound-mass": ("ounce", 16),
}


def _compound(tokens: Sequence[Token], end: int, quantity: Quantity, pack: Pack) -> tuple[int, Quantity]:
    """ "one minute and five seconds", "6 feet 2 inches", "two hours, ten minutes": one length in the smaller unit."""
    smaller = _SMALLER.get(quantity.unit or "")
    if smaller is None or quantity.low is None or quantity.low != quantity.high:
        return end, quantity
    at = end + 1 if key_at(tokens, end) in ("and", ",") else end
    number = read_number(tokens, at, pack) if at < len(tokens) and tokens[at].kind != "mark" else None
    unit = _unit(tokens, number.end, pack) if number and number.form == "cardinal" else None
    if number is None or unit is None or unit[1] != smaller[0] or number.value >= smaller[1]:
        return end, quantity
    value = quantity.low * smaller[1] + number.value
    return unit[0], replace(quantity, low=value, high=value, unit=smaller[0], step=Fraction(1))


_SHAPES: tuple[Callable[[Sequence[Token], int, Pack], Reading | None], ...] = (
    _vague,
    _multiple,
    _unit_and_half,
    _collective,
    _ordinal_rank,
    _proportion,
    _figure,
)


def _form(number: Number) -> Form:
    return {"cardinal": "count", "ordinal": "ordinal", "fraction": "ratio"}[number.form]  # type: ignore[return-value]


def _is_year(number: Number) -> bool:
    return number.rule == "digits" and 1500 <= number.value < 2100


def _not_a_number(tokens: Sequence[Token], number: Number, pack: Pack) -> bool:
    """Words that only look like numbers: pronoun "one", "second" of time, "a second", "at first"."""
    key, before, behind = tokens[number.start].key, key_at(tokens, number.start - 1), key_at(tokens, number.end)
    if number.end - number.start > 1:
        return False
    if key == "one":
        pronoun = before in (
            "no",
            "any",
            "every",
            "some",
            "the",
            "this",
            "that",
            "another",
            "each",
            "which",
        ) or behind in ("another", "'s", ",", ".", "")
        return pronoun and behind not in ("of",)
    if key == "second":
        return before in ("per", "each", "every", "split", "a") and behind in ("", ".", ",", "later", "ago", "or", "of")
    if key == "first":
        return before in ("at",)
    return False


# --- what stands before and behind a number -------------------------------------------------------------------------


def _prefix(tokens: Sequence[Token], i: int, pack: Pack) -> tuple[int, int, str | None]:
    """(index of the number, sign, currency): "-5", "US$5", "EUR 5", "£ 5", "Rs 5", "R4bn", "minus £5"."""
    at, sign, money = i, 1, None
    if tokens[at].key in _MINUS and _stands_free(tokens, at):
        joined = tokens[at].key == "minus" or glued(tokens, at + 1)
        if not joined:
            return len(tokens), 1, None
        at, sign = at + 1, -1
    if at < len(tokens) and tokens[at].text in _SYMBOLS:
        money = _SYMBOLS[tokens[at].text]
        at += 1
    elif (
        at + 2 < len(tokens)
        and tokens[at].key in _SYMBOL_PREFIX
        and tokens[at + 1].text == "$"
        and glued(tokens, at + 1)
    ):
        money = _SYMBOL_PREFIX[tokens[at].key]
        at += 2
    elif at + 1 < len(tokens) and (tokens[at].text in _CODES or tokens[at].key == "rs"):
        follows = tokens[at + 1].kind == "digits" or (tokens[at + 1].key == "." and at + 2 < len(tokens))
        if follows:
            money = "INR" if tokens[at].key == "rs" else _CANONICAL.get(tokens[at].text, tokens[at].text)
            at += 2 if tokens[at + 1].key == "." else 1
    elif at + 1 < len(tokens) and tokens[at].text == "R" and tokens[at + 1].kind == "digits" and glued(tokens, at + 1):
        money, at = "ZAR", at + 1
    if money and at < len(tokens) and tokens[at].key in _MINUS and glued(tokens, at + 1):
        at, sign = at + 1, -1
    if money and (at >= len(tokens) or tokens[at].kind != "digits"):
        return len(tokens), 1, None
    return at, sign, money


_CANONICAL = {"SEK": "krona", "NOK": "krone", "DKK": "krone", "CHF": "franc", "CZK": "crown"}


def _stands_free(tokens: Sequence[Token], at: int) -> bool:
    """A minus sign is one only when no word or figure touches it from the left."""
    if at == 0 or tokens[at].key == "minus":
        return True
    before = tokens[at - 1]
    if before.end < tokens[at].start:
        return (
            before.kind != "digits" or tokens[at].text == "\N{MINUS SIGN}" or tokens[at].end == tokens[at + 1].start
            if at + 1 < len(tokens)
            else False
        )
    return before.text in "([\"'" or before.text in _SYMBOLS


def _with_unit(
    tokens: Sequence[Token], end: int, quantity: Quantity, pack: Pack, rule: str
) -> tuple[int, Quantity, str]:
    """The quantity with the percent sign, currency or unit that follows the number."""
    if quantity.form == "ordinal" or (quantity.unit and quantity.form == "money"):
        return end, quantity, rule
    at = end
    key = key_at(tokens, at)
    if key in _DASHES and glued(tokens, at) and glued(tokens, at + 1):
        at += 1
        key = key_at(tokens, at)
    if glued(tokens, end) and tokens[end].text in ("C", "F") and tokens[end - 1].kind == "digits":
        return end + 1, replace(quantity, form="measure", unit=_GLUED_UNITS[key]), f"{rule}-temperature"
    found = _percent(tokens, at, quantity) or _points(tokens, at, quantity) or _money(tokens, at, quantity, pack)
    if found is None:
        found = _measure(tokens, at, quantity, pack)
    if found is None:
        return end, quantity, rule
    return found[0], found[1], f"{rule}-{found[1].form}"


def _percent(tokens: Sequence[Token], at: int, quantity: Quantity) -> tuple[int, Quantity] | None:
    key = key_at(tokens, at)
    if key in _PERCENT or key in ("percent", "pct", "pc"):
        end = at + 1
    elif key == "per" and key_at(tokens, at + 1) == "cent":
        end = at + 2
    else:
        return None
    if key_at(tokens, end) in ("point", "points"):
        return end + 1, replace(quantity, form="points")
    if key_at(tokens, end) == "-" and key_at(tokens, end + 1) in ("point", "points"):
        return end + 2, replace(quantity, form="points")
    return end, replace(quantity, form="percent")


def _points(tokens: Sequence[Token], at: int, quantity: Quantity) -> tuple[int, Quantity] | None:
    if [key_at(tokens, at), key_at(tokens, at + 1)] == ["of", "a"] and key_at(tokens, at + 2) in (
        "percentage",
        "percent",
    ):
        at += 2
    key, following = key_at(tokens, at), key_at(tokens, at + 1)
    if key == "percentage" and following in ("point", "points"):
        return at + 2, replace(quantity, form="points")
    if key == "basis" and following in ("point", "points"):
        shrink = Fraction(1, 100)
        low = None if quantity.low is None else quantity.low * shrink
        return at + 2, replace(quantity, low=low, high=low, step=quantity.step * shrink, form="points")
    if key == "pp" or key == "ppt":
        return at + 1, replace(quantity, form="points")
    return None


def _money(tokens: Sequence[Token], at: int, quantity: Quantity, pack: Pack) -> tuple[int, Quantity] | None:
    if at >= len(tokens):
        return None
    text, key = tokens[at].text, tokens[at].key
    start = at
    nation = {"us": "USD", "australian": "AUD", "canadian": "CAD", "british": "GBP", "american": "USD", "swiss": "CHF"}
    if key in nation and key_at(tokens, at + 1) in pack.table("currencies"):
        at += 1
        key = tokens[at].key
        code = nation[tokens[start].key]
        return at + 1, replace(quantity, form="money", unit=_CANONICAL.get(code, code))
    if text in _SYMBOLS and glued(tokens, at):
        return at + 1, replace(quantity, form="money", unit=_SYMBOLS[text])
    if text in _CODES:
        return at + 1, replace(quantity, form="money", unit=_CANONICAL.get(text, text))
    unit = pack.table("currencies").get(key)
    if (
        unit is None
        or (len(key) == 1 and not glued(tokens, at))
        or (key in ("won", "real", "rand", "crown") and not tokens[at].text.islower())
    ):
        return None
    if key == "won" and quantity.step == 1:
        return None
    if key in ("pounds", "pound") and key_at(tokens, at + 1) == "of":
        return at + 1, replace(quantity, form="money", unit=unit)
    return at + 1, replace(quantity, form="money", unit=unit)


def _measure(tokens: Sequence[Token], at: int, quantity: Quantity, pack: Pack) -> tuple[int, Quantity] | None:
    if at >= len(tokens):
        return None
    key = tokens[at].key
    if key == "\N{DEGREE SIGN}":
        scale = _GLUED_UNITS.get(key_at(tokens, at + 1), "")
        return (
            (at + 2, replace(quantity, form="measure", unit=scale))
            if scale
            else (at + 1, replace(quantity, form="measure", unit="degree"))
        )
    if key in _AREA and key_at(tokens, at + 1) in pack.table("units"):
        unit = f"{_AREA[key]}-{pack.table('units')[tokens[at + 1].key]}"
        return at + 2, replace(quantity, form="measure", unit=unit)
    if key in ("m2", "km2", "m3"):
        unit = {"m2": "square-metre", "km2": "square-kilometre", "m3": "cubic-metre"}[key]
        return at + 1, replace(quantity, form="measure", unit=unit)
    found = _unit(tokens, at, pack)
    if found is None:
        return None
    end, unit = found
    if unit == "degree" and key_at(tokens, end) in ("celsius", "fahrenheit", "c", "f"):
        word = tokens[end].key
        return end + 1, replace(quantity, form="measure", unit=_GLUED_UNITS.get(word, word))
    age = (
        unit in ("year", "month", "week", "day") and key_at(tokens, end + 1) == "old" and key_at(tokens, end) == "-"
    ) or (key_at(tokens, end) in ("old", "older") and unit in ("year", "month", "week", "day"))
    return end, replace(quantity, form="measure", unit=unit, age=age)


def _unit(tokens: Sequence[Token], at: int, pack: Pack) -> tuple[int, str] | None:
    """(token index behind it, canonical unit) of the unit at token `at`, else None."""
    if at >= len(tokens) or tokens[at].kind != "word":
        return None
    key, units = tokens[at].key, pack.table("units")
    if key == "light" and key_at(tokens, at + 1) == "-" and key_at(tokens, at + 2) in ("year", "years"):
        return at + 3, "light-year"
    unit = units.get(key)
    if unit is None or key in ("percent", "pc", "pct"):
        return None
    if len(key) <= 2 and tokens[at].text not in (key, key.capitalize(), key.upper()):
        return None
    if len(key) == 1 and not glued(tokens, at) and key_at(tokens, at + 1) in ("'",):
        return None
    if key in ("second", "stone", "foot", "yard", "degree", "knot") and key in pack.table("numbers.ordinals"):
        return (at + 1, unit) if key_at(tokens, at - 1) == "-" else None
    return at + 1, unit


# --- ranges and scores ----------------------------------------------------------------------------------------------


def _range(tokens: Sequence[Token], first: Reading, pack: Pack) -> Reading | None:
    """ "10-20", "10 to 20", "between 10 and 20": a range; "3-2", "1,312 votes to 407": a score."""
    at, key = first.end, key_at(tokens, first.end)
    opener = key_at(tokens, first.start - 1)
    dash = key in _DASHES
    link = "dash" if dash else key if key in ("to", "and", "or") else ""
    if not link and key in ("votes", "points", "seats", "goals", "sets", "games") and key_at(tokens, at + 1) == "to":
        at, link = at + 1, "votes-to"
    if not link or first.quantity.form == "ordinal" or first.quantity.low is None:
        return None
    if (link == "and" and opener != "between") or link == "or":
        return None
    step = at + 1
    if link == "dash" and key_at(tokens, step) == "to":
        step += 2 if key_at(tokens, step + 1) in _DASHES else 1
    if step >= len(tokens):
        return None
    second = _second(tokens, step, pack, signed=link != "dash")
    if second is None or second.quantity.form == "ordinal" or second.quantity.low is None:
        return None
    if link == "to" and opener == "from" and _changes(tokens, first.start - 1, pack):
        return None
    if dash and not (glued(tokens, at) or glued(tokens, step) or (at and tokens[at].text != "-")):
        return None
    return _joined(tokens, first, second, link, pack)


def _second(tokens: Sequence[Token], at: int, pack: Pack, *, signed: bool) -> Reading | None:
    begin, sign, money = _prefix(tokens, at, pack)
    if begin >= len(tokens) or (sign < 0 and not signed):
        return None
    number = read_number(tokens, begin, pack)
    if number is None:
        return None
    value = sign * number.value
    quantity = Quantity(value, value, "money" if money else _form(number), unit=money, step=number.step)
    end, quantity, rule = _with_unit(tokens, number.end, quantity, pack, number.rule)
    return Reading(at, end, quantity, rule)


def _changes(tokens: Sequence[Token], before: int, pack: Pack) -> bool:
    """A word of change governs "from X to Y": two values, not a range."""
    for token in tokens[max(0, before - 12) : before]:
        if any(scale == "rise or fall" for scale, _ in pack.poles.get(pack.lemma(token.key), ())):
            return True
        if pack.lemma(token.key) in ("move", "go", "change", "turn", "revise", "shift"):
            return True
    return False


def _joined(tokens: Sequence[Token], first: Reading, second: Reading, link: str, pack: Pack) -> Reading | None:
    a, b = first.quantity, second.quantity
    assert a.low is not None and b.low is not None
    scale = _shared_scale(a, b, second.rule)
    low, high = a.low * scale, b.low
    plain = (a.form == "count" and b.form in ("count", "percent")) or a.form == b.form == "percent"
    wins = any(
        pack.lemma(t.key)
        in (
            "win",
            "beat",
            "lose",
            "draw",
            "lead",
            "defeat",
            "score",
            "vote",
            "reject",
            "approve",
            "pass",
            "victory",
            "defeated",
            "back",
        )
        for t in tokens[max(0, first.start - 10) : first.start]
    )
    if plain and (
        low > high
        or (wins and a.unit is None and b.unit is None and link in ("dash", "votes-to"))
        or link == "votes-to"
        or (wins and link == "to" and low > high)
    ):
        form: Form = "score"
        return Reading(first.start, second.end, Quantity(low, high, form), f"score-{link}")
    if low > high or (a.unit and b.unit and a.unit != b.unit) or a.form not in (b.form, "count"):
        return None
    if (
        link == "to"
        and wins
        and a.form == "count"
        and b.form == "count"
        and b.unit is None
        and not b.counts
        and key_at(tokens, second.end) in (".", ",", "", "in", "on")
    ):
        return Reading(first.start, second.end, Quantity(low, high, "score"), "score-to")
    form = b.form if b.form != "count" else a.form
    merged = replace(
        b, low=low, high=high, form=form, unit=b.unit or a.unit, step=min(a.step * scale, b.step), others=()
    )
    return Reading(first.start, second.end, merged, f"range-{link}")


def _shared_scale(a: Quantity, b: Quantity, rule: str) -> Fraction:
    """ "5 to 7 million": the scale of the second number counts for the first when that one is bare and small."""
    assert a.low is not None and b.low is not None
    if "scaled" in rule and a.form == "count" and a.unit is None and b.low >= 1000 and 0 < a.low < 1000:
        for factor in (10**3, 10**6, 10**9, 10**12):
            if b.low / factor < 1000 and b.low / factor >= a.low:
                return Fraction(factor)
    if a.form == "count" and a.unit is None and "scaled" in rule and a.low < 1000 <= b.low:
        return Fraction(10 ** (3 * ((len(str(int(b.low))) - 1) // 3)))
    return Fraction(1)


# --- finishing: bound, period, age, counted nouns -------------------------------------------------------------------


def _finished(tokens: Sequence[Token], reading: Reading, pack: Pack) -> Reading:
    quantity = reading.quantity
    counts = quantity.counts or _counted(tokens, reading.end, pack)
    bound = _bound(tokens, reading, counts, pack)
    period = _period(tokens, reading.end, pack)
    age = quantity.age or _is_age(tokens, reading, pack)
    aged = age and quantity.unit is None and quantity.form == "count"
    form, unit = ("measure", "year") if aged else (quantity.form, quantity.unit)
    finished = replace(quantity, form=form, unit=unit, counts=counts, bound=bound, period=period, age=age)
    return Reading(reading.start, reading.end, finished, reading.rule)


def _phrases(pack: Pack) -> dict[str, list[tuple[tuple[str, ...], Bound]]]:
    """Bound phrases by their last word (before a figure) and, for those behind, by "_"."""
    found: dict[str, list[tuple[tuple[str, ...], Bound]]] = {}
    for phrase, bound in pack.table("bounds").items():
        words = tuple(phrase.split())
        key = "_" + words[1] if words[0] == "_" else words[-1]
        found.setdefault(key, []).append((words[1:] if words[0] == "_" else words, bound))
    for rows in found.values():
        rows.sort(key=lambda row: -len(row[0]))
    return found


_PHRASES: dict[str, dict[str, list[tuple[tuple[str, ...], Bound]]]] = {}
_SKIP = ("a", "an", "the", "of", "only", "just")


def _bound(tokens: Sequence[Token], reading: Reading, counts: tuple[str, ...], pack: Pack) -> Bound:
    table = _PHRASES.get(pack.code)
    if table is None:
        table = _PHRASES[pack.code] = _phrases(pack)
    behind = key_at(tokens, reading.end)
    at = reading.end
    if behind and counts and f"_{behind}" not in table:
        at = reading.end + 1
        for ahead in range(reading.end, min(reading.end + 4, len(tokens))):
            if f"_{tokens[ahead].key}" in table and tokens[ahead].key in ("or", "at", "and"):
                at = ahead
                break
    for words, bound in table.get(f"_{key_at(tokens, at)}", ()):
        if all(key_at(tokens, at + k) == word for k, word in enumerate(words)):
            return bound
    if key_at(tokens, reading.end) == "+" and glued(tokens, reading.end):
        return "at_least"
    if key_at(tokens, reading.start - 1) in (">", "<"):
        return "more_than" if key_at(tokens, reading.start - 1) == ">" else "less_than"
    before = reading.start
    while (
        key_at(tokens, before - 1) in _SKIP
        and key_at(tokens, before - 2)
        and f"{key_at(tokens, before - 1)}" not in table
    ):
        before -= 1
    for words, bound in table.get(key_at(tokens, before - 1), ()):
        begin = before - len(words)
        if begin >= 0 and all(tokens[begin + k].key == word for k, word in enumerate(words)):
            if words[-1] == "than" and begin and _measured(tokens[begin - 1], pack):
                continue  # "11 percent more than two years ago" compares, it bounds nothing
            if words == ("some",) and reading.quantity.form not in ("count", "measure", "money", "percent"):
                continue
            if words[0] in ("under", "over", "above", "below", "within") and reading.quantity.form == "ordinal":
                continue
            return bound
    return "exact"


def _measured(token: Token, pack: Pack) -> bool:
    units = ("percent", "cent", "%", "points", "point", "times", "twice")
    return token.kind == "digits" or token.key in units or token.key in pack.table("currencies")


def _period(tokens: Sequence[Token], end: int, pack: Pack) -> str | None:
    """ "a day", "per day", "/day", "an hour", "each year" within three words behind, "daily" before or behind."""
    units, periods = pack.table("units"), pack.table("periods")
    for at in range(end, min(end + 4, len(tokens))):
        key, following = tokens[at].key, key_at(tokens, at + 1)
        if key in ("a", "an", "per", "every", "each", "/"):
            if (following in units and pack.lemma(following) == following) or following in periods:
                return str(periods.get(following, units.get(following)))
        if key in periods and periods[key] in ("day", "week", "month", "year", "hour"):
            return str(periods[key])
        if tokens[at].kind != "word" or key in ("and", "to", "from", "in", "on", "for", "by", "at", "of", "with"):
            return None
    return None


def _is_age(tokens: Sequence[Token], reading: Reading, pack: Pack) -> bool:
    """ "aged 45", "at the age of 45", "Smith, 45, said", "is 45"."""
    quantity = reading.quantity
    if quantity.form != "count" and not (quantity.form == "measure" and quantity.unit in ("year", "month")):
        return False
    before = [key_at(tokens, reading.start - k) for k in (1, 2, 3)]
    if "aged" in before[:2] or before[:2] == ["of", "age"] or (before[0] == "between" and before[1] == "aged"):
        return True
    if quantity.low is None or quantity.low > 125 or quantity.form != "count" or quantity.low != quantity.high:
        return False
    behind = key_at(tokens, reading.end)
    named = reading.start >= 2 and tokens[reading.start - 2].kind == "word"
    if before[0] == "," and named and behind in (",", ".", ";", ")") and tokens[reading.start].kind == "digits":
        return tokens[reading.start - 2].capital
    if before[0] == "(" and behind == ")" and reading.start >= 2:
        return tokens[reading.start - 2].capital and quantity.low > 15
    return before[0] in ("is", "was", "turned") and before[1] in ("who", "he", "she") and behind in (",", ".", "")


def _counted(tokens: Sequence[Token], at: int, pack: Pack) -> tuple[str, ...]:
    """Lemmas of the noun phrase behind a number, its head first: "more senior officers were" -> officer, senior."""
    found: list[str] = []
    if key_at(tokens, at) == "-" and glued(tokens, at):
        at += 1
    if key_at(tokens, at) == "of":
        at += 1
        while key_at(tokens, at) in pack.words("grammar.determiners"):
            at += 1
    for token in tokens[at : at + 6]:
        lemma = pack.lemma(token.key)
        if token.kind != "word":
            if (token.key == "-" and found) or (token.kind == "digits" and not found):
                continue
            break
        if token.key.endswith("'s") and not found:
            continue
        if token.key in pack.stop and token.key not in ("other", "more", "others"):
            break
        if (
            pack.lexicon.mostly(lemma) == "v"
            and token.key != lemma
            and (found or token.key.endswith("ed") or token.key in pack.table("irregular"))
        ) or (lemma in pack.words("attribution.verbs") and found):
            break
        found.append(lemma)
    return tuple(reversed(found))
