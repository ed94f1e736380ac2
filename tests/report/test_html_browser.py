"""The report in a real browser: a click on a number shows where it stands, a phone finds back, paper has everything."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, Page, expect

import results
from copydesk.report.html import html
from web import served

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.slow]


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    with served.browser(tmp_path) as opened:
        yield opened


def opened(browser: Browser, folder: Path, width: int) -> Page:
    file = folder / "report.html"
    file.write_text(html(results.checked()), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 400}, color_scheme="dark")
    page.goto(file.as_uri())
    return page


def test_a_click_on_a_number_lights_up_where_it_stands(browser: Browser, tmp_path: Path) -> None:
    page = opened(browser, tmp_path, 1200)
    page.get_by_role("button", name="19", exact=True).first.click()
    expect(page.locator(".lit")).to_have_text(["17 people"])
    expect(page.get_by_role("status")).to_have_text("Highlighted in the source.")
    expect(page.locator("#back")).to_be_hidden()


def test_a_phone_is_not_too_narrow_and_leads_back_to_the_claim(browser: Browser, tmp_path: Path) -> None:
    page = opened(browser, tmp_path, 360)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    number = page.get_by_role("button", name="19", exact=True).first
    number.click()
    expect(page.locator(".lit")).to_be_in_viewport()
    page.get_by_role("button", name="Back to the claim").click()
    expect(number).to_be_in_viewport()
    expect(number).to_be_focused()


def test_paper_has_claims_findings_chains_and_source(browser: Browser, tmp_path: Path) -> None:
    data = opened(browser, tmp_path, 1200).pdf()
    text = "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(data)).pages)
    for words in ("NUM001", "The source says 17, not 19.", "the source has another value", "READ MORE: Flood kills 31"):
        assert words in text
    assert "Show in the source" not in text
