"""The queue: claims over all documents that wait for a person, filtered, counted, one after the other."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select

from copydesk.store import times
from copydesk.store.records import ClaimRow, QueueRow
from copydesk.store.tables import CLAIM, CLAIM_VERSION, CURRENT, CURRENT_FLAGS, DOCUMENT, FINDING

PAGE = 50
MOST_CODES = 6
"""Findings of one claim that the list shows."""
_SEVERITY_RANKS = {"error": 0, "warning": 1, "unchecked": 2}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which claims. What is empty does not narrow.

    Attributes:
        state: "open", "decided" (by a person), or "all".
        family: the first three letters of a finding's code ("NUM").
        severity: of the worst finding that flags: "error", "warning"; or "unchecked".
        reviewer: who has taken or decided it.
        hours: at least so old.
    """

    state: Literal["open", "decided", "all"] = "open"
    family: str = ""
    severity: Literal["", "error", "warning", "unchecked"] = ""
    desk: str = ""
    document: int | None = None
    reviewer: str = ""
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class After:
    """A place in the order of the queue: worst first, then oldest."""

    rank: int
    id: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of the queue, and where the next ones begin; None when these are the last."""

    rows: tuple[QueueRow, ...]
    after: After | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many claims the queue holds, in all and by what one can filter for; each without its own filter."""

    total: int
    families: tuple[tuple[str, int], ...]
    severities: tuple[tuple[str, int], ...]
    desks: tuple[tuple[str, int], ...]


def page(reading: Connection, wanted: Filter, after: After | None = None, most: int = PAGE) -> Page:
    """The next rows of the queue."""
    found = reading.execute((_rows if _timeless(wanted) else _rows.__wrapped__)(wanted, after, most + 1)).all()
    claims = [ClaimRow(*row[:_WIDTH]) for row in found[:most]]
    codes = _codes(reading, claims)
    rows = tuple(
        QueueRow(claim, row.text, row.title, row.desk, codes.get(claim.id, ()))
        for claim, row in zip(claims, found, strict=False)
    )
    last = claims[-1] if claims else None
    return Page(rows, After(last.rank, last.id) if last and len(found) > most else None)


# In the order of the fields of the records, which are filled from rows by position: this is the page asked for most.
_CLAIM = tuple(CLAIM.c[field.name] for field in fields(ClaimRow))
_WIDTH = len(_CLAIM)
_ROWS = (
    select(*_CLAIM, CLAIM_VERSION.c.text, DOCUMENT.c.title, DOCUMENT.c.desk)
    .join(DOCUMENT, DOCUMENT.c.id == CLAIM.c.document_id)
    .join(CLAIM_VERSION, CURRENT)
)


@lru_cache(maxsize=256)
def _rows(wanted: Filter, after: After | None, most: int) -> Select[Any]:
    """The query for some rows. Kept, since putting it together takes longer than the database takes to answer it."""
    return _behind(_narrowed(_ROWS, wanted).order_by(CLAIM.c.rank, CLAIM.c.id).limit(most), after)


def _timeless(wanted: Filter) -> bool:
    """The query does not hold the present moment."""
    return wanted.hours is None and not wanted.reviewer


def _codes(reading: Connection, claims: list[ClaimRow]) -> dict[int, tuple[tuple[str, Any], ...]]:
    """The codes of the first findings that flag, of each claim as it stands."""
    found: dict[int, dict[str, str]] = {}
    if claims:
        for claim, code, severity in reading.execute(_CODES, {"claims": [claim.id for claim in claims]}):
            found.setdefault(claim, {}).setdefault(code, severity)
    return {claim: tuple(list(codes.items())[:MOST_CODES]) for claim, codes in found.items()}


_CODES = (
    select(FINDING.c.claim_id, FINDING.c.code, FINDING.c.severity)
    .join(CLAIM, CURRENT_FLAGS)
    .where(CLAIM.c.id.in_(bindparam("claims", expanding=True)), FINDING.c.position < 4 * MOST_CODES)
    .order_by(FINDING.c.claim_id, FINDING.c.position)
)


