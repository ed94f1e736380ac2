"""A check at once: sources and claims in, the whole result out; kept only when that is asked for."""

from __future__ import annotations

from fastapi.responses import Response

from copydesk.desk import bounded
from copydesk.errors import Busy
from copydesk.report import json as resultfile
from copydesk.report.result import Result
from copydesk.store import documents, saving
from copydesk.store.database import Connection
from copydesk.store.documents import Heading
from copydesk.store.kept import Answer
from copydesk.store.records import Upload
from copydesk.store.runs import Origin
from copydesk.web.api.asking import Act, Once
from copydesk.web.api.bodies import Checking
from copydesk.web.api.telling import JSON
from copydesk.web.context import Desk


def check(asking: Once, wanted: Checking) -> Response:
    """Check claims against sources, and wait for the result. Without `save` nothing is stored."""
    if wanted.save:
        return asking.once(lambda: _saving(asking.desk, asking.who, wanted))
    asking.claim()
    result, _ = _checked(asking.desk, wanted)
    return Response(resultfile.dump(result), media_type=JSON)


def _checked(desk: Desk, wanted: Checking) -> tuple[Result, list[Upload]]:
    bounded.fitting([one.text for one in wanted.sources], wanted.claims if isinstance(wanted.claims, str) else ())
    if not desk.checking.acquire(blocking=False):
        raise Busy("As many checks as may be are running.", "Try again in some seconds, or hand it in as a document.")
    try:
        uploads = [one.upload() for one in wanted.sources]
        sources = [upload.source for upload in uploads]
        return bounded.check(desk.programs, wanted.cut(), sources, wanted.policy.policy()), uploads
    finally:
        desk.checking.release()


def _saving(desk: Desk, who: str, wanted: Checking) -> Act:
    result, uploads = _checked(desk, wanted)
    heading = Heading(wanted.title or documents.titled(result.sources[0]), wanted.desk)

    def save(writing: Connection) -> Answer:
        number = saving.save(writing, result, uploads, heading, Origin(who, wanted.policy.policy()))
        address = f"/api/v1/documents/{number}"
        more = f',\n  "document": {number},\n  "address": "{address}"\n}}\n'
        body = resultfile.dump(result).rstrip().removesuffix(b"}").rstrip() + more.encode()
        return Answer(201, body, {"location": address})

    return save
