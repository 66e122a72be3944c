"""Charts as they are drawn: no words over words, over bars or over lines, on a phone and beside."""

from __future__ import annotations

from itertools import combinations

import pytest

from drawn_text import Box, bars_of, drawn, plot_of, words_of
from ketacost import compare, load_prices
from ketacost.model.drivers import drivers
from ketacost.model.link import read_pairs
from ketacost.output import chart_rows, charts, sessions, why
from ketacost.output.chart_words import lines_of

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
PLANS = ({"plan": "none"}, {"plan": "employer-ppo", "horizon": "12m", "varies": "yes"})
WIDTHS = (290, 1100)  # inside a fold of the page, on a phone and on a desk


def _apart(boxes: list[Box]) -> None:
    for one, other in combinations(boxes, 2):
        assert not one.over(other), (one.text, other.text)


def _compared(arms: str, plan: dict[str, str]):
    reading = read_pairs([("arms", arms), *plan.items()], BOOK)
    assert not reading.problems
    return compare(BOOK, reading.scenario)


@pytest.mark.parametrize("plan", PLANS, ids=["none", "ppo"])
@pytest.mark.parametrize("arms", ARMS)
def test_words_of_bars_stand_free(arms, plan):
    comparison = _compared(arms, plan)
    for arm in comparison.scenario.arms:
        found = drivers(BOOK, comparison.scenario, arm)
        rows = why.driver_bars(comparison, found) if found else []
        for width in WIDTHS if rows else ():
            svg = drawn(charts.drivers(lines_of(rows)), rows, width)
            words, bars = words_of(svg), bars_of(svg)
            assert len(bars) == len(rows)
            _apart([*words, *bars])
            said = "".join("".join(box.text for box in words).split())
            assert all("".join(row["text"].split()) in said for row in rows)
            assert all(box.left >= 0 and box.right <= width for box in words)


@pytest.mark.parametrize("plan", PLANS, ids=["none", "ppo"])
@pytest.mark.parametrize("arms", ARMS)
def test_words_of_ranges_fit_a_phone_and_leave_room_for_the_lines(arms, plan):
    rows = chart_rows.range_rows(_compared(arms, plan))
    for width in WIDTHS:
        svg = drawn(charts.ranges(lines=lines_of(rows)), rows, width)
        words, plot = words_of(svg), plot_of(svg)
        _apart(words)
        assert all(box.left >= 0 and box.right <= width for box in words)
        assert plot.right - plot.left > 0.85 * width


@pytest.mark.parametrize("plan", PLANS, ids=["none", "ppo"])
@pytest.mark.parametrize("arms", ARMS)
def test_no_words_lie_over_the_lines_of_sessions(arms, plan):
    comparison = _compared(arms, plan)
    rows = sessions.curve_rows(comparison, sessions.curves_of(comparison))
    assert sum(row["own"] for row in rows) == len(comparison.arms)
    for width in WIDTHS:
        svg = drawn(charts.by_sessions(), rows, width)
        words, plot = words_of(svg), plot_of(svg)
        _apart(words)
        assert words and not [box.text for box in words if box.over(plot)]


def test_each_line_of_sessions_has_a_look_of_its_own():
    samples = charts.line_samples(6)
    assert len(set(samples)) == 6
    dashes = {sample.partition("dasharray")[2].partition("/")[0] for sample in samples}
    assert len(dashes) == 6  # colour is not the only sign
