"""A comparison: each arm of a scenario settled, and beside it the other outcome, the way there,
other ways to have it, the tax return, and each option alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from functools import cached_property

import numpy as np

from ketacost.model import coverage as covering
from ketacost.model import travel
from ketacost.model.course import DatedService
from ketacost.model.deduction import Deduction, deduction
from ketacost.model.eligibility import MayQualify, may_qualify
from ketacost.model.ledger import INTEREST, ByLevel, Ledger, Line
from ketacost.model.link import check
from ketacost.model.prices import LEVELS, UnitPrice
from ketacost.model.scenario import Arm, Choice, Scenario, arm_id
from ketacost.model.settle import dated_services, settled, start_date
from ketacost.model.ways import TakenWay, other_ways, ways_taken
from ketacost.money import to_cents
from ketacost.tables import PriceBook
from ketacost.tables.schema import Coverage, Way


@dataclass(frozen=True)
class SavingsOtherwise:
    """An arm if its plan counted a maker's savings the other way."""

    counted: bool
    """Whether they count toward deductible and maximum here."""
    ledger: Ledger


@dataclass(frozen=True)
class Elsewhere:
    """An arm with one of its options had in another way."""

    option: str
    kind: str
    """`setting`, `provider` or `billing`."""
    name: str
    way: Way
    ledger: Ledger


@dataclass(frozen=True)
class ArmEstimate:
    """One column of a comparison.

    `ledger` is the expected outcome: prior authorization granted, `rarely-covered` not covered.
    """

    arm: Arm
    coverage: tuple[Coverage | None, ...]
    """Of each option; None without a plan."""
    ledger: Ledger
    otherwise: Ledger | None = None
    """The other outcome, where there is one: refused, or covered after all."""
    getting_there: Ledger | None = None
    """The way and the time, apart from medical cost, if the person asked."""
    each_alone: ByLevel | None = None
    """What the patient would pay if each option of the arm were had alone; None for one option."""
    savings: SavingsOtherwise | None = None
    """If the plan counted a maker's savings the other way, where that changes what is paid."""
    ways: tuple[tuple[TakenWay, ...], ...] = ()
    """Of each option: where, by whom and how billed, as it holds under the plan."""
    deduction: Deduction | None = None
    """The tax that a person saves who itemizes, if they said so and their income."""
    find_elsewhere: Callable[[], tuple[Elsewhere, ...]] = field(
        default=tuple, compare=False, repr=False
    )

    @cached_property
    def elsewhere(self) -> tuple[Elsewhere, ...]:
        """Each other way to have it: at a hospital, with a psychologist. A whole estimate each, so
        they are worked out where somebody looks."""
        return self.find_elsewhere()

    @property
    def id(self) -> str:
        return arm_id(self.arm)

    @property
    def options(self) -> tuple[str, ...]:
        return tuple(choice.option for choice in self.arm)

    @property
    def status(self) -> str | None:
        """The arm's coverage: that of its options, the least certain first; None without a plan."""
        found = {c.status for c in self.coverage if c}
        return next((s for s in covering.CERTAINTY if s in found), None)

    @property
    def repayment(self) -> ByLevel | None:
        """The monthly payment of a payment plan, cents by level."""
        paid = self.ledger.repayment
        return self.ledger.by_level(paid.payment) if paid else None

    def visits(self) -> int:
        """Days on which the patient gives time to a visit."""
        return len({line.dated.day for line in self.ledger.lines if line.hours})

    def hours(self) -> float:
        """The patient's own hours, without the way there."""
        return float(sum(line.hours * line.dated.quantity for line in self.ledger.lines))

    def weeks(self) -> int:
        """Weeks from the first service to the last."""
        return self.ledger.lines[-1].dated.week - self.ledger.lines[0].dated.week + 1


