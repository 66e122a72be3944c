"""CMS's ZIP code to carrier locality file: ZIP codes to regions, for all releases.
`ketacost prices import zip-locality`."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from ketacost.tables.faults import PricingError
from ketacost.tables.releases import pricing_root
from ketacost.tables.shared import REGIONS_FILE, read_shared
from ketacost.tables.upkeep.into_draft import Report
from ketacost.tables.upkeep.writing import write_whole

ZIP_FILE = "zip-locality.csv"


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


def import_zip_locality(path: Path) -> Report:
    """ZIP codes to regions, for all releases (a place is no price). Writes zip-locality.csv.

    Raises:
        PricingError: not such a file.
    """
    report, root = Report(), pricing_root()
    ranges, quarter = read_zip(path)
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
