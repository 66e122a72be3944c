"""A service's full price: the allowed amount of a payer, or the self-pay price, by region and price
level, with where each figure comes from beside it.

Medicare's physician fee schedule is computed, never typed:
(work RVU x work GPCI + practice-expense RVU x PE GPCI + malpractice RVU x MP GPCI) x conversion
factor, rounded to the cent (42 CFR 414.22-414.30). Anesthesia: (base units + time units) x
anesthesia conversion factor. All arithmetic is decimal, so the cents are the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import numpy as np

from ketacost.model.codes import Code
from ketacost.model.price_level import powers, price_level, times, wage_factor
from ketacost.model.scenario import NATIONAL, ClinicQuote
from ketacost.money import Cents, part_of, to_cents
from ketacost.tables import PriceBook
from ketacost.tables.book import AreaIndex
from ketacost.tables.schema import (
    BOUNDS,
    AmountPrice,
    AnesthesiaPrice,
    BandPrice,
    FeeSchedulePrice,
    HospitalPrice,
    MultiplePrice,
    Regional,
    UnknownPrice,
)

LEVELS: tuple[str, ...] = BOUNDS
"""Names of the price levels, the last axis of a unit price: what the tables give."""

CONFIDENCES = ("high", "medium", "low")

Figure = tuple[int, Code]  # cents, and the code of the formula that gives them


@dataclass(frozen=True)
class UnitPrice:
    """What one unit of a service costs.

    `cents` has shape `[levels]` for one region and `[regions, levels]` for several; None where
    nobody publishes a figure, and `unknown` says why. `origin(at)` is the code of the formula that
    gives the figure at an index of `cents`. Where a clinic's package holds, units have no price of
    their own: `cents` and the formula are those of `units` together.
    """

    cents: Cents | None
    origin: Callable[[tuple[int, ...]], Code]
    confidence: str | None = None
    sources: tuple[str, ...] = ()
    unknown: str | None = None
    note: str | None = None
    units: int = 1


class Prices:
    """The prices of one release in one region, or in several at once."""

    many = len(LEVELS)
    """How many prices of a service there are in a region: its levels."""

    def __init__(self, book: PriceBook, regions: str | Iterable[str]) -> None:
        self.book = book
        self.one = isinstance(regions, str)
        self.regions: tuple[str, ...] = (regions,) if isinstance(regions, str) else tuple(regions)
        self._found: dict[tuple[str, str], UnitPrice] = {}

    def unit(self, service: str, payer: str) -> UnitPrice:
        """Price of one unit of a service for a payer, in every region.

        Raises:
            KeyError: unknown service, payer or region.
        """
        key = service, payer
        if key not in self._found:
            self._found[key] = self._unit(service, payer)
        return self._found[key]

    def _unit(self, service: str, payer: str) -> UnitPrice:
        each = [_in_region(self.book, service, payer, region) for region in self.regions]
        first = each[0]
        sources = tuple(dict.fromkeys(s for one in each for s in one.sources))
        if self.one or first.cents is None:
            return first
        return UnitPrice(
            np.stack([one.cents for one in each if one.cents is not None]),
            lambda at: each[at[0]].origin(at[1:]),
            first.confidence,
            sources,
            None,
            first.note,
        )


@lru_cache(maxsize=512)
def prices_in(book: PriceBook, region: str) -> Prices:
    """The prices of a release in a region, worked out once a process."""
    return Prices(book, region)


def unit_price(book: PriceBook, service: str, payer: str, region: str = NATIONAL) -> UnitPrice:
    """Price of one unit of a service for a payer in a region, by price level.

    Raises:
        KeyError: unknown service, payer or region.
    """
    return prices_in(book, region).unit(service, payer)


@lru_cache(maxsize=65_536)
def _in_region(book: PriceBook, service: str, payer: str, region: str) -> UnitPrice:
    price = book.services[service].price.of(payer)
    if isinstance(price, UnknownPrice):
        return _unknown(price.unknown, price.sources, price.note)
    if isinstance(price, BandPrice | AmountPrice) and not price.regional and region != NATIONAL:
        return _in_region(book, service, payer, NATIONAL)  # worked out once for all regions
    if isinstance(price, MultiplePrice):
        base = _in_region(book, service, "medicare", region)
        if base.cents is None:
            return _unknown(base.unknown, price.sources, price.note)
        found = _multiple(price, base)
    elif isinstance(price, FeeSchedulePrice):
        found = _fee_schedule(book, price, region)
    elif isinstance(price, HospitalPrice):
        found = _hospital_rate(book, price, region)
    elif isinstance(price, AnesthesiaPrice):
        found = _anesthesia(book, price, region)
    else:
        found = _table(book, price, region)
    figures, confidence, more = found
    cents = np.array([cents for cents, _ in figures], np.int64)
    cents.flags.writeable = False
    return UnitPrice(
        cents,
        lambda at: figures[at[0]][1],
        confidence,
        tuple(dict.fromkeys((*price.sources, *more))),
        None,
        price.note,
    )


def _unknown(why: str | None, sources: tuple[str, ...], note: str | None) -> UnitPrice:
    return UnitPrice(None, lambda at: Code.of("unknown"), None, sources, why, note)


Found = tuple[list[Figure], str | None, tuple[str, ...]]


def _table(book: PriceBook, price: BandPrice | AmountPrice, region: str) -> Found:
    """Figures of the tables, scaled by the place's price level where the price says so."""
    if isinstance(price, BandPrice):
        usd = [getattr(price, level) for level in LEVELS]
    else:
        usd = [price.amount] * len(LEVELS)
    sure = price.confidence
    if price.regional is None or region == NATIONAL:
        return [(to_cents(u), Code.of("table", cents=to_cents(u))) for u in usd], sure, ()
    place = price_level(book, region)
    if place is None:
        where = book.regions[region]
        said = {"state": where.state, "region": where.label}
        code = "table-no-price-level"
        return [(to_cents(u), Code.of(code, cents=to_cents(u), **said)) for u in usd], sure, ()
    table = book.medicare.metro_parity if region in book.metro_parity else None
    figures = [
        (to_cents(u * times(place.index, power)), _placed(price.regional, u, place, power))
        for u, power in zip(usd, powers(price.regional, place.index), strict=True)
    ]
    return figures, sure, (table or book.medicare.price_parity).sources


