"""After the answer on a phone: a call, a letter, an estimate; and what treatments are like."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from driving import amounts, fill, open_page, settle

pytestmark = pytest.mark.browser
LINK = (
    "/?v=2&release=2026.2&arms=ketamine.iv:6,ssri.sertraline:9,cbt.individual:16,ect.outpatient:9"
)
PRICE = "answer_price_ketamine-infusion-iv"


def _open(page: Page, key: str) -> None:
    page.locator(f".st-key-{key} summary").first.click()
    settle(page)


def _part(page: Page, words: str) -> None:
    page.locator(".st-key-after_part").get_by_text(words, exact=True).click()
    page.wait_for_timeout(300)
    settle(page)


def _no_sideways_scroll(page: Page) -> None:
    main = "[data-testid=stMain]"
    assert page.evaluate(f"(m => m.scrollWidth <= m.clientWidth)(document.querySelector('{main}'))")


def test_a_price_from_a_call_is_the_answers(browser: Browser, address: str) -> None:
    page = open_page(browser, address + LINK, 375, 667)
    before = amounts(page)
    _open(page, "after")
    fill(page, PRICE, "six hundred")
    expect(page.get_by_text("is no price that we can read")).to_be_visible()
    assert amounts(page) == before
    fill(page, PRICE, "6 for 2,100")
    expect(page.get_by_text("is no price that we can read")).to_have_count(0)
    page.wait_for_url(re.compile("quotes="))
    after = amounts(page)
    assert after[0] != before[0] and after[1:] == before[1:]
    _no_sideways_scroll(page)
    page.close()


def test_a_letter_is_edited_and_taken_along(browser: Browser, address: str) -> None:
    page = open_page(browser, f"{address}{LINK}&plan=employer-ppo", 375, 667)
    _open(page, "after")
    _part(page, "Appeal a refusal")
    fill(page, "letter_name", "Ana Ruiz")
    letter = page.locator(".st-key-letter_text textarea")
    expect(letter).to_have_value(re.compile("Ana Ruiz"))
    letter.fill(letter.input_value().replace("Sincerely", "With kind regards"))
    letter.press("Control+Enter")
    page.wait_for_timeout(500)
    settle(page)
    with page.expect_download() as told:
        page.get_by_role("button", name="The letter as text").click()
    text = Path(told.value.path()).read_text(encoding="utf-8")
    assert "With kind regards" in text and "Ana Ruiz" in text
    with page.expect_download() as told:
        page.get_by_role("button", name="The letter as PDF").click()
    assert Path(told.value.path()).read_bytes().startswith(b"%PDF")
    assert "Ana" not in page.url
    _no_sideways_scroll(page)
    page.close()


def test_an_estimate_is_held_and_stays_while_another_page_is_read(
    browser: Browser, address: str
) -> None:
    page = open_page(browser, address + LINK, 375, 667)
    page.locator(".st-key-pages").get_by_text("After the bill").click()
    expect(page.locator("h1")).to_have_text("After the bill")
    settle(page)
    fill(page, "gfe_usd_ketamine-infusion-iv", "5000")
    expect(page.get_by_text("above our highest")).to_be_visible()
    fill(page, "bill_estimate", "1000")
    fill(page, "bill_usd", "1500")
    expect(page.get_by_text("You may dispute this bill")).to_have_count(0)
    expect(page.get_by_text("Fill in the date on the bill")).to_be_visible()
    _no_sideways_scroll(page)
    page.locator(".st-key-pages").get_by_text("Compare", exact=True).click()
    expect(page.locator("h1")).to_have_text("What would it cost me?")
    settle(page)
    page.locator(".st-key-pages").get_by_text("After the bill").click()
    expect(page.get_by_text("above our highest")).to_be_visible()
    page.close()


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_what_treatments_are_like_needs_no_sideways_scroll(
    browser: Browser, address: str, width: int
) -> None:
    page = open_page(browser, f"{address}{LINK}&matters=driving-work", width, 800)
    _open(page, "context")
    table = page.locator("table.kc-like")
    expect(table.locator("tbody th").first).to_have_text("Driving and work")
    _no_sideways_scroll(page)
    assert table.evaluate("t => t.scrollWidth <= t.parentElement.clientWidth")
    names = table.locator(".kc-of")
    expect(names.first).to_be_visible() if width < 760 else expect(names.first).to_be_hidden()
    expect(page.get_by_role("columnheader")).to_have_count(5)
    expect(page.get_by_role("rowheader")).to_have_count(11)
    page.close()
