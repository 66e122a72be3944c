"""The same scenario without insurance beside it, at one tap."""

from __future__ import annotations

import streamlit as st

from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.app.session import touch
from ketacost.model.estimate import Comparison
from ketacost.model.with_and_without import with_and_without, without_plan
from ketacost.output.plan_choice import without_rows
from ketacost.words.arms import arm_names
from ketacost.words.language import words
from ketacost.words.plan_choice import cash_words


def draw_without(comparison: Comparison) -> None:
    """The switch, and what it shows; nothing where there is no insurance."""
    if without_plan(comparison.book, comparison.scenario) is None:
        return
    say = words().say
    if not st.toggle(say("without.switch"), key="without_insurance", on_change=touch):
        return
    found = with_and_without(comparison)
    drawing.html_table(without_rows(comparison, found), say("without.switch"))
    arms, services = cash_words(comparison.book, arm_names(comparison), found)
    for said in arms:
        st.markdown(md(said))
    if services:
        st.markdown(md(say("without.services")))
        st.markdown("\n".join(f"- {md(said)}" for said in services))
    if not arms and not services:
        st.markdown(md(say("without.none")))
    st.caption(md(say("without.caption")))
