"""What programs send that is wrong, at a real desk: each gets its status, a sentence, a next step; nothing breaks."""

from __future__ import annotations

import json

import jsonschema
import pytest

from web.client import CHECK, DOCUMENT, RIGHT, SOURCE, Client, Programs, handed_in

pytestmark = [pytest.mark.loopback, pytest.mark.slow]
BIG = 2**31 - 1
S = {"text": SOURCE}
BAD: tuple[tuple[str, object, int, str], ...] = (
    ("check", {}, 422, "sources: Field required"),
    ("check", [], 422, "valid dictionary"),
    ("check", {**CHECK, "sources": []}, 422, "at least 1 item"),
    ("check", {**CHECK, "sources": [S] * 51}, 422, "at most 50 items"),
    ("check", {**CHECK, "sources": [{"text": ""}]}, 422, "at least 1 character"),
    ("check", {**CHECK, "sources": [{"text": " \n"}]}, 422, "'source' is empty"),
    ("check", {**CHECK, "sources": [{**S, "url": "http://127.0.0.1/"}]}, 422, "sources.0.url: Extra inputs"),
    ("check", {**CHECK, "sources": [{**S, "published": "Friday"}]}, 422, "sources.0.published"),
    ("check", {**CHECK, "claims": []}, 422, "no claim to check"),
    ("check", {**CHECK, "claims": "..."}, 422, "no sentence to check"),
    ("check", {**CHECK, "claims": [{"text": RIGHT}] * 101}, 413, "There are 101 claims"),
    ("check", {**CHECK, "claims": [{"text": "x" * 4001}]}, 422, "at most 4000 characters"),
    ("check", {**CHECK, "claims": RIGHT * 20_000}, 413, "The summary has 520,000 letters"),
    ("check", {**CHECK, "sources": [{"text": "x" * 200_001}]}, 413, "200,001 letters"),
    ("check", {**CHECK, "sources": [{"text": "x" * 6_000_000}]}, 413, "larger than 6 MB"),
    ("check", {**CHECK, "policy": {"flags": ["worst"]}}, 422, "policy.flags.0"),
    ("check", {**CHECK, "policy": {"ignore": ["'; DROP TABLE"]}}, 422, "policy.ignore.0"),
    ("check", {**CHECK, "save": True, "title": "\0"}, 422, "cannot be used"),
    ("check", {**CHECK, "save": True, "title": "Fire", "sources": [{"text": "a\0b"}]}, 422, "zero bytes"),
    ("documents", {**DOCUMENT, "title": " "}, 422, "title"),
    ("documents", {**DOCUMENT, "summary": ""}, 422, "summary"),
    ("documents", {**DOCUMENT, "claims": 101}, 422, "claims"),
    ("documents", {**DOCUMENT, "sources": [{**S, "language": "x" * 36}]}, 422, "language"),
    ("claims/1/decisions", {"decision": "publish"}, 422, "'publish'"),
    ("claims/1/decisions", {"decision": "accept", "revision": 1}, 422, "reason"),
    ("claims/1/decisions", {"decision": "accept", "revision": 1, "reason": " "}, 422, "with a reason only"),
    ("claims/1/decisions", {"decision": "accept", "revision": 2**63, "reason": "x"}, 422, "revision"),
    ("claims/1/decisions", {"decision": "change", "revision": 1, "text": " "}, 422, "empty or too long"),
    ("claims/1/decisions", {"decision": "note", "text": "\0"}, 422, "broken"),
    (f"claims/{BIG}/decisions", {"decision": "reject", "revision": 1}, 404, "no claim"),
    (f"claims/{BIG + 1}/decisions", {"decision": "reject", "revision": 1}, 404, ""),
    ("claims/1e3/decisions", {"decision": "reject", "revision": 1}, 404, ""),
    (f"jobs/{BIG}/cancel", {}, 404, "no job"),
    ("nothing", {}, 404, ""),
    ("jobs/1", {}, 405, ""),
)


@pytest.mark.parametrize(("where", "said", "status", "words"), BAD)
def test_what_is_wrong_is_said(client: Client, where: str, said: object, status: int, words: str) -> None:
    if where.startswith("claims/1/"):
        handed_in(client)
    answer = client.http.post(f"/api/v1/{where}", json=said)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    found = answer.json()
    assert words in found["detail"]
    assert (found["status"], found["request_id"]) == (status, answer.headers["x-request-id"])
    assert found["type"].startswith("urn:copydesk:problem:")
    assert found["title"]
    problem = {"$ref": "#/components/schemas/Problem", "components": client.described["components"]}
    jsonschema.Draft202012Validator(problem).validate(found)


@pytest.mark.parametrize("where", ("documents/{}", "documents/{}/result", "documents/{}/certificates", "claims/{}"))
@pytest.mark.parametrize("number", (0, -1, BIG, BIG + 1, 10**40, "x", "%00"))
def test_what_is_not_there_is_not_there(client: Client, where: str, number: object) -> None:
    answer = client.http.get(f"/api/v1/{where.format(number)}")
    assert (answer.status_code, answer.json()["status"]) == (404, 404)
    assert answer.json()["next_step"]


RAW: tuple[tuple[bytes, str, int], ...] = (
    (b"", "application/json", 422),
    (b"{", "application/json", 400),
    (b"\xff\xfe{}", "application/json", 400),
    (b"[" * 100_000, "application/json", 400),
    (b'{"sources": [{"text": "a\\ud800b"}], "claims": "x"}', "application/json", 422),
    (b'{"\\ud800": 1}', "application/json", 422),
    (b'{"claims": NaN}', "application/json", 422),
    (b'{"claims": ' + b"9" * 10_000 + b"}", "application/json", 400),
    (json.dumps(CHECK).encode(), "text/plain", 415),
    (json.dumps(CHECK).encode(), "application/x-www-form-urlencoded", 415),
)


@pytest.mark.parametrize(("body", "kind", "status"), RAW, ids=lambda value: None)
def test_bytes_that_are_no_request_are_refused(client: Client, body: bytes, kind: str, status: int) -> None:
    answer = client.http.post("/api/v1/check", content=body, headers={"content-type": kind})
    assert (answer.status_code, answer.json()["status"]) == (status, status), answer.text


def test_a_request_may_have_a_name_of_its_own(client: Client) -> None:
    assert client.get("/api/v1/nothing", **{"x-request-id": "feed-7"}).headers["x-request-id"] == "feed-7"
    answer = client.http.get("/api/v1/nothing", headers={"x-request-id": "a b"})
    assert answer.headers["x-request-id"] == answer.json()["request_id"] != "a b"


def test_without_a_key_or_with_a_wrong_one_nobody_comes_in(programs: Programs) -> None:
    for headers in ({}, {"authorization": "Bearer x"}, {"authorization": f"Basic {programs.feed}"}):
        with Client(programs.address) as client:
            answer = client.http.post("/api/v1/check", json=CHECK, headers=headers)
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
            assert answer.json()["type"] == "urn:copydesk:problem:not-signed-in"


def test_pages_are_not_described_and_nothing_is_loaded_from_elsewhere(client: Client) -> None:
    assert all(path.startswith("/api/") for path in client.described["paths"])
    assert "http" not in client.http.get("/api/openapi.json").headers["content-security-policy"]
    assert client.http.get("/docs").status_code == client.http.get("/openapi.json").status_code == 404
