"""Cost sharing: known bugs elsewhere first, then the design's promises on random plans."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketacost.model.adjudication import Adjudication
from ketacost.model.cost_sharing import adjudicate, beyond_limits
from ketacost.model.plan_year import plan_year
from ketacost.model.standing import Claim, FamilyLimits, Standing
from ketacost.money import to_cents
from ketacost.tables.schema import Plan
from naive import PARTS, Naive
from naive import Standing as NaiveStanding
from plans import Question, cents, families, questions


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
    lab = Claim(0, "lab")
    for claims, amounts in (
        ([lab, replace(lab, undoes=0)], [100, -90]),  # another amount
        ([replace(lab, undoes=0)], [0]),  # itself
        ([replace(lab, undoes=1), lab], [-100, 100]),  # a later one
        ([lab, replace(lab, undoes=0), replace(lab, undoes=0)], [100, -100, -100]),  # twice
        ([lab, replace(lab, undoes=0), replace(lab, undoes=1)], [100, -100, 100]),  # an undoing
    ):
        with pytest.raises(ValueError, match="does not undo"):
            adjudicate(_plan(), claims, amounts)
    with pytest.raises(ValueError, match="does not undo"):  # right at one price level only
        adjudicate(_plan(), [lab, replace(lab, undoes=0)], [[100, -100], [100, -90]])
    with pytest.raises(ValueError, match="negative"):
        adjudicate(_plan(), [Claim(0, "lab")], [-1])
    with pytest.raises(ValueError, match="time order"):
        adjudicate(_plan(), [Claim(1, "lab"), Claim(0, "lab")], [1, 1])
    with pytest.raises(ValueError, match="2 claims"):
        adjudicate(_plan(), [Claim(0, "lab"), Claim(1, "lab")], [1])


def test_what_is_left_of_a_deductible_that_only_first_visits_have() -> None:
    """60 of 100, so it is not met; the next visit has no deductible."""
    first = {"visits": 1, "after-deductible": True}
    plan = _plan(
        accumulators={"medical": {"deductible": 100, "out-of-pocket-max": 500}},
        cost_sharing={"mental-health-visit": {"copayment": 40, "first": first}},
    )
    result = adjudicate(plan, [Claim(0, "mental-health-visit")] * 2, [6_000, 15_000])
    assert result.patient.tolist() == [6_000, 4_000]
    assert result.deductible_left.tolist() == [4_000, 4_000]


# --- one engine against another ------------------------------------------------------------------


class _Program:
    """A maker's savings: each unit down to 5 dollars, up to 200 in all."""

    def __init__(self) -> None:
        self.left = 20_000

    def take(self, line: int, share: Any, units: int) -> Any:
        pays = min(max(int(share) - 500 * units, 0), self.left)
        self.left -= pays
        return np.int64(pays)


@given(
    questions(undoing=True),
    cents(400),
    st.none() | cents(400),
    st.fixed_dictionaries({}, optional={"drug": cents(250), "own": cents(250)}),
    families(),
    st.none() | cents(300),
    st.sampled_from(["none", "counts", "does not count"]),
)
def test_the_engine_gives_what_a_naive_one_gives(
    question: Question,
    paid: int,
    maximum_met: int | None,
    met: dict[str, int],
    family: FamilyLimits | None,
    hra: int | None,
    savings: str,
) -> None:
    """naive.py keeps a journal and adds it up anew for each visit; it knows no arrays."""
    helped = savings != "none" and all(c.undoes is None for c in question.claims)
    found = adjudicate(
        question.plan,
        question.claims,
        np.array(question.amounts, np.int64),
        standing=Standing(
            paid=paid, maximum_met=maximum_met, deductible_met=met, family=family, hra_left=hra
        ),
        savings=_Program().take if helped else None,
        **({} if savings == "counts" else {"savings_count": savings == "none"}),
    )
    expected = Naive(
        question.plan,
        question.claims,
        question.amounts,
        NaiveStanding(paid, maximum_met, met, family, hra),
        _Program().take if helped else None,
        savings != "does not count",
    )
    for part in PARTS:
        assert getattr(found, part).tolist() == expected.column(part), part


@given(questions())
def test_what_lies_beyond_a_limit_is_known_before_prices_are(question: Question) -> None:
    """Such visits have another price; only a line of which nothing is covered is one."""
    found = adjudicate(question.plan, question.claims, np.array(question.amounts))
    beyond = [held.reason == "visit-limit" for held in found.held]
    assert beyond_limits(question.plan, question.claims) == beyond


# --- promises 1 to 3 on random plans -------------------------------------------------------------


