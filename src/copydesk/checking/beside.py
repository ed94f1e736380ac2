"""What a text puts right beside a name: the thing or role it names, the country or body of a person.

Read from the words between and behind names alone: "the Dray crossing", "the brewer Jan Ostrander", "divers from
Latvia", "Kestrian minister Lydia Rokos", "Stefan Ansah of Lomar".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from copydesk.checking.index import Spot
from copydesk.checking.registry import Registry, shortened
from copydesk.languages.pack import Pack
from copydesk.mentions.records import Mention, Name

NEAR = 3
_RIGHT_QUOTE = "\N{RIGHT SINGLE QUOTATION MARK}"
_BEHIND = re.compile(r"\s([a-z]{3,})\b")
_BEFORE = re.compile(r"(?:^|\s)(?:the|a|an|its|his|her|their|and|\w+'s)\s+([a-z]{3,})\s$")
_FROM = re.compile(r"\b([a-z]{3,})\s+(?:from|of)\s+$")
_LOOSE = re.compile(r"\b(?:in|of|to|for|on|by|with|told|said|met|from|at|and)\b")


def named_things(text: str, mentions: Sequence[Mention], pack: Pack) -> Iterator[tuple[Mention, str]]:
    """(name, lemma of a common noun) where the noun stands right behind or before the name, or "noun from name"."""
    for mention in mentions:
        if not isinstance(mention.value, Name) or mention.value.identifier:
            continue
        before = text[max(0, mention.span.start - 40) : mention.span.start].replace(_RIGHT_QUOTE, "'")
        behind = _BEHIND.match(text[mention.span.end : mention.span.end + 30])
        for match in (behind, _BEFORE.search(before), _FROM.search(before)):
            lemma = pack.lemma(match.group(1)) if match else ""
            if match and pack.lexicon.mostly(lemma) == "n" and match.group(1) not in pack.stop:
                yield mention, lemma


def same_name(registry: Registry, name: Name, other: Mention) -> bool:
    """The two share a word that tells them apart from their namesakes, or a country."""
    assert isinstance(other.value, Name)
    mine, theirs = set(name.tokens), set(other.value.tokens)
    if len(mine) > 1 and len(theirs) > 1:
        return (
            mine <= theirs
            or theirs <= mine
            or name.tokens[:2] == other.value.tokens[:2]
            or shortened(name, other.value)
        )
    keys = {registry.key(t) for t in theirs}
    return any(registry.key(t) in keys or any(alike(registry.key(t), k) for k in keys) for t in mine)


def own_words(name: Name) -> set[str]:
    """The words of a name without the "of ..." behind it."""
    at = name.tokens.index("of") if "of" in name.tokens[1:] else len(name.tokens)
    return set(name.tokens[:at])


def nationality(registry: Registry, name: Name) -> bool:
    """The name is a nationality ("German"), so that it says where a thing belongs, not what it is called."""
    return len(name.tokens) == 1 and registry.key(name.tokens[0]) != name.tokens[0]


def alike(a: str, b: str) -> bool:
    """Country and nationality by their common stem: "latvia", "latvian"."""
    short, long = sorted((a, b), key=len)
    return len(short) >= 4 and long.startswith(short[:-1]) and len(long) - len(short) <= 3


def beside(registry: Registry, name: Name, noun: str, rivals: Sequence[tuple[Spot, Mention]]) -> bool:
    """The name's own words stand within a few words of the noun somewhere in the sources."""
    shared = {t for _, m in rivals if isinstance(m.value, Name) for t in m.value.tokens}
    own = [registry.key(t) for t in name.tokens if t not in shared]
    pack = registry.pack
    for spot in registry.index.spots:
        if noun not in spot.sentence.lemmas or not own:
            continue
        words = [t.key.removesuffix("'s") for t in spot.sentence.tokens if t.kind == "word"]
        places = [i for i, w in enumerate(words) if pack.lemma(w) == noun]
        named = [i for i, w in enumerate(words) if any(registry.key(w) == k or alike(registry.key(w), k) for k in own)]
        if any(abs(i - k) <= NEAR for i in places for k in named):
            return True
    return False


def affiliations(registry: Registry, text: str, mentions: Sequence[Mention]) -> Iterator[tuple[Mention, str, Mention]]:
    """(person, key of a country or body, its mention) where the text puts one right beside the other."""
    names = [m for m in mentions if isinstance(m.value, Name) and not m.value.identifier]
    for mention in names:
        assert isinstance(mention.value, Name)
        tokens = mention.value.tokens
        if "of" in tokens[2:-1]:
            yield mention, registry.key(_next_big(tokens, tokens.index("of", 2))), mention
    for one, two in pairwise(names):
        between = text[one.span.end : two.span.start].replace(_RIGHT_QUOTE, "'")
        behind = text[two.span.end :].replace(_RIGHT_QUOTE, "'")
        first, second = _tokens(one), _tokens(two)
        if _only_opens(registry, one) or _thing_words(registry, two):
            continue
        if len(second) > 1 and len(first) == 1 and _leads(between):
            yield two, registry.key(first[0]), one
        elif len(first) > 1 and ((between.strip() == "of" and len(second) == 1) or _called(between, behind)):
            yield one, registry.key(second[0]), two


def _only_opens(registry: Registry, mention: Mention) -> bool:
    """ "Renowned physicist Ada Wren": a word of the dictionary that has its capital from the sentence."""
    assert isinstance(mention.value, Name)
    lemma = registry.pack.lemma(mention.value.tokens[0])
    return (
        mention.value.opens
        and len(mention.value.tokens) == 1
        and lemma in registry.pack.lexicon
        and (registry.key(mention.value.tokens[0]) == mention.value.tokens[0])
    )


def _thing_words(registry: Registry, mention: Mention) -> bool:
    """ "World War II": every word is a noun of the dictionary, and nobody is called so."""
    lexicon, lemma = registry.pack.lexicon, registry.pack.lemma
    tokens = _tokens(mention)
    return len(tokens) > 1 and all(
        lexicon.mostly(lemma(t)) == "n" and lexicon.entry(lemma(t)).tags.get("n", 0) > 20 for t in tokens
    )


def _next_big(tokens: tuple[str, ...], at: int) -> str:
    """The word behind "of" or "of the"."""
    return tokens[at + 2] if tokens[at + 1] == "the" and at + 2 < len(tokens) else tokens[at + 1]


def _tokens(mention: Mention) -> tuple[str, ...]:
    assert isinstance(mention.value, Name)
    return mention.value.tokens


def _leads(between: str) -> bool:
    """ "Kestrian minister", "Lomar's", "Meridian team-mate": only small nouns between body and person."""
    return bool(re.fullmatch(r"(?:'s)?(?:\s+[a-z-]+){0,3}\s+(?:[A-Z][a-z]+\s+)?", between)) and not _LOOSE.search(
        between
    )


def _called(between: str, behind: str) -> bool:
    """ "Lydia Rokos is Lomar's minister" """
    return bool(re.fullmatch(r"\s+(?:is|was|, )\s*(?:the\s+)?", between) and re.match(r"'s\s|\s+[a-z]", behind))
