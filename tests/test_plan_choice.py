"""Next year's plan, the scenario without insurance beside it, and who pays."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketacost import compare, load_prices
from ketacost.model.plan_choice import care_of, plan_choice, year_under, yearly_premium
from ketacost.model.ranges import DRAWS, range_of
from ketacost.model.scenario import Choice, FamilyCover, PlanTerms, Scenario, default_scenario
from ketacost.model.who_pays import WHO, flip, typically
from ketacost.model.with_and_without import with_and_without, without_plan
from ketacost.tables import PriceBook
from ketacost.tables.schema import AmountPrice, OtherCare, Plan, Prices
from ketacost.words.plan_choice import cash_words, cheapest_words, choice_notes, share_words
from ketacost.words.who_pays import flip_words

BOOK = load_prices("2026.2")
SOURCES = ["gh-priors-ehbs-2025"]
TERMS = {"confidence": "low", "sources": SOURCES}


def _plan(deductible: int, maximum: int, coinsurance: float, **more: Any) -> Plan:
    medical = {"deductible": deductible, "out-of-pocket-max": maximum, **TERMS}
    otherwise = {"after-deductible": True, "coinsurance": coinsurance, **TERMS}
    return Plan(
        **{
            "label": "Plan",
            "payer": "commercial",
            "coverage": "commercial",
            "accumulators": {"medical": medical},
            "otherwise": otherwise,
            **more,
        }
    )


def _premium(usd: float) -> dict[str, Any]:
    return {"monthly": usd, "who-pays": "you", **TERMS}


ONE_PRICE = {"self-pay": 150, "commercial": 200}
LINE = {"what": "A stay", "benefit": "inpatient-stay", "month": 1, "units": 2, "usd": 5_000}


def _course() -> tuple[tuple[Choice, ...], PriceBook]:
    """CBT with ten sessions at one price: 200 with a plan, 150 in cash; two plans, a stay beside.
    Any other service of the course is 0."""
    arm = (Choice("cbt.individual", 10, booster_weeks=52),)
    session = next(
        step.service for step in BOOK.options["cbt.individual"].course if step.each_session
    )
    services = dict(BOOK.services)
    for step in BOOK.options["cbt.individual"].course:
        for name in {step.service, *(s for s in services if s.startswith(step.service))}:
            usd = ONE_PRICE if name == session else {}
            price = {
                payer.replace("-", "_"): AmountPrice(amount=usd.get(payer, 0), **TERMS)
                for payer in ("self-pay", "commercial", "medicare", "medicaid", "va-tricare")
            }
            services[name] = services[name].model_copy(
                update={"price": Prices.model_construct(**price)}
            )
    plans = {
        "none": BOOK.plans["none"],
        "low": _plan(500, 3_000, 0.2, premium=_premium(200)),
        "high": _plan(1_500, 3_000, 0.1, premium=_premium(50.25)),
        "unknown": _plan(0, 100, 0, premium={"unknown": "nobody says", "who-pays": "you", **TERMS}),
    }
    care = OtherCare(label="A stay", lines=[LINE], note="x", **TERMS)
    book = replace(BOOK, services=services, plans=plans, other_care={"stay": care})
    return arm, book


ARM, ONE = _course()


def _scenario(**more: Any) -> Scenario:
    return replace(default_scenario(ONE), arms=(ARM,), plan="low", **more)


# --- next year's plan, by hand -------------------------------------------------------------------


def test_a_course_at_one_price_under_three_plans() -> None:
    """Ten sessions at $200. Low: 500 + 20 % of 1,500 = 800, and 12 x 200. High: 1,500 + 10 % of
    500 = 1,550, and 12 x 50.25. None: 10 x 150."""
    choice = plan_choice(ONE, _scenario(), ARM, ["low", "high", "none"])
    assert [(p.paid, p.premium) for p in choice.plans] == [
        (800_00, 2_400_00),
        (1_550_00, 603_00),
        (1_500_00, 0),
    ]
    assert [p.with_premium(p.paid) for p in choice.plans] == [3_200_00, 2_153_00, 1_500_00]
    assert [p.cheapest for p in choice.plans] == [0, 0, 1]
    assert all(p.low == p.paid == p.high for p in choice.plans)


def test_other_care_meets_the_same_deductible_in_time_order() -> None:
    """A stay of $5,000 on 15 January; CBT begins on 1 January with one session before it or two.
    In all 7,000 under one deductible. Low: 500 + 20 % of 6,500 = 1,800. High: 1,500 + 10 % of
    5,500 = 2,050. None: 5,000 + 1,500."""
    choice = plan_choice(ONE, _scenario(), ARM, ["low", "high", "none"], care="stay")
    assert [p.paid for p in choice.plans] == [1_800_00, 2_050_00, 6_500_00]
    assert [p.cheapest for p in choice.plans] == [0, 1, 0]  # 4,200, 2,653 and 6,500
    assert [p.worst for p in choice.plans] == [1_800_00, 2_050_00, 6_500_00]
    days = [line.dated.day for line in choice.plans[0].ledger.lines]
    assert days == sorted(days) and 14 in days
    stay = next(i for i, n in enumerate(choice.plans[0].ledger.lines) if n.service == "other-care")
    first = sum(1 for n in choice.plans[0].ledger.lines[:stay] if n.price.cents is not None)
    assert first and int(choice.plans[0].ledger.patient[1, stay]) < 500_00 + 1_000_00


def test_a_maximum_ends_a_year() -> None:
    """With a maximum of 1,000 the course and the stay cost 1,000; a typed premium of 10 a month
    takes the place of the tables' 200."""
    capped = _plan(500, 1_000, 0.2, premium=_premium(200))
    book = replace(ONE, plans={**ONE.plans, "low": capped})
    choice = plan_choice(book, _scenario(), ARM, ["low", "high"], {"low": 10}, "stay")
    low, high = choice.plans
    assert (low.paid, low.premium, low.own_premium) == (1_000_00, 120_00, True)
    assert (high.own_premium, low.cheapest, high.cheapest) == (False, 1, 0)


