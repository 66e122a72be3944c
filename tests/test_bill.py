"""After the bill: the Good Faith Estimate rule, at its edges, and its page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from driving_app import texts
from ketacost import load_prices
from ketacost.model.bill import dispute
from ketacost.tables.language import speaking
from ketacost.words.bill import dispute_words

BOOK = load_prices("2026.1")
BILLED = date(2028, 1, 15)


@pytest.mark.parametrize(
    ("billed_usd", "enough"), [(1399.99, False), (1400, True), (1400.01, True), (900, False)]
)
def test_four_hundred_dollars_above(billed_usd: float, enough: bool) -> None:
    """45 CFR 149.620: at least $400 above the estimate."""
    found = dispute(BOOK, 1000, billed_usd, BILLED, BILLED)
    assert found.enough == enough and found.over_usd == round(billed_usd - 1000, 2)


@pytest.mark.parametrize(("days", "left"), [(0, 120), (119, 1), (120, 0), (121, -1)])
def test_one_hundred_and_twenty_days(days: int, left: int) -> None:
    found = dispute(BOOK, 1000, 2000, BILLED, BILLED + timedelta(days=days))
    assert found.days_left == left and found.enough
    # January has 16 days left, February 29 in this leap year, March 31, April 30: 106; May 14
    assert found.last_day == date(2028, 5, 14)


def test_a_release_without_the_rule_says_nothing() -> None:
    assert dispute(replace(BOOK, rules={}), 1000, 2000, BILLED, BILLED) is None


def test_without_the_date_on_the_bill_nothing_is_known_of_the_time() -> None:
    found = dispute(BOOK, 1000, 2000, None, BILLED)
    assert found.enough and found.last_day is None and found.days_left is None
    assert "may dispute" not in " ".join(dispute_words(found))


@pytest.mark.parametrize(
    ("billed_usd", "days", "answer", "detail"),
    [
        (1450, 0, "You may dispute this bill", "May 14, 2028: 120 days left."),
        (1450, 119, "You may dispute this bill", "May 14, 2028: 1 day left."),
        (1450, 120, "You may dispute this bill", "is today, May 14, 2028."),
        (1450, 121, "time to dispute has passed", "was May 14, 2028."),
        (1399, 0, "not far enough", "$399.00 above the estimate; the rule begins at $400."),
        (1000, 0, "not above the estimate", "the same as the estimate"),
        (950, 0, "not above the estimate", "$50.00 below"),
    ],
)
def test_in_words(billed_usd: float, days: int, answer: str, detail: str) -> None:
    found = dispute(BOOK, 1000, billed_usd, BILLED, BILLED + timedelta(days=days))
    said = dispute_words(found)
    assert answer in said[0] and detail in said[1]


def test_in_spanish_the_date_stands_as_spanish_writes_it() -> None:
    with speaking("es"):
        answer, detail = dispute_words(dispute(BOOK, 1000, 1450, BILLED, BILLED))
    assert answer == "Usted puede disputar esta factura" and "14 de " in detail


def _page() -> None:
    import streamlit

    from ketacost.app import session
    from ketacost.app.pages import after_the_bill

    session.begin()
    if not streamlit.session_state.get("elsewhere"):
        after_the_bill.show()


def _said(page: AppTest) -> str:
    return " ".join(m.value.replace("\\", "") for m in (*page.markdown, *page.info))


@pytest.fixture
def page() -> AppTest:
    found = AppTest.from_function(_page, default_timeout=30).run()
    assert not found.exception
    return found


def _bill(page: AppTest, estimate: float, bill: float, day: date | None) -> str:
    page.number_input(key="bill_estimate").set_value(estimate)
    page.number_input(key="bill_usd").set_value(bill)
    page.date_input(key="bill_day").set_value(day).run()
    assert not page.exception
    return _said(page)


@pytest.mark.parametrize(
    ("bill", "answer"),
    [
        (1_450.0, "You may dispute this bill"),
        (1_300.0, "not far enough"),
        (950.0, "not above the estimate"),
    ],
)
def test_the_page_answers(page: AppTest, bill: float, answer: str) -> None:
    assert "Fill in both amounts" in _said(page)
    assert answer in _bill(page, 1_000.0, bill, date.today())
    shown = " ".join(texts(page)).replace("\\", "")
    assert "988" in shown and "$400" in shown


def test_the_page_tells_when_time_has_passed(page: AppTest) -> None:
    said = _bill(page, 1_000.0, 2_000.0, date.today() - timedelta(days=121))
    assert "time to dispute has passed" in said


def test_a_date_that_nobody_entered_lets_nobody_dispute(page: AppTest) -> None:
    assert page.date_input(key="bill_day").value is None
    assert page.date_input(key="bill_day").proto.format == "MM/DD/YYYY"
    said = _bill(page, 1_000.0, 2_000.0, None)
    assert "may dispute this bill" not in said and "Fill in the date" in said


def test_the_estimate_is_held_line_by_line(page: AppTest) -> None:
    """The usual course of ketamine: 6 infusions at $375 to $800, a check before at $99 to $370."""
    assert "Nothing is typed yet" in _said(page)
    page.number_input(key="gfe_usd_ketamine-infusion-iv").set_value(5_000.0)
    page.number_input(key="gfe_usd_ketamine-evaluation").set_value(300.0).run()
    page.text_input(key="gfe_what_1").set_value("<b>Nausea* drug</b>")
    page.number_input(key="gfe_else_1").set_value(25.0).run()
    assert not page.exception
    said = _said(page)
    assert "come to $5,325.00" in said
    assert "Dearer than the prices we know: **Ketamine infusion into a vein" in said
    assert "$5,000.00 is $200.00 above our highest, $4,800 for 6" in said
    assert "As we expect: **Medical and psychiatric check before ketamine**" in said
    assert "Not on the estimate: **Follow-up visit with the ketamine prescriber**" in said
    assert "Not expected: **<b>Nausea* drug</b>**, $25.00" in said
    assert "every service we expect" not in said.lower()


def test_the_estimate_of_another_treatment(page: AppTest) -> None:
    arms = page.selectbox(key="gfe_arm")
    arms.select_index(2).run()
    assert not page.exception and page.number_input(key="gfe_usd_psychotherapy-45").value is None


def test_another_page_in_between_loses_nothing(page: AppTest) -> None:
    _bill(page, 1_000.0, 2_000.0, date(2026, 11, 3))
    page.number_input(key="gfe_usd_ketamine-infusion-iv").set_value(5_000.0)
    page.number_input(key="gfe_count_ketamine-infusion-iv_6").set_value(8).run()
    before = _said(page)
    page.session_state["elsewhere"] = True
    page.run()
    assert not page.number_input
    page.session_state["elsewhere"] = False
    page.run()
    assert _said(page) == before and page.date_input(key="bill_day").value == date(2026, 11, 3)
    assert page.number_input(key="gfe_count_ketamine-infusion-iv_6").value == 8
