r"""A folded view of a text for comparing passages, with the way back to the exact offsets.

Only declared foldings, each of which leaves the words and figures what they are:

- white space: every run becomes one space;
- quotation marks: typographic ones become " and ';
- dashes: hyphens, en and em dashes become -, and the spaces around a dash go;
- soft hyphens, a byte-order mark and zero-width spaces go; a hyphen, hard or soft, at the end of a line is undone;
- ligatures and the long s are spelled out; canonical Unicode composition (NFC) of each letter with its marks;
- HTML entities are resolved; the ellipsis character becomes three full stops;
- full-width letters, digits and marks become their ASCII forms, one for one.

Never NFKC: it turns 10 to the 5th power into 105 and one half into 1/2. Letter case stays: "us" is not "US".
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from copydesk.source import Span

_QUOTES = {
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{DOUBLE LOW-9 QUOTATION MARK}": '"',
    "\N{DOUBLE HIGH-REVERSED-9 QUOTATION MARK}": '"',
    "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}": '"',
    "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}": '"',
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{SINGLE LOW-9 QUOTATION MARK}": "'",
    "\N{SINGLE HIGH-REVERSED-9 QUOTATION MARK}": "'",
    "\N{PRIME}": "'",
    "\N{DOUBLE PRIME}": '"',
    "\N{MODIFIER LETTER APOSTROPHE}": "'",
    "\N{GRAVE ACCENT}": "'",
    "\N{ACUTE ACCENT}": "'",
}
_DASHES = "\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}\N{MINUS SIGN}"
_LETTERS = {
    "\N{LATIN SMALL LETTER LONG S}": "s",
    "\N{LATIN SMALL LIGATURE FF}": "ff",
    "\N{LATIN SMALL LIGATURE FI}": "fi",
    "\N{LATIN SMALL LIGATURE FL}": "fl",
    "\N{LATIN SMALL LIGATURE FFI}": "ffi",
    "\N{LATIN SMALL LIGATURE FFL}": "ffl",
    "\N{LATIN SMALL LIGATURE LONG S T}": "st",
    "\N{LATIN SMALL LIGATURE ST}": "st",
    "\N{HORIZONTAL ELLIPSIS}": "...",
}
_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # full-width forms of ASCII
_ONE_TO_ONE = str.maketrans({**_WIDE, **_QUOTES, **dict.fromkeys(_DASHES, "-")})
_ANY_DASH = f"-{_DASHES}"
_LONG_DASH = r"[\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}]"
_DASH_ENTITY = "&(?:ndash|mdash|#821[12]|#x201[34]);"
INVISIBLE = "\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}\N{WORD JOINER}"
"""Characters that are dropped from the view: they show nothing and separate nothing."""

_CHANGES = re.compile(
    rf"(?P<undone>(?<=[^\W\d_])[-\N{{HYPHEN}}\N{{SOFT HYPHEN}}]\r?\n[ \t]*(?=[^\W\d_]))"
    rf"|(?P<dash>[\s]*(?:--+|{_DASH_ENTITY}|{_LONG_DASH})[\s]*|(?<=\s)[{_ANY_DASH}](?=\s)\s*)"
    rf"|(?P<gone>[{INVISIBLE}]+)"
    r"|(?P<space>\s\s+|[^\S ])"
    rf"|(?P<letter>[{''.join(_LETTERS)}])"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\d{0,2});)"
    r"|(?P<marks>.[\u0300-\u036f\u3099\u309a\u0653-\u0655]+)"
)


def _change(match: re.Match[str]) -> str:
    found = match.group()
    match match.lastgroup:
        case "undone" | "gone":
            return ""
        case "dash":
            return "-"
        case "space":
            return " "
        case "letter":
            return _LETTERS[found]
        case "entity":
            return html.unescape(found).translate(_ONE_TO_ONE)
        case _:
            return unicodedata.normalize("NFC", found)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, what it was made from, and the offsets (in view and original) where the shift changes."""

    text: str
    original: str
    _view: tuple[int, ...]
    _origin: tuple[int, ...]

    def origin(self, start: int, end: int) -> Span:
        """The span of the original text that the view's [start, end) was made from."""
        if end <= start:
            return Span(self._back(start), self._back(start))
        segment = bisect_right(self._view, end - 1)
        ends_here = segment < len(self._view) and self._view[segment] == end
        return Span(self._back(start), self._origin[segment] if ends_here else self._back(end - 1) + 1)

    def _back(self, at: int) -> int:
        i = bisect_right(self._view, at) - 1
        return self._origin[i] + at - self._view[i]


def fold(text: str) -> Folded:
    """The folded view of `text` (see the module's list). Linear in its length."""
    parts: list[str] = []
    view, origin = [0], [0]
    at = length = 0
    for match in _CHANGES.finditer(text):
        new = _change(match)
        start, end = match.span()
        plain = text[at:start].translate(_ONE_TO_ONE)
        if parts and plain == "" and new in (" ", "-") and parts[-1][-1:] == "-":
            new = ""
        if new == "-" and (plain or "".join(parts[-1:]))[-1:] == " ":
            plain = plain[:-1] if plain else plain
        parts.append(plain)
        length += len(plain)
        for offset in range(len(new)):
            view.append(length + offset)
            origin.append(min(start + offset, end - 1))
        parts.append(new)
        length += len(new)
        view.append(length)
        origin.append(end)
        at = end
    parts.append(text[at:].translate(_ONE_TO_ONE))
    return Folded("".join(parts), text, tuple(view), tuple(origin))
