"""One scenario on every page: visits, reloads, Back, and links as people get them."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from playwright.sync_api import Browser, Page, expect

from driving import amounts, choose, fill, open_page, settle, unfold
from ketacost import from_link
from ketacost.model.scenario import Choice

pytestmark = pytest.mark.browser

TWO_TOGETHER = (
    "v=1&release=2026.1&arms=ketamine.iv:6+cbt.individual:12&region=oh&plan=employer-ppo"
    "&horizon=course&start=1-1&year=plan&deductible=plan&met=0&max=plan&terms=plan&quotes=none"
    "&help=none&oon=none&tax=none&loan=none&miles=none&ride=none&wage=none"
)
PAGES = {
    "Across the country": "country",
    "After the bill": "bill",
    "Prices": "prices",
    "What changed": "changes",
    "Data": "data",
    "I paid this": "paid",
}


def _go(page: Page, title: str) -> None:
    heading = page.get_by_role("heading", level=1)
    before = heading.inner_text()
    page.get_by_role("link", name=title).first.click()
    expect(heading).not_to_have_text(before)
    settle(page)
    if title in PAGES:
        page.wait_for_url(re.compile(f"/{PAGES[title]}[?]"))


def _region_and_met(page: Page) -> tuple[str, int]:
    scenario = from_link(page.url)
    return scenario.region, scenario.deductible_met_usd


@pytest.mark.parametrize("title", PAGES)
def test_a_scenario_survives_another_page_a_reload_there_and_back(
    browser: Browser, address: str, title: str
) -> None:
    page = open_page(browser, f"{address}/?v=2&release=2026.1&plan=employer-ppo&met=300")
    fill(page, "zip", "02139")
    page.wait_for_url(re.compile("region=ma-boston"))
    before = amounts(page)
    _go(page, title)
    assert _region_and_met(page) == ("ma-boston", 300)
    page.reload()
    settle(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert _region_and_met(page) == ("ma-boston", 300)
    _go(page, "Compare")
    assert amounts(page) == before
    page.wait_for_url(re.compile("region=ma-boston"))
    assert _region_and_met(page) == ("ma-boston", 300)
    page.close()


@pytest.mark.parametrize("path", PAGES.values())
def test_a_link_opened_on_another_page_stays_what_it_is(
    browser: Browser, address: str, path: str
) -> None:
    page = browser.new_page()
    page.goto(f"{address}/{path}?{TWO_TOGETHER}")
    settle(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert from_link(page.url) == from_link(TWO_TOGETHER)
    _go(page, "Compare")
    page.wait_for_url(re.compile("region=oh"))
    arms = (Choice("ketamine.iv", 6), Choice("cbt.individual", 12))
    assert len(amounts(page)) == 1 and from_link(page.url).arms == (arms,)
    page.close()


def test_what_was_kept_stays_over_pages_and_in_the_link(browser: Browser, address: str) -> None:
    page = open_page(browser, f"{address}/two?{TWO_TOGETHER}")  # an old address of another page
    before = amounts(page)
    page.get_by_role("button", name="Keep this and change something").click()
    page.wait_for_url(re.compile("kept="))
    choose(page, "plan", "No insurance")
    expect(page.get_by_text("Compared with what you kept")).to_be_visible()
    _go(page, "Prices")
    _go(page, "Compare")
    expect(page.get_by_text("Compared with what you kept")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Compared with what you kept")).to_be_visible()
    page.get_by_role("button", name="Go back to what I kept").click()
    expect(page.get_by_text("Kept to compare with")).not_to_be_visible()
    assert amounts(page) == before
    page.close()


# --- history -------------------------------------------------------------------------------------


def test_one_step_back_leaves_undoes_a_change_or_returns_from_a_page(
    browser: Browser, address: str
) -> None:
    page = browser.new_page()
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_url(re.compile("v=2&release="))
    first = amounts(page)
    choose(page, "plan", "Employer PPO")
    page.wait_for_url(re.compile("plan=employer-ppo"))
    insured = amounts(page)
    _go(page, "Prices")
    page.go_back()
    page.wait_for_url(re.compile("^[^?]*/[?].*plan=employer-ppo"))
    assert amounts(page) == insured
    page.go_back()
    expect(page.locator(".kc-question")).to_contain_text("No insurance")
    assert amounts(page) == first
    page.go_back()
    assert page.url == "about:blank"
    page.close()


def test_quick_changes_lose_nothing(browser: Browser, address: str) -> None:
    page = open_page(browser, f"{address}/?v=2&release=2026.1&plan=employer-ppo")
    unfold(page, more=True)
    expect(page.locator(".st-key-deductible_usd")).to_be_visible()
    for key, value in (("deductible_usd", "500"), ("deductible_met_usd", "200"), ("hra_usd", "90")):
        page.locator(f".st-key-{key} input").fill(value)  # the next one takes the focus at once
    page.keyboard.press("Enter")
    page.get_by_text("12 months", exact=True).click()
    page.wait_for_url(re.compile("horizon=12m"))
    settle(page)
    page.wait_for_timeout(500)
    scenario = from_link(page.url)
    said = scenario.deductible_usd, scenario.deductible_met_usd, scenario.hra_usd, scenario.horizon
    assert said == (500, 200, 90, "12m")
    page.close()


def test_an_emptied_box_is_as_usual_again(browser: Browser, address: str) -> None:
    page = open_page(browser, f"{address}/?v=2&release=2026.1&plan=employer-ppo")
    usual = amounts(page)
    unfold(page, more=True)
    expect(page.locator(".st-key-deductible_usd")).to_be_visible()
    fill(page, "deductible_usd", "0")
    page.wait_for_url(re.compile("deductible=0"))
    assert amounts(page) != usual
    fill(page, "deductible_usd", "")
    page.wait_for_url(lambda url: "deductible" not in url)
    assert amounts(page) == usual
    fill(page, "ses_0_0", "")  # there are always some sessions: the last number comes back
    expect(page.locator(".st-key-ses_0_0 input")).to_have_value("6")
    assert amounts(page) == usual
    page.close()


# --- links as people get them --------------------------------------------------------------------


def test_a_repeated_field_is_read_as_on_the_command_line_and_told(
    browser: Browser, address: str
) -> None:
    link = f"{address}/?{TWO_TOGETHER}&region=ny-manhattan"
    page = open_page(browser, link)
    told = page.get_by_text("About this link:").all_inner_texts()
    assert len(told) == 1
    page.wait_for_url(re.compile("v=2.*region=ny-manhattan"))
    command = [sys.executable, "-m", "ketacost.cli", "open", link]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert told[0].removeprefix("About this link: ") in done.stderr.replace("about this link: ", "")
    assert "Manhattan" in done.stdout
    assert amounts(page)[0] in done.stdout
    page.close()


@pytest.mark.parametrize("more", ["&fbclid=x", "&utm_source=x&utm_campaign=y", "&gclid=1"])
def test_tracking_fields_are_ignored_in_silence(browser: Browser, address: str, more: str) -> None:
    page = open_page(browser, f"{address}/?{TWO_TOGETHER}{more}")
    amounts(page)
    expect(page.get_by_text("About this link")).to_have_count(0)
    page.close()


def test_a_frame_tells_nothing_of_its_own_fields(browser: Browser, address: str) -> None:
    page = open_page(browser, f"{address}/?embed=true&{TWO_TOGETHER}&fbclid=x")
    amounts(page)
    expect(page.get_by_text("About this link")).to_have_count(0)
    page.close()


def test_a_loan_at_the_limit_stays_when_the_question_is_opened(
    browser: Browser, address: str
) -> None:
    page = open_page(browser, f"{address}/?v=2&release=2026.1&loan=12.99.99")
    before = page.get_by_text("Monthly payment").first.inner_text()
    unfold(page, more=True)
    page.get_by_role("tab", name="Clinic's price").click()
    expect(page.locator(".st-key-loan_rate input")).to_have_value("99.99")
    assert "loan=12.99.99" in page.url
    assert page.get_by_text("Monthly payment").first.inner_text() == before
    page.close()


# --- how it looks --------------------------------------------------------------------------------


def test_words_of_the_charts_follow_the_theme(browser: Browser, address: str) -> None:
    page = browser.new_context(color_scheme="light").new_page()
    page.goto(f"{address}/next-year?v=2&release=2026.2&plan=employer-ppo")
    expect(page.locator(".kc-chart p").first).to_be_visible()
    colour = "getComputedStyle(document.querySelector('{}')).{}"
    fill_now = colour.format(".kc-chart p", "color")
    page_now = colour.format("[data-testid=stApp]", "color")

    def same(other_than: str = "") -> bool:
        """Whether both have one colour, in a while; asked again and again, as the policy lets no
        text be run as a script."""
        for _ in range(50):
            colours = page.evaluate(f"[{fill_now}, {page_now}]")
            if colours[0] == colours[1] != other_than:
                return True
            page.wait_for_timeout(100)
        return False

    assert same()
    light = page.evaluate(fill_now)
    page.emulate_media(color_scheme="dark")
    assert same(other_than=light)
    page.context.close()


@pytest.mark.parametrize("width", [375, 1280])
def test_no_page_and_no_tab_scrolls_sideways(browser: Browser, address: str, width: int) -> None:
    wide = (
        "[document.documentElement.scrollWidth,"
        " document.querySelector('[data-testid=stMain]').scrollWidth]"
    )
    everything = (
        f"{TWO_TOGETHER.replace('v=1', 'v=2')}&family=e.4000.500.8000.900&hra=500&outside=cbt.group"
        "&quotes=ketamine-infusion-iv:6x2500.50&oon=1000.60.80.9000&help=spravato-withme"
    )
    for path in ("", *PAGES.values()):
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto(f"{address}/{path}?{everything}")
        settle(page)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        if not path:
            unfold(page, more=True)
            for name in ("Plan, date", "Clinic's price", "Treatments", "Travel"):
                page.get_by_role("tab", name=name).click()
                settle(page)
                assert max(page.evaluate(wide)) <= width, name
        assert max(page.evaluate(wide)) <= width, path
        page.close()


def test_the_keyboard_opens_the_question_and_walks_its_tabs(browser: Browser, address: str) -> None:
    page = open_page(browser, f"{address}/?v=2&release=2026.1&plan=employer-ppo")
    turn = page.locator(".kc-turn")
    turn.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-deductible_usd")).to_be_visible()
    settle(page)
    expect(turn).to_be_focused()
    more = page.locator(".st-key-more input")
    more.focus()
    page.keyboard.press("Space")
    tab = page.get_by_role("tab", name="Plan, date")
    expect(tab).to_be_visible()
    settle(page)
    expect(more).to_be_focused()
    page.keyboard.press("Tab")
    expect(tab).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Treatments")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".st-key-quote_usd_0 input")).to_be_focused()
    page.keyboard.type("575.5")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("quotes=ketamine-infusion-iv(:|%3A)575.50"))
    page.close()


def test_a_file_that_is_made_when_it_is_asked_for_arrives(browser: Browser, address: str) -> None:
    page = open_page(browser, address)
    _go(page, "Prices")
    with page.expect_download() as told:
        page.get_by_test_id("stDownloadButton").get_by_role("button").last.click()
    assert told.value.suggested_filename.endswith(".csv")
    page.close()


def test_a_text_is_copied_and_it_is_said(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}/data")
    settle(page)
    page.get_by_role("button", name="Copy").first.click()
    expect(page.locator("#kc-citation-copied")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#kc-citation").inner_text()
    assert copied.startswith("The ketacost authors.")
    context.close()