@dataclass(frozen=True)
class Comparison:
    """A scenario and its arms, in the order asked."""

    scenario: Scenario
    book: PriceBook
    arms: tuple[ArmEstimate, ...]

    def may_qualify(self) -> list[MayQualify]:
        """The kinds of help that the person may qualify for."""
        return qualifying(self.book, self.scenario)

    def source_ids(self) -> list[str]:
        """Ids of all sources behind the figures, in order of first use."""
        ids: dict[str, None] = {}
        for arm in self.arms:
            for coverage in arm.coverage:
                ids.update(dict.fromkeys(coverage.sources if coverage else ()))
            for ledger in (arm.ledger, arm.otherwise, arm.getting_there):
                for i, line in enumerate(ledger.lines if ledger else ()):
                    ids.update(dict.fromkeys(line.price.sources))
                    ids.update(dict.fromkeys(ledger.sources(i) if ledger else ()))
        return list(ids)


def session_services(book: PriceBook, option: str) -> set[str]:
    """The services that each session of an option is made of."""
    return {s.service for s in book.options[option].course if s.each_session is not None}


def sessions_had(book: PriceBook, ledger: Ledger, choice: Choice) -> int:
    """How many sessions of an option a ledger holds, boosters included. (A visit between sessions
    is none.)"""
    return len(
        {
            line.dated.day
            for line in ledger.lines
            if line.dated.option == choice.option and line.dated.session
        }
    )


# --- the way there -------------------------------------------------------------------------------


def _getting_there(book: PriceBook, scenario: Scenario, ledger: Ledger) -> Ledger | None:
    """Driving, rides and lost pay of each visit, as a ledger of its own; None if not asked."""
    if scenario.miles is None and scenario.ride_usd is None and not scenario.wage_usd:
        return None
    days: dict[int, list[Line]] = {}
    for line in ledger.lines:
        if line.hours and not line.at_home:
            days.setdefault(line.dated.day, []).append(line)
    visits = [
        travel.VisitDay(
            day,
            lines[0].dated.option,
            sum(line.hours * line.dated.quantity for line in lines),
            not any(_may_not_drive(book, line) for line in lines),
        )
        for day, lines in days.items()
    ]
    found = travel.errands(
        visits, book.getting_there, scenario.miles, scenario.ride_usd, scenario.wage_usd
    )
    lines = tuple(
        Line(
            DatedService(e.day, e.option, "acute", e.service, 1),
            "not-a-benefit",
            False,
            UnitPrice(np.array(e.cents, np.int64), e.origin, e.confidence, e.sources),
        )
        for e in found
    )
    amounts = np.array([e.cents for e in found], np.int64).reshape(-1, len(LEVELS)).T
    none = np.zeros_like(amounts)
    return Ledger(lines, LEVELS, amounts, none, amounts, none)


def _may_not_drive(book: PriceBook, line: Line) -> bool:
    """Whether a line is a session after which the patient may not drive."""
    option = line.dated.option
    return book.options[option].driver is not None and (
        line.dated.in_course in session_services(book, option)
    )


# --- the tax return ------------------------------------------------------------------------------

_MILEAGE = "medical-mileage-tax"


def _deduction(
    book: PriceBook, scenario: Scenario, ledger: Ledger, way: Ledger | None
) -> Deduction | None:
    """The medical expense deduction of a person who itemizes; None if they didn't say so or their
    income, or pay with tax-free money, which can't be deducted too.

    The way to care counts: rides in full, a mile driven at the rate of the release's rules.
    """
    income, rate = scenario.income_usd, scenario.itemize_percent
    if income is None or rate is None or scenario.tax_rate_percent:
        return None
    care = [i for i, line in enumerate(ledger.lines) if line.service != INTEREST]
    paid, days = [ledger.patient[..., care]], [ledger.lines[i].dated.day for i in care]
    mile = book.rules.get(_MILEAGE)
    for i, line in enumerate(way.lines if way else ()):
        assert way is not None
        cents = way.full[..., i]
        if line.service == "driving":
            usd = mile.usd if mile and mile.usd else Decimal(0)
            cents = np.full_like(cents, to_cents(usd * line.price.origin((0,))["miles"]))
        if line.service != "time":
            paid.append(cents[..., None])
            days.append(line.dated.day)
    start = start_date(book, scenario)
    years = [(start + timedelta(days=day)).year for day in days]
    return deduction(np.concatenate(paid, axis=-1), years, income, rate)


