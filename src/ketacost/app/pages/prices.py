"""Page Prices: every price of a release, with band, confidence, dates and sources."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from ketacost.app import session as state
from ketacost.app.parts import drawing as pieces
from ketacost.app.parts.drawing import Markdown, md
from ketacost.model.prices import quote
from ketacost.model.scenario import NATIONAL
from ketacost.tables import PriceBook
from ketacost.tables.checks import due
from ketacost.tables.releases import release_entries
from ketacost.tables.schema import PAYERS, UnknownPrice
from ketacost.tables.spelling import count
from ketacost.words.figures import dollars_and_cents

PAYER_WORDS = {
    "self-pay": "paying oneself",
    "commercial": "employer and marketplace plans",
    "medicare": "Medicare",
    "medicaid": "Medicaid",
    "va-tricare": "VA and TRICARE",
}


def show() -> None:
    """Draw the page."""
    st.title("Prices", anchor=False)
    st.caption("Every price behind the comparison: how much, how sure, from when and from where.")
    pieces.crisis()
    names = list(release_entries())[::-1]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        release = st.selectbox(
            "Prices of", names, format_func=_release_words, key="prices_release", width=220
        )
        tables = state.book(release)
        payer = st.selectbox(
            "for", PAYERS, format_func=PAYER_WORDS.__getitem__, key="prices_payer", width=250
        )
        region = st.selectbox(
            "in",
            list(tables.regions),
            format_func=lambda r: tables.regions[r].label,
            key="prices_region",
            width=250,
        )
        words = st.text_input("Search", key="prices_search", placeholder="such as infusion, 90834")
    st.caption(md(tables.release.summary))
    rows = _rows(tables, payer, region)
    found = [row for row in rows if words.strip().lower() in str(row).lower()]
    if found:
        with st.container(key="prices"):
            pieces.table([_shown(row, tables) for row in found], f"Prices for {PAYER_WORDS[payer]}")
    else:
        st.info(f"No price has “{md(words)}” in it. Try a shorter word.")
    everything = [row for p in PAYERS for row in _rows(tables, p, NATIONAL)]
    st.download_button(
        "Download all prices of this release (CSV)",
        pd.DataFrame(everything).drop(columns="source_ids").to_csv(index=False),
        file_name=f"ketacost-prices-{release}.csv",
        mime="text/csv",
        on_click="ignore",
    )
    _health(tables)


def _release_words(name: str) -> str:
    tables = state.book(name)
    status = tables.entry.status
    return f"{tables.release.prices_of} ({name}{'' if status == 'released' else ', ' + status})"


def _rows(tables: PriceBook, payer: str, region: str) -> list[dict[str, object]]:
    rows = []
    in_courses = dict.fromkeys(s.service for o in tables.options.values() for s in o.course)
    for name in in_courses | dict.fromkeys(tables.services):  # in the order of the cards
        service = tables.services[name]
        found, price = quote(tables, name, payer, region), service.price.of(payer)
        dates = tables.price_dates(name, payer)
        usd = [c / 100 for c in found.cents] if found.cents else [None] * 3
        rows.append(
            {
                "release": tables.id,
                "service": name,
                "label": service.label,
                "codes": " ".join(service.codes),
                "per": service.per,
                "payer": payer,
                "region": region,
                "low_usd": usd[0],
                "typical_usd": usd[1],
                "high_usd": usd[2],
                "unknown": found.unknown,
                "confidence": found.confidence,
                "how": found.how,
                "band": price.band,
                "note": found.note,
                "carried_from": price.carried_from,
                "effective": dates.effective,
                "checked": dates.checked,
                "check_due": due(dates),
                "sources": "; ".join(_cite(tables, s) for s in found.sources),
                "source_ids": found.sources,
            }
        )
    return rows


def _cite(tables: PriceBook, name: str) -> str:
    source = tables.sources[name]
    return " ".join(x for x in (source.title, f"({source.publisher})", source.url) if x)


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
        "Sources": pieces.links(tables, row["source_ids"]) or Markdown(""),
    }


def _health(tables: PriceBook) -> None:
    st.subheader("How complete and how fresh", anchor=False)
    today = date.today()
    rows = []
    for treatment in tables.treatments.values():
        services = {s.service for o in treatment.options.values() for s in o.course}
        prices = [(s, p, tables.services[s].price.of(p)) for s in sorted(services) for p in PAYERS]
        known = [(s, p, price) for s, p, price in prices if not isinstance(price, UnknownPrice)]
        sure = [quote(tables, s, p, NATIONAL).confidence for s, p, _ in known]
        dates = [tables.price_dates(s, p) for s, p, _ in known]
        late = sum((due(d) or today) < today for d in dates)
        rows.append(
            {
                "Treatment": treatment.label,
                "Prices": f"{len(known)} of {len(prices)} known",
                "Sure": f"{sure.count('high')} high, {sure.count('medium')} medium, "
                f"{sure.count('low')} low",
                "Checked": f"{min(d.checked for d in dates)} to {max(d.checked for d in dates)}",
                "Check due": count(late, "price") if late else "none",
            }
        )
    pieces.table(rows, "How complete and fresh the prices of each treatment are")
