"""A person's summary, in plain text or Markdown, to claims: one a sentence, each with its file, line and column.

A claim's text is an exact slice of the file wherever no markup stands inside it; where one does ("**17** soldiers"),
the claim has the words as they are read and its place covers the whole stretch, markup and all. Front matter, code
blocks, images and comments assert nothing and are skipped. Headings and table cells are claims when they have a
figure or at least four words; "Summary" or "Key points" is not one. Where a comment ends within a line, the
line goes on.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex
from markdown_it import MarkdownIt
from markdown_it.token import Token

from copydesk.claims import Claim, Place
from copydesk.errors import InputError
from copydesk.ingest import comments, frontmatter
from copydesk.ingest.comments import FILLER, Comments
from copydesk.source import Span
from copydesk.text.lines import line_and_column, lines, stripped
from copydesk.text.sentences import sentences

MARKDOWN_ENDINGS = (".md", ".markdown", ".mdown", ".mkd")
LEAST_WORDS = 4
"""Words that a heading or a table cell without a figure must have to be a claim."""

_TOML = regex.compile(r"\A\ufeff?\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", regex.DOTALL | regex.MULTILINE)
_BULLET = regex.compile(r"\s*(?:[-*+•–—\N{BULLET}]|\d{1,2}[.)])\s+(?=\S)")
_AFTER_LINK = regex.compile(r"\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\])?")
_IMAGE = regex.compile(r"!\[[^\]]*\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\])?")
_ASSERTS = regex.compile(r"[\p{L}\p{N}]")
_DIGIT = regex.compile(r"\p{N}")


def claims(text: str, name: str = "summary", language: str = "en", first: int = 1) -> tuple[Claim, ...]:
    """The claims of a summary, in order, with ids "s1", "s2", ... and no evidence.

    The text is Markdown when the name ends as Markdown files do, plain text otherwise.

    Args:
        first: the number in the first id, for a summary that is one of several.

    Raises:
        InputError: there is not one sentence in it.
    """
    return tuple(found.claim for found in located(text, name, language, first))


@dataclass(frozen=True, slots=True)
class Located:
    """A claim, and for each code point of its text the offset in the file."""

    claim: Claim
    offsets: Sequence[int]


def located(text: str, name: str = "summary", language: str = "en", first: int = 1) -> tuple[Located, ...]:
    """The same claims, each with the way back into the file.

    Raises:
        InputError: there is not one sentence in it.
    """
    cut = _markdown if is_markdown(name) else _plain
    asserting, found_comments = commented(text, name)
    found = [piece for piece in cut(found_comments.blanked(asserting), language) if _ASSERTS.search(piece.words)]
    if not found:
        raise InputError(f"{name!r} holds no sentence to check.", "Hand in a summary of at least one sentence.")
    return tuple(_located(text, name, number, piece) for number, piece in enumerate(found, first))


def is_markdown(name: str) -> bool:
    """Whether a summary of that name is Markdown."""
    return name.lower().endswith(MARKDOWN_ENDINGS)


def commented(text: str, name: str) -> tuple[str, Comments]:
    """The text with blanks for its front matter, each letter where it was, and the comments in it."""
    if is_markdown(name):
        text = _blank(text, _front_matter(text))
        return text, comments.in_markdown(text)
    # Two rules with a line between them are a habit of plain text, too: there, front matter is what names a source.
    ours = frontmatter.stretch(text)
    text = _blank(text, ours.end if ours and frontmatter.names_source(text) else 0)
    return text, comments.in_plain(text)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence as it is read, and where its letters stand in the file."""

    words: str
    offsets: Sequence[int]


def _located(text: str, name: str, number: int, piece: _Piece) -> Located:
    span = Span(piece.offsets[0], piece.offsets[-1] + 1)
    line, column = line_and_column(text, span.start)
    return Located(Claim(f"s{number}", piece.words, place=Place(name, line, column, span)), piece.offsets)


def _plain(text: str, language: str) -> Iterator[_Piece]:
    """Sentences of plain text; a line that begins with a bullet begins a sentence, and the bullet is not part of it."""
    for stretch in _items(text):
        for span in sentences(stretch.of(text), language):
            place = span.shifted(stretch.start)
            yield _Piece(place.of(text), range(place.start, place.end))


