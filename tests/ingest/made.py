"""Files that tests read: PDFs written by hand, Word files, and files that are meant to do harm."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence

WORDS = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def pdf(*pages: Sequence[str]) -> bytes:
    """A PDF with a line for each text, set in Helvetica; an empty text leaves a line's space."""
    return pdf_of(*(_page(lines) for lines in pages))


def _page(lines: Sequence[str]) -> bytes:
    shown = (line.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)") for line in lines)
    return b"BT /F1 11 Tf 14 TL 60 780 Td " + b" ".join(b"(%b) Tj T*" % line for line in shown) + b" ET"


def pdf_of(*contents: bytes) -> bytes:
    """A PDF whose pages have these contents."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for at, content in enumerate(contents):
        what = f"/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * at} 0 R"
        objects.append(f"<< {what} /Resources << /Font << /F1 3 0 R >> >> >>".encode())
        packed = zlib.compress(content, 9)
        heading = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
        objects.append(heading + packed + b"\nendstream")
    return _numbered(objects)


def _numbered(objects: Sequence[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"{table}{end}".encode()


def zipped(**parts: bytes | str) -> bytes:
    """A zip archive; "__" in a name is a slash, and what has no dot ends with ".xml"."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(f"{name.replace('__', '/')}.xml", part)
    return made.getvalue()


def docx(body: str, **parts: bytes | str) -> bytes:
    """A Word file with this XML in its body."""
    return zipped(word__document=WORDS.format(body), **parts)


def paragraphs(*texts: str) -> str:
    return "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)


def zeros_in_a_docx(size: int) -> bytes:
    """A Word file whose text is a run of zeros, of `size` bytes when unpacked."""
    made = io.BytesIO()
    chunk = b"0" * 10_000_000
    # The quickest of compressions: a thousandth of the size would be smaller still, and take seconds.
    packed = zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with packed as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(size // len(chunk)):
            part.write(chunk)
    return made.getvalue()


def zeros_in_a_pdf(size: int) -> bytes:
    """A PDF of one page whose content is blanks, of `size` bytes when unpacked."""
    packer = zlib.compressobj(1)
    chunk = b" " * 10_000_000
    packed = b"".join(packer.compress(chunk) for _ in range(size // len(chunk))) + packer.flush()
    ready = pdf_of(b"?")
    old = zlib.compress(b"?", 9)
    return ready.replace(b"/Length %d" % len(old), b"/Length %d" % len(packed)).replace(old, packed)


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
LAUGHING = f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]>'
"""The declarations of entities that unfold to a thousand million laughs."""
