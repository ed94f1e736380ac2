"""Figures and names side by side: scores, a figure used twice, figures and names in turn, a name in another's place;
what a figure is paid in or per.

Each rule asks whether the claim has the same figures as the source in another arrangement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from copydesk.checking.case import Case
from copydesk.checking.index import Spot
from copydesk.checking.judged import Judged
from copydesk.checking.pair import Pair
from copydesk.checking.reading import Sentence
from copydesk.checking.records import Finding
from copydesk.checking.rules import binding, number, unit
from copydesk.checking.words.aligned import same_value
from copydesk.mentions.marks import matches
from copydesk.mentions.records import Mention, Name, Quantity
from copydesk.source import Span

JOINED = 6
"""Code points between two figures of one row: "2 a 1", "31票對14"."""
WIDE = 160
"""Code points that two figures and two names in turn cover at most."""


def find(judged: Judged) -> Iterator[Finding]:
    yield from _rows(judged)
    yield from _doubled(judged)
    yield from _in_turn(judged)
    yield from _replaced(judged)
    yield from _periods(judged)
    yield from _currency(judged)


def _figures(sentence: Sentence) -> list[Mention]:
    return [m for m in sentence.mentions if isinstance(m.value, Quantity) and m.value.low is not None]


# --- rows -----------------------------------------------------------------------------------------------------------


def _joined(sentence: Sentence) -> Iterator[tuple[Mention, str, Mention]]:
    """Two figures with the few characters between them, no comma and no "and"."""
    pack = sentence.pack
    apart = pack.words("tokens.dividers") | pack.words("numbers.and")
    for one, two in pairwise(_figures(sentence)):
        between = sentence.text[one.span.end : two.span.start].strip().casefold()
        if 0 < len(between) <= JOINED and between not in apart and not set(between) & set(",;.、،，("):
            yield one, between, two


def _rows(judged: Judged) -> Iterator[Finding]:
    """ "2 a 2" for "2 a 1", "14 zu 31" for "31 zu 14": a row of the source with another figure in one place."""
    case = judged.case
    theirs = [(spot, row) for spot in case.support for row in _joined(spot.sentence)]
    for sentence in case.reading.sentences:
        for one, between, two in _joined(sentence):
            rows = [(spot, a, b) for spot, (a, link, b) in theirs if link == between]
            if any(same_value(one, a) and same_value(two, b) for _, a, b in rows):
                continue
            if number.loses(case, case.reading_lemmas) != number.loses(case, case.support_lemmas):
                continue
            for spot, a, b in rows:  # one value of the two is the source's
                turned = same_value(one, b) and same_value(two, a)
                if turned or same_value(one, a) or same_value(two, b):
                    shown = spot.sentence.text[a.span.start : b.span.end]
                    message = f"The source gives {shown!r}, not {sentence.text[one.span.start : two.span.end]!r}."
                    yield number.DIFFERS.finding(two.span, message, case.support_refs[:1])
                    return


def _doubled(judged: Judged) -> Iterator[Finding]:
    """A figure twice in the claim and once in the source, whose other figure of that sort the claim leaves out."""
    case = judged.case
    mine = [p for p in judged.quantities if p.relation == "same" and not judged.is_derived(p)]
    for pair in mine:
        value, twins = pair.mention.value, [p for p in mine if same_value(p.mention, pair.mention)]
        assert isinstance(value, Quantity)
        written = [s for s in case.index.quantities if same_value(s.mention, pair.mention)]
        if len(twins) < 2 or len(written) != 1 or value.low in (0, 1) or value.form == "ordinal":
            continue
        others = [m for m in _figures(written[0].spot.sentence) if _rival(value, m)]
        left = [m for m in others if not any(same_value(m, p.mention) for p in judged.quantities)]
        if left:
            message = f"The source has {pair.mention.surface!r} once, and {left[0].surface!r} beside it."
            yield binding.VALUE.finding(twins[-1].mention.span, message, [written[0].ref])
            return


def _rival(value: Quantity, mention: Mention) -> bool:
    other = mention.value
    return isinstance(other, Quantity) and (other.form, other.unit) == (value.form, value.unit) != other.low


# --- figures and names in turn --------------------------------------------------------------------------------------


def _in_turn(judged: Judged) -> Iterator[Finding]:
    """ "38 in A and 83 in B" where the source has 83 in A and 38 in B."""
    case = judged.case
    for sentence in case.reading.sentences:
        items = [m for m in sentence.mentions if m in _figures(sentence) or isinstance(m.value, Name)]
        for start in range(len(items) - 3):
            window = items[start : start + 4]
            if not _alternate(window):
                continue
            for spot in case.support:
                found = _same_items(case, window, spot)
                if found is not None and _alternate(found) and _crossed(case, window, found):
                    figure = next(m for m in window if isinstance(m.value, Quantity))
                    message = f"In the source {figure.surface!r} stands with another of these names."
                    yield binding.VALUE.finding(figure.span, message, case.support_refs[:1])
                    return


def _alternate(items: Sequence[Mention]) -> bool:
    """Figure, name, figure, name, or the other way round, close together."""
    kinds = [m.kind for m in items]
    return kinds[0] != kinds[1] and kinds[:2] == kinds[2:] and items[-1].span.end - items[0].span.start <= WIDE


def _same_items(case: Case, window: Sequence[Mention], spot: Spot) -> list[Mention] | None:
    """The same two figures and two names in a sentence of the source, in its order; None unless each stands once."""
    found = []
    for mention in window:
        alike = [m for m in spot.sentence.mentions if _same_item(case, mention, m)]
        if len(alike) != 1:
            return None
        found += alike
    return sorted(found, key=lambda m: m.span.start)


def _same_item(case: Case, one: Mention, two: Mention) -> bool:
    a, b = one.value, two.value
    if isinstance(a, Name) and isinstance(b, Name):
        return case.pack.same_name(a.tokens[-1], b.tokens[-1])
    return isinstance(a, Quantity) and isinstance(b, Quantity) and same_value(one, two)


def _crossed(case: Case, mine: Sequence[Mention], theirs: Sequence[Mention]) -> bool:
    """The first figure of the claim is the first of the source with its second name, or the other way round."""

    def places(kind: str) -> bool:
        ordered = [m for m in theirs if m.kind == kind]
        return _same_item(case, next(m for m in mine if m.kind == kind), ordered[0])

    return places("quantity") != places("name")


# --- a name in another's place ----------------------------------------------------------------------------------------


def _replaced(judged: Judged) -> Iterator[Finding]:
    """ "stores in A before October" where the source has "stores in B before October": same words, other name."""
    case = judged.case
    theirs = [(m, _around(spot.sentence, m)) for spot in case.support for m in _names(spot.sentence)]
    for sentence in case.reading.sentences:
        for mention in _names(sentence):
            before, behind = _around(sentence, mention)
            if any(before == b or behind == a for m, (b, a) in theirs if _one_body(case, mention, m)):
                continue
            for other, (b, a) in theirs:
                ahead = len(behind) > 1 and before[-1:] == b[-1:] and behind == a
                exact = ahead or (len(before) > 1 and before == b and behind[:1] == a[:1])
                shared = [key for key in (*before, *behind) if key in (*b, *a)]
                told = any(key.isalpha() and key not in case.pack.stop for key in shared)
                if exact and told and not _one_body(case, mention, other):
                    message = f"In the source {other.surface!r} stands in this place, not {mention.surface!r}."
                    yield binding.VALUE.finding(mention.span, message, case.support_refs[:1])
                    return


def _names(sentence: Sentence) -> list[Mention]:
    """Names that are surely such: where nouns have capitals too, only of words that the language does not list."""
    pack = sentence.pack
    names = [m for m in sentence.mentions if isinstance(m.value, Name) and not m.value.identifier and not m.value.opens]
    if not pack.capitals or not pack.table("tokens").get("nouns"):
        return names
    return [m for m in names if isinstance(m.value, Name) and not any(map(pack.listed, m.value.tokens))]


def _around(sentence: Sentence, mention: Mention) -> tuple[list[str], list[str]]:
    """The two words or marks before a name, and the two behind it."""
    before = [t.key for t in sentence.tokens if t.end <= mention.span.start]
    behind = [t.key for t in sentence.tokens if t.start >= mention.span.end]
    return before[-2:], behind[:2]


def _one_body(case: Case, one: Mention, two: Mention) -> bool:
    """The two names share a word, or some name of the source holds words of both."""
    assert isinstance(one.value, Name)
    assert isinstance(two.value, Name)
    a, b = one.value.tokens, two.value.tokens
    whole = case.index.name_tokens
    return _meet(case, a, b) or any(_meet(case, a, tokens) and _meet(case, b, tokens) for tokens in whole)


def _meet(case: Case, a: Sequence[str], b: Sequence[str]) -> bool:
    return any(case.pack.same_name(x, y) for x in a for y in b)


# --- paid in, paid per ----------------------------------------------------------------------------------------------


def _periods(judged: Judged) -> Iterator[Finding]:
    """ "every week" where the source has "every month" and no week."""
    case, phrases = judged.case, judged.case.pack.phrases("periods")
    theirs = {found.value for spot in case.nearby for found in matches(spot.sentence.tokens, phrases)}
    if not theirs:
        return
    for sentence in case.reading.sentences:
        for found in matches(sentence.tokens, phrases):
            if found.value not in theirs and _figures(sentence):
                span = Span(sentence.tokens[found.start].start, sentence.tokens[found.end - 1].end)
                message = f"The source does not say this per {found.value}."
                yield unit.PERIOD.finding(span, message, case.support_refs[:1])
                return


def _currency(judged: Judged) -> Iterator[Finding]:
    """A currency that the source never names, for a figure that it gives without one."""
    case = judged.case
    for pair in judged.quantities:
        value = pair.mention.value
        if isinstance(value, Quantity) and value.form == "money" and _bare(pair) and not _named(case, value.unit):
            message = f"The source names no such currency: {pair.mention.surface!r}."
            yield unit.UNIT.finding(pair.mention.span, message, case.support_refs[:1])


def _bare(pair: Pair) -> bool:
    """The source gives the figure without a unit, wherever it has it."""
    held = [h.standing.mention.value for h in pair.held]
    bare = all(isinstance(value, Quantity) and value.unit is None for value in held)
    return pair.relation in ("same", "rounds") and bool(held) and bare


def _named(case: Case, currency: str | None) -> bool:
    """The source has the currency beside a figure or as a word."""
    if any(isinstance(s.mention.value, Quantity) and s.mention.value.unit == currency for s in case.index.quantities):
        return True
    phrases = case.pack.phrases("currencies")
    return any(found.value == currency for r in case.index.readings for found in matches(r.tokens, phrases))
