"""Rows in, answers out: one each, whatever the row."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from copydesk import batch
from copydesk.checking.verdict import DEFAULT
from copydesk.errors import ModelNonsense, ModelUnreachable
from copydesk.report.result import Result
from copydesk.source import Source

SOURCE = "The fire killed 17 people, said Bea Ostrom."
WRONG = {"id": 1, "source": SOURCE, "claim": "The fire killed 19 people."}
FAILED = {"outcome": "unchecked", "findings": []}


def line(row: object) -> bytes:
    return json.dumps(row).encode() + b"\n"


def checked(*rows: object) -> list[dict[str, Any]]:
    checkers = batch.Checkers()
    lines = [row if isinstance(row, bytes) else line(row) for row in rows]
    return list(batch.answers(lines, lambda row: batch.check_row(row, checkers, DEFAULT), FAILED))


def test_a_row_gets_an_outcome_and_findings_with_spans_in_the_claim() -> None:
    answer = checked(WRONG)[0]
    found = answer["findings"][0]
    start, end = found["claim_span"]
    assert (answer["id"], answer["outcome"]) == (1, "flagged")
    assert "19" in WRONG["claim"][start:end]  # type: ignore[index]
    assert {"code", "severity", "message"} <= set(found)


POLICIES = (
    ({}, "flagged"),
    ({"ignore": ["NUM"]}, "accepted"),
    ({"flags": []}, "accepted"),
    ({"flags": ["error", "warning"], "ignore": []}, "flagged"),
)


@pytest.mark.parametrize(("policy", "outcome"), POLICIES)
def test_a_row_may_carry_its_policy(policy: dict[str, list[str]], outcome: str) -> None:
    assert checked({**WRONG, "policy": policy})[0]["outcome"] == outcome


def test_no_evidence_is_not_the_same_as_none_asked_for() -> None:
    right = {"id": 1, "source": SOURCE, "claim": "The fire killed 17 people."}
    outcomes = [checked({**right, "evidence": given})[0]["outcome"] for given in (None, [], [""], [SOURCE])]
    assert outcomes == ["accepted", "flagged", "flagged", "accepted"]


BAD = (
    (b"{\n", "not JSON"),
    (b"[1]\n", "not an object"),
    (b"\xff\n", "not UTF-8"),
    ({"id": 1, "claim": "x"}, "'source' is None"),
    ({**WRONG, "claim": 5}, "'claim' is 5"),
    ({**WRONG, "source": ""}, "empty"),
    ({**WRONG, "source": []}, "empty list"),
    ({**WRONG, "source": "\ud800"}, "surrogate"),
    ({**WRONG, "claim": "\ud800"}, "surrogate"),
    ({**WRONG, "evidence": "x"}, "'evidence' is 'x'"),
    ({**WRONG, "evidence": [5]}, "'evidence' is 5"),
    ({**WRONG, "lang": 5}, "'lang' is 5"),
    ({**WRONG, "published": "today"}, "'today' is not a day"),
    ({**WRONG, "policy": "x"}, "'policy' is 'x'"),
    ({**WRONG, "policy": {"flags": ["fatal"]}}, "'policy' is"),
    ({**WRONG, "policy": {"ignore": "NUM"}}, "'policy' is"),
    ({**WRONG, "policy": {"other": []}}, "'policy' is"),
)


@pytest.mark.parametrize(("row", "says"), BAD)
def test_a_bad_row_gets_an_error_record_and_the_rest_go_on(row: object, says: str) -> None:
    answers = checked(WRONG, row, b"\n", WRONG)
    assert [answer["outcome"] for answer in answers] == ["flagged", "unchecked", "flagged"]
    assert "line 2" in answers[1]["error"]
    assert says in answers[1]["error"]


def test_a_mistake_of_ours_stays_with_its_row_and_is_never_accepted() -> None:
    def breaks(row: batch.Row) -> batch.Answer:
        raise ZeroDivisionError("ours")

    assert list(batch.answers([line(WRONG)], breaks, FAILED)) == [
        {"id": 1, **FAILED, "error": "line 1: ZeroDivisionError: ours"}
    ]


def test_one_source_of_many_rows_is_indexed_once_and_old_ones_go() -> None:
    checkers = batch.Checkers(most=2)
    given = batch.plain.NOTHING_GIVEN
    first = checkers.of(("One.",), given, DEFAULT)
    assert checkers.of(("One.",), given, DEFAULT) is first
    checkers.of(("Two.",), given, DEFAULT)
    checkers.of(("One.",), given, DEFAULT)
    checkers.of(("Three.",), given, DEFAULT)
    assert len(checkers) == 2
    assert checkers.of(("One.",), given, DEFAULT) is first


def test_mentions_have_exact_values_as_strings() -> None:
    found = batch.mentions_row({"id": "a", "text": "About half of 1.2 million people, 5 metres.", "lang": "en"})
    figures = [(m["low"], m["high"]) for m in found["mentions"] if m["low"] is not None]
    assert ("1200000", "1200000") in figures
    for mention in found["mentions"]:
        start, end = mention["span"]
        assert "About half of 1.2 million people, 5 metres."[start:end] == mention["surface"]
        assert {"kind", "low", "high", "unit", "bound"} <= set(mention)
    assert json.loads(batch.line_of(found)) == found


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    def breaks() -> Any:
        yield {"id": 1}
        raise KeyboardInterrupt

    out = tmp_path / "out.jsonl"
    with pytest.raises(KeyboardInterrupt):
        batch.write(out, breaks())
    assert list(tmp_path.iterdir()) == []
    assert batch.write(out, [{"id": 1}, {"id": 2, "error": "x"}]) == (2, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


class Model:
    """Summarises by hand: what it was asked, and what it does for sources that hold certain words."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.down = False

    def __call__(self, source: Source) -> Result:
        self.asked.append(source.text)
        if self.down:
            raise ModelUnreachable("The endpoint is down.", "Try again.")
        if "nonsense" in source.text:
            raise ModelNonsense("It answered nonsense.")
        stopped = "Lost." if "half" in source.text else None
        return Result((source,), (), "", "", stopped=stopped)


