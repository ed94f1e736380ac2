"""Suggestions tried out: what leaves its finding standing is not offered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from copydesk.checking.records import Finding
from copydesk.source import Span

MOST_TRIED = 12
"""Suggestions that are tried for one claim; a claim with more of them wants rewriting."""


def tried(text: str, findings: Sequence[Finding], again: Callable[[str], Sequence[Finding]]) -> Iterator[Finding]:
    """The findings of a claim, without the suggestions that would leave them standing.

    Args:
        again: the findings of the claim with another text.
    """
    tries = MOST_TRIED
    for finding in findings:
        if finding.suggestion is not None:
            tries -= 1
            place = Span(finding.span.start, finding.span.start + len(finding.suggestion))
            if tries < 0 or any(f.code == finding.code and f.span.overlaps(place) for f in again(put(text, finding))):
                finding = replace(finding, suggestion=None)
        yield finding


def put(text: str, finding: Finding) -> str:
    """The claim's text with the suggestion in its place."""
    return text[: finding.span.start] + (finding.suggestion or "") + text[finding.span.end :]
