"""Page Two scenarios: any two links side by side."""

from __future__ import annotations

import streamlit as st

from ketacost.app import session as state
from ketacost.app.parts import drawing as pieces
from ketacost.app.parts import share as take
from ketacost.app.parts.drawing import md
from ketacost.app.parts.since import difference
from ketacost.model.estimate import Comparison, compare
from ketacost.model.scenario import link_fields, read_fields
from ketacost.tables import PricingError, PricingFaults
from ketacost.words.figures import about
from ketacost.words.wording import HORIZON_WORDS, coverage_words, range_words


def show() -> None:
    """Draw the page."""
    st.title("Two scenarios", anchor=False)
    st.caption(
        "Paste two links to see them side by side: another place, another plan, other prices. "
        "Make one on page Compare, copy its link, change what you wish and copy again."
    )
    pieces.crisis()
    if "link" in st.session_state and "two_a" not in st.session_state:
        query = "&".join(f"{k}={v}" for k, v in st.session_state["link"].items())
        st.session_state["two_a"] = f"{take.base_url()}?{query}" if query else ""
    first = st.text_area("First link", key="two_a", height=100)
    second = st.text_area("Second link", key="two_b", height=100)
    found = [_read(which, text) for which, text in (("first", first), ("second", second))]
    if not all(found):
        return
    a, b = found
    names = _names(a, b)
    for name, comparison in zip(names, found, strict=True):
        st.markdown(f"**{md(name)}**")
        pieces.table(
            [
                {
                    "Treatment": arm.label,
                    "You pay about": about(arm.ledger.totals()["patient_pays"]["typical"]),
                    "Range": range_words(arm.ledger.totals()["patient_pays"]),
                    "Coverage": coverage_words(arm),
                }
                for arm in comparison.arms
            ],
            name,
        )
    st.subheader("The difference, part by part", anchor=False)
    pieces.table(difference(a, b, names), "What you pay, typically, in both scenarios")


def _read(which: str, text: str) -> Comparison | None:
    if not text.strip():
        return None
    fields = link_fields(text.strip())
    if not fields:
        st.warning(f"The {which} link has nothing behind a question mark. Copy the whole link.")
        return None
    try:
        tables = state.book(fields.get("release"))
    except (PricingError, PricingFaults) as err:
        st.warning(md(f"The {which} link can't be shown: {err}"))
        return None
    scenario, problems = read_fields(fields, tables)
    for problem in problems:
        st.warning(md(f"About the {which} link: {problem}"))
    return compare(tables, scenario)


def _names(a: Comparison, b: Comparison) -> tuple[str, str]:
    """What sets the two apart in words: place and plan, then horizon and prices if they differ."""

    def name(one: Comparison, other: Comparison) -> str:
        scenario, book = one.scenario, one.book
        plan = book.plans[scenario.plan]
        parts = [book.regions[scenario.region].label, plan.phrase or plan.label]
        if scenario.horizon != other.scenario.horizon:
            parts.append(HORIZON_WORDS[scenario.horizon].lower())
        if book.id != other.book.id:
            parts.append(f"prices of {book.release.prices_of} ({book.id})")
        return ", ".join(parts)

    first, second = name(a, b), name(b, a)
    return (first, second) if first != second else (f"First: {first}", f"Second: {second}")
