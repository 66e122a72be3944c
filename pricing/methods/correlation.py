"""How prices of one provider go together: rank correlation of each two services that at least eight
providers price both. Run it: python pricing/methods/correlation.py"""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from statistics import correlation, median

OBSERVATIONS = Path(__file__).parent / "2026.2" / "observations.csv"
LEAST = 8  # providers


def _ranks(prices: tuple[float, ...]) -> list[float]:
    """Place of each price among all; equal ones share the middle of theirs."""
    ordered = sorted(prices)
    return [ordered.index(p) + (ordered.count(p) - 1) / 2 for p in prices]


def pairs() -> dict[tuple[str, str], tuple[int, float]]:
    """Providers and rank correlation (Spearman) of each two services."""
    prices: dict[str, dict[str, float]] = defaultdict(dict)
    with OBSERVATIONS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["usd"]:
                prices[row["provider"]].setdefault(row["service"], float(row["usd"]))
    services = sorted({service for each in prices.values() for service in each})
    found = {}
    for one, other in combinations(services, 2):
        both = [(p[one], p[other]) for p in prices.values() if one in p and other in p]
        if len(both) >= LEAST:
            ones, others = zip(*both, strict=True)
            found[one, other] = len(both), correlation(_ranks(ones), _ranks(others))
    return found


if __name__ == "__main__":
    for (one, other), (many, rho) in pairs().items():
        print(f"{one:<36} {other:<36} {many:>3} {rho:>6.2f}")
    print(f"median of {len(pairs())} pairs: {median(rho for _, rho in pairs().values()):.2f}")
