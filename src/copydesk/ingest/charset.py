"""Which letters the bytes of a web page stand for, as the HTML standard decides: byte order mark, declaration, UTF-8.

Two places where it is stricter or wiser than a browser: bytes that do not fit are refused, not replaced; and a page
that declares a one-byte encoding, in which every byte fits, but is whole UTF-8 with letters beyond ASCII, was saved
anew by somebody who left the declaration as it was.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from types import MappingProxyType

from copydesk.errors import InputError

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"""<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"""\A\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([\w.:-]+)""")
_LOOKED_AT = 4096
"""Bytes; browsers look at 1,024, and pages that declare their encoding later than that are common."""

_MEANT: Mapping[str, str] = MappingProxyType(
    {
        "ascii": "cp1252",
        "iso8859-1": "cp1252",
        "iso8859-9": "cp1254",
        "iso8859-11": "cp874",
        "tis-620": "cp874",
        "gb2312": "gb18030",
        "gbk": "gb18030",
        "shift_jis": "cp932",
        "euc_kr": "cp949",
        "big5": "big5hkscs",
        # Whoever could read this declaration was not reading UTF-16.
        "utf-16": "utf-8",
        "utf-16-le": "utf-8",
        "utf-16-be": "utf-8",
    }
)
"""What the standard reads for a declared encoding, by Python's names; not named here: itself."""
_SEVERAL_BYTES = ("utf-8", "gb18030", "cp932", "cp949", "big5hkscs", "euc_jp", "iso2022_jp")
_ONLY_TEXT = ("utf_7", "utf-7", "idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape")


def decoded(data: bytes, name: str) -> str:
    """The letters of a page.

    Raises:
        InputError: the page declares an encoding that there is not, or its bytes do not fit the one it declares.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding, name)
    declared = _declared(data)
    encoding = _meant(declared, name) if declared else "utf-8"
    if encoding not in _SEVERAL_BYTES and not data.isascii() and _is_utf8(data):
        encoding = "utf-8"
    return _strictly(data, encoding, name)


def _declared(data: bytes) -> str:
    match = _DECLARED.search(data, 0, _LOOKED_AT) or _XML_DECLARED.match(data[:_LOOKED_AT])
    return match[1].decode("ascii") if match else ""


def _meant(declared: str, name: str) -> str:
    try:
        found = codecs.lookup(declared.removeprefix("x-")).name
        if found in _ONLY_TEXT:
            raise LookupError
        b"four".decode(found)
    except LookupError:
        step = "Save the page in UTF-8."
        raise InputError(f"{name!r} declares the encoding {declared!r}, which is not known.", step) from None
    return _MEANT.get(found, found)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _strictly(data: bytes, encoding: str, name: str) -> str:
    if encoding == "cp1252":
        return data.decode("latin-1").translate(_WINDOWS)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        step = "Save the page in UTF-8, or let it declare its encoding in a <meta charset>."
        raise InputError(f"{name!r} is not {encoding.upper()}: byte {error.start} does not belong.", step) from None


# Five bytes of windows-1252 are no letters for Python; the standard keeps them as the control characters they were.
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}