def following(reading: Connection, wanted: Filter, who: str, after: After | None = None) -> int | None:
    """The next claim that nobody else has taken: behind the given place, else from the beginning."""
    free = or_(CLAIM.c.taken_by.is_(None), CLAIM.c.taken_by == who, CLAIM.c.taken_until < times.now())
    query = _narrowed(select(CLAIM.c.id).join(DOCUMENT), wanted).where(free).order_by(CLAIM.c.rank, CLAIM.c.id).limit(1)
    for place in dict.fromkeys((after, None)):
        found = reading.execute(_behind(query, place)).scalar()
        if found is not None:
            return int(found)
    return None


def previous(reading: Connection, wanted: Filter, before: After) -> int | None:
    """The claim that stands before the given place."""
    query = _narrowed(select(CLAIM.c.id).join(DOCUMENT), wanted)
    earlier = or_(CLAIM.c.rank < before.rank, and_(CLAIM.c.rank == before.rank, CLAIM.c.id < before.id))
    found = reading.execute(query.where(earlier).order_by(CLAIM.c.rank.desc(), CLAIM.c.id.desc()).limit(1)).scalar()
    return None if found is None else int(found)


def _behind(query: Select[Any], after: After | None) -> Select[Any]:
    if after is None:
        return query
    later = or_(CLAIM.c.rank > after.rank, and_(CLAIM.c.rank == after.rank, CLAIM.c.id > after.id))
    return query.where(later)


def counts(reading: Connection, wanted: Filter) -> Counts:
    """What the filters would leave."""
    total = _narrowed(select(func.count()).select_from(CLAIM).join(DOCUMENT), wanted)
    ranks = _grouped(reading, CLAIM.c.rank, replace(wanted, severity=""))
    desks = _grouped(reading, DOCUMENT.c.desk, replace(wanted, desk=""))
    families = (
        _narrowed(select(FINDING.c.family, func.count(func.distinct(CLAIM.c.id))), replace(wanted, family=""))
        .select_from(CLAIM)
        .join(DOCUMENT)
        .join(FINDING, CURRENT_FLAGS)
        .group_by(FINDING.c.family)
        .order_by(FINDING.c.family)
    )
    by_rank = dict(ranks)
    return Counts(
        total=reading.execute(total).scalar_one(),
        families=tuple((str(family), int(count)) for family, count in reading.execute(families)),
        severities=tuple((name, by_rank[rank]) for name, rank in _SEVERITY_RANKS.items() if rank in by_rank),
        desks=tuple((str(desk), count) for desk, count in desks),
    )


def _grouped(reading: Connection, column: Any, wanted: Filter) -> list[tuple[Any, int]]:
    query = select(column, func.count()).select_from(CLAIM).join(DOCUMENT).group_by(column).order_by(column)
    return [(value, count) for value, count in reading.execute(_narrowed(query, wanted))]


def _narrowed(query: Select[Any], wanted: Filter) -> Select[Any]:
    if wanted.state == "open":
        query = query.where(CLAIM.c.state == "open")
    elif wanted.state == "decided":
        query = query.where(CLAIM.c.decided_by.is_not(None))
    if wanted.severity:
        query = query.where(CLAIM.c.rank == _SEVERITY_RANKS[wanted.severity])
    if wanted.desk:
        query = query.where(DOCUMENT.c.desk == wanted.desk)
    if wanted.document is not None:
        query = query.where(CLAIM.c.document_id == wanted.document)
    if wanted.reviewer:
        taken = and_(CLAIM.c.taken_by == wanted.reviewer, CLAIM.c.taken_until >= times.now())
        query = query.where(or_(taken, CLAIM.c.decided_by == wanted.reviewer))
    if wanted.hours is not None:
        query = query.where(CLAIM.c.created_at <= times.after(-3600 * wanted.hours))
    if wanted.family:
        query = query.where(select(FINDING.c.claim_id).where(CURRENT_FLAGS, FINDING.c.family == wanted.family).exists())
    return query
