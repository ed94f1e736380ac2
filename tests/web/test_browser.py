"""The journeys of the people at the desk, in a real browser against a real server: by keyboard, and two at once.

The screenshots that docs/review.md shows are made here when COPYDESK_SCREENSHOTS names a folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

import copydesk
from copydesk.ingest import summary as summaries
from copydesk.store import audit, claims, decisions, saving
from copydesk.store.database import Database
from copydesk.store.documents import Heading
from copydesk.store.records import Seen, Upload
from copydesk.store.runs import Origin
from web import pictures, served

pytestmark = [pytest.mark.slow, pytest.mark.loopback, pytest.mark.xdist_group("browser")]

ROOT = Path(__file__).parents[2]
FIGURES = range(20, 30)
SOURCE = "\n\n".join(f"In Linden{n} the fire killed {n} people, the police said." for n in FIGURES)
SUMMARY = " ".join(f"In Linden{n} the fire killed {n + 100} people." for n in FIGURES)
IN_THE_DOCS = {path.stem for path in (ROOT / "docs" / "images").glob("*.png")}


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    with served.browser(tmp_path) as opened:
        yield opened


def keep(database: Database, summary: str, source: copydesk.Source, title: str) -> int:
    """As the desk keeps one: a pasted summary is read as Markdown."""
    result = copydesk.check(list(summaries.claims(summary, "summary.md", source.language)), source)
    with database.writing() as writing:
        upload = Upload(source, source.text.encode())
        return saving.save(writing, result, [upload], Heading(title, "foreign"), Origin("ann"))


def decided(database: Database, number: int) -> None:
    """Two people have decided about most claims of a document, not always alike, and called some alarms false."""
    with database.reading() as reading:
        rows = [row for row, _ in claims.claims(reading, number)]
    for at, row in enumerate(rows):
        with database.writing() as writing:
            seen = Seen(row.id, row.revision)
            if at % 4 == 0:
                seen = Seen(row.id, decisions.mark(writing, seen, "ann", 0, "").claim.revision)
            first = decisions.reject(writing, seen, "ann", "not what the police said")
            if at < 6:
                again = decisions.accept if at % 3 == 0 else decisions.reject
                again(writing, Seen(row.id, first.claim.revision), "bob", "the second fire is meant")


def states(database: Database, number: int) -> list[str]:
    with database.reading() as reading:
        return [row.state for row, _ in claims.claims(reading, number)]


def picture(page: Page, name: str) -> None:
    """A screenshot, for whoever asks for some; one that the documentation shows is made small."""
    if folder := os.environ.get("COPYDESK_SCREENSHOTS"):
        png = page.screenshot()
        (Path(folder) / f"{name}.png").write_bytes(pictures.small(png) if name in IN_THE_DOCS else png)


def test_ten_flagged_claims_are_cleared_by_keyboard_only(browser: Browser, database: Database) -> None:
    number = keep(database, SUMMARY, copydesk.from_text(SOURCE), "Fires")
    assert states(database, number) == ["open"] * 10
    with served.desk(database.shown) as address:
        page = browser.new_page()
        page.goto(f"{address}/")
        page.keyboard.press("n")
        for done in range(10):
            expect(page.locator("h1.verdict")).to_contain_text("Flagged")
            claim = page.url
            if done % 3 == 0:
                page.keyboard.press("s")
            elif done % 3 == 1:
                page.keyboard.press("x")
            else:
                page.keyboard.press("a")
                page.keyboard.press("1")
            page.wait_for_url(lambda url, before=claim: url != before)
        expect(page.locator("h1")).to_contain_text("0 claims open")
        page.close()
    assert states(database, number) == ["passed", "rejected", "accepted"] * 3 + ["passed"]
    with database.reading() as reading:
        assert audit.audit(reading).broken == ""


def test_two_reviewers_at_one_claim(browser: Browser, database: Database) -> None:
    number = keep(database, SUMMARY, copydesk.from_text(SOURCE), "Fires")
    with served.desk(database.shown) as address:
        first, second = browser.new_page(), browser.new_page()
        for page in (first, second):
            page.goto(f"{address}/claims/1")
        first.keyboard.press("x")
        first.wait_for_url(lambda url: "/claims/1" not in url)
        second.keyboard.press("a")
        second.locator("#reason").fill("my reason")
        second.locator("#reason").press("Enter")
        expect(second.locator("[role=alert]")).to_contain_text("did this first: rejected")
        expect(second.locator("[role=alert]")).to_contain_text("my reason")
    assert states(database, number)[0] == "rejected"


def test_an_edit_is_judged_while_it_is_typed(browser: Browser, database: Database) -> None:
    keep(database, SUMMARY, copydesk.from_text(SOURCE), "Fires")
    with served.desk(database.shown) as address:
        page = browser.new_page()
        page.goto(f"{address}/claims/1")
        page.keyboard.press("e")
        page.keyboard.type(" It began on Friday.")
        expect(page.locator("#trial")).to_contain_text("would flag")
        page.locator("#edit").fill("In Linden20 the fire killed 20 people.")
        expect(page.locator("#trial")).to_contain_text("would accept")


@pytest.mark.parametrize("scheme", ("light", "dark"))
def test_no_page_shuts_anybody_out(browser: Browser, database: Database, scheme: str) -> None:
    text = (ROOT / "seeds" / "taliban-tajikistan.txt").read_text(encoding="utf-8")
    source = copydesk.from_text(text, "taliban-tajikistan.txt")
    summary = (ROOT / "docs" / "example-summary.md").read_text(encoding="utf-8")
    keep(database, summary, source, "Afghan soldiers flee")
    persian = copydesk.from_text("آتش‌سوزی روز دوشنبه در لندن ۱۷ نفر را کشت. این خبر را پلیس اعلام کرد.")
    keep(database, "آتش‌سوزی در لندن ۱۹ نفر را کشت.", persian, "آتش‌سوزی")
    decided(database, keep(database, SUMMARY, copydesk.from_text(SOURCE, "fires.txt"), "Fires"))
    with served.desk(database.shown) as address:
        for width, height in ((1280, 850), (390, 800)):
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            faults: list[str] = []
            page.on("console", lambda said, faults=faults: faults.append(said.text) if said.type == "error" else None)
            page.on("pageerror", lambda error, faults=faults: faults.append(str(error)))
            for name, path in PAGES:
                page.goto(address + path)
                found = Axe().run(page).response["violations"]
                assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == [], path
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path
                picture(page, f"{name}-{width}-{scheme}")
            assert [fault for fault in faults if "404" not in fault] == []
            page.close()


PAGES = (
    ("queue", "/"),
    ("claim", "/claims/2"),
    ("persian", "/claims/5"),
    ("summary", "/documents/1"),
    ("summaries", "/documents"),
    ("new", "/documents/new"),
    ("audit", "/audit"),
    ("missing", "/claims/999999999"),
)
