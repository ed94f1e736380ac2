"""What README.md says about the command line and the API is so."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import click

import copydesk
from copydesk.cli.main import main
from copydesk.errors import CopydeskError

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def options(command: click.Command) -> set[str]:
    own = {word for parameter in command.params for word in (*parameter.opts, *parameter.secondary_opts)}
    inner = command.commands.values() if isinstance(command, click.Group) else ()
    return own.union(*map(options, inner), {"--help"})


def test_every_option_that_it_names_exists() -> None:
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) <= options(main)


def test_every_option_of_summarise_is_in_it() -> None:
    shown = {word for word in options(main.commands["summarise"]) if word.startswith("--")}
    assert shown - {"--help", "--quiet"} <= set(re.findall(r"--[a-z][a-z-]+", README))


def test_every_exit_code_is_in_it() -> None:
    kinds = (kind for kind in vars(copydesk).values() if isinstance(kind, type) and issubclass(kind, CopydeskError))
    for kind in kinds:
        assert f"\n| {kind.exit_code} | " in README


def test_its_check_in_python_runs_and_prints_a_finding() -> None:
    block = README.split("    import copydesk\n", 1)[1].split("    summary = ", 1)[0]
    code = "import copydesk\n" + re.sub(r"(?m)^    ", "", block)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, {})
    assert out.getvalue().startswith("NUM")
