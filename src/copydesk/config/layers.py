"""Which word counts for each setting: that of the environment, of the file, or its default. What is said at the command
line counts before all of them; click knows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from copydesk.config.file import ConfigFile
from copydesk.config.table import KEYS, SETTINGS, Setting, Value, spoken, wanted, without_password
from copydesk.errors import InputError

Origin = Literal["environment", "file", "default"]


@dataclass(frozen=True, slots=True)
class Found:
    """A setting, its value, and who said so.

    Attributes:
        value: None where nobody did and the default is no value.
        where: the variable, or the file and line; "" for a default.
    """

    setting: Setting
    value: Value | None
    origin: Origin
    where: str = ""


def settled(environ: Mapping[str, str], file: ConfigFile | None) -> dict[str, Found]:
    """Every setting, by name.

    Raises:
        InputError: a variable holds what its setting cannot be.
    """
    return {setting.name: _found(setting, environ, file) for setting in SETTINGS}


def _found(setting: Setting, environ: Mapping[str, str], file: ConfigFile | None) -> Found:
    if text := environ.get(setting.variable, "").strip():
        value = spoken(setting, text)
        if value is None:
            said = f"{setting.variable} is {without_password(text)[:60]!r}."
            raise InputError(said, f"It must be {wanted(setting)}.")
        return Found(setting, value, "environment", setting.variable)
    if file and setting.name in file.values:
        return Found(setting, file.values[setting.name], "file", file.place(setting.name))
    return Found(setting, setting.default, "default")


def key(environ: Mapping[str, str], endpoint_of_file: bool = False) -> tuple[str, str] | None:
    """The variable that holds a key, and the key; None where there is none.

    Args:
        endpoint_of_file: a file names the endpoint; only a key that is meant for copydesk goes there.
    """
    names = KEYS[:1] if endpoint_of_file else KEYS
    return next(((name, value) for name in names if (value := environ.get(name, "").strip())), None)


def unknown(environ: Mapping[str, str]) -> dict[str, str]:
    """Variables that look like settings and are none, each with the name that was perhaps meant, or ""."""
    known = {setting.variable for setting in SETTINGS} | set(KEYS)
    odd = sorted(name for name in environ if name.startswith("COPYDESK_") and name not in known)
    return {name: _meant(name, known) for name in odd}


def _meant(name: str, known: Iterable[str]) -> str:
    """The variable whose name is nearest, by what tells it from the others; "" where none is near."""
    ends = {variable.removeprefix("COPYDESK_"): variable for variable in sorted(known)}
    near = get_close_matches(name.removeprefix("COPYDESK_"), list(ends), 1, 0.6)
    return ends[near[0]] if near else ""
