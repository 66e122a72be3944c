"""Which plan for next year: a course and a plain year of other care under each of several plans.

One plan year, from its first day, in time order, so that the course and the other care meet one
deductible and one maximum. Each price is drawn as for the ranges (`ketacost.model.ranges`), the
same draw under every plan (common random numbers): the k-th draw is one year as it may come, and a
plan is cheapest in it or not. Other care has fixed amounts. What is shown is the premium of twelve
months and what the patient pays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

import numpy as np

from ketacost.model.ledger import Ledger
from ketacost.model.prices import prices_in
from ketacost.model.ranges import drawn_prices, middle
from ketacost.model.scenario import Arm, Scenario, without_own_terms
from ketacost.model.settle import Beside, dated_services, settle, start_date
from ketacost.money import Cents, to_cents
from ketacost.tables import PriceBook

MOST_PLANS = 4
MONTHS = 12
_DAYS = 365


@dataclass(frozen=True, eq=False)
class PlanCost:
    """A plan's year, cents. `premium` is None where it is not known; then it is in no sum."""

    plan: str
    premium: int | None
    """Of twelve months."""
    own_premium: bool
    """Whether the person said it."""
    paid: int
    """What the patient pays at typical prices."""
    low: int
    """What the patient pays: 1 of 10 years is below."""
    high: int
    """What the patient pays: 1 of 10 years is above."""
    worst: int
    """What the patient pays at the most, of all years drawn with the most other care."""
    cheapest: float | None
    """The share of years drawn in which it costs least; None where its premium is not known. Plans
    that cost the same share a year between them."""
    ledger: Ledger
    """Of the year at the tables' price levels."""

    def with_premium(self, cents: int) -> int:
        """An amount with the premium, where that is known."""
        return cents + (self.premium or 0)


@dataclass(frozen=True)
class PlanChoice:
    """Plans for one course and one amount of other care."""

    arm: Arm
    care: str | None
    """Id of the other care; None: none."""
    most_care: str | None
    """Id of the most other care that the tables have, which the worst year is worked out with."""
    plans: tuple[PlanCost, ...]

    def compared(self) -> list[PlanCost]:
        """The plans whose premium is known: those that are compared."""
        return [one for one in self.plans if one.premium is not None]


def yearly_premium(
    book: PriceBook, plan: str, monthly_usd: Decimal | int | None = None
) -> int | None:
    """Twelve premiums, cents: of the person's own monthly one, else of the tables'; None where
    neither is known. To have no insurance costs nothing."""
    if monthly_usd is not None:
        return MONTHS * to_cents(Decimal(monthly_usd))
    said = book.plans[plan]
    if said.payer == "self-pay":
        return 0
    if said.premium is None or said.premium.monthly is None:
        return None
    return MONTHS * to_cents(said.premium.monthly)


def year_under(book: PriceBook, scenario: Scenario, plan: str) -> Scenario:
    """A scenario as it would be in a plan year of another plan, from its first day, with nothing
    paid yet. What the person said of their own plan's terms holds for that plan alone."""
    own = plan == scenario.plan
    month = (own and scenario.year_starts_month) or book.plans[plan].year_starts_month
    year = replace(
        scenario,
        plan=plan,
        horizon="12m",
        start=(month, 1),
        deductible_met_usd=0,
        out_of_pocket_met_usd=None,
        drug_met_usd=0,
        loan=None,
        kept=None,
    )
    if own:
        family = year.family and replace(year.family, met_usd=0, max_met_usd=0)
        hra = None if book.plans[plan].hra else year.hra_usd
        return replace(year, family=family, hra_usd=hra)
    return without_own_terms(year)


def care_of(book: PriceBook, care: str | None, start: date) -> tuple[Beside, ...]:
    """The tables' other care as services of a plan year that begins on a day, each in the middle
    of its month.

    Raises:
        KeyError: the release has no such other care.
    """
    if care is None:
        return ()
    found = []
    for line in book.other_care[care].lines:
        months = start.month - 1 + line.month - 1
        day = date(start.year + months // MONTHS, months % MONTHS + 1, 15)
        found.append(
            Beside((day - start).days, line.what, line.benefit, line.units, to_cents(line.usd))
        )
    return tuple(sorted(found, key=lambda one: one.day))


def plan_choice(
    book: PriceBook,
    scenario: Scenario,
    arm: Arm,
    plans: Sequence[str],
    premiums: Mapping[str, Decimal | int] | None = None,
    care: str | None = None,
) -> PlanChoice:
    """What a year of a course and other care costs under each of several plans.

    Args:
        plans: ids of the book, one to four.
        premiums: monthly, US dollars, what the person pays after the employer's or the
            marketplace's help, by plan; the tables' for the others.
        care: id of `book.other_care`; None: no other care.

    Raises:
        KeyError: an id that the release does not know.
        ValueError: no plan, one twice, or more than four.
    """
    if not 1 <= len(plans) <= MOST_PLANS or len(set(plans)) < len(plans):
        raise ValueError(f"from 1 to {MOST_PLANS} plans, each once; found {list(plans)}")
    said = premiums or {}
    yearly = [yearly_premium(book, plan, said.get(plan)) for plan in plans]
    years = [_year(book, scenario, arm, plan, care) for plan in plans]
    most = list(book.other_care)[-1] if book.other_care else None
    worst = [_year(book, scenario, arm, plan, most)[1] for plan in plans]
    shares = _cheapest([totals for _, totals in years], yearly)
    found = []
    for at, plan in enumerate(plans):
        ledger, totals = years[at]
        levels = [int(cents) for cents in ledger.patient.sum(axis=-1)]
        span = middle(totals, levels, schedule=False)
        found.append(
            PlanCost(
                plan,
                yearly[at],
                plan in said,
                levels[len(levels) // 2],
                span.low,
                span.high,
                max(int(worst[at].max()), int(totals.max())),
                shares[at],
                ledger,
            )
        )
    return PlanChoice(arm, care, most, tuple(found))


@lru_cache(maxsize=64)
def _year(
    book: PriceBook, scenario: Scenario, arm: Arm, plan: str, care: str | None
) -> tuple[Ledger, Cents]:
    """A plan year: its ledger at the tables' price levels, and what the patient pays in each
    draw, cents `[draws]`."""
    year = year_under(book, scenario, plan)
    beside = care_of(book, care, start_date(book, year))
    services = [dated for dated in dated_services(book, year, arm) if dated.day < _DAYS]
    usual, drawn = (
        settle(book, year, services, prices, beside=beside)
        for prices in (prices_in(book, year.region), drawn_prices(book, year.region, services))
    )
    totals = drawn.patient.sum(axis=-1)
    totals.flags.writeable = False
    return usual, totals


def _cheapest(totals: Sequence[Cents], premiums: Sequence[int | None]) -> list[float | None]:
    """The share of draws in which each plan costs least, of those whose premium is known."""
    known = [at for at, premium in enumerate(premiums) if premium is not None]
    shares: list[float | None] = [None] * len(premiums)
    if not known:
        return shares
    sums = np.stack([totals[at] + (premiums[at] or 0) for at in known])
    least = sums == sums.min(axis=0)
    each = (least / least.sum(axis=0)).mean(axis=1)
    for at, share in zip(known, each, strict=True):
        shares[at] = float(share)
    return shares
