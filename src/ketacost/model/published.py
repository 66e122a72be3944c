"""Published links and the figures they gave: a file of JSON lines, one a link.

    {"link": "?v=2&release=2026.1&...", "arms": {"ketamine.iv": {"patient_pays": [l, t, h], ...}}}

Amounts are US cents at low, typical and high prices. A line is never changed: if it no longer
holds, the program is wrong, not the line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ketacost.model.estimate import compare
from ketacost.model.link import from_link
from ketacost.model.scenario import ScenarioError
from ketacost.tables import PricingError, PricingFaults, load_prices

Figures = dict[str, dict[str, list[int]]]
"""[low, typical, high] by the name of a total, by arm."""


def published_figures(link: str) -> Figures:
    """What a link gives.

    Raises:
        ScenarioError: the link can't be taken whole.
        PricingError: its release is not known, or its tables are not as released.
    """
    scenario = from_link(link)
    arms: Figures = {}
    for arm in compare(load_prices(scenario.release), scenario).arms:
        found = {key: list(bounds.values()) for key, bounds in arm.ledger.totals().items()}
        if arm.otherwise:
            found["otherwise"] = list(arm.otherwise.totals()["patient_pays"].values())
        if arm.getting_there:
            found["getting_there"] = list(arm.getting_there.totals()["full_price"].values())
        arms[arm.id] = found
    return arms


@dataclass(frozen=True)
class Moved:
    """A line that does not hold."""

    line: int
    """Its number, from 1."""
    link: str
    """The link, or the line itself where it can't be read."""
    was: Any = None
    """What the file says of it; None where the line can't be read."""
    now: Figures | None = None
    """What it gives; None if it gives nothing."""
    fault: Exception | None = None
    """Why it gives nothing."""


def moved(lines: Iterable[str]) -> Iterator[Moved | None]:
    """Work out each line anew: None where the cents are the same, else what became of it. Empty
    lines are passed over."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _moved(number, line)


def _moved(number: int, line: str) -> Moved | None:
    try:
        said = json.loads(line)
        link, was = str(said["link"]), {name: dict(arm) for name, arm in said["arms"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Moved(number, line.strip()[:200])
    try:
        now = published_figures(link)
    except (ScenarioError, PricingError, PricingFaults) as err:
        return Moved(number, link, was, fault=err)
    return None if now == was else Moved(number, link, was, now)
