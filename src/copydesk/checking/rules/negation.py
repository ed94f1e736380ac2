"""A negator is gained or lost: "did not approve" against "approved".

A clause of the claim is compared with its best counterpart. Negative verbs ("denied", "refused", "failed") and
antonyms ("rejected" for "not accepted") count as negators, so the sense is compared, not the word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from copydesk.checking.case import Aligned
from copydesk.checking.judged import Judged
from copydesk.checking.reading import Sentence
from copydesk.checking.records import Finding
from copydesk.checking.rules.table import Example, Rule
from copydesk.source import Span

CHANGED = Rule(
    "NEG001",
    "negation-changed",
    "error",
    "The source negates what the claim says, or the claim what the source says.",
    Example(
        "The council did not approve the plan.",
        "The plan was not approved by the council.",
        "The council did approve the plan.",
    ),
)

GAINED = Rule(
    "NEG002",
    "negator-gained",
    "error",
    "The claim negates a word that no supporting sentence negates.",
    Example(
        "Shares fell 6.1 percent on Friday.", "On Friday shares fell 6.1 percent.", "Shares did not fall on Friday."
    ),
)
LOST = Rule(
    "NEG003",
    "negator-lost",
    "error",
    "The source negates a word that the claim says without any negation.",
    Example(
        "Hale was arrested but not charged.", "Hale was arrested but was not charged.", "Hale was arrested and charged."
    ),
)

RULES = (CHANGED, GAINED, LOST)


def find(judged: Judged) -> Iterator[Finding]:
    case = judged.case
    seen = False
    excepted = case.reading_lemmas & {"only"} and case.support_lemmas & {"except"}
    for aligned in case.aligned:
        if aligned.share < 0.5 or (aligned.clause.attributes and aligned.clause.verb not in ("deny",)):
            continue
        if not _same_matter(judged, aligned):
            continue
        if not excepted and _turned(judged, aligned) and not _other_agrees(judged, aligned):
            seen = True
            refs = [aligned.spot.ref]
            yield CHANGED.finding(
                aligned.clause.verb_span if len(aligned.clause.verb_span) else aligned.clause.span,
                _message(aligned),
                refs,
            )
    if not seen and not excepted:
        yield from _by_words(judged)


def _same_matter(judged: Judged, aligned: Aligned) -> bool:
    """The two clauses speak of one thing: not of two models of a name, not in a question, and a verb of refusal is
    held against another verb only where what is refused agrees.
    """
    case = judged.case
    subjects, objects = case.subjects_meet(aligned), case.objects_meet(aligned)
    asked = aligned.spot.sentence.words().rstrip(_CLOSING).endswith("?")
    if asked or aligned.clause.depth == "participle" or (subjects is False and objects is False):
        return False
    if aligned.clause.negated and not aligned.other.negated and _refused_too(judged, aligned):
        return False
    if aligned.verb not in ("same", "derived", "synonym", "opposite"):
        return objects is True
    mine, theirs = aligned.clause.subject, aligned.other.subject
    apart = mine is not None and theirs is not None and mine.names - theirs.names and theirs.names - mine.names
    return not (apart and aligned.clause.passive == aligned.other.passive)


_CLOSING = "\"' \n\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"


def _refused_too(judged: Judged, aligned: Aligned) -> bool:
    """The clause is turned by a verb of refusal over it ("denies that it occurred"), and the evidence has that verb."""
    case = judged.case
    span = aligned.clause.span
    own = any(span.start <= n.span.start < span.end for s in case.reading.sentences for n in negators(s))
    refusing = case.reading_lemmas & case.pack.words("negation.verbs")
    return not own and bool(refusing & frozenset(w for spot in case.nearby for w in spot.sentence.lemmas))


def _turned(judged: Judged, aligned: Aligned) -> bool:
    mine, theirs = aligned.clause.negated, aligned.other.negated ^ _yet(aligned)
    if any(preposition == "without" for preposition, _ in (*aligned.clause.obliques, *aligned.other.obliques)):
        return False
    if _antonyms(judged, aligned):
        return mine == theirs
    if (
        aligned.other.negated
        and any(p in ("before", "until") for p, _ in aligned.other.obliques)
        and judged.case.reading_lemmas & {"earliest", "early"}
    ):
        return False
    if aligned.verb == "opposite":
        return mine == theirs and mine
    if aligned.verb not in ("same", "derived", "synonym"):
        negative = judged.case.pack.words("negation.verbs")
        if (aligned.other.verb in negative) == (aligned.clause.verb in negative):
            return False
        return (mine ^ (aligned.clause.verb in negative)) != (theirs ^ (aligned.other.verb in negative))
    return mine != theirs


def _yet(aligned: Aligned) -> bool:
    """ "is yet to rediscover it": it has not."""
    text, start = aligned.spot.sentence.text, aligned.other.span.start
    words = text[max(0, start - 8) : start + 8].lower().split()
    return aligned.other.depth == "infinitive" and "yet" in words


def _antonyms(judged: Judged, aligned: Aligned) -> bool:
    """ "unclear" and "not clear", "unsafe" and "not safe": the same verb with opposite complements."""
    if aligned.verb != "same":
        return False
    mine, theirs = aligned.clause.object, aligned.other.object
    if mine is None or theirs is None:
        return False
    antonyms = judged.case.pack.lexicon
    own, others = mine.words - theirs.words, theirs.words - mine.words
    return any(b in antonyms.entry(a).antonyms for a in own for b in others)


def _other_agrees(judged: Judged, aligned: Aligned) -> bool:
    """Another clause of the sources says as much of it, with the same polarity."""
    case = judged.case
    for other in (*case.candidates(aligned.clause), *case.elsewhere(aligned)):
        if _elliptic(aligned, other) and not _turned(judged, other):
            return True
        if (
            other.share >= aligned.share - 0.12
            and other.other is not aligned.other
            and not _turned(judged, other)
            and other.verb
        ):
            return True
    return False


def _elliptic(aligned: Aligned, other: Aligned) -> bool:
    """ "... but Holt said it was not": the clause repeats the verb with a pronoun, for the claim's own speaker."""
    mine, theirs = aligned.clause.speaker, other.other.speaker
    short = (
        other.verb == "same"
        and other.other.subject is not None
        and other.other.subject.pronoun is not None
        and other.other.object is None
    )
    return short and mine is not None and theirs is not None and bool(mine.names & theirs.names)


