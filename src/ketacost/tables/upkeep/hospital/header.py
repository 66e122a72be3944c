"""The hospital that a file is of: its name, state and day, as CMS's templates say them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ketacost.tables.faults import PricingError
from ketacost.tables.upkeep.hospital.charge import Hospital
from ketacost.tables.upkeep.official_csv import iso_date

_IN_ADDRESS = re.compile(r"[\s,]([A-Z]{2})[\s,]+[0-9]{5}(?:-?[0-9]{4})?\b")
UNKNOWN = "unknown"


def hospital_of(headings: Sequence[str], values: Sequence[str], name: str) -> Hospital:
    """The hospital of a CSV file, from row 1 (headings) and row 2 (values). The state stands in
    the heading `license_number|CA`; where it does not, in the address.

    Raises:
        PricingError: the hospital or the day is not said.
    """
    said: dict[str, str] = {}
    for heading, value in zip(headings, values, strict=False):
        first, *rest = [part.strip() for part in heading.split("|")]
        said.setdefault(first.lower().replace(" ", "_"), value.strip())
        if first.lower() == "license_number" and rest:
            said.setdefault("state", rest[0])
    return hospital(
        name,
        said.get("hospital_name", ""),
        said.get("state", ""),
        said.get("hospital_address", ""),
        said.get("last_updated_on", ""),
        said.get("version", ""),
    )


def hospital(
    file: str, name: str, state: str, address: str, updated: str, version: str
) -> Hospital:
    """A hospital, from what a file says of it as text.

    Raises:
        PricingError: the name or the day is missing, or the day is none.
    """
    if not name.strip():
        raise PricingError(f"{file}: hospital_name is empty; whose prices are these?")
    if not updated.strip():
        raise PricingError(f"{file}: last_updated_on is empty; of which day are these prices?")
    state = state.strip().upper()
    if not re.fullmatch("[A-Z]{2}", state):
        match = _IN_ADDRESS.search(address)
        state = match[1] if match else UNKNOWN
    return Hospital(
        " ".join(name.split()), state, _day(updated.strip(), file), version.strip() or UNKNOWN
    )


def _day(text: str, file: str) -> str:
    day = iso_date(text, Path(f"{file}, last_updated_on"))
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise PricingError(
            f"{file}, last_updated_on: found '{text}', a day that is not in the calendar"
        ) from None
