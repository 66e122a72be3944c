"""A box to choose a release of the price tables."""

from __future__ import annotations

import streamlit as st

from ketacost.app.books import read_book
from ketacost.app.session import current
from ketacost.tables.releases import release_entries
from ketacost.words.language import words


def choose_release(label: str, key: str) -> str:
    """The release that is chosen, the latest at first; a draft is offered only where the scenario
    is of it."""
    names = [
        name
        for name, entry in release_entries().items()
        if entry.status != "draft" or name == current().book.id
    ]
    return st.selectbox(label, names[::-1], format_func=_words, key=key, width=220)


def _words(name: str) -> str:
    book = read_book(name)
    status = book.entry.status
    more = "" if status == "released" else words().say(f"page-parts.status.{status}")
    return f"{book.release.prices_of} ({name}{more})"
