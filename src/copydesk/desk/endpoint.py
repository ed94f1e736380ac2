"""Where the model answers: an endpoint that the user names, or the embedded model for as long as it is needed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Generator, Iterator

from copydesk.desk.settings import SummariseSettings
from copydesk.llm import local
from copydesk.llm.client import AsyncClient, Client, Meter
from copydesk.llm.conversation import Request
from copydesk.llm.schema import Draft, Repair
from copydesk.report.events import Event, Joining, Loading

Ask = Callable[[Request, Meter], Generator[Draft | Repair, None, None]]
"""Carries a question to a model and hands on the drafts, one by one."""
AsyncAsk = Callable[[Request, Meter], AsyncGenerator[Draft | Repair, None]]

EMBEDDED = "embedded"
"""What stands in a result for the endpoint of the embedded model, whose port differs from run to run."""


def model_name(settings: SummariseSettings) -> str:
    """The model's name in results and progress."""
    return settings.model or (settings.gguf.stem if settings.gguf else local.NAME)


@contextlib.contextmanager
def opened(settings: SummariseSettings, emit: Callable[[Event], None]) -> Iterator[local.Endpoint]:
    """The endpoint, for as long as the `with` block lasts.

    Raises:
        ModelMissing: no endpoint is named, and the embedded model is not installed or is damaged.
        InputError: the user's own model file is not there.
    """
    name = model_name(settings)
    if settings.base_url:
        emit(Loading(name))
        yield local.Endpoint(settings.base_url, name, settings.api_key or "none")
        return
    file = settings.gguf or local.model_file(local.cache_folder(), lambda done, total: emit(Joining(done, total)))
    emit(Loading(name))
    with local.serving(file, name, settings.threads) as endpoint:
        yield endpoint


@contextlib.contextmanager
def asking(settings: SummariseSettings, emit: Callable[[Event], None]) -> Iterator[Ask]:
    """Asks this endpoint; see `opened`."""
    with opened(settings, emit) as endpoint, contextlib.closing(Client(settings.client(endpoint))) as asked:
        yield asked.ask


@contextlib.asynccontextmanager
async def aasking(settings: SummariseSettings, emit: Callable[[Event], None]) -> AsyncGenerator[AsyncAsk, None]:
    """The same without blocking the event loop."""
    opening = opened(settings, emit)
    endpoint = await asyncio.to_thread(opening.__enter__)
    try:
        asked = AsyncClient(settings.client(endpoint))
        async with contextlib.aclosing(asked):
            yield asked.ask
    finally:
        await asyncio.to_thread(opening.__exit__, None, None, None)
