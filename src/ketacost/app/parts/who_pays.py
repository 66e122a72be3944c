"""Whose cost the cards and the chart show, and where the order of treatments turns."""

from __future__ import annotations

import streamlit as st

from ketacost.app.parts.drawing import md
from ketacost.app.session import touch
from ketacost.model.estimate import Comparison
from ketacost.model.who_pays import WHO, Who
from ketacost.model.with_and_without import self_pay_plan
from ketacost.words.language import words
from ketacost.words.who_pays import flip_words


def chosen(comparison: Comparison) -> Who:
    """Whose cost is shown; without a plan the patient pays all, and there is nothing to choose."""
    if comparison.scenario.plan == self_pay_plan(comparison.book):
        return "me"
    who: Who = st.session_state.get("who_pays") or "me"
    return who


def draw_switch(comparison: Comparison) -> None:
    """The switch."""
    if comparison.scenario.plan == self_pay_plan(comparison.book):
        return
    say = words().say
    st.segmented_control(
        say("who-pays.question"),
        WHO,
        default="me",
        format_func=lambda who: say(f"who-pays.names.{who}"),
        key="who_pays",
        required=True,
        on_change=touch,
        label_visibility="collapsed",
    )


def draw_flip(comparison: Comparison) -> None:
    """A sentence, where the order of treatments is another one for another payer."""
    if said := flip_words(comparison, chosen(comparison)):
        st.markdown(md(said))
