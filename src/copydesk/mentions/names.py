"""Proper names and identifiers, read from their spelling alone: no list of people or places is consulted.

A name is a run of words with capitals, over hyphens, initials and small particles ("Mazar-e Sharif", "John F. Kennedy
Jr", "University of Oslo"); a possessive ends it. A title in the run ("Afghan President Ashraf Ghani") divides it. Where
any word has a capital (first in a sentence, in a headline) the spelling proves nothing; such names carry `opens`, and the
comparison decides. Identifiers ("B-52", "Flight 937", "Article 5") are names whose digits are no count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copydesk.languages.pack import Pack
from copydesk.mentions.numerals import glued, key_at
from copydesk.mentions.records import Mention, Name
from copydesk.source import Span
from copydesk.text.tokens import Token, key_of

_ENDS = frozenset(".!?\N{HORIZONTAL ELLIPSIS}\n")
_QUOTE_MARKS = frozenset(
    "\"'\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"
)
_BRACKETS = frozenset("([{")
_BULLETS = frozenset("*-•·–—#>([")


# --- identifiers ----------------------------------------------------------------------------------------------------


def read_identifiers(text: str, tokens: Sequence[Token], pack: Pack) -> Iterator[tuple[Mention, range]]:
    """Designators, codes and reference marks, with the token indexes they cover."""
    designators, codes = pack.words("names.designators"), pack.words("money.codes")
    i = 0
    while i < len(tokens):
        found = None if tokens[i].text in codes else _identifier(tokens, i, designators)
        if found is None:
            i += 1
            continue
        end, rule = found
        start_at, end_at = tokens[i].start, tokens[end - 1].end
        surface = text[start_at:end_at]
        keys = tuple(
            part for part in key_of(surface).replace("-", " ").replace("[", "").replace("]", "").split() if part
        )
        yield Mention(Span(start_at, end_at), surface, Name(keys, identifier=True), rule), range(i, end)
        i = end


def _identifier(tokens: Sequence[Token], i: int, designators: frozenset[str]) -> tuple[int, str] | None:
    token = tokens[i]
    if token.text == "[" and i + 2 < len(tokens) and tokens[i + 1].kind == "digits" and tokens[i + 2].text == "]":
        return i + 3, "reference-mark"
    if token.kind == "digits":
        return _digit_led(tokens, i)
    if token.kind != "word":
        return None
    if token.key in designators and i + 1 < len(tokens) and _whole(tokens, i + 1):
        if key_at(tokens, i + 2) not in ("%", "percent", "million", "per", "-") and not _counted(tokens, i + 2):
            return i + 2, "designator"
    if not token.text[0].isupper():
        return None
    if _whole(tokens, i + 1) and glued(tokens, i + 1) and len(token.text) <= 5 and token.text not in ("R", "US"):
        if _opens_code(tokens, i):
            return _tail(tokens, i + 2), "code"
    dash = key_at(tokens, i + 1) == "-" and glued(tokens, i + 1) and glued(tokens, i + 2)
    if dash and _whole(tokens, i + 2) and _opens_code(tokens, i) and (token.text.isupper() or len(token.text) <= 6):
        return _tail(tokens, i + 3), "code-hyphen"
    if token.text.isupper() and len(token.text) in (2, 3) and i + 1 < len(tokens) and _whole(tokens, i + 1):
        if tokens[i + 1].start == token.end + 1 and len(tokens[i + 1].text) <= 4 and not _counted(tokens, i + 2):
            return i + 2, "code-spaced"
    return None


def _digit_led(tokens: Sequence[Token], i: int) -> tuple[int, str] | None:
    if tokens[i].text.count(".") >= 2 and not tokens[i].text.replace(".", "").startswith("0"):
        groups = tokens[i].text.split(".")
        if any(len(g) != 3 for g in groups[1:]):
            return i + 1, "version"
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if (
        after
        and after.text in ("Q", "H", "D", "G")
        and glued(tokens, i + 1)
        and tokens[i].text.isdecimal()
        and len(tokens[i].text) == 1
    ):
        return i + 2, "code-digit-led"
    if (
        after
        and after.kind == "word"
        and after.text.isupper()
        and 1 <= len(after.text) <= 3
        and len(tokens[i].text) == 4
    ):
        if after.start == tokens[i].end + 1 and after.text not in (
            "A",
            "I",
            "US",
            "UK",
            "EU",
            "UN",
            "BC",
            "AD",
            "AM",
            "PM",
            "GMT",
            "TV",
        ):
            return i + 2, "code-year"
    return None


def _counted(tokens: Sequence[Token], i: int) -> bool:
    """A lower-case plural follows, so that the digits count it: "type 2 schools" hardly, "group 40 people" does."""
    return i < len(tokens) and tokens[i].kind == "word" and tokens[i].key in ("people", "men", "women", "children")


def _whole(tokens: Sequence[Token], i: int) -> bool:
    return 0 <= i < len(tokens) and tokens[i].kind == "digits" and tokens[i].text.isdecimal()


def _tail(tokens: Sequence[Token], end: int) -> int:
    """ "MiG-29A", "A320neo", "H5N1": letters and digits glued on belong to the code."""
    while end < len(tokens) and tokens[end].kind in ("word", "digits") and glued(tokens, end):
        end += 1
    return end


def _opens_code(tokens: Sequence[Token], i: int) -> bool:
    """Token i stands free, or right behind an opening bracket or quotation mark."""
    return not glued(tokens, i) or tokens[i - 1].text in _QUOTE_MARKS or tokens[i - 1].text in _BRACKETS


# --- names ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a name: token indexes [start, end) ("U.S." is four tokens), its key, whether a possessive closes it."""

    start: int
    end: int
    key: str
    possessive: bool


