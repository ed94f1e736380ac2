"""One entrance: the bytes say what a file is, and all formats become the same kind of source."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.cli.main import main
from copydesk.errors import InputError
from copydesk.ingest import document, limited, plain
from copydesk.source import CITABLE
from ingest import made

TEXT = "The fire killed 17 people in Linden.\n\nIt began on Monday.\n"
LINES = tuple(TEXT.replace("\n\n", "\n").splitlines())
PAGE = "".join(f"<p>{line}</p>" for line in LINES)

FORMATS = (
    (b"", "x", "text"),
    (b"One.", "x.pdf", "text"),
    (b"%PDF-1.7", "x.txt", "pdf"),
    (b"\xef\xbb\xbf \n%PDF-1.7", "x", "pdf"),
    (b"100 %PDF-", "x", "text"),
    (b"PK\x03\x04", "x.html", "docx"),
    (b"<!doctype HTML>", "x.txt", "html"),
    (b"\xef\xbb\xbf\n<html lang=en>", "x.md", "html"),
    (b"<!-- saved from -->\n<!DOCTYPE html>", "x", "html"),
    (b"<?xml version='1.0'?><html>", "x", "html"),
    ("\ufeff<html>".encode("utf-16-le"), "x", "html"),
    ("\ufeff<html>".encode("utf-16-be"), "x", "html"),
    (b"<div>One.</div>", "x", "html"),
    (b"<div>One.</div>", "x.md", "text"),
    (b"<p>One.</p>", "x.TXT", "text"),
    (b"One <b>two</b>.", "x.md", "text"),
    (b"One <b>two</b>.", "x.HTML", "html"),
    (b"One <b>two</b>.", "x", "text"),
    (b"1 < 2", "x.html", "text"),
    (b"<3 killed>", "x", "text"),
    (b"<people>", "x", "text"),
    (b"<!-- one -->One.", "x", "text"),
)


@pytest.mark.parametrize(("data", "name", "form"), FORMATS)
def test_the_bytes_say_what_a_file_is_and_its_name_is_a_hint(data: bytes, name: str, form: str) -> None:
    assert document.format_of(data, name) == form


FILES: tuple[tuple[str, Callable[[], bytes]], ...] = (
    ("story.txt", TEXT.encode),
    ("story.html", PAGE.encode),
    ("story.pdf", lambda: made.pdf(LINES)),
    ("story.docx", lambda: made.docx(made.paragraphs(*LINES))),
)


@pytest.mark.parametrize(("name", "data"), FILES, ids=[name for name, _ in FILES])
def test_a_wrong_figure_is_flagged_and_a_right_one_is_not(
    name: str, data: Callable[[], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(data())
    Path("summary.md").write_text("The fire killed 17 people.\n\nThe fire killed 19 people.\n", encoding="utf-8")
    done = CliRunner().invoke(main, ("check", "summary.md", "--source", name, "--format", "json"))
    assert done.exit_code == 1, done.output
    told = json.loads(done.stdout)["result"]
    assert [claim["outcome"] for claim in told["claims"]] == ["accepted", "flagged"]
    assert {block["page"] for block in told["sources"][0]["blocks"]} == {1 if name.endswith("pdf") else None}


def test_a_summary_may_be_a_word_file_and_is_not_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("summary.docx").write_bytes(made.docx(made.paragraphs("The fire killed 19 people.")))
    Path("story.txt").write_text(TEXT, encoding="utf-8")
    done = CliRunner().invoke(main, ("check", "summary.docx", "--source", "story.txt"))
    assert (done.exit_code, done.stdout.splitlines()[0][:24]) == (1, "summary.docx:1:17: NUM00")
    fixed = CliRunner().invoke(main, ("check", "summary.docx", "--source", "story.txt", "--fix"))
    assert fixed.exit_code == 2
    assert "Only plain text and Markdown can be changed" in fixed.output


def test_a_summary_s_heads_and_bylines_are_no_claims() -> None:
    data = made.pdf(("Head", "By Ines Calder", *LINES), ("Head", "Nobody was missing."))
    assert document.summary_from_bytes(data) == "\n".join(LINES) + "\n\nNobody was missing."


DATED = '<html><head><meta property="article:published_time" content="2026-09-16"></head>{}</html>'
DAYS = (
    ("<p>The fire killed 17.</p>", None, datetime.date(2026, 9, 16)),
    ("<p>LINDEN, 15 September 2026 - The fire killed 17.</p>", None, datetime.date(2026, 9, 15)),
    ("<p>The fire killed 17.</p>", datetime.date(2020, 1, 1), datetime.date(2020, 1, 1)),
)


@pytest.mark.parametrize(("body", "given", "day"), DAYS)
def test_the_day_given_wins_then_the_dateline_then_what_the_page_declares(
    body: str, given: datetime.date | None, day: datetime.date
) -> None:
    data = DATED.format(body).encode()
    assert document.from_bytes(data, "x", plain.Given(None, given)).published == day


def test_the_language_is_that_of_the_story() -> None:
    menu = "".join(f"<li>The news of the day and what is said to be in it, {number}" for number in range(40))
    story = "<p>Мэр города в понедельник объявил, что уходит в отставку после пожара на складе у реки.</p>" * 3
    page = f"<html><body><nav><ul>{menu}</ul></nav><article>{story}</article></body></html>"
    assert document.from_bytes(page.encode(), "x.html").language == "ru"


NOT_OURS = (
    (b"", "is empty"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old Word file, or one with a password"),
    (rb"{\rtf1 One.}", "Rich Text"),
    (bytes(range(256)), "zero bytes"),
    (b"\xff\xd8\xff\xe0 JPEG", "not UTF-8"),
    (b"<html>" + b"x" * 5_000_000, "larger than the 5 MB"),
    (b"%PDF-" + bytes(20_000_000), "larger than the 20 MB"),
)


@pytest.mark.parametrize(("data", "says"), NOT_OURS, ids=[says.replace(" ", "-") for _, says in NOT_OURS])
def test_what_is_none_of_the_formats_is_said(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as error:
        document.from_bytes(data, "x")
    assert error.value.next_step


@pytest.mark.parametrize(
    ("data", "module"), ((b"%PDF-", "pypdf"), (b"<html>", "trafilatura"), (b"PK\x03\x04", "defusedxml"))
)
def test_without_the_extra_its_name_is_said(monkeypatch: pytest.MonkeyPatch, data: bytes, module: str) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(InputError, match=f"'{module}'.*pip install 'copydesk\\[documents\\]'"):
        document.from_bytes(data, "x")


def test_the_libraries_are_not_loaded_before_they_are_needed() -> None:
    code = "import sys, copydesk.cli.main; print({'lxml', 'pypdf', 'trafilatura', 'defusedxml'} & set(sys.modules))"
    here = limited.environment()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=here, check=True)
    assert done.stdout == "set()\n"


STARTS = st.sampled_from((b"%PDF-1.4\n", b"PK\x03\x04", b"<html>", made.pdf(LINES)[:400], made.docx("<w:p/>")[:90]))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(("html", "pdf", "docx")), STARTS, st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_the_child(form: limited.Format, start: bytes, rest: bytes) -> None:
    answer = limited.answered(form, start + rest, "x")
    assert (answer.parsed is None) != (answer.refused is None)
    if answer.refused:
        assert all(answer.refused)


@given(st.binary(max_size=200).filter(lambda data: not data.lstrip().startswith((b"%PDF-", b"PK", b"<"))))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        source = document.from_bytes(data, "x")
    except InputError:
        return
    assert any(block.kind in CITABLE for block in source.blocks)
