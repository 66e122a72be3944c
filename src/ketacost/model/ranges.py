"""The range of a total: where 8 of 10 totals would lie if each price were drawn from its band.

A price's low, typical and high are the 10th, 50th and 90th percentile of what people are charged.
Between and beyond them it follows a two-piece normal distribution (Wallis, "The two-piece normal,
binormal, or double Gaussian distribution", Statistical Science 29(1), 2014): one normal for the
half below the typical price, another for the half above. It ends at the 1st and the 99th
percentile, and never below zero.

Each service of a course is drawn once, as a clinic keeps its price over the sessions. Prices of one
provider go together (rank correlation of `pricing/ranges.yaml`), by a normal copula: each service's
score is a sum of its provider's score and one of its own, and its draws are put in the order of the
scores (Iman and Conover, "A distribution-free approach to inducing rank correlation among input
variables", Communications in Statistics 11(3), 1982). As the draws of each price are the same
evenly spaced percentiles in another order, a single price's range is its band, to the cent.

All of it is whole-number arithmetic on a counter-based generator (SplitMix64: Steele, Lea and
Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014), seeded by release, option and
service: a link shows one range for ever, on any machine.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import product
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from ketacost.model.course import DatedService
from ketacost.model.drivers import NO_BOOSTERS
from ketacost.model.estimate import Comparison
from ketacost.model.ledger import Ledger
from ketacost.model.prices import Prices, UnitPrice, prices_in
from ketacost.model.scenario import Arm, Choice, Scenario
from ketacost.model.settle import dated_services, settle, settled
from ketacost.model.who_pays import Who, paid_by
from ketacost.money import Cents
from ketacost.tables import PriceBook

DRAWS = 9_999
"""Draws of each price: the k-th is the percentile k / 100, so that 10, 50 and 90 are among them."""
SHARE = 0.8
"""The middle share of the totals that a range holds."""
_UNIT = 2**20
_SCORE = 2**15
_DRUGS = ("generic-drug", "brand-drug", "specialty-drug")
_TESTS = ("lab", "diagnostic-test")
_LAST_PERCENTILE = 0.99


@cache
def _steps() -> NDArray[np.int64]:
    """For each draw in order: how far from the typical price it lies, in units of the distance to
    low (below it) or high (above it), as whole 2**-20."""
    normal = NormalDist()
    tenth = normal.inv_cdf(0.9)
    last = normal.inv_cdf(_LAST_PERCENTILE)
    found = [
        max(-last, min(last, normal.inv_cdf(k / (DRAWS + 1)))) / tenth for k in range(1, DRAWS + 1)
    ]
    steps = np.array([round(z * _UNIT) for z in found], np.int64)
    steps.flags.writeable = False
    return steps


def _scores(*name: str) -> NDArray[np.int64]:
    """Whole numbers around zero, near a normal distribution, one a draw; always the same for the
    same name."""
    seed = int.from_bytes(hashlib.sha256("|".join(name).encode()).digest()[:8], "little")
    counter = np.arange(1, DRAWS + 1, dtype=np.uint64)
    x = np.uint64(seed) + counter * np.uint64(0x9E3779B97F4A7C15)  # wraps around, as it should
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    x = x ^ (x >> np.uint64(31))
    parts = sum((x >> np.uint64(shift)) & np.uint64(0xFFFF) for shift in (0, 16, 32, 48))
    return np.asarray(parts, np.uint64).astype(np.int64) - 2 * 0xFFFF


@lru_cache(maxsize=1_024)
def ranks(release: str, provider: str, service: str, correlation: float) -> NDArray[np.int64]:
    """The place of each draw of a service among all draws, 0 to DRAWS - 1; places of services of
    one provider have this rank correlation.

    A rank correlation r of normal scores is a correlation of 2 sin(pi r / 6).
    """
    together = 2 * math.sin(math.pi * correlation / 6)
    common, own = (round(math.sqrt(share) * _SCORE) for share in (together, 1 - together))
    score = common * _scores(release, provider) + own * _scores(release, provider, service)
    places = np.empty(DRAWS, np.int64)
    places[np.argsort(score, kind="stable")] = np.arange(DRAWS)
    places.flags.writeable = False
    return places


def drawn(band: Cents, places: NDArray[np.int64]) -> Cents:
    """A price at each draw, cents `[draws]`.

    Args:
        band: low, typical and high in cents.
        places: of each draw among all, as `ranks` gives them.
    """
    low, typical, high = (int(c) for c in band)
    steps = _steps()[places]
    apart = np.where(steps < 0, typical - low, high - typical)
    cents: Cents = np.maximum(typical + ((apart * steps + _UNIT // 2) >> 20), 0)
    return cents


class DrawnPrices(Prices):
    """The prices of a release in one region, drawn: cents have the shape `[draws]`. A draw has no
    formula: the origins are those of the price levels."""

    def __init__(
        self, book: PriceBook, region: str, owners: dict[str, str], at: slice | None = None
    ) -> None:
        super().__init__(book, region)
        self.one = False
        self.owners, self.at = owners, at or slice(None)
        self.many = len(range(DRAWS)[self.at])

    def _unit(self, service: str, payer: str) -> UnitPrice:
        usual = prices_in(self.book, self.regions[0]).unit(service, payer)
        if usual.cents is None:
            return usual
        provider = self.owners.get(service, service)
        correlation = float(self.book.ranges.rank_correlation)
        places = ranks(self.book.id, provider, service, correlation)[self.at]
        return replace(usual, cents=drawn(usual.cents, places))


def provider_of(book: PriceBook, dated: DatedService) -> str:
    """Whose price a service has: of an option, its clinic, its pharmacy or its laboratory."""
    benefit = book.services[dated.service].benefit
    who = "pharmacy" if benefit in _DRUGS else "laboratory" if benefit in _TESTS else "clinic"
    return f"{dated.option}/{who}"


def drawn_prices(
    book: PriceBook, region: str, services: Sequence[DatedService], at: slice | None = None
) -> DrawnPrices:
    """Drawn prices of a course's services: those of one provider go together.

    Args:
        at: some of the draws only.
    """
    owners = {dated.service: provider_of(book, dated) for dated in reversed(services)}
    return DrawnPrices(book, region, owners, at)


@dataclass(frozen=True, eq=False)
class Range:
    """The totals that draws give, cents in order, and what of it is told."""

    totals: Cents
    low: int
    """Cents: 1 of 10 totals is below."""
    high: int
    """Cents: 1 of 10 totals is above."""
    schedule: bool = False
    """Whether people's schedules differ in it too, or prices alone."""


