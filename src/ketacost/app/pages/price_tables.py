"""Page Prices: every price of a release, with band, confidence, dates and sources."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from ketacost.app.books import read_book
from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import Markdown, md
from ketacost.app.parts.releases import choose_release
from ketacost.output.price_list import health_rows, price_rows, prices_csv
from ketacost.tables import PriceBook
from ketacost.tables.schema import PAYERS
from ketacost.tables.spelling import count
from ketacost.words.figures import dollars_and_cents
from ketacost.words.language import words


def show() -> None:
    """Draw the page."""
    st.title("Prices", anchor=False)
    st.caption("Every price behind the comparison: how much, how sure, from when and from where.")
    drawing.crisis()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        release = choose_release("Prices of", "prices_release")
        book = read_book(release)
        payer, region = _payer(), _region(book)
        typed = st.text_input(
            "Search",
            key="prices_search",
            placeholder="such as infusion, 90834",
        )
    st.caption(md(book.release.summary))
    rows = price_rows(book, payer, region)
    found = [row for row in rows if typed.strip().lower() in str(row).lower()]
    if found:
        with st.container(key="prices"):
            drawing.table([_shown(row, book) for row in found], f"Prices for {_payer_words(payer)}")
    else:
        st.info(f"No price has “{md(typed)}” in it. Try a shorter word.")
    st.download_button(
        "Download all prices of this release (CSV)",
        lambda: prices_csv(book),
        file_name=f"ketacost-prices-{release}.csv",
        mime="text/csv",
        on_click="ignore",
    )
    _health(book)


def _payer() -> str:
    return st.selectbox("for", PAYERS, format_func=_payer_words, key="prices_payer", width=250)


def _region(book: PriceBook) -> str:
    return st.selectbox(
        "in",
        list(book.regions),
        format_func=lambda name: book.regions[name].label,
        key="prices_region",
        width=250,
    )


def _payer_words(payer: str) -> str:
    return words().say(f"payers.{payer}")


def _shown(row: dict[str, Any], book: PriceBook) -> dict[str, object]:
    def money(key: str) -> str:
        return "" if row[key] is None else dollars_and_cents(round(row[key] * 100))

    codes = f" ({row['codes']})" if row["codes"] else ""
    why = row["unknown"] or row["band"] or row["how"]
    carried = f" Carried from {row['carried_from']}." if row["carried_from"] else ""
    on = f" ({row['rests_on']})" if row["rests_on"] else ""
    known = row["typical_usd"] is not None
    return {
        "Service": f"{row['label']}{codes}, per {row['per']}",
        "Low": money("low_usd"),
        "Typical": money("typical_usd") or "not known",
        "High": money("high_usd"),
        "How sure": f"{row['confidence'] or ''}{on}",
        "From": row["effective"] if known else "",
        "Checked": row["checked"] if known else "",
        "How it was found": f"{why}{carried}",
        "Sources": drawing.links(book, row["source_ids"]) or Markdown(""),
    }


def _health(book: PriceBook) -> None:
    st.subheader("How complete and how fresh", anchor=False)
    rows: list[dict[str, object]] = []
    for row in health_rows(book, date.today()):
        sure, late, checked = row["confidence"], row["due"], row["checked"]
        rows.append(
            {
                "Treatment": row["label"],
                "Prices": f"{row['known']} of {row['all']} known",
                "Sure": f"{sure['high']} high, {sure['medium']} medium, {sure['low']} low",
                "Checked": f"{min(checked)} to {max(checked)}",
                "Check due": count(late, "price") if late else "none",
            }
        )
    drawing.table(rows, "How complete and fresh the prices of each treatment are")
