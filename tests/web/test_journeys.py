"""A summary is asked for in the browser and arrives claim by claim; the model's answers are real ones, replayed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import recording
from copydesk.llm import local
from copydesk.store import audit, claims, jobs
from copydesk.store.database import Database
from copydesk.store.jobs import Job
from web import served
from web.replayed import Replayed, replayed
from web.test_browser import picture

pytestmark = [pytest.mark.slow, pytest.mark.loopback, pytest.mark.xdist_group("browser")]

ASKED_AGAIN = recording.CASSETTES / "desk" / "test_recorded" / "test_a_flagged_claim_is_repaired_by_asking_again.yaml"
"""Eight claims about the seed article, and one of them again."""
PATIENCE = 30_000
"""Milliseconds for what a model has a part in: its client alone takes seconds to load on a busy machine."""
ARTICLE = (recording.ROOT / "seeds" / "taliban-tajikistan.txt").read_text(encoding="utf-8")


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    with served.browser(tmp_path) as opened:
        yield opened


def options(model: Replayed) -> tuple[str, ...]:
    """How the desk is told of the model: as the embedded one was asked when the cassette was recorded."""
    return ("--base-url", model.base_url, "--model", local.NAME, "--mode", "json_schema")


def ask_for_a_summary(page: Page, address: str) -> None:
    page.goto(f"{address}/documents/new")
    page.get_by_label("Source", exact=True).fill(ARTICLE)
    page.get_by_role("combobox", name="Desk").fill("foreign")
    page.get_by_label(f"Have {local.NAME} write one").check()
    page.get_by_role("button", name="Go").click()
    page.wait_for_url("**/documents/1")


def shown(page: Page, where: str) -> list[str]:
    """The claims of one of the two lists, in order."""
    return [text.strip() for text in page.locator(f"#{where} > li > a").all_inner_texts()]


def stored(database: Database) -> list[tuple[str, str]]:
    with database.reading() as reading:
        return [(row.state, text) for row, text in claims.claims(reading, 1)]


def job(database: Database, number: int = 1) -> Job:
    with database.reading() as reading:
        found = jobs.job(reading, number)
    assert found is not None
    return found


def test_a_summary_arrives_claim_by_claim(browser: Browser, database: Database) -> None:
    with replayed(ASKED_AGAIN) as model, served.desk(database.shown, *options(model)) as address:
        model.allow(1)
        page = browser.new_page(viewport={"width": 1280, "height": 850})
        ask_for_a_summary(page, address)
        arrived = page.locator(".summary > li")
        expect(arrived).to_have_count(1, timeout=PATIENCE)
        expect(page.locator("#progress")).to_contain_text("Writing claim 2")
        assert job(database).state == "running"
        first = shown(page, "standing")

        page.reload()
        assert shown(page, "standing") == first
        expect(page.locator("#progress")).to_contain_text("Writing claim 2")
        model.allow(4)
        expect(arrived).to_have_count(4, timeout=PATIENCE)
        assert shown(page, "standing")[:1] == first
        picture(page, "arriving-1280-light")

        model.allow(float("inf"))
        expect(page.locator("#progress")).to_have_count(0, timeout=PATIENCE)
        expect(page.locator("main")).to_contain_text("verified, ")
        assert model.left == []
        assert job(database).state == "done"
        assert shown(page, "standing") == [text for state, text in stored(database) if state == "passed"]
        assert shown(page, "open") == [text for state, text in stored(database) if state == "open"]
        assert len(stored(database)) == 8
    with database.reading() as reading:
        assert audit.audit(reading).broken == ""


def test_a_summary_that_is_cancelled_keeps_what_has_arrived(browser: Browser, database: Database) -> None:
    with replayed(ASKED_AGAIN) as model, served.desk(database.shown, *options(model)) as address:
        model.allow(2)
        page = browser.new_page(viewport={"width": 1280, "height": 850})
        ask_for_a_summary(page, address)
        expect(page.locator(".summary > li")).to_have_count(2, timeout=PATIENCE)
        before = stored(database)

        page.get_by_role("button", name="Cancel").click()
        expect(page.locator("#progress")).to_have_count(0, timeout=PATIENCE)
        expect(page.locator("main")).to_contain_text("Cancelled.")
        assert job(database).state == "cancelled"
        assert stored(database) == before

        # The worker has only put that job down: it takes the next.
        page.goto(f"{address}/documents/new")
        page.get_by_label("Source", exact=True).fill(ARTICLE)
        page.get_by_label("Summary to check").fill("The Taliban captured more than 50 members of the security force.")
        page.get_by_role("button", name="Go").click()
        expect(page.locator(".summary > li")).to_have_count(1, timeout=PATIENCE)
        expect(page.locator("#progress")).to_have_count(0, timeout=PATIENCE)
        assert job(database, 2).state == "done"
    with database.reading() as reading:
        assert audit.audit(reading).broken == ""
