"""To whom or to what a figure or a date belongs: the subject of its clause, or the name it is put behind.

Two owners differ only when both are named, or both are nouns that stand in the sources as owners of different
figures; a pronoun, or a noun that the sources use of the same thing, never makes a difference.
"""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.checking.judged import Judged
from copydesk.checking.pair import Pair
from copydesk.checking.reading import Sentence
from copydesk.checking.records import Finding
from copydesk.checking.rules.table import Rule
from copydesk.mentions.clauses import Clause, Phrase
from copydesk.mentions.records import Mention, Moment, Name, Quantity

_GENERIC = frozenset(
    ["figure", "number", "total", "toll", "count", "reading", "amount", "sum", "rest", "result", "it", "there", "one"]
)
"""Heads that name no thing of their own: "the figure is 14"."""


def clause_of(sentence: Sentence, mention: Mention) -> Clause | None:
    """The clause that holds a mention: the innermost one, when clauses overlap."""
    holding = [c for c in sentence.clauses if c.span.start <= mention.span.start < c.span.end]
    return min(holding, key=lambda c: len(c.span), default=None)


def owner(sentence: Sentence, mention: Mention) -> Phrase | None:
    """Whose figure it is: for an age the name right before it, else the subject of its clause."""
    value = mention.value
    if isinstance(value, Quantity) and value.age:
        named = _named_before(sentence, mention)
        if named is not None:
            return named
    clause = clause_of(sentence, mention)
    if clause is None:
        return None
    meant = _meant_for(sentence, mention)
    if meant is not None:
        return meant
    if clause.subject is not None and 0 < clause.subject.end <= len(sentence.tokens):
        start = sentence.tokens[clause.subject.start].start
        if start <= mention.span.start < sentence.tokens[clause.subject.end - 1].end:
            return None  # the figure is part of the subject: it counts it, nobody owns it
    return clause.subject


_LABELS = ("for", "in", "at", "from")


def _meant_for(sentence: Sentence, mention: Mention) -> Phrase | None:
    """ "6 francs for cars", "12 cases in Leeds": the noun behind "for", or the name behind another preposition."""
    behind = [t for t in sentence.tokens if t.start >= mention.span.end][:6]
    at = next((k for k, t in enumerate(behind[:3]) if t.key in _LABELS), None)
    if at is None or any(t.kind == "mark" for t in behind[:at]):
        return None
    noun = next((t for t in behind[at + 1 :] if t.key not in sentence.pack.stop), None)
    if noun is None or noun.kind != "word":
        return None
    inside = next((m for m in sentence.mentions if m.span.start <= noun.start < m.span.end), None)
    if inside is not None and isinstance(inside.value, Name) and not inside.value.identifier:
        names = frozenset(inside.value.tokens)
        return Phrase(0, 0, inside.value.tokens[-1], names, names, label=inside.surface)
    if inside is not None or behind[at].key != "for" or at > 0:
        return None
    lemma = sentence.pack.lemma(noun.key)
    return Phrase(0, 0, lemma, frozenset((lemma,)), label=lemma)


def _named_before(sentence: Sentence, mention: Mention) -> Phrase | None:
    """ "Colin Raith, 58": the name that ends right before the figure, over a comma or bracket."""
    for other in sentence.mentions:
        if isinstance(other.value, Name) and sentence.text[other.span.end : mention.span.start].strip() in (",", "("):
            names = frozenset(other.value.tokens)
            return Phrase(0, 0, other.value.tokens[-1], names, names, label=other.surface)
    return None


def differ(judged: Judged, one: Phrase, two: Phrase) -> bool:
    """The two phrases name different people or things: names that share nothing, or only a surname."""
    if one.pronoun or two.pronoun:
        return False
    if one.head != two.head and described(one) != described(two):
        return False  # "the Texas mother" and "Ada Wren": the one's name says only where she lives
    if _letters(one) == _letters(two) != "":
        return False  # "Tech Foundry" and "TechFoundry"
    registry = judged.registry
    mine = {registry.key(n.removesuffix("'s")) for n in one.names}
    theirs = {registry.key(n.removesuffix("'s")) for n in two.names}
    if mine and theirs:
        if mine <= theirs or theirs <= mine:
            return False
        if not mine & theirs:
            return not any(registry.by_stem(m) and _stem_in(m, theirs) for m in mine)
        return len(mine) > 1 and len(theirs) > 1 and not _apposed(mine, theirs)
    if mine and not theirs:
        named = {n.removesuffix("'s") for n in one.names} <= two.words
        return named and two.head not in one.words and two.head in judged.case.pack.words("names.people")
    return False


def _letters(phrase: Phrase) -> str:
    return "".join(c for c in phrase.label.lower() if c.isalnum()) if phrase.names else ""


def described(phrase: Phrase) -> bool:
    """A common noun with one name before it."""
    return len(phrase.names) == 1 and bool(phrase.head) and not any(n.startswith(phrase.head) for n in phrase.names)


def _stem_in(word: str, others: set[str]) -> bool:
    """A nationality and its country, by their first four letters; asked only of words the registry knows as such."""
    return any(other[:4] == word[:4] for other in others)


def _apposed(mine: set[str], theirs: set[str]) -> bool:
    """More than a surname is shared: a title or body beside the same person."""
    return len(mine & theirs) > 1


