"""Completion: bash itself is asked what it offers; the scripts of the other shells are click's."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.test_commands import HERE
from copydesk.cli.completion import SHELLS
from copydesk.cli.main import COMMANDS, main

BASH = shutil.which("bash")
OFFERED = (
    ("ch", {"check"}),
    ("", set(COMMANDS)),
    ("check --for", {"--format"}),
    ("check --format s", {"sarif"}),
    ("check --ignore NUM00", {"NUM001", "NUM002"}),
    ("check --ignore hed,num001", {"hed,NUM001"}),
    ("check --ignore QU", {"QUO", "QUO001"}),
    ("summarise --length m", {"medium"}),
    ("config s", {"show"}),
    ("completion f", {"fish"}),
    ("check fi", {"fire.md", "fire.txt"}),
    ("check fire.md --source fire.t", {"fire.txt"}),
)


ASK = """
eval "$(copydesk completion bash)"
ask() {
  COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
  _copydesk_completion copydesk
  [ ${#COMPREPLY[@]} = 0 ] && compgen -f -- "${@: -1}"
  echo "${COMPREPLY[@]}"; echo =
}
"""
"""What bash does at the tab key: the words so far, then files, where the script has it offer those."""


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_has_its_script(shell: str) -> None:
    done = CliRunner().invoke(main, ("completion", shell))
    assert done.exit_code == 0
    assert f"_COPYDESK_COMPLETE={shell}_complete" in done.stdout


def test_another_shell_is_refused() -> None:
    assert CliRunner().invoke(main, ("completion", "csh")).exit_code == 2


@pytest.mark.slow
@pytest.mark.skipif(BASH is None, reason="there is no bash")
def test_bash_offers_commands_options_and_values(tmp_path: Path) -> None:
    (tmp_path / "copydesk.toml").write_text("no toml", encoding="utf-8")
    for name in ("fire.md", "fire.txt", "other"):
        (tmp_path / name).touch()
    program = tmp_path / "bin" / "copydesk"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m copydesk "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    environment = {**HERE, "PATH": f"{program.parent}:{HERE['PATH']}"}
    asked = ("ask copydesk " + " ".join(f"'{part}'" for part in words.split(" ")) for words, _ in OFFERED)
    script = "\n".join((ASK, *asked))
    done = subprocess.run(
        [str(BASH), "--norc", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    told = [set(part.split()) for part in done.stdout.split("=\n")[:-1]]
    for (words, wanted), found in zip(OFFERED, told, strict=True):
        assert wanted <= found if "--ignore" in words else wanted == found, (words, found)
