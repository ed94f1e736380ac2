"""The report to look at: one file, everything in it, nothing from outside, nothing from a source as markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import anything
import results
from copydesk.report.html import direction, html, page, pieces
from copydesk.report.result import Result
from copydesk.report.wording import spelled
from copydesk.source import Block, Source, Span


class Reader(HTMLParser):
    """Collects tags and the text of the source pane, and checks that tags nest."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.source = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("meta", "link", "br", "img"):
            return
        self.open.append(tag)
        if dict(attrs).get("class") == "source":
            self._depth = len(self.open)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if len(self.open) < self._depth:
            self._depth = 0

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.source += data


def read(result: Result) -> Reader:
    reader = Reader()
    reader.feed(html(result))
    assert reader.open == []
    return reader


EVERY = (results.checked(), results.summarised(), results.hostile(), Result((results.SOURCE,), (), "", ""))


@pytest.mark.parametrize("result", EVERY)
def test_the_report_is_well_formed_and_needs_nothing_from_outside(result: Result) -> None:
    reader = read(result)
    for tag, attributes in reader.tags:
        assert tag not in ("link", "img", "iframe", "object", "base", "form")
        assert not {"src", "href", "action", "style.background"} & set(attributes)
    assert [tag for tag, _ in reader.tags].count("script") == 1
    assert "url(" not in html(result)


def test_the_source_pane_holds_the_source_to_the_code_point() -> None:
    assert read(results.checked()).source == results.TEXT


def test_markup_in_a_source_is_text() -> None:
    text = html(results.hostile())
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text
    assert "\x1b" not in text
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in text


def test_every_button_has_a_place_or_says_that_there_is_none() -> None:
    reader = read(results.checked())
    shown = {attributes["data-show"] for _, attributes in reader.tags if "data-show" in attributes}
    places = {key for _, a in reader.tags for key in (a.get("data-keys") or "").split()}
    assert {"c0", "f0-0", "m0-0"} <= shown & places
    assert "m1-1" in shown - places


def test_outcomes_are_words_and_furniture_is_marked() -> None:
    text = html(results.checked())
    assert "⚑ Flagged" in text
    assert "? Unchecked" in text
    assert "✓ Accepted" in html(results.summarised())
    marked = [a for tag, a in read(results.checked()).tags if "uncited" in (a.get("class") or "")]
    assert len(marked) == 1


def test_only_what_claims_rest_on_is_marked_before_anything_is_clicked() -> None:
    marked = [a for _, a in read(results.summarised()).tags if "cited" in (a.get("class") or "").split()]
    assert [a["data-keys"] for a in marked if "m0-1" in (a["data-keys"] or "")] == []
    assert all({"c0", "c1"} & set((a["data-keys"] or "").split()) for a in marked)


def test_direction_comes_from_the_language_not_from_the_first_letter() -> None:
    reader = read(results.hostile())
    panes = [a for _, a in reader.tags if a.get("class") in ("source", "text")]
    assert {(a["lang"], a["dir"]) for a in panes} == {("fa", "rtl")}
    assert (direction("fa-AF"), direction("en"), direction("und")) == ("rtl", "ltr", "ltr")


def test_the_same_result_gives_the_same_file() -> None:
    assert html(results.summarised()) == html(results.summarised())


def test_a_withheld_claim_shows_its_reason_its_suggestion_and_its_place() -> None:
    claim = page(results.checked()).claims[0]
    assert claim.place == "summary.md:3:1"
    assert claim.reasons[0].suggestion == "19 \N{RIGHTWARDS ARROW} 17"
    assert claim.reasons[0].places == ("fire.txt:3:52",)


TEXTS = st.text(st.sampled_from("ab \n"), max_size=12)
SPANS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.sampled_from("xyz")))


@given(TEXTS, SPANS)
def test_pieces_joined_are_the_text_and_each_lists_what_covers_it(text: str, ends: list[tuple[int, int, str]]) -> None:
    spans = [(Span(min(a, b, len(text)), min(max(a, b), len(text))), key) for a, b, key in ends]
    found = pieces(text, spans)
    assert "".join(piece.text for piece in found) == text
    at = 0
    for piece in found:
        over = {key for span, key in spans if span.start <= at < span.end}
        assert set(piece.keys) == over
        at += len(piece.text)


def test_pages_of_a_source_are_marked_where_they_begin_and_said_with_each_place() -> None:
    at = results.TEXT.index("LINDEN")
    blocks = (Block(Span(0, 13), "headline", 1), Block(Span(at, at + 20), "body", 2))
    middle = Block(Span(at + 20, len(results.TEXT)), "body", 2)
    paged = Source(results.TEXT, "fire.pdf", (*blocks, middle))
    result = Result((paged,), results.checked().claims, "", "0.1.0")
    reader = read(result)
    assert [a["data-page"] for _, a in reader.tags if a.get("class") == "page"] == ["1", "2"]
    assert reader.source == results.TEXT, "a mark of a page is no part of the text"
    assert page(result).claims[0].reasons[0].places == ("fire.pdf:3:52, page 2",)
    assert page(result).claims[0].quotes[0][0] == "fire.pdf:3:36, page 2"


def test_it_can_be_printed_whatever_the_screen_is_set_to() -> None:
    rules = html(results.checked()).partition("@media print")[2]
    assert "color-scheme: light" in rules
    assert "details::details-content { content-visibility: visible" in rules


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(anything.results())
def test_whatever_the_texts_are_the_page_is_well_formed_and_shows_the_sources(result: Result) -> None:
    reader = read(result)
    assert reader.source == "".join(spelled(source.text) for source in result.sources)
    assert {tag for tag, _ in reader.tags}.isdisjoint({"img", "link", "iframe", "a"})
