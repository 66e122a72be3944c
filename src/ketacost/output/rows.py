"""A ledger as rows: one for each line and price level, words and all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ketacost.model.ledger import Ledger
from ketacost.money import Cents
from ketacost.tables import PriceBook
from ketacost.words.arms import (
    billing_codes,
    help_words,
    origin_words,
    rule_words,
    service_label,
)


def ledger_rows(
    book: PriceBook, ledger: Ledger, level: str | None = None
) -> Iterator[dict[str, Any]]:
    """One dict for each line and price level, in time order; amounts in US dollars, None where
    unknown.

    Args:
        level: this price level alone; all of them if left out.
    """
    levels = ledger.levels if level is None else (level,)
    for index, line in enumerate(ledger.lines):
        label = service_label(book, line)
        for name in levels:
            at = (ledger.levels.index(name),)
            yield {
                "week": line.dated.week,
                "day": line.dated.day,
                "option": line.dated.option,
                "service": line.service,
                "label": label,
                "codes": list(billing_codes(book, line)),
                "phase": line.dated.phase,
                "benefit": line.benefit,
                "quantity": line.dated.quantity,
                "bound": name,
                "full_price": _usd(ledger, ledger.full, at, index),
                "plan_pays": _usd(ledger, ledger.plan, at, index),
                "assistance": _usd(ledger, ledger.assistance, at, index),
                "patient_pays": _usd(ledger, ledger.patient, at, index),
                "rule": rule_words(ledger, index, at),
                "assistance_rule": help_words(book, ledger, index, at),
                "price": origin_words(line, at),
                "confidence": line.price.confidence,
                "sources": list(line.price.sources),
                "rule_sources": list(ledger.sources(index)),
            }


def _usd(ledger: Ledger, amounts: Cents, at: tuple[int, ...], line: int) -> float | None:
    return int(amounts[(*at, line)]) / 100 if ledger.lines[line].known else None
