"""The answer: a card for each arm, with what the person pays and what that rests on."""

from __future__ import annotations

import streamlit as st

from ketacost.app.parts.drawing import md
from ketacost.model.estimate import ArmEstimate, Comparison
from ketacost.tables.spelling import count
from ketacost.words.arms import (
    coverage_words,
    extra_words,
    range_words,
    sessions_words,
    unknown_words,
)
from ketacost.words.figures import about
from ketacost.words.language import words

_IN_A_ROW = 4


def draw_cards(comparison: Comparison) -> None:
    """All arms as cards, side by side where there is room."""
    arms = comparison.arms
    per_row = len(arms) if len(arms) <= _IN_A_ROW else 3
    for first in range(0, len(arms), per_row):
        row = arms[first : first + per_row]
        for column, arm in zip(st.columns(per_row, border=True), row, strict=False):
            with column:
                _card(comparison, arm)


def _card(comparison: Comparison, arm: ArmEstimate) -> None:
    book = comparison.book
    options = ", ".join(book.options[o].label for o in arm.options)
    names = " with ".join(book.treatment_of(o).label for o in arm.options)
    st.markdown(f"**{md(names)}**  \n:small[{md(options)}]")
    st.metric("You pay about", md(about(arm.ledger.totals()["patient_pays"]["typical"])))
    st.markdown("  \n".join(md(line) for line in _lines(comparison, arm)))
    approvals = {book.options[o].approval.status for o in arm.options} - {"not-a-drug"}
    for status in sorted(approvals):
        st.caption(md(words().say(f"approval.{status}")))


def _lines(comparison: Comparison, arm: ArmEstimate) -> list[str]:
    book, plan_pays = comparison.book, arm.ledger.totals()["plan_pays"]
    lines = [range_words(arm.ledger.paid())]
    if any(plan_pays.values()):
        lines.append(f"Your plan pays about {about(plan_pays['typical'])}")
    if comparison.scenario.plan != "none":
        lines.append(coverage_words(arm, book))
    lines += [sessions_words(arm, book), *extra_words(arm)]
    if missing := unknown_words(arm.ledger, book):
        lines.append(f"Not counted: {count(len(missing), 'price')} not known")
    return lines
