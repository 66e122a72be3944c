"""Page Prices: every price of a release, with band, confidence, dates and sources."""

from __future__ import annotations

from datetime import date
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from ketacost.app.books import read_book
from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import md
from ketacost.app.parts.releases import choose_release
from ketacost.output.price_list import health_rows, price_rows, prices_csv
from ketacost.tables import PriceBook
from ketacost.tables.language import speaking
from ketacost.tables.schema import PAYERS
from ketacost.words.dates import day_words
from ketacost.words.figures import dollars_and_cents
from ketacost.words.language import words

_AT_FIRST = 20  # rows: a phone's reader searches, or asks for all


def show() -> None:
    """Draw the page."""
    say = words().say
    st.title(say("prices-page.title"), anchor=False)
    st.caption(md(say("prices-page.intro")))
    drawing.crisis()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        release = choose_release(say("page-parts.prices-of"), "prices_release")
        book = read_book(release)
        payer, region = _payer(), _region(book)
        typed = st.text_input(
            say("prices-page.search"),
            key="prices_search",
            placeholder=say("prices-page.search-such-as"),
        )
    st.caption(md(book.release.summary))
    rows = price_rows(book, payer, region)
    found = [row for row in rows if typed.strip().lower() in str(row).lower()]
    if found:
        _table(found, book, payer)
    else:
        st.info(md(say("prices-page.none", typed=typed)))
    st.download_button(
        say("prices-page.download"),
        partial(_csv, release, words().language),
        file_name=f"ketacost-prices-{release}.csv",
        mime="text/csv",
        on_click="ignore",
    )
    _health(book)


def _table(rows: list[dict[str, Any]], book: PriceBook, payer: str) -> None:
    """The first rows, and all of them once they are asked for."""
    say, all_of_them = words().say, len(rows)
    if not st.session_state.get("prices_show_all") and all_of_them > _AT_FIRST:
        rows = rows[:_AT_FIRST]
    caption = say("prices-page.table", payer=_payer_words(payer), many=all_of_them)
    drawing.html_table([_shown(row, book) for row in rows], caption)
    if len(rows) < all_of_them:
        label = say("prices-page.show-all", many=all_of_them)
        st.button(label, key="prices_all", on_click=_show_all)


def _show_all() -> None:
    st.session_state["prices_show_all"] = True


def _csv(release: str, spoken: str) -> str:
    """All prices of a release, in the language of the page: a file is made outside its run."""
    with speaking(spoken):
        return prices_csv(read_book(release))


def _payer() -> str:
    return st.selectbox(
        words().say("prices-page.payer"),
        PAYERS,
        format_func=_payer_words,
        key="prices_payer",
        width=250,
    )


def _region(book: PriceBook) -> str:
    return st.selectbox(
        words().say("prices-page.region"),
        list(book.regions),
        format_func=lambda name: book.regions[name].label,
        key="prices_region",
        width=250,
    )


def _payer_words(payer: str) -> str:
    return words().say(f"payers.{payer}")


def _shown(row: dict[str, Any], book: PriceBook) -> dict[str, object]:
    say = words().say

    def money(key: str) -> str:
        return "" if row[key] is None else dollars_and_cents(round(row[key] * 100))

    service = {"label": row["label"], "per": say(f"price-units.{row['per']}")}
    codes = say("prices-page.codes", codes=row["codes"]) if row["codes"] else ""
    sure = say(f"confidence.{row['confidence']}") if row["confidence"] else ""
    on = f" ({row['rests_on']})" if row["rests_on"] else ""
    low, high = money("low_usd"), money("high_usd")
    cells: dict[str, object] = {
        "service": say("prices-page.service", codes=codes, **service),
        "typical": money("typical_usd") or say("prices-page.not-known"),
        "range": say("prices-page.from-to", first=low, last=high) if low != high else "",
        "sure": f"{sure}{on}",
        "how": _found(row, book),
    }
    return {say(f"prices-page.columns.{name}"): cell for name, cell in cells.items()}


def _found(row: dict[str, Any], book: PriceBook) -> drawing.Html:
    """How a price was found, when, and its sources, folded; why it is not known, open."""
    say = words().say
    if row["unknown"]:
        return drawing.Html(escape(row["unknown"]))
    said = [row["band"] or row["how"]]
    if row["carried_from"]:
        said.append(say("prices-page.carried", year=row["carried_from"]))
    for name in ("effective", "checked"):
        if row[name]:
            said.append(say(f"prices-page.{name}", day=day_words(row[name])))
    told = " ".join(escape(one) for one in said)
    from_ = drawing.html_links(book, row["source_ids"])
    if from_:
        told += f" {escape(say('prices-page.columns.sources'))}: {from_}"
    summary = escape(say("prices-page.show"))
    return drawing.Html(f"<details><summary>{summary}</summary>{told}</details>")


def _health(book: PriceBook) -> None:
    say = words().say
    st.header(say("prices-page.health"), anchor=False)
    rows: list[dict[str, object]] = []
    for row in health_rows(book, date.today()):
        late, checked = row["due"], row["checked"]
        cells = {
            "treatment": row["label"],
            "known": say("prices-page.known", known=row["known"], all=row["all"]),
            "sure": say("prices-page.sure", **row["confidence"]),
            "checked": say(
                "prices-page.days", first=day_words(min(checked)), last=day_words(max(checked))
            ),
            "due": say("prices-page.late", many=late) if late else say("prices-page.none-late"),
        }
        rows.append({say(f"prices-page.health-columns.{n}"): c for n, c in cells.items()})
    drawing.html_table(rows, say("prices-page.health-table"))
