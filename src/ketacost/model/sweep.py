"""One scenario over a grid: treatments x plans x regions x numbers of sessions, at once.

The same code as a single comparison runs, with the regions as a leading axis of every amount.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ketacost.model.course import DatedService
from ketacost.model.link import check
from ketacost.model.link_values import Name
from ketacost.model.prices import LEVELS, Prices
from ketacost.model.scenario import Arm, Choice, Scenario, arm_id
from ketacost.model.settle import dated_services, settle
from ketacost.money import Cents
from ketacost.tables import PriceBook

AMOUNTS = ("patient_pays", "plan_pays", "assistance", "full_price")


@dataclass(frozen=True)
class Sweep:
    """Totals in cents over a grid; every array has the shape `[arms, plans, regions, sessions,
    levels]`.

    `sessions` holds None where each arm has its own number. `possible` (`[arms, sessions]`) is
    False where an option can't be had so many times; amounts there are 0. A service whose price is
    not known counts for nothing: `complete` (`[arms, plans, sessions]`) is False there.
    """

    release: str
    arms: tuple[str, ...]
    plans: tuple[str, ...]
    regions: tuple[str, ...]
    sessions: tuple[int | None, ...]
    levels: tuple[str, ...]
    patient_pays: Cents
    plan_pays: Cents
    assistance: Cents
    full_price: Cents
    possible: NDArray[np.bool_]
    complete: NDArray[np.bool_]

    def at(self, **where: Any) -> dict[str, Cents]:
        """The amounts at labels of some axes: `at(plan="none", region="oh", level="typical")`.

        Raises:
            KeyError: no such axis. ValueError: no such label.
        """
        axes = {
            "arm": self.arms,
            "plan": self.plans,
            "region": self.regions,
            "sessions": self.sessions,
            "level": self.levels,
        }
        index: list[Any] = [slice(None)] * len(axes)
        for axis, label in where.items():
            if axis not in axes:
                raise KeyError(axis)
            index[list(axes).index(axis)] = axes[axis].index(label)
        return {name: getattr(self, name)[tuple(index)] for name in AMOUNTS}

    def typical(self, arm: int, plan: str, name: str = "patient_pays") -> Cents:
        """Amounts of an arm with a plan at typical prices, `[regions]`, of the first number of
        sessions."""
        at = self.plans.index(plan), self.levels.index("typical")
        found: Cents = getattr(self, name)[arm, at[0], :, 0, at[1]]
        return found


def _arms(book: PriceBook, scenario: Scenario, options: Sequence[str] | None) -> list[Arm]:
    if options is None:
        return list(scenario.arms)
    names = [Name("option").read(option, book) for option in options]
    return [(Choice(name, book.options[name].sessions.default),) for name in names]


def with_sessions(book: PriceBook, arm: Arm, sessions: int | None) -> Arm | None:
    """The arm with another number of sessions of its first option; None where that can't be."""
    if sessions is None:
        return arm
    limits = book.options[arm[0].option].sessions
    if not limits.min <= sessions <= limits.max:
        return None
    stop = arm[0].stop_after
    first = replace(arm[0], sessions=sessions, stop_after=stop and min(stop, sessions))
    return (first, *arm[1:])


def sweep(
    book: PriceBook,
    scenario: Scenario,
    *,
    options: Sequence[str] | None = None,
    plans: Sequence[str] | None = None,
    regions: Sequence[str] | None = None,
    sessions: Sequence[int] | None = None,
    other_outcome: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Sweep:
    """Totals of a scenario over a grid, to the cent those of single comparisons.

    Args:
        options: one arm for each, with its usual number of sessions; the scenario's arms if left
            out.
        plans, regions: ids; the scenario's own if left out.
        sessions: numbers of sessions of each arm's first option; each arm's own if left out.
        other_outcome: the less expected outcome: approval refused, or covered after all.
        progress: told how many parts are done, and of how many, as they get done.

    Raises:
        ScenarioError: the scenario, or an option, plan or region of the grid, is not known.
    """
    arms = _arms(book, scenario, options)
    plans = tuple(plans or (scenario.plan,))
    places = tuple(regions or (scenario.region,))
    numbers: tuple[int | None, ...] = tuple(sessions) if sessions else (None,)
    check(scenario, book)
    for plan in plans:
        check(replace(scenario, plan=plan), book)
    for region in places:
        check(replace(scenario, region=region), book)
    shape = (len(arms), len(plans), len(places), len(numbers), len(LEVELS))
    found = {name: np.zeros(shape, np.int64) for name in AMOUNTS}
    possible = np.zeros((len(arms), len(numbers)), np.bool_)
    complete = np.zeros((len(arms), len(plans), len(numbers)), np.bool_)
    prices = Prices(book, places)
    for a, arm in enumerate(arms):
        for n, many in enumerate(numbers):
            if progress:
                progress(a * len(numbers) + n, len(arms) * len(numbers))
            counted = with_sessions(book, arm, many)
            if counted is None:
                continue
            possible[a, n] = True
            services: dict[str, tuple[DatedService, ...]] = {}  # a payer may bill in its own way
            for p, plan in enumerate(plans):
                asked, payer = replace(scenario, plan=plan), book.plans[plan].payer
                if payer not in services:
                    services[payer] = dated_services(book, asked, counted)
                ledger = settle(book, asked, services[payer], prices, other_outcome)
                complete[a, p, n] = not ledger.unknown
                for name, cents in ledger.sums().items():
                    found[name][a, p, :, n] = cents
    return Sweep(
        book.id,
        tuple(options) if options is not None else tuple(map(arm_id, arms)),
        plans,
        places,
        numbers,
        LEVELS,
        **found,
        possible=possible,
        complete=complete,
    )