def _message(aligned: Aligned) -> str:
    if aligned.other.negated:
        return "The source negates this; the claim does not."
    return "The claim negates this; the source does not."


# --- word by word ---------------------------------------------------------------------------------------------------

WINDOW = 5
"""How many words a negator reaches, up to the next mark or conjunction."""
_STOPS = frozenset(".,;:()\N{EN DASH}\N{EM DASH}")


@dataclass(frozen=True, slots=True)
class Negator:
    """A negating word of a sentence: its index, its span, and the tokens it reaches, nearest first."""

    at: int
    span: Span
    reach: tuple[int, ...]


def negators(sentence: Sentence) -> list[Negator]:
    """The negators of a sentence with their reach, idioms ("not only", "no more than") left out."""
    pack, tokens, found = sentence.pack, sentence.tokens, []
    words = pack.words("negation.words")
    for i, token in enumerate(tokens):
        if token.kind == "word" and (token.key in words or token.key.endswith("n't")) and not _idiom(sentence, i):
            found.append(Negator(i, Span(token.start, token.end), tuple(_reach(sentence, i))))
    return found


def _idiom(sentence: Sentence, i: int) -> bool:
    after = " ".join(t.key for t in sentence.tokens[i : i + 4])
    if sentence.tokens[i].key == "no" and any(t.kind == "digits" for t in sentence.tokens[i + 1 : i + 3]):
        return True  # "No. 1"
    return any(after.startswith(idiom) for idiom in sentence.pack.words("negation.idioms"))


