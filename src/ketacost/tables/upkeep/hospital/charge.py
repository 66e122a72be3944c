"""What a hospital's standard charge file says, whatever its form: the hospital, and its charges.

Values stand as they were published; what is taken of them is decided in `hospital_observations`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

Raw = str | int | Decimal | None
"""A value as published: a cell of a CSV file, or a number or text of a JSON file."""


@dataclass(frozen=True)
class Hospital:
    """Whose charges they are: name, state (two letters), the day of the file (ISO), and the
    version of CMS's template that it names."""

    name: str
    state: str
    updated: str
    version: str


@dataclass(frozen=True, slots=True)
class Rate:
    """What one plan agreed to pay, in the ways that a file may say it: US dollars, a percentage,
    a formula in words; `allowed` is what plans did pay, the median (`allowed_is`) or the mean."""

    payer: str
    plan: str
    dollar: Raw = None
    percentage: Raw = None
    formula: bool = False
    allowed: Raw = None
    allowed_is: str = "median-allowed"
    methodology: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """One charge as listed: an item in a setting, its codes with their types, list price, cash
    price, and the rates of plans.

    `row` is the line of a CSV file where it begins, or the number of the entry of a JSON file;
    `cells_fit` is False for a CSV row with more cells than the header has columns.
    """

    row: int
    description: str
    codes: tuple[tuple[str, str], ...]
    setting: str = ""
    billing_class: str = ""
    modifiers: str = ""
    drug_quantity: Raw = None
    drug_unit: str = ""
    gross: Raw = None
    cash: Raw = None
    rates: tuple[Rate, ...] = ()
    cells_fit: bool = True
