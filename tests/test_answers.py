"""Answers of a call as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketacost.model.answers import read_price, read_share, read_whole
from ketacost.model.link_values import MAX_USD
from ketacost.model.scenario import ClinicQuote, PlanTerms, ScenarioError
from ketacost.words.language import words

VISIT = "mental-health-visit"


@pytest.mark.parametrize(
    ("text", "usd", "package"),
    [
        ("475", "475", 1),
        (" $475.50 ", "475.50", 1),
        ("1,200", "1200", 1),
        ("6 for 2,500", "2500", 6),
        ("6 por $2500.5", "2500.5", 6),
        ("6x2500", "2500", 6),
        ("1000000", "1000000", 1),
    ],
)
def test_prices(text: str, usd: str, package: int) -> None:
    assert read_price(text, "s") == ClinicQuote("s", Decimal(usd), package)


@pytest.mark.parametrize(
    ("text", "amount", "percent", "after"),
    [
        ("$30", 30, False, False),
        ("20%", 20, True, False),
        ("20 % after deductible", 20, True, True),
        ("30 (after the deductible)", 30, False, True),
        ("20% después del deducible", 20, True, True),
        ("1,000", 1000, False, False),
    ],
)
def test_shares(text: str, amount: int, percent: bool, after: bool) -> None:
    assert read_share(text, VISIT) == PlanTerms(VISIT, amount, percent, after)


def test_nothing_is_nothing() -> None:
    assert read_price(" ", "s") is None and read_share("", VISIT) is None
    assert read_whole("") is None and read_whole("$1,500") == 1500


@pytest.mark.parametrize(
    ("read", "text", "code"),
    [
        (read_price, "about 400", "bad-package"),
        (read_price, "-5", "bad-package"),
        (read_price, "1e5", "bad-package"),
        (read_price, "²", "bad-package"),
        (read_price, "0 for 100", "bad-package"),
        (read_price, "400.123", "bad-package"),
        (read_price, "1000001", "too-much"),
        (read_price, "101 for 5", "too-much"),
        (read_share, "30.50", "bad-share"),
        (read_share, "a fifth", "bad-share"),
        (read_share, "101%", "too-much"),
        (read_share, "100001", "too-much"),
        (lambda text, _: read_whole(text), "12.5", "bad-whole"),
        (lambda text, _: read_whole(text), "1000001", "too-much"),
    ],
)
def test_what_can_not_be_read_is_told_in_words(read, text: str, code: str) -> None:
    with pytest.raises(ScenarioError) as told:
        read(text, "x")
    (problem,) = told.value.problems
    assert problem.id == code
    for language in ("en", "es"):
        assert text.strip()[:3] in words(language).code("answer-problems", problem)


@given(st.text(max_size=60))
def test_any_text_is_read_or_told(text: str) -> None:
    for read in (read_price, read_share):
        try:
            found = read(text, VISIT)
        except ScenarioError as err:
            assert words().code("answer-problems", err.problems[0])
        else:
            assert found is None or str(found).startswith(VISIT)


@given(st.decimals(0, MAX_USD, places=2), st.integers(1, 100))
def test_every_price_is_read_as_it_is_written(usd: Decimal, package: int) -> None:
    text = f"{usd:,.2f}" if package == 1 else f"{package} for {usd:,.2f}"
    assert read_price(text, "s") == ClinicQuote("s", usd, package)
