"""Cents, and the one rounding rule: half a cent up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Cents = NDArray[np.int64]
"""Whole cents; the last axis is the services in time order, every other one the caller's."""

NO_LIMIT = 2**53
"""Cents; far above any sum here, and safe to subtract from."""


def to_cents(usd: Decimal | int) -> int:
    """US dollars to whole cents, half a cent up (as CMS rounds its fee schedule)."""
    return int((Decimal(usd) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def part_of(cents: int, share: Fraction) -> int:
    """A share of one amount of 0 or more cents, half a cent up: `share_of` of a single number."""
    return (2 * cents * share.numerator + share.denominator) // (2 * share.denominator)


def share_of(amount: Cents, share: Fraction) -> Cents:
    """A share of amounts of 0 or more cents, half a cent up; the same shape."""
    n, d = share.numerator, share.denominator
    return (amount * (2 * n) + d) // (2 * d)
