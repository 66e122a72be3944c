"""Cost sharing: who pays what of each service, and by which rule.

The order is that of the claim logic which the CMS Summary of Benefits and Coverage calculator
publishes: allowed amount; covered or not; copayment or coinsurance; deductible; out-of-pocket
limit; split between plan and patient (CMS, Coverage Examples calculator, appendix A).

Amounts are whole cents in int64 arrays of shape `[..., n_services]`, services in time order. The
loop runs over services; every leading axis (price levels, draws, regions, deductibles) is computed
at once. A plan year is an object (`PlanYear`); a line takes three steps: which terms hold, what
they ask, and what the plan year's limits leave of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from ketacost.model.codes import Code
from ketacost.money import NO_LIMIT, Cents, part_of, share_of, to_cents
from ketacost.tables.schema import Accumulator, FirstVisits, Plan, Terms

MEDICAL, DRUG, STAY = "medical", "drug", "inpatient-stay"
MONTHS_A_YEAR = 12


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
    """How much counts toward the maximum already, if that differs."""
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


PART_NAMES = (
    "deductible", "copayment", "coinsurance", "not_covered", "saved", "help", "hra",
    "deductible_left",
)  # fmt: skip


@dataclass(frozen=True)
class Adjudication:
    """What each service costs whom, in cents, all of shape `[..., n_services]`.

    `deductible + copayment + coinsurance + not_covered = patient`; `patient + plan = allowed`.
    `saved` is what the out-of-pocket maximum took off the patient's share. Of `patient`, a maker's
    savings pay `help` and a health reimbursement arrangement pays `hra`. `deductible_left` is what
    a covered line leaves of its deductible.
    """

    allowed: Cents
    patient: Cents
    plan: Cents
    deductible: Cents
    copayment: Cents
    coinsurance: Cents
    not_covered: Cents
    saved: Cents
    help: Cents
    hra: Cents
    deductible_left: Cents
    held: tuple[Held, ...]
    claims: tuple[Claim, ...]

    def rules(self, line: int, at: tuple[int, ...] = ()) -> tuple[Code, ...]:
        """The rules that decided one line, in the order in which they were applied.

        Codes: `self-pay`, `not-covered`, `visit-limit` (visits), `in-stay`, `undoes`,
        `outside-nothing`, `outside-deductible` (cents), `outside-share` (share, of_cents, cents),
        `outside-maximum` (cents), `first-visits` (visits), `benefit-period`, `deductible` (cents),
        `copayment` (cents), `coinsurance` (share, of_cents, cents), `coinsurance-at-most` and
        `coinsurance-at-least` (share, of_cents, limit_cents, cents), `coinsurance-part` (share,
        cents), `maximum-reached` (cents), `outside-maximum-benefit`, `covered-in-full`.

        Args:
            line: index of the service.
            at: index into the leading axes.
        """
        here = (*at, line)
        held = self.held[line]
        if held.reason:
            return (Code.of(held.reason, **held.params),)
        if held.outside is not None:
            return tuple(self._outside_rules(held.outside, here))
        return tuple(self._rules(held, here))

    def _outside_rules(self, terms: Reimbursement, here: tuple[int, ...]) -> Iterator[Code]:
        back = int(self.plan[here])
        reckoned = part_of(int(self.allowed[here]), terms.allowed)
        deducted = int(self.deductible[here])
        if deducted:
            yield Code.of("outside-deductible", cents=deducted)
        if not back:
            yield Code.of("outside-nothing")
            return
        of_cents = reckoned - deducted
        plain = part_of(of_cents, terms.share)
        code = "outside-share" if back == plain else "outside-maximum"
        yield Code.of(code, share=terms.share, of_cents=of_cents, cents=back)

    def _rules(self, held: Held, here: tuple[int, ...]) -> Iterator[Code]:
        if held.first:
            yield Code.of("first-visits", visits=held.first)
        if held.same_period:
            yield Code.of("benefit-period")
        if self.deductible[here]:
            yield Code.of("deductible", cents=int(self.deductible[here]))
        if self.copayment[here]:
            yield Code.of("copayment", cents=int(self.copayment[here]))
        if self.coinsurance[here] and held.terms:
            yield self._coinsurance_rule(held, here)
        if self.saved[here]:
            yield Code.of("maximum-reached", cents=int(self.saved[here]))
        if held.general and held.general.outside_out_of_pocket_max and self.patient[here]:
            yield Code.of("outside-maximum-benefit")
        if self.not_covered[here]:
            yield Code.of("visit-limit", **held.params)
        if not self.patient[here] and not self.saved[here]:
            yield Code.of("covered-in-full")

    def _coinsurance_rule(self, held: Held, here: tuple[int, ...]) -> Code:
        cents = int(self.coinsurance[here])
        assert held.terms is not None
        share = Fraction(held.terms.coinsurance)
        of_cents = int(self.allowed[here] - self.deductible[here] - self.copayment[here])
        plain = part_of(of_cents, share)
        if self.saved[here] or held.pieces > 1:
            return Code.of("coinsurance-part", share=share, cents=cents)
        if cents == plain:
            return Code.of("coinsurance", share=share, of_cents=of_cents, cents=cents)
        code = "coinsurance-at-most" if cents < plain else "coinsurance-at-least"
        return Code.of(code, share=share, of_cents=of_cents, limit_cents=cents, cents=cents)


@dataclass(frozen=True)
class Held:
    """Which terms held for a line: those of the network, those outside it, or a reason (a rule's
    code) why none did."""

    terms: Terms | FirstVisits | None = None
    general: Terms | None = None
    outside: Reimbursement | None = None
    reason: str | None = None
    params: Mapping[str, int] = field(default_factory=dict)
    first: int = 0
    """Visits that have other terms at first, where some of this line are among them."""
    same_period: bool = False
    """The stay goes on with a benefit period that an earlier one began."""
    pieces: int = 1
    """Parts that a line of several visits was worked out in."""


def plan_year(start: date, day: int, year_starts_month: int = 1) -> int:
    """How many new plan years have begun between the start and `day` days later."""

    def year_of(when: date) -> int:
        return when.year - (when.month < year_starts_month)

    return year_of(start + timedelta(days=day)) - year_of(start)


def month_of_plan_year(start: date, day: int, year_starts_month: int = 1) -> int:
    """1 to 12: the month of the plan year, `day` days after the start."""
    month = (start + timedelta(days=day)).month
    return (month - year_starts_month) % MONTHS_A_YEAR + 1


# --- a plan year ---------------------------------------------------------------------------------


class _Account:
    """What is left of one accumulator's deductible and maximum, a person's and their family's."""

    def __init__(self, deductible: Cents, maximum: Cents, family: FamilyLimits | None) -> None:
        self.own_deductible, self.own_maximum = deductible, maximum
        self.aggregate = bool(family and family.aggregate)
        left = np.zeros_like(deductible)
        self.family_deductible = self.family_maximum = None
        if family:
            due = family.deductible_cents - family.deductible_met_cents
            self.family_deductible = left + max(due, 0)
            self.family_maximum = left + max(family.maximum_cents - family.maximum_met_cents, 0)

    def deductible_left(self) -> Cents:
        """What a person must still pay before the plan does."""
        if self.family_deductible is None:
            return self.own_deductible
        if self.aggregate:
            return self.family_deductible
        return np.minimum(self.own_deductible, self.family_deductible)

    def maximum_left(self) -> Cents:
        """What a person can still be asked for."""
        if self.family_maximum is None:
            return self.own_maximum
        return np.minimum(self.own_maximum, self.family_maximum)

    def take_deductible(self, cents: Cents) -> None:
        """Count cents toward the deductible; negative ones are given back."""
        self.own_deductible = np.maximum(self.own_deductible - cents, 0)
        if self.family_deductible is not None:
            self.family_deductible = np.maximum(self.family_deductible - cents, 0)

    def take_maximum(self, cents: Cents) -> None:
        """Count cents toward the maximum; negative ones are given back."""
        self.own_maximum = np.maximum(self.own_maximum - cents, 0)
        if self.family_maximum is not None:
            self.family_maximum = np.maximum(self.family_maximum - cents, 0)


