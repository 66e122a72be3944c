"""Tables, links and lines that pages share. Every text from data goes through `md`, the one place
that escapes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage

from ketacost.app.session import touch
from ketacost.output.chart_style import CHART_STYLE
from ketacost.output.crisis import crisis_html
from ketacost.tables import PriceBook
from ketacost.words.dates import day_words
from ketacost.words.language import words

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$~:])")
_ADDRESS = re.compile(r"(?<=http:)(?=//)|(?<=https:)(?=//)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
_JOINER = "\u2060"  # takes no room; behind it Streamlit no longer sees an address to make a link of


def style() -> None:
    """How the pages look, and what `browser/page.js` says, in the reader's language."""
    said = "".join(
        f' data-{name}="{escape(words().template(f"page-script.{name}"), quote=True)}"'
        for name in ("range", "copied", "help", "month", "day", "year")
    )
    with st.container(key="unseen"):
        st.html(f"<style>{_file('page.css')}{CHART_STYLE}</style>")
        st.html(f'<div id="kc-words" hidden{said}></div>')


@cache
def _file(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def fold(label: str, key: str) -> DeltaGenerator | None:
    """A part of the page that is folded; None while it is, so that nobody works it out for
    nothing."""
    opened = st.expander(label, key=key, on_change=touch)
    return opened if opened.open else None


def md(text: object) -> str:
    """Text as it stands, for a place that reads Markdown (two `$` would become a formula, and a
    web address that somebody typed into a link a link of ours)."""
    return _SPECIAL.sub(r"\\\1", _ADDRESS.sub(_JOINER, str(text)))


class Markdown(str):
    """Text that is Markdown already and is not to be escaped."""


def links(book: PriceBook, ids: Iterable[str]) -> Markdown:
    """Sources in a few words: the publisher, as a link where there is an address."""
    found = [book.sources[name] for name in dict.fromkeys(ids)]
    return Markdown(
        ", ".join(f"[{md(s.publisher)}](<{s.url}>)" if s.url else md(s.publisher) for s in found)
    )


def html_table(rows: Sequence[Mapping[str, object]], caption: str) -> None:
    """A table of real HTML, every word escaped: on a phone each row stands as a block whose parts
    say the names of their columns, so that nothing is cut and nothing scrolls."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    heads = "".join(f'<th scope="col" role="columnheader">{escape(name)}</th>' for name in names)
    body = "".join(_html_row(row, names) for row in rows)
    st.html(
        f'<table class="kc-table" role="table"><caption>{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )


class Html(str):
    """HTML already: a cell that is not to be escaped."""


def html_links(book: PriceBook, ids: Iterable[str]) -> Html:
    """`links` as HTML."""
    found = [book.sources[name] for name in dict.fromkeys(ids)]
    return Html(
        ", ".join(
            f'<a href="{escape(s.url, quote=True)}">{escape(s.publisher)}</a>'
            if s.url
            else f'<span lang="en">{escape(s.publisher)}</span>'
            for s in found
        )
    )


def _html_cell(value: object) -> str:
    return value if isinstance(value, Html) else escape(str(value))


_LONG = 60  # characters of a cell


def _html_row(row: Mapping[str, object], names: Sequence[str]) -> str:
    first, *others = names
    cells = ""
    for name in others:
        text = _html_cell(row.get(name, ""))
        look = ' class="kc-long"' if len(text) > _LONG else ""  # on a phone below its column's name
        label = escape(name, quote=True)
        cells += f'<td role="cell"{look} data-label="{label}"><span>{text}</span></td>'
    head = f'<th scope="row" role="rowheader">{_html_cell(row.get(first, ""))}</th>'
    return f'<tr role="row">{head}{cells}</tr>'


def source_list(book: PriceBook, ids: Iterable[str]) -> None:
    """Sources as a list of links, each with publisher and date."""
    say, lines = words().say, []
    for name in dict.fromkeys(ids):
        source = book.sources[name]
        title = f'<span lang="en">{escape(source.title)}</span>'
        if source.url:
            title = (
                f'<a href="{escape(source.url, quote=True)}" lang="en">{escape(source.title)}</a>'
            )
        dated = f", {source.published}" if source.published else ""
        publisher = f'<span lang="en">{escape(source.publisher)}</span>{dated}'
        day = day_words(source.read)
        said = say("page-parts.source", title=title, publisher=publisher, day=day)
        lines.append(f"<li>{said}</li>")
    if lines:
        st.html(f'<ul class="kc-sources">{"".join(lines)}</ul>')
    else:
        st.markdown(say("page-parts.no-sources"))


def foot() -> None:
    """The same lines at the end of every page; in a frame, whose reader sees another page around
    it, only the mark that the page ends here."""
    with st.container(key="foot"):
        if st.context.is_embedded:
            st.html("<span></span>")
            return
        st.caption(words().say("question.foot"))


def line(text: str) -> str:
    """A quiet line of HTML."""
    return f'<p class="kc-date">{escape(text)}</p>'


def page_links(pages: Iterable[StreamlitPage]) -> None:
    """All pages as plain links at the end of one: on a phone the bar above hides them in a menu."""
    if st.context.is_embedded:
        return
    with st.container(horizontal=True, key="pages", gap="small"):
        for page in pages:
            st.page_link(page)


def crisis() -> None:
    """One calm line, in the same place on every page, that can be tapped to call or to write."""
    st.html(f'<p class="kc-crisis">{crisis_html()}</p>')
