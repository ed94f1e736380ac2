"""The one place that talks to a model: only this file knows openai, instructor, tenacity and the HTTP client below.

One question goes out as one streamed chat completion; every claim is handed on as soon as its last character is there.
What decides:

- Retries happen in one layer. The SDK's and instructor's own are off. What is retried is a fault of transport (429 with
  its Retry-After, 408, 5xx, a time-out, a broken connection) before the first claim of an answer arrived; behind the
  first claim nothing is asked twice, and what had arrived is kept.
- Each fault of the vendors' is told once, as one of four errors (see `copydesk.errors`).
- `context=` is never given to instructor: it would render the source as a Jinja template.
- The bounds on the number of claims stand in the JSON schema. A server that knows grammars holds to them; of another,
  claims beyond the bound are not read.
- A test's recorder that has no answer raises its own error, and that error is passed on as it is.
"""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
import hashlib
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx2
import instructor
import openai
import tenacity
from instructor.core.exceptions import InstructorError
from pydantic import Field, create_model

from copydesk.errors import CopydeskError, ModelNonsense, ModelRefused, ModelUnreachable
from copydesk.llm.conversation import Request
from copydesk.llm.schema import Draft, Repair

ModeName = Literal["json_schema", "tools", "json"]
_MODES = {
    "json_schema": instructor.Mode.JSON_SCHEMA,
    "tools": instructor.Mode.TOOLS,
    "json": instructor.Mode.JSON,
}
_FAULTS = (openai.OpenAIError, httpx2.HTTPError, InstructorError, ValueError)
"""What the vendors raise; pydantic's and json's errors are ValueErrors."""
_PASSING = frozenset((408, 429))
_NO_RECORDING = "CannotOverwriteExistingCassetteException"


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """How a model is reached.

    Attributes:
        base_url: of the OpenAI-compatible endpoint, up to and with `/v1`.
        model: its name there.
        api_key: never shown by `repr`.
        mode: how the answer is bound to the schema: "json_schema", "tools", or "json" (asked for in words only).
        timeout: seconds without a single byte after which the endpoint counts as too slow.
        temperature, seed, max_tokens: sent as they are; None: not sent.
        tries: HTTP requests for one question at most.
        retry_seconds: seconds that waiting between them may take in all.
    """

    base_url: str
    model: str
    api_key: str = field(repr=False)
    mode: ModeName = "json_schema"
    timeout: float = 300.0
    temperature: float | None = 0.0
    seed: int | None = None
    max_tokens: int | None = 2048
    tries: int = 4
    retry_seconds: float = 60.0


@dataclass(slots=True)
class Meter:
    """What one question cost, counted while it is being answered.

    Attributes:
        on_start: called when the first piece of the answer arrives.
        on_wait: called before a transport fault is retried, with the reason and the seconds.
        cut: whether the answer ended at the token limit.
    """

    on_start: Callable[[], None] = lambda: None
    on_wait: Callable[[str, float], None] = lambda reason, seconds: None
    requests: int = 0
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cut: bool = False
    started: bool = False

    def saw(self, chunk: Any) -> None:
        """Takes a piece of the stream."""
        if not self.started:
            self.started = True
            self.on_start()
        if chunk.usage is not None:
            self.prompt_tokens, self.completion_tokens = chunk.usage.prompt_tokens, chunk.usage.completion_tokens
        if chunk.choices and chunk.choices[0].finish_reason == "length":
            self.cut = True


class Client:
    """Asks an endpoint and hands on drafts one by one.

    Args:
        settings: how it is reached.
        sleep: waits so many seconds between retries.
    """

    def __init__(self, settings: ClientSettings, sleep: Callable[[float], None] = time.sleep) -> None:
        self.settings = settings
        self._sleep = sleep
        self._openai = openai.OpenAI(
            base_url=settings.base_url, api_key=settings.api_key, timeout=settings.timeout, max_retries=0
        )

    def close(self) -> None:
        """Gives the connections back."""
        self._openai.close()

    def ask(self, request: Request, meter: Meter) -> Generator[Draft | Repair, None, None]:
        """The drafts of the answer, each as soon as it is complete.

        Raises:
            ModelRefused: the endpoint does not take the key, the model or the request.
            ModelUnreachable: it is down, too slow or breaks off, also after the retries.
            ModelNonsense: it answered, but without a claim that can be read.
        """
        with contextlib.ExitStack() as open_streams:
            try:
                for attempt in tenacity.Retrying(sleep=self._sleep, **_policy(self.settings, meter)):
                    with attempt:
                        drafts = self._drafts(request, meter, open_streams)
                        first = next(drafts, None)
                yield _checked(first, self.settings, meter)
                for _, draft in zip(range(request.most - 1), drafts, strict=False):
                    yield draft
                next(drafts, None)  # to the end of the stream, where the usage stands, unless there is more
            except _FAULTS as error:
                raise _translated(error, self.settings, meter) from error

    def _drafts(self, request: Request, meter: Meter, streams: contextlib.ExitStack) -> Iterator[Draft | Repair]:
        def create(**arguments: Any) -> Iterator[Any]:
            meter.requests += 1
            stream = self._openai.chat.completions.create(**arguments)
            streams.callback(stream.close)
            return _tapped(stream, meter)

        return _instructed(instructor.Instructor, create, self.settings, request)  # type: ignore[no-any-return]


