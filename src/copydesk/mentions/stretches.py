"""A sentence without a grammar: stretches between marks, and what the words of each say.

Theory. A sentence is divided at commas, semicolons, colons, brackets, dashes and the pack's dividing conjunctions; a
piece that says too little to be compared joins its neighbour. Of each stretch is kept: its content words, whether it is
negated, which hedges, causes, directions and quantifiers stand in it. That is enough to compare it with the stretch
of another text that says the same.

It does not know who does what to whom; `checking.words.sides` asks that of the forms and places of single words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from copydesk.languages.pack import SET, Pack
from copydesk.mentions.marks import matches
from copydesk.mentions.records import Mention
from copydesk.source import Span
from copydesk.text.tokens import Token

LEAST = 3
"""A piece with fewer content words, and no figure, joins its neighbour."""
_DIVIDERS = frozenset(",;:()—–،؛、，；：（）՝")
_CLOSING = frozenset(";؛；")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a sentence.

    Attributes:
        start, end: token indexes in its sentence, half-open.
        span: in the text, code points.
        words: (token index, lemma) of its content words.
        negators, negative: token indexes of words that negate, and of words that turn what they govern.
        hedges: class of hedge -> token index of the word that hedges.
        marks: what else stands in it: "cause", "all", "part", "only", "speech", "passive" -> token indexes.
        poles: scale -> ends of it ("up", "down") that its words name.
        pole_words: scale -> lemmas of the words that name its ends.
        joint: lemma of the first of several words that have a meaning together -> the set of that meaning.
    """

    start: int
    end: int
    span: Span
    words: tuple[tuple[int, str], ...]
    negators: tuple[int, ...]
    negative: tuple[int, ...]
    hedges: dict[str, int] = field(default_factory=dict)
    marks: dict[str, tuple[int, ...]] = field(default_factory=dict)
    poles: dict[str, frozenset[str]] = field(default_factory=dict)
    pole_words: dict[str, frozenset[str]] = field(default_factory=dict)
    joint: dict[str, str] = field(default_factory=dict)

    @property
    def lemmas(self) -> frozenset[str]:
        return frozenset(lemma for _, lemma in self.words) | frozenset(self.joint.values())

    @property
    def negated(self) -> bool:
        """Any negator: of two in one stretch most languages make one ("nobody did not")."""
        return bool(self.negators)


def read_stretches(tokens: Sequence[Token], mentions: Sequence[Mention], pack: Pack) -> tuple[Stretch, ...]:
    """The stretches of one sentence (its tokens, and the mentions inside it), in order."""
    if not tokens:
        return ()
    found = _Marks.of(tokens, pack)
    words = _content(tokens, mentions, pack)
    figures = _covered(tokens, mentions)
    telling = {at for at, _ in found.poles} | set(found.negators)
    hedging = {at for at, _ in found.hedges}
    pieces = _joined(tokens, list(_pieces(tokens, mentions, pack)), words, figures, telling, hedging)
    return tuple(_stretch(tokens, start, end, words, found) for start, end in pieces)


def _content(tokens: Sequence[Token], mentions: Sequence[Mention], pack: Pack) -> dict[int, str]:
    """Lemmas of the content words by token index; words inside figures and dates are theirs."""
    covered = _covered(tokens, mentions)
    bounding = {i for m in matches(tokens, pack.phrases("bounds")) for i in range(m.start, m.end)}
    return {
        i: pack.lemma(t.key)
        for i, t in enumerate(tokens)
        if t.kind == "word"
        and t.key not in pack.stop
        and i not in bounding
        and (pack.spaced or len(t.text) > 1 or not _kana(t.text))
        and i not in covered
    }


def _covered(tokens: Sequence[Token], mentions: Sequence[Mention]) -> set[int]:
    """Indexes of the tokens that begin inside a figure or date."""
    found: set[int] = set()
    for mention in mentions:
        if mention.kind in ("quantity", "moment"):
            first = bisect_left(tokens, mention.span.start, key=lambda t: t.start)
            found.update(range(first, bisect_left(tokens, mention.span.end, key=lambda t: t.start)))
    return found


def _kana(text: str) -> bool:
    return "\u3040" <= text[0] <= "\u30ff"


