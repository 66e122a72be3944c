"""The arithmetic of places: prices that go with the region's price level, or with its wages.

A price that follows the price level is price x (level / 100) to the power of a measured slope. The
power is exp(slope x ln(level / 100)) in decimal arithmetic of 50 digits, of which both exp and ln
are rounded correctly, so that every machine finds the same cents. Low and high prices are taken at
the 10th and 90th percentile of the slope as well: they widen as the place lies away from 100.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

from ketacost.tables import PriceBook
from ketacost.tables.book import AreaIndex
from ketacost.tables.schema import Regional

LABOR_SHARE = Decimal("0.6")
"""Part of a Medicare hospital outpatient rate that follows the wage index (42 CFR 419.43)."""

_TENTH_PERCENTILE = Decimal("1.28")  # standard errors from the middle of a normal distribution
_EXACT = Context(prec=50, rounding=ROUND_HALF_EVEN)


def price_level(book: PriceBook, region: str) -> AreaIndex | None:
    """Price level of a region, United States = 100: of its metro area where the release has one,
    else of its state; None where none is published.

    Raises:
        KeyError: no such region.
    """
    place = book.regions[region]
    if (metro := book.metro_parity.get(region)) is not None:
        return metro
    index = book.price_parity.get(place.state)
    return None if index is None else AreaIndex(index, place.label.partition(":")[0])


def powers(regional: Regional, level: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """The power of level / 100 for the low, typical and high price."""
    slope, error = regional.slope, _TENTH_PERCENTILE * (regional.slope_se or 0)
    if level < 100:
        error = -error
    return (slope - error).normalize(), slope, (slope + error).normalize()


def times(level: Decimal, power: Decimal) -> Decimal:
    """(level / 100) to a power: what the nation's price is multiplied by."""
    ratio = level / 100
    return ratio if power == 1 else _EXACT.exp(_EXACT.multiply(power, _EXACT.ln(ratio)))


def wage_factor(index: Decimal) -> Decimal:
    """What a national hospital outpatient rate is multiplied by where this wage index holds."""
    return LABOR_SHARE * index + 1 - LABOR_SHARE
