"""Page How this works: what the figures and ranges are and rest on."""

from __future__ import annotations

import streamlit as st

from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.app.session import current
from ketacost.tables import PriceBook
from ketacost.words.arms import option_label
from ketacost.words.how import how_words
from ketacost.words.language import words


def show() -> None:
    """Draw the page."""
    book = current().book
    st.title(words().say("how-page.title"), anchor=False)
    drawing.crisis()
    for name, (heading, paragraphs) in how_words(book).items():
        st.header(heading, anchor=name)
        for text in paragraphs:
            st.markdown(md(text))
        if name == "ranges":
            st.caption(f"{md(book.ranges.why)} ({drawing.links(book, book.ranges.sources)})")
        if name == "schedules":
            _schedules(book)


def _schedules(book: PriceBook) -> None:
    """What people have of each option as five points; below the table why, with the sources."""
    say = words().say
    known = {o: spread for o, spread in book.ranges.schedules.items() if o in book.options}
    rows = [
        {
            say("how-page.treatment"): option_label(book, option),
            say("how-page.sessions"): _points(spread.sessions),
            say("how-page.booster-weeks"): _points(spread.booster_weeks),
        }
        for option, spread in known.items()
    ]
    with st.container(key="slim_schedules"):
        drawing.html_table(rows, say("how-page.points"))
    for option, spread in known.items():
        label, why = md(option_label(book, option)), md(spread.why)
        st.caption(f"**{label}.** {why} ({drawing.links(book, spread.sources)})")


def _points(points: tuple[int, ...] | None) -> str:
    say = words().say
    if not points:
        return say("how-page.as-you-say")
    return ", ".join(str(p) if p else say("how-page.none") for p in points)