def _placed(regional: Regional, usd: Decimal, place: AreaIndex, power: Decimal) -> Code:
    """The formula of a price that follows the price level."""
    said = {"cents": to_cents(usd), "area": place.area, "index": place.index}
    if regional.slope_se is None:
        return Code.of("table-regional", **said)
    return Code.of("table-place", **said, power=power)


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


def _fee_schedule(book: PriceBook, price: FeeSchedulePrice, region: str) -> Found:
    medicare, gpci = book.medicare, book.gpci[region]

    def figure(code: str) -> Figure:
        rvu = book.rvu[code]
        origin = Code.of(
            "fee-schedule" if price.share == 1 else "fee-schedule-share",
            billing_code=code,
            setting=price.setting,
            work=rvu.work,
            work_gpci=gpci.work,
            pe=rvu.office_pe if price.setting == "office" else rvu.facility_pe,
            pe_gpci=gpci.pe,
            mp=rvu.mp,
            mp_gpci=gpci.mp,
            factor=medicare.conversion_factor.usd,
            share=price.share,
        )
        usd = price.share * fee_schedule_usd(book, code, region, price.setting)
        return to_cents(usd), origin

    codes = (price.rvu.low, price.rvu.typical, price.rvu.high)
    tables = (medicare.rvu, medicare.gpci, medicare.conversion_factor)
    sources = tuple(s for table in tables for s in table.sources)
    return [figure(code) for code in codes], price.confidence or medicare.rvu.confidence, sources


def _hospital_rate(book: PriceBook, price: HospitalPrice, region: str) -> Found:
    """Medicare's hospital outpatient rate: the nation's x (0.6 x wage index of the region + 0.4),
    rounded to the cent (42 CFR 419.43). The nation's where no wage index is known."""
    codes = (price.opps.low, price.opps.typical, price.opps.high)
    sure = price.confidence or book.opps[codes[1]].confidence
    sources, wages = book.medicare.opps.sources, book.wage_index.get(region)

    def figure(code: str) -> Figure:
        usd = book.opps[code].usd
        said = {"billing_code": code, "cents": to_cents(usd)}
        if wages is None:
            return to_cents(usd), Code.of("hospital-rate", **said)
        origin = Code.of("hospital-rate-local", **said, index=wages.index, area=wages.area)
        return to_cents(usd * wage_factor(wages.index)), origin

    if wages is not None and book.medicare.wage_index is not None:
        sources = (*sources, *book.medicare.wage_index.sources)
        sure = max(sure, wages.confidence or sure, key=CONFIDENCES.index)
    return [figure(code) for code in codes], sure, sources


def _anesthesia(book: PriceBook, price: AnesthesiaPrice, region: str) -> Found:
    medicare, units = book.medicare, price.anesthesia
    factor = book.gpci[region].anesthesia_cf or medicare.anesthesia_conversion_factor.usd
    base, time = units.base_units, units.time_units
    figures = [
        (to_cents((base + t) * factor), Code.of("anesthesia", base=base, time=t, factor=factor))
        for t in (time.low, time.typical, time.high)
    ]
    table = medicare.anesthesia_conversion_factor
    return figures, price.confidence or table.confidence, table.sources


