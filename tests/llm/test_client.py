"""The client against a real HTTP server: what is retried, what is told, and what is kept."""

from __future__ import annotations

import asyncio
import email.utils
import re
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from copydesk.errors import CopydeskError, ModelNonsense, ModelRefused, ModelUnreachable
from copydesk.llm.client import AsyncClient, Client, ClientSettings, Meter, ModeName, schema_sha256
from copydesk.llm.conversation import Request
from copydesk.llm.prompts import Message
from llm.faults import FaultServer, Reply, claims_text, fault_server, pieces

pytestmark = pytest.mark.loopback

REQUEST = Request(1, 0, 1, 0, (), (Message("system", "Be exact."), Message("user", "{{ 6 * 7 }}")), 3)
GOOD = Reply(pieces=pieces(claims_text("One.", "Two.")))
BUSY = Reply(429, (("retry-after", "3"),), '{"error": {"message": "slow down"}}')
BROKEN = Reply(500, (), '{"error": {"message": "oops"}}')


class Asked:
    """Everything one question led to."""

    def __init__(self) -> None:
        self.claims: list[str] = []
        self.slept: list[float] = []
        self.reasons: list[str] = []
        self.error: CopydeskError | None = None
        self.meter = Meter(on_wait=lambda reason, seconds: self.reasons.append(reason))

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def settings(server: FaultServer, **changes: object) -> ClientSettings:
    plain = ClientSettings(server.base_url, "m", "secret-key", timeout=5)
    return replace(plain, **changes)  # type: ignore[arg-type]


def ask(chosen: ClientSettings, request: Request = REQUEST) -> Asked:
    asked = Asked()
    client = Client(chosen, asked.slept.append)
    try:
        asked.claims.extend(draft.claim for draft in client.ask(request, asked.meter))
    except CopydeskError as error:
        asked.error = error
    finally:
        client.close()
    return asked


def ask_async(chosen: ClientSettings, request: Request = REQUEST) -> Asked:
    asked = Asked()

    async def main() -> None:
        client = AsyncClient(chosen, asked.sleep)
        try:
            async for draft in client.ask(request, asked.meter):
                asked.claims.append(draft.claim)
        except CopydeskError as error:
            asked.error = error
        finally:
            await client.aclose()

    asyncio.run(main())
    return asked


both = pytest.mark.parametrize("asking", [ask, ask_async])
Asking = Callable[..., Asked]


@both
def test_claims_usage_and_the_exact_messages(asking: Asking) -> None:
    with fault_server([GOOD]) as server:
        asked = asking(settings(server, seed=5))
    assert asked.claims == ["One.", "Two."]
    assert (asked.meter.prompt_tokens, asked.meter.completion_tokens, asked.meter.requests) == (11, 22, 1)
    sent = server.requests[0]
    assert sent["messages"] == [
        {"role": "system", "content": "Be exact."},
        {"role": "user", "content": "{{ 6 * 7 }}"},
    ]
    assert (sent["stream"], sent["seed"], sent["temperature"]) == (True, 5, 0.0)
    tasks = sent["response_format"]["json_schema"]["schema"]["properties"]["tasks"]
    assert (tasks["minItems"], tasks["maxItems"]) == (1, 3)


def test_the_first_claim_comes_before_the_answer_is_over() -> None:
    with fault_server([Reply(pieces=(claims_text("One.", "Two.")[:-4],), hang=True)]) as server:
        client = Client(settings(server))
        answer = client.ask(REQUEST, Meter())
        assert next(answer).claim == "One."
        answer.close()
        client.close()


@both
@pytest.mark.parametrize(("fault", "slept"), [(BUSY, [3.0]), (BROKEN, [1.0]), (Reply(drop=True), [1.0])])
def test_a_passing_fault_is_retried_once_and_told(fault: Reply, slept: list[float], asking: Asking) -> None:
    with fault_server([fault, GOOD]) as server:
        asked = asking(settings(server))
    assert asked.claims == ["One.", "Two."]
    assert (len(server.requests), asked.meter.requests, asked.slept) == (2, 2, slept)
    assert len(asked.reasons) == 1


@both
@pytest.mark.parametrize("fault", [BUSY, BROKEN, Reply(drop=True)], ids=["429", "500", "dropped"])
def test_retries_are_counted_in_one_layer(fault: Reply, asking: Asking) -> None:
    with fault_server([fault]) as server:
        asked = asking(settings(server, tries=3))
    assert len(server.requests) == asked.meter.requests == 3
    assert isinstance(asked.error, ModelUnreachable)
    assert "after 3 requests" in asked.error.message
    assert asked.error.next_step


def test_waiting_never_takes_longer_than_allowed() -> None:
    with fault_server([Reply(429, (("retry-after", "7200"),), "{}")]) as server:
        asked = ask(settings(server, retry_seconds=60))
    assert (len(server.requests), asked.slept) == (1, [])
    assert isinstance(asked.error, ModelUnreachable)


