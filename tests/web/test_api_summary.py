"""A program has a summary written: it arrives claim by claim, can be stopped, is certified. Real answers, replayed."""

from __future__ import annotations

from typing import Any

import pytest

from copydesk.llm import local
from copydesk.store.database import Database
from web import served
from web.client import Client
from web.replayed import replayed
from web.test_journeys import ARTICLE, ASKED_AGAIN, options

pytestmark = [pytest.mark.slow, pytest.mark.loopback]
WANTED: dict[str, Any] = {"title": "Tajikistan", "sources": [{"text": ARTICLE, "name": "article.txt"}]}


def test_a_summary_arrives_claim_by_claim_with_its_certificates(database: Database) -> None:
    with (
        replayed(ASKED_AGAIN) as model,
        served.desk(database.shown, *options(model)) as address,
        Client(address) as client,
    ):
        made = client.post("/api/v1/documents", WANTED, idempotency_key="a").json()
        told = client.events(made["jobs"][0]["id"])
        arrived = [said for kind, said in told if kind == "claim"]
        assert len(arrived) == 9, "eight, and one of them again"
        assert [kind for kind, _ in told][-2:] == ["ended", "over"]
        state = client.get(made["address"]).json()
        assert [claim["state"] for claim in state["claims"]] == ["passed"] * 8
        result = client.get(f"{made['address']}/result").json()["result"]
        assert result["run"]["model"] == local.NAME
        assert len(result["run"]["attempts"]) == 2
        found = client.get(f"{made['address']}/certificates").json()["certificates"]
        assert len(found) == 8
        assert all(one["file"]["certificate"]["written"] for one in found if one["file"]["certificate"]["origin"])


def test_a_summary_can_be_stopped_and_what_was_verified_stays(database: Database) -> None:
    with replayed(ASKED_AGAIN) as model, served.desk(database.shown, *options(model)) as address:
        model.allow(1)
        with Client(address) as client:
            made = client.post("/api/v1/documents", WANTED).json()
            job = made["jobs"][0]["address"]
            with client.http.stream("GET", f"{job}/events") as stream:
                assert any(line == "event: claim" for line in stream.iter_lines())
            assert client.get(job).json()["state"] == "running"
            assert "still being made" in client.get(f"{made['address']}/result").json()["result"]["stopped"]
            assert client.post(f"{job}/cancel", {}).status_code == 202
            assert client.events(made["jobs"][0]["id"])[-2][1]["state"] == "cancelled"
            assert len(client.get(made["address"]).json()["claims"]) == 1


def test_without_a_model_none_is_asked(database: Database) -> None:
    arguments = ("--base-url", "http://127.0.0.1:9/v1", "--model", "none")
    with served.desk(database.shown, *arguments) as address, Client(address) as client:
        made = client.post("/api/v1/documents", WANTED).json()
        (_, ended), _ = client.events(made["jobs"][0]["id"])[-2:]
        assert ended["state"] == "failed"
        assert "127.0.0.1:9" in ended["said"]
