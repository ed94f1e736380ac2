"""Some made all, one of three made three, "since 2018" made "ever", a withdrawn figure used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from copydesk.checking.index import Spot, Standing
from copydesk.checking.judged import Judged
from copydesk.checking.records import Finding
from copydesk.checking.retraction import contrasted, contrasted_in, withdrawn
from copydesk.checking.rules.table import Example, Rule
from copydesk.languages.pack import Pack
from copydesk.mentions.records import Mention, Moment, Name, Quantity
from copydesk.source import Span
from copydesk.text.tokens import Token

ALL = Rule(
    "SCO001",
    "part-made-whole",
    "error",
    "The source says some, half or one of them; the claim all.",
    Example("Some schools were closed.", "Some schools were closed on the day.", "All schools were closed."),
)
EVER = Rule(
    "SCO002",
    "ever-gained",
    "error",
    "A record since some year has become a record of all time.",
    Example(
        "It was the largest crowd since 2018.",
        "The crowd was the largest since 2018.",
        "It was the largest crowd ever.",
    ),
)
EXCEPT = Rule(
    "SCO003",
    "exception-dropped",
    "error",
    "An exception (except, apart from, only) is dropped.",
    Example(
        "All ministers except Lena Brand signed.",
        "All ministers but Lena Brand signed, except her.",
        "All ministers signed.",
    ),
)
RETRACTED = Rule(
    "SCO004",
    "withdrawn",
    "error",
    "The figure or name is one that the source withdraws or corrects.",
    Example(
        "Correction: an earlier version said 40 people died. The figure is 14.",
        "Fourteen people died.",
        "40 people died.",
    ),
)
DETAIL = Rule(
    "SCO006",
    "detail-of-part",
    "error",
    "What the source says of some of them, the claim says of all.",
    Example(
        "The crash injured nine people, two of them seriously.",
        "Nine people were injured, two of them seriously.",
        "Nine people were seriously injured.",
    ),
)
WHOLE = Rule(
    "SCO005",
    "part-of-group",
    "error",
    "The source says it of a part of the group only.",
    Example("One of the three judges disagreed.", "One judge of the three disagreed.", "The three judges disagreed."),
)

REJECTED = Rule(
    "SCO007",
    "named-as-not-meant",
    "error",
    "The source sets this name or figure against the one it means (not, instead of, rather than).",
    Example(
        "The age will rise to 66 in 2032 instead of 2029.",
        "The age will rise to 66 in 2032.",
        "The age will rise to 66 in 2029.",
    ),
)
BASE = Rule(
    "SCO008",
    "other-base",
    "error",
    "A share is given of another group than in the source.",
    Example(
        "More than half of the dead were children. The outbreak infected 3,870 people.",
        "Children were more than half of the dead.",
        "Children were more than half of the people infected.",
    ),
)

RANK = Rule(
    "SCO009",
    "rank-dropped",
    "error",
    "The rank before a superlative (second largest) is dropped.",
    Example("It is the second largest port.", "The port is the second-largest.", "It is the largest port."),
)

RULES = (ALL, EVER, EXCEPT, RETRACTED, WHOLE, DETAIL, REJECTED, BASE, RANK)


def find(judged: Judged) -> Iterator[Finding]:
    yield from _all(judged)
    yield from _ever(judged)
    yield from _except(judged)
    yield from _retracted(judged)
    yield from _group(judged)
    yield from _detail(judged)
    yield from _base(judged)
    yield from _superlative(judged)


RANKS = {
    "none": 0, "few": 1, "some": 2, "several": 2, "certain": 2, "many": 3, "half": 4, "most": 5, "majority": 5,
    "all": 6, "every": 6, "each": 6, "everyone": 6, "everybody": 6, "everything": 6, "whole": 6, "entire": 6,
}  # fmt: skip
"""How much of a group a word takes in. A claim may not take in more than the source does."""


def _all(judged: Judged) -> Iterator[Finding]:
    """The claim's quantifier takes in more than any that the matching sentence holds."""
    case = judged.case
    if not case.support:
        return
    mine = _quantifiers(case.reading.tokens)
    theirs = {word for spot in case.support for word, _ in _quantifiers(spot.sentence.tokens)}
    parts = case.support_lemmas & {"third", "quarter", "one", "two", "only"}
    ranked = [RANKS[w] for w in theirs]
    for word, span in mine:
        rank = RANKS[word]
        if rank < 5 or any(r >= rank for r in ranked) or _number_of_all(judged, span.end):
            continue
        if ranked or (rank == 6 and parts):
            least = min(theirs, key=RANKS.__getitem__) if theirs else sorted(parts)[0]
            yield ALL.finding(span, f"The source says {least!r}, the claim {word!r}.", case.support_refs[:1])
            return


