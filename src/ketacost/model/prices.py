"""A service's full price: the allowed amount of a payer, or the self-pay price, in a region.

Medicare's physician fee schedule is computed, never typed:
(work RVU x work GPCI + practice-expense RVU x PE GPCI + malpractice RVU x MP GPCI) x conversion
factor, rounded to the cent (42 CFR 414.22-414.30). Anesthesia: (base units + time units) x
anesthesia conversion factor. All arithmetic is decimal, so the cents are the same everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from ketacost.money import to_cents
from ketacost.tables import PriceBook
from ketacost.tables.schema import (
    AmountPrice,
    AnesthesiaPrice,
    Band,
    BandPrice,
    FeeSchedulePrice,
    HospitalPrice,
    MultiplePrice,
    UnknownPrice,
)
from ketacost.words.figures import dollars_and_cents

Cents3 = tuple[int, int, int]


@dataclass(frozen=True)
class Quote:
    """What one unit of a service costs: low, typical, high in cents, or None where unknown.

    `how` tells in words how the figure came about; `sources` are source ids.
    """

    cents: Cents3 | None
    unknown: str | None
    how: str
    confidence: str | None
    sources: tuple[str, ...]
    note: str | None = None


def fee_schedule_usd(book: PriceBook, code: str, region: str, setting: str = "office") -> Decimal:
    """Medicare physician fee schedule amount, US dollars, not yet rounded.

    Raises:
        KeyError: no such code or region, or no amount in this setting (validated tables have them).
    """
    rvu, gpci = book.rvu[code], book.gpci[region]
    pe = rvu.office_pe if setting == "office" else rvu.facility_pe
    if pe is None:
        raise KeyError(f"{code} has no {setting} amount")
    units = rvu.work * gpci.work + pe * gpci.pe + rvu.mp * gpci.mp
    return units * book.medicare.conversion_factor.usd


def _bounds(band: Band) -> tuple[Decimal, Decimal, Decimal]:
    return band.low, band.typical, band.high


def _regional(
    book: PriceBook, price: BandPrice | AmountPrice, region: str
) -> tuple[Decimal, str, tuple[str, ...]]:
    """Multiplier for the state's price level, how it reads, and its sources."""
    if price.regional is None or region == "us":
        return Decimal(1), "", ()
    state = book.regions[region].state
    index = book.price_parity.get(state)
    if index is None:
        return Decimal(1), f"; no price level is published for {state}, so the national price", ()
    return (
        index / 100,
        f" x price level of {state} {index:f}/100",
        book.medicare.price_parity.sources,
    )


@lru_cache(maxsize=65_536)
def quote(book: PriceBook, service: str, payer: str, region: str) -> Quote:
    """Price of one unit of a service for a payer in a region.

    Raises:
        KeyError: unknown service, payer or region.
    """
    price = book.services[service].price.of(payer)
    medicare = book.medicare
    confidence, sources = price.confidence, price.sources
    match price:
        case UnknownPrice():
            return Quote(None, price.unknown, "no figure", None, price.sources, price.note)
        case BandPrice() | AmountPrice():
            usd = (
                (price.low, price.typical, price.high)
                if isinstance(price, BandPrice)
                else (price.amount,) * 3
            )
            factor, words, more = _regional(book, price, region)
            cents = tuple(to_cents(u * factor) for u in usd)
            how, sources = f"price in the tables{words}", sources + more
        case FeeSchedulePrice():
            codes = (price.rvu.low, price.rvu.typical, price.rvu.high)
            cents = tuple(
                to_cents(price.share * fee_schedule_usd(book, code, region, price.setting))
                for code in codes
            )
            how = _fee_schedule_words(book, codes[1], region, price)
            sources = (
                *sources,
                *medicare.rvu.sources,
                *medicare.gpci.sources,
                *medicare.conversion_factor.sources,
            )
            confidence = confidence or medicare.rvu.confidence
        case HospitalPrice():
            codes = (price.opps.low, price.opps.typical, price.opps.high)
            cents = tuple(to_cents(book.opps[code].usd) for code in codes)
            how = f"Medicare hospital outpatient rate for {codes[1]}, national"
            sources = (*sources, *medicare.opps.sources)
            confidence = confidence or book.opps[codes[1]].confidence
        case AnesthesiaPrice():
            factor = book.gpci[region].anesthesia_cf or medicare.anesthesia_conversion_factor.usd
            units = price.anesthesia
            cents = tuple(
                to_cents((units.base_units + t) * factor) for t in _bounds(units.time_units)
            )
            how = (
                f"({units.base_units:f} base units + {units.time_units.typical:f} time units) "
                f"x Medicare anesthesia factor ${factor:f}"
            )
            sources = (*sources, *medicare.anesthesia_conversion_factor.sources)
            confidence = confidence or medicare.anesthesia_conversion_factor.confidence
        case MultiplePrice():
            base = quote(book, service, "medicare", region)
            if base.cents is None:
                return Quote(None, base.unknown, "no Medicare price", None, sources, price.note)
            cents = tuple(
                to_cents(Decimal(c) / 100 * m)
                for c, m in zip(base.cents, _bounds(price.of_medicare), strict=True)
            )
            how = (
                f"{price.of_medicare.typical:f} x Medicare price {dollars_and_cents(base.cents[1])}"
            )
            sources = (*sources, *base.sources)
    return Quote(cents, None, how, confidence, tuple(dict.fromkeys(sources)), price.note)


def _fee_schedule_words(book: PriceBook, code: str, region: str, price: FeeSchedulePrice) -> str:
    rvu, gpci = book.rvu[code], book.gpci[region]
    pe = rvu.office_pe if price.setting == "office" else rvu.facility_pe
    share = "" if price.share == 1 else f" x {price.share:f}"
    return (
        f"Medicare fee schedule, {code} in the {price.setting}: "
        f"({rvu.work:f} x {gpci.work:f} + {pe:f} x {gpci.pe:f} + {rvu.mp:f} x {gpci.mp:f}) "
        f"x ${book.medicare.conversion_factor.usd:f}{share}"
    )


def percentile(cents: Cents3, price_cents: int) -> int:
    """Where a price lies among those we know: about how many in 100 are below it (5 to 95).

    The band's low, typical and high stand for the 10th, 50th and 90th percentile; between them the
    share is read off in proportion to the price.
    """
    low, typical, high = cents
    if price_cents < low:
        return 5
    if price_cents > high:
        return 95
    if price_cents == typical:
        return 50
    below, above, start = (low, typical, 10) if price_cents < typical else (typical, high, 50)
    return start + round(40 * (price_cents - below) / max(above - below, 1))
