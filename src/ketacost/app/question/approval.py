"""What a plan asks for before it approves an option, and putting it there with one tap."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ketacost.app.books import answer
from ketacost.app.parts.drawing import md
from ketacost.app.session import Session, current
from ketacost.model.scenario import Arm
from ketacost.model.way_to_approval import asked_first, before_the_last
from ketacost.words.arms import option_label
from ketacost.words.figures import about
from ketacost.words.language import words


def draw_asked_first(here: Session, number: int, arm: Arm) -> None:
    """What the plan asks for before it approves: in words, what it takes, and one tap to put it
    there."""
    book, say = here.book, words().say
    asked = asked_first(book, book.plans[here.scenario.plan], arm)
    if asked is None:
        return
    alone, whole = answer(book, replace(here.scenario, arms=(arm, asked.arm))).arms
    before = before_the_last(whole)
    assert before
    labels = [option_label(book, one.option) for one in asked.first]
    why = " ".join(one.why for one in asked.first)
    totals = [one.ledger.totals()["patient_pays"]["typical"] for one in (alone, whole)]
    name = option_label(book, asked.option)
    said = say("treatments.asked", option=name, first=say("joining.then").join(labels), why=why)
    way = say(
        f"treatments.{'way-same' if about(totals[0]) == about(totals[1]) else 'way'}",
        weeks=before.weeks,
        way_cents=before.cents,
        alone_cents=totals[0],
        total_cents=totals[1],
    )
    st.markdown(md(f"{said} {way}"))
    st.button(
        say("treatments.put-first"), key=f"first_{number}", on_click=_put_first, args=(number,)
    )


def _put_first(number: int) -> None:
    here = current()
    arm = here.arms.get(number, ())
    if asked := asked_first(here.book, here.book.plans[here.scenario.plan], arm):
        here.change_arms(here.arms | {number: asked.arm})
