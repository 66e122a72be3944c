"""zip-locality.csv: in which region each ZIP code lies, for all releases."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from pathlib import Path

from ketacost.tables.hints import shown
from ketacost.tables.reading import Document
from ketacost.tables.regions import Region
from ketacost.tables.spelling import did_you_mean
from ketacost.tables.states import zip_beginnings
from ketacost.tables.table import Row, digits_hint, read_table

ZIP_FILE = "zip-locality.csv"
ZIP_COLUMNS = dict.fromkeys(("zip_first", "zip_last", "region", "rurality", "also"), str.strip)
RURALITIES = ("urban", "rural", "super-rural")
NOT_SAID = "unknown"
"""In the column `also`: some addresses lie in another region, which the official file leaves out"""


def read_zip_table(root: Path) -> tuple[list[Row], Document]:
    """The rows of the ZIP table of a pricing folder, and the document that faults point into; no
    rows where there is no table, or none that can be read."""
    if not (root / ZIP_FILE).is_file():
        return [], Document(ZIP_FILE)
    return read_table(root / ZIP_FILE, ZIP_FILE, ZIP_COLUMNS, ("also",))


def is_zip(text: str) -> bool:
    """Whether a text is a ZIP code of five digits."""
    return bool(re.fullmatch(r"[0-9]{5}", text, re.ASCII))


def also_in(row: Row) -> tuple[str, ...]:
    """The other regions in which addresses of these ZIP codes lie; `NOT_SAID` for one unknown."""
    return tuple(str(row.cells.get("also") or "").split())


def check_zip_table(
    rows: list[Row], doc: Document, regions: Mapping[str, Region], known: Set[str]
) -> None:
    """Add a fault for every row that would send people to another place.

    Args:
        regions: the sound ones of regions.csv, by id.
        known: ids of all regions there, faulty ones too; empty if it can't be read.
    """
    sound = [row for row in rows if _has_zips(row, doc)]
    before: Row | None = None
    for row in sorted(sound, key=lambda row: (row["zip_first"], row.line)):
        if before and row["zip_first"] <= before["zip_last"]:
            words = f"{row['zip_first']} lies in the ZIP codes of line {before.line} already"
            doc.fault_at(row.place("zip_first"), words, ("zip_first",), id="name-twice")
        before = max(before or row, row, key=lambda row: row["zip_last"])
    for row in rows:
        _check_words(row, doc, known)
    for row in sound:
        _check_state(row, doc, regions)


def _has_zips(row: Row, doc: Document) -> bool:
    for column in ("zip_first", "zip_last"):
        if not is_zip(text := row[column]):
            words = f"found {shown(text)}; expected a ZIP code of five digits{digits_hint(text, 5)}"
            doc.fault_at(row.place(column), words, (column,), id="cell-value")
            return False
    if row["zip_first"] > row["zip_last"]:
        words = f"zip_last {row['zip_last']} is below zip_first {row['zip_first']}"
        doc.fault_at(row.place("zip_last"), words, ("zip_last",), id="figures-order")
        return False
    return True


def _check_words(row: Row, doc: Document, known: Set[str]) -> None:
    others = [name for name in also_in(row) if name != NOT_SAID]
    for column, names in (("region", [row["region"]]), ("also", others)):
        for name in names if known else ():
            if name not in known or name == "us":
                words = f"no region {shown(name)} in regions.csv{did_you_mean(name, known)}"
                doc.fault_at(row.place(column), words, (column,), id="region-unknown")
    if row["rurality"] not in RURALITIES:
        near = did_you_mean(row["rurality"], RURALITIES)
        words = f"found {shown(row['rurality'])}; expected {', '.join(RURALITIES)}{near}"
        doc.fault_at(row.place("rurality"), words, ("rurality",), id="cell-value")


def _check_state(row: Row, doc: Document, regions: Mapping[str, Region]) -> None:
    region = regions.get(row["region"])
    first, last = int(row["zip_first"][:3]), int(row["zip_last"][:3])
    known = zip_beginnings(region.state) if region else frozenset()
    if region and known and not known.issuperset(range(first, last + 1)):
        words = (
            f"ZIP codes {row['zip_first']} to {row['zip_last']} don't all lie in {region.state}, "
            f"the state of '{region.id}'"
        )
        doc.fault_at(row.place("region"), words, ("region",), id="region-unknown")
