"""Read the files of Medicare's physician fee schedule as CMS publishes them: relative value units
(PPRRVU), geographic indices (GPCI) and anesthesia factors (ANES).

From 2026 on there are two conversion factors: one for the few clinicians who qualify as
participants of an advanced payment model, and one, half a percent lower, for all others. The tables
hold the second. Source: 42 U.S.C. 1395w-4(d)(1)(A); CMS, final rule for 2026 (CMS-1832-F).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ketacost.tables.faults import PricingError
from ketacost.tables.upkeep.official_csv import column_of, number_in, rows_of, tidy
from ketacost.tables.upkeep.which_file import not_this, track_of

RVU, GPCI, ANES = (
    "the relative value units (PPRRVU)",
    "the geographic indices (GPCI)",
    "the anesthesia factors (ANES)",
)
QUALIFYING_FACTORS = {2026: Decimal("33.5675")}  # to know such a file under another name
TWO_FACTORS_SINCE = 2026
_FLOOR = r"(?<!\w)WITH\b.*\bFLOOR\b"
_OTHERS = r"\bNON-? ?Q(UALIFYING|PP?\b)"


@dataclass(frozen=True)
class RvuRow:
    """Relative value units of one code; None where CMS pays nothing in that setting."""

    work: Decimal
    office_pe: Decimal | None
    facility_pe: Decimal | None
    mp: Decimal


@dataclass(frozen=True)
class RvuFile:
    """What a PPRRVU file holds for the codes asked. `released` is the day it prints, as ISO."""

    year: int
    title: str
    released: str | None
    conversion_factor: Decimal
    rows: dict[str, RvuRow]
    doubts: tuple[str, ...]


@dataclass(frozen=True)
class LocalityRow:
    """One locality of a GPCI or anesthesia file."""

    name: str
    values: tuple[Decimal, ...]


Locality = tuple[str, str]  # (MAC, locality number), such as ("01182", "18")


@dataclass(frozen=True)
class LocalityFile:
    """A GPCI or anesthesia file: its localities, its first line, the year that it names, the
    headers of the columns taken, and what a maintainer should look at."""

    rows: dict[Locality, LocalityRow]
    title: str
    year: int | None
    columns: tuple[str, ...]
    doubts: tuple[str, ...] = ()


# --- relative value units -------------------------------------------------------------------------


def read_rvu(path: Path, codes: set[str]) -> RvuFile:
    """Read a PPRRVU file (relative value units), keeping only `codes`, without modifiers.

    Raises:
        PricingError: not such a file, one for qualifying participants, or a figure in it is no
            number.
    """
    rows = rows_of(path)
    at = next((i for i, row in enumerate(rows) if "HCPCS" in [c.upper() for c in row]), None)
    titles = [" ".join(c for c in row if c) for row in rows[:at]]
    year = next((m[1] for t in titles if (m := re.match(r"(20\d\d) National", t))), None)
    if at is None or year is None:
        raise not_this(path, rows, RVU)
    stacked = [r for r in rows[:at] if sum(bool(c) for c in r) > 1]
    names = [
        tidy(" ".join(r[i] for r in (*stacked, rows[at]) if i < len(r)))
        for i in range(len(rows[at]))
    ]
    title = next(t for t in titles if t.startswith(year))
    released = next(
        (m for t in titles if (m := re.match(r"RELEASED (\d\d)/(\d\d)/(\d{4})", t))), None
    )
    found, factors = _rvu_rows(path, names, rows[at + 1 :], codes)
    factor = factors.most_common(1)[0][0]
    doubts = _check_track(path, int(year), titles, names, factor)
    if len(factors) > 1:
        told = ", ".join(f"{f} ({n} times)" for f, n in factors.most_common())
        doubts.append(
            f"{path.name} has more than one conversion factor: {told}; {factor} was taken"
        )
    return RvuFile(
        int(year),
        title,
        f"{released[3]}-{released[1]}-{released[2]}" if released else None,
        factor,
        found,
        tuple(doubts),
    )


def _rvu_rows(
    path: Path, names: list[str], rows: list[list[str]], codes: set[str]
) -> tuple[dict[str, RvuRow], Counter[Decimal]]:
    """The rows of the codes, and how often each conversion factor stands in them."""
    code = column_of(names, r"\bHCPCS$", "HCPCS", path)
    modifier = column_of(names, r"\bMOD$", "MOD", path)
    work = column_of(names, r"\bWORK RVU$", "WORK RVU", path)
    office = column_of(names, r"NON-FAC\S* PE RVU$", "NON-FAC PE RVU", path)
    facility = column_of(names, r"(?<!NON-)\bFACILITY PE RVU$", "FACILITY PE RVU", path)
    office_na = column_of(names, r"NON-FAC\S* NA INDICATOR$", "NON-FAC NA INDICATOR", path)
    facility_na = column_of(
        names, r"(?<!NON-)\bFACILITY NA INDICATOR$", "FACILITY NA INDICATOR", path
    )
    mp = column_of(names, r"\bMP RVU$", "MP RVU", path)
    factor = column_of(names, r"\bCONV\w* FACTOR$", "CONV FACTOR", path, prefer=_OTHERS)
    found, factors = dict[str, RvuRow](), Counter[Decimal]()
    for row in rows:
        if len(row) < len(names) or row[code] not in codes or row[modifier]:
            continue

        def number(index: int, row: list[str] = row) -> Decimal:
            return number_in(row[index], path, f"{row[code]}, {names[index].lower()}")

        factors[number(factor)] += 1
        units = RvuRow(
            work=number(work),
            office_pe=None if row[office_na] == "NA" else number(office),
            facility_pe=None if row[facility_na] == "NA" else number(facility),
            mp=number(mp),
        )
        if found.setdefault(row[code], units) != units:
            raise PricingError(f"{path.name}: code {row[code]} stands twice with other units")
    if not found:
        raise PricingError(f"{path.name}: none of the codes in use is in this file")
    return found, factors


def _check_track(
    path: Path, year: int, titles: list[str], names: list[str], factor: Decimal
) -> list[str]:
    """What to look at, as a file of 2026 or later is for one of two kinds of clinicians.

    Raises:
        PricingError: it is for those who qualify.
    """
    if year < TWO_FACTORS_SINCE:
        return []
    headers = [name for name in names if "FACTOR" in name]
    track = track_of(path.name, *titles, *headers)
    if any(re.search(_OTHERS, name) for name in headers):
        track = "non-qualifying"
    if factor == QUALIFYING_FACTORS.get(year) or track == "qualifying":
        right = re.sub(r"(?<![A-Za-z])(QPP?)(?![a-z])", r"non\1", path.name)
        named = right if right != path.name else f"PPRRVU{year}_..._nonQPP"
        raise PricingError(
            f"{path.name} is for qualifying participants of advanced payment models (conversion "
            f"factor {factor}); most clinicians are not. Take {named}; nothing was changed"
        )
    if track is None:
        return [
            f"from {TWO_FACTORS_SINCE} on there are two files, and the name of {path.name} does "
            f"not say which it is; make sure that {factor} is the factor of clinicians who do not "
            "qualify (nonQPP), the lower one"
        ]
    return []


# --- localities -----------------------------------------------------------------------------------


def _localities(
    path: Path, wanted: str, columns: Mapping[str, tuple[str, str]]
) -> tuple[dict[Locality, LocalityRow], list[list[str]], list[int]]:
    """Values by locality, the lines up to the header, and which columns were taken.

    Args:
        columns: of each column its name, the form of its header, and that of the one preferred
            where there are several.
    """
    rows = rows_of(path)
    at = next((i for i, row in enumerate(rows) if _is_header(row)), None)
    names = [tidy(cell) for cell in rows[at]] if at is not None else []
    if at is None or not all(any(re.search(f, n) for n in names) for f, _ in columns.values()):
        raise not_this(path, rows, wanted)
    if "PROPOSED" in " ".join(map(" ".join, rows[:at])).upper():
        raise PricingError(
            f"{path.name} is of the proposed rule; take the final one; nothing was changed"
        )
    mac = column_of(names, r"CONTRACTOR", "Contractor", path)
    number = column_of(names, r"^LOCALITY( NUMBER)?$", "Locality Number", path)
    name = column_of(names, r"^LOCALITY NAME$", "Locality Name", path)
    values = [
        column_of(names, form, what, path, prefer) for what, (form, prefer) in columns.items()
    ]
    found: dict[Locality, LocalityRow] = {}
    for row in rows[at + 1 :]:
        if len(row) <= max(mac, number, name, *values) or not row[mac].isdigit():
            continue
        locality = row[mac].zfill(5), row[number].zfill(2)
        label = row[name].rstrip("*").strip()
        one = LocalityRow(
            label, tuple(number_in(row[v], path, f"{label}, {names[v].lower()}") for v in values)
        )
        if found.setdefault(locality, one).values != one.values:
            raise PricingError(
                f"{path.name}: locality {'-'.join(locality)} ({label}) stands twice with other "
                "figures; is this two files in one?"
            )
    if not found:
        raise PricingError(f"{path.name}: no locality under the header")
    return found, rows[: at + 1], values


def _is_header(row: list[str]) -> bool:
    def has(word: str) -> bool:
        return any(word in cell.upper() for cell in row)

    return has("LOCALITY") and has("CONTRACTOR")


def _title(head: list[list[str]]) -> str:
    """The first line above the header that says something."""
    return next((" ".join(filter(None, row)) for row in head[:-1] if any(row)), "")


def read_gpci(path: Path) -> LocalityFile:
    """Read a GPCI file (Addendum E): (work, PE, MP) by locality.

    Where an index stands in two columns, the one with the floor that the law sets is taken.

    Raises:
        PricingError: not such a file, or one of a proposed rule.
    """
    found, head, taken = _localities(
        path,
        GPCI,
        {
            "PW GPCI": (r"\bP?W(ORK)? GPCI", _FLOOR),
            "PE GPCI": (r"\bPE GPCI", _FLOOR),
            "MP GPCI": (r"\bMP GPCI", _FLOOR),
        },
    )
    columns = tuple(head[-1][i] for i in taken)
    year = re.search(r"\bCY (20\d\d)|\b(20\d\d) P?W", " ".join(map(" ".join, head)))
    doubts = [
        f"{path.name}: only an index without its floor was found ({name}); where the law sets a "
        "floor of 1.0 for work, the figures below 1 are too low"
        for name in columns
        if "WITHOUT" in name.upper()
    ]
    return LocalityFile(
        found, _title(head), int(year[1] or year[2]) if year else None, columns, tuple(doubts)
    )


def read_anesthesia(path: Path) -> tuple[LocalityFile, Decimal]:
    """Read an anesthesia file: conversion factor by locality, and the national one.

    Of two factors that of clinicians who do not qualify is taken.

    Raises:
        PricingError: not such a file, or one for qualifying participants alone.
    """
    form = r"ANES\w*.*\b(CF|CONV\w* FACTOR)\b"
    found, head, (taken,) = _localities(path, ANES, {"Anes CF": (form, _OTHERS)})
    column = head[-1][taken]
    if track_of(column, path.name) == "qualifying":
        raise PricingError(
            f"{path.name} is for qualifying participants of advanced payment models ({column}); "
            "take the factors of those who do not qualify; nothing was changed"
        )
    above = " ".join(map(" ".join, head[:-1]))
    factor = r"Anes\S* (?:CF|Conv\S* Factor) of\s*\$?([\d.]+\d)"
    places = ((factor, column), (rf"Non-? ?Qualifying[^$]*{factor}", above), (factor, above))
    named = (re.search(words, text, re.IGNORECASE) for words, text in places)
    national = next(filter(None, named), None)
    if national is None:
        raise PricingError(f"{path.name}: the header does not name the national factor")
    year = re.search(r"20\d\d", f"{above} {path.name}")
    return (
        LocalityFile(found, _title(head), int(year[0]) if year else None, (column,)),
        Decimal(national[1]),
    )
