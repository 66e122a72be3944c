"""The answer: a card for each arm, with what the person pays and what that rests on."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ketacost.app.parts.drawing import md
from ketacost.model.before_after import pairs
from ketacost.model.estimate import ArmEstimate, Comparison
from ketacost.model.ranges import ranges_of
from ketacost.model.who_pays import Who, typically
from ketacost.tables.spelling import count
from ketacost.words.arms import (
    before_words,
    coverage_words,
    extra_words,
    joined,
    range_words,
    sessions_words,
    unknown_words,
)
from ketacost.words.before_after import difference_words
from ketacost.words.figures import about
from ketacost.words.language import words

_IN_A_ROW = 4


def draw_cards(comparison: Comparison, kept: Comparison | None = None, who: Who = "me") -> None:
    """All arms as cards, side by side where there is room; where a comparison was kept, each says
    how much more or less the person pays than there.

    Args:
        who: whose cost they show.
    """
    arms = comparison.arms
    beside = [difference_words(pair) for pair in pairs(kept, comparison)] if kept else []
    places: list[DeltaGenerator] = []
    per_row = len(arms) if len(arms) <= _IN_A_ROW else 3
    for first in range(0, len(arms), per_row):
        row = arms[first : first + per_row]
        for column, arm in zip(st.columns(per_row, border=True), row, strict=False):
            with column:
                places.append(_card(comparison, arm, beside[len(places)] if beside else "", who))
    for place, found in zip(places, ranges_of(comparison, who), strict=True):
        place.markdown(md(range_words(found)))


def _card(comparison: Comparison, arm: ArmEstimate, beside: str, who: Who) -> DeltaGenerator:
    """Draw a card; returns the place of its range, which takes longer to work out."""
    book = comparison.book
    options = joined([book.options[o].label for o in arm.options], arm.arm)
    names = joined([book.treatment_of(o).label for o in arm.options], arm.arm)
    st.markdown(f"**{md(names)}**  \n:small[{md(options)}]")
    st.metric(words().say(f"who-pays.card.{who}"), md(about(typically(arm.ledger, who))))
    if beside and who == "me":
        st.markdown(f"**{md(beside)}**")
    place = st.empty()
    st.markdown("  \n".join(md(line) for line in _lines(comparison, arm, who)))
    approvals = {book.options[o].approval.status for o in arm.options} - {"not-a-drug"}
    for status in sorted(approvals):
        st.caption(md(words().say(f"approval.{status}")))
    return place


def _lines(comparison: Comparison, arm: ArmEstimate, who: Who) -> list[str]:
    book, plan_pays = comparison.book, arm.ledger.totals()["plan_pays"]
    lines = []
    if who != "me":
        lines.append(f"{words().say('who-pays.card.me')} {about(typically(arm.ledger, 'me'))}")
    if who != "plan" and any(plan_pays.values()):
        lines.append(f"Your plan pays about {about(plan_pays['typical'])}")
    if comparison.scenario.plan != "none":
        lines.append(coverage_words(arm, book))
    lines += [sessions_words(arm, book), *before_words(arm, book), *extra_words(arm)]
    if missing := unknown_words(arm.ledger, book):
        lines.append(f"Not counted: {count(len(missing), 'price')} not known")
    return lines
