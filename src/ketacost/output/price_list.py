"""Every price of a release as rows: for the page, a spreadsheet, the tests."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from ketacost.model.prices import LEVELS, unit_price
from ketacost.model.scenario import NATIONAL
from ketacost.model.ways import all_services
from ketacost.output.csv import safe_cell
from ketacost.tables import PriceBook
from ketacost.tables.checks_dates import due
from ketacost.tables.schema import PAYERS
from ketacost.words.basis import basis_words
from ketacost.words.language import words


def _by_level(cents: Iterable[int]) -> dict[str, float]:
    return {level: int(c) / 100 for level, c in zip(LEVELS, cents, strict=True)}


def price_rows(book: PriceBook, payer: str, region: str = NATIONAL) -> list[dict[str, Any]]:
    """One row a service, in the order of the treatments: its price for a payer in a region, US
    dollars, None where unknown, with band, confidence, dates and sources."""
    rows: list[dict[str, Any]] = []
    in_courses = dict.fromkeys(s for option in book.options for s in all_services(book, option))
    for name in in_courses | dict.fromkeys(book.services):  # in the order of the cards
        service = book.services[name]
        found, price = unit_price(book, name, payer, region), service.price.of(payer)
        dates = book.price_dates(name, payer)
        usd = dict.fromkeys(LEVELS) if found.cents is None else _by_level(found.cents)
        origin = words().code("origins", found.origin((LEVELS.index("typical"),)))
        rows.append(
            {
                "release": book.id,
                "service": name,
                "label": service.label,
                "codes": " ".join(service.codes),
                "per": service.per,
                "payer": payer,
                "region": region,
                "low_usd": usd["low"],
                "typical_usd": usd["typical"],
                "high_usd": usd["high"],
                "unknown": found.unknown,
                "confidence": found.confidence,
                "rests_on": basis_words(price.basis),
                "how": origin,
                "band": price.band,
                "note": found.note,
                "carried_from": price.carried_from,
                "effective": dates.effective,
                "checked": dates.checked,
                "check_due": due(dates),
                "sources": "; ".join(_cite(book, s) for s in found.sources),
                "source_ids": found.sources,
            }
        )
    return rows


def _cite(book: PriceBook, name: str) -> str:
    source = book.sources[name]
    return " ".join(x for x in (source.title, f"({source.publisher})", source.url) if x)


def prices_csv(book: PriceBook) -> str:
    """Every price of a release for every payer, national, as CSV."""
    rows = [row for payer in PAYERS for row in price_rows(book, payer)]
    columns = [name for name in rows[0] if name != "source_ids"]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: safe_cell(row[name]) for name in columns} for row in rows)
    return text.getvalue()


def health_rows(book: PriceBook, today: date) -> list[dict[str, Any]]:
    """One row a treatment: how many of its prices are known, how sure they are, and when they were
    checked."""
    rows: list[dict[str, Any]] = []
    for name, treatment in book.treatments.items():
        options = [f"{name}.{option}" for option in treatment.options]
        services = {s for option in options for s in all_services(book, option)}
        each = [(s, p) for s in sorted(services) for p in PAYERS]
        known = [(s, p) for s, p in each if unit_price(book, s, p).cents is not None]
        sure = [unit_price(book, s, p).confidence for s, p in known]
        dates = [book.price_dates(s, p) for s, p in known]
        rows.append(
            {
                "label": treatment.label,
                "known": len(known),
                "all": len(each),
                "confidence": {grade: sure.count(grade) for grade in ("high", "medium", "low")},
                "checked": [d.checked for d in dates if d.checked],
                "due": sum((due(d) or today) < today for d in dates),
            }
        )
    return rows
