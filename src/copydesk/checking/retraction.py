"""Where a source takes back, corrects, or sets aside what it names: a value that stands only there supports nothing."""

from __future__ import annotations

import re

from copydesk.checking.reading import Sentence
from copydesk.mentions.records import Mention

_RETRACTION = re.compile(
    r"(?:earlier (?:version|report|figure|statement)s?[^.]{0,40}?(?:said|gave|put|stated|of)"
    r"|corrected to say[^.]*?,? not|turned out to be (?:wrong|false)|was (?:wrong|withdrawn|retracted))",
    re.IGNORECASE,
)
_NOT = re.compile(r"\bnot\s+$", re.IGNORECASE)
_CONTRAST = re.compile(
    r"(?:[,(\u2013\u2014-]\s*(?:but\s+|and\s+)?not\s+(?!only)[^.;:]{0,40}"
    r"|(?:instead of|rather than|unlike)\s+[^.;:,]{0,40})$",
    re.IGNORECASE,
)
"""What is set against the thing meant: ", not her uncle, the explorer Heinrich Lauder", "instead of 2029"."""


def withdrawn(sentence: Sentence, mention: Mention) -> bool:
    """The source corrects itself here: "an earlier version said 40", "14, not 40" in a correction."""
    before = sentence.text[sentence.span.start : mention.span.start]
    corrected = bool(_NOT.search(before)) and "correct" in sentence.words().lower()
    return corrected or any(m.end() > len(before) - 40 for m in _RETRACTION.finditer(before))


def contrasted(sentence: Sentence, mention: Mention) -> bool:
    """The source names it only as what is not meant."""
    return contrasted_in(sentence.text[sentence.span.start : mention.span.start])


def contrasted_in(before: str) -> bool:
    """The words before a mention set it against the one meant (", not", "instead of", "rather than")."""
    return bool(_CONTRAST.search(before))
