"""How model calls are recorded and replayed: one configuration for pytest, the replaying script and the manifest.

Recorded is what the model saw and said; nothing else. Headers are kept by an allow-list. The host is replaced: the
embedded model listens on a port of the system's choice, and a real endpoint's name is nobody's business, so a cassette
says `http://model.invalid/v1/...`. Requests match on method, path, query and the canonical JSON of their body, so a
changed prompt, schema or setting finds no answer and fails until it is recorded again.

Cassettes are JSON (which is YAML too), sorted and in UTF-8, so that a diff can be read and loading runs no YAML tags.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]
CASSETTES = ROOT / "cassettes"
MANIFEST = CASSETTES / "MANIFEST.json"
REQUEST_HEADERS = frozenset({"content-type", "accept"})
RESPONSE_HEADERS = frozenset({"content-type", "content-encoding", "retry-after"})
HOST = "model.invalid"


def config() -> dict[str, Any]:
    """Keyword arguments for a cassette."""
    return {
        "match_on": ["method", "scheme", "host", "path", "query", "canonical_body"],
        "before_record_request": _without_place_and_secrets,
        "before_record_response": _only_listed_headers,
        "decode_compressed_response": True,
        "serializer": "yaml",
    }


def register(vcr: Any) -> None:
    """Gives vcr our matcher, and our serializer in the place of its YAML."""
    vcr.register_matcher("canonical_body", same_body)
    vcr.register_serializer("yaml", ReadableJson)


class ReadableJson:
    """JSON for people: sorted, indented, other scripts as they are."""

    @staticmethod
    def serialize(cassette: Any) -> str:
        return json.dumps(cassette, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @staticmethod
    def deserialize(text: str) -> Any:
        return json.loads(text)


def same_body(one: Any, other: Any) -> bool:
    return _body_hash(one) == _body_hash(other)


def _body_hash(request: Any) -> str:
    known = getattr(request, "body_hash", None)
    if known is None:
        known = request.body_hash = hashlib.sha256(_canonical(request.body or b"")).hexdigest()
    return str(known)


def _canonical(body: bytes) -> bytes:
    try:
        return json.dumps(json.loads(body), sort_keys=True).encode()
    except ValueError:
        return body


def _without_place_and_secrets(request: Any) -> Any:
    parts = urlsplit(request.uri)
    request.uri = urlunsplit((parts.scheme, HOST, parts.path, parts.query, ""))
    request.headers = {name: value for name, value in request.headers.items() if name.lower() in REQUEST_HEADERS}
    return request


def _only_listed_headers(response: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in response["headers"].items() if name.lower() in RESPONSE_HEADERS}
    return {**response, "headers": kept}


def checked_name(name: str, folder: Path) -> str:
    """The name of a cassette, or an error when it would lie outside of the cassettes' folder."""
    if not (folder / f"{name}.yaml").resolve().is_relative_to(CASSETTES.resolve()):
        raise ValueError(f"the cassette {name!r} would lie outside of {CASSETTES.name}/")
    return name


def manifest() -> dict[str, dict[str, Any]]:
    """Every cassette: its hash and how many interactions it holds. A cassette cut short would load without a word."""
    files = sorted(CASSETTES.rglob("*.yaml"))
    return {file.relative_to(CASSETTES).as_posix(): _entry(file.read_bytes()) for file in files}


def _entry(data: bytes) -> dict[str, Any]:
    return {"interactions": len(json.loads(data)["interactions"]), "sha256": hashlib.sha256(data).hexdigest()}


def write_manifest() -> None:
    MANIFEST.write_text(json.dumps(manifest(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
