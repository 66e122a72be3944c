"""Start the app and drive it; shared by the tests in a real browser."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect

CHROMIUM = next(
    (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None
)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
READY = "[data-testid='stApp'][data-test-script-state='notRunning']"
FIGURE = "[data-figure]"
"""A figure on a card."""
LAST = ".st-key-foot"
"""What every page draws last; before it stands, `READY` may mean that no run has begun."""


@contextmanager
def serving(port: int | None = None) -> Iterator[str]:
    """A running `ketacost app`; its address."""
    port = port or free_port()
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


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]


def open_page(browser: Browser, url: str, width: int = 1280, height: int = 900) -> Page:
    """A new page, once its answer stands."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(url)
    settle(page)
    expect(page.locator(FIGURE).first).to_be_visible()
    return page


def settle(page: Page) -> None:
    """Wait until a whole page stands: no run is going on, the last of its lines is there, and no
    part waits for its script."""
    page.wait_for_selector(LAST, state="attached", timeout=60_000)
    page.wait_for_selector(READY)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def open_all(page: Page) -> None:
    """Open everything that is folded, and what that holds."""
    for _ in range(100):
        closed = page.locator("details:not([open]) > summary:visible").first
        if not closed.count():
            return
        closed.click()
        settle(page)


def unfold(page: Page, more: bool = False) -> None:
    """Open the question; with `more` what is folded in it too."""
    if not page.locator(".st-key-plan").count():
        page.get_by_role("button", name="change", exact=True).click()
        expect(page.locator(".st-key-plan")).to_be_visible()
        settle(page)
    if more and not page.get_by_role("tab").count():
        page.locator(".st-key-more label").first.click()
        expect(page.get_by_role("tab").first).to_be_visible()
        settle(page)


def choose(page: Page, key: str, words: str) -> None:
    """Pick from a select box by typing, or the one of several that says so."""
    box = page.locator(f".st-key-{key}")
    if not box.count():
        unfold(page)
    if box.get_by_role("combobox").count():
        box.get_by_role("combobox").click()
        page.keyboard.type(words)
        page.keyboard.press("Enter")
    else:
        box.get_by_role("radio", name=words).or_(
            box.get_by_role("button", name=words)
        ).first.click()
    page.wait_for_selector(READY)


def amounts(page: Page) -> list[str]:
    """The figures on the cards, once they stand still."""
    settle(page)
    expect(page.locator(FIGURE).first).to_be_visible()
    return page.locator(FIGURE).all_inner_texts()


def fill(page: Page, key: str, value: str) -> None:
    """Type into the first box whose key begins so, and press Enter."""
    box = page.locator(f'[class*="st-key-{key}"] input').first
    if not box.count():
        unfold(page)
    box.fill(value)
    box.press("Enter")
    page.wait_for_selector(READY)
