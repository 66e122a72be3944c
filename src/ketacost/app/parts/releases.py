"""A box to choose a release of the price tables."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ketacost.app.books import read_book, usable
from ketacost.app.parts.drawing import md
from ketacost.app.session import current
from ketacost.tables.releases import release_entries
from ketacost.words.language import words


def choose_release(label: str, key: str) -> str:
    """The release that is chosen, the latest at first; a draft is offered only where the scenario
    is of it."""
    names, failing = usable(
        name
        for name, entry in release_entries().items()
        if entry.status != "draft" or name == current().book.id
    )
    tell_failing(failing)
    return st.selectbox(label, names[::-1], format_func=_words, key=key, width=220)


def tell_failing(names: Sequence[str]) -> None:
    """Say which releases can't be used now; the others go on."""
    for name in names:
        st.caption(md(words().say("broken.release", release=name)))


def _words(name: str) -> str:
    book = read_book(name)
    status = book.entry.status
    more = "" if status == "released" else words().say(f"page-parts.status.{status}")
    return f"{book.release.prices_of} ({name}{more})"