class PlanYear:
    """The running totals of one plan year; arrays over the leading axes.

    `carried` holds what went to each deductible in the last months of the year before and counts
    toward this one too; `first` is whether the person's standing holds in it.
    """

    def __init__(
        self,
        plan: Plan,
        standing: Standing,
        shape: tuple[int, ...],
        outside: Reimbursement | None,
        first: bool,
        carried: Mapping[str, Cents],
    ) -> None:
        self.plan, self.shape = plan, shape
        self.accounts = {
            name: self._account(name, accumulator, standing, first)
            for name, accumulator in plan.accumulators.items()
        }
        if first:
            self._count_standing(standing)
        self.late: dict[str, Cents] = {}
        for name, cents in carried.items():
            self.accounts[name].take_deductible(cents)
        self.visits: dict[str, int] = {}
        self.hra_left = self._hra(standing, first)
        self.outside_deductible = self._full(outside.deductible_cents if outside else 0)
        self.outside_maximum = self._full(outside.maximum_cents if outside else NO_LIMIT)
        self.day, self.day_paid = -1, self._full(0)
        self.day_copayments: dict[int, int] = {}

    def _full(self, cents: ArrayLike) -> Cents:
        return np.zeros(self.shape, np.int64) + np.asarray(cents, np.int64)

    def _account(
        self, name: str, accumulator: Accumulator, standing: Standing, first: bool
    ) -> _Account:
        deductible: ArrayLike = to_cents(accumulator.deductible)
        limit = accumulator.out_of_pocket_max
        maximum: ArrayLike = NO_LIMIT if limit is None else to_cents(limit)
        family = _family_of(accumulator)
        if name == MEDICAL:
            deductible = deductible if standing.deductible is None else standing.deductible
            maximum = maximum if standing.maximum is None else standing.maximum
            family = standing.family or family
        if family and not first:
            family = FamilyLimits(
                family.aggregate, family.deductible_cents, 0, family.maximum_cents, 0
            )
        return _Account(self._full(deductible), self._full(maximum), family)

    def _count_standing(self, standing: Standing) -> None:
        if MEDICAL in self.accounts:
            paid = self._full(standing.paid)
            met = standing.maximum_met
            self.accounts[MEDICAL].take_deductible(paid)
            self.pool(MEDICAL).take_maximum(paid if met is None else self._full(met))
        for name, met in standing.deductible_met.items():
            if name in self.accounts:
                cents = np.minimum(self._full(met), self.accounts[name].deductible_left())
                self.accounts[name].take_deductible(cents)
                self.pool(name).take_maximum(cents)

    def _hra(self, standing: Standing, first: bool) -> Cents:
        yearly = to_cents(self.plan.hra.amount) if self.plan.hra else standing.hra_left or 0
        left = standing.hra_left if first and standing.hra_left is not None else yearly
        return self._full(left)

    def pool(self, name: str) -> _Account:
        """The account whose maximum an accumulator counts toward."""
        return self.accounts[self.plan.accumulators[name].out_of_pocket_with or name]

    def count_deductible(self, name: str, cents: Cents, month: int) -> None:
        """Count what was paid toward a deductible, and keep what the next year is to be told."""
        self.accounts[name].take_deductible(cents)
        if month > MONTHS_A_YEAR - self.plan.carry_over_months:
            self.late[name] = self.late.get(name, np.int64(0)) + cents

    def visits_left(self, terms: Terms, benefit: str, limit: int) -> int:
        """How many of the first so many visits of a plan year are left."""
        return max(0, limit - self.visits.get(terms.counted_as or benefit, 0))

    def count_visits(self, terms: Terms, benefit: str, many: int) -> None:
        """Count visits, also toward those of other benefits with the same name."""
        group = terms.counted_as or benefit
        self.visits[group] = self.visits.get(group, 0) + many


