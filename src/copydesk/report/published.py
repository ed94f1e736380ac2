"""A summary as people leave it: what stands, where it stands in the sources, what is withheld and why, and the head of
the history; as Markdown, HTML, JSON, or a Word file.

An export is read by people and programs that have nothing else: it says how the summary stands (`status`), and carries
the head of the chain of decisions, by which `copydesk audit` later finds out whether the history was cut.

Nothing of a source or a claim is ever markup: every writer but JSON first makes the record `printable`, one line a text
with controls spelled out, and then escapes what its format would take for its own. JSON has the record as it is.

One record, `Published`, and one function for each form, `WRITERS`; equal records give equal bytes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Literal

from markupsafe import Markup

from copydesk.report import html as report_html
from copydesk.report import wording
from copydesk.report.escaping import markdown as escaped
from copydesk.report.escaping import plain

Form = Literal["md", "html", "json", "docx"]
FORMAT = "copydesk-published/1"
"""Raised by one when a reader of the old form could misread the new one; new fields alone do not raise it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A claim that stands in the summary.

    Attributes:
        claim, version: its numbers in the store.
        state: "passed" the verifier, or "accepted" by a person although it was flagged.
        decided_by: who accepted or last changed it; None where nobody had to.
        reason: what they said; "" for nothing.
        quotes: where it stands (`name:line:column`), and the source's own words there, best first.
        language: a tag; "und" where it is not known.
    """

    text: str
    claim: int
    version: int
    state: Literal["passed", "accepted"]
    decided_by: str | None
    reason: str
    quotes: tuple[tuple[str, str], ...]
    language: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A claim that does not stand in the summary, and why: what the verifier says, and whoever rejected it."""

    text: str
    state: Literal["open", "rejected"]
    reasons: tuple[str, ...]
    decided_by: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Named:
    """A source: the hash of its text, by which claims point into it, and that of the bytes it was read from."""

    name: str
    sha256: str
    raw_sha256: str
    language: str


@dataclass(frozen=True, slots=True)
class Published:
    """A document as it stands when it is exported.

    Attributes:
        document: its number in the store.
        desk: the part of the newsroom that answers for it; "" for none.
        published_at, published_by: of the last publication; None when there was none.
        revision: of the document; raised with every change.
        policy_sha256: fingerprint of the policy that decided; "" where nothing was checked yet.
        version: of copydesk.
        head: `copydesk-head:N:hash`, the end of the history with this export in it.
    """

    document: int
    title: str
    desk: str
    stage: Literal["working", "review", "ready", "published", "changed"]
    published_at: str | None
    published_by: str | None
    revision: int
    lines: tuple[Line, ...]
    withheld: tuple[Withheld, ...]
    sources: tuple[Named, ...]
    policy_sha256: str
    version: str
    head: str


# -- words that all forms share ------------------------------------------------------------------------------------


def status(made: Published) -> str:
    """How the summary stands, in a sentence or two."""
    amount = sum(one.state == "open" for one in made.withheld)
    waiting = f"{wording.counted(amount, 'claim')} {'is' if amount == 1 else 'are'} open"
    busy = " A model is still at work." if made.stage == "working" else ""
    if made.published_at is None:
        return f"Draft: {waiting}.{busy}"
    when = f"{moment(made.published_at)} by {made.published_by}"
    if made.stage == "published":
        return f"Published {when}."
    return f"Changed since it was published {when}: {waiting}.{busy}"


def moment(at: str) -> str:
    """A time of the store, for people.

    >>> moment("2026-11-25T04:38:29.000000Z")
    '2026-11-25 04:38 UTC'
    """
    return f"{at[:10]} {at[11:16]} UTC"


def standing(line: Line) -> str:
    """By whose word a claim stands."""
    if line.state == "accepted":
        return f"Accepted by {line.decided_by}: {line.reason}" if line.reason else f"Accepted by {line.decided_by}."
    return f"Passed the verifier, as changed by {line.decided_by}." if line.decided_by else "Passed the verifier."


def withholding(one: Withheld) -> str:
    """By whose word a claim is withheld."""
    if one.state == "open":
        return "Open: nobody has decided."
    return f"Rejected by {one.decided_by}: {one.reason}" if one.reason else f"Rejected by {one.decided_by}."


def hashes(source: Named) -> tuple[str, str]:
    """What tells a source from any other, in words."""
    return f"sha256 of its text: {source.sha256}", f"sha256 of the file: {source.raw_sha256}"


def quoted(words: str) -> str:
    return f"\N{LEFT DOUBLE QUOTATION MARK}{words}\N{RIGHT DOUBLE QUOTATION MARK}"


def facts(made: Published) -> tuple[tuple[str, str], ...]:
    """What else is to be known of it, by name."""
    known = (
        ("desk", made.desk),
        ("document", f"{made.document}, revision {made.revision}"),
        ("policy", made.policy_sha256),
        ("copydesk", made.version),
    )
    return tuple((name, value) for name, value in known if value)


def language(made: Published) -> str:
    """Of the first source, for texts that say nothing of their own."""
    return made.sources[0].language if made.sources else "und"


