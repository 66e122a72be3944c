"""The page through Streamlit's AppTest."""

from __future__ import annotations

import re
from typing import NoReturn

import pytest

from driving_app import (
    amounts,
    htmls,
    markdown_texts,
    open_page,
    run,
    said_in_html,
    tables,
    texts,
)
from ketacost import compare, default_scenario, load_prices
from ketacost.tables import Fault, PriceBook, PricingFaults
from ketacost.words.figures import about


def test_first_view_is_the_default_comparison() -> None:
    page, book = open_page(), load_prices()
    arms = compare(book, default_scenario(book)).arms
    expected = [about(a.ledger.totals()["patient_pays"]["typical"]) for a in arms]
    assert amounts(page) == expected
    names = said_in_html(page)
    at = [
        next(i for i, n in enumerate(names) if word in n)
        for word in ("Ketamine", "SSRI", "CBT", "ECT")
    ]
    assert at == sorted(at)
    assert 'href="tel:988"' in " ".join(htmls(page))
    assert any("An estimate, with prices of" in text for text in names)


def test_the_address_bar_holds_the_whole_scenario() -> None:
    page = open_page()
    page.pills(key="plan").set_value("employer-ppo").run()
    page.selectbox(key="region").select("oh").run()
    assert not page.exception
    query = {k: v[0] if isinstance(v, list) else v for k, v in page.query_params.items()}
    assert query["plan"] == "employer-ppo" and query["region"] == "oh"
    assert set(query) == {"v", "release", "arms", "plan", "region"}
    assert amounts(open_page(**query)) == amounts(page)


@pytest.mark.parametrize("option", ["ketamine", "ssri", "cbt", "ect"])
def test_every_option_can_be_chosen(book: PriceBook, option: str) -> None:
    for name in book.treatments[option].options:
        page = open_page(arms=f"{option}.{name}", plan="medicare-advantage", region="tx-houston")
        assert len(amounts(page)) == 1


def test_a_bad_link_is_told_and_the_rest_kept() -> None:
    page = open_page(
        arms="ketamine.xx:6,cbt.individual:12", plan="gold", region="oh", release="1999.1"
    )
    told = " ".join(w.value for w in page.warning).replace("\\", "")
    for words in ("ketamine.xx", "'gold'", "1999.1"):
        assert words in told
    assert page.selectbox(key="region").value == "oh"
    assert page.number_input(key="ses_0_0").value == 12


OPEN = ("more", "context", "sources", "totals", "lines_0", "lines_1", "lines_2")


def test_no_two_dollars_become_a_formula() -> None:
    arms = "ketamine.iv:6+cbt.individual:12,ketamine.esketamine:12,ect.outpatient:9"
    for plan in ("none", "employer-ppo", "va"):
        page = open_page(
            plan=plan, arms=arms, quotes="ketamine-infusion-iv:600", wage="20", miles="9"
        )
        closed = len(markdown_texts(page))
        for key in OPEN:
            page.session_state[key] = True
        run(page)
        assert len(markdown_texts(page)) > 2 * closed
        for text in markdown_texts(page):
            assert len(re.findall(r"(?<!\\)\$", text)) < 2, text


def test_without_insurance_nothing_is_called_not_covered() -> None:
    page = open_page(arms="ketamine.iv:6,ketamine.esketamine:12,ect.outpatient:9")
    for key in OPEN[3:]:
        page.session_state[key] = True
    said = " ".join(texts(run(page)))
    assert "you pay the full price" in said and "not covered" not in said


def test_a_card_counts_what_is_priced() -> None:
    arms = "ketamine.iv:6,ketamine.prescription:3,ketamine.home:6,ketamine.kap:6,ect.outpatient:9"
    link = {"v": "2", "release": "2026.1"}
    said = " ".join(texts(open_page(arms=arms, horizon="12m", **link)))
    for words in (
        "6 infusions, 18 with maintenance; 20 visits over 12 months",
        "3 months of medicine, 12 with maintenance",
        "6 sessions, 17 with maintenance",
        "6 dosing sessions, 9 with maintenance",
        "9 treatments, 25 with maintenance; 27 visits",
    ):
        assert words in said, words
    assert "6 dosing sessions; 8 visits" in " ".join(
        texts(open_page(arms="ketamine.kap:6", **link))
    )


