"""A certificate, held against the sources again: is the claim accepted for the very reasons that it tells?"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

from copydesk.checking.check import Checker
from copydesk.checking.verdict import DEFAULT
from copydesk.claims import Claim
from copydesk.report.certificate import Certificate, SourceSeen, certify
from copydesk.report.result import Result
from copydesk.source import Source
from copydesk.version import VERSION


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What came out, a sentence each.

    Attributes:
        wrong: what does not fit; empty when the certificate stands.
        notes: what the reader must know of a certificate that stands: what it takes for granted.
    """

    wrong: tuple[str, ...]
    notes: tuple[str, ...]


def recheck(certificate: Certificate, sources: Sequence[Source], raws: Sequence[bytes] | None = None) -> Rechecked:
    """Judges the claim of a certificate again, and compares.

    Args:
        sources: in the order of the certificate, with what they themselves say of their day and language.
        raws: their bytes; None when only the texts are there, and then only those are compared.
    """
    if len(sources) != len(certificate.sources):
        count = f"It was made against {len(certificate.sources)} sources, and {len(sources)} are here."
        return Rechecked((count,), ())
    told = [replace(one, published=day_of(seen), language=seen.language) for one, seen in _pairs(certificate, sources)]
    return Rechecked(tuple(_wrong(certificate, told, raws)), tuple(_notes(certificate, sources)))


def day_of(seen: SourceSeen) -> datetime.date | None:
    """The day that relative dates counted from."""
    return datetime.date.fromisoformat(seen.published) if seen.published else None


def _pairs(certificate: Certificate, sources: Sequence[Source]) -> Iterator[tuple[Source, SourceSeen]]:
    return zip(sources, certificate.sources, strict=True)


def _notes(certificate: Certificate, sources: Sequence[Source]) -> Iterator[str]:
    for number, (source, seen) in enumerate(_pairs(certificate, sources), 1):
        for what, said, found in (
            ("day", seen.published, source.published and source.published.isoformat()),
            ("language", seen.language, source.language),
        ):
            if said != found:
                yield f"The {what} of source {number}, {said}, is the certificate's word; the source says {found}."
    policy = certificate.policy
    if policy != DEFAULT:
        ignored = ", ".join(policy.ignore) or "nothing"
        yield f"The policy is not the usual one: it flags {', '.join(policy.flags)}, and ignores {ignored}."


def _wrong(certificate: Certificate, sources: Sequence[Source], raws: Sequence[bytes] | None) -> Iterator[str]:
    found = Checker(sources, certificate.policy).check(
        Claim("c", certificate.claim, certificate.evidence, certificate.origin)
    )
    if found.outcome != "accepted":
        codes = ", ".join(dict.fromkeys(finding.code for finding in found.findings)) or found.why
        yield f"The claim is {found.outcome} against these sources: {codes}."
        return
    result = Result(tuple(sources), (found,), certificate.policy.sha256, VERSION)
    again = certify(result, found, certificate.policy, raws)
    if raws is None:
        seen = zip(again.sources, certificate.sources, strict=True)
        again = replace(again, sources=tuple(replace(one, bytes_sha256=was.bytes_sha256) for one, was in seen))
    yield from _different(certificate, replace(again, written=certificate.written))


def _different(certificate: Certificate, again: Certificate) -> Iterator[str]:
    for number, (was, now) in enumerate(zip(certificate.sources, again.sources, strict=True), 1):
        for what, before, after in (
            ("bytes", was.bytes_sha256, now.bytes_sha256),
            ("text", was.text_sha256, now.text_sha256),
        ):
            if before is not None and before != after:
                yield f"Source {number} has other {what} than {was.name!r} had."
        if was.length != now.length:
            yield f"Source {number} has {now.length} letters, not {was.length}."
    names = [field.name for field in fields(Certificate) if field.name not in ("sources", "version")]
    changed = [name for name in names if getattr(certificate, name) != getattr(again, name)]
    if changed:
        other = "" if certificate.version == VERSION else f" It was made by {certificate.version}; this is {VERSION}."
        yield f"Judged again, these differ: {', '.join(changed)}.{other}"
