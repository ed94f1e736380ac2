"""Puts the table of formats and their examples into docs/formats.md. Run by `make docs`; a test holds the page current.

The examples are of one small check that is made afresh, so they cannot show what copydesk does not write. A part of the
page that is made stands between `<!-- made: name -->` and `<!-- end -->`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from copydesk.desk.check import check
from copydesk.ingest import plain, summary
from copydesk.report.formats import FORMATS
from copydesk.report.result import Result

PAGE = Path(__file__).with_name("formats.md")
SOURCE = "LINDEN, 16 September 2026 (Wire) - The fire killed 17 people, said Bea Ostrom.\n"
SUMMARY = "- Seventeen people died in the fire, Bea Ostrom said.\n- The fire killed 19 people.\n"
_MADE = re.compile(r"(<!-- made: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def example() -> Result:
    """A summary of two sentences, the second with a wrong figure."""
    source = plain.from_text(SOURCE, "fire.txt")
    return check(summary.claims(SUMMARY, "summary.md"), [source])


def _part(*path: str | int) -> Callable[[bytes], str]:
    """A part of a JSON document, by the way to it."""

    def taken(data: bytes) -> str:
        part: Any = json.loads(data)
        for step in path:
            part = part[step]
        return json.dumps(part, ensure_ascii=False, indent=2)

    return taken


SHOWN: dict[str, tuple[str, Callable[[bytes], str]]] = {
    "text": ("text", bytes.decode),
    "json": ("json", _part("result", "claims", 1, "findings", 0)),
    "markdown": ("markdown", bytes.decode),
    "sarif": ("json", _part("runs", 0, "results", 0)),
    "annotations": ("json", _part("first", "items", 0)),
    "github": ("text", bytes.decode),
    "junit": ("xml", bytes.decode),
    "csv": ("text", lambda data: data.decode("utf-8-sig").replace("\r\n", "\n")),
}
"""What of each format the page shows, and as what; the page that a browser shows is only described."""


def parts() -> dict[str, str]:
    """Everything on the page that is made, by its name."""
    result = example()
    made = {"table": _table(), "source": _fenced("text", SOURCE), "summary": _fenced("markdown", SUMMARY)}
    for name, (language, shown) in SHOWN.items():
        made[name] = _fenced(language, shown(FORMATS[name].write(result)))
    return made


def _table() -> str:
    rows = (f"| `{name}` | {one.says} | `{one.media_type}` | `.{one.ending}` |" for name, one in FORMATS.items())
    return "\n".join(("| format | for | media type | file |", "|---|---|---|---|", *rows)) + "\n"


def _fenced(language: str, text: str) -> str:
    return f"````{language}\n{text.rstrip()}\n````\n"


def page(text: str) -> str:
    """The page with its parts made afresh."""
    made = parts()
    return _MADE.sub(lambda match: match[1] + made[match[2]] + match[3], text)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
