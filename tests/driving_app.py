"""Drive page Compare through Streamlit's AppTest."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from streamlit.testing.v1 import AppTest

import ketacost.app
from ketacost import Scenario
from ketacost.app.session import Session
from ketacost.model.link import link_texts

SCRIPT = Path(ketacost.app.__file__).parent / "entry" / "script.py"


def open_page(folded: bool = True, **query: str) -> AppTest:
    """The app at a link, the question open; with `folded` false all that is folded in it too."""
    page = AppTest.from_file(str(SCRIPT), default_timeout=30)
    for name, value in query.items():
        page.query_params[name] = value
    page.session_state["question"] = True
    if not folded:
        page.session_state["more"] = True
    return run(page)


def open_scenario(scenario: Scenario, folded: bool = True) -> AppTest:
    """The app at a scenario's link."""
    return open_page(folded, **link_texts(scenario))


def run(page: AppTest) -> AppTest:
    """Run the page once; nothing may fail."""
    page.run()
    assert not page.exception, page.exception[0].message
    return page


def scenario_of(page: AppTest) -> Scenario:
    """The scenario that the page is about."""
    session = page.session_state["session"]
    assert isinstance(session, Session)
    return session.scenario


def amounts(page: AppTest) -> list[str]:
    """The figures on the cards."""
    return [text for html in htmls(page) for text in FIGURE.findall(html)]


def htmls(page: AppTest) -> list[str]:
    """What the page holds of HTML, as it was sent; without its look and its script."""
    found = [str(element.proto.body) for element in page.get("html")]
    return [html for html in found if not html.startswith(("<script", "<style"))]


def said_in_html(page: AppTest) -> list[str]:
    """The words in that HTML, a text for each element that holds some."""
    found = (unescape(text).strip() for html in htmls(page) for text in TEXT.findall(html))
    return [text for text in found if text]


def tables(page: AppTest) -> list[list[dict[str, str]]]:
    """Rows of the page's tables of HTML, by the names of their columns."""
    found = []
    for table in (t for html in htmls(page) for t in TABLE.findall(html)):
        heads = [unescape(head) for head in HEAD.findall(table)]
        rows = [
            [unescape(TAG.sub("", head + cell)) for head, cell in CELL.findall(row)]
            for row in ROW.findall(table)[1:]
        ]
        found.append([dict(zip(heads, row, strict=True)) for row in rows])
    return found


FIGURE = re.compile(r"<strong data-figure[^>]*>([^<]+)<")
TEXT = re.compile(r">([^<>]+)<")
TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
HEAD = re.compile(r'role="columnheader">(.*?)</th>', re.DOTALL)
ROW = re.compile(r'<tr role="row">(.*?)</tr>', re.DOTALL)
CELL = re.compile(r'(?:role="rowheader">(.*?)</th>|<span>(.*?)</span></td>)', re.DOTALL)
TAG = re.compile(r"<[^>]+>")


def texts(page: AppTest) -> list[str]:
    """All that the page says: Markdown, and what stands in tables and other HTML."""
    return [*markdown_texts(page), *said_in_html(page)]


def markdown_texts(page: AppTest) -> list[str]:
    """All that the page says in Markdown."""
    found = [
        element.value
        for kind in ("markdown", "caption", "title", "header", "subheader", "warning", "info")
        for element in page.get(kind)
    ]
    found += [element.label for element in page.expander]
    for table in page.table:
        found += [str(cell) for cell in table.value.to_numpy().ravel()]
    return [str(text) for text in found]
