"""To begin with: a scenario that somebody else might ask about, or none of one's own."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ketacost.app.question.boxes import taken
from ketacost.app.session import Session, current
from ketacost.model.link import link_pairs, read_pairs
from ketacost.model.scenario import default_scenario
from ketacost.words.language import words

EXAMPLES = {
    "no-insurance": "region=ny",
    "medicare": "region=oh&plan=original-medicare&arms=ketamine.esketamine,ssri,cbt,ect",
    "booster": "plan=employer-ppo&horizon=12m&arms=ketamine.iv:6~b4,ssri,cbt,ect",
}
"""By its words under `start-from`: what each says beside what the app shows first."""


def draw(here: Session) -> None:
    """The examples, each one tap, and a button that starts anew."""
    say = words().say
    st.pills(
        say("start-from.label"),
        [*EXAMPLES, "anew"],
        format_func=lambda name: say(f"start-from.{name}"),
        key="example",
        on_change=_take,
    )


def _take() -> None:
    here, name = current(), taken("example")
    st.session_state["example"] = None
    if name == "anew":
        here.show(default_scenario(here.book), here.book)
        here.zip_note, here.adding_quote, here.usual_miles = "", False, None
    elif name in EXAMPLES:
        reading = read_pairs(link_pairs(EXAMPLES[name]), here.book)
        here.show(replace(reading.scenario, kept=None), here.book)
