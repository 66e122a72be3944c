"""Cost sharing: known bugs elsewhere first, then the design's promises on random plans."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketacost.model.cost_sharing import Claim, Standing, adjudicate, plan_year
from ketacost.tables.schema import Plan


def _plan(**changes: Any) -> Plan:
    given = {
        "label": "Plan",
        "payer": "commercial",
        "accumulators": {"medical": {"deductible": 0, "out-of-pocket-max": 100}},
        "cost-sharing": {"mental-health-visit": {"copayment": 40}},
        "otherwise": {"after-deductible": True, "coinsurance": 0.5},
    }
    return Plan(**(given | {k.replace("_", "-"): v for k, v in changes.items()}))


def test_a_copayment_counts_toward_the_maximum_and_is_capped_by_it() -> None:
    claims = [Claim(d, "mental-health-visit") for d in range(4)]
    result = adjudicate(_plan(), claims, [15000] * 4)
    assert result.patient.tolist() == [4000, 4000, 2000, 0]
    assert [c.id for c in result.rules(2)] == ["copayment", "maximum-reached"]


def test_the_maximum_bites_on_the_line_that_reaches_it() -> None:
    claims = [Claim(0, "lab"), Claim(1, "lab")]
    result = adjudicate(_plan(), claims, [30000, 30000])
    assert result.patient.tolist() == [10000, 0]
    assert result.saved.tolist() == [5000, 15000]


def test_a_new_plan_year_starts_everything_again() -> None:
    start = date(2026, 10, 1)
    assert plan_year(start, 91) == 0
    assert plan_year(start, 92) == 1
    assert plan_year(start, 92, year_starts_month=7) == 0
    assert plan_year(start, 273, year_starts_month=7) == 1
    claims = [Claim(0, "lab"), Claim(92, "lab", plan_year=1)]
    result = adjudicate(_plan(), claims, [30000, 30000], standing=Standing(paid=0))
    assert result.patient.tolist() == [10000, 10000]


def test_bad_amounts_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        adjudicate(_plan(), [Claim(0, "lab")], [-1])
    with pytest.raises(ValueError, match="time order"):
        adjudicate(_plan(), [Claim(1, "lab"), Claim(0, "lab")], [1, 1])
    with pytest.raises(ValueError, match="2 claims"):
        adjudicate(_plan(), [Claim(0, "lab"), Claim(1, "lab")], [1])


# --- promises 1 to 3 on random plans -------------------------------------------------------------

BENEFITS = ("mental-health-visit", "outpatient-procedure", "inpatient-stay", "generic-drug", "lab")
usd = st.integers(0, 500_000).map(lambda cents: cents / 100)
whole_usd = st.integers(0, 6_000)


@st.composite
def terms(draw: st.DrawFn) -> dict[str, Any]:
    found: dict[str, Any] = {
        "after-deductible": draw(st.booleans()),
        "copayment": draw(whole_usd),
        "copayment-first": draw(st.booleans()),
        "coinsurance": draw(st.integers(0, 100)) / 100,
        "per": draw(st.sampled_from(["service", "day", "stay"])),
        "accumulator": draw(st.sampled_from(["medical", "drug"])),
    }
    if draw(st.booleans()):
        found["coinsurance-max"] = draw(whole_usd)
    if draw(st.booleans()):
        found["max-days"] = draw(st.integers(0, 4))
    return found


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    drug = {"deductible": draw(whole_usd)}
    if draw(st.booleans()):
        drug["out-of-pocket-with"] = "medical"
    else:
        drug["out-of-pocket-max"] = draw(st.one_of(st.just("none"), whole_usd))
    medical = {"deductible": draw(whole_usd), "out-of-pocket-max": draw(whole_usd)}
    return _plan(
        accumulators={"medical": medical, "drug": drug},
        cost_sharing={b: draw(terms()) for b in draw(st.sets(st.sampled_from(BENEFITS)))},
        otherwise=draw(terms()),
        one_copayment_a_day=draw(st.booleans()),
    )


@st.composite
def claim_lists(draw: st.DrawFn) -> list[Claim]:
    days = sorted(draw(st.lists(st.integers(0, 700), min_size=1, max_size=9)))
    return [
        Claim(
            day,
            draw(st.sampled_from(BENEFITS)),
            draw(st.integers(0, 4)) > 0,
            draw(st.integers(1, 5)),
            day // 365,
        )
        for day in days
    ]


@st.composite
def questions(draw: st.DrawFn) -> tuple[Plan, list[Claim], np.ndarray]:
    claims = draw(claim_lists())
    amounts = draw(st.lists(st.integers(0, 900_000), min_size=len(claims), max_size=len(claims)))
    return draw(plans()), claims, np.array(amounts)


@given(questions(), st.integers(0, 300_000))
def test_promises_1_and_2(question: tuple[Plan, list[Claim], np.ndarray], met: int) -> None:
    plan, claims, allowed = question
    result = adjudicate(plan, claims, allowed, standing=Standing(paid=met))
    assert (result.patient + result.plan == allowed).all()
    assert (result.patient >= 0).all() and (result.plan >= 0).all()
    parts = result.deductible + result.copayment + result.coinsurance + result.not_covered
    assert (parts == result.patient).all()
    for year in {c.plan_year for c in claims}:
        for name, accumulator in plan.accumulators.items():
            limit = accumulator.out_of_pocket_max
            if limit is None:
                continue
            pooled = [
                i
                for i, c in enumerate(claims)
                if c.covered
                and c.plan_year == year
                and name
                in (
                    plan.terms(c.benefit).accumulator,
                    plan.accumulators[plan.terms(c.benefit).accumulator].out_of_pocket_with,
                )
            ]
            assert result.patient[pooled].sum() <= limit * 100


@given(questions(), st.data())
def test_promise_3_more_is_never_less(
    question: tuple[Plan, list[Claim], np.ndarray], data: st.DataObject
) -> None:
    plan, claims, allowed = question
    before = adjudicate(plan, claims, allowed).patient.sum()
    dearer = allowed.copy()
    dearer[data.draw(st.integers(0, len(claims) - 1))] += data.draw(st.integers(1, 300_000))
    assert adjudicate(plan, claims, dearer).patient.sum() >= before
    deductible = int(plan.accumulators["medical"].deductible * 100)
    higher = deductible + data.draw(st.integers(1, 300_000))
    dear = adjudicate(plan, claims, allowed, standing=Standing(deductible=higher))
    assert dear.patient.sum() >= before
    # one more service in the same plan year
    extra = claims[-1]
    longer = adjudicate(plan, [*claims, extra], np.append(allowed, 10_000))
    assert longer.patient.sum() >= before


@given(questions(), st.lists(st.integers(0, 200), min_size=2, max_size=4))
def test_leading_axes_give_what_one_at_a_time_gives(
    question: tuple[Plan, list[Claim], np.ndarray], factors: list[int]
) -> None:
    plan, claims, allowed = question
    grid = np.array(factors)[:, None] * allowed // 100
    deductibles = np.array(factors) * 1_000
    together = adjudicate(plan, claims, grid, standing=Standing(deductible=deductibles))
    for row, deductible, amounts in zip(together.patient, deductibles, grid, strict=True):
        alone = adjudicate(plan, claims, amounts, standing=Standing(deductible=int(deductible)))
        assert (row == alone.patient).all()
    crossed = adjudicate(plan, claims, grid[:, None, :], standing=Standing(deductible=deductibles))
    assert crossed.patient.shape == (len(factors), len(factors), len(claims))
    assert (together.patient == np.diagonal(crossed.patient).T).all()


@given(questions())
def test_bounds_stay_in_order(question: tuple[Plan, list[Claim], np.ndarray]) -> None:
    plan, claims, allowed = question
    three = adjudicate(plan, claims, np.stack([allowed // 2, allowed, allowed * 2])).patient
    low, typical, high = three.sum(axis=-1)
    assert low <= typical <= high