class AsyncClient:
    """The same for servers that must not block: see `Client`."""

    def __init__(self, settings: ClientSettings, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self.settings = settings
        self._sleep = sleep
        self._openai = openai.AsyncOpenAI(
            base_url=settings.base_url, api_key=settings.api_key, timeout=settings.timeout, max_retries=0
        )

    async def aclose(self) -> None:
        """Gives the connections back."""
        await self._openai.close()

    async def ask(self, request: Request, meter: Meter) -> AsyncGenerator[Draft | Repair, None]:
        """See `Client.ask`."""
        async with contextlib.AsyncExitStack() as open_streams:
            try:
                async for attempt in tenacity.AsyncRetrying(sleep=self._sleep, **_policy(self.settings, meter)):
                    with attempt:
                        drafts = await self._drafts(request, meter, open_streams)
                        first = await anext(drafts, None)
                yield _checked(first, self.settings, meter)
                for _ in range(request.most - 1):
                    if (draft := await anext(drafts, None)) is None:
                        return
                    yield draft
                await anext(drafts, None)
            except _FAULTS as error:
                raise _translated(error, self.settings, meter) from error

    async def _drafts(
        self, request: Request, meter: Meter, streams: contextlib.AsyncExitStack
    ) -> AsyncIterator[Draft | Repair]:
        async def create(**arguments: Any) -> AsyncIterator[Any]:
            meter.requests += 1
            stream = await self._openai.chat.completions.create(**arguments)
            streams.push_async_callback(stream.close)
            return _tapped_async(stream, meter)

        return await _instructed(instructor.AsyncInstructor, create, self.settings, request)  # type: ignore[no-any-return]


def schema_sha256(request: Request) -> str:
    """Fingerprint of the JSON schema that the answer is bound to, in lower-case hexadecimal."""
    schema = _answer_model(request).model_json_schema()
    return hashlib.sha256(json.dumps(schema, sort_keys=True).encode()).hexdigest()


def _answer_model(request: Request) -> Any:
    """instructor's list of drafts, with bounds: at least one; as many as are wanted."""
    item = Repair if request.purpose == "again" else Draft
    base = instructor.IterableModel(item)
    tasks = (list[item], Field(min_length=1, max_length=request.most))  # type: ignore[valid-type]
    model: Any = create_model(base.__name__, __base__=base, tasks=tasks)
    model.__doc__ = base.__doc__
    return model


def _instructed(kind: Any, create: Callable[..., Any], settings: ClientSettings, request: Request) -> Any:
    """The stream of drafts, from instructor around `create`."""
    mode = _MODES[settings.mode]
    asking = kind(client=None, create=instructor.patch(create=create, mode=mode), mode=mode)
    optional = {"temperature": settings.temperature, "seed": settings.seed, "max_tokens": settings.max_tokens}
    return asking.create(
        response_model=_answer_model(request),
        messages=[{"role": message.role, "content": message.content} for message in request.messages],
        model=settings.model,
        stream=True,
        stream_options={"include_usage": True},
        max_retries=0,
        **{name: value for name, value in optional.items() if value is not None},
    )


def _tapped(stream: Any, meter: Meter) -> Iterator[Any]:
    for chunk in stream:
        meter.saw(chunk)
        yield chunk


async def _tapped_async(stream: Any, meter: Meter) -> AsyncIterator[Any]:
    async for chunk in stream:
        meter.saw(chunk)
        yield chunk


def _policy(settings: ClientSettings, meter: Meter) -> dict[str, Any]:
    def told(state: tenacity.RetryCallState) -> None:
        meter.on_wait(_reason(_fault(state)), state.upcoming_sleep)

    return {
        "retry": tenacity.retry_if_exception(_passes_by),
        "stop": tenacity.stop_after_attempt(settings.tries) | tenacity.stop_before_delay(settings.retry_seconds),
        "wait": _wait,
        "before_sleep": told,
        "reraise": True,
    }


def _wait(state: tenacity.RetryCallState) -> float:
    """Seconds until the next try: what Retry-After says, else 1, 2, 4, ..."""
    asked = _retry_after(_fault(state))
    return float(2 ** (state.attempt_number - 1)) if asked is None else asked


def _fault(state: tenacity.RetryCallState) -> BaseException:
    """The vendor's error of a failed try."""
    raised = state.outcome.exception() if state.outcome else None
    return _vendor_error(raised) if raised else RuntimeError("no try failed")


def _retry_after(error: BaseException) -> float | None:
    """Seconds, from a Retry-After header in seconds or as a date."""
    if not isinstance(error, openai.APIStatusError):
        return None
    said = error.response.headers.get("retry-after", "")
    try:
        return max(0.0, float(said))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(said).timestamp() - time.time())
    except ValueError:
        return None


