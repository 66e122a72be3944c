"""Whether a plan pays for a service, and on which terms: the person's plan, and its claims."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

from ketacost.model.codes import Code
from ketacost.model.cost_sharing import outside_terms
from ketacost.model.course import DatedService
from ketacost.model.plan_year import month_of_plan_year, plan_year
from ketacost.model.scenario import FamilyCover, Scenario
from ketacost.model.standing import Claim, FamilyLimits, Reimbursement, Standing
from ketacost.money import NO_LIMIT
from ketacost.tables import PriceBook
from ketacost.tables.schema import Coverage, Plan, Terms

CERTAINTY = ("prior-authorization", "rarely-covered", "not-covered", "covered")
"""Statuses of coverage, the least certain first."""


def coverage_of(book: PriceBook, plan: Plan, option: str) -> Coverage | None:
    """What this kind of plan says of an option; None without a plan."""
    return book.options[option].coverage.of(plan.coverage) if plan.coverage else None


def has_two_outcomes(coverage: Coverage | None) -> bool:
    """Whether a plan may agree or refuse."""
    return coverage is not None and coverage.status in ("prior-authorization", "rarely-covered")


def is_covered(coverage: Coverage | None, service: str, benefit: str, other_outcome: bool) -> bool:
    """Whether a plan pays for a line: approval granted, and `rarely-covered` not covered, unless
    the other, less expected outcome is asked for."""
    if coverage is None or benefit == "not-a-benefit" or service in coverage.never_covered:
        return False
    if service in coverage.still_covered:
        return True
    granted = {
        "covered": True,
        "prior-authorization": not other_outcome,
        "rarely-covered": other_outcome,
    }
    return granted.get(coverage.status, False)


def own_plan(plan: Plan, scenario: Scenario) -> Plan:
    """The plan with the terms that the person gave for single benefits. What else the plan says of
    a benefit (limits, days, first visits) does not hold beside them, save the unit of a copayment.
    """
    if not scenario.terms or plan.payer == "self-pay":
        return plan
    terms = dict[str, Terms](plan.cost_sharing.items())
    for own in scenario.terms:
        usual = plan.terms(own.benefit)
        terms[own.benefit] = Terms.model_construct(
            accumulator=usual.accumulator,
            after_deductible=own.after_deductible,
            copayment=Decimal(0 if own.percent else own.amount),
            coinsurance=Decimal(own.amount) / 100 if own.percent else Decimal(0),
            per=usual.per,
            max_days=usual.max_days,
        )
    return plan.model_copy(update={"cost_sharing": terms})


def second_year(plan: Plan, claims: Sequence[Claim]) -> Code | None:
    """What is known of the terms of the second plan year that covered claims run into:
    `next-year-partly` or `next-year-unknown`; None where they run into none."""
    late = [c for c in claims if c.plan_year and c.covered and not c.outside]
    if not late:
        return None
    known = any(plan.next_year_known(c.benefit) for c in late)
    return Code.of("next-year-partly" if known else "next-year-unknown")


def standing(scenario: Scenario) -> Standing:
    """The person's own limits, and what they have paid already."""

    def cents(usd: int | None) -> int | None:
        return None if usd is None else usd * 100

    return Standing(
        deductible=cents(scenario.deductible_usd),
        maximum=cents(scenario.out_of_pocket_max_usd),
        paid=scenario.deductible_met_usd * 100,
        maximum_met=cents(scenario.out_of_pocket_met_usd),
        deductible_met={"drug": scenario.drug_met_usd * 100} if scenario.drug_met_usd else {},
        family=_family(scenario.family),
        hra_left=cents(scenario.hra_usd),
    )


def _family(family: FamilyCover | None) -> FamilyLimits | None:
    if family is None:
        return None
    return FamilyLimits(
        family.kind == "aggregate",
        family.deductible_usd * 100,
        family.met_usd * 100,
        family.max_usd * 100,
        family.max_met_usd * 100,
    )


def reimbursement(plan: Plan, scenario: Scenario) -> Reimbursement | None:
    """What the plan pays back outside its network: the person's own terms, else the plan's."""
    own = scenario.out_of_network
    if own is None:
        return outside_terms(plan)
    return Reimbursement(
        own.deductible_usd * 100,
        Fraction(own.share_percent, 100),
        Fraction(own.allowed_percent, 100),
        NO_LIMIT if own.max_usd is None else own.max_usd * 100,
    )


def claims(
    book: PriceBook,
    plan: Plan,
    scenario: Scenario,
    services: Sequence[DatedService],
    start: date,
    other_outcome: bool,
) -> list[Claim]:
    """The services of a course as the plan sees them.

    A covered service is outside the network where the person said so of its option. A commercial
    plan of which they said what it pays back outside its network pays so too for what it does not
    cover.
    """
    first_month = scenario.year_starts_month or plan.year_starts_month
    pays_back = scenario.out_of_network is not None and plan.coverage == "commercial"

    @cache
    def benefit_of(
        option: str, name: str, in_course: str, filed: str | None
    ) -> tuple[str, bool, bool]:
        """Of a service: its benefit, whether it is covered, and whether it is outside."""
        benefit = filed or book.services[name].benefit
        covered = is_covered(coverage_of(book, plan, option), in_course, benefit, other_outcome)
        elsewhere = option in scenario.outside and plan.payer != "self-pay"
        return benefit, covered, elsewhere if covered else pays_back

    @cache
    def when(day: int) -> tuple[int, int]:
        """The plan year, and the month of it."""
        return plan_year(start, day, first_month), month_of_plan_year(start, day, first_month)

    found = []
    for dated in services:
        benefit, covered, outside = benefit_of(
            dated.option, dated.service, dated.in_course, dated.benefit
        )
        year, month = when(dated.day)
        found.append(Claim(dated.day, benefit, covered, dated.quantity, year, month, outside))
    return found
