"""Why ranges are so wide and what would lower the cost: rows for a chart and a table, and text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ketacost.model.drivers import Driver, drivers
from ketacost.model.estimate import Comparison
from ketacost.model.levers import levers
from ketacost.words.figures import dollars_and_cents
from ketacost.words.language import words
from ketacost.words.why import driver_name, in_range, lever_words, why_words

MOST_BARS = 6


def driver_bars(comparison: Comparison, found: Sequence[Driver]) -> list[dict[str, Any]]:
    """Rows for `charts.bars`, the largest first: text, usd, inside (whether the range holds it)."""
    rows: list[dict[str, Any]] = []
    for driver in found[:MOST_BARS]:
        inside = in_range(driver, comparison.scenario)
        name = driver_name(comparison.book, driver, found)
        said = words().say("why.bar", name=name, cents=driver.moves)
        rows.append({"text": said, "usd": driver.moves / 100, "inside": inside})
    return rows


def bars_words(bars: Sequence[dict[str, Any]]) -> str:
    """The bars in words, for those who can't see them."""
    return (
        words()
        .say("joining.sentence")
        .join(
            bar["text"] if bar["inside"] else words().say("why.bar-outside", bar=bar["text"])
            for bar in bars
        )
    )


def driver_rows(comparison: Comparison, found: Sequence[Driver]) -> list[dict[str, str]]:
    """One row a thing that moves the total, to the cent: for a table."""
    say = words().say
    return [
        {
            say("columns.changes"): driver_name(comparison.book, driver, found),
            say("columns.at-least"): dollars_and_cents(driver.low),
            say("columns.at-most"): dollars_and_cents(driver.high),
            say("columns.moves"): dollars_and_cents(driver.moves),
            say("columns.inside"): say(
                f"columns.{'inside-yes' if in_range(driver, comparison.scenario) else 'inside-no'}"
            ),
        }
        for driver in found
    ]


def why_lines(comparison: Comparison, place: int) -> list[str]:
    """The sentence on an arm's range, then one for each change that would lower its cost.

    Args:
        place: of the arm in the comparison.
    """
    book, scenario = comparison.book, comparison.scenario
    found = drivers(book, scenario, scenario.arms[place])
    changes = levers(book, scenario, place)
    said = [lever_words(book, scenario, place, lever) for lever in changes]
    return [why_words(book, scenario, found), *(said or [words().say("why.no-levers")])]