def _reach(sentence: Sentence, i: int) -> Iterator[int]:
    """Indexes of the content words behind a negator, in the same stretch."""
    taken = 0
    for k in range(i + 1, len(sentence.tokens)):
        token = sentence.tokens[k]
        if token.text in _STOPS or token.key in ("but", "because", "although", "while") or taken == WINDOW:
            return
        if token.kind == "word" and token.key not in sentence.pack.stop:
            taken += 1
            yield k


def _by_words(judged: Judged) -> Iterator[Finding]:
    """Every negator of the claim needs one over the same word in the source; those of the source, one in the claim."""
    for sentence in judged.case.reading.sentences:
        for negator in negators(sentence):
            if _unsupported(judged, sentence, negator):
                yield GAINED.finding(
                    negator.span, "The claim negates this; the source does not.", judged.case.support_refs[:1]
                )
                return
    yield from _lost(judged)


def _unsupported(judged: Judged, sentence: Sentence, negator: Negator) -> bool:
    """The word that the negator governs stands in the support, and nothing there turns it or its sense."""
    case = judged.case
    governed = [case.pack.lemma(sentence.tokens[k].key) for k in negator.reach[:1]]
    if not governed or _turning(judged, (spot.sentence for spot in case.nearby)):
        return False
    word = governed[0]
    return case.likeness(word, case.support_lemmas) > 0 and not _antonym_in(judged, word, case.support_lemmas)


def _lost(judged: Judged) -> Iterator[Finding]:
    """A negator of the best-matching sentence whose word the claim says without any negation."""
    case = judged.case
    if _turning(judged, judged.case.reading.sentences):
        return
    mine = frozenset(case.reading_lemmas)
    for spot in case.support[:2]:
        sentence = spot.sentence
        plain = _plain(sentence)
        for negator in negators(sentence):
            reached = [case.pack.lemma(sentence.tokens[k].key) for k in negator.reach[:2]]
            if len([t for t in sentence.tokens if t.kind == "word"]) <= len(negator.reach) + 1:
                continue  # "Not Ada Wren.": a sentence that negates nothing of its own
            if not reached or reached[0] in plain or case.likeness(reached[0], mine) < 0.8:
                continue
            if _same_clause(judged, sentence, negator) >= 0.5:
                message = "The source negates this; the claim does not."
                yield LOST.finding(case.whole, message, [spot.ref])
                return


def _plain(sentence: Sentence) -> frozenset[str]:
    """Lemmas that the sentence also says outside the reach of a negator."""
    reached = {k for negator in negators(sentence) for k in negator.reach}
    tokens = enumerate(sentence.tokens)
    return frozenset(sentence.pack.lemma(t.key) for k, t in tokens if t.kind == "word" and k not in reached)


def _same_clause(judged: Judged, sentence: Sentence, negator: Negator) -> float:
    """The share of the words in the negator's stretch that the claim has, at least two of them counted."""
    case = judged.case
    words = [case.pack.lemma(sentence.tokens[k].key) for k in negator.reach]
    held = sum(case.likeness(w, case.reading_lemmas) > 0 for w in words)
    return held / max(2, len(words))


def _turning(judged: Judged, sentences: Iterable[Sentence]) -> bool:
    """One of the sentences holds a negator, or a word that turns what it governs."""
    paths = ("negation.verbs", "negation.adjectives", "negation.turning")
    negative = frozenset().union(*(judged.case.pack.words(path) for path in paths))
    return any(negators(sentence) or sentence.lemmas & negative for sentence in sentences)


def _antonym_in(judged: Judged, word: str, lemmas: frozenset[str]) -> bool:
    return any(judged.case.pack.opposite(word, other) for other in lemmas)
