"""After the bill: a Good Faith Estimate held against what was billed.

The rule: a person without insurance, or who pays alone, may dispute a bill that is well above the
provider's Good Faith Estimate, within a number of days (45 CFR 149.620). Both figures stand in
rules.yaml of the pricing tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ketacost.tables import PriceBook

RULE = "bill-dispute"


@dataclass(frozen=True)
class Dispute:
    """Whether a bill may be disputed. Money in US dollars; `days_left` is 0 or more, or negative
    when the time has run out. Without the date of the bill nothing is known of its time."""

    over_usd: float
    threshold_usd: float
    enough: bool
    last_day: date | None
    days_left: int | None


def dispute(
    book: PriceBook, estimate_usd: float, bill_usd: float, billed: date | None, today: date
) -> Dispute | None:
    """Hold a bill against its Good Faith Estimate; None where the tables have no such rule.

    Args:
        billed: the date on the bill; None: not said.
    """
    rule = book.rules.get(RULE)
    if rule is None or rule.usd is None or rule.days is None:
        return None
    over = round(bill_usd - estimate_usd, 2)
    last = billed + timedelta(days=rule.days) if billed else None
    left = (last - today).days if last else None
    return Dispute(over, float(rule.usd), over >= rule.usd, last, left)