def _items(text: str) -> Iterator[Span]:
    """List items, and what stands between them. A wrapped line that happens to begin with "17." is no item."""
    start, in_list, before = 0, False, ""
    for line in lines(text):
        bullet = _BULLET.match(text, line.start, line.end)
        in_list = bool(bullet) and (in_list or not before.strip() or before.rstrip().endswith(":"))
        if bullet and in_list:
            yield stripped(text, Span(start, line.start))
            start = bullet.end()
        before = line.of(text)
    yield stripped(text, Span(start, len(text)))


def _markdown(text: str, language: str) -> Iterator[_Piece]:
    """Sentences of the inline stretches of a Markdown text."""
    # A carriage return alone would be a line to the parser and none to an editor.
    blank = text.replace("\r", " ")
    starts = [line.start for line in lines(blank)] + [len(blank) + 1]
    at = 0
    tokens = _parser().parse(blank)
    for before, token in pairwise(tokens):
        if token.type != "inline" or token.map is None:
            continue
        first, last = starts[token.map[0]], starts[min(token.map[1], len(starts) - 1)] - 1
        read = _read(blank, Span(max(at, first), max(at, first, last)), token.children or ())
        at = read.end
        if before.type in ("heading_open", "th_open", "td_open") and not _says_something(read.words):
            continue
        yield from _sentences(read, language)


def _parser() -> MarkdownIt:
    # Entities stay as they are written, so that columns stay right; the checker folds them.
    return MarkdownIt("commonmark").enable("table").disable("entity")


def _blank(text: str, end: int) -> str:
    """The text with blanks up to that place."""
    return str(regex.sub(r"[^\r\n]", " ", text[:end])) + text[end:]


def _front_matter(text: str) -> int:
    """Where the text begins behind its front matter. What only stands between two such lines is text."""
    if ours := frontmatter.stretch(text):
        return ours.end
    match = _TOML.match(text)
    return match.end() if match and _is_toml(match[1]) else 0


def _is_toml(block: str) -> bool:
    try:
        return bool(tomllib.loads(block.replace("\r\n", "\n")))
    except (tomllib.TOMLDecodeError, RecursionError):
        return False


def _says_something(words: str) -> bool:
    return bool(_DIGIT.search(words)) or len(words.split()) >= LEAST_WORDS


@dataclass(frozen=True, slots=True)
class _Read:
    """The words of an inline stretch, and for each code point its offset in the file."""

    words: str
    offsets: tuple[int, ...]
    end: int


def _read(text: str, span: Span, children: Sequence[Token]) -> _Read:
    words: list[str] = []
    offsets: list[int] = []
    at = span.start
    for child in children:
        if child.type in ("text", "code_inline"):
            for letter, offset in _found(text, Span(at, span.end), child.content):
                if letter != FILLER:
                    words.append(letter)
                    offsets.append(offset)
                at = offset + 1
        elif child.type in ("softbreak", "hardbreak"):
            newline = text.find("\n", at)
            words.append("\n")
            offsets.append(newline)
            at = newline + 1
        else:
            at = _skipped(text, at, child)
    return _Read("".join(words), tuple(offsets), at)


def _found(text: str, span: Span, content: str) -> Iterator[tuple[str, int]]:
    whole = text.find(content, span.start, span.end)
    if whole >= 0:
        yield from ((letter, whole + at) for at, letter in enumerate(content))
        return
    at = span.start
    for letter in content:
        there = text.find(letter, at, span.end)
        if there >= 0:
            yield letter, there
            at = there + 1


def _skipped(text: str, at: int, child: Token) -> int:
    """Where the text goes on behind a piece of markup that shows no words of its own."""
    if child.type == "image":
        match = _IMAGE.search(text, at)
    elif child.type == "link_close" and child.markup != "autolink":
        match = _AFTER_LINK.match(text, at)
    elif child.type == "html_inline":
        there = text.find(child.content, at)
        return there + len(child.content) if there >= 0 else at
    else:
        return at
    return match.end() if match else at


def _sentences(read: _Read, language: str) -> Iterator[_Piece]:
    for span in sentences(read.words, language):
        yield _Piece(span.of(read.words), read.offsets[span.start : span.end])
