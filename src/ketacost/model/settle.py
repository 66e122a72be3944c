"""One arm settled: its dated services, their prices, who pays what of them, as a ledger.

course (what happens when) -> prices -> coverage and cost sharing -> help -> ledger.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

import numpy as np

from ketacost.model import coverage as covering
from ketacost.model.codes import Code
from ketacost.model.cost_sharing import adjudicate, beyond_limits
from ketacost.model.course import DAYS_A_WEEK, DatedService, course
from ketacost.model.help import (
    Payable,
    Savings,
    Taken,
    deferred_interest,
    discounts,
    interest,
    savings_taken,
    tax_saved,
)
from ketacost.model.ledger import INTEREST, OTHER, UNUSED, Card, Ledger, Line, Repayment
from ketacost.model.plan_year import month_of_plan_year, plan_year
from ketacost.model.prices import LEVELS, OwnPrice, OwnPrices, Prices, UnitPrice, prices_in
from ketacost.model.scenario import HORIZON_WEEKS, Arm, Loan, Scenario, stages
from ketacost.model.standing import Claim
from ketacost.model.ways import in_ways, ways_taken
from ketacost.money import Cents
from ketacost.tables import PriceBook
from ketacost.tables.schema import Plan


def start_date(book: PriceBook, scenario: Scenario) -> date:
    """The day of the first visit, in the year of the release."""
    return date(book.release.year, *scenario.start)


def dated_services(book: PriceBook, scenario: Scenario, arm: Arm) -> tuple[DatedService, ...]:
    """All services of an arm, in time order. A stage begins the week after the one before it has
    ended; only the last has maintenance, up to the horizon, which counts from the first day."""
    weeks, payer = HORIZON_WEEKS[scenario.horizon], book.plans[scenario.plan].payer
    parts = stages(arm)
    services: list[DatedService] = []
    begins = 0  # week
    for place, together in enumerate(parts):
        last = place == len(parts) - 1
        left = None if weeks is None or not last else max(weeks - begins, 1)
        found = [
            replace(dated, day=dated.day + begins * DAYS_A_WEEK) if begins else dated
            for choice in together
            for dated in in_ways(
                course(choice, book.options[choice.option], left), ways_taken(book, choice, payer)
            )
        ]
        services += found
        begins = max(dated.week for dated in found) + 1
    return tuple(sorted(services, key=lambda s: s.day))


@dataclass(frozen=True)
class Beside:
    """Care that a person has beside a course, at an amount that is known."""

    day: int
    """Counts from the start of the course."""
    what: str
    benefit: str
    units: int
    """Visits, or days of a stay."""
    cents: int


# --- lines and their prices ----------------------------------------------------------------------


@dataclass
class _Course:
    """The services of an arm with their claims, prices and full amounts (`[..., n]`), growing a
    line for what is left of a package."""

    services: list[DatedService]
    claims: list[Claim]
    prices: list[UnitPrice]
    full: list[Cents]
    quoted: list[bool]

    def full_prices(self) -> Cents:
        """Full prices of all lines, cents `[..., n]`."""
        if len({cents.shape for cents in self.full}) > 1:
            return np.stack(np.broadcast_arrays(*self.full), axis=-1)
        return np.moveaxis(np.array(self.full), 0, -1)

    def insert(self, at: int, service: DatedService, own: OwnPrice, shape: tuple[int, ...]) -> None:
        """Add a service with a price of its own, behind others of its day."""
        before = self.claims[at - 1]
        claim = replace(before, benefit="not-a-benefit", covered=False, quantity=1, outside=False)
        self.services.insert(at, service)
        self.claims.insert(at, claim)
        self.prices.insert(
            at, UnitPrice(np.full(shape, own.cents, np.int64), lambda at: own.origin)
        )
        self.full.insert(at, np.full(shape, own.cents, np.int64))
        self.quoted.insert(at, True)


def _always(care: Beside) -> Callable[[tuple[int, ...]], Code]:
    """The origin of an amount that is the same at every price level."""
    return lambda at: Code.of("other-care", what=care.what, cents=care.cents)


def _put_beside(
    priced: _Course, beside: Sequence[Beside], plan: Plan, scenario: Scenario, start: date
) -> None:
    """Put other care among the services of a course, in time order."""
    first_month = scenario.year_starts_month or plan.year_starts_month
    for care in beside:
        at = bisect_right(priced.services, care.day, key=lambda dated: dated.day)
        year = plan_year(start, care.day, first_month)
        month = month_of_plan_year(start, care.day, first_month)
        claim = Claim(care.day, care.benefit, True, care.units, year, month)
        cents = np.array(care.cents, np.int64)
        priced.services.insert(at, DatedService(care.day, "", "after", OTHER, care.units))
        priced.claims.insert(at, claim)
        priced.prices.insert(at, UnitPrice(cents, _always(care)))
        priced.full.insert(at, cents)
        priced.quoted.insert(at, False)


def _priced(
    book: PriceBook,
    plan: Plan,
    scenario: Scenario,
    services: Sequence[DatedService],
    prices: Prices,
    other_outcome: bool,
) -> _Course:
    """Claims and full prices of the services: the plan's payer's where it pays, else self-pay's."""
    start = start_date(book, scenario)
    found = covering.claims(book, plan, scenario, services, start, other_outcome)
    beyond = beyond_limits(plan, found)
    own = OwnPrices(scenario.quotes, prices.many)
    priced = _Course(list(services), found, [], [], [])
    for dated, claim, late in zip(services, found, beyond, strict=True):
        inside = claim.covered and not claim.outside and not late
        unit = prices.unit(dated.service, plan.payer if inside else "self-pay")
        quoted = own.price(dated.service, dated.quantity, unit)
        price = quoted or unit
        priced.prices.append(price)
        priced.full.append(_full_price(price, dated.quantity, prices.many))
        priced.quoted.append(quoted is not None)
    for service, left in own.unused():
        at = max(i for i, dated in enumerate(priced.services) if dated.service == service)
        dated = replace(priced.services[at], service=UNUSED, phase="after", quantity=1)
        priced.insert(at + 1, dated, left, priced.full[at].shape)
    return priced


