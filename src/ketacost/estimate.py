"""The pipeline: a scenario and a PriceBook to ledgers, and the views of a ledger.

The ledger is the result. Everything shown anywhere is a group-by of its lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from ketacost import cost_sharing
from ketacost.course import DatedService, course
from ketacost.pricebook import PriceBook
from ketacost.pricebook.models import BOUNDS, Coverage, Plan
from ketacost.prices import Quote, quote
from ketacost.scenario import HORIZON_WEEKS, Arm, Scenario, arm_id, check

Bounds = dict[str, int]
TYPICAL = BOUNDS.index("typical")


@dataclass(frozen=True)
class Line:
    """One dated service with its price and the sources of price and rule."""

    what: DatedService
    label: str
    codes: tuple[str, ...]
    benefit: str
    hours: float
    covered: bool
    quote: Quote
    rule_sources: tuple[str, ...]

    @property
    def known(self) -> bool:
        return self.quote.cents is not None


@dataclass(frozen=True)
class Ledger:
    """Who pays what, line by line, in time order.

    `full`, `plan` and `patient` are cents of shape `[3, n_lines]` (low, typical, high). A line
    whose price is unknown counts for nothing in the sums and is listed in `unknown`.
    """

    lines: tuple[Line, ...]
    full: cost_sharing.Cents
    plan: cost_sharing.Cents
    patient: cost_sharing.Cents
    rules: tuple[tuple[str, ...], ...]  # [bound][line]

    @property
    def unknown(self) -> tuple[Line, ...]:
        """Lines without a price."""
        return tuple(line for line in self.lines if not line.known)

    def totals(self) -> dict[str, Bounds]:
        """Sums in cents: `patient_pays`, `plan_pays`, `full_price`, each by bound."""
        return {
            name: dict(zip(BOUNDS, map(int, amounts.sum(axis=1)), strict=True))
            for name, amounts in (
                ("patient_pays", self.patient),
                ("plan_pays", self.plan),
                ("full_price", self.full),
            )
        }

    def by(self, key: Callable[[Line], Any]) -> dict[Any, dict[str, Bounds]]:
        """Totals of the lines that share a key, in order of first appearance."""
        groups: dict[Any, list[int]] = {}
        for index, line in enumerate(self.lines):
            groups.setdefault(key(line), []).append(index)
        return {name: self._part(at).totals() for name, at in groups.items()}

    def _part(self, at: list[int]) -> Ledger:
        return Ledger(
            tuple(self.lines[i] for i in at),
            self.full[:, at],
            self.plan[:, at],
            self.patient[:, at],
            tuple(tuple(row[i] for i in at) for row in self.rules),
        )

    def over_time(self) -> list[tuple[int, int, int, int]]:
        """What the patient has paid by the end of each week with a line: (week, low, typical,
        high), cumulative, in cents."""
        sums = np.cumsum(self.patient, axis=1)
        weeks: dict[int, tuple[int, int, int, int]] = {}
        for index, line in enumerate(self.lines):
            low, typical, high = map(int, sums[:, index])
            weeks[line.what.week] = (line.what.week, low, typical, high)
        return list(weeks.values())

    def rows(self) -> Iterator[dict[str, Any]]:
        """One dict for each line and bound; amounts in US dollars, None where unknown."""
        for index, line in enumerate(self.lines):
            for b, bound in enumerate(BOUNDS):
                yield {
                    "week": line.what.week,
                    "day": line.what.day,
                    "option": line.what.option,
                    "service": line.what.service,
                    "label": line.label,
                    "codes": list(line.codes),
                    "phase": line.what.phase,
                    "benefit": line.benefit,
                    "quantity": line.what.quantity,
                    "bound": bound,
                    "full_price": self._usd(self.full, b, index),
                    "plan_pays": self._usd(self.plan, b, index),
                    "patient_pays": self._usd(self.patient, b, index),
                    "rule": self.rules[b][index],
                    "price": line.quote.how,
                    "confidence": line.quote.confidence,
                    "sources": list(line.quote.sources),
                    "rule_sources": list(line.rule_sources),
                }

    def _usd(self, amounts: cost_sharing.Cents, bound: int, line: int) -> float | None:
        return int(amounts[bound, line]) / 100 if self.lines[line].known else None


@dataclass(frozen=True)
class ArmEstimate:
    """One column of a comparison.

    `ledger` is the expected outcome: prior authorization granted, `rarely-covered` not covered.
    `otherwise` is the other outcome, where there is one: refused, or covered after all.
    """

    arm: Arm
    label: str
    options: tuple[str, ...]
    coverage: tuple[Coverage | None, ...]
    ledger: Ledger
    otherwise: Ledger | None

    @property
    def id(self) -> str:
        return arm_id(self.arm)

    @property
    def treatments(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(option.partition(".")[0] for option in self.options))

    @property
    def status(self) -> str | None:
        """The arm's coverage: that of its options, the least certain first; None without a plan."""
        order = ("prior-authorization", "rarely-covered", "not-covered", "covered")
        found = {c.status for c in self.coverage if c}
        return next((s for s in order if s in found), None)

    def visits(self) -> int:
        """Days on which the patient gives time to a visit."""
        return len({line.what.day for line in self.ledger.lines if line.hours})

    def hours(self) -> float:
        """The patient's own hours, without the way there."""
        return float(sum(line.hours * line.what.quantity for line in self.ledger.lines))

    def weeks(self) -> int:
        """Weeks from the first service to the last."""
        return self.ledger.lines[-1].what.week - self.ledger.lines[0].what.week + 1


