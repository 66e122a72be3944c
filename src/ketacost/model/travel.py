"""The way to the clinic and the time it takes: lines of their own, never part of medical cost."""

from __future__ import annotations

from dataclasses import dataclass

from ketacost.model.prices import Cents3, Quote
from ketacost.money import to_cents
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
    """One line of getting there: what, how many, and the price of one."""

    day: int
    option: str
    service: str
    label: str
    quantity: int
    quote: Quote


def errands(
    days: list[VisitDay],
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
    found = []
    for visit in days:
        rides = ride_usd is not None and not visit.may_drive
        if rides:
            price = _fixed(ride_usd, "your own figure for a ride there and back")
            found.append(Errand(visit.day, visit.option, "ride", "A ride there and back", 1, price))
        elif miles and tables:
            mile = tables.mile
            each = Quote(
                (to_cents(mile.low * 2 * miles), to_cents(mile.typical * 2 * miles),
                 to_cents(mile.high * 2 * miles)),
                None,
                f"{2 * miles} miles x ${mile.typical:f} a mile",
                mile.confidence,
                mile.sources,
            )  # fmt: skip
            label = f"Driving {2 * miles} miles there and back"
            if not visit.may_drive:
                label += ", with somebody else at the wheel on the way home"
            found.append(Errand(visit.day, visit.option, "driving", label, 1, each))
        if wage_usd:
            way = 2 * (miles or 0) * float(tables.minutes_a_mile) / 60 if tables else 0.0
            hours = visit.hours + way
            cents = round(hours * wage_usd * 100)
            price = Quote(
                (cents, cents, cents),
                None,
                f"{hours:.1f} hours x ${wage_usd} an hour, your own figure",
                None,
                tables.sources if tables and way else (),
            )
            found.append(
                Errand(visit.day, visit.option, "time", f"{hours:.1f} hours of lost pay", 1, price)
            )
    return found


def _fixed(usd: int, how: str) -> Quote:
    cents: Cents3 = (usd * 100,) * 3
    return Quote(cents, None, how, None, ())
