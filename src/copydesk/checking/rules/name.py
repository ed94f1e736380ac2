"""A person, place, organisation, title, suffix, acronym or nationality that is not there, or that fits two."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz.distance import DamerauLevenshtein

from copydesk.checking import suggest
from copydesk.checking.beside import affiliations, beside, named_things, nationality, own_words, same_name
from copydesk.checking.index import Standing
from copydesk.checking.judged import Judged
from copydesk.checking.records import Finding
from copydesk.checking.registry import Registry
from copydesk.checking.rules.table import Example, Rule
from copydesk.mentions.records import Mention, Name
from copydesk.source import Span

ABSENT = Rule(
    "NAM001",
    "name-absent",
    "error",
    "The name stands nowhere in the source.",
    Example("Kestria and Lomar met.", "Lomar and Kestria met.", "Kestria and Tavria met."),
)
SPELT = Rule(
    "NAM002",
    "name-misspelt",
    "error",
    "The source spells the name otherwise.",
    Example("President Joseph Aoun spoke.", "Aoun spoke.", "Auon spoke."),
)
MIXED = Rule("NAM003", "name-recombined", "error", "The words of the name belong to different names of the source.")
SUFFIX = Rule(
    "NAM004",
    "suffix-changed",
    "error",
    "A suffix (Jr, Sr, III) is dropped, gained or changed: another person.",
    Example(
        "John F Kennedy Jr died in a crash.", "John F. Kennedy Jr. died in a crash.", "John F Kennedy died in a crash."
    ),
)
TITLE = Rule(
    "NAM005",
    "title-gained",
    "error",
    "A title, rank or form of address that the source does not give.",
    Example("President Joseph Aoun spoke.", "Mr Aoun spoke.", "Mrs Aoun spoke."),
)
TWO = Rule("NAM006", "name-fits-two", "warning", "A short form that fits two people of the source.")
ELSEWHERE = Rule(
    "NAM007", "name-elsewhere", "error", "The name stands in the source, but not in the cited passage or near it."
)
FORMER = Rule(
    "NAM008",
    "former-dropped",
    "error",
    "Somebody's former office is given as the present one, or the other way round.",
    Example("Former president Karl Benn spoke.", "Karl Benn, a former president, spoke.", "President Karl Benn spoke."),
)

AFFILIATION = Rule(
    "NAM009",
    "affiliation-changed",
    "error",
    "Somebody is given another country or organisation than in the source.",
    Example(
        "Kestrian minister Lydia Rokos met Stefan Ansah of Lomar.",
        "Lydia Rokos, the Kestrian minister, met Stefan Ansah.",
        "Lomar's Lydia Rokos met Stefan Ansah.",
    ),
)

OTHER_THING = Rule(
    "NAM010",
    "name-of-another-thing",
    "error",
    "The source puts another name to this thing.",
    Example(
        "They met at the Dray crossing. Fighting in the Saal border area has ended.",
        "They met at the Dray crossing.",
        "They met at the Saal crossing.",
    ),
)

RULES = (ABSENT, SPELT, MIXED, SUFFIX, TITLE, TWO, ELSEWHERE, FORMER, AFFILIATION, OTHER_THING)


def find(judged: Judged) -> Iterator[Finding]:
    registry = judged.registry
    for mention in judged.case.mentions("name"):
        yield from _check(judged, registry, mention)


def _check(judged: Judged, registry: Registry, mention: Mention) -> Iterator[Finding]:
    name = mention.value
    assert isinstance(name, Name)
    if mention.rule == "name-headline":
        yield from _headline(judged, registry, mention, name)
        return
    if mention.rule == "reference-mark":
        return
    found = judged.named(mention)
    if not found:
        finding = _missing(judged, registry, mention, name)
        if finding is not None:
            yield finding
        return
    yield from _suffix(judged, mention, name, found)
    yield from _former(judged, mention, name, found)
    yield from _affiliation(judged, registry, mention)
    yield from _thing(judged, mention, name)
    yield from _title(judged, mention, name, found)
    yield from _two(judged, registry, mention, name, found)
    yield from _elsewhere(judged, mention, found)


def _headline(judged: Judged, registry: Registry, mention: Mention, name: Name) -> Iterator[Finding]:
    """In Title Case only words that no dictionary lists are surely names."""
    case = judged.case
    at = mention.span.start
    for word in mention.surface.replace("-", " ").split():
        start = case.text.index(word, at)
        at = start + len(word)
        key = word.strip(".,:;!?'\"").lower().removesuffix("'s").removesuffix("\N{RIGHT SINGLE QUOTATION MARK}s")
        if not key.isalpha() or _dictionary(judged, key) or key in case.pack.stop:
            continue
        if key in case.index.all_keys or registry.by_stem(registry.key(key)) or registry.matches(Name((key,))):
            continue
        if _cut_short(judged, word, key):
            continue
        span = type(mention.span)(start, at)
        yield ABSENT.finding(span, f"{word!r} stands nowhere in the source.", case.support_refs[:1])


def _dictionary(judged: Judged, key: str) -> bool:
    """A word of the dictionary in any form, compared ones ("richer", "richest") and pronouns included."""
    pack = judged.case.pack
    stems = (key, key.removesuffix("r"), key.removesuffix("er"), key.removesuffix("st"), key.removesuffix("est"))
    pronouns = ("one", "body", "thing", "where")
    return any(pack.lemma(stem) in pack.lexicon for stem in stems) or key.endswith(pronouns)


def _contracted(key: str) -> bool:
    """ "we'll", "hasn't": words of grammar, in a headline with a capital."""
    return key.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").endswith(("'ll", "n't", "'re", "'ve", "'d"))


def _cut_short(judged: Judged, word: str, key: str) -> bool:
    """ "Wisc.", "Fest": the beginning of a word of the source, of three letters with a full stop behind, of four
    without.
    """
    behind = judged.case.text.partition(word)[2][:1]
    stopped = word.endswith(".") or behind == "."
    return len(key) > (2 if stopped else 3) and any(other.startswith(key) for other in judged.case.index.all_keys)


def common(judged: Judged, name: Name, mention: Mention) -> bool:
    """The capital proves nothing (first word, or a word that the source writes small) and the word is a common one."""
    case = judged.case
    if name.identifier or name.acronym:
        return False
    words = [w for w in name.tokens if w not in case.pack.stop and not _contracted(w)]
    lower = case.index.lower_words
    if all(w in lower or case.pack.lemma(w) in case.index.lower_lemmas for w in words):
        return True
    if name.opens and len(words) == 1:
        return case.pack.lemma(words[0]) in case.pack.lexicon or words[0] in case.pack.table("names.titles")
    generic = case.pack.words("names.organisation") | set(case.pack.table("names.titles"))
    return all(w in generic and w in case.index.all_keys for w in words)


def _missing(judged: Judged, registry: Registry, mention: Mention, name: Name) -> Finding | None:
    case = judged.case
    if common(judged, name, mention):
        return None
    if name.identifier and _quarter(judged, mention):
        return None
    if (
        name.identifier
        and mention.rule == "designator"
        and re.search(
            rf"\b{re.escape(mention.surface.lower())}\b", " ".join(s.sentence.words().lower() for s in case.index.spots)
        )
    ):
        return None
    known = [w for w in name.tokens if w in case.index.all_keys or registry.by_stem(registry.key(w))]
    close = _closest(registry, name)
    if close:
        shown = close[0].mention.surface
        other = frozenset(t for m in (close[0].mention.value,) if isinstance(m, Name) for t in m.tokens)
        instead = suggest.name(judged, mention, close)  # for the whole name, so that its span is the whole name's too
        span = _words_beside(mention, other) if instead is None else mention.span
        return SPELT.finding(span, f"The source has {shown!r}, not {mention.surface!r}.", [close[0].ref], instead)
    if len(known) == len(name.tokens) and len(name.tokens) > 1:
        refs = [s.ref for w in name.tokens for s in registry.matches(Name((w,)))[:1]]
        return MIXED.finding(
            _words_beside(mention, frozenset(name.tokens[-1:])),
            f"The words of {mention.surface!r} stand in the source, but not as one name.",
            refs,
        )
    span = _words_beside(mention, frozenset(known))
    return ABSENT.finding(span, f"{mention.surface!r} stands nowhere in the source.", case.support_refs[:1])


def _words_beside(mention: Mention, known: frozenset[str]) -> Span:
    """The stretch of a name's words that the source does not have: "Ann" of "Ann Lund"; the whole name where no word
    or every word is known.
    """
    words = list(re.finditer(r"[^\s-]+", mention.surface))
    own = [m for m in words if m.group().lower().replace(".", "").removesuffix("'s") not in known]
    if not own or len(own) == len(words):
        return mention.span
    return Span(mention.span.start + own[0].start(), mention.span.start + own[-1].end())


_QUARTERS = {"1": "first", "2": "second", "3": "third", "4": "fourth"}


def _quarter(judged: Judged, mention: Mention) -> bool:
    """ "Q3" and "3Q" are the third quarter."""
    digits = mention.surface.upper().replace("Q", "", 1)
    if "Q" not in mention.surface.upper() or digits not in _QUARTERS:
        return False
    lemmas = judged.case.support_lemmas
    return "quarter" in lemmas and _QUARTERS[digits] in lemmas


def _closest(registry: Registry, name: Name) -> list[Standing]:
    """The names of the source that differ by a slip of the pen, the closest first."""
    if name.identifier or name.acronym:
        return []
    wanted = " ".join(name.tokens)
    rows: list[tuple[int, Standing]] = []
    for standing in registry.names:
        value = standing.mention.value
        assert isinstance(value, Name)
        for have in {" ".join(value.tokens), value.tokens[-1]}:
            distance = DamerauLevenshtein.distance(wanted, have)
            if 0 < distance <= max(1, min(len(wanted), len(have)) // 4) and len(wanted) > 3:
                rows.append((distance, standing))
    return [standing for _, standing in sorted(rows, key=lambda row: row[0])]


def _suffix(judged: Judged, mention: Mention, name: Name, found: list[Standing]) -> Iterator[Finding]:
    suffixes = {
        s.mention.value.suffix
        for s in found
        if isinstance(s.mention.value, Name) and len(s.mention.value.tokens) >= len(name.tokens)
    }
    if len(name.tokens) > 1 and suffixes and name.suffix not in suffixes:
        shown = found[0].mention.surface
        yield SUFFIX.finding(
            mention.span,
            f"The source says {shown!r}: the suffix tells two people apart.",
            [found[0].ref],
            suggest.suffix(judged, mention, found),
        )


def _title(judged: Judged, mention: Mention, name: Name, found: list[Standing]) -> Iterator[Finding]:
    if name.title is None:
        return
    case, last = judged.case, name.title.split()[-1]
    titles = {
        t
        for s in found
        if isinstance(s.mention.value, Name) and s.mention.value.title
        for t in s.mention.value.title.split()
    }
    near = frozenset(lemma for s in found for lemma in s.spot.sentence.lemmas) | frozenset(
        lemma for s in case.nearby for lemma in s.sentence.lemmas
    )
    canonical = {case.pack.table("names.titles").get(lemma, lemma) for lemma in near}
    theirs = [s.mention.value.title for s in found if isinstance(s.mention.value, Name) and s.mention.value.title]
    raised = [t for t in theirs if t.split()[-1] == last and set(t.split()) & _LESSER]
    if raised and len(raised) == len(theirs) and not set(name.title.split()) & _LESSER:
        message = f"The source calls {mention.surface!r} {raised[0]!r}, not {name.title!r}."
        yield TITLE.finding(mention.span, message, [found[0].ref])
        return
    other = [t for t in theirs if t.split()[-1] == last and len(t.split()) > 1]
    if len(name.title.split()) > 1 and other and len(other) == len(theirs) and name.title not in other:
        message = f"The source calls {mention.surface!r} {other[0]!r}, not {name.title!r}."
        yield TITLE.finding(mention.span, message, [found[0].ref])
        return
    if last in titles or last in canonical or set(last.split()) <= canonical:
        return
    male, female = case.pack.words("genders.male"), case.pack.words("genders.female")
    if (last == "mr" and not near & (female - male)) or (
        last in ("mr", "mrs", "ms") and near & (male if last == "mr" else female)
    ):
        return
    yield TITLE.finding(mention.span, f"The source does not call {mention.surface!r} {name.title!r}.", [found[0].ref])


_LESSER = frozenset(("vice", "deputy", "acting", "assistant", "associate", "lieutenant"))

_FORMER = re.compile(r"\b(?:former|ex|then|late)[\s-]+(?:[\w-]+\s+){0,3}$", re.IGNORECASE)


def _former(judged: Judged, mention: Mention, name: Name, found: list[Standing]) -> Iterator[Finding]:
    """The office before the name is a former one in every place where the source gives it, or in none."""
    if name.title is None or name.title in ("mr", "mrs", "ms"):
        return
    titled = [s for s in found if isinstance(s.mention.value, Name) and (s.mention.value.title or _titled(judged, s))]
    theirs = {
        bool(_FORMER.search(s.spot.sentence.text[max(0, s.mention.span.start - 40) : s.mention.span.start]))
        for s in titled
    }
    mine = bool(_FORMER.search(judged.case.text[max(0, mention.span.start - 40) : mention.span.start]))
    if (theirs == {True} and not mine) or (theirs == {False} and mine and "former" not in judged.case.support_lemmas):
        yield FORMER.finding(
            mention.span,
            f"The source {'says' if theirs == {True} else 'does not say'} 'former' of {mention.surface!r}.",
            [titled[0].ref],
        )


def _titled(judged: Judged, standing: Standing) -> bool:
    """A title in small letters stands right before the name."""
    before = standing.spot.sentence.text[max(0, standing.mention.span.start - 20) : standing.mention.span.start].split()
    return bool(before) and before[-1].lower() in judged.case.pack.table("names.titles")


def _affiliation(judged: Judged, registry: Registry, mention: Mention) -> Iterator[Finding]:
    case = judged.case
    for person, key, body in affiliations(registry, case.text, case.reading.mentions):
        if person is not mention:
            continue
        theirs = {}
        for spot in case.index.spots:
            for other, other_key, place in affiliations(registry, spot.sentence.text, spot.sentence.mentions):
                if (
                    isinstance(other.value, Name)
                    and isinstance(person.value, Name)
                    and own_words(person.value) <= set(other.value.tokens)
                ):
                    theirs[other_key] = (spot, place)
        alike = any(k == key or k[:4] == key[:4] for k in theirs)
        if theirs and not alike:
            spot, place = next(iter(theirs.values()))
            yield AFFILIATION.finding(
                body.span,
                f"The source puts {person.surface!r} with {place.surface!r}, not {body.surface!r}.",
                [spot.ref],
            )


def _thing(judged: Judged, mention: Mention, name: Name) -> Iterator[Finding]:
    """The claim puts a name to a thing or role to which the evidence puts another name."""
    case, registry = judged.case, judged.registry
    for noun in (n for m, n in named_things(case.text, case.reading.mentions, case.pack) if m is mention):
        if noun in case.pack.words("names.places") or _FORMER.search(case.text[: mention.span.start]):
            continue
        rivals = [
            (spot, m)
            for spot in case.support
            for m, n in named_things(spot.sentence.text, spot.sentence.mentions, case.pack)
            if n == noun and isinstance(m.value, Name) and nationality(registry, m.value) == nationality(registry, name)
        ]
        if not rivals or any(same_name(registry, name, m) for _, m in rivals) or beside(registry, name, noun, rivals):
            continue
        spot, other = rivals[0]
        message = f"The source puts {other.surface!r} to {noun!r}, not {mention.surface!r}."
        yield OTHER_THING.finding(mention.span, message, [spot.ref])
        return


def _two(judged: Judged, registry: Registry, mention: Mention, name: Name, found: list[Standing]) -> Iterator[Finding]:
    if len(name.tokens) != 1 or name.identifier or name.acronym or name.title or nationality(registry, name):
        return
    people = registry.people(name.tokens[0])
    if len(people) < 2:
        return
    bare = any(isinstance(s.mention.value, Name) and len(s.mention.value.tokens) == 1 for s in found)
    fuller = any(
        isinstance(m.value, Name) and len(m.value.tokens) > 1 and name.tokens[0] in m.value.tokens
        for m in judged.case.mentions("name")
    )
    if not bare and not fuller:
        shown = ", ".join(sorted(" ".join(p).title() for p in people))
        yield TWO.finding(
            mention.span, f"{mention.surface!r} fits two people of the source: {shown}.", [s.ref for s in found[:2]]
        )


def _elsewhere(judged: Judged, mention: Mention, found: list[Standing]) -> Iterator[Finding]:
    """With cited evidence, the name must stand in it, in its sentences, or just before them (a pronoun's name)."""
    case = judged.case
    if not case.cited:
        return
    near = {id(s) for s in case.nearby}
    if any(id(s.spot) in near for s in found) or any(s.spot.sentence.number < 2 for s in found):
        return
    yield ELSEWHERE.finding(
        mention.span, f"{mention.surface!r} stands in the source, but not in or near the cited passage.", [found[0].ref]
    )
