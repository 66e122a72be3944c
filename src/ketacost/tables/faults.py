"""A fault: where it is, what was found, what was expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FaultId = Literal[
    "basis-missing",
    "basis-sources",
    "cell-value",
    "character-unseen",
    "check-overdue",
    "code-unknown",
    "column-unknown",
    "confidence-rule",
    "context-cell",
    "course-timing",
    "course-unsure",
    "csv-form",
    "csv-separator",
    "date-form",
    "date-future",
    "date-order",
    "dates-missing",
    "figures-order",
    "file-empty",
    "file-missing",
    "file-not-text",
    "file-too-large",
    "file-unknown",
    "id-form",
    "key-missing",
    "key-unknown",
    "more-faults",
    "name-twice",
    "name-unknown",
    "plan-coverage",
    "plan-maximum",
    "price-below-parts",
    "price-bounds",
    "price-far-off",
    "price-missing",
    "price-nadac",
    "price-of-medicare",
    "price-two-ways",
    "question",
    "region-unknown",
    "release-edited",
    "release-name",
    "row-cells",
    "source-missing",
    "source-unknown",
    "source-unused",
    "text-unquoted",
    "value-empty",
    "value-form",
    "value-range",
    "value-type",
    "yaml-form",
]
"""Which kind of fault it is, in words that never change; pricing/README.md explains each."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one file, told so that a maintainer can mend it."""

    file: str
    line: int
    column: int
    path: str
    message: str
    id: FaultId

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}, column {self.column}"
        return f"{place}: {self.path + ': ' if self.path else ''}{self.message}"


class PricingFaults(Exception):  # noqa: N818 - it carries faults, many of them
    """Raised when tables can't be used; `faults` holds every fault found, in file order, and
    `words` what comes of it."""

    def __init__(
        self, faults: list[Fault], words: str = "the pricing tables have faults and are not used"
    ) -> None:
        self.faults, self.words = sorted(faults), words
        super().__init__("\n".join(str(f) for f in self.faults))


class PricingError(Exception):
    """A release or folder can't be found or used; the text is fit to show to a person."""
