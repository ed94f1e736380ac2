"""A summary in the making, with a model written by hand: events, asking again, interruptions, lost endpoints."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncGenerator, Callable, Generator, Iterable
from dataclasses import dataclass, field

import pytest

from copydesk.desk.summarise import INTERRUPTED, SummariseSettings, asummarise, summarise
from copydesk.errors import CopydeskError, InputError, ModelNonsense, ModelRefused, ModelUnreachable, PromptError
from copydesk.llm.client import Meter
from copydesk.llm.conversation import Request
from copydesk.llm.schema import Draft, Repair
from copydesk.report.events import AskingAgain, Checked, Event, Reading, Writing
from copydesk.report.result import Result
from copydesk.source import Source

FIRST = "Seventeen soldiers crossed the river on June 27, the border service said."
SECOND = "The mayor of Linden closed the bridge."
SOURCE = Source(f"{FIRST}\n\n{SECOND}")
LOST = ModelUnreachable("The endpoint does not answer.", "Try again.")
Step = Draft | Repair | BaseException


def right(text: str = FIRST) -> Draft:
    return Draft(quotes=[text], claim=text)


WRONG = Draft(quotes=[FIRST], claim="Seventy soldiers crossed the river on June 27, the border service said.")


@dataclass
class Model:
    """A model that gives the answers it was given, one list a request."""

    answers: Iterable[list[Step]]
    requests: list[Request] = field(default_factory=list)
    closed: int = 0

    def __post_init__(self) -> None:
        self._left = iter(self.answers)

    def ask(self, request: Request, meter: Meter) -> Generator[Draft | Repair, None, None]:
        self.requests.append(request)
        meter.requests, meter.prompt_tokens, meter.completion_tokens = 1, 100, 10
        meter.on_start()
        try:
            for step in next(self._left):
                if isinstance(step, BaseException):
                    raise step
                yield step
        finally:
            self.closed += 1

    async def aask(self, request: Request, meter: Meter) -> AsyncGenerator[Draft | Repair, None]:
        for step in self.ask(request, meter):
            await asyncio.sleep(0)
            yield step


def sync_run(model: Model, settings: SummariseSettings, **more: object) -> Result:
    return summarise(SOURCE, settings, ask=model.ask, **more)  # type: ignore[arg-type]


def async_run(model: Model, settings: SummariseSettings, **more: object) -> Result:
    return asyncio.run(asummarise(SOURCE, settings, ask=model.aask, **more))  # type: ignore[arg-type]


Run = Callable[..., Result]
both = pytest.mark.parametrize("run", [sync_run, async_run])
TWO = SummariseSettings(claims=2)


@both
def test_every_claim_is_checked_the_moment_it_arrives(run: Run) -> None:
    events: list[Event] = []
    result = run(Model([[right(), right(SECOND)]]), TWO, on_event=events.append)
    assert [type(event) for event in events] == [Reading, Writing, Checked, Writing, Checked]
    assert [checked.claim.text for checked in result.claims] == [FIRST, SECOND]
    assert [checked.outcome for checked in result.claims] == ["accepted", "accepted"]
    assert (result.stopped, result.timing) == (None, None)
    assert result.run is not None
    assert (result.run.endpoint, result.run.prompt, len(result.run.prompt_sha256)) == ("embedded", "summarise", 64)
    assert result.run.attempts[0].prompt_tokens == 100


@both
def test_a_flagged_claim_is_asked_again_with_the_finding_and_repaired(run: Run) -> None:
    events: list[Event] = []
    model = Model([[WRONG, right(SECOND)], [Repair(id="c1", quotes=[FIRST], claim=FIRST)]])
    result = run(model, TWO, on_event=events.append)
    assert [checked.claim.id for checked in result.accepted] == ["c1.1", "c2"]
    assert AskingAgain(1, 1) in events
    assert [event.replaces for event in events if isinstance(event, Checked)] == [None, None, "c1"]
    flagged = next(event.claim for event in events if isinstance(event, Checked) and event.claim.outcome == "flagged")
    assert flagged.findings[0].message in model.requests[1].messages[-1].content
    assert result.run is not None
    assert [attempt.purpose for attempt in result.run.attempts] == ["first", "again"]


def test_a_claim_whose_passage_is_not_in_the_source_is_shown_the_sentence_it_must_have_meant() -> None:
    altered = Draft(quotes=["The mayor of Linden has closed the bridge."], claim=SECOND)
    model = Model([[right(), altered], [Repair(id="c2", quotes=[SECOND], claim=SECOND)]])
    result = sync_run(model, TWO)
    assert f"The article says: {SECOND}" in model.requests[1].messages[-1].content
    assert [checked.claim.id for checked in result.accepted] == ["c1", "c2.1"]


@both
def test_a_claim_that_never_passes_is_withheld_and_shown(run: Run) -> None:
    again = Repair(id="c1", quotes=[FIRST], claim="Seventy-one soldiers crossed the river on June 27.")
    result = run(Model([[WRONG, right(SECOND)], [again], []]), SummariseSettings(claims=2, max_reasks=2))
    assert [checked.claim.text for checked in result.withheld] == [again.claim]
    assert [checked.claim.text for checked in result.accepted] == [SECOND]
    assert result.run is not None
    assert len(result.run.attempts) == 3


@both
def test_a_lost_endpoint_loses_nothing_of_what_was_done(run: Run) -> None:
    result = run(Model([[right(), LOST]]), TWO)
    assert result.stopped == str(LOST)
    assert [checked.claim.text for checked in result.claims] == [FIRST]
    assert result.run is not None
    assert (result.run.attempts[0].ended, result.run.attempts[0].error) == ("failed", str(LOST))


@both
@pytest.mark.parametrize("error", [LOST, ModelRefused("No."), ModelNonsense("What?")])
def test_without_a_single_claim_the_error_itself_is_raised(run: Run, error: CopydeskError) -> None:
    with pytest.raises(type(error)) as caught:
        run(Model([[error]]), TWO)
    assert caught.value is error


@both
def test_nonsense_when_asked_again_leaves_the_summary_as_it_was(run: Run) -> None:
    result = run(Model([[WRONG, right(SECOND)], [ModelNonsense("What?")], []]), TWO)
    assert result.stopped is None
    assert [checked.outcome for checked in result.claims] == ["flagged", "accepted"]


@both
def test_a_window_that_was_not_answered_is_told(run: Run) -> None:
    long = SummariseSettings(claims=2, window_chars=200)
    source_in_two = Source("\n\n".join([FIRST, *["Something else happened somewhere." * 4] * 2]))
    model = Model([[right()], [ModelNonsense("What?")]])
    if run is sync_run:
        result = summarise(source_in_two, long, ask=model.ask)
    else:
        result = asyncio.run(asummarise(source_in_two, long, ask=model.aask))
    assert len(model.requests) == 2
    assert result.stopped == "What?"
    assert len(result.claims) == 1


def test_ctrl_c_returns_what_was_finished_and_closes_the_answer() -> None:
    model = Model([[right(), KeyboardInterrupt()]])
    result = sync_run(model, TWO)
    assert result.stopped == INTERRUPTED
    assert [checked.claim.text for checked in result.claims] == [FIRST]
    assert result.run is not None
    assert result.run.attempts[0].ended == "interrupted"
    assert model.closed == 1


def test_ctrl_c_while_a_claim_is_shown() -> None:
    def show(event: Event) -> None:
        if isinstance(event, Checked):
            raise KeyboardInterrupt

    model = Model([[right(), right(SECOND)]])
    result = sync_run(model, TWO, on_event=show)
    assert result.stopped == INTERRUPTED
    assert len(result.claims) == 1
    assert model.closed == 1


@both
def test_stop_ends_the_run_after_the_claim_at_hand(run: Run) -> None:
    calls = itertools.count()
    model = Model([[right(), right(SECOND)]])
    result = run(model, TWO, stop=lambda: next(calls) > 0)
    assert result.stopped == INTERRUPTED
    assert len(result.claims) == 1


@both
def test_times_come_from_the_clock_that_was_handed_in(run: Run) -> None:
    ticks = itertools.count(100.0, 0.5)
    timing = run(Model([[right(), right(SECOND)]]), TWO, clock=lambda: next(ticks)).timing
    assert timing is not None
    assert timing.first_claim is not None
    assert timing.first_accepted is not None
    assert 0 < timing.first_claim <= timing.first_accepted < timing.model < timing.total


@pytest.mark.parametrize(
    "changes",
    [
        {"claims": 0},
        {"max_reasks": -1},
        {"window_chars": 10},
        {"base_url": "http://x/v1"},
        {"model": "m"},
        {"threads": -1},
    ],
)
def test_impossible_settings(changes: dict[str, object]) -> None:
    with pytest.raises(InputError):
        SummariseSettings(**changes)  # type: ignore[arg-type]


def test_nothing_to_summarise() -> None:
    with pytest.raises(InputError, match="nothing to summarise"):
        summarise(Source("  \n"), ask=Model([]).ask)


def test_an_unknown_prompt() -> None:
    with pytest.raises(PromptError):
        summarise(SOURCE, SummariseSettings(prompt="none"), ask=Model([]).ask)


def test_the_key_is_in_no_record() -> None:
    settings = SummariseSettings(base_url="http://127.0.0.1:9/v1", model="m", api_key="sesame")
    assert "sesame" not in repr(settings)
    assert "sesame" not in repr(summarise(SOURCE, settings, ask=Model([[right()]]).ask))