def _quantifiers(tokens: Sequence[Token]) -> list[tuple[str, Span]]:
    """The quantifiers of a text with their places; "not all" is none."""
    found = []
    for i, token in enumerate(tokens):
        negated = i > 0 and tokens[i - 1].key in (
            "not",
            "nearly",
            "almost",
            "after",
            "at",
            "above",
            "once",
            "in",
            "first",
        )
        if token.key in RANKS and not (negated and RANKS[token.key] == 6) and not _no_quantifier(tokens, i):
            found.append((token.key, Span(token.start, token.end)))
    return found


def _no_quantifier(tokens: Sequence[Token], i: int) -> bool:
    """ "each other", "the most famous", "half of all teenagers": no quantifier of what is said."""
    before, behind = (tokens[k].key if 0 <= k < len(tokens) else "" for k in (i - 1, i + 1))
    return (
        (tokens[i].key == "each" and behind == "other")
        or (tokens[i].key == "most" and before in ("the", "his", "her", "its", "their", "biggest"))
        or (tokens[i].key == "all" and before == "of")
    )


def _number_of_all(judged: Judged, end: int) -> bool:
    """ "all 61 people": the figure itself is checked by its own family."""
    return any(
        isinstance(m.value, Quantity) and 0 <= m.span.start - end <= 5 for m in judged.case.reading.mentions
    ) and not judged.case.support_lemmas & {"half", "some"}


def _ever(judged: Judged) -> Iterator[Finding]:
    for token in judged.case.reading.tokens:
        if token.key == "ever" and "ever" not in judged.case.support_lemmas and "since" in judged.case.support_lemmas:
            yield EVER.finding(
                Span(token.start, token.end),
                "The source says since when; the claim says ever.",
                judged.case.support_refs[:1],
            )


_EXCEPTIONS = ("except", "excluding", "apart from", "other than", "with the exception", "but not")


def _except(judged: Judged) -> Iterator[Finding]:
    case = judged.case
    if not case.support or not case.reading_lemmas & (case.pack.words("scope.all") | {"include", "including"}):
        return
    words = case.support[0].sentence.words().lower()
    said = [e for e in _EXCEPTIONS if e in words]
    if said and not any(e in case.text.lower() for e in (*_EXCEPTIONS, "only", "but ", "not")):
        yield EXCEPT.finding(
            case.whole, f"The source makes an exception ({said[0]!r}); the claim does not.", case.support_refs[:1]
        )


def find_withdrawn(judged: Judged) -> Iterator[Finding]:
    """The one rule of the family that also looks at copied sentences."""
    yield from _retracted(judged)


def _retracted(judged: Judged) -> Iterator[Finding]:
    """A value that stands only where the source corrects itself, or only as what is not meant."""
    case = judged.case
    for mention in case.reading.mentions:
        places = _places(judged, mention)
        if not places or _claims_retraction(judged):
            continue
        if all(withdrawn(p.spot.sentence, p.mention) for p in places):
            yield RETRACTED.finding(mention.span, f"The source withdraws {mention.surface!r}.", [places[0].ref])
        elif _rejected(judged, mention, places):
            message = f"The source names {mention.surface!r} only to say that it is not the one meant."
            yield REJECTED.finding(mention.span, message, [places[0].ref])


def _rejected(judged: Judged, mention: Mention, places: Sequence[Standing]) -> bool:
    """Every place sets the value against the one meant, and the claim does not say so itself."""
    case = judged.case
    said = contrasted_in(case.text[: mention.span.start]) or case.reading_lemmas & NEGATING
    return not said and all(contrasted(p.spot.sentence, p.mention) for p in places)