def _full_price(price: UnitPrice, quantity: int, many: int) -> Cents:
    """The price of a line, cents by level; 0, so many times, where it is not known."""
    if price.cents is None:
        return np.zeros(many, np.int64)
    return price.cents if price.units == quantity else price.cents * quantity


def _lines(book: PriceBook, plan: Plan, priced: _Course) -> Iterator[Line]:
    """The lines of a ledger."""

    @cache
    def sources(option: str, benefit: str, covered: bool, late: bool) -> tuple[str, ...]:
        """Sources of the terms (in the second plan year those of that one) and of the coverage."""
        found: list[str] = []
        if covered:
            then = plan.in_year(int(late))
            terms = then.terms(benefit)
            found += (*terms.sources, *then.accumulators[terms.accumulator].sources)
        coverage = covering.coverage_of(book, plan, option)
        return tuple(dict.fromkeys((*found, *(coverage.sources if coverage else ()))))

    for dated, claim, price, quoted in zip(
        priced.services, priced.claims, priced.prices, priced.quoted, strict=True
    ):
        if dated.service in (UNUSED, OTHER):
            covered = dated.service == OTHER and claim.covered
            yield Line(dated, claim.benefit, covered, price, quoted=quoted)
            continue
        service = book.services[dated.service]
        yield Line(
            dated,
            claim.benefit,
            claim.covered,
            price,
            float(service.hours),
            service.at_home,
            quoted,
            sources(dated.option, claim.benefit, claim.covered, claim.plan_year > 0),
        )


def _payables(book: PriceBook, scenario: Scenario, priced: _Course) -> list[Payable]:
    """The lines as help sees them; none where no help was chosen."""
    if not scenario.help:
        return []
    start = start_date(book, scenario)
    lines = zip(priced.services, priced.claims, priced.quoted, strict=True)
    return [
        Payable(
            dated.service,
            dated.phase,
            claim.covered,
            quoted,
            dated.quantity,
            (start + timedelta(days=dated.day)).year,
        )
        for dated, claim, quoted in lines
    ]


# --- the ledger ----------------------------------------------------------------------------------


