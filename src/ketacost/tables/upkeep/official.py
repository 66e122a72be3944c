"""Read the yearly files of CMS as they are published.

Such files have title lines above the header, headers spread over several lines, columns that
move from year to year, trailing spaces, starred names and quoted commas. Columns are found by
their words, never by their place.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from ketacost.tables.faults import PricingError


@dataclass(frozen=True)
class RvuRow:
    """Relative value units of one code; None where CMS pays nothing in that setting."""

    work: Decimal
    office_pe: Decimal | None
    facility_pe: Decimal | None
    mp: Decimal


@dataclass(frozen=True)
class RvuFile:
    """What a PPRRVU file holds for the codes asked."""

    year: int
    title: str
    released: str | None
    conversion_factor: Decimal
    rows: dict[str, RvuRow]


@dataclass(frozen=True)
class LocalityRow:
    """One locality of a GPCI or anesthesia file."""

    name: str
    values: tuple[Decimal, ...]


Locality = tuple[str, str]  # (MAC, locality number), such as ("01182", "18")


def _rows(path: Path) -> list[list[str]]:
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


def _number(cell: str, path: Path, what: str) -> Decimal:
    try:
        return Decimal(cell.replace("$", "").replace(",", ""))
    except InvalidOperation:
        raise PricingError(f"{path.name}: {what}: expected a number, found '{cell}'") from None


def _find(names: list[str], form: str, what: str, path: Path) -> int:
    """Index of the one column whose header has a form; a clear message where there is none."""
    found = [i for i, name in enumerate(names) if re.search(form, name)]
    if len(found) != 1:
        raise PricingError(
            f"{path.name}: {'no' if not found else 'more than one'} column {what} in the "
            f"header; is this the right file? Columns: {', '.join(n for n in names if n)[:300]}"
        )
    return found[0]


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text.upper().replace(".", " ")).strip()


def read_rvu(path: Path, codes: set[str]) -> RvuFile:
    """Read a PPRRVU file (relative value units), keeping only `codes`, without modifiers.

    Raises:
        PricingError: not such a file, or a figure in it is no number.
    """
    rows = _rows(path)
    at = next((i for i, row in enumerate(rows) if row and row[0].upper() == "HCPCS"), None)
    if at is None:
        # the code column may stand elsewhere in another year
        at = next((i for i, r in enumerate(rows) if "HCPCS" in [c.upper() for c in r]), None)
    if at is None:
        raise PricingError(f"{path.name}: no header line with HCPCS; is this a PPRRVU file?")
    width = len(rows[at])
    stacked = [r for r in rows[:at] if sum(bool(c) for c in r) > 1]
    names = [
        _tidy(" ".join(r[i] for r in (*stacked, rows[at]) if i < len(r))) for i in range(width)
    ]
    code = _find(names, r"\bHCPCS$", "HCPCS", path)
    modifier = _find(names, r"\bMOD$", "MOD", path)
    work = _find(names, r"\bWORK RVU$", "WORK RVU", path)
    office = _find(names, r"NON-FAC\S* PE RVU$", "NON-FAC PE RVU", path)
    facility = _find(names, r"(?<!NON-)\bFACILITY PE RVU$", "FACILITY PE RVU", path)
    office_na = _find(names, r"NON-FAC\S* NA INDICATOR$", "NON-FAC NA INDICATOR", path)
    facility_na = _find(names, r"(?<!NON-)\bFACILITY NA INDICATOR$", "FACILITY NA INDICATOR", path)
    mp = _find(names, r"\bMP RVU$", "MP RVU", path)
    factor = _find(names, r"\bCONV FACTOR$", "CONV FACTOR", path)
    found, factors = {}, Counter[Decimal]()
    for row in rows[at + 1 :]:
        if len(row) < width or row[code] not in codes or row[modifier]:
            continue

        def number(index: int, row: list[str] = row) -> Decimal:
            return _number(row[index], path, f"{row[code]}, {names[index].lower()}")

        factors[number(factor)] += 1
        found[row[code]] = RvuRow(
            work=number(work),
            office_pe=None if row[office_na] == "NA" else number(office),
            facility_pe=None if row[facility_na] == "NA" else number(facility),
            mp=number(mp),
        )
    if not found:
        raise PricingError(f"{path.name}: none of the codes in use is in this file")
    titles = [" ".join(c for c in row if c) for row in rows[:at]]
    year = next((m[1] for t in titles if (m := re.match(r"(20\d\d) National", t))), None)
    if year is None:
        raise PricingError(f"{path.name}: no title line '20.. National Physician Fee Schedule ...'")
    released = next((m[1] for t in titles if (m := re.match(r"RELEASED (\S+)", t))), None)
    title = next(t for t in titles if t.startswith(year))
    return RvuFile(int(year), title, released, factors.most_common(1)[0][0], found)


def _localities(path: Path, columns: Mapping[str, str]) -> tuple[dict[Locality, LocalityRow], str]:
    rows = _rows(path)
    at = next(
        (
            i
            for i, row in enumerate(rows)
            if any("LOCALITY" in c.upper() for c in row)
            and any("CONTRACTOR" in c.upper() for c in row)
        ),
        None,
    )
    if at is None:
        raise PricingError(
            f"{path.name}: no header line with Contractor and Locality; is this the right file?"
        )
    names = [_tidy(cell) for cell in rows[at]]
    mac = _find(names, r"CONTRACTOR", "Contractor", path)
    number = _find(names, r"^LOCALITY( NUMBER)?$", "Locality Number", path)
    name = _find(names, r"^LOCALITY NAME$", "Locality Name", path)
    values = [_find(names, form, what, path) for what, form in columns.items()]
    found = {}
    for row in rows[at + 1 :]:
        if len(row) <= max(mac, number, name, *values) or not row[mac].isdigit():
            continue
        locality = row[mac].zfill(5), row[number].zfill(2)
        label = row[name].rstrip("*").strip()
        found[locality] = LocalityRow(
            label, tuple(_number(row[v], path, f"{label}, {names[v].lower()}") for v in values)
        )
    if not found:
        raise PricingError(f"{path.name}: no locality under the header")
    head = " ".join(" ".join(row) for row in rows[: at + 1])
    return found, head


def read_gpci(path: Path) -> tuple[dict[Locality, LocalityRow], int | None]:
    """Read a GPCI file (Addendum E): (work, PE, MP) by locality, and the year in its title.

    Raises:
        PricingError: not such a file.
    """
    found, head = _localities(
        path,
        {"PW GPCI": r"\bP?W(ORK)? GPCI", "PE GPCI": r"\bPE GPCI", "MP GPCI": r"\bMP GPCI"},
    )
    year = re.search(r"\bCY (20\d\d)|\b(20\d\d) P?W", head)
    return found, int(year[1] or year[2]) if year else None


def read_anesthesia(path: Path) -> tuple[dict[Locality, LocalityRow], Decimal]:
    """Read an anesthesia file: conversion factor by locality, and the national one.

    Raises:
        PricingError: not such a file.
    """
    found, head = _localities(path, {"Anes CF": r"ANES.*\bCF\b"})
    national = re.search(r"National Anes\S* CF of\s*\$?([\d.]+\d)", head, re.IGNORECASE)
    if national is None:
        raise PricingError(f"{path.name}: the header does not name the national factor")
    return found, Decimal(national[1])


@dataclass(frozen=True)
class ZipRange:
    """ZIP codes from first to last that lie in one locality."""

    first: str
    last: str
    mac: str
    locality: str
    rurality: str


RURALITY = {"": "urban", "R": "rural", "B": "super-rural"}


def read_zip(path: Path) -> tuple[list[ZipRange], str | None]:
    """Read a ZIP code to carrier locality file (fixed width), neighbours joined to ranges.

    Columns, from 1: state 1-2, ZIP 3-7, carrier 8-12, locality 13-14, rural indicator 15,
    year and quarter 76-80.

    Returns:
        ranges in ZIP order, and the year and quarter that the file prints (`20254`).

    Raises:
        PricingError: not such a file; the first bad line is named.
    """
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError as err:
        raise PricingError(f"{path}: can't be read: {err.strerror or err}") from None
    rows, quarter = [], None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        match = re.match(r"[A-Z]{2}(\d{5})(\d{5})([0-9A-Z]{2})([ RB])", line)
        if match is None:
            raise PricingError(
                f"{path.name}, line {number}: expected state, ZIP, carrier, locality and rural "
                f"indicator in fixed columns, found '{line[:20]}'"
            )
        rows.append((match[1], match[2], match[3], RURALITY[match[4].strip()]))
        quarter = line[75:80].strip() or quarter
    ranges: list[ZipRange] = []
    for zip_code, *where in sorted(rows):
        before = ranges[-1] if ranges else None
        if before and [before.mac, before.locality, before.rurality] == where:
            ranges[-1] = ZipRange(before.first, zip_code, *where)
        else:
            ranges.append(ZipRange(zip_code, zip_code, *where))
    return ranges, quarter


@dataclass(frozen=True)
class NadacRow:
    """What pharmacies pay for one unit of a drug (NADAC), US dollars."""

    usd_per_unit: Decimal
    unit: str
    effective: str


def read_nadac(path: Path, drugs: set[str]) -> dict[str, NadacRow]:
    """Read a NADAC file, keeping the newest rate of each drug asked: the median over its makers.

    A drug is named by its first word, strength and form (`sertraline 50 mg tab`); the file's
    longer names (`SERTRALINE HCL 50 MG TABLET`) match. Delayed or extended release (`ER`, `DR`)
    is another drug.

    Raises:
        PricingError: not such a file, or a rate in it is no number.
    """
    rows = _rows(path)
    if not rows:
        raise PricingError(f"{path.name}: the file is empty")
    names = [_tidy(cell.replace("_", " ")) for cell in rows[0]]
    drug = _find(names, r"^NDC DESCRIPTION$", "NDC Description", path)
    rate = _find(names, r"^NADAC PER UNIT$", "NADAC Per Unit", path)
    effective = _find(names, r"^EFFECTIVE DATE$", "Effective Date", path)
    unit = _find(names, r"^PRICING UNIT$", "Pricing Unit", path)
    asked = {name: _tidy(name).split() for name in drugs}
    by_first = {words[0] for words in asked.values()}
    found: dict[str, list[tuple[str, Decimal, str]]] = {}
    for row in rows[1:]:
        words = _tidy(row[drug]).split() if len(row) >= len(names) else []
        if not words or words[0] not in by_first:
            continue
        for name, wanted in asked.items():
            if _same_drug(wanted, words):
                value = _number(row[rate], path, f"{row[drug]}, NADAC per unit")
                found.setdefault(name, []).append((_iso(row[effective], path), value, row[unit]))
    newest = {}
    for name, rates in found.items():
        day = max(r[0] for r in rates)
        same_day = sorted(r[1] for r in rates if r[0] == day)
        newest[name] = NadacRow(same_day[len(same_day) // 2], rates[0][2], day)
    return newest


_RELEASE_FORMS = {"ER", "DR", "CR", "XR", "SR", "ODT"}


def _same_drug(wanted: list[str], words: list[str]) -> bool:
    if wanted[0] != words[0] or set(wanted) & _RELEASE_FORMS != set(words) & _RELEASE_FORMS:
        return False
    rest = iter(words[1:])
    return all(
        any(w == word or (w.isalpha() and len(w) > 2 and word.startswith(w)) for word in rest)
        for w in wanted[1:]
    )


def _iso(text: str, path: Path) -> str:
    """A date as CMS writes it (12/31/2026 or 2026-12-31) in ISO form."""
    american = re.match(r"(\d\d?)/(\d\d?)/(\d{4})", text)
    if american:
        return f"{american[3]}-{int(american[1]):02d}-{int(american[2]):02d}"
    if re.match(r"\d{4}-\d\d-\d\d", text):
        return text[:10]
    raise PricingError(f"{path.name}: expected a date, found '{text}'")
