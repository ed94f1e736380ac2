"""A summary as a Word file. The only module of the reports that knows python-docx; it is loaded where it is asked for.

Word decides the direction of a paragraph by `w:bidi`, and of the letters in it by `w:rtl`; without the second a full
stop jumps to the wrong end. Both stand at fixed places among their siblings, else Word calls the file damaged.

The bytes follow from the record alone: no clock, no name of whoever runs this. The part with the head of the history
is not compressed, so that whoever searches the file for it finds it.
"""

from __future__ import annotations

import datetime
import io
import zipfile

import docx
from docx.document import Document
from docx.opc.coreprops import CoreProperties
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from copydesk.report import published
from copydesk.report.published import Published

_BEHIND_BIDI = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr")
_BEHIND_LANGUAGE = ("w:eastAsianLayout", "w:specVanish", "w:oMath")
_BEHIND_RTL = ("w:cs", "w:em", "w:lang", *_BEHIND_LANGUAGE)
_CORE = "docProps/core.xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def written(made: Published) -> bytes:
    """The file of a record that is printable already."""
    document = docx.Document()
    _about(document.core_properties, made)
    _summary(document, made)
    _places(document, made)
    _withheld(document, made)
    _sources(document, made)
    document.add_heading("About this file", 1)
    for name, value in (*published.facts(made), ("head of the history", made.head)):
        document.add_paragraph(f"{name}: {value}")
    return _packed(document)


def _about(properties: CoreProperties, made: Published) -> None:
    # What the template says of itself is not true of this file.
    for name in ("dcterms:created", "dcterms:modified"):
        for element in properties._element.findall(qn(name)):
            properties._element.remove(element)
    # This part is searched for heads, and a title may hold what looks like one.
    properties.title = made.title.replace("copydesk-head:", "copydesk-head ")[:255]
    properties.author = (made.published_by or "")[:255]
    properties.comments = made.head
    if made.published_at:
        properties.created = properties.modified = datetime.datetime.fromisoformat(made.published_at)


def _summary(document: Document, made: Published) -> None:
    _turned(document.add_heading(made.title, 0), published.language(made))
    document.add_paragraph(published.status(made)).runs[0].bold = True
    for number, line in enumerate(made.lines, 1):
        paragraph = _turned(document.add_paragraph(line.text), line.language)
        paragraph.add_run(f" [{number}]").font.superscript = True
    if not made.lines:
        document.add_paragraph("No claim stands.")


def _places(document: Document, made: Published) -> None:
    if made.lines:
        document.add_heading("Where it stands", 1)
    for number, line in enumerate(made.lines, 1):
        document.add_paragraph(f"[{number}] {published.standing(line)}")
        for place, words in line.quotes:
            _turned(document.add_paragraph(published.quoted(words), "Quote"), published.language(made))
            document.add_paragraph(place)


def _withheld(document: Document, made: Published) -> None:
    if made.withheld:
        document.add_heading("Withheld", 1)
    for one in made.withheld:
        _turned(document.add_paragraph(one.text), published.language(made))
        for words in (published.withholding(one), *one.reasons):
            document.add_paragraph(words, "List Bullet")


def _sources(document: Document, made: Published) -> None:
    if made.sources:
        document.add_heading("Sources", 1)
    for source in made.sources:
        paragraph = document.add_paragraph(f"{source.name} ({source.language})", "List Number")
        for words in published.hashes(source):
            paragraph.add_run().add_break()
            paragraph.add_run(words)


def _turned(paragraph: Paragraph, language: str) -> Paragraph:
    """The paragraph, running as its letters do."""
    if published.direction(paragraph.text, language) == "rtl":
        paragraph._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *_BEHIND_BIDI)
        for run in paragraph.runs:
            properties = run._r.get_or_add_rPr()
            properties.insert_element_before(OxmlElement("w:rtl"), *_BEHIND_RTL)
            spoken = OxmlElement("w:lang")
            spoken.set(qn("w:bidi"), language)
            properties.insert_element_before(spoken, *_BEHIND_LANGUAGE)
    return paragraph


def _packed(document: Document) -> bytes:
    """The document's parts, in its order, all of one moment."""
    made, packed = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(packed, "w") as archive:
        for name in parts.namelist():
            how = zipfile.ZIP_STORED if name == _CORE else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), parts.read(name), how)
    return packed.getvalue()
