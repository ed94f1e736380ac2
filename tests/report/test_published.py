"""Exports: the same record in four forms; nothing of a claim is markup, and the head stands in each."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pydantic import TypeAdapter

from copydesk.report.escaping import markdown as escaped
from copydesk.report.published import (
    WRITERS,
    Form,
    Line,
    Named,
    Published,
    Withheld,
    direction,
    printable,
    status,
)
from copydesk.store import chain

HEAD = "copydesk-head:9:" + "d" * 64
PLACE = ("fire.txt:3:1", "The fire killed 17 people.")
PASSED = Line("Seventeen people died.", 1, 1, "passed", None, "", (PLACE,), "en")
ACCEPTED = Line("It may have been arson.", 2, 3, "accepted", "anna", "Said at 14:00.", (), "en")
OPEN = Withheld("It killed 19.", "open", ("NUM001: The source says 17, not 19.",), None, "")
REJECTED = Withheld("It was a flood.", "rejected", (), "bela", "Another story.")
FIRE = Named("fire.txt", "a" * 64, "b" * 64, "en")
DRAFT = Published(
    document=3,
    title="Fire kills 17",
    desk="world",
    stage="review",
    published_at=None,
    published_by=None,
    revision=4,
    lines=(PASSED, ACCEPTED),
    withheld=(OPEN, REJECTED),
    sources=(FIRE,),
    policy_sha256="c" * 64,
    version="0.2.0",
    head=HEAD,
)
OUT = replace(
    DRAFT,
    stage="published",
    published_at="2026-11-25T04:38:29.000000Z",
    published_by="cleo",
    withheld=(REJECTED,),
)
EMPTY = replace(DRAFT, desk="", lines=(), withheld=(), sources=(), policy_sha256="")
PERSIAN = "۱۷ نفر در آتش‌سوزی کشته شدند."
HOSTILE = (
    "# 17 people died",
    "#",
    "1. 17 people died",
    "1) 17 people died",
    "2026. It was a year",
    "(1) One",
    "a. It was",
    "* 17 people died",
    "- 17 people died",
    "+ 17 people died",
    "---",
    "===",
    "***",
    "> 17 people died",
    "| 17 | people |",
    "|-|-|",
    "```",
    "~~~ 17",
    "a `code` b ``c`` d`",
    "*17* **people** _died_ __here__ ~~now~~",
    "snake_case and 2*3*4",
    "[17](http://example.org) ![people](x.png) [died][1] [1]: /x [^1]",
    "[1]: /x",
    "<b>17</b> <script>alert(1)</script> <!-- people --> <http://example.org>",
    "http://example.org www.example.org anna@example.org",
    "AT&T &amp; &lt; &#35; &copy;",
    "back\\slash \\* \\",
    "$5 and $6, 3^2^, H~2~O, ==x==, {x} {{ x }} {% x %}, :tada: 1:2:3",
    ": a definition",
    "- [ ] a task",
    "---\ntitle: x\n---",
    "    indented",
    "\tindented",
    "two\n\nparagraphs  \nand a break",
    "a tab\tand\r\nlines\u2028more",
    "17\u00a0000 people, 17\u202f000 more",
    PERSIAN,
    "17\x1b[2J\x00 \x7f\ufffe\ud800 people \N{RIGHT-TO-LEFT OVERRIDE}died",
)
MADE = (DRAFT, OUT, EMPTY, replace(OUT, stage="changed"), replace(DRAFT, stage="working"))
DIALECTS = (MarkdownIt("commonmark"), MarkdownIt("gfm-like", {"linkify": False}), MarkdownIt("js-default"))


def hostile(text: str) -> Published:
    """A record with that text wherever a text can stand."""
    line = replace(ACCEPTED, text=text, decided_by=text, reason=text, quotes=((text, text),))
    one = replace(REJECTED, text=text, reasons=(text,), decided_by=text, reason=text)
    return replace(DRAFT, title=text, desk=text, lines=(line,), withheld=(one,), sources=(replace(FIRE, name=text),))


def plain(text: str) -> str:
    """The text as every form but JSON shows it."""
    return printable(replace(DRAFT, title=text)).title


# -- what all say --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "said"),
    (
        (DRAFT, "Draft: 1 claim is open."),
        (replace(DRAFT, withheld=(OPEN, OPEN)), "Draft: 2 claims are open."),
        (EMPTY, "Draft: 0 claims are open."),
        (replace(DRAFT, stage="working"), "Draft: 1 claim is open. A model is still at work."),
        (OUT, "Published 2026-11-25 04:38 UTC by cleo."),
        (
            replace(OUT, stage="changed", withheld=(OPEN,)),
            "Changed since it was published 2026-11-25 04:38 UTC by cleo: 1 claim is open.",
        ),
    ),
)
def test_an_export_says_how_the_summary_stands(made: Published, said: str) -> None:
    assert status(made) == said
    for form in WRITERS:
        assert said in words_of(form, made)


def words_of(form: Form, made: Published) -> str:
    """What a reader of that form reads."""
    data = WRITERS[form](made)
    if form == "docx":
        return "\n".join(one.text for one in docx.Document(io.BytesIO(data)).paragraphs)
    if form == "html":
        return read(made).text
    return data.decode() if form == "json" else rendered(data.decode())


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("made", MADE)
def test_the_head_stands_in_the_bytes_of_every_form(form: Form, made: Published) -> None:
    data = WRITERS[form](made)
    assert HEAD.encode() in data
    assert HEAD in words_of(form, made)
    assert data == WRITERS[form](made), "equal records give equal bytes"


@pytest.mark.parametrize("form", WRITERS)
def test_what_only_looks_like_a_head_is_not_found_as_one(form: Form) -> None:
    other = "copydesk-head:8:" + "e" * 64
    made = hostile(other)
    assert [str(head) for head in chain.heads_in(WRITERS[form](made).decode("latin-1"))] == [HEAD]
    if form == "json":
        assert TypeAdapter(Published).validate_python(json.loads(WRITERS[form](made))) == made
    else:
        assert f"{other} [1]" in words_of(form, made)


@pytest.mark.parametrize("form", WRITERS)
def test_every_form_says_everything(form: Form) -> None:
    words = words_of(form, DRAFT)
    said = ("Fire kills 17", "world", "c" * 64, "0.2.0", "Seventeen people died.", *PLACE, "It may have been arson.")
    for part in (
        *said,
        "anna",
        "Said at 14:00.",
        *OPEN.reasons,
        "It was a flood.",
        "bela",
        "Another story.",
        "fire.txt",
    ):
        assert part in words
    assert "a" * 64 in words
    assert "b" * 64 in words
    assert words.index("Seventeen") < words.index("It killed 19.") < words.index("a" * 64)


@pytest.mark.parametrize(
    ("text", "language", "runs"),
    (
        ("Seventeen people died.", "en", "ltr"),
        (PERSIAN, "fa", "rtl"),
        ("UNICEF " + PERSIAN, "fa-IR", "rtl"),
        ("17", "ar", "rtl"),
        ("17", "en", "ltr"),
        ("A summary in English.", "fa", "ltr"),
        (PERSIAN, "en", "rtl"),
        (PERSIAN, "und", "rtl"),
        ("He said سلام to all of them.", "en", "ltr"),
    ),
)
def test_a_text_runs_as_its_language_and_its_letters_do(text: str, language: str, runs: str) -> None:
    assert direction(text, language) == runs


# -- Markdown ------------------------------------------------------------------------------------------------------


def rendered(text: str, dialect: MarkdownIt = DIALECTS[0]) -> str:
    """What a reader of the Markdown reads, a line for each block; any markup but the writer's own fails."""
    lines = []
    for token in dialect.parse(text):
        if token.type != "inline":
            assert re.sub("_(open|close)$", "", token.type) in (
                "heading",
                "paragraph",
                "ordered_list",
                "bullet_list",
                "list_item",
            )
            continue
        line = ""
        for child in token.children or ():
            assert child.type in ("text", "text_special", "code_inline"), child
            assert child.type != "code_inline" or child.content.startswith("copydesk-head:")
            line += child.content
        lines.append(line)
    return "\n".join(lines)


