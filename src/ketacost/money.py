"""Cents, and the one rounding rule: half a cent up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def to_cents(usd: Decimal | int) -> int:
    """US dollars to whole cents, half a cent up (as CMS rounds its fee schedule)."""
    return int((Decimal(usd) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
