"""From a ZIP code to a region, offline. The ZIP itself is kept nowhere."""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ketacost.tables.releases import pricing_root
from ketacost.tables.shared import Region
from ketacost.tables.spelling import nearest


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


def find_regions(text: str, regions: Mapping[str, Region]) -> tuple[str, ...]:
    """Regions that a text may mean, the likeliest first: one where it is plain, several where a
    state as a whole is named (`ca`, `Texas`), of which the rest of the state stands first.

    Args:
        text: a region's id, a state's name or its two letters.
        regions: of a book, by id.
    """
    if (name := text.lower()) in regions:
        return (name,)
    word = " ".join(text.lower().replace("-", " ").split())
    found = [
        region.id
        for region in regions.values()
        if word and word in (region.state.lower(), *_names(region))
    ]
    return tuple(sorted(found, key=lambda name: not name.endswith("-rest")))


def nearest_region(text: str, regions: Mapping[str, Region]) -> str | None:
    """The id of a region or the name of a place that a person most likely meant, or None."""
    if len(text) < 3:
        return None  # two letters are near to many
    return nearest(text, {*regions, *(n for region in regions.values() for n in _names(region))})


@lru_cache(maxsize=1_024)
def _names(region: Region) -> tuple[str, ...]:
    """What a region is called: `ohio`; of a part, its state and its own: `texas`, `austin`."""
    state, _, part = region.label.lower().partition(":")
    parts = re.split(r",| and |\(", f"{part},{state}")
    names = (region.label.lower(), region.id.replace("-", " "), *(p.strip(" )") for p in parts))
    return tuple(name for name in names if name)
