"""A whole check in bounds of size and time, for whoever waits for the answer: programs at the API, assistants.

The claims are judged one by one in the child process of a `Live`, so that several checks at once take turns, and one
that takes too long ends that child and never the caller.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass

from copydesk.checking.records import CheckedClaim
from copydesk.checking.verdict import DEFAULT, Policy
from copydesk.claims import Claim
from copydesk.desk.live import Ground, Live
from copydesk.errors import Busy, InputError, TooLong
from copydesk.ingest import summary
from copydesk.report.result import Result
from copydesk.source import Source
from copydesk.version import VERSION


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one check may take.

    Attributes:
        letters: code points of all sources together. Reading takes about two seconds for a hundred thousand.
        claims: how many, each of at most `claim_letters`.
        seconds: from the first claim to the last verdict.
    """

    letters: int = 200_000
    claims: int = 100
    claim_letters: int = 4_000
    seconds: float = 60.0


USUAL = Bounds()
_IN_PARTS = "Hand in less at once, or a document to the review desk, which checks it as a job."


def check(
    live: Live,
    claims: str | Sequence[Claim],
    sources: Sequence[Source],
    policy: Policy = DEFAULT,
    bounds: Bounds = USUAL,
) -> Result:
    """What `copydesk.check` says of sources that were read and of a summary or of claims.

    Raises:
        InputError: no source, or not one sentence.
        TooLong: more than the bounds let through.
        Busy: it took longer than it may.
    """
    if not sources:
        raise InputError("There is no source to check against.", "Hand in at least one.")
    fitting([source.text for source in sources], claims, bounds)
    cut = summary.claims(claims, language=sources[0].language) if isinstance(claims, str) else tuple(claims)
    _few(cut, bounds)
    ground = Ground(_key(sources, policy), policy, tuple(sources))
    return Result(tuple(sources), _judged(live, ground, cut, bounds), policy.sha256, VERSION)


def fitting(texts: Sequence[str], claims: str | Sequence[Claim], bounds: Bounds = USUAL) -> None:
    """Lets through what may be read at all; said before anything is read.

    Raises:
        TooLong: it is more.
    """
    letters = sum(map(len, texts))
    if letters > bounds.letters:
        raise TooLong(f"The sources have {letters:,} letters; at once it may be {bounds.letters:,}.", _IN_PARTS)
    most = bounds.claims * bounds.claim_letters
    if isinstance(claims, str) and len(claims) > most:
        raise TooLong(f"The summary has {len(claims):,} letters; at once it may be {most:,}.", _IN_PARTS)


def _few(claims: Sequence[Claim], bounds: Bounds) -> None:
    if len(claims) > bounds.claims:
        raise TooLong(f"There are {len(claims)} claims; at once it may be {bounds.claims}.", _IN_PARTS)
    longest = max((len(claim.text) for claim in claims), default=0)
    if longest > bounds.claim_letters:
        raise TooLong(
            f"A claim has {longest:,} letters; it may have {bounds.claim_letters:,}.", "Cut it into sentences."
        )


def _key(sources: Sequence[Source], policy: Policy) -> str:
    """Everything that a verdict depends on beside the claim; equal keys mean equal grounds."""
    said = repr((tuple(sources), policy)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(said).hexdigest()


def _judged(live: Live, ground: Ground, claims: Sequence[Claim], bounds: Bounds) -> tuple[CheckedClaim, ...]:
    until = time.monotonic() + bounds.seconds
    found = []
    for claim in claims:
        left = until - time.monotonic()
        try:
            found.append(live.check(ground, claim, max(0.0, left)))
        except Busy:
            step = f"Try again later. {_IN_PARTS}"
            raise Busy(f"{len(found)} of {len(claims)} claims were checked in {bounds.seconds:g} s.", step) from None
    return tuple(found)
