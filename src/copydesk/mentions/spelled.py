"""A spelled number in a language read word by word: cardinal, ordinal or fraction, the longest reading.

Theory. `languages.spelling` says what each word may be in a number, `sums` what they are worth together; here the words
are followed over blanks and hyphens, every way to read them at once, and the longest number wins. Around it stand the
half ("two and a half", "half a million"), the decimals ("two point five") and the sign.

A word that is a number only sometimes is refused where nothing shows that it is one: an article by itself, a noun or
name with a capital, and what the pack lists as doubtful.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from copydesk.languages.pack import Pack
from copydesk.languages.patterns import Match
from copydesk.languages.spelling import Piece, Pieces
from copydesk.mentions.digits import Number, glued, key_at, read_digits
from copydesk.mentions.figures import read_figure
from copydesk.mentions.marks import match_at
from copydesk.mentions.sums import Sum
from copydesk.text.tokens import Token

_HYPHENS = ("-", "\N{HYPHEN}", "\N{NON-BREAKING HYPHEN}")
_HUNDREDTH, _HALF = Fraction(1, 100), Fraction(1, 2)


def read_spelled(tokens: Sequence[Token], i: int, pack: Pack) -> Number | None:
    """The spelled number that begins at token i; None when there is none."""
    token = tokens[i]
    if len(token.text) == 1 and unicodedata.category(token.text) == "No":
        value = Fraction(unicodedata.numeric(token.text)).limit_denominator(1000)
        return Number(i, i + 1, value, _HUNDREDTH, "fraction", "fraction-sign") if value < 1 else None
    if token.key in pack.words("numbers.minus"):
        return _negative(tokens, i, pack)
    if token.key in pack.words("numbers.ordinal_before") and (ranked := _ranked_digits(tokens, i, pack)):
        return ranked
    summed = _longest(tokens, i, pack)
    fraction = _fraction(tokens, i, pack)
    if summed is None or (fraction is not None and fraction.end > summed[1]):
        return fraction
    state, end = summed
    number = _number(i, end, state)
    if number.form == "ordinal":
        return None if _no_number(tokens, number, pack) else number
    number = _mixed(tokens, number, state, pack)
    if number.end > end:
        return number
    return None if _no_number(tokens, number, pack) else number


def _number(start: int, end: int, state: Sum) -> Number:
    value = state.value
    if state.ordinal:
        return Number(start, end, value, Fraction(1), "ordinal", "words-ordinal")
    text = str(value.numerator)
    zeros = len(text) - len(text.rstrip("0")) if value.denominator == 1 and value else 0
    step = Fraction(10**zeros) if value.denominator == 1 else Fraction(1, 10)
    return Number(start, end, value, step, "cardinal", "words")


# --- following the words --------------------------------------------------------------------------------------------


def _longest(tokens: Sequence[Token], i: int, pack: Pack, *, scales: bool = True) -> tuple[Sum, int] | None:
    """The longest number that begins at token i, and where it ends; without scales when they are still to come."""
    best: tuple[Sum, int] | None = None
    open_ends = [(Sum(), i)]
    seen = set(open_ends)
    while open_ends:
        state, end = open_ends.pop()
        at = _onward(tokens, end, pack) if end > i else i
        words = tuple(_words(tokens, at, pack)) if at is not None else ()
        if state.complete and (best is None or end > best[1]) and not (scales and _belongs_on(state, words, pack)):
            best = state, end
        for pieces, behind in words:
            for further in state.take_word(pieces, pack.spelling):
                if (further, behind) not in seen and (scales or not further.parts):
                    seen.add((further, behind))
                    open_ends.append((further, behind))
    return best


def _words(tokens: Sequence[Token], at: int, pack: Pack) -> Iterator[tuple[Pieces, int]]:
    """What may be read at token `at` in a number, a phrase or a word, with the index behind it."""
    if at >= len(tokens) or tokens[at].kind != "word":
        return
    second = _onward(tokens, at + 1, pack)
    for words, atoms in pack.spelling.phrases(tokens[at].key, key_at(tokens, second)) if second else ():
        end: int | None = second
        for word in words[2:]:
            end = None if end is None else _onward(tokens, end + 1, pack)
            if end is None or key_at(tokens, end) != word:
                break
        else:
            assert end is not None
            yield tuple(Piece(k, k + 1, atom) for k, atom in enumerate(atoms)), end + 1
    pieces = pack.spelling.pieces(tokens[at].key)
    if pieces:
        yield pieces, at + 1


def _onward(tokens: Sequence[Token], end: int, pack: Pack) -> int | None:
    """Where the next word of a number would stand: behind a blank or a hyphen that joins, or at once."""
    if not pack.spelling.spaced:
        return end if glued(tokens, end) else None
    if key_at(tokens, end) in _HYPHENS:
        return end + 1 if glued(tokens, end) and glued(tokens, end + 1) else None
    return end


def _belongs_on(state: Sum, words: Sequence[tuple[Pieces, int]], pack: Pack) -> bool:
    """The last words belong to the number that goes on here ("two" in "a thousand and two thousand")."""
    atoms = [piece.atom for pieces, _ in words for piece in pieces if piece.start == 0]
    return any(atom.sort in ("scale", "hundred") for atom in atoms) and state.refuses(atoms, pack.spelling)


# --- around the number ----------------------------------------------------------------------------------------------


def _negative(tokens: Sequence[Token], i: int, pack: Pack) -> Number | None:
    """ "minus five", unless the word belongs to a bound ("at least")."""
    before = key_at(tokens, i - 1)
    if i + 1 >= len(tokens) or tokens[i + 1].kind == "mark" or f"{before} {tokens[i].key}" in pack.table("bounds"):
        return None
    digits = tokens[i + 1].kind == "digits"
    number = read_figure(tokens, i + 1, pack) if digits else read_spelled(tokens, i + 1, pack)
    if number is None or number.form == "ordinal" or (before and tokens[i - 1].kind == "word"):
        return None
    return replace(number, start=i, value=-number.value, others=tuple(-other for other in number.others))


def _ranked_digits(tokens: Sequence[Token], i: int, pack: Pack) -> Number | None:
    """ "第3", "ke-4"."""
    at = i + 2 if key_at(tokens, i + 1) in _HYPHENS else i + 1
    if at >= len(tokens) or tokens[at].kind != "digits" or not glued(tokens, at):
        return None
    number = read_digits(tokens, at, pack)
    return number and Number(i, number.end, number.value, Fraction(1), "ordinal", "digits-ordinal")


def _mixed(tokens: Sequence[Token], number: Number, state: Sum, pack: Pack) -> Number:
    """With the half or the decimals that follow, or as a fraction: "two and a half", "two thirds", "two point five"."""
    at, whole = number.end, number.value.denominator == 1
    part = _part_at(tokens, at, pack) if whole else None
    if part is not None and _share(part) < _HALF:
        return _multiplied(tokens, number, part, pack)
    if part is None and whole and key_at(tokens, at) in pack.words("numbers.and"):
        behind = at + 1 if key_at(tokens, at + 1) not in pack.words("numbers.a") else at + 2
        part = _part_at(tokens, behind, pack)
    if part is not None and _share(part) < 1:
        scale = pack.spelling.scale(key_at(tokens, part.end)) or Fraction(1)
        if state.scale == 1 or scale == 1:  # "two and a half million", "two million and a half"
            value = (number.value + _share(part) * state.scale) * scale
            end = part.end + 1 if scale > 1 else part.end
            return replace(number, end=end, value=value, step=state.scale * scale / 10, rule="mixed")
    if key_at(tokens, at) in pack.words("numbers.point"):
        return _decimals(tokens, number, pack)
    return number


def _part_at(tokens: Sequence[Token], at: int, pack: Pack) -> Match | None:
    hopped = at + 1 if key_at(tokens, at) in _HYPHENS and glued(tokens, at) else at
    return match_at(tokens, hopped, pack.phrases("numbers.fractions"))


def _share(part: Match) -> Fraction:
    above, below = part.value
    return Fraction(above, below)


def _multiplied(tokens: Sequence[Token], number: Number, part: Match, pack: Pack) -> Number:
    """ "two thirds"; one of a word that is also an ordinal is a share only before a small word or a mark."""
    if number.value >= 100 or (number.value == 1 and not _closes(tokens, part, pack)):
        return number
    return replace(
        number, end=part.end, value=number.value * _share(part), step=_HUNDREDTH, form="fraction", rule="fraction-words"
    )


def _closes(tokens: Sequence[Token], part: Match, pack: Pack) -> bool:
    """What stands behind the word shows that it is a share, or it is no ordinal."""
    behind = part.end
    if behind - part.start > 1 or behind >= len(tokens):
        return True
    ranks = any(atom.sort == "ordinal" for atom in pack.spelling.atoms(tokens[part.start].key))
    return not ranks or tokens[behind].kind == "mark" or tokens[behind].key in pack.stop


def _decimals(tokens: Sequence[Token], number: Number, pack: Pack) -> Number:
    """ "two point five", "two point zero five", "two point twenty-five"."""
    at, digits = number.end + 1, ""
    while (further := _longest(tokens, at, pack, scales=False)) is not None and not further[0].ordinal:
        text = str(further[0].value)
        if not text.isdecimal() or (digits and len(text) > 1 and digits.strip("0")):
            break
        digits, at = digits + text, further[1]
    if not digits:
        return number
    value = number.value + Fraction(f"0.{digits}")
    number = replace(number, end=at, value=value, step=Fraction(1, 10 ** len(digits)), rule="words-decimal")
    worth = pack.spelling.scale(key_at(tokens, at)) if at < len(tokens) else None
    if worth is None or worth < 1000:
        return number
    return replace(number, end=at + 1, value=value * worth, step=number.step * worth)


def _fraction(tokens: Sequence[Token], i: int, pack: Pack) -> Number | None:
    """ "half", "half a million"; other shares by themselves only where the language has no articles."""
    at = i + 1 if key_at(tokens, i) in pack.words("numbers.a") else i
    part = match_at(tokens, at, pack.phrases("numbers.fractions"))
    if part is None:
        return None
    share, behind = _share(part), part.end
    over = behind + 1 if key_at(tokens, behind) in _HYPHENS and glued(tokens, behind) else behind
    atoms = pack.spelling.atoms(key_at(tokens, over))
    scale = next((atom.value for atom in atoms if atom.sort in ("scale", "times")), None)
    if scale is not None and (over > behind or pack.spaced or glued(tokens, over)):
        return Number(i, over + 1, share * scale, share * scale, "cardinal", "half-a-scale")
    if over > behind and glued(tokens, over):
        return None
    if not pack.spaced and len(tokens[at].key) == 1 and match_at(tokens, behind, pack.phrases("units")) is None:
        return None
    if tokens[at].key in pack.words("numbers.doubtful") and match_at(tokens, behind, pack.phrases("units")) is None:
        return None
    ranks = any(atom.sort != "number" for atom in pack.spelling.atoms(tokens[at].key))
    if share != _HALF and (at > i or ranks or (part.end - part.start == 1 and pack.words("numbers.a"))):
        return None
    return Number(i, behind, share, _HUNDREDTH, "fraction", "half" if share == _HALF else "fraction-words")


# --- what only looks like a number ----------------------------------------------------------------------------------


def _no_number(tokens: Sequence[Token], number: Number, pack: Pack) -> bool:
    """One word that nothing shows to be a number here."""
    i, token = number.start, tokens[number.start]
    if number.end - i > 1:
        return False
    key, before, behind = token.key, key_at(tokens, i - 1), key_at(tokens, i + 1)
    alone = len(tokens) == 1
    if key in pack.words("numbers.never"):
        return not alone
    article = key in pack.words("numbers.a") or before in pack.words("numbers.before_pronoun")
    if number.value == 1 and number.form == "cardinal" and article:
        return True
    if key in pack.words("numbers.doubtful"):
        counted = i + 1 < len(tokens) and tokens[i + 1].kind == "word" and behind not in pack.stop
        introduced = number.form == "cardinal" or before in (pack.words("numbers.before_ordinal") or (before,))
        return not alone and not (counted and introduced)
    return token.capital and _named(tokens, i, pack)


def _named(tokens: Sequence[Token], i: int, pack: Pack) -> bool:
    """A capital inside a sentence: a noun where nouns have one, else the beginning of a name."""
    if i == 0 or tokens[i - 1].kind != "word":
        return False
    if pack.table("tokens").get("nouns", False):
        return True
    at = i + 2 if key_at(tokens, i + 1) in _HYPHENS else i + 1
    return at < len(tokens) and tokens[at].kind == "word" and tokens[at].capital
