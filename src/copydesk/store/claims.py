"""Claims with every wording that they had, and what the verifier and people said of each: put in, and read back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from itertools import islice
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, RowMapping, func, insert, select

from copydesk.checking.records import CheckedClaim
from copydesk.checking.verdict import Policy
from copydesk.report import wording
from copydesk.store import chain, documents, runs, storable, times
from copydesk.store.chain import Fact
from copydesk.store.records import ClaimRow, How, Mark, Run, Version, Wording
from copydesk.store.storable import listed
from copydesk.store.tables import CLAIM, CLAIM_VERSION, CURRENT, DOCUMENT, EVENT, FINDING, MARK
from copydesk.version import VERSION

MOST_REASONS = 5
"""Findings of a claim that a summary shows; its own page shows all."""
LONGEST_KEY = 100

_CHECKED: TypeAdapter[CheckedClaim] = TypeAdapter(CheckedClaim)


def add_claims(
    writing: Connection, run: int, keyed: Iterable[tuple[str, CheckedClaim]], how: How, who: str
) -> tuple[int, ...]:
    """Adds claims to a run, in order behind those that it has; returns their ids.

    A claim that the run already has under the same key is not added again, so that a run that is made a second time
    after a crash doubles nothing.
    """
    row = runs.run_row(writing, run)
    named = [(_stored_key(key), checked) for key, checked in keyed]
    known = _by_key(writing, run)
    if all(key in known for key, _ in named):
        # The document stays free: whoever goes on to decide about these takes the claim first, as everybody does.
        return tuple(known[key] for key, _ in named)
    writing.execute(select(DOCUMENT.c.id).where(DOCUMENT.c.id == row.document_id).with_for_update(key_share=True))
    known = _by_key(writing, run)
    position = writing.execute(
        select(func.coalesce(func.max(CLAIM.c.position), 0)).where(CLAIM.c.document_id == row.document_id)
    ).scalar_one()
    ids, told = [], []
    for key, checked in named:
        if key in known:
            ids.append(known[key])
            continue
        position += 1
        claim, digest = _add_claim(writing, row, position, key, checked, how, who)
        ids.append(claim)
        told.append([claim, digest, key])
    if told:
        documents.touch(writing, row.document_id)
        body = {"run": run, "how": how, "checker": VERSION, "claims": told}
        chain.append(writing, Fact("claims.added", who, body, row.document_id))
    return tuple(ids)


def _by_key(reading: Connection, run: int) -> dict[str, int]:
    rows = reading.execute(select(CLAIM.c.key, CLAIM.c.id).where(CLAIM.c.run_id == run))
    return {row.key: row.id for row in rows}


def _stored_key(key: str) -> str:
    """A key as its column takes it: one that is too long, or broken, ends in its hash, and stays unlike all others."""
    fits = listed(key)[:LONGEST_KEY]
    if fits == key:
        return key
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{fits[: LONGEST_KEY - len(digest) - 1]}-{digest}"


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
    """A checked claim as JSON that every database takes.

    Raises:
        InputError: it cannot be written so that it reads as it was.
    """
    return storable.dump(_CHECKED, checked)


def load_checked(body: str) -> CheckedClaim:
    checked: CheckedClaim = storable.load(_CHECKED, body)
    return checked


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


def wordings(reading: Connection, claim: int) -> tuple[Wording, ...]:
    """The same for lists, without what the verifier said of each, which can be long."""
    columns = (CLAIM_VERSION.c.version, CLAIM_VERSION.c.made_by, CLAIM_VERSION.c.how, CLAIM_VERSION.c.text)
    query = select(*columns, CLAIM_VERSION.c.outcome).where(CLAIM_VERSION.c.claim_id == claim)
    return tuple(Wording(*row) for row in reading.execute(query.order_by(CLAIM_VERSION.c.version)))


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
    policies = {run.id: run.policy for run in runs.runs(reading, document)}
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