def _family_of(accumulator: Accumulator) -> FamilyLimits | None:
    family = accumulator.family
    if family is None:
        return None
    limit = family.out_of_pocket_max
    maximum = NO_LIMIT if limit is None else to_cents(limit)
    return FamilyLimits(family.kind == "aggregate", to_cents(family.deductible), 0, maximum, 0)


# --- a line --------------------------------------------------------------------------------------


@dataclass
class _Share:
    """What terms ask of the patient for a piece of a line, part by part."""

    deductible: Cents
    copayment: Cents
    coinsurance: Cents

    def sum(self) -> Cents:
        return self.deductible + self.copayment + self.coinsurance


@dataclass(frozen=True)
class _Piece:
    """Part of a line that has one set of terms; None: not covered."""

    terms: Terms | FirstVisits | None
    quantity: int
    amount: Cents


Savings = Callable[[int, Cents], Cents]
"""What a maker's savings pay of a line: (index of the line, the patient's share) to cents."""


_Period = tuple[int | None, int]
"""A benefit period of stays: the day after the last one, and the days that it has had."""


class _Run:
    """One run of claims through a plan."""

    def __init__(
        self,
        plan: Plan,
        claims: Sequence[Claim],
        allowed: Cents,
        standing: Standing,
        outside: Reimbursement | None,
        savings: Savings | None,
        savings_count: bool,
    ) -> None:
        self.plan, self.claims, self.allowed = plan, claims, allowed
        self.standing, self.outside = standing, outside
        self.savings, self.savings_count = savings, savings_count
        self.shape = allowed.shape[:-1]
        self.parts = {name: np.zeros(allowed.shape, np.int64) for name in PART_NAMES}
        self.held: list[Held] = []
        self.years: dict[int, PlanYear] = {}
        undone = {c.undoes for c in claims}
        self.stays = [
            range(c.day, c.day + c.quantity)
            for j, c in enumerate(claims)
            if plan.in_stay and c.benefit == STAY and c.covered and c.undoes is None
            if j not in undone
        ]
        self.period: _Period = (None, 0)
        self.days = 0
        """Days of a stay that tiers have been counted for, from the beginning of its period."""
        self.periods: dict[int, tuple[_Period, _Period]] = {}

    def year(self, number: int) -> PlanYear:
        """The plan year of this number, begun when it is first asked for."""
        if number not in self.years:
            before = self.years.get(number - 1)
            carried = before.late if before and self.plan.carry_over_months else {}
            self.years[number] = PlanYear(
                self.plan, self.standing, self.shape, self.outside, number == 0, carried
            )
        return self.years[number]

    def settle(self, j: int) -> None:
        """Work out one line."""
        claim = self.claims[j]
        if claim.undoes is not None:
            self._take_back(j, claim.undoes)
        elif self.plan.payer == "self-pay":
            self._uncovered(j, "self-pay")
        elif claim.benefit == "not-a-benefit" or not (claim.covered or claim.outside):
            self._uncovered(j, "not-covered")
        elif claim.outside:
            self._outside(j, claim)
        elif claim.benefit in self.plan.in_stay and any(claim.day in s for s in self.stays):
            self.held.append(Held(reason="in-stay"))
        else:
            self._covered(j, claim)

    def _uncovered(self, j: int, reason: str, **params: int) -> None:
        self.parts["not_covered"][..., j] = self.allowed[..., j]
        self.held.append(Held(reason=reason, params=params))

    def _take_back(self, j: int, earlier: int) -> None:
        """Undo an earlier line: its amounts with the other sign, its counts given back."""
        for name in PART_NAMES[:-1]:
            self.parts[name][..., j] = -self.parts[name][..., earlier]
        self.held.append(Held(reason="undoes", params={"line": earlier}))
        claim, held = self.claims[earlier], self.held[earlier]
        year = self.year(claim.plan_year)
        if held.outside is not None:
            mine = share_of(self.allowed[..., earlier], held.outside.allowed)
            mine = mine - (self.allowed[..., earlier] - self._patient(earlier))
            year.outside_deductible = (
                year.outside_deductible + self.parts["deductible"][..., earlier]
            )
            year.outside_maximum = year.outside_maximum + mine
        elif held.general is not None or held.reason == "visit-limit":
            self._uncount(year, self.plan.terms(claim.benefit), earlier)

    def _uncount(self, year: PlanYear, terms: Terms, j: int) -> None:
        """Give back what a covered line counted."""
        claim = self.claims[j]
        deducted, share = self._counted(j)
        year.count_deductible(terms.accumulator, -deducted, claim.month)
        if not terms.outside_out_of_pocket_max:
            year.pool(terms.accumulator).take_maximum(-share)
        year.count_visits(terms, claim.benefit, -claim.quantity)
        year.hra_left = year.hra_left + self.parts["hra"][..., j]
        if year.day_copayments.pop(j, None) is not None:
            year.day_paid = year.day_paid - self.parts["copayment"][..., j]
        before, after = self.periods.get(j, (self.period, None))
        if self.period == after:
            self.period = before

    def _patient(self, j: int) -> Cents:
        parts = ("deductible", "copayment", "coinsurance", "not_covered")
        return sum((self.parts[name][..., j] for name in parts), np.zeros(self.shape, np.int64))

    def _counted(self, j: int) -> tuple[Cents, Cents]:
        """What a line counted toward the deductible and toward the maximum."""
        deducted = self.parts["deductible"][..., j]
        share = deducted + self.parts["copayment"][..., j] + self.parts["coinsurance"][..., j]
        if not self.savings_count:
            share = share - self.parts["help"][..., j]
            deducted = np.minimum(deducted, share)
        return deducted, share

    def _outside(self, j: int, claim: Claim) -> None:
        """Care outside the network: the patient pays the charge, the plan pays some of it back."""
        terms = self.outside
        if terms is None:
            self._uncovered(j, "outside-nothing")
            return
        year, charge = self.year(claim.plan_year), self.allowed[..., j]
        reckoned = share_of(charge, terms.allowed)
        deducted = np.minimum(np.minimum(year.outside_deductible, reckoned), year.outside_maximum)
        back = share_of(reckoned - deducted, terms.share)
        mine = np.minimum(reckoned - back, year.outside_maximum)
        back = reckoned - mine
        year.outside_deductible = year.outside_deductible - deducted
        year.outside_maximum = year.outside_maximum - mine
        self.parts["deductible"][..., j] = deducted
        self.parts["not_covered"][..., j] = charge - back - deducted
        self.held.append(Held(outside=terms))

    def _covered(self, j: int, claim: Claim) -> None:
        """A covered line: which terms hold, what they ask, what the limits leave of it."""
        year, general = self.year(claim.plan_year), self.plan.terms(claim.benefit)
        pieces = list(self._pieces(year, general, claim, self.allowed[..., j]))
        before = self.period
        same_period = self._goes_on(general, claim)
        for piece in pieces:
            if piece.terms is None:
                self.parts["not_covered"][..., j] += piece.amount
                continue
            share = self._asked(year, general, piece, j, same_period)
            self._limit(year, general, share, j, claim)
        if general.benefit_period_days is not None:
            self.period = claim.day + claim.quantity, self.days
            self.periods[j] = before, self.period
        left = year.accounts[general.accumulator].deductible_left()
        self.parts["deductible_left"][..., j] = left
        year.count_visits(general, claim.benefit, claim.quantity)
        terms = next((p.terms for p in reversed(pieces) if p.terms), None)
        first = general.first.visits if general.first and pieces[0].terms is general.first else 0
        params = {"visits": general.visit_limit} if general.visit_limit else {}
        if terms is None:
            self.held.append(Held(reason="visit-limit", params=params))
            return
        self.held.append(Held(terms, general, None, None, params, first, same_period, len(pieces)))

    # first step: which terms hold

    def _pieces(
        self, year: PlanYear, general: Terms, claim: Claim, amount: Cents
    ) -> Iterator[_Piece]:
        """A line in parts of equal terms: the first visits of a year, the others, those beyond a
        limit; each visit alone where a limit of coinsurance holds for each."""
        runs: list[tuple[Terms | FirstVisits | None, int]] = []
        left = claim.quantity
        beyond = 0
        if general.visit_limit is not None:
            inside = year.visits_left(general, claim.benefit, general.visit_limit)
            beyond = max(0, left - inside)
        if general.first:
            first = min(
                left - beyond, year.visits_left(general, claim.benefit, general.first.visits)
            )
            runs.append((general.first, first))
            left -= first
        each = general.coinsurance_min is not None or general.coinsurance_max is not None
        if each and general.per != "stay":
            runs += [(general, 1)] * (left - beyond)
        else:
            runs.append((general, left - beyond))
        runs.append((None, beyond))
        done = 0
        for terms, many in runs:
            if many:
                parted = amount * (done + many) // claim.quantity - amount * done // claim.quantity
                yield _Piece(terms, many, parted)
            done += many

    def _goes_on(self, terms: Terms, claim: Claim) -> bool:
        """Whether a stay goes on with the benefit period that an earlier one began."""
        (end, days), gap = self.period, terms.benefit_period_days
        same = gap is not None and end is not None and claim.day - end < gap
        self.days = days if same else 0
        return same

    # second step: what they ask

    def _asked(
        self, year: PlanYear, general: Terms, piece: _Piece, j: int, same_period: bool
    ) -> _Share:
        terms, amount = piece.terms, piece.amount
        assert terms is not None
        copayment = to_cents(terms.copayment) * _units(general, piece.quantity)
        if same_period:
            copayment = 0
        if general.day_tiers:
            copayment += self._tiers(general, piece.quantity)
        due = self._copayment_of_the_day(year, j, copayment)
        after_deductible = terms.after_deductible and not same_period
        left = year.accounts[general.accumulator].deductible_left()
        if after_deductible and general.copayment_first:
            copaid = np.minimum(due, amount)
            deducted = np.minimum(left, amount - copaid)
        else:
            deducted = np.minimum(left, amount) if after_deductible else np.zeros_like(amount)
            copaid = np.minimum(due, amount - deducted)
        rest = amount - deducted - copaid
        return _Share(deducted, copaid, self._coinsured(general, terms, piece, rest))

    def _coinsured(
        self, general: Terms, terms: Terms | FirstVisits, piece: _Piece, rest: Cents
    ) -> Cents:
        if not terms.coinsurance and terms is not general:
            return np.zeros_like(rest)
        coinsured = share_of(rest, Fraction(terms.coinsurance))
        if general.coinsurance_min is not None:
            coinsured = np.maximum(coinsured, np.minimum(to_cents(general.coinsurance_min), rest))
        if general.coinsurance_max is not None:
            coinsured = np.minimum(
                coinsured,
                to_cents(general.coinsurance_max) * piece.quantity
                if general.per != "stay"
                else to_cents(general.coinsurance_max),
            )
        return coinsured

    def _tiers(self, terms: Terms, days: int) -> int:
        """Copayments of later days of a benefit period, cents in all."""
        cents = 0
        for day in range(self.days + 1, self.days + days + 1):
            reached = [tier for tier in terms.day_tiers if tier.from_day <= day]
            if reached:
                cents += to_cents(max(reached, key=lambda t: t.from_day).copayment)
        self.days += days
        return cents

    def _copayment_of_the_day(self, year: PlanYear, j: int, copayment: int) -> Cents | int:
        """The copayment; where a plan takes one a day, what is left of the day's highest."""
        claim = self.claims[j]
        if not self._daily(claim):
            return copayment
        if claim.day != year.day:
            year.day, year.day_paid = claim.day, np.zeros_like(year.day_paid)
            year.day_copayments = {}
        year.day_copayments[j] = max(copayment, year.day_copayments.get(j, 0))
        highest = max(year.day_copayments.values())
        return np.minimum(copayment, np.maximum(highest - year.day_paid, 0))

    def _daily(self, claim: Claim) -> bool:
        return self.plan.one_copayment_a_day and not claim.benefit.endswith("-drug")

    # third step: what the limits leave of it

    def _limit(self, year: PlanYear, general: Terms, asked: _Share, j: int, claim: Claim) -> None:
        """Cap the whole share at the maximum, copayments too, on the very line that reaches it;
        then count it, and let savings and an HRA pay of it."""
        share, pool = asked.sum(), year.pool(general.accumulator)
        uncapped = general.outside_out_of_pocket_max
        patient = share if uncapped else np.minimum(share, pool.maximum_left())
        deducted = np.minimum(asked.deductible, patient)
        copaid = np.minimum(asked.copayment, patient - deducted)
        help_ = self.savings(j, patient) if self.savings else np.zeros_like(patient)
        counted = patient if self.savings_count else patient - help_
        if self._daily(claim):
            year.day_paid = year.day_paid + copaid
        year.count_deductible(general.accumulator, np.minimum(deducted, counted), claim.month)
        if not uncapped:
            pool.take_maximum(counted)
        for name, cents in (
            ("deductible", deducted),
            ("copayment", copaid),
            ("coinsurance", patient - deducted - copaid),
            ("saved", share - patient),
            ("help", help_),
            ("hra", self._hra_pays(year, deducted, patient, help_)),
        ):
            self.parts[name][..., j] += cents

    def _hra_pays(self, year: PlanYear, deducted: Cents, patient: Cents, help_: Cents) -> Cents:
        only = self.plan.hra is not None and self.plan.hra.pays == "deductible"
        payable = np.minimum(deducted, patient - help_) if only else patient - help_
        pays: Cents = np.minimum(year.hra_left, payable)
        year.hra_left = year.hra_left - pays
        return pays

    def result(self) -> Adjudication:
        """All lines together."""
        p = self.parts
        patient = p["deductible"] + p["copayment"] + p["coinsurance"] + p["not_covered"]
        return Adjudication(
            self.allowed,
            patient,
            self.allowed - patient,
            held=tuple(self.held),
            claims=tuple(self.claims),
            **p,
        )


