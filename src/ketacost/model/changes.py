"""What changed between two releases: every figure, and what it does to example scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from ketacost.model.codes import Code
from ketacost.model.estimate import compare
from ketacost.model.figure import Figure
from ketacost.model.link import read_pairs, to_link
from ketacost.model.release_figures import figures
from ketacost.model.scenario import Arm, ScenarioError
from ketacost.model.ways import can_be_had
from ketacost.tables import PriceBook
from ketacost.tables.schema import (
    Example,
)

GROUPS = (
    "prices",
    "services",
    "medicare",
    "plans",
    "options",
    "context",
    "help",
    "getting-there",
    "other-care",
    "rules",
    "regions",
)


@dataclass(frozen=True)
class Change:
    """A figure that is new, gone or different."""

    path: str
    old: Figure | None
    new: Figure | None
    record_changed: str | None = None
    """why the record changed that a gone figure stood in"""

    @property
    def kind(self) -> Literal["new", "gone", "changed"]:
        return "new" if self.old is None else "gone" if self.new is None else "changed"

    @property
    def figure(self) -> Figure:
        """The newer of the two.

        Raises:
            ValueError: there is neither.
        """
        figure = self.new or self.old
        if figure is None:
            raise ValueError(self.path)
        return figure

    @property
    def percent(self) -> float | None:
        """Change of the typical amount in percent, to one decimal; None where there is none."""
        old = self.old.number() if self.old else None
        new = self.new.number() if self.new else None
        return round(float((new - old) / old * 100), 1) if old and new is not None else None

    @property
    def reason(self) -> str | Code | None:
        """Why it changed, where the tables say it; else what they say of the figure."""
        return self.why or self.figure.reason

    @property
    def why(self) -> str | Code | None:
        """Why it changed. What stood in the release before already is no reason, nor is the code
        of a figure that is computed in another way than before."""
        old, new = self.old, self.new
        if new is None:
            return self.record_changed
        if old is None or new.changed is None:
            return new.changed
        stale = old.how != new.how if isinstance(new.changed, Code) else old.changed == new.changed
        return None if stale else new.changed

    @property
    def record(self) -> str:
        """The path of the record that the figure stands in: `options.ketamine.iv`."""
        parts = self.path.split(".")
        return ".".join(parts[: _RECORD_PARTS.get(parts[0], 2)])


_RECORD_PARTS = {"options": 3, "context": 3, "medicare": 3, "regions": 3}


# --- comparing -----------------------------------------------------------------------------------


def changes(old: PriceBook, new: PriceBook) -> list[Change]:
    """Every figure that is different, new or gone, in the order of the newer release."""
    before, after = figures(old), figures(new)
    found = [
        Change(path, before.get(path), figure)
        for path, figure in after.items()
        if path not in before or _differs(before[path], figure)
    ]
    reasons: dict[str, str] = {}  # the first that a record gives: of its course before its coverage
    for change in found:
        if isinstance(change.why, str):
            reasons.setdefault(change.record, change.why)
    gone = [Change(path, figure, None) for path, figure in before.items() if path not in after]
    return found + [replace(c, record_changed=reasons.get(c.record)) for c in gone]


def records(book: PriceBook) -> set[str]:
    """The paths of all records that a release has figures in."""
    return {Change(path, None, figure).record for path, figure in figures(book).items()}


def unexplained(old: PriceBook, new: PriceBook) -> list[Change]:
    """The changes that no reason is given for. A new record is its own reason."""
    known = records(old)
    return [c for c in changes(old, new) if c.why is None and c.record in known]


def _differs(a: Figure, b: Figure) -> bool:
    return a.value != b.value or a.unknown != b.unknown


@dataclass(frozen=True)
class ExampleArm:
    """Typical cost to the patient of one arm, in cents, before and after."""

    arm: Arm
    before: int
    after: int


@dataclass(frozen=True)
class ExampleChange:
    """One example scenario under two releases."""

    id: str
    label: str
    link: str
    arms: tuple[ExampleArm, ...]


def example_changes(
    old: PriceBook, new: PriceBook, examples: Mapping[str, Example]
) -> list[ExampleChange]:
    """Typical patient cost of each example scenario in both releases.

    An arm that one of the releases does not know is left out.

    Raises:
        ScenarioError: the newer release does not know an example.
    """
    found = []
    for name, example in examples.items():
        pairs = [
            ("arms", example.arms),
            ("region", example.region),
            ("plan", example.plan),
            ("horizon", example.horizon),
        ]
        reading = read_pairs(pairs, new)
        if reading.problems:
            raise ScenarioError(reading.problems)
        earlier = read_pairs(pairs, old).scenario
        scenario = reading.scenario
        known = tuple(a for a in scenario.arms if all(can_be_had(old, c) for c in a))
        before = compare(old, replace(earlier, arms=known))
        after = compare(new, replace(scenario, arms=known))
        arms = tuple(
            ExampleArm(
                a.arm,
                b.ledger.totals()["patient_pays"]["typical"],
                a.ledger.totals()["patient_pays"]["typical"],
            )
            for a, b in zip(after.arms, before.arms, strict=True)
        )
        found.append(ExampleChange(name, example.label, to_link(scenario), arms))
    return found
