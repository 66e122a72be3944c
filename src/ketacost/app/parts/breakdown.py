"""What makes up each total: an arm unfolded to its lines, their prices and their sources."""

from __future__ import annotations

import streamlit as st

from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.app.session import current, touch
from ketacost.model.estimate import ArmEstimate, Comparison
from ketacost.model.ledger import Ledger, Line
from ketacost.output import breakdown
from ketacost.tables import PriceBook
from ketacost.tables.schema import BOUNDS
from ketacost.words.arms import (
    arm_label,
    course_notes,
    origin_words,
    service_label,
    status_words,
    unknown_words,
)
from ketacost.words.figures import dollars_and_cents


def draw_totals(comparison: Comparison) -> None:
    """Each arm's total, to be opened, at the price level that the person picks."""
    st.subheader("What makes up each total", anchor=False)
    level = st.segmented_control(
        "Which prices",
        BOUNDS,
        default="typical",
        key="price_level",
        required=True,
        on_change=touch,
        label_visibility="collapsed",
    )
    for number, arm in zip(current().arm_numbers, comparison.arms, strict=True):
        total = dollars_and_cents(arm.ledger.totals()["patient_pays"][level])
        opened = st.expander(
            md(f"{arm_label(comparison.book, arm.arm)}: {total}"),
            key=f"lines_{number}",
            on_change=touch,
        )
        if opened.open:
            with opened:
                _arm(comparison, arm, level, number)


def _arm(comparison: Comparison, arm: ArmEstimate, level: str, number: int) -> None:
    book = comparison.book
    named = arm_label(book, arm.arm)
    _coverage(comparison, arm, named)
    for missing in unknown_words(arm.ledger, book):
        st.markdown(md(f"Not counted. {missing}"))
    if notes := course_notes(arm, book):
        st.caption("  \n".join(md(note) for note in notes))
    st.markdown("**By service**")
    drawing.table(
        breakdown.service_rows(book, arm.ledger, level), f"{named}: cost by service"
    )  # fmt: skip
    st.markdown("**Line by line**")
    with st.container(key=f"ledger_{number}"):
        drawing.table(
            breakdown.line_rows(book, arm.ledger, level), f"{named}: every line in time order"
        )
    if arm.getting_there:
        st.markdown("**Getting there and time, apart from the cost of care**")
        drawing.table(
            breakdown.getting_there_rows(book, arm.getting_there, level),
            f"{named}: getting there and time",
        )
    _origins(book, arm.ledger, level)


def _coverage(comparison: Comparison, arm: ArmEstimate, named: str) -> None:
    book = comparison.book
    for option, coverage in zip(arm.options, arm.coverage, strict=True):
        if coverage:
            status = status_words(coverage.status).lower()
            st.markdown(md(f"{book.options[option].label}: {status}. {coverage.why}"))
            if coverage.criteria:
                st.markdown(md(f"What plans ask for: {coverage.criteria}"))
    if rows := breakdown.outcome_rows(comparison, arm):
        drawing.table(rows, f"{named}: what you pay if your plan agrees, and if it refuses")
        st.markdown(
            "If it refuses: ask for the reason in writing, and how and by when you can appeal. "
            "Your prescriber can ask to talk with the plan's own doctor. Questions to ask, with "
            "the billing codes, stand further down."
        )


def _origins(book: PriceBook, ledger: Ledger, level: str) -> None:
    """Where the prices come from, and the rules of coverage and cost sharing."""
    st.markdown("**Where these prices come from**")
    at = (ledger.levels.index(level),)
    first: dict[str, Line] = {}
    for line in ledger.lines:
        first.setdefault(service_label(book, line), line)
    for label, line in first.items():
        cents = line.price.cents
        price = "unknown" if cents is None else " / ".join(map(dollars_and_cents, cents))
        price += f" for {line.price.units}" if line.price.units > 1 else ""
        note = f" {line.price.note}" if line.price.note else ""
        sure = f" Confidence: {line.price.confidence}." if line.price.confidence else ""
        st.markdown(f"**{md(label)}**: {md(price)} (low / typical / high)")
        st.caption(md(f"{origin_words(line, at)}.{sure}{note}"))
        drawing.source_list(book, line.price.sources)
    rules = [source for i in range(len(ledger.lines)) for source in ledger.sources(i)]
    if rules:
        st.markdown("**Where the rules of coverage and cost sharing come from**")
        drawing.source_list(book, rules)
