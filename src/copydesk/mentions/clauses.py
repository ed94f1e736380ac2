"""Who does what to whom, clause by clause: a shallow reading of a sentence by stated rules, not by a model.

Theory. Words get a coarse tag (`tags`). Verb groups (`verbs`) divide the sentence (`dividers`). What stands left of a
group, back to the last divider, holds its subject; what stands right of it holds object and prepositional phrases
(`phrases`). "was ...ed by" is passive. Then the clauses act on each other: "plans to" and "denied that" change what
they govern (`governing`), "X said Y" gives Y a speaker (`speakers`), and a verb may be understood again (`gaps`).

It does not know long-distance dependencies, and a garden-path sentence is misread; the rules that use it therefore
compare only clauses that share most of their words, and say nothing where the reading is thin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from copydesk.languages.pack import Pack
from copydesk.mentions.dividers import cut, opening
from copydesk.mentions.gaps import gapped
from copydesk.mentions.governing import governed
from copydesk.mentions.phrases import Obliques, antecedent, complements, read_phrase
from copydesk.mentions.records import Clause, Depth, Mention, Phrase
from copydesk.mentions.speakers import says, spoken
from copydesk.mentions.tags import Tagged, tag
from copydesk.mentions.verbs import VerbGroup, verb_groups
from copydesk.source import Span
from copydesk.text.tokens import Token

__all__ = ["Clause", "Phrase", "read_clauses"]


def read_clauses(text: str, tokens: Sequence[Token], mentions: Sequence[Mention], pack: Pack) -> tuple[Clause, ...]:
    """The clauses of one sentence (its tokens, and the mentions inside it), in order."""
    if not tokens:
        return ()
    sentence = tag(tokens, mentions, pack)
    groups = tuple(verb_groups(sentence))
    if not groups:
        return (_fragment(sentence),)
    found = _Assembly(sentence, groups).clauses()
    return tuple(gapped(spoken(governed(found, pack), sentence), sentence))


def _fragment(sentence: Tagged) -> Clause:
    """A sentence without a verb: a heading, a caption."""
    start, end = sentence.tokens[0].start, sentence.tokens[-1].end
    phrase = read_phrase(sentence, 0, len(sentence.tokens))
    negated = phrase is not None and phrase.negative
    return Clause(Span(start, end), "", Span(start, start), subject=phrase, depth="fragment", negated=negated)


@dataclass(slots=True)
class _Draft:
    """A clause while its parts are found: token indexes [left, right), and `start`, where its subject may begin."""

    group: VerbGroup
    left: int
    right: int
    link: str
    start: int
    subject: Phrase | None
    object: Phrase | None
    obliques: Obliques
    says: bool


@dataclass(slots=True)
class _Assembly:
    """Clauses from verb groups. `antecedents`: what the relatives so far stand for, as a resumed main clause has it."""

    sentence: Tagged
    groups: tuple[VerbGroup, ...]
    antecedents: list[Phrase | None] = field(default_factory=list)

    def clauses(self) -> list[Clause]:
        found: list[Clause] = []
        left = 0
        for n, group in enumerate(self.groups):
            right = cut(self.sentence, self.groups, n)
            draft = self._draft(group, left, right, first=not found)
            self._find_subject(draft, found)
            found.append(_clause(self.sentence, draft, found[-1] if found else None))
            left = right
        return found

    def _draft(self, group: VerbGroup, left: int, right: int, *, first: bool) -> _Draft:
        sentence = self.sentence
        link, start = opening(sentence, left, group.start)
        subject = read_phrase(sentence, start, group.start) if first or not group.infinitive else None
        obj, obliques = complements(sentence, group.end, right)
        reports = group.finite and says(sentence, self.groups, group, left)
        return _Draft(group, left, right, link, start, subject, obj, obliques, reports)

    def _find_subject(self, draft: _Draft, before: Sequence[Clause]) -> None:
        """Subjects that do not stand simply before the verb, the most particular case first."""
        if draft.says:
            self._behind_quotation(draft)
            self._inverted(draft, before)
        if draft.link == "whose":
            self.antecedents.append(read_phrase(self.sentence, draft.left, draft.start - 1))
        if draft.subject is None and draft.link in ("who", "which", "that", "whom", "where"):
            draft.subject = antecedent(self.sentence, draft.start - 1)
            self.antecedents.append(read_phrase(self.sentence, draft.left, draft.start - 1) or draft.subject)
        if draft.subject is None and before:
            draft.subject = self._inherited(draft.group, before)

    def _behind_quotation(self, draft: _Draft) -> None:
        """ "... over," Lyons said": the speaker stands behind the closing mark."""
        start, end = draft.start, draft.group.start
        quote = next((k for k in range(end - 1, start - 1, -1) if self.sentence.tags[k] == "QUOTE"), None)
        if quote is not None:
            draft.left, draft.start = quote, quote + 1
            draft.subject = read_phrase(self.sentence, quote + 1, end)

    def _inverted(self, draft: _Draft, before: Sequence[Clause]) -> None:
        """ "..., said Lyons": what looks like the object is the speaker."""
        relative = any(_relative(link) for link in (draft.link, *(c.link for c in before[-1:])))
        if relative or not draft.group.bare or draft.subject is not None or draft.object is None:
            return
        if not before or self.sentence.tags[draft.left] in ("QUOTE", "PUNCT"):
            draft.subject = read_phrase(self.sentence, draft.group.end, draft.right)
            draft.object = None

    def _inherited(self, group: VerbGroup, before: Sequence[Clause]) -> Phrase | None:
        """The subject of a verb without one: whose it shares, by what stands before it."""
        previous = before[-1]
        if group.infinitive:
            return _controller(previous, self.sentence.pack)
        if group.finite:
            subject = self._opening(group, previous)
            if subject is not None:
                return subject
            if self.antecedents and previous.link in ("who", "which", "that", "whose"):
                return self.antecedents[-1] or previous.subject
            said = self._speech_act(group, before)
            if said is not None:
                return said.subject
        by_phrase = group.bare and self.sentence.key(group.end) == "by"
        if by_phrase or (group.participle and self.sentence.tags[group.main] == "VN"):
            return previous.object or previous.subject
        return previous.subject

    def _opening(self, group: VerbGroup, previous: Clause) -> Phrase | None:
        """ "The clerk, jailed in May, appealed": behind what was inserted, the sentence's first subject goes on."""
        first = self.groups[0].start
        inserted = previous.depth != "finite" or (previous.passive and previous.link == "")
        if not inserted or self.sentence.tags[group.start - 1] != "PUNCT" or first >= group.start:
            return None
        return read_phrase(self.sentence, opening(self.sentence, 0, first)[1], first)

    def _speech_act(self, group: VerbGroup, before: Sequence[Clause]) -> Clause | None:
        """ "She said the plan was dead and accused him": the speaker acts again, not the plan."""
        acts = group.lemma.partition("_")[0] in self.sentence.pack.words("attribution.acts")
        if not acts or self.sentence.tags[group.start - 1] != "CONJ":
            return None
        return next((c for c in reversed(before[:-1]) if c.attributes), None)


