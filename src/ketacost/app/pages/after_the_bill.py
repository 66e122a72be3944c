"""Page After the bill: does the Good Faith Estimate hold what it should, is the bill far above it,
and what can be done?"""

from __future__ import annotations

from datetime import date

import streamlit as st

from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.app.parts.gfe import draw_estimate
from ketacost.app.parts.typed import typed
from ketacost.app.session import current
from ketacost.model.bill import dispute
from ketacost.tables import PriceBook
from ketacost.words.bill import dispute_words
from ketacost.words.language import words

_RULES = ("bill-dispute", "good-faith-estimate", "gfe-timing")


def show() -> None:
    """Draw the page."""
    here, say = current(), words().say
    st.title(say("bill.title"), anchor=False)
    st.caption(md(say("bill.lead")))
    drawing.crisis()
    _draw_bill(here.book)
    draw_estimate(here)
    st.header(say("bill.do"), anchor=False)
    steps = ("itemized", "lower", "explanation", "dispute")
    st.markdown("\n".join(f"- {say(f'bill.steps.{step}')}" for step in steps))
    for name in _RULES:
        if rule := here.book.rules.get(name):
            said = md(say("bill.rule", text=rule.text))
            st.caption(said + drawing.links(here.book, rule.sources))


def _usd(key: str, label: str) -> float | None:
    def draw() -> float | None:
        return st.number_input(label, 0.0, 1e6, None, 50.0, key=key, width=232)

    found: float | None = typed(key, draw)
    return found


def _day() -> object:
    label = words().say("bill.day")
    return st.date_input(label, None, key="bill_day", format="MM/DD/YYYY", width=232)


def _draw_bill(book: PriceBook) -> None:
    """Two amounts and a date, which nobody is assumed to have typed; and the answer."""
    say = words().say
    st.header(say("bill.hold-bill"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        estimated = _usd("bill_estimate", say("bill.estimate"))
        billed = _usd("bill_usd", say("bill.billed"))
        day = typed("bill_day", _day)
    if estimated is None or billed is None:
        st.info(say("bill.fill-in"))
        return
    dated = day if isinstance(day, date) else None
    found = dispute(book, estimated, billed, dated, date.today())
    if found is None:
        st.info(say("bill.no-rule"))
        return
    answer, detail = dispute_words(found)
    st.markdown(f"**{md(answer)}**  \n{md(detail)}")
