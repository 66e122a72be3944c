"""Rows of the page's charts (see `charts`): figures and names only, as a rerun sends them."""

from __future__ import annotations

from typing import Any

from ketacost.model.estimate import Comparison
from ketacost.model.plan_choice import PlanChoice
from ketacost.model.ranges import ranges_of
from ketacost.model.who_pays import Who, typically
from ketacost.output.chart_words import stacked
from ketacost.output.charts import legible, spread
from ketacost.tables import PriceBook
from ketacost.words.arms import arm_names, mark_words, range_words, spread_words, typical
from ketacost.words.figures import about
from ketacost.words.plan_choice import plan_name


def range_rows(comparison: Comparison, who: Who = "me") -> list[dict[str, Any]]:
    """One row an arm, for `charts.ranges`: text (its name and figures), low, typical, high.

    Args:
        who: whose cost it is.
    """
    rows = []
    arms = zip(arm_names(comparison), comparison.arms, ranges_of(comparison, who), strict=True)
    for name, arm, found in arms:
        paid = typically(arm.ledger, who)
        text = f"{name}: about {about(paid)} ({range_words(found)})"
        bounds = {"low": found.low, "typical": paid, "high": found.high}
        rows.append({"text": text} | {name: cents / 100 for name, cents in bounds.items()})
    return _stacked(rows)


def plan_rows(book: PriceBook, choice: PlanChoice) -> list[dict[str, Any]]:
    """One row a plan whose premium is known, for `charts.ranges`: a year with its premium."""
    rows = []
    for one in choice.compared():
        bounds = {"low": one.low, "typical": one.paid, "high": one.high}
        sums = {name: one.with_premium(cents) for name, cents in bounds.items()}
        said = spread_words(sums["low"], sums["high"])
        text = f"{plan_name(book, one.plan)}: about {about(sums['typical'])} ({said})"
        rows.append({"text": text} | {name: cents / 100 for name, cents in sums.items()})
    return _stacked(rows)


def _stacked(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with their words in lines that fit a phone."""
    texts = stacked([row["text"] for row in rows])
    return [row | {"text": text} for row, text in zip(rows, texts, strict=True)]


def over_time_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """Rows for `charts.over_time`: of each arm its steps, then the turning points, then the names
    at the ends of the lines."""
    last = max(arm.ledger.lines[-1].dated.week for arm in comparison.arms)
    rows, marks, ends = [], [], {}
    for name, arm in zip(arm_names(comparison), comparison.arms, strict=True):
        steps = [(week, paid["typical"] / 100) for week, paid in arm.ledger.over_time()]
        ends[name] = steps[-1][1]
        rows += [_row(name, week, usd) for week, usd in [*steps, (last, ends[name])]]
        turning = mark_words(arm.ledger, typical(arm.ledger))
        marks += [(name, week, dict(steps)[week], words) for week, words in turning]
    said = legible([(week, usd, words) for _, week, usd, words in marks])
    for (name, week, usd, _), words in zip(marks, said, strict=True):
        rows.append(_row(name, week, usd) | {"mark": words, "point": True})
    for name, height in spread(ends).items():
        rows.append(_row(name, last, ends[name]) | {"label_usd": height})
    return rows


def _row(arm: str, week: int, usd: float) -> dict[str, Any]:
    empty: dict[str, Any] = {"label_usd": None, "mark": None, "point": False}
    return {"arm": arm, "week": week, "usd": usd} | empty
