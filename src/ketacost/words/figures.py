"""Figures as people read them; the same way on every surface."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def dollars(cents: int) -> str:
    """Whole dollars for reading: `$1,793`. The exact cents stay in the ledger."""
    return f"${(int(cents) + 50) // 100:,}"


def dollars_and_cents(cents: int) -> str:
    """`$1,793.40`, for lines that must multiply out; `-$45.00` for money that comes back."""
    sign, whole = ("-" if cents < 0 else ""), abs(int(cents))
    return f"{sign}${whole // 100:,}.{whole % 100:02d}"


def usd(amount: Decimal | int) -> str:
    """Dollars as a person gave them: `$575`, `$575.50`."""
    whole = amount == int(amount)
    return f"${int(amount):,}" if whole else f"${amount:,.2f}"


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
