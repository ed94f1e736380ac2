"""Settings at the command line: who is heard, what is shown, and a key that never is."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from cli.test_commands import KEPT, LIES, endpoint
from copydesk.cli.main import main
from copydesk.config.table import SETTINGS, page
from llm.faults import Reply, claims_text, fault_server, pieces

SOURCE = "LINDEN, 16 September 2026 (Wire) - The fire killed 17 people, said Bea Ostrom.\n"
WRONG = "The fire killed 19 people.\n"
CHECK = ("check", "wrong.md", "--source", "fire.txt")
CLEAN: dict[str, str | None] = {setting.variable: None for setting in SETTINGS}
CLEAN |= {"COPYDESK_API_KEY": None, "OPENAI_API_KEY": None}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    Path("fire.txt").write_text(SOURCE, encoding="utf-8")
    Path("wrong.md").write_text(WRONG, encoding="utf-8")
    return tmp_path


def run(*words: str, config: str = "", **environ: str) -> Result:
    if config:
        Path("copydesk.toml").write_text(config, encoding="utf-8")
    return CliRunner(env={**CLEAN, **environ}).invoke(main, words)


HEARD = (
    ((), "", {}, 1),
    ((), 'ignore = ["NUM"]', {}, 0),
    ((), "", {"COPYDESK_IGNORE": "HED,NUM001"}, 0),
    ((), 'ignore = ["NUM"]', {"COPYDESK_IGNORE": "HED"}, 1),
    (("--ignore", "HED"), 'ignore = ["NUM"]', {}, 1),
    (("--ignore", "num,hed"), "", {}, 0),
    (("--ignore", ""), 'ignore = ["NUM"]', {}, 1),
    (("--report-only",), "", {}, 0),
    ((), "report-only = true", {}, 0),
    (("--no-report-only",), "report-only = true", {}, 1),
    ((), "report-only = true", {"COPYDESK_REPORT_ONLY": "no"}, 1),
    ((), 'ignore = ["NMU"]', {}, 2),
    (("--ignore", "NUM999"), "", {}, 2),
    ((), "claim = 6", {}, 2),
    ((), "", {"COPYDESK_FORMAT": "yaml"}, 2),
)


@pytest.mark.parametrize(("words", "config", "environ", "code"), HEARD)
def test_the_nearest_word_counts(
    folder: Path, words: tuple[str, ...], config: str, environ: dict[str, str], code: int
) -> None:
    done = run(*CHECK, *words, config=config, **environ)
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output


def test_a_format_of_the_file_is_printed_unless_another_is_asked_for(folder: Path) -> None:
    assert run(*CHECK, config='format = "github"\n').stdout.startswith("::error file=wrong.md")
    assert run(*CHECK, "--format", "json").stdout.startswith("{")


def test_report_only_prints_everything_and_says_the_code(folder: Path) -> None:
    loud, quiet = run(*CHECK), run(*CHECK, "--report-only")
    assert (quiet.exit_code, quiet.stdout) == (0, loud.stdout)
    assert quiet.stderr == "report only: the exit code would have been 1\n"
    lost = run("check", "none.md", "--report-only")
    assert (lost.exit_code, lost.stdout) == (0, "")
    assert lost.stderr.splitlines()[-1] == "report only: the exit code would have been 2"
    Path("right.md").write_text("The fire killed 17 people.\n", encoding="utf-8")
    assert run("check", "right.md", "--source", "fire.txt", "--report-only").stderr == ""
    assert run("check", "right.md", "--nothing", "--report-only").exit_code == 2


@pytest.mark.loopback
def test_report_only_of_a_summary(folder: Path) -> None:
    draft = json.dumps({"tasks": [{"quotes": [KEPT], "claim": LIES}]})
    with fault_server([Reply(pieces=pieces(draft))]) as served:
        done = run("summarise", "fire.txt", "-q", "--report-only", *endpoint(served.base_url))
    assert (done.exit_code, done.stderr) == (0, "report only: the exit code would have been 1\n")


@pytest.mark.loopback
@pytest.mark.parametrize(
    ("environ", "sent"),
    (({"OPENAI_API_KEY": "general"}, "none"), ({"OPENAI_API_KEY": "general", "COPYDESK_API_KEY": "ours"}, "ours")),
)
def test_an_endpoint_of_a_file_is_asked_and_gets_no_general_key(
    folder: Path, environ: dict[str, str], sent: str
) -> None:
    with fault_server([Reply(pieces=pieces(claims_text(KEPT)))]) as served:
        config = f'base-url = "{served.base_url}"\nmodel = "m"\nmode = "json_schema"\nclaims = 1\nmax-reasks = 0\n'
        done = run("summarise", "fire.txt", "-q", config=config, **environ)
        assert done.exit_code == 0, done.output
        assert served.keys == [sent]


def test_show_says_where_each_value_comes_from_and_no_secret(folder: Path) -> None:
    environ = {
        "COPYDESK_CLAIMS": "6",
        "COPYDESK_API_KEY": "sk-secret",
        "COPYDESK_DATABASE": "postgresql://a:secret@b/c",
    }
    done = run("config", "show", config='# ours\nformat = "json"\n', **environ, COPYDESK_CLAIM="x")
    assert done.exit_code == 0
    lines = {line.split()[0]: line.split(None, 1)[1] for line in done.stdout.splitlines()}
    assert lines["format"].split("  ")[-1].strip() == "file, copydesk.toml:2"
    assert lines["claims"].split() == ["6", "environment,", "COPYDESK_CLAIMS"]
    assert lines["seed"].split() == ["7", "default"]
    assert lines["key"].split("  ")[0].strip() == "set"
    assert "postgresql://a:***@b/c" in lines["database"]
    assert "secret" not in done.output
    assert done.stderr == "warning: COPYDESK_CLAIM is no setting; did you mean COPYDESK_CLAIMS?\n"
    rows = {row["name"]: row for row in json.loads(run("config", "show", "--json", **environ).stdout)}
    assert set(rows) == {*(setting.name for setting in SETTINGS), "key"}
    assert rows["format"] == {"name": "format", "value": "json", "from": "file", "where": "copydesk.toml:2"}
    assert rows["key"] == {"name": "key", "value": "set", "from": "environment", "where": "COPYDESK_API_KEY"}
    assert "secret" not in json.dumps(rows)


def test_path_names_the_file(folder: Path) -> None:
    missing = run("config", "path")
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert "No copydesk.toml, and no pyproject.toml with [tool.copydesk]" in missing.stderr
    assert run("config", "path", config="claims = 6\n").stdout == f"{folder / 'copydesk.toml'}\n"


def test_a_broken_file_does_not_keep_anybody_from_help(folder: Path) -> None:
    assert run("check", "--help", config="no toml").exit_code == 0
    assert run("--version").exit_code == 0


def options(name: str) -> set[str]:
    command: click.Command = main
    for word in name.partition(" --")[0].split():
        assert isinstance(command, click.Group)
        command = command.commands[word]
    inner = command.commands.values() if isinstance(command, click.Group) else ()
    return {word for one in (command, *inner) for parameter in one.params for word in parameter.opts}


def test_every_setting_is_an_option_of_the_commands_that_the_table_names() -> None:
    for setting in SETTINGS:
        for command in setting.commands:
            if command.endswith("--save"):
                assert "--save" in options(command)
            else:
                assert f"--{setting.name}" in options(command), (setting.name, command)


def test_the_page_about_settings_is_current() -> None:
    shown = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    assert shown == page(), "run `make docs`"
