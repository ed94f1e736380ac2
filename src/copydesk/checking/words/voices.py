"""Said by someone else: the words beside a quotation, or beside a verb of saying, are another speaker's."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.checking.index import Spot
from copydesk.checking.judged import Judged
from copydesk.checking.reading import Sentence
from copydesk.checking.records import Finding
from copydesk.checking.rules import quotation, speaker
from copydesk.checking.rules.quotation import find_quoted
from copydesk.checking.words.aligned import aligned
from copydesk.mentions.records import Mention, Name, Quotation
from copydesk.mentions.stretches import Stretch
from copydesk.source import Ref
from copydesk.text.fold import fold


def find(judged: Judged) -> Iterator[Finding]:
    yield from quotation.find(judged)
    for mention in judged.case.mentions("quotation"):
        finding = _speaker(judged, mention)
        if finding is not None:
            yield finding
            return

    yield from _reported(judged)


def _reported(judged: Judged) -> Iterator[Finding]:
    """ "X said (that) ...": nothing of X stands near what the source says so, while it stands elsewhere in it."""
    case = judged.case
    if any(True for _ in case.mentions("quotation")):
        return
    for sentence in case.reading.sentences:
        for stretch in sentence.stretches:
            mine = _sayer(sentence, stretch)
            rows = next(aligned(case), []) if mine else []
            if not rows or rows[0].share < 0.4:
                continue
            spot = rows[0].spot
            named = any(_sayer(spot.sentence, s) for s in spot.sentence.stretches)
            around = (spot,) if named else (spot, *case.index.before(spot, 2), *case.index.next(spot))
            near = frozenset(w for s in around for w in s.sentence.content)
            known = [w for w in mine if case.likeness(w, case.index.content) > 0]
            spoken = any("speech" in s.marks for s in spot.sentence.stretches)
            if known and spoken and not any(case.likeness(w, near) > 0 for w in known):
                yield speaker.OTHER.finding(stretch.span, "In the source somebody else says this.", [spot.ref])
                return


def _sayer(sentence: Sentence, stretch: Stretch) -> list[str]:
    """The name right beside the verb of saying of a stretch; where the verb comes last, the first of the sentence."""
    at = stretch.marks.get("speech", ())
    names = [m.span for m in sentence.mentions if isinstance(m.value, Name)]
    pack = sentence.pack
    found = [
        (i, lemma)
        for s in sentence.stretches
        for i, lemma in s.words
        if i not in at
        and (
            any(n.start <= sentence.tokens[i].start < n.end for n in names) or (not pack.capitals and pack.rare(lemma))
        )
    ]
    if not at or not found:
        return []
    beside = [lemma for i, lemma in found if abs(i - at[0]) <= (4 if pack.capitals else 2)]
    return beside or [lemma for i, lemma in found if pack.capitals and i <= found[0][0] + 1]


def _speaker(judged: Judged, mention: Mention) -> Finding | None:
    """The claim's words around a quotation that the sources have, and none of them where the source has it spoken."""
    case = judged.case
    sentence = case.reading.sentence_at(mention.span.start)
    if sentence is None:
        return None
    mine = [word for word in _beside(sentence) if case.likeness(word, case.index.content) > 0]
    words = quotation.bare_words(mention.surface)
    if not mine or len(words) < 2:
        return None
    spots = [
        spot
        for source, view in enumerate(case.index.folded)
        for span in find_quoted(view, words)
        for spot in case.index.spots_over(Ref(source, span))
    ]
    if not spots:
        return None
    around = [_attribution(judged, spot, words) for spot in spots]
    if any(not held or any(case.likeness(word, held) > 0 for word in mine) for held in around):
        return None
    return speaker.OTHER.finding(mention.span, "In the source somebody else says this.", [spots[0].ref])


def _beside(sentence: Sentence) -> list[str]:
    """Content words of a sentence outside its quotations, verbs of saying left out."""
    quoted = [m.span for m in sentence.mentions if isinstance(m.value, Quotation)]
    return [lemma for place, lemma in _unspoken(sentence) if not any(q.start <= place < q.end for q in quoted)]


def _unspoken(sentence: Sentence) -> list[tuple[int, str]]:
    """(where it starts, lemma) of each content word that is no verb of saying."""
    speech = {at for s in sentence.stretches for at in s.marks.get("speech", ())}
    words = (word for s in sentence.stretches for word in s.words)
    return [(sentence.tokens[at].start, lemma) for at, lemma in words if at not in speech]


def _attribution(judged: Judged, spot: Spot, words: str) -> frozenset[str]:
    """Who speaks a quotation: the words of its sentence outside it; of the sentences around when it stands alone or
    with a pronoun only. Empty when nobody is said to speak it.
    """
    held = frozenset(_near(spot.sentence, words))
    if held:
        return held
    if any("speech" in s.marks for s in spot.sentence.stretches):  # "..., she said": whoever was named last before
        named = (s for s in judged.case.index.before(spot, 2) if _names(s.sentence))
        last = next(named, None)
        if last is not None:
            return frozenset(_beside(last.sentence))
    index = judged.case.index
    around = [s for s in (*index.before(spot, 2), *index.next(spot)) if s.source == spot.source]
    return frozenset(lemma for s in around for lemma in _beside(s.sentence))


def _names(sentence: Sentence) -> bool:
    names = (m.value for m in sentence.mentions if isinstance(m.value, Name))
    return any(len(name.tokens) > 1 or not name.opens for name in names)


def _near(sentence: Sentence, words: str) -> list[str]:
    """The words outside quotations that stand between this one and the next."""
    quoted = sorted((m.span.start, m.span.end) for m in sentence.mentions if isinstance(m.value, Quotation))
    here = next((q for q in quoted if words[:12] in fold(sentence.text[q[0] : q[1]]).text), None)
    if here is None:
        return _beside(sentence)
    low = max((end for start, end in quoted if end <= here[0]), default=0)
    high = min((start for start, end in quoted if start >= here[1]), default=len(sentence.text))
    return [lemma for place, lemma in _unspoken(sentence) if low <= place < here[0] or here[1] <= place < high]
