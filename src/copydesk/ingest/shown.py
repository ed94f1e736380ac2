"""What a web page shows: a paragraph for each block element and each row of a table, a line for each `<br>`.

Cells are pieces of their own, so that two figures never become one; figures in `<sup>` become raised figures.
Left out is what no browser shows: scripts, styles, templates, comments, and what `hidden` or a `style` attribute hides.
Style sheets are not read: what only a class hides is shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from copydesk.ingest.parsed import BETWEEN_CELLS, raised

_UNSEEN = frozenset(
    (
        *("applet", "audio", "canvas", "datalist", "desc", "embed", "head", "iframe", "metadata", "noframes"),
        *("noscript", "object", "rp", "script", "style", "template", "title", "video"),
    )
)
_BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "button",
            "caption",
            "center",
            "dd",
            "details",
            "dialog",
        ),
        *("dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4"),
        *(
            "h5",
            "h6",
            "header",
            "hgroup",
            "hr",
            "html",
            "label",
            "legend",
            "li",
            "main",
            "menu",
            "nav",
            "ol",
            "optgroup",
        ),
        *("option", "p", "pre", "search", "section", "select", "summary", "table", "tbody", "textarea", "tfoot"),
        *("thead", "tr", "ul"),
    )
)
_CELLS = ("td", "th")
_AS_TYPED = ("pre", "textarea")
_HIDDEN = re.compile(r"(?i)(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))")
_SPACE = re.compile(r"[ \t\n\r\f]+")


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as it is shown.

    Attributes:
        pieces: its words; more than one piece in a row of a table. None is empty.
        follows: it goes on in the paragraph of the line before.
        role: the block element that it stands in ("figcaption"); "" behind the end of one.
        menu: it stands in what the page itself calls a menu.
    """

    pieces: tuple[str, ...]
    follows: bool
    role: str
    menu: bool

    @property
    def text(self) -> str:
        return BETWEEN_CELLS.join(self.pieces)


def shown(tree: etree._Element) -> list[Shown]:
    """The lines that are not empty, in order."""
    walk = _Walk()
    events = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in events:
        if event == "start":
            if _is_unseen(element):
                events.skip_subtree()
            else:
                walk.enter(element)
            continue
        if event == "end" and not _is_unseen(element):
            walk.leave(element)
        walk.say(element.tail or "")
    walk.end_paragraph()
    return walk.lines


def _is_unseen(element: etree._Element) -> bool:
    if element.tag in _UNSEEN or "hidden" in element.attrib:
        return True
    if element.tag == "dialog" and "open" not in element.attrib:
        return True
    return bool(_HIDDEN.search(element.get("style", "")))


def _is_menu(element: etree._Element) -> bool:
    return element.tag == "nav" or element.get("role") in ("menu", "menubar", "navigation")


class _Walk:
    """Puts lines together while a page is walked through."""

    def __init__(self) -> None:
        self.lines: list[Shown] = []
        self._pieces: list[list[str]] = [[]]
        self._follows = False
        self._role = ""
        self._as_typed = 0
        self._raised = 0
        self._menus = 0

    def enter(self, element: etree._Element) -> None:
        if element.tag in _BLOCKS:
            self.end_paragraph(element.tag)
        elif element.tag in _CELLS:
            self._pieces.append([])
        elif element.tag == "br":
            self._next_line()
        self._as_typed += element.tag in _AS_TYPED
        self._raised += element.tag == "sup"
        self._menus += _is_menu(element)
        self.say(element.text or "")

    def leave(self, element: etree._Element) -> None:
        if element.tag in _BLOCKS:
            self.end_paragraph()
        self._as_typed -= element.tag in _AS_TYPED
        self._raised -= element.tag == "sup"
        self._menus -= _is_menu(element)

    def say(self, words: str) -> None:
        words = raised(words) if self._raised else words
        first, *rest = words.split("\n") if self._as_typed else (words,)
        self._pieces[-1].append(first)
        for row in rest:
            self._next_line()
            self._pieces[-1].append(row)

    def end_paragraph(self, role: str = "") -> None:
        self._end_line()
        self._follows, self._role = False, role

    def _next_line(self) -> None:
        # A second end of an empty line ends the paragraph.
        self._follows = self._end_line()

    def _end_line(self) -> bool:
        pieces = (_SPACE.sub(" ", "".join(parts)).strip(" ") for parts in self._pieces)
        kept = tuple(piece for piece in pieces if piece.strip())
        self._pieces = [[]]
        if kept:
            self.lines.append(Shown(kept, self._follows, self._role, self._menus > 0))
        return bool(kept)
