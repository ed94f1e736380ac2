"""Who is said to have said it: which verbs report, and which clauses a speaker answers for.

Theory. "X said Y" gives X to what follows (a lead), "Y, X said" to what stands before, back to the clause that has a
speaker already, "according to X" to every clause left without one. A pronoun that is the subject of what X said is
X, or the one X told it to.

It reads one sentence: who "he" is in the next one, and a quotation that runs over several, it does not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from copydesk.mentions.phrases import read_phrase
from copydesk.mentions.records import Clause, Phrase
from copydesk.mentions.tags import Tagged
from copydesk.mentions.verbs import VerbGroup


def says(sentence: Tagged, groups: Sequence[VerbGroup], group: VerbGroup, left: int) -> bool:
    """The verb reports speech; a verb like "found" does with "that" behind it, or at the end behind a comma.

    Args:
        left: where the group's clause begins (token index).
    """
    tags = sentence.tags
    if group.lemma in sentence.pack.words("attribution.verbs"):
        core = group.lemma in ("say", "tell", "add") or group.passive
        later = any(g.start >= group.end and not g.infinitive for g in groups)
        return core or later or "QUOTE" in tags or _mark_in(sentence, max(0, left - 1), group.start)
    if group.lemma not in sentence.pack.words("attribution.weak") or group.passive:
        return False
    trailing = group.end >= len(tags) - 1 and _mark_in(sentence, left, group.start)
    return sentence.key(group.end) == "that" or trailing


def _mark_in(sentence: Tagged, start: int, end: int) -> bool:
    return any(given in ("QUOTE", "PUNCT") for given in sentence.tags[start:end])


def spoken(clauses: Sequence[Clause], sentence: Tagged) -> list[Clause]:
    """The clauses with their speakers."""
    found = list(clauses)
    leads: Clause | None = None
    for n, clause in enumerate(found):
        if clause.attributes and clause.depth == "finite" and not clause.passive:
            if n > 0 and _trails(clause, found[n + 1 :], sentence):
                _hand_back(found, n)
            else:
                leads = clause
        elif leads is not None and leads.subject is not None and not clause.attributes and clause.speaker is None:
            subject = _resolved(clause.subject, leads.subject, leads.object)
            found[n] = replace(clause, speaker=leads.subject, lead=True, subject=subject)
    according = _according(clauses, sentence)
    if according is None:
        return found
    return [c if c.speaker is not None else replace(c, speaker=according) for c in found]


def _hand_back(found: list[Clause], n: int) -> None:
    """ "Y, X said": gives the subject of clause n to what stands before it."""
    for k in range(n - 1, -1, -1):
        if found[k].speaker is not None or (found[k].attributes and k < n - 1):
            return
        found[k] = replace(found[k], speaker=found[n].subject)


def _resolved(subject: Phrase | None, leads: Phrase, told: Phrase | None) -> Phrase | None:
    """ "Lyons said he ...": the pronoun is the speaker, or the one who was told ("told Ghani he ...")."""
    if subject is None or subject.words or subject.pronoun not in ("he", "she", "it", "they"):
        return subject
    if leads.pronoun is not None:
        return subject
    return told if told is not None and told.names else leads


def _trails(clause: Clause, later: Sequence[Clause], sentence: Tagged) -> bool:
    """The attribution comes behind what was said: a comma or quotation mark at its edge, no clause of its own after."""
    first = next((k for k, token in enumerate(sentence.tokens) if token.start >= clause.span.start), 0)
    edge = first > 0 and _mark_in(sentence, first - 1, first + 1)
    return edge and not any(c.link in ("that", "") and c.depth == "finite" for c in later[:1])


def _according(clauses: Sequence[Clause], sentence: Tagged) -> Phrase | None:
    """X of "according to X", behind a verb or before the first one."""
    for clause in clauses:
        for preposition, phrase in clause.obliques:
            behind = phrase.start >= 2 and "according" in (
                sentence.key(phrase.start - 2),
                sentence.key(phrase.start - 3),
            )
            if preposition == "to" and behind:
                return phrase
    for k in range(len(sentence.tokens) - 2):
        if sentence.key(k) == "according" and sentence.key(k + 1) == "to":
            marks = (m for m in range(k + 2, len(sentence.tokens)) if sentence.tags[m] == "PUNCT")
            return read_phrase(sentence, k + 2, next(marks, len(sentence.tokens)))
    return None
