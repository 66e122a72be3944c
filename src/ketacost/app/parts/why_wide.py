"""Why each range is so wide, and what would cost less: folded under the chart of ranges."""

from __future__ import annotations

from dataclasses import fields

import streamlit as st

from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.app.session import current
from ketacost.model.drivers import drivers
from ketacost.model.estimate import Comparison
from ketacost.model.levers import Lever, levers
from ketacost.model.scenario import Scenario
from ketacost.output import charts, why
from ketacost.words.arms import arm_names
from ketacost.words.language import words
from ketacost.words.why import lever_words, why_words


def draw_why_wide(comparison: Comparison) -> None:
    """In a fold one fold an arm; what stands in it is worked out once it is open."""
    opened = drawing.fold(words().say("sections.why"), "why")
    if opened is None:
        return
    names = arm_names(comparison)
    with opened:
        for place, (number, name) in enumerate(zip(current().arm_numbers, names, strict=True)):
            if one := drawing.fold(md(words().say("why.title", name=name)), f"why_{number}"):
                with one:
                    _drivers(comparison, place, number, name)
                    _levers(comparison, place, number)


def _drivers(comparison: Comparison, place: int, number: int, name: str) -> None:
    book, scenario = comparison.book, comparison.scenario
    found = drivers(book, scenario, scenario.arms[place])
    sentence = why_words(book, scenario, found)
    st.markdown(f"**{md(sentence)}**")
    if not found:
        return
    bars = why.driver_bars(comparison, found)
    alt = f"{name}: {sentence} {why.bars_words(bars)}."
    st.html(charts.bars(bars, words().say("charts.moves"), alt))
    st.caption(md(words().say("why.explained")))
    caption = words().say("sections.drivers-table", name=name)
    drawing.html_table(why.driver_rows(comparison, found), caption)


def _levers(comparison: Comparison, place: int, number: int) -> None:
    """What would cost less, each with a button that changes the scenario."""
    book, scenario = comparison.book, comparison.scenario
    st.markdown(f"**{md(words().say('why.levers'))}**")
    found = levers(book, scenario, place)
    if not found:
        st.markdown(md(words().say("why.no-levers")))
    for lever in found:
        said = lever_words(book, scenario, place, lever)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(md(said), width="stretch")
            st.button(
                words().say("why.try"),
                key=f"try_{number}_{lever.kind}",
                on_click=_try,
                args=(lever,),
                help=md(said),
            )


def _try(lever: Lever) -> None:
    """Take a change over: only the fields that it changes, so that all else stays as it is."""
    here = current()
    changed = {
        name: new
        for name in (field.name for field in fields(Scenario))
        if (new := getattr(lever.scenario, name)) != getattr(here.scenario, name)
    }
    if here.change(**changed):
        st.toast(words().say("why.tried"))
