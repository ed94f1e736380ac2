"""A causal word is gained, its cause exchanged, or cause and effect turned round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from copydesk.checking.index import Spot
from copydesk.checking.judged import Judged
from copydesk.checking.reading import Sentence
from copydesk.checking.records import Finding
from copydesk.checking.rules.table import Example, Rule
from copydesk.languages.pack import Pack
from copydesk.source import Span

GAINED = Rule(
    "CAU001",
    "cause-gained",
    "error",
    "The claim gives as cause what the source only puts before, beside or after it.",
    Example(
        "Shares fell 5% after the chief executive left.",
        "Shares fell 5% after the chief executive's departure.",
        "Shares fell 5% because the chief executive left.",
    ),
)
OTHER = Rule(
    "CAU002",
    "other-cause",
    "error",
    "The source names another cause.",
    Example(
        "The harvest failed because of a drought. A storm hit the port.",
        "The harvest failed because of a drought.",
        "The harvest failed because of a storm.",
    ),
)
TURNED = Rule(
    "CAU003",
    "cause-turned-round",
    "error",
    "Cause and effect are exchanged.",
    Example(
        "A shortage of parts led to a halt in production.",
        "A halt in production was caused by a shortage of parts.",
        "A halt in production led to a shortage of parts.",
    ),
)

RULES = (GAINED, OTHER, TURNED)


@dataclass(frozen=True, slots=True)
class Link:
    """A causal marker in a sentence, with the lemmas of what stands on its cause and its effect side."""

    span: Span
    marker: str
    cause: frozenset[str]
    effect: frozenset[str]


_STRETCH = re.compile(r";|\.(?=\s+[A-Z\"'])")
_DETERMINERS = ("the", "a", "its", "their", "no", "of", "possible", "likely", "any", "main", "this")


def find(judged: Judged) -> Iterator[Finding]:
    case = judged.case
    for sentence in case.reading.sentences:
        for link in links(sentence, case.pack):
            if link.marker in case.pack.words("cause.soft") or not link.cause or not link.effect:
                continue
            if _a_noun(case.text, link):
                continue
            finding = _check(judged, link)
            if finding is not None:
                yield finding


def links(sentence: Sentence, pack: Pack, *, weak: bool = False) -> list[Link]:
    """The causal markers of a sentence, in order; the weak ones only when asked for."""
    low = sentence.words().lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    found: list[Link] = []
    taken: list[tuple[int, int]] = []
    for marker, backward in _markers(pack, weak):
        at = low.find(marker)
        while at >= 0:
            end = at + len(marker)
            free = not any(a < end and at < b for a, b in taken)
            whole = (at == 0 or not low[at - 1].isalpha()) and (end == len(low) or not low[end].isalpha())
            if free and whole and not (marker == "due to" and _infinitive(low[end:], pack)):
                taken.append((at, end))
                found.append(_link(sentence, pack, at, end, marker, backward))
            at = low.find(marker, end)
    return sorted(found, key=lambda link: link.span.start)


@cache
def _markers(pack: Pack, weak: bool) -> tuple[tuple[str, bool], ...]:
    """(marker, whether the cause stands behind it), the longest first."""
    tables = {"behind": True, "before": False} | ({"weak_behind": True, "weak_before": False} if weak else {})
    rows = [(marker, backward) for table, backward in tables.items() for marker in pack.words(f"cause.{table}")]
    return tuple(sorted(rows, key=lambda row: (-len(row[0]), row)))


def _a_noun(text: str, link: Link) -> bool:
    """ "the cause of the crash", "root causes of unrest": the word names a cause and gives none."""
    before, behind = text[: link.span.start].lower().split(), text[link.span.end :].lower().split()
    noun = (bool(before) and before[-1] in _DETERMINERS) or behind[:1] in (["of"], ["for"])
    named = {"is", "was", "are", "were", "be", "been"} & set(before[-3:])  # "rain was the main cause of it"
    return link.marker in ("cause", "causes") and noun and not named


def _infinitive(behind: str, pack: Pack) -> bool:
    """ "due to open": what follows "to" is a verb, not a cause."""
    word = behind.split()[0] if behind.split() else ""
    return pack.lemma(word) == word and pack.lexicon.mostly(word) == "v"


def _link(sentence: Sentence, pack: Pack, at: int, end: int, marker: str, backward: bool) -> Link:
    """The words on either side of the marker, as far as the next full stop or semicolon."""
    start, words = sentence.span.start, sentence.words()
    ends = [m.start() for m in _STRETCH.finditer(words)]
    low = max((p + 1 for p in ends if p < at), default=0)
    high = min((p for p in ends if p >= end), default=len(words))
    left = _content(sentence, pack, start + low, start + at)
    right = _content(sentence, pack, start + end, start + high)
    if backward and not left:  # "Because of rain, the match was ...": the comma divides
        comma = words.find(",", end)
        if comma > 0:
            effect = _content(sentence, pack, start + comma, start + high)
            return Link(Span(start + at, start + end), marker, right - effect, effect)
    if marker.startswith("blame"):  # "blamed a short circuit for the fire"
        split = words.find(" for ", end, high)
        if split > 0:
            cause = _content(sentence, pack, start + end, start + split)
            return Link(
                Span(start + at, start + end), marker, cause, _content(sentence, pack, start + split, start + high)
            )
    cause, effect = (right, left) if backward else (left, right)
    return Link(Span(start + at, start + end), marker, cause, effect)


def _content(sentence: Sentence, pack: Pack, start: int, end: int) -> frozenset[str]:
    """Lemmas of the content words in [start, end) of the text."""
    inside = (t for t in sentence.tokens if t.kind == "word" and start <= t.start and t.end <= end)
    return frozenset(pack.lemma(t.key) for t in inside if t.key not in pack.stop)


def _check(judged: Judged, link: Link) -> Finding | None:
    case = judged.case
    spots = [s for s in dict.fromkeys((*case.support, *case.nearby)) if s.citable]
    refs = [s.ref for s in spots[:1]]
    stated = [(spot, other) for spot in spots for other in links(spot.sentence, case.pack, weak=True)]
    held = [
        (spot, o)
        for spot, o in stated
        if _share(judged, link.cause, o.cause | _before(judged, spot)) >= 0.5
        and _share(judged, link.effect, o.effect | o.cause | _before(judged, spot)) >= 0.4
    ]
    for spot, other in held:
        direct = _share(judged, link.cause, other.cause) + _share(judged, link.effect, other.effect)
        turned = _share(judged, link.cause, other.effect) + _share(judged, link.effect, other.cause)
        if direct >= turned:
            return None
        if turned > direct:
            return TURNED.finding(link.span, "Cause and effect stand the other way round in the source.", [spot.ref])
    strong = (case.pack.words("cause.behind") | case.pack.words("cause.before")) - case.pack.words("cause.soft")
    rivals = [(spot, o) for spot, o in stated if _share(judged, link.effect, o.effect) >= 0.4 and o.marker in strong]
    if rivals:
        spot, _ = rivals[0]
        return OTHER.finding(link.span, "The source names another cause for this.", [spot.ref])
    return GAINED.finding(link.span, f"The source does not say {link.marker!r}: it gives no cause for this.", refs)


def _before(judged: Judged, spot: Spot) -> frozenset[str]:
    """Words of the sentence before, to which "the reason" and "this" may point."""
    return (
        frozenset(w for s in judged.case.index.before(spot, 1) for w in s.sentence.content)
        if spot.sentence.lemmas & {"reason", "this", "blame"}
        else frozenset()
    )


def _share(judged: Judged, words: frozenset[str], known: frozenset[str]) -> float:
    return sum(judged.case.likeness(w, known) > 0 for w in words) / len(words) if words else 0.0
