"""Tab Income: what help a person may qualify for by income and place, and the tax deduction."""

from __future__ import annotations

import streamlit as st

from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.app.question.fields import draw_fields
from ketacost.app.session import Session
from ketacost.model.estimate import qualifying
from ketacost.words.help_by_income import help_words_of
from ketacost.words.language import words


def draw(here: Session) -> None:
    """Draw the tab."""
    st.caption(md(words().say("help-by-income.private")))
    draw_fields("income")
    found = [help_words_of(here.book, one) for one in qualifying(here.book, here.scenario)]
    if found:
        st.markdown(f"**{md(words().say('help-by-income.heading'))}**")
    source = words().say("asking.source")
    for one in found:
        st.markdown(md(f"{one.label}: {one.why}"))
        st.caption(f"{md(one.text)} {source} {drawing.links(here.book, one.sources)}")
