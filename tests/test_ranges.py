"""Honest ranges: draws with the tables' percentiles, one a provider, the same for ever."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketacost import compare, load_prices
from ketacost.model.ranges import (
    DRAWS,
    MOST_SCHEDULES,
    DrawnPrices,
    Range,
    _schedules,
    draw_ledger,
    drawn,
    range_of,
    ranges_of,
    ranks,
)
from ketacost.model.scenario import Choice, Scenario, default_scenario
from ketacost.output.json import comparison_document
from ketacost.tables import PriceBook

FOUR = tuple(
    (Choice(option, sessions),)
    for option, sessions in (
        ("ketamine.iv", 6),
        ("ssri.sertraline", 9),
        ("cbt.individual", 16),
        ("ect.outpatient", 9),
    )
)


@pytest.fixture(scope="module")
def book() -> PriceBook:
    return load_prices("2026.1")


def _one(book: PriceBook, option: str, sessions: int, **more: object) -> Scenario:
    arms = ((Choice(option, sessions),),)
    return replace(default_scenario(book), arms=arms, **more)  # type: ignore[arg-type]


def _rank_correlation(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(a, b)[0, 1])


# --- one price -----------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 10_000_000), min_size=3, max_size=3).map(sorted))
def test_the_percentiles_of_a_price_are_those_of_the_table(band):
    cents = np.sort(drawn(np.array(band), ranks("x", "p", "s", 0.5)))
    assert [int(cents[DRAWS // 10]), int(cents[DRAWS // 2]), int(cents[9 * DRAWS // 10])] == band
    assert cents[0] >= 0


def test_a_price_ends_at_its_first_and_last_percentile():
    cents = drawn(np.array([9_000, 10_000, 12_000]), ranks("x", "p", "s", 0.0))
    z = NormalDist().inv_cdf(0.99) / NormalDist().inv_cdf(0.9)
    assert int(cents.min()) == round(10_000 - z * 1_000)
    assert int(cents.max()) == round(10_000 + z * 2_000)


def test_a_fixed_price_stays_fixed():
    assert set(drawn(np.array([500, 500, 500]), ranks("x", "p", "s", 0.7)).tolist()) == {500}


def test_draws_agree_with_an_independent_sampler():
    """Python's own random numbers through the textbook form of the two-piece normal."""
    low, typical, high = 37_500, 47_500, 80_000
    tenth, last = NormalDist().inv_cdf(0.9), NormalDist().inv_cdf(0.99)
    generator, found = random.Random(20261125), []
    for _ in range(200_000):
        z = max(-last, min(last, generator.gauss()))
        found.append(typical + z / tenth * (typical - low if z < 0 else high - typical))
    ours = drawn(np.array([low, typical, high]), ranks("x", "p", "s", 0.3))
    for share in (0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98):
        assert np.quantile(ours, share) == pytest.approx(np.quantile(found, share), rel=0.005)


# --- prices of one provider ----------------------------------------------------------------------


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.7, 0.9])
def test_prices_of_one_provider_have_the_rank_correlation_asked_for(correlation):
    a, b = (ranks("x", "clinic", name, correlation) for name in ("infusion", "visit"))
    assert _rank_correlation(a, b) == pytest.approx(correlation, abs=0.03)


def test_prices_of_two_providers_have_none():
    a, b = ranks("x", "clinic", "visit", 0.7), ranks("x", "therapist", "visit", 0.7)
    assert abs(_rank_correlation(a, b)) < 0.03


