"""Events of the chain in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from copydesk.report import wording
from copydesk.store import decisions
from copydesk.store.chain import Event

_WORDS = {
    "claim.accepted": "accepted it",
    "claim.rejected": "rejected it",
    "claim.marked": "called {code} a false alarm",
    "claim.unmarked": "no longer calls {code} a false alarm",
    "claim.noted": "left a note",
    "claim.undone": "took back what was {undone}",
    "claim.offered": "wrote another version, too late to be taken up",
    "document.created": "made the document",
    "document.published": "published the summary",
    "document.exported": "took a copy of the summary",
    "run.started": "began a run",
    "run.ended": "ended a run",
    "claims.added": "added {claims}",
    "job.ordered": "asked for: {job_kind}",
    "job.ended": "job {state}",
    "account.added": "added an account",
    "account.changed": "changed an account",
}
_HOWS = {
    "edit": "changed the wording",
    "suggestion": "applied a suggestion",
    "revised": "had the model write it again",
    "model": "wrote it again, asked with the findings as reasons",
}


@dataclass(frozen=True, slots=True)
class Told:
    """An event, ready to be shown. `undone` says that it was taken back later."""

    seq: int
    at: str
    who: str
    what: str
    words: str
    undone: bool
    claim_id: int | None


def told(events: Iterable[Event]) -> tuple[Told, ...]:
    """The events in words, in order."""
    rows = tuple(events)
    undone = decisions.undone_in(rows)
    return tuple(_told(event, event.seq in undone) for event in rows)


def _told(event: Event, undone: bool) -> Told:
    body = event.data
    words = body.get("reason") or body.get("text") or body.get("note") or body.get("said") or ""
    return Told(
        event.seq,
        event.at,
        wording.shown(event.who),
        _what(event.kind, body),
        wording.shown(str(words)),
        undone,
        event.claim_id,
    )


def _what(kind: str, body: dict[str, Any]) -> str:
    if kind == "claim.changed":
        return _HOWS.get(body.get("how", ""), "changed it")
    words = _WORDS.get(kind, kind)
    return words.format(
        code=body.get("code", ""),
        undone=str(body.get("what", "")).removeprefix("claim."),
        claims=wording.counted(len(body.get("claims", ())), "claim"),
        job_kind=body.get("kind", ""),
        state=body.get("state", ""),
    )
