"""Proper names and identifiers, read from their spelling alone: no list of people or places is consulted.

Theory. A name is a run of words with capitals, over hyphens, initials and small particles ("Mazar-e Sharif", "John F.
Kennedy Jr", "University of Oslo"); a possessive ends it. A title in the run ("Afghan President Ashraf Ghani") divides
it. Where any word has a capital (first in a sentence, in a headline) the spelling proves nothing; such names carry
`opens`, and the comparison decides. Identifiers ("B-52", "Flight 937", "Article 5") are names whose digits count
nothing.

It does not know who or what a name is, nor where two names without a title between them divide ("Monday Kabul").
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
_FIRST_PERSON = ("i", "i'm", "i've", "i'll", "i'd")
_BULLETS = frozenset("*-•·–—#>([")


# --- identifiers ----------------------------------------------------------------------------------------------------


def read_identifiers(text: str, tokens: Sequence[Token], pack: Pack) -> Iterator[tuple[Mention, range]]:
    """Designators, codes and reference marks, with the token indexes they cover."""
    i = 0
    while i < len(tokens):
        money = tokens[i].text in pack.words("money.codes")  # "EUR 40" is an amount
        if pack.by_words and i + 1 < len(tokens) and tokens[i + 1].kind == "digits":
            money = money or tokens[i].key in pack.table("currencies")
        found = None if money else _identifier(tokens, i, pack)
        if found is None:
            i += 1
            continue
        end, rule = found
        span = Span(tokens[i].start, tokens[end - 1].end)
        keys = key_of(span.of(text)).replace("-", " ").replace("[", "").replace("]", "").split()
        yield Mention(span, span.of(text), Name(tuple(keys), identifier=True), rule), range(i, end)
        i = end


def _identifier(tokens: Sequence[Token], i: int, pack: Pack) -> tuple[int, str] | None:
    """(index behind it, rule) of the identifier at token i."""
    token = tokens[i]
    if token.text == "[" and i + 2 < len(tokens) and tokens[i + 1].kind == "digits" and tokens[i + 2].text == "]":
        return i + 3, "reference-mark"
    if token.kind == "digits":
        return _digit_led(tokens, i, pack)
    if token.kind != "word":
        return None
    if token.key in pack.words("names.designators") and _designates(tokens, i, pack):
        return i + 2, "designator"
    return _code(tokens, i, pack) if token.text[0].isupper() else None


def _designates(tokens: Sequence[Token], i: int, pack: Pack) -> bool:
    """ "Article 5", "flight 937"; "type 5 percent" and "group 40 people" count."""
    counting = key_at(tokens, i + 2) in ("%", "percent", "million", "per", "-")
    return _whole(tokens, i + 1) and not counting and not _counted(tokens, i + 2, pack)


def _code(tokens: Sequence[Token], i: int, pack: Pack) -> tuple[int, str] | None:
    """ "A320neo", "B-52", "COVID-19", "BA 117": capitals and digits."""
    text, free = tokens[i].text, _stands_free(tokens, i)
    if free and _whole(tokens, i + 1) and glued(tokens, i + 1) and len(text) <= 5 and text not in ("R", "US"):
        return _tail(tokens, i + 2), "code"
    dash = key_at(tokens, i + 1) == "-" and glued(tokens, i + 1) and glued(tokens, i + 2)
    if free and dash and _whole(tokens, i + 2) and (text.isupper() or len(text) <= 6):
        return _tail(tokens, i + 3), "code-hyphen"
    spaced = _whole(tokens, i + 1) and tokens[i + 1].start == tokens[i].end + 1 and len(tokens[i + 1].text) <= 4
    if spaced and text.isupper() and len(text) in (2, 3) and not _counted(tokens, i + 2, pack):
        return i + 2, "code-spaced"
    return None


def _digit_led(tokens: Sequence[Token], i: int, pack: Pack) -> tuple[int, str] | None:
    """ "2.0.1", "4Q", "2019 MS4" as catalogues write it: digits that are no figure."""
    text, after = tokens[i].text, tokens[i + 1] if i + 1 < len(tokens) else None
    if (
        text.count(".") >= 2
        and "," not in text
        and not text.startswith("0")
        and any(len(group) != 3 for group in text.split(".")[1:])
    ):
        return i + 1, "version"
    if after is None:
        return None
    if after.text in ("Q", "H", "D", "G") and glued(tokens, i + 1) and text.isdecimal() and len(text) == 1:
        return i + 2, "code-digit-led"
    letters = after.kind == "word" and after.text.isupper() and len(after.text) <= 3 and not _whole_glued(tokens, i + 2)
    spaced = after.start == tokens[i].end + 1
    if letters and spaced and len(text) == 4 and after.text not in pack.words("names.no_code"):
        return i + 2, "code-year"
    return None


def _whole_glued(tokens: Sequence[Token], i: int) -> bool:
    """Digits that touch the token before them: "2017 T20" is a year and a code."""
    return _whole(tokens, i) and glued(tokens, i)


def _counted(tokens: Sequence[Token], i: int, pack: Pack) -> bool:
    """A word that digits count: "group 40 people"."""
    return key_at(tokens, i) in pack.words("names.counted")


def _whole(tokens: Sequence[Token], i: int) -> bool:
    return 0 <= i < len(tokens) and tokens[i].kind == "digits" and tokens[i].text.isdecimal()


def _tail(tokens: Sequence[Token], end: int) -> int:
    """ "MiG-29A", "A320neo", "H5N1": letters and digits glued on belong to the code."""
    while end < len(tokens) and tokens[end].kind in ("word", "digits") and glued(tokens, end):
        end += 1
    return end


def _stands_free(tokens: Sequence[Token], i: int) -> bool:
    """Nothing touches token i from the left but an opening bracket or quotation mark."""
    return not glued(tokens, i) or tokens[i - 1].text in _QUOTE_MARKS or tokens[i - 1].text in _BRACKETS


# --- names ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a name: token indexes [start, end) ("U.S." is four tokens), its key, whether a possessive closes it."""

    start: int
    end: int
    key: str
    possessive: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """A text with its tokens; `headline`: indexes of the tokens in lines where a capital says nothing."""

    text: str
    tokens: Sequence[Token]
    pack: Pack
    headline: frozenset[int]


