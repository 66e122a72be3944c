"""The sentence to fill in: treatment, sessions, place, insurance, how long to count."""

from __future__ import annotations

import streamlit as st

from ketacost.app.parts.drawing import md
from ketacost.app.question import clinic, income, plan, travel, treatments
from ketacost.app.question.boxes import set_to, take_field, taken
from ketacost.app.session import Session, current, touch
from ketacost.model.scenario import HORIZON_WEEKS
from ketacost.tables.places import find_zip
from ketacost.words.language import words
from ketacost.words.places import place_words
from ketacost.words.scenario import estimate_line

TABS = {
    "Plan, date": plan.draw,
    "Clinic's price": clinic.draw,
    "Treatments": treatments.draw,
    "Travel": travel.draw,
    "Income": income.draw,
}


def ask(here: Session) -> None:
    """Draw the question and what is folded under it."""
    with st.container(key="question", gap="small"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            treatments.first_choice(here)
            _place(here)
            _insurance(here)
        if here.zip_note:
            st.caption(md(here.zip_note))
        _horizon(here)
        st.caption(md(estimate_line(here.book)))
        more = st.expander(
            "My plan, start date, my clinic's price, other treatments, travel, income",
            key="more",
            on_change=touch,
        )
        if more.open:  # two thirds of the page's work, for those who ask for it
            with more:
                for tab, draw in zip(st.tabs(list(TABS)), TABS.values(), strict=True):
                    with tab:
                        draw(here)


def _place(here: Session) -> None:
    regions = here.book.regions
    set_to("region", here.scenario.region)
    st.selectbox(
        "in",
        list(regions),
        format_func=lambda name: regions[name].label,
        key="region",
        on_change=take_field,
        args=("region",),
        width=208,
    )
    st.text_input("or ZIP code", key="zip", on_change=_take_zip, max_chars=10, width=100)


def _take_zip() -> None:
    """Set the region by the ZIP code just typed, then forget the ZIP."""
    here, typed = current(), str(taken("zip") or "").strip()
    st.session_state["zip"] = ""
    here.zip_note = ""
    if not typed:
        return
    place = find_zip(typed)
    if place is None or not here.change(region=place.region):
        here.zip_note = "We don't know that ZIP code. The region stays as it was."
        return
    here.zip_note = f"Found: {place_words(place, here.book.regions)} The ZIP code is not kept."
    usual = here.book.getting_there and here.book.getting_there.usual_miles
    here.usual_miles = getattr(usual, place.rurality.replace("-", "_")) if usual else None


def _insurance(here: Session) -> None:
    plans = here.book.plans
    set_to("plan", here.scenario.plan)
    st.selectbox(
        "with",
        list(plans),
        format_func=lambda name: plans[name].phrase or plans[name].label,
        key="plan",
        on_change=take_field,
        args=("plan",),
        width=232,
    )


def _horizon(here: Session) -> None:
    set_to("horizon", here.scenario.horizon)
    st.segmented_control(
        "How long to count",
        list(HORIZON_WEEKS),
        format_func=lambda name: words().say(f"horizons.{name}"),
        key="horizon",
        required=True,
        on_change=take_field,
        args=("horizon",),
        label_visibility="collapsed",
    )