NEGATING = frozenset(("not", "never", "no", "instead", "unlike", "rather"))


def _places(judged: Judged, mention: Mention) -> list[Standing]:
    """Where the sources hold the mention's value, anywhere."""
    value = mention.value
    if isinstance(value, Moment):
        same = [(s, s.mention.value) for s in judged.case.index.moments]
        return [s for s, m in same if isinstance(m, Moment) and replace(m, preposition=value.preposition) == value]
    if isinstance(value, Quantity) and value.low is not None:
        figures = [(s, s.mention.value) for s in judged.case.index.quantities]
        return [s for s, q in figures if isinstance(q, Quantity) and q.low == value.low]
    if isinstance(value, Name) and len(value.tokens) > 1:
        return judged.registry.matches(value)
    return []


def _claims_retraction(judged: Judged) -> bool:
    return bool(
        judged.case.reading_lemmas & {"wrong", "false", "correct", "withdraw", "retract", "earlier", "correction"}
    )


def _group(judged: Judged) -> Iterator[Finding]:
    """ "The three judges disagreed" where the source has "one of the three judges"."""
    case = judged.case
    for pair in judged.quantities:
        value = pair.mention.value
        assert isinstance(value, Quantity)
        if pair.relation != "same" or value.form != "count" or not pair.held or value.low is None or value.low < 2:
            continue
        best = pair.held[0].standing
        if _base_only(best, pair.mention, case.text):
            message = f"The {best.mention.surface} are the group in the source; it says this of some of them."
            yield WHOLE.finding(pair.mention.span, message, [best.ref])
        elif (
            _part_before(best.spot.sentence.text, best.mention.span, best.spot.sentence.span)
            and not _part_before(case.text, pair.mention.span, case.whole)
            and not _part_after(case.text, pair.mention.span)
            and not judged.case.reading_lemmas & {"which", "whom", "them", "number"}
            and not case.text[: pair.mention.span.start].lower().endswith(("of the ", "of its ", "of their ", "of "))
        ):
            yield WHOLE.finding(
                pair.mention.span, f"The source speaks of a part of the {best.mention.surface}.", [best.ref]
            )


def _base_only(best: Standing, mention: Mention, claim: str) -> bool:
    """ "Of 90 patients, 12 died": 90 is the base, and a claim that says it of the 90 has taken it for the part."""
    sentence = best.spot.sentence
    before = sentence.text[sentence.span.start : best.mention.span.start].lower().strip()
    later = any(
        isinstance(m.value, Quantity) and m.value.low is not None and m.span.start > best.mention.span.end
        for m in sentence.mentions
    )
    own = claim[: mention.span.start].lower().rstrip()
    return before in ("of", "of the", "of its", "of their") and later and not own.endswith(("of", "of the", "out of"))


_ORDINALS = re.compile(
    r"\b(second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th))[\s-]+$", re.IGNORECASE
)


def _superlative(judged: Judged) -> Iterator[Finding]:
    """ "the second largest" made "the largest": the rank before a superlative is dropped."""
    case = judged.case
    for token in case.reading.tokens:
        if not token.key.endswith("est") or len(token.key) < 6 or token.kind != "word":
            continue
        if _ORDINALS.search(case.text[: token.start]):
            continue
        places = [(s, t) for s in case.support for t in s.sentence.tokens if case.likeness(token.key, {t.key}) > 0]
        ranked = [
            (s, m) for s, t in places if (m := _ORDINALS.search(s.sentence.text[s.sentence.span.start : t.start]))
        ]
        if ranked and len(ranked) == len(places):
            spot, rank = ranked[0]
            message = f"The source says {rank.group(1)!r} before {token.text!r}; the claim drops it."
            yield RANK.finding(Span(token.start, token.end), message, [spot.ref])
            return


