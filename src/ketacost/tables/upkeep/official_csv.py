"""Read CSV files as offices publish them.

Such files have title lines above the header, headers spread over several lines, columns that
move from year to year, trailing spaces, starred names and quoted commas. Columns are found by
their words, never by their place.
"""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from pathlib import Path

from ketacost.tables.faults import PricingError
from ketacost.tables.hints import number_hint


def rows_of(path: Path) -> list[list[str]]:
    """The cells of a file, without the spaces around them.

    Raises:
        PricingError: it can't be read, or is no CSV with commas.
    """
    try:
        raw = path.read_bytes()
    except OSError as err:
        raise PricingError(f"{path}: can't be read: {err.strerror or err}") from None
    if raw.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise PricingError(
            f"{path.name} is a ZIP or Excel file; unpack it, or save the sheet as .csv, first"
        )
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise PricingError(f"{path.name}: save the file as CSV with the encoding UTF-8, first")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    text = text.removesuffix("\x1a")  # DOS's mark of the end
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        if text.count(sign) > 3 * text.count("\n") and text.count(sign) > 3 * text.count(","):
            raise PricingError(
                f"{path.name}: the cells are parted by {name}; a spreadsheet has saved the file "
                "anew and may have changed its figures: take the file as it was published"
            )
    try:
        reader = csv.reader(io.StringIO(text, newline=""))
        return [[cell.strip() for cell in row] for row in reader]
    except csv.Error as err:
        raise PricingError(f"{path.name}: not a CSV file ({err})") from None


_NUMBER = re.compile(r"\$? ?([0-9]+|[1-9][0-9]{0,2}(,[0-9]{3})+)?(\.[0-9]*)?")


def number_in(cell: str, path: Path, what: str) -> Decimal:
    """A number of 0 or more, with or without dollar sign and commas between thousands.

    Raises:
        PricingError: anything else, such as NaN, or a comma where the decimal point should stand.
    """
    if not _NUMBER.fullmatch(cell) or not re.search("[0-9]", cell):
        raise PricingError(
            f"{path.name}: {what}: expected a number, found '{cell}'{number_hint(cell)}"
        )
    return Decimal(cell.replace("$", "").replace(",", "").strip())


def column_of(names: list[str], form: str, what: str, path: Path, prefer: str = "") -> int:
    """Index of the column whose header has a form.

    Args:
        prefer: which one of several to take: the one whose header has this form too.

    Raises:
        PricingError: there is none, or more than one is left.
    """
    found = [i for i, name in enumerate(names) if re.search(form, name)]
    if len(found) > 1 and prefer:
        found = [i for i in found if re.search(prefer, names[i])] or found
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
