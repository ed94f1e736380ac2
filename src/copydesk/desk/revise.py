"""One claim asked again as a person says, and the new claim checked: the desk's part of "ask again".

Exactly one answer is asked (a fault of transport is retried as always). An answer that is no use is an outcome: there
is no new claim, `stopped` says why, and what it cost is kept. A model that does not answer is an error, and is raised.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from copydesk.checking.check import Checker
from copydesk.checking.records import CheckedClaim
from copydesk.desk.endpoint import Ask, asking
from copydesk.desk.run import (
    INTERRUPTED,
    MOST_NEAR,
    Stopped,
    Times,
    Watcher,
    answered,
    bearing,
    metered,
    model_run,
    texts,
    watcher,
)
from copydesk.desk.settings import SummariseSettings
from copydesk.errors import CopydeskError, InputError, ModelNonsense
from copydesk.llm import prompts
from copydesk.llm.client import Meter
from copydesk.llm.conversation import Ending, Request, Usage
from copydesk.llm.revision import TEMPLATES, Order, Parts, Revising, instruction_from, parts_holding, revised_id
from copydesk.llm.schema import Draft, Repair
from copydesk.report.events import AskingAgain, Checked, Event
from copydesk.report.result import ModelRun, Timing
from copydesk.source import Source

PROMPT = "revise"


@dataclass(frozen=True, slots=True)
class Revision:
    """What came of asking again.

    Attributes:
        claim: the new claim with its verdict; None when there is none.
        run: how the model was asked; the instruction stands among its settings.
        stopped: one sentence when there is no new claim, or when the answer ended early behind it; else None.
        timing: None without a clock.
    """

    claim: CheckedClaim | None
    run: ModelRun
    stopped: str | None
    timing: Timing | None = None


def revise(
    sources: Source | Sequence[Source],
    checked: CheckedClaim,
    instruction: str,
    settings: SummariseSettings | None = None,
    *,
    version: int | None = None,
    on_event: Callable[[Event], None] | None = None,
    clock: Callable[[], float] | None = None,
    ask: Ask | None = None,
    stop: Callable[[], bool] | None = None,
) -> Revision:
    """Has a model write one claim anew as a person says, and checks what it wrote.

    Args:
        sources: what the claim was checked against, in the same order.
        checked: the claim and its verdict; its flagging findings are told to the model.
        instruction: in any language, one line of 1 to 500 characters.
        settings: of the model, the policy and the claim's language; what only a summary needs is not looked at. None
            for the embedded model and the language of the first source.
        version: of the revision, for its id ("c3.r2"); None for the one after that of the claim.
        on_event: told what happens, in order.
        clock: seconds, for the timing; None for a revision without timing, the same on every replay.
        ask: instead of a client for the settings' endpoint.
        stop: asked before the question; True ends the run.

    Raises:
        InputError: the instruction is impossible, or the sources are not those that the claim was checked against.
        ModelMissing, ModelRefused, ModelUnreachable: no model answered.
    """
    words = instruction_from(instruction)
    listed = _checked_against(sources, checked)
    chosen = settings or SummariseSettings(language=listed[0].language)
    checker = Checker(listed, chosen.policy)
    refs = bearing(checker, checked)
    order = Order(
        claim=checked.claim,
        new_id=revised_id(checked.claim.id, version),
        instruction=words,
        reasons=tuple(finding.message for finding in checked.findings if chosen.policy.flags_finding(finding)),
        near=texts(checker, refs[:MOST_NEAR]),
        language=chosen.language,
    )
    parts = parts_holding(listed, refs, chosen.window_chars)
    run = _Run(checker, order, parts, chosen, watcher(on_event, stop, clock))
    try:
        with asking(chosen, run.emit) if ask is None else contextlib.nullcontext(ask) as model:
            request = run.start()
            with run.answering(), contextlib.closing(model(request, run.meter)) as drafts:
                for draft in drafts:
                    run.receive(draft)
    except (KeyboardInterrupt, Stopped):
        run.stopped = INTERRUPTED
    return run.result()


def _checked_against(sources: Source | Sequence[Source], checked: CheckedClaim) -> tuple[Source, ...]:
    listed = (sources,) if isinstance(sources, Source) else tuple(sources)
    if not listed:
        raise InputError("There is no source to check against.", "Hand in at least one.")
    for ref in checked.support:
        if ref.source >= len(listed) or ref.span.end > len(listed[ref.source].text):
            message = f"The claim {checked.claim.id!r} rests on a place that is not in these sources."
            raise InputError(message, "Hand in those that it was checked against, in the same order.")
    return listed


class _Run:
    """One claim in the making."""

    def __init__(
        self, checker: Checker, order: Order, parts: Parts, settings: SummariseSettings, watched: Watcher
    ) -> None:
        self.meter = Meter()
        self.stopped: str | None = None
        self._checker, self._order, self._settings, self._watcher = checker, order, settings, watched
        self._prompt = prompts.load(PROMPT, TEMPLATES)
        self._asked = Revising(self._prompt, order, parts)
        self._checked: CheckedClaim | None = None
        self._error: CopydeskError | None = None
        self._times = Times(watched.now())

    def emit(self, event: Event) -> None:
        self._watcher.emit(event)

    def start(self) -> Request:
        """What to ask."""
        if self._watcher.stop():
            raise Stopped
        self.meter = metered(self.emit, lambda: 1)
        self.emit(AskingAgain(1, 1))
        return self._asked.request

    @contextlib.contextmanager
    def answering(self) -> Iterator[None]:
        """Around the answer: notes how it ended."""
        began = self._watcher.now()
        try:
            with answered(self.meter, self._ended):
                yield
        finally:
            self._times.model += self._watcher.now() - began

    def receive(self, draft: Draft | Repair) -> None:
        """Takes a draft, and checks it where it is the new claim."""
        claim = self._asked.receive(draft)
        if claim is None:
            return
        self._times.claim_came(self._watcher.now())
        self._checked = self._checker.check(claim)
        if self._checked.outcome == "accepted":
            self._times.accepted_came(self._watcher.now())
        self.emit(Checked(self._checked, self._order.claim.id))

    def result(self) -> Revision:
        """What came of it.

        Raises:
            CopydeskError: no model answered.
        """
        if self._checked is None and self._error is not None and not isinstance(self._error, ModelNonsense):
            raise self._error
        return Revision(
            claim=self._checked,
            run=model_run(self._settings, self._prompt, self._asked.request, self._asked.attempts, self._recorded()),
            stopped=self.stopped or self._why(),
            timing=self._times.timing(self._watcher.now()) if self._watcher.clock else None,
        )

    def _why(self) -> str | None:
        if self._error is not None:
            return self._error.message
        return None if self._checked else self._asked.why or "The model answered without a claim."

    def _ended(self, how: Ending, usage: Usage, fault: CopydeskError | None) -> None:
        self._error = fault
        self._asked.ended(how, usage, str(fault) if fault else None)

    def _recorded(self) -> dict[str, str | int | float | None]:
        """The settings that shape the answer, and the instruction."""
        summary_only = ("claims", "length", "audience", "max_reasks")
        shaping = {name: value for name, value in self._settings.recorded().items() if name not in summary_only}
        return {**shaping, "instruction": self._order.instruction}
