"""The review desk as a browser sees it: pages, decisions, conflicts, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from starlette.testclient import TestClient

from copydesk.desk.settings import SummariseSettings
from copydesk.desk.worker import work
from copydesk.errors import InputError
from copydesk.store import accounts, audit, chain, claims, documents
from copydesk.store.database import Database
from copydesk.web.app import create_app
from copydesk.web.settings import Serving

SOURCE = "LINDEN, 16 September 2026 (Wire) - The fire killed 17 people, said Bea Ostrom.\n\nIt began on Monday.\n"
SUMMARY = "The fire killed 19 people. It began on Monday. It began on Friday."


@dataclass
class Browser:
    """Somebody at the desk: keeps the cookie, and sends the token of the page that was read last."""

    client: TestClient
    token: str = ""

    def get(self, where: str) -> str:
        answer = self.client.get(where)
        assert answer.status_code == 200, answer.text
        found = re.search(r'name="token" value="([0-9a-f]+)"', answer.text)
        self.token = found[1] if found else self.token
        return answer.text

    def post(self, where: str, **fields: object):  # type: ignore[no-untyped-def]
        return self.client.post(where, data={"token": self.token, **fields}, follow_redirects=False)


@pytest.fixture
def browser(database: Database) -> Iterator[Browser]:
    with TestClient(create_app(database, Serving(model="some-model")), base_url="http://localhost") as client:
        yield Browser(client)


def handed_in(browser: Browser, database: Database, source: str = SOURCE, summary: str = SUMMARY) -> int:
    browser.get("/documents/new")
    answer = browser.post("/documents", how="check", source=source, summary=summary, title="Fire", desk="local")
    assert answer.status_code == 303, answer.text
    work(database, SummariseSettings(), lambda: False, once=True)
    return int(answer.headers["location"].rpartition("/")[2])


def standing(database: Database, document: int) -> list[tuple[str, str]]:
    with database.reading() as reading:
        return [(row.state, text) for row, text in claims.claims(reading, document)]


def test_a_summary_is_checked_and_its_flagged_claims_wait(browser: Browser, database: Database) -> None:
    number = handed_in(browser, database)
    assert [state for state, _ in standing(database, number)] == ["open", "passed", "open"]
    queue = browser.get("/")
    assert "2 claims open" in queue
    assert "The fire killed 19 people." in queue
    page = browser.get("/claims/1")
    assert "The source gives &#39;17&#39;, not &#39;19&#39;." in page
    assert re.search(r'<mark class="[^"]*differing[^"]*" data-keys="[^"]*m\d[^"]*">17</mark>', page)


def test_a_claim_is_accepted_with_a_reason_only(browser: Browser, database: Database) -> None:
    number = handed_in(browser, database)
    browser.get("/claims/1")
    assert browser.post("/claims/1/accept", revision=1, words=" ").status_code == 422
    assert browser.post("/claims/1/accept", revision=1, words="known").headers["location"].startswith("/claims/3")
    assert standing(database, number)[0][0] == "accepted"


def test_the_second_to_decide_sees_the_first_and_keeps_what_was_written(browser: Browser, database: Database) -> None:
    number = handed_in(browser, database)
    browser.get("/claims/1")
    browser.post("/claims/1/reject", revision=1)
    answer = browser.post("/claims/1/accept", revision=1, words="my own reason")
    assert answer.status_code == 409
    assert "local did this first: rejected" in answer.text
    assert "my own reason" in answer.text
    assert standing(database, number)[0][0] == "rejected"


def test_a_suggestion_mends_the_claim_and_undo_brings_it_back(browser: Browser, database: Database) -> None:
    number = handed_in(browser, database)
    browser.get("/claims/1")
    assert browser.post("/claims/1/suggest", revision=1, position=0).status_code == 303
    assert standing(database, number)[0] == ("passed", "The fire killed 17 people.")
    assert browser.post("/undo").status_code == 303
    assert standing(database, number)[0] == ("open", "The fire killed 19 people.")


def test_an_edit_is_judged_before_it_is_stored(browser: Browser, database: Database) -> None:
    number = handed_in(browser, database)
    browser.get("/claims/1")
    trial = browser.post("/claims/1/try", revision=1, words="The fire killed 18 people.")
    assert "would flag" in trial.text
    assert standing(database, number)[0][1] == "The fire killed 19 people."
    browser.post("/claims/1/edit", revision=1, words="The fire killed 18 people.")
    assert standing(database, number)[0] == ("open", "The fire killed 18 people.")


def test_nothing_is_published_while_a_claim_is_open(browser: Browser, database: Database) -> None:
    number = handed_in(browser, database)
    browser.get(f"/documents/{number}")

    def publish() -> int:
        with database.reading() as reading:
            found = documents.document(reading, number)
        assert found is not None
        answer = browser.post(f"/documents/{number}/publish", revision=found.revision)
        return int(answer.status_code)

    assert publish() == 422
    for claim in (1, 3):
        browser.post(f"/claims/{claim}/reject", revision=1)
    assert publish() == 303
    assert "<b>published</b>" in browser.get(f"/documents/{number}")
    with database.reading() as reading:
        assert audit.audit(reading).broken == ""


def test_markup_in_a_source_stays_text(browser: Browser, database: Database) -> None:
    hostile = '<script>alert(1)</script> The fire killed 17 people, said "><img src=x onerror=alert(1)>.'
    handed_in(browser, database, hostile, "The fire killed 19 people <b>today</b>.")
    page = browser.get("/claims/1")
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("headers", "token", "status"),
    (
        ({}, "wrong", 403),
        ({"sec-fetch-site": "cross-site"}, None, 403),
        ({"host": "desk.example"}, None, 421),
        ({"content-length": "50000000"}, None, 413),
    ),
)
def test_what_does_not_come_from_here_changes_nothing(
    browser: Browser, database: Database, headers: dict[str, str], token: str | None, status: int
) -> None:
    number = handed_in(browser, database)
    browser.get("/claims/1")
    fields = {"token": token or browser.token, "revision": "1"}
    answer = browser.client.post("/claims/1/reject", data=fields, headers=headers, follow_redirects=False)
    assert answer.status_code == status
    assert standing(database, number)[0][0] == "open"


@pytest.mark.parametrize(
    "form", ({"source": " "}, {"source": "x", "summary": ""}, {"source": SOURCE, "summary": "..."})
)
def test_bad_input_is_said_with_what_was_typed_kept(browser: Browser, form: dict[str, str]) -> None:
    browser.get("/documents/new")
    answer = browser.post("/documents", how="check", title="Kept title", **form)
    assert answer.status_code == 422
    assert "Kept title" in answer.text


def test_with_accounts_nobody_looks_without_signing_in(database: Database) -> None:
    with database.writing() as writing:
        accounts.add(writing, "ann", accounts.FACT_CHECKER, "a long enough password", "local")
        accounts.add(writing, "eve", accounts.ADMIN, "another long password", "local")
    serving = Serving(accounts=True)
    with TestClient(create_app(database, serving), base_url="http://localhost") as client:
        browser = Browser(client)
        assert client.get("/claims/1", follow_redirects=False).headers["location"].startswith("/sign-in?to=")
        assert browser.post("/sign-in", name="ann", password="wrong").status_code == 401
        assert browser.post("/sign-in", name="ann", password="a long enough password").status_code == 303
        browser.get("/")
        assert client.get("/accounts").status_code == 403
        assert browser.post("/sign-out").status_code == 303
        assert client.get("/", follow_redirects=False).status_code == 303


def test_the_desk_is_not_served_to_others_without_accounts() -> None:
    with pytest.raises(InputError, match="without accounts"):
        Serving(host="0.0.0.0")


def test_a_job_is_told_as_it_happens_and_once_more_after_a_reload(browser: Browser, database: Database) -> None:
    handed_in(browser, database)
    told = browser.client.get("/jobs/1/events").text
    assert told.count("event: claim") == 3
    assert told.rstrip().endswith("event: over\ndata:")
    again = browser.client.get("/jobs/1/events", headers={"last-event-id": "2"}).text
    assert again.count("event: claim") < 3


def test_every_change_is_in_the_chain_and_the_log_has_its_head(
    browser: Browser, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    handed_in(browser, database)
    browser.get("/claims/1")
    with caplog.at_level("INFO", "copydesk.desk"):
        browser.post("/claims/1/reject", revision=1)
    (head,) = chain.heads_in(caplog.text)
    with database.reading() as reading:
        assert chain.head(reading) == head
