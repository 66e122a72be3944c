"""After the bill: the Good Faith Estimate rule, at its edges, and its page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from ketacost import load_prices
from ketacost.model.bill import dispute

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


def _page() -> None:
    from ketacost.app.pages import after_the_bill

    after_the_bill.show()


@pytest.mark.parametrize(
    ("bill", "words"),
    [
        (1_450.0, "You may dispute this bill"),
        (1_300.0, "not far enough"),
        (950.0, "not above the estimate"),
    ],
)
def test_the_page_answers(bill: float, words: str) -> None:
    page = AppTest.from_function(_page, default_timeout=30).run()
    assert not page.exception and page.info
    page.number_input(key="bill_estimate").set_value(1_000.0)
    page.number_input(key="bill_usd").set_value(bill).run()
    assert not page.exception
    assert words in " ".join(s.value for s in page.subheader)
    shown = " ".join(c.value.replace("\\", "") for c in page.caption)
    assert "988" in shown and "$400" in shown


def test_the_page_tells_when_time_has_passed() -> None:
    page = AppTest.from_function(_page, default_timeout=30).run()
    page.number_input(key="bill_estimate").set_value(1_000.0)
    page.number_input(key="bill_usd").set_value(2_000.0)
    page.date_input(key="bill_day").set_value(date.today() - timedelta(days=121)).run()
    assert "time to dispute has passed" in " ".join(s.value for s in page.subheader)
