"""From the events of a document to how it must stand. Pure: what is stored is handed in, and what comes out is compared
by `store.audit`.

Each event is also held against those before it: a decision names the standing that it changed, and that must be the
one the events come to.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from copydesk.checking.records import CheckedClaim, Finding
from copydesk.checking.verdict import Policy
from copydesk.claims import Claim
from copydesk.source import Span
from copydesk.store import chain, claims, storable
from copydesk.store.chain import Event
from copydesk.store.decisions import STANDING_COLUMNS, UNDOABLE
from copydesk.store.records import STANDING

Wording = tuple[int, int]
"""A claim and the number of one of its versions."""
Place = tuple[int, int, int]
"""A claim, a version, and the position of a finding."""


class Mismatch(Exception):
    """What is stored is not what the events say; the text is a sentence that names it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a stored version of a claim says of itself, read from its record."""

    digest: str
    how: str
    made_by: str
    checker: str
    text: str
    outcome: str
    findings: tuple[tuple[str, Any], ...]
    """Code and severity of each."""

    def standing(self, policy: Policy) -> dict[str, Any]:
        """How a claim with this wording stands by the verifier alone."""
        return claims.standing(CheckedClaim(Claim("", ""), self.outcome, findings=self._read()), policy)  # type: ignore[arg-type]

    def flagging(self, policy: Policy) -> list[tuple[str, str, str, bool]]:
        """The rows of its findings: code, family, severity, and whether it flags."""
        return [(one.code, one.code[:3], one.severity, policy.flags_finding(one)) for one in self._read()]

    def _read(self) -> tuple[Finding, ...]:
        return tuple(Finding(code, "", severity, Span(0, 0), "") for code, severity in self.findings)


def kept(row: Mapping[str, Any]) -> Kept:
    """Reads a row of `claim_version`.

    Raises:
        Mismatch: the row contradicts itself.
    """
    named = f"claim {row['claim_id']}, version {row['version']}"
    if chain.sha256(row["checked"]) != row["digest"]:
        raise Mismatch(f"{named}: the record was changed")
    try:
        read = json.loads(row["checked"])
        text, outcome = storable.listed(read["claim"]["text"]), read["outcome"]
        found = tuple((one["code"], one["severity"]) for one in read["findings"])
    except (KeyError, TypeError, ValueError):
        raise Mismatch(f"{named}: what is stored is no record of a claim") from None
    if (row["text"], row["outcome"]) != (text, outcome):
        raise Mismatch(f"{named}: the text or the outcome in its row is not that of its record")
    return Kept(row["digest"], row["how"], row["made_by"], row["checker"], text, outcome, found)


@dataclass(frozen=True, slots=True)
class RunSaid:
    """What the beginning and the end of a run say."""

    begun: Mapping[str, Any]
    by: str
    ended: Mapping[str, Any] | None = None

    @property
    def policy(self) -> Policy:
        read = json.loads(self.begun["policy"])
        return Policy(tuple(read["flags"]), tuple(read["ignore"]))


@dataclass(frozen=True, slots=True)
class Stands:
    """How a claim must stand. `key` is None where the event that added it does not say it, as older ones do not."""

    run: int
    key: str | None
    position: int
    revision: int
    standing: Mapping[str, Any]


@dataclass(slots=True)
class Replay:
    """How a document must stand, after the events so far.

    Attributes:
        versions: every wording that an event names.
        document: columns of the document; empty before it was created.
    """

    stored: Mapping[Wording, Kept]
    document: dict[str, Any] = field(default_factory=dict)
    runs: dict[int, RunSaid] = field(default_factory=dict)
    claims: dict[int, Stands] = field(default_factory=dict)
    versions: set[Wording] = field(default_factory=set)
    marks: dict[Place, tuple[str, str]] = field(default_factory=dict)
    _swung: dict[int, tuple[Place, tuple[str, str] | None]] = field(default_factory=dict)
    """By the event that made or took away a mark: its place, and the mark that taking it back brings again."""

    def all(self, events: Iterable[Event]) -> None:
        """Replays them in order.

        Raises:
            Mismatch: an event contradicts those before it, or names what is not stored as it says.
        """
        for event in events:
            apply = _KINDS.get(event.kind)
            if apply is not None:
                try:
                    apply(self, event, event.data)
                except (KeyError, TypeError, ValueError) as error:
                    raise Mismatch(f"{_named(event)} says too little: {error!r}") from None

    def created(self, event: Event, data: dict[str, Any]) -> None:
        if self.document:
            raise Mismatch(f"{_named(event)}: document {event.document_id} was there before")
        said = {name: data[name] for name in ("title", "desk", "revision")}
        self.document = {**said, "created_by": event.who, "published_event": None, "published_revision": None}

    def started(self, event: Event, data: dict[str, Any]) -> None:
        self.runs[data["run"]] = RunSaid(data, event.who)

    def ended(self, event: Event, data: dict[str, Any]) -> None:
        self.runs[data["run"]] = replace(self.runs[data["run"]], ended=data)

    def added(self, event: Event, data: dict[str, Any]) -> None:
        self.touched(event, data)
        policy = self.runs[data["run"]].policy
        for claim, digest, *key in data["claims"]:
            found = self._version(event, (claim, 1), digest, data)
            standing = {"version": 1, **found.standing(policy), "decided_by": None, "decided_at": None}
            self.claims[claim] = Stands(data["run"], next(iter(key), None), len(self.claims) + 1, 1, standing)

    def offered(self, event: Event, data: dict[str, Any]) -> None:
        self.touched(event, data)
        self._version(event, _wording(event), data["digest"], data)

    def decided(self, event: Event, data: dict[str, Any]) -> None:
        claim, version = _wording(event)
        before = self.claims[claim]
        run, after = self.runs[before.run], data["after"]
        was = (before.standing["version"], before.standing, before.revision + 1)
        if (version, data["before"], data["revision"]) != was:
            raise Mismatch(f"{_named(event)} does not continue how claim {claim} stood before it")
        if event.kind == "claim.changed":
            self._version(event, (claim, after["version"]), data["digest"], data)
        if self.stored[claim, after["version"]].digest != data["digest"]:
            raise Mismatch(f"{_named(event)} is about another wording than the one stored")
        if (data["sources"], data["policy"]) != (run.begun["sources"], run.begun["policy_sha256"]):
            raise Mismatch(f"{_named(event)} names other sources or another policy than its run")
        if set(after) != set(STANDING_COLUMNS):
            raise ValueError("after")
        if after != before.standing:
            self.touched(event, data)
        self.claims[claim] = replace(before, revision=data["revision"], standing=after)

    def marked(self, event: Event, data: dict[str, Any]) -> None:
        self.decided(event, data)
        place = _place(event, data)
        self.marks[place] = (event.who, event.at)
        self._swung[event.seq] = (place, None)

    def unmarked(self, event: Event, data: dict[str, Any]) -> None:
        self.decided(event, data)
        place = _place(event, data)
        self._swung[event.seq] = (place, self.marks.pop(place))

    def undone(self, event: Event, data: dict[str, Any]) -> None:
        self.decided(event, data)
        if data["what"] not in UNDOABLE:
            raise ValueError(data["what"])
        if data["undoes"] in self._swung:
            place, again = self._swung[data["undoes"]]
            self.marks.pop(place, None)
            if again:
                self.marks[place] = again

    def published(self, event: Event, data: dict[str, Any]) -> None:
        self.touched(event, data)
        standing = [
            [claim, one.standing["version"], self.stored[claim, one.standing["version"]].text]
            for claim, one in self.claims.items()
            if one.standing["state"] in STANDING
        ]
        if data["claims"] != standing:
            raise Mismatch(f"{_named(event)} published other claims than those that stood")
        self.document |= {"published_event": event.seq, "published_revision": self.document["revision"]}

    def touched(self, event: Event, data: dict[str, Any]) -> None:
        self.document["revision"] += 1

    def _version(self, event: Event, wording: Wording, digest: str, data: Mapping[str, Any]) -> Kept:
        named = f"claim {wording[0]}, version {wording[1]}"
        found = self.stored.get(wording)
        if found is None:
            raise Mismatch(f"{named}, which event {event.seq} names, is not stored")
        # Older events do not say which version of the checker it was.
        said = (digest, data["how"], event.who, data.get("checker", found.checker))
        if (found.digest, found.how, found.made_by, found.checker) != said:
            raise Mismatch(f"{named} is not what event {event.seq} says of it")
        if wording in self.versions:
            raise Mismatch(f"{_named(event)} makes {named} a second time")
        self.versions.add(wording)
        return found


def _wording(event: Event) -> Wording:
    if event.claim_id is None or event.version is None:
        raise ValueError("no claim")
    return event.claim_id, event.version


def _place(event: Event, data: Mapping[str, Any]) -> Place:
    return (*_wording(event), data["position"])


def _named(event: Event) -> str:
    return f"event {event.seq} ({event.kind} by {event.who}, {event.at})"


_KINDS = {
    "document.created": Replay.created,
    "run.started": Replay.started,
    "run.ended": Replay.ended,
    "claims.added": Replay.added,
    "claim.accepted": Replay.decided,
    "claim.rejected": Replay.decided,
    "claim.changed": Replay.decided,
    "claim.offered": Replay.offered,
    "claim.marked": Replay.marked,
    "claim.unmarked": Replay.unmarked,
    "claim.undone": Replay.undone,
    "job.ended": Replay.touched,
    "document.published": Replay.published,
}
"""What each kind of event does; the others (a note, a job that was ordered) change nothing that stands."""
