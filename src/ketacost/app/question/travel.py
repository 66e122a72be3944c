"""Tab Travel: the way to the clinic and the time away, apart from the cost of care."""

from __future__ import annotations

import streamlit as st

from ketacost.app.question.fields import draw_fields
from ketacost.app.session import Session, current
from ketacost.words.language import words


def draw(here: Session) -> None:
    """Draw the tab."""
    st.caption(words().say("asking.travel-about"))
    draw_fields("travel")
    usual = here.usual_miles
    if usual and here.scenario.miles != usual:
        st.button(
            words().say("asking.usual-miles", miles=usual),
            key="usual_miles",
            on_click=_take_miles,
            args=(usual,),
        )


def _take_miles(miles: int) -> None:
    current().change(miles=miles)
