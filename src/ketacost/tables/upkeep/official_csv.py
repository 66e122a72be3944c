"""Read CSV files as offices publish them.

Such files have title lines above the header, headers spread over several lines, columns that
move from year to year, trailing spaces, starred names and quoted commas. Columns are found by
their words, never by their place.
"""

from __future__ import annotations

import csv
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path

from ketacost.tables.faults import PricingError


def rows_of(path: Path) -> list[list[str]]:
    """The cells of a file, without the spaces around them.

    Raises:
        PricingError: it can't be read, or is no CSV.
    """
    try:
        raw = path.read_bytes()
    except OSError as err:
        raise PricingError(f"{path}: can't be read: {err.strerror or err}") from None
    if raw.startswith(b"PK"):
        raise PricingError(
            f"{path.name} is a ZIP or Excel file; unpack it, or save the sheet as .csv, first"
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(text.splitlines())]
    except csv.Error as err:
        raise PricingError(f"{path.name}: not a CSV file ({err})") from None


def number_in(cell: str, path: Path, what: str) -> Decimal:
    """A number, with or without dollar sign and commas. Raises PricingError otherwise."""
    try:
        return Decimal(cell.replace("$", "").replace(",", ""))
    except InvalidOperation:
        raise PricingError(f"{path.name}: {what}: expected a number, found '{cell}'") from None


def column_of(names: list[str], form: str, what: str, path: Path) -> int:
    """Index of the one column whose header has a form. Raises PricingError where there is none."""
    found = [i for i, name in enumerate(names) if re.search(form, name)]
    if len(found) != 1:
        raise PricingError(
            f"{path.name}: {'no' if not found else 'more than one'} column {what} in the "
            f"header; is this the right file? Columns: {', '.join(n for n in names if n)[:300]}"
        )
    return found[0]


def tidy(text: str) -> str:
    """Capital letters, one space between words, no dots."""
    return re.sub(r"\s+", " ", text.upper().replace(".", " ")).strip()


def iso_date(text: str, path: Path) -> str:
    """A date as CMS writes it (12/31/2026 or 2026-12-31) in ISO form. Raises PricingError."""
    american = re.match(r"(\d\d?)/(\d\d?)/(\d{4})", text)
    if american:
        return f"{american[3]}-{int(american[1]):02d}-{int(american[2]):02d}"
    if re.match(r"\d{4}-\d\d-\d\d", text):
        return text[:10]
    raise PricingError(f"{path.name}: expected a date, found '{text}'")
