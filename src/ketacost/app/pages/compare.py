"""Page Compare: the question as a sentence to fill in, and the answer under it."""

from __future__ import annotations

import streamlit as st

from ketacost.app.books import answer
from ketacost.app.parts import (
    background,
    breakdown,
    by_sessions,
    cards,
    charts,
    drawing,
    kept,
    newer_prices,
    share,
    who_pays,
    why_wide,
    without,
)
from ketacost.app.parts.drawing import md
from ketacost.app.question.boxes import field_box
from ketacost.app.question.sentence import ask
from ketacost.app.session import Session, current
from ketacost.model.estimate import Comparison
from ketacost.words.place_prices import place_price_words
from ketacost.words.scenario import estimate_line, scenario_words, second_look


def show() -> None:
    """Draw the page; in a frame of another page, its short form."""
    here = current()
    if st.context.is_embedded:
        _about_the_link(here)
        _embedded(answer(here.book, here.scenario))
        return
    st.title("What would it cost me?", anchor=False)
    _about_the_link(here)
    ask(here)
    for asked in second_look(here.scenario, here.book):
        st.info(md(asked))
    comparison = answer(here.book, here.scenario)
    drawing.crisis()
    newer_prices.draw_notice(comparison)
    beside = kept.draw_kept(comparison)
    place = st.container()  # above the switch that it depends on
    who = who_pays.draw_switch(comparison)
    with place:
        cards.draw_cards(comparison, beside, who)
    who_pays.draw_flip(comparison, who)
    kept.draw_difference(comparison, beside)
    if of_place := place_price_words(comparison):
        st.caption(md(" ".join(of_place)))
    without.draw_without(comparison)
    charts.draw_ranges(comparison, lambda: field_box("schedule_varies"), who)
    why_wide.draw_why_wide(comparison)
    by_sessions.draw_by_sessions(comparison)
    breakdown.draw_totals(comparison)
    charts.draw_over_time(comparison)
    share.draw_share(comparison)
    share.draw_questions(comparison)
    background.draw_context(comparison)
    background.draw_rules(comparison)
    background.draw_sources(comparison)


def _about_the_link(here: Session) -> None:
    for problem in here.problems:
        st.warning(md(f"About this link: {problem}"), icon=":material/link:")
    for note in here.notes:
        st.caption(md(f"About this link: {note}"))


def _embedded(comparison: Comparison) -> None:
    """A comparison fit for somebody else's page: what was asked, the cards, date, link, 988."""
    st.markdown(f"**{md(scenario_words(comparison.scenario, comparison.book))}**")
    cards.draw_cards(comparison, kept.draw_kept(comparison))
    st.caption(md(estimate_line(comparison.book)))
    drawing.crisis()
    share.draw_link(comparison)
