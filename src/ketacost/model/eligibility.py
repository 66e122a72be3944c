"""What help a person may qualify for, by income, household, place, plan and course. It is told,
never taken off a total: whoever gives the help decides.

The federal poverty level grows by a fixed amount with each further person of the household.
Medicaid goes by the level of the year itself (42 CFR 435.603, limit 138 percent with the 5 points
that are disregarded), marketplace plans by that of the year before (26 CFR 1.36B-1(h)).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ketacost.model.codes import Code
from ketacost.model.scenario import Scenario
from ketacost.money import to_cents
from ketacost.tables import PriceBook
from ketacost.tables.schema import IncomeHelp, IncomeStep, MedicaidLimit


@dataclass(frozen=True)
class MayQualify:
    """A kind of help that a person may qualify for: its id in help-by-income.yaml, why it is told,
    and what it is at this income, where it has steps."""

    name: str
    why: Code
    step: IncomeStep | None = None
    limit: MedicaidLimit | None = None
    """Where a state's limit for Medicaid decides."""


def poverty_level(book: PriceBook, year: int, state: str, household: int) -> Decimal | None:
    """The federal poverty level, US dollars a year; None for a year that the tables don't have.

    Args:
        state: two letters; the states and territories without a level of their own, and no state
            (`""`), have that of the 48.
        household: people, 1 or more.
    """
    tables = book.help_by_income
    for levels in tables.poverty_levels if tables else ():
        if levels.year == year:
            level = {"AK": levels.ak, "HI": levels.hi}.get(state, levels.us)
            return level.first_person + level.each_further * (household - 1)
    return None


def medicaid_limit(book: PriceBook, state: str) -> MedicaidLimit | None:
    """Who may have Medicaid in a state; None where the tables say nothing of it."""
    tables = book.help_by_income
    limits = tables.medicaid_limits if tables else ()
    return next((limit for limit in limits if state in limit.states), None)


def may_qualify(book: PriceBook, scenario: Scenario, services: set[str]) -> list[MayQualify]:
    """Every kind of help that a person may qualify for, in the tables' order.

    Args:
        services: ids of all services of the courses compared.

    Returns:
        codes, in group `may-qualify`: `income` (percent, year, limit_cents, up_to) where the income
        is low enough; `state-narrow` (the same, state, why) and `state-not-said` (the same) for
        Medicaid where no limit is known; `begins-at` (cents, percent, year) where it is too low;
        `income-not-said`; `whoever-asks` where it has no limit of income here. Empty for releases
        without help-by-income.yaml.
    """
    tables = book.help_by_income
    if tables is None:
        return []
    asked = _Asked(book, scenario, book.regions[scenario.region].state)
    kind = book.plans[scenario.plan].coverage or "none"
    found: list[MayQualify] = []
    for name, helping in tables.help.items():
        if helping.coverage and kind not in helping.coverage:
            continue
        if helping.services and not services.intersection(helping.services):
            continue
        if asked.state in helping.not_in_states:
            continue
        found += asked.answers(name, helping)
    return found


def _told(percent: Fraction) -> Decimal:
    """A percentage to one place behind the point."""
    return Decimal(round(percent * 10)) / 10


@dataclass(frozen=True)
class _Asked:
    """A scenario's income held against one kind of help after another."""

    book: PriceBook
    scenario: Scenario
    state: str

    def answers(self, name: str, helping: IncomeHelp) -> Iterator[MayQualify]:
        if not helping.steps and not helping.by_state:
            yield MayQualify(name, Code.of("whoever-asks"))
        elif self.scenario.income_usd is None:
            yield MayQualify(name, Code.of("income-not-said"))
        elif helping.by_state:
            yield from self._by_state(name, helping)
        else:
            yield from self._by_steps(name, helping)

    def _level(self, helping: IncomeHelp) -> tuple[int, Decimal | None]:
        year = self.book.release.year - (helping.level_of == "year-before")
        return year, poverty_level(self.book, year, self.state, self.scenario.household)

    def _percent(self, level: Decimal) -> Fraction:
        """The income in percent of a poverty level."""
        return Fraction(100 * (self.scenario.income_usd or 0)) / Fraction(level)

    def _low_enough(self, helping: IncomeHelp, up_to: int) -> Code | None:
        year, level = self._level(helping)
        if level is None or self._percent(level) > up_to:
            return None
        return Code.of(
            "income",
            percent=_told(self._percent(level)),
            year=year,
            limit_cents=to_cents(level * up_to / 100),
            up_to=up_to,
        )

    def _by_state(self, name: str, helping: IncomeHelp) -> Iterator[MayQualify]:
        limit = medicaid_limit(self.book, self.state)
        if limit is None or limit.up_to is None:
            yield from self._elsewhere(name, helping, limit)
        elif code := self._low_enough(helping, limit.up_to):
            yield MayQualify(name, code, None, limit)

    def _elsewhere(
        self, name: str, helping: IncomeHelp, limit: MedicaidLimit | None
    ) -> Iterator[MayQualify]:
        """Where no limit is known: told to those whose income is low enough in some state."""
        tables = self.book.help_by_income
        most = max((m.up_to or 0 for m in tables.medicaid_limits), default=0) if tables else 0
        code = self._low_enough(helping, most)
        if code is not None and limit is None:
            yield MayQualify(name, Code.of("state-not-said", **code.params))
        elif code is not None and limit is not None:
            state = {"state": self.state, "why": limit.unknown or ""}
            yield MayQualify(name, Code.of("state-narrow", **code.params, **state), None, limit)

    def _has_medicaid(self) -> bool:
        """Whether the income is low enough for Medicaid in the state."""
        tables = self.book.help_by_income
        for helping in tables.help.values() if tables else ():
            limit = medicaid_limit(self.book, self.state)
            if helping.by_state and limit and limit.up_to is not None:
                return self._low_enough(helping, limit.up_to) is not None
        return False

    def _by_steps(self, name: str, helping: IncomeHelp) -> Iterator[MayQualify]:
        if helping.unless_medicaid and self._has_medicaid():
            return
        year, level = self._level(helping)
        if level is None:
            return
        percent, begins = self._percent(level), helping.income_from or 0
        if percent < begins:
            cents = to_cents(level * begins / 100)
            told = _told(percent)
            yield MayQualify(name, Code.of("begins-at", cents=cents, percent=told, year=year))
            return
        for step in helping.steps:
            if code := self._low_enough(helping, step.up_to):
                yield MayQualify(name, code, step)
                return
