"""Documents with their sources, runs and claims: put in, and read back."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, Literal

from pydantic import TypeAdapter
from sqlalchemy import Connection, RowMapping, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from copydesk.checking.records import CheckedClaim
from copydesk.checking.verdict import DEFAULT, Policy
from copydesk.errors import InputError, NotThere
from copydesk.report import wording
from copydesk.report.result import Attempt, ModelRun, Result, Timing
from copydesk.source import Block, Source
from copydesk.store import chain, times
from copydesk.store.chain import Fact
from copydesk.store.records import (
    ClaimRow,
    Document,
    How,
    Mark,
    Run,
    Stage,
    StoredSource,
    Upload,
    Version,
)
from copydesk.store.tables import (
    ATTEMPT,
    CLAIM,
    CLAIM_VERSION,
    CURRENT,
    DOCUMENT,
    EVENT,
    FINDING,
    JOB,
    MARK,
    RUN,
    RUN_END,
    RUN_SOURCE,
    SOURCE,
)
from copydesk.version import VERSION

LONGEST_TITLE = 300
MOST_REASONS = 5
"""Findings of a claim that a summary shows; its own page shows all."""

_CHECKED: TypeAdapter[CheckedClaim] = TypeAdapter(CheckedClaim)
_BLOCKS: TypeAdapter[tuple[Block, ...]] = TypeAdapter(tuple[Block, ...])
_POLICY: TypeAdapter[Policy] = TypeAdapter(Policy)
_ATTEMPT: TypeAdapter[Attempt] = TypeAdapter(Attempt)
_MODEL_RUN: TypeAdapter[ModelRun] = TypeAdapter(ModelRun)
_TIMING: TypeAdapter[Timing] = TypeAdapter(Timing)
_DAY: TypeAdapter[datetime.date] = TypeAdapter(datetime.date)


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


def unstorable(text: str) -> bool:
    """Whether a text holds what no database column takes: zero bytes, or halves of surrogate pairs."""
    return _UNSTORABLE.search(text) is not None


def listed(text: str) -> str:
    """A text as the columns for lists have it; what cannot stand there is replaced. The record itself stays exact."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


# -- putting in ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Origin:
    """Who had a result made, and the policy that decided in it."""

    who: str
    policy: Policy = DEFAULT


def save(writing: Connection, result: Result, uploads: Sequence[Upload], heading: Heading, origin: Origin) -> int:
    """Keeps a whole result as a new document; returns its id.

    Raises:
        InputError: a source holds letters that no database takes.
    """
    document, who = create(writing, heading, origin.who), origin.who
    run = start_run(writing, document, "summarise" if result.run else "check", uploads, origin)
    how: How = "model" if result.run else "check"
    add_claims(writing, run, [(checked.claim.id, checked) for checked in result.claims], how, who)
    end_run(writing, run, result, who)
    return document


def create(writing: Connection, heading: Heading, who: str) -> int:
    """A new document without anything in it."""
    values = {"title": heading.title.strip(), "desk": heading.desk.strip(), "revision": 1}
    row = writing.execute(
        insert(DOCUMENT).values(**values, created_at=times.now(), created_by=who).returning(DOCUMENT.c.id)
    )
    document: int = row.scalar_one()
    chain.append(writing, Fact("document.created", who, values, document))
    return document


def start_run(
    writing: Connection,
    document: int,
    kind: Literal["check", "summarise"],
    uploads: Sequence[Upload | StoredSource],
    origin: Origin,
) -> int:
    """Begins a run of a document against these sources; returns its id."""
    policy, who = origin.policy, origin.who
    stored = [upload.id if isinstance(upload, StoredSource) else _source_id(writing, upload) for upload in uploads]
    written = chain.canonical(asdict(policy))
    values = {"kind": kind, "version": VERSION, "policy": written, "policy_sha256": policy.sha256}
    row = writing.execute(
        insert(RUN).values(document_id=document, started_at=times.now(), started_by=who, **values).returning(RUN.c.id)
    )
    run: int = row.scalar_one()
    for position, source in enumerate(stored):
        writing.execute(insert(RUN_SOURCE).values(run_id=run, position=position, source_id=source))
    digests = [row.digest for row in writing.execute(_sources_of(run))]
    chain.append(writing, Fact("run.started", who, {"run": run, **values, "sources": digests}, document))
    return run


