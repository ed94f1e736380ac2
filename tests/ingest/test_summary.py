"""A person's summary becomes claims that know where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.errors import InputError
from copydesk.ingest.summary import claims
from copydesk.text.lines import line_and_column

MARKDOWN = """\
---
title: Draft 12
---
# Summary

Tajikistan said **17** soldiers fled on [June 27](http://a.example/c.d). Then *they* left. A wrapped
line goes on, `code` too.

> Quoted by 5 people
> and more.

- one item with 3 things
- second item. Two sentences here.

```
code 5
```

![photo of 4](x.png)

<!-- 40 dead -->
## Taliban forces 134 soldiers to flee
The end.
"""
READ = (
    (6, 1, "Tajikistan said 17 soldiers fled on June 27."),
    (6, 74, "Then they left."),
    (6, 92, "A wrapped\nline goes on, code too."),
    (9, 3, "Quoted by 5 people\nand more."),
    (12, 3, "one item with 3 things"),
    (13, 3, "second item."),
    (13, 16, "Two sentences here."),
    (22, 4, "Taliban forces 134 soldiers to flee"),
    (23, 1, "The end."),
)


def read(text: str, name: str) -> list[tuple[int, int, str]]:
    return [(c.place.line, c.place.column, c.text) for c in claims(text, name) if c.place]


def test_markdown_is_read_as_it_is_seen() -> None:
    assert read(MARKDOWN, "s.md") == list(READ)


def test_a_claim_without_markup_inside_is_a_slice_of_the_file() -> None:
    for claim in claims(MARKDOWN, "s.md"):
        assert claim.place
        inside = claim.place.span.of(MARKDOWN)
        assert line_and_column(MARKDOWN, claim.place.span.start) == (claim.place.line, claim.place.column)
        assert claim.text == inside or any(mark in inside for mark in "*[`>")


PLAIN = (
    ("One. Two.", [(1, 1, "One."), (1, 6, "Two.")]),
    ("Points:\n- One thing.\n- Two things", [(1, 1, "Points:"), (2, 3, "One thing."), (3, 3, "Two things")]),
    ("1. Ann won.\n2. Bo lost.", [(1, 4, "Ann won."), (2, 4, "Bo lost.")]),
    ("They left on June\n17. Then they came back.", [(1, 1, "They left on June\n17."), (2, 5, "Then they came back.")]),
    ("One\r\ntwo.\r\n\r\nThree.", [(1, 1, "One\r\ntwo."), (4, 1, "Three.")]),
    ("**17** died.", [(1, 1, "**17** died.")]),
)


@pytest.mark.parametrize(("text", "wanted"), PLAIN)
def test_plain_text_stays_plain(text: str, wanted: list[tuple[int, int, str]]) -> None:
    assert read(text, "s.txt") == wanted


def test_ids_are_in_order_and_no_evidence_was_asked_for() -> None:
    found = claims("One. Two.")
    assert [claim.id for claim in found] == ["s1", "s2"]
    assert {claim.evidence for claim in found} == {None}


LINKS = (
    ("See [BBC](http://bbc.example/a.b). It rose.", ["See BBC.", "It rose."]),
    ("A [b](http://x.example/(y)) c.", ["A b c."]),
    ("See <http://a.example/5> now.", ["See http://a.example/5 now."]),
    ("A \\*star\\* is 5.", ["A *star* is 5."]),
    ("Tom &amp; Ann won.", ["Tom &amp; Ann won."]),
    ("![a 4](x.png) Five rose.", ["Five rose."]),
    ("| Town | Dead |\n|---|---|\n| Ost | 17 |", ["17"]),
)


@pytest.mark.parametrize(("text", "wanted"), LINKS)
def test_markup_is_not_asserted(text: str, wanted: list[str]) -> None:
    assert [claim.text.strip() for claim in claims(text, "s.md")] == wanted


@pytest.mark.parametrize("text", ("", " \n", "---\ntitle: x\n---\n", "# Summary\n", "***"))
def test_a_summary_without_a_sentence_is_said(text: str) -> None:
    with pytest.raises(InputError, match="no sentence"):
        claims(text, "s.md")


@given(st.text(st.sampled_from("ab5. *_[]()`<>!#-\n\r&;\\|~:"), min_size=1))
def test_any_markdown_keeps_its_places(text: str) -> None:
    try:
        found = claims(text, "s.md")
    except InputError:
        return
    for claim in found:
        assert claim.place
        assert claim.place.span.end <= len(text)
        assert claim.text[0] == claim.place.span.of(text)[0]
        assert claim.text[-1] == claim.place.span.of(text)[-1]
