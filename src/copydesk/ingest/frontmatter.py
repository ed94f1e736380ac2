"""The front matter of a summary: `---`, lines of `key: value`, `---`. It names the source, and asserts nothing.

The form is YAML's, as page generators have it; what is read is a small part of it, strictly, and no code. Three keys
are ours (`source`, `published`, `language`); of the others nothing is asked but that they look like keys, since what
stands between the two lines and is no front matter is text, and text is checked.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copydesk.errors import InputError
from copydesk.source import Span
from copydesk.text.lines import lines

MOST_SOURCES = 100
"""That one summary may name."""

_FENCE = re.compile(r"---[ \t]*\r?\Z")
_KEY = re.compile(
    r"""(?P<quote>["']?)(?P<key>[^\s:#'"\[\]{},&*!|>@`%-][^:#'"]*)(?P=quote):(?:[ \t]+(?P<value>.*))?\Z"""
)
_ITEM = re.compile(r"[ \t]*-(?:[ \t]+(?P<value>.*))?\Z")
_BLANK = re.compile(r"[ \t]*(?:#.*)?\Z")
_COMMENT = re.compile(r"(?:\A|[ \t])#.*\Z")
_NEEDS_QUOTES = tuple("&*!|>{}@`%")
"""What begins something else than a text in YAML: an anchor, a tag, a block, a mapping."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*\Z")
_QUOTED = re.compile(r"""(?:"(?P<double>(?:[^"\\]|\\["\\])*)"|'(?P<single>(?:[^']|'')*)')""")
_OURS = ("source", "published", "language")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a summary says of itself.

    Attributes:
        sources: what it must agree with, as it is written there.
        published: the day that relative dates count from.
        language: of the sources; BCP 47.
    """

    sources: tuple[str, ...] = ()
    published: datetime.date | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    """A key, what stands behind it on its line, and the lines below that belong to it; each with its line number."""

    key: str
    line: int
    value: str
    below: tuple[tuple[int, str], ...]


def stretch(text: str) -> Span | None:
    """Where the front matter of a text stands, its fences included; None where there is none.

    >>> stretch("---\\ntitle: Fire\\n---\\nSeventeen died.")
    Span(start=0, end=20)
    >>> stretch("---\\nSeventeen died.\\n---\\n") is None
    True
    """
    block = _block(text)
    return block[0] if block and _entries(block[1]) is not None else None


def names_source(text: str) -> bool:
    """Whether the front matter of a text has the key `source`, whatever its value."""
    block = _block(text)
    return block is not None and any(entry.key == "source" for entry in _entries(block[1]) or ())


def read(text: str, name: str = "summary") -> FrontMatter:
    """What the front matter says; of a text without any, nothing.

    Raises:
        InputError: a key of ours has a value that is not understood, or stands twice; or the block has such a key and
            is no front matter.
    """
    block = _block(text)
    if block is None:
        return FrontMatter()
    entries = _entries(block[1])
    if entries is None:
        _refuse_broken(block[1], name)
        return FrontMatter()
    ours: dict[str, _Entry] = {}
    for entry in entries:
        if entry.key in ours:
            raise _error(name, entry.line, f"{entry.key!r} stands there twice", "Keep one of them.")
        if entry.key in _OURS:
            ours[entry.key] = entry
    return FrontMatter(
        _sources(ours.get("source"), name),
        _published(ours.get("published"), name),
        _language(ours.get("language"), name),
    )


def _block(text: str) -> tuple[Span, list[tuple[int, str]]] | None:
    """The stretch between two lines of three hyphens at the head of a text, and its lines, numbered from 1."""
    start = 1 if text.startswith("\ufeff") else 0
    if not text.startswith("---", start):
        return None
    inside: list[tuple[int, str]] = []
    for number, line in enumerate(lines(text), 1):
        words = line.of(text).removeprefix("\ufeff") if number == 1 else line.of(text)
        if not _FENCE.match(words):
            if number == 1:
                return None
            inside.append((number, words.removesuffix("\r")))
        elif number > 1:
            return Span(0, min(line.end + 1, len(text))), inside
    return None


def _entries(inside: Sequence[tuple[int, str]]) -> list[_Entry] | None:
    """The block key by key; None when a line is neither a key nor belongs to one, or when there is no key."""
    found: list[tuple[str, int, str, list[tuple[int, str]]]] = []
    for number, line in inside:
        key = _KEY.match(line)
        if key:
            found.append((key["key"].strip(), number, (key["value"] or "").strip(), []))
        elif found and (line[:1] in (" ", "\t") or _ITEM.match(line)):
            found[-1][3].append((number, line))
        elif not _BLANK.match(line):
            return None
    return [_Entry(key, number, value, tuple(below)) for key, number, value, below in found] or None


def _refuse_broken(inside: Sequence[tuple[int, str]], name: str) -> None:
    """A block that names a source and has a line that is none of front matter's was meant as front matter."""
    keys = [match for _, line in inside if (match := _KEY.match(line))]
    if not any(match["key"].strip() in _OURS for match in keys):
        return
    for number, line in inside:
        if not (_KEY.match(line) or _ITEM.match(line) or _BLANK.match(line) or line[:1] in (" ", "\t")):
            step = "Write 'key: value', and '- item' below a key."
            raise _error(name, number, f"front matter has no line such as {line[:60]!r}", step)


