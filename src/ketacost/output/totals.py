"""What is paid in all, as rows of words, rounded as on the cards: by arm, and by the time it is
paid."""

from __future__ import annotations

from ketacost.model.estimate import Comparison
from ketacost.model.ranges import ranges_of
from ketacost.model.who_pays import WHO, Who, typically
from ketacost.words.arms import arm_label, mark_words, typical
from ketacost.words.figures import about
from ketacost.words.language import words

Row = dict[str, object]
_UNTIL = (("month", 4), ("quarter", 13), ("half", 26))  # weeks


def totals_rows(comparison: Comparison, who: Who = "me") -> list[Row]:
    """One row an arm: what the patient pays, at the least and at the most, what the plan pays (with
    a plan), visits and hours.

    Args:
        who: whose cost comes first, with its range.
    """
    say = words().say
    heads: dict[Who, str] = {one: say(f"totals.who.{one}") for one in WHO}
    others = heads if comparison.scenario.plan != "none" else {}
    rows = []
    for arm, found in zip(comparison.arms, ranges_of(comparison, who), strict=True):
        row: Row = {
            say("totals.treatment"): arm_label(comparison.book, arm.arm),
            heads[who]: about(typically(arm.ledger, who)),
            say("totals.low"): about(found.low),
            say("totals.high"): about(found.high),
        }
        for other, head in others.items():
            if other != who:
                row[head] = about(typically(arm.ledger, other))
        visits, hours = say("totals.visits"), say("totals.hours")
        rows.append(row | {visits: arm.visits(), hours: f"{arm.hours():.0f}"})
    return rows


def over_time_rows(comparison: Comparison) -> list[Row]:
    """One row an arm: what the patient has paid, typically, after 1, 3 and 6 months and in all,
    with the turning points, if any arm has some."""
    say, rows, turning = words().say, [], []
    for arm in comparison.arms:
        steps = arm.ledger.over_time()
        row: Row = {say("over-time.columns.treatment"): arm_label(comparison.book, arm.arm)}
        for name, weeks in _UNTIL:
            row[say(f"over-time.columns.{name}")] = about(
                max(paid["typical"] for w, paid in steps if w <= weeks)
            )
        row[say("over-time.columns.all")] = about(steps[-1][1]["typical"])
        rows.append(row)
        marks = mark_words(arm.ledger, typical(arm.ledger))
        turning.append("; ".join(say("charts.in-week", week=w, what=what) for w, what in marks))
    if any(turning):
        for row, said in zip(rows, turning, strict=True):
            row[say("over-time.columns.turning")] = said
    return rows