def _relative(link: str) -> bool:
    return link in ("who", "which", "that", "whom", "whose")


def _controller(previous: Clause, pack: Pack) -> Phrase | None:
    """Who is to do what an infinitive says: the object of "urged him to go", else the subject."""
    if previous.verb not in pack.words("grammar.control") or previous.passive:
        return previous.subject
    return previous.object or next((p for _, p in previous.obliques), None) or previous.subject


# --- from the draft to the record -----------------------------------------------------------------------------------


def _clause(sentence: Tagged, draft: _Draft, previous: Clause | None) -> Clause:
    group, tokens = draft.group, sentence.tokens
    shared = previous is not None and _shares_modal(sentence, draft, previous)
    future = group.future or (shared and previous is not None and previous.tense == "future")
    depth: Depth = "infinitive" if group.infinitive else "participle" if group.participle else "finite"
    return Clause(
        span=Span(tokens[min(draft.left, group.start)].start, tokens[max(draft.right, group.end) - 1].end),
        verb=group.lemma,
        verb_span=Span(tokens[group.start].start, tokens[group.end - 1].end),
        subject=draft.subject,
        object=draft.object,
        obliques=draft.obliques,
        passive=_passive(sentence, group),
        negated=_negated(sentence, draft),
        hedges=_hedges(sentence, draft, previous if shared else None, first=previous is None),
        attributes=draft.says,
        link=draft.link,
        depth=depth,
        progressive=not group.participle and tokens[group.main].key.endswith("ing"),
        tense="future" if future else "past" if group.past else "present",
    )


def _passive(sentence: Tagged, group: VerbGroup) -> bool:
    """Also a participle, and a bare past form before "by" and no figure ("a villa bought by the clerk")."""
    if group.passive or (group.participle and sentence.tags[group.main] == "VN"):
        return True
    by = group.finite and group.bare and group.past and sentence.key(group.end) == "by"
    figure = sentence.tags[group.end + 1 : group.end + 2] == ("NUM",)  # "fell by 5 percent"
    return by and sentence.tags[group.main] == "V" and not figure


def _negated(sentence: Tagged, draft: _Draft) -> bool:
    """The group's negators, "unless", "neither", and a negative subject or object: each turns it round once."""
    group, subject, obj = draft.group, draft.subject, draft.object
    denies = subject is not None and subject.negative
    neither = any(sentence.key(k) == "neither" for k in range(draft.left, group.start)) and not denies
    before = denies and draft.start < group.start
    return group.negated ^ (draft.link == "unless") ^ neither ^ before ^ (obj is not None and obj.negative)


def _hedges(sentence: Tagged, draft: _Draft, modal: Clause | None, *, first: bool) -> frozenset[str]:
    """Classes of hedge from auxiliaries, the link, and adverbs, adjectives and nouns around.

    Args:
        modal: the clause whose modal this one shares, if it does.
        first: no clause stands before it.
    """
    group, pack = draft.group, sentence.pack
    found = set(group.hedges)
    if modal is not None:
        found |= modal.hedges & {"will", "possible", "able", "expected"}
    if draft.link in ("if", "unless"):
        found.add("condition")
    if draft.link == "whether" or (group.infinitive and sentence.key(group.start - 1) == "whether"):
        found.add("possible")
    if group.infinitive and first:
        found.add("will")
    for k in range(max(draft.left, draft.start - 2), draft.right):
        key, given = sentence.key(k), sentence.tags[k]
        if given in ("ADV", "ADJ") or (given == "N" and key in pack.words("grammar.hedging_nouns")):
            hedge = pack.table("hedges").get(key)
            if hedge and hedge not in ("will", "able"):
                found.add(str(hedge))
    return frozenset(found)


def _shares_modal(sentence: Tagged, draft: _Draft, previous: Clause) -> bool:
    """ "would run 64 ships and have revenue": a bare verb behind "and" stands under the modal before it."""
    group = draft.group
    base_form = group.bare and not group.past and sentence.tokens[group.main].key == group.lemma
    joined = sentence.tags[group.start - 1] == "CONJ" and draft.link in ("", "and", "or")
    return base_form and joined and bool(previous.hedges)
