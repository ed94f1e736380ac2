"""Sources with their bytes: put in once each, and read back."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, RowMapping, select
from sqlalchemy.dialects import postgresql, sqlite

from copydesk.errors import InputError
from copydesk.source import Block, Source, Span
from copydesk.store import chain
from copydesk.store.records import StoredSource, Upload
from copydesk.store.storable import unstorable
from copydesk.store.tables import RUN_SOURCE, SOURCE

_BLOCKS: TypeAdapter[tuple[Block, ...]] = TypeAdapter(tuple[Block, ...])
_DAY: TypeAdapter[datetime.date] = TypeAdapter(datetime.date)


def keep(writing: Connection, upload: Upload) -> int:
    """Keeps a source unless it is there already; returns its id.

    Raises:
        InputError: it holds letters that no database takes, or its language or media type is none.
    """
    source = upload.source
    if any(map(unstorable, (source.text, source.name, source.language, upload.media_type))):
        raise InputError(f"{source.name[:80]!r} holds zero bytes or broken letters.", "Save it as text in UTF-8.")
    for what, value, most in (("language", source.language, 35), ("media type", upload.media_type, 100)):
        if len(value) > most:
            raise InputError(f"{value[:80]!r} is no {what}.", f"Give at most {most} letters.")
    values = _source_values(upload)
    known = select(SOURCE.c.id).where(SOURCE.c.digest == values["digest"])
    found = writing.execute(known).scalar()
    if found is None:
        # In PostgreSQL two may bring the same source at once: the second waits for the first, and then takes its row.
        new = postgresql.insert(SOURCE) if writing.dialect.name == "postgresql" else sqlite.insert(SOURCE)
        writing.execute(new.values(**values).on_conflict_do_nothing(index_elements=[SOURCE.c.digest]))
        found = writing.execute(known).scalar_one()
    return int(found)


def _source_values(upload: Upload) -> dict[str, Any]:
    source = upload.source
    said = {
        "name": source.name,
        "media_type": upload.media_type,
        "raw_sha256": hashlib.sha256(upload.raw).hexdigest(),
        "text_sha256": source.sha256,
        "language": source.language,
        "published": source.published.isoformat() if source.published else None,
        "blocks": _BLOCKS.dump_json(source.blocks).decode(),
    }
    return {**said, "digest": digest_of(said), "raw": upload.raw, "text": source.text}


def digest_of(said: Mapping[str, Any]) -> str:
    """What tells one source from another: the hash of everything that is known of it."""
    return chain.sha256(chain.canonical({name: said[name] for name in _DIGESTED}))


_DIGESTED = ("name", "media_type", "raw_sha256", "text_sha256", "language", "published", "blocks")


def of_run(run: int) -> Any:
    """The query for the sources of a run, in order, without their bytes."""
    columns = [column for column in SOURCE.c if column is not SOURCE.c.raw]
    query = select(*columns).join(RUN_SOURCE, RUN_SOURCE.c.source_id == SOURCE.c.id)
    return query.where(RUN_SOURCE.c.run_id == run).order_by(RUN_SOURCE.c.position)


def sources(reading: Connection, run: int) -> tuple[StoredSource, ...]:
    """What the claims of a run were checked against."""
    return tuple(_stored(row) for row in reading.execute(of_run(run)).mappings())


def source_digests(reading: Connection, run: int) -> tuple[str, ...]:
    """The same, but only what tells one source from another; cheap for large ones."""
    query = select(SOURCE.c.digest).join(RUN_SOURCE, RUN_SOURCE.c.source_id == SOURCE.c.id)
    return tuple(reading.execute(query.where(RUN_SOURCE.c.run_id == run).order_by(RUN_SOURCE.c.position)).scalars())


def _read_blocks(body: str) -> tuple[Block, ...]:
    """What `_BLOCKS` has written; without asking whether it has, since a long source has tens of thousands."""
    return tuple(
        Block(Span(one["span"]["start"], one["span"]["end"]), one["kind"], one["page"]) for one in json.loads(body)
    )


def _stored(row: RowMapping) -> StoredSource:
    day = row["published"]
    source = Source(
        text=row["text"],
        name=row["name"],
        blocks=_read_blocks(row["blocks"]),
        published=_DAY.validate_python(day) if day else None,
        language=row["language"],
    )
    return StoredSource(row["id"], row["digest"], row["raw_sha256"], row["media_type"], source)