def _detail(judged: Judged) -> Iterator[Finding]:
    """ "nine people, two of them seriously": "seriously" belongs to the two, not to the nine."""
    case = judged.case
    for spot in case.support:
        for part, words in partitions(spot, case.pack):
            wholes = [
                m
                for m in spot.sentence.mentions
                if isinstance(m.value, Quantity) and m.span.end <= part.span.start and m.value.low is not None
            ]
            if not wholes or judged.derivations or not words or 2 * len(words & case.reading_lemmas) < len(words):
                continue
            partial = part.value
            assert isinstance(partial, Quantity)
            values = [(m, m.value) for m in case.mentions("quantity") if isinstance(m.value, Quantity)]
            if any(v.low == partial.low for _, v in values):
                continue
            mine = next(
                (m for m, v in values if any(isinstance(w.value, Quantity) and w.value.low == v.low for w in wholes)),
                None,
            )
            universal = next((t for t in case.reading.tokens if t.key in ("all", "every")), None)
            if mine is not None or universal is not None:
                span = (
                    mine.span if mine is not None else Span(universal.start, universal.end) if universal else case.whole
                )
                yield DETAIL.finding(span, f"The source says this of {part.surface} of them only.", [spot.ref])
                return


def _base(judged: Judged) -> Iterator[Finding]:
    """The noun behind "half of the", "40 percent of the": another one than behind the source's share."""
    case = judged.case
    for pair in judged.quantities:
        value = pair.mention.value
        if not isinstance(value, Quantity) or value.form not in ("ratio", "percent") or pair.relation != "same":
            continue
        mine = _base_words(case.reading.tokens, pair.mention, case.pack)
        theirs = [_base_words(h.standing.spot.sentence.tokens, h.standing.mention, case.pack) for h in pair.held]
        if not mine or not all(theirs):
            continue
        if not any(case.likeness(word, other) >= 0.6 for other in theirs for word in mine):
            shown = " ".join(sorted(theirs[0]))
            yield BASE.finding(
                pair.mention.span, f"The source gives this share of {shown!r}.", [pair.held[0].standing.ref]
            )


def _base_words(tokens: Sequence[Token], mention: Mention, pack: Pack) -> frozenset[str]:
    """Lemmas of the noun phrase behind "of", if the share names its base."""
    behind = [t for t in tokens if t.start >= mention.span.end][:7]
    if not behind or behind[0].key != "of":
        return frozenset()
    found: set[str] = set()
    for token in behind[1:]:
        if token.key in pack.words("grammar.determiners") and not found:
            continue
        if token.kind == "mark" or token.key in pack.stop:
            break
        found.add(pack.lemma(token.key.removesuffix("'s")))
    return frozenset(w for w in found if not w.isdigit())


def partitions(spot: Spot, pack: Pack) -> Iterator[tuple[Mention, frozenset[str]]]:
    """Figures of a part ("two of them", "of whom two") with the lemmas of what is said of that part."""
    text, end = spot.sentence.text, spot.sentence.span.end
    for mention in spot.sentence.mentions:
        if not isinstance(mention.value, Quantity) or mention.value.low is None:
            continue
        tail, head = text[mention.span.end : end], text[spot.sentence.span.start : mention.span.start]
        behind = re.match(r"\s+of\s+(?:them|whom|which|these|those)\b", tail)
        ahead = re.search(r"\bof\s+(?:whom|which|them)\s+$", head)
        if not behind and not ahead:
            continue
        start = mention.span.end + (behind.end() if behind else 0)
        stop = next((k for k in range(start, end) if text[k] in ",.;:"), end)
        inside = [
            t for t in spot.sentence.tokens if start <= t.start < stop and t.kind == "word" and t.key not in pack.stop
        ]
        yield mention, frozenset(pack.lemma(t.key) for t in inside)


_PART = re.compile(
    r"(?:\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty|forty|fifty|half|some"
    r"|most|several|many|few|\d+|third|thirds|quarter|quarters|part|majority|none|whom|which))"
    r"\s+of\s+(?:the|its|their|his|her|[\w-]+'s|this|these|those)?\s*(?:[\w-]+'s\s+)?$",
    re.IGNORECASE,
)
_AFTER = re.compile(r"^[^.;]{0,30}\b(?:one|two|three|half|some|most) of (?:them|whom|which)", re.IGNORECASE)


def _part_before(text: str, span: Span, sentence: Span) -> bool:
    return bool(_PART.search(text[sentence.start : span.start].replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")))


def _part_after(text: str, span: Span) -> bool:
    return bool(_AFTER.search(text[span.end :])) or " of the " in text[max(0, span.start - 20) : span.start]
