"""Cost sharing: who pays what of each service, and by which rule.

The order is that of the claim logic which the CMS Summary of Benefits and Coverage calculator
publishes: allowed amount; covered or not; copayment or coinsurance; deductible; out-of-pocket
limit; split between plan and patient (CMS, Coverage Examples calculator, appendix A).

Amounts are whole cents in int64 arrays of shape `[..., n_services]`, services in time order. The
loop runs over services; every leading axis (low/typical/high, draws, regions, deductibles) is
computed at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ketacost.money import to_cents
from ketacost.tables.schema import Accumulator, FirstVisits, Plan, Terms
from ketacost.tables.spelling import count
from ketacost.words.figures import dollars_and_cents, percent

Cents = NDArray[np.int64]
NO_LIMIT = np.int64(2**53)  # cents; far above any sum here, and safe to subtract from


@dataclass(frozen=True)
class Claim:
    """One service as a plan sees it. `day` counts from the start of the course; `plan_year` is 0
    for the plan year in which the course starts. `quantity` is days for a stay. `reimbursable`: not
    covered in the network, but the plan may pay part of it back."""

    day: int
    benefit: str
    covered: bool = True
    quantity: int = 1
    plan_year: int = 0
    reimbursable: bool = False


@dataclass(frozen=True)
class Reimbursement:
    """What a plan pays back for care outside its network: after a deductible of its own, `share`
    of an allowed amount that is `allowed` of the charge."""

    deductible_cents: int
    share: Fraction
    allowed: Fraction


@dataclass(frozen=True)
class Adjudication:
    """What each service costs whom, in cents, all of shape `[..., n_services]`.

    `deductible + copayment + coinsurance + not_covered = patient`; `patient + plan` = allowed;
    `saved` is what the out-of-pocket maximum took off the patient's share.
    """

    allowed: Cents
    patient: Cents
    plan: Cents
    deductible: Cents
    copayment: Cents
    coinsurance: Cents
    not_covered: Cents
    saved: Cents
    terms: tuple[Terms | FirstVisits | Reimbursement | None, ...]


def plan_year(start: date, day: int, year_starts_month: int = 1) -> int:
    """How many new plan years have begun between the start and `day` days later."""

    def year_of(when: date) -> int:
        return when.year - (when.month < year_starts_month)

    return year_of(start + timedelta(days=day)) - year_of(start)


class _Totals:
    """Running totals of one accumulator in one plan year; arrays over the leading axes."""

    def __init__(self, deductible_left: Cents, maximum_left: Cents) -> None:
        self.deductible_left = deductible_left
        self.maximum_left = maximum_left


def _fresh_year(plan: Plan, shape: tuple[int, ...], limits: dict[str, ArrayLike | None]) -> dict:
    """Full accumulators, as on the first day of a plan year."""
    totals = {}
    for name, accumulator in plan.accumulators.items():
        deductible: ArrayLike = to_cents(accumulator.deductible)
        maximum: ArrayLike = _maximum_cents(accumulator)
        if name == "medical":
            deductible = deductible if limits["deductible"] is None else limits["deductible"]
            maximum = maximum if limits["maximum"] is None else limits["maximum"]
        totals[name] = _Totals(
            np.broadcast_to(np.asarray(deductible, np.int64), shape).copy(),
            np.broadcast_to(np.asarray(maximum, np.int64), shape).copy(),
        )
    return totals


def _maximum_cents(accumulator: Accumulator) -> int:
    limit = accumulator.out_of_pocket_max
    return int(NO_LIMIT) if limit is None else to_cents(limit)


def _share_of(amount: Cents, rate: Fraction) -> Cents:
    """`rate` of an amount, half a cent up."""
    n, d = rate.numerator, rate.denominator
    return (2 * amount * n + d) // (2 * d)


def adjudicate(
    plan: Plan,
    claims: Sequence[Claim],
    allowed_cents: ArrayLike,
    *,
    deductible_cents: ArrayLike | None = None,
    deductible_met_cents: ArrayLike = 0,
    out_of_pocket_max_cents: ArrayLike | None = None,
    out_of_pocket_met_cents: ArrayLike | None = None,
    out_of_network: Reimbursement | None = None,
) -> Adjudication:
    """Run services through a plan in time order.

    Args:
        plan: the insurance design. A self-pay plan covers nothing.
        claims: one for each service, in time order.
        allowed_cents: full prices, shape `[..., n_services]`, cents, 0 or more.
        deductible_cents, out_of_pocket_max_cents: replace those of the medical accumulator;
            numbers or arrays over the leading axes.
        deductible_met_cents: what was paid for covered care in the first plan year already: toward
            the medical deductible first, and all of it toward the maximum.
        out_of_pocket_met_cents: how much counts toward the maximum already, if that differs.
        out_of_network: what the plan pays back for claims that are `reimbursable`.

    Raises:
        ValueError: claims and amounts don't match, claims are out of time order, an amount is
            negative.
    """
    allowed = np.asarray(allowed_cents, np.int64)
    if allowed.ndim == 0 or allowed.shape[-1] != len(claims):
        raise ValueError(f"{len(claims)} claims, but amounts of shape {allowed.shape}")
    if (allowed < 0).any():
        raise ValueError("an allowed amount is negative")
    if any(b.day < a.day for a, b in pairwise(claims)):
        raise ValueError("claims are not in time order")
    leads = [
        np.asarray(x, np.int64)
        for x in (
            deductible_cents,
            deductible_met_cents,
            out_of_pocket_max_cents,
            out_of_pocket_met_cents,
        )
        if x is not None
    ]
    shape = np.broadcast_shapes(allowed.shape[:-1], *(lead.shape for lead in leads))
    allowed = np.broadcast_to(allowed, (*shape, len(claims)))
    limits = {"deductible": deductible_cents, "maximum": out_of_pocket_max_cents}
    parts = {
        name: np.zeros(allowed.shape, np.int64)
        for name in ("deductible", "copayment", "coinsurance", "not_covered", "saved")
    }
    used_terms: list[Terms | FirstVisits | Reimbursement | None] = []
    outside_year, outside_left = 0, _outside_deductible(out_of_network, shape)

    totals = _fresh_year(plan, shape, limits)
    if "medical" in totals:
        medical, pool = totals["medical"], _pool(plan, totals, "medical")
        met = np.asarray(deductible_met_cents, np.int64)
        paid = met if out_of_pocket_met_cents is None else np.asarray(out_of_pocket_met_cents)
        medical.deductible_left = np.maximum(medical.deductible_left - met, 0)
        pool.maximum_left = np.maximum(pool.maximum_left - paid, 0)
    year, visits, day, day_highest, day_paid = 0, {}, -1, 0, np.int64(0)

    for j, claim in enumerate(claims):
        amount = allowed[..., j]
        never = plan.payer == "self-pay" or claim.benefit == "not-a-benefit"
        if never or not claim.covered:
            back = np.zeros(shape, np.int64)
            if out_of_network and claim.reimbursable and not never:
                if claim.plan_year != outside_year:
                    outside_year = claim.plan_year
                    outside_left = _outside_deductible(out_of_network, shape)
                reckoned = _share_of(amount, out_of_network.allowed)
                deducted = np.minimum(outside_left, reckoned)
                outside_left = outside_left - deducted
                back = _share_of(reckoned - deducted, out_of_network.share)
            parts["not_covered"][..., j] = amount - back
            used_terms.append(out_of_network if claim.reimbursable and not never else None)
            continue
        if claim.plan_year != year:
            year, visits = claim.plan_year, {}
            totals = _fresh_year(plan, shape, limits)
        general = plan.terms(claim.benefit)
        terms: Terms | FirstVisits = general
        if general.first:
            visits[claim.benefit] = visits.get(claim.benefit, 0) + 1
            if visits[claim.benefit] <= general.first.visits:
                terms = general.first
        used_terms.append(terms)
        own, pool = totals[general.accumulator], _pool(plan, totals, general.accumulator)

        copayment = to_cents(terms.copayment) * _units(general, claim.quantity)
        daily = plan.one_copayment_a_day and not claim.benefit.endswith("-drug")
        if daily:
            if claim.day != day:
                day, day_highest, day_paid = claim.day, 0, np.int64(0)
            day_highest = max(day_highest, copayment)
            copayment = np.minimum(copayment, np.maximum(day_highest - day_paid, 0))

        zero = np.zeros(shape, np.int64)
        if terms.after_deductible and general.copayment_first:
            copaid = np.minimum(copayment, amount)
            deducted = np.minimum(own.deductible_left, amount - copaid)
        else:
            deducted = np.minimum(own.deductible_left, amount) if terms.after_deductible else zero
            copaid = np.minimum(copayment, amount - deducted)
        coinsured = _share_of(amount - deducted - copaid, Fraction(terms.coinsurance))
        if general.coinsurance_max is not None:
            coinsured = np.minimum(coinsured, to_cents(general.coinsurance_max))

        # the maximum caps the whole share, copayments too, on the very line that reaches it
        share = deducted + copaid + coinsured
        patient = np.minimum(share, pool.maximum_left)
        deducted = np.minimum(deducted, patient)
        copaid = np.minimum(copaid, patient - deducted)
        coinsured = patient - deducted - copaid
        day_paid = day_paid + copaid if daily else day_paid
        own.deductible_left = own.deductible_left - deducted
        pool.maximum_left = pool.maximum_left - patient
        for name, value in (
            ("deductible", deducted),
            ("copayment", copaid),
            ("coinsurance", coinsured),
            ("saved", share - patient),
        ):
            parts[name][..., j] = value

    patient = parts["deductible"] + parts["copayment"] + parts["coinsurance"] + parts["not_covered"]
    return Adjudication(allowed, patient, allowed - patient, terms=tuple(used_terms), **parts)


def _outside_deductible(terms: Reimbursement | None, shape: tuple[int, ...]) -> Cents:
    return np.full(shape, terms.deductible_cents if terms else 0, np.int64)


def _pool(plan: Plan, totals: dict[str, _Totals], name: str) -> _Totals:
    """The totals whose maximum this accumulator counts toward."""
    return totals[plan.accumulators[name].out_of_pocket_with or name]


def _units(terms: Terms, quantity: int) -> int:
    """How many copayments a line of this quantity has."""
    if terms.per == "stay":
        return 1
    if terms.per == "day" and terms.max_days is not None:
        return min(quantity, terms.max_days)
    return quantity


def rule(result: Adjudication, line: int, at: tuple[int, ...] = ()) -> str:
    """The rule that decided one line, in words: `copayment $27.00`, `not covered`, ...

    Args:
        result: from `adjudicate`.
        line: index of the service.
        at: index into the leading axes.
    """
    here = (*at, line)
    terms = result.terms[line]
    if terms is None:
        return "not covered: you pay the full price"
    if isinstance(terms, Reimbursement):
        if not result.plan[here]:
            return "out of network: counts toward the out-of-network deductible"
        share = Decimal(terms.share.numerator) / terms.share.denominator
        return f"out of network: the plan pays back {percent(share)} of its allowed amount"
    parts = []
    if isinstance(terms, FirstVisits):
        parts.append(f"first {count(terms.visits, 'visit')} of the plan year")
    if result.deductible[here]:
        parts.append(f"deductible {dollars_and_cents(result.deductible[here])}")
    if result.copayment[here]:
        parts.append(f"copayment {dollars_and_cents(result.copayment[here])}")
    if result.coinsurance[here]:
        parts.append(f"coinsurance {percent(terms.coinsurance)}")
    if result.saved[here]:
        parts.append("out-of-pocket maximum reached")
    if not result.patient[here] and not result.saved[here]:
        parts.append("covered in full")
    return ", ".join(parts)
