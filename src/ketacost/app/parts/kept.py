"""Keep this and change something: what was kept, and why what it became costs more or less."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ketacost.app.books import read_book
from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.app.session import current
from ketacost.model.before_after import Pair, kept_comparison, pairs
from ketacost.model.estimate import Comparison
from ketacost.output.differences import difference
from ketacost.words.arms import arm_label
from ketacost.words.before_after import changed_words, difference_words, kept_words, why_words
from ketacost.words.language import words


def kept_beside(comparison: Comparison) -> Comparison | None:
    """The comparison that was kept, for the cards."""
    return kept_comparison(comparison)


def draw_kept(comparison: Comparison, kept: Comparison | None) -> None:
    """Under the cards: what was kept and what has changed since, and why the figures differ."""
    if kept is None:
        return
    say = words().say
    with st.container(border=True, key="kept"):
        st.markdown(say("before-after.kept", scenario=md(kept_words(kept, comparison))))
        st.markdown(md(changed_words(kept.scenario, comparison.scenario)))
        found = pairs(kept, comparison)
        changed = any(pair.difference != 0 for pair in found)
        if kept.scenario != replace(comparison.scenario, kept=None) and not changed:
            st.markdown(md(say("kept.nothing")))
        with st.container(horizontal=True):
            st.button(say("before-after.stop"), key="stop_comparing", on_click=_stop)
            st.button(say("before-after.back"), key="back_to_kept", on_click=_back)
        if changed:
            _difference(comparison, kept, found)


def draw_press(kept: Comparison | None) -> None:
    """The button that nobody sees, which the one under the cards presses to keep the scenario."""
    if kept is None:
        st.button("-", key="keep", on_click=_keep)


def _difference(comparison: Comparison, kept: Comparison, found: list[Pair]) -> None:
    said = [why_words(pair) for pair in found]
    said += [
        f"{arm_label(kept.book, pair.kept.arm)}: {difference_words(pair)}"
        for pair in found
        if pair.kept and not pair.now
    ]
    if lines := [line for line in said if line]:
        st.markdown("\n".join(f"- {md(line)}." for line in lines))
    drawing.html_table(difference(kept, comparison), words().say("before-after.table"))


def _keep() -> None:
    current().keep()


def _stop() -> None:
    current().change(kept=None)


def _back() -> None:
    here = current()
    if kept := here.scenario.kept:
        here.show(kept, read_book(kept.release))