# -- values --------------------------------------------------------------------------------------------------------


def _sources(entry: _Entry | None, name: str) -> tuple[str, ...]:
    if entry is None:
        return ()
    found = [value for value in _values(entry, name) if value]
    if not found or len(found) > MOST_SOURCES:
        said = "names none" if not found else f"names more than {MOST_SOURCES}"
        raise _error(name, entry.line, f"'source' {said}", "Write 'source: article.txt', or a list of files.")
    return tuple(found)


def _published(entry: _Entry | None, name: str) -> datetime.date | None:
    if entry is None:
        return None
    value = _only(entry, name)
    day, _, clock = value.partition("T" if "T" in value else " ")
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day) or re.search(r"[^0-9:.Z+ -]", clock):
            raise ValueError
        return datetime.date.fromisoformat(day)
    except ValueError:
        step = "Write it as 'published: 2026-09-16'."
        raise _error(name, entry.line, f"'published' is {value!r}, which is no day", step) from None


def _language(entry: _Entry | None, name: str) -> str | None:
    if entry is None:
        return None
    value = _only(entry, name)
    if not _LANGUAGE.match(value):
        raise _error(name, entry.line, f"'language' is {value!r}, which is no code", "Write it as 'language: en'.")
    return value


def _only(entry: _Entry, name: str) -> str:
    values = list(_values(entry, name))
    if len(values) != 1:
        raise _error(name, entry.line, f"{entry.key!r} needs one value", f"Write '{entry.key}: value'.")
    return values[0]


def _values(entry: _Entry, name: str) -> Iterator[str]:
    """The value on the key's own line, in brackets perhaps, or the items below it."""
    below = [(number, line) for number, line in entry.below if not _BLANK.match(line)]
    value = _COMMENT.sub("", entry.value).strip() if not _QUOTED.match(entry.value) else entry.value
    if value and below:
        raise _error(name, below[0][0], f"{entry.key!r} has a value and lines below it", "Keep one of the two.")
    if value.startswith("["):
        yield from _listed(value, entry, name)
    elif value:
        yield _scalar(value, entry.line, name)
    for number, line in below:
        item = _ITEM.match(line)
        if not item or not (item["value"] or "").strip():
            raise _error(name, number, f"{line.strip()[:60]!r} is no item of a list", "Write '- article.txt'.")
        yield _scalar(item["value"].strip(), number, name)


def _listed(value: str, entry: _Entry, name: str) -> Iterator[str]:
    inner = value.removeprefix("[").removesuffix("]")
    if not value.endswith("]") or any(letter in inner for letter in "[]{}\"'"):
        step = "Write each item on a line of its own: '- article.txt'."
        raise _error(name, entry.line, f"the list {value[:60]!r} is not understood", step)
    yield from (_scalar(part.strip(), entry.line, name) for part in inner.split(",") if part.strip())


def _scalar(value: str, line: int, name: str) -> str:
    quoted = _QUOTED.match(value)
    if quoted and _BLANK.match(value, quoted.end()) and (quoted.end() == len(value) or value[quoted.end()] in " \t"):
        if quoted["single"] is not None:
            return quoted["single"].replace("''", "'")
        return re.sub(r"\\(.)", r"\1", quoted["double"])
    plain = _COMMENT.sub("", value).strip()
    if plain.startswith(("'", '"', *_NEEDS_QUOTES)) or ": " in plain or plain.endswith(":"):
        step = "Put it between quotation marks, on one line."
        raise _error(name, line, f"the value {value[:60]!r} is not understood", step)
    return plain


def _error(name: str, line: int, says: str, step: str) -> InputError:
    return InputError(f"{name}:{line}: {says}.", step)
