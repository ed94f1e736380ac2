"""Transport faults as a real HTTP server gave them, recorded and replayed.

A connection that breaks off leaves nothing to record, so that fault is tried against the living server only, in
`test_client`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

import pytest

from copydesk.errors import ModelUnreachable
from copydesk.llm.client import Client, ClientSettings, Meter
from llm.faults import Reply, claims_text, fault_server, pieces
from llm.test_client import BROKEN, BUSY, REQUEST

GOOD = Reply(pieces=pieces(claims_text("Recorded.")))


@contextlib.contextmanager
def endpoint(record_mode: str, script: Sequence[Reply]) -> Iterator[str]:
    if record_mode == "none":
        yield "http://127.0.0.1:9/v1"
    else:
        with fault_server(script) as server:
            yield server.base_url


@pytest.mark.vcr
@pytest.mark.loopback
def test_too_many_requests_then_an_error_then_an_answer(record_mode: str) -> None:
    slept: list[float] = []
    meter = Meter()
    with endpoint(record_mode, [BUSY, BROKEN, GOOD]) as base_url:
        client = Client(ClientSettings(base_url, "m", "secret-key"), slept.append)
        assert [draft.claim for draft in client.ask(REQUEST, meter)] == ["Recorded."]
        client.close()
    assert slept == [3.0, 2.0]
    assert meter.requests == 3


@pytest.mark.vcr
@pytest.mark.loopback
def test_an_endpoint_that_stays_broken(record_mode: str) -> None:
    with endpoint(record_mode, [BROKEN]) as base_url:
        client = Client(ClientSettings(base_url, "m", "secret-key", tries=3), lambda seconds: None)
        with pytest.raises(ModelUnreachable, match=r"error 500 at the endpoint, after 3 requests"):
            list(client.ask(REQUEST, Meter()))
        client.close()