@dataclass(frozen=True)
class Comparison:
    """A scenario and its arms, in the order asked."""

    scenario: Scenario
    book: PriceBook
    arms: tuple[ArmEstimate, ...]

    def source_ids(self) -> list[str]:
        """Ids of all sources behind the figures, in order of first use."""
        ids: dict[str, None] = {}
        for arm in self.arms:
            for coverage in arm.coverage:
                ids.update(dict.fromkeys(coverage.sources if coverage else ()))
            for ledger in (arm.ledger, arm.otherwise):
                for line in ledger.lines if ledger else ():
                    ids.update(dict.fromkeys(line.quote.sources + line.rule_sources))
        return list(ids)


# --- the pipeline --------------------------------------------------------------------------------


def _is_covered(
    plan: Plan, coverage: Coverage | None, service: str, benefit: str, other: bool
) -> bool:
    """Whether a plan pays for a line; `other` asks for the less expected outcome."""
    if coverage is None or benefit == "not-a-benefit" or service in coverage.never_covered:
        return False
    if service in coverage.still_covered:
        return True
    granted = {"covered": True, "prior-authorization": not other, "rarely-covered": other}
    return granted.get(coverage.status, False)


def _ledger(
    book: PriceBook, scenario: Scenario, services: tuple[DatedService, ...], other: bool
) -> Ledger:
    plan = book.plans[scenario.plan]
    lines = []
    for dated in services:
        service = book.services[dated.service]
        coverage = _coverage(book, plan, dated.option)
        covered = _is_covered(plan, coverage, dated.service, service.benefit, other)
        terms = plan.terms(service.benefit) if covered else None
        accumulator = plan.accumulators[terms.accumulator] if terms else None
        lines.append(
            Line(
                dated,
                service.label,
                service.codes,
                service.benefit,
                float(service.hours),
                covered,
                quote(book, dated.service, plan.payer if covered else "self-pay", scenario.region),
                tuple(
                    dict.fromkeys(
                        (terms.sources + accumulator.sources if terms else ())
                        + (coverage.sources if coverage else ())
                    )
                ),
            )
        )
    full = np.array(
        [[c * line.what.quantity for c in line.quote.cents or (0, 0, 0)] for line in lines],
        np.int64,
    ).T
    start = date(book.release.year, scenario.start_month, 1)
    claims = [
        cost_sharing.Claim(
            line.what.day,
            line.benefit,
            line.covered,
            line.what.quantity,
            cost_sharing.plan_year(start, line.what.day, plan.year_starts_month),
        )
        for line in lines
    ]

    def cents(usd: int | None) -> int | None:
        return None if usd is None else usd * 100

    result = cost_sharing.adjudicate(
        plan,
        claims,
        full,
        deductible_cents=cents(scenario.deductible_usd),
        deductible_met_cents=scenario.deductible_met_usd * 100,
        out_of_pocket_max_cents=cents(scenario.out_of_pocket_max_usd),
    )
    rules = tuple(
        tuple(
            cost_sharing.rule(result, i, (b,))
            if line.known
            else f"price unknown: {line.quote.unknown}"
            for i, line in enumerate(lines)
        )
        for b in range(len(BOUNDS))
    )
    return Ledger(tuple(lines), result.allowed, result.plan, result.patient, rules)


def _coverage(book: PriceBook, plan: Plan, option: str) -> Coverage | None:
    return book.options[option].coverage.of(plan.coverage) if plan.coverage else None


def estimate(book: PriceBook, scenario: Scenario, arm: Arm) -> ArmEstimate:
    """One arm: course, prices, cost sharing, ledger.

    Raises:
        ScenarioError: the scenario asks for something that this release does not know.
    """
    check(scenario, book)
    return _estimate(book, scenario, arm)


def _estimate(book: PriceBook, scenario: Scenario, arm: Arm) -> ArmEstimate:
    horizon = HORIZON_WEEKS[scenario.horizon]
    services = [
        dated
        for choice in arm
        for dated in course(choice.option, book.options[choice.option], choice.sessions, horizon)
    ]
    services = tuple(sorted(services, key=lambda s: s.day))
    plan = book.plans[scenario.plan]
    coverage = tuple(_coverage(book, plan, choice.option) for choice in arm)
    expected = _ledger(book, scenario, services, other=False)
    two_outcomes = any(
        c and c.status in ("prior-authorization", "rarely-covered") for c in coverage
    )
    return ArmEstimate(
        arm=arm,
        label=arm_label(book, arm),
        options=tuple(choice.option for choice in arm),
        coverage=coverage,
        ledger=expected,
        otherwise=_ledger(book, scenario, services, other=True) if two_outcomes else None,
    )


def arm_label(book: PriceBook, arm: Arm) -> str:
    """`Ketamine: IV infusion in a clinic`, joined by ` with ` for several."""

    def label(option: str) -> str:
        treatment = book.treatments[option.partition(".")[0]]
        return f"{treatment.label}: {book.options[option].label}"

    return " with ".join(label(choice.option) for choice in arm)


def compare(book: PriceBook, scenario: Scenario) -> Comparison:
    """All arms of a scenario.

    Raises:
        ScenarioError: the scenario asks for something that this release does not know.
    """
    check(scenario, book)
    return Comparison(scenario, book, tuple(_estimate(book, scenario, a) for a in scenario.arms))


__all__ = ["ArmEstimate", "Comparison", "Ledger", "Line", "arm_label", "compare", "estimate"]
