"""regions.csv: the Medicare localities that people choose from, each row checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ketacost.tables import schema as models
from ketacost.tables.faults import FaultId
from ketacost.tables.hints import shown
from ketacost.tables.reading import Document
from ketacost.tables.states import STATES
from ketacost.tables.table import Row, digits_hint

REGION_COLUMNS = dict.fromkeys(("region", "label", "state", "mac", "locality"), str.strip)
_FAR = frozenset({"HI", "PR", "VI", "GU", "AS", "MP"})  # served by a contractor of another's


@dataclass(frozen=True)
class Region:
    """A Medicare locality, or `us` for the nation."""

    id: str
    label: str
    state: str
    mac: str
    locality: str


@dataclass
class _Seen:
    """In which line a name, label or locality, and which state of a contractor, came first."""

    regions: dict[str, int] = field(default_factory=dict)
    labels: dict[str, int] = field(default_factory=dict)
    localities: dict[tuple[str, str], int] = field(default_factory=dict)
    states: dict[str, tuple[str, int]] = field(default_factory=dict)


Wrong = tuple[str, str, FaultId]
"""The column, what is wrong in it, and the fault's id."""


def sound_regions(rows: list[Row], doc: Document) -> Iterator[tuple[str, Region]]:
    """The regions of a table by id; a fault is told of each row that can't be one."""
    if not rows and not doc.faults:
        doc.fault((), "the table has no rows", id="file-empty")
    seen = _Seen()
    for row in rows:
        checks: tuple[Callable[[Row, _Seen], Wrong | None], ...] = (
            _name,
            _label,
            _place,
            _locality,
        )
        wrong = next(filter(None, (check(row, seen) for check in checks)), None)
        if wrong:
            column, message, fault_id = wrong
            doc.fault_at(row.place(column), message, (column,), id=fault_id)
        else:
            name = row["region"]
            yield name, Region(name, row["label"], row["state"], row["mac"], row["locality"])


def _name(row: Row, seen: _Seen) -> Wrong | None:
    name = row["region"]
    if (line := seen.regions.setdefault(name, row.line)) != row.line:
        return "region", f"region '{name}' stands in line {line} already", "name-twice"
    if not re.fullmatch(models.SLUG, name):
        return "region", f"found {shown(name)}; expected {models.SHAPES[models.SLUG]}", "id-form"
    return None


def _label(row: Row, seen: _Seen) -> Wrong | None:
    label = row["label"]
    if not label:
        return "label", "the cell is empty; expected a name", "value-empty"
    if (line := seen.labels.setdefault(label.lower(), row.line)) != row.line:
        words = f"{shown(label)} is what people read of line {line} already"
        return "label", words, "name-twice"
    return None


def _place(row: Row, seen: _Seen) -> Wrong | None:
    """The nation lies in no state; all else has a state, a contractor's and a locality's number."""
    if row["region"] == "us" and not any(row[name] for name in ("state", "mac", "locality")):
        return None
    if row["state"] not in STATES:
        words = f"found {shown(row['state'])}; expected the two letters of a state, such as OH"
        return "state", words, "cell-value"
    for column, length in (("mac", 5), ("locality", 2)):
        text = row[column]
        if not re.fullmatch(rf"[0-9]{{{length}}}", text, re.ASCII):
            words = f"found {shown(text)}; expected {length} digits{digits_hint(text, length)}"
            return column, words, "cell-value"
    if not row["mac"].endswith("2"):
        words = f"found {row['mac']}; the numbers of Part B's contractors end in 2"
        return "mac", words, "cell-value"
    return None


def _locality(row: Row, seen: _Seen) -> Wrong | None:
    """A contractor's locality is one region; a contractor's number is that of one state."""
    mac, state, pair = row["mac"], row["state"], (row["mac"], row["locality"])
    if not mac:
        return None
    if (line := seen.localities.setdefault(pair, row.line)) != row.line:
        words = f"locality {mac}-{pair[1]} is that of line {line} already"
        return "locality", words, "name-twice"
    first, line = seen.states.setdefault(mac, (state, row.line))
    if first != state and not {first, state} <= _FAR:
        return "mac", f"contractor {mac} is that of {first} in line {line}", "cell-value"
    return None
