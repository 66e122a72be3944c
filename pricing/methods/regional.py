"""Does a price rise with the price level of its place? A regression that anyone can run again:

    python pricing/methods/regional.py 2026.2

For each service: ln(price) = ln(price at level 100) + slope x ln(level / 100), by ordinary least
squares. `level` is the price level of the place as the program takes it: that of the metro area
where the row names one, else of the state (price-parity.csv of the release). Where rows name metro
areas, lines by state alone and by metro area alone are printed beside it. One provider counts once.
A slope of 1 means that the price moves with the general price level; 0, that it does not move.
Needs Python alone, and reads nothing outside this folder and the release's price-parity.csv.
"""

from __future__ import annotations

import csv
import math
import sys
from dataclasses import dataclass
from pathlib import Path

METHODS = Path(__file__).parent
FEWEST = 5
"""Providers below which no slope is worked out."""

T_975 = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
"""97.5th percentile of Student's t for 1, 2, ... 30 degrees of freedom."""


@dataclass(frozen=True)
class Fit:
    """A fitted line: `slope` with its standard error, and the price in dollars at level 100."""

    what: str
    places: int
    slope: float
    error: float
    at_100: float

    @property
    def interval(self) -> tuple[float, float]:
        """95 percent interval of the slope."""
        degrees = self.places - 2
        t = T_975[degrees - 1] if degrees <= len(T_975) else 1.96
        return self.slope - t * self.error, self.slope + t * self.error

    @property
    def shown(self) -> bool:
        """Whether the interval leaves out 0."""
        low, high = self.interval
        return low > 0 or high < 0


def fit(what: str, points: list[tuple[float, float]]) -> Fit:
    """The line through (level, price in dollars) on a log scale.

    Raises:
        ValueError: fewer than three points, or one level only.
    """
    if len(points) < 3:
        raise ValueError(f"{what}: {len(points)} prices are too few for a line")
    x = [math.log(level / 100) for level, _ in points]
    y = [math.log(usd) for _, usd in points]
    middle_x, middle_y = sum(x) / len(x), sum(y) / len(y)
    spread = sum((a - middle_x) ** 2 for a in x)
    if not spread:
        raise ValueError(f"{what}: all prices are of one price level")
    slope = sum((a - middle_x) * (b - middle_y) for a, b in zip(x, y, strict=True)) / spread
    start = middle_y - slope * middle_x
    left = sum((b - start - slope * a) ** 2 for a, b in zip(x, y, strict=True))
    error = math.sqrt(left / (len(points) - 2) / spread)
    return Fit(what, len(points), slope, error, math.exp(start))


def table(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def levels(path: Path, key: str) -> dict[str, float]:
    """Price level of each place, United States = 100."""
    return {row[key]: float(row["index"]) for row in table(path)}


def fits(release: str) -> list[Fit]:
    """A line for each service with prices of enough places; by state and by metro area alone, where
    enough rows name one; then what else is known of therapy."""
    folder = METHODS / release
    states = levels(METHODS.parent / release / "price-parity.csv", "state")
    metros = levels(folder / "metro-parity-2024.csv", "metro")
    by_place: dict[str, list[tuple[float, float]]] = {}
    by_metro: dict[str, list[tuple[float, float]]] = {}
    by_state: dict[str, list[tuple[float, float]]] = {}
    for row in table(folder / "observations.csv"):
        if row["counted"] not in ("yes", "slope only") or not float(row["usd"] or 0):
            continue
        what, usd = row["service"] + code_of(row["note"]), float(row["usd"])
        metro, state = metros.get(row["metro"]), states.get(row["state"])
        for points, level in ((by_place, metro or state), (by_metro, metro), (by_state, state)):
            if level:
                points.setdefault(what, []).append((level, usd))
    found = []
    for what in sorted(by_place):
        if len(by_place[what]) >= FEWEST:
            found.append(fit(what, by_place[what]))
        if len(by_metro.get(what, ())) >= FEWEST:
            found.append(fit(f"{what}, by metro area", by_metro[what]))
            found.append(fit(f"{what}, by state", by_state[what]))
    old = table(folder / "therapy-fees-by-state-2017.csv")
    medians = fit(
        "psychotherapy, state medians of 2017, all payers",
        [(states[row["state"]], float(row["usd"])) for row in old],
    )
    fresh = next(one for one in found if one.what == "psychotherapy-45")
    return [*found, medians, pooled("psychotherapy, both together", fresh, medians)]


def pooled(what: str, a: Fit, b: Fit) -> Fit:
    """Two slopes of separate data as one, each weighted by the inverse of its variance."""
    weights = 1 / a.error**2, 1 / b.error**2
    slope = (weights[0] * a.slope + weights[1] * b.slope) / sum(weights)
    return Fit(what, a.places + b.places, slope, 1 / math.sqrt(sum(weights)), a.at_100)


def code_of(note: str) -> str:
    """The billing code that tells two lines of one service apart, as in `code G2083; ...`."""
    word = note.removeprefix("code ").partition(";")[0]
    return f" {word}" if note.startswith("code G208") else ""


def main(release: str) -> None:
    """Print the lines as a table."""
    print("| service | places | slope | standard error | 95 % of slopes | at level 100 | shown |")
    print("|---|---|---|---|---|---|---|")
    for one in fits(release):
        low, high = one.interval
        print(
            f"| {one.what} | {one.places} | {one.slope:.2f} | {one.error:.2f} |"
            f" {low:.1f} to {high:.1f} | ${one.at_100:,.0f} | {'yes' if one.shown else 'no'} |"
        )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "2026.2")
