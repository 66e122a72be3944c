"""Page Prices: every price of a release, with band, confidence, dates and sources."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from ketacost.app import session as state
from ketacost.app.parts import drawing
from ketacost.app.parts.drawing import Markdown, md
from ketacost.output.price_list import health_rows, price_rows
from ketacost.tables import PriceBook
from ketacost.tables.releases import release_entries
from ketacost.tables.schema import PAYERS
from ketacost.tables.spelling import count
from ketacost.words.figures import dollars_and_cents
from ketacost.words.language import words


def show() -> None:
    """Draw the page."""
    st.title("Prices", anchor=False)
    st.caption("Every price behind the comparison: how much, how sure, from when and from where.")
    drawing.crisis()
    names = list(release_entries())[::-1]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        release = st.selectbox(
            "Prices of", names, format_func=_release_words, key="prices_release", width=220
        )
        tables = state.book(release)
        payer = st.selectbox("for", PAYERS, format_func=_payer_words, key="prices_payer", width=250)
        region = st.selectbox(
            "in",
            list(tables.regions),
            format_func=lambda r: tables.regions[r].label,
            key="prices_region",
            width=250,
        )
        typed = st.text_input("Search", key="prices_search", placeholder="such as infusion, 90834")
    st.caption(md(tables.release.summary))
    rows = price_rows(tables, payer, region)
    found = [row for row in rows if typed.strip().lower() in str(row).lower()]
    if found:
        with st.container(key="prices"):
            drawing.table(
                [_shown(row, tables) for row in found], f"Prices for {_payer_words(payer)}"
            )
    else:
        st.info(f"No price has “{md(typed)}” in it. Try a shorter word.")
    everything = [row for p in PAYERS for row in price_rows(tables, p)]
    st.download_button(
        "Download all prices of this release (CSV)",
        pd.DataFrame(everything).drop(columns="source_ids").to_csv(index=False),
        file_name=f"ketacost-prices-{release}.csv",
        mime="text/csv",
        on_click="ignore",
    )
    _health(tables)


def _payer_words(payer: str) -> str:
    return words().say(f"payers.{payer}")


def _release_words(name: str) -> str:
    tables = state.book(name)
    status = tables.entry.status
    return f"{tables.release.prices_of} ({name}{'' if status == 'released' else ', ' + status})"


def _shown(row: dict[str, object], tables: PriceBook) -> dict[str, object]:
    def money(key: str) -> str:
        return "" if row[key] is None else dollars_and_cents(round(row[key] * 100))

    codes = f" ({row['codes']})" if row["codes"] else ""
    why = row["unknown"] or row["band"] or row["how"]
    carried = f" Carried from {row['carried_from']}." if row["carried_from"] else ""
    return {
        "Service": f"{row['label']}{codes}, per {row['per']}",
        "Low": money("low_usd"),
        "Typical": money("typical_usd") or "not known",
        "High": money("high_usd"),
        "How sure": row["confidence"] or "",
        "From": row["effective"] if row["typical_usd"] is not None else "",
        "Checked": row["checked"] if row["typical_usd"] is not None else "",
        "How it was found": f"{why}{carried}",
        "Sources": drawing.links(tables, row["source_ids"]) or Markdown(""),
    }


def _health(tables: PriceBook) -> None:
    st.subheader("How complete and how fresh", anchor=False)
    rows = []
    for row in health_rows(tables, date.today()):
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
