"""A plan year as an object: what is left of its deductibles and maximums, and what has been had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import ArrayLike

from ketacost.model.standing import MEDICAL, FamilyLimits, Reimbursement, Standing
from ketacost.money import NO_LIMIT, Cents, to_cents
from ketacost.tables.schema import Accumulator, Plan

MONTHS_A_YEAR = 12


def plan_year(start: date, day: int, year_starts_month: int = 1) -> int:
    """How many new plan years have begun between the start and `day` days later."""

    def year_of(when: date) -> int:
        return when.year - (when.month < year_starts_month)

    return year_of(start + timedelta(days=day)) - year_of(start)


def month_of_plan_year(start: date, day: int, year_starts_month: int = 1) -> int:
    """1 to 12: the month of the plan year, `day` days after the start."""
    month = (start + timedelta(days=day)).month
    return (month - year_starts_month) % MONTHS_A_YEAR + 1


class Account:
    """What is left of one accumulator's deductible and maximum, a person's and their family's.

    Whoever takes of it takes no more than is left; but what is carried over from a year with a
    higher deductible may be more, and a deductible that is more than met counts as met.
    """

    def __init__(self, deductible: Cents, maximum: Cents, family: FamilyLimits | None) -> None:
        self.own_deductible, self.own_maximum = deductible, maximum
        self.aggregate = bool(family and family.aggregate)
        self.family_deductible: Cents | None = None
        self.family_maximum: Cents | None = None
        if family:
            due = max(family.deductible_cents - family.deductible_met_cents, 0)
            limit = max(family.maximum_cents - family.maximum_met_cents, 0)
            self.family_deductible = np.full_like(deductible, due)
            self.family_maximum = np.full_like(maximum, limit)

    def deductible_left(self) -> Cents:
        """What a person must still pay before the plan does."""
        left = self.own_deductible
        if self.family_deductible is not None:
            own = self.family_deductible if self.aggregate else self.own_deductible
            left = np.minimum(own, self.family_deductible)
        not_below: Cents = np.maximum(left, 0)
        return not_below

    def maximum_left(self) -> Cents:
        """What a person can still be asked for."""
        if self.family_maximum is None:
            return self.own_maximum
        left: Cents = np.minimum(self.own_maximum, self.family_maximum)
        return left

    def take_deductible(self, cents: Cents) -> None:
        """Count cents toward the deductible; negative ones are given back."""
        if not self.aggregate:
            self.own_deductible = self.own_deductible - cents
        if self.family_deductible is not None:
            self.family_deductible = self.family_deductible - cents

    def take_maximum(self, cents: Cents) -> None:
        """Count cents toward the maximum; negative ones are given back."""
        self.own_maximum = self.own_maximum - cents
        if self.family_maximum is not None:
            self.family_maximum = self.family_maximum - cents


class PlanYear:
    """The running totals of one plan year; arrays over the leading axes.

    `carried` holds what went to each deductible in the last months of the year before and counts
    toward this one too; `first` is whether the person's standing holds in it.
    """

    def __init__(
        self,
        plan: Plan,
        standing: Standing,
        shape: tuple[int, ...],
        outside: Reimbursement | None,
        first: bool,
        carried: Mapping[str, Cents],
    ) -> None:
        self.plan, self.shape = plan, shape
        self.accounts = {
            name: self._account(name, accumulator, standing, first)
            for name, accumulator in plan.accumulators.items()
        }
        self.pools = {
            name: self.accounts[accumulator.out_of_pocket_with or name]
            for name, accumulator in plan.accumulators.items()
        }
        if first:
            self._count_standing(standing)
        self.late: dict[str, Cents] = {}
        for name, cents in carried.items():
            self.accounts[name].take_deductible(cents)
        self.visits: dict[str, int] = {}
        self.hra_left = self._hra(standing, first)
        self.outside_deductible = self._full(outside.deductible_cents if outside else 0)
        self.outside_maximum = self._full(outside.maximum_cents if outside else NO_LIMIT)
        self.days: dict[str, Today] = {}
        """The copayments of the day at hand, by group of benefits."""

    def _full(self, cents: ArrayLike) -> Cents:
        return np.zeros(self.shape, np.int64) + np.asarray(cents, np.int64)

    def _account(
        self, name: str, accumulator: Accumulator, standing: Standing, first: bool
    ) -> Account:
        deductible: ArrayLike = to_cents(accumulator.deductible)
        limit = accumulator.out_of_pocket_max
        maximum: ArrayLike = NO_LIMIT if limit is None else to_cents(limit)
        family = _family_of(accumulator)
        if name == MEDICAL:
            deductible = deductible if standing.deductible is None else standing.deductible
            maximum = maximum if standing.maximum is None else standing.maximum
            family = standing.family or family
        if family and not first:
            family = replace(family, deductible_met_cents=0, maximum_met_cents=0)
        return Account(self._full(deductible), self._full(maximum), family)

    def _count_standing(self, standing: Standing) -> None:
        if MEDICAL in self.accounts:
            paid, met = self._full(standing.paid), standing.maximum_met
            self._count_before(MEDICAL, paid, paid if met is None else self._full(met))
        for name, deducted in standing.deductible_met.items():
            if name in self.accounts:
                cents = np.minimum(self._full(deducted), self.accounts[name].deductible_left())
                told = standing.maximum_met is not None
                told = told and self.pool(name) is self.accounts.get(MEDICAL)
                self._count_before(name, cents, np.zeros_like(cents) if told else cents)

    def _count_before(self, name: str, deducted: Cents, counted: Cents) -> None:
        """Count what was paid before the first service; no more than is left."""
        account, pool = self.accounts[name], self.pool(name)
        account.take_deductible(np.minimum(deducted, account.deductible_left()))
        pool.take_maximum(np.minimum(counted, pool.maximum_left()))

    def _hra(self, standing: Standing, first: bool) -> Cents | None:
        if first and standing.hra_left is not None:
            return self._full(standing.hra_left)
        if self.plan.hra is not None:
            return self._full(to_cents(self.plan.hra.amount))
        return None if standing.hra_left is None else self._full(standing.hra_left)

    def pool(self, name: str) -> Account:
        """The account whose maximum an accumulator counts toward."""
        return self.pools[name]

    def count_deductible(self, name: str, cents: Cents, month: int) -> None:
        """Count what was paid toward a deductible, and keep what the next year is to be told."""
        self.accounts[name].take_deductible(cents)
        if is_late(self.plan, month):
            self.late[name] = self.late.get(name, np.int64(0)) + cents

    def today(self, group: str, day: int) -> Today:
        """The copayments of a day, of a group of benefits that have one a day together."""
        if group not in self.days or self.days[group].day != day:
            self.days[group] = Today(day)
        return self.days[group]

    def visits_left(self, group: str, limit: int) -> int:
        """How many of the first so many visits of a plan year are left."""
        return max(0, limit - self.visits.get(group, 0))

    def count_visits(self, group: str, many: int) -> None:
        """Count visits of the benefits of a group."""
        self.visits[group] = self.visits.get(group, 0) + many


def is_late(plan: Plan, month: int) -> bool:
    """Whether what goes to a deductible in a month of the plan year counts for the next one too."""
    return month > MONTHS_A_YEAR - plan.carry_over_months


def _family_of(accumulator: Accumulator) -> FamilyLimits | None:
    family = accumulator.family
    if family is None:
        return None
    limit = family.out_of_pocket_max
    maximum = NO_LIMIT if limit is None else to_cents(limit)
    return FamilyLimits(family.kind == "aggregate", to_cents(family.deductible), 0, maximum, 0)


class Today:
    """The copayments of one day and one group of benefits, where a plan takes one a day at the
    highest rate."""

    def __init__(self, day: int) -> None:
        self.day = day
        self.due: dict[int, int] = {}
        """By line, the copayment of one of its visits."""
        self.paid: dict[int, Cents] = {}

    def left(self, line: int, copayment: int) -> Cents | int:
        """What is left of the day's highest copayment for a line."""
        self.due[line] = max(copayment, self.due.get(line, 0))
        paid = sum(self.paid.values(), np.int64(0))
        left: Cents = np.minimum(copayment, np.maximum(max(self.due.values()) - paid, 0))
        return left

    def pay(self, line: int, cents: Cents) -> None:
        """Count what a line has paid."""
        self.paid[line] = self.paid.get(line, np.int64(0)) + cents

    def forget(self, line: int) -> None:
        """Take back all of a line."""
        self.due.pop(line, None)
        self.paid.pop(line, None)
