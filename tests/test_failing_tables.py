"""Tables that fail while the app runs: nobody loses a link or sees a path of the server."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from driving_app import amounts, open_page, texts
from ketacost.app import faulty
from ketacost.app.api import answered
from ketacost.app.books import read_book
from ketacost.app.first_html import make
from ketacost.model.link import read_link
from ketacost.tables.releases import pricing_root

OLD = "v=2&release=2026.1&arms=ketamine.iv:6&plan=employer-ppo"
FIELDS = dict(pair.split("=") for pair in OLD.split("&"))


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of all tables, which the app reads."""
    copy = tmp_path / "pricing"
    shutil.copytree(pricing_root(), copy)
    monkeypatch.setenv("KETACOST_PRICING", str(copy))
    st.cache_resource.clear()
    faulty._log.cache_clear()
    yield copy
    st.cache_resource.clear()


def _truncate(root: Path, release: str) -> None:
    for path in (root / release).glob("*.yaml"):
        path.write_bytes(path.read_bytes()[:200])


def test_a_link_stays_as_it_is_while_its_release_fails(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _truncate(root, "2026.1")
    with caplog.at_level(logging.ERROR, "ketacost.tables"):
        page = open_page(**FIELDS)
        page.run()
    assert {n: "".join(t) for n, t in page.query_params.items()} == FIELDS
    assert amounts(page)
    said = "\n".join(texts(page))
    assert "2026.1 can't be used right now" in said
    assert str(root) not in said and "/" + root.name not in said
    logged = [record for record in caplog.records if record.name == "ketacost.tables"]
    assert len(logged) == 1 and "2026.1" in logged[0].getMessage()


def test_no_cache_keeps_that_a_release_failed(root: Path) -> None:
    _truncate(root, "2026.1")
    assert make("compare", OLD, "en").status == 503
    assert answered(OLD)[1] == 503
    assert make("compare", OLD.replace("2026.1", "1999.1"), "en").status == 200
    assert answered(OLD.replace("2026.1", "1999.1"))[1] == 400


def test_tables_once_read_are_there_whatever_becomes_of_their_files(root: Path) -> None:
    before = read_book("2026.1")
    _truncate(root, "2026.1")
    shutil.rmtree(root / "2026.1" / "courses", ignore_errors=True)
    reading = read_link(OLD, load=read_book)
    assert reading.book is before and not reading.problems
    assert make("compare", OLD, "en").status == 200


def test_without_any_tables_there_is_a_sentence_and_no_path(root: Path) -> None:
    for release in root.glob("20*"):
        _truncate(root, release.name)
    page = open_page()
    said = "\n".join([*texts(page), *(error.value for error in page.error)])
    assert "can't be used right now" in said and "988" in said
    assert str(root) not in said


def _prices() -> None:
    from ketacost.app import session
    from ketacost.app.pages import price_tables

    session.begin()
    price_tables.show()


def _changes() -> None:
    from ketacost.app import session
    from ketacost.app.pages import what_changed

    session.begin()
    what_changed.show()


@pytest.mark.parametrize("show", [_prices, _changes])
def test_one_failing_release_takes_down_only_itself(
    root: Path, show: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    _truncate(root, "2024.1")
    page = AppTest.from_function(show, default_timeout=60).run()
    assert not page.exception and not page.error
    box = page.selectbox[0]
    assert box.options and not any("2024.1" in option for option in box.options)
    assert any("2024.1 can't be used right now" in note.value for note in page.caption)


def test_an_old_release_answers_while_the_latest_fails(root: Path) -> None:
    _truncate(root, "2026.2")
    page = open_page(**FIELDS)
    assert amounts(page) and not page.error
