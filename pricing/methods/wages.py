"""Medicare's wage index of each region, by which it raises or lowers its hospital rates:

    python pricing/methods/wages.py 2026.2 > pricing/2026.2/medicare/wage-index.csv
    python pricing/methods/wages.py 2026.2 --check

A hospital rate in a place is: national rate x (0.6 x wage index + 0.4), rounded to the cent (42 CFR
419.43). Where a hospital prints what Medicare pays it, its wage index follows from that: the one
index of four decimals that gives each of its printed rates to the cent. Elsewhere CMS's own index
of the area stands, or that of the rural part of the state where this is higher (a state's cities
can't have less). Needs Python alone.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

METHODS = Path(__file__).parent
LABOR = Decimal("0.6")
CENT, STEP = Decimal("0.01"), Decimal("0.0001")


def table(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def factor(index: Decimal) -> Decimal:
    """What a national rate is multiplied by."""
    return LABOR * index + 1 - LABOR


def index_of(rates: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """The one wage index of four decimals that gives every (national, local) pair of rates.

    Raises:
        ValueError: there is none, or several.
    """
    rates = list(rates)
    national, local = max(rates)
    near = ((local / national - 1 + LABOR) / LABOR).quantize(STEP)
    found = [
        index
        for index in (near + step * STEP for step in range(-3, 4))
        if all((n * factor(index)).quantize(CENT, ROUND_HALF_UP) == r for n, r in rates)
    ]
    if len(found) != 1:
        raise ValueError(f"{len(found)} wage indices give these rates")
    return found[0]


def hospitals(release: str) -> dict[str, tuple[Decimal, str, str]]:
    """By hospital: its wage index, the regions it stands for, and the area's name."""
    folder = METHODS / release
    national = {
        row["code"]: Decimal(row["usd"])
        for row in table(METHODS.parent / release / "medicare" / "opps.csv")
    }
    rates: dict[str, list[tuple[Decimal, Decimal]]] = {}
    place: dict[str, tuple[str, str]] = {}
    for row in table(folder / "hospital-medicare-rates.csv"):
        rates.setdefault(row["hospital"], []).append((national[row["code"]], Decimal(row["usd"])))
        place.setdefault(row["hospital"], (row["regions"], row["area"]))
    return {name: (index_of(pairs), *place[name]) for name, pairs in rates.items()}


def rows(release: str) -> dict[str, tuple[Decimal, str, str]]:
    """By region: its wage index, the area it is that of, and how sure it is."""
    found = {}
    for row in table(METHODS / release / "wage-index-cms-2026.csv"):
        index, rural = Decimal(row["index"]), Decimal(row["rural"] or 0)
        area = row["area"] if index >= rural else f"the rural part, the floor for {row['area']}"
        found[row["region"]] = (max(index, rural), area, "low")
    for index, regions, area in hospitals(release).values():
        for region in regions.split():
            found[region] = (index, area, "medium")
    return dict(sorted(found.items()))


def check(release: str) -> None:
    """Print how far CMS's index is from that which a hospital's printed rates give."""
    print("| hospital | index by its rates | CMS's index | rate by CMS's index against printed |")
    print("|---|---|---|---|")
    cms = {
        row["region"]: max(Decimal(row["index"]), Decimal(row["rural"] or 0))
        for row in table(METHODS / release / "wage-index-cms-2026.csv")
    }
    for name, (index, regions, _) in hospitals(release).items():
        if regions:
            own = cms[regions.split()[0]]
            off = (factor(own) / factor(index) - 1) * 100
            print(f"| {name} | {index} | {own} | {off:+.1f} % |")


def main(release: str) -> None:
    """Print medicare/wage-index.csv of a release."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("region", "index", "area", "confidence"))
    for region, (index, area, confidence) in rows(release).items():
        writer.writerow((region, index, area, confidence))


if __name__ == "__main__":
    names = [word for word in sys.argv[1:] if word != "--check"]
    (check if "--check" in sys.argv else main)(names[0] if names else "2026.2")
