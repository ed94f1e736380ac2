"""The table, read back by the reader of the standard library; nothing in it is a formula."""

from __future__ import annotations

import csv as standard
import io

import pytest
from hypothesis import HealthCheck, given, settings

import anything
import results
from copydesk.checking.records import CheckedClaim
from copydesk.claims import Claim
from copydesk.report.csv import COLUMNS, csv
from copydesk.report.escaping import plain
from copydesk.report.result import Result


def rows(result: Result) -> list[dict[str, str]]:
    text = csv(result).decode("utf-8-sig")
    read = list(standard.reader(io.StringIO(text, newline=""), strict=True))
    assert read[0] == list(COLUMNS)
    assert {len(row) for row in read} == {len(COLUMNS)}
    return [dict(zip(COLUMNS, row, strict=True)) for row in read[1:]]


def test_a_row_for_each_finding_and_one_for_each_claim_without() -> None:
    number, hedge, unchecked = rows(results.checked())
    assert [number[name] for name in ("claim", "code", "severity", "words", "suggestion", "line", "column")] == [
        "s1", "NUM001", "error", "19", "17", "3", "17",
    ]  # fmt: skip
    assert [number[name] for name in ("source", "source_line", "source_column", "source_words")] == [
        "fire.txt", "3", "52", "17 people",
    ]  # fmt: skip
    assert hedge["code"] == "HED001"
    assert (unchecked["outcome"], unchecked["code"], unchecked["line"]) == ("unchecked", "", "4")
    assert rows(results.summarised())[0]["source_words"] == results.SENTENCE


def test_a_mark_in_front_tells_spreadsheets_that_it_is_utf_8_and_lines_end_as_the_rfc_has_it() -> None:
    data = csv(results.checked())
    assert data.startswith(b"\xef\xbb\xbfclaim,")
    assert data.count(b"\n") == data.count(b"\r\n") == 4


CELLS = (
    ("=1+1", "'=1+1"),
    ("+17", "'+17"),
    ("-5 degrees", "'-5 degrees"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("\t=1+1", "'=1+1"),
    ("\r=1+1", "'=1+1"),
    ("\n=1+1", "'=1+1"),
    ("\uff1d1", "'\uff1d1"),
    ("\ufeff=1", "<U+FEFF>=1"),
    ("17", "17"),
    ("'=1+1", "'=1+1"),
    ('a "b", c', 'a "b", c'),
    ("a\nb", "a b"),
    ("\x00", "<U+0000>"),
    ("", ""),
)


@pytest.mark.parametrize(("text", "cell"), CELLS)
def test_no_cell_is_a_formula(text: str, cell: str) -> None:
    made = Result((results.SOURCE,), (CheckedClaim(Claim("c1", text), "accepted"),), "", "")
    assert rows(made)[0]["text"] == cell


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(anything.results())
def test_every_text_is_read_back_as_it_is_shown(result: Result) -> None:
    found = rows(result)
    texts = [claim.claim.text for claim in result.claims for _ in (*claim.findings, *claim.ignored) or (None,)]
    assert len(found) == len(texts)
    for row, text in zip(found, texts, strict=True):
        assert row["text"].removeprefix("'") == plain(text).removeprefix("'")
        assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
