"""Plain text, as read or as copied from a web page, to a `Source` whose every line is labelled.

The text is kept as decoded: UTF-8, strictly. A byte order mark in front of the bytes declares the encoding and is no
part of the text; U+FEFF anywhere else, and in a text that was handed in as text, stays.
"""

from __future__ import annotations

import datetime
import sys
from dataclasses import dataclass
from pathlib import Path

from copydesk.errors import InputError
from copydesk.ingest.labels import label, published
from copydesk.ingest.language import detect
from copydesk.source import Source

LARGEST = 20_000_000
"""Bytes; a larger file is refused, since no news text is that long."""

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller knows of a source, and what then wins over what its text shows.

    Attributes:
        language: BCP 47 code; None to detect it.
        published: the day that relative dates count from; None to read it from the dateline.
    """

    language: str | None = None
    published: datetime.date | None = None


NOTHING_GIVEN = Given()


def read(where: str, given: Given = NOTHING_GIVEN) -> Source:
    """A source from a file, or from standard input when `where` is "-".

    Raises:
        InputError: the file is missing, is a directory, cannot be read, is empty, binary or not UTF-8.
    """
    return from_bytes(read_bytes(where), shown(where), given)


def read_text(where: str) -> str:
    """The text of a file, or of standard input when `where` is "-".

    Raises:
        InputError: the file is missing, is a directory, cannot be read, is binary or not UTF-8.
    """
    return decoded(read_bytes(where), shown(where))


def shown(where: str) -> str:
    """What a file is called in messages and results; "-" is standard input."""
    return "standard input" if where == "-" else where


def read_bytes(where: str) -> bytes:
    """The bytes of a file, or of standard input when `where` is "-"; one more than `LARGEST` at most.

    Raises:
        InputError: the file is missing, is a directory, or cannot be read.
    """
    if where == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    try:
        with Path(where).open("rb") as file:
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        raise InputError(f"There is no file {where!r}.", "Check the path, or use - for standard input.") from None
    except IsADirectoryError:
        raise InputError(f"{where!r} is a directory.", "Name one file in it.") from None
    except OSError as error:
        raise InputError(f"{where!r} cannot be read: {error.strerror}.", "Check its permissions.") from None


def from_bytes(data: bytes, name: str = "source", given: Given = NOTHING_GIVEN) -> Source:
    """A source from the bytes of a UTF-8 text.

    Raises:
        InputError: the bytes are empty, binary, not UTF-8, or more than `LARGEST`.
    """
    return from_text(decoded(data, name), name, given)


def decoded(data: bytes, name: str) -> str:
    """The text of UTF-8 bytes, without a byte order mark in front.

    Raises:
        InputError: the bytes are binary, not UTF-8, or more than `LARGEST`.
    """
    if len(data) > LARGEST:
        raise InputError(f"{name!r} is larger than {LARGEST // 1_000_000} MB.", "Hand in the text of one story.")
    if b"\0" in data:
        raise InputError(f"{name!r} is not plain text: it has zero bytes.", "Save it as plain text in UTF-8.")
    try:
        return data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        step = "Convert it, for example with iconv -f WINDOWS-1252 -t UTF-8."
        raise InputError(f"{name!r} is not UTF-8: byte {error.start} does not belong.", step) from None


def from_text(text: str, name: str = "source", given: Given = NOTHING_GIVEN) -> Source:
    """A source from a text that is already decoded; it is kept to the code point.

    Raises:
        InputError: the text is empty, or holds halves of surrogate pairs.
    """
    if not text.replace("\ufeff", "").strip():
        raise InputError(f"{name!r} is empty.", "Hand in a text with at least one sentence.")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise InputError(f"{name!r} is not valid Unicode: it holds half of a surrogate pair.", "Repair its encoding.")
    blocks = label(text)
    language = given.language or detect(text)
    return Source(text, name, blocks, given.published or published(text, blocks, language), language)
