"""Random plans and claims for property tests: every concept of a plan switched on or off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from ketacost.model.standing import Claim, FamilyLimits
from ketacost.tables.schema import Plan

STAY = "inpatient-stay"
BENEFITS = (
    "mental-health-visit",
    "primary-care-visit",
    "outpatient-procedure",
    "clinic-drug",
    STAY,
    "generic-drug",
    "lab",
    "diagnostic-test",
)
DAYS_A_YEAR = 365


def usd(most: int) -> st.SearchStrategy[float]:
    """US dollars to the cent; often none."""
    return st.just(0) | st.integers(0, most) | st.integers(0, most * 100).map(lambda c: c / 100)


def cents(most_usd: int) -> st.SearchStrategy[int]:
    """Cents."""
    return st.just(0) | st.integers(0, most_usd * 100)


def shares() -> st.SearchStrategy[float]:
    """0 to 1 in hundredths; often round."""
    return st.sampled_from([0, 0.1, 0.2, 0.5, 1]) | st.integers(0, 100).map(lambda p: p / 100)


def limits(most: int) -> st.SearchStrategy[Any]:
    """A maximum, or none."""
    return st.just("none") | usd(most)


FIRST = st.fixed_dictionaries(
    {"visits": st.integers(1, 4)},
    optional={"copayment": usd(40), "coinsurance": shares(), "after-deductible": st.booleans()},
)
TIERS = st.just(
    [
        {"from-day": 3, "copayment": 20},
        {"from-day": 6, "copayment": 35.5},
        {"from-day": 9, "copayment": 0},
    ]
)


@st.composite
def terms(draw: st.DrawFn, benefit: str | None = None) -> dict[str, Any]:
    """Terms of a benefit; those of stays only for a stay."""
    optional: dict[str, st.SearchStrategy[Any]] = {
        "copayment": usd(60),
        "copayment-first": st.booleans(),
        "coinsurance-min": usd(30),
        "coinsurance-max": usd(60),
        "outside-out-of-pocket-max": st.booleans(),
        "max-days": st.integers(0, 4),
        "first": FIRST,
        "visit-limit": st.integers(1, 6),
        "next-year": st.fixed_dictionaries(
            {}, optional={"copayment": usd(60), "coinsurance": shares()}
        ),
    }
    if benefit == STAY:
        optional |= {"benefit-period-days": st.integers(1, 60), "day-tiers": TIERS}
    else:
        optional |= {"counted-as": st.sampled_from(["some", "others"])}
    found: dict[str, Any] = draw(
        st.fixed_dictionaries(
            {
                "after-deductible": st.booleans(),
                "coinsurance": shares(),
                "per": st.sampled_from(["service", "service", "visit", "day", "stay"]),
                "accumulator": st.sampled_from(["medical", "drug", "own"]),
            },
            optional=optional,
        )
    )
    return found


FAMILY = st.fixed_dictionaries(
    {"kind": st.sampled_from(["embedded", "aggregate"]), "deductible": usd(900)},
    optional={"out-of-pocket-max": limits(2_000)},
)
NEXT_YEAR = st.fixed_dictionaries(
    {}, optional={"deductible": usd(500), "out-of-pocket-max": limits(1_200)}
)
LIMITED = st.fixed_dictionaries({"out-of-pocket-max": limits(600)})
WITH_MEDICAL = st.just({"out-of-pocket-with": "medical"})


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A plan with three accumulators: medical, drug, and one of a single benefit's own."""
    medical = {"deductible": draw(usd(500)), "out-of-pocket-max": draw(limits(1_200))}
    drug = {"deductible": draw(usd(200))} | draw(LIMITED | WITH_MEDICAL)
    own = {"deductible": draw(usd(200)), "out-of-pocket-with": "medical"}
    for accumulator in (medical, own):
        if draw(st.integers(0, 3)) == 0:
            accumulator["family"] = draw(FAMILY)
    for accumulator in (medical, drug):
        if draw(st.integers(0, 2)) == 0:
            accumulator["next-year"] = draw(NEXT_YEAR)
    more = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "one-copayment-a-day": st.booleans(),
                "carry-over-months": st.sampled_from([0, 3]),
                "in-stay": st.just(["primary-care-visit", "lab"]),
                "hra": st.fixed_dictionaries(
                    {"amount": usd(400)},
                    optional={"pays": st.sampled_from(["any-share", "deductible"])},
                ),
                "out-of-network": st.fixed_dictionaries(
                    {"share": shares()},
                    optional={
                        "deductible": usd(200),
                        "allowed": st.sampled_from([0.33, 0.8, 1]),
                        "out-of-pocket-max": limits(300),
                    },
                ),
            },
        )
    )
    given: dict[str, Any] = {
        "label": "Plan",
        "payer": "commercial",
        "accumulators": {"medical": medical, "drug": drug, "own": own},
        "cost-sharing": {b: draw(terms(b)) for b in BENEFITS if draw(st.booleans())},
        "otherwise": draw(terms()),
    }
    return Plan(**(given | more))


@dataclass(frozen=True)
class Question:
    """A plan, claims in time order, and their amounts in cents."""

    plan: Plan
    claims: tuple[Claim, ...]
    amounts: tuple[int, ...]


@st.composite
def claims_in_time(draw: st.DrawFn, undoing: bool = False, most: int = 9) -> tuple[Claim, ...]:
    """Claims of up to two years; some of them undo earlier ones, if so wished."""
    gaps = st.integers(0, 3) | st.integers(0, 60) | st.integers(0, 300)
    day, found, undone = 0, list[Claim](), set[int]()
    for gap in draw(st.lists(gaps, min_size=1, max_size=most)):
        day += gap
        claim = Claim(
            day=day,
            benefit=draw(st.sampled_from((*BENEFITS, "not-a-benefit"))),
            covered=draw(st.integers(0, 7)) > 0,
            quantity=draw(st.just(1) | st.integers(1, 8)),
            plan_year=day // DAYS_A_YEAR,
            month=day % DAYS_A_YEAR // 31 + 1,
            outside=draw(st.integers(0, 5)) == 0,
        )
        earlier = [i for i, c in enumerate(found) if c.undoes is None and i not in undone]
        if undoing and earlier and draw(st.integers(0, 3)) == 0:
            taken = draw(st.sampled_from(earlier))
            undone.add(taken)
            year, month = claim.plan_year, claim.month
            claim = replace(found[taken], day=day, plan_year=year, month=month, undoes=taken)
        found.append(claim)
    return tuple(found)


@st.composite
def questions(draw: st.DrawFn, undoing: bool = False) -> Question:
    """A plan with claims and their amounts."""
    claims = draw(claims_in_time(undoing))
    amounts: list[int] = []
    for claim in claims:
        amounts.append(draw(cents(900)) if claim.undoes is None else -amounts[claim.undoes])
    return Question(draw(plans()), claims, tuple(amounts))


def families() -> st.SearchStrategy[FamilyLimits | None]:
    """What a family owes, or no family."""
    amounts = cents(1_000)
    return st.none() | st.builds(FamilyLimits, st.booleans(), amounts, amounts, amounts, amounts)
