"""A Good Faith Estimate held against the course that it is for, service by service.

It is written for people who pay alone, so a course is expected at prices without insurance. A price
that a clinic quoted is left out: it is what is being held against.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from ketacost.model.ledger import OURS, Line
from ketacost.model.scenario import Arm, Scenario
from ketacost.model.settle import settled
from ketacost.model.with_and_without import without_plan
from ketacost.tables import PriceBook


@dataclass(frozen=True)
class Expected:
    """A service of a course: how many of it, and cents of one at low, typical and high prices; no
    cents where a price is not known."""

    service: str
    count: int
    cents: tuple[int, int, int] | None


@dataclass(frozen=True)
class Stated:
    """What an estimate says of a service: how many (1 or more), and cents of all of them."""

    count: int
    cents: int


Price = Literal["within", "dearer", "cheaper", "unknown"]


@dataclass(frozen=True)
class Held:
    """An expected service and what the estimate says of it: None where it says nothing."""

    expected: Expected
    stated: Stated | None

    @property
    def ours(self) -> tuple[int, int] | None:
        """Cents of as many as are stated, or else expected, at our lowest and highest price."""
        if self.expected.cents is None:
            return None
        count = self.stated.count if self.stated else self.expected.count
        return self.expected.cents[0] * count, self.expected.cents[-1] * count

    @property
    def beyond(self) -> int:
        """Cents by which what is stated passes our highest price (more than 0) or stays under our
        lowest (less than 0); 0 within, and where nothing is stated or no price is known."""
        if self.stated is None or self.ours is None:
            return 0
        low, high = self.ours
        return self.stated.cents - min(max(self.stated.cents, low), high)

    @property
    def price(self) -> Price | None:
        """Where the stated price lies: in our range, its ends included, or not."""
        if self.stated is None:
            return None
        if self.ours is None:
            return "unknown"
        return "dearer" if self.beyond > 0 else "cheaper" if self.beyond < 0 else "within"

    @property
    def more(self) -> int:
        """How many more than expected are stated; below 0: how many fewer."""
        return (self.stated.count if self.stated else 0) - self.expected.count


def expected_services(book: PriceBook, scenario: Scenario, arm: Arm) -> list[Expected]:
    """The services of a course without insurance, each once, in order of first use. Where the price
    of a service changes on the way, low is the lowest and high the highest of it."""
    cash = without_plan(book, scenario) or scenario
    ledger = settled(book, replace(cash, quotes=(), help=(), loan=None), arm)
    found = []
    for service, lines in ledger.groups(lambda line: line.service).items():
        if service not in OURS:
            each = [ledger.lines[i] for i in lines]
            count = sum(line.dated.quantity for line in each)
            found.append(Expected(str(service), count, _one(each, count)))
    return found


def _one(lines: list[Line], count: int) -> tuple[int, int, int] | None:
    """Cents of one unit: the least, the mean of what is typical, the most."""
    cents = [line.price.cents for line in lines if line.price.cents is not None]
    if len(cents) < len(lines) or not count:
        return None
    low, _, high = zip(*(np.asarray(c).tolist() for c in cents), strict=True)
    typical = sum(int(c[1]) * line.dated.quantity for c, line in zip(cents, lines, strict=True))
    return min(low), round(typical / count), max(high)


def hold(expected: list[Expected], stated: Mapping[str, Stated]) -> list[Held]:
    """Each expected service beside what an estimate says of it.

    Args:
        stated: by service; one that is not expected is left out.
    """
    return [Held(one, stated.get(one.service)) for one in expected]
