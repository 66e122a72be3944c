"""Keep this and change something: what was kept, and why what it became costs more or less."""

from __future__ import annotations

import streamlit as st

from ketacost.app.books import read_book
from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.app.session import current
from ketacost.model.before_after import kept_comparison, pairs
from ketacost.model.estimate import Comparison
from ketacost.output.differences import difference
from ketacost.words.arms import arm_label
from ketacost.words.before_after import changed_words, difference_words, kept_words, why_words
from ketacost.words.language import words


def draw_kept(comparison: Comparison) -> Comparison | None:
    """What was kept and what has changed since, above the cards. Returns its comparison."""
    kept = kept_comparison(comparison)
    if kept is None:
        return None
    say = words().say
    with st.container(border=True, key="kept"):
        st.markdown(say("before-after.kept", scenario=md(kept_words(kept, comparison))))
        st.markdown(md(changed_words(kept.scenario, comparison.scenario)))
        if not st.context.is_embedded:
            with st.container(horizontal=True):
                st.button(say("before-after.stop"), key="stop_comparing", on_click=_stop)
                st.button(say("before-after.back"), key="back_to_kept", on_click=_back)
    return kept


def draw_difference(comparison: Comparison, kept: Comparison | None) -> None:
    """Under the cards: the button that keeps, or why the figures differ from what was kept."""
    say = words().say
    if kept is None:
        st.button(
            say("before-after.keep"),
            key="keep",
            on_click=_keep,
            help=say("before-after.keep-help"),
            icon=":material/compare_arrows:",
        )
        return
    found = pairs(kept, comparison)
    if all(pair.difference == 0 for pair in found):
        return
    st.subheader(say("before-after.table"), anchor=False)
    said = [why_words(pair) for pair in found]
    said += [
        f"{arm_label(kept.book, pair.kept.arm)}: {difference_words(pair)}"
        for pair in found
        if pair.kept and not pair.now
    ]
    if lines := [line for line in said if line]:
        st.markdown("\n".join(f"- {md(line)}." for line in lines))
    with st.container(key="kept_table"):
        drawing.table(difference(kept, comparison), say("before-after.table"))


def _keep() -> None:
    current().keep()


def _stop() -> None:
    current().change(kept=None)


def _back() -> None:
    here = current()
    if kept := here.scenario.kept:
        here.show(kept, read_book(kept.release))
