"""Tables, links and lines that pages share. Every text from data goes through `md`, the one place
that escapes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from ketacost.output.chart_style import CHART_STYLE
from ketacost.tables import PriceBook
from ketacost.words.scenario import crisis_line

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$~:])")

_STYLE = """
.block-container {max-width: 74rem; padding-top: 3.5rem; padding-bottom: 3rem}
.st-key-question label p {font-size: 1rem}
[data-testid="stMetricValue"] {font-size: 1.9rem}
[class*="st-key-ledger"] td:nth-child(2), [data-testid="stTable"] td:last-child {min-width: 9rem}
.st-key-kept_table [data-testid="stTable"] td:last-child {min-width: 0}
[class*="st-key-slim"] [data-testid="stTable"] td:last-child {min-width: 0}
.st-key-prices td:nth-child(1) {min-width: 8rem}
.st-key-prices td:nth-child(n+8) {min-width: 15rem}
/* a box that may not be empty has nothing to put in its place, and no button to empty it */
input[placeholder=""] + [data-testid="stNumberInputClearButton"] {display: none}
h2 {font-size: 1.4rem !important; padding: 1rem 0 0.3rem !important}
h3 {font-size: 1.1rem !important; padding: 0.6rem 0 0.2rem !important}
.kc-text {white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.875rem; margin: 0 0 0.5rem;
  padding: 0.75rem; border: 1px solid #80808066; border-radius: 0.5rem}
.kc-button {padding: 0.45rem 0.9rem; border: 1px solid #80808099; border-radius: 0.5rem;
  background: transparent; color: inherit; font: inherit; cursor: pointer; min-height: 2.5rem}
@media (max-width: 640px) {
  .block-container {padding-top: 3.75rem}
  h1 {font-size: 1.75rem !important; padding: 0 0 0.5rem !important}
  [data-testid="stTable"] :is(td, th) {padding: 0.3rem 0.25rem; font-size: 0.8rem}
  .st-key-region, .st-key-plan {width: 100% !important}
}
@media (max-width: 400px) {
  [data-testid="stTable"] :is(td, th) {padding: 0.3rem 0.15rem; font-size: 0.75rem}
}
"""


def style() -> None:
    """The page's width and a little air; colours are Streamlit's own, light and dark."""
    st.html(f"<style>{_STYLE}{CHART_STYLE}</style>")


def md(text: object) -> str:
    """Text as it stands, for a place that reads Markdown (two `$` would become a formula)."""
    return _SPECIAL.sub(r"\\\1", str(text))


class Markdown(str):
    """Text that is Markdown already and is not to be escaped."""


def _cell(value: object) -> str:
    return value if isinstance(value, Markdown) else md(value)


def links(book: PriceBook, ids: Iterable[str]) -> Markdown:
    """Sources in a few words: the publisher, as a link where there is an address."""
    found = [book.sources[name] for name in dict.fromkeys(ids)]
    return Markdown(
        ", ".join(f"[{md(s.publisher)}](<{s.url}>)" if s.url else md(s.publisher) for s in found)
    )


def table(rows: Sequence[Mapping[str, object]], alt: str) -> None:
    """A real HTML table, which a screen reader can read. Column names come from the rows."""
    names = dict.fromkeys(name for row in rows for name in row)
    cells = {md(name): [_cell(row.get(name, "")) for row in rows] for name in names}
    st.table(cells, hide_index=True, border="horizontal", alt=alt)


def usd_column() -> ColumnConfig:
    """A column of US dollars in a table that can be sorted."""
    return st.column_config.NumberColumn(format="dollar")


def source_list(book: PriceBook, ids: Iterable[str]) -> None:
    """Sources as a list of links, each with publisher and date."""
    lines = []
    for name in dict.fromkeys(ids):
        source = book.sources[name]
        title = f"[{md(source.title)}](<{source.url}>)" if source.url else md(source.title)
        dated = f", {source.published}" if source.published else ""
        lines.append(f"- {title}. {md(source.publisher)}{dated}; read {source.read}.")
    st.markdown("\n".join(lines) or "None.")


def foot() -> None:
    """The same lines at the end of every page; in a frame, whose reader sees another page around
    it, only the mark that the page ends here."""
    with st.container(key="foot"):
        if st.context.is_embedded:
            st.html("<span></span>")
            return
        st.caption(
            "No account, no tracking, nothing kept. ketacost earns nothing from any clinic, maker "
            "or insurer and does not say which treatment to have. That is for you and your "
            "clinician."
        )


def crisis() -> None:
    """One calm line, in the same place on every page."""
    st.caption(
        md(crisis_line()).replace("988lifeline.org", "[988lifeline.org](https://988lifeline.org)")
    )
