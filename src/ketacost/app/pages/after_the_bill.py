"""Page After the bill: is it far above the Good Faith Estimate, and what can be done?"""

from __future__ import annotations

from datetime import date

import streamlit as st

from ketacost.app.books import read_book
from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.model.bill import Dispute, dispute
from ketacost.tables.spelling import count


def show() -> None:
    """Draw the page."""
    book = read_book()
    st.title("After the bill", anchor=False)
    st.caption(
        "For people who pay without insurance. A provider must give you a written Good Faith "
        "Estimate. If the bill is far above it, you may have a right to dispute it. What you type "
        "here is not kept."
    )
    drawing.crisis()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        estimated = st.number_input(
            "Good Faith Estimate, dollars", 0.0, 1e6, None, 50.0, key="bill_estimate", width=232
        )
        billed = st.number_input(
            "The bill, dollars", 0.0, 1e6, None, 50.0, key="bill_usd", width=232
        )
        day = st.date_input("Date on the bill", date.today(), key="bill_day", width=180)
    if estimated is not None and billed is not None and isinstance(day, date):
        found = dispute(book, estimated, billed, day, date.today())
        if found is None:
            st.info("The price tables hold no rule for this.")
        else:
            st.subheader(_answer(found), anchor=False)
            st.markdown(md(_detail(found)))
    else:
        st.info("Fill in both amounts to see where you stand.")
    st.subheader("What you can do", anchor=False)
    st.markdown(
        "\n".join(
            f"- {step}"
            for step in (
                "Ask the provider's billing office for an itemized bill and for the reason.",
                "Ask them to bring the bill down to the estimate, or for a payment plan.",
                "If you have insurance, ask for the explanation of benefits and check it: "
                "`ketacost adjudicate` recomputes who pays what.",
                "To dispute a bill above a Good Faith Estimate, see "
                "[cms.gov/nosurprises](https://www.cms.gov/nosurprises).",
            )
        )
    )
    for name, rule in book.rules.items():
        if name in ("bill-dispute", "good-faith-estimate", "gfe-timing"):
            st.caption(md(rule.text) + " Source: " + drawing.links(book, rule.sources))


def _answer(found: Dispute) -> str:
    if found.over_usd <= 0:
        return "The bill is not above the estimate"
    if not found.enough:
        return "Above the estimate, but not far enough to dispute"
    if found.days_left < 0:
        return "Far enough above, but the time to dispute has passed"
    return "You may dispute this bill"


def _detail(found: Dispute) -> str:
    if found.over_usd <= 0:
        return f"It is ${-found.over_usd:,.2f} below it."
    words = (
        f"It is ${found.over_usd:,.2f} above the estimate; the rule begins at "
        f"${found.threshold_usd:,.0f}."
    )
    if found.enough:
        words += (
            f" The last day to start is {found.last_day:%B} {found.last_day.day}, "
            f"{found.last_day.year}: {count(found.days_left, 'day')} left."
            if found.days_left >= 0
            else f" The last day to start was {found.last_day.isoformat()}."
        )
    return words
