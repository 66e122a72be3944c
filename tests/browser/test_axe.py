"""WCAG 2.2 AA by axe in the real browser: every page, both languages, light and dark, three widths,
with everything opened. What Streamlit causes and can't be mended from here is named in
docs/accessibility.md, and below by rule and place; nothing else is passed over.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from driving import open_all, settle

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN = """async () => (await axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
  resultTypes: ["violations"],
})).violations.flatMap(v => v.nodes.map(n => ({
  rule: v.id, at: n.target.join(" "), html: n.html.slice(0, 200), why: n.failureSummary
})))"""
# Rows of a long table are alike: the first thirty stand for all.
SHORTEN = """document.querySelectorAll("tbody tr:nth-child(n+31), ul > li:nth-child(n+31)")
  .forEach(row => row.remove())"""
PAGES = ("", "next-year", "country", "bill", "prices", "changes", "data", "paid", "how")
LINK = "v=2&release=2026.2&plan=employer-ppo&region=oh"
STREAMLITS: tuple[tuple[str, str], ...] = ()
"""(rule, part of the element's HTML or of its selector) of docs/accessibility.md."""


def faults_of(page: Page) -> list[dict[str, Any]]:
    """What axe finds on a page as it stands, without what is Streamlit's."""
    found = page.evaluate(RUN)
    return [
        f
        for f in found
        if not any(f["rule"] == rule and (part in f["html"] + f["at"]) for rule, part in STREAMLITS)
    ]


def _make_all_visible(page: Page, width: int) -> None:
    """A screen as high as the page: axe passes over what is scrolled out of Streamlit's own
    scrolling area."""
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_timeout(300)
    high = page.get_by_test_id("stMain").evaluate("main => main.scrollHeight")
    page.set_viewport_size({"width": width, "height": high + 200})
    page.wait_for_timeout(300)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("path", PAGES)
def test_no_fault_by_wcag(browser: Browser, address: str, path: str, language: str) -> None:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme="light", bypass_csp=True
    )
    page = context.new_page()
    page.goto(f"{address}/{path}?{LINK}&lang={language}")
    settle(page)
    open_all(page)
    page.evaluate(SHORTEN)
    page.evaluate(AXE)
    told = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for width in (1280, 390, 320):
            _make_all_visible(page, width)
            told += [f"{theme} {width}: {f['rule']} {f['at']}\n   {f['html']}\n   {f['why']}"
                     for f in faults_of(page)]  # fmt: skip
    context.close()
    assert not told, "\n".join(told[:20]) + f"\n{len(told)} in all"
