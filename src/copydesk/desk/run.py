"""What every run that asks a model has: who watches it, how an answer ended, what it took, its record, and
which sentences of the source bear on a claim that is asked again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from copydesk.checking.check import Checker
from copydesk.checking.records import CheckedClaim
from copydesk.desk.endpoint import EMBEDDED, model_name
from copydesk.desk.settings import SummariseSettings
from copydesk.errors import CopydeskError
from copydesk.llm import client, prompts
from copydesk.llm.client import Meter
from copydesk.llm.conversation import Ending, Request, Usage
from copydesk.llm.prompts import Prompt
from copydesk.report.events import Event, Waiting, Writing
from copydesk.report.result import Attempt, ModelRun, Timing
from copydesk.source import Ref

INTERRUPTED = "Interrupted."
MOST_NEAR = 2
"""Sentences of the source that the model is shown beside the reasons, when a claim is asked again."""


class Stopped(Exception):
    """The caller's `stop` said so."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is told, who is asked whether to go on, and what time it is (seconds)."""

    emit: Callable[[Event], None]
    stop: Callable[[], bool]
    clock: Callable[[], float] | None

    def now(self) -> float:
        return self.clock() if self.clock else 0.0


def watcher(
    on_event: Callable[[Event], None] | None, stop: Callable[[], bool] | None, clock: Callable[[], float] | None
) -> Watcher:
    return Watcher(on_event or (lambda event: None), stop or (lambda: False), clock)


@dataclass(slots=True)
class Times:
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


def metered(emit: Callable[[Event], None], next_claim: Callable[[], int]) -> Meter:
    """A meter for one question that tells when the answer begins and when a fault of transport is waited out."""
    return Meter(
        on_start=lambda: emit(Writing(next_claim())),
        on_wait=lambda reason, seconds: emit(Waiting(reason, seconds)),
    )


@contextlib.contextmanager
def answered(meter: Meter, ended: Callable[[Ending, Usage, CopydeskError | None], None]) -> Iterator[None]:
    """Around an answer: says how it ended, what it cost, and which fault ended it; that fault goes no further."""
    how: Ending = "interrupted"
    fault: CopydeskError | None = None
    try:
        yield
        how = "cut" if meter.cut else "complete"
    except CopydeskError as error:
        how, fault = "failed", error
    finally:
        ended(how, Usage(meter.prompt_tokens, meter.completion_tokens, meter.requests), fault)


def bearing(checker: Checker, checked: CheckedClaim) -> tuple[Ref, ...]:
    """The sentences that hold the claim's evidence; where none does, those that the checker finds for it itself."""
    return checked.support or checker.check(replace(checked.claim, evidence=None)).support


def texts(checker: Checker, refs: Iterable[Ref]) -> tuple[str, ...]:
    """The words at these places."""
    return tuple(ref.span.of(checker.sources[ref.source].text) for ref in refs)


def model_run(
    settings: SummariseSettings,
    prompt: Prompt,
    first: Request | None,
    attempts: tuple[Attempt, ...],
    recorded: Mapping[str, str | int | float | None] | None = None,
) -> ModelRun:
    """The record of how a model was asked.

    Args:
        first: the first question; None when none was asked.
        recorded: what shaped the answers, where it is not all that stands in the settings.
    """
    return ModelRun(
        model=model_name(settings),
        endpoint=settings.base_url or EMBEDDED,
        prompt=prompt.name,
        prompt_version=prompt.version,
        prompt_sha256=prompts.fingerprint(first.messages if first else ()),
        schema_sha256=client.schema_sha256(first) if first else "",
        settings=dict(settings.recorded() if recorded is None else recorded),
        attempts=attempts,
    )