def _passes_by(error: BaseException) -> bool:
    """Whether the same request may succeed a moment later."""
    vendor = _vendor_error(error)
    if isinstance(vendor, openai.APIStatusError):
        return (vendor.status_code in _PASSING or vendor.status_code >= 500) and vendor.code != "insufficient_quota"
    return isinstance(vendor, openai.APIConnectionError | httpx2.TransportError)


def _vendor_error(error: BaseException) -> BaseException:
    """The error below instructor's wrapping: the recorder's, else openai's or HTTP's, else the error itself."""
    chain = list(_causes(error))
    recorder = [each for each in chain if type(each).__name__ == _NO_RECORDING]
    vendor = [each for each in chain if isinstance(each, openai.OpenAIError | httpx2.HTTPError)]
    return (recorder or vendor or [error])[0]


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _checked(draft: Draft | Repair | None, settings: ClientSettings, meter: Meter) -> Draft | Repair:
    if draft is not None:
        return draft
    if meter.cut:
        raise ModelNonsense(
            f"The model {settings.model!r} reached {settings.max_tokens!r} tokens before its first claim was complete.",
            "Allow more with --max-tokens, or ask for shorter claims.",
        )
    raise _nonsense(settings)


def _nonsense(settings: ClientSettings) -> ModelNonsense:
    return ModelNonsense(
        f"The model {settings.model!r} answered, but not with claims that can be read.",
        "Try another --mode (json_schema, tools, json) or another --model.",
    )


def _reason(error: BaseException) -> str:
    """A transport fault in a few words."""
    if isinstance(error, openai.APIStatusError):
        return "too many requests (429)" if error.status_code == 429 else f"error {error.status_code} at the endpoint"
    if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException):
        return "no answer in time"
    if isinstance(error, httpx2.RemoteProtocolError | httpx2.ReadError):
        return "the connection broke off"
    below = [cause for cause in _causes(error) if isinstance(cause, httpx2.RemoteProtocolError | httpx2.ReadError)]
    return "the connection broke off" if below else "no connection"


def _translated(error: BaseException, settings: ClientSettings, meter: Meter) -> BaseException:
    """The one place where a vendor's error becomes ours."""
    vendor = _vendor_error(error)
    if type(vendor).__name__ == _NO_RECORDING or isinstance(vendor, CopydeskError):
        return vendor
    where = f"The endpoint {settings.base_url!r}"
    if isinstance(vendor, openai.APIStatusError) and not _passes_by(vendor):
        return _refusal(vendor, settings, where)
    if isinstance(vendor, openai.APIError | httpx2.HTTPError):
        tries = "" if meter.requests < 2 else f", after {meter.requests} requests"
        slow = f" within {settings.timeout:g} seconds" if "in time" in _reason(vendor) else ""
        step = "Try again later, check --base-url, or give it longer with --timeout."
        return ModelUnreachable(f"{where} does not answer: {_reason(vendor)}{slow}{tries}.", step)
    return _nonsense(settings)


def _refusal(error: openai.APIStatusError, settings: ClientSettings, where: str) -> ModelRefused:
    said = error.status_code
    if said in (401, 403):
        step = "Set OPENAI_API_KEY or COPYDESK_API_KEY to a key that is valid there."
        return ModelRefused(f"{where} does not take the key ({said}).", step)
    if said == 404:
        step = "Check --model, and --base-url, which usually ends with /v1."
        return ModelRefused(f"{where} does not know the model {settings.model!r} ({said}).", step)
    if error.code == "insufficient_quota":
        return ModelRefused(f"{where} says that the account has no credit left ({said}).", "Top it up, or use another.")
    detail = " ".join(error.message.split())[:200]
    step = "Try another --mode (json_schema, tools, json), or another --model."
    return ModelRefused(f"{where} does not take the request ({said}): {detail}", step)