ROWS = [{"id": n, "source": text} for n, text in enumerate(("One.", "nonsense.", "half.", "Four."))]


def summarised(model: Callable[[Source], Result], out: Path, rows: list[dict[str, Any]]) -> tuple[int, int, int]:
    return batch.summarise_all(map(line, rows), out, model, lambda error: isinstance(error, ModelUnreachable))


def outcomes(out: Path) -> dict[Any, str]:
    return {row["id"]: row["outcome"] for row in map(json.loads, out.read_text().splitlines())}


def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    out, first, second = tmp_path / "out.jsonl", Model(), Model()
    assert summarised(first, out, ROWS) == (3, 0, 1)
    assert outcomes(out) == {0: "complete", 1: "failed", 2: "stopped", 3: "complete"}
    assert summarised(second, out, ROWS) == (1, 2, 1)
    assert second.asked == ["nonsense.", "half."]
    assert len(outcomes(out)) == len(out.read_text().splitlines()) == 4


def test_a_half_written_last_line_is_repaired(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    summarised(Model(), out, ROWS[:1])
    whole = out.read_bytes()
    out.write_bytes(whole + whole[:20])
    model = Model()
    assert summarised(model, out, [ROWS[0], ROWS[3]]) == (1, 1, 0)
    assert model.asked == ["Four."]
    assert outcomes(out) == {0: "complete", 3: "complete"}


def test_a_lost_endpoint_ends_the_batch_and_keeps_what_was_done(tmp_path: Path) -> None:
    out, model = tmp_path / "out.jsonl", Model()
    summarised(model, out, ROWS[:1])
    model.down = True
    with pytest.raises(ModelUnreachable):
        summarised(model, out, ROWS)
    assert outcomes(out) == {0: "complete"}


def test_a_row_without_an_id_is_a_bad_row(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert summarised(Model(), out, [{"source": "One."}]) == (0, 0, 1)
    assert "no 'id'" in out.read_text()