@pytest.mark.parametrize("dialect", DIALECTS, ids=("commonmark", "gfm", "tables"))
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_becomes_markup(text: str, dialect: MarkdownIt) -> None:
    wanted = plain(text)
    lines = rendered(WRITERS["md"](hostile(text)).decode(), dialect).split("\n")
    assert lines == [
        wanted,
        "Draft: 0 claims are open.",
        f"{wanted} [1]",
        "Where it stands",
        f"Accepted by {wanted}: {wanted}",
        f"{wanted}: “{wanted}”",
        "Withheld",
        wanted,
        f"Rejected by {wanted}: {wanted}",
        wanted,
        "Sources",
        f"{wanted} (en)",
        f"sha256 of its text: {'a' * 64}",
        f"sha256 of the file: {'b' * 64}",
        "About this file",
        f"desk: {wanted}",
        "document: 3, revision 4",
        f"policy: {'c' * 64}",
        "copydesk: 0.2.0",
        f"head of the history: {HEAD}",
    ]


PIECES = st.sampled_from([*"#*_`~<>&|[]()\\!+-=:.@{}$^\"' \n\t1aé۱", "www.", "http://", "&amp;", "\n\n", "    ", "```"])
TEXTS = st.lists(PIECES, max_size=20).map("".join) | st.text(max_size=40)


@given(TEXTS)
def test_whatever_it_is_it_is_read_as_it_is(text: str) -> None:
    wanted = plain(text)
    for before in ("", "# ", "- ", "1. ", "1. x\n   - "):
        for dialect in DIALECTS:
            line = rendered(f"{before}{escaped(wanted)}x", dialect).split("\n")[-1]
            assert line == f"{wanted}x"


