"""How the claim would spell a value of the source: spellings to try, the one that keeps most of the claim's own first.

Nothing here is sure of itself. A spelling may come out wrong ("1,3 million" where the language writes "1.3 million");
`suggest` reads each one back in its place and keeps the first that has the right value there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from fractions import Fraction

from copydesk.checking.compare import convert
from copydesk.languages.pack import Pack
from copydesk.mentions.records import Mention, Moment, Name, Quantity

_LONGEST_FRACTION = 3
"""Digits behind the decimal mark, beyond which "3.912345 million" is no way to write a figure."""
_SEPARATORS = ".,' \N{RIGHT SINGLE QUOTATION MARK}\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_NUMERAL = re.compile(rf"\d+(?:[{_SEPARATORS}]\d+)*")
_GROUPED = re.compile(rf"\d{{1,3}}([{_SEPARATORS}])\d{{3}}(?:\1\d{{3}})*(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_DATE_WORD = re.compile(r"[^\W\d_]+\.?|\d+")


def figures(pack: Pack, mine: Mention, theirs: Mention) -> Iterator[str]:
    """A quantity: the claim's words with other digits, with another number word; the source's words."""
    value, target = mine.value, theirs.value
    assert isinstance(value, Quantity)
    assert isinstance(target, Quantity)
    ends = [convert(end, target.unit, value.unit) for end in (target.low, target.high) if end is not None]
    if value.low is not None and value.high is not None and None not in ends:
        yield from _by_digits(mine.surface, (value.low, value.high), [e for e in ends if e is not None], theirs.surface)
        yield from _by_word(pack, mine.surface, value.low, ends[0] or Fraction(0))
    yield _as_cased(_within(pack, _one_line(theirs.surface)), mine.surface)


def _by_digits(surface: str, own: tuple[Fraction, Fraction], ends: list[Fraction], theirs: str) -> Iterator[str]:
    """The surface with its numeral, or its two numerals, replaced; a scale word behind them stays."""
    numerals = list(_NUMERAL.finditer(surface))
    if len(numerals) != (1 if own[0] == own[1] and ends[0] == ends[1] else 2):
        return
    for decimal in (True, False):
        parts, at = [], 0
        for numeral, mine, end in zip(numerals, own, ends, strict=False):
            stands_for = _value(numeral[0], decimal)
            new = end * stands_for / mine if mine else Fraction(0)
            sized = stands_for == mine or 1 <= new < 1000
            written = _written(new, numeral[0], decimal, theirs) if new and sized else ""
            parts += [surface[at : numeral.start()], written]
            at = numeral.end()
        if all(parts[1::2]):
            yield "".join(parts) + surface[at:]


def _value(numeral: str, decimal: bool) -> Fraction:
    """What a numeral is worth when its last separator is the decimal mark, or when all of them group."""
    pieces = re.split(r"\D", numeral)
    if not decimal or len(pieces) == 1:
        return Fraction("".join(pieces))
    return Fraction("".join(pieces[:-1]) + "." + pieces[-1])


def _written(value: Fraction, like: str, decimal: bool, theirs: str) -> str:
    """A number with the separators of `like`, and of the source's words where `like` shows none; "" for a long one."""
    scaled = value * 10**_LONGEST_FRACTION
    if value < 0 or scaled.denominator != 1:
        return ""
    digits = str(scaled.numerator).rjust(_LONGEST_FRACTION + 1, "0")
    whole, rest = digits[:-_LONGEST_FRACTION], digits[-_LONGEST_FRACTION:].rstrip("0")
    separators = re.findall(r"\D", like)
    marks = separators[-1:] if decimal else []
    if rest and not marks:
        marks = re.findall(rf"\d([.,])\d{{1,{_LONGEST_FRACTION}}}(?!\d)", theirs) or ["."]
    groups = separators[:-1] if decimal else separators
    if not groups and len(re.split(r"\D", like)[0]) < 4:
        groups = _GROUPED.findall(theirs)
    return (_grouped(whole, groups[0]) if groups else whole) + (marks[-1] + rest if rest else "")


def _grouped(whole: str, separator: str) -> str:
    return re.sub(r"(?<=\d)(?=(?:\d{3})+$)", lambda _: separator, whole)


def _by_word(pack: Pack, surface: str, own: Fraction, target: Fraction) -> Iterator[str]:
    """The surface with one number word replaced: "nineteen", "five million", "third"."""
    for path in ("numbers.cardinals", "numbers.ordinals"):
        values = pack.table(path)
        for word in _WORD.finditer(surface):
            stands_for = values.get(word[0].lower())
            if not stands_for or not own:
                continue
            wanted = target * stands_for / own
            for other in (name for name, value in values.items() if value == wanted):
                yield surface[: word.start()] + _as_cased(other, word[0]) + surface[word.end() :]