def settle(
    book: PriceBook,
    scenario: Scenario,
    services: Sequence[DatedService],
    prices: Prices,
    other_outcome: bool = False,
    beside: Sequence[Beside] = (),
) -> Ledger:
    """The ledger of dated services: prices, cost sharing, help, a payment plan's interest.

    Args:
        services: of one arm, in time order.
        prices: of one region, or of several: these become the first axis of every amount, before
            the price levels.
        other_outcome: the less expected outcome: approval refused, or covered after all.
        beside: other care of the same person, which meets the same deductible and maximum.
    """
    plan = covering.own_plan(book.plans[scenario.plan], scenario)
    priced = _priced(book, plan, scenario, services, prices, other_outcome)
    _put_beside(priced, beside, plan, scenario, start_date(book, scenario))
    payables = _payables(book, scenario, priced)
    chosen = {name: book.help[name] for name in scenario.help}
    states = [book.regions[region].state for region in prices.regions]
    savings = Savings(payables, chosen, plan.coverage, states[0] if len(states) == 1 else states)
    shared = adjudicate(
        plan,
        priced.claims,
        priced.full_prices(),
        standing=covering.standing(scenario),
        outside=covering.reimbursement(plan, scenario),
        savings=savings.take if savings.programs else None,
        savings_count=scenario.savings_count,
    )
    taken = savings_taken(savings, shared.allowed.shape)
    taken.append(Taken(Code.of("hra"), shared.hra))
    left = shared.patient - shared.help - shared.hra
    for one in discounts(payables, left, chosen):
        left = left - one.cents
        taken.append(one)
    for one in tax_saved(left, scenario.tax_rate_percent):
        left = left - one.cents
        taken.append(one)
    ledger = Ledger(
        lines=tuple(_lines(book, plan, priced)),
        levels=LEVELS if prices.one else (),
        full=shared.allowed,
        plan=shared.plan,
        patient=left,
        assistance=shared.patient - left,
        shared=shared,
        taken=tuple(t for t in taken if t.cents.any()),
        second_year=covering.second_year(plan, priced.claims),
    )
    return _with_interest(ledger, scenario)


def settled(book: PriceBook, scenario: Scenario, arm: Arm, other_outcome: bool = False) -> Ledger:
    """The ledger of an arm of a scenario, in its region, at the tables' price levels.

    Args:
        other_outcome: the less expected outcome: approval refused, or covered after all.
    """
    services, prices = dated_services(book, scenario, arm), prices_in(book, scenario.region)
    return settle(book, scenario, services, prices, other_outcome)


def _with_interest(ledger: Ledger, scenario: Scenario) -> Ledger:
    """The ledger with the interest of a payment plan as a last line."""
    loan = scenario.loan
    if loan is None:
        return ledger
    owed = ledger.patient.sum(axis=-1)
    if loan.deferred:
        extra, repayment = _card(owed, loan)
    else:
        extra, payment = interest(owed, loan.months, loan.rate_percent)
        repayment = Repayment(loan.months, loan.rate_percent, payment)
    last = ledger.lines[-1].dated
    dated = DatedService(last.day, last.option, "after", INTEREST, 1)

    def origin(at: tuple[int, ...]) -> Code:
        terms = {"months": loan.months, "percent": loan.rate_percent}
        if card := repayment.card:
            balances = int(card.balances[at])
            kind = "deferred" if card.left[at] else "deferred-in-time"
            return Code.of(kind, **terms, balances_cents=balances)
        return Code.of(
            "own-terms" if loan.rate_percent else "own-terms-free",
            **terms,
            cents=int(repayment.payment[at]),
            owed_cents=int(owed[at]),
        )

    line = Line(dated, "not-a-benefit", False, UnitPrice(extra, origin))
    column, none = extra[..., None], np.zeros((*extra.shape, 1), np.int64)

    def longer(amounts: Cents, more: Cents) -> Cents:
        return np.concatenate([amounts, more], axis=-1)

    return replace(
        ledger,
        lines=(*ledger.lines, line),
        full=longer(ledger.full, column),
        plan=longer(ledger.plan, none),
        patient=longer(ledger.patient, column),
        assistance=longer(ledger.assistance, none),
        repayment=repayment,
    )


def _card(owed: Cents, loan: Loan) -> tuple[Cents, Repayment]:
    """The interest of a medical credit card, and how it is paid down. If the person does not say
    what they pay a month, it is as much as clears it in time."""
    months, rate, monthly = loan.months, loan.rate_percent, loan.monthly_usd
    in_time = -(-owed // months)
    payment = in_time if monthly is None else np.full_like(owed, 100 * monthly)
    extra, left, balances = deferred_interest(owed, months, rate, payment)
    if_late = np.zeros_like(owed)
    if monthly is None:
        but_a_dollar = -(-np.maximum(owed - 100, 0) // months)
        if_late, *_ = deferred_interest(owed, months, rate, but_a_dollar)
    return extra, Repayment(months, rate, payment, Card(left, balances, if_late))
