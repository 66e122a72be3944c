"""The price level of cities apart from the rest of their state, from metro areas:

    python pricing/methods/metros.py 2026.2 > pricing/2026.2/metro-parity.csv

A region of one metro area has its price level; the rest of a state that holds several has their
middle one (the median). A region that is a whole state is left out: it has its state's. Two more
have their state's, and say what it is not. Needs Python alone.
"""

from __future__ import annotations

import csv
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from statistics import median

METHODS = Path(__file__).parent
OF_THE_STATE = {
    "ca-rest": "California as a whole (none is published for its rest alone)",
    "hi": "Hawaii (none is published for Guam)",
}
"""Regions that have their state's price level, with what is to be known of it."""


def metros(release: str) -> dict[str, list[tuple[Decimal, str]]]:
    """Price level and name of the metro areas of each region."""
    found: dict[str, list[tuple[Decimal, str]]] = {}
    path = METHODS / release / "metro-parity-2024.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for region in row["regions"].split():
                found.setdefault(region, []).append((Decimal(row["index"]), row["name"]))
    return found


def main(release: str) -> None:
    """Print metro-parity.csv of a release."""
    found = {}
    for region, areas in metros(release).items():
        level = median(index for index, _ in areas).quantize(Decimal("0.001"), ROUND_HALF_UP)
        name = f"{len(areas)} metro areas there (the middle)"
        if len(areas) == 1:
            name = f"the {areas[0][1].rpartition(',')[0]} metro area"
        found[region] = f"{level.normalize():f},{name}"
    with (METHODS.parent / release / "price-parity.csv").open(encoding="utf-8", newline="") as file:
        states = {row["state"]: row["index"] for row in csv.DictReader(file)}
    for region, name in OF_THE_STATE.items():
        found[region] = f"{states[region[:2].upper()]},{name}"
    print("region,index,area")
    for region, words in sorted(found.items()):
        print(f"{region},{words}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "2026.2")
