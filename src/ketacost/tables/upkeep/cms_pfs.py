"""Medicare's physician fee schedule of a year, as CMS publishes it: relative value units (PPRRVU),
geographic indices (GPCI) and anesthesia factors (ANES). `ketacost prices import cms-pfs`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from ketacost.tables.draft import Draft
from ketacost.tables.faults import PricingError
from ketacost.tables.plausible import check_figures
from ketacost.tables.spelling import count
from ketacost.tables.table import Row
from ketacost.tables.upkeep.cms_files import (
    Locality,
    LocalityFile,
    LocalityRow,
    RvuFile,
    read_anesthesia,
    read_gpci,
    read_rvu,
)
from ketacost.tables.upkeep.into_draft import Report, in_one_step, sound, write_table
from ketacost.tables.upkeep.new_source import NewSource, add_source, source_for


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
    units, indices = read_rvu(rvu, set(old)), read_gpci(gpci)
    factors, national = read_anesthesia(anesthesia) if anesthesia else (None, None)
    years = [(units.year, rvu), (indices.year, gpci)]
    if anesthesia and factors:
        years.append((factors.year, anesthesia))
    _check_years(years, year, report)
    report.look += [*units.doubts, *indices.doubts]
    new_units = _write_rvu(folder, old, units, report)
    new_indices = _write_gpci(
        folder, draft, indices.rows, factors.rows if factors else {}, national, report
    )
    source = _source(draft, units, year, {rvu: None, gpci: indices, anesthesia: factors})
    said = {"sources": f"[{source.id}]", "confidence": "high"}
    _set_factor(folder, report, "conversion-factor", draft, units.conversion_factor, units, said)
    _set_medicare(folder, report, "rvu", said, new_units)
    _set_medicare(folder, report, "gpci", said, new_indices)
    if national is not None:
        _set_factor(folder, report, "anesthesia-conversion-factor", draft, national, units, said)
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
    after = sound(folder)
    check_figures(after, draft)
    report.look += [str(fault) for fault in after.faults]


def _check_years(found: list[tuple[int | None, Path]], year: int, report: Report) -> None:
    for named, path in found:
        if named is None:
            report.look.append(f"{path.name} names no year; make sure that it is of {year}")
        elif named != year:
            raise PricingError(f"{path.name} is of {named}, not of {year}; nothing was changed")


def _source(
    draft: Draft, units: RvuFile, year: int, files: Mapping[Path | None, LocalityFile | None]
) -> NewSource:
    """The files as one source, which says what was taken from which."""
    taken = []
    for path, file in files.items():
        if path and file:
            columns = ", ".join(f"'{name}'" for name in file.columns)
            taken.append(f"{path.name}{f' ({file.title})' if file.title else ''}: {columns}")
        elif path:
            released = f", released {units.released}" if units.released else ""
            taken.append(
                f"{path.name} ({units.title}{released}): units, conversion factor "
                f"{units.conversion_factor}"
            )
    return source_for(
        draft,
        f"cms-pfs-{year}",
        f"{units.title}; {', '.join(path.name for path in files if path)}",
        "https://www.cms.gov/medicare/payment/fee-schedules/physician",
        units.released,
        f"Taken from {'; '.join(taken)}.",
    )


def _set_factor(
    folder: Path,
    report: Report,
    section: str,
    draft: Draft,
    usd: Decimal,
    units: RvuFile,
    said: Mapping[str, str],
) -> None:
    """Set a conversion factor and since when it holds. A factor can change within a year, as on
    March 9, 2024: the files don't say so, so a day that is known is kept."""
    was = getattr(draft.medicare, section.replace("-", "_"))
    first, name = f"{units.year}-01-01", section.replace("-", " ")
    effective = first
    if usd != was.usd:
        report.changed.append(f"{name}: {was.usd} to {usd}")
    if was.effective.year == units.year and usd == was.usd:
        effective = was.effective.isoformat()
    elif was.effective.year == units.year and units.released and units.released > first:
        effective = units.released
        report.look.append(
            f"medicare.yaml, {section}: {was.usd} has held since {was.effective}, and {usd} holds "
            f"from another day of {units.year}; the file was released on {units.released}, which "
            "was taken: write the day that CMS names under 'effective'"
        )
    elif units.released and units.released[:7] > first[:7]:
        report.look.append(
            f"medicare.yaml, {section}: the file was released on {units.released}; if the factor "
            f"changed within {units.year}, write since when {usd} holds under 'effective'"
        )
    values = {**said, "usd": f"{usd:f}", "effective": effective}
    _set_medicare(folder, report, section, values, usd != was.usd)


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
    lost = sum(key not in indices for key in used)
    if lost > len(used) / 2:
        raise PricingError(
            f"the GPCI file lacks {lost} of {len(used)} regions; is it whole? Nothing was changed"
        )
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
