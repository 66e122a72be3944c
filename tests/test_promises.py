"""The design's promises, with everything switched on at random."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ketacost import Scenario, compare, from_link, load_prices, read_link
from ketacost.model.coverage import own_plan
from ketacost.model.ledger import Ledger
from ketacost.model.link import FIELDS, link_texts
from ketacost.model.scenario import Choice, ClinicQuote, Loan, OutOfNetwork
from ketacost.money import share_of, to_cents
from ketacost.output.terminal import comparison_text
from ketacost.tables import PriceBook
from ketacost.tables.schema import Plan
from ketacost.words.arms import help_words, origin_words, rule_words
from ketacost.words.scenario import problems, scenario_words
from scenarios import scenarios
from unfolding import cents_of_formula, cents_of_help, cents_of_rule

BOOK = load_prices("2026.1")
LINKS = Path(__file__).parent / "links" / "published.jsonl"
PUBLISHED = [json.loads(line)["link"] for line in LINKS.read_text("utf-8").splitlines()]
often = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
LOW, TYPICAL, HIGH = range(3)


def _all_ledgers(book: PriceBook, scenario: Scenario) -> list[Ledger]:
    """Every ledger behind a comparison, the way there and the other outcomes too."""
    return [
        ledger
        for arm in compare(book, scenario).arms
        for ledger in (
            arm.ledger,
            arm.otherwise,
            arm.getting_there,
            arm.savings.ledger if arm.savings else None,
        )
        if ledger is not None
    ]


def _unfold(book: PriceBook, ledger: Ledger) -> None:
    """Promise 5: the formula and the rule beside each figure give it."""
    for index, line in enumerate(ledger.lines):
        for level in range(len(ledger.levels)):
            at = (level,)
            full, patient = (int(a[level, index]) for a in (ledger.full, ledger.patient))
            if line.price.cents is None:
                assert not full and not patient
                continue
            unit = int(line.price.cents[level])
            formula = origin_words(line, at)
            assert cents_of_formula(formula) == unit, (line.service, formula, unit)
            assert unit * line.dated.quantity == full * line.price.units, (line.service, formula)
            rule = rule_words(ledger, index, at)
            helped = cents_of_help(help_words(book, ledger, index, at))
            assert cents_of_rule(rule, full) - helped == patient, (line.service, rule, helped)


@pytest.mark.parametrize("link", PUBLISHED)
def test_promise_5_published_links_unfold(link: str) -> None:
    scenario = from_link(link)
    book = load_prices(scenario.release)
    for ledger in _all_ledgers(book, scenario):
        _unfold(book, ledger)


@pytest.mark.parametrize("release", ["2024.1", "2025.1", "2026.1"])
def test_promise_5_every_option_under_every_plan_unfolds(release: str) -> None:
    book = load_prices(release)
    loan = Loan(24, Decimal("9.9"))
    for option, plan in product(book.options, book.plans):
        arm = (Choice(option, book.options[option].sessions.default),)
        scenario = Scenario(book.id, (arm,), "oh", plan, "12m", help=tuple(book.help), loan=loan)
        for ledger in _all_ledgers(book, scenario):
            _unfold(book, ledger)


@often
@given(scenarios(BOOK, most_arms=2) | scenarios(BOOK, most_arms=1, helped=True))
def test_promise_5_any_scenario_unfolds(scenario: Scenario) -> None:
    for ledger in _all_ledgers(BOOK, scenario):
        _unfold(BOOK, ledger)


def _ledgers(scenario: Scenario) -> list[Ledger]:
    return [
        ledger
        for arm in compare(BOOK, scenario).arms
        for ledger in (arm.ledger, arm.otherwise)
        if ledger is not None
    ]


@often
@given(scenarios(BOOK, most_arms=2) | scenarios(BOOK, most_arms=1, helped=True))
def test_every_line_adds_up(scenario: Scenario) -> None:
    for ledger in _ledgers(scenario):
        assert (ledger.patient + ledger.plan + ledger.assistance == ledger.full).all()
        assert (ledger.patient >= 0).all()
        assert (ledger.plan >= 0).all() and (ledger.assistance >= 0).all()
        totals = ledger.totals()
        for key, amounts in (("patient_pays", ledger.patient), ("full_price", ledger.full)):
            assert list(totals[key].values()) == [int(row.sum()) for row in amounts]


@often
@given(scenarios(BOOK, most_arms=2) | scenarios(BOOK, most_arms=2, covered=True))
def test_low_typical_high_are_in_order(scenario: Scenario) -> None:
    """A maker's savings are the exception: where dear sessions reach the plan's maximum sooner,
    fewer of them cost the floor, so high prices can leave less to pay than low ones."""
    for arm in compare(BOOK, replace(scenario, help=())).arms:
        for ledger in filter(None, (arm.ledger, arm.otherwise, arm.getting_there)):
            for key in ("patient_pays", "full_price"):
                low, typical, high = ledger.totals()[key].values()
                assert low <= typical <= high, (arm.id, key)


def _limit(scenario: Scenario, plan: Plan, pool: str, year: int) -> int | None:
    """The most that covered care may cost a person in a plan year, cents: the maximum less what
    counts already, their own or their family's."""
    usd = plan.accumulators[pool].out_of_pocket_max
    if pool != "medical":
        return None if usd is None else to_cents(usd)
    usd = scenario.out_of_pocket_max_usd if scenario.out_of_pocket_max_usd is not None else usd
    met = scenario.out_of_pocket_met_usd
    met = scenario.deductible_met_usd if met is None else met
    met = met if year == 0 else 0
    limits = [] if usd is None else [to_cents(usd) - met * 100]
    if family := scenario.family:
        limits.append((family.max_usd - met - (family.max_met_usd if year == 0 else 0)) * 100)
    return max(min(limits), 0) if limits else None


