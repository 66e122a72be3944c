"""Amounts as hospitals publish them, and those that stand for no price."""

from __future__ import annotations

import re
from decimal import Decimal

from ketacost.tables.upkeep.hospital.charge import Raw

_NOTHING = {"", "-", "--", "n/a", "na", "n.a.", "none", "null"}
_NUMBER = re.compile(
    r"-?\$? ?-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+|(?=\.))(?:\.[0-9]*)?(?:[eE][-+]?[0-9]{1,2})?"
)
_ALL_NINES = re.compile(r"9{4,}(?:\.(?:9+|0+))?")
MOST_USD = 50_000
"""US dollars from which an amount is no price of one of our services: no visit, session or dose
comes near."""


class NotANumberError(ValueError):
    """A value is there, and it is no number."""


def number(raw: Raw) -> Decimal | None:
    """The number that a value holds; None where it holds nothing ("", "N/A").

    Raises:
        NotANumberError: anything else, such as "call us" or "1,5".
    """
    if isinstance(raw, int | Decimal):
        return Decimal(raw)
    text = (raw or "").strip()
    if text.lower() in _NOTHING:
        return None
    if not _NUMBER.fullmatch(text.removesuffix("%").rstrip()):
        raise NotANumberError(text)
    return Decimal(re.sub(r"[$, %]", "", text))


def why_no_price(usd: Decimal, small: bool) -> str:
    """Why an amount in US dollars is no price, or "".

    Args:
        small: whether a cent or a dollar can be a price, as of one milligram of a drug.

    Returns:
        `placeholder`: 0, below 0, 0.01, 1.00 or less unless `small`, or nines alone (CMS once told
        hospitals to write 999999999 where no claim was paid); `too-high`: `MOST_USD` or more.
    """
    least = Decimal("0.01") if small else Decimal(1)
    if usd <= least or (usd < 10**15 and _ALL_NINES.fullmatch(f"{usd:f}")):
        return "placeholder"
    return "too-high" if usd >= MOST_USD else ""