def read_names(text: str, tokens: Sequence[Token], pack: Pack, taken: frozenset[int]) -> Iterator[Mention]:
    """The names of a text, in order, without overlap. `taken`: token indexes that are not to be read."""
    page = _Page(text, tokens, pack, _headline_tokens(text, tokens, pack))
    i = 0
    while i < len(tokens):
        run = _run(tokens, i, pack, taken)
        if not run:
            i += 1
            continue
        for words, title in _divided(run, pack):
            mention = _named(page, words, title)
            if mention is not None:
                yield mention
        i = run[-1].end


# --- runs of words with capitals ------------------------------------------------------------------------------------


def _word(tokens: Sequence[Token], i: int) -> _Word | None:
    """The word of a name at token i: a capital anywhere in it ("McCann", "eBay")."""
    token = tokens[i]
    if token.kind != "word" or not any(c.isupper() for c in token.text):
        return None
    if len(token.text) == 1 and _stop_at(tokens, i + 1):
        return _initials(tokens, i)
    key = token.key
    possessive = key.endswith(("'s", "'"))
    return _Word(i, i + 1, key.removesuffix("'s").removesuffix("'").replace("'", ""), possessive)


def _stop_at(tokens: Sequence[Token], i: int) -> bool:
    """A full stop that touches the token before it."""
    return key_at(tokens, i) == "." and glued(tokens, i)


def _initials(tokens: Sequence[Token], i: int) -> _Word:
    """ "F.", "U.S.", "J.R.R.": single capitals with their full stops."""
    end = i + 2
    while end + 1 < len(tokens) and len(tokens[end].text) == 1 and tokens[end].capital and glued(tokens, end):
        if not _stop_at(tokens, end + 1):
            break
        end += 2
    return _Word(i, end, "".join(t.key for t in tokens[i:end] if t.kind == "word"), False)


def _run(tokens: Sequence[Token], i: int, pack: Pack, taken: frozenset[int]) -> list[_Word]:
    """The words of the name that begins at token i; empty when none does."""
    if i in taken or tokens[i].key in _FIRST_PERSON:
        return []
    first = _word(tokens, i)
    if first is None:
        return []
    run = [first]
    while not run[-1].possessive:
        step = _next(tokens, run[-1].end, pack, taken)
        if not step:
            break
        run += step
    return run


