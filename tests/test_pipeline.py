"""From scenario to ledger, over all plans, regions, options and horizons."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketacost import compare, default_scenario, load_prices
from ketacost.model.course import course, session_days
from ketacost.model.estimate import ArmEstimate
from ketacost.model.scenario import (
    HORIZON_WEEKS,
    Choice,
    ClinicQuote,
    Scenario,
    ScenarioError,
)
from ketacost.output.json import comparison_document
from ketacost.tables import PriceBook
from ketacost.tables.schema import BOUNDS, OutsideNetwork, Rhythm
from ketacost.words.arms import origin_words, rule_words, sessions_words
from reading_links import estimate

BOOK = load_prices("2026.1")


def _checked(scenario: Scenario, book: PriceBook) -> None:
    for arm in compare(book, scenario).arms:
        for ledger in (arm.ledger, arm.otherwise):
            if ledger is None:
                continue
            assert (ledger.patient + ledger.plan == ledger.full).all()
            assert (ledger.patient >= 0).all()
            for bounds in ledger.totals().values():
                assert bounds["low"] <= bounds["typical"] <= bounds["high"]


@pytest.mark.parametrize("plan", list(BOOK.plans))
def test_default_comparison_in_every_region(book: PriceBook, plan: str) -> None:
    for region in book.regions:
        scenario = replace(default_scenario(book), plan=plan, region=region)
        _checked(scenario, book)
        for arm in compare(book, scenario).arms:
            assert not arm.ledger.unknown, (plan, region, arm.id)


def test_every_option_under_every_plan_and_horizon(book: PriceBook) -> None:
    for option in book.options:
        arm = (Choice(option, book.options[option].sessions.default),)
        for plan in book.plans:
            for horizon in HORIZON_WEEKS:
                scenario = replace(
                    default_scenario(book), arms=(arm,), plan=plan, horizon=horizon, region="oh"
                )
                _checked(scenario, book)


def test_totals_are_the_sums_of_their_lines(book: PriceBook) -> None:
    scenario = replace(default_scenario(book), plan="marketplace-silver", horizon="12m")
    for arm in comparison_document(compare(book, scenario))["arms"]:
        for name in ("patient_pays", "plan_pays", "full_price"):
            for bound in BOUNDS:
                lines = [round(row[name] * 100) for row in arm["ledger"] if row["bound"] == bound]
                assert sum(lines) == round(arm[name][bound] * 100)
        for row in arm["ledger"]:
            assert row["rule"] and row["sources"]


@settings(max_examples=300, deadline=None)
@given(
    option=st.sampled_from(sorted(BOOK.options)),
    plan=st.sampled_from(sorted(BOOK.plans)),
    horizon=st.sampled_from(sorted(HORIZON_WEEKS)),
    data=st.data(),
)
def test_one_more_session_never_costs_less(
    option: str, plan: str, horizon: str, data: st.DataObject
) -> None:
    """The full price never falls. Nor does the patient's part of a course in one plan year; a
    longer course pushes maintenance back, and past New Year begin new free visits."""
    sessions = BOOK.options[option].sessions
    many = data.draw(st.integers(sessions.min, max(sessions.min, sessions.max - 1)))
    ledgers = []
    for count in (many, min(many + 1, sessions.max)):
        arm = (Choice(option, count),)
        scenario = Scenario(BOOK.id, (arm,), plan=plan, horizon=horizon)
        ledgers.append(estimate(BOOK, scenario, arm).ledger)
    fewer, more = ledgers
    assert (more.full.sum(axis=1) >= fewer.full.sum(axis=1)).all()
    if horizon == "course" and more.lines[-1].dated.day < 365:
        assert (more.patient.sum(axis=1) >= fewer.patient.sum(axis=1)).all()


def test_a_course_that_crosses_new_year_pays_two_deductibles(book: PriceBook) -> None:
    def paid(month: int) -> np.ndarray:
        arm = (Choice("ect.outpatient", 9),)
        scenario = Scenario(book.id, (arm,), plan="employer-ppo", horizon="6m", start=(month, 1))
        return estimate(book, scenario, arm).ledger.patient.sum(axis=1)

    assert paid(12)[1] > paid(1)[1]


def test_not_covered_pays_the_self_pay_price_and_nothing_counts(book: PriceBook) -> None:
    arm = (Choice("ketamine.im", 6),)
    none = estimate(book, Scenario(book.id, (arm,)), arm)
    hdhp = estimate(book, Scenario(book.id, (arm,), plan="employer-hdhp"), arm)
    assert hdhp.status == "not-covered"
    assert (hdhp.ledger.patient == none.ledger.patient).all()
    assert (hdhp.ledger.plan == 0).all()


def test_prior_authorization_shows_the_cost_if_refused(book: PriceBook) -> None:
    arm = (Choice("ketamine.esketamine", 12),)
    found = estimate(book, Scenario(book.id, (arm,), plan="employer-ppo"), arm)
    assert found.status == "prior-authorization"
    assert (
        found.otherwise.totals()["patient_pays"]["typical"]
        > (found.ledger.totals()["patient_pays"]["typical"])
    )


def test_several_together_share_one_deductible(book: PriceBook) -> None:
    plan = "employer-hdhp"
    both = (Choice("ect.outpatient", 9), Choice("cbt.individual", 16))
    apart = [
        estimate(book, Scenario(book.id, ((c,),), plan=plan), (c,)).ledger.patient.sum()
        for c in both
    ]
    together = estimate(book, Scenario(book.id, (both,), plan=plan), both)
    assert together.ledger.patient.sum() < sum(apart)


def test_esketamine_follows_its_label_rhythm(book: PriceBook) -> None:
    days = session_days(book.options["ketamine.esketamine"].sessions.rhythm, 14)
    weeks = [day // 7 for day in days]
    assert weeks == [1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 9, 11]


def test_session_days_of_a_pace() -> None:
    assert session_days((Rhythm(**{"per-week": 2}),), 6) == [7, 10, 14, 17, 21, 24]
    assert session_days((Rhythm(**{"every-months": 1}),), 3) == [7, 37, 67]


def test_boosters_leave_the_pace_of_other_visits(book: PriceBook) -> None:
    """Three months of nasal spray, the last on day 67, then every eight weeks: days 123 to 347. The
    prescriber is seen every three months (91.31 days) as before: 158, 249, 340."""
    option = book.options["ketamine.nasal-compounded"]
    days: dict[str, list[int]] = {}
    for dated in course(Choice("ketamine.nasal-compounded", 3, booster_weeks=8), option, 52):
        if dated.phase == "maintenance":
            days.setdefault(dated.service, []).append(dated.day)
    assert days == {
        "ketamine-nasal-month": [123, 179, 235, 291, 347],
        "prescriber-follow-up": [158, 249, 340],
    }


def test_a_horizon_cuts_and_fills(book: PriceBook) -> None:
    option = book.options["ssri.sertraline"]
    months = {
        weeks: sum(
            s.service == "sertraline-month"
            for s in course(Choice("ssri.sertraline", 9), option, weeks)
        )
        for weeks in (None, 26, 52)
    }
    assert months == {None: 9, 26: 6, 52: 12}


def test_unknown_names_are_told_with_the_nearest(book: PriceBook) -> None:
    arm = (Choice("ketamine.vi", 6),)
    with pytest.raises(ScenarioError, match=r"unknown-name.*'near': 'ketamine"):
        estimate(book, Scenario(book.id, (arm,)), arm)


# --- faults that once were there -----------------------------------------------------------------


def _one(book: PriceBook, option: str, sessions: int, **asked: Any) -> ArmEstimate:
    arm = (Choice(option, sessions),)
    return estimate(book, Scenario(book.id, (arm,), **asked), arm)


def test_each_price_level_has_the_formula_of_its_own_figure(book: PriceBook) -> None:
    arm = _one(book, "ketamine.esketamine", 12, plan="original-medicare")
    line = next(x for x in arm.ledger.lines if x.service == "esketamine-session")
    assert [int(c) for c in line.price.cents] == [95259, 135608, 135608]
    for level, code in enumerate(("G2082", "G2083", "G2083")):
        assert f", {code} in the office" in origin_words(line, (level,))
        assert line.price.origin((level,)).id == "fee-schedule"  # the whole of it, no share


def test_a_capped_coinsurance_says_so(book: PriceBook) -> None:
    """A medication visit paid at 20 percent, at most 20: of 113.90 that is not 22.78."""
    terms = book.plans["employer-ppo"].otherwise.model_copy(
        update={"after_deductible": False, "coinsurance_max": Decimal(20)}
    )
    plan = book.plans["employer-ppo"].model_copy(update={"cost_sharing": {}, "otherwise": terms})
    capped = replace(book, plans=book.plans | {"employer-ppo": plan})
    arm = _one(capped, "ketamine.esketamine", 3, plan="employer-ppo")
    assert (
        rule_words(arm.ledger, 1, (1,)) == "coinsurance $20.00 (20% of $1,356.08, at most $20.00)"
    )


@pytest.mark.parametrize("option", sorted(BOOK.options))
def test_without_insurance_nothing_is_called_not_covered(option: str) -> None:
    arm = _one(BOOK, option, BOOK.options[option].sessions.default, horizon="12m")
    for index, line in enumerate(arm.ledger.lines):
        if line.known:
            assert rule_words(arm.ledger, index, (1,)) == "you pay the full price"


def test_a_card_counts_all_that_is_priced(book: PriceBook) -> None:
    """A year of IV ketamine: sessions on days 7 to 24, boosters every four weeks from day 52 on;
    of ECT: nine treatments until day 25, then every three weeks from day 46 on."""
    ketamine = _one(book, "ketamine.iv", 6, horizon="12m")
    boosters = len(range(52, 364, 28))
    assert sum(x.service == "ketamine-infusion-iv" for x in ketamine.ledger.lines) == 6 + boosters
    assert sessions_words(ketamine, book).startswith("6 infusions, 18 with maintenance; 20 visits")
    ect = _one(book, "ect.outpatient", 9, horizon="12m")
    more = len(range(46, 364, 21))
    assert sum(x.service == "ect-facility" for x in ect.ledger.lines) == 9 + more == 25
    assert sessions_words(ect, book).startswith("9 treatments, 25 with maintenance; 27 visits")


@pytest.mark.parametrize(
    ("plan", "stay"), [("va", 173_600), ("tricare", 51_450), ("medicaid", 7_500)]
)
def test_doctors_of_a_stay_have_no_copayments(plan: str, stay: int) -> None:
    """ECT in hospital: 21 days from day 7 on, nine treatments with psychiatrist and anesthesia.
    VA 1736 a stay, TRICARE 21 x 24.50, Medicaid 75; the tables say that procedures belong to it."""
    usual = BOOK.plans[plan]
    assert not usual.in_stay
    changed = usual.model_copy(update={"in_stay": ("outpatient-procedure",)})
    book = replace(BOOK, plans=BOOK.plans | {plan: changed})
    before = _one(BOOK, "ect.inpatient", 9, plan=plan).ledger
    after = _one(book, "ect.inpatient", 9, plan=plan).ledger
    for index, line in enumerate(after.lines):
        if line.service == "inpatient-psychiatric-day":
            assert after.patient[:, index].tolist() == [stay] * 3
        elif line.service in ("ect-psychiatrist", "ect-anesthesia"):
            assert after.patient[:, index].tolist() == [0] * 3
            assert (
                rule_words(after, index, (1,)) == "part of the hospital stay: nothing more to pay"
            )
    assert after.patient.sum() < before.patient.sum()


def _with_plan(name: str, **changes: Any) -> PriceBook:
    """The book with a plan changed: terms of benefits by their name, or fields of the plan."""
    plan = BOOK.plans[name]
    terms = dict(plan.cost_sharing)
    for benefit, change in changes.pop("terms", {}).items():
        terms[benefit] = plan.terms(benefit).model_copy(update=change)
    plan = plan.model_copy(update={"cost_sharing": terms, **changes})
    return replace(BOOK, plans=BOOK.plans | {name: plan})


def test_visits_beyond_a_limit_are_priced_as_others_pay_them() -> None:
    """CBT, ten visits a year: the intake and nine sessions at 35; seven at the 169 that people
    pay alone."""
    book = _with_plan("employer-ppo", terms={"mental-health-visit": {"visit_limit": 10}})
    ledger = _one(book, "cbt.individual", 16, plan="employer-ppo").ledger
    assert ledger.totals()["patient_pays"]["typical"] == 10 * 3_500 + 7 * 16_900
    assert ledger.totals()["full_price"]["typical"] == 14_900 + 9 * 9_900 + 7 * 16_900
    assert rule_words(ledger, 9, (1,)) == "copayment $35.00"
    assert rule_words(ledger, 10, (1,)).startswith("beyond the 10 visits a plan year")


def test_a_limit_starts_again_and_is_not_used_in_a_stay() -> None:
    """From 10 October: intake and eleven sessions before New Year, five after; ten a year."""
    book = _with_plan("employer-ppo", terms={"mental-health-visit": {"visit_limit": 10}})
    ledger = _one(book, "cbt.individual", 16, plan="employer-ppo", start=(10, 10)).ledger
    assert ledger.totals()["patient_pays"]["typical"] == (10 + 5) * 3_500 + 2 * 16_900
    # ECT in hospital, procedures in the stay; four a year: those of the stay use none
    limited = {"outpatient-procedure": {"visit_limit": 4}}
    stay = _with_plan("medicaid", terms=limited, in_stay=("outpatient-procedure",))
    alone = _with_plan("medicaid", in_stay=("outpatient-procedure",))
    kept, free = (
        _one(b, "ect.inpatient", 9, plan="medicaid").ledger.totals() for b in (stay, alone)
    )
    assert kept == free


def test_prices_outside_the_network_are_those_people_pay_alone() -> None:
    ledger = _one(
        BOOK, "cbt.individual", 16, plan="employer-ppo", outside=("cbt.individual",)
    ).ledger
    assert ledger.totals()["full_price"]["typical"] == 289_400


def test_a_plans_own_terms_outside_the_network_are_for_what_it_covers() -> None:
    """40 percent of all that is charged comes back for CBT (2894), nothing for IV ketamine."""
    terms = OutsideNetwork(share=Decimal("0.4"))
    book = _with_plan("employer-ppo", out_of_network=terms)
    asked = {"plan": "employer-ppo", "outside": ("cbt.individual", "ketamine.iv")}
    cbt = _one(book, "cbt.individual", 16, **asked).ledger.totals()
    assert cbt["plan_pays"]["typical"] == 115_760
    ketamine = _one(book, "ketamine.iv", 6, **asked).ledger
    assert ketamine.totals()["plan_pays"]["typical"] == 0
    assert rule_words(ketamine, 0, (1,)) == "not covered: you pay the full price"


def test_what_is_left_of_a_package_stands_behind_the_last_that_was_used() -> None:
    quotes = (ClinicQuote("ketamine-infusion-iv", Decimal(2_500), 6),)
    ledger = _one(BOOK, "ketamine.iv", 4, quotes=quotes).ledger
    services = [line.service for line in ledger.lines]
    assert services[-3:] == ["ketamine-infusion-iv", "unused-package", "ketamine-follow-up"]
    rest = ledger.lines[-2]
    assert rest.dated.day == ledger.lines[-3].dated.day
    assert rest.dated.quantity == 1 and rest.quoted and not rest.covered and not rest.hours


def test_a_line_names_the_sources_of_its_rules() -> None:
    """Of the terms and of the deductible where a plan pays; of the coverage in any case."""
    plan = BOOK.plans["employer-ppo"]
    esketamine = _one(BOOK, "ketamine.esketamine", 3, plan="employer-ppo").ledger
    terms, medical = plan.terms("outpatient-procedure"), plan.accumulators["medical"]
    coverage = BOOK.options["ketamine.esketamine"].coverage.of("commercial")
    assert set(esketamine.sources(1)) == {*terms.sources, *medical.sources, *coverage.sources}
    infusion = _one(BOOK, "ketamine.iv", 6, plan="employer-ppo").ledger
    refused = BOOK.options["ketamine.iv"].coverage.of("commercial")
    assert infusion.sources(1) == tuple(dict.fromkeys(refused.sources))
    helped = _one(BOOK, "ketamine.esketamine", 3, plan="employer-ppo", help=("spravato-withme",))
    assert set(BOOK.help["spravato-withme"].sources) <= set(helped.ledger.sources(1))
    assert _one(BOOK, "ketamine.iv", 6).ledger.sources(1) == ()


def test_what_has_been_paid_by_each_week() -> None:
    """Visit 275 on day 0; infusions of 475 on days 7, 10, 14, 17, 21 and 24; follow-up 200."""
    ledger = _one(BOOK, "ketamine.iv", 6).ledger
    typical = [(week, cents["typical"]) for week, cents in ledger.over_time()]
    last = ledger.lines[-1].dated.week
    assert typical == [(0, 27_500), (1, 122_500), (2, 217_500), (3, 312_500), (last, 332_500)]
    paid = ledger.totals()["patient_pays"]
    assert ledger.over_time()[-1] == (last, paid)
