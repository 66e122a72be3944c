"""A page that the browser translates: texts are wrapped as Chrome does, and nothing old stays."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from driving import choose, open_all, open_page, settle

pytestmark = pytest.mark.browser

# Chrome puts <font><font>translation</font></font> in the place of each text, again and again as
# new ones come; what is marked as not to be translated stays.
TRANSLATE = """(moved) => {
  const translate = () => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walk.nextNode()) texts.push(walk.currentNode);
    for (const text of texts) {
      const parent = text.parentElement;
      if (!text.nodeValue.trim() || !parent || parent.closest(
        "font, script, style, svg, textarea, [translate=no], .notranslate")) continue;
      const outer = document.createElement("font"), inner = document.createElement("font");
      outer.append(inner);
      if (moved) { parent.replaceChild(outer, text); inner.append(text); }
      else { inner.textContent = text.nodeValue; parent.replaceChild(outer, text); }
    }
  };
  translate();
  new MutationObserver(() => requestAnimationFrame(translate))
    .observe(document.body, {childList: true, subtree: true, characterData: true});
}"""
START = "v=2&release=2026.2&plan=employer-ppo&region=oh"
PAGES = ("next-year", "country", "bill", "prices", "changes", "data", "paid", "how")


def _amounts(page: Page) -> set[str]:
    shown = page.get_by_test_id("stMain").inner_text()
    return set(re.findall(r"[$][\d,]+(?:[.]\d\d)?", shown))


@pytest.mark.parametrize("moved", [False, True])
def test_no_figure_of_an_earlier_scenario_stays(
    browser: Browser, address: str, moved: bool
) -> None:
    page = open_page(browser, f"{address}/?{START}")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.evaluate(TRANSLATE, moved)
    open_all(page)
    choose(page, "plan", "Original Medicare")
    page.wait_for_url(re.compile("plan=original-medicare"))
    settle(page)
    page.wait_for_timeout(500)
    after, link = _amounts(page), page.url
    fresh = open_page(browser, link)
    open_all(fresh)
    fresh.wait_for_timeout(500)
    right = _amounts(fresh)
    assert not after - right, (
        f"left of an earlier scenario: {sorted(after - right)[:9]}, lacking {len(right - after)}"
    )
    assert not errors
    assert page.locator("font").count() > 50
    page.close()
    fresh.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_translated_page_keeps_working(browser: Browser, address: str, path: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}/{path}?{START}")
    settle(page)
    page.evaluate(TRANSLATE, False)
    open_all(page)
    page.locator(".st-key-language button").click()  # every text of the page changes
    settle(page)
    page.wait_for_timeout(500)
    said = page.get_by_test_id("stMain").inner_text()
    assert "Español" not in said and "English" in said
    assert not errors and page.get_by_test_id("stException").count() == 0
    page.close()