@often
@given(scenarios(BOOK, most_arms=2) | scenarios(BOOK, most_arms=2, covered=True))
def test_covered_care_never_passes_the_maximum_of_a_plan_year(scenario: Scenario) -> None:
    """Before help: help that doesn't count is no part of it."""
    plan = own_plan(BOOK.plans[scenario.plan], scenario)
    for ledger in _ledgers(scenario):
        assert ledger.shared
        shared, paid = ledger.shared, dict[tuple[int, str], np.ndarray]()
        share = shared.patient - shared.not_covered
        if not scenario.savings_count:
            share = share - shared.help
        for i, (claim, held) in enumerate(zip(shared.claims, shared.held, strict=True)):
            if held.general is not None:
                name = held.general.accumulator
                key = claim.plan_year, plan.accumulators[name].out_of_pocket_with or name
                paid[key] = paid.get(key, np.zeros(3)) + share[:, i]
        for (year, pool), cents in paid.items():
            limit = _limit(scenario, plan, pool, year)
            if limit is not None:
                assert (cents <= limit).all(), (pool, year, limit)


@often
@given(scenarios(BOOK, most_arms=1))
def test_what_is_not_covered_or_outside_has_no_part_in_the_plan(scenario: Scenario) -> None:
    """Where the person did not say what the plan pays back (no plan of 2026.1 says it itself)."""
    scenario = replace(scenario, out_of_network=None)
    for ledger in _ledgers(scenario):
        for i, line in enumerate(ledger.lines):
            if not line.covered or line.dated.option in scenario.outside:
                assert (ledger.plan[:, i] == 0).all()
                helped = ledger.patient[:, i] + ledger.assistance[:, i]
                assert (helped == ledger.full[:, i]).all()


@often
@given(scenarios(BOOK, most_arms=1))
def test_outside_the_network_no_more_comes_back_than_is_reckoned(scenario: Scenario) -> None:
    own = scenario.out_of_network or OutOfNetwork(500, 60, 80, 2_000)
    had = tuple(choice.option for choice in scenario.arms[0])
    scenario = replace(scenario, out_of_network=own, outside=had, loan=None)
    for ledger in _ledgers(scenario):
        counts = share_of(ledger.full, Fraction(own.allowed_percent, 100))
        assert (ledger.plan <= counts).all()
        if own.max_usd is None:
            assert (ledger.plan <= share_of(counts, Fraction(own.share_percent, 100))).all()


@often
@given(scenarios(BOOK, most_arms=1), st.integers(1, 4_000), st.data())
def test_a_dearer_quote_never_costs_less(
    scenario: Scenario, more: int, data: st.DataObject
) -> None:
    """Save with a maker's savings, which is said."""
    scenario = replace(scenario, help=())
    steps = [s.service for c in scenario.arms[0] for s in BOOK.options[c.option].course]
    service = data.draw(st.sampled_from(sorted(set(steps))))
    cheap = replace(scenario, quotes=(ClinicQuote(service, 200),))
    dear = replace(scenario, quotes=(ClinicQuote(service, 200 + more),))
    before, after = compare(BOOK, cheap).arms[0].ledger, compare(BOOK, dear).arms[0].ledger
    assert (after.full.sum(axis=1) >= before.full.sum(axis=1)).all()
    slack = len(before.lines)  # a cent a line, as shares and tax saved are rounded on each
    assert (after.patient.sum(axis=1) + slack >= before.patient.sum(axis=1)).all()


