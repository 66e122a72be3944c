"""CMS's ZIP code to carrier locality file: ZIP codes to regions, for all releases.
`ketacost prices import zip-locality`."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from ketacost.tables.faults import PricingError
from ketacost.tables.releases import pricing_root
from ketacost.tables.shared import REGIONS_FILE, read_shared
from ketacost.tables.spelling import count
from ketacost.tables.upkeep.into_draft import Report
from ketacost.tables.upkeep.which_file import not_this
from ketacost.tables.whole_file import write_whole
from ketacost.tables.zip_table import NOT_SAID, ZIP_COLUMNS, ZIP_FILE

Locality = tuple[str, str]  # (MAC, locality number), such as ("01182", "18")


@dataclass(frozen=True)
class ZipRange:
    """ZIP codes from first to last that lie in one locality. `split`: the last four digits decide,
    as some addresses lie in another; `also` are those that the file names."""

    first: str
    last: str
    mac: str
    locality: str
    rurality: str
    split: bool = False
    also: tuple[Locality, ...] = ()


RURALITY = {"": "urban", "R": "rural", "B": "super-rural"}
_LINE = re.compile(r"[A-Z]{2}(\d{5})(\d{5})([0-9A-Z]{2})([ RB])(.{0,60})", re.ASCII)


def read_zip(path: Path) -> tuple[list[ZipRange], str | None]:
    """Read a ZIP code to carrier locality file (fixed width), neighbours joined to ranges.

    Columns, from 1: state 1-2, ZIP 3-7, carrier 8-12, locality 13-14, rural indicator 15, whether
    the last four digits decide (plus four flag) 21, year and quarter 76-80. Source: CMS's ZIP5
    record layout. A ZIP code on two lines lies in the first one's locality, and also in the other.

    Returns:
        ranges in ZIP order, and the year and quarter that the file prints (`20254`).

    Raises:
        PricingError: not such a file; the first bad line is named.
    """
    try:
        text = path.read_text(encoding="ascii", errors="replace")
    except OSError as err:
        raise PricingError(f"{path}: can't be read: {err.strerror or err}") from None
    by_zip: dict[str, ZipRange] = {}
    quarter = None
    text = text.replace("\x1a", "")  # DOS's mark of the end
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        match = _LINE.match(line.removeprefix("\ufffd" * 3))
        if match is None:
            if not by_zip:
                raise not_this(path, [row.split(",") for row in text.splitlines()], "the ZIP codes")
            raise PricingError(
                f"{path.name}, line {number}: expected state, ZIP, carrier, locality and rural "
                f"indicator in fixed columns, found '{line[:20]}'"
            )
        zip_code, mac, locality, rural, rest = match.groups()
        # the flag is the digit before the payment indicator, one column further in some copies
        split = rest[3:7].split()[-1:] == ["1"]
        one = ZipRange(zip_code, zip_code, mac, locality, RURALITY[rural.strip()], split)
        by_zip[zip_code] = _joined(by_zip[zip_code], one) if zip_code in by_zip else one
        quarter = line[75:80].strip() or quarter
    return _ranges(by_zip), quarter


def _joined(first: ZipRange, other: ZipRange) -> ZipRange:
    """One ZIP code on two lines."""
    where = other.mac, other.locality
    if where in ((first.mac, first.locality), *first.also):
        return replace(first, split=first.split or other.split)
    return replace(first, split=True, also=(*first.also, where))


def _ranges(by_zip: dict[str, ZipRange]) -> list[ZipRange]:
    """Neighbours alike as one range; one that is split stands alone, so that no ZIP code between
    two of them is told to be."""
    ranges: list[ZipRange] = []
    for zip_code, one in sorted(by_zip.items()):
        if ranges and not one.split and replace(ranges[-1], first=zip_code, last=zip_code) == one:
            ranges[-1] = replace(ranges[-1], last=zip_code)
        else:
            ranges.append(one)
    return ranges


def import_zip_locality(path: Path) -> Report:
    """ZIP codes to regions, for all releases (a place is no price). Writes zip-locality.csv.

    Raises:
        PricingError: not such a file.
    """
    report, root = Report(), pricing_root()
    ranges, quarter = read_zip(path)
    regions = {(r.mac, r.locality): r.id for r in read_shared(root).regions.values()}
    rows, unknown = [], defaultdict[Locality, int](int)
    for item in ranges:
        region = regions.get((item.mac, item.locality))
        for where in ((item.mac, item.locality), *item.also):
            unknown[where] += where not in regions
        if region:
            also = [regions[where] for where in item.also if where in regions]
            also = also or [NOT_SAID] * item.split
            rows.append([item.first, item.last, region, item.rurality, " ".join(also)])
    report.missing += [
        f"locality {mac}-{number} is no region of {REGIONS_FILE}"
        for (mac, number), times in sorted(unknown.items())
        if times
    ]
    _tell_split([item for item in ranges if item.split], report)
    old = root / ZIP_FILE
    before = _rows_in(old.read_text(encoding="utf-8-sig")) if old.is_file() else set()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(ZIP_COLUMNS)
    writer.writerows(rows)
    now = _rows_in(text.getvalue())
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


def _rows_in(text: str) -> set[str]:
    """The rows of a table, whether it has the column `also` or not."""
    return {line.rstrip(",") for line in text.splitlines()[1:]}


def _tell_split(split: list[ZipRange], report: Report) -> None:
    """Say how many ZIP codes the last four digits decide, and of how many the file says more."""
    if split:
        named = sum(bool(item.also) for item in split)
        report.changed.append(
            f"{count(len(split), 'ZIP code')} in more than one locality; the file names the others "
            f"of {named:,}"
        )