def test_where_higher_prices_leave_less_to_pay_the_range_stands_in_order_and_says_why() -> None:
    link = {"v": "2", "release": "2026.1", "arms": "ketamine.esketamine:4", "horizon": "12m"}
    page = open_page(**link, plan="employer-ppo", help="spravato-withme")
    page.session_state["ranges"] = True
    row = tables(run(page))[0][0]
    assert [row[name] for name in ("Low", "You pay", "High")] == ["$110", "$140", "$190"]
    reasons = [text for text in texts(page) if "At high prices you pay less here" in text]
    assert len(reasons) == 2  # on the card, and under the ranges


def test_both_ways_of_counting_a_makers_savings_are_shown() -> None:
    page = open_page(plan="employer-ppo", arms="ketamine.esketamine:33", folded=False)
    assert "count the savings" not in " ".join(texts(page))
    page.multiselect(key="help").select("spravato-withme")
    counted = run(page)
    first = amounts(counted)
    said = " ".join(texts(counted)).replace("\\", "")
    other = re.search(r"does not count the savings [^:]*: about (\$[\d,]+)", said)
    assert other and other[1] not in first
    page.checkbox(key="savings_count").uncheck()
    run(page)
    assert amounts(page) == [other[1]]
    said = " ".join(texts(page)).replace("\\", "")
    assert re.search(r"counts the savings [^:]*: about (\$[\d,]+)", said)[1] == first[0]


def test_a_zip_code_finds_the_place_and_is_not_kept() -> None:
    page = open_page()
    page.text_input(key="zip").set_value("59301").run()
    assert page.selectbox(key="region").value == "mt" and page.text_input(key="zip").value == ""
    assert "59301" not in str(page.query_params)
    page.session_state["more"] = True
    page.run()
    next(b for b in page.button if "usual 11 miles" in b.label).click().run()
    assert page.number_input(key="miles").value == 11 and not page.exception
    assert "Getting there" in " ".join(texts(page))
    page.text_input(key="zip").set_value("00000").run()
    assert page.selectbox(key="region").value == "mt"
    assert any("don't know that ZIP code" in c.value.replace("\\", "") for c in page.caption)


def test_a_zip_code_in_two_areas_says_so() -> None:
    page = open_page()
    page.text_input(key="zip").set_value("60042-1234").run()
    assert page.selectbox(key="region").value == "il-chicago-suburbs"
    said = " ".join(c.value for c in page.caption).replace("\\", "")
    assert "Some addresses of this ZIP code lie in another area" in said and "60042" not in said


def test_tables_with_faults_leave_a_page_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> NoReturn:
        raise PricingFaults([Fault("pricing/x.yaml", 3, 1, "prices", "not a number", "value-type")])

    monkeypatch.setattr("ketacost.app.opening.read_link", broken)
    page = open_page()
    assert "can't be used right now" in page.error[0].value and not amounts(page)
    said = " ".join(texts(page)).replace("\\", "")
    assert "pricing/x.yaml" not in said and "988" in said


def test_nothing_to_pay_is_drawn_at_the_foot_of_the_chart() -> None:
    free = ",".join(
        f"{benefit}:0" for benefit in ("mental-health-visit", "primary-care-visit", "generic-drug")
    )
    page = open_page(arms="cbt.individual:16,ssri.sertraline:9", plan="employer-ppo", terms=free)
    assert amounts(page) == ["$0", "$0"]
    page.session_state["ranges"] = page.session_state["over_time"] = True
    charts = [html for html in htmls(run(page)) if 'class="kc-chart"' in html]
    assert len(charts) == 2
    for chart in charts:
        assert chart.count(">$0<") == 1 and chart.count(">$1<") == 1  # an axis with two ends
