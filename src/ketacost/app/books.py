"""The pricing tables as the app reads them: once a process."""

from __future__ import annotations

import gc

import streamlit as st

from ketacost.tables import PriceBook, load_prices


@st.cache_resource(show_spinner=False)
def read_book(release: str | None = None) -> PriceBook:
    """A release's tables, or the latest, kept out of later garbage collections.

    Raises:
        PricingError: there is no such release, or its tables are not as released.
        PricingFaults: its tables have faults.
    """
    found = load_prices(release)
    gc.collect()
    gc.freeze()  # Streamlit collects after every rerun; these objects live as long as the server
    return found
