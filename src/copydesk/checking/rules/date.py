"""Day, month, year, weekday, decade, deadline: not in the evidence, or another one."""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Iterator
from dataclasses import replace

from copydesk.checking import suggest
from copydesk.checking.compare import nearest_weekday
from copydesk.checking.index import Standing
from copydesk.checking.judged import Judged
from copydesk.checking.pair import Pair
from copydesk.checking.records import Finding
from copydesk.checking.rules.table import Example, Rule
from copydesk.mentions.records import Moment

DIFFERS = Rule(
    "DAT001",
    "date-differs",
    "error",
    "The evidence gives another date or time.",
    Example("The strike began on 5 May.", "The strike began on May 5.", "The strike began on 6 May."),
)
ABSENT = Rule(
    "DAT002",
    "date-absent",
    "error",
    "The date stands nowhere in the source.",
    Example("The strike began early.", "The strike began early.", "The strike began early on 6 May."),
)
ELSEWHERE = Rule("DAT003", "date-elsewhere", "error", "The date stands in the source, but not in the cited passage.")
FINER = Rule(
    "DAT004", "date-completed", "error", "The claim adds a component (a year, a weekday) that the source leaves out."
)
DEADLINE = Rule(
    "DAT005",
    "deadline-changed",
    "error",
    "A deadline, a start or an end has become another of them.",
    Example(
        "The ban stays in force until 30 June.",
        "The ban remains in force until 30 June.",
        "The ban comes into force on 30 June.",
    ),
)

RULES = (DIFFERS, ABSENT, ELSEWHERE, FINER, DEADLINE)


def find(judged: Judged) -> Iterator[Finding]:
    for pair in judged.moments:
        value = pair.mention.value
        assert isinstance(value, Moment)
        if judged.is_derived(pair) or resolved(judged, value) or _said_as_number(judged, pair):
            continue
        if pair.relation == "same":
            yield from _deadline(judged, pair, value)
        elif pair.relation == "elsewhere":
            yield from _elsewhere(judged, pair)
        else:
            yield _differs(judged, pair, value)


def _elsewhere(judged: Judged, pair: Pair) -> Iterator[Finding]:
    where = pair.held[0].standing
    if not judged.case.cited and any(_of_this(judged, h.standing) for h in pair.held):
        return
    value, other = pair.mention.value, where.mention.value
    assert isinstance(value, Moment)
    assert isinstance(other, Moment)
    place = "the passage cited for it" if judged.case.cited else "the sentences that support the claim"
    message = f"{pair.mention.surface!r} stands in the source, but not in {place}."
    yield ELSEWHERE.finding(pair.mention.span, message, [where.ref])


def _of_this(judged: Judged, standing: Standing) -> bool:
    """The sentence with the date shares two content words of the claim."""
    mine = frozenset(w for s in judged.case.reading.sentences for w in s.content if not w.isdigit())
    return len(mine & standing.spot.sentence.content) >= 2


def _said_as_number(judged: Judged, pair: Pair) -> bool:
    """A relative word of the claim ("last year") that stands in the support as words."""
    value = pair.mention.value
    assert isinstance(value, Moment)
    if value.year is not None and value.month is None and value.until is None:
        whole = re.compile(rf"(?<![\d.,]){re.escape(pair.mention.surface)}(?![\d]|[.,]\d)")
        return any(whole.search(spot.sentence.words()) for spot in judged.case.support) and pair.relation not in (
            "same",
            "elsewhere",
        )
    if value.relative is None:
        return False
    return any(pair.mention.surface.lower() in spot.sentence.words().lower() for spot in judged.case.support)


def resolved(judged: Judged, value: Moment) -> list[Standing]:
    """The bare weekday of the support that, resolved against the dateline, gives the claim's date (and the other way
    round); empty when none does.
    """
    for day in datelines(judged):
        for standing in judged.case.standings:
            other = standing.mention.value
            if isinstance(other, Moment) and _same_day(value, other, standing, day):
                return [standing]
    for day in _dateline_days(judged):
        for standing in judged.case.standings:
            other = standing.mention.value
            if isinstance(other, Moment) and _from_today(other) and _same_day(value, other, standing, day):
                return [standing]
    return [standing for standing in judged.case.standings if _day_after(value, standing)][:1]


