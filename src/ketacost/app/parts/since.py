"""What changed since: a link made with older prices keeps its figures, and says so."""

from __future__ import annotations

import streamlit as st

from ketacost.app import session as state
from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.model.estimate import Comparison, compare
from ketacost.model.link import field_texts, read_pairs
from ketacost.model.scenario import Scenario
from ketacost.output.differences import difference
from ketacost.tables import PriceBook, PricingError, PricingFaults
from ketacost.words.arms import arm_label
from ketacost.words.figures import about
from ketacost.words.scenario import problems as problem_words


def with_prices_of(scenario: Scenario, tables: PriceBook) -> tuple[Scenario, list[str]]:
    """The same choices under another release, and what that release does not know."""
    reading = read_pairs(list(field_texts(scenario).items()), tables)
    return reading.scenario, problem_words(reading.problems)


def tell(comparison: Comparison) -> None:
    """A notice above the answer where the scenario's release is not today's."""
    tables = comparison.book
    if tables.entry.status == "withdrawn":
        st.warning(md(f"These prices were withdrawn: {tables.entry.reason}"))
    try:
        today = state.book()
    except (PricingError, PricingFaults):
        return
    if today.id == tables.id:
        return
    now, problems = with_prices_of(comparison.scenario, today)
    new = compare(today, now)
    arm = comparison.arms[0]
    was = arm.ledger.totals()["patient_pays"]["typical"]
    same = next((a for a in new.arms if a.id == arm.id), None)
    words = f"Made with prices of {tables.release.prices_of}."
    if same:
        is_now = same.ledger.totals()["patient_pays"]["typical"]
        words += (
            f" With today's ({today.release.prices_of}): for {arm_label(tables, arm.options)} "
            f"you would pay about {about(is_now)} instead of {about(was)}."
        )
    st.info(md(words))
    for problem in problems:
        st.caption(md(f"Today's prices: {problem}"))
    with st.container(horizontal=True):
        st.button(f"Use prices of {md(today.release.prices_of)}", on_click=state.seed, args=(now,))
    opened = st.expander("What the difference is, line by line", key="since", on_change="rerun")
    if opened.open:
        with opened:
            names = tuple(f"Prices of {b.release.prices_of} ({b.id})" for b in (tables, today))
            drawing.table(difference(comparison, new, names), "Typical cost to you, then and now")
