"""What is paid in all, as rows of words: by arm, and by the time it is paid."""

from __future__ import annotations

from ketacost.model.estimate import Comparison
from ketacost.model.ranges import ranges_of
from ketacost.model.who_pays import Who, typically
from ketacost.words.arms import arm_label, mark_words, typical
from ketacost.words.figures import dollars

Row = dict[str, object]
_UNTIL = (("First month", 4), ("3 months", 13), ("6 months", 26))  # weeks


def totals_rows(comparison: Comparison, who: Who = "me") -> list[Row]:
    """One row an arm: what the patient pays, at the least and at the most, what the plan pays (with
    a plan), visits and hours.

    Args:
        who: whose cost comes first, with its range.
    """
    heads: dict[Who, str] = {
        "me": "You pay",
        "plan": "Your plan pays",
        "everyone": "Full price",
    }
    others = heads if comparison.scenario.plan != "none" else {}
    rows = []
    for arm, found in zip(comparison.arms, ranges_of(comparison, who), strict=True):
        row: Row = {
            "Treatment": arm_label(comparison.book, arm.arm),
            heads[who]: dollars(typically(arm.ledger, who)),
            "low": dollars(found.low),
            "high": dollars(found.high),
        }
        for other, head in others.items():
            if other != who:
                row[head] = dollars(typically(arm.ledger, other))
        rows.append(row | {"Visits": arm.visits(), "Hours": f"{arm.hours():.0f}"})
    return rows


def over_time_rows(comparison: Comparison) -> list[Row]:
    """One row an arm: what the patient has paid, typically, after 1, 3 and 6 months and in all,
    with the turning points, if any arm has some."""
    rows, turning = [], []
    for arm in comparison.arms:
        steps = arm.ledger.over_time()
        row: Row = {"Treatment": arm_label(comparison.book, arm.arm)}
        for label, weeks in _UNTIL:
            row[label] = dollars(max(paid["typical"] for w, paid in steps if w <= weeks))
        row["In all"] = dollars(steps[-1][1]["typical"])
        rows.append(row)
        marks = mark_words(arm.ledger, typical(arm.ledger))
        turning.append("; ".join(f"week {week}: {words}" for week, words in marks))
    if any(turning):
        for row, words in zip(rows, turning, strict=True):
            row["Turning points"] = words
    return rows
