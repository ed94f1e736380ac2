"""Names from a pack of words: runs of words with capitals, and nothing where the script has none.

Theory. A run of words with capitals is a name, over hyphens, initials and the pack's particles. The first word of a
sentence, or of a quotation, proves nothing by its capital: the run carries `opens`. Where every noun has a capital
(German) each word is a candidate by itself, and the comparison asks whether it is a common one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from copydesk.languages.pack import Pack
from copydesk.mentions.numerals import glued, key_at
from copydesk.mentions.records import Mention, Name
from copydesk.source import Span
from copydesk.text.tokens import Token

_OPENERS = frozenset(".!?\N{HORIZONTAL ELLIPSIS}:\"'«»„“”‘’‹›「『([-–—•*#՝։")


def read_capitals(text: str, tokens: Sequence[Token], pack: Pack, taken: frozenset[int]) -> Iterator[Mention]:
    """The names of a text, in order, without overlap. `taken`: token indexes that are not to be read."""
    if not pack.capitals:
        return
    i = 0
    while i < len(tokens):
        run = _run(tokens, i, pack, taken)
        if not run:
            i += 1
            continue
        i = run[-1] + 1
        opens = _opens(text, tokens, run[0])
        while run and opens and tokens[run[0]].key in pack.stop and not _acronym(tokens[run[0]]):
            run = run[1:]
        words = [k for k in run if tokens[k].kind == "word" and tokens[k].key not in pack.words("names.particles")]
        if not words:
            continue
        span = Span(tokens[run[0]].start, tokens[run[-1]].end)
        name = Name(
            tuple(tokens[k].key for k in words),
            opens=opens and run[0] == words[0],
            acronym=len(words) == 1 and _acronym(tokens[words[0]]),
        )
        yield Mention(span, span.of(text), name, "name-capitals")


def _acronym(token: Token) -> bool:
    return token.text.isupper() and len(token.text) > 1


def _capital(tokens: Sequence[Token], i: int, taken: frozenset[int]) -> bool:
    return 0 <= i < len(tokens) and i not in taken and tokens[i].kind == "word" and tokens[i].capital


def _run(tokens: Sequence[Token], i: int, pack: Pack, taken: frozenset[int]) -> list[int]:
    """Indexes of the tokens of the name that begins at token i."""
    if not _capital(tokens, i, taken):
        return []
    run, at = [i], i + 1
    while at < len(tokens) and not _closed(tokens[at - 1], pack):
        if _capital(tokens, at, taken) and tokens[at].start <= tokens[at - 1].end + 1:
            run.append(at)
            at += 1
            continue
        hyphen = key_at(tokens, at) in ("-", "\N{EN DASH}") and glued(tokens, at) and glued(tokens, at + 1)
        initial = key_at(tokens, at) == "." and glued(tokens, at) and len(tokens[at - 1].text) == 1
        particle = key_at(tokens, at) in pack.words("names.particles")
        if (hyphen or initial or particle) and _capital(tokens, at + 1, taken):
            run += [at, at + 1]
            at += 2
            continue
        break
    return run


def _closed(token: Token, pack: Pack) -> bool:
    """An ending behind an apostrophe ends a name, as a possessive does: "Ankara'ya"."""
    return "'" in token.key[3:] and pack.lemma(token.key) == token.key.rpartition("'")[0]


def _opens(text: str, tokens: Sequence[Token], i: int) -> bool:
    """Token i is the first word of the text, a line, a sentence or a quotation."""
    if i == 0:
        return True
    before = tokens[i - 1]
    return "\n" in text[before.end : tokens[i].start] or (before.kind == "mark" and before.text in _OPENERS)