def read_names(text: str, tokens: Sequence[Token], pack: Pack, taken: frozenset[int]) -> Iterator[Mention]:
    """The names of a text, in order, without overlap."""
    headline = _headline_tokens(text, tokens, pack)
    i = 0
    while i < len(tokens):
        run = _run(tokens, i, pack, taken)
        if not run:
            i += 1
            continue
        for words, title in _divided(run, pack):
            mention = _named(text, tokens, words, title, pack, headline)
            if mention is not None:
                yield mention
        i = run[-1].end


def _capital(token: Token) -> bool:
    return (token.kind == "word" and (token.text[0].isupper() or any(c.isupper() for c in token.text[1:]))) or (
        token.kind == "word" and token.text[0] in "\N{ROMAN NUMERAL ONE}Ⅱ\N{ROMAN NUMERAL THREE}ⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
    )


def _word(tokens: Sequence[Token], i: int) -> _Word | None:
    token = tokens[i]
    if not _capital(token):
        return None
    if len(token.text) == 1 and key_at(tokens, i + 1) == "." and glued(tokens, i + 1):
        end = i + 2
        while (
            end + 1 < len(tokens)
            and len(tokens[end].text) == 1
            and tokens[end].capital
            and glued(tokens, end)
            and key_at(tokens, end + 1) == "."
            and glued(tokens, end + 1)
        ):
            end += 2
        letters = "".join(t.key for t in tokens[i:end] if t.kind == "word")
        return _Word(i, end, letters, False)
    key = token.key
    possessive = key.endswith(("'s", "'"))
    return _Word(i, i + 1, key.removesuffix("'s").removesuffix("'").replace("'", ""), possessive)


def _run(tokens: Sequence[Token], i: int, pack: Pack, taken: frozenset[int]) -> list[_Word]:
    """The words of the name that begins at token i; empty when none does."""
    if i in taken or tokens[i].key in ("i", "i'm", "i've", "i'll", "i'd"):
        return []
    first = _word(tokens, i)
    if first is None:
        return []
    run = [first]
    while not run[-1].possessive:
        step = _next(tokens, run[-1].end, pack, taken)
        if step is None:
            break
        run += step
    return run


