"""Which kinds of plan cover each option."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.model.country import coverage_by_kind
from ketacost.model.scenario import Arm
from ketacost.tables import PriceBook
from ketacost.words.arms import option_label
from ketacost.words.country import option_coverage_words
from ketacost.words.language import words


def draw_coverage(book: PriceBook, arms: Sequence[Arm]) -> None:
    """Which kinds of plan cover which option, those of some arms in words first."""
    say = words().say
    st.header(say("country-coverage.heading"), anchor=False)
    st.markdown(md(say("country-coverage.about")))
    chosen = dict.fromkeys(c.option for arm in arms for c in arm)
    st.markdown("\n".join(f"- {md(option_coverage_words(book, option))}" for option in chosen))
    heads = words().group("plan-kinds")
    rows = [
        {say("country-coverage.option"): option_label(book, option)}
        | {heads[kind][:1].upper() + heads[kind][1:]: say(f"country-coverage.signs.{status}")
           for kind, status in coverage_by_kind(book, option).items()}
        for option in book.options
    ]  # fmt: skip
    title = say("country-coverage.all", many=len(rows))
    opened = st.expander(title, key="country_coverage", on_change="rerun")
    if opened.open:
        with opened:
            drawing.html_table(rows, say("country-coverage.table"))
