"""What people decided, as ClaimReview of schema.org: of each claim that somebody accepted or rejected, and no other.

A ClaimReview is a newsroom's verdict, and a verdict is a person's: that the verifier passed or flagged a claim is none.
The rating says whether the newsroom lets the claim stand, on a scale of two, and no more than that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from copydesk.errors import InputError
from copydesk.report.escaping import whole
from copydesk.report.published import Line, Published, Withheld, one_head

_Json = dict[str, Any]
_REJECTED, _ACCEPTED = 1, 2


def claimreview(made: Published) -> bytes:
    """The decisions as JSON-LD, each with the head of the history.

    Raises:
        InputError: nobody has accepted or rejected a claim.
    """
    reviews = list(_reviews(made))
    if not reviews:
        raise InputError(
            "No person has accepted or rejected a claim of this document, so there is nothing to review.",
            "Decide first, or export the summary in another form.",
        )
    document = {"@context": "https://schema.org", "@graph": reviews}
    text = whole(json.dumps(document, ensure_ascii=False, indent=2))
    return (one_head(text, made.head, "\\u003a") + "\n").encode()


def _reviews(made: Published) -> Iterator[_Json]:
    for line in made.lines:
        if line.state == "accepted" and line.decided_by:
            yield _review(made, line, _ACCEPTED) | _citations(line)
    for one in made.withheld:
        if one.state == "rejected" and one.decided_by:
            yield _review(made, one, _REJECTED)


def _review(made: Published, decided: Line | Withheld, rating: int) -> _Json:
    found: _Json = {
        "@type": "ClaimReview",
        "identifier": made.head,
        "claimReviewed": decided.text,
        "itemReviewed": {"@type": "Claim", "text": decided.text, "appearance": _work(made.title)},
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": rating,
            "worstRating": _REJECTED,
            "bestRating": _ACCEPTED,
            "alternateName": "Accepted" if rating == _ACCEPTED else "Rejected",
        },
        "author": _author(made, decided),
        "isBasedOn": [_work(source.name) for source in made.sources],
    }
    if decided.reason:
        found["reviewBody"] = decided.reason
    if made.published_at:
        found["datePublished"] = made.published_at
    return found


def _author(made: Published, decided: Line | Withheld) -> _Json:
    """The desk that answers for it; where none is named, whoever decided."""
    if made.desk:
        return {"@type": "Organization", "name": made.desk}
    return {"@type": "Person", "name": decided.decided_by}


def _work(name: str) -> _Json:
    return {"@type": "CreativeWork", "name": name}


def _citations(line: Line) -> _Json:
    quotes = [{"@type": "Quotation", "text": words, "name": place} for place, words in line.quotes]
    return {"citation": quotes, "inLanguage": line.language} if quotes else {"inLanguage": line.language}
