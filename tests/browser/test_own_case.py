"""A person's own case on a phone, from the first screen to the answer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from driving import amounts, choose, fill, open_page, settle, unfold
from ketacost import compare, from_link, load_prices
from ketacost.model.scenario import Choice
from ketacost.words.figures import about

pytestmark = pytest.mark.browser


def test_rural_montana_in_fewer_than_twelve_steps(browser: Browser, address: str) -> None:
    """Bronze plan, $1,200 met, from 10 October, the clinic quoted $575, with 12 CBT sessions."""
    page = open_page(browser, address, 390, 844)
    steps = [
        lambda: fill(page, "zip", "59301"),
        lambda: choose(page, "plan", "Bronze"),
        lambda: unfold(page, more=True),
        lambda: choose(page, "start_month", "October"),
        lambda: fill(page, "start_day", "10"),
        lambda: fill(page, "deductible_met_usd", "1200"),
        lambda: page.get_by_role("tab", name="Clinic's price").click(),
        lambda: fill(page, "quote_usd_0", "575"),
        lambda: page.get_by_role("tab", name="Treatments").click(),
        lambda: page.get_by_role("button", name="Take another treatment with it").first.click(),
        lambda: fill(page, "ses_0_1", "12"),
    ]
    assert len(steps) < 12
    for step in steps:
        step()
        page.wait_for_timeout(300)
        settle(page)
    page.wait_for_url(re.compile("individual(:|%3A)12"))
    for words in ("region=mt", "plan=marketplace-bronze", "start=10-10", "met=1200", "infusion-iv"):
        assert words in page.url, page.url
    assert "59301" not in page.url
    expect(page.get_by_text("of the prices we know")).to_have_count(1)
    scenario = from_link(page.url)
    assert scenario.arms[0] == (Choice("ketamine.iv", 6), Choice("cbt.individual", 12))
    ledger = compare(load_prices(scenario.release), scenario).arms[0].ledger
    assert amounts(page)[0] == about(ledger.totals()["patient_pays"]["typical"])
    page.close()
