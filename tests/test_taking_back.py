"""A claim that undoes another gives back all that it had counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ketacost.model.cost_sharing import adjudicate
from ketacost.model.standing import Claim
from ketacost.tables.schema import Plan

BENEFITS = ("mental-health-visit", "specialist-visit", "inpatient-stay", "generic-drug")
STAY = "inpatient-stay"


def _plan(**more: Any) -> Plan:
    given: dict[str, Any] = {
        "label": "Plan",
        "payer": "commercial",
        "accumulators": {"medical": {"deductible": 500, "out-of-pocket-max": "none"}},
        "otherwise": {"copayment": 10},
    }
    return Plan(**(given | {name.replace("_", "-"): value for name, value in more.items()}))


def _paid(plan: Plan, *claims: Claim, amount: int = 10_000_000) -> list[int]:
    """What the patient pays of claims of equal amounts."""
    amounts = [-amount if claim.undoes is not None else amount for claim in claims]
    found: list[int] = adjudicate(plan, claims, np.array(amounts)).patient.tolist()
    return found


def test_a_stay_billed_anew_has_its_deductible_again() -> None:
    plan = _plan(cost_sharing={STAY: {"after-deductible": True, "benefit-period-days": 60}})
    stay, undone = Claim(0, STAY, quantity=5), Claim(0, STAY, quantity=5, undoes=0)
    assert _paid(plan, stay, undone, replace(stay, quantity=4)) == [50_000, -50_000, 50_000]


def test_other_services_between_two_stays_leave_their_benefit_period_as_it_is() -> None:
    """60 days, then 10 more from day 61 on at 100 a day."""
    tier = {"from-day": 61, "copayment": 100}
    terms = {"after-deductible": True, "benefit-period-days": 60, "day-tiers": [tier]}
    plan = _plan(cost_sharing={STAY: terms})
    first, second = Claim(0, STAY, quantity=60), Claim(61, STAY, quantity=10)
    assert _paid(plan, first, second) == [50_000, 100_000]
    assert _paid(plan, first, Claim(60, "lab"), second) == [50_000, 1_000, 100_000]


def test_the_copayment_of_a_day_is_due_again() -> None:
    """One copayment a day: 30 taken back, so the other visit of the day costs its own 10."""
    visit = {"copayment": 30}
    plan = _plan(cost_sharing={"specialist-visit": visit}, one_copayment_a_day=True)
    claims = [
        Claim(0, "specialist-visit"),
        Claim(0, "specialist-visit", undoes=0),
        Claim(0, "mental-health-visit"),
        Claim(0, "mental-health-visit"),
    ]
    assert _paid(plan, *claims) == [3_000, -3_000, 1_000, 0]


def test_a_visit_beyond_a_limit_and_one_within_it_free_a_visit() -> None:
    plan = _plan(cost_sharing={"lab": {"copayment": 10, "visit-limit": 1}})
    claims = [
        Claim(0, "lab"),
        Claim(1, "lab"),
        Claim(2, "lab", undoes=1),
        Claim(3, "lab", undoes=0),
    ]
    found = _paid(plan, *claims, Claim(4, "lab"), amount=20_000)
    assert found == [1_000, 20_000, -20_000, -1_000, 1_000]


# --- any plan ------------------------------------------------------------------------------------

usd = st.integers(0, 300)


@st.composite
def terms(draw: st.DrawFn) -> dict[str, Any]:
    """Cost sharing of a benefit, with any of the concepts that count something."""
    found: dict[str, Any] = {
        "after-deductible": draw(st.booleans()),
        "copayment": draw(usd),
        "coinsurance": draw(st.integers(0, 100)) / 100,
        "accumulator": draw(st.sampled_from(["medical", "drug"])),
        "outside-out-of-pocket-max": draw(st.booleans()),
    }
    more = {
        "coinsurance-max": usd,
        "visit-limit": st.integers(1, 4),
        "first": st.builds(lambda n, c: {"visits": n, "copayment": c}, st.integers(1, 3), usd),
        "counted-as": st.just("visits"),
        "benefit-period-days": st.just(60),
        "day-tiers": st.just([{"from-day": 3, "copayment": 50}]),
    }
    for name in draw(st.sets(st.sampled_from(sorted(more)))):
        found[name] = draw(more[name])
    return found


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    more: dict[str, Any] = {}
    if draw(st.booleans()):
        more["out_of_network"] = {
            "deductible": draw(usd),
            "share": draw(st.integers(0, 100)) / 100,
            "allowed": 0.8,
            "out-of-pocket-max": draw(usd),
        }
    if draw(st.booleans()):
        more["hra"] = {"amount": draw(usd)}
    if draw(st.booleans()):
        more["in_stay"] = ["mental-health-visit", "specialist-visit"]
    return _plan(
        accumulators={
            "medical": {"deductible": draw(usd), "out-of-pocket-max": draw(st.integers(0, 900))},
            "drug": {"deductible": draw(usd), "out-of-pocket-with": "medical"},
        },
        cost_sharing={benefit: draw(terms()) for benefit in BENEFITS},
        one_copayment_a_day=draw(st.booleans()),
        **more,
    )


claims_of_a_day = st.builds(
    Claim,
    day=st.integers(0, 100),
    benefit=st.sampled_from(BENEFITS),
    covered=st.booleans(),
    quantity=st.integers(1, 4),
    outside=st.booleans(),
)


@given(plans(), st.lists(claims_of_a_day, min_size=1, max_size=7), st.data())
def test_a_line_taken_back_leaves_the_others_as_if_it_had_never_been(
    plan: Plan, claims: list[Claim], data: st.DataObject
) -> None:
    claims = sorted(claims, key=lambda claim: claim.day)
    amounts = [data.draw(st.integers(0, 90_000)) for _ in claims]
    place = data.draw(st.integers(0, len(claims) - 1))
    undone = replace(claims[place], undoes=place)
    whole = adjudicate(
        plan,
        [*claims[: place + 1], undone, *claims[place + 1 :]],
        np.array([*amounts[: place + 1], -amounts[place], *amounts[place + 1 :]]),
    )
    rest = adjudicate(
        plan,
        claims[:place] + claims[place + 1 :],
        np.array(amounts[:place] + amounts[place + 1 :], np.int64),
    )
    others = [i for i in range(len(claims) + 1) if i not in (place, place + 1)]
    for name in ("patient", "deductible", "copayment", "coinsurance", "not_covered", "hra"):
        found = getattr(whole, name)
        assert found[others].tolist() == getattr(rest, name).tolist(), name
        assert found[place] == -found[place + 1]
