"""A shared link in a real browser: reload, back, forward, frame, a server that was restarted."""

from __future__ import annotations

import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from driving import FIGURE, amounts, choose, free_port, open_page, serving
from ketacost import compare, from_link, load_prices
from ketacost.words.figures import about

pytestmark = pytest.mark.browser

FIELDS = (
    "v=1&release=2025.1&arms=ketamine.esketamine:12+ssri.sertraline:9,cbt.group:8&region=tx-austin"
    "&plan=employer-ppo&horizon=6m&start=10-10&year=plan&deductible=3000&met=200&max=plan"
    "&terms=plan&quotes=none&help=none&oon=none&tax=none&loan=none&miles=none&ride=none&wage=none"
)


def _expected() -> list[str]:
    scenario = from_link("?" + FIELDS)
    arms = compare(load_prices(scenario.release), scenario).arms
    return [about(arm.ledger.totals()["patient_pays"]["typical"]) for arm in arms]


def _settled(page: Page) -> list[str]:
    return amounts(page)


def test_reload_back_and_forward_keep_the_numbers(browser: Browser, address: str) -> None:
    page = open_page(browser, f"{address}/?{FIELDS}")
    assert amounts(page) == _expected()
    page.reload()
    assert _settled(page) == _expected()
    page.goto(f"{address}/?{FIELDS.replace('employer-ppo', 'medicaid')}")
    other = _settled(page)
    assert other != _expected()
    page.go_back()
    page.wait_for_url(re.compile("plan=employer-ppo"))
    assert _settled(page) == _expected()
    page.go_forward()
    page.wait_for_url(re.compile("plan=medicaid"))
    assert _settled(page) == other
    page.close()


def test_a_restarted_server_gives_the_same_numbers(browser: Browser) -> None:
    port = free_port()
    with serving(port) as url:
        page = open_page(browser, url)
        choose(page, "plan", "Employer PPO")
        page.wait_for_url(re.compile("plan=employer-ppo"))
        before, link = _settled(page), page.url
    with serving(port):
        page.goto(link)
        assert _settled(page) == before
        page.reload()
        assert _settled(page) == before
    page.close()


def test_the_copied_link_is_whole(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}/?{FIELDS}")
    _settled(page)
    page.locator("summary", has_text="Take it with you").click()
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_timeout(500)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(address)
    assert from_link(copied) == from_link("?" + FIELDS)
    context.close()


def test_a_frame_shows_the_same_numbers_and_copies_the_link(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text(
        f'<h1>A clinic</h1><iframe src="{address}/?embed=true&{FIELDS}" width="390" height="900">'
        "</iframe>"
    )
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    handler.log_message = lambda *args: None
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
    frame = page.frame_locator("iframe")
    expect(frame.locator(FIGURE).first).to_be_visible(timeout=15_000)
    page.wait_for_timeout(500)
    assert frame.locator(FIGURE).all_inner_texts() == _expected()
    for words in ("prices of 2025", "988", "Texas: Austin"):
        expect(frame.get_by_text(words).first).to_be_visible()
    expect(frame.get_by_role("combobox")).to_have_count(0)
    frame.get_by_role("button", name="Copy link").click()
    shown = frame.locator("input").last.input_value()
    assert from_link(shown) == from_link("?" + FIELDS)
    page.close()
    server.shutdown()


def test_markup_in_a_link_stays_text(browser: Browser, address: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.goto(
        f"{address}/?plan=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&region=%3Cb%3Eoh%3C/b%3E"
        "&release=../../etc"
    )
    assert _settled(page)
    expect(page.get_by_text("About this link").first).to_be_visible()
    assert page.locator("img[src=x]").count() == 0 and not asked
    page.close()
