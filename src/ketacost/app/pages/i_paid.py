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
from ketacost.app.parts.copying import draw_copy
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
from ketacost.tables.language import LANGUAGES, speaking
from ketacost.tables.schema import PAYERS
from ketacost.words.country import state_name
from ketacost.words.language import words
from ketacost.words.scenario import month_name

_YEARS = 5  # months to choose from; an older price is of little use


def show() -> None:
    """Draw the page."""
    say, here = words().say, current()
    book = read_book()
    st.title(say("paid-page.title"), anchor=False)
    st.caption(md(say("paid-page.intro")))
    drawing.crisis()
    _questions(here.paid, book)
    today = date.today()
    problems = paid_problems(here.paid, book, today)
    if problems:
        for problem in problem_words(problems):
            st.info(md(problem))
        return
    with speaking(LANGUAGES[0]):  # for the maintainers, whose tables are in English
        found = observation(here.paid, read_book(), today, book.sources)
    st.header(say("paid-page.texts"), anchor=False)
    st.caption(say("paid-page.entry"))
    draw_copy(found.entry, "paid_entry")
    st.caption(say("paid-page.row"))
    draw_copy(found.csv(), "paid_row")
    st.markdown(md(say("paid-page.send")))


def _questions(paid: Paid, book: PriceBook) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        items = [*book.services, *book.options]
        _choose("item", items, lambda i: item_label(i, book), width=420)
        _number("usd", paid, 0.0, 1e7, step=10.0)
        _number("sessions", paid, 1, MAX_SESSIONS)
        _choose("month", _months(date.today()), _month_words, width=210)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choose("payer", PAYERS, _say("paid.payers"), width=280)
        _choose("seen", SEEN, _say("paid.seen"), width=260)
        _choose("setting", SETTINGS, _say("paid.settings"), width=200)
        _choose("given_by", GIVEN_BY, _say("paid-page.given-by"), width=210)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choose("state", _states(book), lambda state: state_name(book, state), width=210)
        _text("city", paid)
        _text("provider", paid)
    _text("included", paid, placeholder=words().say("paid-page.included-such-as"))
    _text("url", paid, placeholder="https://...")


# --- one box a field; what is typed is kept in the session, so that another page loses nothing ----


def _take(field: str) -> None:
    here, value = current(), st.session_state[f"paid_{field}"]
    here.paid = replace(here.paid, **{field: _plain(field, value)})


def _plain(field: str, value: Any) -> Any:
    """A box's value as `Paid` has it. A number box gives a binary fraction; cents are meant."""
    if field == "usd" and value is not None:
        return Decimal(str(value)).quantize(Decimal("0.01"))
    return value


def _label(field: str) -> str:
    return words().say(f"paid-page.labels.{field.replace('_', '-')}")


def _choose(
    field: str,
    options: Sequence[str],
    to_words: Callable[[str], str],
    width: int,
) -> None:
    said = getattr(current().paid, field)
    st.selectbox(
        _label(field),
        options,
        index=options.index(said) if said in options else None,
        format_func=to_words,
        key=f"paid_{field}",
        on_change=_take,
        args=(field,),
        placeholder=words().say("paid-page.choose"),
        width=width,
    )


def _number(
    field: str,
    paid: Paid,
    least: Any,
    most: Any,
    step: Any = 1,
) -> None:
    said = getattr(paid, field)
    value = said if said is None else type(least)(said)
    st.number_input(_label(field), least, most, value, step, key=f"paid_{field}", on_change=_take,
                    args=(field,), width=190)  # fmt: skip


def _text(field: str, paid: Paid, placeholder: str | None = None) -> None:
    st.text_input(_label(field), getattr(paid, field), MAX_TEXT, f"paid_{field}", on_change=_take,
                  args=(field,), placeholder=placeholder)  # fmt: skip


# --- what can be chosen --------------------------------------------------------------------------


def _say(group: str) -> Callable[[str], str]:
    return lambda name: words().say(f"{group}.{name}")


def _states(book: PriceBook) -> list[str]:
    return sorted(
        {region.state for region in book.regions.values()} - {""},
        key=lambda state: state_name(book, state),
    )


def _months(today: date) -> list[str]:
    """The last months, the newest first: `2026-10`."""
    last = today.year * 12 + today.month - 1
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in range(last, last - 12 * _YEARS, -1)]


def _month_words(month: str) -> str:
    year, _, number = month.partition("-")
    return words().say("paid-page.month", month=month_name(int(number)), year=year)