def _source_id(writing: Connection, upload: Upload) -> int:
    source = upload.source
    if unstorable(source.text) or unstorable(source.name):
        raise InputError(f"{source.name[:80]!r} holds zero bytes or broken letters.", "Save it as text in UTF-8.")
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


def add_claims(
    writing: Connection, run: int, keyed: Iterable[tuple[str, CheckedClaim]], how: How, who: str
) -> tuple[int, ...]:
    """Adds claims to a run, in order behind those that it has; returns their ids.

    A claim that the run already has under the same key is not added again, so that a run that is made a second time
    after a crash doubles nothing.
    """
    row = run_row(writing, run)
    writing.execute(select(DOCUMENT.c.id).where(DOCUMENT.c.id == row.document_id).with_for_update(key_share=True))
    rows = writing.execute(select(CLAIM.c.key, CLAIM.c.id).where(CLAIM.c.run_id == run))
    known = {found.key: found.id for found in rows}
    position = writing.execute(
        select(func.coalesce(func.max(CLAIM.c.position), 0)).where(CLAIM.c.document_id == row.document_id)
    ).scalar_one()
    ids, told = [], []
    for key, checked in keyed:
        if key in known:
            ids.append(known[key])
            continue
        position += 1
        claim, digest = _add_claim(writing, row, position, listed(key)[:100], checked, how, who)
        ids.append(claim)
        told.append([claim, digest])
    if told:
        touch(writing, row.document_id)
        chain.append(writing, Fact("claims.added", who, {"run": run, "how": how, "claims": told}, row.document_id))
    return tuple(ids)


def _add_claim(
    writing: Connection, run: Run, position: int, key: str, checked: CheckedClaim, how: How, who: str
) -> tuple[int, str]:
    values = {
        "document_id": run.document_id,
        "run_id": run.id,
        "position": position,
        "key": key,
        "created_at": times.now(),
        "version": 1,
        "revision": 1,
        **standing(checked, run.policy),
    }
    claim: int = writing.execute(insert(CLAIM).values(**values).returning(CLAIM.c.id)).scalar_one()
    return claim, add_version(writing, claim, 1, checked, run.policy, how, who)


def standing(checked: CheckedClaim, policy: Policy) -> dict[str, Any]:
    """How a claim stands by the verifier alone: its outcome, state and rank."""
    severities = {finding.severity for finding in checked.findings if policy.flags_finding(finding)}
    rank = 3 if checked.outcome == "accepted" else 0 if "error" in severities else 1 if severities else 2
    return {"outcome": checked.outcome, "state": "passed" if checked.outcome == "accepted" else "open", "rank": rank}


def add_version(
    writing: Connection, claim: int, version: int, checked: CheckedClaim, policy: Policy, how: How, who: str
) -> str:
    """Keeps a wording of a claim with its verdict; returns the hash of the record."""
    body = dump_checked(checked)
    digest = chain.sha256(body)
    writing.execute(
        insert(CLAIM_VERSION).values(
            claim_id=claim,
            version=version,
            made_at=times.now(),
            made_by=who,
            how=how,
            text=listed(checked.claim.text),
            outcome=checked.outcome,
            policy_sha256=policy.sha256,
            checker=VERSION,
            checked=body,
            digest=digest,
        )
    )
    rows = [
        {
            "claim_id": claim,
            "version": version,
            "position": position,
            "code": finding.code,
            "family": finding.code[:3],
            "severity": finding.severity,
            "flags": policy.flags_finding(finding),
        }
        for position, finding in enumerate(checked.findings)
    ]
    if rows:
        writing.execute(insert(FINDING), rows)
    return digest


def next_version(writing: Connection, claim: int) -> int:
    """The number of a claim's next wording. Whoever asks holds the claim, so that nobody else is given the same."""
    highest = select(func.max(CLAIM_VERSION.c.version)).where(CLAIM_VERSION.c.claim_id == claim)
    return int(writing.execute(highest).scalar_one()) + 1


def dump_checked(checked: CheckedClaim) -> str:
    """A checked claim as JSON that every database takes: non-ASCII letters escaped."""
    return json.dumps(_CHECKED.dump_python(checked, mode="json"), ensure_ascii=True, separators=(",", ":"))


def load_checked(body: str) -> CheckedClaim:
    return _CHECKED.validate_json(body)


def add_attempt(writing: Connection, run: int, attempt: Attempt) -> None:
    """Keeps one answer of the model."""
    known = select(func.coalesce(func.max(ATTEMPT.c.number), 0)).where(ATTEMPT.c.run_id == run)
    number = writing.execute(known).scalar_one() + 1
    body = json.dumps(_ATTEMPT.dump_python(attempt, mode="json"), ensure_ascii=True)
    writing.execute(insert(ATTEMPT).values(run_id=run, number=number, at=times.now(), body=body))