def _next(tokens: Sequence[Token], at: int, pack: Pack, taken: frozenset[int]) -> list[_Word] | None:
    """The words that continue a name at token `at`: another capital, over a hyphen, an apostrophe or particles."""
    if at >= len(tokens) or at in taken:
        return None
    if (
        key_at(tokens, at) in ("-", "\N{EN DASH}")
        and glued(tokens, at)
        and glued(tokens, at + 1)
        and at + 1 < len(tokens)
    ):
        if at + 1 in taken:
            return None
        word = _word(tokens, at + 1)
        if word:
            return [word]
        small = tokens[at + 1]
        if small.kind == "word" and len(small.text) <= 3 and at + 2 < len(tokens):
            word = (
                _word(tokens, at + 3 if key_at(tokens, at + 2) == "-" else at + 2)
                if at + 3 < len(tokens) or at + 2 < len(tokens)
                else None
            )
            return [_Word(at + 1, at + 2, small.key, False), word] if word else None
        return None
    if (
        key_at(tokens, at) == "."
        and glued(tokens, at)
        and tokens[at - 1].key
        in (
            "st",
            "mt",
            "dr",
            "mr",
            "mrs",
            "ms",
            "gen",
            "sen",
            "jr",
            "sr",
            "prof",
            "col",
            "capt",
            "sgt",
            "lt",
            "gov",
            "rep",
        )
        and at + 1 < len(tokens)
    ):
        word = _word(tokens, at + 1)
        return [word] if word and at + 1 not in taken else None
    if key_at(tokens, at) == "," and key_at(tokens, at + 1) in ("jr", "sr"):
        return [_Word(at + 1, at + 2, tokens[at + 1].key, False)]
    if tokens[at].start > tokens[at - 1].end + 1:
        return None
    word = _word(tokens, at)
    if word:
        return [word]
    return _over_particles(tokens, at, pack, taken)


def _over_particles(tokens: Sequence[Token], at: int, pack: Pack, taken: frozenset[int]) -> list[_Word] | None:
    particles, end = pack.words("names.particles"), at
    while (
        end < len(tokens)
        and tokens[end].key in particles
        and tokens[end].key not in ("and", "the", "for")
        and end - at < 2
    ):
        end += 1
    if end == at and key_at(tokens, at) == "&":
        end = at + 1
    joins = key_at(tokens, at) == "of" and key_at(tokens, at + 1) == "the"
    end = at + 2 if joins else end
    if end == at or end >= len(tokens) or end in taken:
        return None
    word = _word(tokens, end)
    if word is None or (
        tokens[at].key in ("e", "y", "la", "le", "el", "al") and not glued(tokens, at) and len(tokens[at - 1].text) < 2
    ):
        return None
    return [_Word(k, k + 1, tokens[k].key, False) for k in range(at, end)] + [word]


def _divided(run: list[_Word], pack: Pack) -> Iterator[tuple[list[_Word], str | None]]:
    """The run cut at titles: ("Afghan", None), ("Ashraf Ghani", "president")."""
    titles, at = pack.table("names.titles"), 0
    while at < len(run):
        end = at
        while end < len(run) and run[end].key not in titles:
            end += 1
        if end == len(run):
            yield run[at:], None
            return
        begin = end
        while begin > at and run[begin - 1].key in (
            "prime",
            "vice",
            "deputy",
            "foreign",
            "interior",
            "finance",
            "defence",
            "defense",
            "transport",
            "agriculture",
            "health",
            "justice",
            "education",
            "energy",
            "environment",
            "trade",
            "economy",
            "labour",
            "labor",
            "first",
            "former",
        ):
            begin -= 1
        if begin > at:
            yield run[at:begin], None
        title = [w.key for w in run[begin:end]]
        while end < len(run) and run[end].key in titles:
            title.append(titles[run[end].key])
            end += 1
        rest = end
        while rest < len(run) and run[rest].key not in titles:
            rest += 1
        if rest > end:
            yield run[end:rest], " ".join(title)
        at = max(rest, end)


