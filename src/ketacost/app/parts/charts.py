"""The two charts of page Compare, each with the same numbers as a table under it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.model.estimate import Comparison
from ketacost.model.who_pays import Who
from ketacost.output import chart_rows, charts, totals
from ketacost.words.arms import arm_names, range_meaning, range_notes
from ketacost.words.language import words
from ketacost.words.scenario import horizon_words


def draw_ranges(comparison: Comparison, switch: Callable[[], None], who: Who = "me") -> None:
    """How sure the figures are: low, typical and high of each arm, folded.

    Args:
        switch: draws the box that lets schedules differ too.
        who: whose cost it is.
    """
    if opened := drawing.fold(words().say("charts.how-sure"), "ranges"):
        with opened:
            _ranges(comparison, switch, who)


def _ranges(comparison: Comparison, switch: Callable[[], None], who: Who) -> None:
    say = words().say
    st.caption(
        md(
            say(
                f"who-pays.chart.{who}",
                horizon=horizon_words(comparison.scenario).lower(),
                prices_of=comparison.book.release.prices_of,
            )
        )
    )
    rows = chart_rows.range_rows(comparison, who)
    said = say("joining.sentence").join(row["text"] for row in rows)
    alt = say(
        "charts.ranges-alt",
        who=say(f"who-pays.names.{who}"),
        takeaway=chart_rows.takeaway(rows),
        said=said,
    )
    st.html(charts.ranges(rows, say(f"who-pays.axis.{who}"), alt))
    st.caption(md(range_meaning(comparison.scenario)))
    switch()
    drawing.html_table(totals.totals_rows(comparison, who), say("charts.same-numbers"))
    for name, arm in zip(arm_names(comparison), comparison.arms, strict=True):
        for note in range_notes(arm.ledger):
            st.caption(md(f"{name}: {note}"))


def draw_over_time(comparison: Comparison) -> None:
    """When what is paid falls due, folded."""
    say = words().say
    opened = drawing.fold(say("over-time.heading"), "over_time")
    if opened is None:
        return
    with opened:
        lines = chart_rows.over_time_lines(comparison)
        said = say("joining.sentence").join(line.text for line in lines)
        alt = say("over-time.alt", said=said)
        st.html(charts.steps(lines, say("over-time.across"), say("over-time.up"), alt))
        if any(line.marks for line in lines):
            st.caption(say("over-time.diamonds"))
        drawing.html_table(totals.over_time_rows(comparison), say("over-time.table"))
