"""What cost sharing is asked: services as a plan sees them, and where a person stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from ketacost.money import NO_LIMIT

MEDICAL, DRUG, STAY = "medical", "drug", "inpatient-stay"


@dataclass(frozen=True)
class Claim:
    """One service as a plan sees it."""

    day: int
    """Counts from the start of the course."""
    benefit: str
    covered: bool = True
    quantity: int = 1
    """Visits, or days of a stay."""
    plan_year: int = 0
    """0 for the plan year in which the course starts."""
    month: int = 1
    """Of the plan year, 1 to 12."""
    outside: bool = False
    """The provider is outside the network, or the plan covers this only by paying part of it back:
    what it pays follows its terms outside the network."""
    undoes: int | None = None
    """Index of an earlier claim that this negative one takes back, with all that it had counted."""


@dataclass(frozen=True)
class Reimbursement:
    """What a plan pays back for care outside its network: after a deductible of its own, `share` of
    an allowed amount that is `allowed` of the charge, and all of that amount once the patient's
    part of it has reached a maximum. The rest of the charge counts toward nothing."""

    deductible_cents: int
    share: Fraction
    allowed: Fraction
    maximum_cents: int = NO_LIMIT


@dataclass(frozen=True)
class FamilyLimits:
    """What a family owes together, and what its other members have paid, cents. `aggregate`: a
    person has no deductible of their own."""

    aggregate: bool
    deductible_cents: int
    deductible_met_cents: int
    maximum_cents: int
    maximum_met_cents: int


@dataclass(frozen=True)
class Standing:
    """A person's own limits, and where they stand as the first plan year begins; cents, numbers or
    arrays over the leading axes. None: as the plan has it."""

    deductible: ArrayLike | None = None
    """Replaces the medical deductible."""
    maximum: ArrayLike | None = None
    """Replaces the medical out-of-pocket maximum."""
    paid: ArrayLike = 0
    """Paid for covered care already: toward the medical deductible first, all of it toward the
    maximum."""
    maximum_met: ArrayLike | None = None
    """All that counts toward the medical maximum already, if that differs: also what went to other
    deductibles that count toward it."""
    deductible_met: Mapping[str, ArrayLike] = field(default_factory=dict)
    """Paid toward the deductible of other accumulators, by name; it counts toward their maximum."""
    family: FamilyLimits | None = None
    """Of the medical accumulator."""
    hra_left: int | None = None
    """What an HRA still holds for the first plan year; later years have the plan's amount, or this
    one again where the plan names none."""

    def axes(self) -> list[tuple[int, ...]]:
        """Shapes of all that is given."""
        given = (self.deductible, self.maximum, self.paid, self.maximum_met)
        arrays = [*given, *self.deductible_met.values()]
        return [np.shape(a) for a in arrays if a is not None]
