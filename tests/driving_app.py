"""Drive page Compare through Streamlit's AppTest."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from ketacost import Scenario
from ketacost.app.session import Session
from ketacost.model.link import link_texts

SCRIPT = Path(__file__).with_name("app_script.py")


def open_page(folded: bool = True, **query: str) -> AppTest:
    """The app at a link; with `folded` false all that is folded under the question is open."""
    page = AppTest.from_file(str(SCRIPT), default_timeout=30)
    for name, value in query.items():
        page.query_params[name] = value
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
    return [metric.value.replace("\\", "") for metric in page.metric]


def texts(page: AppTest) -> list[str]:
    """All that the page says, Markdown and table cells."""
    found = [
        element.value
        for kind in ("markdown", "caption", "title", "header", "subheader", "warning", "info")
        for element in page.get(kind)
    ]
    found += [element.label for element in page.expander]
    for table in page.table:
        found += [str(cell) for cell in table.value.to_numpy().ravel()]
    return [str(text) for text in found]
