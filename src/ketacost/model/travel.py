"""The way to the clinic and the time it takes: lines of their own, never part of medical cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ketacost.model.codes import Code
from ketacost.model.prices import LEVELS
from ketacost.money import part_of, to_cents
from ketacost.tables.schema import GettingThere


@dataclass(frozen=True)
class VisitDay:
    """A day with care away from home: hours there, and whether the patient may drive home."""

    day: int
    option: str
    hours: float
    may_drive: bool


@dataclass(frozen=True)
class Errand:
    """One line of getting there: `driving`, `ride` or `time`, what it costs, and how the figure
    comes about: `driving` (miles, usd, accompanied), `ride` (usd), `lost-pay` (minutes, hours,
    usd). Both by price level."""

    day: int
    option: str
    service: str
    cents: tuple[int, ...]
    origins: tuple[Code, ...]
    confidence: str | None = None
    sources: tuple[str, ...] = ()

    def origin(self, at: tuple[int, ...]) -> Code:
        """The code of the formula at a price level."""
        return self.origins[at[0]]


def errands(
    days: Sequence[VisitDay],
    tables: GettingThere | None,
    miles: int | None,
    ride_usd: int | None,
    wage_usd: int | None,
) -> list[Errand]:
    """Driving, rides and lost pay for each day with a visit.

    Args:
        days: visits in time order.
        tables: what a mile costs, and how long it takes.
        miles: one way, or None to leave driving out.
        ride_usd: a ride there and back on days when the patient may not drive, or None.
        wage_usd: pay an hour for time away, or None to leave it out.
    """
    found: list[Errand] = []
    for visit in days:
        if ride_usd is not None and not visit.may_drive:
            found.append(_fixed(visit, "ride", ride_usd * 100, Code.of("ride", usd=ride_usd)))
        elif miles and tables:
            found.append(_driving(visit, tables, miles))
        if wage_usd:
            found.append(_lost_pay(visit, tables, miles or 0, wage_usd))
    return found


def _driving(visit: VisitDay, tables: GettingThere, miles: int) -> Errand:
    mile, both_ways = tables.mile, 2 * miles
    each = [getattr(mile, level) for level in LEVELS]
    return Errand(
        visit.day,
        visit.option,
        "driving",
        tuple(to_cents(usd * both_ways) for usd in each),
        tuple(
            Code.of("driving", miles=both_ways, usd=usd, accompanied=not visit.may_drive)
            for usd in each
        ),
        mile.confidence,
        mile.sources,
    )


def _lost_pay(visit: VisitDay, tables: GettingThere | None, miles: int, wage_usd: int) -> Errand:
    way = 2 * miles * tables.minutes_a_mile if tables else Decimal(0)
    minutes = Fraction(str(visit.hours)) * 60 + Fraction(way)
    cents = part_of(wage_usd * 100, minutes / 60)
    written = Decimal(minutes.numerator) / minutes.denominator
    origin = Code.of("lost-pay", minutes=written, hours=float(minutes / 60), usd=wage_usd)
    return _fixed(visit, "time", cents, origin, tables.sources if tables and way else ())


def _fixed(
    visit: VisitDay, service: str, cents: int, origin: Code, sources: tuple[str, ...] = ()
) -> Errand:
    many = len(LEVELS)
    return Errand(
        visit.day, visit.option, service, (cents,) * many, (origin,) * many, sources=sources
    )