def test_retry_after_may_be_a_date() -> None:
    later = email.utils.formatdate(time.time() + 30, usegmt=True)
    with fault_server([Reply(429, (("retry-after", later),), "{}"), GOOD]) as server:
        asked = ask(settings(server))
    assert 25 < asked.slept[0] <= 30


@both
@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(401, (), "{}"), "does not take the key (401)"),
        (Reply(404, (), "{}"), "does not know the model 'm' (404)"),
        (Reply(400, (), '{"error": {"message": "bad schema"}}'), "does not take the request (400)"),
        (Reply(429, (), '{"error": {"message": "x", "code": "insufficient_quota"}}'), "no credit left (429)"),
    ],
)
def test_a_refusal_is_told_at_once_and_never_retried(reply: Reply, words: str, asking: Asking) -> None:
    with fault_server([reply]) as server:
        asked = asking(settings(server))
    assert len(server.requests) == 1
    assert isinstance(asked.error, ModelRefused)
    assert words in asked.error.message
    assert "secret-key" not in str(asked.error)


@both
@pytest.mark.parametrize(
    "reply",
    [
        Reply(pieces=pieces("Here is your summary: all is well.")),
        Reply(pieces=pieces('{"tasks": [{"claim": 5}]}')),
        Reply(body="<html>Welcome</html>"),
        Reply(body='{"choices": []}'),
    ],
    ids=["prose", "wrong-shape", "a-web-page", "no-stream"],
)
def test_nonsense_is_told_and_not_asked_twice(reply: Reply, asking: Asking) -> None:
    with fault_server([reply]) as server:
        asked = asking(settings(server))
    assert len(server.requests) == 1
    assert isinstance(asked.error, ModelNonsense)
    assert asked.error.next_step


def test_an_answer_cut_before_the_first_claim_says_so() -> None:
    with fault_server([Reply(pieces=pieces('{"tasks": [{"quotes": ["A'), finish="length")]) as server:
        asked = ask(settings(server))
    assert asked.meter.cut
    assert isinstance(asked.error, ModelNonsense)
    assert "2048 tokens" in asked.error.message


@both
def test_what_had_arrived_is_kept_when_the_stream_breaks_off(asking: Asking) -> None:
    with fault_server([Reply(pieces=pieces(claims_text("One.", "Two.")[:-20]), drop=True)]) as server:
        asked = asking(settings(server))
    assert asked.claims == ["One."]
    assert len(server.requests) == 1
    assert isinstance(asked.error, ModelUnreachable)
    assert "broke off" in asked.error.message


@both
def test_a_slow_endpoint_is_told_with_its_limit(asking: Asking) -> None:
    with fault_server([Reply(hang=True)]) as server:
        asked = asking(settings(server, timeout=0.2, tries=2))
    assert len(server.requests) == 2
    assert isinstance(asked.error, ModelUnreachable)
    assert "no answer in time within 0.2 seconds, after 2 requests" in asked.error.message


@both
def test_nobody_there(asking: Asking) -> None:
    with fault_server([GOOD]) as server:
        pass
    asked = asking(settings(server, tries=2))
    assert isinstance(asked.error, ModelUnreachable)
    assert re.search(r"does not answer: no connection, after 2 requests", asked.error.message)


@both
def test_more_claims_than_wanted_are_not_read(asking: Asking) -> None:
    with fault_server([Reply(pieces=pieces(claims_text(*"ABCDEFG")))]) as server:
        asked = asking(settings(server))
    assert asked.claims == ["A", "B", "C"]


@pytest.mark.parametrize("mode", ["json", "json_schema"])
def test_modes_that_answer_in_text(mode: ModeName) -> None:
    with fault_server([GOOD]) as server:
        assert ask(settings(server, mode=mode)).claims == ["One.", "Two."]


@both
def test_tools_mode_offers_the_schema_as_a_tool_and_reads_its_call(asking: Asking) -> None:
    with fault_server([replace(GOOD, as_tool=True)]) as server:
        asked = asking(settings(server, mode="tools"))
    assert server.requests[0]["tools"][0]["function"]["parameters"]["properties"]["tasks"]["maxItems"] == 3
    assert asked.claims == ["One.", "Two."]


def test_text_where_a_tool_call_was_wanted_is_nonsense() -> None:
    with fault_server([GOOD]) as server:
        assert isinstance(ask(settings(server, mode="tools")).error, ModelNonsense)


def test_the_key_is_never_shown() -> None:
    with fault_server([GOOD]) as server:
        assert "secret-key" not in repr(settings(server))


def test_the_schema_has_a_fingerprint_that_moves_with_it() -> None:
    assert schema_sha256(REQUEST) == schema_sha256(replace(REQUEST, number=2))
    assert schema_sha256(REQUEST) != schema_sha256(replace(REQUEST, most=4))
    assert schema_sha256(REQUEST) != schema_sha256(replace(REQUEST, round=1))
