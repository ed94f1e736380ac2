"""Sessions at the command line: what is typed, what is printed, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from copydesk.cli.main import main
from copydesk.config import table
from copydesk.desk.summarise import SummariseSettings
from llm.faults import Reply, claims_text, fault_server, pieces

SOURCE = "LINDEN, 16 September 2026 (Wire) - The fire killed 17 people, said Bea Ostrom.\n"
RIGHT = "The fire killed 17 people.\n"
WRONG = "# Fire\n\nBea Ostrom said the fire killed 17 people. The fire killed 19 people.\n"
HERE = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
"""For processes that run in another folder: the package as it stands here."""
CLEAN = {"COPYDESK_API_KEY": "", "OPENAI_API_KEY": ""}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in {"fire.txt": SOURCE, "right.md": RIGHT, "wrong.md": WRONG}.items():
        Path(name).write_text(text, encoding="utf-8")
    return tmp_path


def run(*words: str, given: str | bytes | None = None) -> Result:
    return CliRunner(env=CLEAN).invoke(main, words, input=given)


def test_a_right_sentence_passes(folder: Path) -> None:
    done = run("check", "right.md", "--source", "fire.txt")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "1 claim checked: 1 accepted, 0 flagged, 0 unchecked\n"


def test_a_wrong_figure_is_shown_at_its_place(folder: Path) -> None:
    done = run("check", "wrong.md", "--source", "fire.txt")
    assert done.exit_code == 1
    assert "wrong.md:3:60: NUM" in done.stdout
    assert "fire.txt:1:" in done.stdout
    assert done.stdout.endswith("1 flagged, 0 unchecked\n")


def test_json_is_the_whole_result_and_explain_reads_it(folder: Path) -> None:
    done = run("check", "wrong.md", "--source", "fire.txt", "--format", "json", "-o", "out/r.json")
    assert done.exit_code == 1
    assert (folder / "out" / "r.json").read_text(encoding="utf-8") == done.stdout
    told = run("explain", "out/r.json", "--claim", "s2")
    assert told.exit_code == 0
    for words in ("claim s2: The fire killed 19 people.", "outcome: flagged", "read by:", "relation:", "finding: NUM"):
        assert words in told.stdout


def test_html_is_written_beside_the_text(folder: Path) -> None:
    done = run("check", "wrong.md", "--source", "fire.txt", "--html", "r.html")
    assert "NUM" in done.stdout
    assert "<!DOCTYPE html>" in Path("r.html").read_text(encoding="utf-8")


def test_standard_input_may_be_the_summary_or_the_source(folder: Path) -> None:
    assert run("check", "-", "--source", "fire.txt", given=RIGHT).exit_code == 0
    assert run("check", "right.md", "--source", "-", given=SOURCE).exit_code == 0
    assert run("check", "-", "--source", "-", given=SOURCE).exit_code == 2


def test_codes_can_be_ignored(folder: Path) -> None:
    assert run("check", "wrong.md", "--source", "fire.txt", "--ignore", "num").exit_code == 0


ERRORS = (
    (("check", "none.md", "--source", "fire.txt"), "copydesk: There is no file 'none.md'."),
    (("check", "right.md", "--source", "none.txt"), "copydesk: There is no file 'none.txt'."),
    (("check", "right.md", "--source", "empty.txt"), "copydesk: 'empty.txt' is empty."),
    (("check", "right.md", "--source", "binary"), "copydesk: 'binary' is not plain text"),
    (("check", "empty.txt", "--source", "fire.txt"), "copydesk: 'empty.txt' holds no sentence"),
    (("check", "right.md"), "copydesk: 'right.md' names no source."),
    (("check", "right.md", "--source", "fire.txt", "--published", "today"), "does not match the format"),
    (("check", "right.md", "--source", "fire.txt", "-o", "fire.txt/x"), "cannot be written"),
    (("explain", "fire.txt"), "copydesk: 'fire.txt' is not a result"),
    (("explain", "r.json", "--claim", "s9"), "copydesk: The result holds no claim 's9'. It holds: s1."),
    (("batch", "check", "none", "out"), "copydesk: 'none' cannot be read"),
    (("batch", "check", "fire.txt", "no/where/out"), "copydesk: 'no/where/out' cannot be written"),
    (("summarise", "none.txt"), "copydesk: There is no file 'none.txt'."),
    (("summarise", "fire.txt", "--model", "x"), "copydesk: An endpoint needs base_url and model"),
    (("summarise", "fire.txt", "--gguf", "none.gguf"), "none.gguf"),
    (("summarise", "fire.txt", "--claims", "0"), "--claims"),
    (("nothing",), "No such command"),
)


@pytest.mark.parametrize(("words", "says"), ERRORS)
def test_what_goes_wrong_is_one_sentence_and_no_traceback(folder: Path, words: tuple[str, ...], says: str) -> None:
    Path("empty.txt").write_bytes(b"")
    Path("binary").write_bytes(b"\0\1")
    run("check", "right.md", "--source", "fire.txt", "-o", "r.json")
    done = run(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_batch_check_answers_every_row(folder: Path) -> None:
    rows = [{"id": 1, "source": SOURCE, "claim": RIGHT}, {"id": 2, "source": SOURCE, "claim": "19 died."}]
    Path("in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    done = run("batch", "check", "in.jsonl", "out.jsonl")
    answers = [json.loads(line) for line in Path("out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert (done.exit_code, done.output) == (0, "")
    assert [(answer["id"], answer["outcome"]) for answer in answers] == [(1, "accepted"), (2, "flagged")]


def test_batch_reads_and_writes_pipes() -> None:
    done = run("batch", "mentions", "-", "-", given='{"id": 1, "text": "5 men"}\n')
    assert json.loads(done.stdout)["mentions"][0]["low"] == "5"


def test_batch_says_that_rows_failed(folder: Path) -> None:
    done = run("batch", "mentions", "-", "out.jsonl", given='{"id": 1, "text": "5 men"}\nx\n')
    assert done.exit_code == 2
    assert done.stderr == "1 of 2 rows could not be read; see their 'error'.\n"


KEPT = "The fire killed 17 people, said Bea Ostrom."
LIES = "The fire killed 19 people, said Bea Ostrom."


def endpoint(base_url: str, *more: str) -> tuple[str, ...]:
    options = ("--base-url", base_url, "--model", "m", "--mode", "json_schema", "--claims", "1", "--max-reasks", "0")
    return (*options, *more)


@pytest.mark.loopback
def test_a_summary_is_printed_and_kept(folder: Path) -> None:
    with fault_server([Reply(pieces=pieces(claims_text(KEPT)))]) as served:
        done = run("summarise", "fire.txt", *endpoint(served.base_url, "-o", "r.json", "--html", "r.html"))
    assert done.exit_code == 0, done.output
    assert KEPT in " ".join(done.stdout.split())
    assert "reading the source" in done.stderr
    assert "accepted " in done.stderr
    assert json.loads(Path("r.json").read_text(encoding="utf-8"))["result"]["timing"]["total"] > 0
    assert Path("r.html").exists()


@pytest.mark.loopback
def test_quiet_json_without_timing_is_the_same_every_time(folder: Path) -> None:
    with fault_server([Reply(pieces=pieces(claims_text(KEPT)))]) as served:
        words = ("summarise", "-", "--json", "--no-timing", "-q", *endpoint(served.base_url))
        one, two = run(*words, given=SOURCE), run(*words, given=SOURCE)
    assert one.stderr == ""
    assert one.stdout.replace(served.base_url, "") == two.stdout.replace(served.base_url, "")
    assert json.loads(one.stdout)["result"]["timing"] is None


@pytest.mark.loopback
def test_nothing_accepted_is_exit_1_and_what_was_withheld_is_shown(folder: Path) -> None:
    draft = json.dumps({"tasks": [{"quotes": [KEPT], "claim": LIES}]})
    with fault_server([Reply(pieces=pieces(draft))]) as served:
        done = run("summarise", "fire.txt", *endpoint(served.base_url))
    assert done.exit_code == 1
    assert "No claim was accepted." in done.stdout
    assert "Withheld (1)" in done.stdout


@pytest.mark.loopback
def test_a_bad_key_has_its_own_exit_code_and_is_never_printed(folder: Path) -> None:
    refusal = Reply(401, body=json.dumps({"error": {"message": "bad key"}}))
    with fault_server([refusal]) as served:
        runner = CliRunner(env={**CLEAN, "COPYDESK_API_KEY": "sk-very-secret"})
        done = runner.invoke(main, ("summarise", "fire.txt", *endpoint(served.base_url)))
    assert done.exit_code == 4
    assert done.stderr.splitlines()[-1].startswith("copydesk: ")
    assert "sk-very-secret" not in done.output


@pytest.mark.loopback
def test_batch_summarise_does_only_what_is_not_done(folder: Path) -> None:
    rows = [{"id": n, "source": SOURCE} for n in (1, 2)]
    Path("in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with fault_server([Reply(pieces=pieces(claims_text(KEPT)))]) as served:
        first = run("batch", "summarise", "in.jsonl", "out.jsonl", *endpoint(served.base_url))
        second = run("batch", "summarise", "in.jsonl", "out.jsonl", *endpoint(served.base_url))
        assert len(served.requests) == 2
    assert (first.exit_code, first.stderr) == (0, "2 summarised, 0 done before, 0 failed\n")
    assert (second.exit_code, second.stderr) == (0, "0 summarised, 2 done before, 0 failed\n")


def test_help_names_every_command_and_every_exit_code() -> None:
    text = run("--help").output
    assert all(word in text for word in ("summarise", "check", "explain", "batch", "130"))


def test_the_defaults_of_the_table_are_those_of_the_record() -> None:
    record = SummariseSettings()
    own = [
        one for one in table.SETTINGS if "summarise" in one.commands and one.parameter in SummariseSettings.__slots__
    ]
    assert len(own) == 14
    for setting in own:
        # The record's own language is English; at the command line claims are in that of their source.
        if setting.name != "language":
            assert setting.default == getattr(record, setting.parameter), setting.name


@pytest.mark.slow
def test_a_real_process_ends_with_the_same_codes(folder: Path) -> None:
    def code(*words: str) -> int:
        return subprocess.run([sys.executable, "-m", "copydesk", *words], capture_output=True, env=HERE).returncode

    assert code("check", "right.md", "--source", "fire.txt") == 0
    assert code("check", "wrong.md", "--source", "fire.txt") == 1
    assert code("check", "none.md", "--source", "fire.txt") == 2


@pytest.mark.slow
def test_no_color_without_a_terminal(folder: Path) -> None:
    words = [sys.executable, "-m", "copydesk", "check", "wrong.md", "--source", "fire.txt"]
    for more in ({}, {"NO_COLOR": "1"}):
        done = subprocess.run(words, capture_output=True, text=True, env={**HERE, **more})
        assert "\x1b" not in done.stdout
