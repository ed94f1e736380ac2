"""The formats of a report, each with what makes it and how it is known: one table, for the command line and the server.

Every writer is a pure function: equal results give equal bytes, whatever the machine. UTF-8 throughout.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rich.console import Console

from copydesk.report import json, terminal
from copydesk.report.annotations import web_annotations
from copydesk.report.csv import csv
from copydesk.report.escaping import whole
from copydesk.report.github import github
from copydesk.report.html import html
from copydesk.report.junit import junit
from copydesk.report.markdown import markdown
from copydesk.report.result import Result
from copydesk.report.sarif import sarif


@dataclass(frozen=True, slots=True)
class Format:
    """A form of the report.

    Attributes:
        write: makes it.
        media_type: as a server says it.
        ending: of a file's name, without the dot.
        says: what it is for, in a few words.
    """

    write: Callable[[Result], bytes]
    media_type: str
    ending: str
    says: str


def _text(result: Result) -> bytes:
    """What a terminal shows, without colour and unwrapped."""
    out = io.StringIO()
    console = Console(file=out, markup=False, emoji=False, highlight=False, color_system=None, force_terminal=False)
    show = terminal.summary if result.run else terminal.check
    show(console, result)
    return whole(out.getvalue()).encode()


def _html(result: Result) -> bytes:
    return whole(html(result)).encode()


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": Format(_text, "text/plain; charset=utf-8", "txt", "to read"),
        "json": Format(json.dump, "application/json", "json", "everything, exactly; schema: docs/schema"),
        "markdown": Format(markdown, "text/markdown; charset=utf-8", "md", "to read, and to put into a page"),
        "html": Format(_html, "text/html; charset=utf-8", "html", "claims beside their sources, in one file"),
        "sarif": Format(sarif, "application/sarif+json", "sarif", "SARIF 2.1.0, for code hosts and editors"),
        "annotations": Format(
            web_annotations,
            'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
            "jsonld",
            "W3C Web Annotations of the sources",
        ),
        "github": Format(github, "text/plain; charset=utf-8", "txt", "workflow commands of GitHub Actions"),
        "junit": Format(junit, "application/xml", "xml", "JUnit XML, for build servers"),
        "csv": Format(csv, "text/csv; charset=utf-8", "csv", "a table, for spreadsheets"),
    }
)
"""By name, in the order in which they are offered."""
