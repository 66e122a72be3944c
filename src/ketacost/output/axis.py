"""A chart's axis: whole numbers that nobody has to read twice, and where an amount lies."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Axis:
    """From one end to the other, in the unit of what is drawn, with the numbers written at it."""

    low: float
    high: float
    ticks: tuple[int, ...]

    def share(self, value: float) -> float:
        """How far along a value lies, in percent of the axis, to a hundredth."""
        return round(100 * (value - self.low) / (self.high - self.low), 2)


def from_zero(highest: float, steps: int = 4) -> Axis:
    """From zero to a round number above the highest; to 1 where all is zero."""
    step = _step(max(highest, 1), steps)
    ticks = range(0, step * math.ceil(max(highest, 1) / step) + 1, step)
    return Axis(0, ticks[-1], tuple(ticks))


def between(low: int, high: int, steps: int = 5) -> Axis:
    """From one number to another; one more where they are the same."""
    high = max(high, low + 1)
    step = _step(high - low, steps)
    first = step * math.ceil(low / step)
    return Axis(low, high, tuple(range(first, high + 1, step)))


def _step(span: float, steps: int) -> int:
    """A whole, round distance between ticks, of which so many reach over the span."""
    base = int(10 ** max(0, math.floor(math.log10(span / steps))))
    round_ones = (base, 2 * base, 5 * base // 2, 5 * base, 10 * base)
    return next(step for step in round_ones if step * steps >= span)
