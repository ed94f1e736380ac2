"""Comments in a summary: what a person wrote beside the text, and no reader sees.

In Markdown they are HTML's, wherever they are none of a code block or a code span. Plain text has none but those for
copydesk: from `# copydesk:` to the end of the line.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex
from markdown_it import MarkdownIt

from copydesk.source import Span
from copydesk.text.lines import lines

FILLER = "\ufdd0"
"""Stands for a letter of a comment behind which its line goes on: blanks there would make Markdown see code. It is no
letter of any text."""

_OPENS = regex.compile(r"<!--|`+")
_PARAGRAPH_ENDS = regex.compile(r"\n[ \t\r]*\n")
_FOR_US = r"copydesk[ \t]*(?::|[-_ \t]*ignore\b)"
_PLAIN = regex.compile(rf"(?:(?<=\s)|^)#[ \t]*{_FOR_US}[^\n]*", regex.IGNORECASE | regex.MULTILINE)
_NO_COMMENT = regex.compile(r"(?:<!--|#|//)\s*copydesk\s*:\s*ignore\b", regex.IGNORECASE)
_ADDRESSED = regex.compile(rf"\s*{_FOR_US}", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: its place with its marks, and what it says without them."""

    span: Span
    words: str

    @property
    def for_us(self) -> bool:
        """Whether it is meant for copydesk, well written or not."""
        return bool(_ADDRESSED.match(self.words))


@dataclass(frozen=True, slots=True)
class Comments:
    """The comments of a text, in order, and its code, in which none stand."""

    comments: tuple[Comment, ...] = ()
    code: tuple[Span, ...] = ()

    def blanked(self, text: str) -> str:
        """The text without its comments, each letter where it was."""
        parts: list[str] = []
        before = len(text)
        goes_on = False
        for comment in reversed(self.comments):
            rest = text[comment.span.end : before].partition("\n")
            goes_on = bool(rest[0].strip()) or (goes_on and not rest[1])
            parts += [text[comment.span.end : before], _blank(comment.span.of(text), FILLER if goes_on else " ")]
            before = comment.span.start
        return "".join((text[:before], *reversed(parts)))

    def misplaced(self, text: str) -> Iterator[Span]:
        """What looks like a comment for copydesk and is text."""
        for match in _NO_COMMENT.finditer(self.blanked(text)):
            if not any(code.start <= match.start() < code.end for code in self.code):
                yield Span(*match.span())


def _blank(words: str, letter: str) -> str:
    return str(regex.sub(r"[^\r\n]", letter, words))


def in_plain(text: str) -> Comments:
    """The comments for copydesk in a plain text."""
    found = (Span(*match.span()) for match in _PLAIN.finditer(text))
    return Comments(tuple(Comment(span, span.of(text).lstrip("#").rstrip()) for span in found))


def in_markdown(text: str) -> Comments:
    """The comments of a Markdown text without front matter.

    >>> [comment.words for comment in in_markdown("`<!-- a -->` is code, <!-- b --> is none.").comments]
    [' b ']
    """
    if "<!--" not in text and not _NO_COMMENT.search(text):
        return Comments()
    blocks = tuple(_code_blocks(text))
    runs = _Runs(text)
    comments: list[Comment] = []
    spans: list[Span] = []
    at = 0
    while match := _OPENS.search(text, at):
        block = _covering(blocks, match.start())
        closes = text.find("-->", match.end()) if match[0] == "<!--" else -1
        if block is not None:
            at = block.end
        elif match[0] != "<!--":
            at = runs.end_of_code(match.start(), match.end())
            spans += [Span(match.start(), at)] if at > match.end() else []
        elif closes >= 0:
            at = closes + 3
            comments.append(Comment(Span(match.start(), at), text[match.end() : closes]))
        else:
            at = match.end()
    return Comments(tuple(comments), (*blocks, *spans))


def _covering(blocks: Sequence[Span], offset: int) -> Span | None:
    at = bisect_right(blocks, offset, key=lambda block: block.start) - 1
    return blocks[at] if at >= 0 and offset < blocks[at].end else None


def _code_blocks(text: str) -> Iterator[Span]:
    starts = [line.start for line in lines(text)] + [len(text)]
    for token in MarkdownIt("commonmark").parse(text.replace("\r", " ")):
        if token.type in ("fence", "code_block") and token.map:
            yield Span(starts[token.map[0]], starts[min(token.map[1], len(starts) - 1)])


class _Runs:
    """Where runs of backticks stand, by their length; as many close a code span as have opened it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._runs: dict[int, list[int]] = defaultdict(list)
        for match in regex.finditer("`+", text):
            self._runs[len(match[0])].append(match.start())

    def end_of_code(self, start: int, end: int) -> int:
        """Where the code span ends that a run of backticks opens; the run's own end where it opens none."""
        if self._text[start - 1 : start] == "\\":
            return start + 1
        same = self._runs[end - start]
        at = bisect_right(same, start)
        if at == len(same):
            return end
        paragraph = _PARAGRAPH_ENDS.search(self._text, end, same[at])
        return end if paragraph else same[at] + end - start