def moments(pack: Pack, mine: Mention, theirs: Mention) -> Iterator[str]:
    """A date: the claim's words with other parts, without the parts that the source leaves out; the source's words."""
    value, target = mine.value, theirs.value
    assert isinstance(value, Moment)
    assert isinstance(target, Moment)
    changed = _DATE_WORD.sub(lambda match: _date_word(pack, match, value, target, theirs.surface), mine.surface)
    yield changed
    yield _left_out(pack, changed, value, target)
    yield _as_cased(_within(pack, _one_line(theirs.surface)), mine.surface)


def _date_word(pack: Pack, match: re.Match[str], value: Moment, target: Moment, theirs: str) -> str:
    """A word of the claim's date, or the one of the source for the same part."""
    word = match[0]
    if word.isdigit():
        old, new = (value.year, target.year) if len(word) == 4 else (value.day, target.day)
        glued = match.string[match.end() : match.end() + 1].isalpha() and len(word) < 4
        return str(new).rjust(len(word), "0") if int(word) == old and new is not None and not glued else word
    for path, old, new in (
        ("dates.months", value.month, target.month),
        ("dates.weekdays", value.weekday, target.weekday),
    ):
        names = pack.table(path)
        if old is not None and new is not None and old != new and names.get(word.lower().rstrip(".")) == old:
            return _as_cased(_date_name(names, word, new, theirs), word)
    return word


def _date_name(names: Mapping[str, int], word: str, number: int, theirs: str) -> str:
    """The name of a month or weekday, in full where the claim's is; else as the source has it."""
    if word.lower() == _full(names, names[word.lower().rstrip(".")]):
        return _full(names, number)
    written = (match[0] for match in _DATE_WORD.finditer(theirs))
    return next((other for other in written if names.get(other.lower().rstrip(".")) == number), word)


def _full(names: Mapping[str, int], number: int) -> str:
    return max((name for name, value in names.items() if value == number), key=len)


def _left_out(pack: Pack, surface: str, value: Moment, target: Moment) -> str:
    """A date without the year or the weekday that only the claim has."""
    if value.year is not None and target.year is None:
        surface = re.sub(rf",?\s*\b{value.year}\b", "", surface)
    if value.weekday is not None and target.weekday is None:
        names = (name for name, number in pack.table("dates.weekdays").items() if number == value.weekday)
        surface = re.sub(rf"\b(?:{'|'.join(map(re.escape, names))})\b\.?,?\s*", "", surface, flags=re.IGNORECASE)
    return surface.strip(" ,")


def names(mine: Mention, theirs: Mention) -> Iterator[str]:
    """A name: as many of the source's words as the claim has; all of them."""
    words = theirs.surface.split()
    if theirs.surface.isupper() and not mine.surface.isupper():
        words = [word.capitalize() for word in words]
    yield " ".join(words[-len(mine.surface.split()) :])
    yield " ".join(words)


def suffixed(mine: Mention, theirs: Mention) -> Iterator[str]:
    """The claim's name with the source's suffix, or with none where the source has none."""
    have, want = mine.value, theirs.value
    assert isinstance(have, Name)
    assert isinstance(want, Name)
    base = mine.surface.split()[: -1 if have.suffix else None]
    yield " ".join([*base, *(theirs.surface.split()[-1:] if want.suffix else [])]).rstrip(",")


def _one_line(surface: str) -> str:
    return re.sub(r"\s*[\r\n]\s*", " ", surface)


def _as_cased(words: str, like: str) -> str:
    """With a capital where the claim's words have one."""
    return words[:1].upper() + words[1:] if like[:1].isupper() else words


def _within(pack: Pack, surface: str) -> str:
    """The source's words as they stand within a sentence: "Seventeen" and "Last week" lose their capital."""
    first = _WORD.match(surface)
    named = {**pack.table("dates.months"), **pack.table("dates.weekdays")}
    if not first or first[0][1:] != first[0][1:].lower() or first[0].lower() in named:
        return surface
    apart = len(first[0]) > 1 or surface[1:2].isspace()
    small = apart and first[0].lower() in pack.number_words | pack.date_words
    return surface[0].lower() + surface[1:] if small else surface


def in_script(written: str, surface: str) -> str:
    """What is to be written, with its digits in the script of those that stand there: "17" for "۱۹" is "۱۷"."""
    native = next((c for c in surface if c.isdecimal() and not c.isascii()), None)
    if native is None:
        return written
    zero = ord(native) - unicodedata.decimal(native)
    return "".join(chr(zero + int(c)) if c.isascii() and c.isdecimal() else c for c in written)
