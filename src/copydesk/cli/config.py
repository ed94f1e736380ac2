"""`copydesk config`: what the settings are, and who says so. A key is never shown."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from copydesk.cli.options import config_file, settings
from copydesk.config import file, layers
from copydesk.config.layers import Found
from copydesk.config.table import shown, without_password
from copydesk.errors import InputError


@click.group()
def config() -> None:
    """Show the settings, and where each comes from. docs/settings.md lists them."""


@config.command()
@click.option("--json", "as_json", is_flag=True, help="For programs: a list of objects.")
def show(as_json: bool) -> None:
    """Print every setting with its value and where it comes from."""
    found = settings()
    rows = [*(_row(one) for one in found.values()), _key(found)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        _print(rows)
    for name, meant in layers.unknown(os.environ).items():
        click.echo(f"warning: {name} is no setting{f'; did you mean {meant}?' if meant else ''}", err=True)


@config.command()
def path() -> None:
    """Print the file that gives settings here."""
    found = config_file()
    if found is None:
        last = list(file.looked_in(Path.cwd()))[-1]
        said = f"No {file.OURS}, and no {file.SHARED} with [tool.copydesk], from here up to {str(last)!r}."
        raise InputError(said, f"Write {file.OURS}, where it is wanted.")
    click.echo(found.path)


def _row(found: Found) -> dict[str, Any]:
    value = without_password(found.value) if isinstance(found.value, str) else found.value
    return {"name": found.setting.name, "value": value, "from": found.origin, "where": found.where or None}


def _key(found: dict[str, Found]) -> dict[str, Any]:
    """Whether there is a key; not which."""
    key = layers.key(os.environ, found["base-url"].origin == "file")
    value, origin, where = ("set", "environment", key[0]) if key else ("not set", "default", None)
    return {"name": "key", "value": value, "from": origin, "where": where}


def _print(rows: list[dict[str, Any]]) -> None:
    cells = [("setting", "value", "from"), *((row["name"], _words(row), _origin(row)) for row in rows)]
    widths = [max(len(line[at]) for line in cells) for at in range(2)]
    for name, value, origin in cells:
        click.echo(f"{name:{widths[0]}}  {value:{widths[1]}}  {origin}".rstrip())


def _words(row: dict[str, Any]) -> str:
    value = tuple(row["value"]) if isinstance(row["value"], list | tuple) else row["value"]
    return "".join(letter if letter.isprintable() else f"<U+{ord(letter):04X}>" for letter in shown(value))


def _origin(row: dict[str, Any]) -> str:
    return str(row["from"]) if row["where"] is None else f"{row['from']}, {row['where']}"
