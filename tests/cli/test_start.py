"""What the command line imports before it knows what is wanted: next to nothing. A list of modules tells more than a
clock on a shared machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from cli.test_commands import HERE
from copydesk.cli.main import COMMANDS, main
from copydesk.config.table import FORMATS
from copydesk.report import formats

_MODELS = ("openai", "instructor", "tenacity", "numpy", "xllamacpp", "httpx", "copydesk.llm")
_DESK = ("sqlalchemy", "alembic", "fastapi", "uvicorn", "jinja2", "copydesk.store", "copydesk.web")
_DOCUMENTS = ("trafilatura", "lxml", "pypdf")
_VERIFIER = ("regex", "rapidfuzz", "simplemma", "sentencex", "rich", "markdown_it", "pydantic", "copydesk.checking")
SOURCE, SUMMARY = "The fire killed 17 people, said Bea Ostrom.\n", "The fire killed 17 people.\n"
CASES = (
    (("--help",), (*_MODELS, *_DESK, *_DOCUMENTS, *_VERIFIER)),
    (("--version",), (*_MODELS, *_DESK, *_DOCUMENTS, *_VERIFIER)),
    (("check", "summary.md", "--source", "source.txt"), (*_MODELS, *_DESK, *_DOCUMENTS)),
    (("check", "--help"), (*_MODELS, *_DESK, *_DOCUMENTS, *_VERIFIER)),
    (("summarise", "--help"), (*_MODELS, *_DESK, *_DOCUMENTS, *_VERIFIER)),
    (("config", "show"), (*_MODELS, *_DESK, *_DOCUMENTS, *_VERIFIER)),
)


def imported(folder: Path, *words: str) -> set[str]:
    """The modules that a process of its own has imported when the command is over."""
    listing = (
        f"import atexit, sys; atexit.register(lambda: print(*sys.modules, file=open({str(folder / 'modules')!r}, 'w')))"
    )
    code = f"{listing}; from copydesk.cli.main import main; main()"
    subprocess.run([sys.executable, "-c", code, *words], cwd=folder, env=HERE, check=True, capture_output=True)
    return set((folder / "modules").read_text(encoding="utf-8").split())


@pytest.mark.slow
@pytest.mark.parametrize(("words", "not_needed"), CASES, ids=lambda words: words[0])
def test_nothing_is_imported_that_is_not_needed(
    tmp_path: Path, words: tuple[str, ...], not_needed: tuple[str, ...]
) -> None:
    (tmp_path / "source.txt").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "summary.md").write_text(SUMMARY, encoding="utf-8")
    assert not imported(tmp_path, *words).intersection(not_needed)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_a_command_what_its_own_help_says(name: str) -> None:
    command = main.commands[name]
    assert isinstance(command, click.Command)
    assert " ".join((command.help or "").split("\n\n")[0].split()) == COMMANDS[name].says


def test_the_names_of_the_formats_are_those_of_their_table() -> None:
    assert tuple(formats.FORMATS) == FORMATS
