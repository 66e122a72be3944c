"""The real page in a real, headless Chromium."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

pytestmark = pytest.mark.browser

CHROMIUM = next(
    (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None
)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
READY = "[data-testid='stApp'][data-test-script-state='notRunning']"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A running `ketacost app`."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "ketacost.cli", "app", "--port", str(port), "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://localhost:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=1)
                break
            except OSError:
                assert server.poll() is None, "the app stopped"
                time.sleep(0.25)
        yield url
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "no Chromium on the path: install Debian's package chromium"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


def _open(browser: Browser, url: str, width: int = 1280, height: int = 900) -> Page:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(url)
    page.wait_for_selector(READY)
    expect(page.get_by_test_id("stMetricValue").first).to_be_visible()
    return page


def _choose(page: Page, key: str, words: str) -> None:
    box = page.locator(f".st-key-{key}")
    box.get_by_role("combobox").click()
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_selector(READY)


def _amounts(page: Page) -> list[str]:
    return page.get_by_test_id("stMetricValue").all_inner_texts()


def test_changing_the_inputs_changes_the_amounts(browser: Browser, address: str) -> None:
    page = _open(browser, address)
    first = _amounts(page)
    assert len(first) == 4 and all(re.fullmatch(r"\$[\d,]+", a) for a in first)
    _choose(page, "plan", "employer plan (PPO)")
    expect(page.get_by_text("Covered after approval").first).to_be_visible()
    assert _amounts(page) != first
    _choose(page, "region", "Ohio")
    page.wait_for_url(re.compile("region=oh.*plan=employer-ppo"))
    second = _amounts(page)
    number = page.locator('[class*="st-key-ses_0_0"] input')
    number.fill("8")
    number.press("Enter")
    page.wait_for_url(re.compile("ketamine.iv(:|%3A)8"))
    expect(page.get_by_test_id("stMetricValue").first).not_to_have_text(second[0])
    page.close()


def test_a_reload_gives_the_same_numbers(browser: Browser, address: str) -> None:
    page = _open(
        browser, f"{address}/?plan=va&arms=ketamine.esketamine:8,cbt.group:8&region=tx-austin"
    )
    before = _amounts(page)
    page.reload()
    page.wait_for_selector(READY)
    expect(page.get_by_test_id("stMetricValue").first).to_be_visible()
    assert _amounts(page) == before and len(before) == 2
    page.close()


def test_a_total_unfolds_to_its_lines(browser: Browser, address: str) -> None:
    page = _open(browser, address)
    page.locator("summary", has_text="Ketamine: IV infusion").click()
    expect(page.get_by_role("columnheader", name="Why").first).to_be_visible()
    lines = page.locator('[class*="st-key-ledger"]').first.locator("tbody tr")
    cents = [int(re.sub(r"\D", "", row.locator("td").nth(2).inner_text())) for row in lines.all()]
    total = page.locator("summary", has_text="Ketamine: IV infusion").inner_text()
    assert sum(cents) == int(re.sub(r"\D", "", total.rpartition("$")[2]))
    page.close()


def test_a_phone_shows_question_and_answer_without_sideways_scroll(
    browser: Browser, address: str
) -> None:
    page = _open(browser, f"{address}/?plan=employer-ppo", 390, 844)
    for key in ("opt_0_0", "region", "plan"):
        assert page.locator(f".st-key-{key}").bounding_box()["y"] < 844
    box = page.get_by_test_id("stMetricValue").first.bounding_box()
    assert box["y"] + box["height"] < 844, "the first amount is on the first screen"
    wide = page.evaluate(
        "[document.documentElement.scrollWidth,"
        " document.querySelector('[data-testid=stMain]').scrollWidth]"
    )
    assert max(wide) <= 390
    page.close()


def test_the_keyboard_reaches_and_changes_the_question(browser: Browser, address: str) -> None:
    page = _open(browser, address)
    focused = "document.activeElement.getAttribute('aria-label') || ''"
    reached = []
    for _ in range(25):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(focused))
        if "with" in reached[-1]:
            break
    assert any("I'd have ketamine as" in label for label in reached), reached
    page.keyboard.type("Medicaid")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("plan=medicaid"))
    page.close()
