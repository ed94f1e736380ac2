"""Words that several reports share: typed values, relations, places, and texts made safe to print.

Nothing here decides anything; it says what the records hold.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from difflib import unified_diff
from fractions import Fraction
from types import MappingProxyType

import regex

from copydesk.checking.records import CheckedClaim, Finding, Relation
from copydesk.mentions.records import Bound, Mention, Moment, Name, Qualifier, Quantity, Quotation, Value
from copydesk.report.result import Result
from copydesk.source import Ref, Source, Span
from copydesk.text.lines import line_and_column

RELATIONS: Mapping[Relation, str] = MappingProxyType(
    {
        "same": "stands in the cited evidence",
        "elsewhere": "stands elsewhere in the source, not in the evidence",
        "differs": "the source has another value",
        "rounds": "rounded, within the precision that the claim states",
        "derived": "recomputed from the evidence",
        "vague": "vague: no figure to compare",
        "absent": "nowhere in the source",
    }
)

BOUNDS: Mapping[Bound, str] = MappingProxyType(
    {
        "exact": "",
        "about": "about ",
        "nearly": "nearly ",
        "at_least": "at least ",
        "more_than": "more than ",
        "at_most": "at most ",
        "less_than": "less than ",
    }
)

# A moment counts days of the week as ISO 8601 does: Monday is 1.
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_INVISIBLE = frozenset("\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}")
_PERHAPS_HIDDEN = regex.compile(r"[\p{Cc}\p{Cf}\p{Cs}\p{Co}--[\n\t]]", regex.V1)
_JOINERS = frozenset("\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")


def shown(text: str) -> str:
    """A text on one line, safe for a terminal: control, bidirectional and invisible characters are spelled out.

    >>> shown("17\\x1b[2J  people\\n")
    '17<U+001B>[2J people'
    """
    return "".join(_letter(letter) for letter in " ".join(text.split()))


def _letter(letter: str) -> str:
    hidden = unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co") and letter not in _JOINERS
    return f"<U+{ord(letter):04X}>" if hidden or letter in _INVISIBLE else letter


def number(value: Fraction) -> str:
    """An exact number: an integer, a decimal where one is exact, a fraction otherwise.

    >>> number(Fraction(7, 2)), number(Fraction(1, 3)), number(Fraction(1200000))
    ('3.5', '1/3', '1200000')
    """
    if value.denominator == 1:
        return str(value.numerator)
    digits = _decimals(value.denominator)
    if digits is None:
        return f"{value.numerator}/{value.denominator}"
    scaled = str(abs(value.numerator) * 10**digits // value.denominator).rjust(digits + 1, "0")
    return f"{'-' if value < 0 else ''}{scaled[:-digits]}.{scaled[-digits:]}"


def _decimals(denominator: int) -> int | None:
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives) if denominator == 1 else None


def value_words(value: Value) -> str:
    """A typed value, in words and figures a person can read."""
    match value:
        case Quantity():
            return _quantity(value)
        case Moment():
            return _moment(value)
        case Name():
            return _name(value)
        case Quotation():
            speaker = f", said by {shown(value.speaker)}" if value.speaker else ""
            return f"quotation of {len(value.words.split())} words{speaker}"
        case Qualifier():
            return f"{value.role}: {value.key}"


def _quantity(value: Quantity) -> str:
    parts = [_figure(value)]
    if value.unit:
        parts.append(value.unit)
    if value.form not in ("count", "vague"):
        parts.append(f"({value.form})")
    if value.age:
        parts.append("years of age")
    if value.period:
        parts.append(f"per {value.period}")
    if value.counts:
        parts.append(f"of {', '.join(map(shown, value.counts))}")
    if value.others:
        parts.append(f"or {' or '.join(map(number, value.others))}")
    return " ".join(parts)


def _figure(value: Quantity) -> str:
    if value.low is None and value.high is None:
        return f"vague: {value.vague or 'some'}"
    low = "" if value.low is None else number(value.low)
    high = "" if value.high is None else number(value.high)
    figure = low if low == high else f"{low} to {high}".strip()
    return BOUNDS[value.bound] + figure


def _moment(value: Moment) -> str:
    weekday = _WEEKDAYS[(value.weekday - 1) % 7] if value.weekday is not None else None
    fields = (
        ("year", value.year),
        ("month", value.month),
        ("day", value.day),
        ("weekday", weekday),
        ("hour", value.hour),
        ("minute", value.minute),
        ("until", value.until),
        ("era", value.era),
        ("relative", value.relative),
        ("after", value.preposition),
    )
    return ", ".join(f"{name} {part}" for name, part in fields if part is not None) or "a moment"


def _name(value: Name) -> str:
    words = " ".join(filter(None, (value.title, *value.tokens, value.suffix)))
    return f"identifier {shown(words)}" if value.identifier else f"name {shown(words)}"


def mention_words(mention: Mention) -> str:
    """A mention: its words and its value."""
    return f"{shown(mention.surface)!r} = {value_words(mention.value)}"


def place(source: Source, span: Span) -> str:
    """`name:line:column` of a stretch of a source."""
    line, column = line_and_column(source.text, span.start)
    return f"{shown(source.name)}:{line}:{column}"


def ref_place(result: Result, ref: Ref) -> str:
    """`name:line:column` of a place in one of a result's sources."""
    return place(result.sources[ref.source], ref.span)


