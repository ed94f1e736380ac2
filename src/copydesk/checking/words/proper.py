"""Names word by word: each must stand in the source, in some form, and those of one name beside each other."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import DamerauLevenshtein

from copydesk.checking.judged import Judged
from copydesk.checking.reading import Sentence
from copydesk.checking.records import Finding
from copydesk.checking.rules import name as rules
from copydesk.checking.words.units import Unit, units
from copydesk.mentions.marks import matches
from copydesk.mentions.records import Mention, Name
from copydesk.source import Span

LONGEST_NAME = 4
"""Characters of a name beside a title in a text without blanks."""


def find(judged: Judged) -> Iterator[Finding]:
    case, pack = judged.case, judged.case.pack
    for mention in case.mentions("name"):
        value = mention.value
        assert isinstance(value, Name)
        if mention.rule == "reference-mark":
            continue
        if value.identifier:
            if not judged.registry.matches(value):
                message = f"{mention.surface!r} stands nowhere in the source."
                yield rules.ABSENT.finding(mention.span, message, case.support_refs[:1])
            continue
        absent = [word for word in value.tokens if not stands(judged, word)]
        if absent and not _common(judged, mention, absent):
            yield _absent(judged, mention, absent[0])
            continue
        joined = len(value.tokens) > 1 and not pack.table("tokens").get("nouns")
        if not absent and joined and not _together(judged, value):
            message = f"The words of {mention.surface!r} stand in the source, but not as one name."
            yield rules.MIXED.finding(mention.span, message, case.support_refs[:1])
    if not pack.capitals:
        yield from _rare(judged)
    if not pack.spaced:
        yield from _titled(judged)


def _rare(judged: Judged) -> Iterator[Finding]:
    """Without capitals: a word too rare to be a common one, that stands nowhere in the source in any form."""
    case, pack = judged.case, judged.case.pack
    for sentence in case.reading.sentences:
        for unit in units(sentence):
            word = unit.keys[-1]
            if not pack.spaced and not _unknown_run(sentence, unit):
                continue
            if len(word) < 2 or pack.in_pack(word) or not pack.rare(word) or word in case.index.text:
                continue
            if stands(judged, word):
                continue
            if case.likeness(unit.lemmas[-1], case.support_lemmas) > 0:
                continue
            span = Span(sentence.tokens[unit.start].start, sentence.tokens[unit.end - 1].end)
            message = f"{span.of(case.text)!r} stands nowhere in the source."
            yield rules.ABSENT.finding(span, message, case.support_refs[:1])


def _titled(judged: Judged) -> Iterator[Finding]:
    """Without blanks and capitals: the characters beside a title are a name, and stand beside some word of the source
    just so.
    """
    case, pack = judged.case, judged.case.pack
    behind = bool(pack.table("roles").get("behind"))  # the title follows the name
    for sentence in case.reading.sentences:
        found = units(sentence)
        for title in matches(sentence.tokens, pack.phrases("names.titles")):
            for unit in found:
                before = unit.end == title.start and (behind or _unknown_run(sentence, unit))
                if not before and (behind or unit.start != title.end):
                    continue
                span = Span(sentence.tokens[unit.start].start, sentence.tokens[unit.end - 1].end)
                name = span.of(case.text)
                if 2 <= len(name) <= LONGEST_NAME and not pack.in_pack(name) and name not in case.index.text:
                    message = f"{name!r} stands nowhere in the source."
                    yield rules.ABSENT.finding(span, message, case.support_refs[:1])


def _unknown_run(sentence: Sentence, unit: Unit) -> bool:
    """Single characters in a row that make no word, in a sentence whose other characters mostly do."""
    inside = sentence.tokens[unit.start : unit.end]
    words = [len(t.text) for t in sentence.tokens if t.kind == "word"]
    divided = sum(n for n in words if n > 1) * 2 >= sum(words)
    return divided and 2 <= len(inside) <= 4 and all(len(t.text) == 1 for t in inside)


def stands(judged: Judged, word: str) -> bool:
    """A word of a name stands somewhere in the sources: itself, or in another form."""
    index, pack = judged.case.index, judged.case.pack
    key = judged.registry.key(word)
    if word in index.all_keys or key in judged.registry.keys:
        return True
    return any(pack.same_name(w, other) for w in dict.fromkeys((word, key)) for other in index.begin_alike(w))


def _common(judged: Judged, mention: Mention, absent: list[str]) -> bool:
    """A capital that proves nothing: the first word of a sentence, or a noun of a language that writes all so."""
    value, pack = mention.value, judged.case.pack
    assert isinstance(value, Name)
    if value.acronym:
        return False
    every_noun = bool(pack.table("tokens").get("nouns"))
    first = value.opens and absent == [value.tokens[0]]
    titled = all(word in pack.words("names.titles") for word in absent)
    if every_noun and not first and judged.case.likeness(pack.lemma(absent[0]), judged.case.support_lemmas) == 0:
        placed = _placed(judged, mention)
    else:
        placed = False
    return titled or (not placed and (first or every_noun) and all(pack.knows(word) for word in absent))


def _placed(judged: Judged, mention: Mention) -> bool:
    """Where every noun has a capital: one right behind "in", "from" or "to" without an article is likely a place."""
    sentence, pack = judged.case.reading.sentence_at(mention.span.start), judged.case.pack
    before = [t.key for t in sentence.tokens if t.end <= mention.span.start][-1:] if sentence else []
    return bool(before) and (before[0] in pack.words("roles.from") or before[0] in pack.words("roles.to"))


def _absent(judged: Judged, mention: Mention, word: str) -> Finding:
    close = _closest(judged, word)
    if close is not None:
        return rules.SPELT.finding(
            mention.span, f"The source has {close!r}, not {word!r}.", judged.case.support_refs[:1]
        )
    message = f"{mention.surface!r} stands nowhere in the source."
    return rules.ABSENT.finding(mention.span, message, judged.case.support_refs[:1])


def _closest(judged: Judged, word: str) -> str | None:
    """The one word of the source's names that differs by a slip of the pen, for the message only."""
    if len(word) < 5:
        return None
    rows = {t for s in judged.registry.names if isinstance(s.mention.value, Name) for t in s.mention.value.tokens}
    return min((t for t in sorted(rows) if DamerauLevenshtein.distance(t, word) == 1), default=None)


def _together(judged: Judged, name: Name) -> bool:
    """Some sentence of the source has all the words within a few tokens of each other, in the same order."""
    pack = judged.case.pack
    for spot in judged.case.index.spots:
        places = []
        for word in name.tokens:
            rows = [
                i
                for i, t in enumerate(spot.sentence.tokens)
                if t.kind == "word" and (t.key == word or pack.same_name(word, t.key))
            ]
            places.append(rows)
        if all(places) and any(
            all(any(0 < abs(k - first) <= 2 * len(places) + 1 for k in rows) for rows in places[1:])
            for first in places[0]
        ):
            return True
    return False
