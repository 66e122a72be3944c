"""A link made with older prices keeps its figures; what today's would give stands above them."""

from __future__ import annotations

import streamlit as st

from ketacost.app.books import answer, read_book
from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.app.session import current, touch
from ketacost.model.estimate import Comparison
from ketacost.model.link import field_texts, read_pairs
from ketacost.model.scenario import Scenario
from ketacost.output.differences import difference
from ketacost.tables import PriceBook, PricingError, PricingFaults
from ketacost.words.arms import arm_label
from ketacost.words.figures import about
from ketacost.words.scenario import problems as problem_words


def draw_notice(comparison: Comparison) -> None:
    """A notice above the answer where the scenario's release is not today's."""
    book = comparison.book
    if book.entry.status == "withdrawn":
        st.warning(md(f"These prices were withdrawn: {book.entry.reason}"))
    try:
        today = read_book()
    except (PricingError, PricingFaults):
        return
    if today.id == book.id:
        return
    scenario, problems = _with_prices_of(comparison.scenario, today)
    new = answer(today, scenario)
    st.info(md(_notice(comparison, new)))
    for problem in problems:
        st.caption(md(f"Today's prices: {problem}"))
    with st.container(horizontal=True):
        st.button(
            f"Use prices of {md(today.release.prices_of)}",
            on_click=_show,
            args=(scenario, today),
        )
    opened = st.expander(
        "What the difference is, line by line", key="newer_prices", on_change=touch
    )  # fmt: skip
    if opened.open:
        with opened:
            names = (_named(book), _named(today))
            drawing.table(difference(comparison, new, names), "Typical cost to you, then and now")


def _with_prices_of(scenario: Scenario, book: PriceBook) -> tuple[Scenario, list[str]]:
    """The same choices under another release, and what that release does not know."""
    reading = read_pairs(list(field_texts(scenario).items()), book)
    return reading.scenario, problem_words(reading.problems)


def _notice(old: Comparison, new: Comparison) -> str:
    arm = old.arms[0]
    said = f"Made with prices of {old.book.release.prices_of}."
    same = next((a for a in new.arms if a.id == arm.id), None)
    if same is None:
        return said
    was = about(arm.ledger.totals()["patient_pays"]["typical"])
    now = about(same.ledger.totals()["patient_pays"]["typical"])
    return (
        f"{said} With today's ({new.book.release.prices_of}): for "
        f"{arm_label(old.book, arm.arm)} you would pay about {now} instead of {was}."
    )


def _named(book: PriceBook) -> str:
    return f"Prices of {book.release.prices_of} ({book.id})"


def _show(scenario: Scenario, book: PriceBook) -> None:
    current().show(scenario, book)
