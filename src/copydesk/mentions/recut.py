"""Tokens cut anew for reading numbers, where a script writes numbers and counters without a blank between them.

Theory. A text without blanks is cut into the longest words of a vocabulary, and "九名", "万吨", "三万五" may be such
words. A number is a run of numeral signs: two signs in a row, or one sign behind a figure or before a counter, are
taken out of their words; a single sign elsewhere ("一定", "四川") is left where it is. In a script with blanks
only what is glued behind a figure, or is a number and a counter, is cut.

Offsets are kept, so that a mention found in these tokens has its place in the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from copydesk.languages.pack import Pack
from copydesk.mentions.marks import match_at
from copydesk.text.tokens import Token

_COUNTERS = ("people.words", "people.age", "units", "currencies", "numbers.counters", "percent.words", "percent.points")


def recut(tokens: Sequence[Token], pack: Pack, taken: frozenset[int]) -> tuple[Sequence[Token], frozenset[int]]:
    """The tokens with numeral signs apart, and the indexes of those that are taken; the same where nothing is cut."""
    signs = pack.spelling.signs
    if not signs or not any(t.kind == "word" and not signs.isdisjoint(t.key) for t in tokens):
        return tokens, taken
    found: list[Token] = []
    held: set[int] = set()
    for i, token in enumerate(tokens):
        pieces = [token] if i in taken or token.kind != "word" else list(_pieces(tokens, i, pack))
        if i in taken:
            held.add(len(found))
        found += pieces
    return found, frozenset(held)


def _pieces(tokens: Sequence[Token], i: int, pack: Pack) -> Iterator[Token]:
    """The token, or the signs and words it is cut into."""
    token, signs = tokens[i], pack.spelling.signs
    if len(token.key) != len(token.text) or signs.isdisjoint(token.key):
        yield token
        return
    before = _sign_end(tokens, i - 1, signs) if i and tokens[i - 1].end == token.start else ""
    after = tokens[i + 1].key[:1] if i + 1 < len(tokens) and tokens[i + 1].start == token.end else ""
    start = at = 0
    while at < len(token.key):
        run = at
        while run < len(token.key) and token.key[run] in signs:
            run += 1
        if run > at and _apart(token, at, run, before, after, pack):
            if at > start:
                yield _piece(token, start, at)
            width = 1 if not pack.spaced else run - at
            yield from (_piece(token, k, k + width) for k in range(at, run, width))
            start = run
        at = max(run, at + 1)
    if start < len(token.key):
        yield _piece(token, start, len(token.key))


def _sign_end(tokens: Sequence[Token], i: int, signs: frozenset[str]) -> str:
    """The last character of a token that a number may go on behind: a figure or a numeral sign."""
    token = tokens[i]
    return token.key[-1] if token.kind == "digits" or token.key[-1] in signs else ""


def _apart(token: Token, at: int, run: int, before: str, after: str, pack: Pack) -> bool:
    """The signs [at, run) of the token are a number, or a part of one."""
    signs, rest = pack.spelling.signs, token.key[run:]
    below = tuple(pack.words("numbers.below"))
    if rest.startswith(below) or token.key[:at].endswith(below):
        return True
    if at == 0 and before and (before.isdecimal() or not pack.spaced):
        return pack.spelling.scale(token.key[0]) is not None or not before.isdecimal()
    if not pack.spaced:
        return run - at > 1 or (not rest and after in signs and after != "") or (bool(rest) and _counter(rest, pack))
    return at == 0 and bool(rest) and run > 1 and _counter(rest, pack) and bool(pack.spelling.pieces(token.key[:run]))


def _counter(rest: str, pack: Pack) -> bool:
    piece = (Token(0, len(rest), rest, "word", rest),)
    return any(match_at(piece, 0, pack.phrases(path)) for path in _COUNTERS)


def _piece(token: Token, a: int, b: int) -> Token:
    return Token(token.start + a, token.start + b, token.text[a:b], token.kind, token.key[a:b])
