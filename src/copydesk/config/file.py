"""The file that gives settings: found from a folder upward, read as TOML, and refused where it is not understood."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from copydesk.config.table import BY_NAME, KEYS, Setting, Value, holds_password, typed, wanted
from copydesk.errors import InputError

OURS = "copydesk.toml"
SHARED = "pyproject.toml"
LARGEST = 1_000_000
"""Bytes."""

_SECRET = re.compile(r"key|token|secret|password", re.IGNORECASE)
_HEADER = re.compile(r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*[\"']?copydesk[\"']?[ \t]*\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A file of settings.

    Attributes:
        values: by name, as the settings have them.
        lines: by name, where they stand.
    """

    path: Path
    values: Mapping[str, Value] = field(default_factory=dict)
    lines: Mapping[str, int | None] = field(default_factory=dict)

    def place(self, name: str) -> str:
        """`file:line` of a setting."""
        return _place(self.path, self.lines.get(name))


def find(folder: Path) -> ConfigFile | None:
    """The file that counts in a folder: the nearest one upward, not above the root of the repository.

    Raises:
        InputError: it cannot be read, or is not understood.
    """
    for above in looked_in(folder):
        if _there(above / OURS):
            text = _text(above / OURS)
            return _config(above / OURS, text, _toml(above / OURS, text), 0)
        if _there(above / SHARED) and (found := _shared(above / SHARED)):
            return found
    return None


def looked_in(folder: Path) -> Iterator[Path]:
    """The folders in which a file counts, nearest first."""
    for above in (folder, *folder.parents):
        yield above
        if _is_root(above):
            return


def _is_root(folder: Path) -> bool:
    try:
        return (folder / ".git").exists()
    except OSError:
        return False


def _there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _shared(path: Path) -> ConfigFile | None:
    """The settings in a project's file; None where it has none. What else is wrong with it is not our affair."""
    text = _text(path)
    header = _HEADER.search(text)
    if not header and "copydesk" not in text:
        return None
    tool = _toml(path, text).get("tool")
    ours = tool.get("copydesk") if isinstance(tool, dict) else None
    if ours is None:
        return None
    if not isinstance(ours, dict):
        raise InputError(f"{path}: tool.copydesk is no table.", "Write [tool.copydesk], and settings below it.")
    return _config(path, text, ours, header.end() if header else 0)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise InputError(f"{str(path)!r} is larger than {LARGEST // 1_000_000} MB.", "Settings take a few lines.")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{str(path)!r} cannot be read: {error.strerror}.", "Check its permissions.") from None
    except UnicodeDecodeError as error:
        raise InputError(
            f"{str(path)!r} is not UTF-8: byte {error.start} does not belong.", "Save it as UTF-8."
        ) from None


def _toml(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        said = str(error) if isinstance(error, ValueError) else "it is nested too deeply"
        raise InputError(f"{str(path)!r} is not TOML: {said}.", "Mend that line.") from None


def _config(path: Path, text: str, table: Mapping[str, Any], start: int) -> ConfigFile:
    lines = {name: _line(text, name, start) for name in table}
    values = {name: _value(path, lines[name], name, value) for name, value in table.items()}
    return ConfigFile(path, values, lines)


def _line(text: str, name: str, start: int) -> int | None:
    """Where a setting stands. TOML has many ways to write a name; the usual ones are found."""
    match = re.compile(rf"^[ \t]*[\"']?{re.escape(name)}[\"']?[ \t]*[.=]", re.MULTILINE).search(text, start)
    return text.count("\n", 0, match.start()) + 1 if match else None


def _value(path: Path, line: int | None, name: str, value: object) -> Value:
    where = _place(path, line)
    setting = BY_NAME.get(name)
    if setting is None:
        raise InputError(f"{where}: there is no setting {name!r}.", _instead(name))
    if holds_password(value):
        step = f"Set {setting.variable} in the environment."
        raise InputError(f"{where}: {name!r} holds a password, and a file is no place for one.", step)
    found = typed(setting, value)
    if found is None:
        raise InputError(f"{where}: {name!r} is {_quoted(value)}.", f"It must be {wanted(setting)}.")
    return _from_folder(setting, path.parent, found)


def _quoted(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}..."


def _instead(name: str) -> str:
    if name.lower().replace("_", "-") in BY_NAME:
        return f"Write {name.lower().replace('_', '-')!r}."
    if _SECRET.search(name):
        return f"A key is read from the environment only, never from a file: set {KEYS[0]}."
    near = get_close_matches(name.lower().replace("_", "-"), list(BY_NAME), 1, 0.5)
    return f"Did you mean {near[0]!r}?" if near else "copydesk config show lists them."


def _from_folder(setting: Setting, folder: Path, value: Value) -> Value:
    """A path as it counts from the file's folder."""
    if not isinstance(value, str):
        return value
    if setting.kind == "file":
        return str(folder / value)
    if setting.name == "database":
        name = value.removeprefix("sqlite:///")
        return value if "://" in name else f"sqlite:///{folder / name}"
    return value


def _place(path: Path, line: int | None) -> str:
    name = os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
    return name if line is None else f"{name}:{line}"
