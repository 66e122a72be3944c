"""A Good Faith Estimate held line by line against a course: by hand, and for any amounts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketacost import load_prices
from ketacost.model.gfe import Expected, Held, Stated, expected_services, hold
from ketacost.model.link import from_link
from ketacost.model.scenario import ClinicQuote, default_scenario
from ketacost.model.settle import settled
from ketacost.words.gfe import expected_words, held_words, sum_words

BOOK = load_prices("2026.2")
SCENARIO = default_scenario(BOOK)
IV = SCENARIO.arms[0]


def test_what_a_course_of_ketamine_holds() -> None:
    """Release 2026.2, whole country, self-pay: a check, six infusions, a visit after them."""
    assert expected_services(BOOK, SCENARIO, IV) == [
        Expected("ketamine-evaluation", 1, (9_900, 28_500, 37_000)),
        Expected("ketamine-infusion-iv", 6, (37_500, 47_500, 80_000)),
        Expected("ketamine-follow-up", 1, (15_000, 20_000, 35_000)),
    ]


def test_neither_plan_nor_quote_nor_help_changes_what_is_expected() -> None:
    quote = ClinicQuote("ketamine-infusion-iv", Decimal(2_000), 6)
    other = replace(SCENARIO, plan="ppo", quotes=(quote,), deductible_met_usd=500)
    for arm in SCENARIO.arms:
        found = expected_services(BOOK, other, arm)
        assert found == expected_services(BOOK, SCENARIO, arm)


@pytest.mark.parametrize("arm", SCENARIO.arms, ids=lambda arm: arm[0].option)
def test_all_expected_at_typical_prices_is_the_course(arm) -> None:
    found = expected_services(BOOK, SCENARIO, arm)
    total = sum(one.count * one.cents[1] for one in found)
    assert total == settled(BOOK, SCENARIO, arm).totals()["full_price"]["typical"]


def test_a_way_to_have_it_is_what_is_expected() -> None:
    link = f"?v=2&release={BOOK.id}&arms=ketamine.iv:6~at.hospital"
    found = from_link(link)
    services = {one.service for one in expected_services(BOOK, found, found.arms[0])}
    usual = {one.service for one in expected_services(BOOK, SCENARIO, IV)}
    assert services != usual


SIX = Expected("ketamine-infusion-iv", 6, (37_500, 47_500, 80_000))


@pytest.mark.parametrize(
    ("count", "usd", "price", "beyond", "more"),
    [
        (6, 4_800, "within", 0, 0),  # 6 x 800
        (6, 4_800.01, "dearer", 1, 0),
        (6, 2_250, "within", 0, 0),  # 6 x 375
        (6, 2_249, "cheaper", -100, 0),
        (8, 6_000, "within", 0, 2),  # 8 x 375 = 3,000 to 8 x 800 = 6,400
        (4, 4_800, "dearer", 160_000, -2),  # 4 x 800 = 3,200
        (1, 0, "cheaper", -37_500, -5),
    ],
)
def test_by_hand(count: int, usd: float, price: str, beyond: int, more: int) -> None:
    held = Held(SIX, Stated(count, round(100 * usd)))
    assert (held.price, held.beyond, held.more) == (price, beyond, more)


def test_what_is_missing_and_what_has_no_price() -> None:
    missing, unknown = Held(SIX, None), Held(Expected("x", 2, None), Stated(2, 9_900))
    assert (missing.price, missing.beyond, missing.ours) == (None, 0, (225_000, 480_000))
    assert (unknown.price, unknown.beyond, unknown.ours) == ("unknown", 0, None)


cents = st.integers(0, 10_000_000)
bands = st.lists(cents, min_size=3, max_size=3).map(lambda found: tuple(sorted(found)))


@given(bands, st.integers(1, 200), st.integers(1, 200), cents)
def test_the_distance_is_to_the_nearest_end(band, expected: int, count: int, total: int) -> None:
    held = Held(Expected("x", expected, band), Stated(count, total))
    low, high = held.ours
    assert low <= total - held.beyond <= high
    assert (held.beyond == 0) == (held.price == "within") == (low <= total <= high)
    dearer = Held(held.expected, Stated(count, total + 1))
    assert held.beyond <= dearer.beyond <= held.beyond + 1
    assert expected + held.more == count


def test_the_words_put_what_is_missing_first() -> None:
    expected = expected_services(BOOK, SCENARIO, IV)
    stated = {
        "ketamine-infusion-iv": Stated(8, 700_000),
        "ketamine-follow-up": Stated(1, 20_000),
        "not-expected": Stated(1, 1),
    }
    held = hold(expected, stated)
    said = held_words(BOOK, held)
    assert [text.split(":")[0] for text in said] == [
        "Not on the estimate",
        "Dearer than the prices we know",
        "As we expect",
    ]
    assert "$7,000.00 is $600.00 above our highest, $6,400 for 8." in said[1]
    assert said[1].endswith("That is 2 more than we expect for this treatment.")
    # 7,000 + 200 + 10; 99 + 6 x 375 + 150 = 2,499; 370 + 6 x 800 + 350 = 5,520
    assert sum_words(held, 1_000) == (
        "The lines you typed come to $7,210.00. All that we expect costs $2,499 to $5,520."
    )


def test_words_where_a_price_is_not_known() -> None:
    one = Expected("ketamine-follow-up", 3, None)
    assert expected_words(one) == "We expect 3. No price of it is known to us."
    assert sum_words([Held(one, None)], 500) == "The lines you typed come to $5.00."
    assert "We expect 3." in held_words(BOOK, [Held(one, None)])[0]
    assert held_words(BOOK, [Held(one, Stated(3, 100))]) == [
        "No price to hold against: **Follow-up visit with the ketamine prescriber**, $1.00 for 3."
    ]
