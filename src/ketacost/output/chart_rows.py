"""Rows and lines of the page's charts (see `charts`): figures and names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ketacost.model.estimate import Comparison
from ketacost.model.plan_choice import PlanChoice
from ketacost.model.ranges import ranges_of
from ketacost.model.who_pays import Who, typically
from ketacost.output.charts import Line
from ketacost.tables import PriceBook
from ketacost.words.arms import arm_names, mark_words, range_words, spread_words, typical
from ketacost.words.chart import turning_words
from ketacost.words.language import words
from ketacost.words.plan_choice import plan_name

Row = dict[str, Any]


def range_rows(comparison: Comparison, who: Who = "me") -> list[Row]:
    """One row an arm, for `charts.ranges`: name, text (name and figures), low, typical, high.

    Args:
        who: whose cost it is.
    """
    arms = zip(arm_names(comparison), comparison.arms, ranges_of(comparison, who), strict=True)
    return [
        _row(name, (found.low, typically(arm.ledger, who), found.high), range_words(found))
        for name, arm, found in arms
    ]


def plan_rows(book: PriceBook, choice: PlanChoice) -> list[Row]:
    """One row a plan whose premium is known, for `charts.ranges`: a year with its premium."""
    found = []
    for one in choice.compared():
        low, paid, high = (one.with_premium(c) for c in (one.low, one.paid, one.high))
        name, inside = plan_name(book, one.plan), spread_words(low, high)
        found.append(_row(name, (low, paid, high), inside))
    return found


def _row(name: str, cents: tuple[int, int, int], inside: str) -> Row:
    text = words().say("charts.row", name=name, cents=cents[1], inside=inside)
    usd = dict(zip(("low", "typical", "high"), (c / 100 for c in cents), strict=True))
    return {"name": name, "text": text} | usd


def over_time_lines(comparison: Comparison) -> list[Line]:
    """The line of each arm, for `charts.steps`: by week what was paid, typically, with a diamond at
    each turning point."""
    last = max(arm.ledger.lines[-1].dated.week for arm in comparison.arms)
    found = []
    for name, arm in zip(arm_names(comparison), comparison.arms, strict=True):
        steps = [(week, paid["typical"]) for week, paid in arm.ledger.over_time()]
        turning = mark_words(arm.ledger, typical(arm.ledger))
        at = dict(steps)
        found.append(
            Line(
                turning_words(name, steps[-1][1], turning),
                tuple((week, cents / 100) for week, cents in [*steps, (last, steps[-1][1])]),
                tuple((week, at[week] / 100) for week, _ in turning),
            )
        )
    return found


def takeaway(rows: Sequence[Row]) -> str:
    """What a chart of ranges says as a whole: from where to where the typical figures lie."""
    say = words().say
    by_size = sorted(rows, key=lambda row: float(row["typical"]))
    least, most = by_size[0], by_size[-1]
    if least["typical"] == most["typical"]:
        return say("charts.one" if len(rows) == 1 else "charts.all-alike")
    return say(
        "charts.from-to",
        least=least["name"],
        most=most["name"],
        low=round(least["typical"] * 100),
        high=round(most["typical"] * 100),
    )
