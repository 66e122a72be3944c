"""Charts as a browser draws them: no words over words, over marks or over lines, none cut, on a
phone and on a desk, with large letters, on light and on dark."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from ketacost import compare, load_prices
from ketacost.model.country import StateFigure
from ketacost.model.drivers import drivers
from ketacost.model.estimate import Comparison
from ketacost.model.link import read_pairs
from ketacost.output import chart_rows, charts, country, sessions, tile_map, why
from ketacost.output.chart_style import CHART_STYLE
from ketacost.tables.language import speaking

pytestmark = pytest.mark.browser

BOOK = load_prices("2026.2")
ARMS = (
    "ketamine.iv:6,ssri.sertraline:9,cbt.individual:16,ect.outpatient:9",
    "ketamine.iv:6+cbt.individual:12,ketamine.esketamine:12,ect.inpatient:9",
    "cbt.individual:12>ketamine.iv:6,ketamine.home:6,ketamine.kap:6",
    "ketamine.iv:6~at.hospital,ketamine.iv:6,tms.standard:36",
    "ketamine.esketamine-combined:12,snri.duloxetine:9,tca.nortriptyline:9",
    "ect.outpatient:20,cbt.group:12",
    "augmentation.lithium:6,atypical.bupropion:9,ssri.zoloft-brand:9",
    "ketamine.prescription:3,ketamine.nasal-compounded:3,ketamine.im:6",
    "cbt.low-fee:12,cbt.telehealth:12,cbt.individual:4",
    "ketamine.iv:6,ketamine.im:6,cbt.group:8,ect.outpatient:9,ssri.sertraline:9,tms.standard:30",
)
STATES = sorted({region.state for region in BOOK.regions.values()} - {""})
PLANS = ({"plan": "none"}, {"plan": "employer-ppo", "horizon": "12m", "varies": "yes"})
WIDTHS = (290, 1100)  # inside a fold of the page, on a phone and on a desk
LIGHT, DARK = ("#ffffff", "#31333f"), ("#0e1117", "#fafafa")

_BOXES = """() => {
  const box = (e, name) => { const b = e.getBoundingClientRect();
    return [name, b.left, b.top, b.right, b.bottom]; };
  const words = [], marks = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (!node.textContent.trim() || !node.parentElement.offsetParent) continue;
    const range = document.createRange(); range.selectNodeContents(node);
    for (const b of range.getClientRects())
      words.push([node.textContent.trim(), b.left, b.top, b.right, b.bottom]);
  }
  for (const e of document.querySelectorAll('.kc-track, .kc-area, .kc-key img'))
    marks.push(box(e, e.className || 'sample'));
  return {words, marks};
}"""

Box = tuple[str, float, float, float, float]


def _over(one: Box, other: Box, air: float = 1.5) -> bool:
    """Whether two boxes share more than the air round letters."""
    wide = min(one[3], other[3]) - max(one[1], other[1])
    high = min(one[4], other[4]) - max(one[2], other[2])
    return wide > air and high > air


@pytest.fixture(scope="module")
def sheet(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def _draw(
    page: Page, html: str, width: int, theme: tuple[str, str] = LIGHT, size: int = 16
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(
        f"<style>html {{font: {size}px sans-serif}} body {{margin: 0; background: {theme[0]}; "
        f"color: {theme[1]}}} {CHART_STYLE}</style>{html}"
    )


def _free(page: Page, width: int) -> list[Box]:
    """The words of a chart, none over another or over what is drawn, and none cut."""
    found = page.evaluate(_BOXES)
    words, marks = found["words"], found["marks"]
    for one, other in combinations(words, 2):
        assert not _over(one, other, 3.5), (one, other)
    for word in words:
        assert word[1] >= -1 and word[3] <= width + 1, word
        assert not [mark for mark in marks if _over(word, mark, 3.5)], word
    return words


def _compared(arms: str, plan: dict[str, str]) -> Comparison:
    reading = read_pairs([("arms", arms), *plan.items()], BOOK)
    assert not reading.problems
    return compare(BOOK, reading.scenario)


def _charts(comparison: Comparison) -> Iterator[tuple[str, list[str]]]:
    """Each chart of a comparison, and the words that must stand in it."""
    rows = chart_rows.range_rows(comparison)
    yield charts.ranges(rows, "You pay", "alt"), [row["text"] for row in rows]
    lines = chart_rows.over_time_lines(comparison)
    yield charts.steps(lines, "Week", "Dollars", "alt"), [line.text for line in lines]
    lines = sessions.curve_lines(comparison, sessions.curves_of(comparison))
    yield charts.steps(lines, "Sessions", "Dollars", "alt"), [line.text for line in lines]
    for arm in comparison.scenario.arms:
        if found := drivers(BOOK, comparison.scenario, arm):
            bars = why.driver_bars(comparison, found)
            yield charts.bars(bars, "It moves", "alt"), [bar["text"] for bar in bars]


@pytest.mark.parametrize("spoken", ["en", "es"])
@pytest.mark.parametrize("plan", PLANS, ids=["none", "ppo"])
@pytest.mark.parametrize("arms", ARMS)
def test_words_stand_free_in_every_chart(
    sheet: Page, arms: str, plan: dict[str, str], spoken: str
) -> None:
    with speaking(spoken):
        drawn = list(_charts(_compared(arms, plan)))
    for html, texts in drawn:
        for width, size in ((290, 16), (290, 24), (1100, 16)):
            _draw(sheet, html, width, size=size)
            said = "".join("".join(word[0] for word in _free(sheet, width)).split())
            assert all("".join(text.split()) in said for text in texts)


_INSIDE = """() => [...document.querySelectorAll('.kc-dot, .kc-span, .kc-bar, .kc-area i')].every(
  e => { const b = e.getBoundingClientRect();
         return b.left >= -1 && b.right <= innerWidth + 1 && b.width > 1; })"""


def _row(name: str, low: float, typical: float, high: float) -> dict[str, Any]:
    return {"name": name, "text": name, "low": low, "typical": typical, "high": high}


@pytest.mark.parametrize(
    "rows",
    [
        [_row("nothing", 0, 0, 0)],
        [_row("a dollar", 1, 1, 1), _row("nothing", 0, 0, 0)],
        [_row("two equal ends", 500, 500, 500), _row("the same", 500, 500, 500)],
        [_row("far apart", 0, 3, 5), _row("above", 90_000, 99_999, 100_000)],
    ],
)
def test_odd_figures_are_drawn_inside_and_no_tick_stands_twice(
    sheet: Page, rows: list[dict[str, Any]]
) -> None:
    lines = [
        charts.Line(row["name"], ((1, row["low"]), (2, row["typical"]), (3, row["high"])))
        for row in rows
    ]
    for html in (
        charts.ranges(rows, "Dollars", "alt"),
        charts.steps(lines, "Week", "Dollars", "alt"),
        charts.steps([charts.Line("one point", ((4, 0.0),), ((4, 0.0),))], "Week", "Dollars", "a"),
        charts.bars(
            [{"text": "bar", "usd": row["high"], "inside": True} for row in rows], "D", "a"
        ),
    ):
        for width in WIDTHS:
            _draw(sheet, html, width)
            _free(sheet, width)
            ticks = sheet.locator(".kc-ticks").last.inner_text().split()
            assert len(ticks) == len(set(ticks)) >= 2
            assert sheet.evaluate(_INSIDE)


def test_each_line_has_a_look_of_its_own() -> None:
    samples = charts.line_samples(6)
    assert len(set(samples)) == 6
    dashes = {sample.partition("dasharray")[2].partition("/")[0] for sample in samples}
    assert len(dashes) == 6  # colour is not the only sign


# --- colours -------------------------------------------------------------------------------------

_COLOURS = """() => [...document.querySelectorAll('.kc-chart *')].map(e => {
  const s = getComputedStyle(e);
  return [e.className, s.color, s.backgroundColor, e.textContent.trim() !== ''];
})"""


def _luminance(colour: str) -> float:
    """Of `#rrggbb` or `rgb(r, g, b)`, as WCAG has it."""
    parts = (
        [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
        if colour.startswith("#")
        else [float(part) for part in colour.partition("(")[2].rstrip(")").split(",")[:3]]
    )
    r, g, b = (p / 255 / 12.92 if p < 10 else ((p / 255 + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_words_and_marks_stand_out_from_the_page(sheet: Page, theme: tuple[str, str]) -> None:
    comparison = _compared(*(ARMS[0], PLANS[0]))
    figures = [StateFigure(s, "us", 100 * n, 100 * n, 100 * n, 1)
               for n, s in enumerate(STATES)]  # fmt: skip
    tiles = country.map_rows(BOOK, figures)
    two = country.against_rows(
        BOOK, [StateFigure(f.state, "us", f.cents - 2_500, 0, 0, 1) for f in figures], ("A", "B")
    )
    heat = tile_map.heat_table(country.heat_rows(BOOK, {"none": figures}), "caption", "State")
    marks = {"kc-span", "kc-dot", "kc-bar"}
    for html in [h for h, _ in _charts(comparison)] + [
        tile_map.tile_map(tiles, "alt"), tile_map.tile_map(two, "alt"), heat,
    ]:  # fmt: skip
        _draw(sheet, html, 700, theme)
        for name, ink, behind, says in sheet.evaluate(_COLOURS):
            clear = behind == "rgba(0, 0, 0, 0)"
            if says:
                field = theme[0] if clear else behind
                if name not in ("kc-usd", "kc-sign", "kc-code", "kc-name", ""):
                    assert _contrast(ink, field) >= 4.5, (name, ink, field)
            elif marks & set(name.split()) and not clear:
                assert _contrast(behind, theme[0]) >= 3, (name, behind)
    for colour in charts.LINES:
        assert _contrast(colour, theme[0]) >= 3, colour
    assert {tile["sign"] for tile in two} >= {"A+", "A", "B", "B+"}


def test_a_chart_is_one_picture_that_nobody_tabs_through(sheet: Page) -> None:
    comparison = _compared(ARMS[0], PLANS[1])
    for html, _ in _charts(comparison):
        _draw(sheet, html + "<button>after</button>", 375)
        assert sheet.get_by_role("img").first.get_attribute("aria-label") == "alt"
        sheet.keyboard.press("Tab")
        assert sheet.evaluate("document.activeElement.textContent") == "after"