def _spread(totals: np.ndarray) -> int:
    ordered = np.sort(totals)
    return int(ordered[9 * DRAWS // 10] - ordered[DRAWS // 10])


def test_independent_prices_are_narrower_than_their_bounds_and_those_of_one_provider_wider(book):
    bands = [np.array([9_000, 10_000, 13_000]), np.array([4_000, 5_000, 9_000])]
    bounds = sum(int(band[2] - band[0]) for band in bands)

    def total(correlation: float) -> np.ndarray:
        each = zip(bands, ("one", "two"), strict=True)
        return sum(drawn(band, ranks("x", "p", name, correlation)) for band, name in each)

    assert _spread(total(0.0)) < _spread(total(0.7)) < bounds


# --- totals --------------------------------------------------------------------------------------


def test_with_one_price_the_range_is_its_band(book):
    """Nine months of one medicine after visits at fixed prices: nothing else varies."""
    scenario = _one(book, "ketamine.nasal-compounded", 1)
    prices = DrawnPrices(book, "us", {})
    band = compare(book, scenario).arms[0].ledger
    month = prices.unit("ketamine-nasal-month", "self-pay").cents
    usual = next(x for x in band.lines if x.service == "ketamine-nasal-month").price.cents
    ordered = np.sort(month)
    assert [int(ordered[DRAWS // 10]), int(ordered[9 * DRAWS // 10])] == [usual[0], usual[2]]


@pytest.mark.parametrize("plan", ["none", "employer-ppo", "original-medicare", "medicaid"])
@pytest.mark.parametrize("horizon", ["course", "12m"])
def test_a_range_holds_the_typical_total_and_lies_within_the_bounds(book, plan, horizon):
    scenario = replace(default_scenario(book), plan=plan, horizon=horizon)
    for arm in compare(book, scenario).arms:
        found, paid = range_of(book, scenario, arm.arm), arm.ledger.paid()
        assert paid["low"] <= found.low <= paid["typical"] <= found.high <= paid["high"]


def test_what_a_draw_costs_is_what_its_prices_cost_alone(book):
    """A draw's total is worked out again by hand: visits, and so many infusions at its price."""
    scenario = _one(book, "ketamine.iv", 6)
    ledger = draw_ledger(book, scenario, scenario.arms[0])
    for k in (0, 17, 5_000, DRAWS - 1):
        each = {line.service: int(line.price.cents[k]) for line in ledger.lines}
        by_hand = (
            each["ketamine-evaluation"]
            + 6 * each["ketamine-infusion-iv"]
            + each["ketamine-follow-up"]
        )
        assert int(ledger.patient.sum(axis=-1)[k]) == by_hand


def test_the_patient_never_pays_more_than_the_maximum_in_any_draw(book):
    scenario = replace(_one(book, "ect.outpatient", 12), plan="employer-ppo")
    paid = draw_ledger(book, scenario, scenario.arms[0]).patient.sum(axis=-1)
    assert int(paid.max()) <= 400_000


def test_schedules_move_a_year_and_not_a_course(book):
    year = replace(_one(book, "ketamine.iv", 5), horizon="12m")  # not the usual number

    def ranges(scenario: Scenario) -> tuple[Range, Range]:
        """With prices alone, and with schedules too."""
        arm = scenario.arms[0]
        free = replace(scenario, schedule_varies=True)
        return range_of(book, scenario, arm), range_of(book, free, arm)

    fixed, free = ranges(year)
    assert not fixed.schedule and free.schedule and free.low < fixed.low
    for same in (
        replace(year, horizon="course"),
        replace(year, arms=((Choice("ketamine.iv", 5, booster_weeks=6),),)),
    ):
        fixed, free = ranges(same)
        assert not free.schedule and (free.low, free.high) == (fixed.low, fixed.high)


def test_several_options_together_have_no_more_schedules_than_one():
    """Each has 25 schedules here; in all combinations they would be 15,625."""
    book = load_prices("2026.2")
    arm = tuple(
        Choice(name, book.options[name].sessions.default)
        for name in ("ketamine.iv", "ketamine.esketamine", "ect.outpatient")
    )
    year = replace(default_scenario(book), arms=(arm,), horizon="12m", schedule_varies=True)
    found = list(_schedules(book, year, arm))
    assert len(found) == MOST_SCHEDULES
    for place in range(3):
        usual = {(c.sessions, c.booster_weeks) for c in (one[place] for one in found)}
        alone = list(_schedules(book, year, (arm[place],)))
        assert usual == {(c.sessions, c.booster_weeks) for (c,) in alone}
    assert len(set(found)) > 15  # they don't go in step
    assert range_of(book, year, arm).totals.size == DRAWS


def test_a_makers_savings_are_taken_in_every_draw(book):
    """Floor 10 a session and visit 35: 75 for four sessions at the least, whatever they cost."""
    scenario = replace(
        _one(book, "ketamine.esketamine", 4), plan="employer-ppo", help=("spravato-withme",)
    )
    paid = draw_ledger(book, scenario, scenario.arms[0]).patient.sum(axis=-1)
    assert paid.shape == (DRAWS,) and int(paid.min()) >= 7_500


def test_an_unknown_price_counts_for_nothing_in_every_draw(book):
    scenario = replace(_one(book, "ketamine.im", 3), plan="employer-ppo")
    assert range_of(book, scenario, scenario.arms[0]).low >= 0


def test_every_option_of_the_ranges_is_known():
    latest = load_prices("2026.2")
    assert set(latest.ranges.schedules) <= set(latest.options)


def test_the_document_says_the_range_and_what_it_holds(book):
    scenario = replace(default_scenario(book), plan="employer-ppo")
    comparison = compare(book, scenario)
    for arm, found in zip(
        comparison_document(comparison)["arms"], ranges_of(comparison), strict=True
    ):
        assert arm["range"] == {
            "low": found.low / 100, "high": found.high / 100, "holds": "prices",
        }  # fmt: skip


# --- for ever ------------------------------------------------------------------------------------

DIGEST = "16c94327e5df82f4c32c8c782eabb41315267c273074189f57ebe180c774b5ad"
"""SHA-256 over the ranges of the default scenario of 2026.1, without insurance and with a PPO, one
course and twelve months. The same on every machine, Python and numpy."""


def test_the_ranges_of_a_link_are_the_same_for_ever(book):
    found = []
    for plan in ("none", "employer-ppo"):
        for horizon in ("course", "12m"):
            scenario = replace(default_scenario(book), arms=FOUR, plan=plan, horizon=horizon)
            for arm in scenario.arms:
                one = range_of(book, scenario, arm)
                found.append((one.low, one.high, int(one.totals.sum())))
    assert hashlib.sha256(repr(found).encode()).hexdigest() == DIGEST
