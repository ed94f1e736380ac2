"""The report as Markdown: everything is in it, and no text of a source or a claim is markup in any dialect."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from markdown_it import MarkdownIt

import anything
import results
from copydesk.report.escaping import plain
from copydesk.report.markdown import markdown
from copydesk.report.result import Result
from copydesk.source import Block, Source, Span

DIALECTS = (MarkdownIt("commonmark"), MarkdownIt("gfm-like", {"linkify": False}), MarkdownIt("js-default"))
BLOCKS = ("heading", "paragraph", "ordered_list", "bullet_list", "list_item")
OWN = ("Withheld", "Withheld, could not be checked", "Stopped early:")
"""What the report itself makes strong."""


def rendered(result: Result, dialect: MarkdownIt = DIALECTS[0]) -> list[str]:
    """What a reader reads, a line for each block; any markup but the report's own fails."""
    lines = []
    for token in dialect.parse(markdown(result).decode()):
        if token.type != "inline":
            assert re.sub("_(open|close)$", "", token.type) in BLOCKS
            continue
        strong = False
        for child in token.children or ():
            assert child.type in ("text", "text_special", "strong_open", "strong_close"), child
            assert not strong or child.type == "strong_close" or child.content in OWN
            strong = child.type == "strong_open"
        lines.append("".join(child.content for child in token.children or ()))
    return lines


def test_the_summary_with_what_is_withheld_and_why() -> None:
    assert rendered(results.checked()) == [
        "Check of summary.md",
        "2 claims checked: 0 accepted, 1 flagged, 1 unchecked.",
        "Accepted means: agrees with the source on its figures, dates, names, quotations. Not that it is true.",
        "Summary",
        "⚑ Withheld: The fire killed 19 people. [1]",
        "NUM001 error: The source says 17, not 19. Suggestion: 19 → 17",
        "HED001 note: The source hedges.",
        "? Withheld, could not be checked: Bea Ostrom said “maybe”. [2]",
        "the language 'xx' has no pack",
        "Where it stands",
        "s1, flagged",
        f"fire.txt:3:36: “{results.SENTENCE}”",
        "s2, unchecked",
        "Nothing in the sources was found for it.",
        "Sources",
        "fire.txt (en)",
        "published 2026-09-16",
        f"sha256 of its text: {results.SOURCE.sha256}",
        "About this report",
        "copydesk: 0.1.0",
        f"policy: {'0' * 64}",
    ]


def test_a_model_s_summary_is_called_after_its_source_and_says_that_it_was_stopped() -> None:
    lines = rendered(results.summarised())
    assert lines[0] == "Summary of fire.txt"
    assert lines[3] == "Stopped early: The endpoint was lost."
    assert f"{results.RIGHT} [1]" in lines
    assert "model: tiny" in lines


def test_a_place_says_its_page_and_an_accepted_claim_its_notes() -> None:
    source = Source(results.TEXT, "fire.pdf", (Block(Span(0, len(results.TEXT)), "body", 4),))
    noted = replace(results.accepted(), findings=results.flagged().findings[1:])
    lines = rendered(Result((source,), (noted,), "", ""))
    at = lines.index("c1, accepted")
    assert lines[at + 1 : at + 3] == [
        f"fire.pdf:3:36, page 4: “{results.SENTENCE}”",
        "HED001 note: The source hedges.",
    ]


@pytest.mark.parametrize("dialect", DIALECTS, ids=("commonmark", "gfm", "tables"))
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(anything.results())
def test_no_text_becomes_markup(dialect: MarkdownIt, result: Result) -> None:
    lines = rendered(result, dialect)
    for number, checked in enumerate(result.claims, 1):
        words = f"{plain(checked.claim.text)} [{number}]"
        marks = {"flagged": "⚑ Withheld: ", "unchecked": "? Withheld, could not be checked: ", "accepted": ""}
        assert f"{marks[checked.outcome]}{words}".strip() in lines
    for source in result.sources:
        assert f"{plain(source.name)} ({source.language})".strip() in lines
