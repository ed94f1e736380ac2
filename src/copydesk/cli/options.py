"""Options of the command line, made from the table of settings; what nobody types comes from environment or file."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from copydesk.cli import completing
from copydesk.config import file, layers
from copydesk.config.file import ConfigFile
from copydesk.config.layers import Found
from copydesk.config.table import BY_NAME, SETTINGS, Setting

_READ = "copydesk.settings"
"""Where a run keeps what it has read, in click's context."""


def option(name: str, *aliases: str, dest: str | None = None) -> Callable[[Any], Any]:
    """The option of a setting.

    Args:
        aliases: other names of it.
        dest: the parameter that takes its value, where that is not named as the setting.
    """
    setting = BY_NAME[name]
    words: list[str] = [*aliases, f"--{name}", dest or setting.parameter]
    more: dict[str, Any] = {"type": _type(setting)}
    if setting.kind == "yes or no":
        words[-2] = f"--{name}/--no-{name}"
        more = {"is_flag": True}
    if setting.kind == "list":
        more |= {"multiple": True, "shell_complete": completing.codes}
    if setting.metavar:
        more["metavar"] = setting.metavar
    told = "" if setting.kind in ("yes or no", "list") else f"  [{setting.shown_default}]"
    return click.option(*words, default=partial(_default, setting), help=f"{setting.help}{told}", **more)


def of(command: str, *but: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options of all settings of a command, as they stand in the table.

    Args:
        but: settings that it makes itself.
    """
    named = [setting.name for setting in SETTINGS if command in setting.commands and setting.name not in but]

    def decorated(function: Callable[..., Any]) -> Callable[..., Any]:
        for name in reversed(named):
            function = option(name)(function)
        return function

    return decorated


def _type(setting: Setting) -> click.ParamType[Any]:
    match setting.kind:
        case "whole number":
            return click.INT if setting.least is None else click.IntRange(int(setting.least), _whole(setting.most))
        case "number":
            return click.FloatRange(setting.least, setting.most, min_open=setting.above)
        case "choice":
            return click.Choice(setting.choices)
        case "file":
            return click.Path(path_type=Path)
    return click.STRING


def _whole(bound: float | None) -> int | None:
    return None if bound is None else int(bound)


def _default(setting: Setting) -> Any:
    """What environment or file say, else what the table says. Nothing is read for a help page or a completion."""
    ctx = click.get_current_context(silent=True)
    return None if ctx is None or ctx.resilient_parsing else settings(ctx)[setting.name].value


def settings(ctx: click.Context | None = None) -> dict[str, Found]:
    """Every setting as environment and file have it; read once a run.

    Raises:
        InputError: one of them is not understood.
    """
    ctx = ctx or click.get_current_context()
    kept = ctx.find_root().meta
    if _READ not in kept:
        kept[_READ] = layers.settled(os.environ, config_file())
    found: dict[str, Found] = kept[_READ]
    return found


def config_file() -> ConfigFile | None:
    """The file that counts here.

    Raises:
        InputError: it is not understood.
    """
    try:
        here = Path.cwd()
    except OSError:
        return None
    return file.find(here)


def key(base_url: str | None) -> str | None:
    """The key for an endpoint, from the environment; for one that a file names, only a key meant for copydesk."""
    told = settings()["base-url"]
    found = layers.key(os.environ, told.origin == "file" and base_url == told.value)
    return found[1] if found else None
