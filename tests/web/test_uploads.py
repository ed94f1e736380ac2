"""Files handed in at the desk: each format becomes a source or a summary, each bad one a page that says why."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from starlette.testclient import TestClient

from copydesk.desk.settings import SummariseSettings
from copydesk.desk.worker import work
from copydesk.store import claims, documents
from copydesk.store.database import Database
from copydesk.web.app import create_app
from copydesk.web.settings import Serving
from ingest import made

pytestmark = pytest.mark.slow

LINES = ("The fire killed 17 people in Linden.", "It began on Monday.")
SUMMARY = ("The fire killed 17 people.", "The fire killed 19 people.")
Make = Callable[..., bytes]


@dataclass
class Desk:
    """The form of a new document, filled in with files."""

    client: TestClient

    def hand_in(self, source: bytes, summary: bytes, name: str):  # type: ignore[no-untyped-def]
        page = self.client.get("/documents/new").text
        found = re.search(r'name="token" value="([0-9a-f]+)"', page)
        assert found
        files = {"sources": (f"source.{name}", source), "summary_file": (f"summary.{name}", summary)}
        fields = {"token": found[1], "how": "check", "title": "Fire"}
        return self.client.post("/documents", data=fields, files=files, follow_redirects=False)


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with TestClient(create_app(database, Serving()), base_url="http://localhost") as client:
        yield Desk(client)


def page(*lines: str) -> bytes:
    return f"<html><nav><a href='/'>Home</a></nav>{''.join(f'<p>{line}</p>' for line in lines)}</html>".encode()


FORMATS: tuple[tuple[str, Make], ...] = (
    ("txt", lambda *lines: "\n\n".join(lines).encode()),
    ("html", page),
    ("pdf", lambda *lines: made.pdf(lines)),
    ("docx", lambda *lines: made.docx(made.paragraphs(*lines))),
)


@pytest.mark.parametrize(("name", "make"), FORMATS, ids=[name for name, _ in FORMATS])
def test_a_source_and_a_summary_in_a_format_are_checked(desk: Desk, database: Database, name: str, make: Make) -> None:
    answer = desk.hand_in(make(*LINES), make(*SUMMARY), name)
    assert answer.status_code == 303, answer.text
    work(database, SummariseSettings(), lambda: False, once=True)
    with database.reading() as reading:
        number = documents.documents(reading)[0].id
        told = [(row.state, text) for row, text in claims.claims(reading, number)]
    assert told == [("passed", SUMMARY[0]), ("open", SUMMARY[1])]


BAD: tuple[tuple[str, Callable[[], bytes], str], ...] = (
    ("rubbish.txt", lambda: bytes(range(256)), "zero bytes"),
    ("empty.html", lambda: b"<html></html>", "no text"),
    ("charset.html", lambda: b"<meta charset=utf-8><p>\xe9", "not UTF-8"),
    ("depth.html", lambda: b"<div>" * 200_000 + b"x", "more than 200,000 tags|nested"),
    ("scan.pdf", lambda: made.pdf(()), "no text"),
    ("cut.pdf", lambda: made.pdf(LINES)[:200], "damaged PDF"),
    ("bomb.pdf", lambda: made.zeros_in_a_pdf(300_000_000), "unpacks to more"),
    ("sheet.docx", lambda: made.zipped(xl__workbook="<x/>"), "Excel"),
    ("cut.docx", lambda: made.docx(made.paragraphs(*LINES))[:150], "damaged"),
    ("bomb.docx", lambda: made.zeros_in_a_docx(500_000_000), "unpacks to more"),
    ("laughs.docx", lambda: made.zipped(word__document=f"{made.LAUGHING}<x>&a9;</x>"), "entities"),
    ("old.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9), "old Word file"),
)


@pytest.mark.parametrize(("name", "data", "says"), BAD, ids=[row[0] for row in BAD])
def test_a_bad_file_is_refused_in_a_sentence_and_nothing_is_kept(
    desk: Desk, database: Database, name: str, data: Callable[[], bytes], says: str
) -> None:
    answer = desk.hand_in(data(), b"The fire killed 17 people.", name)
    assert answer.status_code == 422
    problem = re.search(r'role="alert">(.*?)</p>', answer.text, re.DOTALL)
    assert problem
    assert re.search(rf"'source\.{name}' .*(?:{says})", html.unescape(problem[1]))
    with database.reading() as reading:
        assert documents.documents(reading) == ()


def test_a_bad_summary_is_refused_too(desk: Desk, database: Database) -> None:
    answer = desk.hand_in(b"The fire killed 17 people.", made.pdf(()), "x")
    assert answer.status_code == 422
    assert "no text" in answer.text
    with database.reading() as reading:
        assert documents.documents(reading) == ()
