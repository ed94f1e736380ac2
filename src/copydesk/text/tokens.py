"""A text cut into words, digit runs and marks. Nothing but white space is left out.

A word is a run of letters with inner apostrophes ("don't", "O'Brien"); hyphens are marks of their own, so that
"twenty-one" and "U.S.-led" can be read either way. A digit run keeps grouping and decimal marks only where a digit
follows ("1,200.5"); whether it is one number is for `mentions.quantities` to say.

How words are cut and compared differs with the language: see `Cutting`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from anyascii import anyascii

TokenKind = Literal["word", "digits", "mark"]

_APOSTROPHES = "'\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}\N{LEFT SINGLE QUOTATION MARK}"
_HIDDEN = "\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}\N{WORD JOINER}\N{ZERO WIDTH NON-JOINER}"
# Signs that belong to the letter before them: Unicode categories Mn and Mc of the scripts that have them in print.
_SIGNS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u06df-\u06e8\u06ea-\u06ed\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u3099\u309a"
)
# A digit run holds decimal digits of any script and the marks that join them; \d is Unicode's Nd.
_TOKEN = re.compile(
    rf"(?P<digits>\d(?:[\d{_HIDDEN}]|[.,\N{{ARABIC DECIMAL SEPARATOR}}\N{{ARABIC THOUSANDS SEPARATOR}}"
    rf"'\N{{RIGHT SINGLE QUOTATION MARK}}](?=\d))*)"
    rf"|(?P<word>[^\W\d_](?:[^\W\d_]|[{_SIGNS}{_HIDDEN}]|[{_APOSTROPHES}](?=[^\W\d_]))*)"
    r"|(?P<mark>\S)"
)
_STRIP = re.compile(f"[{_HIDDEN}]")
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}\N{MODIFIER LETTER TURNED COMMA}]")
# Arabic: vowel signs and the lengthening stroke say nothing; forms of one letter are written in each other's place.
_VOWEL_SIGNS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")
_ONE_LETTER = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ё": "е",
        "ı": "i",
        "ş": "ș",
        "ţ": "ț",
        "ı".upper(): "i",
    }
)
# Roman numerals as single characters stand for their letters.
_ROMAN = {code: unicodedata.normalize("NFKC", chr(code)).lower() for code in range(0x2160, 0x2180)}
_UNSPACED = re.compile(r"[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True)
class Cutting:
    """How the words of a language are cut and folded for comparison.

    Attributes:
        accents: keys keep the marks of Latin letters ("könnte" is not "konnte").
        elisions: what is a word of its own before an apostrophe ("l'inflation").
        vocabulary: words with which a text without blanks is cut, the longest first; a character that begins none
            is a word by itself.
    """

    accents: bool = False
    elisions: frozenset[str] = frozenset()
    vocabulary: frozenset[str] = frozenset()

    @cached_property
    def longest(self) -> int:
        return max(map(len, self.vocabulary), default=1)


PLAIN = Cutting()
"""Words between blanks and marks, accents folded: English."""


class Token(NamedTuple):
    """A piece of a text.

    Attributes:
        start, end: in code points, half-open.
        key: for comparison (case folded, accents by language).
        apart: digits that begin a line or a column: a line end or a tab stands before them, not a space.
    """

    start: int
    end: int
    text: str
    kind: TokenKind
    key: str
    apart: bool = False

    @property
    def capital(self) -> bool:
        """Begins with a capital letter."""
        return self.text[0].isupper()


@lru_cache(maxsize=1 << 15)
def key_of(word: str, *, accents: bool = False) -> str:
    """Comparison key of a word: hidden characters out, case folded, apostrophes straight.

    Without `accents` Latin letters lose their marks; Arabic letters always lose their vowel signs. Used for look-up
    only; whether two scripts were mixed is checked on the text itself.
    """
    if word.isascii():
        return word.lower()
    plain = _APOSTROPHE.sub("'", _STRIP.sub("", word))
    if plain.isascii():
        return plain.lower()
    plain = unicodedata.normalize("NFC", plain)
    if not accents and _latin(plain):
        return anyascii(plain).lower()
    plain = plain.replace("\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}", "i").casefold()
    return _VOWEL_SIGNS.sub("", plain).translate(_ONE_LETTER).translate(_ROMAN)


def _latin(word: str) -> bool:
    return all(
        c < "\u0250" or "\u1e00" <= c <= "\u1eff" or "\ufb00" <= c <= "\ufb06" or "\uff01" <= c <= "\uff5a"
        for c in word
    )


_APART = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029")
"""White space that parts what stands on either side of it; every other joins "1 000"."""


def tokenise(text: str, start: int = 0, end: int | None = None, cutting: Cutting = PLAIN) -> tuple[Token, ...]:
    """The tokens of `text[start:end]`, with offsets into `text`, in order. Linear."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        piece = match.group()
        kind: TokenKind = match.lastgroup  # type: ignore[assignment]
        if kind == "mark":
            found.append(Token(match.start(), match.end(), piece, kind, piece))
        elif kind == "digits":
            apart = text[match.start() - 1 : match.start()] in _APART
            found.append(Token(match.start(), match.end(), piece, kind, key_of(piece), apart))
        elif cutting is PLAIN:
            found.append(Token(match.start(), match.end(), piece, kind, key_of(piece)))
        else:
            found += (
                Token(
                    match.start() + a, match.start() + b, piece[a:b], kind, key_of(piece[a:b], accents=cutting.accents)
                )
                for a, b in _pieces(piece, cutting)
            )
    return tuple(found)


def _pieces(word: str, cutting: Cutting) -> Iterator[tuple[int, int]]:
    """Where the words in a run of letters begin and end."""
    at = 0
    for apostrophe in _APOSTROPHE.finditer(word) if cutting.elisions else ():
        head, behind = apostrophe.span()
        if behind == len(word) or word[at:head].casefold() not in cutting.elisions:
            break
        yield at, head
        at = behind
    if not cutting.vocabulary or not _UNSPACED.search(word, at):
        yield at, len(word)
        return
    while at < len(word):
        if not _UNSPACED.match(word, at):
            end = at + 1
            while end < len(word) and not _UNSPACED.match(word, end):
                end += 1
        else:
            ends = range(min(len(word), at + cutting.longest), at + 1, -1)
            end = next((e for e in ends if word[at:e] in cutting.vocabulary), at + 1)
        yield at, end
        at = end
