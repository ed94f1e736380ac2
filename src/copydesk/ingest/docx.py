"""A Word file to lines: paragraphs, headings, rows of tables and text boxes in order, then notes, then heads and feet.

Read straight from its XML, since python-docx leaves out what was inserted with "track changes": insertions are text,
deletions are not, and neither are comments, hidden words and the codes behind fields. Cells of a table are parted by
" | ", and raised figures become raised figures, as in a web page. The dates in the file's properties say when it was
saved, not when it was published, so they are not read.

The archive is checked before it is unpacked, and what is unpacked is counted: sizes that an archive declares may lie.
Declarations of entities are refused (`defusedxml`).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from copydesk.errors import InputError
from copydesk.ingest.parsed import BETWEEN_CELLS, Line, Parsed, joined, raised
from copydesk.source import BlockKind

MOST_PARTS = 5_000
"""Entries of the archive; a file with a picture on each of a thousand pages has some two thousand."""
LARGEST_ARCHIVE = 400_000_000
"""Bytes that all parts declare together, pictures included."""
LARGEST_PART = 40_000_000
"""Bytes of one part of XML, declared and really there; a book of a thousand pages has some ten million."""

MOST_TAGS = 3_000_000
"""Tags of one part: twice those of a thousand pages, and as many as the child's memory holds as a tree."""

_MAIN = re.compile(r"word/document\d*\.xml")
_RUNNING = re.compile(r"word/(?:header|footer)\d*\.xml")
_OTHERS = (
    ("xl/workbook.xml", "is an Excel workbook", "Save the sheet as plain text."),
    ("ppt/presentation.xml", "is a PowerPoint file", "Save it as PDF."),
    ("content.xml", "is an OpenDocument file", "Save it as DOCX."),
)
_LEFT_OUT = frozenset(("del", "delText", "instrText", "moveFrom", "pPr", "rPr", "rt", "sectPr", "tblPr"))
# A tab is wide: with a blank before it two figures that it parts never become one ("1 234").
_TAB = " \t"
_SIGNS = {
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "\N{NON-BREAKING HYPHEN}",
    "ptab": _TAB,
    "softHyphen": "\N{SOFT HYPHEN}",
    "sym": "\N{REPLACEMENT CHARACTER}",
    "tab": _TAB,
}
_KINDS: Mapping[str, BlockKind] = {"title": "headline", "caption": "caption"}
"""Word's own styles that say what a paragraph is, by the names that are the same in every language of Word."""
_OFF = ("0", "false", "off", "none")


