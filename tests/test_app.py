"""The page through Streamlit's AppTest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ketacost import compare, default_scenario
from ketacost.tables import PriceBook
from ketacost.words.figures import about

SCRIPT = Path(__file__).parent.parent / "app.py"


def _page(**query: str) -> AppTest:
    page = AppTest.from_file(str(SCRIPT), default_timeout=30)
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def _amounts(page: AppTest) -> list[str]:
    return [metric.value.replace("\\", "") for metric in page.metric]


def _texts(page: AppTest) -> list[str]:
    found = [
        e.value
        for kind in ("markdown", "caption", "title", "subheader", "warning")
        for e in page.get(kind)
    ]
    found += [e.label for e in page.expander]
    for frame in page.table:
        found += [str(cell) for cell in frame.value.to_numpy().ravel()]
    return [str(text) for text in found]


def test_first_view_is_the_default_comparison(book: PriceBook) -> None:
    page = _page()
    arms = compare(book, default_scenario(book)).arms
    expected = [about(a.ledger.totals()["patient_pays"]["typical"]) for a in arms]
    assert _amounts(page) == expected
    names = [m.value for m in page.markdown if m.value.startswith("**")]
    at = [
        next(i for i, n in enumerate(names) if word in n)
        for word in ("Ketamine", "SSRI", "CBT", "ECT")
    ]
    assert at == sorted(at)
    assert any("988" in c.value for c in page.caption)
    assert any("An estimate, with prices of" in c.value for c in page.caption)


def test_the_address_bar_holds_the_whole_scenario() -> None:
    page = _page()
    page.selectbox(key="plan").select("employer-ppo").run()
    page.selectbox(key="region").select("oh").run()
    assert not page.exception
    query = {k: v[0] if isinstance(v, list) else v for k, v in page.query_params.items()}
    assert query["plan"] == "employer-ppo" and query["region"] == "oh"
    assert set(query) == {"v", "release", "arms", "plan", "region"}
    assert _amounts(_page(**query)) == _amounts(page)


def test_every_input_changes_the_answer() -> None:
    page = _page(plan="employer-ppo", arms="ketamine.esketamine,ssri,cbt,ect")
    page.session_state["more"] = True
    page.run()
    seen = [_amounts(page)]

    def changed() -> None:
        page.run()
        assert not page.exception
        seen.append(_amounts(page))
        assert seen[-1] != seen[-2]

    page.number_input(key="deductible_usd").set_value(0)
    changed()
    page.number_input(key="out_of_pocket_max_usd").set_value(1000)
    changed()
    page.number_input(key="out_of_pocket_max_usd").set_value(9000)
    page.number_input(key="deductible_usd").set_value(3000)
    changed()
    page.number_input(key="deductible_met_usd").set_value(2500)
    changed()
    page.selectbox(key="opt_0_0").select("ketamine.kap")
    changed()
    page.number_input(key="ses_0_0").set_value(3)
    changed()
    page.segmented_control(key="horizon").set_value("12m")
    changed()
    page.selectbox(key="start_month").select(9)
    changed()
    page.button(key="drop_3").click()
    changed()
    assert len(seen[-1]) == 3


@pytest.mark.parametrize("option", ["ketamine", "ssri", "cbt", "ect"])
def test_every_option_can_be_chosen(book: PriceBook, option: str) -> None:
    for name in book.treatments[option].options:
        page = _page(arms=f"{option}.{name}", plan="medicare-advantage", region="tx-houston")
        assert len(page.metric) == 1


def test_a_bad_link_is_told_and_the_rest_kept() -> None:
    page = _page(arms="ketamine.xx:6,cbt.individual:12", plan="gold", region="oh", release="1999.1")
    told = " ".join(w.value for w in page.warning).replace("\\", "")
    for words in ("ketamine.xx", "'gold'", "1999.1"):
        assert words in told
    assert page.selectbox(key="region").value == "oh"
    assert page.number_input(key="ses_0_0").value == 12


def test_no_two_dollars_become_a_formula(book: PriceBook) -> None:
    arms = "ketamine.iv:6+cbt.individual:12,ketamine.esketamine:12,ect.outpatient:9"
    for plan in ("none", "employer-ppo", "va"):
        page = _page(plan=plan, arms=arms, quotes="ketamine-infusion-iv:600", wage="20", miles="9")
        closed = len(_texts(page))
        for key in ("more", "context", "sources", "lines_0", "lines_1", "lines_2"):
            page.session_state[key] = True
        assert not page.run().exception
        assert len(_texts(page)) > 2 * closed
        for text in _texts(page):
            assert len(re.findall(r"(?<!\\)\$", text)) < 2, text


def test_a_zip_code_finds_the_place_and_is_not_kept() -> None:
    page = _page()
    page.text_input(key="zip").set_value("59301").run()
    assert page.selectbox(key="region").value == "mt" and page.text_input(key="zip").value == ""
    assert "59301" not in str(page.query_params)
    page.session_state["more"] = True
    page.run()
    next(b for b in page.button if "usual 11 miles" in b.label).click().run()
    assert page.number_input(key="miles").value == 11 and not page.exception
    assert "Getting there" in " ".join(_texts(page))
    page.text_input(key="zip").set_value("00000").run()
    assert page.selectbox(key="region").value == "mt"
    assert any("don't know that ZIP code" in c.value.replace("\\", "") for c in page.caption)
