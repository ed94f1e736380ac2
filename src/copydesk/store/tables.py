"""The tables, as they stand after the last migration (`migrations/versions`); read this to read the database.

Three kinds of rows:

- *Kept for good*: `source`, `run`, `run_end`, `attempt`, `claim_version`, `finding`, `event`. Triggers of the database
  refuse to change or delete them (`APPEND_ONLY`).
- *As things stand*: `document`, `claim`, `mark`, `chain`. Everything in them follows from the events, and
  `copydesk audit` compares the two.
- *Passing*: `job`, `job_event`, `account`, `session`, `login_failure`, `kept_answer`, `setting`.

Times are UTC as text, `2026-11-25T04:38:29.000000Z`: they sort as they are, hash as they are, and mean the same in
every database. Records are JSON as text, for the same reason. Spans are code points, half-open.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text, and_

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

HASH = String(64)
"""SHA-256 in lower-case hexadecimal."""
WHEN = String(27)
WHO = String(100)

SOURCE = Table(
    "source",
    METADATA,
    Column("id", Integer, primary_key=True),
    # Of the whole record: bytes, text, blocks, name, language, day.
    Column("digest", HASH, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("raw_sha256", HASH, nullable=False),
    Column("text", Text, nullable=False),
    Column("text_sha256", HASH, nullable=False),
    Column("language", String(35), nullable=False),
    Column("published", String(10)),
    Column("blocks", Text, nullable=False),
)

DOCUMENT = Table(
    "document",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("desk", String(100), nullable=False, index=True),
    Column("created_at", WHEN, nullable=False),
    Column("created_by", WHO, nullable=False),
    # Raised with every change of the document or of one of its claims.
    Column("revision", Integer, nullable=False),
    # The event that published it, and the revision it had then.
    Column("published_event", Integer),
    Column("published_revision", Integer),
)

RUN = Table(
    "run",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("document_id", ForeignKey("document.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("version", String(40), nullable=False),
    Column("policy", Text, nullable=False),
    Column("policy_sha256", HASH, nullable=False),
    Column("started_at", WHEN, nullable=False),
    Column("started_by", WHO, nullable=False),
)

RUN_SOURCE = Table(
    "run_source",
    METADATA,
    Column("run_id", ForeignKey("run.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("source_id", ForeignKey("source.id"), nullable=False, index=True),
)

RUN_END = Table(
    "run_end",
    METADATA,
    Column("run_id", ForeignKey("run.id"), primary_key=True),
    Column("ended_at", WHEN, nullable=False),
    Column("stopped", Text),
    # The model, endpoint, prompt, schema, settings, and seconds of a summary; null for a check.
    Column("model_run", Text),
    Column("timing", Text),
)

ATTEMPT = Table(
    "attempt",
    METADATA,
    Column("run_id", ForeignKey("run.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", WHEN, nullable=False),
    Column("body", Text, nullable=False),
)

CLAIM = Table(
    "claim",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("document_id", ForeignKey("document.id"), nullable=False, index=True),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("key", String(100), nullable=False),
    Column("created_at", WHEN, nullable=False),
    # As things stand: the version that counts, what the verifier says of it, what a person decided.
    Column("version", Integer, nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    # Of the worst finding that flags: 0 error, 1 warning, 2 unchecked, 3 nothing flags.
    Column("rank", Integer, nullable=False),
    Column("decided_by", WHO),
    Column("decided_at", WHEN),
    # Raised with every decision. Whoever decides names the one that was on screen.
    Column("revision", Integer, nullable=False),
    # A lease, not a lock: who is at it, and until when.
    Column("taken_by", WHO),
    Column("taken_until", WHEN),
    Index("ix_claim_queue", "state", "rank", "id"),
    Index("ix_claim_run_key", "run_id", "key", unique=True),
)

CLAIM_VERSION = Table(
    "claim_version",
    METADATA,
    Column("claim_id", ForeignKey("claim.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("made_at", WHEN, nullable=False),
    Column("made_by", WHO, nullable=False),
    # "model", "check", "edit", "suggestion", "revised"
    Column("how", String(20), nullable=False),
    # For lists; the exact text stands in `checked`.
    Column("text", Text, nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("policy_sha256", HASH, nullable=False),
    Column("checker", String(40), nullable=False),
    # The whole `CheckedClaim` as JSON, and its hash.
    Column("checked", Text, nullable=False),
    Column("digest", HASH, nullable=False),
)

FINDING = Table(
    "finding",
    METADATA,
    Column("claim_id", Integer, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("code", String(20), nullable=False),
    Column("family", String(3), nullable=False),
    Column("severity", String(10), nullable=False),
    Column("flags", Boolean, nullable=False),
    Index("ix_finding_family", "family", "claim_id", "version"),
)

MARK = Table(
    "mark",
    METADATA,
    # A finding that a person called a false alarm.
    Column("claim_id", Integer, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("who", WHO, nullable=False),
    Column("at", WHEN, nullable=False),
)

EVENT = Table(
    "event",
    METADATA,
    # 1, 2, 3 without a gap; not made by the database.
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", WHEN, nullable=False),
    Column("who", WHO, nullable=False),
    Column("kind", String(30), nullable=False, index=True),
    Column("document_id", Integer, index=True),
    Column("claim_id", Integer, index=True),
    Column("version", Integer),
    Column("body", Text, nullable=False),
    Column("previous", HASH, nullable=False),
    Column("hash", HASH, nullable=False),
)

CHAIN = Table(
    "chain",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("hash", HASH, nullable=False),
)

JOB = Table(
    "job",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("document_id", ForeignKey("document.id"), nullable=False, index=True),
    Column("claim_id", Integer),
    Column("request", Text, nullable=False),
    Column("requested_at", WHEN, nullable=False),
    Column("requested_by", WHO, nullable=False),
    # "waiting", "running", "done", "failed", "cancelled"
    Column("state", String(10), nullable=False),
    # Raised with every lease; the fence: only the last to lease it may finish it.
    Column("attempts", Integer, nullable=False),
    Column("lease_until", WHEN),
    Column("cancel", Boolean, nullable=False),
    Column("said", Text, nullable=False),
    Column("finished_at", WHEN),
    Index("ix_job_state", "state", "id"),
)

JOB_EVENT = Table(
    "job_event",
    METADATA,
    Column("job_id", ForeignKey("job.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", WHEN, nullable=False),
    Column("body", Text, nullable=False),
)

ACCOUNT = Table(
    "account",
    METADATA,
    Column("name", WHO, primary_key=True),
    # "fact-checker", "editor", "admin"
    Column("role", String(20), nullable=False),
    # None: no login here, only through a proxy that knows the person.
    Column("password", Text),
    Column("active", Boolean, nullable=False),
    Column("created_at", WHEN, nullable=False),
)

SESSION = Table(
    "session",
    METADATA,
    # SHA-256 of the token; the token itself is only in the cookie, or with the program that uses the key.
    Column("token_sha256", HASH, primary_key=True),
    Column("account", ForeignKey("account.name"), nullable=False, index=True),
    # "browser" or "key"
    Column("kind", String(10), nullable=False),
    Column("created_at", WHEN, nullable=False),
    Column("expires_at", WHEN, nullable=False),
)

LOGIN_FAILURE = Table(
    "login_failure",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", WHO, nullable=False),
    Column("address", String(100), nullable=False),
    Column("at", WHEN, nullable=False, index=True),
)

KEPT_ANSWER = Table(
    "kept_answer",
    METADATA,
    # The account, and the key that its program chose (`Idempotency-Key`).
    Column("who", WHO, primary_key=True),
    Column("key", String(255), primary_key=True),
    # Of all that was asked: method, address, body.
    Column("request", HASH, nullable=False),
    Column("at", WHEN, nullable=False, index=True),
    # Null where nothing was done, so that it can be done again.
    Column("status", Integer),
    Column("headers", Text),
    # zlib
    Column("body", LargeBinary),
)

SETTING = Table(
    "setting",
    METADATA,
    Column("name", String(50), primary_key=True),
    Column("value", Text, nullable=False),
)

APPEND_ONLY = (SOURCE, RUN, RUN_SOURCE, RUN_END, ATTEMPT, CLAIM_VERSION, FINDING, EVENT)
"""Tables whose rows no statement may change or delete; the first migration makes the triggers that see to it."""

CURRENT = and_(CLAIM_VERSION.c.claim_id == CLAIM.c.id, CLAIM_VERSION.c.version == CLAIM.c.version)
"""Joins a claim with the version of it that counts."""
CURRENT_FLAGS = and_(FINDING.c.claim_id == CLAIM.c.id, FINDING.c.version == CLAIM.c.version, FINDING.c.flags)
"""Joins a claim with the findings that flag that version."""
