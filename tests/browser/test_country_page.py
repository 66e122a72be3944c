"""The map and the table of states and plans as they are drawn: no label lies over another and none
leaves its field, at any width."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from driving import settle

pytestmark = pytest.mark.browser

LINKS = (
    "arms=ketamine.iv:6",
    "arms=ketamine.iv:6,ketamine.esketamine:12&plan=employer-ppo",
    "arms=ect.inpatient:9&plan=original-medicare",
)
_BOXES = """(key) => [...document.querySelectorAll(
    `${key} :is(b, span, abbr):not(:has(*))`)]
  .filter(t => t.textContent.trim() && t.getBoundingClientRect().width > 2)
  .map(t => { const r = document.createRange(); r.selectNodeContents(t);
              const b = r.getBoundingClientRect();
              return [t.textContent, b.left, b.top, b.right, b.bottom]; })"""


def _over(page: Page, key: str) -> list[tuple[str, str]]:
    """Labels of a chart of which one lies over another by more than the air round letters."""
    boxes = sorted(page.evaluate(_BOXES, key), key=lambda box: box[2])
    assert len(boxes) > 100
    found = []
    for at, (word, left, top, right, bottom) in enumerate(boxes):
        for other, left2, top2, right2, _ in boxes[at + 1 :]:
            if top2 > bottom:
                break
            tall = min(bottom - top2, bottom - top)
            if min(right, right2) - max(left, left2) > 1 and tall > 5:
                found.append((word, other))
    return found


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("link", LINKS)
def test_no_label_lies_over_another(browser: Browser, address: str, link: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{address}/country?v=2&release=2026.1&{link}")
    settle(page)
    page.locator("summary", has_text="Every state with every plan").click()
    page.wait_for_selector(".kc-heat")
    for key in (".kc-tiles", ".kc-heat"):
        assert not _over(page, key)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
