"""A display of what is going on while a summary is made, on standard error.

Hand `Progress` to the desk as the function that is called with every event. On a terminal one line says what is
happening now, and claims stay above it as they are judged; elsewhere every event of note is a line.
"""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.status import Status
from rich.text import Text

from copydesk.checking.records import Outcome
from copydesk.report import wording
from copydesk.report.events import AskingAgain, Checked, Event, Joining, Loading, Reading, Waiting, Writing

_MARKS: dict[Outcome, tuple[str, str]] = {
    "accepted": ("accepted", "green"),
    "flagged": ("flagged", "bold red"),
    "unchecked": ("unchecked", "yellow"),
}
_MEGA = 1_000_000


class Progress:
    """Shows events as they come; a context manager.

    Args:
        console: where to show them, as a rule a console on standard error.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._status: Status | None = None
        self._said = ""

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._status = self._console.status("starting")
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status:
            self._status.stop()

    def __call__(self, event: Event) -> None:
        """Shows one event."""
        if isinstance(event, Checked):
            self._console.print(claim_line(event), soft_wrap=True)
            return
        self._now(now_words(event), every=not isinstance(event, Joining | Writing))

    def _now(self, words: str, every: bool) -> None:
        if self._status:
            self._status.update(Text(words))
        elif every or words.split(":")[0] != self._said:
            self._console.print(Text(words), soft_wrap=True)
        self._said = words.split(":")[0]


def claim_line(event: Checked) -> Text:
    """The line for a claim that was just judged."""
    word, style = _MARKS[event.claim.outcome]
    line = Text(f"{word:9} ", style=style)
    if event.replaces:
        line.append(f"(instead of {wording.shown(event.replaces)}) ", style="dim")
    line.append(wording.shown(event.claim.claim.text), style="not bold default")
    codes = dict.fromkeys(finding.code for finding in event.claim.findings)
    if codes and event.claim.outcome != "accepted":
        line.append(f"  [{', '.join(codes)}]", style="dim")
    return line


def now_words(event: Event) -> str:
    """What is going on, in a few words."""
    match event:
        case Joining(done, total):
            return f"joining the model: {done // _MEGA} of {total // _MEGA} MB"
        case Loading(model):
            return f"loading {wording.shown(model)}"
        case Reading(window, windows):
            return "reading the source" if windows == 1 else f"reading the source, part {window + 1} of {windows}"
        case Writing(claim):
            return f"writing claim {claim}"
        case Waiting(reason, seconds):
            return f"waiting {seconds:.0f} s before another try: {wording.shown(reason)}"
        case AskingAgain(claims, round):
            return f"asking again for {wording.counted(claims, 'claim')}, round {round}"
        case Checked(claim):
            return f"checking {claim.claim.id}"
