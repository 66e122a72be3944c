"""What treatments are like beside what they cost: the table, its order, the sheet, the link."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from driving_app import open_page, run, scenario_of, texts
from ketacost import compare, from_link, load_prices
from ketacost.app.downloads import FILES
from ketacost.model.link import link_pairs, read_link, to_link
from ketacost.model.scenario import default_scenario
from ketacost.output.context_table import FIRST_ROWS, context_rows, context_table
from ketacost.output.json import comparison_json
from ketacost.output.sheet import sheet_html, sheet_pdf
from ketacost.tables.language import speaking
from ketacost.tables.schema import CONTEXT_ROWS
from ketacost.words.arms import option_label
from ketacost.words.language import words

BOOK = load_prices("2026.2")
SCENARIO = default_scenario(BOOK)
ROWS = [words("en").say(f"about-rows.{row}") for row in FIRST_ROWS]


def _table(scenario=SCENARIO, every: bool = False) -> ET.Element:
    book = load_prices(scenario.release)
    return ET.fromstring(context_table(compare(book, scenario), every))


def _heads(table: ET.Element) -> list[str]:
    return ["".join(th.itertext()) for th in table.iter("th") if th.get("scope") == "row"]


def test_rows_down_and_treatments_across_each_with_its_head() -> None:
    table = _table()
    across = ["".join(th.itertext()) for th in table.iter("th") if th.get("scope") == "col"]
    assert across[1:] == [option_label(BOOK, arm[0].option) for arm in SCENARIO.arms]
    assert _heads(table) == ROWS and across[0] and table.find("caption").text
    for tr in table.find("tbody"):
        said = [td.find("span").text for td in tr.findall("td")]
        assert said == across[1:]  # what a phone shows over each block


@pytest.mark.parametrize("row", CONTEXT_ROWS)
def test_each_cell_says_its_text_and_links_every_source(row: str) -> None:
    table = _table(every=True)
    tr = table.find("tbody")[CONTEXT_ROWS.index(row)]
    for td, arm in zip(tr.findall("td"), SCENARIO.arms, strict=True):
        cell = BOOK.context[arm[0].option][row]
        said = "".join(td.itertext())
        assert (cell.text or cell.unknown) in said
        assert [a.get("href") for a in td.iter("a")] == [
            BOOK.sources[name].url for name in cell.sources if BOOK.sources[name].url
        ]


def test_what_matters_comes_first_in_the_persons_order_and_nothing_is_lost() -> None:
    matters = ("pregnancy", "driving-work")
    rows = context_rows(matters)
    assert rows[:2] == list(matters) and set(rows) == {*FIRST_ROWS, "pregnancy"}
    assert rows[2:] == [row for row in FIRST_ROWS if row not in matters]
    assert sorted(context_rows(matters, every=True)) == sorted(CONTEXT_ROWS)
    heads = _heads(_table(replace(SCENARIO, matters=matters)))
    assert heads[:2] == ["Pregnancy and breast-feeding", "Driving and work"]


def test_a_release_without_the_table_has_none() -> None:
    old = load_prices("2026.1")
    assert context_table(compare(old, default_scenario(old))) == ""


def test_in_spanish_the_texts_are_spanish() -> None:
    with speaking("es"):
        book = load_prices("2026.2")
        said = context_table(compare(book, SCENARIO))
    assert "Manejar y trabajar" in said and "Driving and work" not in said
    assert BOOK.context["ketamine.iv"]["how-given"].text not in said


# --- the link ------------------------------------------------------------------------------------


def test_the_link_holds_it_and_no_figure_moves() -> None:
    scenario = replace(SCENARIO, matters=("onset", "young"))
    link = to_link(scenario)
    assert dict(link_pairs(link))["matters"] == "onset,young" and from_link(link) == scenario
    plain, said = (json.loads(comparison_json(compare(BOOK, s))) for s in (SCENARIO, scenario))
    assert "matters" not in plain["scenario"] and said["scenario"]["matters"] == "onset,young"
    for document in (plain, said):
        document.pop("link")
        document["scenario"].pop("matters", None)
    assert plain == said


@pytest.mark.parametrize(("text", "code"), [("speed", "unknown-name"), ("young,young", "stands")])
def test_a_row_that_is_none_is_told(text: str, code: str) -> None:
    reading = read_link(f"{to_link(SCENARIO)}&matters={text}")
    assert reading.scenario.matters == ()
    assert [p.id.startswith(code) for p in reading.problems] == [True]


# --- the sheet -----------------------------------------------------------------------------------


def test_the_sheet_holds_the_table_on_request() -> None:
    comparison = compare(BOOK, replace(SCENARIO, matters=("young",)))
    without, with_it = sheet_html(comparison), sheet_html(comparison, context=True)
    assert "kc-like" not in without and context_table(comparison) in with_it
    assert sheet_pdf(comparison).count(b"/Type /Page\n") == 1
    pages = sheet_pdf(comparison, context=True).count(b"/Type /Page\n")
    assert 3 <= pages <= 8
    assert sheet_pdf(comparison, context=True) == sheet_pdf(comparison, context=True)
    assert FILES["ketacost-context.html"].make(comparison, "") == with_it
    assert FILES["ketacost-context.pdf"].make(comparison, "").startswith(b"%PDF")


# --- on the page ---------------------------------------------------------------------------------


@pytest.fixture
def page() -> AppTest:
    found = open_page(release="2026.2", v="2")
    assert not [box for box in found.multiselect if box.key == "matters"]  # nothing while folded
    found.session_state["context"] = True
    return run(found)


def _shown(page: AppTest) -> str:
    return " ".join(str(html.proto.body) for html in page.get("html"))


def test_choosing_what_matters_puts_it_first(page: AppTest) -> None:
    assert "kc-like" in _shown(page)
    page.multiselect(key="matters").select("older").run()
    assert scenario_of(page).matters == ("older",)
    assert page.query_params["matters"] in ("older", ["older"])
    shown = _shown(page)
    assert shown.index("Older people") < shown.index("Time to first effect")
    assert any("files/ketacost-context.pdf" in said for said in texts(page))
    assert any("not for people under 18" not in s and "under 18" in s for s in texts(page))


def test_all_rows_on_request(page: AppTest) -> None:
    assert "Bipolar disorder" not in _shown(page)
    page.checkbox(key="context_every").check().run()
    assert "Bipolar disorder" in _shown(page)


def test_an_older_release_says_what_it_knows() -> None:
    page = open_page(release="2026.1", v="2")
    page.session_state["context"] = True
    run(page)
    assert any("holds no table" in said for said in texts(page))
