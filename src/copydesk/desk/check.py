"""A person's summary, or anybody's claims, checked against sources. No model."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from copydesk.checking.check import Checker
from copydesk.checking.verdict import DEFAULT, Policy
from copydesk.claims import Claim
from copydesk.errors import InputError
from copydesk.ingest import plain, summary
from copydesk.report.result import Result
from copydesk.source import Source
from copydesk.version import VERSION


def check(
    claims: str | Sequence[Claim],
    sources: str | Source | Sequence[str | Source],
    *,
    policy: Policy = DEFAULT,
    language: str | None = None,
    published: datetime.date | None = None,
) -> Result:
    """What the sources say of each claim: accepted, flagged with findings, or unchecked.

    Args:
        claims: a summary, cut into one claim a sentence, or claims that are cut already.
        sources: what the claims must agree with; a text or a `Source`, one or several. Texts, not file names.
        policy: which findings flag.
        language: BCP 47 code of sources that are given as texts; detected when None.
        published: the day from which relative dates count, for sources given as texts; None to read it from them.

    Raises:
        InputError: no source, an empty source or summary, or a text that is not valid Unicode.

    >>> result = check("The fire killed 19 people.", "The fire killed 17 people.")
    >>> result.claims[0].claim.id
    's1'
    """
    given = plain.Given(language, published)
    read = tuple(_source(source, at, given) for at, source in enumerate(_listed(sources), 1))
    if not read:
        raise InputError("There is no source to check against.", "Hand in at least one.")
    cut = summary.claims(claims, language=read[0].language) if isinstance(claims, str) else tuple(claims)
    checker = Checker(read, policy)
    return Result(read, tuple(map(checker.check, cut)), policy.sha256, VERSION)


def _listed(sources: str | Source | Sequence[str | Source]) -> Sequence[str | Source]:
    return (sources,) if isinstance(sources, str | Source) else sources


def _source(source: str | Source, number: int, given: plain.Given) -> Source:
    return source if isinstance(source, Source) else plain.from_text(source, f"source {number}", given)
