"""A source in, a checked summary out: where conversation, client and checker meet.

`_Run` is the whole of it but the waiting: what to ask next, what becomes of a draft, what is left when it ends early.
`summarise` and `asummarise` only carry questions to a model and drafts back, one blocking, one not.

Whatever ends a run early (Ctrl-C, `stop`, an endpoint that is lost), what was done is returned, and `stopped` says why.
Only when not a single claim has arrived is the error itself raised.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from dataclasses import dataclass, replace

from copydesk.checking.check import Checker
from copydesk.checking.records import CheckedClaim
from copydesk.desk.endpoint import EMBEDDED, model_name, opened
from copydesk.desk.settings import SummariseSettings
from copydesk.errors import CopydeskError, InputError, ModelNonsense
from copydesk.llm import client, prompts
from copydesk.llm.client import AsyncClient, Client, Meter
from copydesk.llm.conversation import Conversation, Ending, Request, Usage
from copydesk.llm.schema import Draft, Repair
from copydesk.report.events import AskingAgain, Checked, Event, Reading, Waiting, Writing
from copydesk.report.result import ModelRun, Result, Timing
from copydesk.segments import windows
from copydesk.source import Source
from copydesk.version import VERSION

__all__ = ["Ask", "AsyncAsk", "SummariseSettings", "asummarise", "summarise"]

Ask = Callable[[Request, Meter], Generator[Draft | Repair, None, None]]
"""Carries a question to a model and hands on the drafts, one by one."""
AsyncAsk = Callable[[Request, Meter], AsyncGenerator[Draft | Repair, None]]

INTERRUPTED = "Interrupted."
MOST_NEAR = 2
"""Sentences of the source that the model is shown beside the reasons, when it is asked again."""


class _Stop(Exception):
    """The caller's `stop` said so."""


@dataclass(frozen=True, slots=True)
class _Watcher:
    """Who is told, who is asked whether to go on, and what time it is (seconds)."""

    emit: Callable[[Event], None]
    stop: Callable[[], bool]
    clock: Callable[[], float] | None

    def now(self) -> float:
        return self.clock() if self.clock else 0.0


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
    run = _Run(source, settings or SummariseSettings(), _watcher(on_event, stop, clock))
    try:
        with _asking(run) if ask is None else contextlib.nullcontext(ask) as asking:
            while (request := run.next_request()) is not None:
                with run.answering(), contextlib.closing(asking(request, run.meter)) as drafts:
                    for draft in drafts:
                        run.receive(draft)
    except (KeyboardInterrupt, _Stop):
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
    run = _Run(source, settings or SummariseSettings(), _watcher(on_event, stop, clock))
    try:
        async with _aasking(run) if ask is None else contextlib.nullcontext(ask) as asking:
            while (request := run.next_request()) is not None:
                with run.answering():
                    async with contextlib.aclosing(asking(request, run.meter)) as drafts:
                        async for draft in drafts:
                            run.receive(draft)
    except _Stop:
        run.interrupted()
    return run.result()


def _watcher(
    on_event: Callable[[Event], None] | None, stop: Callable[[], bool] | None, clock: Callable[[], float] | None
) -> _Watcher:
    return _Watcher(on_event or (lambda event: None), stop or (lambda: False), clock)


@contextlib.contextmanager
def _asking(run: _Run) -> Iterator[Ask]:
    with (
        opened(run.settings, run.emit) as endpoint,
        contextlib.closing(Client(run.settings.client(endpoint))) as asked,
    ):
        yield asked.ask


@contextlib.asynccontextmanager
async def _aasking(run: _Run) -> AsyncGenerator[AsyncAsk, None]:
    opening = opened(run.settings, run.emit)
    endpoint = await asyncio.to_thread(opening.__enter__)
    try:
        asked = AsyncClient(run.settings.client(endpoint))
        async with contextlib.aclosing(asked):
            yield asked.ask
    finally:
        await asyncio.to_thread(opening.__exit__, None, None, None)


