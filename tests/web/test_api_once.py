"""The same request under one key is done once: sent again, sent twice at once, sent after the server was killed."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from copydesk.store import documents
from copydesk.store.database import Database
from stored import at_once
from web import served
from web.client import CHECK, DOCUMENT, SOURCE, WRONG, Client

pytestmark = [pytest.mark.loopback, pytest.mark.slow]
SAVED = {**CHECK, "save": True}


@contextlib.contextmanager
def killed(database: str) -> Iterator[str]:
    """The address of a desk that is killed in the end, without a word beforehand."""
    command = [sys.executable, "-m", "copydesk", "review", "--port", "0", "--database", database, "--no-worker"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, env=served.ENVIRONMENT, text=True)
    try:
        assert server.stderr is not None
        found = re.search(r"is at (http://\S+)", server.stderr.readline())
        assert found
        yield found[1]
    finally:
        server.kill()
        server.communicate(timeout=20)


@pytest.fixture
def client(database: Database) -> Iterator[Client]:
    with served.desk(database.shown, "--no-worker") as address, Client(address) as one:
        yield one


def count(database: Database) -> int:
    with database.reading() as reading:
        return len(documents.documents(reading))


def test_sent_again_it_is_not_done_again(client: Client, database: Database) -> None:
    for number, (where, said) in enumerate((("documents", DOCUMENT), ("check", SAVED)), 1):
        first, again = (client.post(f"/api/v1/{where}", said, idempotency_key=f"key-{number}") for _ in range(2))
        assert (first.status_code, first.content) == (again.status_code, again.content)
        assert first.headers["location"] == again.headers["location"]
        assert "idempotent-replayed" not in first.headers
        assert again.headers["idempotent-replayed"] == "true"
        assert count(database) == number
    assert client.post("/api/v1/documents", DOCUMENT).json()["id"] == 3, "without a key it is another one"


def test_the_answer_stays_as_it_was_when_things_went_on(client: Client) -> None:
    made = client.post("/api/v1/check", SAVED).json()
    claim = client.get(made["address"]).json()["claims"][1]
    where, decision = f"{claim['address']}/decisions", {"decision": "reject", "revision": 1}
    first = client.post(where, decision, idempotency_key="a")
    client.post(where, {"decision": "undo", "revision": 2}, idempotency_key="b")
    assert client.post(where, decision, idempotency_key="a").content == first.content
    assert client.post(where, decision).status_code == 409
    # What was refused was not done, and is not kept: things may stand otherwise later.
    assert client.post(where, decision, idempotency_key="c").status_code == 409
    late = client.post(where, {**decision, "revision": 3}, idempotency_key="c")
    assert (late.status_code, late.json()["claim"]["state"]) == (200, "rejected")


def test_another_request_under_the_key_is_refused(client: Client, database: Database) -> None:
    client.post("/api/v1/documents", DOCUMENT, idempotency_key="a")
    others = (("documents", {**DOCUMENT, "title": "Other"}), ("check", SAVED), ("check", CHECK))
    for where, said in others:
        answer = client.post(f"/api/v1/{where}", said, idempotency_key="a")
        assert answer.status_code == 422
        assert "'a' was used for another request" in answer.json()["detail"]
    assert count(database) == 1


def test_a_check_that_stores_nothing_is_made_again_and_nothing_of_it_is_kept(
    client: Client, database: Database
) -> None:
    first, again = (client.post("/api/v1/check", CHECK, idempotency_key="a") for _ in range(2))
    assert first.content == again.content
    other = {**CHECK, "claims": WRONG}
    assert client.post("/api/v1/check", other, idempotency_key="a").status_code == 422
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM kept_answer").all()
    assert len(rows) == 1
    assert SOURCE[:20] not in str(rows)


@pytest.mark.parametrize("key", ("", "x" * 256, "a b", "ü".encode().decode("latin-1")))
def test_a_key_that_is_none_is_refused(client: Client, key: str) -> None:
    answer = client.http.post("/api/v1/check", json=CHECK, headers={"idempotency-key": key.encode("latin-1")})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["at"].lower() == "idempotency-key"


@pytest.mark.parametrize(("where", "said"), (("documents", DOCUMENT), ("check", SAVED)))
def test_of_many_at_once_one_does_it_and_all_hear_the_same(
    client: Client, database: Database, where: str, said: object
) -> None:
    clients = [Client(str(client.http.base_url)) for _ in range(4)]
    answers = at_once(4, lambda number: clients[number].post(f"/api/v1/{where}", said, idempotency_key="a"))
    assert len({(one.status_code, one.content) for one in answers}) == 1
    assert answers[0].status_code in (201, 202)
    assert count(database) == 1
    for one in clients:
        one.http.close()


def test_after_the_server_was_killed_the_answer_is_there(database: Database) -> None:
    answers = []
    for _ in range(2):
        with killed(database.shown) as address, Client(address) as client:
            answers.append(client.post("/api/v1/documents", DOCUMENT, idempotency_key="a"))
    assert answers[0].content == answers[1].content
    assert answers[1].headers["idempotent-replayed"] == "true"
    assert count(database) == 1
