"""What would lower the cost in a scenario, each worked out and ready to try."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ketacost.model.scenario import Arm, Scenario
from ketacost.model.settle import settled
from ketacost.model.ways import other_ways
from ketacost.tables import PriceBook


@dataclass(frozen=True)
class Lever:
    """One change of a scenario and what it saves.

    `kind` is `setting`, `provider`, `billing` (`name` is the way), `help` (`name` is the help),
    `savings-count`, or `start` (`name` is the month, 1 to 12). `scenario` is the changed one.
    """

    kind: str
    name: str
    saves: int
    """Cents less at typical prices."""
    scenario: Scenario


def levers(book: PriceBook, scenario: Scenario, place: int, most: int = 3) -> list[Lever]:
    """The changes that would lower an arm's typical cost most, the largest first; none where not
    all of its prices are known. What is rare is never proposed.

    Args:
        place: of the arm in the scenario.
        most: how many at most.
    """
    now = _cost(book, scenario, scenario.arms[place])
    if now == _NEVER:
        return []
    best: dict[str, Lever] = {}
    for kind, name, changed in _changes(book, scenario, place):
        saves = now - _cost(book, changed, changed.arms[place])
        if saves > 0 and (kind not in best or saves > best[kind].saves):
            best[kind] = Lever(kind, name, saves, changed)
    return sorted(best.values(), key=lambda lever: -lever.saves)[:most]


def _cost(book: PriceBook, scenario: Scenario, arm: Arm) -> int:
    ledger = settled(book, scenario, arm)
    if ledger.unknown:  # not all of it is counted, so that it may look cheaper than it is
        return _NEVER
    return ledger.totals()["patient_pays"]["typical"]


_NEVER = 2**53


def _changes(
    book: PriceBook, scenario: Scenario, place: int
) -> Iterator[tuple[str, str, Scenario]]:
    """Everything that can be tried: kind, name and the changed scenario."""
    yield from _in_other_ways(book, scenario, place)
    for name in book.help:
        if name not in scenario.help:
            yield "help", name, replace(scenario, help=(*scenario.help, name))
    if scenario.help and not scenario.savings_count:
        yield "savings-count", "", replace(scenario, savings_count=True)
    if book.plans[scenario.plan].accumulators and not _plan_year_begun(scenario):
        for ahead in range(1, 12):  # of months that save the same the next one is told
            month = (scenario.start[0] - 1 + ahead) % 12 + 1
            yield "start", str(month), replace(scenario, start=(month, 1))


def _in_other_ways(
    book: PriceBook, scenario: Scenario, place: int
) -> Iterator[tuple[str, str, Scenario]]:
    arm, payer = scenario.arms[place], book.plans[scenario.plan].payer
    for part, choice in enumerate(arm):
        for way, changed in other_ways(book, choice, payer):
            new = (*arm[:part], changed, *arm[part + 1 :])
            if way.way.rare or new in scenario.arms:  # a comparison holds no arm twice
                continue
            arms = (*scenario.arms[:place], new, *scenario.arms[place + 1 :])
            yield way.kind, way.name, replace(scenario, arms=arms)


def _plan_year_begun(scenario: Scenario) -> bool:
    """Whether the person said what was paid already in the plan year of the start: in another plan
    year it would not count."""
    family = scenario.family
    return any(
        (
            scenario.deductible_met_usd,
            scenario.out_of_pocket_met_usd,
            scenario.drug_met_usd,
            scenario.hra_usd,
            family and (family.met_usd or family.max_met_usd),
        )
    )
