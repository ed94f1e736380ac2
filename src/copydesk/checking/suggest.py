"""What could stand in the claim instead: the one replacement that the evidence has, or none.

A replacement takes the place of the mention's own words and of nothing else. It is read back in its place and must have
the source's value there, with the sort, unit and bound of the claim. `trial` then drops what does not make its finding
go away. Where a word outside the mention would have to change too (a plural, "a" before "18"), nothing is offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from copydesk.checking import spelling
from copydesk.checking.case import LIKENESS
from copydesk.checking.compare import compare_moments, compare_quantities
from copydesk.checking.index import Standing
from copydesk.checking.judged import Judged
from copydesk.checking.owners import owner
from copydesk.checking.pair import Pair
from copydesk.mentions.recognise import recognise
from copydesk.mentions.records import Mention, Moment, Name, Quantity, Value
from copydesk.source import Span

_SELF_SAID = frozenset(("percent", "points", "money", "measure"))
"""Sorts of quantity that are said by words or signs of the mention itself."""
_DATE_PARTS = ("year", "month", "day", "weekday", "hour", "minute", "relative", "until", "era")


def figure(judged: Judged, pair: Pair, rivals: Iterable[Standing]) -> str | None:
    """The value to write instead, where the rivals that the claim does not use already come down to one."""
    value = pair.mention.value
    assert isinstance(value, Quantity)
    free = [r for r in _free(judged, pair, judged.quantities, rivals) if _could_be_meant(judged, value, r)]
    if len({_figure_key(rival.mention.value) for rival in free}) != 1:
        return None
    target = free[0].mention.value
    assert isinstance(target, Quantity)

    def agrees(read: Value) -> bool:
        return (
            isinstance(read, Quantity)
            and compare_quantities(read, target) in ("same", "converts")
            and (read.low == target.low or target.form != "score")
            and (read.form, read.unit is None, read.bound, read.period)
            == (value.form, value.unit is None, value.bound, value.period)
        )

    return _fitting(judged, pair.mention, spelling.figures(judged.case.pack, pair.mention, free[0].mention), agrees)


def unit(judged: Judged, pair: Pair) -> str | None:
    """The same figure as the source gives it, where the mention's own words say what sort of quantity it is."""
    value = pair.mention.value
    rivals = [held.standing.mention for held in pair.held if held.match == pair.match]
    assert isinstance(value, Quantity)
    if len({_figure_key(rival.value) for rival in rivals}) != 1 or pair.match == "period":
        return None
    target = rivals[0].value
    assert isinstance(target, Quantity)
    if not {value.form, target.form} <= _SELF_SAID:
        return None

    def agrees(read: Value) -> bool:
        return (
            isinstance(read, Quantity)
            and compare_quantities(read, target) == "same"
            and (read.form, read.unit, read.bound, read.period) == (target.form, target.unit, value.bound, value.period)
        )

    return _fitting(judged, pair.mention, spelling.figures(judged.case.pack, pair.mention, rivals[0]), agrees)


def moment(judged: Judged, pair: Pair, rivals: Iterable[Standing]) -> str | None:
    """The date to write instead, where the rivals agree in the parts that the claim gives."""
    value = pair.mention.value
    assert isinstance(value, Moment)
    parts = _parts(value)
    free = [r for r in _free(judged, pair, judged.moments, rivals) if not _in_dateline(judged, r)]
    if len({tuple(getattr(rival.mention.value, part) for part in sorted(parts)) for rival in free}) != 1:
        return None
    target = free[0].mention.value
    assert isinstance(target, Moment)
    days = {"day", "weekday"}

    def agrees(read: Value) -> bool:
        return (
            isinstance(read, Moment)
            and compare_moments(read, target, None) == "same"
            and _parts(read) <= parts
            and bool(_parts(read) & days) == bool(parts & days)
            and read.preposition == value.preposition
        )

    return _fitting(judged, pair.mention, spelling.moments(judged.case.pack, pair.mention, free[0].mention), agrees)


