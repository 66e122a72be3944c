"""Which official file a file is, so that another one is refused and the right one named."""

from __future__ import annotations

import re
from pathlib import Path

from ketacost.tables.faults import PricingError

_KINDS = (
    # what is told of a file, and the words at its head that show it
    ("the relative value units (PPRRVU): give it as --rvu", r"RELATIVE VALUE FILE\b|\bWORK RVU"),
    ("the geographic indices (GPCI): give it as --gpci", r"\b(PW|WORK|PE) GPCI"),
    ("the anesthesia factors (ANES): give it as --anesthesia", r"\bANES\w* (CF|CONV)"),
    (
        "the counties of each locality (LOCCO), of which nothing is taken",
        "COUNTIES INCLUDED|FEE SCHEDULE AREA",
    ),
    ("the caps for hospitals (OPPSCAP), of which nothing is taken", r"PROCSTAT|OPPS ?CAP"),
    (
        "the hospital rates (Addendum A or B), which are put into medicare/opps.csv by hand",
        "ADDENDUM [AB]\\b",
    ),
    (
        "the drug costs (NADAC): ketacost prices import nadac FILE --into DRAFT",
        "NADAC.PER.UNIT",
    ),
    (
        "the ZIP codes: ketacost prices import zip-locality FILE",
        r"\A[A-Z]{2}[0-9]{10}[0-9A-Z]{2}[ RB]",
    ),
    (
        "the payment amounts (PFALL); its units are in PPRRVU, its indices in GPCI",
        r'\A"?20[0-9]{2}"?,? ?"?[0-9]{5}"?,? ?"?[0-9]{2}"?,? ?"?[0-9A-Z]{5}"?',
    ),
)


def not_this(path: Path, rows: list[list[str]], wanted: str) -> PricingError:
    """What to tell of a file that is another than the one wanted, in words such as `the geographic
    indices (GPCI)`."""
    head = "\n".join(" ".join(cell for cell in row if cell) for row in rows[:15]).upper()
    packed = ",".join(rows[0]).upper() if rows else ""
    for words, form in _KINDS:
        if not words.startswith(wanted) and (re.search(form, head) or re.search(form, packed)):
            return PricingError(f"{path.name} holds {words}. Wanted: {wanted}; nothing was changed")
    return PricingError(f"{path.name}: is this the right file? Wanted: {wanted}")


def track_of(*texts: str) -> str | None:
    """For whom a file of 2026 or later is, by its name and titles: `qualifying` or
    `non-qualifying` participants of an advanced payment model, or None where nothing says it."""
    for text in texts:
        if re.search(r"non[-_ ]?q(ualifying|p\b|pp|p_)", text, re.IGNORECASE):
            return "non-qualifying"
        if re.search(r"(?<![a-z])q(ualifying|p\b|pp|p_)", text, re.IGNORECASE):
            return "qualifying"
    return None
