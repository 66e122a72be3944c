"""What makes up each total: an arm unfolded to its lines, their prices and their sources."""

from __future__ import annotations

from typing import Any

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
from ketacost.words.language import words


def draw_totals(comparison: Comparison) -> None:
    """Each arm's total, to be opened, at the price level that the person picks."""
    opened = drawing.fold(words().say("sections.totals"), "totals")
    if opened is None:
        return
    with opened:
        level = st.segmented_control(
            words().say("sections.level"),
            BOUNDS,
            default="typical",
            format_func=lambda name: words().say(f"sections.levels.{name}"),
            key="price_level",
            required=True,
            on_change=touch,
        )
        for number, arm in zip(current().arm_numbers, comparison.arms, strict=True):
            total = dollars_and_cents(arm.ledger.totals()["patient_pays"][level])
            label = md(f"{arm_label(comparison.book, arm.arm)}: {total}")
            if one := drawing.fold(label, f"lines_{number}"):
                with one:
                    _arm(comparison, arm, level, number)


def say(code: str, **params: Any) -> str:
    """The words of this part."""
    return words().say(f"breakdown.{code}", **params)


def _arm(comparison: Comparison, arm: ArmEstimate, level: str, number: int) -> None:
    book = comparison.book
    named = arm_label(book, arm.arm)
    _coverage(comparison, arm, named)
    for missing in unknown_words(arm.ledger, book):
        st.markdown(md(say("not-counted", missing=missing)))
    if notes := course_notes(arm, book):
        st.caption("  \n".join(md(note) for note in notes))
    drawing.html_table(
        breakdown.service_rows(book, arm.ledger, level), say("service-table", name=named)
    )
    with st.container(key=f"ledger_{number}"):
        drawing.html_table(
            breakdown.line_rows(book, arm.ledger, level), say("lines-table", name=named)
        )
    if arm.getting_there:
        drawing.html_table(
            breakdown.getting_there_rows(book, arm.getting_there, level),
            say("way-table", name=named),
        )
    _origins(book, arm.ledger, level)


def _coverage(comparison: Comparison, arm: ArmEstimate, named: str) -> None:
    book = comparison.book
    for option, coverage in zip(arm.options, arm.coverage, strict=True):
        if coverage:
            status = status_words(coverage.status).lower()
            st.markdown(md(f"{book.options[option].label}: {status}. {coverage.why}"))
            if coverage.criteria:
                st.markdown(md(say("criteria", criteria=coverage.criteria)))
    if rows := breakdown.outcome_rows(comparison, arm):
        drawing.html_table(rows, say("outcome-table", name=named))
        st.markdown(md(say("if-refused")))


def _origins(book: PriceBook, ledger: Ledger, level: str) -> None:
    """Where the prices come from, and the rules of coverage and cost sharing."""
    st.markdown(f"**{md(say('prices-from'))}**")
    at = (ledger.levels.index(level),)
    first: dict[str, Line] = {}
    for line in ledger.lines:
        first.setdefault(service_label(book, line), line)
    for label, line in first.items():
        cents = line.price.cents
        price = say("unknown") if cents is None else " / ".join(map(dollars_and_cents, cents))
        price += say("for-units", units=line.price.units) if line.price.units > 1 else ""
        note = f" {line.price.note}" if line.price.note else ""
        sure = say("confidence", how=line.price.confidence) if line.price.confidence else ""
        st.markdown(f"**{md(label)}**: {md(price)} {say('three-levels')}")
        st.caption(md(f"{origin_words(line, at)}.{sure}{note}"))
        if line.quoted:
            st.caption(say("your-clinic"))
        else:
            drawing.source_list(book, line.price.sources)
    rules = [source for i in range(len(ledger.lines)) for source in ledger.sources(i)]
    if rules:
        st.markdown(f"**{md(say('rules-from'))}**")
        drawing.source_list(book, rules)
