"""`<!-- copydesk: ignore[NUM001] the count is of 2024 -->`: a person lets a finding pass, at one claim, with a reason.

In plain text it is `# copydesk: ignore[NUM001] the count is of 2024`, up to the end of the line. It stands in the line
of its claim, or right before it. What is not understood, names no finding, gives no reason or stands at no claim is
refused: nothing is let pass by mistake, and nobody believes that something passes which does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches

import regex

from copydesk.checking.rules import RULES
from copydesk.claims import Ignore
from copydesk.errors import InputError
from copydesk.ingest.comments import Comment, Comments
from copydesk.ingest.summary import Located, commented, is_markdown
from copydesk.source import Span
from copydesk.text.lines import line_and_column

CODES = frozenset(code for rule in RULES for code in (rule.code, rule.code[:3]))
"""What can be ignored: every code, and every family."""

_IGNORE = regex.compile(
    r"\s*copydesk\s*:\s*ignore\s*\[(?P<codes>[^\[\]]*)\]:?(?P<reason>.*)", regex.DOTALL | regex.IGNORECASE
)
_NUMBERED = regex.compile(r"^[ \t>]*(?:[-*+][ \t]+)*\d{1,9}[.)](?=\s)", regex.MULTILINE)
_SAYS = regex.compile(r"[\p{L}\p{N}]")


def marked(text: str, name: str, found: Sequence[Located]) -> tuple[Located, ...]:
    """The claims of a summary with what its comments let pass at each.

    Raises:
        InputError: a comment for copydesk is not understood, or stands at no claim.
    """
    asserting, comments = commented(text, name)
    for span in comments.misplaced(asserting):
        form = "<!-- copydesk: ignore[NUM001] reason -->" if is_markdown(name) else "# copydesk: ignore[NUM001] reason"
        raise _error(text, name, span.start, f"{span.of(text)!r} is no comment here", f"Write: {form}.")
    ignores: dict[int, list[Ignore]] = {}
    places = [Span(one.offsets[0], one.offsets[-1] + 1) for one in found]
    blanked = comments.blanked(asserting)
    for comment in _for_us(comments):
        read = list(_read(text, name, comment))
        at = _claim_at(blanked, comment.span, places)
        if at is None:
            step = "Put it into the line of its claim, or right before it."
            raise _error(text, name, comment.span.start, "a comment to ignore something stands at no claim", step)
        ignores.setdefault(at, []).extend(read)
    return tuple(
        replace(one, claim=replace(one.claim, ignores=tuple(ignores[at]))) if at in ignores else one
        for at, one in enumerate(found)
    )


def _for_us(comments: Comments) -> Iterator[Comment]:
    return (comment for comment in comments.comments if comment.for_us)


def _read(text: str, name: str, comment: Comment) -> Iterator[Ignore]:
    match = _IGNORE.fullmatch(comment.words)
    if not match:
        step = "Write: copydesk: ignore[NUM001] reason."
        raise _error(text, name, comment.span.start, "a comment for copydesk is not understood", step)
    reason = " ".join(match["reason"].split())
    if not _SAYS.search(reason):
        raise _error(
            text, name, comment.span.start, "a comment to ignore something gives no reason", "Say why it passes."
        )
    codes = [code.strip().upper() for code in match["codes"].split(",")]
    line, _ = line_and_column(text, comment.span.start)
    for code in codes:
        if code not in CODES:
            raise _error(
                text, name, comment.span.start, f"{code!r} is no code and no family of findings", nearest(code)
            )
        yield Ignore(code, reason, line)


def nearest(code: str) -> str:
    """What to do about a code that is none."""
    near = get_close_matches(code, sorted(CODES), 1, 0.5)
    return f"Did you mean {near[0]}?" if near else "docs/rules.md lists them."


def _claim_at(text: str, comment: Span, places: Sequence[Span]) -> int | None:
    """Which claim a comment stands at: the one around it, else one that touches it, else one in its line, else the
    next, when nothing is said in between."""
    around = next((at for at, place in enumerate(places) if place.start <= comment.start < place.end), None)
    if around is not None:
        return around
    before = max((at for at, place in enumerate(places) if place.end <= comment.start), default=None)
    after = min((at for at, place in enumerate(places) if place.start >= comment.end), default=None)
    front = None if before is None else text[places[before].end : comment.start]
    behind = None if after is None else text[comment.end : places[after].start]
    for at, between in ((after, behind), (before, front)):
        if between is not None and not between.strip() and "\n" not in between:
            return at
    for at, between in ((after, behind), (before, front)):
        if between is not None and "\n" not in between:
            return at
    return after if behind is not None and not _SAYS.search(_NUMBERED.sub("", behind)) else None


def _error(text: str, name: str, offset: int, says: str, step: str) -> InputError:
    line, _ = line_and_column(text, offset)
    return InputError(f"{name}:{line}: {says}.", step)
