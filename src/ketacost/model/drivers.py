"""Why a range is so wide: what the total does when one thing alone goes from low to high.

All else stays typical. The dollars that one price moves are exact and can be worked out by hand;
unlike shares of variance they need no word on how prices go together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ketacost.model.course import DatedService
from ketacost.model.prices import LEVELS, Prices, UnitPrice, prices_in
from ketacost.model.scenario import NATIONAL, Arm, Scenario
from ketacost.model.settle import dated_services, settle, settled
from ketacost.money import Cents
from ketacost.tables import PriceBook

_LOW, _TYPICAL, _HIGH = (LEVELS.index(level) for level in ("low", "typical", "high"))


@dataclass(frozen=True)
class Driver:
    """One thing that moves what the patient pays.

    `kind` is `price` (`name` is a service), `place` (`name` is the region asked for) or `boosters`
    and `sessions` (`name` is an option). `low` and `high` are what the patient pays in cents, at
    the least and at the most, as it alone moves.
    """

    kind: str
    name: str
    low: int
    high: int

    @property
    def moves(self) -> int:
        """Cents from the least to the most."""
        return self.high - self.low


class _OneMoves(Prices):
    """Typical prices, save that in row 2i service i is low and in row 2i + 1 it is high: cents of
    the shape `[2 x services]`."""

    def __init__(self, book: PriceBook, region: str, services: Sequence[str]) -> None:
        super().__init__(book, region)
        self.one = False
        self.at = {service: i for i, service in enumerate(services)}
        self.many = 2 * len(self.at)

    def _unit(self, service: str, payer: str) -> UnitPrice:
        usual = prices_in(self.book, self.regions[0]).unit(service, payer)
        if usual.cents is None:
            return usual
        cents = np.full(self.many, usual.cents[_TYPICAL], np.int64)
        if (i := self.at.get(service)) is not None:
            cents[2 * i], cents[2 * i + 1] = usual.cents[_LOW], usual.cents[_HIGH]
        return replace(usual, cents=cents)


def price_drivers(book: PriceBook, scenario: Scenario, arm: Arm) -> list[Driver]:
    """Each price of an arm that moves what the patient pays, the one that moves most first."""
    services = dated_services(book, scenario, arm)
    names = tuple(dict.fromkeys(dated.service for dated in services))
    paid = _paid(book, scenario, services, _OneMoves(book, scenario.region, names))
    found = [
        Driver("price", name, *sorted(map(int, paid[2 * i : 2 * i + 2])))
        for i, name in enumerate(names)
    ]
    return _sorted(found)


def place_driver(book: PriceBook, scenario: Scenario, arm: Arm) -> Driver:
    """What the patient pays where it costs least and where it costs most, at typical prices."""
    regions = [region for region in book.regions if region != NATIONAL]
    prices = Prices(book, regions)
    paid = _paid(book, scenario, dated_services(book, scenario, arm), prices)[:, _TYPICAL]
    return Driver("place", scenario.region, int(paid.min()), int(paid.max()))


def schedule_drivers(book: PriceBook, scenario: Scenario, arm: Arm) -> list[Driver]:
    """What the boosters and the number of sessions that people have move, at typical prices, from
    the 10th to the 90th percentile; left out where the person's own departs from the usual."""
    found = []
    for place, choice in enumerate(arm):
        spread = book.ranges.schedules.get(choice.option)
        if spread is None or choice.stop_after is not None:
            continue
        ways: dict[str, list[dict[str, Any]]] = {}
        usual = book.options[choice.option].sessions.default
        if spread.sessions and choice.sessions == usual:
            ways["sessions"] = [{"sessions": n} for n in set(spread.sessions)]
        boosts = spread.booster_weeks and scenario.horizon != "course"
        if boosts and choice.booster_weeks is None:
            weeks = {w or NO_BOOSTERS for w in spread.booster_weeks}
            ways["boosters"] = [{"booster_weeks": w} for w in weeks]
        for kind, changes in ways.items():
            paid = [
                _typical(book, scenario, (*arm[:place], replace(choice, **how), *arm[place + 1 :]))
                for how in changes
            ]
            found.append(Driver(kind, choice.option, min(paid), max(paid)))
    return _sorted(found)


NO_BOOSTERS = 9_999
"""Weeks between boosters that no horizon holds."""


def drivers(book: PriceBook, scenario: Scenario, arm: Arm) -> list[Driver]:
    """All that moves what the patient pays of an arm, the largest first: prices, what people differ
    in, the place."""
    found = [
        *price_drivers(book, scenario, arm),
        *schedule_drivers(book, scenario, arm),
        place_driver(book, scenario, arm),
    ]
    return _sorted(found)


def _sorted(found: list[Driver]) -> list[Driver]:
    return sorted((d for d in found if d.moves), key=lambda d: -d.moves)


def _paid(
    book: PriceBook, scenario: Scenario, services: Sequence[DatedService], prices: Prices
) -> Cents:
    cents: Cents = settle(book, scenario, services, prices).patient.sum(axis=-1)
    return cents


def _typical(book: PriceBook, scenario: Scenario, arm: Arm) -> int:
    return settled(book, scenario, arm).totals()["patient_pays"]["typical"]
