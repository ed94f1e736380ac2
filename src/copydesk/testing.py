"""For tests of programs that write about sources: a claim agrees with its source, or the test fails and says why.

    from copydesk.testing import assert_supported

    def test_the_digest_agrees_with_the_article():
        assert_supported(digest(article), article)

It is imported where it is used; there is no plugin that every run of pytest would load.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from copydesk.checking.verdict import DEFAULT, Policy
from copydesk.claims import Claim
from copydesk.desk.check import check
from copydesk.source import Source


def assert_supported(
    claim: str | Claim | Sequence[Claim],
    source: str | Source | Sequence[str | Source],
    *,
    policy: Policy = DEFAULT,
    language: str | None = None,
    published: datetime.date | None = None,
) -> None:
    """Passes when every sentence of the claim is accepted against the source: the text of one, or several.

    Args:
        claim: a text of one or more sentences, or claims that are cut already.
        policy: which findings flag.
        language: BCP 47 code of sources that are given as texts; detected when None.
        published: the day from which relative dates count, for sources given as texts.

    Raises:
        AssertionError: a sentence is flagged, or could not be checked; the message is what `copydesk check` prints.
        InputError: there is no claim or no source, or one that is no text.

    >>> assert_supported("The fire killed 17 people.", "The fire killed 17 people, said Bea Ostrom.")
    """
    __tracebackhide__ = True
    claims = (claim,) if isinstance(claim, Claim) else claim
    result = check(claims, source, policy=policy, language=language, published=published)
    if result.withheld:
        from copydesk.report.formats import FORMATS

        raise AssertionError(FORMATS["text"].write(result).decode().rstrip("\n"))
