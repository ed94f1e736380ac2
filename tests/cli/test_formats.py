"""`--format`: what is printed is the format's own bytes, and nothing else; exit codes do not change."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from copydesk.cli.main import main
from copydesk.cli.summarise import summarise
from copydesk.report import json
from copydesk.report.formats import FORMATS

SOURCE = "LINDEN, 16 September 2026 (Wire) - The fire killed 17 people, said Bea Ostrom.\n"
WRONG = "# Fire\n\nBea Ostrom said the fire killed 17 people. The fire killed 19 people.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("fire.txt").write_text(SOURCE, encoding="utf-8")
    Path("wrong.md").write_text(WRONG, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", FORMATS.keys() - {"text"})
def test_what_is_printed_is_the_format_and_the_result_is_kept_as_json(name: str, folder: Path) -> None:
    words = ("check", "wrong.md", "--source", "fire.txt", "--format", name, "-o", "kept.json")
    done = CliRunner().invoke(main, words)
    assert (done.exit_code, done.stderr) == (1, "")
    assert done.stdout_bytes == FORMATS[name].write(json.load((folder / "kept.json").read_bytes()))


def test_text_that_is_not_for_a_terminal_is_what_the_table_makes(folder: Path) -> None:
    done = CliRunner().invoke(main, ("check", "wrong.md", "--source", "fire.txt", "-o", "kept.json"))
    assert done.stdout_bytes == FORMATS["text"].write(json.load((folder / "kept.json").read_bytes()))


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_whose_name_is_no_utf_8_can_be_checked(name: str, folder: Path) -> None:
    odd = "b\udcff.txt"
    Path(odd).write_text(SOURCE, encoding="utf-8")
    words = [sys.executable, "-m", "copydesk", "check", odd, "--source", odd, "--format", name]
    done = subprocess.run(words, capture_output=True, env={"PYTHONPATH": ":".join(sys.path)})
    assert (done.returncode, done.stderr) == (0, b"")
    done.stdout.decode()


@pytest.mark.parametrize(
    ("words", "form"),
    (((), "text"), (("--json",), "json"), (("--format", "sarif"), "sarif"), (("--format", "csv", "--json"), "json")),
)
def test_summarise_takes_the_same_formats(words: tuple[str, ...], form: str) -> None:
    assert summarise.make_context("summarise", ["fire.txt", *words]).params["form"] == form
