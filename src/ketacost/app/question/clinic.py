"""Tab Clinic's price: what a clinic told the person, help, care outside the network, payment."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from ketacost.app.parts.drawing import md
from ketacost.app.question.boxes import (
    MIDDLE,
    number_box,
    part_box,
    set_to,
    taken,
)
from ketacost.app.question.fields import draw_fields
from ketacost.app.question.quotes import draw_quotes
from ketacost.app.session import Session, current
from ketacost.model.link_values import MAX_LOAN_RATE, PARTS
from ketacost.model.scenario import Loan, OutOfNetwork
from ketacost.words.arms import option_label
from ketacost.words.help_by_income import limits_of_chosen
from ketacost.words.inputs import box_words
from ketacost.words.language import words

_OUTSIDE = {
    "deductible_usd": "oon-deductible",
    "share_percent": "oon-share",
    "allowed_percent": "oon-allowed",
    "max_usd": "oon-max",
}


def draw(here: Session) -> None:
    """Draw the tab."""
    st.caption(words().say("asking.clinic-about"))
    draw_quotes(here)
    _outside(here)
    _help(here)
    with draw_fields("clinic"):
        _loan(here)


def _outside(here: Session) -> None:
    """Which providers are outside the network, and what the plan pays back for them."""
    plan = here.book.plans[here.scenario.plan]
    chosen = list(here.scenario.outside)
    if plan.accumulators:
        compared = [choice.option for arm in here.scenario.arms for choice in arm]
        set_to("outside", chosen)
        st.multiselect(
            words().say("asking.outside"),
            list(dict.fromkeys([*compared, *chosen])),
            format_func=lambda option: option_label(here.book, option),
            key="outside",
            on_change=_take_several,
            args=("outside",),
            placeholder=words().say("asking.none-of-these"),
        )
    terms = here.scenario.out_of_network
    if plan.coverage != "commercial" and terms is None:
        return
    set_to("out_of_network", terms is not None)
    st.checkbox(
        words().say("asking.out-of-network"),
        key="out_of_network",
        on_change=_take_outside,
    )
    if terms is not None:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            for part, name in _OUTSIDE.items():
                part_box("out_of_network", part, name)


def _take_outside() -> None:
    """Begin with half of the charge and no deductible, or go without."""
    terms = OutOfNetwork(0, 50, 100) if taken("out_of_network") else None
    current().change(out_of_network=terms)


def _help(here: Session) -> None:
    known = here.book.help
    if not known:
        return
    set_to("help", list(here.scenario.help))
    st.multiselect(
        words().say("asking.help"),
        list(known),
        format_func=lambda name: known[name].label,
        key="help",
        on_change=_take_several,
        args=("help",),
        placeholder=words().say("asking.none"),
    )
    for name in here.scenario.help:
        st.caption(md(f"{known[name].label}: {known[name].terms}"))
    for said in limits_of_chosen(here.book, here.scenario):
        st.caption(md(said))


def _take_several(attribute: str) -> None:
    """Callback of a list of ids whose key is the scenario's attribute."""
    current().change(**{attribute: tuple(taken(attribute) or ())})


def _loan(here: Session) -> None:
    loan = here.scenario.loan
    months = loan.months if loan else None
    number_box("loan-months", "loan_months", months, PARTS["loan-months"], _take_loan, width=MIDDLE)
    if loan is None:
        return
    set_to("loan_rate", float(loan.rate_percent))
    st.number_input(
        box_words("loan-rate").label,
        0.0,
        float(MAX_LOAN_RATE),
        None,
        0.5,
        "%g",
        key="loan_rate",
        on_change=_take_loan,
        width=MIDDLE,
    )
    set_to("loan_deferred", loan.deferred)
    st.checkbox(box_words("loan-deferred").label, key="loan_deferred", on_change=_take_loan)
    if loan.deferred:
        limits = PARTS["loan-monthly"]
        number_box(
            "loan-monthly", "loan_monthly", loan.monthly_usd, limits, _take_loan, width=MIDDLE
        )


def _take_loan() -> None:
    here, months = current(), taken("loan_months")
    loan = here.scenario.loan
    if months is None or loan is None:
        here.change(loan=None if months is None else Loan(months, Decimal(0)))
        return
    typed = st.session_state.get("loan_rate")
    rate = loan.rate_percent if typed is None else Decimal(str(round(typed, 2)))
    deferred = bool(st.session_state.get("loan_deferred", loan.deferred))
    monthly = st.session_state.get("loan_monthly") if deferred and loan.deferred else None
    here.change(loan=Loan(months, rate, deferred, monthly))