def test_a_premium_that_is_not_known_is_in_no_sum() -> None:
    choice = plan_choice(ONE, _scenario(), ARM, ["unknown", "low"])
    unknown, low = choice.plans
    assert (unknown.premium, unknown.cheapest, unknown.paid) == (None, None, 0)
    assert low.cheapest == 1 and choice.compared() == [low]
    assert cheapest_words(ONE, choice) is None
    assert any("premium is not known" in note for note in choice_notes(ONE, _scenario(), choice))
    told = plan_choice(ONE, _scenario(), ARM, ["unknown", "low"], {"unknown": Decimal("9.99")})
    assert told.plans[0].premium == 119_88 and told.plans[0].cheapest == 1


def test_the_worst_year_holds_the_most_care_and_the_year_asked_the_care_asked() -> None:
    choice = plan_choice(ONE, _scenario(), ARM, ["low"])
    assert (choice.plans[0].paid, choice.plans[0].worst) == (800_00, 1_800_00)


def test_plans_that_cost_the_same_share_the_years() -> None:
    book = replace(ONE, plans={**ONE.plans, "twin": ONE.plans["low"]})
    choice = plan_choice(book, _scenario(), ARM, ["low", "twin"])
    assert [p.cheapest for p in choice.plans] == [0.5, 0.5]
    assert "cost the same" in str(cheapest_words(book, choice))


# --- next year's plan, of real tables ------------------------------------------------------------


def test_what_was_typed_of_ones_own_plan_holds_for_it_alone() -> None:
    scenario = replace(
        default_scenario(BOOK),
        plan="employer-ppo",
        deductible_usd=7,
        deductible_met_usd=300,
        year_starts_month=7,
        terms=(PlanTerms("lab", 5),),
        family=FamilyCover("embedded", 900, 100, 4_000, 200),
    )
    own = year_under(BOOK, scenario, "employer-ppo")
    assert (own.deductible_usd, own.deductible_met_usd, own.start) == (7, 0, (7, 1))
    assert own.family == FamilyCover("embedded", 900, 0, 4_000, 0) and own.terms
    other = year_under(BOOK, scenario, "marketplace-gold")
    assert (other.deductible_usd, other.start, other.terms, other.family) == (
        None,
        (1, 1),
        (),
        None,
    )
    assert other.horizon == own.horizon == "12m"


def test_other_care_stands_in_the_middle_of_its_month() -> None:
    from datetime import date

    care = care_of(BOOK, "little", date(2026, 7, 1))
    assert (date(2026, 7, 1).toordinal() + care[0].day) == date(2026, 11, 15).toordinal()
    assert sum(one.cents for one in care) == 2_800_00
    assert sum(one.cents for one in care_of(BOOK, "much", date(2026, 1, 1))) == 12_700_00
    assert care_of(BOOK, None, date(2026, 1, 1)) == ()


def test_a_year_alone_is_the_course_of_twelve_months() -> None:
    """Without other care the figures are those of the comparison and its range."""
    arm = (Choice("ketamine.iv", 6),)
    year = replace(default_scenario(BOOK), arms=(arm,), plan="employer-ppo", horizon="12m")
    (cost,) = plan_choice(BOOK, year, arm, ["employer-ppo"]).plans
    found, span = compare(BOOK, year).arms[0], range_of(BOOK, year, arm)
    assert cost.paid == found.ledger.totals()["patient_pays"]["typical"]
    assert (cost.low, cost.high) == (span.low, span.high)


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(sorted(BOOK.options)),
    st.lists(st.sampled_from(sorted(BOOK.plans)), min_size=1, max_size=4, unique=True),
    st.sampled_from([None, "little", "much"]),
)
def test_every_course_has_a_year_under_every_plan(
    option: str, plans: list[str], care: str | None
) -> None:
    arm = (Choice(option, BOOK.options[option].sessions.default),)
    scenario = replace(default_scenario(BOOK), arms=(arm,))
    choice = plan_choice(BOOK, scenario, arm, plans, dict.fromkeys(plans, 100), care)
    assert sum(p.cheapest or 0 for p in choice.plans) == pytest.approx(1)
    for one in choice.plans:
        assert one.low <= one.paid <= one.high <= one.worst
        assert all(0 <= line.dated.day < 365 for line in one.ledger.lines)


