"""Summaries that name their own sources, and several of them at once."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from copydesk.cli.main import main

FIRE = "LINDEN, 16 September 2026 (Wire) - The fire killed 17 people, said Bea Ostrom.\n"
FLOOD = "The flood in Ost killed 31 people on Monday.\n"
BOTH = "---\nsource: [../sources/fire.txt, ../sources/flood.txt]\n---\nThe fire killed 17 people.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with two sources and a folder of summaries, and a secret beside it."""
    (tmp_path / "secret.txt").write_text("The key is 17.\n", encoding="utf-8")
    root = tmp_path / "repository"
    for name, text in {
        ".git/config": "token 17\n",
        "sources/fire.txt": FIRE,
        "sources/flood.txt": FLOOD,
        "summaries/fire.md": "---\nsource: ../sources/fire.txt\n---\nThe fire killed 17 people.\n",
        "summaries/flood.md": "---\nsource:\n  - ../sources/flood.txt\n---\nThe flood killed 32 people.\n",
        "summaries/both.md": BOTH,
        "summaries/none.md": "The fire killed 17 people.\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(root)
    return root


def run(*words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ("check", *words), input=given)


def test_front_matter_names_the_source(folder: Path) -> None:
    done = run("summaries/flood.md")
    assert (done.exit_code, done.stderr) == (1, "")
    assert "summaries/flood.md:5:18: NUM" in done.stdout
    assert "\n    sources/flood.txt:1:" in done.stdout


def test_the_command_line_wins(folder: Path) -> None:
    assert run("summaries/fire.md", "--source", "sources/flood.txt").exit_code == 1


def test_front_matter_names_the_day_and_the_language(folder: Path) -> None:
    Path("s.md").write_text(
        "---\nsource: sources/flood.txt\npublished: 2026-09-17\nlanguage: en-GB\n---\nThe flood killed 31 people.\n",
        encoding="utf-8",
    )
    told = [json.loads(run("s.md", "--format", "json", *more).stdout)["result"]["sources"][0] for more in ((), DAY)]
    assert [(source["published"], source["language"]) for source in told] == [
        ("2026-09-17", "en-GB"),
        ("2026-09-18", "fr"),
    ]


DAY = ("--published", "2026-09-18", "--language", "fr")


def test_from_standard_input_paths_count_from_here(folder: Path) -> None:
    given = "---\nsource: sources/fire.txt\n---\nThe fire killed 17 people.\n"
    assert run("-", given=given).exit_code == 0


REFUSED = (
    ("https://a.example/fire.html", "addresses are not read"),
    ("file:sources/fire.txt", "addresses are not read"),
    ("../secret.txt", "outside of"),
    ("sources/../../secret.txt", "outside of"),
    ("/etc/passwd", "outside of"),
    ("link.txt", "outside of"),
    (".git/config", "part of .git"),
    ("sources/../.git/config", "part of .git"),
    ("-", "which is no file"),
    ("sources/none.txt", "There is no file 'sources/none.txt'"),
    ("sources", "is a directory"),
    ("'a\0b'", "zero bytes"),
    ("loop.txt", "loop.txt"),
)


@pytest.mark.parametrize(("source", "says"), REFUSED)
def test_a_summary_cannot_lead_anywhere(folder: Path, source: str, says: str) -> None:
    Path("link.txt").symlink_to(folder.parent / "secret.txt")
    Path("loop.txt").symlink_to("loop.txt")
    Path("s.md").write_text(f"---\nsource: {source}\n---\nThe fire killed 17 people.\n", encoding="utf-8")
    done = run("s.md")
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_outside_of_a_repository_sources_are_at_or_below_the_summary(folder: Path) -> None:
    os.rename(".git", "git")
    assert "outside of" in run("summaries/fire.md").stderr
    Path("s.md").write_text("---\nsource: sources/fire.txt\n---\nThe fire killed 17 people.\n", encoding="utf-8")
    assert run("s.md").exit_code == 0


def test_no_source_at_all_is_said(folder: Path) -> None:
    done = run("summaries/none.md")
    assert done.exit_code == 2
    assert done.stderr.startswith("copydesk: 'summaries/none.md' names no source. Name it with --source, or")


def test_several_summaries_make_one_result(folder: Path) -> None:
    done = run("summaries/fire.md", "summaries/flood.md", "summaries/both.md")
    assert (done.exit_code, done.stderr) == (1, "")
    assert done.stdout.count("NUM") == 1
    assert done.stdout.endswith("3 claims checked: 2 accepted, 1 flagged, 0 unchecked\n")


def test_claims_of_several_have_ids_of_their_own_and_each_source_is_there_once(folder: Path) -> None:
    done = run("summaries/flood.md", "summaries/both.md", "summaries/fire.md", "--format", "json", "-o", "r.json")
    told = json.loads(done.stdout)["result"]
    assert [source["name"] for source in told["sources"]] == ["sources/flood.txt", "sources/fire.txt"]
    assert [claim["claim"]["id"] for claim in told["claims"]] == ["s1", "s2", "s3"]
    assert [claim["support"][0]["source"] for claim in told["claims"]] == [0, 1, 1]
    assert CliRunner().invoke(main, ("explain", "r.json", "--claim", "s3")).exit_code == 0


def test_certificates_of_several_hold_what_each_was_checked_against(folder: Path) -> None:
    assert run("summaries/flood.md", "summaries/fire.md", "--certificates", "made").exit_code == 1
    assert [path.name for path in Path("made").iterdir()] == ["s2.json"]
    assert CliRunner().invoke(main, ("recheck", "made/s2.json", "sources/fire.txt")).exit_code == 0


def test_a_summary_that_cannot_be_read_does_not_hide_the_others(folder: Path) -> None:
    done = run("none.md", "summaries/none.md", "summaries/flood.md")
    assert done.exit_code == 2
    assert done.stdout.endswith("1 claim checked: 0 accepted, 1 flagged, 0 unchecked\n")
    assert [line[:30] for line in done.stderr.splitlines()] == [
        "copydesk: There is no file 'no",
        "copydesk: 'summaries/none.md' ",
    ]


@pytest.mark.parametrize(("name", "code"), (("fire", 0), ("flood", 1)))
def test_what_names_no_source_can_be_passed_over(folder: Path, name: str, code: int) -> None:
    done = run("summaries/none.md", f"summaries/{name}.md", "--skip-unsourced")
    assert done.exit_code == code
    assert done.stderr == "1 summary passed over, with no source in front matter\n"
    alone = run("summaries/none.md", "--skip-unsourced")
    assert (alone.exit_code, alone.stdout) == (0, "")


def test_only_one_summary_is_changed_at_a_time(folder: Path) -> None:
    assert "one SUMMARY at a time" in run("summaries/fire.md", "summaries/flood.md", "--fix").stderr
    assert run("summaries/flood.md", "--fix").exit_code == 0
    fixed = Path("summaries/flood.fixed.md").read_text(encoding="utf-8")
    assert fixed == "---\nsource:\n  - ../sources/flood.txt\n---\nThe flood killed 31 people.\n"
