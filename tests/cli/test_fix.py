"""`copydesk check --fix` at the command line: what is written where, what is printed, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from copydesk.cli.main import main

SOURCE = "LINDEN, 16 September 2026 (Wire) - The fire killed 17 people, said Bea Ostrom.\n"
WRONG = "\ufeff# Fire\r\n\r\n- The fire killed **19** people.\r\n- Lou Kern set it.\r\n"
DIFF = f"""\
--- wrong.md
+++ wrong.fixed.md
@@ -2,3 +2,3 @@
{" "}
-- The fire killed **19** people.
+- The fire killed **17** people.
 - Lou Kern set it.
1 change, written to wrong.fixed.md; 0 left
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("fire.txt").write_text(SOURCE, encoding="utf-8")
    Path("wrong.md").write_bytes(WRONG.encode())
    Path("right.md").write_text("The fire killed 17 people.\n", encoding="utf-8")
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ("check", *words, "--source", "fire.txt"))


def test_a_copy_is_changed_and_every_other_byte_stays(folder: Path) -> None:
    done = run("wrong.md", "--fix")
    assert done.stdout.startswith(DIFF)
    assert "wrong.fixed.md:4:" in done.stdout
    assert done.exit_code == 1
    assert Path("wrong.md").read_bytes() == WRONG.encode()
    assert Path("wrong.fixed.md").read_bytes() == WRONG.replace("19", "17").encode()


def test_in_place_changes_the_file_itself_and_keeps_its_mode(folder: Path) -> None:
    Path("wrong.md").chmod(0o640)
    Path("link.md").symlink_to("wrong.md")
    assert "written to link.md" in run("link.md", "--fix", "--in-place").stdout
    assert Path("wrong.md").read_bytes() == WRONG.replace("19", "17").encode()
    assert Path("wrong.md").stat().st_mode & 0o777 == 0o640
    assert Path("link.md").is_symlink()
    assert not list(Path().glob(".*partial"))


def test_the_exit_code_is_that_of_the_changed_text(folder: Path) -> None:
    Path("one.txt").write_text("The fire killed 19 people.", encoding="utf-8")
    assert run("one.txt").exit_code == 1
    assert run("one.txt", "--fix").exit_code == 0
    assert Path("one.fixed.txt").read_text(encoding="utf-8") == "The fire killed 17 people."


def test_nothing_is_written_where_nothing_changes_or_no_fix_is_asked_for(folder: Path) -> None:
    before = sorted(Path().iterdir())
    assert run("wrong.md").exit_code == 1
    done = run("right.md", "--fix")
    assert done.stdout.startswith("0 changes, nothing was written; 0 left\n1 claim checked: 1 accepted")
    assert sorted(Path().iterdir()) == before


def test_json_says_what_was_applied(folder: Path) -> None:
    done = run("wrong.md", "--fix", "--format", "json")
    fix = json.loads(done.stdout)["result"]["fix"]
    assert (fix["file"], fix["left"]) == ("wrong.fixed.md", [])
    assert [(row["claim"], row["code"], row["before"], row["after"]) for row in fix["applied"]] == [
        ("s1", "NUM001", "19", "17")
    ]
    at = fix["applied"][0]["span"]
    assert WRONG.removeprefix("\ufeff")[at["start"] : at["end"]] == "19"
    assert json.loads(run("right.md", "--format", "json").stdout)["result"]["fix"] is None


REFUSED = (
    (("-", "--fix"), "standard input has no place"),
    ((".", "--fix"), "'.' is none"),
    (("right.md", "--in-place"), "--in-place goes with --fix"),
    (("fire.txt", "--fix", "--in-place"), "would write over the source"),
    (("none.md", "--fix"), "There is no file 'none.md'"),
)


@pytest.mark.parametrize(("words", "says"), REFUSED)
def test_what_cannot_be_changed_is_said(folder: Path, words: tuple[str, ...], says: str) -> None:
    done = run(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr


def test_a_copy_never_takes_the_place_of_a_source(folder: Path) -> None:
    Path("fire.fixed.txt").write_text(SOURCE, encoding="utf-8")
    done = CliRunner().invoke(main, ("check", "fire.txt", "--source", "fire.fixed.txt", "--fix"))
    assert (done.exit_code, "would write over the source" in done.stderr) == (2, True)
