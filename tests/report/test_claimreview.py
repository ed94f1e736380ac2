"""ClaimReview: only what a person decided, of terms that schema.org has, and readable as linked data."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import anything
from copydesk.errors import InputError
from copydesk.report.claimreview import claimreview
from copydesk.report.escaping import whole
from copydesk.report.published import Line, Named, Published, Withheld

HEAD = "copydesk-head:9:" + "d" * 64
PASSED = Line("Seventeen people died.", 1, 1, "passed", None, "", (("fire.txt:3:1", "It killed 17 people."),), "en")
CHANGED = replace(PASSED, decided_by="anna", reason="Shorter.")
ACCEPTED = Line(
    "It may be arson.", 2, 3, "accepted", "anna", "Said at 14:00.", (("fire.txt:4:1", "Set, maybe."),), "en"
)
OPEN = Withheld("It killed 19.", "open", ("NUM001: The source says 17, not 19.",), None, "")
REJECTED = Withheld("It was a flood.", "rejected", (), "bela", "")
MADE = Published(
    document=3,
    title="Fire kills 17",
    desk="The Linden Times",
    stage="published",
    published_at="2026-11-25T04:38:29.000000Z",
    published_by="cleo",
    revision=4,
    lines=(PASSED, CHANGED, ACCEPTED),
    withheld=(OPEN, REJECTED),
    sources=(Named("fire.txt", "a" * 64, "b" * 64, "en"),),
    policy_sha256="c" * 64,
    version="0.2.0",
    head=HEAD,
)
TEXT = {"type": "string"}
NAMED = {
    "type": "object",
    "additionalProperties": False,
    "required": ["@type", "name"],
    "properties": {"@type": {"enum": ["CreativeWork", "Organization", "Person"]}, "name": TEXT},
}
QUOTATION = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"@type": {"const": "Quotation"}, "text": TEXT, "name": TEXT},
}
RATING = {
    "type": "object",
    "additionalProperties": False,
    "required": ["@type", "ratingValue", "worstRating", "bestRating", "alternateName"],
    "properties": {
        "@type": {"const": "Rating"},
        "ratingValue": {"type": "number"},
        "worstRating": {"type": "number"},
        "bestRating": {"type": "number"},
        "alternateName": TEXT,
    },
}
CLAIM = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"@type": {"const": "Claim"}, "text": TEXT, "appearance": NAMED},
}
REVIEW = jsonschema.Draft202012Validator(
    {
        "type": "object",
        "additionalProperties": False,
        "required": ["@type", "claimReviewed", "reviewRating", "author"],
        "properties": {
            "@type": {"const": "ClaimReview"},
            "identifier": TEXT,
            "claimReviewed": TEXT,
            "itemReviewed": CLAIM,
            "reviewRating": RATING,
            "author": NAMED,
            "isBasedOn": {"type": "array", "items": NAMED},
            "reviewBody": TEXT,
            "datePublished": TEXT,
            "citation": {"type": "array", "items": QUOTATION},
            "inLanguage": TEXT,
        },
    }
)
"""The properties that schema.org gives a ClaimReview, Claim, Rating, Quotation; there is no official JSON Schema."""


def reviews(made: Published) -> list[Any]:
    document = json.loads(claimreview(made))
    assert list(document) == ["@context", "@graph"]
    for one in document["@graph"]:
        REVIEW.validate(one)
    return list(document["@graph"])


def test_only_what_a_person_accepted_or_rejected_is_reviewed() -> None:
    assert [(one["claimReviewed"], one["reviewRating"]["ratingValue"]) for one in reviews(MADE)] == [
        ("It may be arson.", 2),
        ("It was a flood.", 1),
    ]


def test_a_review_says_who_answers_for_it_why_and_on_what_it_rests() -> None:
    accepted, rejected = reviews(MADE)
    assert accepted["author"] == {"@type": "Organization", "name": "The Linden Times"}
    assert (accepted["reviewBody"], accepted["datePublished"]) == ("Said at 14:00.", MADE.published_at)
    assert accepted["citation"] == [{"@type": "Quotation", "text": "Set, maybe.", "name": "fire.txt:4:1"}]
    assert [one["reviewRating"]["alternateName"] for one in (accepted, rejected)] == ["Accepted", "Rejected"]
    assert accepted["identifier"] == HEAD
    assert "reviewBody" not in rejected


def test_where_no_desk_is_named_whoever_decided_answers_for_it() -> None:
    found = reviews(replace(MADE, desk=""))
    assert [one["author"] for one in found] == [{"@type": "Person", "name": n} for n in ("anna", "bela")]


@pytest.mark.parametrize(
    "made",
    (
        replace(MADE, lines=(), withheld=()),
        replace(MADE, lines=(PASSED, CHANGED), withheld=(OPEN,)),
        replace(MADE, lines=(replace(ACCEPTED, decided_by=None),), withheld=()),
    ),
)
def test_where_nobody_decided_there_is_none(made: Published) -> None:
    with pytest.raises(InputError, match="No person has accepted or rejected"):
        claimreview(made)


@given(anything.TEXTS, st.sampled_from(("", "x")))
def test_every_text_is_read_back(text: str, desk: str) -> None:
    line = replace(ACCEPTED, text=text, reason=text, quotes=((text, text),))
    one = reviews(replace(MADE, lines=(line,), withheld=(), title=text, desk=desk and text))[0]
    assert one["claimReviewed"] == one.get("reviewBody", "") == whole(text)
    assert claimreview(MADE) == claimreview(MADE)


def test_what_only_looks_like_a_head_is_not_found_as_one() -> None:
    other = "copydesk-head:8:" + "e" * 64
    data = claimreview(replace(MADE, lines=(replace(ACCEPTED, text=other),)))
    assert other.encode() not in data
    assert HEAD.encode() in data
    assert json.loads(data)["@graph"][0]["claimReviewed"] == other