def _from_today(value: Moment) -> bool:
    """ "yesterday": needs the day and month of the dateline only."""
    return (value.relative or "").startswith("day:")


def _dateline_days(judged: Judged) -> Iterator[datetime.date]:
    """The day and month of a dateline without a year, in a common year; not around the end of February."""
    for source in range(len(judged.case.index.sources)):
        first = next((s for s in judged.case.index.spots if s.source == source), None)
        if first is None or not _opens(first.sentence.words()):
            continue
        for mention in first.sentence.mentions[:3]:
            value = mention.value
            if isinstance(value, Moment) and value.month and value.day and value.month <= 12:
                with contextlib.suppress(ValueError):
                    day = datetime.date(2023, value.month, value.day)
                    if not datetime.date(2023, 2, 27) <= day <= datetime.date(2023, 3, 2):
                        yield day
                break


def _day_after(value: Moment, standing: Standing) -> bool:
    """ "on Monday ... and the next day": Tuesday."""
    other = standing.mention.value
    if not isinstance(other, Moment) or not (other.relative or "").startswith("day:") or value.weekday is None:
        return False
    earlier = [
        m.value
        for m in standing.spot.sentence.mentions
        if m.span.end <= standing.mention.span.start and isinstance(m.value, Moment)
    ]
    weekday = next((m.weekday for m in reversed(earlier) if m.weekday), None)
    shift = int((other.relative or "day:0").removeprefix("day:"))
    return weekday is not None and (weekday + shift - 1) % 7 + 1 == value.weekday


def datelines(judged: Judged) -> Iterator[datetime.date]:
    """The day of publication, or what the first line of a source says of it (the last year that gives its weekday)."""
    if judged.case.published:
        yield judged.case.published
        return
    for source in range(len(judged.case.index.sources)):
        first = next((s for s in judged.case.index.spots if s.source == source), None)
        if first is not None and _opens(first.sentence.words()):
            yield from _days(judged, source, [m.value for m in first.sentence.mentions if isinstance(m.value, Moment)])


def _days(judged: Judged, source: int, moments: list[Moment]) -> Iterator[datetime.date]:
    """The day that the moments of a dateline give, with the weekday of the report where the year is left out."""
    dated = next(((m.year, m.month, m.day) for m in moments if m.month and m.day), None)
    if dated is None or dated[1] is None or dated[2] is None:
        return
    if dated[0]:
        with contextlib.suppress(ValueError):  # a dateline may name a day that no calendar has
            yield datetime.date(dated[0], dated[1], dated[2])
        return
    named = next((m.weekday for m in moments if m.weekday), None)
    weekday = _reported_on(judged, source) or named
    if weekday:
        yield from _years_with(dated[1], dated[2], weekday)


def _reported_on(judged: Judged, source: int) -> int | None:
    """The weekday of "said on Monday" in the first sentences: the day of the report."""
    for spot in [s for s in judged.case.index.spots if s.source == source][:4]:
        for clause in spot.sentence.clauses:
            if not clause.attributes:
                continue
            for mention in spot.sentence.mentions:
                value = mention.value
                near = 0 <= mention.span.start - clause.verb_span.end <= 40
                if isinstance(value, Moment) and value.weekday and not value.day and near:
                    return value.weekday
    return None


def _opens(words: str) -> bool:
    """The sentence opens with a dateline: a place in capitals, a comma or bracket, a dash within its first words."""
    head = words[:80]
    return head.split(",")[0].split("(")[0].strip().isupper() and any(dash in head for dash in (" - ", " – ", " — "))


def _years_with(month: int, day: int, weekday: int) -> Iterator[datetime.date]:
    for year in range(2000, 2029):
        try:
            found = datetime.date(year, month, day)
        except ValueError:
            continue
        if found.isoweekday() == weekday:
            yield found
            return