# --- the pipeline --------------------------------------------------------------------------------


def estimate(book: PriceBook, scenario: Scenario, arm: Arm) -> ArmEstimate:
    """One arm of a scenario that is known to be right: course, prices, cost sharing, ledger."""
    plan = book.plans[scenario.plan]
    coverage = tuple(covering.coverage_of(book, plan, choice.option) for choice in arm)
    two = any(map(covering.has_two_outcomes, coverage))
    ledger = settled(book, scenario, arm)
    getting_there = _getting_there(book, scenario, ledger)
    return ArmEstimate(
        arm=arm,
        coverage=coverage,
        ledger=ledger,
        otherwise=settled(book, scenario, arm, other_outcome=True) if two else None,
        getting_there=getting_there,
        deduction=_deduction(book, scenario, ledger, getting_there),
        each_alone=_each_alone(book, scenario, arm),
        savings=savings_otherwise(book, scenario, arm, ledger),
        ways=tuple(ways_taken(book, choice, plan.payer) for choice in arm),
        find_elsewhere=lambda: tuple(_elsewhere(book, scenario, arm)),
    )


def _elsewhere(book: PriceBook, scenario: Scenario, arm: Arm) -> Iterator[Elsewhere]:
    """The arm in each other way that one of its options can be had."""
    payer = book.plans[scenario.plan].payer
    for place, choice in enumerate(arm):
        for other, chosen in other_ways(book, choice, payer):
            changed = (*arm[:place], chosen, *arm[place + 1 :])
            ledger = settled(book, scenario, changed)
            yield Elsewhere(choice.option, other.kind, other.name, other.way, ledger)


def savings_otherwise(
    book: PriceBook, scenario: Scenario, arm: Arm, ledger: Ledger
) -> SavingsOtherwise | None:
    """What an arm would cost if its plan counted a maker's savings toward deductible and maximum
    where the scenario says that it doesn't, or the other way round.

    Args:
        ledger: of the arm as the scenario has it.

    Returns:
        None without savings, and where the patient pays the same either way at every price level.
    """
    if not any(book.help[name].kind == "savings" for name in scenario.help):
        return None
    other = replace(scenario, savings_count=not scenario.savings_count)
    found = settled(book, other, arm)
    if np.array_equal(found.sums()["patient_pays"], ledger.sums()["patient_pays"]):
        return None
    return SavingsOtherwise(other.savings_count, found)


def _each_alone(book: PriceBook, scenario: Scenario, arm: Arm) -> ByLevel | None:
    """What the patient would pay if each option of the arm were had alone."""
    if len(arm) == 1:
        return None
    alone = [settled(book, scenario, (choice,)) for choice in arm]
    paid = sum((ledger.sums()["patient_pays"] for ledger in alone), np.zeros(len(LEVELS), np.int64))
    return alone[0].by_level(paid)


def qualifying(book: PriceBook, scenario: Scenario) -> list[MayQualify]:
    """The kinds of help that a person may qualify for, with the services of their courses."""
    courses = (dated_services(book, scenario, arm) for arm in scenario.arms)
    return may_qualify(book, scenario, {dated.service for found in courses for dated in found})


def compare(
    book: PriceBook,
    scenario: Scenario,
    one: Callable[[PriceBook, Scenario, Arm], ArmEstimate] = estimate,
) -> Comparison:
    """All arms of a scenario.

    Args:
        one: works out an arm; what it gives may come from memory.

    Raises:
        ScenarioError: the scenario asks for something that this release does not know.
    """
    check(scenario, book)
    return Comparison(scenario, book, tuple(one(book, scenario, a) for a in scenario.arms))
