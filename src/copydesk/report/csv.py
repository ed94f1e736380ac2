"""A result as a table: a row for each finding, also for those that a person lets pass, and one for each claim that has
none, so that no claim is missing.

It is for spreadsheets. A byte order mark stands in front, without which Excel takes UTF-8 for something else; lines end
as RFC 4180 has them. A cell that a spreadsheet could take for a formula begins with an apostrophe instead, and every
text is on one line with controls spelled out. Programs are better served by the JSON, which has everything exactly.
"""

from __future__ import annotations

import codecs
import csv as standard
import io
from collections.abc import Iterator

from copydesk.checking.records import CheckedClaim, Finding
from copydesk.report import places, wording
from copydesk.report.escaping import plain
from copydesk.report.result import Result
from copydesk.source import Ref, Span
from copydesk.text.lines import line_and_column

COLUMNS = (
    "claim", "text", "outcome", "why", "file", "line", "column",
    "code", "rule", "severity", "words", "message", "suggestion",
    "source", "source_page", "source_line", "source_column", "source_words", "ignored",
)  # fmt: skip
"""`line` and `column` are those of the finding's words, or of the claim where it has no finding; `source` and what
follows is the first place that bears on it; `ignored` is why a person lets the finding pass."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a cell a formula, also in full width; OWASP's list."""


def csv(result: Result) -> bytes:
    """The table, in UTF-8 with a byte order mark."""
    out = io.StringIO()
    writer = standard.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(value) for value in row] for row in _rows(result))
    return codecs.BOM_UTF8 + out.getvalue().encode()


def _cell(value: str | int | None) -> str:
    """A value as a spreadsheet shows it and never computes it.

    >>> _cell("=1+1"), _cell(17), _cell("a\\nb")
    ("'=1+1", '17', 'a b')
    """
    text = "" if value is None else plain(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text


_Row = tuple[str | int | None, ...]


def _rows(result: Result) -> Iterator[_Row]:
    for checked in result.claims:
        found: list[tuple[Finding | None, str | None]] = [(finding, None) for finding in checked.findings]
        found += [(one.finding, one.ignore.reason) for one in checked.ignored]
        for finding, why in found or [(None, None)]:
            yield (*_claim(checked, finding), *_finding(checked, finding), *_source(result, checked, finding), why)


def _claim(checked: CheckedClaim, finding: Finding | None) -> _Row:
    claim = checked.claim
    span = finding.span if finding else Span(0, len(claim.text))
    where = places.in_summary(claim.text, claim.place, span) if claim.place else None
    file = claim.place.file if claim.place else None
    line, column = (where.line, where.column) if where else (None, None)
    return claim.id, claim.text, checked.outcome, checked.why, file, line, column


def _finding(checked: CheckedClaim, finding: Finding | None) -> _Row:
    if finding is None:
        return (None,) * 6
    words = finding.span.of(checked.claim.text)
    return finding.code, finding.rule, finding.severity, words, finding.message, finding.suggestion


def _source(result: Result, checked: CheckedClaim, finding: Finding | None) -> _Row:
    refs: tuple[Ref, ...] = (finding.refs if finding else ()) or wording.bearing(result, checked)
    if not refs:
        return (None,) * 5
    source, span = result.sources[refs[0].source], refs[0].span
    return source.name, source.page_at(span), *line_and_column(source.text, span.start), span.of(source.text)
