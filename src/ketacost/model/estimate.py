"""The pipeline: a scenario and a PriceBook to ledgers, and the views of a ledger.

The ledger is the result. Everything shown anywhere is a group-by of its lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from ketacost.model import cost_sharing
from ketacost.model import help as assistance
from ketacost.model import travel as getting_there
from ketacost.model.course import DatedService, course
from ketacost.model.prices import Quote, quote
from ketacost.model.scenario import HORIZON_WEEKS, Arm, ClinicQuote, Scenario, arm_id, check
from ketacost.tables import PriceBook
from ketacost.tables.schema import BOUNDS, Coverage, Plan, Terms

Bounds = dict[str, int]
TYPICAL = BOUNDS.index("typical")
OWN_QUOTE = "your clinic's quote"


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
    rule_sources: tuple[str, ...] = ()
    at_home: bool = False
    quoted: bool = False

    @property
    def known(self) -> bool:
        return self.quote.cents is not None


@dataclass(frozen=True)
class Mark:
    """A turning point of the course: the line it happens on, and what happens."""

    line: int
    text: str


@dataclass(frozen=True)
class Ledger:
    """Who pays what, line by line, in time order.

    `full`, `plan`, `patient` and `assistance` are cents of shape `[3, n_lines]` (low, typical,
    high) and `patient + plan + assistance = full`. A line whose price is unknown counts for
    nothing in the sums and is listed in `unknown`.
    """

    lines: tuple[Line, ...]
    full: cost_sharing.Cents
    plan: cost_sharing.Cents
    patient: cost_sharing.Cents
    assistance: cost_sharing.Cents
    rules: tuple[tuple[str, ...], ...]  # [bound][line]
    assistance_rules: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def unknown(self) -> tuple[Line, ...]:
        """Lines without a price."""
        return tuple(line for line in self.lines if not line.known)

    def totals(self) -> dict[str, Bounds]:
        """Sums in cents by bound: `patient_pays`, `plan_pays`, `assistance`, `full_price`."""
        return {
            name: dict(zip(BOUNDS, map(int, amounts.sum(axis=1)), strict=True))
            for name, amounts in (
                ("patient_pays", self.patient),
                ("plan_pays", self.plan),
                ("assistance", self.assistance),
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
            self.assistance[:, at],
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
                    "assistance": self._usd(self.assistance, b, index),
                    "patient_pays": self._usd(self.patient, b, index),
                    "rule": self.rules[b][index],
                    "assistance_rule": self.assistance_rules[index],
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
    `getting_there` holds the way and the time, apart from medical cost, if the person asked.
    `apart` is what the patient would pay if each option of the arm were had alone.
    `loan_payment` is the monthly payment of a payment plan, by bound.
    """

    arm: Arm
    label: str
    options: tuple[str, ...]
    names: tuple[str, ...]  # of the options' treatments, in a word
    coverage: tuple[Coverage | None, ...]
    ledger: Ledger
    otherwise: Ledger | None = None
    getting_there: Ledger | None = None
    apart: Bounds | None = None
    loan_payment: Bounds | None = None

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
            for ledger in (arm.ledger, arm.otherwise, arm.getting_there):
                for line in ledger.lines if ledger else ():
                    ids.update(dict.fromkeys(line.quote.sources + line.rule_sources))
        return list(ids)


# --- prices of a course --------------------------------------------------------------------------


