"""Files that are meant to do harm end the child, with one sentence and in time, and cost the parent no memory."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from copydesk.errors import InputError
from copydesk.ingest import document, limited
from copydesk.ingest.parsed import Parsed
from copydesk.source import Block, Span
from ingest import made

pytestmark = pytest.mark.slow

GROWTH = 50 * 1024
"""Kibibytes that the process which asks may grow by; it has some 100,000 before it begins."""

BOMBS: tuple[tuple[str, Callable[[], bytes], str], ...] = (
    ("zeros in a DOCX", lambda: made.zeros_in_a_docx(1_000_000_000), "unpacks to more than the 400 MB"),
    ("tags in a DOCX", lambda: made.docx("<w:p/>" * 5_000_000), "more than 3,000,000 tags"),
    (
        "letters in a DOCX",
        lambda: made.docx(made.paragraphs("🔥" + "x" * 39_000_000)),
        "more than 5,000,000 characters",
    ),
    ("laughs in a DOCX", lambda: made.zipped(word__document=f"{made.LAUGHING}<x>&a9;</x>"), "declares entities"),
    ("depth in a DOCX", lambda: made.docx("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000), "nested too deep"),
    ("zeros in a PDF", lambda: made.zeros_in_a_pdf(300_000_000), "unpacks to more than a PDF may"),
    ("tags in a page", lambda: b"<html>" + b"<p>x" * 1_000_000, "more than 200,000 tags"),
    ("depth in a page", lambda: b"<div>" * 200_000 + b"x", "nested more than 2,000 deep"),
)


@pytest.mark.slow
@pytest.mark.parametrize(("data", "says"), [row[1:] for row in BOMBS], ids=[row[0].replace(" ", "-") for row in BOMBS])
def test_a_bomb_ends_the_child_and_not_the_parent(data: Callable[[], bytes], says: str) -> None:
    bomb = data()
    before, begun = _most_memory(), time.monotonic()
    with pytest.raises(InputError, match=says) as error:
        document.from_bytes(bomb, "bomb")
    assert error.value.next_step
    assert _most_memory() - before < GROWTH
    assert time.monotonic() - begun < limited.WALL_SECONDS + 5


def _most_memory() -> int:
    """Kibibytes that this process has had at its most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


GREEDY = (("while True: pass", (-signal.SIGXCPU, -signal.SIGKILL)), ("bytearray(600_000_000)", (1,)))


@pytest.mark.parametrize(("code", "ends"), GREEDY, ids=("time", "memory"))
def test_the_system_ends_a_child_that_takes_too_much(code: str, ends: tuple[int, ...]) -> None:
    code = f"from copydesk.ingest import limited; limited.PROCESSOR_SECONDS = 2; limited.bound()\n{code}"
    done = subprocess.run([sys.executable, "-c", code], env=limited.environment(), check=False, capture_output=True)
    assert done.returncode in ends


def test_a_child_that_is_late_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited, "WALL_SECONDS", 0.05)
    with pytest.raises(InputError, match=r"was not read within 0\.05 seconds"):
        limited.parsed("pdf", made.pdf(("One.",)), "x")


def test_the_child_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    assert "secret" not in limited.environment().values()


def test_any_name_reaches_the_child_and_comes_back() -> None:
    name = "a\0b\ud800c\nΩ.pdf" + "x" * 5_000
    with pytest.raises(InputError) as error:
        limited.parsed("pdf", b"%PDF-", name)
    assert error.value.message.startswith(f"{name!r} is a damaged PDF")


UNBELIEVED = (
    b"",
    b"{}",
    b"[]",
    b"null",
    json.dumps({"parsed": {"text": "a", "blocks": [{"span": {"start": 0, "end": 2}, "kind": "body"}]}}).encode(),
    json.dumps({"parsed": {"text": "a", "blocks": [{"span": {"start": 0, "end": 1}, "kind": "truth"}]}}).encode(),
    json.dumps({"parsed": {"text": 1, "blocks": []}}).encode(),
    b'{"parsed": {"text": "\\ud800", "blocks": []}}',
)


@pytest.mark.parametrize("answer", UNBELIEVED)
def test_what_the_child_answers_is_not_believed(answer: bytes) -> None:
    with pytest.raises(InputError):
        limited.told(answer, "x")


def test_an_answer_comes_back_as_it_was() -> None:
    found = Parsed("ab\n\U0001f525", (Block(Span(0, 2), "body", 1), Block(Span(3, 4), "furniture", 2)))
    assert limited.told(limited.written(limited.Answer(found)), "x") == found
