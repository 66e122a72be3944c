"""Page I paid this: what a person paid, as texts to send to the maintainers. Nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from ketacost.app.books import read_book
from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.app.session import current
from ketacost.output.observation import (
    GIVEN_BY,
    MAX_SESSIONS,
    MAX_TEXT,
    SEEN,
    SETTINGS,
    Paid,
    item_label,
    observation,
    paid_problems,
    problem_words,
)
from ketacost.tables import PriceBook
from ketacost.tables.schema import PAYERS
from ketacost.words.language import words
from ketacost.words.scenario import month_name

_YEARS = 5  # months to choose from; an older price is of little use


def show() -> None:
    """Draw the page."""
    book, here = read_book(), current()
    st.title("I paid this", anchor=False)
    st.caption(
        "What people really paid makes the prices here better. Fill this in, and you get two short "
        "texts to send to the people who look after the tables. Nothing is kept or sent by this "
        "page. Please name no person, not you and not your clinician."
    )
    drawing.crisis()
    _questions(here.paid, book)
    today = date.today()
    problems = paid_problems(here.paid, book, today)
    if problems:
        for problem in problem_words(problems):
            st.info(md(problem))
        return
    found = observation(here.paid, book, today, book.sources)
    st.subheader("Your two texts", anchor=False)
    st.caption("1. Where the price comes from (an entry for `pricing/sources.yaml`):")
    st.code(found.entry, language="yaml", wrap_lines=True)
    st.caption("2. The price (a row for `observations.csv`):")
    st.code(found.csv(), language=None, wrap_lines=True)
    st.markdown(
        "Copy both, read them once more, and send them to the maintainers of ketacost, as an issue "
        "where you got the program from. They check a price before it counts. One price alone "
        "changes no figure."
    )


def _questions(paid: Paid, book: PriceBook) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        items = [*book.services, *book.options]
        _choose("item", "What did you pay for?", items, lambda i: item_label(i, book), width=420)
        _number("usd", "How much in all, dollars", paid, 0.0, 1e7, step=10.0)
        _number("sessions", "For how many", paid, 1, MAX_SESSIONS,
                help="Sessions, visits, months or days")  # fmt: skip
        _choose("month", "When", _months(date.today()), _month_words, width=190)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choose("payer", "Which price is it?", PAYERS, _say("payers"), width=290)
        _choose("seen", "Where did you see the price?", SEEN, _say("seen"), width=260)
        _choose("setting", "Kind of place (optional)", SETTINGS, _say("settings"), width=220)
        _choose("given_by", "Who gave it (optional)", GIVEN_BY, str, width=190)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choose("state", "State (optional)", _states(book), str, width=190)
        _text("city", "City (optional)", paid)
        _text("provider", "Name of the clinic (optional)", paid)
    _text("included", "What was included (optional)", paid,
          placeholder="such as first visit, monitoring, a package of six")  # fmt: skip
    _text("url", "Public web address with the price (optional)", paid,
          placeholder="https://...")  # fmt: skip


# --- one box a field; what is typed is kept in the session, so that another page loses nothing ----


def _take(field: str) -> None:
    here, value = current(), st.session_state[f"paid_{field}"]
    here.paid = replace(here.paid, **{field: _plain(field, value)})


def _plain(field: str, value: Any) -> Any:
    """A box's value as `Paid` has it. A number box gives a binary fraction; cents are meant."""
    if field == "usd" and value is not None:
        return Decimal(str(value)).quantize(Decimal("0.01"))
    return value


def _choose(
    field: str,
    label: str,
    options: Sequence[str],
    to_words: Callable[[str], str],
    width: int,
) -> None:
    said = getattr(current().paid, field)
    st.selectbox(
        label,
        options,
        index=options.index(said) if said in options else None,
        format_func=to_words,
        key=f"paid_{field}",
        on_change=_take,
        args=(field,),
        placeholder="Choose",
        width=width,
    )


def _number(
    field: str,
    label: str,
    paid: Paid,
    least: Any,
    most: Any,
    step: Any = 1,
    help: str | None = None,
) -> None:
    said = getattr(paid, field)
    value = said if said is None else type(least)(said)
    st.number_input(label, least, most, value, step, key=f"paid_{field}", on_change=_take,
                    args=(field,), help=help, width=170)  # fmt: skip


def _text(field: str, label: str, paid: Paid, placeholder: str | None = None) -> None:
    st.text_input(label, getattr(paid, field), MAX_TEXT, f"paid_{field}", on_change=_take,
                  args=(field,), placeholder=placeholder)  # fmt: skip


# --- what can be chosen --------------------------------------------------------------------------


def _say(group: str) -> Callable[[str], str]:
    return lambda name: words().say(f"paid.{group}.{name}")


def _states(book: PriceBook) -> list[str]:
    return sorted({region.state for region in book.regions.values()} - {""})


def _months(today: date) -> list[str]:
    """The last months, the newest first: `2026-10`."""
    last = today.year * 12 + today.month - 1
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in range(last, last - 12 * _YEARS, -1)]


def _month_words(month: str) -> str:
    year, _, number = month.partition("-")
    return f"{month_name(int(number))} {year}"
