"""How sure the prices of a release are, and how many rest on five or more: `ketacost prices
confidence`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ketacost.tables.book import PriceBook
from ketacost.tables.confidence import MIN_PROVIDERS
from ketacost.tables.schema import PAYERS, Payer, PriceRecord, UnknownPrice

LEVELS = ("high", "medium", "low", "of Medicare", "no figure")


@dataclass(frozen=True)
class HowSure:
    """The prices of one payer: how many of each confidence (`LEVELS`; `of Medicare`: computed
    from Medicare's tables, with no confidence of its own), and how many rest on five or more
    independent providers, on a survey or on who sets the price."""

    payer: Payer
    prices: int
    by_level: dict[str, int]
    on_many: int


def how_sure(book: PriceBook) -> list[HowSure]:
    """One row a payer, over all services of a release."""
    return [_of_payer(book, payer) for payer in PAYERS]


def says_basis(book: PriceBook) -> bool:
    """Whether the release says what its prices rest on. Where not, the sellers that a price names
    as sources are counted, so a file of many hospitals is one."""
    return any(s.price.of(p).basis for s in book.services.values() for p in PAYERS)


def _of_payer(book: PriceBook, payer: Payer) -> HowSure:
    prices = [service.price.of(payer) for service in book.services.values()]
    figures = [price for price in prices if not isinstance(price, UnknownPrice)]
    found: Counter[str] = Counter(price.confidence or "of Medicare" for price in figures)
    found["no figure"] = len(prices) - len(figures)
    on_many = sum(_on_many(book, price) for price in figures)
    return HowSure(payer, len(prices), {level: found[level] for level in LEVELS}, on_many)


def _on_many(book: PriceBook, price: PriceRecord) -> bool:
    sources = [book.sources[name] for name in price.sources]
    if price.basis is None:
        sellers = {source.publisher for source in sources if source.kind == "market"}
        return len(sellers) >= MIN_PROVIDERS or any(s.kind == "survey" for s in sources)
    if price.basis.kind == "providers":
        return (price.basis.count or 0) >= MIN_PROVIDERS
    return price.basis.kind in ("primary", "survey")
