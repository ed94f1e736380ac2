"""Comments that let a finding pass: at which claim they stand, what they need, and what is no comment."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copydesk.claims import Ignore
from copydesk.errors import InputError
from copydesk.ingest.comments import in_markdown
from copydesk.ingest.ignores import marked
from copydesk.ingest.summary import located


def read(text: str, name: str) -> list[tuple[str, list[str]]]:
    """Each claim, with the codes that pass there."""
    found = marked(text, name, located(text, name))
    return [(one.claim.text, [ignore.code for ignore in one.claim.ignores]) for one in found]


C = "<!-- copydesk: ignore[NUM] it is so -->"
MARKDOWN = (
    (f"One died. {C}\nTwo died.", [("One died.", ["NUM"]), ("Two died.", [])]),
    (f"{C}\nOne died.\n\nTwo died.", [("One died.", ["NUM"]), ("Two died.", [])]),
    (f"{C}\n\nOne died.", [("One died.", ["NUM"])]),
    (f"{C} One died.", [("One died.", ["NUM"])]),
    (f"One {C} died.", [("One  died.", ["NUM"])]),
    (f"One died{C}.", [("One died.", ["NUM"])]),
    (f"One died. {C} Two died.", [("One died.", []), ("Two died.", ["NUM"])]),
    (f"One died. Two died. {C}", [("One died.", []), ("Two died.", ["NUM"])]),
    (f"- One died. {C}\n- Two died.", [("One died.", ["NUM"]), ("Two died.", [])]),
    (f"- One died.\n- {C} Two died.", [("One died.", []), ("Two died.", ["NUM"])]),
    (f"- One died.\n{C}\n- Two died.", [("One died.", []), ("Two died.", ["NUM"])]),
    (f"{C}\n1. One died.\n2. Two died.", [("One died.", ["NUM"]), ("Two died.", [])]),
    (f"## One man died on Friday {C}\n\nTwo died.", [("One man died on Friday", ["NUM"]), ("Two died.", [])]),
    (f"One\ndied. {C}", [("One\ndied.", ["NUM"])]),
    (f"| Ost | West |\n|---|---|\n| 17 {C} | 18 |", [("17", ["NUM"]), ("18", [])]),
    (f"{C} {C.replace('NUM', 'hed001')}\nOne died.", [("One died.", ["NUM", "HED001"])]),
    ("One died. <!--copydesk:ignore[num001 , HED]: it\nis so-->", [("One died.", ["NUM001", "HED"])]),
    (f"---\ntitle: x\n---\n{C}\nOne died.", [("One died.", ["NUM"])]),
    (f"{C}\r\nOne died.\r\n", [("One died.", ["NUM"])]),
    (f"`{C}` is code. One died.", [(f"{C} is code.", []), ("One died.", [])]),
    (f"One died.\n\n```\n{C}\n```\n", [("One died.", [])]),
    (f"One died.\n\n    {C}\n", [("One died.", [])]),
    ("`` ` <!-- `` One died. -->", [("` <!-- One died. -->", [])]),
    ("One died. <!-- copydesk is a tool -->", [("One died.", [])]),
    ("One died.\n\n```\n// copydesk: ignore[NUM] x\n```\n", [("One died.", [])]),
    ("<!-- a note --> The fire killed 19 people.", [("The fire killed 19 people.", [])]),
    ("- <!-- a note --> The fire killed 19 people.", [("The fire killed 19 people.", [])]),
    ("<!-- a --> <!-- b -->\nOne died.", [("One died.", [])]),
)
P = "# copydesk: ignore[NUM] it is so"
PLAIN = (
    (f"One died. {P}\nTwo died.", [("One died.", ["NUM"]), ("Two died.", [])]),
    (f"{P}\nOne died.\nTwo died.", [("One died.", ["NUM"]), ("Two died.", [])]),
    (f"- One died. {P}\n- Two died.", [("One died.", ["NUM"]), ("Two died.", [])]),
    (f"Points:\n- One died.\n{P}\n- Two died.", [("Points:", []), ("One died.", []), ("Two died.", ["NUM"])]),
    (f"One died.\r\n{P}\r\nTwo died.", [("One died.", []), ("Two died.", ["NUM"])]),
    ("#copydesk:ignore[NUM,HED] it is so\nOne died.", [("One died.", ["NUM", "HED"])]),
    ("# copydesk is a tool.\nOne died.", [("# copydesk is a tool.", []), ("One died.", [])]),
    ("See a.example/x#copydesk: One died.", [("See a.example/x#copydesk: One died.", [])]),
)


@pytest.mark.parametrize(("text", "wanted"), MARKDOWN)
def test_in_markdown_it_stands_at_one_claim(text: str, wanted: list[tuple[str, list[str]]]) -> None:
    assert [(words.strip(), codes) for words, codes in read(text, "s.md")] == wanted


@pytest.mark.parametrize(("text", "wanted"), PLAIN)
def test_in_plain_text_it_ends_with_its_line(text: str, wanted: list[tuple[str, list[str]]]) -> None:
    assert read(text, "s.txt") == wanted


def test_it_keeps_its_reason_and_its_line() -> None:
    text = "One died.\n\nTwo died. <!-- copydesk: ignore[NUM001, HED] of\n 2024, not   2026 -->"
    (_, two) = marked(text, "s.md", located(text, "s.md"))
    reason = "of 2024, not 2026"
    assert two.claim.ignores == (Ignore("NUM001", reason, 3), Ignore("HED", reason, 3))


REFUSED = (
    ("s.md", "One died. <!-- copydesk: ignore[NUM] -->", "s.md:1: a comment to ignore something gives no reason."),
    (
        "s.md",
        "One died.\n<!-- copydesk: ignore[NUM] - -->\nTwo.",
        "s.md:2: a comment to ignore something gives no reason.",
    ),
    (
        "s.md",
        "One died. <!-- copydesk: ignore[NMU001] x -->",
        "s.md:1: 'NMU001' is no code and no family of findings. Did",
    ),
    ("s.md", "One died. <!-- copydesk: ignore[NUM,] x -->", "s.md:1: '' is no code"),
    ("s.md", "One died. <!-- copydesk: ignore[] x -->", "s.md:1: '' is no code"),
    ("s.md", "One died. <!-- copydesk: ignore[NUM999] x -->", "'NUM999' is no code"),
    ("s.md", "One died. <!-- copydesk: ignore NUM x -->", "s.md:1: a comment for copydesk is not understood."),
    ("s.md", "One died. <!-- copydesk ignore[NUM] x -->", "s.md:1: a comment for copydesk is not understood."),
    ("s.md", "One died. <!-- copydesk-ignore: NUM -->", "s.md:1: a comment for copydesk is not understood."),
    ("s.md", "One died. <!-- Copydesk: skip -->", "s.md:1: a comment for copydesk is not understood."),
    ("s.md", "One died.\n\n# copydesk: ignore[NUM] it is so\n", "s.md:3: '# copydesk: ignore' is no comment here."),
    ("s.md", "One died. <!-- copydesk: ignore[NUM] it is so", "s.md:1: '<!-- copydesk: ignore' is no comment here."),
    ("s.txt", f"One died. {C}", "s.txt:1: '<!-- copydesk: ignore' is no comment here."),
    ("s.txt", "One died.\n// copydesk: ignore[NUM] so", "s.txt:2: '// copydesk: ignore' is no comment here."),
    ("s.txt", "One died. # copydesk: ignore[NUM]", "s.txt:1: a comment to ignore something gives no reason."),
    ("s.md", f"One died.\n\n{C}\n", "s.md:3: a comment to ignore something stands at no claim."),
    ("s.md", f"{C}\n## Summary\n\nOne died.", "s.md:1: a comment to ignore something stands at no claim."),
    ("s.md", f"{C}\n```\ncode\n```\nOne died.", "s.md:1: a comment to ignore something stands at no claim."),
)


@pytest.mark.parametrize(("name", "text", "says"), REFUSED)
def test_what_is_not_understood_is_refused_with_its_line(name: str, text: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text, name)
    assert str(caught.value).startswith(says) or says in str(caught.value)
    assert caught.value.next_step


MARKS = (
    "<!--",
    "-->",
    "copydesk",
    ":",
    "ignore",
    "[NUM]",
    "[",
    "]",
    " x",
    "`",
    "``",
    "```\n",
    "\n",
    "\n\n",
    "    ",
    "- ",
)
PIECES = st.sampled_from((*MARKS, "One died. ", "#", "\\", "\r", "|", C, P, "\ufdd0", "\ud800"))


@given(st.text() | st.lists(PIECES, max_size=14).map("".join), st.sampled_from(("s.md", "s.txt")))
@example(f"{C}\n- ", "s.md")
def test_any_text_is_read_or_refused(text: str, name: str) -> None:
    with contextlib.suppress(InputError):
        for one in marked(text, name, located(text, name)):
            assert len(one.offsets) == len(one.claim.text)
            assert list(one.offsets) == sorted(one.offsets)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_without_its_comments_a_text_is_as_long_and_has_its_lines(text: str) -> None:
    blanked = in_markdown(text).blanked(text)
    assert len(blanked) == len(text)
    assert [at for at, letter in enumerate(blanked) if letter == "\n"] == [at for at, x in enumerate(text) if x == "\n"]


@pytest.mark.parametrize("piece", ("<!--", "`", "`x``", "<!-- ` -->", "\n```", "copydesk:"))
def test_a_long_hostile_text_is_read_in_linear_time(piece: str) -> None:
    in_markdown(piece * 20_000)
