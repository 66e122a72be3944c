"""What a person does on a phone, counted: taps, keys, and how many screens from the top the thing
stands. Each at most half of what it took before the answer came first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from driving import FIGURE, amounts, settle
from ketacost import compare, from_link, load_prices
from ketacost.model.scenario import Choice
from ketacost.words.figures import about

pytestmark = pytest.mark.browser
WIDTH, HEIGHT = 375, 667
LINK = "v=2&release=2026.2&arms=ketamine.iv:6,ssri.sertraline:9,cbt.individual:16,ect.outpatient:9"
MAIN = "document.querySelector('[data-testid=stMain]')"


@dataclass
class Phone:
    """A page in a person's hand, and what they did so far."""

    page: Page
    taps: int = 0
    keys: int = 0

    def tap(self, what: Locator) -> None:
        """Tap, and wait for what it does."""
        self.taps += 1
        what.tap()
        self.page.wait_for_timeout(700)
        settle(self.page)

    def type(self, text: str) -> None:
        """Press keys, where the focus is; nothing ends them."""
        self.keys += len(text)
        self.page.keyboard.type(text, delay=40)
        self.page.wait_for_timeout(1_500)
        settle(self.page)

    def screens(self, what: Locator) -> float:
        """How many screens lie between the top of the page and the foot of something."""
        box = what.bounding_box()
        assert box
        return (self.page.evaluate(f"{MAIN}.scrollTop") + box["y"] + box["height"]) / HEIGHT

    def back(self) -> float:
        """How many screens the first figure lies above what is seen, or the line at the foot of
        the screen that says it."""
        if self.page.locator(".kc-now").is_visible():
            return 0.0
        box = self.page.locator(FIGURE).first.bounding_box()
        assert box
        return max(0.0, -box["y"] / HEIGHT)


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Phone]:
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(f"{address}/?{LINK}&plan=employer-ppo")
    settle(page)
    expect(page.locator(FIGURE).first).to_be_visible()
    yield Phone(page)
    context.close()


def _card(page: Page, name: str) -> Locator:
    return page.locator(".kc-cards article", has=page.get_by_role("heading", name=name))


def test_the_first_figure_stands_on_the_first_screen(browser: Browser, address: str) -> None:
    """Between the bars of Safari 553 of 667 and 664 of 844 pixels are left."""
    for width, height in ((375, 553), (390, 664)):
        for more in ("", "&lang=es", "&fbclid=x&region=nowhere"):
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(f"{address}/?{LINK}{more}")
            settle(page)
            box = page.locator(FIGURE).first.bounding_box()
            assert box and box["y"] + box["height"] < height, (width, more)
            page.close()


def test_eight_injections_in_texas_on_a_high_deductible_plan(phone: Phone) -> None:
    page = phone.page
    phone.tap(page.get_by_role("button", name="United States", exact=True))
    phone.type("tx")
    phone.tap(page.get_by_role("option").first)
    phone.tap(page.get_by_role("radio", name="IM injection"))
    phone.type("8")
    phone.tap(page.get_by_role("radio", name="Employer, high deductible"))
    phone.type("500")
    page.wait_for_url(re.compile("met=500"))
    scenario = from_link(page.url)
    assert scenario.arms[0] == (Choice("ketamine.im", 8),)
    assert (scenario.region, scenario.plan) == ("tx-rest", "employer-hdhp")
    total = compare(load_prices(scenario.release), scenario).arms[0].ledger.totals()
    said = f"You pay about {about(total['patient_pays']['typical'])}"
    expect(page.locator(".kc-now")).to_contain_text(said)
    expect(page.locator("#kc-live")).to_have_text(said)
    assert phone.taps <= 4 and phone.keys <= 6 and phone.back() <= 1


def test_why_ect_costs_that_much(phone: Phone) -> None:
    why = _card(phone.page, "ECT").get_by_text("your yearly maximum is reached")
    assert phone.screens(why) <= 2.2