def name(judged: Judged, mention: Mention, rivals: Sequence[Standing]) -> str | None:
    """The name to write instead, where the rivals are one name."""
    value = mention.value
    assert isinstance(value, Name)
    targets = [rival.mention.value.tokens for rival in rivals if isinstance(rival.mention.value, Name)]
    tails = {tokens[-len(value.tokens) :] for tokens in targets}

    def agrees(read: Value) -> bool:
        return isinstance(read, Name) and read.tokens in (*tails, targets[0]) and read.title == value.title

    if len(tails) != 1:
        return None

    return _fitting(judged, mention, spelling.names(mention, rivals[0].mention), agrees)


def suffix(judged: Judged, mention: Mention, rivals: Sequence[Standing]) -> str | None:
    """The name with the suffix that all rivals have, or without one."""
    value, suffixes = mention.value, {getattr(rival.mention.value, "suffix", None) for rival in rivals}
    assert isinstance(value, Name)
    if len(suffixes) != 1:
        return None

    def agrees(read: Value) -> bool:
        return isinstance(read, Name) and (read.tokens, read.suffix) == (value.tokens, *suffixes)

    return _fitting(judged, mention, spelling.suffixed(mention, rivals[0].mention), agrees)


def _fitting(judged: Judged, mention: Mention, spellings: Iterable[str], agrees: Callable[[Value], bool]) -> str | None:
    """The first spelling that is read as what was meant when it stands in the claim."""
    text, span = judged.case.text, mention.span
    for spelled in spellings:
        written = spelling.in_script(spelled, mention.surface)
        if written.endswith(".") and text.startswith(".", span.end):
            written = written[:-1]
        if span.start == 0:
            written = written[:1].upper() + written[1:]
        if written in ("", mention.surface) or not _article_fits(judged, mention, written):
            continue
        there = Span(span.start, span.start + len(written))
        read = recognise(text[: span.start] + written + text[span.end :], judged.case.pack.code)
        if any(other.span == there and agrees(other.value) for other in read):
            return written
    return None


def _free(judged: Judged, pair: Pair, pairs: Iterable[Pair], rivals: Iterable[Standing]) -> list[Standing]:
    """The rivals that no other words of the claim have said already, and that do not belong to somebody else."""
    others = (other.best for other in pairs if other.relation == "same" and other is not pair)
    used = {id(best.standing.mention) for best in others if best}
    return [r for r in rivals if id(r.mention) not in used and not _owned_by_another(judged, pair.mention, r)]


def _owned_by_another(judged: Judged, mention: Mention, rival: Standing) -> bool:
    sentence = judged.case.reading.sentence_at(mention.span.start)
    mine = owner(sentence, mention) if sentence else None
    theirs = owner(rival.spot.sentence, rival.mention)
    return bool(mine and theirs and mine.names and theirs.names and mine.names.isdisjoint(theirs.names))


def _in_dateline(judged: Judged, rival: Standing) -> bool:
    return judged.case.index.sources[rival.spot.source].kind_at(rival.mention.span) == "dateline"


def _article_fits(judged: Judged, mention: Mention, written: str) -> bool:
    """Behind an article that goes by sound ("an 18-year-old") only what begins as the mention does."""
    before = judged.case.text[: mention.span.start].split()
    articles = judged.case.pack.words("numbers.a")
    if mention.kind != "quantity" or len(articles) < 2 or not before or before[-1].lower() not in articles:
        return True
    return any(f"{before[-1].lower()} {written}" in spot.sentence.words().lower() for spot in judged.case.support)


def _could_be_meant(judged: Judged, value: Quantity, rival: Standing) -> bool:
    """A figure of the same sort that may count the same things, and asks for the singular where the claim's does."""
    other = rival.mention.value
    if not isinstance(other, Quantity) or other.low is None:
        return False
    if (other.form, other.unit is None) != (value.form, value.unit is None):
        return False
    if value.form != "ordinal" and (value.low == value.high == 1) != (other.low == other.high == 1):
        return False
    named = value.counts and other.counts
    return not named or judged.case.likeness(value.counts[0], other.counts) >= LIKENESS["synonym"]


def _figure_key(value: Value) -> tuple[object, ...]:
    return (value.low, value.high, value.form, value.unit) if isinstance(value, Quantity) else ()


def _parts(value: Moment) -> frozenset[str]:
    return frozenset(part for part in _DATE_PARTS if getattr(value, part) is not None)
