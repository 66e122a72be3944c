"""What a place does to the prices of a comparison: which of them follow it, and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ketacost.model.codes import Code
from ketacost.model.ledger import Ledger
from ketacost.model.price_level import times
from ketacost.model.scenario import NATIONAL
from ketacost.tables import PriceBook

_BY_MEDICARE = ("fee-schedule", "fee-schedule-share", "hospital-rate-local", "of-medicare")


def place_codes(book: PriceBook, region: str, ledgers: Sequence[Ledger]) -> list[Code]:
    """What the region does to the prices of several arms; nothing for the nation.

    Codes: `times` or, where its slope has an error, `times-unsure` (service, area, level; low,
    typical, high: times the nation's price) for each service that follows the price level;
    `no-level` (region); `by-medicare`, where prices are, or are worked out from, Medicare's of the
    region; `none` (arms: their numbers), of which no price follows the place, or `none-here` where
    there is one arm only.
    """
    if region == NATIONAL:
        return []
    found: dict[tuple[object, ...], Code] = {}
    without = []
    for number, ledger in enumerate(ledgers):
        follows = False
        for line in ledger.lines:
            if line.price.cents is None:
                continue
            origins = [line.price.origin((at,)) for at in range(len(line.price.cents))]
            code = _of_price(book, region, line.service, origins)
            if code is not None:
                found.setdefault((code.id, code.params.get("service")), code)
                follows = True
        if not follows:
            without.append(number)
    told = list(found.values())
    if without:
        alone = len(ledgers) == 1
        told.append(Code.of("none-here" if alone else "none", arms=tuple(without)))
    return told


def _of_price(book: PriceBook, region: str, service: str, origins: list[Code]) -> Code | None:
    """What a place does to one price, by the codes of its formulas at each price level; None where
    it does nothing."""
    typical = origins[len(origins) // 2]
    if typical.id in ("table-place", "table-regional"):
        factors = [times(o["index"], o.params.get("power", Decimal(1))) for o in origins]
        return Code.of(
            "times-unsure" if typical.id == "table-place" else "times",
            service=book.services[service].label,
            area=typical["area"],
            level=typical["index"],
            low=min(factors),
            typical=factors[len(factors) // 2],
            high=max(factors),
        )
    if typical.id == "table-no-price-level":
        return Code.of("no-level", region=book.regions[region].label)
    return Code.of("by-medicare") if typical.id in _BY_MEDICARE else None
