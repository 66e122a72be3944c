"""Medicare's physician fee schedule of a year, as CMS publishes it: relative value units (PPRRVU),
geographic indices (GPCI) and anesthesia factors (ANES). `ketacost prices import cms-pfs`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ketacost.tables.draft import Draft
from ketacost.tables.faults import PricingError
from ketacost.tables.spelling import count
from ketacost.tables.table import Row
from ketacost.tables.upkeep.into_draft import Report, in_one_step, sound, write_table
from ketacost.tables.upkeep.new_source import add_source, source_for
from ketacost.tables.upkeep.official_csv import column_of, number_in, rows_of, tidy

# --- reading -------------------------------------------------------------------------------------


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


def read_rvu(path: Path, codes: set[str]) -> RvuFile:
    """Read a PPRRVU file (relative value units), keeping only `codes`, without modifiers.

    Raises:
        PricingError: not such a file, or a figure in it is no number.
    """
    rows = rows_of(path)
    at = next((i for i, row in enumerate(rows) if row and row[0].upper() == "HCPCS"), None)
    if at is None:
        # the code column may stand elsewhere in another year
        at = next((i for i, r in enumerate(rows) if "HCPCS" in [c.upper() for c in r]), None)
    if at is None:
        raise PricingError(f"{path.name}: no header line with HCPCS; is this a PPRRVU file?")
    width = len(rows[at])
    stacked = [r for r in rows[:at] if sum(bool(c) for c in r) > 1]
    names = [tidy(" ".join(r[i] for r in (*stacked, rows[at]) if i < len(r))) for i in range(width)]
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
    factor = column_of(names, r"\bCONV FACTOR$", "CONV FACTOR", path)
    found, factors = {}, Counter[Decimal]()
    for row in rows[at + 1 :]:
        if len(row) < width or row[code] not in codes or row[modifier]:
            continue

        def number(index: int, row: list[str] = row) -> Decimal:
            return number_in(row[index], path, f"{row[code]}, {names[index].lower()}")

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
    rows = rows_of(path)
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
    names = [tidy(cell) for cell in rows[at]]
    mac = column_of(names, r"CONTRACTOR", "Contractor", path)
    number = column_of(names, r"^LOCALITY( NUMBER)?$", "Locality Number", path)
    name = column_of(names, r"^LOCALITY NAME$", "Locality Name", path)
    values = [column_of(names, form, what, path) for what, form in columns.items()]
    found = {}
    for row in rows[at + 1 :]:
        if len(row) <= max(mac, number, name, *values) or not row[mac].isdigit():
            continue
        locality = row[mac].zfill(5), row[number].zfill(2)
        label = row[name].rstrip("*").strip()
        found[locality] = LocalityRow(
            label, tuple(number_in(row[v], path, f"{label}, {names[v].lower()}") for v in values)
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


# --- into a draft ---------------------------------------------------------------------------------


def import_cms_pfs(
    into: str, year: int, rvu: Path, gpci: Path, anesthesia: Path | None = None
) -> Report:
    """Relative value units, geographic indices and conversion factors of a year.

    Raises:
        PricingError: a file is not what it should be, or is of another year.
        PricingFaults: the draft has faults; mend them first.
    """
    return in_one_step(into, lambda folder, report: _cms_pfs(
        folder, report, year, rvu, gpci, anesthesia
    ))  # fmt: skip


def _cms_pfs(
    folder: Path, report: Report, year: int, rvu: Path, gpci: Path, anesthesia: Path | None
) -> None:
    draft = sound(folder)
    assert draft.medicare and draft.release  # a sound draft has both
    old = {row["code"]: row for row in draft.tables["medicare/rvu.csv"]}
    units = read_rvu(rvu, set(old))
    indices, indices_year = read_gpci(gpci)
    for found, path in ((units.year, rvu), (indices_year, gpci)):
        if found not in (None, year):
            raise PricingError(f"{path.name} is of {found}, not of {year}; nothing was changed")
        if found is None:
            report.look.append(f"{path.name} names no year; make sure that it is of {year}")
    new_units = _write_rvu(folder, old, units, report)
    factors, national = read_anesthesia(anesthesia) if anesthesia else ({}, None)
    new_indices = _write_gpci(folder, draft, indices, factors, national, report)
    before = draft.medicare.conversion_factor.usd
    if before != units.conversion_factor:
        report.changed.append(f"conversion factor: {before} to {units.conversion_factor}")
    released = re.match(r"(\d\d)/(\d\d)/(\d{4})", units.released or "")
    address = "https://www.cms.gov/medicare/payment/fee-schedules/physician"
    source = source_for(
        draft,
        f"cms-pfs-{year}",
        f"{units.title}; {gpci.name}" + (f"; {anesthesia.name}" if anesthesia else ""),
        address,
        f"{released[3]}-{released[1]}-{released[2]}" if released else None,
    )
    said = {"sources": f"[{source.id}]", "confidence": "high"}
    factor = {"usd": f"{units.conversion_factor:f}", "effective": f"{year}-01-01"}
    new = before != units.conversion_factor
    _set_medicare(folder, report, "conversion-factor", said | factor, new)
    _set_medicare(folder, report, "rvu", said, new_units)
    _set_medicare(folder, report, "gpci", said, new_indices)
    if national is not None:
        was = draft.medicare.anesthesia_conversion_factor.usd
        if national != was:
            report.changed.append(f"anesthesia conversion factor: {was} to {national}")
        factor = {"usd": f"{national:f}", "effective": f"{year}-01-01"}
        _set_medicare(
            folder, report, "anesthesia-conversion-factor", said | factor, national != was
        )
    else:
        _keep_anesthesia(folder, report, draft, year)
    if draft.release.year != year:
        report.look.append(
            f"release.yaml says year: {draft.release.year}; these fees are of {year}"
        )
    report.look.append(
        "medicare.yaml, dates: they hold for opps.csv and price-parity.csv too, which are not in "
        "these files; check those, then write the day under 'checked'"
    )
    report.written += ["medicare/rvu.csv", "medicare/gpci.csv", "medicare/medicare.yaml"]
    add_source(source, folder, report)
    sound(folder)


def _keep_anesthesia(folder: Path, report: Report, draft: Draft, year: int) -> None:
    """Without a file of its own, anesthesia keeps its factors and says of which year they are."""
    assert draft.medicare
    factor = draft.medicare.anesthesia_conversion_factor
    report.missing.append(
        f"no anesthesia file was given (--anesthesia); its factors stay those of "
        f"{factor.effective.year}"
    )
    if factor.effective.year != year and factor.carried_from is None:
        carried = {"carried-from": f'"{factor.effective.year}"', "confidence": "low"}
        _set_medicare(folder, report, "anesthesia-conversion-factor", carried)


def _write_rvu(folder: Path, old: Mapping[str, Row], units: RvuFile, report: Report) -> bool:
    """Write rvu.csv; whether any figure is new."""
    rows, changed = [], len(report.changed)
    for code, before in old.items():
        row = units.rows.get(code)
        if row is None:
            report.missing.append(f"code {code} is not in the file; its old units are kept")
        was = [before[c] for c in ("work", "office_pe", "facility_pe", "mp")]
        now = [row.work, row.office_pe, row.facility_pe, row.mp] if row else was
        if now != was:
            report.changed.append(f"code {code}: {_units(was)} to {_units(now)}")
        rows.append([code, *(None if n is None else f"{n:.2f}" for n in now)])
    write_table(
        folder / "medicare/rvu.csv", ["code", "work", "office_pe", "facility_pe", "mp"], rows
    )
    return len(report.changed) > changed


def _units(values: list[Decimal | None]) -> str:
    names = ("work", "office PE", "facility PE", "MP")
    return ", ".join(f"{n} {v}" for n, v in zip(names, values, strict=True) if v is not None)


def _write_gpci(
    folder: Path,
    draft: Draft,
    indices: Mapping[Locality, LocalityRow],
    factors: Mapping[Locality, LocalityRow],
    national: Decimal | None,
    report: Report,
) -> bool:
    """Write gpci.csv; whether any index is new."""
    old = {row["region"]: row for row in draft.tables["medicare/gpci.csv"]}
    rows, used, changed = [], set(), 0
    for name, before in old.items():
        region = draft.shared.regions[name]
        key = region.mac, region.locality
        was = [before["work"], before["pe"], before["mp"]]
        cf = before.cells.get("anesthesia_cf")
        if name == "us":
            rows.append([name, *(f"{value:f}" for value in was), national or cf])
            continue
        found = indices.get(key)
        if found is None:
            report.missing.append(f"region {name} ({'-'.join(key)}) is not in the GPCI file")
        used.add(key)
        now = list(found.values) if found else was
        changed += now != was
        if factors:
            factor = factors.get(key)
            if factor is None:
                report.missing.append(f"region {name} is not in the anesthesia file")
            cf = factor.values[0] if factor else None
        rows.append([name, *(f"{value:.3f}" for value in now), cf and f"{cf:.2f}"])
    for key in sorted(set(indices) - used):
        report.missing.append(
            f"the locality {'-'.join(key)} ({indices[key].name}) is in the file but in no region; "
            "add it to regions.csv and gpci.csv if people are to choose it"
        )
    if changed:
        report.changed.append(f"geographic indices of {count(changed, 'region')}")
    header = ["region", "work", "pe", "mp", "anesthesia_cf"]
    if not any(row[4] is not None for row in rows):
        header, rows = header[:4], [row[:4] for row in rows]
    write_table(folder / "medicare/gpci.csv", header, rows)
    return changed > 0


def _set_medicare(
    folder: Path, report: Report, section: str, values: Mapping[str, str], new: bool = True
) -> None:
    """Set keys of one section of medicare.yaml, line by line; where its figures are `new`, what
    is noted of the old ones goes."""
    path = folder / "medicare/medicare.yaml"
    text = path.read_text(encoding="utf-8")
    block = re.search(rf"(?m)^{section}:\n(?:(?:  .*)?\n)*", text)
    if block is None:
        raise PricingError(f"medicare.yaml has no section {section} in lines of its own")
    changed = block[0]
    for key in ("note", "carried-from", "confidence") if new else ("carried-from",):
        taken = re.search(rf"(?m)^  {key}: *(.*)\n", changed)
        changed = re.sub(rf"(?m)^  {key}:.*\n", "", changed)
        if taken and key == "note":
            report.look.append(
                f"medicare.yaml, {section}: its note spoke of the old figures and was taken out: "
                f"{taken[1]}"
            )
    for key, value in values.items():
        line = f"  {key}: {value}\n"
        changed, found = re.subn(rf"(?m)^  {key}:.*\n", line.replace("\\", "\\\\"), changed)
        if not found:
            changed = changed.replace(f"{section}:\n", f"{section}:\n{line}", 1)
    path.write_text(text.replace(block[0], changed), encoding="utf-8", newline="\n")
