"""How often and how much programs may ask, and what no page of another site can make a browser ask."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from copydesk.store.database import Database
from copydesk.web.rates import MOST_KNOWN, Rates
from stored import at_once
from web import served
from web.client import DOCUMENT, RIGHT, Client

LONG = "\n\n".join(
    f"On day {number} the fire killed {number} people in Linden, said Bea Ostrom." for number in range(2_500)
)


class Clock:
    """Seconds that go by when a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_turns_come_back_evenly_and_no_more_than_there_are() -> None:
    clock = Clock()
    rates = Rates(60, clock)
    assert [rates.wait("feed") for _ in range(60)] == [0.0] * 60
    assert rates.wait("feed") == pytest.approx(1.0)
    clock.now += 0.75
    assert rates.wait("feed") == pytest.approx(0.25)
    clock.now += 0.25
    assert rates.wait("feed") == 0.0
    clock.now += 3600
    assert [rates.wait("feed") for _ in range(61)][-2:] == [0.0, pytest.approx(1.0)]


def test_each_name_has_its_own_turns_and_few_names_are_remembered() -> None:
    clock = Clock()
    rates = Rates(1, clock)
    assert rates.wait("feed") == 0.0
    assert rates.wait("other") == 0.0
    assert rates.wait("feed") == pytest.approx(60.0)
    for number in range(MOST_KNOWN):
        rates.wait(str(number))
    assert rates.wait("feed") == 0.0, "who has not asked for longest is forgotten"


def test_turns_are_counted_right_by_many_at_once() -> None:
    rates = Rates(50, Clock())
    waits = at_once(8, lambda _: [rates.wait("feed") for _ in range(10)])
    assert sum(not wait for one in waits for wait in one) == 50


@pytest.fixture
def client(database: Database) -> Iterator[Client]:
    with served.desk(database.shown, "--no-worker", "--rate", "30") as address, Client(address) as one:
        yield one


@pytest.mark.slow
@pytest.mark.loopback
def test_whoever_asks_too_often_is_told_when_to_come_again(client: Client) -> None:
    assert client.described
    answers = [client.http.get("/api/v1/jobs/1") for _ in range(40)]
    assert {one.status_code for one in answers} == {404, 429}
    late = client.held(answers[-1])
    assert late.json()["type"] == "urn:copydesk:problem:too-many"
    assert "more than 30 times a minute" in late.json()["detail"]
    assert 1 <= int(late.headers["retry-after"]) <= 2
    time.sleep(int(late.headers["retry-after"]) + 0.5)
    assert client.http.get("/api/v1/jobs/1").status_code == 404
    assert client.http.get("/").status_code == 200, "people at pages are not counted"


@pytest.mark.slow
@pytest.mark.loopback
def test_more_checks_at_once_than_may_be_are_told_to_come_again_and_nobody_else_waits(client: Client) -> None:
    said = {"sources": [{"text": LONG}], "claims": RIGHT}
    assert client.described
    clients = [Client(str(client.http.base_url)) for _ in range(8)]

    def asked(number: int) -> tuple[int, float]:
        if number:
            return clients[number].http.post("/api/v1/check", json=said).status_code, 0.0
        waits = []
        for _ in range(10):
            began = time.perf_counter()
            clients[0].http.get("/sign-in")
            waits.append(time.perf_counter() - began)
            time.sleep(0.05)
        return 0, max(waits)

    answers = at_once(8, asked)
    statuses = [status for status, _ in answers[1:]]
    assert set(statuses) == {200, 503}
    assert statuses.count(200) >= 4
    assert answers[0][1] < 3, "a page comes while checks run"
    for one in clients:
        one.http.close()


@pytest.mark.slow
@pytest.mark.loopback
def test_a_program_on_ones_own_machine_needs_nothing_and_another_site_gets_nothing(client: Client) -> None:
    assert client.post("/api/v1/documents", DOCUMENT).status_code == 202
    assert client.post("/api/v1/jobs/1/cancel", {}).status_code == 202
    assert not client.http.cookies, "a program that keeps cookies stays one"
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"cookie": "copydesk-session=x"},
    ):
        answer = client.http.post("/api/v1/documents", json=DOCUMENT, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:copydesk:problem:not-from-here"), headers
        assert "access-control-allow-origin" not in answer.headers
    # What a page can send without being asked first is no JSON.
    assert client.http.post("/api/v1/jobs/1/cancel").status_code == 415
    assert client.http.post("/api/v1/check", data={"claims": "x"}).status_code == 415
    assert client.http.options("/api/v1/check", headers={"origin": "https://evil.example"}).status_code == 405
    refused = client.http.get("/api/v1/jobs/1", headers={"host": "evil.example"})
    assert (refused.status_code, refused.json()["type"]) == (421, "urn:copydesk:problem:wrong-host")