def test_what_is_not_asked_for_rightly_is_refused() -> None:
    for plans in ([], ["low", "low"], ["a", "b", "c", "d", "e"]):
        with pytest.raises(ValueError, match="1 to 4"):
            plan_choice(ONE, _scenario(), ARM, plans)
    with pytest.raises(KeyError):
        plan_choice(ONE, _scenario(), ARM, ["low"], care="none such")


def test_an_older_release_has_no_premiums_and_no_other_care() -> None:
    old = load_prices("2026.1")
    assert not old.other_care and yearly_premium(old, "employer-ppo") is None
    arm = default_scenario(old).arms[0]
    choice = plan_choice(old, default_scenario(old), arm, ["employer-ppo", "none"])
    assert choice.most_care is None and choice.plans[1].premium == 0


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.7, "7 of 10"), (0.999, "more than 9 of 10"), (0.02, "fewer than 1 of 10"),
        (1.0, "always"), (0.0, "never"),
    ],
)  # fmt: skip
def test_how_often_in_words(share: float, said: str) -> None:
    assert share_words(share) == said


# --- with and without ----------------------------------------------------------------------------


def test_cash_beside_the_plan_before_a_deductible_is_met() -> None:
    """Four sessions: 800 with the plan (all of it deductible), 600 in cash."""
    arm = (Choice("cbt.individual", 4),)
    one = with_and_without(compare(ONE, replace(_scenario(), arms=(arm,), plan="high")))[0]
    assert (one.plan, one.cash, one.cash_is_cheaper) == (800_00, 600_00, True)
    assert [(s.plan, s.cash) for s in one.services] == [(800_00, 600_00)]


def test_cash_beside_the_plan_after_it_is_met() -> None:
    """Ten sessions: 800 with the plan, 1,500 in cash; no service costs less."""
    one = with_and_without(compare(ONE, _scenario()))[0]
    assert (one.plan, one.cash, one.cash_is_cheaper, one.services) == (800_00, 1_500_00, False, ())


def test_cash_costs_less_than_a_copayment_above_the_price() -> None:
    """A plan with a copayment of 160 a session and 1,600 in all; cash is 150 each."""
    terms = {"copayment": 160, **TERMS}
    plan = _plan(0, 9_000, 0, **{"cost-sharing": {}, "otherwise": terms})
    book = replace(ONE, plans={**ONE.plans, "low": plan})
    comparison = compare(book, _scenario())
    found = with_and_without(comparison)
    assert (found[0].plan, found[0].cash) == (1_600_00, 1_500_00)
    arms, services = cash_words(book, ["CBT"], found)
    assert arms[0].startswith("CBT: paying cash costs about $100 less")
    assert "$1,500.00 in cash, $1,600.00 with your plan" in services[0]


def test_no_insurance_has_nothing_beside_it() -> None:
    scenario = replace(_scenario(), plan="none")
    assert without_plan(ONE, scenario) is None
    assert with_and_without(compare(ONE, scenario)) == []


# --- who pays ------------------------------------------------------------------------------------


def test_the_order_flips_where_a_plan_pays_most_of_the_dearer() -> None:
    """ECT costs the patient less than ketamine out of pocket, and everyone more."""
    arms = ((Choice("ketamine.iv", 20),), (Choice("ect.outpatient", 9),))
    scenario = replace(default_scenario(BOOK), arms=arms, plan="employer-ppo")
    comparison = compare(BOOK, scenario)
    found = flip(comparison)
    assert found is not None and (found.cheaper_for_me, found.cheaper_for_them) == (1, 0)
    assert flip_words(comparison, "me") == flip_words(comparison, "everyone")
    assert "your plan pays less" in str(flip_words(comparison, "plan"))


def test_without_a_plan_no_order_flips() -> None:
    assert flip(compare(BOOK, default_scenario(BOOK))) is None


def test_the_range_of_each_payer_holds_its_typical_cost() -> None:
    scenario = replace(default_scenario(BOOK), plan="employer-ppo")
    for arm in compare(BOOK, scenario).arms:
        parts = [range_of(BOOK, scenario, arm.arm, who=who) for who in WHO]
        for who, span in zip(WHO, parts, strict=True):
            assert span.low <= typically(arm.ledger, who) <= span.high
        sums = sum(int(part.totals.sum()) for part in parts[:2])
        assert sums == int(parts[2].totals.sum()) and parts[0].totals.size == DRAWS
        assert np.all(np.diff(parts[2].totals) >= 0)