def middle(totals: Cents, by_level: list[int], schedule: bool) -> Range:
    """The middle 80 % of totals. It holds the total at typical prices, and, while schedules are
    fixed, lies within what the lowest and the highest prices give."""
    totals = np.sort(totals)
    edge = (1 - SHARE) / 2
    low, high = (int(totals[round(len(totals) * share)]) for share in (edge, 1 - edge))
    typical = by_level[len(by_level) // 2]
    if not schedule:
        low, high = max(low, min(by_level)), min(high, max(by_level))
    return Range(totals, min(low, typical), max(high, typical), schedule)


def draw_ledger(
    book: PriceBook,
    scenario: Scenario,
    arm: Arm,
    at: slice | None = None,
    other_outcome: bool = False,
) -> Ledger:
    """The ledger of an arm with each price drawn; amounts are cents `[draws, lines]`.

    Args:
        at: some of the draws only.
        other_outcome: the less expected outcome: approval refused, or covered after all.
    """
    services = dated_services(book, scenario, arm)
    prices = drawn_prices(book, scenario.region, services, at)
    return settle(book, scenario, services, prices, other_outcome)


def range_of(
    book: PriceBook,
    scenario: Scenario,
    arm: Arm,
    other_outcome: bool = False,
    who: Who = "me",
) -> Range:
    """Where 8 of 10 totals that the patient pays would lie. Where the scenario says that schedules
    vary, what people differ in besides prices is drawn too: how often boosters come, and, where
    the number of sessions is the usual one, how many they are.

    Args:
        other_outcome: the less expected outcome: approval refused, or covered after all.
        who: whose total it is, if not the patient's.
    """
    alone = replace(scenario, arms=(arm,), kept=None)  # no other arm moves a figure of this one
    return _range_of(book, alone, arm, other_outcome, who)


@lru_cache(maxsize=256)
def _range_of(
    book: PriceBook, scenario: Scenario, arm: Arm, other_outcome: bool, who: Who
) -> Range:
    level = settled(book, scenario, arm, other_outcome)
    by_level = [int(c) for c in paid_by(level, who)]
    varies = scenario.schedule_varies
    schedules = list(_schedules(book, scenario, arm)) if varies else [arm]
    parts = [
        paid_by(
            draw_ledger(book, scenario, one, slice(start, None, len(schedules)), other_outcome),
            who,
        )
        for start, one in enumerate(schedules)
    ]
    return middle(np.concatenate(parts), by_level, schedule=len(schedules) > 1)


def ranges_of(comparison: Comparison, who: Who = "me") -> list[Range]:
    """The range of each arm of a comparison: of what the patient pays, or somebody else."""
    book, scenario = comparison.book, comparison.scenario
    return [range_of(book, scenario, arm.arm, who=who) for arm in comparison.arms]


MOST_SCHEDULES = 25
"""As many as one option can have: five boosters x five numbers of sessions."""
_STEPS = (1, 7, 13)
"""How each further choice of an arm goes through its schedules: the steps share no factor with 25
and differ by none of 5, so that every one is met as often, in another order than the others'."""


def _schedules(book: PriceBook, scenario: Scenario, arm: Arm) -> Iterator[Arm]:
    """The arm as people usually have it, each schedule as likely as the others: every combination
    of one option; of several together as many, every schedule of each as often."""
    usual = [list(_usual(book, scenario, choice)) for choice in arm]
    many = max(map(len, usual)) if sum(len(each) > 1 for each in usual) < 2 else MOST_SCHEDULES
    for j in range(many):
        yield tuple(each[j * step % len(each)] for each, step in zip(usual, _STEPS, strict=False))


def _usual(book: PriceBook, scenario: Scenario, choice: Choice) -> Iterator[Choice]:
    """A choice at the five points (10th, 30th, ... percentile) of its usual boosters and sessions,
    where the person left them as they are."""
    spread = book.ranges.schedules.get(choice.option)
    sessions: tuple[int, ...] = (choice.sessions,)
    boosters: tuple[int | None, ...] = (choice.booster_weeks,)
    if spread is not None and choice.stop_after is None:
        usual = book.options[choice.option].sessions.default
        if spread.sessions and choice.sessions == usual:
            sessions = spread.sessions
        if spread.booster_weeks and choice.booster_weeks is None and scenario.horizon != "course":
            boosters = tuple(w or NO_BOOSTERS for w in spread.booster_weeks)
    for many, weeks in product(sessions, boosters):
        yield replace(choice, sessions=many, booster_weeks=weeks)
