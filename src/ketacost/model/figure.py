"""One figure of a release, as it is held against that of another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ketacost.model.codes import Code
from ketacost.model.prices import LEVELS

Unit = Literal["cents", "usd", "share", "count", "index", "text", "codes"]
Value = tuple[int, ...] | tuple[Code, ...] | int | Decimal | str | None


@dataclass(frozen=True)
class Figure:
    """One figure of a release. A price has a value for each price level; None is an unknown or
    absent limit; a step of a course is told in codes. `label` is a code whose words name the
    figure; `reason` is what the tables say of it: text, or a code (`carried` (of),
    `fee-schedule`, `follows-medicare`, `units-times-factor`).

    `changed` is why it differs from the release before: text of the tables, or the code of a
    computed figure. A code explains a change only while `how` it is computed stays."""

    group: str
    label: Code
    value: Value
    unit: Unit
    reason: str | Code | None = None
    unknown: bool = False
    changed: str | Code | None = None
    how: object = None

    def number(self) -> Decimal | None:
        """What a percentage is taken of: the typical amount, or the value itself."""
        value = self.value
        if isinstance(value, tuple):
            amounts = [part for part in value if isinstance(part, int)]
            value = amounts[LEVELS.index("typical")] if amounts else None
        return None if isinstance(value, str) or value is None else Decimal(value)


Found = Iterator[tuple[str, Figure]]