def end_run(writing: Connection, run: int, result: Result, who: str) -> None:
    """The run is over; its answers of the model, and what it says of itself, are kept."""
    row = run_row(writing, run)
    for attempt in result.run.attempts if result.run else ():
        add_attempt(writing, run, attempt)
    model = json.dumps(_MODEL_RUN.dump_python(result.run, mode="json")) if result.run else None
    timing = _TIMING.dump_json(result.timing).decode() if result.timing else None
    stopped = listed(result.stopped) if result.stopped else None
    values = {"stopped": stopped, "model_run": model, "timing": timing}
    writing.execute(insert(RUN_END).values(run_id=run, ended_at=times.now(), **values))
    body = {"run": run, "stopped": stopped, "model_run": chain.sha256(model or "")}
    chain.append(writing, Fact("run.ended", who, body, row.document_id))


def touch(writing: Connection, document: int) -> None:
    """Raises the revision of a document, and so waits for whoever is changing it."""
    writing.execute(update(DOCUMENT).where(DOCUMENT.c.id == document).values(revision=DOCUMENT.c.revision + 1))


# -- reading back --------------------------------------------------------------------------------------------------


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


def runs(reading: Connection, document: int) -> tuple[Run, ...]:
    """The runs of a document, in order."""
    rows = reading.execute(_RUNS.where(RUN.c.document_id == document).order_by(RUN.c.id)).mappings()
    return tuple(map(_run, rows))


def run_row(reading: Connection, run: int) -> Run:
    return _run(reading.execute(_RUNS.where(RUN.c.id == run)).mappings().one())


_RUNS = select(RUN, RUN_END.c.ended_at, RUN_END.c.stopped, RUN_END.c.model_run).join(
    RUN_END, RUN_END.c.run_id == RUN.c.id, isouter=True
)


def _run(row: RowMapping) -> Run:
    return Run(
        id=row["id"],
        document_id=row["document_id"],
        kind=row["kind"],
        version=row["version"],
        policy=_POLICY.validate_json(row["policy"]),
        started_at=row["started_at"],
        started_by=row["started_by"],
        ended=row["ended_at"] is not None,
        stopped=row["stopped"],
        model=_MODEL_RUN.validate_json(row["model_run"]) if row["model_run"] else None,
    )


def attempts(reading: Connection, run: int) -> tuple[Attempt, ...]:
    rows = reading.execute(select(ATTEMPT.c.body).where(ATTEMPT.c.run_id == run).order_by(ATTEMPT.c.number)).scalars()
    return tuple(map(_ATTEMPT.validate_json, rows))


def _sources_of(run: int) -> Any:
    columns = [column for column in SOURCE.c if column is not SOURCE.c.raw]
    query = select(*columns).join(RUN_SOURCE, RUN_SOURCE.c.source_id == SOURCE.c.id)
    return query.where(RUN_SOURCE.c.run_id == run).order_by(RUN_SOURCE.c.position)


def sources(reading: Connection, run: int) -> tuple[StoredSource, ...]:
    """What the claims of a run were checked against."""
    return tuple(_stored(row) for row in reading.execute(_sources_of(run)).mappings())


def source_digests(reading: Connection, run: int) -> tuple[str, ...]:
    """The same, but only what tells one source from another; cheap for large ones."""
    query = select(SOURCE.c.digest).join(RUN_SOURCE, RUN_SOURCE.c.source_id == SOURCE.c.id)
    return tuple(reading.execute(query.where(RUN_SOURCE.c.run_id == run).order_by(RUN_SOURCE.c.position)).scalars())


def _stored(row: RowMapping) -> StoredSource:
    day = row["published"]
    source = Source(
        text=row["text"],
        name=row["name"],
        blocks=_BLOCKS.validate_json(row["blocks"]),
        published=_DAY.validate_python(day) if day else None,
        language=row["language"],
    )
    return StoredSource(row["id"], row["digest"], row["raw_sha256"], row["media_type"], source)


def claim(reading: Connection, number: int) -> ClaimRow | None:
    row = reading.execute(select(CLAIM).where(CLAIM.c.id == number)).mappings().one_or_none()
    return ClaimRow(**row) if row else None