def _same_day(value: Moment, other: Moment, standing: Standing, day: datetime.date) -> bool:
    if other.weekday and not other.day and value.day and value.month:
        for ahead in (False, True):
            if ahead != (_future(standing) or other.relative == "weekday:1"):
                continue
            found = nearest_weekday(other.weekday, day, ahead=ahead)
            if (found.month, found.day) == (value.month, value.day) and value.year in (None, found.year):
                return True
    if value.weekday and not value.day and other.day and other.month:
        try:
            there = datetime.date(other.year or day.year, other.month, other.day)
        except ValueError:
            return False
        return there.isoweekday() == value.weekday and abs((there - day).days) < 8
    if other.relative and other.relative.startswith("day:") and value.day and value.month:
        found = day + datetime.timedelta(days=int(other.relative.removeprefix("day:")))
        return (found.month, found.day) == (value.month, value.day) and value.year in (None, found.year)
    if other.relative and value.year and not value.day and not value.month and other.relative.startswith("year:"):
        shift = other.relative.partition(":")[2]
        return shift.lstrip("-").isdigit() and day.year + int(shift) == value.year
    return False


def _future(standing: Standing) -> bool:
    """The clause around a moment speaks of what is to come."""
    for clause in standing.spot.sentence.clauses:
        if clause.span.start <= standing.mention.span.start < clause.span.end:
            return clause.tense == "future" or bool(clause.hedges & {"will", "plan", "expected"})
    return False


def _deadline(judged: Judged, pair: Pair, value: Moment) -> Iterator[Finding]:
    """ "until 30 June" is an end, "from 30 June" a start, "on 30 June" a day."""
    ended = next((h.standing for h in pair.held if value.preposition == "since" and _goes_to(h.standing)), None)
    if ended is not None and all(_goes_to(h.standing) for h in pair.held):
        yield DEADLINE.finding(
            pair.mention.span, "The source gives an end to this period; the claim lets it run on.", [ended.ref]
        )
        return
    sources = [h.standing.mention.value for h in pair.held]
    kinds = {_governs(m.preposition) for m in sources if isinstance(m, Moment)}
    mine = _governs(value.preposition)
    closing = {"close", "end", "expire", "deadline", "due", "finish", "must", "last", "latest"}
    if kinds == {"day"} and closing & (judged.case.support_lemmas | judged.case.reading_lemmas):
        return
    if mine in kinds or not kinds - {""} or mine == "" or "end" not in {mine, *kinds}:
        return
    theirs = sorted(kinds - {""})
    if {mine, *theirs} & {"end", "start"}:
        best = pair.held[0].standing
        shown = best.mention.value.preposition if isinstance(best.mention.value, Moment) else ""
        yield DEADLINE.finding(
            pair.mention.span,
            f"The source says {shown!r} {best.mention.surface}, the claim {value.preposition!r}.",
            [best.ref],
        )


def _goes_to(standing: Standing) -> bool:
    """ "from 2016 to 2019": the moment opens a period whose end follows."""
    value = standing.mention.value
    tail = standing.spot.sentence.text[standing.mention.span.end : standing.mention.span.end + 7].lower()
    return (
        isinstance(value, Moment) and value.preposition == "from" and tail.lstrip().startswith(("to ", "until", "till"))
    )


def _governs(preposition: str | None) -> str:
    if preposition in ("until", "by", "before"):
        return "end"
    if preposition in ("from", "since", "after"):
        return "start"
    return "day" if preposition in ("on", "in", "at") else ""


def _differs(judged: Judged, pair: Pair, value: Moment) -> Finding:
    finer = next((h for h in pair.held if h.match == "form"), None)
    if finer is not None:
        shown = finer.standing.mention.surface
        return FINER.finding(
            pair.mention.span,
            f"The source says only {shown!r}, the claim {pair.mention.surface!r}.",
            [finer.standing.ref],
            suggest.moment(judged, pair, [h.standing for h in pair.held if h.match == "form"]),
        )
    same_sort = [h for h in pair.held if _parts(h.standing.mention.value) & _parts(value)]
    same_sort.sort(key=lambda h: -h.fit)
    if same_sort:
        best = same_sort[0].standing
        return DIFFERS.finding(
            pair.mention.span,
            f"The source says {best.mention.surface!r}, the claim {pair.mention.surface!r}.",
            [best.ref],
            suggest.moment(judged, pair, [h.standing for h in same_sort]),
        )
    return ABSENT.finding(
        pair.mention.span, f"{pair.mention.surface!r} stands nowhere in the source.", judged.case.support_refs[:1]
    )


def _parts(value: object) -> set[str]:
    if not isinstance(value, Moment):
        return set()
    bare = replace(value, preposition=None)
    return {p for p in ("year", "month", "day", "weekday", "hour", "relative") if getattr(bare, p) is not None}
