"""PDFs: the text is what pypdf gives, every passage knows its page, and running heads may not be cited."""

from __future__ import annotations

import io

import pypdf
import pytest

from copydesk.errors import InputError
from copydesk.ingest import pdf
from copydesk.ingest.parsed import Parsed
from copydesk.source import Source, Span
from copydesk.text.fold import fold
from ingest import made

FIRST = (
    "The Linden Wire",
    "Fire kills 17 in Linden",
    "LINDEN, 16 September 2026 (Wire) - The fire killed 17 people, said Bea Ostrom, who has",
    "led the brigade of the town since the spring, and the infor-",
    "mation office of the town confirmed it in the evening.",
    "It began on Monday, the mayor said in a statement that she read to everybody who was in",
    "the hall.",
    "Page 1 of 2",
)
SECOND = (
    "The Linden Wire",
    "Another 40 people were hurt, said the hospital of the town, which had called in all of its",
    "nurses when the first of them came.",
    "Nobody was missing.",
    "Page 2 of 2",
)


def read(*pages: tuple[str, ...]) -> Parsed:
    return pdf.parse(made.pdf(*pages), "report.pdf")


def told(found: Parsed) -> list[tuple[int | None, str, str]]:
    return [(block.page, block.kind, block.span.of(found.text)) for block in found.blocks]


def test_paragraphs_heads_and_pages() -> None:
    assert told(read(FIRST, SECOND)) == [
        (1, "furniture", "The Linden Wire"),
        (1, "headline", "Fire kills 17 in Linden"),
        (1, "dateline", "LINDEN, 16 September 2026 (Wire) -"),
        (1, "body", "\n".join(FIRST[2:5]).partition(" - ")[2]),
        (1, "body", "\n".join(FIRST[5:7])),
        (1, "furniture", "Page 1 of 2"),
        (2, "furniture", "The Linden Wire"),
        (2, "body", "\n".join(SECOND[1:3])),
        (2, "body", "Nobody was missing."),
        (2, "furniture", "Page 2 of 2"),
    ]


def test_the_text_is_exactly_what_pypdf_gives() -> None:
    data = made.pdf(FIRST, SECOND)
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    assert pdf.parse(data, "x").text == "\n\n".join(page.extract_text() for page in pages)


def test_a_passage_is_led_back_to_its_page() -> None:
    found = read(FIRST, SECOND)
    source = Source(found.text, blocks=found.blocks)
    pages = {words: source.page_at(Span(at, at + 2)) for words in ("17", "40") for at in [found.text.index(words)]}
    assert pages == {"17": 1, "40": 2}
    assert Source("One.").page_at(Span(0, 1)) is None


def test_a_word_broken_at_the_end_of_a_line_is_found_whole() -> None:
    assert "information office" in fold(read(FIRST).text).text


LONG = "The council of the town voted on Monday to close the old harbour for a year."
RUNNING = (
    # the same line on both pages; a number that counts as the pages do; a number alone
    ((("Head", LONG), ("Head", LONG + " Again.")), {"Head"}),
    (((LONG, "17 | The Wire"), (LONG + " Again.", "18 | The Wire")), {"17 | The Wire", "18 | The Wire"}),
    (((LONG, "- 7 -"),), {"- 7 -"}),
    (((LONG, "Page 3/12"),), {"Page 3/12"}),
    ((("Report", "Part One", LONG), ("Report", "Part One", LONG + " Again.")), {"Report", "Part One"}),
)
TEXT = (
    # another number each; the same number; words that come again in the middle; a number in the middle
    (("17 people died", LONG), ("40 people died", LONG + " Again.")),
    ((LONG, "Another", "The end", "It came.", "It went."), (LONG + " Again.", "x", "The end", "It flew.", "It fell.")),
    ((LONG, "17", LONG),),
)


@pytest.mark.parametrize(("pages", "heads"), RUNNING)
def test_heads_and_feet_are_furniture(pages: tuple[tuple[str, ...], ...], heads: set[str]) -> None:
    assert {words for _, kind, words in told(read(*pages)) if kind == "furniture"} == heads


