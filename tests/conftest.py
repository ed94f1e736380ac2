"""What every test stands on: no network, recorded model calls, and a recorder that is new enough to be safe."""

from __future__ import annotations

import contextlib
import importlib.metadata
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from packaging.version import Version
from pytest_recording.plugin import get_default_cassette_name

import recording
from copydesk.llm import local

OLDEST_VCR = Version("8.2.1")
"""Older ones run code that stands in a cassette, and do not see openai's requests at all."""


# Machines are shared: how long an example took says nothing of the code.
hypothesis.settings.register_profile("copydesk", deadline=None)
hypothesis.settings.load_profile("copydesk")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "loopback: talks to a server of its own on 127.0.0.1")
    config.addinivalue_line("markers", "postgresql: needs a PostgreSQL, which it starts itself")
    config.option.block_network = True


def pytest_sessionstart(session: pytest.Session) -> None:
    found = Version(importlib.metadata.version("vcrpy"))
    if found < OLDEST_VCR:
        raise pytest.UsageError(f"vcrpy {found} is too old: {OLDEST_VCR} or later is needed")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _recording(session.config):
        recording.write_manifest()


def pytest_recording_configure(config: pytest.Config, vcr: Any) -> None:
    recording.register(vcr)


def _recording(config: pytest.Config) -> bool:
    return config.getoption("--record-mode") not in (None, "none")


@pytest.fixture(scope="session")
def vcr_config() -> dict[str, Any]:
    return recording.config()


@pytest.fixture
def allowed_hosts(request: pytest.FixtureRequest) -> list[str]:
    """Patterns of the hosts that a test may reach: none, or loopback where it is marked so."""
    marked = request.node.get_closest_marker("loopback") or request.node.get_closest_marker("model")
    return [r"^127\.0\.0\.1$"] if marked else [r"^\b$"]


@pytest.fixture(scope="module")
def vcr_cassette_dir(request: pytest.FixtureRequest) -> str:
    module = request.path.relative_to(recording.ROOT / "tests").with_suffix("")
    return str(recording.CASSETTES / module)


@pytest.fixture
def default_cassette_name(request: pytest.FixtureRequest, vcr_cassette_dir: str) -> str:
    """The cassette of a test, which may not lie outside of the cassettes' folder."""
    marker = request.node.get_closest_marker("default_cassette")
    name = str(marker.args[0]) if marker else get_default_cassette_name(request.cls, request.node.name)
    return recording.checked_name(name, Path(vcr_cassette_dir))


@pytest.fixture(autouse=True)
def _fully_played(request: pytest.FixtureRequest, vcr: Any) -> Iterator[None]:
    """Fails a test that left recorded answers unused: it no longer asks what it asked when it was recorded."""
    yield
    if vcr is not None and not _recording(request.config):
        left = len(vcr) - vcr.play_count
        assert not left, f"{left} of {len(vcr)} recorded answers were not asked for"


@pytest.fixture(scope="session")
def embedded(request: pytest.FixtureRequest) -> Iterator[local.Endpoint]:
    """The embedded model: running while recording, else a place where nobody listens."""
    with contextlib.ExitStack() as stack:
        if _recording(request.config):
            yield stack.enter_context(local.serving(local.model_file(local.cache_folder()), threads=2))
        else:
            yield local.Endpoint("http://127.0.0.1:9/v1", local.NAME, "replayed")


def pytest_make_parametrize_id(val: object) -> str | None:
    """Keeps ids short and fit for file names."""
    return re.sub(r"\W+", "-", val)[:40] if isinstance(val, str) else None
