"""Clauses whose verb is understood again: "Kestria will free 42 prisoners and Lomar 18", "the body but not the gun".

Theory. What follows a finite verb is divided at commas and "and". When the first part holds a figure or date, each
further part that names something and then states one is a clause of its own, with the same verb. "but not" with a noun
behind it is the same verb the other way round.

It does not know which word of the first part the new subject stands against, and takes the clause's subject.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from copydesk.mentions.phrases import read_phrase, shortened
from copydesk.mentions.records import Clause
from copydesk.mentions.tags import Tagged
from copydesk.source import Span


def gapped(clauses: Sequence[Clause], sentence: Tagged) -> list[Clause]:
    """The clauses, and behind each those that share its verb."""
    found: list[Clause] = []
    for clause in clauses:
        found += _but_clause(clause, sentence) or _repeated(clause, sentence)
    return found


def _but_clause(clause: Clause, sentence: Tagged) -> list[Clause]:
    """ "recovered the recorder but not the gun": two clauses, the second negated; [] when there is no such part."""
    but = _but_not(clause, sentence)
    if but is None:
        return []
    tokens = sentence.tokens
    ends = (k for k in range(but + 2, len(tokens)) if sentence.tags[k] in ("PUNCT", "CONJ"))
    end = next(ends, len(tokens))
    rest = read_phrase(sentence, but + 2, end)
    if rest is None:
        return []
    span = Span(tokens[but].start, tokens[end - 1].end)
    second = replace(clause, span=span, object=rest, obliques=(), negated=not clause.negated, link="but")
    return [_kept(clause, sentence, but - 1, but), second]


def _kept(clause: Clause, sentence: Tagged, last: int, end: int) -> Clause:
    """The clause up to the token `last`, its object only up to `end` (half-open)."""
    span = Span(clause.span.start, sentence.tokens[last].end)
    return replace(clause, span=span, object=shortened(sentence, clause.object, end))


def _but_not(clause: Clause, sentence: Tagged) -> int | None:
    """The index of "but" in "but not" behind the clause's object, a noun following."""
    if clause.object is None:
        return None
    for k in range(clause.object.start, min(clause.object.end + 2, len(sentence.tokens) - 2)):
        nominal = sentence.tags[k + 2] in ("DET", "N", "NAME", "ADJ")
        if sentence.tokens[k].key == "but" and sentence.tags[k + 1] == "NEG" and nominal:
            return k
    return None


def _repeated(clause: Clause, sentence: Tagged) -> list[Clause]:
    """The clause, and one more for each "NP figure" that follows in a list without a verb of its own."""
    parts = _parts(clause, sentence)
    if clause.subject is None or clause.depth != "finite" or len(parts) < 2:
        return [clause]
    if _value_in(sentence, *parts[0]) is None:
        return [clause]
    gaps = []
    for start, end in parts[1:]:
        value = _value_in(sentence, start, end)
        if value is None or not _names_something(sentence, start, value):
            break
        gaps.append(_gap(clause, sentence, start, value, end))
    if not gaps:
        return [clause]
    divider = parts[1][0] - 1
    return [_kept(clause, sentence, divider, divider), *gaps]


def _gap(clause: Clause, sentence: Tagged, start: int, value: int, end: int) -> Clause:
    return replace(
        clause,
        span=Span(sentence.tokens[start].start, sentence.tokens[end - 1].end),
        subject=read_phrase(sentence, start, value),
        object=read_phrase(sentence, value, end),
        obliques=(),
        link="and",
    )


def _parts(clause: Clause, sentence: Tagged) -> list[tuple[int, int]]:
    """What follows the verb, divided at commas and "and": token ranges without the dividers."""
    inside = [k for k, t in enumerate(sentence.tokens) if clause.verb_span.end <= t.start < clause.span.end]
    parts, start = [], inside[0] if inside else 0
    for k in inside:
        token = sentence.tokens[k]
        if token.key in ("and", ",") or (sentence.tags[k] == "PUNCT" and token.text in ".;"):
            if k > start:
                parts.append((start, k))
            start = k + 1
    if inside and start <= inside[-1]:
        parts.append((start, inside[-1] + 1))
    return parts


def _value_in(sentence: Tagged, start: int, end: int) -> int | None:
    """The index of the first figure or date in [start, end)."""
    return next((k for k in range(start, end) if sentence.tags[k] in ("NUM", "DATE")), None)


def _names_something(sentence: Tagged, start: int, value: int) -> bool:
    """[start, value) is a short noun phrase, at most with a preposition behind it: "Lomar", "its tower from"."""
    tags = sentence.tags[start:value]
    if tags and tags[-1] == "PREP":
        tags = tags[:-1]
    nominal = all(t in ("NAME", "DET", "N", "ADJ") for t in tags) and any(t in ("NAME", "N") for t in tags)
    return 0 < len(tags) <= 6 and nominal
