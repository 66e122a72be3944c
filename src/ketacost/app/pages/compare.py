"""Page Compare: the question in a line, the answer right under it, and all else folded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from ketacost.app.books import answer
from ketacost.app.parts import (
    after_the_answer,
    background,
    breakdown,
    by_sessions,
    cards,
    charts,
    drawing,
    glossary,
    kept,
    newer_prices,
    share,
    who_pays,
    why_wide,
    without,
)
from ketacost.app.parts.drawing import md
from ketacost.app.question.boxes import field_box
from ketacost.app.question.sentence import ask, draw_press
from ketacost.app.question.treatments import draw_others, draw_presses
from ketacost.app.session import Session, current
from ketacost.model.estimate import Comparison
from ketacost.model.who_pays import Who
from ketacost.words.language import words
from ketacost.words.place_prices import place_price_words
from ketacost.words.scenario import dated_line, scenario_words, second_look


def show() -> None:
    """Draw the page; in a frame of another page, its short form."""
    here = current()
    if st.context.is_embedded:
        _problems(here.problems)
        _notes(here)
        _embedded(answer(here.book, here.scenario))
        return
    st.title(words().say("question.title"), anchor=False)
    _problems(here.problems[:1])
    opened = ask(here)
    comparison = answer(here.book, here.scenario)
    beside = kept.kept_beside(comparison)
    who = who_pays.chosen(comparison)
    cards.draw_cards(comparison, beside, who)
    drawing.crisis()
    dated = dated_line(here.book, date.today())
    st.html(drawing.line(f"{dated} {words().say('scope.line')}"))
    _problems(here.problems[1:])
    _notes(here)
    for asked in second_look(here.scenario, here.book):
        st.info(md(asked))
    _actions(here, comparison, beside)
    _below(comparison, who)
    with st.container(key="press"):
        draw_press()
        draw_presses(here)
        kept.draw_press(beside)
        st.button("-", key="open_all", on_click=_open_all)
    cards.draw_now(comparison, opened)


def _actions(here: Session, comparison: Comparison, beside: Comparison | None) -> None:
    """What is done with an answer, right under it."""
    with st.container(key="actions", gap="small"):
        share.draw_buttons(comparison, keep=beside is None)
        without.draw_without(comparison)
        who_pays.draw_flip(comparison)
        draw_others(here)
    kept.draw_kept(comparison, beside)
    newer_prices.draw_notice(comparison)


def _below(comparison: Comparison, who: Who) -> None:
    """All that is worked out once somebody opens it."""
    with st.container(key="sections", gap="xsmall"):
        _sections(comparison, who)


def _sections(comparison: Comparison, who: Who) -> None:
    charts.draw_ranges(comparison, lambda: _in_the_ranges(comparison), who)
    breakdown.draw_totals(comparison)
    why_wide.draw_why_wide(comparison)
    by_sessions.draw_by_sessions(comparison)
    charts.draw_over_time(comparison)
    _place_prices(comparison)
    share.draw_share(comparison)
    after_the_answer.draw_after(comparison)
    background.draw_context(comparison)
    background.draw_rules(comparison)
    background.draw_sources(comparison)
    glossary.draw()


def _in_the_ranges(comparison: Comparison) -> None:
    """What the ranges hold, and whose cost is shown, on the cards too."""
    field_box("schedule_varies")
    who_pays.draw_switch(comparison)


def _open_all() -> None:
    """Open what belongs on paper."""
    here = current()
    here.touched = True
    lines = [f"lines_{number}" for number in here.arm_numbers]
    for key in ("ranges", "over_time", "totals", *lines, "sources"):
        st.session_state[key] = True


def _place_prices(comparison: Comparison) -> None:
    """Which prices follow the region."""
    of_place = place_price_words(comparison)
    if of_place and (opened := drawing.fold(words().say("sections.place"), "place_prices")):
        opened.markdown(md(" ".join(of_place)))


def _problems(told: Sequence[str]) -> None:
    """What could not be taken of the link; above the answer the first of it alone."""
    for problem in told:
        st.warning(md(words().say("question.about-link", said=problem)))


def _notes(here: Session) -> None:
    """What was taken of it by a guess."""
    for note in here.notes:
        st.caption(md(words().say("question.about-link", said=note)))


def _embedded(comparison: Comparison) -> None:
    """A comparison fit for somebody else's page: what was asked, 988 and the date, cards, link."""
    st.markdown(f"**{md(scenario_words(comparison.scenario, comparison.book))}**")
    drawing.crisis()
    st.html(drawing.line(dated_line(comparison.book, date.today())))
    cards.draw_cards(comparison, kept.kept_beside(comparison))
    share.draw_link(comparison)