def _next(tokens: Sequence[Token], at: int, pack: Pack, taken: frozenset[int]) -> list[_Word]:
    """The words that continue a name at token `at`: another capital, over a hyphen, a full stop or particles."""
    if at >= len(tokens) or at in taken:
        return []
    key, following = tokens[at].key, key_at(tokens, at + 1)
    if key in ("-", "\N{EN DASH}") and glued(tokens, at) and glued(tokens, at + 1):
        return [] if at + 1 in taken else _over_hyphen(tokens, at)
    if _stop_at(tokens, at) and tokens[at - 1].key in pack.words("names.abbreviations") and at + 1 < len(tokens):
        return [] if at + 1 in taken else _listed(_word(tokens, at + 1))
    if key == "," and following in ("jr", "sr"):
        return [_Word(at + 1, at + 2, following, False)]
    if tokens[at].start > tokens[at - 1].end + 1:
        return []
    return _listed(_word(tokens, at)) or _over_particles(tokens, at, pack, taken)


def _listed(word: _Word | None) -> list[_Word]:
    return [] if word is None else [word]


def _over_hyphen(tokens: Sequence[Token], at: int) -> list[_Word]:
    """ "Abdul-Rahman", "Mazar-e Sharif", "Mazar-e-Sharif": token `at` is the hyphen."""
    word = _word(tokens, at + 1)
    if word is not None:
        return [word]
    small = tokens[at + 1]
    if small.kind != "word" or len(small.text) > 3 or at + 2 >= len(tokens):
        return []
    behind = at + 3 if key_at(tokens, at + 2) == "-" else at + 2
    word = _word(tokens, behind) if behind < len(tokens) else None
    return [_Word(at + 1, at + 2, small.key, False), word] if word else []


def _over_particles(tokens: Sequence[Token], at: int, pack: Pack, taken: frozenset[int]) -> list[_Word]:
    """ "van der Bellen", "University of Oslo", "Bank of the West", "Marks & Spencer": at most two small words."""
    particles, end = pack.words("names.particles"), at
    while end < len(tokens) and end - at < 2 and tokens[end].key in particles:
        if tokens[end].key in ("and", "the", "for"):  # of these only "of the" joins
            break
        end += 1
    if end == at and tokens[at].key == "&":
        end = at + 1
    if tokens[at].key == "of" and key_at(tokens, at + 1) == "the":
        end = at + 2
    if end == at or end >= len(tokens) or end in taken:
        return []
    word = _word(tokens, end)
    article = tokens[at].key in ("e", "y", "la", "le", "el", "al") and not glued(tokens, at)
    if word is None or (article and len(tokens[at - 1].text) < 2):
        return []
    return [_Word(k, k + 1, tokens[k].key, False) for k in range(at, end)] + [word]


# --- from a run to names --------------------------------------------------------------------------------------------


def _divided(run: list[_Word], pack: Pack) -> Iterator[tuple[list[_Word], str | None]]:
    """The run cut at titles: ("Afghan", None), ("Ashraf Ghani", "president")."""
    titles, offices, at = pack.table("names.titles"), pack.words("names.offices"), 0
    while at < len(run):
        end = _until_title(run, at, pack)
        if end == len(run):
            yield run[at:], None
            return
        begin = end
        while begin > at and run[begin - 1].key in offices:
            begin -= 1
        if begin > at:
            yield run[at:begin], None
        title = [word.key for word in run[begin:end]]
        while end < len(run) and run[end].key in titles:
            title.append(titles[run[end].key])
            end += 1
        at = _until_title(run, end, pack)
        if at > end:
            yield run[end:at], " ".join(title)


def _until_title(run: list[_Word], at: int, pack: Pack) -> int:
    """The index of the first title from `at` on, else the run's length; "Premier League" has none."""
    titles, bodies = pack.table("names.titles"), pack.words("names.organisation")
    named = (k for k in range(at, len(run)) if run[k].key in titles)
    return next((k for k in named if k + 1 == len(run) or run[k + 1].key not in bodies), len(run))


