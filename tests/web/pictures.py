"""Screenshots small enough for the documentation: a picture of text needs no more than 256 colours.

The browser writes a PNG of every colour that smoothed letters have, hardly compressed. Here it becomes one with a
palette, of the commonest colours, and the others the nearest of those: a third of the size, and no eye sees it.
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOURS = 256
_BYTES = {2: 3, 6: 4}
"""Of a dot, by the kind of colour that a PNG says it has: with red, green and blue, or with transparency besides."""

Colour = tuple[int, int, int]


def small(png: bytes) -> bytes:
    """The same picture with a palette."""
    pieces = dict(_pieces(png))
    width, height, depth, kind = struct.unpack(">IIBB", pieces[b"IHDR"][:10])
    assert depth == 8
    rows = [_colours(row, _BYTES[kind]) for row in _rows(zlib.decompress(pieces[b"IDAT"]), width, _BYTES[kind])]
    commonest = Counter(colour for row in rows for colour in row)
    palette = [colour for colour, _ in commonest.most_common(_COLOURS)]
    places = {colour: _nearest(colour, palette) for colour in commonest}
    data = b"".join(b"\0" + bytes(places[colour] for colour in row) for row in rows)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    flat = bytes(part for colour in palette for part in colour)
    out = ((b"IHDR", header), (b"PLTE", flat), (b"IDAT", zlib.compress(data, 9)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_piece(name, body) for name, body in out)


def _pieces(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The named pieces of a file; those of the picture itself as one."""
    picture, at = b"", len(_SIGNATURE)
    while at < len(png):
        size, name = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + size]
        if name == b"IDAT":
            picture += body
        else:
            yield name, body
        at += size + 12
    yield b"IDAT", picture


def _piece(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _rows(data: bytes, width: int, size: int) -> Iterator[bytearray]:
    """The rows of a picture, as they were before each was written as its difference from what stands beside or above
    (chapter 9 of the specification of PNG)."""
    length = width * size
    above = bytearray(length)
    for start in range(0, len(data), length + 1):
        how, row = data[start], bytearray(data[start + 1 : start + 1 + length])
        for at in range(length):
            left = row[at - size] if at >= size else 0
            corner = above[at - size] if at >= size else 0
            row[at] = (row[at] + _expected(how, left, above[at], corner)) & 255
        yield row
        above = row


def _expected(how: int, left: int, up: int, corner: int) -> int:
    if how < 4:
        return (0, left, up, (left + up) // 2)[how]
    guess = left + up - corner
    return min((left, up, corner), key=lambda value: abs(guess - value))


def _colours(row: bytearray, size: int) -> list[Colour]:
    return [(row[at], row[at + 1], row[at + 2]) for at in range(0, len(row), size)]


def _nearest(colour: Colour, palette: list[Colour]) -> int:
    return min(range(len(palette)), key=lambda at: sum((a - b) ** 2 for a, b in zip(colour, palette[at], strict=True)))
