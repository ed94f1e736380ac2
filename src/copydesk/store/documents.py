"""Documents: what they are called, which desk answers for them, and how far each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update

from copydesk.errors import InputError, NotThere
from copydesk.source import Source
from copydesk.store import chain, times
from copydesk.store.chain import Fact
from copydesk.store.records import Document, Stage
from copydesk.store.storable import unstorable
from copydesk.store.tables import CLAIM, DOCUMENT, JOB

LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Heading:
    """What a document is called, and which desk answers for it."""

    title: str
    desk: str = ""

    def __post_init__(self) -> None:
        for name, value, least in (("title", self.title, 1), ("desk", self.desk, 0)):
            most = LONGEST_TITLE if name == "title" else 100
            if not least <= len(value.strip()) <= most or unstorable(value):
                raise InputError(f"The {name} {value[:40]!r} cannot be used.", f"Give {least} to {most} letters.")


def titled(source: Source) -> str:
    """What a document is called that nobody has named: the headline of its source, or its first words."""
    headline = next((block.span.of(source.text) for block in source.blocks if block.kind == "headline"), source.text)
    words = " ".join(headline.split())
    return words if len(words) <= 100 else words[:100].rsplit(" ", 1)[0] + "…"


def create(writing: Connection, heading: Heading, who: str) -> int:
    """A new document without anything in it."""
    values = {"title": heading.title.strip(), "desk": heading.desk.strip(), "revision": 1}
    row = writing.execute(
        insert(DOCUMENT).values(**values, created_at=times.now(), created_by=who).returning(DOCUMENT.c.id)
    )
    document: int = row.scalar_one()
    chain.append(writing, Fact("document.created", who, values, document))
    return document


def hold(writing: Connection, document: int) -> None:
    """Waits for whoever is changing the document, and lets nobody else change it until this transaction ends."""
    writing.execute(select(DOCUMENT.c.id).where(DOCUMENT.c.id == document).with_for_update(key_share=True))


def touch(writing: Connection, document: int) -> None:
    """Raises the revision of a document, and so waits for whoever is changing it."""
    writing.execute(update(DOCUMENT).where(DOCUMENT.c.id == document).values(revision=DOCUMENT.c.revision + 1))


def document(reading: Connection, number: int) -> Document | None:
    row = reading.execute(select(DOCUMENT).where(DOCUMENT.c.id == number)).mappings().one_or_none()
    return Document(**row) if row else None


def known(reading: Connection, number: int) -> Document:
    """The document.

    Raises:
        NotThere: there is none with that number.
    """
    found = document(reading, number)
    if found is None:
        raise NotThere(f"There is no document {number}.", "Go back to the list.")
    return found


def documents(reading: Connection, most: int = 100, before: int | None = None) -> tuple[Document, ...]:
    """The newest first."""
    query = select(DOCUMENT).order_by(DOCUMENT.c.id.desc()).limit(most)
    if before is not None:
        query = query.where(DOCUMENT.c.id < before)
    return tuple(Document(**row) for row in reading.execute(query).mappings())


def desks(reading: Connection) -> tuple[str, ...]:
    """The desks that answer for some document, by name."""
    query = select(DOCUMENT.c.desk).where(DOCUMENT.c.desk != "").distinct()
    return tuple(sorted(reading.execute(query).scalars()))


def open_claims(reading: Connection, numbers: Sequence[int]) -> dict[int, int]:
    """How many claims of each document are open."""
    query = select(CLAIM.c.document_id, func.count()).where(CLAIM.c.state == "open").group_by(CLAIM.c.document_id)
    return {int(number): int(count) for number, count in reading.execute(query.where(CLAIM.c.document_id.in_(numbers)))}


def stages(reading: Connection, found: Sequence[Document]) -> dict[int, Stage]:
    """What is going on with each document."""
    numbers = [one.id for one in found]
    working = select(JOB.c.document_id).where(JOB.c.document_id.in_(numbers), JOB.c.state.in_(("waiting", "running")))
    busy, waiting = set(reading.execute(working).scalars()), open_claims(reading, numbers)
    return {one.id: _stage(one, one.id in busy, waiting.get(one.id, 0)) for one in found}


def _stage(one: Document, busy: bool, waiting: int) -> Stage:
    if busy:
        return "working"
    if one.published_event is not None:
        return "published" if one.published_revision == one.revision else "changed"
    return "review" if waiting else "ready"
