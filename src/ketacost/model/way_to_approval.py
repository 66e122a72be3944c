"""What a plan asks to have been tried before it approves an option, put before it; and what the way
to the last treatment of an arm takes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ketacost.model.coverage import coverage_of
from ketacost.model.estimate import ArmEstimate
from ketacost.model.scenario import MAX_TOGETHER, Arm, Choice, stages
from ketacost.tables import PriceBook
from ketacost.tables.schema import COVERAGE_KINDS, FirstTreatment, Plan


@dataclass(frozen=True)
class Asked:
    """What a plan asks for before an option of an arm, and the arm with it put before."""

    option: str
    first: tuple[FirstTreatment, ...]
    arm: Arm


@dataclass(frozen=True)
class Before:
    """What comes before the last treatments of an arm: weeks, and what the patient pays for it of
    the arm's total, typical cents."""

    then: Arm
    weeks: int
    cents: int


def asked_first(book: PriceBook, plan: Plan, arm: Arm) -> Asked | None:
    """What the plan asks for before it approves the arm. None where it asks for nothing, or where
    it can't be put there: something comes before already, or there is no room."""
    if len(stages(arm)) > 1:
        return None
    for choice in arm:
        coverage = coverage_of(book, plan, choice.option)
        first = coverage.first if coverage else ()
        if not first:
            continue
        held = {other.option for other in arm}
        if len(arm) + len(first) > MAX_TOGETHER or held & {one.option for one in first}:
            return None
        before = [
            Choice(one.option, one.sessions, stop_after=one.stop_after, then=place > 0)
            for place, one in enumerate(first)
        ]
        return Asked(choice.option, first, (*before, replace(arm[0], then=True), *arm[1:]))
    return None


def put_before(book: PriceBook, arm: Arm) -> int:
    """How many choices at an arm's beginning are what some plan asks for before what follows them,
    or before another option of its treatment; 0 for none."""
    for place in range(1, len(arm)):
        if not arm[place].then:
            continue
        before = [choice.option for choice in arm[:place]]
        options = book.treatments[book.treatment_id(arm[place].option)].options.values()
        for option in options:
            asked = (option.coverage.of(kind).first for kind in COVERAGE_KINDS)
            if before in ([one.option for one in first] for first in asked):
                return place
    return 0


def before_the_last(estimate: ArmEstimate) -> Before | None:
    """What comes before the last treatments of an arm; None where all begin together."""
    *earlier, last = stages(estimate.arm)
    if not earlier:
        return None
    first = {choice.option for stage in earlier for choice in stage}
    lines = estimate.ledger.lines
    at = [place for place, line in enumerate(lines) if line.dated.option in first]
    begins = min(line.dated.week for line in lines if line.dated.option not in first)
    paid = estimate.ledger.part(at).totals()["patient_pays"]["typical"]
    return Before(last, begins - lines[0].dated.week, paid)
