"""Page Compare in a real, headless Chromium."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from driving import FIGURE, amounts, choose, open_page, settle
from ketacost.model.scenario import FIRST_TREATMENTS

pytestmark = pytest.mark.browser
SAFARI = {667: 553, 844: 664}
"""What is left of a phone's height between the bars of its browser."""


def test_changing_the_inputs_changes_the_amounts(browser: Browser, address: str) -> None:
    page = open_page(browser, address)
    first = amounts(page)
    assert len(first) == FIRST_TREATMENTS
    assert all(re.fullmatch(r"\$[\d,]+", a) for a in first)
    choose(page, "plan", "Employer PPO")
    expect(page.get_by_text("Covered after approval").first).to_be_visible()
    assert amounts(page) != first
    choose(page, "region", "Ohio")
    page.wait_for_url(re.compile("region=oh.*plan=employer-ppo"))
    second = amounts(page)
    number = page.locator('[class*="st-key-ses_0_0"] input')
    number.fill("8")
    number.press("Enter")
    page.wait_for_url(re.compile("ketamine.iv(:|%3A)8"))
    expect(page.locator(FIGURE).first).not_to_have_text(second[0])
    page.close()


def test_a_reload_gives_the_same_numbers(browser: Browser, address: str) -> None:
    page = open_page(
        browser, f"{address}/?plan=va&arms=ketamine.esketamine:8,cbt.group:8&region=tx-austin"
    )
    before = amounts(page)
    page.reload()
    settle(page)
    expect(page.locator(FIGURE).first).to_be_visible()
    assert amounts(page) == before and len(before) == 2
    page.close()


def test_a_total_unfolds_to_its_lines(browser: Browser, address: str) -> None:
    page = open_page(browser, address)
    page.locator("summary", has_text="What makes up each total").click()
    page.locator("summary", has_text="Ketamine: IV infusion").click()
    expect(page.get_by_role("columnheader", name="Why").first).to_be_visible()
    lines = page.locator('[class*="st-key-ledger"]').first.locator("tbody tr")
    paid = lines.locator('td[data-label="You pay"]')
    cents = [int(re.sub(r"\D", "", text)) for text in paid.all_inner_texts()]
    total = page.locator("summary", has_text="Ketamine: IV infusion").inner_text()
    assert sum(cents) == int(re.sub(r"\D", "", total.rpartition("$")[2]))
    page.close()


def test_a_phone_shows_question_and_answer_without_sideways_scroll(
    browser: Browser, address: str
) -> None:
    page = open_page(browser, f"{address}/?plan=employer-ppo", 390, 844)
    amounts(page)  # once all stands still
    box = page.locator(FIGURE).first.bounding_box()
    assert box["y"] + box["height"] < SAFARI[844], "the first amount is on the first screen"
    wide = page.evaluate(
        "[document.documentElement.scrollWidth,"
        " document.querySelector('[data-testid=stMain]').scrollWidth]"
    )
    assert max(wide) <= 390
    page.close()


def test_the_keyboard_reaches_and_changes_the_question(browser: Browser, address: str) -> None:
    page = open_page(browser, address)
    focused = "document.activeElement.innerText || document.activeElement.ariaLabel || ''"
    reached = [page.evaluate(focused)]

    def go_to(words: str, key: str = "Tab") -> None:
        for _ in range(40):
            page.keyboard.press(key)
            reached.append(page.evaluate(focused))
            if words == reached[-1].strip():
                return
        raise AssertionError(reached)

    go_to("change")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-plan")).to_be_visible()
    settle(page)
    go_to("No insurance")
    go_to("Medicaid", "ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("plan=medicaid"))
    page.close()
