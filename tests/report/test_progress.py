"""What is going on is said: as lines where there is no terminal, on one live line where there is."""

from __future__ import annotations

import io

from rich.console import Console

import results
from copydesk.report.events import AskingAgain, Checked, Event, Joining, Loading, Reading, Waiting, Writing
from copydesk.report.progress import Progress

EVENTS: tuple[Event, ...] = (
    Joining(0, 1_117_000_000),
    Joining(500_000_000, 1_117_000_000),
    Loading("tiny"),
    Reading(0, 2),
    Writing(1),
    Checked(results.flagged()),
    Writing(2),
    Waiting("429 Too Many Requests", 2.0),
    AskingAgain(1, 1),
    Checked(results.accepted(), replaces="s1"),
)
LINES = """\
joining the model: 0 of 1117 MB
loading tiny
reading the source, part 1 of 2
writing claim 1
flagged   The fire killed 19 people.  [NUM001, HED001]
writing claim 2
waiting 2 s before another try: 429 Too Many Requests
asking again for 1 claim, round 1
accepted  (instead of s1) Seventeen people died on 16 September.
"""


def shown(terminal: bool) -> str:
    out = io.StringIO()
    with Progress(Console(file=out, width=200, force_terminal=terminal, markup=False, highlight=False)) as progress:
        for event in EVENTS:
            progress(event)
    return out.getvalue()


def test_without_a_terminal_every_step_is_a_line() -> None:
    assert shown(terminal=False) == LINES


def test_on_a_terminal_claims_stay_and_the_cursor_comes_back() -> None:
    text = shown(terminal=True)
    assert "Seventeen people died" in text
    assert text.rindex("\x1b[?25h") > text.index("\x1b[?25l")