def _named(
    text: str, tokens: Sequence[Token], words: list[_Word], title: str | None, pack: Pack, headline: frozenset[int]
) -> Mention | None:
    stop, suffixes = pack.stop, pack.words("names.suffixes")
    never = pack.words("grammar.determiners") | pack.words("grammar.subjects") | {"in", "on", "at", "and", "but", "if"}
    opens = title is None and (words[0].start in headline or _begins(text, tokens, words[0].start))
    while (
        words
        and (words[0].key in stop if opens else words[0].key in never)
        and not _initials(tokens, words[0], headline)
    ):
        words = words[1:]
        opens = bool(words) and words[0].start in headline
    if not words or (all(w.key in stop for w in words) and not any(tokens[w.start].text.isupper() for w in words)):
        return None
    suffix = next((w.key for w in words[1:] if w.key in suffixes), None)
    keys = tuple(w.key for w in words if w.key not in suffixes or w is words[0])
    start, last = tokens[words[0].start].start, tokens[words[-1].end - 1]
    end = last.end - (2 if words[-1].possessive and last.key.endswith("'s") else 1 if words[-1].possessive else 0)
    pieces = [_bare(tokens[w.start].text) for w in words]
    acronym = (
        len(words) == 1
        and words[0].start not in headline
        and ((pieces[0].isupper() and len(pieces[0]) > 1) or words[0].end - words[0].start > 2)
    )
    name = Name(keys, title, suffix, opens=opens, acronym=acronym)
    return Mention(Span(start, end), text[start:end], name, "name-headline" if words[0].start in headline else "name")


def _initials(tokens: Sequence[Token], word: _Word, headline: frozenset[int]) -> bool:
    """ "WHO", "US", "U.S.": capitals throughout, which no word of the text's running lines has, so not the stop word."""
    if word.start in headline:
        return False
    return word.end - word.start > 2 or (len(word.key) > 1 and _bare(tokens[word.start].text).isupper())


def _bare(text: str) -> str:
    """The word without its possessive ending."""
    return text.removesuffix("'s").removesuffix("\N{RIGHT SINGLE QUOTATION MARK}s")


def _begins(text: str, tokens: Sequence[Token], i: int) -> bool:
    """Token i is the first word of a sentence, a quotation or a line."""
    at = tokens[i].start - 1
    while at >= 0 and (text[at] in " \t" or text[at] in _QUOTE_MARKS or (text[at] in _BULLETS and text[at] != "-")):
        if text[at] in _QUOTE_MARKS or text[at] in "([":
            return True
        at -= 1
    return at < 0 or text[at] in _ENDS or text[at] == ":"


def _headline_tokens(text: str, tokens: Sequence[Token], pack: Pack) -> frozenset[int]:
    """Indexes of tokens in lines of Title Case or capitals, where a capital says nothing."""
    lines: dict[int, list[int]] = {}
    line, at = 0, 0
    for i, token in enumerate(tokens):
        line += text.count("\n", at, token.start)
        at = token.start
        if token.kind == "word":
            lines.setdefault(line, []).append(i)
    found: set[int] = set()
    for members in lines.values():
        content = [i for i in members if tokens[i].key not in pack.stop and len(tokens[i].text) > 1]
        capitals = sum(tokens[i].capital for i in content)
        lower_known = sum(tokens[i].capital and pack.lemma(tokens[i].key) in pack.lexicon for i in content)
        flat = not text[tokens[members[-1]].end : tokens[members[-1]].end + 2].startswith((".", ";"))
        if flat and len(content) >= 4 and capitals >= 0.8 * len(content) and lower_known >= 0.4 * len(content):
            found.update(members)
    return frozenset(found)
