"""Numbers with what the words around them say: range, sign, currency, unit, percent, bound, period, age, score.

Theory. One pass from left to right over the tokens. At each token the rules of `_SHAPES` are tried in order; the first
that reads something wins and the pass goes on behind it. Tokens that belong to a date or an identifier are taken before
(`taken`), so that "12 March" and "Flight 937" never become counts. `numerals` says how a number is spelled, `amounts`
what sign, currency and unit it has, `ranges` whether a second figure belongs to it, `bounds` what the words around add.

It does not know what a figure is true of: that is for the clauses. "one" and "second" are read as figures unless the
words beside them show a pronoun or a unit of time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from copydesk.languages.pack import Pack
from copydesk.mentions.amounts import MINUS, PERCENT_SIGNS, Reading, amount, compounded, read_prefix, unit_at
from copydesk.mentions.bounds import counted, finished
from copydesk.mentions.marks import match_at
from copydesk.mentions.numerals import Number, key_at, read_number
from copydesk.mentions.ranges import read_range
from copydesk.mentions.records import Mention, Quantity
from copydesk.mentions.recut import recut
from copydesk.source import Span
from copydesk.text.tokens import Token

__all__ = ["Reading", "read_quantities"]

SHORT = 3
"""Letters of a currency that is written before its figure ("Rp 5"); a longer word there may be a name ("Real 2-1")."""


def read_quantities(text: str, tokens: Sequence[Token], pack: Pack, taken: frozenset[int]) -> Iterator[Mention]:
    """The quantities of a text, in order, without overlap. `taken`: token indexes that are not to be read."""
    if pack.by_words:
        tokens, taken = recut(tokens, pack, taken)
    i = 0
    while i < len(tokens):
        reading = None if i in taken else _read(tokens, i, pack, taken)
        if reading is None:
            i += 1
            continue
        start, end = tokens[reading.start].start, tokens[reading.end - 1].end
        yield Mention(Span(start, end), text[start:end], reading.quantity, reading.rule)
        i = reading.end


def _read(tokens: Sequence[Token], i: int, pack: Pack, taken: frozenset[int]) -> Reading | None:
    if pack.by_words:
        if not _may_begin_by_words(tokens[i], pack):
            return None
    elif not _may_begin(tokens[i], key_at(tokens, i + 1), pack):
        return None
    for shape in _WORD_SHAPES if pack.by_words else _SHAPES:
        reading = shape(tokens, i, pack)
        if reading is None:
            continue
        held = next((k for k in range(reading.start, reading.end) if k in taken), None)
        if held is not None and held > i:  # "58 millones del año anterior": the year is a date's, the figure stays
            reading = shape(tokens[:held], i, pack)
            held = None if reading is not None else held
        if reading is not None and held is None:
            return finished(tokens, reading, pack)
    return None


def _may_begin(token: Token, following: str, pack: Pack) -> bool:
    """Cheap and sure: no quantity begins with any other token."""
    if token.kind == "digits":
        return True
    if token.key in pack.words("numbers.a"):
        return following in pack.after_article or following == "$"  # "a dozen", "A$5"
    if token.kind == "mark":
        return token.text in MINUS or token.text in pack.table("money.signs")
    return (
        token.key in pack.number_words
        or token.text in pack.words("money.codes")
        or token.key in pack.table("money.dollars")
        or token.key in pack.table("money.letters")
        or not token.text.isalpha()
        or pack.lemma(token.key) in pack.table("numbers.growth")
    )


def _may_begin_by_words(token: Token, pack: Pack) -> bool:
    """The same where numbers are read word by word."""
    if token.kind != "word":
        return (
            token.kind == "digits" or token.text in (*MINUS, *PERCENT_SIGNS) or token.text in pack.table("money.signs")
        )
    return (
        pack.spelling.begins(token.key)
        or token.key in MINUS
        or token.text in pack.words("money.codes")
        or token.key in pack.table("money.dollars")
        or token.key in pack.table("money.letters")
        or (len(token.text) == 1 and not token.text.isalpha())
        or (token.capital and len(token.text) <= SHORT and pack.phrases("currencies").may_begin(token.key))
    )


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
    quantity = Quantity(None, None, "vague", vague=" of ".join(parts), counts=counted(tokens, end, pack))
    return Reading(i, end, quantity, "vague")


def _multiple(tokens: Sequence[Token], i: int, pack: Pack) -> Reading | None:
    """ "twice", "doubled", "fourfold"."""
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
    article = tokens[i].key in pack.words("numbers.a")
    if article and key_at(tokens, i + 1) == "fortnight":
        return Reading(i, i + 2, Quantity(Fraction(2), Fraction(2), "measure", unit="week"), "fortnight")
    whole, at = Fraction(1), i + 1
    if not article:
        number = read_number(tokens, i, pack)
        if number is None or number.form != "cardinal":
            return None
        whole, at = number.value, number.end
    unit = unit_at(tokens, at, pack)
    if unit is None or [key_at(tokens, unit[0] + k) for k in range(3)] != ["and", "a", "half"]:
        return None
    half = Fraction(1, 2)
    quantity = Quantity(whole + half, whole + half, "measure", unit=unit[1], step=half)
    return Reading(i, unit[0] + 3, quantity, "unit-and-a-half")


def _collective(tokens: Sequence[Token], i: int, pack: Pack) -> Reading | None:
    """ "a pair of climbers": two of them."""
    value = pack.table("numbers.collectives").get(tokens[i].key)
    if value is None or key_at(tokens, i - 1) not in pack.words("numbers.a") or key_at(tokens, i + 1) != "of":
        return None
    return Reading(i, i + 1, Quantity(Fraction(value), Fraction(value), "count"), "collective")


def _rank(tokens: Sequence[Token], i: int, pack: Pack) -> Reading | None:
    """ "number two": a rank, comparable with "second"; "they number two" counts."""
    if key_at(tokens, i) != "number" or i + 1 == len(tokens):
        return None
    number = read_number(tokens, i + 1, pack)
    if number is None or number.form != "cardinal" or number.value > 100 or number.value.denominator > 1:
        return None
    if key_at(tokens, i - 1) in ("which", "who", "that", "they", "now"):
        return None
    return Reading(i, number.end, Quantity(number.value, number.value, "ordinal"), "number-rank")


def _proportion(tokens: Sequence[Token], i: int, pack: Pack) -> Reading | None:
    """ "one in five", "two out of three": a share."""
    if not any(key_at(tokens, k) in ("in", "out") for k in range(i + 1, i + 6)):
        return None
    first = read_number(tokens, i, pack)
    if first is None or first.form != "cardinal" or key_at(tokens, i - 1) in ("no", "."):
        return None
    at = _over_in(tokens, first)
    if at is None or at >= len(tokens) or key_at(tokens, at) in ("the", "a"):
        return None
    second = read_number(tokens, at, pack)
    if second is None or second.form != "cardinal" or not 0 < first.value < second.value:
        return None
    year = second.rule == "digits" and 1500 <= second.value < 2100
    if year or unit_at(tokens, second.end, pack):  # "five in 2019", "one in ten years"
        return None
    share = first.value / second.value
    return Reading(i, second.end, Quantity(share, share, "ratio", step=Fraction(1, 100)), "one-in-n")


def _over_in(tokens: Sequence[Token], first: Number) -> int | None:
    """The index behind "out of" or, after a small number in words, behind "in"."""
    if key_at(tokens, first.end) == "out" and key_at(tokens, first.end + 1) == "of":
        return first.end + 2
    small = first.value < 10 and first.rule == "words"
    return first.end + 1 if small and key_at(tokens, first.end) == "in" else None


def _figure(tokens: Sequence[Token], i: int, pack: Pack) -> Reading | None:
    """Everything that begins with a sign, a currency or a number: values, ranges, scores."""
    prefix = read_prefix(tokens, i, pack)
    number = read_number(tokens, prefix.number, pack) if prefix else None
    if prefix is None or number is None or _no_number(tokens, number, pack):
        return None
    first = compounded(tokens, amount(tokens, prefix, number, pack), pack)
    return read_range(tokens, first, pack) or first


def _no_number(tokens: Sequence[Token], number: Number, pack: Pack) -> bool:
    """Words that only look like numbers: pronoun "one", "second" of time, "a second", "at first"."""
    if pack.by_words:  # decided where the word was read
        return False
    key, before, behind = tokens[number.start].key, key_at(tokens, number.start - 1), key_at(tokens, number.end)
    if number.end - number.start > 1:
        return False
    if key == "one":
        pronoun = before in pack.words("numbers.before_pronoun") or behind in ("another", "'s", ",", ".", "")
        return pronoun and behind != "of"
    if key == "second":
        time = before in ("per", "each", "every", "split", "a")
        return time and behind in ("", ".", ",", "later", "ago", "or", "of")
    return key == "first" and before == "at"


# --- shapes of a language read word by word ---------------------------------------------------------------------------


def _vague_by_words(tokens: Sequence[Token], i: int, pack: Pack) -> Reading | None:
    found = match_at(tokens, i, pack.phrases("numbers.vague"))
    if found is None:
        return None
    return Reading(i, found.end, Quantity(None, None, "vague", vague=str(found.value)), "vague")


def _multiple_by_words(tokens: Sequence[Token], i: int, pack: Pack) -> Reading | None:
    found = match_at(tokens, i, pack.phrases("numbers.multiples"))
    if found is None:
        return None
    value = Fraction(str(found.value))
    return Reading(i, found.end, Quantity(value, value, "multiple"), "times-word")


_Shape = Callable[[Sequence[Token], int, Pack], Reading | None]
_WORD_SHAPES: tuple[_Shape, ...] = (_vague_by_words, _multiple_by_words, _figure)
_SHAPES: tuple[_Shape, ...] = (
    _vague,
    _multiple,
    _unit_and_half,
    _collective,
    _rank,
    _proportion,
    _figure,
)
"""In the order in which they are tried."""
