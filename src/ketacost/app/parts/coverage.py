"""Which kinds of plan cover each option."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.model.country import coverage_by_kind
from ketacost.model.scenario import Arm
from ketacost.tables import PriceBook
from ketacost.words.arms import short_names, status_words
from ketacost.words.country import option_coverage_words
from ketacost.words.language import words

_SIGNS = {
    "covered": "✓ yes",
    "prior-authorization": "◐ after approval",
    "rarely-covered": "▽ rarely",
    "not-covered": "✗ usually not",
}


def draw_coverage(book: PriceBook, arms: Sequence[Arm]) -> None:
    """Which kinds of plan cover which option, those of some arms in words first."""
    st.subheader("Where coverage, not price, is the gap", anchor=False)
    st.markdown(
        "Whether a plan pays at all often matters more than any price. The tables say it once for "
        "the whole country, though each state sets its own Medicaid rules."
    )
    chosen = dict.fromkeys(c.option for arm in arms for c in arm)
    st.markdown("\n".join(f"- {md(option_coverage_words(book, option))}" for option in chosen))
    heads = words().group("plan-kinds")
    rows = [
        {"Option": f"{short_names(book, [option])[0]}: {book.options[option].label}"}
        | {heads[kind][:1].upper() + heads[kind][1:]: _SIGNS[status]
           for kind, status in coverage_by_kind(book, option).items()}
        for option in book.options
    ]  # fmt: skip
    opened = st.expander(
        f"All {len(rows)} options, by kind of plan", key="country_coverage", on_change="rerun"
    )
    if opened.open:
        with opened:
            drawing.table(rows, "Which kinds of plan cover each option")
            meant = "; ".join(
                f"{sign} = {status_words(status).lower()}" for status, sign in _SIGNS.items()
            )
            st.caption(md(f"{meant}."))
