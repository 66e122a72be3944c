"""Prices that a clinic told the person: a row for each, and where it lies among those we know."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import streamlit as st

from ketacost.app.parts.drawing import md
from ketacost.app.question.boxes import MIDDLE, NARROW, number_box, set_to, taken
from ketacost.app.session import Session, current
from ketacost.model.link_values import PARTS, Whole
from ketacost.model.prices import percentile, unit_price
from ketacost.model.scenario import ClinicQuote
from ketacost.model.ways import course_services
from ketacost.words.figures import dollars
from ketacost.words.inputs import box_words
from ketacost.words.language import words

_MOST_ROWS = 6


def draw_quotes(here: Session) -> None:
    """A row for each quote; an empty one where there is none, or where one more was asked for."""
    quotes: list[ClinicQuote | None] = [*here.scenario.quotes]
    if not quotes or here.adding_quote:
        quotes.append(None)
    services = _services_in_use(here)
    for row, quote in enumerate(quotes):
        _row(here, row, quote, services, len(quotes))
    if None not in quotes and len(quotes) < _MOST_ROWS:
        st.button(words().say("asking.another-price"), key="another_price", on_click=_one_more)


def _services_in_use(here: Session) -> list[str]:
    """Services of the options compared, those of each session first, and those with a quote."""
    found: dict[str, int] = {}
    payer = here.book.plans[here.scenario.plan].payer
    for arm in here.scenario.arms:
        for choice in arm:
            for name, one in course_services(here.book, choice, payer).items():
                found[name] = min(0 if one.session else 1, found.get(name, 1))
    for quote in here.scenario.quotes:
        found.setdefault(quote.service, 2)
    return sorted(found, key=found.__getitem__)


def _row(
    here: Session, row: int, quote: ClinicQuote | None, services: list[str], rows: int
) -> None:
    if quote:
        set_to(f"quote_service_{row}", quote.service)
    set_to(f"quote_usd_{row}", float(quote.usd) if quote else None)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            words().say("asking.price-for"),
            services,
            format_func=lambda name: here.book.services[name].label,
            key=f"quote_service_{row}",
            on_change=_take_quotes,
            args=(rows,),
            width="stretch",
        )
        said = box_words("quote")
        st.number_input(
            said.label,
            float(PARTS["quote"].least),
            float(PARTS["quote"].most),
            None,
            50.0,
            "%g",
            key=f"quote_usd_{row}",
            on_change=_take_quotes,
            args=(rows,),
            placeholder=said.empty,
            width=MIDDLE,
        )
        many = Whole("package", 1, PARTS["package"].most)
        package = quote.package if quote else st.session_state.get(f"quote_package_{row}") or 1
        number_box(
            "package", f"quote_package_{row}", package, many, _take_quotes, (rows,), width=NARROW
        )
        if quote and quote.package > 1:
            set_to(f"quote_refund_{row}", quote.refund)
            st.checkbox(
                words().say("asking.refund"),
                key=f"quote_refund_{row}",
                on_change=_take_quotes,
                args=(rows,),
            )
    if quote and (found := _standing(here, quote)):
        st.caption(md(found))


def _standing(here: Session, quote: ClinicQuote) -> str | None:
    """Where a quote lies among the prices for people who pay themselves."""
    band = unit_price(here.book, quote.service, "self-pay", here.scenario.region).cents
    if band is None:
        return None
    each = round(Fraction(quote.usd) * 100 / quote.package)
    low, typical, high = map(dollars, band)
    share = percentile(band, each)
    code = "below" if share < 10 else "above" if share > 90 else "among"
    return words().say(
        f"asking.standing-{code}",
        each=dollars(each),
        percent=5 * round(share / 5),
        low=low,
        typical=typical,
        high=high,
    )


def _one_more() -> None:
    here = current()
    here.touched = here.adding_quote = True


def _take_quotes(rows: int) -> None:
    """All rows anew, so that it does not matter which of them changed first."""
    here = current()
    old = [quote.package for quote in here.scenario.quotes] + [1]
    found = [quote for row in range(rows) if (quote := _quote(row, old[min(row, len(old) - 1)]))]
    if here.change(quotes=tuple(found)) and len(found) == rows:
        here.adding_quote = False


def _quote(row: int, package_before: int) -> ClinicQuote | None:
    usd, package = taken(f"quote_usd_{row}"), taken(f"quote_package_{row}")
    if usd is None:
        return None
    refund = bool(st.session_state.get(f"quote_refund_{row}"))
    many = package or package_before
    price = Decimal(str(round(usd, 2)))
    return ClinicQuote(taken(f"quote_service_{row}"), price, many, refund and many > 1)
