"""Prompt files: what is said to the model, in words that can be read, changed and versioned without touching code.

A prompt file is TOML: `name`, `version`, the `slots` that each template declares, the templates, and examples (a small
source, and the claims a good editor would make of it). Which templates a file must have, whoever loads it says. A slot
is written `{{name}}`. Every slot in a template must be declared and every declared slot must be used; filling wants
exactly the declared ones. Slots are filled in one pass, so text that comes in through a slot stays as it is, whatever
it looks like.

The source is data. It stands between two markers that carry a word derived from the text itself and not in it, so no
source can close them, and the control words of chat templates (`<|im_end|>`) are broken up, because some servers
would read them as their own.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import json
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal

from copydesk.errors import PromptError

_SLOT = re.compile(r"\{\{([a-z_]+)\}\}")
_CONTROL = re.compile(r"<(?=\|)|(?<=\|)>")
TEMPLATES = ("system", "user", "again", "again_item")
"""What is said in a summary: first, with each window, when claims are asked again, and of each of these."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class ExampleClaim:
    """A claim as the model should write it."""

    quotes: tuple[str, ...]
    claim: str


@dataclass(frozen=True, slots=True)
class Example:
    """A small source, and the claims that a good editor would make of it."""

    source: str
    claims: tuple[ExampleClaim, ...]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt file, checked.

    Attributes:
        templates: by name; those of a summary are `TEMPLATES`.
        slots: the slots of each template.
        words: phrases that settings choose from, by setting and value: `words["length"]["short"]`.
    """

    name: str
    version: str
    templates: Mapping[str, str]
    slots: Mapping[str, frozenset[str]]
    words: Mapping[str, Mapping[str, str]]
    examples: tuple[Example, ...]

    def fill(self, template: str, values: Mapping[str, str]) -> str:
        """The template with its slots filled, in one pass.

        Raises:
            PromptError: a slot has no value, or a value has no slot.
        """
        wanted = self.slots[template]
        if wrong := wanted.symmetric_difference(values):
            what = "no value for" if min(wrong) in wanted else "no slot for"
            raise PromptError(f"Prompt {self.name!r}, template {template!r}: {what} {min(wrong)!r}.", _STEP)
        return _SLOT.sub(lambda match: values[match[1]], self.templates[template])

    def word(self, setting: str, value: str) -> str:
        """The phrase for a value of a setting; the value itself where the file has none."""
        return self.words.get(setting, {}).get(value, value)


_STEP = "Correct the prompt file, or use the one that comes with copydesk."


def load(name: str = "summarise", needed: Collection[str] = TEMPLATES) -> Prompt:
    """The prompt of that name, as it comes with copydesk.

    Args:
        needed: templates that it must have.

    Raises:
        PromptError: there is none, or it is unusable.
    """
    file = _folder() / f"{name}.toml"
    if not re.fullmatch(r"[A-Za-z0-9_-]+", name) or not file.is_file():
        raise PromptError(f"There is no prompt {name!r}.", "Use the name of a file in prompts/.")
    return parse(file.read_text(encoding="utf-8"), f"{name}.toml", needed)


def _folder() -> Traversable:
    """`copydesk/prompts` when installed; `prompts/` beside `src/` in a working copy."""
    packaged = importlib.resources.files("copydesk") / "prompts"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "prompts"


def parse(text: str, where: str = "prompt", needed: Collection[str] = TEMPLATES) -> Prompt:
    """A prompt file's text as a checked prompt.

    Raises:
        PromptError: it is not TOML, or something is missing, unknown or of the wrong kind.
    """
    try:
        data = tomllib.loads(text)
        prompt = _prompt(data, needed)
    except tomllib.TOMLDecodeError as error:
        raise PromptError(f"{where}: not TOML: {error}.", _STEP) from error
    except KeyError as error:
        raise PromptError(f"{where}: {error.args[0]!r} is missing.", _STEP) from error
    except (TypeError, AttributeError, ValueError) as error:
        raise PromptError(f"{where}: {error}.", _STEP) from error
    for template in prompt.templates:
        _check_slots(prompt, template, where)
    return prompt


def _prompt(data: dict[str, Any], needed: Collection[str]) -> Prompt:
    templates = sorted({*needed, *data["slots"]})
    unknown = sorted(data.keys() - {"name", "version", "slots", "words", "example", *templates})
    if unknown:
        raise ValueError(f"{unknown[0]!r} is unknown")
    return Prompt(
        name=_text(data["name"]),
        version=_text(data["version"]),
        templates={name: _text(data[name]) for name in templates},
        slots={name: frozenset(map(_text, data["slots"][name])) for name in templates},
        words={name: {key: _text(word) for key, word in table.items()} for name, table in data["words"].items()},
        examples=tuple(map(_example, data.get("example", ()))),
    )


def _example(data: dict[str, Any]) -> Example:
    claims = tuple(ExampleClaim(tuple(map(_text, c["quotes"])), _text(c["claim"])) for c in data["claims"])
    if not claims:
        raise ValueError("an example has no claims")
    return Example(_text(data["source"]), claims)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{value!r} is not a text")
    return value.strip()


def _check_slots(prompt: Prompt, template: str, where: str) -> None:
    used = frozenset(_SLOT.findall(prompt.templates[template]))
    for slots, fault in ((used - prompt.slots[template], "unknown"), (prompt.slots[template] - used, "missing")):
        if slots:
            raise PromptError(f"{where}: template {template!r} has the {fault} slot {min(slots)!r}.", _STEP)


def as_data(text: str) -> str:
    """Text from outside as the model may see it: control words of chat templates (`<|…|>`) broken up by a space."""
    return _CONTROL.sub(lambda match: "< " if match[0] == "<" else " >", text)


def mark_for(text: str) -> str:
    """A word that marks the borders of this text: derived from it, the same on every run, and not in it."""
    mark = text
    while True:
        mark = hashlib.sha256(mark.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        if mark not in text:
            return mark


def fingerprint(messages: Iterable[Message]) -> str:
    """SHA-256 of the messages as sent, in lower-case hexadecimal."""
    pairs = [[message.role, message.content] for message in messages]
    return hashlib.sha256(json.dumps(pairs).encode()).hexdigest()