@pytest.mark.parametrize("pages", TEXT)
def test_what_is_text_is_not_furniture(pages: tuple[tuple[str, ...], ...]) -> None:
    assert not any(kind == "furniture" for _, kind, _ in told(read(*pages)))


def test_list_items_are_paragraphs() -> None:
    lines = (
        LONG,
        "- The harbour is closed, which the fishermen of the town had feared for years now.",
        "- One is not.",
    )
    assert [words for _, _, words in told(read(lines))] == list(lines)


def test_a_line_of_a_paragraph_is_not_taken_for_a_menu() -> None:
    lines = (
        LONG.removesuffix("."),
        "home",
        "and went on to vote on everything else that stood on the long list of the day.",
    )
    assert {kind for _, kind, _ in told(read(lines))} == {"body"}


def test_page_furniture_behind_a_paragraph_is_not_part_of_it() -> None:
    lines = ("The council of the town voted on Monday.", "© 2026 The Wire. All rights reserved.", LONG)
    assert ("furniture", lines[1]) in [row[1:] for row in told(read(lines))]


def test_glyphs_without_a_character_become_the_replacement_character() -> None:
    content = b"BT /F1 11 Tf 60 780 Td (The \\000 fire killed 17 people.) Tj ET"
    text = pdf.parse(made.pdf_of(content), "x").text
    assert "\0" not in text
    assert text.endswith("fire killed 17 people.")


def unicode_pdf(*lines: str) -> bytes:
    """A PDF whose glyphs are the letters of its lines, in their order, as its ToUnicode table says."""
    letters = sorted(set("".join(lines)))
    rows = "\n".join(f"<{at:02x}> <{ord(letter):04x}>" for at, letter in enumerate(letters, 1))
    table = f"1 begincodespacerange <00> <ff> endcodespacerange {len(letters)} beginbfchar\n{rows}\nendbfchar"
    rows = " ".join(f"<{''.join(f'{letters.index(letter) + 1:02x}' for letter in line)}> Tj T*" for line in lines)
    ready = made.pdf_of(f"BT /F1 11 Tf 14 TL 60 780 Td {rows} ET".encode(), table.encode())
    return ready.replace(b"/Encoding /WinAnsiEncoding", b"/ToUnicode 7 0 R")


def test_text_that_runs_from_right_to_left_is_refused_since_its_digits_are_turned() -> None:
    with pytest.raises(InputError, match="runs from right to left"):
        pdf.parse(unicode_pdf("در آتش ۱۷ نفر کشته شدند"), "x.pdf")


def test_a_paragraph_with_letters_that_run_from_right_to_left_may_not_be_cited() -> None:
    lines = ("- The fire killed 17 people in the old town, said the mayor.", "- It is called کابل ۱۷ by some.")
    assert [kind for _, kind, _ in told(pdf.parse(unicode_pdf(*lines), "x"))] == ["body", "furniture"]


def encrypted(password: str) -> bytes:
    writer, out = pypdf.PdfWriter(), io.BytesIO()
    writer.append(io.BytesIO(made.pdf(FIRST)))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def test_a_file_that_only_may_not_be_changed_is_read() -> None:
    assert "17 people" in pdf.parse(encrypted(""), "x").text


UNREADABLE = (
    (encrypted("secret"), "is encrypted"),
    (made.pdf((), ()), "but no text"),
    (made.pdf(*[("x",)] * 2_001), "more than 2,000 pages"),
    (made.pdf(FIRST)[:200], "damaged PDF"),
    (b"%PDF-", "damaged PDF"),
    (b"%PDF-1.7\n" + bytes(range(256)) * 40, "damaged PDF"),
)


@pytest.mark.parametrize(("data", "says"), UNREADABLE, ids=[says.replace(" ", "-") for _, says in UNREADABLE])
def test_what_cannot_be_read_is_said(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as error:
        pdf.parse(data, "x.pdf")
    assert error.value.next_step