class _Run:
    """One summary in the making."""

    def __init__(self, source: Source, settings: SummariseSettings, watcher: _Watcher) -> None:
        parts = windows(source, settings.window_chars)
        if not parts:
            raise InputError(f"There is nothing to summarise in {source.name!r}.", "Give a text with sentences in it.")
        self.source, self.settings = source, settings
        self.meter = Meter()
        self._watcher = watcher
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
        self._times = _Times(watcher.now())

    def emit(self, event: Event) -> None:
        self._watcher.emit(event)

    def next_request(self) -> Request | None:
        """What to ask next; None when the run is over."""
        if self._watcher.stop():
            raise _Stop
        request = None if self._stopped else self._talk.next_request()
        if request is None:
            return None
        self._first_request = self._first_request or request
        self._expected, self.meter = self._drafts + request.most, self._new_meter()
        again = AskingAgain(len(request.asked), request.round)
        self.emit(again if request.asked else Reading(request.window, request.windows))
        return request

    @contextlib.contextmanager
    def answering(self) -> Iterator[None]:
        """Around an answer: notes how it ended, and keeps an endpoint's fault from losing what was done."""
        began, fault = self._watcher.now(), None
        how: Ending = "interrupted"
        try:
            yield
            how = "cut" if self.meter.cut else "complete"
        except CopydeskError as error:
            how, fault = "failed", error
            self._failed(error)
        finally:
            self._times.model += self._watcher.now() - began
            self._end(how, fault)

    def receive(self, draft: Draft | Repair) -> None:
        """Takes a draft and checks it at once."""
        self._drafts += 1
        self._times.claim_came(self._watcher.now())
        claim = self._talk.receive(draft)
        if claim is not None:
            self._judge(self._checker.check(claim))
        if self._watcher.stop():
            raise _Stop
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
            run=self._model_run(),
            stopped=self._stopped or self._unanswered,
            timing=self._times.timing(self._watcher.now()) if self._watcher.clock else None,
        )

    def _judge(self, checked: CheckedClaim) -> None:
        claim, accepted = checked.claim, checked.outcome == "accepted"
        flagging = filter(self.settings.policy.flags_finding, checked.findings)
        self._checked[claim.id] = checked
        near = () if accepted else self._near(checked)
        self._talk.judged(claim.id, accepted, tuple(finding.message for finding in flagging), near)
        if accepted:
            self._times.accepted_came(self._watcher.now())
        self.emit(Checked(checked, self._talk.replaces(claim.id)))

    def _near(self, checked: CheckedClaim) -> tuple[str, ...]:
        """The sentences that hold the claim's evidence; where none does, those that the checker finds for it itself."""
        support = checked.support or self._checker.check(replace(checked.claim, evidence=None)).support
        return tuple(ref.span.of(self.source.text) for ref in support[:MOST_NEAR])

    def _failed(self, error: CopydeskError) -> None:
        """An endpoint that is lost ends the run; an answer that cannot be read only leaves its part out."""
        self._error = self._error or error
        if not isinstance(error, ModelNonsense):
            self._stopped = str(error)
        elif self._request_is_first():
            self._unanswered = str(error)

    def _request_is_first(self) -> bool:
        return self._talk.asking is not None and self._talk.asking.purpose == "first"

    def _end(self, how: Ending, fault: CopydeskError | None) -> None:
        meter = self.meter
        usage = Usage(meter.prompt_tokens, meter.completion_tokens, meter.requests)
        self._talk.ended(how, usage, str(fault) if fault else None)

    def _new_meter(self) -> Meter:
        return Meter(
            on_start=lambda: self.emit(Writing(self._drafts + 1)),
            on_wait=lambda reason, seconds: self.emit(Waiting(reason, seconds)),
        )

    def _model_run(self) -> ModelRun:
        first = self._first_request
        return ModelRun(
            model=model_name(self.settings),
            endpoint=self.settings.base_url or EMBEDDED,
            prompt=self._prompt.name,
            prompt_version=self._prompt.version,
            prompt_sha256=prompts.fingerprint(first.messages if first else ()),
            schema_sha256=client.schema_sha256(first) if first else "",
            settings=self.settings.recorded(),
            attempts=self._talk.attempts,
        )


@dataclass(slots=True)
class _Times:
    """Seconds, all from the caller's clock."""

    start: float
    first_claim: float | None = None
    first_accepted: float | None = None
    model: float = 0.0

    def claim_came(self, now: float) -> None:
        if self.first_claim is None:
            self.first_claim = now - self.start

    def accepted_came(self, now: float) -> None:
        if self.first_accepted is None:
            self.first_accepted = now - self.start

    def timing(self, now: float) -> Timing:
        return Timing(now - self.start, self.first_claim, self.first_accepted, self.model)
