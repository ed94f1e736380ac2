"""The entrance for programs, at a real desk with a real client; every answer is held against the desk's description."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import copydesk
import recording
from copydesk.report import certificate
from copydesk.report import json as resultfile
from copydesk.store import accounts
from copydesk.store.database import Database
from web import served
from web.client import CHECK, DOCUMENT, RIGHT, SOURCE, WRONG, Client

pytestmark = [pytest.mark.loopback, pytest.mark.slow]
BIG = 2**31 - 1


@dataclass(frozen=True)
class Served:
    """A desk that is served, and the keys of two programs."""

    address: str
    feed: str
    other: str


@pytest.fixture(scope="module")
def desk(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    database = Database(str(shutil.copy(migrated, tmp_path_factory.mktemp("api") / "desk.sqlite3")))
    keys = []
    for name in ("feed", "other"):
        with database.writing() as writing:
            accounts.add(writing, name, accounts.FACT_CHECKER, None, accounts.LOCAL)
            keys.append(accounts.open_key(writing, name, 3, accounts.LOCAL))
    with served.desk(database.shown) as address:
        yield Served(address, *keys)
    database.close()


@pytest.fixture
def client(desk: Served) -> Iterator[Client]:
    with Client(desk.address, desk.feed) as one:
        yield one


def handed_in(client: Client) -> dict[str, Any]:
    """A document whose summary has been checked."""
    made = client.post("/api/v1/documents", DOCUMENT)
    assert made.status_code == 202
    assert made.headers["location"] == made.json()["address"]
    client.events(made.json()["jobs"][0]["id"])
    state: dict[str, Any] = client.get(made.json()["address"]).json()
    return state


# -- the way of a document -----------------------------------------------------------------------------------------


def test_a_check_gives_the_record_that_python_gives(client: Client) -> None:
    answer = client.post("/api/v1/check", CHECK)
    assert answer.status_code == 200
    source = copydesk.from_text(SOURCE, "source")
    assert answer.content == resultfile.dump(copydesk.check(f"{RIGHT} {WRONG}", source))


def test_claims_that_are_cut_already_keep_their_evidence(client: Client) -> None:
    claims = [{"text": RIGHT, "evidence": ["The fire killed 17 people"]}, {"text": WRONG, "evidence": ["nowhere"]}]
    found = resultfile.load(client.post("/api/v1/check", {**CHECK, "claims": claims}).content)
    assert [(one.claim.id, one.outcome) for one in found.claims] == [("c1", "accepted"), ("c2", "flagged")]
    assert found.claims[0].passages[0].how == "exact"


def test_day_language_and_policy_count(client: Client) -> None:
    source = {"text": "The fire began on Friday.", "published": "2026-09-18", "language": "en", "name": "fire.txt"}
    asked = {"sources": [source], "claims": "The fire began on Saturday.", "policy": {"ignore": ["DAT"]}}
    found = resultfile.load(client.post("/api/v1/check", asked).content)
    assert found.claims[0].outcome == "accepted"
    assert any(finding.code.startswith("DAT") for finding in found.claims[0].findings)
    assert (found.sources[0].name, str(found.sources[0].published)) == ("fire.txt", "2026-09-18")


def test_a_saved_check_is_a_document(client: Client) -> None:
    answer = client.post("/api/v1/check", {**CHECK, "save": True, "desk": "city"})
    assert answer.status_code == 201
    address = answer.json()["address"]
    assert answer.headers["location"] == address == f"/api/v1/documents/{answer.json()['document']}"
    state = client.get(address).json()
    assert [claim["state"] for claim in state["claims"]] == ["passed", "open"]
    assert resultfile.load(answer.content).claims == resultfile.load(client.get(f"{address}/result").content).claims


def test_a_document_is_checked_as_a_job_and_told_as_it_happens(client: Client) -> None:
    made = client.post("/api/v1/documents", DOCUMENT).json()
    assert (made["stage"], made["jobs"][0]["kind"]) == ("working", "check")
    told = client.events(made["jobs"][0]["id"])
    assert [said["outcome"] for kind, said in told if kind == "claim"] == ["accepted", "flagged"]
    assert [said["why"] for kind, said in told if kind == "claim"][1] == ["NUM001: The source gives '17', not '19'."]
    assert [kind for kind, _ in told if kind != "progress"] == ["claim", "claim", "ended", "over"]
    job = client.get(made["jobs"][0]["address"]).json()
    assert (job["state"], job["said"]) == ("done", "1 verified, 1 withheld.")
    again = client.http.get(f"{job['address']}/events", params={"after": 2}).text
    assert again.count("event: claim") < 2
    assert client.post(f"{job['address']}/cancel", {}).json()["state"] == "done"
    assert client.http.post(f"{job['address']}/cancel").status_code == 202, "with a key nothing need be said"


def test_claims_are_decided_about_and_the_history_tells(client: Client) -> None:
    claim = handed_in(client)["claims"][1]
    where = f"{claim['address']}/decisions"
    steps = (
        ({"decision": "note", "text": "Ask Bea."}, "open"),
        ({"decision": "accept", "revision": 1, "reason": "I was there."}, "accepted"),
        ({"decision": "undo", "revision": 2}, "open"),
        ({"decision": "reject", "revision": 3}, "rejected"),
        ({"decision": "change", "revision": 4, "text": "The fire killed 18 people."}, "open"),
        ({"decision": "change", "revision": 5, "text": RIGHT}, "passed"),
    )
    for decision, state in steps:
        answer = client.post(where, decision)
        assert (answer.status_code, answer.json()["claim"]["state"]) == (200, state), decision
    found = client.get(claim["address"]).json()
    assert [one["kind"].removeprefix("claim.") for one in found["history"]] == [
        *("noted", "accepted", "undone", "rejected", "changed", "changed")
    ]
    assert [one["undone"] for one in found["history"]][:2] == [False, True]
    assert [wording["text"] for wording in found["versions"]] == [WRONG, "The fire killed 18 people.", RIGHT]
    assert found["checked"]["outcome"] == "accepted"


def test_whoever_comes_too_late_is_told_what_happened_meanwhile(client: Client, desk: Served) -> None:
    claim = handed_in(client)["claims"][1]
    where = f"{claim['address']}/decisions"
    with Client(desk.address, desk.other) as other:
        other.post(where, {"decision": "reject", "revision": 1, "reason": "Not so."})
        for decision in ({"decision": "accept", "reason": "x"}, {"decision": "change", "text": RIGHT}):
            answer = client.post(where, {**decision, "revision": 1})
            assert answer.status_code == 409
            said = answer.json()
            assert said["claim"]["state"] == "rejected"
            assert [(one["who"], one["kind"], one["said"]["reason"]) for one in said["meanwhile"]] == [
                ("other", "claim.rejected", "Not so.")
            ]
    assert client.get(claim["address"]).json()["claim"]["revision"] == 2


def test_certificates_stand_with_both_readers(client: Client, tmp_path: Path) -> None:
    document = handed_in(client)
    client.post(f"{document['claims'][1]['address']}/decisions", {"decision": "change", "revision": 1, "text": RIGHT})
    found = client.get(f"{document['address']}/certificates").json()["certificates"]
    assert [one["claim"] for one in found] == [claim["id"] for claim in document["claims"]]
    (tmp_path / "source.txt").write_text(SOURCE, encoding="utf-8")
    for one in found:
        made = certificate.load(json.dumps(one["file"]))
        assert copydesk.recheck(made, [copydesk.from_text(SOURCE)], [SOURCE.encode()]).wrong == ()
        (tmp_path / "made.json").write_text(json.dumps(one["file"]), encoding="utf-8")
        reader = [sys.executable, str(recording.ROOT / "docs" / "recheck.py")]
        subprocess.run([*reader, str(tmp_path / "made.json"), str(tmp_path / "source.txt")], check=True)


def test_texts_of_any_script_come_back_as_they_were(client: Client) -> None:
    text = "آتش‌سوزی ۱۷ نفر را کشت. \U0001f525 \u202e"
    made = client.post("/api/v1/documents", {**DOCUMENT, "title": text, "sources": [{"text": text}], "summary": text})
    client.events(made.json()["jobs"][0]["id"])
    found = client.get(made.json()["address"]).json()
    assert found["title"] == text.strip()
    assert client.get(f"{found['address']}/result").json()["result"]["sources"][0]["text"] == text
    assert client.get(found["claims"][0]["address"]).json()["claim"]["text"] in text


# -- what is wrong -------------------------------------------------------------------------------------------------

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


def test_without_a_key_or_with_a_wrong_one_nobody_comes_in(desk: Served) -> None:
    for headers in ({}, {"authorization": "Bearer x"}, {"authorization": f"Basic {desk.feed}"}):
        with Client(desk.address) as client:
            answer = client.http.post("/api/v1/check", json=CHECK, headers=headers)
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
            assert answer.json()["type"] == "urn:copydesk:problem:not-signed-in"


def test_pages_are_not_described_and_nothing_is_loaded_from_elsewhere(client: Client) -> None:
    assert all(path.startswith("/api/") for path in client.described["paths"])
    assert "http" not in client.http.get("/api/openapi.json").headers["content-security-policy"]
    assert client.http.get("/docs").status_code == client.http.get("/openapi.json").status_code == 404
