"""The design's promises, with everything switched on at random."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ketacost import Scenario, compare, load_prices
from ketacost.model.cost_sharing import plan_year
from ketacost.model.coverage import own_plan
from ketacost.model.estimate import start_date
from ketacost.model.ledger import Ledger
from ketacost.model.scenario import ClinicQuote
from scenarios import scenarios

BOOK = load_prices("2026.1")
often = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
LOW, TYPICAL, HIGH = range(3)


def _ledgers(scenario: Scenario) -> list[Ledger]:
    return [
        ledger
        for arm in compare(BOOK, scenario).arms
        for ledger in (arm.ledger, arm.otherwise)
        if ledger is not None
    ]


@often
@given(scenarios(BOOK, most_arms=2))
def test_every_line_adds_up(scenario: Scenario) -> None:
    for ledger in _ledgers(scenario):
        assert (ledger.patient + ledger.plan + ledger.assistance == ledger.full).all()
        assert (ledger.patient >= 0).all()
        assert (ledger.plan >= 0).all() and (ledger.assistance >= 0).all()
        totals = ledger.totals()
        for key, amounts in (("patient_pays", ledger.patient), ("full_price", ledger.full)):
            assert list(totals[key].values()) == [int(row.sum()) for row in amounts]


@often
@given(scenarios(BOOK, most_arms=2))
def test_low_typical_high_are_in_order(scenario: Scenario) -> None:
    """A maker's savings are the exception: where dear sessions reach the plan's maximum sooner,
    fewer of them cost the floor, so high prices can leave less to pay than low ones."""
    for arm in compare(BOOK, replace(scenario, help=())).arms:
        for ledger in filter(None, (arm.ledger, arm.otherwise, arm.getting_there)):
            for key in ("patient_pays", "full_price"):
                low, typical, high = ledger.totals()[key].values()
                assert low <= typical <= high, (arm.id, key)


@often
@given(scenarios(BOOK, most_arms=2))
def test_covered_care_never_passes_the_maximum_of_a_plan_year(scenario: Scenario) -> None:
    plan = own_plan(BOOK.plans[scenario.plan], scenario)
    start = start_date(BOOK, scenario)
    first = scenario.year_starts_month or plan.year_starts_month
    for ledger in _ledgers(scenario):
        paid: dict[tuple[int, str], np.ndarray] = {}
        for i, line in enumerate(ledger.lines):
            if line.covered:
                name = plan.terms(line.benefit).accumulator
                name = plan.accumulators[name].out_of_pocket_with or name
                key = plan_year(start, line.dated.day, first), name
                paid[key] = paid.get(key, 0) + ledger.patient[:, i]
        for (_, name), cents in paid.items():
            limit = plan.accumulators[name].out_of_pocket_max
            if name == "medical" and scenario.out_of_pocket_max_usd is not None:
                limit = scenario.out_of_pocket_max_usd
            if limit is not None:
                assert (cents <= limit * 100).all(), (name, limit)


@often
@given(scenarios(BOOK, most_arms=1), st.integers(1, 4_000))
def test_a_dearer_quote_never_costs_less(scenario: Scenario, more: int) -> None:
    services = [s.service for c in scenario.arms[0] for s in BOOK.options[c.option].course]
    cheap = replace(scenario, quotes=(ClinicQuote(services[0], 200),))
    dear = replace(scenario, quotes=(ClinicQuote(services[0], 200 + more),))
    before, after = compare(BOOK, cheap).arms[0].ledger, compare(BOOK, dear).arms[0].ledger
    assert (after.full.sum(axis=1) >= before.full.sum(axis=1)).all()
    if not scenario.help:  # a yearly cap in calendar years and rounding of shares line by line
        slack = len(before.lines)  # a cent a line, as tax saved is rounded on each
        assert (after.patient.sum(axis=1) + slack >= before.patient.sum(axis=1)).all()


@often
@given(scenarios(BOOK, most_arms=1), st.integers(0, 9_000), st.integers(1, 3_000))
def test_a_higher_deductible_never_costs_less(scenario: Scenario, usd: int, more: int) -> None:
    assume(BOOK.plans[scenario.plan].accumulators.get("medical"))
    assume(not scenario.out_of_network)
    plain = replace(scenario, help=(), tax_rate_percent=None, loan=None)
    small = compare(BOOK, replace(plain, deductible_usd=usd)).arms[0].ledger
    large = compare(BOOK, replace(plain, deductible_usd=usd + more)).arms[0].ledger
    assert (large.patient.sum(axis=1) >= small.patient.sum(axis=1)).all()


@often
@given(scenarios(BOOK, most_arms=1))
def test_help_never_adds_cost(scenario: Scenario) -> None:
    plain = replace(scenario, help=(), tax_rate_percent=None, loan=None)
    helped = replace(scenario, loan=None)
    before, after = compare(BOOK, plain).arms[0].ledger, compare(BOOK, helped).arms[0].ledger
    assert (after.full == before.full).all() and (after.plan == before.plan).all()
    assert (after.patient <= before.patient).all()
    assert (before.assistance == 0).all()


@often
@given(scenarios(BOOK, most_arms=1))
def test_the_way_and_time_stay_out_of_the_cost_of_care(scenario: Scenario) -> None:
    without = replace(scenario, miles=None, ride_usd=None, wage_usd=None)
    arm, plain = compare(BOOK, scenario).arms[0], compare(BOOK, without).arms[0]
    assert plain.getting_there is None
    assert arm.ledger.totals() == plain.ledger.totals()
    if arm.getting_there:
        assert (arm.getting_there.plan == 0).all()


@often
@given(scenarios(BOOK, most_arms=1))
def test_a_loan_adds_its_interest_and_nothing_else(scenario: Scenario) -> None:
    assume(scenario.loan)
    arm = compare(BOOK, scenario).arms[0]
    plain = compare(BOOK, replace(scenario, loan=None)).arms[0]
    extra = arm.ledger.patient.sum(axis=1) - plain.ledger.patient.sum(axis=1)
    owed = plain.ledger.patient.sum(axis=1)
    months, rate = scenario.loan.months, float(scenario.loan.rate_percent)
    assert (extra >= 0).all() and (rate or not extra.any())
    # never more than simple interest on the whole sum for the whole time, and a cent a month
    assert (extra <= owed * rate / 1200 * months + months + 1).all()
    for bound, cents in zip(arm.repayment.values(), owed + extra, strict=True):
        assert abs(bound * months - cents) <= months


@often
@given(scenarios(BOOK, most_arms=1))
def test_together_is_one_course_of_the_same_services(scenario: Scenario) -> None:
    """The same services at the same prices, whatever the plan makes of them."""
    plain = replace(scenario, quotes=(), loan=None)
    arm = compare(BOOK, plain).arms[0]
    parts = [compare(BOOK, replace(plain, arms=((c,),))).arms[0].ledger for c in arm.arm]
    assert len(arm.ledger.lines) == sum(len(p.lines) for p in parts)
    together = sorted((x.dated.day, x.service) for x in arm.ledger.lines)
    apart = sorted((x.dated.day, x.service) for p in parts for x in p.lines)
    assert together == apart
