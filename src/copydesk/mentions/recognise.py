"""What a text mentions: every recogniser, in order.

The order is the rule: what an earlier recogniser takes, a later one cannot read again. Quotations overlay the rest.
"""

from __future__ import annotations

from bisect import bisect_right

from copydesk.languages.pack import Pack, load_pack
from copydesk.mentions.capitals import read_capitals
from copydesk.mentions.dates import read_dates
from copydesk.mentions.days import read_days
from copydesk.mentions.names import read_identifiers, read_names
from copydesk.mentions.quantities import read_quantities
from copydesk.mentions.quotations import read_quotations
from copydesk.mentions.records import Mention, Quantity
from copydesk.source import Span
from copydesk.text.tokens import Token, tokenise


def recognise(text: str, language: str = "en") -> tuple[Mention, ...]:
    """All mentions of `text`, by their start.

    >>> [m.surface for m in recognise("More than 50 of 370 districts fell since May, Lyons said.")]
    ['50', '370', 'May', 'Lyons']
    """
    pack = load_pack(language)
    return recognise_tokens(text, tokenise(text, cutting=pack.cutting), pack)


def recognise_tokens(text: str, tokens: tuple[Token, ...], pack: Pack) -> tuple[Mention, ...]:
    """The same for a text that is already cut into tokens."""
    found: list[Mention] = list(read_quotations(text))
    taken: set[int] = set()
    # "5.04.2026" is a version number in English and a date elsewhere
    readers = (read_days, read_identifiers) if pack.by_words else (read_identifiers, read_dates)
    for reader in readers:
        for mention, indexes in reader(text, tokens, pack):
            if taken.isdisjoint(indexes):
                found.append(mention)
                taken.update(indexes)
    quantities = list(read_quantities(text, tokens, pack, frozenset(taken)))
    found += quantities
    covered = [m.span for m in quantities]
    taken.update(i for i, token in enumerate(tokens) if token.kind == "word" and _inside(token, covered))
    found += (read_capitals if pack.by_words else read_names)(text, tokens, pack, frozenset(taken))
    found += _unread(text, tokens, found)
    return tuple(sorted(found, key=lambda m: (m.span.start, -m.span.end)))


def _inside(token: Token, spans: list[Span]) -> bool:
    """The token lies in one of the spans, which are in order and do not overlap."""
    at = bisect_right(spans, token.start, key=lambda s: s.start) - 1
    return at >= 0 and token.end <= spans[at].end


def _unread(text: str, tokens: tuple[Token, ...], found: list[Mention]) -> list[Mention]:
    """Digit runs that no recogniser took: reported, never dropped."""
    covered = sorted((m.span for m in found if m.kind != "quotation"), key=lambda s: s.start)
    return [
        Mention(Span(t.start, t.end), t.text, Quantity(None, None, "vague", vague="unread"), "unread")
        for t in tokens
        if t.kind == "digits" and not _inside(t, covered)
    ]
