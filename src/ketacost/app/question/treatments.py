"""Treatments: the choice in the sentence, and tab Treatments with all that are compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import streamlit as st

from ketacost.app.parts.drawing import md
from ketacost.app.question.approval import draw_asked_first
from ketacost.app.question.boxes import WIDE, number_box, set_to, taken
from ketacost.app.question.schedule import chosen, draw_schedule, put
from ketacost.app.session import Session, current
from ketacost.model.link_values import Whole
from ketacost.model.scenario import MAX_ARMS, MAX_TOGETHER, Arm, Choice
from ketacost.model.way_to_approval import put_before
from ketacost.tables import PriceBook
from ketacost.words.arms import plural_unit
from ketacost.words.language import words
from ketacost.words.question import named_option, option_word


def first_choice(here: Session) -> None:
    """The first treatment: one of the ways to have it at one tap, and how many sessions."""
    number, arm = next(iter(here.arms.items()))
    book = here.book
    main = put_before(book, arm)  # what a plan asks for before it is not what was chosen
    choice = arm[main]
    treatment = book.treatment_id(choice.option)
    besides = {other.option for other in arm if other is not choice}
    ways = [f"{treatment}.{way}" for way in book.treatments[treatment].options]
    key = f"opt_{number}_{main}"
    set_to(key, choice.option)
    st.pills(
        words().say("question.option", treatment=book.treatments[treatment].short),
        [option for option in ways if option not in besides],
        format_func=lambda option: md(option_word(book, option)),
        key=key,
        required=True,
        on_change=_take_option,
        args=(number, main),
    )
    _sessions(book, number, main, choice)


def draw(here: Session) -> None:
    """Draw the tab."""
    book, say = here.book, words().say
    for place, (number, arm) in enumerate(here.arms.items()):
        main = put_before(book, arm)
        with st.container(border=True):
            for part, choice in enumerate(arm):
                chosen_above = place == 0 and part == main
                align: Literal["center", "bottom"] = "center" if chosen_above else "bottom"
                with st.container(horizontal=True, vertical_alignment=align):
                    if chosen_above:
                        named = named_option(book, choice.option)
                        code = "then-above" if part else "chosen-above"
                        st.markdown(md(say(f"question.{code}", name=named)))
                    else:
                        label = say("question.treatment", number=place + 1)
                        if part:
                            label = say(f"question.{'then' if choice.then else 'together'}")
                        _choice(book, number, arm, part, label)
                    draw_schedule(number, part, choice)
            _buttons(here, number, arm)
    if len(here.arms) < MAX_ARMS:
        st.button(say("question.add"), key="add_arm", on_click=_add_arm)


# --- one option and its sessions -----------------------------------------------------------------


def _choice(book: PriceBook, number: int, arm: Arm, part: int, label: str) -> None:
    """One option of an arm and its number of sessions. What the arm holds besides is not offered,
    as no option is taken with itself."""
    choice = arm[part]
    besides = {other.option for other in arm if other is not choice}
    key = f"opt_{number}_{part}"
    set_to(key, choice.option)
    st.selectbox(
        md(label),
        [option for option in book.options if option not in besides],
        format_func=lambda option: named_option(book, option),
        key=key,
        on_change=_take_option,
        args=(number, part),
    )
    _sessions(book, number, part, choice)


def _sessions(book: PriceBook, number: int, part: int, choice: Choice) -> None:
    sessions = book.options[choice.option].sessions
    limits = Whole("sessions", sessions.min, sessions.max)
    help_ = words().say("question.from-to", least=sessions.min, most=sessions.max)
    number_box(
        "sessions",
        f"ses_{number}_{part}",
        choice.sessions,
        limits,
        _take_sessions,
        (number, part),
        label=words().say(
            "question.how-many",
            units=plural_unit(choice.option, book),
            usual=sessions.default,
        ),
        help=f"{help_} {sessions.note or ''}",
        width=WIDE,
    )


def _usual_choice(book: PriceBook, option: str) -> Choice:
    return Choice(option, book.options[option].sessions.default)


def _take_option(number: int, part: int) -> None:
    """Another option, with its usual sessions and schedule."""
    option, book = taken(f"opt_{number}_{part}"), current().book
    if option in book.options:
        then = (choice := chosen(number, part)) is not None and choice.then
        put(number, part, replace(_usual_choice(book, option), then=then))


def _take_sessions(number: int, part: int) -> None:
    choice, sessions = chosen(number, part), taken(f"ses_{number}_{part}")
    if choice and sessions is not None:
        stop = choice.stop_after
        stop = None if stop is None else min(stop, sessions)
        put(number, part, replace(choice, sessions=sessions, stop_after=stop))


# --- arms ----------------------------------------------------------------------------------------


def _buttons(here: Session, number: int, arm: Arm) -> None:
    say = words().say
    with st.container(horizontal=True):
        other = _another(here.book, arm)
        if other and len(arm) < MAX_TOGETHER:
            st.button(
                say("question.join"),
                key=f"join_{number}",
                on_click=_join,
                args=(number, other),
            )
            st.button(
                say("treatments.then"),
                key=f"then_{number}",
                on_click=_join,
                args=(number, other, True),
            )
        if put_before(here.book, arm):
            label = say("treatments.take-out-first")
            st.button(label, key=f"alone_{number}", on_click=_take_out_first, args=(number,))
        elif len(arm) > 1:
            label = say("treatments.undo-then") if arm[-1].then else say("question.undo-together")
            st.button(label, key=f"part_{number}", on_click=_part, args=(number,))
    draw_asked_first(here, number, arm)


def _take_out_first(number: int) -> None:
    here = current()
    arm = here.arms.get(number, ())
    if main := put_before(here.book, arm):
        here.change_arms(here.arms | {number: (replace(arm[main], then=False), *arm[main + 1 :])})


def _another(book: PriceBook, arm: Arm) -> str | None:
    """An option to take with or after an arm: of a treatment that it does not hold yet."""
    held = {book.treatment_id(choice.option) for choice in arm}
    order = [t for t in ("cbt", *book.treatments) if t in book.treatments and t not in held]
    return book.default_option(order[0]) if order else None


def _join(number: int, option: str, then: bool = False) -> None:
    here = current()
    if arm := here.arms.get(number):
        more = replace(_usual_choice(here.book, option), then=then)
        here.change_arms(here.arms | {number: (*arm, more)})


def _part(number: int) -> None:
    here = current()
    arm = here.arms.get(number, ())
    if len(arm) > 1:
        here.change_arms(here.arms | {number: arm[:-1]})


def draw_presses(here: Session) -> None:
    """Buttons that nobody sees, which those on the cards press: they remove an arm."""
    for number in here.arms if len(here.arms) > 1 else ():
        st.button("-", key=f"drop_{number}", on_click=_drop, args=(number,))


def draw_others(here: Session) -> None:
    """The treatments that are not compared yet, each to be added at one tap."""
    compared = {here.book.treatment_id(c.option) for arm in here.arms.values() for c in arm}
    others = [t for t in here.book.treatments if t not in compared]
    if others and len(here.arms) < MAX_ARMS:
        st.pills(
            words().say("question.also"),
            others,
            format_func=lambda name: md(here.book.treatments[name].short),
            key="also",
            on_change=_also,
        )


def _also() -> None:
    here, treatment = current(), taken("also")
    st.session_state["also"] = None
    if treatment in here.book.treatments and len(here.arms) < MAX_ARMS:
        here.add_arm((_usual_choice(here.book, here.book.default_option(treatment)),))


def _drop(number: int) -> None:
    here = current()
    here.change_arms({n: arm for n, arm in here.arms.items() if n != number})


def _add_arm() -> None:
    """One more arm: of the first treatment that is not compared yet."""
    here = current()
    compared = {here.book.treatment_id(c.option) for arm in here.arms.values() for c in arm}
    new = [t for t in here.book.treatments if t not in compared] or list(here.book.treatments)
    if len(here.arms) < MAX_ARMS:
        here.add_arm((_usual_choice(here.book, here.book.default_option(new[0])),))