def _multiple(price: MultiplePrice, base: UnitPrice) -> Found:
    assert base.cents is not None
    band = price.of_medicare
    multiples = (band.low, band.typical, band.high)
    figures = [
        (
            to_cents(Decimal(int(cents)) / 100 * multiple),
            Code.of("of-medicare", multiple=multiple, cents=int(cents)),
        )
        for cents, multiple in zip(base.cents, multiples, strict=True)
    ]
    return figures, price.confidence, base.sources


# --- the clinic's own prices ---------------------------------------------------------------------


@dataclass(frozen=True)
class OwnPrice:
    """What units of a package cost together, in cents, how many they are, and the code of the
    formula."""

    cents: int
    units: int
    origin: Code


class OwnPrices:
    """The clinic's own prices, used up in time order: a package first, then the single price."""

    def __init__(self, quotes: Iterable[ClinicQuote], many: int = len(LEVELS)) -> None:
        """
        Args:
            many: how many prices there are of a service whose usual price is not known.
        """
        self.many = many
        self.packages = {q.service: q for q in quotes if q.package > 1}
        self.single = {q.service: q for q in quotes if q.package == 1}
        self.used: dict[str, int] = {}

    def price(self, service: str, quantity: int, usual: UnitPrice) -> UnitPrice | None:
        """The price of the next units of a service, or None where no price of the clinic's holds.
        What a package does not hold for costs its single price, or what it costs others.

        Codes of origin: `own-quote` (usd), `own-package` (usd, package, many, cents), `together`
        (parts): several, of which `further` (many, cents) says how many more at which price.
        """
        single, part = self.single.get(service), self._of_package(service, quantity)
        each = usual
        shape = (self.many,) if usual.cents is None else usual.cents.shape
        if single is not None:
            origin = Code.of("own-quote", usd=single.usd)
            each = UnitPrice(np.full(shape, to_cents(single.usd), np.int64), lambda at: origin)
        if part is not None:
            return _together(part, each, quantity, shape)
        return None if single is None else each

    def _of_package(self, service: str, quantity: int) -> OwnPrice | None:
        package, used = self.packages.get(service), self.used.get(service, 0)
        if package is None or used == package.package:
            return None
        many = min(quantity, package.package - used)
        self.used[service] = used + many
        cents = _part(package, used + many) - _part(package, used)
        origin = Code.of(
            "own-package", usd=package.usd, package=package.package, many=many, cents=cents
        )
        return OwnPrice(cents, many, origin)

    def unused(self) -> list[tuple[str, OwnPrice]]:
        """Packages of which less was used than paid for, where the rest is not paid back: service,
        and the price of the rest. Origin: `own-package-rest` (usd, package, used, cents_used)."""
        found = []
        for service, used in self.used.items():
            package = self.packages[service]
            if used < package.package and not package.refund:
                before = _part(package, used)
                origin = Code.of(
                    "own-package-rest", usd=package.usd, package=package.package, used=used,
                    cents_used=before,
                )  # fmt: skip
                found.append(
                    (service, OwnPrice(_part(package, package.package) - before, 1, origin))
                )
        return found


def _together(part: OwnPrice, each: UnitPrice, quantity: int, shape: tuple[int, ...]) -> UnitPrice:
    """The price of some units of a package and of all further ones at `each`."""
    further, cents = quantity - part.units, each.cents
    if not further:
        whole = np.full(shape, part.cents, np.int64)
        return UnitPrice(whole, lambda at: part.origin, units=quantity)
    if cents is None:
        return each

    def origin(at: tuple[int, ...]) -> Code:
        more = Code.of("further", many=further, cents=int(cents[at]))
        return Code.of("together", parts=(part.origin, more, each.origin(at)))

    return replace(each, cents=part.cents + further * cents, origin=origin, units=quantity)


def _part(package: ClinicQuote, units: int) -> int:
    """What the first so many units of a package cost, cents."""
    return part_of(to_cents(package.usd), Fraction(units, package.package))


def percentile(cents: Iterable[int], price_cents: int) -> int:
    """Where a price lies among those we know: about how many in 100 are below it (5 to 95).

    The band's low, typical and high stand for the 10th, 50th and 90th percentile; between them the
    share is read off in proportion to the price.
    """
    low, typical, high = map(int, cents)
    if price_cents < low:
        return 5
    if price_cents > high:
        return 95
    if price_cents == typical:
        return 50
    below, above, start = (low, typical, 10) if price_cents < typical else (typical, high, 50)
    return start + round(40 * (price_cents - below) / max(above - below, 1))
