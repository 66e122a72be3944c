"""Put the yearly files of CMS into a draft: `ketacost prices import ...`.

The draft is copied, changed and put back in one step; an interrupted import leaves it as it was.
Only codes, regions and drugs in use are taken; what the file lacks is named.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from ketacost.money import to_cents
from ketacost.tables.draft import Draft
from ketacost.tables.faults import PricingError, PricingFaults
from ketacost.tables.folder import read_folder
from ketacost.tables.reading import Document, Row
from ketacost.tables.releases import pricing_root, release_entries, release_folder, release_names
from ketacost.tables.schema import PAYERS, BandPrice
from ketacost.tables.shared import REGIONS_FILE, SHARED_FILES, SOURCES_FILE, read_shared
from ketacost.tables.spelling import count
from ketacost.tables.upkeep import official
from ketacost.tables.upkeep.drafts import write_whole


@dataclass
class Report:
    """What an import did, in sentences, and what it leaves to the maintainer (`look`)."""

    changed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    look: list[str] = field(default_factory=list)


def _draft_folder(name: str) -> Path:
    root = pricing_root()
    if name not in release_names(root):
        raise PricingError(f"there is no draft {name}; make it: ketacost prices new {name}")
    status = release_entries(root)[name].status
    if status != "draft":
        raise PricingError(
            f"{name} is {status}, and figures are imported into a draft only; make one: "
            f"ketacost prices new {name.split('.')[0]}.N --from {name}"
        )
    return release_folder(name, root)


def _in_one_step(name: str, change: Callable[[Path, Report], None]) -> Report:
    """Run a change on a copy of the draft and of the shared files, then put both in place."""
    folder, report = _draft_folder(name), Report()
    sources = folder.parent / SOURCES_FILE
    work = Path(tempfile.mkdtemp(prefix=f".{name}.", dir=folder.parent))
    copy, before = work / name, work / "before"
    try:
        shutil.copytree(folder, copy)
        for shared in SHARED_FILES:
            shutil.copy(folder.parent / shared, work)
        change(copy, report)
        old, new = sources.read_text(encoding="utf-8"), (work / SOURCES_FILE).read_text("utf-8")
        try:
            if new != old:
                write_whole(sources, new)
            folder.rename(before)
            copy.rename(folder)
        except BaseException:
            write_whole(sources, old)
            raise
    finally:
        if not folder.exists():
            before.rename(folder)
        shutil.rmtree(work, ignore_errors=True)
    return report


def _sound(folder: Path) -> Draft:
    draft = read_folder(folder)
    if draft.faults:
        raise PricingFaults(draft.faults, "nothing was imported, as these faults stand in the way")
    return draft


def _write_table(path: Path, header: list[str], rows: Iterable[Iterable[object]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([["" if c is None else c for c in row] for row in rows])
    path.write_text(text.getvalue(), encoding="utf-8", newline="\n")


# --- sources and factors in YAML, edited as text so that comments and order stay ------------------


@dataclass(frozen=True)
class NewSource:
    """A file of CMS as a source: `id`, and whether sources.yaml must be given an entry for it."""

    id: str
    title: str
    url: str
    published: str | None
    is_new: bool

    def entry(self) -> str:
        """Its lines in sources.yaml."""
        title = self.title.replace("\\", "\\\\").replace('"', '\\"')
        published = f'"{self.published}"' if self.published else "null"
        return (
            f"  {self.id}:\n"
            f'    title: "{title}"\n'
            f'    publisher: "Centers for Medicare & Medicaid Services"\n'
            f'    url: "{self.url}"\n'
            f"    published: {published}\n"
            f"    read: {date.today().isoformat()}\n"
            f"    kind: primary\n"
        )


def _source(draft: Draft, name: str, title: str, url: str, published: str | None) -> NewSource:
    """The source of this name, title and day.

    Other releases may use the one that has the name already, so it is never changed: a file of
    another title or day is another source, `name-2`.
    """
    known, said, number = draft.shared.sources, name, 1
    while said in known and (known[said].title, known[said].published) != (title, published):
        number += 1
        said = f"{name}-{number}"
    return NewSource(said, title, url, published, said not in known)


def _add(source: NewSource, folder: Path, report: Report) -> None:
    if source.is_new:
        path = folder.parent / SOURCES_FILE
        text = path.read_text(encoding="utf-8").rstrip("\n") + "\n" + source.entry()
        path.write_text(text, encoding="utf-8", newline="\n")
        report.written.append(f"{SOURCES_FILE} ({source.id})")


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


# --- cms-pfs -------------------------------------------------------------------------------------


def import_cms_pfs(
    into: str, year: int, rvu: Path, gpci: Path, anesthesia: Path | None = None
) -> Report:
    """Relative value units, geographic indices and conversion factors of a year.

    Raises:
        PricingError: a file is not what it should be, or is of another year.
        PricingFaults: the draft has faults; mend them first.
    """
    return _in_one_step(into, lambda folder, report: _cms_pfs(
        folder, report, year, rvu, gpci, anesthesia
    ))  # fmt: skip


def _cms_pfs(
    folder: Path, report: Report, year: int, rvu: Path, gpci: Path, anesthesia: Path | None
) -> None:
    draft = _sound(folder)
    assert draft.medicare and draft.release  # a sound draft has both
    old = {row["code"]: row for row in draft.tables["medicare/rvu.csv"]}
    units = official.read_rvu(rvu, set(old))
    indices, indices_year = official.read_gpci(gpci)
    for found, path in ((units.year, rvu), (indices_year, gpci)):
        if found not in (None, year):
            raise PricingError(f"{path.name} is of {found}, not of {year}; nothing was changed")
        if found is None:
            report.look.append(f"{path.name} names no year; make sure that it is of {year}")
    new_units = _write_rvu(folder, old, units, report)
    factors, national = official.read_anesthesia(anesthesia) if anesthesia else ({}, None)
    new_indices = _write_gpci(folder, draft, indices, factors, national, report)
    before = draft.medicare.conversion_factor.usd
    if before != units.conversion_factor:
        report.changed.append(f"conversion factor: {before} to {units.conversion_factor}")
    released = re.match(r"(\d\d)/(\d\d)/(\d{4})", units.released or "")
    address = "https://www.cms.gov/medicare/payment/fee-schedules/physician"
    source = _source(
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
    _add(source, folder, report)
    _sound(folder)


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


def _write_rvu(
    folder: Path, old: Mapping[str, Row], units: official.RvuFile, report: Report
) -> bool:
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
    _write_table(
        folder / "medicare/rvu.csv", ["code", "work", "office_pe", "facility_pe", "mp"], rows
    )
    return len(report.changed) > changed


def _units(values: list[Decimal | None]) -> str:
    names = ("work", "office PE", "facility PE", "MP")
    return ", ".join(f"{n} {v}" for n, v in zip(names, values, strict=True) if v is not None)


def _write_gpci(
    folder: Path,
    draft: Draft,
    indices: Mapping[official.Locality, official.LocalityRow],
    factors: Mapping[official.Locality, official.LocalityRow],
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
    _write_table(folder / "medicare/gpci.csv", header, rows)
    return changed > 0


# --- nadac ---------------------------------------------------------------------------------------


def import_nadac(into: str, nadac: Path) -> Report:
    """What pharmacies pay for the drugs in use: sets the bounds that say `from-nadac`.

    Raises:
        PricingError: not such a file.
        PricingFaults: the draft has faults; mend them first.
    """
    return _in_one_step(into, lambda folder, report: _nadac(folder, report, nadac))


def _nadac(folder: Path, report: Report, path: Path) -> None:
    draft = _sound(folder)
    drugs = {
        part.drug
        for file in draft.services.values()
        for service in file.services.values()
        for part in service.nadac
    }
    rates = official.read_nadac(path, drugs)
    report.missing += [f"no rate for {drug}" for drug in sorted(drugs - set(rates))]
    if not rates:
        raise PricingError(f"{path.name}: none of the drugs in use is in it; nothing was changed")
    newest = max(rate.effective for rate in rates.values())
    source = _source(
        draft,
        f"nadac-{newest}",
        f"National Average Drug Acquisition Cost (NADAC) up to {newest}; {path.name}",
        "https://data.medicaid.gov/nadac",
        newest,
    )
    for stem, file in draft.services.items():
        document = draft.documents[f"services/{stem}.yaml"]
        edits: list[Edit] = []
        for name, service in file.services.items():
            if not service.nadac or any(part.drug not in rates for part in service.nadac):
                continue
            exact = sum(rates[part.drug].usd_per_unit * part.units for part in service.nadac)
            usd = Decimal(to_cents(exact)) / 100
            for payer in PAYERS:
                price, at = service.price.of(payer), ("services", name, "price", payer)
                if isinstance(price, BandPrice) and price.from_nadac:
                    edits += _price_edits(document, at, price, usd, source.id, report)
        if edits:
            _edit(folder / "services" / f"{stem}.yaml", edits)
            report.written.append(f"services/{stem}.yaml")
    if report.changed:
        report.look.append(
            "in the prices changed: the other figures, the dates (effective, checked) and what "
            "band and note say of the old figure"
        )
    if source.id in read_folder(folder).used_sources():
        _add(source, folder, report)
    _sound(folder)


Edit = tuple[tuple[int, int], str, str]
"""Where (line, column), the pattern of what stands there, and what is to stand there."""


def _price_edits(
    document: Document,
    at: tuple[str, ...],
    price: BandPrice,
    usd: Decimal,
    source: str,
    report: Report,
) -> Iterator[Edit]:
    """The bounds of a price that NADAC sets, and its source, where they are to change."""
    _, name, _, payer = at
    for bound in price.from_nadac:
        was = getattr(price, bound)
        if was != usd:
            report.changed.append(f"{name}, {payer}, {bound}: {was:f} to {usd:f}")
            yield document.places[(*at, bound)], r"[0-9.]+", f"{usd:f}"
    for index, old in enumerate(price.sources):
        if old.startswith("nadac-") and old != source:
            yield document.places[(*at, "sources", index)], re.escape(old), source


def _edit(path: Path, edits: list[Edit]) -> None:
    """Replace what matches at each (line, column); all else stays as it was written."""
    lines = path.read_text(encoding="utf-8").split("\n")
    for (line, column), pattern, new in sorted(edits, reverse=True):
        text = lines[line - 1]
        match = re.compile(f"[\"']?({pattern})").match(text, column - 1)
        if match is None:
            raise PricingError(f"{path.name}, line {line}: expected a plain value to replace")
        lines[line - 1] = text[: match.start(1)] + new + text[match.end(1) :]
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")


# --- ZIP codes -----------------------------------------------------------------------------------

ZIP_FILE = "zip-locality.csv"


def import_zip_locality(path: Path) -> Report:
    """ZIP codes to regions, for all releases (a place is no price). Writes zip-locality.csv.

    Raises:
        PricingError: not such a file.
    """
    report, root = Report(), pricing_root()
    ranges, quarter = official.read_zip(path)
    regions = {(r.mac, r.locality): r.id for r in read_shared(root).regions.values()}
    old = root / ZIP_FILE
    before = set(old.read_text(encoding="utf-8").splitlines()[1:]) if old.is_file() else set()
    rows, unknown = [], set()
    for item in ranges:
        region = regions.get((item.mac, item.locality))
        if region is None:
            unknown.add(f"locality {item.mac}-{item.locality} is no region of {REGIONS_FILE}")
        else:
            rows.append([item.first, item.last, region, item.rurality])
    report.missing += sorted(unknown)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["zip_first", "zip_last", "region", "rurality"])
    writer.writerows(rows)
    now = set(text.getvalue().splitlines()[1:])
    if len(now) < len(before) / 2:
        raise PricingError(
            f"{path.name} holds {len(now):,} ranges where {len(before):,} stand now; is it whole? "
            f"Nothing was changed; to start anew, remove {ZIP_FILE} first"
        )
    report.changed.append(
        f"{len(now - before):,} ranges new or different, {len(before - now):,} gone"
    )
    write_whole(old, text.getvalue())
    edition = f", edition {quarter}" if quarter else ""
    report.written.append(f"{ZIP_FILE}: {len(rows):,} ranges{edition}")
    return report
