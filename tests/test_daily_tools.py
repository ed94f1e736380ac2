"""docs/daily-tools.md, run: the hook by pre-commit itself, the build's steps by a shell, the test by pytest."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "daily-tools.md").read_text(encoding="utf-8")
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
SOURCE = "LINDEN, 16 September 2026 (Wire) - The fire killed 17 people, said Bea Ostrom.\n"
_SHOWN = re.findall(r"(?:^    .*\n)+", PAGE, re.MULTILINE)
SUMMARY, IGNORING, PLAIN = [block for block in _SHOWN if "killed" in block][:3]

pytest_plugins = ("pytester",)
pytestmark = pytest.mark.slow


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def unindented(block: str) -> str:
    return re.sub(r"(?m)^    ", "", block)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A git repository with a source, a right summary, and a page that is no summary; and copydesk on the path."""
    program = tmp_path / "bin" / "copydesk"
    root = tmp_path / "repository"
    files = {
        program: f'#!/bin/sh\nexec {sys.executable} -m copydesk "$@"\n',
        root / "sources" / "fire.txt": SOURCE,
        root / "fire.md": unindented(SUMMARY),
        root / "README.md": "# Nineteen people and no source\n",
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    program.chmod(0o755)
    run(root, "git", "init", "-q")
    run(root, "git", "add", ".")
    return root


def run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "COPYDESK_"))},
        "PATH": f"{root.parent / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "PRE_COMMIT_HOME": str(root.parent / "pre-commit"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "PRE_COMMIT_COLOR": "never",
    }
    who = ("-c", "user.name=a", "-c", "user.email=a@a.example") if words[0] == "git" else ()
    return subprocess.run([words[0], *who, *words[1:]], cwd=root, env=environment, capture_output=True, text=True)


def lie(root: Path) -> None:
    path = root / "fire.md"
    path.write_text(path.read_text(encoding="utf-8").replace("17", "19"), encoding="utf-8")
    run(root, "git", "add", ".")


def test_pre_commit_passes_what_agrees_and_stops_what_does_not(repository: Path) -> None:
    assert shutil.which("pre-commit", path=str(Path(sys.executable).parent)), "pip install 'copydesk[test]'"
    (repository / ".pre-commit-config.yaml").write_text(blocks("yaml")[0], encoding="utf-8")
    installed = run(repository, "pre-commit", "install")
    assert installed.returncode == 0, installed
    run(repository, "git", "add", ".")
    passed = run(repository, "git", "commit", "-m", "right")
    assert passed.returncode == 0, passed
    assert re.search(r"^copydesk\.+Passed$", passed.stderr, re.MULTILINE)
    lie(repository)
    stopped = run(repository, "git", "commit", "-m", "wrong")
    assert stopped.returncode == 1
    assert "fire.md:6:" in stopped.stderr
    assert "NUM001 error The source gives '17', not '19'." in stopped.stderr
    everything = run(repository, "pre-commit", "run", "--all-files", "--verbose")
    assert "1 summary passed over, with no source in front matter" in everything.stdout


def test_the_published_hook_is_the_one_of_the_page() -> None:
    (hook,) = HOOKS
    (shown,) = yaml.safe_load(blocks("yaml")[0])["repos"][0]["hooks"]
    assert {name: value for name, value in hook.items() if name not in ("description", "language")} == {
        name: value for name, value in shown.items() if name != "language"
    }
    assert hook["language"] == "python"
    assert yaml.safe_load(blocks("yaml")[1])["repos"][0]["hooks"] == [{"id": hook["id"]}]


def steps(workflow: dict[str, Any]) -> list[str]:
    return [step["run"] for step in workflow["jobs"]["copydesk"]["steps"] if "run" in step]


def test_the_workflow_s_check_prints_what_github_reads(repository: Path) -> None:
    install, check = steps(yaml.safe_load(blocks("yaml")[2]))
    assert install == "pip install copydesk"
    assert run(repository, "sh", "-c", check).returncode == 0
    lie(repository)
    done = run(repository, "sh", "-c", check)
    assert done.returncode == 123
    assert done.stdout.startswith("::error file=fire.md,line=6,col=")


def test_the_shell_s_check_writes_junit(repository: Path) -> None:
    (command,) = blocks("sh")
    lie(repository)
    assert run(repository, "sh", "-c", command).returncode == 123
    assert 'failures="1"' in (repository / "copydesk.xml").read_text(encoding="utf-8")


def test_all_summaries_at_once(repository: Path) -> None:
    (repository / "summaries").mkdir()
    text = (repository / "fire.md").read_text(encoding="utf-8").replace("sources/", "../sources/")
    for name in ("a.md", "b.md"):
        (repository / "summaries" / name).write_text(text, encoding="utf-8")
    done = run(repository, "sh", "-c", "copydesk check summaries/*.md")
    assert (done.returncode, done.stdout) == (0, "2 claims checked: 2 accepted, 0 flagged, 0 unchecked\n")


@pytest.mark.parametrize(("name", "block"), (("s.md", IGNORING), ("s.txt", PLAIN)))
def test_a_finding_passes_as_the_page_says(repository: Path, name: str, block: str) -> None:
    (repository / name).write_text(unindented(block), encoding="utf-8")
    done = run(repository, "copydesk", "check", name, "--source", "sources/fire.txt")
    assert done.returncode == 0, done
    last = done.stdout.splitlines()[-1]
    assert f"\n    {last}\n" in PAGE


def test_the_test_of_the_page_passes(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(*blocks("python"))
    pytester.runpytest_inprocess("-p", "no:randomly", "-p", "no:xdist").assert_outcomes(passed=1)
