"""What people have decided, as cases for a battery: a JSON object a line, in the format of tests/data/cases/FORMAT.md.

Two kinds are worth having, and each is the other's counterweight:

- *A false alarm* (`want`: "accept"): a finding that somebody marked, in a wording that nothing else speaks against:
  a person accepted it, or marked every finding that flagged it. A mark beside findings that nobody contradicted is held
  back (`held_back`): whether the whole claim is right is then not known.
- *A missed error* (`want`: "flag"): a wording that a person rejected although nothing stood against it: the verifier
  had passed it, or all that it found was marked as wrong. The most valuable of all. What was wrong is not known to us,
  so the `family` is "unknown", and the reason that was given stands in `why`. A claim can also be rejected because it
  is dull: read the reason before a case goes into a battery.

A wording that somebody edited without rejecting it is no case: most edits are of style.

A line can be given to `copydesk batch check` as it is: `source` is a text, or a list of texts where the run had
several, and `published` is the day that relative dates count from. `desk` says where the case comes from: the event of
the mark or the decision, who, when, the document, the claim and its version, the finding, the sources' hashes. All
cases of a claim share one `pair`, so that a wrong wording and the right one that replaced it stand together.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, select

from copydesk.checking import rules
from copydesk.store import agreement, chain, claims, sources
from copydesk.store.agreement import Deciding, Wording
from copydesk.store.chain import Event
from copydesk.store.decisions import standing_decisions
from copydesk.store.records import StoredSource, Version
from copydesk.store.tables import FINDING, MARK

UNKNOWN = "unknown"
FAMILIES = {rule.code[:3]: family.__name__.rpartition(".")[2] for family in rules.FAMILIES for rule in family.RULES}
"""What the format calls a family of codes."""
# What the source does not speak of at all: the batteries count a right claim of that kind among the plain paraphrases.
FAMILIES |= {"CON": "safe"}


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a case comes from. `code` to `message` are of the marked finding; None where there is none."""

    event: int
    who: str
    at: str
    document: int
    claim: int
    version: int
    checker: str
    policy_sha256: str
    sources: tuple[dict[str, str], ...]
    code: str | None = None
    rule: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    """A case before its texts are read. `position` is of the marked finding; None for a missed error."""

    event: int
    wording: Wording
    position: int | None


def cases(reading: Connection) -> Iterator[dict[str, Any]]:
    """Every case, in the order of the events that made it one."""
    decided = _last_decisions(reading)
    told = [*_false_alarms(reading, decided), *_missed(reading, decided)]
    for one in sorted(told, key=lambda one: one.event):
        yield _case(reading, one)


def line(case: dict[str, Any]) -> bytes:
    """A case as a line of a file."""
    try:
        return json.dumps(case, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        # Half a surrogate pair from a model; UTF-8 has no form for it.
        return json.dumps(case).encode() + b"\n"


def held_back(reading: Connection) -> int:
    """How many marks are no cases, because something else stands against the same wording."""
    marks = sum(len(positions) for positions in _marks(reading).values())
    return marks - sum(1 for _ in _false_alarms(reading, _last_decisions(reading)))


def _last_decisions(reading: Connection) -> dict[Wording, Deciding]:
    return {one.wording: one for one in agreement.standing(reading)}


def _marks(reading: Connection) -> dict[Wording, list[int]]:
    found: defaultdict[Wording, list[int]] = defaultdict(list)
    columns = (MARK.c.claim_id, MARK.c.version, MARK.c.position)
    for claim, version, position in reading.execute(select(*columns).order_by(*columns)):
        found[claim, version].append(position)
    return found


def _flagging(reading: Connection, wording: Wording) -> set[int]:
    claim, version = wording
    places = select(FINDING.c.position).where(FINDING.c.claim_id == claim, FINDING.c.version == version)
    return set(reading.execute(places.where(FINDING.c.flags)).scalars())


def _false_alarms(reading: Connection, decided: dict[Wording, Deciding]) -> Iterator[_Told]:
    for wording, positions in _marks(reading).items():
        kind = decided[wording].kind if wording in decided else ""
        cleared = kind == "claim.accepted" or _flagging(reading, wording) <= set(positions)
        if cleared and kind != "claim.rejected":
            events = _marked(reading, wording)
            yield from (_Told(events[position], wording, position) for position in positions)


def _marked(reading: Connection, wording: Wording) -> dict[int, int]:
    """By the position of a finding, the event that marked it last."""
    claim, version = wording
    past = standing_decisions(chain.events(reading, claim_id=claim, version=version))
    return {event.data["position"]: event.seq for event in past if event.kind == "claim.marked"}


def _missed(reading: Connection, decided: dict[Wording, Deciding]) -> Iterator[_Told]:
    marks = _marks(reading)
    for wording, last in decided.items():
        passed = last.kind == "claim.rejected" and _flagging(reading, wording) <= set(marks.get(wording, ()))
        # What could not be checked was not passed either.
        if passed and claims.version(reading, *wording).checked.outcome != "unchecked":
            yield _Told(last.seq, wording, None)


def _case(reading: Connection, told: _Told) -> dict[str, Any]:
    claim = claims.claim(reading, told.wording[0])
    assert claim is not None
    event, version = chain.events(reading, seq=told.event)[0], claims.version(reading, *told.wording)
    stored = sources.sources(reading, claim.run_id)
    trace = _trace(event, version, told.position, stored)
    first, texts = stored[0].source, [one.source.text for one in stored]
    said, missed = version.checked.claim, told.position is None
    case = {
        "id": f"desk-{event.seq}",
        "pair": f"desk-claim-{claim.id}",
        "lang": first.language,
        "kind": "desk-missed" if missed else "desk-false-alarm",
        "source": texts[0] if len(texts) == 1 else texts,
        "evidence": None if said.evidence is None else list(said.evidence),
        "claim": said.text,
        "want": "flag" if missed else "accept",
        "family": FAMILIES.get((trace.code or "")[:3], UNKNOWN),
        "why": _why(event, trace.code),
    }
    day = first.published
    return case | ({"published": day.isoformat()} if day else {}) | {"desk": asdict(trace)}


def _trace(event: Event, version: Version, position: int | None, stored: Sequence[StoredSource]) -> Trace:
    assert event.document_id is not None
    finding = None if position is None else version.checked.findings[position]
    return Trace(
        event=event.seq,
        who=event.who,
        at=event.at,
        document=event.document_id,
        claim=version.claim_id,
        version=version.version,
        checker=version.checker,
        policy_sha256=version.policy_sha256,
        sources=tuple({"name": one.source.name, "sha256": one.source.sha256} for one in stored),
        code=finding.code if finding else None,
        rule=finding.rule if finding else None,
        message=finding.message if finding else None,
    )


def _why(event: Event, code: str | None) -> str:
    """What the person wrote, on one line; else what they did."""
    data = event.data
    words = " ".join(str(data.get("note") or data.get("reason") or "").split())
    done = f"{event.who} marked {code} as a false alarm" if code else f"{event.who} rejected it"
    return words or f"{done}, without a note."
