"""Where a quoted passage stands in the sources (rule 1): exactly, or by the declared foldings of `text.fold`.

A match may not begin or end inside a word or a number ("17" is not in "117", "1,170", "17.5" or "5-17"). Marked
omissions must stand in order; a letter in square brackets is an editor's and stands for any case. Nothing here
searches by similarity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from copydesk.checking.index import Index
from copydesk.checking.records import Passage
from copydesk.source import Ref, Span
from copydesk.text.fold import Folded, fold

_OMISSION = re.compile(r"\s*(?:\[\s*\.\.\.\s*\]|\(\.\.\.\)|\.\.\.\.?)\s*")
_BRACKET = re.compile(r"\[([^\]\[]{1,40})\]")
_SIGNS = "$\N{EURO SIGN}\N{POUND SIGN}\N{YEN SIGN}₽₴₹₺₩"
MEANINGFUL = re.compile(r"\w.*\w", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found:
    """A located passage: its places, and whether only foldings made it fit."""

    refs: tuple[Ref, ...]
    how: str


def locate(index: Index, quoted: str) -> Passage:
    """The passage with its place; `how` is "missing" when it does not stand there, or proves nothing (one
    character).
    """
    folded = fold(quoted).text.strip()
    if not MEANINGFUL.search(folded):
        return Passage(quoted, (), "missing")
    for source, view in enumerate(index.folded):
        span = find_whole(view, folded)
        if span is not None:
            exact = span.of(index.sources[source].text) == quoted.strip()
            return Passage(quoted, (Ref(source, span),), "exact" if exact else "folded")
    for source, view in enumerate(index.folded):
        refs = _with_edits(view, folded, source)
        if refs:
            return Passage(quoted, refs, "omission" if len(refs) > 1 or _OMISSION.search(folded) else "folded")
    return Passage(quoted, (), "missing")


def find_whole(view: Folded, wanted: str, start: int = 0) -> Span | None:
    """The first place of `wanted` in the view that cuts no word and no number, as a span of the original text."""
    for begin in _places(view.text, wanted, start):
        if whole(view, begin, begin + len(wanted)):
            return view.origin(begin, begin + len(wanted))
    return None


def _places(text: str, wanted: str, start: int) -> Iterator[int]:
    at = text.find(wanted, start)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1)


def whole(view: Folded, start: int, end: int) -> bool:
    """Neither edge of the view's [start, end) lies inside a word or a number; a dash between blanks joins nothing."""
    return not any(_cuts(view.text, at) and not _dash_at(view, at) for at in (start, end))


def _dash_at(view: Folded, at: int) -> bool:
    """Beside the edge the original has a dash that stands free (with blanks, or longer than a hyphen) between words."""
    for place in (at - 1, at):
        if 0 <= place < len(view.text) and view.text[place] == "-":
            shown = view.origin(place, place + 1).of(view.original)
            digits = view.text[place - 1 : place].isdigit() or view.text[place + 1 : place + 2].isdigit()
            if shown not in ("-", "\N{HYPHEN}", "\N{NON-BREAKING HYPHEN}") and not digits:
                return True
    return False


def _cuts(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    before, behind = text[at - 1], text[at]
    if _joined(before) and _joined(behind):
        return not _unspaced(before, behind)
    two_before, two_behind = text[max(0, at - 2) : at], text[at : at + 2]
    if (
        behind in ".,'\N{ARABIC DECIMAL SEPARATOR}"
        and before.isdigit()
        and len(two_behind) > 1
        and two_behind[1].isdigit()
    ):
        return True
    if (
        before in ".,'\N{ARABIC DECIMAL SEPARATOR}"
        and behind.isdigit()
        and len(two_before) > 1
        and two_before[0].isdigit()
    ):
        return True
    if behind in "-/:" and before.isdigit() and len(two_behind) > 1 and two_behind[1].isdigit():
        return True
    if before in "-/:" and behind.isdigit():
        return True
    if before in "-'" and behind.isalpha() and two_before[0].isalpha():
        return before == "-" or len(two_before) > 1
    if behind in "-'" and before.isalpha() and len(two_behind) > 1 and two_behind[1].isalpha():
        return behind == "-" or two_behind[1:] not in ("s",)
    return (before in _SIGNS and behind.isdigit()) or (before.isdigit() and behind in "%\N{ARABIC PERCENT SIGN}")


_NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿億兆两兩")


def _unspaced(before: str, behind: str) -> bool:
    """One of the two is written without blanks around it, and the two are no parts of one number."""
    numeral = [c.isdecimal() or c in _NUMERALS for c in (before, behind)]
    return not all(numeral) and any("\u3040" <= c <= "\u9fff" for c in (before, behind))


def _joined(c: str) -> bool:
    return c.isalnum() or c == "_" or "\u0300" <= c <= "\u036f" or c in "\u200d\u20e3\ufe0f"


def _with_edits(view: Folded, folded: str, source: int) -> tuple[Ref, ...]:
    """The parts of a passage between marked omissions, in order, with editorial brackets undone."""
    parts = [part for part in _OMISSION.split(folded) if part]
    if not parts or (len(parts) == 1 and "[" not in folded and not _OMISSION.search(folded)):
        return ()
    refs: list[Ref] = []
    at = 0
    for part in parts:
        found = _part(view, part, at)
        if found is None or not MEANINGFUL.search(_outside_brackets(part)):
            return ()
        begin, end = found
        if refs and not _resumes(view.text[at:begin]):
            return ()
        refs.append(Ref(source, view.origin(begin, end)))
        at = end
    return tuple(refs)


def _outside_brackets(part: str) -> str:
    """What a passage takes from the source: all but what an editor put in; a single letter stands for the source's."""
    return _BRACKET.sub(lambda match: match[1] if len(match[1]) == 1 else "", part)


def _resumes(omitted: str) -> bool:
    """An omission that swallows the end of a sentence must go on at the beginning of one, or else it ties the
    words of one
    sentence (or speaker) to another."""
    return not re.search(r"[.!?][\"')]*\s", omitted + " ") or omitted.rstrip()[-1:] in ".!?\"'"


def _part(view: Folded, part: str, start: int) -> tuple[int, int] | None:
    if "[" not in part:
        return next(
            ((b, b + len(part)) for b in _places(view.text, part, start) if whole(view, b, b + len(part))), None
        )
    pattern = re.compile(_bracketed(part))
    return next((m.span() for m in pattern.finditer(view.text, start) if whole(view, *m.span())), None)


_NEGATORS = frozenset(
    ["not", "never", "no", "none", "nobody", "nothing", "neither", "nor", "without", "cannot", "hardly"]
)


def _turns(inserted: str) -> bool:
    """An insertion that turns the sense or adds a figure is no editor's help."""
    words = inserted.lower().split()
    return bool(_NEGATORS & set(words)) or any(c.isdigit() for c in inserted) or "n't" in inserted


def _bracketed(part: str) -> str:
    """A pattern for a part with editorial brackets: "[T]he" any case of the letter; "[the mayor]" an added or
    changed word.
    """
    out, at = [], 0
    if any(_turns(match.group(1)) for match in _BRACKET.finditer(part)):
        return "(?!)"
    for match in _BRACKET.finditer(part):
        out.append(re.escape(part[at : match.start()]))
        inner = match.group(1)
        if len(inner) == 1:
            out.append(f"[{re.escape(inner.lower())}{re.escape(inner.upper())}]")
        else:
            out[-1] = out[-1].removesuffix("\\ ")
            out.append(r"(?:\s[\w']{1,30}){0,1}")
        at = match.end()
    out.append(re.escape(part[at:]))
    return "".join(out)
