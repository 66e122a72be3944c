"""A link made with older prices keeps its figures; what today's would give stands above them."""

from __future__ import annotations

import streamlit as st

from ketacost.app.books import answer, read_book
from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.app.session import current
from ketacost.model.estimate import Comparison
from ketacost.model.link import field_texts, read_pairs
from ketacost.model.scenario import Scenario
from ketacost.output.differences import difference
from ketacost.tables import PriceBook, PricingError, PricingFaults
from ketacost.words.arms import arm_label
from ketacost.words.figures import about
from ketacost.words.language import words
from ketacost.words.scenario import problems as problem_words


def draw_notice(comparison: Comparison) -> None:
    """A notice above the answer where the scenario's release is not today's."""
    book, say = comparison.book, words().say
    if book.entry.status == "withdrawn":
        st.warning(md(say("newer.withdrawn", reason=book.entry.reason)))
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
        st.caption(md(say("newer.problem", problem=problem)))
    st.button(
        md(say("newer.use", prices_of=today.release.prices_of)),
        key="use_newer",
        on_click=_show,
        args=(scenario, today),
    )
    if opened := drawing.fold(say("newer.lines"), "newer_prices"):
        with opened:
            names = (_named(book), _named(today))
            drawing.html_table(difference(comparison, new, names), say("newer.table"))


def _with_prices_of(scenario: Scenario, book: PriceBook) -> tuple[Scenario, list[str]]:
    """The same choices under another release, and what that release does not know."""
    reading = read_pairs(list(field_texts(scenario).items()), book)
    return reading.scenario, problem_words(reading.problems)


def _notice(old: Comparison, new: Comparison) -> str:
    arm = old.arms[0]
    say = words().say
    said = say("newer.made", prices_of=old.book.release.prices_of)
    same = next((a for a in new.arms if a.id == arm.id), None)
    if same is None:
        return said
    was, now = (one.ledger.totals()["patient_pays"]["typical"] for one in (arm, same))
    code = "same" if about(was) == about(now) else "instead"
    return said + say(
        f"newer.{code}",
        prices_of=new.book.release.prices_of,
        name=arm_label(old.book, arm.arm),
        cents=now,
        was_cents=was,
    )


def _named(book: PriceBook) -> str:
    return words().say("newer.named", prices_of=book.release.prices_of, release=book.id)


def _show(scenario: Scenario, book: PriceBook) -> None:
    current().show(scenario, book)