def parse(data: bytes, name: str) -> Parsed:
    """What a Word file says.

    Raises:
        InputError: it is no Word file, is damaged or without text, or unpacks to more than it may.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return joined(_lines(_Package(archive, name)), name)
    except (zipfile.BadZipFile, EOFError, NotImplementedError):
        raise InputError(f"{name!r} is a damaged Word file or zip archive.", "Save it once more.") from None
    except ParseError:
        raise InputError(f"{name!r} is a Word file with broken XML.", "Save it once more.") from None
    except DefusedXmlException:
        raise InputError(f"{name!r} declares entities, which no Word file does.", "Save it with Word.") from None


class _Package:
    """The parts of a Word file."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        """Raises InputError: the archive is none of a Word file, or declares more than it may."""
        self._archive, self._name = archive, name
        found = archive.infolist()
        self.names = [part.filename for part in found]
        if len(found) > MOST_PARTS:
            raise InputError(f"{name!r} has more than {MOST_PARTS:,} parts.", "Save its text as plain text.")
        if sum(part.file_size for part in found) > LARGEST_ARCHIVE:
            self._too_large(LARGEST_ARCHIVE)
        main = next(filter(_MAIN.fullmatch, self.names), None)
        if main is None:
            says = ((says, step) for part, says, step in _OTHERS if part in self.names)
            what, step = next(says, ("is a zip archive, but no Word file", "Hand in a file that stands in it."))
            raise InputError(f"{name!r} {what}.", step)
        self.main = main

    def tree(self, part: str) -> Element:
        """A part as a tree; an empty one when there is no such part."""
        if part not in self.names:
            return Element("none")
        # The size that the archive declares is not believed: what is really there is counted.
        with self._archive.open(part) as file:
            data = file.read(LARGEST_PART + 1)
        if len(data) > LARGEST_PART:
            self._too_large(LARGEST_PART)
        if data.count(b"<") > MOST_TAGS:
            raise InputError(f"{self._name!r} has more than {MOST_TAGS:,} tags.", "Save its text as plain text.")
        tree: Element = fromstring(data)
        return tree

    def _too_large(self, most: int) -> None:
        says = f"{self._name!r} unpacks to more than the {most // 1_000_000} MB that it may."
        raise InputError(says, "Save its text as plain text.")


def _lines(package: _Package) -> Iterator[Line]:
    styles = dict(_styles(package.tree("word/styles.xml")))
    yield from _blocks(package.tree(package.main), styles)
    for part in ("word/footnotes.xml", "word/endnotes.xml"):
        for note in package.tree(part):
            if _attribute(note, "type") in ("", "normal"):
                yield from _blocks(note, styles)
    seen: set[str] = set()
    for part in sorted(filter(_RUNNING.fullmatch, package.names)):
        for line in _blocks(package.tree(part), styles):
            # First, even and other pages have heads of their own, mostly with the same words.
            if line.text not in seen:
                seen.add(line.text)
                yield Line(line.text, "furniture")


def _styles(tree: Element) -> Iterator[tuple[str, BlockKind]]:
    """The styles that say what a paragraph is, by their ids."""
    for style in tree:
        name = next((_attribute(child, "val") for child in style if _local(child) == "name"), "").lower()
        if name in _KINDS:
            yield _attribute(style, "styleId"), _KINDS[name]


# --- blocks ---------------------------------------------------------------------------------------------------------


def _blocks(container: Element, styles: Mapping[str, BlockKind]) -> Iterator[Line]:
    """The lines of everything in a container, in order."""
    for child in _children(container):
        match _local(child):
            case "p":
                yield from _paragraph(child, styles)
            case "tr":
                yield from _row(child, styles)
            case _:
                yield from _blocks(child, styles)


def _paragraph(paragraph: Element, styles: Mapping[str, BlockKind]) -> Iterator[Line]:
    said = _Said([], [])
    _say(paragraph, said)
    kind = styles.get(_property(paragraph, "pPr", "pStyle") or "")
    rows = [row.strip() for row in "".join(said.words).split("\n")]
    follows = False
    for row in rows:
        if row:
            yield Line(row, kind, follows)
        follows = bool(row)
    for box in said.boxes:
        yield from _blocks(box, styles)


def _row(row: Element, styles: Mapping[str, BlockKind]) -> Iterator[Line]:
    """A row as one line; of a table that only lays out the page, the lines of its cells."""
    if _property(row, "trPr", "del") is not None:
        return
    cells = [list(_blocks(cell, styles)) for cell in _children(row)]
    if all(len(cell) <= 1 for cell in cells):
        words = BETWEEN_CELLS.join(line.text for cell in cells for line in cell)
        if words:
            yield Line(words)
    else:
        for cell in cells:
            yield from cell


# --- words ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Said:
    """What a paragraph says, and the text boxes that hang on it."""

    words: list[str]
    boxes: list[Element]


def _say(element: Element, said: _Said) -> None:
    for child in _children(element):
        kind = _local(child)
        if kind == "t":
            said.words.append(child.text or "")
        elif kind in _SIGNS:
            said.words.append(_SIGNS[kind])
        elif kind == "txbxContent":
            said.boxes.append(child)
        elif kind == "r":
            _say_run(child, said)
        else:
            _say(child, said)


def _say_run(run: Element, said: _Said) -> None:
    if _is_on(_property(run, "rPr", "vanish")):
        return
    inside = _Said([], said.boxes)
    _say(run, inside)
    words = "".join(inside.words)
    said.words.append(raised(words) if _property(run, "rPr", "vertAlign") == "superscript" else words)


def _children(element: Element) -> Iterator[Element]:
    """The children that are shown; of alternatives that show the same, the first."""
    for child in element:
        kind = _local(child)
        if kind == "AlternateContent":
            yield from list(child)[:1]
        elif kind not in _LEFT_OUT:
            yield child


def _property(element: Element, properties: str, name: str) -> str | None:
    """The value of a property, "" when it has none; None when it is not set."""
    for group in element:
        if _local(group) == properties:
            return next((_attribute(one, "val") for one in group if _local(one) == name), None)
    return None


def _is_on(value: str | None) -> bool:
    return value is not None and value not in _OFF


def _local(element: Element) -> str:
    """The tag without its namespace: files in "strict" form have others for the same."""
    return element.tag.rpartition("}")[2]


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")
