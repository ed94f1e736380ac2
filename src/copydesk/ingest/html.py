"""A web page to lines: all that it shows, in order, and which of it is the story.

Two readers of one page. `shown` keeps every line that a browser would show; trafilatura says which lines are the story,
and who wrote it when. Where the two agree a line's words decide (`labels`), everything else is furniture: kept and
shown, never cited. A page in which trafilatura finds nothing is labelled by its words alone.
"""

from __future__ import annotations

import contextlib
import copy
import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import lxml.html
import trafilatura
from lxml import etree

from copydesk.errors import InputError
from copydesk.ingest import charset, dateline, furniture
from copydesk.ingest.parsed import Line, Parsed, joined, storable
from copydesk.ingest.shown import Shown, shown
from copydesk.source import BlockKind

MOST_TAGS = 200_000
"""A page with more would not be done within the child's time; the longest articles of Wikipedia have 40,000."""

_CAPTIONS = ("figcaption", "caption")
_INLINE = ("code", "del", "hi", "ref")
"""trafilatura's elements that stand within a line."""
_LEAST_TO_SEARCH = 25
"""Letters of a line that is searched within longer pieces; a shorter one could stand anywhere by chance."""
_LONGEST_NAMES = 120
"""Code points of a line that names who wrote the story."""


def parse(data: bytes, name: str) -> Parsed:
    """What a page says.

    Raises:
        InputError: its encoding is wrong, or it shows no text.
    """
    tree = _tree(charset.decoded(data, name), name)
    lines = shown(tree)
    found = _extracted(tree)
    kinds = (found and _kinds(lines, found)) or [None] * len(lines)
    kinds = ["furniture" if line.menu else kind for line, kind in zip(lines, kinds, strict=True)]
    told = (Line(line.text, kind, line.follows) for line, kind in zip(lines, kinds, strict=True))
    return joined(told, name, found.day if found else None)


def _tree(text: str, name: str) -> etree._Element:
    # Bytes, since lxml refuses text with an encoding declaration; the declaration that counts is ours.
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    if text.count("<") > MOST_TAGS:
        raise InputError(f"{name!r} has more than {MOST_TAGS:,} tags.", "Save its text as plain text.")
    try:
        tree = lxml.html.document_fromstring(storable(text).encode("utf-8"), parser=parser)
    except etree.ParserError:
        raise InputError(f"{name!r} holds no text.", "Hand in a page with at least one sentence.") from None
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        # What stands deeper is left out by the parser, and a part of a page would be taken for the whole.
        raise InputError(f"{name!r} has elements nested more than 2,000 deep.", "Save its text as plain text.")
    return tree


# --- what trafilatura makes of it -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Found:
    """What trafilatura found: the pieces of the story and what the page says of itself, all as keys."""

    story: frozenset[str]
    title: str
    authors: tuple[str, ...]
    day: datetime.date | None


def _extracted(tree: etree._Element) -> _Found | None:
    try:
        found = trafilatura.bare_extraction(
            copy.deepcopy(tree),
            include_comments=False,
            with_metadata=True,
            # The page's own declarations only: a day guessed from its text would decide what "on Friday" is. And no
            # latest day, so that what is read does not depend on the clock.
            date_extraction_params={"original_date": True, "extensive_search": False, "max_date": "2999-12-31"},
        )
    except RecursionError:  # nested deeper than any page: its words alone decide
        return None
    if found is None or isinstance(found, dict) or found.body is None:
        return None
    story = frozenset(filter(None, map(_key, _pieces(found.body))))
    return _Found(story, _key(found.title or ""), _names(found.author), _day(found.date)) if story else None


def _pieces(body: etree._Element) -> Iterator[str]:
    """Every stretch of words between two tags, and the words of every element that holds nothing but words."""
    yield from body.itertext()
    for element in body.iter():
        if len(element) and all(child.tag in _INLINE for child in element):
            yield "".join(element.itertext())


def _key(words: str) -> str:
    """What a piece is recognised by: its letters, since the two readers blank differently."""
    return "".join(words.split())


def _names(author: str | None) -> tuple[str, ...]:
    return tuple(filter(None, map(_key, (author or "").split(";"))))


def _day(date: str | None) -> datetime.date | None:
    with contextlib.suppress(ValueError, TypeError):
        return datetime.date.fromisoformat(date or "")
    return None


# --- the two together -----------------------------------------------------------------------------------------------


def _kinds(lines: Sequence[Shown], found: _Found) -> list[BlockKind | None]:
    """What each line is, None where it is story and its words may say more; empty when trafilatura does not tell.

    From a page with hardly any story it takes all words as one piece, and that tells nothing of its lines.
    """
    if not any(_key(piece) in found.story for line in lines for piece in line.pieces):
        return []
    title = _title(lines, found.title)
    story = [at for at in _of_the_story(lines, found.story) if at != title]
    inside = set(story)
    kinds: list[BlockKind | None] = [None if at in inside else "furniture" for at in range(len(lines))]
    if title is not None:
        kinds[title] = "headline"
    if story:
        first = next((at for at in story if _is_paragraph(lines[at])), story[0])
        start = first if title is None else min(title + 1, first)
        for at in range(start, first):
            kinds[at] = _of_the_head(lines[at], found) or kinds[at]
        for at in range(start, story[-1] + 1):
            kinds[at] = "caption" if lines[at].role in _CAPTIONS else kinds[at]
    return kinds


def _is_paragraph(line: Shown) -> bool:
    return furniture.kind_of(line.text) == "body" and not dateline.stands_alone(line.text)


def _of_the_story(lines: Sequence[Shown], story: frozenset[str]) -> list[int]:
    """The numbers of the lines that trafilatura kept, in order.

    Words that stand once on the page are told by themselves; those that stand more often ("Linden", "17") count only
    between the first and the last of the others.
    """
    keys = [[_key(piece) for piece in line.pieces] for line in lines]
    often = Counter(key for line in keys for key in line)
    longer = "\n".join(sorted(story))
    kept = [at for at, line in enumerate(keys) if _is_kept(line, story, longer)]
    sure = [at for at in kept if any(often[key] == 1 for key in keys[at])]
    return [at for at in kept if sure[0] <= at <= sure[-1]] if sure else kept


def _is_kept(line: Sequence[str], story: frozenset[str], longer: str) -> bool:
    kept = sum(len(key) for key in line if key in story or (len(key) >= _LEAST_TO_SEARCH and key in longer))
    return 2 * kept >= sum(map(len, line))


def _title(lines: Sequence[Shown], title: str) -> int | None:
    """The number of the line that is the page's title, or, where a title names the outlet too, its first heading."""
    if not title:
        return None
    keys = [_key(line.text) for line in lines]
    heads = (at for at, line in enumerate(lines) if line.role == "h1" and (keys[at] in title or title in keys[at]))
    return keys.index(title) if title in keys else next(heads, None)


def _of_the_head(line: Shown, found: _Found) -> BlockKind | None:
    """What a line between the title and the first paragraph is: who wrote the story, and when."""
    key = _key(line.text)
    if len(line.text) <= _LONGEST_NAMES and found.authors and all(name in key for name in found.authors):
        return "byline"
    return "dateline" if dateline.stands_alone(line.text) else None
