"""From the first input to the printed page and the sheet with the keyboard alone."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from driving import amounts, open_page, settle

pytestmark = pytest.mark.browser

START = "v=2&release=2026.2&plan=employer-ppo&region=oh"
FOCUSED = """(what) => {
  const here = document.activeElement;
  return here.matches(what) && here.checkVisibility() &&
    (getComputedStyle(here).outlineStyle !== "none" || getComputedStyle(here).boxShadow !== "none"
     || getComputedStyle(here.closest("[data-baseweb]") ?? here).borderColor !== "");
}"""


def _tab_to(page: Page, what: str, most: int) -> int:
    """Press Tab until the focus is on an element that can be seen to have it; how often."""
    for pressed in range(most):
        if page.evaluate(FOCUSED, what):
            return pressed
        page.keyboard.press("Tab")
    raise AssertionError(f"{what} is not reached by {most} presses of Tab")


def test_from_the_first_input_to_print_and_sheet(browser: Browser, address: str) -> None:
    page = open_page(browser, f"{address}/?{START}")
    page.evaluate("window.print = () => { window.printed = (window.printed || 0) + 1 }")
    before = amounts(page)
    _tab_to(page, '[data-kc-ask="1"]', 40)  # the number of sessions, in the line of the question
    page.keyboard.press("Enter")
    box = '[class*="st-key-ses_"] input'
    expect(page.locator(box).first).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("8")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("ketamine.iv(:|%3A)8"))
    settle(page)
    after = amounts(page)
    assert after[0] != before[0] and after[1:] == before[1:]
    _tab_to(page, "[data-kc-print-all]", 120)
    page.keyboard.press("Enter")
    for _ in range(100):  # the page is opened for paper first
        if page.evaluate("window.printed === 1"):
            break
        page.wait_for_timeout(100)
    assert page.evaluate("window.printed === 1")
    settle(page)
    _tab_to(page, ".st-key-share summary", 400)
    page.keyboard.press("Enter")
    expect(page.locator('a[download="ketacost.pdf"]')).to_be_visible()
    _tab_to(page, 'a[download="ketacost.pdf"]', 10)
    href = page.evaluate("document.activeElement.href")
    assert "ketamine.iv:8" in unquote(urlsplit(href).query)
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "ketacost.pdf"
    page.close()