def _named(page: _Page, words: list[_Word], title: str | None) -> Mention | None:
    """The name of these words, without small words that have their capital only from the sentence."""
    opens = title is None and (words[0].start in page.headline or _begins(page, words[0].start))
    while words and (_no_name(page, words[0], opens) or _joins(page, words[0])):
        words = words[1:]
        opens = bool(words) and words[0].start in page.headline
    stop, suffixes = page.pack.stop, page.pack.words("names.suffixes")
    pieces = [_bare(page.tokens[word.start].text) for word in words]
    if all(word.key in stop and not piece.isupper() for word, piece in zip(words, pieces, strict=True)):
        return None
    headline = words[0].start in page.headline
    capitals = (pieces[0].isupper() and len(pieces[0]) > 1) or words[0].end - words[0].start > 2
    name = Name(
        tuple(word.key for word in words if word.key not in suffixes or word is words[0]),
        title,
        next((word.key for word in words[1:] if word.key in suffixes), None),
        opens=opens,
        acronym=len(words) == 1 and not headline and capitals,
    )
    span = Span(page.tokens[words[0].start].start, _end(page.tokens, words[-1]))
    return Mention(span, span.of(page.text), name, "name-headline" if headline else "name")


def _no_name(page: _Page, word: _Word, opens: bool) -> bool:
    """A small word before the name ("In Kabul"), unless it is written in capitals: "WHO", "US", "U.S."."""
    text, pack = _bare(page.tokens[word.start].text), page.pack
    initials = (text.isupper() and len(text) > 1) or word.end - word.start > 2
    if initials and word.start not in page.headline:
        return False
    if opens:
        return word.key in pack.stop
    return any(word.key in pack.words(path) for path in ("grammar.determiners", "grammar.subjects", "names.never"))


def _joins(page: _Page, word: _Word) -> bool:
    """A small word that joins a title to the name behind it ("President of Lomar Steel") and opens none."""
    return word.key in ("of", "the", "for", "and") and page.tokens[word.start].text.islower()


def _bare(text: str) -> str:
    """The word without its possessive ending."""
    return text.removesuffix("'s").removesuffix("\N{RIGHT SINGLE QUOTATION MARK}s")


def _end(tokens: Sequence[Token], word: _Word) -> int:
    """Where the name's last word ends in the text, without its possessive."""
    last = tokens[word.end - 1]
    return last.end - (0 if not word.possessive else 2 if last.key.endswith("'s") else 1)


def _begins(page: _Page, i: int) -> bool:
    """Token i is the first word of a sentence, a quotation or a line."""
    text, at = page.text, page.tokens[i].start - 1
    while at >= 0 and (text[at] in " \t" or text[at] in _QUOTE_MARKS or (text[at] in _BULLETS and text[at] != "-")):
        if text[at] in _QUOTE_MARKS or text[at] in "([":
            return True
        at -= 1
    return at < 0 or text[at] in _ENDS or text[at] == ":"


def _headline_tokens(text: str, tokens: Sequence[Token], pack: Pack) -> frozenset[int]:
    """Indexes of tokens in lines of Title Case or capitals, where a capital says nothing; of a text that is one
    line, three such words are enough.
    """
    lines: dict[int, list[int]] = {}
    line, at = 0, 0
    for i, token in enumerate(tokens):
        line += text.count("\n", at, token.start)
        at = token.start
        if token.kind == "word":
            lines.setdefault(line, []).append(i)
    found: set[int] = set()
    for members in lines.values():
        content = [
            i
            for i in members
            if tokens[i].key not in pack.stop
            and len(tokens[i].text) > 1
            and not (glued(tokens, i) and tokens[i - 1].kind == "digits")
        ]
        capitals = sum(tokens[i].capital for i in content)
        lower_known = sum(tokens[i].capital and pack.lemma(tokens[i].key) in pack.lexicon for i in content)
        rest = text[tokens[members[-1]].end :].partition("\n")[0].strip()
        flat = not rest.startswith((".", ";")) or len(rest) > 2  # "Debuts Sept. 9"
        alone = len(lines) == 1 and all(tokens[i].capital for i in content)
        least, known = (3, 0.25) if alone else (4, 0.4)
        if flat and len(content) >= least and capitals >= 0.8 * len(content) and lower_known >= known * len(content):
            found.update(members)
    return frozenset(found)