def adjudicate(
    plan: Plan,
    claims: Sequence[Claim],
    allowed_cents: ArrayLike,
    *,
    standing: Standing | None = None,
    outside: Reimbursement | None = None,
    savings: Savings | None = None,
    savings_count: bool = True,
) -> Adjudication:
    """Run services through a plan in time order.

    Args:
        plan: the insurance design. A self-pay plan covers nothing.
        claims: one for each service, in time order.
        allowed_cents: full prices, shape `[..., n_services]`, cents, 0 or more; those of a claim
            that undoes another are its amount with the other sign.
        standing: the person's own limits, and what they have paid already.
        outside: what the plan pays back for claims that are `outside`; those of the plan itself
            where it is left out.
        savings: what a maker's program pays of the patient's share of a covered line.
        savings_count: whether that counts toward deductible and maximum as if the patient had paid.

    Raises:
        ValueError: claims and amounts don't match, claims are out of time order, an amount is
            negative.
    """
    standing = standing or Standing()
    allowed = np.asarray(allowed_cents, np.int64)
    if allowed.ndim == 0 or allowed.shape[-1] != len(claims):
        raise ValueError(f"{len(claims)} claims, but amounts of shape {allowed.shape}")
    _check_amounts(claims, allowed)
    if any(b.day < a.day for a, b in pairwise(claims)):
        raise ValueError("claims are not in time order")
    shape = np.broadcast_shapes(allowed.shape[:-1], *standing.axes())
    allowed = np.broadcast_to(allowed, (*shape, len(claims)))
    run = _Run(
        plan, claims, allowed, standing, outside or outside_terms(plan), savings, savings_count
    )
    for j in range(len(claims)):
        run.settle(j)
    return run.result()


