"""One figure of a sweep, such as what the patient pays, by state; and how far states lie apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ketacost.model.scenario import NATIONAL
from ketacost.money import Cents
from ketacost.tables import PriceBook

STEPS = 5


@dataclass(frozen=True)
class StateFigure:
    """A state's figure, in cents: that of its middle area (`region`), so that it is the figure of
    a place and not of none. With an even number of areas it is the lower of the two in the middle.
    """

    state: str
    region: str
    cents: int
    least: int
    most: int
    areas: int


@dataclass(frozen=True)
class Spread:
    """How far states lie apart, in cents. `lowest` and `highest` are the states at the two ends,
    several where they are equal; four of five states lie from `tenth` to `ninetieth`."""

    lowest: tuple[str, ...]
    highest: tuple[str, ...]
    low: int
    high: int
    tenth: int
    ninetieth: int


def by_state(book: PriceBook, regions: Sequence[str], cents: Cents) -> list[StateFigure]:
    """The figure of each state, in the order of their two letters; the nation is left out.

    Args:
        regions: ids.
        cents: one figure a region, `[regions]`.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    for region, value in zip(regions, cents, strict=True):
        if region != NATIONAL:
            found.setdefault(book.regions[region].state, []).append((int(value), region))
    figures = []
    for state, areas in sorted(found.items()):
        areas.sort()
        middle, region = areas[(len(areas) - 1) // 2]
        figures.append(StateFigure(state, region, middle, areas[0][0], areas[-1][0], len(areas)))
    return figures


def spread(figures: Sequence[StateFigure]) -> Spread:
    """The ends of the states' figures and where most of them lie.

    Raises:
        ValueError: there is no figure.
    """
    values = sorted(figure.cents for figure in figures)
    low, high = min(values), max(values)
    tenth = len(values) // 10
    return Spread(
        tuple(f.state for f in figures if f.cents == low),
        tuple(f.state for f in figures if f.cents == high),
        low,
        high,
        values[tenth],
        values[-1 - tenth],
    )


def steps(values: Sequence[int], many: int = STEPS) -> list[int]:
    """In which of `many` equally wide steps from the least to the largest value each one lies, from
    1; all in the first where they are the same."""
    low, wide = min(values), max(values) - min(values)
    return [1 if not wide else min(many, (value - low) * many // wide + 1) for value in values]


def leaning(values: Sequence[int]) -> list[int]:
    """Of differences, first less second: -2 and -1 where the first is cheaper, 0 where they are
    the same, 1 and 2 where the second is; 2 from half of the largest difference on."""
    most = max(map(abs, values), default=0)
    return [((value > 0) - (value < 0)) * (2 if 2 * abs(value) > most else 1) for value in values]


KINDS = ("commercial", "medicare", "medicare-advantage", "medicaid", "va", "tricare")
"""The kinds of plan whose coverage the tables say of each option."""


def coverage_by_kind(book: PriceBook, option: str) -> dict[str, str]:
    """The status of an option's coverage under each kind of plan."""
    return {kind: book.options[option].coverage.of(kind).status for kind in KINDS}
