"""A list of services through a plan: who pays what, and what stands beside what was billed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import numpy as np

from ketacost.model.adjudication import Adjudication
from ketacost.model.cost_sharing import adjudicate, outside_terms
from ketacost.model.plan_year import month_of_plan_year, plan_year
from ketacost.model.standing import Claim, Standing
from ketacost.money import Cents
from ketacost.tables.claim_row import ClaimRow
from ketacost.tables.schema import Plan


@dataclass(frozen=True)
class AdjudicatedClaims:
    """The rows of a claims file with what each costs whom; amounts in cents, one for each row.

    What was billed above the allowed amount is either `written_off` (the provider is in the network
    and may not ask for it) or a `balance_bill` (the provider may ask for it, on top of the
    patient's share, and it counts toward nothing); both are 0 where the file doesn't say what was
    billed.
    """

    plan: Plan
    rows: tuple[ClaimRow, ...]
    shares: Adjudication
    years: tuple[date, ...]
    """The first day of the plan year in which each row counts."""
    written_off: Cents
    balance_bill: Cents

    def difference(self, row: int) -> int | None:
        """How much more the plan says that the patient owes than its terms give, cents, or None
        where it doesn't say. What it says may hold the balance bill or not."""
        stated = self.rows[row].stated_cents
        if stated is None:
            return None
        share = int(self.shares.patient[row])
        owed = share + int(self.balance_bill[row])
        return 0 if stated in (share, owed) else stated - owed


def adjudicate_rows(
    plan: Plan, rows: Sequence[ClaimRow], standing: Standing | None = None
) -> AdjudicatedClaims:
    """Run the rows of a claims file through a plan.

    Args:
        rows: in order of date, one or more.
        standing: where the person stands as the plan year of the first row begins.
    """
    start = rows[0].date
    claims = [_claim(plan, row, start) for row in rows]
    # an allowed amount is what the plan reckons with, outside its network too
    outside = outside_terms(plan)
    shares = adjudicate(
        plan,
        claims,
        np.array([row.allowed_cents for row in rows], np.int64),
        standing=standing,
        outside=outside and replace(outside, allowed=Fraction(1)),
    )
    counted = [i if row.undoes is None else row.undoes for i, row in enumerate(rows)]
    above = np.array([_above_allowed(row) for row in rows], np.int64)
    off = np.array([_is_written_off(plan, shares, i) for i in counted])
    return AdjudicatedClaims(
        plan=plan,
        rows=tuple(rows),
        shares=shares,
        years=tuple(first_day(rows[i].date, plan.year_starts_month) for i in counted),
        written_off=np.where(off, above, 0),
        balance_bill=np.where(off, 0, above),
    )


def first_day(day: date, year_starts_month: int) -> date:
    """The first day of the plan year of a day."""
    return date(day.year - (day.month < year_starts_month), year_starts_month, 1)


def _claim(plan: Plan, row: ClaimRow, start: date) -> Claim:
    day = (row.date - start).days
    return Claim(
        day=day,
        benefit=row.benefit,
        covered=row.covered,
        quantity=row.quantity,
        plan_year=plan_year(start, day, plan.year_starts_month),
        month=month_of_plan_year(start, day, plan.year_starts_month),
        outside=row.covered and not row.network,
        undoes=row.undoes,
    )


def _above_allowed(row: ClaimRow) -> int:
    """What was billed above the allowed amount; below 0 where a row takes another back."""
    if row.billed_cents is None:
        return 0
    above = max(abs(row.billed_cents) - abs(row.allowed_cents), 0)
    return -above if row.undoes is not None else above


def _is_written_off(plan: Plan, shares: Adjudication, line: int) -> bool:
    """Whether the provider's contract with the plan holds for a line: a covered one in the
    network."""
    claim = shares.claims[line]
    covered = claim.covered and claim.benefit != "not-a-benefit" and not shares.not_covered[line]
    return plan.payer != "self-pay" and covered and not claim.outside