def test_will_it_be_covered(phone: Phone) -> None:
    reason = _card(phone.page, "Ketamine").get_by_text("Rarely covered: ")
    assert phone.screens(reason) <= 2.3
    assert phone.screens(_card(phone.page, "ECT").get_by_text("Covered after approval")) <= 2.3


def test_share_and_print(phone: Phone) -> None:
    page = phone.page
    share, paper = (
        page.get_by_role("button", name=name, exact=True) for name in ("Share", "Print")
    )
    assert phone.screens(share) <= 2.9 and phone.screens(paper) <= 3
    page.evaluate("() => { navigator.share = async (what) => { window.shared = what.url; }; }")
    phone.tap(share)
    assert from_link(page.evaluate("window.shared")).plan == "employer-ppo"
    page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    phone.tap(paper)
    expect(page.get_by_text("every line in time order").first).to_be_visible()
    page.wait_for_timeout(1_500)
    assert page.evaluate("window.printed")


def test_remove_a_treatment(phone: Phone) -> None:
    remove = phone.page.get_by_role("button", name="Remove ECT")
    assert phone.screens(remove) - 1 <= 1.5, "what is scrolled"
    phone.tap(remove)
    expect(phone.page.locator(FIGURE)).to_have_count(3)
    assert "ect" not in phone.page.url and phone.taps <= 2


def test_with_and_without_insurance(phone: Phone) -> None:
    page = phone.page
    switch = page.locator(".st-key-without_insurance label").first
    phone.tap(switch)
    table = page.get_by_role("table", name="Show it without insurance beside it")
    expect(table).to_be_visible()
    assert phone.taps <= 4 and phone.screens(table) <= 6


def test_everything_folded_takes_four_screens(phone: Phone) -> None:
    assert len(amounts(phone.page)) == 4
    assert phone.page.evaluate(f"{MAIN}.scrollHeight") <= 4 * HEIGHT


def test_a_number_out_of_range_says_so_and_the_last_good_one_stays(phone: Phone) -> None:
    page = phone.page
    phone.tap(page.get_by_role("button", name="6 infusions", exact=True))
    phone.type("99")
    expect(page.locator("#kc-note")).to_have_text(re.compile(r"from 1 to 24\. \d still counts"))
    page.keyboard.press("Tab")
    settle(page)
    assert "ketamine.iv%3A99" not in page.url
    box = page.locator('[class*="st-key-ses_"] input').first
    box.fill("")
    page.keyboard.press("Tab")
    page.wait_for_timeout(800)
    settle(page)
    assert int(box.input_value()) > 1, "an emptied box is not 1"


def test_a_change_that_moves_no_figure_says_so(phone: Phone) -> None:
    page = phone.page
    for name in ("Remove SSRI", "Remove CBT", "Remove ECT"):
        phone.tap(page.get_by_role("button", name=name))
    phone.tap(page.get_by_role("button", name="Employer PPO", exact=True))
    box = page.locator(".st-key-deductible_met_usd input")
    phone.tap(box)
    box.press("Control+a")
    phone.type("500")
    expect(page.locator(".kc-now")).to_contain_text(
        "What is paid already: this changes nothing here"
    )
    expect(page.locator("#kc-live")).to_contain_text("this changes nothing here")


def test_digits_count_as_they_are_typed_and_the_focus_stays(phone: Phone) -> None:
    page = phone.page
    phone.tap(page.get_by_role("button", name="6 infusions", exact=True))
    box = page.locator('[class*="st-key-ses_"] input').first
    expect(box).to_be_focused()
    expect(box).to_have_attribute("inputmode", "numeric")
    phone.type("1")
    phone.type("2")
    page.wait_for_url(re.compile("ketamine.iv(:|%3A)12"))
    expect(box).to_be_focused()
    place = page.locator(".st-key-zip input")
    expect(place).to_have_attribute("inputmode", "numeric")
    phone.tap(place)
    phone.type("59301")
    page.wait_for_url(re.compile("region=mt"))
    expect(place).to_have_value("")
