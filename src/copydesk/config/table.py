"""Every setting, once: from this table come the options of the command line, the reading of files and of the
environment, and docs/settings.md (`python -m copydesk.config.table`; `make docs`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Value = str | int | float | bool | tuple[str, ...]
Kind = Literal["text", "whole number", "number", "yes or no", "choice", "file", "list", "address"]

KEYS = ("COPYDESK_API_KEY", "OPENAI_API_KEY")
"""Where a key is read from: the environment, and nothing else."""
FORMATS = ("text", "json", "markdown", "html", "sarif", "annotations", "github", "junit", "csv")
"""The names of `report.formats.FORMATS`, which imports what writes them; a test holds this list to it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that a user can choose once and for all.

    Attributes:
        name: in files; the option is that with two hyphens in front.
        default: what holds when nobody chooses; None for what `said` tells.
        help: of the option, a sentence or less.
        said: the default in words, where it is no value.
        least, most: of a number; `above` when `least` itself is too little.
        choices: of a choice.
        commands: those that have the option.
        metavar: what stands for the value in the help.
    """

    name: str
    kind: Kind
    default: Value | None
    help: str
    commands: tuple[str, ...]
    said: str = ""
    least: float | None = None
    most: float | None = None
    above: bool = False
    choices: tuple[str, ...] = ()
    metavar: str | None = None

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return f"COPYDESK_{self.name.upper().replace('-', '_')}"

    @property
    def parameter(self) -> str:
        """Its name as a Python argument."""
        return self.name.replace("-", "_")

    @property
    def shown_default(self) -> str:
        """The default, in words."""
        return self.said or shown(self.default)


_MODEL = ("summarise", "batch summarise", "review", "worker")
_POLICY = ("check", "summarise", "batch check", "batch summarise")
_PRINTED = ("check", "summarise")

SETTINGS = (
    Setting("ignore", "list", (), "A code (HED001) or family (HED) that shall not flag.", _POLICY, metavar="CODE"),
    Setting("errors-only", "yes or no", False, "Flag errors only, not warnings.", _POLICY),
    Setting("report-only", "yes or no", False, "Print everything, and end with exit code 0.", _PRINTED),
    Setting(
        "format", "choice", "text", "Of what is printed; docs/formats.md describes them.", _PRINTED, choices=FORMATS
    ),
    Setting("claims", "whole number", 8, "How many claims to ask for.", _MODEL, least=1, most=100, metavar="N"),
    Setting("length", "choice", "medium", "Of a claim.", _MODEL, choices=("short", "medium", "long")),
    Setting("language", "text", None, "Of the claims.", _MODEL, said="the source's own", metavar="NAME"),
    Setting("audience", "text", "general readers", "Who reads it.", _MODEL, metavar="PHRASE"),
    Setting(
        "base-url", "address", None, "An OpenAI-compatible endpoint.", _MODEL, said="the embedded model", metavar="URL"
    ),
    Setting("model", "text", None, "The model's name at that endpoint.", _MODEL, said="none", metavar="NAME"),
    Setting(
        "mode",
        "choice",
        None,
        "How that endpoint is held to the schema.",
        _MODEL,
        said="tools; json_schema for the embedded model",
        choices=("json_schema", "tools", "json"),
    ),
    Setting("gguf", "file", None, "A model file of your own.", _MODEL, said="the embedded model"),
    Setting(
        "threads", "whole number", None, "For the embedded model.", _MODEL, said="the free cores, at most two", least=1
    ),
    Setting("temperature", "number", 0.0, "Of the model.", _MODEL, least=0, most=2),
    Setting("seed", "whole number", 7, "Of the model.", _MODEL),
    Setting(
        "timeout",
        "number",
        300.0,
        "After so long without a byte the endpoint is too slow.",
        _MODEL,
        least=0,
        above=True,
        metavar="SECONDS",
    ),
    Setting(
        "max-reasks", "whole number", 2, "Rounds in which failing claims are asked again.", _MODEL, least=0, metavar="N"
    ),
    Setting("max-tokens", "whole number", 2048, "Of one answer.", _MODEL, least=1, metavar="N"),
    Setting(
        "database",
        "address",
        None,
        "A file, or postgresql://user@host/name.",
        ("review", "worker", "accounts", "audit", "check --save", "summarise --save"),
        said="a file of your own",
        metavar="URL",
    ),
    Setting(
        "lease",
        "number",
        20.0,
        "After so long without a sign of life another worker takes a job over.",
        ("worker",),
        least=1,
        most=3600,
        metavar="SECONDS",
    ),
)
"""In the order in which they are shown."""

BY_NAME: Mapping[str, Setting] = MappingProxyType({setting.name: setting for setting in SETTINGS})

_WITH_PASSWORD = re.compile(r"(://[^/@:]*):[^/@]*@")


def shown(value: Value | None, hide: bool = False) -> str:
    """A value as a file would have it, on one line.

    Args:
        hide: a password inside an address.
    """
    match value:
        case None:
            return "not set"
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(value) or "none"
        case float():
            return f"{value:g}"
    return without_password(str(value)) if hide else str(value)


def without_password(address: str) -> str:
    """An address with stars for its password.

    >>> without_password("postgresql://a:b@c/d")
    'postgresql://a:***@c/d'
    """
    return _WITH_PASSWORD.sub(r"\1:***@", address)


def holds_password(value: object) -> bool:
    """Whether an address has a password in it."""
    return isinstance(value, str) and bool(_WITH_PASSWORD.search(value))


# -- what may stand there ------------------------------------------------------------------------------------------


def wanted(setting: Setting) -> str:
    """What a value must be, in words."""
    match setting.kind:
        case "choice":
            return f"one of {', '.join(setting.choices)}"
        case "yes or no":
            return "true or false"
        case "list":
            return 'a list of codes or families, such as ["NUM001", "HED"]'
        case "whole number" | "number":
            return f"a {setting.kind}{_bounds(setting)}"
        case "file":
            return "the path of a file"
    return "a text"


def _bounds(setting: Setting) -> str:
    if setting.least is None:
        return ""
    if setting.most is not None:
        return f" from {setting.least:g} to {setting.most:g}"
    return f" above {setting.least:g}" if setting.above else f", at least {setting.least:g}"


def typed(setting: Setting, value: object) -> Value | None:
    """A value of a file as the setting has it; None when it cannot be."""
    match setting.kind:
        case "yes or no":
            return value if isinstance(value, bool) else None
        case "list":
            return _listed(value)
        case "whole number":
            return value if isinstance(value, int) and not isinstance(value, bool) and _fits(setting, value) else None
        case "number":
            if isinstance(value, bool) or not isinstance(value, int | float) or not _fits(setting, value):
                return None
            return float(value)
        case "choice":
            return value if isinstance(value, str) and value in setting.choices else None
    return value if isinstance(value, str) and value.strip() and "\0" not in value else None


def _listed(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list) or not all(isinstance(part, str) and part.strip() for part in value):
        return None
    return tuple(part.strip() for part in value)


def _fits(setting: Setting, value: object) -> bool:
    try:
        if not isinstance(value, int | float) or not math.isfinite(value):
            return False
    except OverflowError:
        return False
    low = setting.least is None or (value > setting.least if setting.above else value >= setting.least)
    return low and (setting.most is None or value <= setting.most)


_WORDS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def spoken(setting: Setting, text: str) -> Value | None:
    """A value of the environment as the setting has it; None when it cannot be."""
    read: Mapping[Kind, Callable[[str], object]] = {
        "yes or no": lambda word: _WORDS.get(word.lower()),
        "list": lambda words: [word for word in re.split(r"[\s,]+", words) if word],
        "whole number": int,
        "number": float,
    }
    try:
        return typed(setting, read.get(setting.kind, str)(text.strip()))
    except ValueError:
        return None


# -- the page ------------------------------------------------------------------------------------------------------

_PAGE = """# Settings

