"""Words inside quotation marks that are not the source's words, or are cut so that their sense turns."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from copydesk.checking.judged import Judged
from copydesk.checking.locate import find_whole, whole
from copydesk.checking.records import Finding
from copydesk.checking.rules.table import Example, Rule
from copydesk.mentions.marks import matches
from copydesk.mentions.records import Mention
from copydesk.source import Ref, Span
from copydesk.text.fold import Folded, fold
from copydesk.text.tokens import tokenise

ALTERED = Rule(
    "QUO001",
    "quotation-altered",
    "error",
    "The words inside quotation marks are not the source's words.",
    Example('"We will not go," she said.', 'She said "We will not go".', 'She said "We will go".'),
)
CUT = Rule(
    "QUO002",
    "quotation-cut",
    "error",
    "The quotation leaves out words next to it that turn its sense (not, but, unless).",
    Example(
        '"It is good, but not good enough," he said.',
        'He called it "good, but not good enough".',
        'He called it "good enough".',
    ),
)
UNQUOTED = Rule(
    "QUO003", "not-a-quotation", "warning", "The words stand in the source, but nobody is quoted with them."
)

RULES = (ALTERED, CUT, UNQUOTED)

_TURNS = ("not", "n't", "never", "no", "hardly", "without", "neither", "nor", "cannot", "if", "unless")


def find(judged: Judged) -> Iterator[Finding]:
    for mention in judged.case.mentions("quotation"):
        finding = _check(judged, mention)
        if finding is not None:
            yield finding


def _check(judged: Judged, mention: Mention) -> Finding | None:
    words = bare_words(mention.surface)
    if sum(c.isalnum() for c in words) < 2:
        return None
    found = places(judged, mention)
    if not found and judged.case.pack.by_words and _inflected(judged, words):
        return None
    if not found:
        return ALTERED.finding(
            mention.span, f"The source does not have the words {_short(mention.surface)}.", judged.case.support_refs[:1]
        )
    judgements = [_cut(judged, mention, ref) for ref in found]
    if all(judgements):
        return next(j for j in judgements if j)
    if len(words.split()) > 1 and not _all_capitals(words) and not any(_inside(judged, ref) for ref in found):
        return UNQUOTED.finding(
            mention.span, f"The words {_short(mention.surface)} are the article's own, not a quotation.", found[:1]
        )
    return None


def places(judged: Judged, mention: Mention) -> list[Ref]:
    """Where the sources have the words of a quotation."""
    words = bare_words(mention.surface)
    views = enumerate(judged.case.index.folded)
    return [Ref(source, span) for source, view in views for span in find_quoted(view, words)] if words else []


def _inflected(judged: Judged, words: str) -> bool:
    """One word in quotation marks, the name of a thing, in another case than in the source."""
    pack, key = judged.case.pack, words.casefold()
    one = words.isalpha() and words[0].isupper()
    return one and any(pack.same_name(key, other) for other in judged.case.index.begin_alike(key))


_EDGE = regex.compile(r"^[\s\p{P}]+|[\s\p{P}]+$")


def bare_words(quoted: str) -> str:
    """The words of a quotation, folded, without the marks of any script at their ends."""
    return _EDGE.sub("", fold(quoted).text)


def find_quoted(view: Folded, words: str) -> list[Span]:
    """All places of quoted words; the case of the first letter is free, as an opening capital is the editor's."""
    found = []
    for variant in dict.fromkeys((words, words[0].lower() + words[1:], words[0].upper() + words[1:])):
        span = find_whole(view, variant)
        if span is not None:
            found.append(span)
    return found or (_any_case(view, words) if _all_capitals(words) else [])


def _all_capitals(words: str) -> bool:
    """A headline or a title: every word but small ones has a capital, so that capitals are the editor's."""
    long = [w for w in words.replace("-", " ").split() if len(w) > 3 and w[0].isalpha()]
    return bool(long) and all(w[0].isupper() for w in long)


def _any_case(view: Folded, words: str) -> list[Span]:
    """Where the words stand with other capitals; a title also without its article."""
    low = view.text.lower()
    if len(low) != len(view.text):
        return []
    found = []
    for variant in dict.fromkeys((words, words.removeprefix("The "))):
        at = low.find(variant.lower())
        while at >= 0:
            if whole(view, at, at + len(variant)):
                found.append(view.origin(at, at + len(variant)))
            at = low.find(variant.lower(), at + 1)
    return found


def _cut(judged: Judged, mention: Mention, ref: Ref) -> Finding | None:
    text = judged.case.index.sources[ref.source].text
    before = text[max(0, ref.span.start - 40) : ref.span.start]
    head = before.replace(",", " , ").split()[-2:]
    opening = next((i for i in range(len(before) - 1, -1, -1) if before[i] in '"\u201c\u2018.!?;\n'), -1)
    tail_words = before[opening + 1 :].lower().split()
    turning = _turning(judged, before[opening + 1 :], tail_words)
    if turning and head and not _negated_outside(judged, mention, turning[0]):
        return CUT.finding(mention.span, f"The source has {turning[0]!r} right before these words.", [ref])
    behind = text[ref.span.end : ref.span.end + 40]
    complete = mention.surface.rstrip().endswith((".", "!", "?")) and mention.surface.lstrip()[:1].isupper()
    if complete and behind[:1] == " " and behind.lstrip()[:1].islower():
        return CUT.finding(mention.span, f"The quotation goes on in the source: {behind.strip()[:30]!r}.", [ref])
    return None


def _turning(judged: Judged, before: str, words: list[str]) -> list[str]:
    """The words right before a quotation that turn its sense."""
    pack = judged.case.pack
    if not pack.by_words:
        return [w for w in words[-2:] if w.strip(",") in _TURNS or w.endswith(("n't", "n\u2019t"))]
    tokens = tokenise(before, cutting=pack.cutting)
    found = (m for m in matches(tokens, pack.phrases("marks.negation")) if m.end >= len(tokens) - 1)
    return [tokens[m.start].text for m in found]


def _negated_outside(judged: Judged, mention: Mention, word: str) -> bool:
    """The claim says the turning word itself, outside the marks."""
    before = judged.case.text[max(0, mention.span.start - 24) : mention.span.start].lower()
    return word.strip(",") in before.split() or "not " in before or "n't " in before


def _inside(judged: Judged, ref: Ref) -> bool:
    """The place lies inside a quotation of the source."""
    return any(
        m.kind == "quotation" and m.span.start <= ref.span.start and ref.span.end <= m.span.end + 1
        for m in judged.case.index.readings[ref.source].mentions
    )


def _short(words: str) -> str:
    return repr(words if len(words) < 60 else words[:57] + "...")
