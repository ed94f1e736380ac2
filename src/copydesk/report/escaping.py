"""Texts of sources, claims and people made safe to stand in a report: nothing of them may become part of its form."""

from __future__ import annotations

import re
from urllib.parse import quote

from copydesk.report import wording

_BLANKS = re.compile(r"[^\S\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{FIGURE SPACE}]+")
_NEVER_IN_XML = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
_HALVES = re.compile("[\ud800-\udfff]")
_ACTIVE = re.compile(
    r"[\\`*_\[\]<>&|~$^={}#@]"  # in CommonMark, or in what GitHub, pandoc and others add to it
    r"|:(?=//|[\w+-]+:)"  # addresses that link themselves, and :names: of pictures
    r"|(?<=\bwww)\.",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"^([-+:]|\(?(?:\d+|[A-Za-z])(?=[.)]))")
"""What a list, a heading's underline or a definition begins with; the letter or figure of a list before its mark."""
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def plain(text: str) -> str:
    """A text on one line, with what cannot or should not be printed spelled out; every letter is legal in XML 1.0.
    Blanks that must not be broken stay as they are.

    >>> plain(" 17\\x1b[2J\\npeople ")
    '17<U+001B>[2J people'
    """
    spelled = wording.spelled(_BLANKS.sub(" ", text).strip())
    return _NEVER_IN_XML.sub(lambda match: f"<U+{ord(match[0]):04X}>", spelled)


def markdown(text: str) -> str:
    r"""A plain text as Markdown that shows exactly it, wherever in a line and under whatever dialect.

    >>> markdown("1. *17* people")
    '1\\. \\*17\\* people'
    """
    return _BEGINS.sub(_held_back, _ACTIVE.sub(r"\\\g<0>", text))


def _held_back(match: re.Match[str]) -> str:
    return f"\\{match[1]}" if match[1] in "-+:" else f"{match[1]}\\"


def whole(text: str) -> str:
    """A text without halves of surrogate pairs, which no UTF-8 has; a replacement character stands for each, so that
    every other letter keeps its place."""
    return _HALVES.sub("\N{REPLACEMENT CHARACTER}", text)


def uri(name: str) -> str:
    """A source or file as a reference that RFC 3986 allows: an address as it is, a file by its path.

    >>> uri("a: 17%.txt"), uri("/tmp/x.md"), uri("https://example.org/a?b=1")
    ('a%3A%2017%25.txt', 'file:///tmp/x.md', 'https://example.org/a?b=1')
    """
    if _ADDRESS.match(name):
        return quote(_bytes(name), safe="/:?#[]@!$&'()*+,;=%~")
    return ("file://" if name.startswith("/") else "") + quote(_bytes(name), safe="/~")


def _bytes(name: str) -> bytes:
    """A name as the file system has it: a byte that is no UTF-8 is half a pair in the name."""
    try:
        return name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return name.encode("utf-8", "surrogatepass")
