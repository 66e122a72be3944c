"""No English is left on a Spanish page: what reads alike in both languages is a name or a code."""

from __future__ import annotations

import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from driving_app import htmls, texts
from ketacost import load_prices
from ketacost.model.changes import GROUPS
from ketacost.tables.language import speaking

PAGES = ("country", "next-year", "prices", "changes", "data", "paid", "how")
OPENED = ("country_sessions_0", "country_heat", "country_areas", "country_coverage", "year_sources",
          "prices_show_all", *(f"changes_{group}" for group in GROUPS))  # fmt: skip
# Words that no name is made of; `to` and `a` stand in Spanish too.
ENGLISH = re.compile(
    r"\b(the|of|and|with|is|are|was|for|from|you|your|what|which|not|in|on|at|by|per|as|each|every)\b"
)
BOOK = load_prices("2026.2")


def _page(path: str) -> None:
    from ketacost.app import session
    from ketacost.app.main import PAGES

    session.begin()
    PAGES[path]()


def _said(path: str, language: str) -> set[str]:
    """All that a page says with everything open: words, labels, choices, what is heard."""
    with speaking(language):
        page = AppTest.from_function(_page, args=(path,), default_timeout=120)
        for name, text in {"v": "2", "release": BOOK.id, "plan": "employer-ppo"}.items():
            page.query_params[name] = text
        page.query_params["lang"] = language
        page.run()
        for key in OPENED:
            page.session_state[key] = True
        page.run()
    assert not page.exception, page.exception[0].message
    found = set(texts(page))
    for kind in ("selectbox", "number_input", "text_input", "radio", "multiselect", "button"):
        for widget in page.get(kind):
            found |= {widget.label, *map(str, getattr(widget, "options", ()))}
            found |= {str(getattr(widget, name, "")) for name in ("placeholder", "help")}
    for html in htmls(page):
        found |= set(map(unescape, re.findall(r'(?:aria-label|title|data-label)="([^"]*)"', html)))
    return found


@pytest.fixture(scope="module")
def names() -> list[str]:
    """Who published something, the longest first; places are named as they are."""
    said = {s.publisher for s in BOOK.sources.values()} | {s.title for s in BOOK.sources.values()}
    return sorted(said, key=len, reverse=True)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_reads_alike_in_both_languages(path: str, names: list[str]) -> None:
    english, spanish = _said(path, "en"), _said(path, "es")
    assert len(spanish) > 40
    left = []
    for text in english & spanish:
        plain = text.replace("\\", "")
        if plain.startswith(("ketacost ", "The ketacost authors.")):
            continue  # a command, and the citation of what is published in English
        for name in names:
            plain = plain.replace(name, "")
        if ENGLISH.search(plain):
            left.append(text)
    assert not left
