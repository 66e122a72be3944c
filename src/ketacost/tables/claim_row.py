"""One line of a bill or an explanation of benefits, as read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ClaimRow:
    """One service of a claims file; amounts in cents.

    `allowed_cents` is below 0 where the line takes back an earlier one: that of index `undoes`.
    `stated_cents` is what the plan says the patient owes. It and `billed_cents` are None where the
    file doesn't say.
    """

    line: int
    date: date
    benefit: str
    allowed_cents: int
    service: str = ""
    covered: bool = True
    network: bool = True
    quantity: int = 1
    billed_cents: int | None = None
    stated_cents: int | None = None
    claim_number: str = ""
    undoes: int | None = None
