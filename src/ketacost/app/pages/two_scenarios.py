"""Page Two scenarios: any two links side by side."""

from __future__ import annotations

import streamlit as st

from ketacost.app.parts import drawing, share
from ketacost.app.parts.drawing import md
from ketacost.app.session import current
from ketacost.model.estimate import Comparison, compare
from ketacost.model.link import full_link, link_pairs, read_link
from ketacost.model.ranges import ranges_of
from ketacost.output.differences import comparison_names, difference
from ketacost.tables import PricingError, PricingFaults
from ketacost.words.arms import arm_label, coverage_words, range_notes, range_words
from ketacost.words.figures import about
from ketacost.words.scenario import problems as problem_words


def show() -> None:
    """Draw the page."""
    here = current()
    st.title("Two scenarios", anchor=False)
    st.caption(
        "Paste two links to see them side by side: another place, another plan, other prices. "
        "Make one on page Compare, copy its link, change what you wish and copy again."
    )
    drawing.crisis()
    first = st.text_area(
        "First link", full_link(here.scenario, share.app_address()), key="first_link", height=100
    )
    second = st.text_area(
        "Second link", here.second_link, key="second_link", height=100, on_change=_take_second
    )
    one, two = _read("first", first), _read("second", second)
    if one and two:
        _side_by_side(one, two)


def _take_second() -> None:
    current().second_link = str(st.session_state["second_link"])


def _side_by_side(first: Comparison, second: Comparison) -> None:
    names = comparison_names(first, second)
    for name, comparison in zip(names, (first, second), strict=True):
        st.markdown(f"**{md(name)}**")
        rows = [
            {
                "Treatment": arm_label(comparison.book, arm.arm),
                "You pay about": about(arm.ledger.totals()["patient_pays"]["typical"]),
                "Range": range_words(found),
                "Coverage": coverage_words(arm, comparison.book),
            }
            for arm, found in zip(comparison.arms, ranges_of(comparison), strict=True)
        ]
        drawing.table(rows, name)
        for arm in comparison.arms:
            for note in range_notes(arm.ledger):
                st.caption(md(f"{arm_label(comparison.book, arm.arm)}: {note}"))
    st.subheader("The difference, part by part", anchor=False)
    drawing.table(
        difference(first, second, names), "What you pay, typically, in both scenarios"
    )  # fmt: skip


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
