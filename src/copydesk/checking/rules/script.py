"""Look-alike letters, invisible or direction-changing controls, mixed scripts, letters inside numbers.

What only looks right is flagged even when its value would come out: the reader sees something else than what is
stored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import regex

from copydesk.checking.judged import Judged
from copydesk.checking.records import Finding
from copydesk.checking.rules.table import Rule
from copydesk.source import Span
from copydesk.text.fold import fold

MIXED = Rule("SCR001", "mixed-scripts", "error", "A word mixes letters of two scripts that look alike.")
HIDDEN = Rule("SCR002", "hidden-characters", "error", "Invisible or direction-changing characters stand in the claim.")
DIGITS = Rule("SCR003", "mixed-digits", "error", "A number mixes digits of two scripts.")
LETTER = Rule("SCR004", "letter-in-number", "error", "A letter stands for a digit.")
STRUCK = Rule("SCR005", "struck-through", "error", "Combining strokes cover letters or digits.")
COMMENT = Rule(
    "SCR006",
    "instruction-in-claim",
    "error",
    "The claim carries words about checking or verification that the source does not have.",
)

RULES = (MIXED, HIDDEN, DIGITS, LETTER, STRUCK, COMMENT)

_WORD = re.compile(r"[^\W\d_]+")
_HIDDEN = re.compile(
    "[\u200b\u2060\u2062-\u2064\ufeff\u00ad\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f\u180e\u115f\u1160\u3164]"
)
_JOINER = re.compile(
    "(?<![\u0600-\u08ff\u0900-\u0dff\u1000-\u109f])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u08ff\u0900-\u0dff\u1000-\u109f])"
)
_DIGITS = re.compile(r"\d{2,}")
_LETTER = re.compile(r"(?<!\w)(?=\w*\d)(?:[lIOoSB]\d[\dlIO]*|\d+[lIOo][\dlIOo]*)(?!\w)")
_STRIKE = re.compile("[\u0335-\u0338\u20d2-\u20d8\u0489]")
_SCRIPTS = regex.compile(
    r"(?P<latin>\p{Latin})|(?P<cyrillic>\p{Cyrillic})|(?P<greek>\p{Greek})|(?P<armenian>\p{Armenian})|(?P<cherokee>\p{Cherokee})"
)
_TALK = re.compile(
    r"\b(?:has been verified|no further check|fact[- ]check(?:ed|er)|verified claim|ignore (?:all )?previous"
    r"|mark (?:this|every)|do not flag|system prompt|as an ai)\b",
    re.IGNORECASE,
)


def find(judged: Judged) -> Iterator[Finding]:
    text = judged.case.text
    yield from _mixed(judged, text)
    for match in (*_HIDDEN.finditer(text), *_JOINER.finditer(text)):
        name = unicodedata.name(match.group(), f"U+{ord(match.group()):04X}")
        yield HIDDEN.finding(Span(*match.span()), f"The claim holds an invisible character here: {name}.")
    for match in _DIGITS.finditer(text):
        if len({ord(c) - unicodedata.decimal(c) for c in match.group()}) > 1:
            yield DIGITS.finding(Span(*match.span()), f"{match.group()!r} mixes digits of two scripts.")
    for match in _LETTER.finditer(text):
        if not _in_source(judged, match.group()):
            yield LETTER.finding(Span(*match.span()), f"{match.group()!r} holds a letter where a digit is expected.")
    for match in _STRIKE.finditer(text):
        yield STRUCK.finding(Span(*match.span()), "The text is struck through here by combining characters.")
    for match in _TALK.finditer(text):
        if not _in_source(judged, match.group()):
            yield COMMENT.finding(
                Span(*match.span()), f"{match.group()!r} speaks of the check itself; the source does not."
            )


def _mixed(judged: Judged, text: str) -> Iterator[Finding]:
    scripts = {kind for match in _SCRIPTS.finditer(text) for kind in (match.lastgroup,)}
    if len(scripts) < 2:
        return
    for match in _WORD.finditer(text):
        kinds = {m.lastgroup for m in _SCRIPTS.finditer(match.group())}
        if len(kinds) > 1:
            yield MIXED.finding(
                Span(*match.span()), f"{match.group()!r} mixes {' and '.join(sorted(k for k in kinds if k))} letters."
            )


def _in_source(judged: Judged, piece: str) -> bool:
    wanted = fold(piece).text
    return any(wanted in view.text for view in judged.case.index.folded)