def _run(question: Question, amounts: Any = None, **more: Any) -> Adjudication:
    amounts = np.array(question.amounts if amounts is None else amounts, np.int64)
    return adjudicate(question.plan, question.claims, amounts, **more)


@given(questions(undoing=True), st.integers(0, 300_000), families())
def test_promise_1_every_line_adds_up(
    question: Question, met: int, family: FamilyLimits | None
) -> None:
    result = _run(question, standing=Standing(paid=met, family=family))
    assert (result.patient + result.plan == result.allowed).all()
    parts = result.deductible + result.copayment + result.coinsurance + result.not_covered
    assert (parts == result.patient).all()
    sign = np.where([claim.undoes is None for claim in question.claims], 1, -1)
    for name in (*PARTS, "patient", "plan"):
        assert (getattr(result, name) * sign >= 0).all(), name
    assert (abs(result.hra) <= abs(result.patient)).all()


@given(questions(undoing=True), st.integers(0, 300_000), families())
def test_promise_2_no_more_than_the_maximum(
    question: Question, met: int, family: FamilyLimits | None
) -> None:
    """What is covered in the network and not outside the maximum stays below it in a plan year;
    a line that undoes an earlier one counts in that one's year."""
    plan = question.plan
    result = _run(question, standing=Standing(paid=met, family=family))
    share = result.patient - result.not_covered
    paid: dict[tuple[int, str], int] = {}
    for i, claim in enumerate(question.claims):
        counted = question.claims[i if claim.undoes is None else claim.undoes]
        terms = plan.terms(counted.benefit)
        if not counted.covered or counted.outside or terms.outside_out_of_pocket_max:
            continue
        pool = plan.accumulators[terms.accumulator].out_of_pocket_with or terms.accumulator
        key = counted.plan_year, pool
        paid[key] = paid.get(key, 0) + int(share[i])
    for (year, pool), sum_ in paid.items():
        limit = plan.in_year(year).accumulators[pool].out_of_pocket_max
        before = met if pool == "medical" and year == 0 else 0
        if limit is not None:
            assert sum_ <= max(to_cents(limit) - before, 0)
        if pool == "medical" and family is not None:
            others = family.maximum_met_cents if year == 0 else 0
            assert sum_ <= max(family.maximum_cents - others - before, 0)


@given(questions(), st.data())
def test_promise_3_more_is_never_less(question: Question, data: st.DataObject) -> None:
    """Within one plan year: what is carried over from a dearer one can lower the next. An HRA for
    the deductible alone pays more of a share that has more of it, so it is looked at apart."""
    question = replace(question, claims=tuple(replace(c, plan_year=0) for c in question.claims))
    before = _run(question)
    dearer = list(question.amounts)
    dearer[data.draw(st.integers(0, len(dearer) - 1))] += data.draw(st.integers(1, 90_000))
    after = _run(question, dearer)
    assert after.patient.sum() >= before.patient.sum()
    hra = question.plan.hra
    if hra is None or hra.pays == "any-share":
        left = (before.patient - before.hra).sum()
        assert (after.patient - after.hra).sum() >= left
    deductible = int(question.plan.accumulators["medical"].deductible * 100)
    higher = Standing(deductible=deductible + data.draw(st.integers(1, 90_000)))
    assert _run(question, standing=higher).patient.sum() >= before.patient.sum()
    # one more service in the same plan year
    longer = replace(question, claims=(*question.claims, question.claims[-1]))
    assert _run(longer, [*question.amounts, 10_000]).patient.sum() >= before.patient.sum()


@given(questions(undoing=True), st.lists(st.integers(0, 200), min_size=2, max_size=4))
def test_leading_axes_give_what_one_at_a_time_gives(question: Question, factors: list[int]) -> None:
    grid = np.array(factors)[:, None] * np.array(question.amounts, np.int64)
    deductibles = np.array(factors) * 1_000
    together = _run(question, grid, standing=Standing(deductible=deductibles))
    for row, deductible, amounts in zip(together.patient, deductibles, grid, strict=True):
        alone = _run(question, amounts, standing=Standing(deductible=int(deductible)))
        assert (row == alone.patient).all()
    crossed = _run(question, grid[:, None, :], standing=Standing(deductible=deductibles))
    assert crossed.patient.shape == (len(factors), len(factors), len(question.claims))
    assert (together.patient == np.diagonal(crossed.patient).T).all()


@given(questions())
def test_bounds_stay_in_order(question: Question) -> None:
    question = replace(question, claims=tuple(replace(c, plan_year=0) for c in question.claims))
    allowed = np.array(question.amounts)
    low, typical, high = _run(question, np.stack([allowed // 2, allowed, allowed * 2])).patient
    assert low.sum() <= typical.sum() <= high.sum()