def owned(judged: Judged, pair: Pair, rule: Rule) -> Finding | None:
    """The claim's owner is named, and every place that holds the value has another owner, while the sources give the
    claim's owner a value of the same sort elsewhere."""
    case = judged.case
    value = pair.mention.value
    if isinstance(value, Quantity) and value.form == "ordinal" and value.low == 1:
        return None
    if "-" in pair.mention.surface or "half" in pair.mention.surface:
        return None  # "the 48-hour strike": the figure describes a thing, and is nobody's
    sentence = case.reading.sentence_at(pair.mention.span.start)
    mine = owner(sentence, pair.mention) if sentence else None
    if mine is None or mine.pronoun:
        return None
    others = []
    for held in pair.held:
        theirs = owner(held.standing.spot.sentence, held.standing.mention)
        if (
            theirs is None
            or theirs.pronoun
            or (not theirs.names and theirs.head not in judged.case.pack.lexicon)
            or not _elsewhere_owned(judged, mine, theirs, held.standing.spot.sentence, held.standing.mention)
        ):
            return None
        others.append((theirs, held))
    if not others:
        return None
    theirs, held = others[0]
    message = f"In the source {pair.mention.surface!r} is said of {theirs.label!r}."
    return rule.finding(pair.mention.span, message, [held.standing.ref])


def _elsewhere_owned(judged: Judged, mine: Phrase, theirs: Phrase, sentence: Sentence, mention: Mention) -> bool:
    """The owners differ, the claim's owner does not stand in the clause of the value, and it owns something else."""
    clause = clause_of(sentence, mention)
    held = _clause_words(clause) if clause else frozenset()
    labelled = theirs.end == 0  # "6 francs for cars": the owner is said outright
    if mine.names and theirs.names:
        if not differ(judged, mine, theirs):
            return False
        if labelled:
            return any(_owns(mine, phrase) for phrase in _owners(judged, mention))
        aged = isinstance(mention.value, Quantity) and mention.value.age
        surname_only = bool(mine.names & theirs.names)
        if aged or surname_only:
            return True
        if mine.names & held or _related(judged, mine, held):
            return False
        return mention.kind == "moment" or any(_owns(mine, phrase) for phrase in _owners(judged, mention))
    if mine.names or theirs.names or {mine.head, theirs.head} & _GENERIC or not mine.head:
        return False
    if judged.case.likeness(mine.head, theirs.words) > 0:
        return False
    if not labelled and (mine.head in held or judged.case.likeness(mine.head, held) > 0):
        return False
    return any(_owns(mine, phrase) for phrase in _owners(judged, mention))


def _related(judged: Judged, mine: Phrase, held: frozenset[str]) -> bool:
    """All of the claim's names but a shared surname stand in the clause, as themselves or as a nationality."""
    keys = {judged.registry.key(w) for w in held}
    own = {judged.registry.key(n) for n in mine.names}
    return (
        (len(own) == 1 and bool(own & keys))
        or len(own & keys) > 1
        or any(_stem_in(n, keys) for n in own if judged.registry.by_stem(n))
    )


def _clause_words(clause: Clause) -> frozenset[str]:
    phrases = (clause.subject, clause.object, *(p for _, p in clause.obliques))
    return frozenset(w for p in phrases if p is not None for w in (*p.words, *p.names))


def _owns(mine: Phrase, other: Phrase) -> bool:
    return bool(mine.names & other.names) if mine.names else mine.head == other.head


def _owners(judged: Judged, mention: Mention) -> Iterator[Phrase]:
    """Owners of the other values of the same sort in the supporting sentences."""
    for spot in judged.case.support:
        for other in spot.sentence.mentions:
            if other.kind == mention.kind and other is not mention and _same_sort(mention, other):
                found = owner(spot.sentence, other)
                if found is not None:
                    yield found


def _same_sort(one: Mention, two: Mention) -> bool:
    a, b = one.value, two.value
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        return a.age == b.age and (a.form == b.form or "count" in (a.form, b.form))
    return isinstance(a, Moment) and isinstance(b, Moment)


def listed(judged: Judged, pair: Pair, rule: Rule) -> Finding | None:
    """ "A and B ... six and nine respectively": the claim puts the k-th of one list with another than the
    k-th of the other.
    """
    case = judged.case
    for spot in case.support:
        if "respectively" not in spot.sentence.lemmas:
            continue
        runs = [r for r in _runs(spot.sentence) if len(r) > 1]
        mine = next((r for r in runs for m in r if m.kind == pair.mention.kind and _same_value(m, pair.mention)), None)
        if mine is None:
            continue
        at = next(i for i, m in enumerate(mine) if _same_value(m, pair.mention))
        for other in runs:
            if other is mine or len(other) != len(mine):
                continue
            named = [
                i
                for i, m in enumerate(other)
                if any(_same_value(m, c) for c in case.reading.mentions if c is not pair.mention)
            ]
            if named and at not in named:
                return rule.finding(
                    pair.mention.span,
                    f"In the source {pair.mention.surface!r} goes with {other[at].surface!r}.",
                    [spot.ref],
                )
    return None


def _runs(sentence: Sentence) -> list[list[Mention]]:
    """Mentions of one kind that stand in a list: only commas, "and" and small words between them."""
    runs: list[list[Mention]] = []
    for kind in ("quantity", "moment", "name"):
        found: list[list[Mention]] = [[]]
        for mention in (m for m in sentence.mentions if m.kind == kind):
            if found[-1]:
                gap = sentence.text[found[-1][-1].span.end : mention.span.start].strip(" ")
                if gap.strip(", ") not in ("and", "", "or", "&"):
                    found.append([])
            found[-1].append(mention)
        runs += found
    return runs


def _same_value(one: Mention, two: Mention) -> bool:
    a, b = one.value, two.value
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        return a.low is not None and a.low == b.low
    if isinstance(a, Moment) and isinstance(b, Moment):
        return (a.year, a.month, a.day, a.weekday) == (b.year, b.month, b.day, b.weekday)
    return isinstance(a, Name) and isinstance(b, Name) and set(b.tokens) <= set(a.tokens)
