"""From scenario to ledger, over all plans, regions, options and horizons."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketacost import compare, default_scenario, load_prices
from ketacost.model.course import course, session_days
from ketacost.model.scenario import HORIZON_WEEKS, Choice, Scenario, ScenarioError
from ketacost.output.json import comparison_document
from ketacost.tables import PriceBook
from ketacost.tables.schema import BOUNDS, Rhythm
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