def _check_amounts(claims: Sequence[Claim], allowed: Cents) -> None:
    undoing = [j for j, claim in enumerate(claims) if claim.undoes is not None]
    for j in undoing:
        earlier = claims[j].undoes
        if not 0 <= earlier < j or (allowed[..., j] != -allowed[..., earlier]).any():  # type: ignore[operator]
            raise ValueError(f"claim {j} does not undo claim {earlier}")
    rest = np.delete(allowed, undoing, axis=-1) if undoing else allowed
    if (rest < 0).any():
        raise ValueError("an allowed amount is negative")


def outside_terms(plan: Plan) -> Reimbursement | None:
    """What a plan says of care outside its network."""
    terms = plan.out_of_network
    if terms is None:
        return None
    limit = terms.out_of_pocket_max
    return Reimbursement(
        to_cents(terms.deductible),
        Fraction(terms.share),
        Fraction(terms.allowed),
        NO_LIMIT if limit is None else to_cents(limit),
    )


def beyond_limits(plan: Plan, claims: Sequence[Claim]) -> list[bool]:
    """For each claim, whether a plan's yearly limit of visits was used up before it."""
    used: dict[tuple[int, str], int] = {}
    found = []
    for claim in claims:
        terms = plan.terms(claim.benefit) if plan.payer != "self-pay" else None
        if terms is None or terms.visit_limit is None or not claim.covered or claim.outside:
            found.append(False)
            continue
        key = claim.plan_year, terms.counted_as or claim.benefit
        found.append(used.get(key, 0) >= terms.visit_limit)
        used[key] = used.get(key, 0) + claim.quantity
    return found


def _units(terms: Terms, quantity: int) -> int:
    """How many copayments a line of this quantity has."""
    if terms.per == "stay":
        return 1
    if terms.per == "day" and terms.max_days is not None:
        return min(quantity, terms.max_days)
    return quantity