def ref_where(result: Result, ref: Ref) -> str:
    """The same for people: with the page, where the source has pages."""
    source = result.sources[ref.source]
    page = source.page_at(ref.span)
    return place(source, ref.span) if page is None else f"{place(source, ref.span)}, page {page}"


def ref_words(result: Result, ref: Ref) -> str:
    """The source's own words at a place, on one line."""
    return shown(ref.span.of(result.sources[ref.source].text))


def change(checked: CheckedClaim, finding: Finding) -> str:
    """What a finding suggests: the claim's words, and those instead."""
    words = shown(finding.span.of(checked.claim.text))
    return f"{words!r} -> {shown(finding.suggestion or '')!r}"


def ignored(result: Result) -> str:
    """The findings that comments let pass, by code and reason; "" where there are none.

    Reads "3 findings ignored: 2 NUM001 (the count is of 2024), 1 HED003 (the desk's own words)".
    """
    passed = [one for checked in result.claims for one in checked.ignored]
    kinds = Counter((shown(one.finding.code), shown(one.ignore.reason)) for one in passed)
    listed = ", ".join(f"{amount} {code} ({reason})" for (code, reason), amount in kinds.items())
    return f"{counted(len(passed), 'finding')} ignored: {listed}" if passed else ""


def bearing(result: Result, checked: CheckedClaim) -> tuple[Ref, ...]:
    """The places that a reader should see beside a claim, best first, none inside another."""
    own = [ref for passage in checked.passages for ref in passage.refs]
    return tuple(_widest((*checked.support, *own)))


def _widest(refs: Iterable[Ref]) -> Iterator[Ref]:
    seen: list[Ref] = []
    for ref in refs:
        if not any(ref.source == other.source and other.span.covers(ref.span) for other in seen):
            seen.append(ref)
            yield ref


def counted(amount: int, one: str, many: str = "") -> str:
    """An amount with its noun.

    >>> counted(1, "claim"), counted(2, "claim")
    ('1 claim', '2 claims')
    """
    return f"{amount} {one if amount == 1 else many or one + 's'}"


def spelled(text: str) -> str:
    """A text with its lines kept, and every control, bidirectional and invisible character spelled out."""
    if text.isprintable():
        return text
    return _PERHAPS_HIDDEN.sub(lambda match: _letter(match[0]), text.replace("\r\n", "\n"))


def diff(before: str, after: str, name: str, target: str) -> Iterator[str]:
    """The lines of a unified diff of two texts; line ends are not shown, controls are spelled out."""
    for line in unified_diff(before.split("\n"), after.split("\n"), name, target, lineterm="", n=1):
        yield spelled(line.removesuffix("\r"))
