"""The pages Prices, What changed and Data."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from copied_texts import copied_texts
from driving_app import htmls, tables
from ketacost import load_prices
from ketacost.app.pages import price_tables, release_as_data
from ketacost.model.prices import unit_price
from ketacost.output.export import export_files, zip_of
from ketacost.tables.language import speaking
from ketacost.tables.releases import read_examples, release_entries
from ketacost.words.dates import day_words
from ketacost.words.figures import dollars_and_cents
from ketacost.words.language import words

BOOK = load_prices()


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


def _data() -> None:
    from ketacost.app import session
    from ketacost.app.pages import release_as_data

    session.begin()
    release_as_data.show()


def _cells(page: AppTest) -> list[list[str]]:
    return [list(row.values()) for table in tables(page) for row in table]


@pytest.fixture
def page() -> AppTest:
    found = AppTest.from_function(_prices, default_timeout=30).run()
    assert not found.exception and len(tables(found)[0]) == 20
    found.button(key="prices_all").click().run()
    return found


def test_every_price_of_a_release_is_there(page: AppTest) -> None:
    rows = _cells(page)
    for name, service in BOOK.services.items():
        row = next(r for r in rows if r[0].startswith(service.label))
        cents = unit_price(BOOK, name, "self-pay", "us").cents
        if cents is not None:
            low, typical, high = map(dollars_and_cents, cents)
            assert row[1:3] == [typical, f"{low} to {high}" if low != high else ""]
        else:
            assert row[1] == "not known" and row[4]
    first = next(r for r in rows if r[0].startswith("Ketamine infusion into a vein"))
    price, dates = (
        BOOK.services["ketamine-infusion-iv"].price.of("self-pay"),
        BOOK.price_dates("ketamine-infusion-iv", "self-pay"),
    )
    assert first[3].startswith(price.confidence)
    assert f"In force since {day_words(dates.effective)}" in first[4]
    assert f"Checked on {day_words(dates.checked)}" in first[4]
    html = " ".join(htmls(page))
    assert "<details><summary>" in html and 'href="https://' in html


def test_prices_by_payer_region_release_and_search(page: AppTest) -> None:
    page.selectbox(key="prices_payer").select("medicare")
    page.selectbox(key="prices_region").select("ak")
    page.text_input(key="prices_search").set_value("90834").run()
    rows = _cells(page)
    cents = unit_price(BOOK, "psychotherapy-45", "medicare", "ak").cents[1]
    assert any(r[1] == dollars_and_cents(cents) for r in rows)
    assert len(rows) < 20
    page.selectbox(key="prices_release").select("2024.1").run()
    assert not page.exception
    old = unit_price(load_prices("2024.1"), "psychotherapy-45", "medicare", "ak").cents[1]
    assert any(r[1] == dollars_and_cents(old) for r in _cells(page))
    page.text_input(key="prices_search").set_value("<b>zzz").run()
    assert not page.exception and "No price has" in page.info[0].value


def test_how_complete_and_fresh(page: AppTest) -> None:
    rows = {r[0]: r for r in _cells(page) if " known" in str(r[1]) and " of " in str(r[1])}
    assert set(rows) == {t.label for t in BOOK.treatments.values()}


def test_what_changed_in_words() -> None:
    page = AppTest.from_function(_changes, default_timeout=60).run()
    assert not page.exception
    drafts = {name for name, entry in release_entries().items() if entry.status == "draft"}
    offered = page.selectbox(key="changes_new").options
    assert not any(f"({name})" in option for name in drafts for option in offered)
    page.selectbox(key="changes_new").select("2026.1").run()
    page.selectbox(key="changes_old").select("2025.1").run()
    for group in ("prices", "plans", "medicare", "regions", "help", "getting-there", "rules"):
        page.session_state[f"changes_{group}"] = True
    page.run()
    assert not page.exception
    assert any("veteran" in m.value for m in page.subheader)
    told = [" ".join(row) for row in _cells(page)]
    for parts in (
        ("$257", "$283"),
        ("$9,200", "$10,600"),
        ("$1,171.27", "$1,356.08"),
        ("A mile by car", "$0.7", "$0.725"),
    ):
        assert any(all(part in row for part in parts) for row in told), parts
    page.selectbox(key="changes_new").select("2025.1").run()
    assert not page.exception
    told = [" ".join(row) for row in _cells(page)]
    assert any("$240" in row and "$257" in row for row in told)


def test_the_examples_are_called_as_their_file_calls_them() -> None:
    called = {name: example.label for name, example in read_examples().examples.items()}
    assert words("en").group("examples") == called
    assert words("es").group("examples").keys() == called.keys()


def test_files_are_in_one_language_whoever_asks_first() -> None:
    english = export_files(BOOK)
    with speaking("es"):
        release_as_data._files.clear()
        assert release_as_data._files(BOOK.id, BOOK.content_hash) == english
    spanish = price_tables._csv(BOOK.id, "es")
    label = BOOK.services["ketamine-infusion-iv"].label
    assert "Infusión de ketamina" in spanish and label not in spanish
    assert label in price_tables._csv(BOOK.id, "en")


def test_a_release_as_data() -> None:
    page = AppTest.from_function(_data, default_timeout=60).run()
    assert not page.exception
    book = load_prices()
    assert page.selectbox(key="data_release").value == book.id
    cite, command = copied_texts(page)
    assert book.content_hash in cite and f"release {book.id}" in cite and "CC BY 4.0" in cite
    assert command == f"ketacost prices export {book.id} -o folder"
    rows = {r[0]: r for r in _cells(page)}
    assert rows["options"][1] == str(len(book.options))
    assert any("Creative Commons" in m.value for m in page.markdown)
    page.selectbox(key="data_release").select("2025.1").run()
    assert not page.exception and "release 2025.1" in copied_texts(page)[0]


def test_the_zip_is_made_when_it_is_asked_for() -> None:
    files = release_as_data._files(BOOK.id, BOOK.content_hash)
    assert release_as_data._zip(BOOK.id, BOOK.content_hash) == zip_of(export_files(BOOK))
    assert files == export_files(BOOK)
