"""Prices whose next check is due: `ketacost prices stale`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ketacost.tables.book import PriceBook
from ketacost.tables.checks_dates import due
from ketacost.tables.schema import PAYERS, UnknownPrice


@dataclass(frozen=True)
class Due:
    """A price whose next check is due, and by how many days it is late (0 or less: not yet)."""

    service: str
    payer: str
    label: str
    checked: date
    due: date
    days_late: int
    confidence: str | None


def due_prices(book: PriceBook, on: date) -> list[Due]:
    """Prices whose check is due on a day, the latest first; among equals the least sure first."""
    found = []
    for name, service in book.services.items():
        for payer in PAYERS:
            price, dates = service.price.of(payer), book.price_dates(name, payer)
            next_check = due(dates)
            if isinstance(price, UnknownPrice) or next_check is None or dates.checked is None:
                continue
            late = (on - next_check).days
            if late >= 0:
                found.append(
                    Due(name, payer, service.label, dates.checked, next_check, late,
                        price.confidence)
                )  # fmt: skip
    order = {"low": 0, "medium": 1, "high": 2, None: 3}
    return sorted(found, key=lambda d: (-d.days_late, order[d.confidence], d.service, d.payer))