def claims(reading: Connection, document: int) -> tuple[tuple[ClaimRow, str], ...]:
    """The claims of a document in the order of the summary, each with its text as it stands (for lists)."""
    query = (
        select(CLAIM, CLAIM_VERSION.c.text)
        .join(CLAIM_VERSION, CURRENT)
        .where(CLAIM.c.document_id == document)
        .order_by(CLAIM.c.position)
    )
    rows = reading.execute(query).mappings()
    return tuple((ClaimRow(**{k: v for k, v in row.items() if k != "text"}), row["text"]) for row in rows)


def versions(reading: Connection, claim: int) -> tuple[Version, ...]:
    """Every wording that a claim has had, in order."""
    query = select(CLAIM_VERSION).where(CLAIM_VERSION.c.claim_id == claim).order_by(CLAIM_VERSION.c.version)
    return tuple(map(_version, reading.execute(query).mappings()))


def version(reading: Connection, claim: int, number: int) -> Version:
    query = select(CLAIM_VERSION).where(CLAIM_VERSION.c.claim_id == claim, CLAIM_VERSION.c.version == number)
    return _version(reading.execute(query).mappings().one())


def standing_versions(reading: Connection, document: int) -> tuple[tuple[ClaimRow, Version], ...]:
    """The claims of a document in order, each with the version that counts."""
    rows = [row for row, _ in claims(reading, document)]
    query = select(CLAIM_VERSION).join(CLAIM, CURRENT).where(CLAIM.c.document_id == document)
    found = {row["claim_id"]: _version(row) for row in reading.execute(query).mappings()}
    return tuple((row, found[row.id]) for row in rows)


def reasons(reading: Connection, document: int) -> dict[int, tuple[str, ...]]:
    """Why each claim of a document that is open or rejected does not stand in it: what the person said who rejected
    it, else what the verifier says."""
    policies = {run.id: run.policy for run in runs(reading, document)}
    said = said_of(reading, document)
    columns = (CLAIM.c.id, CLAIM.c.run_id, CLAIM.c.state, CLAIM_VERSION.c.checked)
    query = select(*columns).join(CLAIM_VERSION, CURRENT).where(CLAIM.c.document_id == document)
    found: dict[int, tuple[str, ...]] = {}
    for row in reading.execute(query.where(CLAIM.c.state.in_(("open", "rejected")))):
        words = said.get(row.id, "") if row.state == "rejected" else ""
        found[row.id] = (words,) if words else reasons_of(load_checked(row.checked), policies[row.run_id])
    return found


def reasons_of(checked: CheckedClaim, policy: Policy) -> tuple[str, ...]:
    """What the verifier has against a claim, a line each: why it is unchecked, and the first findings that flag."""
    why = [checked.why] if checked.outcome == "unchecked" and checked.why else []
    flagging = (f"{one.code}: {one.message}" for one in checked.findings if policy.flags_finding(one))
    return tuple(map(wording.shown, islice((*why, *flagging), MOST_REASONS)))


def said_of(reading: Connection, document: int) -> dict[int, str]:
    """What the person said who accepted or rejected a claim of a document, of every claim that stands so; "" where
    they said nothing."""
    decided = select(EVENT.c.claim_id, EVENT.c.body, CLAIM.c.state, CLAIM.c.decided_at).join(
        CLAIM, EVENT.c.claim_id == CLAIM.c.id
    )
    kinds = ("claim.accepted", "claim.rejected")
    query = decided.where(CLAIM.c.document_id == document, EVENT.c.kind.in_(kinds)).order_by(EVENT.c.seq)
    found: dict[int, str] = {}
    for row in reading.execute(query):
        body = json.loads(row.body)
        # The claim may stand by an earlier decision again, since a later one was taken back.
        if (body["after"]["state"], body["after"]["decided_at"]) == (row.state, row.decided_at):
            found[row.claim_id] = body["reason"]
    return found


def _version(row: RowMapping) -> Version:
    fields = ("claim_id", "version", "made_at", "made_by", "how", "policy_sha256", "checker", "digest")
    return Version(**{name: row[name] for name in fields}, checked=load_checked(row["checked"]))


def marks(reading: Connection, claim: int) -> tuple[Mark, ...]:
    """Findings of a claim that were called false alarms, of all its versions."""
    query = select(MARK).where(MARK.c.claim_id == claim).order_by(MARK.c.version, MARK.c.position)
    rows = reading.execute(query).mappings()
    return tuple(Mark(row["version"], row["position"], row["who"], row["at"]) for row in rows)
