"""One entrance for every file: its bytes say what it is, and each format is read by the module that knows it.

Plain text and Markdown are read here and now; web pages, PDFs and Word files in a child process (`limited`). The file's
name is only a hint: it tells Markdown that begins with a tag from a web page.
"""

from __future__ import annotations

import codecs
import re
from importlib.util import find_spec
from typing import Literal

from copydesk.errors import InputError
from copydesk.ingest import limited, plain
from copydesk.ingest.labels import published
from copydesk.ingest.language import detect
from copydesk.ingest.limited import Format
from copydesk.ingest.parsed import Parsed
from copydesk.ingest.plain import NOTHING_GIVEN, Given
from copydesk.source import CITABLE, Source

LARGEST: dict[Format, int] = {"html": 5_000_000, "pdf": 20_000_000, "docx": 20_000_000}
"""Bytes. trafilatura took 77 seconds and 748 MB for a page of 22 MB (THREATS, section 5); the others are bounded by
what they unpack to, and `plain.read_bytes` reads no more."""

FORMATS = "plain text or Markdown in UTF-8, HTML, PDF or DOCX"
"""What can be handed in, in words."""

_NEEDS: dict[Format, tuple[str, ...]] = {
    "html": ("lxml", "lxml_html_clean", "trafilatura"),
    "pdf": ("pypdf",),
    "docx": ("defusedxml",),
}
_BLANK = b" \t\r\n\f"
_COMMENTS = rb"(?:\s|<!--.*?-->|<\?xml.*?\?>)*"
_PAGE = re.compile(_COMMENTS + rb"<(?:!doctype\s+html|html|head|body)[\s>/]", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(
    _COMMENTS
    + rb"</?(?:a|article|b|blockquote|br|center|div|figure|font|footer|form|h[1-6]|header|hr|i|iframe|img|link|"
    rb"main|meta|nav|noscript|ol|p|pre|script|section|span|strong|style|svg|table|template|title|ul)[\s>/]",
    re.IGNORECASE | re.DOTALL,
)
_TEXT_ENDINGS = (".txt", ".text", *(".md", ".markdown", ".mdown", ".mkd"))
_PAGE_ENDINGS = (".html", ".htm", ".xhtml")
_NO_FORMAT_OF_OURS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Word file, or one with a password", "Save it as DOCX, openly."),
    (b"{\\rtf", "is a Rich Text file", "Save it as DOCX or as plain text."),
)


def read(where: str, given: Given = NOTHING_GIVEN) -> Source:
    """A source from a file, or from standard input when `where` is "-".

    Raises:
        InputError: the file cannot be read, or `from_bytes` refuses it.
    """
    return from_bytes(plain.read_bytes(where), plain.shown(where), given)


def from_bytes(data: bytes, name: str = "source", given: Given = NOTHING_GIVEN) -> Source:
    """A source from the bytes of a file: plain text or Markdown in UTF-8, HTML, PDF or DOCX.

    Raises:
        InputError: the bytes are empty, too many, none of these formats, damaged, without text, or kept shut by a
            password; or the format needs the extra `documents`, which is not installed.
    """
    form = format_of(data, name)
    if form == "text":
        return plain.from_bytes(data, name, given)
    found = _parsed(form, data, name)
    language = given.language or detect(_story(found))
    day = given.published or published(found.text, found.blocks, language) or found.published
    return Source(found.text, name, found.blocks, day, language)


def summary_from_bytes(data: bytes, name: str = "summary") -> str:
    """The text of a summary in a file of any of the formats, for `summary.claims`.

    Plain text and Markdown as they stand; of the others the paragraphs that assert something, an empty line between
    them: no running heads, no menus, no bylines.

    Raises:
        InputError: as `from_bytes`.
    """
    form = format_of(data, name)
    return plain.decoded(data, name) if form == "text" else _story(_parsed(form, data, name))


def format_of(data: bytes, name: str) -> Format | Literal["text"]:
    """What a file is, by its bytes; "text" for what is none of the others, also when that is no text either.

    Raises:
        InputError: it is a known format that cannot be read.

    >>> format_of(b"%PDF-1.7", "note.txt"), format_of(b"<!doctype html><p>One.", ""), format_of(b"One <b>two</b>.", "")
    ('pdf', 'html', 'text')
    """
    start = data[:4096].removeprefix(codecs.BOM_UTF8).lstrip(_BLANK)
    for magic, says, step in _NO_FORMAT_OF_OURS:
        if start.startswith(magic):
            raise InputError(f"{name!r} {says}.", step)
    if start.startswith(b"%PDF-"):
        return "pdf"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "docx"
    return "html" if _is_page(_as_ascii(data[:4096]), name.lower()) else "text"


def _as_ascii(start: bytes) -> bytes:
    """The bytes with one byte a letter, also of a page in UTF-16, which says so in front."""
    wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return start.decode("utf-16", "ignore").encode("ascii", "replace") if wide else start.removeprefix(codecs.BOM_UTF8)


def _is_page(start: bytes, name: str) -> bool:
    if _PAGE.match(start):
        return True
    if name.endswith(_TEXT_ENDINGS):
        return False
    return bool(_TAGS.match(start) or (name.endswith(_PAGE_ENDINGS) and _TAGS.search(start)))


def _parsed(form: Format, data: bytes, name: str) -> Parsed:
    if len(data) > LARGEST[form]:
        most = LARGEST[form] // 1_000_000
        raise InputError(f"{name!r} is larger than the {most} MB that a file of its kind may have.", "Hand in a part.")
    if missing := [module for module in _NEEDS[form] if find_spec(module) is None]:
        step = "Run: pip install 'copydesk[documents]'."
        raise InputError(f"Reading {name!r} ({form.upper()}) needs the package {missing[0]!r}.", step)
    return limited.parsed(form, data, name)


def _story(found: Parsed) -> str:
    return "\n\n".join(block.span.of(found.text) for block in found.blocks if block.kind in CITABLE)
