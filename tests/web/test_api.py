"""The entrance for programs, at a real desk with a real client; every answer is held against the desk's description."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import copydesk
import recording
from copydesk.report import certificate
from copydesk.report import json as resultfile
from web.client import CHECK, DOCUMENT, RIGHT, SOURCE, WRONG, Client, Programs, handed_in

pytestmark = [pytest.mark.loopback, pytest.mark.slow]
BIG = 2**31 - 1


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


def test_whoever_comes_too_late_is_told_what_happened_meanwhile(client: Client, programs: Programs) -> None:
    claim = handed_in(client)["claims"][1]
    where = f"{claim['address']}/decisions"
    with Client(programs.address, programs.other) as other:
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