@often
@given(scenarios(BOOK, most_arms=1, covered=True), st.integers(0, 9_000), st.integers(1, 3_000))
def test_a_higher_deductible_never_costs_less(scenario: Scenario, usd: int, more: int) -> None:
    plain = replace(scenario, help=(), tax_rate_percent=None, loan=None)
    small = compare(BOOK, replace(plain, deductible_usd=usd)).arms[0].ledger
    large = compare(BOOK, replace(plain, deductible_usd=usd + more)).arms[0].ledger
    assert (large.patient.sum(axis=1) >= small.patient.sum(axis=1)).all()


@often
@given(scenarios(BOOK, most_arms=1) | scenarios(BOOK, most_arms=1, helped=True))
def test_help_never_adds_cost(scenario: Scenario) -> None:
    plain = replace(scenario, help=(), tax_rate_percent=None, loan=None, hra_usd=None)
    helped = replace(scenario, loan=None)
    before, after = compare(BOOK, plain).arms[0].ledger, compare(BOOK, helped).arms[0].ledger
    assert (after.full == before.full).all() and (before.assistance == 0).all()
    assert (after.patient.sum(axis=1) <= before.patient.sum(axis=1)).all()
    if scenario.savings_count:  # else later lines have more of their deductible left
        assert (after.plan == before.plan).all()
        assert (after.patient <= before.patient).all()


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
    assume(scenario.loan and not scenario.loan.deferred)
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
def test_a_card_with_deferred_interest_asks_for_all_of_it_or_none(scenario: Scenario) -> None:
    assume(scenario.loan and scenario.loan.deferred)
    arm = compare(BOOK, scenario).arms[0]
    plain = compare(BOOK, replace(scenario, loan=None)).arms[0]
    owed = plain.ledger.patient.sum(axis=1)
    extra = arm.ledger.patient.sum(axis=1) - owed
    months, rate = scenario.loan.months, float(scenario.loan.rate_percent)
    card, payment = arm.ledger.repayment.card, arm.ledger.repayment.payment
    assert (card.left == np.maximum(owed - months * payment, 0)).all()
    assert (extra[card.left == 0] == 0).all()
    assert (extra <= owed * rate / 1200 * months + 1).all()
    simple = (owed - payment * (months - 1) / 2) * months * rate / 1200  # a falling balance's mean
    assert (abs(extra - simple)[card.left > 0] <= 1).all()
    if scenario.loan.monthly_usd is None:
        assert not extra.any() and (card.if_late <= owed * rate / 1200 * months + 1).all()


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


_ODD_TEXT = st.text(max_size=30) | st.sampled_from(
    ["", "none", "-1", "1e9", "9" * 400, "2-30", "e.1.2", "a.1.2.3.4", "1.2.3.4.5", "x", "6x", "r",
     "ketamine-infusion-iv:6x", "ketamine-infusion-iv:0x5r", "ketamine-infusion-iv:1.5",
     "ketamine.iv:6~s9", "ketamine.iv:6+ketamine.iv:6", ",,,", "\x00", "٣", "no", "NaN"]
)  # fmt: skip


@often
@given(
    scenarios(BOOK, most_arms=2),
    st.dictionaries(st.sampled_from(sorted(FIELDS)), _ODD_TEXT, min_size=1, max_size=4),
)
def test_promise_6_a_link_with_odd_fields_is_read_and_answered(
    scenario: Scenario, odd: dict[str, str]
) -> None:
    """What can't be read is told; the rest is kept and gives figures and words."""
    reading = read_link(list((link_texts(scenario) | odd).items()))
    assert all(problems(reading.problems)) and all(problems(reading.notes))
    comparison = compare(reading.book, reading.scenario)
    assert comparison_text(comparison) and scenario_words(reading.scenario, reading.book)
    for name in set(FIELDS) - set(odd):
        attribute = FIELDS[name].attribute
        assert getattr(reading.scenario, attribute) == getattr(scenario, attribute)
