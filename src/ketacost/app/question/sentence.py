"""The question: folded to one line in words, and open the choices that make it up."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from ketacost.app.parts.drawing import md
from ketacost.app.question import clinic, examples, income, plan, travel, treatments
from ketacost.app.question.boxes import set_to, take_field, taken
from ketacost.app.question.fields import draw_fields
from ketacost.app.session import Session, current, touch
from ketacost.model.scenario import HORIZON_WEEKS
from ketacost.tables.places import find_zip
from ketacost.words.card import explained
from ketacost.words.language import words
from ketacost.words.places import place_words
from ketacost.words.question import plan_word, question_parts, region_names

TABS = {
    "plan": plan.draw,
    "clinic": clinic.draw,
    "treatments": treatments.draw,
    "travel": travel.draw,
    "income": income.draw,
}


_OPEN = "question"


def ask(here: Session) -> bool:
    """Draw the question. Returns whether it is open.

    The line is HTML of our own: a fold of Streamlit's whose label changes is another fold, and
    takes the focus out of what it holds.
    """
    opened = bool(st.session_state.setdefault(_OPEN, False))
    st.html(_line(question_parts(here.scenario, here.book), opened))
    if opened:
        with st.container(key="question", border=True):
            treatments.first_choice(here)
            _place(here)
            _insurance(here)
            draw_fields("first")
            _horizon(here)
            examples.draw(here)
            _more(here)
    return opened


def draw_press() -> None:
    """The button that nobody sees, which the line presses."""
    st.button("-", key="ask", on_click=_turn)


def _turn() -> None:
    touch()
    st.session_state[_OPEN] = not st.session_state[_OPEN]


def _line(parts: Sequence[str], opened: bool) -> str:
    """The question in words: each part a button that opens it there, and one that opens it all."""
    say = words().say
    buttons = " · ".join(
        f'<button type="button" data-kc-ask="{place}">{escape(part)}</button>'
        for place, part in enumerate(parts)
    )
    code = "question.close" if opened else "question.change"
    turn = (
        f'<button type="button" class="kc-turn" data-kc-press="ask" '
        f'aria-expanded="{str(opened).lower()}">{escape(say(code))}</button>'
    )
    return f'<p class="kc-question">{buttons} {turn}</p>'


def _more(here: Session) -> None:
    """What fewer people need, in tabs."""
    more = st.toggle(words().say("question.more"), key="more", on_change=touch)
    if not more:
        return
    names = {words().say(f"question.tabs.{name}"): name for name in TABS}
    for tab, name in zip(st.tabs(list(names)), names.values(), strict=True):
        with tab:
            TABS[name](here)


def _place(here: Session) -> None:
    say = words().say
    names = region_names(here.book)
    st.text_input(
        say("question.zip"),
        key="zip",
        on_change=_take_zip,
        max_chars=10,
        help=say("question.zip-help"),
        autocomplete="postal-code",
    )
    if here.zip_note:
        st.caption(md(here.zip_note))
    set_to("region", here.scenario.region)
    st.selectbox(
        say("question.region"),
        list(names),
        format_func=lambda name: names[name],
        key="region",
        filter_mode="contains",  # in our order: a state before its cities
        on_change=take_field,
        args=("region",),
    )


def _take_zip() -> None:
    """Set the region by the ZIP code just typed, then forget the ZIP."""
    here, typed = current(), str(taken("zip") or "").strip()
    st.session_state["zip"] = ""
    here.zip_note = ""
    if not typed:
        return
    say = words().say
    place = find_zip(typed)
    if place is None or not here.change(region=place.region):
        here.zip_note = say("question.zip-unknown")
        return
    here.zip_note = say("question.zip-found", place=place_words(place, here.book.regions))
    usual = here.book.getting_there and here.book.getting_there.usual_miles
    here.usual_miles = getattr(usual, place.rurality.replace("-", "_")) if usual else None


def _insurance(here: Session) -> None:
    plans = here.book.plans
    set_to("plan", here.scenario.plan)
    st.pills(
        words().say("question.plan"),
        list(plans),
        format_func=lambda name: md(plan_word(here.book, name)),
        key="plan",
        required=True,
        help=md(" ".join(explained(term) for term in ("ppo", "hsa"))),
        on_change=take_field,
        args=("plan",),
    )


def _horizon(here: Session) -> None:
    set_to("horizon", here.scenario.horizon)
    st.segmented_control(
        words().say("question.horizon"),
        list(HORIZON_WEEKS),
        format_func=lambda name: words().say(f"horizons.{name}"),
        key="horizon",
        required=True,
        on_change=take_field,
        args=("horizon",),
    )
