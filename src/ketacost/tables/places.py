"""From a ZIP code to a region, offline. The ZIP itself is kept nowhere."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ketacost.tables.regions import Region
from ketacost.tables.releases import pricing_root
from ketacost.tables.spelling import nearest
from ketacost.tables.zip_table import NOT_SAID, ZIP_FILE, also_in, is_zip, read_zip_table


@dataclass(frozen=True)
class Place:
    """Where a ZIP code lies. `rurality` is urban, rural or super-rural, as CMS calls it.

    `split`: some addresses lie in another region, of which `also` names those known.
    """

    region: str
    rurality: str
    split: bool = False
    also: tuple[str, ...] = ()


@lru_cache(maxsize=4)
def _ranges(root: Path, changed: int) -> tuple[list[str], list[tuple[str, Place]]]:
    """The first ZIP code of each range in order, and its last one with its place. Rows that are no
    range are left out, as `prices check` tells them. `changed` is when the table was."""
    rows, _ = read_zip_table(root)
    sound = [row for row in rows if is_zip(row["zip_first"]) and is_zip(row["zip_last"])]
    sound.sort(key=lambda row: str(row["zip_first"]))
    places = []
    for row in sound:
        also = also_in(row)
        others = tuple(name for name in also if name != NOT_SAID)
        place = Place(row["region"], row["rurality"], bool(also), others)
        places.append((str(row["zip_last"]), place))
    return [row["zip_first"] for row in sound], places


def find_zip(text: str, root: Path | None = None) -> Place | None:
    """The place of a five-digit ZIP code (or ZIP+4), or None if it is not in the table.

    Four digits behind it decide nothing: where they would, the place says that it is `split`.

    Source: CMS ZIP code to carrier locality file.
    """
    match = re.fullmatch(r"([0-9]{5})(?: ?[-–]? ?[0-9]{4})?", text.strip(), re.ASCII)
    table = (root or pricing_root()) / ZIP_FILE
    if not match or not table.is_file():
        return None
    firsts, ranges = _ranges(table.parent, table.stat().st_mtime_ns)
    at = bisect_right(firsts, match[1]) - 1
    if at < 0 or match[1] > ranges[at][0]:
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
