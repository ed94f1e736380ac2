"""A whole result, kept as a new document."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from copydesk.report.result import Result
from copydesk.store import claims, documents, runs
from copydesk.store.documents import Heading
from copydesk.store.records import How, Upload
from copydesk.store.runs import Origin


def save(writing: Connection, result: Result, uploads: Sequence[Upload], heading: Heading, origin: Origin) -> int:
    """Keeps a whole result as a new document; returns its id.

    Raises:
        InputError: a source holds letters that no database takes.
    """
    document, who = documents.create(writing, heading, origin.who), origin.who
    run = runs.start_run(writing, document, "summarise" if result.run else "check", uploads, origin)
    how: How = "model" if result.run else "check"
    claims.add_claims(writing, run, [(checked.claim.id, checked) for checked in result.claims], how, who)
    runs.end_run(writing, run, result, who)
    return document
