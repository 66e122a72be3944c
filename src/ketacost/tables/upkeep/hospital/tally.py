"""Counts of what was read of a hospital's file, taken, and left out, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Every row has one outcome, and so has every amount on a row of our codes.

    Attributes:
        rows: {"ours" or a reason: how many rows}; a JSON file's row is an entry of
            `standard_charges`.
        amounts: {"taken", "repeated" or a reason: how many amounts}.
        taken_as: {what an amount is, such as "per day": how many of those taken}.
        first: {reason: where it was seen first, in words}.
        columns: {names of price columns that were not understood}.
    """

    rows: Counter[str] = field(default_factory=Counter)
    amounts: Counter[str] = field(default_factory=Counter)
    taken_as: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)

    def row(self, outcome: str, place: str = "") -> None:
        """Count a row; `place` is kept of the first with this outcome."""
        self.rows[outcome] += 1
        if place:
            self.first.setdefault(outcome, place)

    def amount(self, outcome: str, place: str = "") -> None:
        """Count an amount; `place` is kept of the first with this outcome."""
        self.amounts[outcome] += 1
        if place:
            self.first.setdefault(outcome, place)
