"""The recordings themselves: whole, without secrets, and impossible to get round."""

from __future__ import annotations

import asyncio
import json
import socket
from pathlib import Path
from typing import Any

import pytest
import vcr

import recording
from copydesk.llm.client import AsyncClient, Client, ClientSettings, Meter
from llm.faults import Reply, claims_text, fault_server, pieces
from llm.test_client import REQUEST

NOWHERE = ClientSettings("http://127.0.0.1:9/v1", "m", "sesame-key")
FILES = sorted(recording.CASSETTES.rglob("*.yaml"))


def recorder(mode: str) -> Any:
    made = vcr.VCR(record_mode=mode)
    recording.register(made)
    return made


def test_every_cassette_is_as_the_manifest_says() -> None:
    assert json.loads(recording.MANIFEST.read_text(encoding="utf-8")) == recording.manifest()
    assert FILES


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_cassette_holds_a_header_that_is_not_listed(file: Path) -> None:
    for each in json.loads(file.read_text(encoding="utf-8"))["interactions"]:
        assert {name.lower() for name in each["request"]["headers"]} <= recording.REQUEST_HEADERS
        assert {name.lower() for name in each["response"]["headers"]} <= recording.RESPONSE_HEADERS
        assert each["request"]["uri"].startswith(f"http://{recording.HOST}/")


def test_a_request_without_a_recording_raises_its_own_error(tmp_path: Path) -> None:
    player = recorder("none")
    client = Client(NOWHERE, lambda seconds: pytest.fail("a missing recording was retried"))
    with (
        player.use_cassette(str(tmp_path / "none.yaml"), **recording.config()),
        pytest.raises(vcr.errors.CannotOverwriteExistingCassetteException, match=r"none\.yaml"),
    ):
        list(client.ask(REQUEST, Meter()))
    client.close()


async def _ask(client: AsyncClient) -> None:
    async for _ in client.ask(REQUEST, Meter()):
        pytest.fail("answered without a recording")


def test_neither_does_an_async_request_get_through(tmp_path: Path) -> None:
    async def main() -> None:
        client = AsyncClient(NOWHERE)
        try:
            await _ask(client)
        finally:
            await client.aclose()

    with (
        recorder("none").use_cassette(str(tmp_path / "none.yaml"), **recording.config()),
        pytest.raises(vcr.errors.CannotOverwriteExistingCassetteException),
    ):
        asyncio.run(main())


def test_the_network_is_off_even_without_a_recorder() -> None:
    with socket.socket() as plain, pytest.raises(RuntimeError, match="Network is disabled"):
        plain.connect(("127.0.0.1", 9))


@pytest.mark.loopback
def test_secrets_and_places_stay_out_and_another_body_finds_nothing(tmp_path: Path) -> None:
    file = tmp_path / "planted.yaml"
    planted = (("set-cookie", "canary-cookie"), ("openai-organization", "canary-organisation"))
    good = Reply(headers=planted, pieces=pieces(claims_text("نام ۱۲٫۵")))
    with fault_server([good]) as server, recorder("all").use_cassette(str(file), **recording.config()):
        client = Client(ClientSettings(server.base_url, "m", "canary-key"))
        list(client.ask(REQUEST, Meter()))
        client.close()
    text = file.read_text(encoding="utf-8")
    assert "canary" not in text
    assert "127.0.0.1" not in text
    other = ClientSettings("http://127.0.0.1:9/v1", "m", "k", seed=8)
    client = Client(other)
    with (
        recorder("none").use_cassette(str(file), **recording.config()),
        pytest.raises(vcr.errors.CannotOverwriteExistingCassetteException),
    ):
        list(client.ask(REQUEST, Meter()))
    client.close()


@pytest.mark.parametrize("name", ["../../../escaped", "/tmp/escaped", "a/../../../../b"])
def test_no_cassette_leaves_its_folder(name: str) -> None:
    folder = recording.CASSETTES / "desk" / "test_recorded"
    with pytest.raises(ValueError, match="outside"):
        recording.checked_name(name, folder)
    assert recording.checked_name("test_seed", folder) == "test_seed"


def test_a_cassette_is_json_that_people_can_read() -> None:
    written = recording.ReadableJson.serialize({"b": "رئیس‌جمهور ۱۲٫۵", "a": 1})
    assert "رئیس‌جمهور ۱۲٫۵" in written
    assert recording.ReadableJson.deserialize(written) == {"b": "رئیس‌جمهور ۱۲٫۵", "a": 1}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_cassette_belongs_to_a_test(file: Path) -> None:
    module = recording.ROOT / "tests" / file.parent.relative_to(recording.CASSETTES).with_suffix(".py")
    assert f"def {file.stem}(" in module.read_text(encoding="utf-8")
