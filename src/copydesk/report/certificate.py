"""A certificate: what an accepted claim rests on, small enough to travel with it, and verifiable without us.

It names the sources by the hashes of their bytes and of their text, and every stretch of them that the verdict rests
on, with the words that stand there. `desk.recheck` judges the claim anew and compares; `docs/recheck.py` is a reader
of one file that shares no code with this package and verifies what can be verified without the verifier's rules.

The bytes are a pure function of what was checked. Spans count code points, half-open.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from copydesk.checking.records import CheckedClaim, Outcome, Trace
from copydesk.checking.verdict import Policy
from copydesk.errors import InputError
from copydesk.report.result import ModelRun, Result
from copydesk.source import Ref, Source

FORMAT: Literal["copydesk-certificate/1"] = "copydesk-certificate/1"
"""Raised by one when a reader of the old form could misread the new one."""
UNIT: Literal["code points, half-open"] = "code points, half-open"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A place in one of the sources, and the words that stand there."""

    source: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SourceSeen:
    """A source, by what identifies it.

    Attributes:
        bytes_sha256: of the file as it came; None where only its text was handed in.
        text_sha256: of the text as UTF-8.
        length: of the text, in code points.
        published: ISO 8601; the day that relative dates counted from.
    """

    name: str
    bytes_sha256: str | None
    text_sha256: str
    length: int
    language: str
    published: str | None


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage that the claim quotes as its evidence, and where it stands."""

    quoted: str
    how: str
    places: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A mention of the claim.

    Attributes:
        start, end: in the claim's text.
        found_by: the rule that read it.
        decided_by: the rule that compared it.
        places: what it was found to agree with.
    """

    kind: str
    start: int
    end: int
    text: str
    found_by: str
    relation: str
    decided_by: str
    places: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """How a model came to the claim; fingerprints in lower-case hexadecimal.

    Attributes:
        responses_sha256: of the claims of every answer of the run, in order, as the model wrote them.
    """

    model: str
    prompt: str
    prompt_version: str
    prompt_sha256: str
    schema_sha256: str
    responses_sha256: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """What an accepted claim rests on.

    Attributes:
        version: of copydesk that judged.
        policy: which findings would have flagged; its fingerprint beside it.
        support: the sentences that the claim was compared with.
        notes: codes of findings that were shown and did not flag.
        written: None for a person's sentence.
    """

    claim: str
    evidence: tuple[str, ...] | None
    origin: Literal["model", "person"]
    outcome: Outcome
    version: str
    policy: Policy
    policy_sha256: str
    unit: Literal["code points, half-open"]
    sources: tuple[SourceSeen, ...]
    passages: tuple[Cited, ...]
    support: tuple[Stretch, ...]
    mentions: tuple[Read, ...]
    notes: tuple[str, ...]
    written: Written | None


@dataclass(frozen=True, slots=True)
class _File:
    format: Literal["copydesk-certificate/1"]
    sha256: str
    certificate: Certificate


_CERTIFICATE = TypeAdapter(Certificate)
FILE = TypeAdapter(_File)


def certify(
    result: Result, checked: CheckedClaim, policy: Policy, raws: Sequence[bytes | None] | None = None
) -> Certificate:
    """The certificate of an accepted claim.

    Args:
        policy: that decided in the result.
        raws: the bytes of the result's sources, where they came as files.

    Raises:
        InputError: the claim was not accepted, or findings of it are ignored; or the policy is not the result's.
    """
    if checked.outcome != "accepted":
        raise InputError(f"The claim {checked.claim.id!r} is {checked.outcome}.", "Only accepted claims have one.")
    if checked.ignored:
        step = "Mend the claim, or do without a certificate."
        raise InputError(f"Of the claim {checked.claim.id!r} findings are ignored.", step)
    if policy.sha256 != result.policy_sha256:
        raise InputError("That is not the policy of this result.", "Check the claim again.")
    kept = raws or [None] * len(result.sources)
    return Certificate(
        claim=checked.claim.text,
        evidence=checked.claim.evidence,
        origin=checked.claim.origin,
        outcome=checked.outcome,
        version=result.version,
        policy=policy,
        policy_sha256=policy.sha256,
        unit=UNIT,
        sources=tuple(_seen(source, raw) for source, raw in zip(result.sources, kept, strict=True)),
        passages=tuple(Cited(one.quoted, one.how, _stretches(result, one.refs)) for one in checked.passages),
        support=_stretches(result, checked.support),
        mentions=tuple(_read(result, trace) for trace in checked.traces),
        notes=tuple(finding.code for finding in checked.findings),
        written=_written(result.run) if result.run and checked.claim.origin == "model" else None,
    )


def _seen(source: Source, raw: bytes | None) -> SourceSeen:
    day = source.published.isoformat() if source.published else None
    digest = None if raw is None else hashlib.sha256(raw).hexdigest()
    return SourceSeen(source.name, digest, source.sha256, len(source.text), source.language, day)


def _stretches(result: Result, refs: Iterable[Ref]) -> tuple[Stretch, ...]:
    return tuple(
        Stretch(ref.source, ref.span.start, ref.span.end, ref.span.of(result.sources[ref.source].text))
        for ref in dict.fromkeys(refs)
    )


def _read(result: Result, trace: Trace) -> Read:
    mention = trace.mention
    agreeing = (candidate.ref for candidate in trace.candidates if candidate.relation == trace.relation)
    return Read(
        kind=mention.kind,
        start=mention.span.start,
        end=mention.span.end,
        text=mention.surface,
        found_by=mention.rule,
        relation=trace.relation,
        decided_by=trace.rule,
        places=_stretches(result, agreeing),
    )


def _written(run: ModelRun) -> Written:
    answers = tuple(_digest([_evidence(claim.text, claim.evidence) for claim in one.claims]) for one in run.attempts)
    return Written(run.model, run.prompt, run.prompt_version, run.prompt_sha256, run.schema_sha256, answers)


def _evidence(text: str, passages: tuple[str, ...] | None) -> list[Any]:
    return [text, list(passages or ())]


def dump(certificate: Certificate) -> bytes:
    """The certificate as JSON, with the hash of what it says."""
    said = _CERTIFICATE.dump_python(certificate, mode="json")
    body = {"format": FORMAT, "sha256": _digest(said), "certificate": said}
    return json.dumps(body, ensure_ascii=True, indent=1).encode() + b"\n"


def _digest(said: Any) -> str:
    """Hash of a record as JSON: keys sorted, no spaces, non-ASCII letters escaped."""
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def load(data: bytes | str, name: str = "certificate") -> Certificate:
    """The certificate that `dump` wrote.

    Raises:
        InputError: it is not one, or its hash does not fit what it says.
    """
    try:
        body = json.loads(data, object_pairs_hook=_once)
        read = FILE.validate_json(json.dumps(body), strict=True, extra="forbid")
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "its beginning"
        raise InputError(f"{name!r} is no certificate: at {where}: {first['msg']}.", "Make it afresh.") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name!r} is no certificate: {error}.", "Make it afresh.") from None
    if _digest(body["certificate"]) != read.sha256:
        raise InputError(f"{name!r} was changed: its hash does not fit what it says.", "Make it afresh.")
    return read.certificate


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuses a key that stands twice: two readers could see two certificates."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found
