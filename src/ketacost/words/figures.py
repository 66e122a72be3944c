"""Plain words: money, counts and near misses, said the same way everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal


def dollars(cents: int) -> str:
    """Whole dollars for reading: `$1,793`. The exact cents stay in the ledger."""
    return f"${(int(cents) + 50) // 100:,}"


def dollars_and_cents(cents: int) -> str:
    """`$1,793.40`, for lines that must multiply out."""
    return f"${int(cents) // 100:,}.{int(cents) % 100:02d}"


def about(cents: int) -> str:
    """A figure rounded to what we know: to $1 below $20, to $5 below $100, then to two to
    three digits (`$460`, `$3,100`, `$21,400`)."""
    usd = Decimal(int(cents)) / 100
    step = next(
        (s for limit, s in ((20, 1), (100, 5), (1_000, 10), (10_000, 50)) if usd < limit), 100
    )
    rounded = int((usd / step).quantize(Decimal(1), rounding=ROUND_HALF_UP)) * step
    return f"${rounded:,}"


def percent(share: Decimal) -> str:
    """`0.2` as `20%`."""
    return f"{(share * 100).normalize():f}%"


def listing(words: Iterable[str]) -> str:
    """`a, b and c`."""
    words = list(words)
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