def direction(text: str, tag: str) -> Literal["ltr", "rtl"]:
    """Where a text begins: by its language where its letters agree, else by its letters. A summary may be written in
    another language than its source, and a text that runs from right to left may begin with a Latin name.

    >>> direction("UNICEF", "fa"), direction("1. \\u06a9\\u0634\\u062a\\u0647", "en")
    ('ltr', 'rtl')
    """
    kinds = [unicodedata.bidirectional(letter) for letter in text]
    right, left = sum(kind in ("R", "AL") for kind in kinds), kinds.count("L")
    if report_html.direction(tag) == "rtl":
        return "rtl" if right or not left else "ltr"
    return "rtl" if right > left else "ltr"


def printable(made: Published) -> Published:
    """The same with every text on one line, and what cannot or should not be printed spelled out."""
    return replace(
        made,
        title=plain(made.title),
        desk=plain(made.desk),
        published_by=_who(made.published_by),
        lines=tuple(map(_printable_line, made.lines)),
        withheld=tuple(map(_printable_withheld, made.withheld)),
        sources=tuple(replace(source, name=plain(source.name)) for source in made.sources),
    )


def _who(name: str | None) -> str | None:
    return None if name is None else plain(name)


def _printable_line(line: Line) -> Line:
    quotes = tuple((plain(place), plain(words)) for place, words in line.quotes)
    text, reason = plain(line.text), plain(line.reason)
    return replace(line, text=text, decided_by=_who(line.decided_by), reason=reason, quotes=quotes)


def _printable_withheld(one: Withheld) -> Withheld:
    text, reason = plain(one.text), plain(one.reason)
    reasons = tuple(map(plain, one.reasons))
    return replace(one, text=text, reasons=reasons, decided_by=_who(one.decided_by), reason=reason)


# -- Markdown ------------------------------------------------------------------------------------------------------


def markdown(made: Published) -> bytes:
    """The summary first, each claim with the number of its note."""
    return ("\n".join(_markdown(printable(made))).rstrip("\n") + "\n").encode()


def _markdown(made: Published) -> Iterator[str]:
    yield from (f"# {escaped(made.title)}", "", escaped(status(made)), "")
    for number, line in enumerate(made.lines, 1):
        yield from (rf"{escaped(line.text)} \[{number}\]", "")
    if not made.lines:
        yield from ("No claim stands.", "")
    if made.lines:
        yield from ("## Where it stands", "")
        for number, line in enumerate(made.lines, 1):
            yield from _item(number, standing(line), [f"{place}: {quoted(words)}" for place, words in line.quotes])
        yield ""
    if made.withheld:
        yield from ("## Withheld", "")
        for one in made.withheld:
            yield f"- {escaped(one.text)}"
            yield from (f"  - {escaped(words)}" for words in (withholding(one), *one.reasons))
        yield ""
    if made.sources:
        yield from ("## Sources", "")
        for number, source in enumerate(made.sources, 1):
            yield from _item(number, f"{source.name} ({source.language})", hashes(source))
        yield ""
    yield from ("## About this file", "")
    yield from (f"- {name}: {escaped(value)}" for name, value in facts(made))
    yield f"- head of the history: `{made.head}`"


def _item(number: int, words: str, below: Sequence[str]) -> Iterator[str]:
    """An item of an ordered list, with items below it."""
    yield f"{number}. {escaped(words)}"
    indent = " " * len(f"{number}. ")
    yield from (f"{indent}- {escaped(line)}" for line in below)


# -- HTML, JSON, Word ----------------------------------------------------------------------------------------------


def html(made: Published) -> bytes:
    """One file that needs nothing else, neither network nor script."""
    shown = printable(made)
    words = {"status": status, "standing": standing, "withholding": withholding, "hashes": hashes, "written": _written}
    template = report_html.template("published.html.j2")
    text = template.render(made=shown, facts=facts(shown), language=language(shown), **words)
    return one_head(text, made.head, "&#58;").encode()


def _written(text: str, tag: str) -> Markup:
    """How a text is written, as attributes."""
    return Markup(' lang="{}" dir="{}"').format(tag, direction(text, tag))


def as_json(made: Published) -> bytes:
    """The whole record: fields in its order, UTF-8, two spaces of indentation, one line feed at the end."""
    record = {"format": FORMAT, "status": status(made), **asdict(made)}
    text = json.dumps(record, ensure_ascii=False, indent=2)
    # Halves of surrogate pairs are no UTF-8; escaped they are still what they were.
    text = _HALVES.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return (one_head(text, made.head, "\\u003a") + "\n").encode()


_HALVES = re.compile("[\ud800-\udfff]")


def one_head(text: str, head: str, colon: str) -> str:
    """A file in which only the head can be taken for one: an audit searches it for heads, and a claim or a
    source may hold what looks like one. It reads as before, with its colon written otherwise, as in Markdown anyway.
    """
    mark, _, rest = head.partition(":")
    return text.replace(f"{mark}:", f"{mark}{colon}").replace(f"{mark}{colon}{rest}", head)


def docx(made: Published) -> bytes:
    """A Word file: headings, notes, numbered sources."""
    from copydesk.report import word

    return word.written(printable(made))


WRITERS: Mapping[Form, Callable[[Published], bytes]] = MappingProxyType(
    {"md": markdown, "html": html, "json": as_json, "docx": docx}
)
"""The forms of an export, each by what its file's name ends with."""
