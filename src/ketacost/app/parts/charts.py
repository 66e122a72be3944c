"""The two charts of page Compare, each with the same numbers as a table under it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.model.estimate import Comparison
from ketacost.model.who_pays import Who
from ketacost.output import chart_rows, charts, totals
from ketacost.output.chart_words import lines_of
from ketacost.words.arms import arm_names, range_meaning, range_notes
from ketacost.words.language import words
from ketacost.words.scenario import horizon_words


def draw_ranges(comparison: Comparison, switch: Callable[[], None], who: Who = "me") -> None:
    """How sure the figures are: low, typical and high of each arm.

    Args:
        switch: draws the box that lets schedules differ too.
        who: whose cost it is.
    """
    st.subheader("How sure is that?", anchor=False)
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
    said = "; ".join(" ".join(row["text"].split()) for row in rows)
    st.vega_lite_chart(
        rows,
        charts.ranges(
            not any(row["high"] for row in rows),
            say(f"who-pays.axis.{who}"),
            lines_of(rows),
        ),
        alt=f"{say(f'who-pays.names.{who}')}, low to high, with typical as a dot. {said}.",
    )
    st.caption(md(range_meaning(comparison.scenario)))
    switch()
    drawing.table(
        totals.totals_rows(comparison, who),
        "The same numbers: what you pay and what your plan pays, by treatment",
    )
    for name, arm in zip(arm_names(comparison), comparison.arms, strict=True):
        for note in range_notes(arm.ledger):
            st.caption(md(f"{name}: {note}"))


def draw_over_time(comparison: Comparison) -> None:
    """When what is paid falls due."""
    st.subheader("When you would pay it", anchor=False)
    rows = chart_rows.over_time_rows(comparison)
    st.vega_lite_chart(
        rows,
        charts.over_time(nothing=not any(row["usd"] for row in rows)),
        alt="What you would have paid by each week; the table below has the figures.",
    )
    drawing.table(
        totals.over_time_rows(comparison),
        "What you would have paid after 1, 3 and 6 months and in all",
    )
