"""Front matter: what names the source, what is refused, and what is no front matter and therefore text."""

from __future__ import annotations

import contextlib
import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copydesk.errors import InputError
from copydesk.ingest.frontmatter import FrontMatter, read, stretch
from copydesk.ingest.summary import claims

DAY = datetime.date(2026, 9, 16)
READ = (
    ("source: a.txt", FrontMatter(("a.txt",))),
    ("title: Fire\nsource: a.txt\ntags:\n  - x\n  deep:\n    y: 1\n", FrontMatter(("a.txt",))),
    ("source:\n- a.txt\n- b.txt", FrontMatter(("a.txt", "b.txt"))),
    ("source:\n  - a.txt\n\n  # not c.txt\n  - 'b.txt'  # the second\n", FrontMatter(("a.txt", "b.txt"))),
    ("source: [a.txt, b c.txt]", FrontMatter(("a.txt", "b c.txt"))),
    ('source: "a #1: \\"x\\".txt"', FrontMatter(('a #1: "x".txt',))),
    ("source: 'it''s.txt'", FrontMatter(("it's.txt",))),
    ("'source': a.txt", FrontMatter(("a.txt",))),
    ("source: a.txt # here", FrontMatter(("a.txt",))),
    ("source: a#1.txt", FrontMatter(("a#1.txt",))),
    ("source: https://a.example/x", FrontMatter(("https://a.example/x",))),
    ("published: 2026-09-16", FrontMatter(published=DAY)),
    ("published: 2026-09-16T08:30:00+02:00", FrontMatter(published=DAY)),
    ("published: '2026-09-16 08:30'", FrontMatter(published=DAY)),
    ("language: no", FrontMatter(language="no")),
    ("language: pt-BR", FrontMatter(language="pt-BR")),
    ("title: x\nSource: a.txt", FrontMatter()),
    ("sources: &a [x]\nother: {b: c}\nthird: |\n  text\n", FrontMatter()),
)
REFUSED = (
    ("source:", "s.md:2: 'source' names none."),
    ("source: []", "s.md:2: 'source' names none."),
    ("source:\n" + "- a\n" * 101, "s.md:2: 'source' names more than 100."),
    ("a: b\nsource: a\nsource: b", "s.md:4: 'source' stands there twice."),
    ("source: &x a.txt", "s.md:2: the value '&x a.txt' is not understood."),
    ("source: !!python/object:os.system", "s.md:2: the value '!!python/object:os.system' is not understood."),
    ("source: |\n  a.txt", "s.md:3: 'source' has a value and lines below it."),
    ("source: {a: b}", "s.md:2: the value '{a: b}' is not understood."),
    ("source: ['a', b]", "s.md:2: the list"),
    ("source: [a", "s.md:2: the list '[a' is not understood."),
    ("source:\n  a.txt", "s.md:3: 'a.txt' is no item of a list."),
    ("source:\n  -", "s.md:3: '-' is no item of a list."),
    ("source: 'a", 's.md:2: the value "\'a" is not understood.'),
    ('source: "a\\x41"', "is not understood"),
    ("source: a: b", "s.md:2: the value 'a: b' is not understood."),
    ("published: today", "s.md:2: 'published' is 'today', which is no day."),
    ("published: 2026-02-30", "s.md:2: 'published' is '2026-02-30', which is no day."),
    ("published: 20260916", "which is no day"),
    ("published: [2026-09-16, 2026-09-17]", "s.md:2: 'published' needs one value."),
    ("language: 'the English one'", "s.md:2: 'language' is 'the English one', which is no code."),
    ("source: a.txt\nSeventeen people died.", "s.md:3: front matter has no line such as 'Seventeen people died.'."),
)


@pytest.mark.parametrize(("block", "wanted"), READ)
@pytest.mark.parametrize("form", ("---\n{}\n---\nText.\n", "\ufeff---  \n{}\n---", "---\r\n{}\r\n--- \r\nText."))
def test_three_keys_are_read(form: str, block: str, wanted: FrontMatter) -> None:
    text = form.format(block.replace("\n", "\r\n") if "\r" in form else block)
    assert read(text) == wanted
    found = stretch(text)
    assert found is not None
    assert text[found.end :] in ("Text.\n", "Text.", "")


@pytest.mark.parametrize(("block", "says"), REFUSED)
def test_what_is_not_understood_is_refused_with_its_line(block: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        read(f"---\n{block}\n---\nText.\n", "s.md")
    assert says in str(caught.value)
    assert caught.value.next_step


NO_FRONT_MATTER = (
    "",
    "Text.",
    "---",
    "---\nsource: a.txt\n",
    "----\nsource: a.txt\n---\n",
    "\n---\nsource: a.txt\n---\n",
    "---\n---\nText.",
    "---\n# only a comment\n---\nText.",
)


@pytest.mark.parametrize("text", NO_FRONT_MATTER)
def test_what_is_no_front_matter_says_nothing(text: str) -> None:
    assert read(text) == FrontMatter()
    assert stretch(text) is None


CLAIMED = (
    ("---\nsource: a.txt\n---\n# Fire\n\nSeventeen died.\n", "s.md", ["Seventeen died."]),
    ("---\r\nsource: a.txt\r\n---\r\nSeventeen died.\r\n", "s.md", ["Seventeen died."]),
    ("\ufeff---\nsource: a.txt\n---\nSeventeen died.", "s.txt", ["Seventeen died."]),
    (
        "---\nThe fire killed 19 people.\n---\nSeventeen died.",
        "s.md",
        ["The fire killed 19 people.", "Seventeen died."],
    ),
    ("+++\nThe fire killed 19.\n+++\n\nSeventeen died.", "s.md", ["+++\nThe fire killed 19.", "Seventeen died."]),
    ("+++\ntitle = 'Fire'\n+++\n\nSeventeen died.", "s.md", ["Seventeen died."]),
    (
        "---\nTitle: five of us died\n---\nSeventeen died.",
        "s.txt",
        ["---\nTitle: five of us died\n---\nSeventeen died."],
    ),
)


@pytest.mark.parametrize(("text", "name", "wanted"), CLAIMED)
def test_it_is_no_claim_and_what_only_looks_like_it_is_one(text: str, name: str, wanted: list[str]) -> None:
    found = claims(text, name)
    assert [claim.text for claim in found] == wanted
    for claim in found:
        assert claim.place
        assert claim.place.span.of(text) == claim.text


KEYS = st.sampled_from(("source", "published", "language", "title", "- ", "  ", "#", "'", '"', "[", "]", "x"))
LINES = st.lists(
    KEYS | st.sampled_from((":", ": ", " ", "\n", "\r\n", "2026-09-16", "a.txt", "\\", "---\n")), max_size=20
)


@given(st.text() | LINES.map("".join).map(lambda block: f"---\n{block}\n---\nText."))
@example("---\nsource: \ud800\n---\n")
def test_any_text_is_read_or_refused(text: str) -> None:
    found = stretch(text)
    assert found is None or (found.start == 0 and found.of(text).startswith(("---", "\ufeff---")))
    with contextlib.suppress(InputError):
        assert isinstance(read(text), FrontMatter)
