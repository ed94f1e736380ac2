"""A program that talks to a real desk over HTTP, and holds every answer against the desk's own description of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import httpx2
import jsonschema

SOURCE = "LINDEN, 16 September 2026 (Wire) - The fire killed 17 people, said Bea Ostrom.\n\nIt began on Monday.\n"
RIGHT, WRONG = "The fire killed 17 people.", "The fire killed 19 people."
CHECK = {"sources": [{"text": SOURCE}], "claims": f"{RIGHT} {WRONG}"}
DOCUMENT = {"title": "Fire", "desk": "local", "sources": [{"text": SOURCE}], "summary": f"{RIGHT} {WRONG}"}


@dataclass(frozen=True)
class Programs:
    """Where a desk is served, and the keys of two programs."""

    address: str
    feed: str
    other: str


class Client:
    """A program with a key, or one without where nobody signs in."""

    def __init__(self, address: str, key: str = "") -> None:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        self.http = httpx2.Client(base_url=address, headers=headers, timeout=60, trust_env=False)
        self._described: dict[str, Any] = {}

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    @property
    def described(self) -> dict[str, Any]:
        """What the desk says of itself."""
        if not self._described:
            self._described = self.http.get("/api/openapi.json").json()
        return self._described

    def get(self, where: str, **headers: str) -> httpx2.Response:
        return self.held(self.http.get(where, headers=headers))

    def post(self, where: str, said: object, **headers: str) -> httpx2.Response:
        """Sends JSON; names of headers with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.held(self.http.post(where, json=said, headers=named))

    def held(self, answer: httpx2.Response) -> httpx2.Response:
        """The answer, when the description has it: its status, its media type, its record."""
        path = re.sub(r"/[0-9]+(?=/|$)", "/{number}", answer.request.url.path)
        operation = self.described["paths"].get(path, {}).get(answer.request.method.lower())
        if operation is None:
            assert answer.status_code in (404, 405), answer.text
            operation = self.described["paths"]["/api/v1/check"]["post"]
            answered = {**operation["responses"], "405": operation["responses"]["404"]}[str(answer.status_code)]
        else:
            answered = operation["responses"][str(answer.status_code)]
        (media, schema), *_ = answered["content"].items()
        assert answer.headers["content-type"].partition(";")[0] == media, answer.text
        assert re.fullmatch("[A-Za-z0-9._-]{1,64}", answer.headers["x-request-id"])
        if media.endswith("json"):
            whole = {**schema["schema"], "components": self.described["components"]}
            jsonschema.Draft202012Validator(whole).validate(answer.json())
        return answer

    def events(self, number: int) -> list[tuple[str, Any]]:
        """What happens in a job, until it is over."""
        found: list[tuple[str, Any]] = []
        with self.http.stream("GET", f"/api/v1/jobs/{number}/events") as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            kind = ""
            for line in answer.iter_lines():
                name, _, value = line.partition(": ")
                if name == "event":
                    kind = value
                elif name.rstrip(":") == "data":
                    found.append((kind, json.loads(value)))
        return found


def handed_in(client: Client) -> dict[str, Any]:
    """A document whose summary has been checked."""
    made = client.post("/api/v1/documents", DOCUMENT)
    assert made.status_code == 202
    assert made.headers["location"] == made.json()["address"]
    client.events(made.json()["jobs"][0]["id"])
    state: dict[str, Any] = client.get(made.json()["address"]).json()
    return state
