"""The medical expense deduction: what a course saves of a person's federal income tax.

26 U.S.C. 213: what is paid in a calendar year for medical care, and not paid back, counts above 7.5
percent of adjusted gross income, for people who itemize. Only this course is counted; the standard
deduction that they give up is not held against it, and the marginal rate holds for all of it, up to
the whole income. So the figure is the most that this care alone saves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ketacost.money import Cents, share_of

FLOOR = Fraction(75, 1000)
"""The share of income that is left out."""


@dataclass(frozen=True)
class Deduction:
    """Cents by price level, shape `[levels]`: what was paid and counts, and the tax saved, each by
    calendar year; `floor_usd` is the part of a year's cost that does not count."""

    income_usd: int
    rate_percent: int
    paid: Mapping[int, Cents]
    saved_in: Mapping[int, Cents]

    @property
    def floor_cents(self) -> int:
        """Cents of a year's medical cost that do not count."""
        return int(share_of(np.array(100 * self.income_usd), FLOOR))

    def saved(self) -> Cents:
        """Tax saved in all years together, cents `[levels]`."""
        saved: Cents = np.sum(list(self.saved_in.values()), axis=0)
        return saved


def deduction(paid: Cents, years: Sequence[int], income_usd: int, rate_percent: int) -> Deduction:
    """Work out the deduction of dated payments.

    Args:
        paid: what the patient pays, cents `[levels, lines]`; nothing that tax-free money, a plan or
            a program pays.
        years: the calendar year of each line.
        income_usd: adjusted gross income of a year.
        rate_percent: the marginal tax rate.
    """
    floor = share_of(np.array(100 * income_usd), FLOOR)
    by_year = {
        year: paid[..., [i for i, y in enumerate(years) if y == year]].sum(axis=-1)
        for year in dict.fromkeys(years)
    }
    rate = Fraction(rate_percent, 100)
    saved = {
        year: share_of(np.clip(sum_ - floor, 0, 100 * income_usd), rate)
        for year, sum_ in by_year.items()
    }
    return Deduction(income_usd, rate_percent, by_year, saved)
