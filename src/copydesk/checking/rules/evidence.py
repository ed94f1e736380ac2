"""The cited passage is not in the source, is altered, spliced, empty, or rests on page furniture."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.checking.judged import Judged
from copydesk.checking.records import Finding
from copydesk.checking.rules.table import Rule

MISSING = Rule(
    "EVI001", "passage-not-in-source", "error", "The cited passage does not stand in the source, or was altered."
)
EMPTY = Rule("EVI002", "no-passage", "error", "The claim cites nothing, or only a mark or a single letter.")
FURNITURE = Rule(
    "EVI003",
    "rests-on-furniture",
    "error",
    "The cited passage is page furniture, a byline or a credit, not the article.",
)
THIN = Rule("EVI004", "passage-too-thin", "error", "The cited passage says little of what the claim says.")
NOWHERE = Rule("EVI005", "no-support", "error", "No sentence of the source shares enough with the claim to support it.")

RULES = (MISSING, EMPTY, FURNITURE, THIN, NOWHERE)


def find(judged: Judged) -> Iterator[Finding]:
    case = judged.case
    if case.claim.evidence is not None and not any(p.strip() for p in case.claim.evidence):
        yield EMPTY.finding(case.whole, "The claim cites no passage.")
        return
    for passage in case.passages:
        if passage.how == "missing":
            empty = sum(c.isalnum() for c in passage.quoted) < 2
            rule, said = (EMPTY, "proves nothing") if empty else (MISSING, "does not stand in the source word for word")
            yield rule.finding(case.whole, f"The cited passage {shown(passage.quoted)} {said}.")
        elif all(not spot.citable for ref in passage.refs for spot in case.index.spots_over(ref)):
            yield FURNITURE.finding(
                case.whole,
                f"The cited passage {shown(passage.quoted)} is page furniture, not the article.",
                passage.refs,
            )
    if not case.support:
        if not case.passages:
            yield NOWHERE.finding(case.whole, "Nothing in the source supports this.")
        return
    yield from _thin(judged)


def _thin(judged: Judged) -> Iterator[Finding]:
    """Most of the claim's content words stand in no supporting sentence."""
    case = judged.case
    words = frozenset(w for s in case.reading.sentences for w in s.content)
    if not words:
        return
    known = passage_lemmas(judged) if case.cited else case.support_lemmas
    held = sum(case.likeness(w, known) > 0 or w in judged.name_words for w in words)
    figures = [p.relation in ("same", "rounds") or judged.is_derived(p) for p in (*judged.quantities, *judged.moments)]
    share = (held + sum(figures)) / (len(words) + len(figures))
    if case.cited and _stands_beside(judged, words, known):
        yield THIN.finding(
            case.whole, "Most of what the claim says stands beside the cited passage, not in it.", case.support_refs
        )
    elif share < (0.4 if case.cited else 0.3):
        yield THIN.finding(
            case.whole, f"Only {round(100 * share)} % of the claim's words stand in the evidence.", case.support_refs
        )


def _stands_beside(judged: Judged, words: frozenset[str], cited: frozenset[str]) -> bool:
    """Most of the words, names apart, stand in the supporting sentences, but not in the cited passages."""
    likeness, support = judged.case.likeness, judged.case.support_lemmas
    plain = words - judged.name_words
    beyond = sum(not likeness(w, cited) > 0 and likeness(w, support) > 0 for w in plain)
    return 2 * beyond > len(plain)


def passage_lemmas(judged: Judged) -> frozenset[str]:
    """Lemmas of the words inside the cited passages themselves."""
    case = judged.case
    inside = set()
    for passage in case.passages:
        for ref in passage.refs:
            for spot in case.index.spots_over(ref):
                inside |= {
                    case.pack.lemma(t.key)
                    for t in spot.sentence.tokens
                    if t.kind == "word" and ref.span.start <= t.start < ref.span.end
                }
    return frozenset(inside)


def shown(quoted: str) -> str:
    """A passage for a message, at most 60 code points of it."""
    return repr(quoted if len(quoted) <= 60 else quoted[:57] + "...")