def _pieces(tokens: Sequence[Token], mentions: Sequence[Mention], pack: Pack) -> Iterator[tuple[int, int]]:
    """Token ranges between dividing marks and conjunctions; a figure or date is never divided, nor a verb of saying or
    denying from what it governs ("denied, that"), nor from its subject ("the mayor, Ann Lee, denied")."""
    figures, begins = _covered(tokens, mentions), {m.span.start for m in mentions if m.kind in ("quantity", "moment")}
    dividers = {m.start for m in matches(tokens, pack.phrases("tokens.dividers"))}
    governing: set[int] = set()
    for path in ("marks.speech", "marks.negative"):
        for m in matches(tokens, pack.phrases(path)):
            governing |= {m.start - 2, m.start - 1, m.end, m.end + 1}
    start = 0
    for i, token in enumerate(tokens):
        inside = i in figures and token.start not in begins
        mark = token.kind == "mark" and token.text in _DIVIDERS and not _joint(tokens, i)
        if not inside and (mark or i in dividers) and i > start and i not in governing:
            yield start, i
            start = i
    yield start, len(tokens)


def _joint(tokens: Sequence[Token], i: int) -> bool:
    """A dash or colon with no blank on either side joins ("18:30", "2017–18")."""
    glued_left = i > 0 and tokens[i - 1].end == tokens[i].start
    glued_right = i + 1 < len(tokens) and tokens[i].end == tokens[i + 1].start
    return tokens[i].text in ":–—" and glued_left and glued_right


def _joined(
    tokens: Sequence[Token],
    pieces: list[tuple[int, int]],
    words: dict[int, str],
    figures: set[int],
    telling: set[int],
    hedging: set[int],
) -> list[tuple[int, int]]:
    """Pieces, the thin ones joined to the one before, or behind at the head and when they hedge ("by first accounts,");
    never over a semicolon, nor one that says by itself that something rose, or is not so.
    """

    def thin(piece: tuple[int, int]) -> bool:
        inside = range(*piece)
        few = sum(i in words for i in inside) < LEAST and not any(i in figures for i in inside)
        return few and not any(i in telling for i in inside)

    found: list[tuple[int, int]] = []
    leads: int | None = None
    for number, (start, end) in enumerate(pieces):
        begin = start if leads is None else leads
        leads = None
        closed = tokens[start].text in _CLOSING
        last = number + 1 == len(pieces)
        if found and not last and thin((start, end)) and any(i in hedging for i in range(start, end)):
            leads = begin
        elif found and not closed and begin == start and (thin((start, end)) or thin(found[-1])):
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    return found


# --- marks ----------------------------------------------------------------------------------------------------------

KINDS = ("cause", "all", "part", "only", "speech", "passive")


@dataclass(slots=True)
class _Marks:
    """Everything that the pack's patterns find in one sentence, by token index."""

    negators: list[int]
    negative: list[int]
    hedges: list[tuple[int, str]]
    marks: dict[str, list[int]]
    poles: list[tuple[int, Any]]
    joint: list[tuple[int, int]]

    @classmethod
    def of(cls, tokens: Sequence[Token], pack: Pack) -> _Marks:
        keys = [t.key for t in tokens]
        idle = {i for m in pack.phrases("marks.not_negation").find(keys) for i in range(m.start, m.end)}
        negators = [m.start for m in pack.phrases("marks.negation").find(keys) if m.start not in idle]
        return cls(
            negators,
            [m.start for m in pack.phrases("marks.negative").find(keys)],
            [(m.start, str(m.value)) for m in pack.phrases("hedges").find(keys)],
            {kind: [m.start for m in pack.phrases(f"marks.{kind}").find(keys)] for kind in KINDS},
            [(m.start, m.value) for m in pack.directions.every(keys)],
            [(m.start, m.value) for m in pack.joint_meanings.find(keys)],
        )


def _stretch(tokens: Sequence[Token], start: int, end: int, words: dict[int, str], found: _Marks) -> Stretch:
    inside = range(start, end)
    poles: dict[str, set[str]] = {}
    named: dict[str, set[str]] = {}
    for at, pairs in found.poles:
        if at in inside:
            for scale, pole in pairs:
                poles.setdefault(scale, set()).add(pole)
                named.setdefault(scale, set()).add(words.get(at, ""))
    return Stretch(
        start,
        end,
        Span(tokens[start].start, tokens[end - 1].end),
        tuple((i, words[i]) for i in inside if i in words),
        tuple(i for i in found.negators if i in inside),
        tuple(i for i in found.negative if i in inside),
        {kind: at for at, kind in reversed(found.hedges) if at in inside},
        {kind: rows for kind, at in found.marks.items() if (rows := tuple(i for i in at if i in inside))},
        {scale: frozenset(ends) for scale, ends in poles.items()},
        {scale: frozenset(lemmas - {""}) for scale, lemmas in named.items()},
        {words[at]: f"{SET}{number}" for at, number in found.joint if at in inside and at in words},
    )