class _Quotes:
    """The clinic's own prices, used up in time order: a package first, then the single price."""

    def __init__(self, quotes: tuple[ClinicQuote, ...]) -> None:
        self._packages = {q.service: q for q in quotes if q.package > 1}
        self._single = {q.service: q for q in quotes if q.package == 1}
        self._used: dict[str, int] = {}

    def price(self, service: str, quantity: int) -> Quote | None:
        """Price of one unit for the next `quantity` units, or None where no quote applies."""
        used = self._used.get(service, 0)
        self._used[service] = used + quantity
        package = self._packages.get(service)
        if package and used + quantity <= package.package:
            whole = package.usd * 100
            cents = whole * (used + quantity) // package.package - whole * used // package.package
            how = f"{OWN_QUOTE}: ${package.usd:,} for {package.package}"
            return _own(cents // quantity, how)
        single = self._single.get(service)
        return _own(single.usd * 100, f"{OWN_QUOTE}: ${single.usd:,}") if single else None


def _own(cents: int, how: str) -> Quote:
    return Quote((cents,) * 3, None, how, None, ())


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


def own_plan(plan: Plan, scenario: Scenario) -> Plan:
    """The plan with the terms that the person gave for single benefits."""
    if not scenario.terms or plan.payer == "self-pay":
        return plan
    terms = dict(plan.cost_sharing)
    for own in scenario.terms:
        usual = plan.terms(own.benefit)
        terms[own.benefit] = Terms.model_construct(
            accumulator=usual.accumulator,
            after_deductible=own.after_deductible,
            copayment=Decimal(0 if own.percent else own.amount),
            copayment_first=False,
            coinsurance=Decimal(own.amount) / 100 if own.percent else Decimal(0),
            coinsurance_max=None,
            per=usual.per,
            max_days=usual.max_days,
            first=None,
            sources=(),
        )
    return plan.model_copy(update={"cost_sharing": terms})


def _coverage(book: PriceBook, plan: Plan, option: str) -> Coverage | None:
    return book.options[option].coverage.of(plan.coverage) if plan.coverage else None


def _lines(
    book: PriceBook,
    scenario: Scenario,
    plan: Plan,
    services: tuple[DatedService, ...],
    other: bool,
) -> list[Line]:
    quotes, lines = _Quotes(scenario.quotes), []
    for dated in services:
        service = book.services[dated.service]
        coverage = _coverage(book, plan, dated.option)
        covered = _is_covered(plan, coverage, dated.service, service.benefit, other)
        terms = plan.terms(service.benefit) if covered else None
        accumulator = plan.accumulators[terms.accumulator] if terms else None
        own = quotes.price(dated.service, dated.quantity)
        payer = plan.payer if covered else "self-pay"
        lines.append(
            Line(
                what=dated,
                label=service.label,
                codes=service.codes,
                benefit=service.benefit,
                hours=float(service.hours),
                covered=covered,
                quote=own or quote(book, dated.service, payer, scenario.region),
                rule_sources=tuple(
                    dict.fromkeys(
                        (terms.sources + accumulator.sources if terms else ())
                        + (coverage.sources if coverage else ())
                    )
                ),
                at_home=service.at_home,
                quoted=own is not None,
            )
        )
    return lines


# --- the ledger ----------------------------------------------------------------------------------


def start_date(book: PriceBook, scenario: Scenario) -> date:
    """The day of the first visit, in the year of the release."""
    return date(book.release.year, scenario.start_month, scenario.start_day)


def _ledger(
    book: PriceBook, scenario: Scenario, services: tuple[DatedService, ...], other: bool
) -> Ledger:
    plan = own_plan(book.plans[scenario.plan], scenario)
    lines = _lines(book, scenario, plan, services, other)
    full = np.array(
        [[c * line.what.quantity for c in line.quote.cents or (0, 0, 0)] for line in lines],
        np.int64,
    ).T
    start = start_date(book, scenario)
    first_month = scenario.year_starts_month or plan.year_starts_month
    claims = [
        cost_sharing.Claim(
            day=line.what.day,
            benefit=line.benefit,
            covered=line.covered,
            quantity=line.what.quantity,
            plan_year=cost_sharing.plan_year(start, line.what.day, first_month),
            reimbursable=line.known and plan.coverage == "commercial",
        )
        for line in lines
    ]
    outside = scenario.out_of_network

    def cents(usd: int | None) -> int | None:
        return None if usd is None else usd * 100

    result = cost_sharing.adjudicate(
        plan,
        claims,
        full,
        deductible_cents=cents(scenario.deductible_usd),
        deductible_met_cents=scenario.deductible_met_usd * 100,
        out_of_pocket_max_cents=cents(scenario.out_of_pocket_max_usd),
        out_of_network=outside
        and cost_sharing.Reimbursement(
            outside.deductible_usd * 100,
            Fraction(outside.share_percent, 100),
            Fraction(outside.allowed_percent, 100),
        ),
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
    helped = assistance.assist(
        [
            assistance.Payable(
                line.what.service,
                line.what.phase,
                line.covered,
                line.quoted,
                line.what.quantity,
                (start + timedelta(days=line.what.day)).year,
            )
            for line in lines
        ],
        result.patient,
        {name: book.help[name] for name in scenario.help},
        plan.coverage,
        scenario.tax_rate_percent,
    )
    lines = [
        replace(line, rule_sources=tuple(dict.fromkeys(line.rule_sources + more)))
        for line, more in zip(lines, helped.sources, strict=True)
    ]
    return Ledger(
        lines=tuple(lines),
        full=result.allowed,
        plan=result.plan,
        patient=result.patient - helped.cents,
        assistance=helped.cents,
        rules=rules,
        assistance_rules=helped.rules,
        marks=_marks(plan, scenario, claims, result),
    )


def _marks(
    plan: Plan,
    scenario: Scenario,
    claims: list[cost_sharing.Claim],
    result: cost_sharing.Adjudication,
) -> tuple[Mark, ...]:
    """Turning points at typical prices: a new plan year, deductible met, maximum reached."""
    medical = plan.accumulators.get("medical")
    if medical is None:
        return ()
    usual = int(medical.deductible * 100)
    deductible = usual if scenario.deductible_usd is None else scenario.deductible_usd * 100
    marks: list[Mark] = []
    year, told, paid = 0, set(), min(scenario.deductible_met_usd * 100, deductible)
    for i, claim in enumerate(claims):
        if claim.plan_year != year:
            year, told, paid = claim.plan_year, set(), 0
            marks.append(Mark(i, "a new plan year begins"))
        if not claim.covered:
            continue
        in_medical = plan.terms(claim.benefit).accumulator == "medical"
        taken = int(result.deductible[TYPICAL, i]) if in_medical else 0
        paid += taken
        if taken and paid >= deductible and "deductible" not in told:
            told.add("deductible")
            marks.append(Mark(i, "deductible met"))
        if result.saved[TYPICAL, i] and "maximum" not in told:
            told.add("maximum")
            marks.append(Mark(i, "out-of-pocket maximum reached"))
    return tuple(marks)


def _with_interest(ledger: Ledger, scenario: Scenario) -> tuple[Ledger, Bounds | None]:
    """The ledger with the interest of a payment plan as a last line, and the monthly payment."""
    loan = scenario.loan
    if loan is None:
        return ledger, None
    owed = ledger.patient.sum(axis=1)
    extra, payment = assistance.interest(owed, loan.months, loan.rate_percent)
    last = ledger.lines[-1].what
    line = Line(
        what=DatedService(last.day, last.option, "after", "payment-plan-interest", 1),
        label=f"Interest of a payment plan over {loan.months} months",
        codes=(),
        benefit="not-a-benefit",
        hours=0.0,
        covered=False,
        quote=Quote(
            tuple(map(int, extra)), None, f"your own terms: {loan.rate_percent}% a year", None, ()
        ),
    )
    column, none = extra[:, None], np.zeros((len(BOUNDS), 1), np.int64)
    longer = replace(
        ledger,
        lines=(*ledger.lines, line),
        full=np.hstack([ledger.full, column]),
        plan=np.hstack([ledger.plan, none]),
        patient=np.hstack([ledger.patient, column]),
        assistance=np.hstack([ledger.assistance, none]),
        rules=tuple(
            (*row, assistance.payment_words(loan.months, loan.rate_percent, int(payment[b])))
            for b, row in enumerate(ledger.rules)
        ),
        assistance_rules=(*ledger.assistance_rules, ""),
    )
    return longer, dict(zip(BOUNDS, map(int, payment), strict=True))


def _getting_there(book: PriceBook, scenario: Scenario, ledger: Ledger) -> Ledger | None:
    """Driving, rides and lost pay of each visit, as a ledger of its own; None if not asked."""
    if scenario.miles is None and scenario.ride_usd is None and not scenario.wage_usd:
        return None
    days: dict[int, list[Line]] = {}
    for line in ledger.lines:
        if line.hours and not line.at_home:
            days.setdefault(line.what.day, []).append(line)
    visits = []
    for day, lines in days.items():
        option = lines[0].what.option
        visits.append(
            getting_there.VisitDay(
                day,
                option,
                sum(line.hours * line.what.quantity for line in lines),
                not any(_is_session(book, line) for line in lines),
            )
        )
    errands = getting_there.errands(
        visits, book.getting_there, scenario.miles, scenario.ride_usd, scenario.wage_usd
    )
    lines = tuple(
        Line(
            what=DatedService(e.day, e.option, "acute", e.service, e.quantity),
            label=e.label,
            codes=(),
            benefit="not-a-benefit",
            hours=0.0,
            covered=False,
            quote=e.quote,
        )
        for e in errands
    )
    amounts = np.array(
        [[c * line.what.quantity for c in line.quote.cents] for line in lines], np.int64
    ).reshape(len(lines), len(BOUNDS)).T  # fmt: skip
    none = np.zeros_like(amounts)
    rules = (("getting there, time",) * len(lines),) * len(BOUNDS)
    return Ledger(lines, amounts, none, amounts, none, rules, ("",) * len(lines))


def _is_session(book: PriceBook, line: Line) -> bool:
    """Whether a line is a session after which the patient may not drive."""
    option = book.options[line.what.option]
    sessions = {step.service for step in option.course if step.each_session is not None}
    return option.driver is not None and line.what.service in sessions


# --- the pipeline --------------------------------------------------------------------------------


def estimate(book: PriceBook, scenario: Scenario, arm: Arm) -> ArmEstimate:
    """One arm: course, prices, cost sharing, ledger.

    Raises:
        ScenarioError: the scenario asks for something that this release does not know.
    """
    check(replace(scenario, arms=(arm,)), book)
    return _estimate(book, scenario, arm)


def _estimate(book: PriceBook, scenario: Scenario, arm: Arm) -> ArmEstimate:
    horizon = HORIZON_WEEKS[scenario.horizon]
    services = [
        dated for choice in arm for dated in course(choice, book.options[choice.option], horizon)
    ]
    services = tuple(sorted(services, key=lambda s: s.day))
    plan = book.plans[scenario.plan]
    coverage = tuple(_coverage(book, plan, choice.option) for choice in arm)
    two_outcomes = any(
        c and c.status in ("prior-authorization", "rarely-covered") for c in coverage
    )
    other = _ledger(book, scenario, services, other=True) if two_outcomes else None
    ledger, payment = _with_interest(_ledger(book, scenario, services, other=False), scenario)
    return ArmEstimate(
        arm=arm,
        label=arm_label(book, arm),
        options=tuple(choice.option for choice in arm),
        names=tuple(book.treatments[c.option.partition(".")[0]].short for c in arm),
        coverage=coverage,
        ledger=ledger,
        otherwise=_with_interest(other, scenario)[0] if other else None,
        getting_there=_getting_there(book, scenario, ledger),
        apart=_apart(book, scenario, arm),
        loan_payment=payment,
    )


def _apart(book: PriceBook, scenario: Scenario, arm: Arm) -> Bounds | None:
    """What the patient would pay if each option of the arm were had alone."""
    if len(arm) == 1:
        return None
    alone = [_estimate(book, scenario, (c,)).ledger.totals()["patient_pays"] for c in arm]
    return {bound: sum(total[bound] for total in alone) for bound in BOUNDS}


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
