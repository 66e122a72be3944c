"""Page How this works: what the figures and ranges are and rest on."""

from __future__ import annotations

import streamlit as st

from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.app.session import current
from ketacost.tables import PriceBook
from ketacost.words.arms import option_label
from ketacost.words.how import how_words


def show() -> None:
    """Draw the page."""
    book = current().book
    st.title("How this works", anchor=False)
    drawing.crisis()
    for name, (heading, paragraphs) in how_words(book).items():
        st.subheader(heading, anchor=name)
        for text in paragraphs:
            st.markdown(md(text))
        if name == "ranges":
            st.caption(f"{md(book.ranges.why)} ({drawing.links(book, book.ranges.sources)})")
        if name == "schedules":
            _schedules(book)


def _schedules(book: PriceBook) -> None:
    """What people have of each option as five points; below the table why, with the sources."""
    known = {o: spread for o, spread in book.ranges.schedules.items() if o in book.options}
    rows = [
        {
            "Treatment": option_label(book, option),
            "Sessions": _points(spread.sessions),
            "Weeks between boosters": _points(spread.booster_weeks),
        }
        for option, spread in known.items()
    ]
    with st.container(key="slim_schedules"):
        drawing.table(rows, "What people have: the 10th, 30th, 50th, 70th and 90th percentile")
    for option, spread in known.items():
        label, why = md(option_label(book, option)), md(spread.why)
        st.caption(f"**{label}.** {why} ({drawing.links(book, spread.sources)})")


def _points(points: tuple[int, ...] | None) -> str:
    return "as you say" if not points else ", ".join(str(p) if p else "none" for p in points)
