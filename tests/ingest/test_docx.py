"""Word files: what the reader of the page sees is text, in order; what was deleted is none."""

from __future__ import annotations

import io

import docx as word
import pytest

from copydesk.errors import InputError
from copydesk.ingest import docx
from copydesk.ingest.parsed import Parsed
from ingest import made

LINES = made.paragraphs("The fire killed 17 people.")


def read(body: str, **parts: str) -> Parsed:
    return docx.parse(made.docx(body, **parts), "story.docx")


def told(found: Parsed) -> list[tuple[str, str]]:
    return [(block.kind, block.span.of(found.text)) for block in found.blocks]


def written() -> bytes:
    made = word.Document()
    made.add_heading("Fire kills 17 in Linden", 0)
    made.add_paragraph("By Jane Doe")
    made.add_heading("What happened", 1)
    paragraph = made.add_paragraph("The fire killed ")
    paragraph.add_run("17").bold = True
    paragraph.add_run(" people, or 10")
    paragraph.add_run("5").font.superscript = True
    table = made.add_table(2, 2)
    for at, text in enumerate(("Town", "Dead", "Linden", "17")):
        table.cell(at // 2, at % 2).text = text
    made.add_paragraph("A house burns.", "Caption")
    made.add_paragraph("It began\non Monday.")
    made.sections[0].header.paragraphs[0].text = "The Wire"
    made.sections[0].footer.paragraphs[0].text = "Call 555 1234."
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_file_as_word_writes_it() -> None:
    found = docx.parse(written(), "story.docx")
    assert told(found) == [
        ("headline", "Fire kills 17 in Linden"),
        ("byline", "By Jane Doe"),
        ("body", "What happened"),
        ("body", "The fire killed 17 people, or 10⁵"),
        ("body", "Town | Dead"),
        ("body", "Linden | 17"),
        ("caption", "A house burns."),
        ("body", "It began\non Monday."),
        ("furniture", "Call 555 1234."),
        ("furniture", "The Wire"),
    ]
    assert found.published is None


def run(text: str, about: str = "") -> str:
    return f"<w:r><w:rPr>{about}</w:rPr><w:t>{text}</w:t></w:r>"


SAID = (
    (
        run("The ")
        + f"<w:ins>{run('new ')}</w:ins><w:del><w:r><w:delText>old </w:delText></w:r></w:del>"
        + run("fire"),
        "The new fire",
    ),
    (f"<w:moveFrom>{run('here')}</w:moveFrom>" + run("a") + f"<w:moveTo>{run('there')}</w:moveTo>", "athere"),
    (run("a") + run("secret", "<w:vanish/>") + run("b", '<w:vanish w:val="0"/>'), "ab"),
    (run("10") + run("-3", '<w:vertAlign w:val="superscript"/>'), "10⁻³"),
    (run("16") + run("th", '<w:vertAlign w:val="superscript"/>'), "16th"),
    ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t></w:r>", "a \tb\N{NON-BREAKING HYPHEN}c"),
    ('<w:hyperlink w:anchor="x">' + run("a link") + "</w:hyperlink>", "a link"),
    ("<w:r><w:instrText>PAGE</w:instrText></w:r><w:fldSimple>" + run("7") + "</w:fldSimple>", "7"),
    ("<w:sdt><w:sdtPr/><w:sdtContent>" + run("filled in") + "</w:sdtContent></w:sdt>", "filled in"),
    (run("one") + "<w:r><w:br/></w:r>" + run("two"), "one\ntwo"),
    (run("one") + "<w:r><w:br/><w:br/></w:r>" + run("two"), "one\n\ntwo"),
    (run("R&amp;D &lt;x&gt;"), "R&D <x>"),
)


@pytest.mark.parametrize(("inside", "text"), SAID)
def test_a_paragraph_says_what_is_seen(inside: str, text: str) -> None:
    assert read(f"<w:p>{inside}</w:p>").text == text


CELL = "<w:tc>{}</w:tc>"
BLOCKS = (
    (f"<w:sdt><w:sdtContent>{LINES}</w:sdtContent></w:sdt>", "The fire killed 17 people."),
    (f"<w:ins>{made.paragraphs('New.')}</w:ins><w:del>{made.paragraphs('Old.')}</w:del>", "New."),
    (
        f"<w:tbl><w:tr>{CELL.format(made.paragraphs('1'))}{CELL.format(made.paragraphs('234'))}</w:tr></w:tbl>",
        "1 | 234",
    ),
    (
        f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr>{CELL.format(made.paragraphs('1'))}</w:tr></w:tbl>{LINES}",
        "The fire killed 17 people.",
    ),
    (
        f"<w:tbl><w:tr>{CELL.format(made.paragraphs('1', '2'))}{CELL.format(made.paragraphs('3'))}</w:tr></w:tbl>",
        "1\n\n2\n\n3",
    ),
    (
        f"<w:p>{run('a')}<w:r><w:txbxContent>{made.paragraphs('in a box')}</w:txbxContent></w:r></w:p>",
        "a\n\nin a box",
    ),
)


@pytest.mark.parametrize(("body", "text"), BLOCKS)
def test_everything_stands_in_its_order(body: str, text: str) -> None:
    assert read(body).text == text


def test_of_alternatives_that_show_the_same_one_is_read() -> None:
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    both = f"<mc:Choice>{run('a')}</mc:Choice><mc:Fallback>{run('a')}</mc:Fallback>"
    assert read(f"<w:p {space}><mc:AlternateContent>{both}</mc:AlternateContent></w:p>").text == "a"


def test_notes_stand_behind_the_text_and_may_be_cited() -> None:
    space = 'xmlns:w="x"'
    separator = '<w:footnote w:type="separator">' + made.paragraphs("no") + "</w:footnote>"
    notes = (
        f"<w:footnotes {space}>{separator}<w:footnote>{made.paragraphs('By the census.')}</w:footnote></w:footnotes>"
    )
    assert told(read(LINES, word__footnotes=notes))[1:] == [("body", "By the census.")]


def test_a_style_counts_by_its_name_not_its_id() -> None:
    styles = '<w:styles xmlns:w="x"><w:style w:styleId="Titel"><w:name w:val="Title"/></w:style></w:styles>'
    body = f'<w:p><w:pPr><w:pStyle w:val="Titel"/></w:pPr>{run("Fire.")}</w:p>{LINES}'
    assert told(read(body, word__styles=styles))[0] == ("headline", "Fire.")


UNREADABLE = (
    (made.zipped(xl__workbook="<x/>"), "is an Excel workbook"),
    (made.zipped(ppt__presentation="<x/>"), "is a PowerPoint file"),
    (made.zipped(content="<x/>"), "is an OpenDocument file"),
    (made.zipped(readme="x"), "is a zip archive, but no Word file"),
    (made.zipped(), "is a zip archive, but no Word file"),
    (made.docx(LINES)[:150], "damaged"),
    (b"PK\x03\x04" + bytes(range(256)), "damaged"),
    (made.docx(LINES).replace(b"PK\x01\x02", b"PK\x01\x03"), "damaged"),
    (made.docx("<w:p>"), "broken XML"),
    (made.docx(""), "no text"),
    (made.zipped(word__document=f"{made.LAUGHING}<x>&a9;</x>"), "declares entities"),
    (
        made.zipped(word__document='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>'),
        "declares entities",
    ),
    (made.zipped(word__document="", **{f"part{number}": "" for number in range(5_001)}), "more than 5,000 parts"),
)


@pytest.mark.parametrize(("data", "says"), UNREADABLE, ids=[says.replace(" ", "-") for _, says in UNREADABLE])
def test_what_cannot_be_read_is_said(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as error:
        docx.parse(data, "x.docx")
    assert error.value.next_step