Made from the table in `src/copydesk/config/table.py` by `make docs`; do not edit by hand.

A setting comes from the first of these that has it:

1. the command line: `--claims 6`;
2. the environment: `COPYDESK_CLAIMS=6`;
3. a file: `claims = 6` in `copydesk.toml`, or below `[tool.copydesk]` in `pyproject.toml`;
4. its default.

`copydesk config show` prints every setting with its value and where that comes from (`--json` for programs),
`copydesk config path` the file. The file is the first that is found from the working directory upward, and not above
the root of the repository; of two in one folder it is `copydesk.toml`. A `pyproject.toml` without `[tool.copydesk]` is
passed over. Two files are never put together, and a list takes the place of the list that it counts before.

    # copydesk.toml
    ignore = ["HED"]
    format = "github"
    base-url = "https://api.example/v1"
    model = "some-model"

An unknown name, or a value of another kind, ends every command that has settings with exit code 2 and a sentence that
names file, line and the nearest name. Paths in a file count from the file's folder. In the environment a list is
written with commas or blanks, and yes or no as 1, true, yes, on or 0, false, no, off; an empty variable is none.
`--no-errors-only` and `--no-report-only` take back at the command line what a file says, `--ignore ""` its list.

With `report-only`, what `check` finds and what it cannot read, and a summary of which nothing was accepted, end with
exit code 0, and a line on standard error says what the code would have been. Wrong options, an endpoint that fails and
Ctrl-C keep their codes.

A key is read from {keys} only, in this order. One in a file is refused, and so is
an address with a password: files are committed. To an endpoint that a *file* names only `{key}` is sent: the
file may have come with a folder from somebody else, for whom `OPENAI_API_KEY` is not meant.

| name | kind | default | in the environment | what | commands |
|---|---|---|---|---|---|
"""


def page() -> str:
    """docs/settings.md."""
    rows = (
        (f"`{one.name}`", wanted(one), one.shown_default, f"`{one.variable}`", one.help, ", ".join(one.commands))
        for one in SETTINGS
    )
    head = _PAGE.format(keys=" or ".join(f"`{key}`" for key in KEYS), key=KEYS[0])
    return head + "".join(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    print(page(), end="")
