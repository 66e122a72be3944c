"""A scenario without insurance beside it: where paying cash costs less than using the plan."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ketacost.model.estimate import Comparison
from ketacost.model.ledger import OURS, Ledger
from ketacost.model.ranges import Range, range_of
from ketacost.model.scenario import Arm, Scenario, without_own_terms
from ketacost.model.settle import settled
from ketacost.tables import PriceBook


@dataclass(frozen=True)
class CheaperCash:
    """A service that costs the patient less in cash, cents of all its units at typical prices."""

    service: str
    plan: int
    cash: int


@dataclass(frozen=True)
class WithAndWithout:
    """What the patient pays for an arm with the plan and without any, cents at typical prices."""

    arm: Arm
    plan: int
    cash: int
    cash_range: Range
    cash_unknown: bool
    """Whether a cash price is not known, and so not counted."""
    services: tuple[CheaperCash, ...]
    """Each service that costs less in cash."""

    @property
    def cash_is_cheaper(self) -> bool:
        """Whether all of it in cash costs less than with the plan, as far as is known."""
        return self.cash < self.plan and not self.cash_unknown


def self_pay_plan(book: PriceBook) -> str | None:
    """Id of the plan that stands for no insurance."""
    return next((name for name, plan in book.plans.items() if plan.payer == "self-pay"), None)


def without_plan(book: PriceBook, scenario: Scenario) -> Scenario | None:
    """The same scenario without insurance: the clinic's prices, the help and the way stay. None
    where it has none already, or the release knows no such plan."""
    none = self_pay_plan(book)
    if none is None or scenario.plan == none:
        return None
    return replace(without_own_terms(scenario), plan=none, kept=None)


def with_and_without(comparison: Comparison) -> list[WithAndWithout]:
    """Each arm with the plan and without; nothing where the scenario has no insurance."""
    book, scenario = comparison.book, comparison.scenario
    cash = without_plan(book, scenario)
    if cash is None:
        return []
    found = []
    for estimate in comparison.arms:
        arm = estimate.arm
        ledger = settled(book, cash, arm)
        found.append(
            WithAndWithout(
                arm,
                estimate.ledger.totals()["patient_pays"]["typical"],
                ledger.totals()["patient_pays"]["typical"],
                range_of(book, cash, arm),
                bool(ledger.unknown),
                tuple(_cheaper(estimate.ledger, ledger)),
            )
        )
    return found


def _cheaper(plan: Ledger, cash: Ledger) -> list[CheaperCash]:
    """The services of both ledgers, as many units in each, that cost less in cash."""
    with_plan, without = _by_service(plan), _by_service(cash)
    found = []
    for service, (units, paid) in with_plan.items():
        other = without.get(service)
        if other is not None and other[0] == units and other[1] < paid:
            found.append(CheaperCash(service, paid, other[1]))
    return found


def _by_service(ledger: Ledger) -> dict[str, tuple[int, int]]:
    """Units and cents to the patient of each service of the tables whose price is known."""
    return {
        service: (
            sum(ledger.lines[i].dated.quantity for i in lines),
            ledger.part(lines).totals()["patient_pays"]["typical"],
        )
        for service, lines in ledger.groups(lambda line: line.service).items()
        if service not in OURS and all(ledger.lines[i].known for i in lines)
    }
