"""A source in, a checked summary out: where conversation, client and checker meet.

`_Run` is the whole of it but the waiting: what to ask next, what becomes of a draft, what is left when it ends early.
`summarise` and `asummarise` only carry questions to a model and drafts back, one blocking, one not.

Whatever ends a run early (Ctrl-C, `stop`, an endpoint that is lost), what was done is returned, and `stopped` says why.
Only when not a single claim has arrived is the error itself raised.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from copydesk.checking.check import Checker
from copydesk.checking.records import CheckedClaim
from copydesk.desk.endpoint import Ask, AsyncAsk, aasking, asking
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
from copydesk.llm.conversation import Conversation, Ending, Request, Usage
from copydesk.llm.schema import Draft, Repair
from copydesk.report.events import AskingAgain, Checked, Event, Reading, Writing
from copydesk.report.result import Result
from copydesk.segments import windows
from copydesk.source import Source
from copydesk.version import VERSION

__all__ = ["INTERRUPTED", "Ask", "AsyncAsk", "SummariseSettings", "asummarise", "summarise"]


def summarise(
    source: Source,
    settings: SummariseSettings | None = None,
    *,
    on_event: Callable[[Event], None] | None = None,
    clock: Callable[[], float] | None = None,
    ask: Ask | None = None,
    stop: Callable[[], bool] | None = None,
) -> Result:
    """Summarises a source in claims, each checked the moment it arrives.

    Args:
        source: what is summarised, and what the claims are checked against.
        settings: None for the embedded model and eight claims.
        on_event: told what happens, in order.
        clock: seconds, for the result's timing; None for a result without timing, the same on every replay.
        ask: instead of a client for the settings' endpoint.
        stop: asked after every claim; True ends the run.

    Raises:
        InputError: nothing in the source can be summarised, or a setting is impossible.
        PromptError: the prompt file is unusable.
        ModelMissing, ModelRefused, ModelUnreachable, ModelNonsense: no model answered with a single claim.
    """
    run = _Run(source, settings or SummariseSettings(), watcher(on_event, stop, clock))
    try:
        with asking(run.settings, run.emit) if ask is None else contextlib.nullcontext(ask) as model:
            while (request := run.next_request()) is not None:
                with run.answering(), contextlib.closing(model(request, run.meter)) as drafts:
                    for draft in drafts:
                        run.receive(draft)
    except (KeyboardInterrupt, Stopped):
        run.interrupted()
    return run.result()


async def asummarise(
    source: Source,
    settings: SummariseSettings | None = None,
    *,
    on_event: Callable[[Event], None] | None = None,
    clock: Callable[[], float] | None = None,
    ask: AsyncAsk | None = None,
    stop: Callable[[], bool] | None = None,
) -> Result:
    """The same without blocking the event loop: see `summarise`. Cancelling the task ends it without a result."""
    run = _Run(source, settings or SummariseSettings(), watcher(on_event, stop, clock))
    try:
        async with aasking(run.settings, run.emit) if ask is None else contextlib.nullcontext(ask) as model:
            while (request := run.next_request()) is not None:
                with run.answering():
                    async with contextlib.aclosing(model(request, run.meter)) as drafts:
                        async for draft in drafts:
                            run.receive(draft)
    except Stopped:
        run.interrupted()
    return run.result()


class _Run:
    """One summary in the making."""

    def __init__(self, source: Source, settings: SummariseSettings, watched: Watcher) -> None:
        parts = windows(source, settings.window_chars)
        if not parts:
            raise InputError(f"There is nothing to summarise in {source.name!r}.", "Give a text with sentences in it.")
        self.source, self.settings = source, settings
        self.meter = Meter()
        self._watcher = watched
        self._prompt = prompts.load(settings.prompt)
        self._talk = Conversation(self._prompt, [part.text(source) for part in parts], settings.wishes)
        self._checker = Checker([source], settings.policy)
        self._checked: dict[str, CheckedClaim] = {}
        self._first_request: Request | None = None
        self._expected = 0
        self._drafts = 0
        self._stopped: str | None = None
        self._unanswered: str | None = None
        self._error: CopydeskError | None = None
        self._times = Times(watched.now())

    def emit(self, event: Event) -> None:
        self._watcher.emit(event)

    def next_request(self) -> Request | None:
        """What to ask next; None when the run is over."""
        if self._watcher.stop():
            raise Stopped
        request = None if self._stopped else self._talk.next_request()
        if request is None:
            return None
        self._first_request = self._first_request or request
        self._expected, self.meter = self._drafts + request.most, metered(self.emit, lambda: self._drafts + 1)
        again = AskingAgain(len(request.asked), request.round)
        self.emit(again if request.asked else Reading(request.window, request.windows))
        return request

    @contextlib.contextmanager
    def answering(self) -> Iterator[None]:
        """Around an answer: notes how it ended, and keeps an endpoint's fault from losing what was done."""
        began = self._watcher.now()
        try:
            with answered(self.meter, self._ended):
                yield
        finally:
            self._times.model += self._watcher.now() - began

    def receive(self, draft: Draft | Repair) -> None:
        """Takes a draft and checks it at once."""
        self._drafts += 1
        self._times.claim_came(self._watcher.now())
        claim = self._talk.receive(draft)
        if claim is not None:
            self._judge(self._checker.check(claim))
        if self._watcher.stop():
            raise Stopped
        if self._drafts < self._expected:
            self.emit(Writing(self._drafts + 1))

    def interrupted(self) -> None:
        self._stopped = INTERRUPTED

    def result(self) -> Result:
        """What there is, whether or not the run came to its end.

        Raises:
            CopydeskError: the run failed before a single claim had arrived.
        """
        if self._error is not None and not self._drafts:
            raise self._error
        judged = (self._checked.get(claim_id) for claim_id in self._talk.summary)
        return Result(
            sources=(self.source,),
            claims=tuple(checked for checked in judged if checked is not None),
            policy_sha256=self.settings.policy.sha256,
            version=VERSION,
            run=model_run(self.settings, self._prompt, self._first_request, self._talk.attempts),
            stopped=self._stopped or self._unanswered,
            timing=self._times.timing(self._watcher.now()) if self._watcher.clock else None,
        )

    def _judge(self, checked: CheckedClaim) -> None:
        claim, accepted = checked.claim, checked.outcome == "accepted"
        flagging = filter(self.settings.policy.flags_finding, checked.findings)
        self._checked[claim.id] = checked
        near = () if accepted else texts(self._checker, bearing(self._checker, checked)[:MOST_NEAR])
        self._talk.judged(claim.id, accepted, tuple(finding.message for finding in flagging), near)
        if accepted:
            self._times.accepted_came(self._watcher.now())
        self.emit(Checked(checked, self._talk.replaces(claim.id)))

    def _failed(self, error: CopydeskError) -> None:
        """An endpoint that is lost ends the run; an answer that cannot be read only leaves its part out."""
        self._error = self._error or error
        if not isinstance(error, ModelNonsense):
            self._stopped = str(error)
        elif self._request_is_first():
            self._unanswered = str(error)

    def _request_is_first(self) -> bool:
        return self._talk.asking is not None and self._talk.asking.purpose == "first"

    def _ended(self, how: Ending, usage: Usage, fault: CopydeskError | None) -> None:
        if fault is not None:
            self._failed(fault)
        self._talk.ended(how, usage, str(fault) if fault else None)
