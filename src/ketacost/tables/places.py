"""From a ZIP code to a region, offline. The ZIP itself is kept nowhere."""

from __future__ import annotations

import csv
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ketacost.tables.releases import pricing_root


@dataclass(frozen=True)
class Place:
    """Where a ZIP code lies. `rurality` is urban, rural or super-rural, as CMS calls it."""

    region: str
    rurality: str


@lru_cache(maxsize=4)
def _ranges(path: Path) -> tuple[list[str], list[tuple[str, Place]]]:
    if not path.is_file():
        return [], []
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["zip_first"])
    firsts = [row["zip_first"] for row in rows]
    return firsts, [(r["zip_last"], Place(r["region"], r["rurality"])) for r in rows]


def find_zip(text: str, root: Path | None = None) -> Place | None:
    """The place of a five-digit ZIP code (or ZIP+4), or None if it is not in the table.

    Source: CMS ZIP code to carrier locality file.
    """
    digits = text.strip()[:5]
    if len(digits) != 5 or not digits.isascii() or not digits.isdigit():
        return None
    firsts, ranges = _ranges((root or pricing_root()) / "zip-locality.csv")
    at = bisect_right(firsts, digits) - 1
    if at < 0 or digits > ranges[at][0]:
        return None
    return ranges[at][1]