def test_numbered_items_keep_their_numbers_behind_ten() -> None:
    made = replace(DRAFT, lines=tuple(replace(PASSED, claim=number) for number in range(1, 13)))
    lists = [token for token in DIALECTS[0].parse(WRITERS["md"](made).decode()) if token.type == "ordered_list_open"]
    assert [token.attrs for token in lists] == [{}, {}], "one of claims, one of sources, each from 1"


# -- HTML ----------------------------------------------------------------------------------------------------------


class Reader(HTMLParser):
    """Collects tags with their attributes and all text, and checks that tags nest."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(made: Published) -> Reader:
    reader = Reader()
    reader.feed(WRITERS["html"](made).decode())
    assert reader.open == []
    return reader


@pytest.mark.parametrize("made", (*MADE, *map(hostile, HOSTILE)))
def test_the_page_needs_nothing_and_runs_nothing(made: Published) -> None:
    reader = read(made)
    for tag, attributes in reader.tags:
        assert tag not in ("script", "link", "img", "iframe", "object", "base", "form", "b")
        assert not [name for name in attributes if name in ("src", "action", "style") or name.startswith("on")]
        assert attributes.get("href", "#").startswith("#")  # type: ignore[union-attr]
    for line in printable(made).lines:
        assert f"{line.text} [" in reader.text


def test_the_notes_of_a_page_are_linked_there_and_back() -> None:
    reader = read(DRAFT)
    ids = {attributes["id"] for _, attributes in reader.tags if "id" in attributes}
    aims = [attributes["href"] for tag, attributes in reader.tags if tag == "a"]
    assert len(aims) == 4
    assert {f"#{one}" for one in ids} >= set(aims)


def test_a_text_of_a_page_says_its_language_and_where_it_begins() -> None:
    made = replace(DRAFT, lines=(PASSED, replace(PASSED, text=PERSIAN, language="fa")))
    found = [(one["lang"], one["dir"]) for tag, one in read(made).tags if tag == "p" and "lang" in one]
    assert found[:2] == [("en", "ltr"), ("fa", "rtl")]


# -- JSON ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("made", (*MADE, *map(hostile, HOSTILE)))
def test_json_holds_the_record_exactly(made: Published) -> None:
    data = WRITERS["json"](made)
    held = json.loads(data)
    assert held.pop("format") == "copydesk-published/1"
    assert held.pop("status") == status(made)
    assert list(held) == list(Published.__slots__)
    assert TypeAdapter(Published).validate_python(held) == made
    assert data.endswith(b"\n}\n")


def test_json_is_utf_8() -> None:
    assert PERSIAN.encode() in WRITERS["json"](hostile(PERSIAN))


# -- Word ----------------------------------------------------------------------------------------------------------


def paragraphs(made: Published) -> list[tuple[str, str]]:
    """Style and text of each paragraph."""
    return [(str(one.style and one.style.name), one.text) for one in word(made).paragraphs]


def word(made: Published) -> docx.document.Document:
    return docx.Document(io.BytesIO(WRITERS["docx"](made)))


def test_a_word_file_has_headings_notes_and_numbered_sources() -> None:
    found = paragraphs(DRAFT)
    assert found[0] == ("Title", "Fire kills 17")
    assert [text for style, text in found if style == "Heading 1"] == [
        "Where it stands",
        "Withheld",
        "Sources",
        "About this file",
    ]
    assert ("Normal", "Seventeen people died. [1]") in found
    assert ("Normal", "[1] Passed the verifier.") in found
    assert ("Quote", "“The fire killed 17 people.”") in found
    hashes = f"sha256 of its text: {'a' * 64}\nsha256 of the file: {'b' * 64}"
    assert [text for style, text in found if style == "List Number"] == [f"fire.txt (en)\n{hashes}"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_word_file_takes_every_text(text: str) -> None:
    assert ("Normal", f"{plain(text)} [1]") in paragraphs(hostile(text))


def test_a_paragraph_of_a_word_file_runs_as_its_letters_do() -> None:
    made = replace(DRAFT, lines=(PASSED, replace(PASSED, text=PERSIAN, language="fa")))
    turned = [
        one for one in word(made).paragraphs if one._p.pPr is not None and one._p.pPr.find(qn("w:bidi")) is not None
    ]
    assert [one.text for one in turned] == [f"{PERSIAN} [2]"]
    letters = turned[0].runs[0]._r.rPr
    assert letters is not None
    assert [child.tag for child in letters] == [qn("w:rtl"), qn("w:lang")]
    assert letters[1].get(qn("w:bidi")) == "fa"


def test_a_word_file_says_nothing_of_whoever_ran_this() -> None:
    draft, out = word(DRAFT).core_properties, word(OUT).core_properties
    assert (draft.author, draft.created, draft.comments) == ("", None, HEAD)
    assert (out.author, str(out.created), out.title) == ("cleo", "2026-11-25 04:38:29+00:00", "Fire kills 17")
    with zipfile.ZipFile(io.BytesIO(WRITERS["docx"](DRAFT))) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any(b"python-docx" in parts.read(name) for name in parts.namelist())
