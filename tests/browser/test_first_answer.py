"""The block with the answer in a real browser: read without scripts, gone once, and not under a
reader."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocketRoute, expect

from driving import amounts, serving, settle

LINK = (
    "?v=2&release=2026.1&arms=ketamine.iv:6,ssri.sertraline:9,cbt.individual:16,ect.outpatient:9"
    "&region=oh&plan=employer-ppo"
)
PHONE = {"width": 375, "height": 667}


@pytest.fixture
def phone(browser: Browser) -> BrowserContext:
    context = browser.new_context(viewport=PHONE)
    yield context
    context.close()


class Held:
    """The live page, which waits for what the server says until `release`."""

    def __init__(self, page: Page) -> None:
        self.waiting: list[tuple[WebSocketRoute, str | bytes]] = []
        self.free = False
        page.route_web_socket("**/_stcore/stream", self._connect)

    def _connect(self, socket: WebSocketRoute) -> None:
        socket.connect_to_server().on_message(lambda message: self._told(socket, message))

    def _told(self, socket: WebSocketRoute, message: str | bytes) -> None:
        if self.free:
            socket.send(message)
        else:
            self.waiting.append((socket, message))

    def release(self) -> None:
        """Let it have all."""
        self.free = True
        for socket, message in self.waiting:
            socket.send(message)


def test_read_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{LINK}")
    expect(page.get_by_role("heading", level=1)).to_have_text("What would it cost me?")
    expect(page.get_by_text("$3,100").first).to_be_visible()
    box = page.get_by_text("$3,100").first.bounding_box()
    assert box and box["y"] + box["height"] < PHONE["height"]
    expect(page.get_by_role("link", name="Call")).to_have_attribute("href", "tel:988")
    expect(page.get_by_text("your browser must run JavaScript")).to_be_visible()
    expect(page.get_by_text("You can change all of this in a moment")).to_be_hidden()
    context.close()


def test_the_block_goes_once_and_the_page_says_the_same(
    phone: BrowserContext, address: str
) -> None:
    page = phone.new_page()
    held = Held(page)
    page.goto(f"{address}/{LINK}")
    block = page.locator("#kc-first [data-figure]")
    expect(block.first).to_be_visible()
    expect(page.locator("#root")).to_be_hidden()
    told = block.all_inner_texts()
    held.release()
    expect(page.locator("#kc-first")).to_have_count(0)
    expect(page.locator("#kc-first-style")).to_have_count(0)
    assert amounts(page) == told
    expect(page.get_by_role("heading", level=1)).to_have_count(1)


def test_not_under_a_reader_who_scrolled(phone: BrowserContext, address: str) -> None:
    page = phone.new_page()
    held = Held(page)
    page.goto(f"{address}/{LINK}")
    page.mouse.move(150, 300)
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(200)
    assert page.evaluate("scrollY") > 100
    held.release()
    go = page.get_by_role("button", name="Show the page with its choices")
    expect(go).to_be_visible()
    expect(page.locator("#kc-first h1")).to_have_count(1)
    page.evaluate("scrollTo(0, 0)")  # back at rest
    expect(page.locator("#kc-first")).to_have_count(0)
    settle(page)


def test_not_under_a_reader_who_selected_text_but_on_a_tap(
    phone: BrowserContext, address: str
) -> None:
    page = phone.new_page()
    held = Held(page)
    page.goto(f"{address}/{LINK}")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#kc-first h1'))")
    held.release()
    page.get_by_role("button", name="Show the page with its choices").click()
    expect(page.locator("#kc-first")).to_have_count(0)


@pytest.mark.parametrize(
    ("scheme", "stored", "query", "dark"),
    [
        ("light", None, "", False),
        ("dark", None, "", True),
        ("dark", '"Light"', "", False),
        ("light", '"Dark"', "", True),
        ("light", None, "&embed=true&embed_options=dark_theme", True),
    ],
)
def test_it_has_the_pages_theme(
    browser: Browser, address: str, scheme: str, stored: str | None, query: str, dark: bool
) -> None:
    context = browser.new_context(viewport=PHONE, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    held = Held(page)
    if stored:
        page.add_init_script(f"localStorage.setItem('stActiveTheme-/-v2', '{stored}')")
    page.goto(f"{address}/{LINK}{query}")
    ground = "getComputedStyle(document.querySelector('{}')).backgroundColor"
    before = page.evaluate(ground.format("#kc-first"))
    held.release()
    settle(page)
    assert page.evaluate(ground.format("[data-testid=stApp]")) == before
    assert (before == "rgb(23, 22, 20)") == dark
    context.close()


def test_a_page_that_fails_shows_what_it_says(phone: BrowserContext, address: str) -> None:
    page = phone.new_page()
    page.goto(f"{address}/country{LINK}")
    settle(page)
    expect(page.locator("#kc-first")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_first_visitor_may_open_any_page(browser: Browser) -> None:
    with serving() as url:
        page = browser.new_page(viewport=PHONE)
        page.goto(f"{url}/country{LINK}")
        settle(page)
        expect(page.get_by_text("Page not found")).to_have_count(0)
        expect(page.get_by_role("heading", level=1)).to_contain_text("country")
        page.close()


def test_a_frame_fits_what_is_in_it(browser: Browser, address: str) -> None:
    from ketacost import from_link
    from ketacost.output.frame import frame_snippet

    page = browser.new_page(viewport={"width": 500, "height": 900})
    snippet = frame_snippet(from_link(LINK), f"{address}/")
    page.route("**/host.html", lambda r: r.fulfill(body=snippet, content_type="text/html"))
    page.goto(f"{address}/host.html")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("$3,100").first).to_be_visible()
    expect(frame.locator("#kc-first")).to_have_count(0, timeout=30_000)
    page.wait_for_timeout(2_500)
    inside = frame.get_by_test_id("stMainBlockContainer").evaluate("e => e.offsetHeight")
    told = page.locator("iframe").evaluate("e => e.style.height")
    assert re.fullmatch(r"\d+px", told) and abs(int(told[:-2]) - inside) <= 2
    page.close()
