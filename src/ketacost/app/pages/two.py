"""Page Two scenarios: any two links side by side."""

from __future__ import annotations

import streamlit as st

from ketacost.app import session as state
from ketacost.app.parts import drawing, share
from ketacost.app.parts.drawing import md
from ketacost.model.estimate import Comparison, compare
from ketacost.model.link import full_link, link_pairs, read_link
from ketacost.output.differences import comparison_names, difference
from ketacost.tables import PricingError, PricingFaults
from ketacost.words.arms import arm_label, coverage_words, range_words
from ketacost.words.figures import about
from ketacost.words.scenario import problems as problem_words


def show() -> None:
    """Draw the page."""
    st.title("Two scenarios", anchor=False)
    st.caption(
        "Paste two links to see them side by side: another place, another plan, other prices. "
        "Make one on page Compare, copy its link, change what you wish and copy again."
    )
    drawing.crisis()
    if "link" in st.session_state and "two_a" not in st.session_state:
        base = share.base_url().removesuffix("two")
        tables = state.book(st.session_state["release"])
        st.session_state["two_a"] = full_link(state.scenario_of_widgets(tables), base)
    first = st.text_area("First link", key="two_a", height=100)
    second = st.text_area("Second link", key="two_b", height=100)
    found = [_read(which, text) for which, text in (("first", first), ("second", second))]
    if not all(found):
        return
    a, b = found
    names = comparison_names(a, b)
    for name, comparison in zip(names, found, strict=True):
        st.markdown(f"**{md(name)}**")
        drawing.table(
            [
                {
                    "Treatment": arm_label(comparison.book, arm.options),
                    "You pay about": about(arm.ledger.totals()["patient_pays"]["typical"]),
                    "Range": range_words(arm.ledger.paid()),
                    "Coverage": coverage_words(arm, comparison.book),
                }
                for arm in comparison.arms
            ],
            name,
        )
    st.subheader("The difference, part by part", anchor=False)
    drawing.table(difference(a, b, names), "What you pay, typically, in both scenarios")


def _read(which: str, text: str) -> Comparison | None:
    if not text.strip():
        return None
    pairs = link_pairs(text)
    if not pairs:
        st.warning(f"The {which} link has nothing behind a question mark. Copy the whole link.")
        return None
    try:
        reading = read_link(pairs)
    except (PricingError, PricingFaults) as err:
        st.warning(md(f"The {which} link can't be shown: {err}"))
        return None
    for problem in problem_words([*reading.problems, *reading.notes]):
        st.warning(md(f"About the {which} link: {problem}"))
    return compare(reading.book, reading.scenario)
