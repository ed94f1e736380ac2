"""A text cut into words, digit runs and marks. Nothing but white space is left out.

A word is a run of letters with inner apostrophes ("don't", "O'Brien"); hyphens are marks of their own, so that
"twenty-one" and "U.S.-led" can be read either way. A digit run keeps grouping and decimal marks only where a digit
follows ("1,200.5"); whether it is one number is for `mentions.quantities` to say.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

from anyascii import anyascii

TokenKind = Literal["word", "digits", "mark"]

_APOSTROPHES = "'\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}"
_HIDDEN = "\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}\N{WORD JOINER}\N{ZERO WIDTH NON-JOINER}"
# A digit run holds decimal digits of any script and the marks that join them; \d is Unicode's Nd.
_TOKEN = re.compile(
    rf"(?P<digits>\d(?:[\d{_HIDDEN}]|[.,\N{{ARABIC DECIMAL SEPARATOR}}\N{{ARABIC THOUSANDS SEPARATOR}}"
    rf"'\N{{RIGHT SINGLE QUOTATION MARK}}](?=\d))*)"
    rf"|(?P<word>[^\W\d_](?:[^\W\d_]|[\u0300-\u036f{_HIDDEN}]|[{_APOSTROPHES}](?=[^\W\d_]))*)"
    r"|(?P<mark>\S)"
)
_STRIP = re.compile(f"[{_HIDDEN}]")


class Token(NamedTuple):
    """A piece of a text: [start, end) in code points, and its key for comparison (case and accents folded)."""

    start: int
    end: int
    text: str
    kind: TokenKind
    key: str

    @property
    def capital(self) -> bool:
        """Begins with a capital letter."""
        return self.text[0].isupper()


def key_of(word: str) -> str:
    """Comparison key of a word: hidden characters out, case folded, letters with marks to plain ones.

    Used for look-up only; whether two scripts were mixed is checked on the text itself.
    """
    if word.isascii():
        return word.lower()
    plain = _STRIP.sub("", word).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if plain.isascii():
        return plain.lower()
    plain = unicodedata.normalize("NFC", plain)
    return (
        anyascii(plain).lower()
        if _latin(plain)
        else plain.replace("\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}", "i").casefold()
    )


def _latin(word: str) -> bool:
    return all(
        c < "\u0250" or "\u1e00" <= c <= "\u1eff" or "\ufb00" <= c <= "\ufb06" or "\uff01" <= c <= "\uff5a"
        for c in word
    )


def tokenise(text: str, start: int = 0, end: int | None = None) -> tuple[Token, ...]:
    """The tokens of `text[start:end]`, with offsets into `text`, in order. Linear."""
    found = []
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        piece = match.group()
        kind: TokenKind = match.lastgroup  # type: ignore[assignment]
        found.append(Token(match.start(), match.end(), piece, kind, piece if kind == "mark" else key_of(piece)))
    return tuple(found)
