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
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

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
        `coinsurance-at-least` (share, of_cents, limit_cents, cents), `coinsurance-each-at-most`
        and `coinsurance-each-at-least` (share, limit_cents, cents), `coinsurance-part` (share,
        cents), `maximum-reached` (cents), `outside-maximum-benefit`, `beyond-visit-limit` (visits,
        cents), `covered-in-full`.

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
            yield Code.of("beyond-visit-limit", cents=int(self.not_covered[here]), **held.params)
        if not self.patient[here] and not self.saved[here]:
            yield Code.of("covered-in-full")

    def _coinsurance_rule(self, held: Held, here: tuple[int, ...]) -> Code:
        cents = int(self.coinsurance[here])
        assert held.terms is not None and held.general is not None
        share = Fraction(held.terms.coinsurance)
        of_cents = int(self.allowed[here] - self.deductible[here] - self.copayment[here])
        plain = part_of(of_cents, share)
        if self.saved[here] or held.first or self.not_covered[here]:
            return Code.of("coinsurance-part", share=share, cents=cents)
        if cents == plain:
            return Code.of("coinsurance", share=share, of_cents=of_cents, cents=cents)
        which = "most" if cents < plain else "least"
        if held.pieces == 1:
            params = {"of_cents": of_cents, "limit_cents": cents}
            return Code.of(f"coinsurance-at-{which}", share=share, cents=cents, **params)
        limits = {"most": held.general.coinsurance_max, "least": held.general.coinsurance_min}
        limit = limits[which]
        if limit is None:  # rounded visit by visit
            return Code.of("coinsurance-part", share=share, cents=cents)
        each = to_cents(limit)
        return Code.of(f"coinsurance-each-at-{which}", share=share, limit_cents=each, cents=cents)


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


SELF_PAY = Held(reason="self-pay")
NOT_COVERED = Held(reason="not-covered")
IN_STAY = Held(reason="in-stay")
NOTHING_OUTSIDE = Held(reason="outside-nothing")


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
    """What is left of one accumulator's deductible and maximum, a person's and their family's.

    Whoever takes of it takes no more than is left.
    """

    def __init__(self, deductible: Cents, maximum: Cents, family: FamilyLimits | None) -> None:
        self.own_deductible, self.own_maximum = deductible, maximum
        self.aggregate = bool(family and family.aggregate)
        self.family_deductible: Cents | None = None
        self.family_maximum: Cents | None = None
        if family:
            due = max(family.deductible_cents - family.deductible_met_cents, 0)
            limit = max(family.maximum_cents - family.maximum_met_cents, 0)
            self.family_deductible = np.full_like(deductible, due)
            self.family_maximum = np.full_like(maximum, limit)

    def deductible_left(self) -> Cents:
        """What a person must still pay before the plan does."""
        if self.family_deductible is None:
            return self.own_deductible
        if self.aggregate:
            return self.family_deductible
        left: Cents = np.minimum(self.own_deductible, self.family_deductible)
        return left

    def maximum_left(self) -> Cents:
        """What a person can still be asked for."""
        if self.family_maximum is None:
            return self.own_maximum
        left: Cents = np.minimum(self.own_maximum, self.family_maximum)
        return left

    def take_deductible(self, cents: Cents) -> None:
        """Count cents toward the deductible; negative ones are given back."""
        if not self.aggregate:
            self.own_deductible = self.own_deductible - cents
        if self.family_deductible is not None:
            self.family_deductible = self.family_deductible - cents

    def take_maximum(self, cents: Cents) -> None:
        """Count cents toward the maximum; negative ones are given back."""
        self.own_maximum = self.own_maximum - cents
        if self.family_maximum is not None:
            self.family_maximum = self.family_maximum - cents


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
        self.pools = {
            name: self.accounts[accumulator.out_of_pocket_with or name]
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
        self.today = _Today(-1)

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
            family = replace(family, deductible_met_cents=0, maximum_met_cents=0)
        return _Account(self._full(deductible), self._full(maximum), family)

    def _count_standing(self, standing: Standing) -> None:
        if MEDICAL in self.accounts:
            paid, met = self._full(standing.paid), standing.maximum_met
            self._count_before(MEDICAL, paid, paid if met is None else self._full(met))
        for name, deducted in standing.deductible_met.items():
            if name in self.accounts:
                cents = np.minimum(self._full(deducted), self.accounts[name].deductible_left())
                told = standing.maximum_met is not None
                told = told and self.pool(name) is self.accounts.get(MEDICAL)
                self._count_before(name, cents, np.zeros_like(cents) if told else cents)

    def _count_before(self, name: str, deducted: Cents, counted: Cents) -> None:
        """Count what was paid before the first service; no more than is left."""
        account, pool = self.accounts[name], self.pool(name)
        account.take_deductible(np.minimum(deducted, account.deductible_left()))
        pool.take_maximum(np.minimum(counted, pool.maximum_left()))

    def _hra(self, standing: Standing, first: bool) -> Cents | None:
        if first and standing.hra_left is not None:
            return self._full(standing.hra_left)
        if self.plan.hra is not None:
            return self._full(to_cents(self.plan.hra.amount))
        return None if standing.hra_left is None else self._full(standing.hra_left)

    def pool(self, name: str) -> _Account:
        """The account whose maximum an accumulator counts toward."""
        return self.pools[name]

    def count_deductible(self, name: str, cents: Cents, month: int) -> None:
        """Count what was paid toward a deductible, and keep what the next year is to be told."""
        self.accounts[name].take_deductible(cents)
        if is_late(self.plan, month):
            self.late[name] = self.late.get(name, np.int64(0)) + cents

    def visits_left(self, group: str, limit: int) -> int:
        """How many of the first so many visits of a plan year are left."""
        return max(0, limit - self.visits.get(group, 0))

    def count_visits(self, group: str, many: int) -> None:
        """Count visits of the benefits of a group."""
        self.visits[group] = self.visits.get(group, 0) + many


def is_late(plan: Plan, month: int) -> bool:
    """Whether what goes to a deductible in a month of the plan year counts for the next one too."""
    return month > MONTHS_A_YEAR - plan.carry_over_months


def _family_of(accumulator: Accumulator) -> FamilyLimits | None:
    family = accumulator.family
    if family is None:
        return None
    limit = family.out_of_pocket_max
    maximum = NO_LIMIT if limit is None else to_cents(limit)
    return FamilyLimits(family.kind == "aggregate", to_cents(family.deductible), 0, maximum, 0)


class _Today:
    """The copayments of one day, where a plan takes one a day at the highest rate."""

    def __init__(self, day: int) -> None:
        self.day = day
        self.due: dict[int, int] = {}
        """By line, the copayment of one of its visits."""
        self.paid: dict[int, Cents] = {}

    def left(self, line: int, copayment: int) -> Cents | int:
        """What is left of the day's highest copayment for a line."""
        self.due[line] = max(copayment, self.due.get(line, 0))
        paid = sum(self.paid.values(), np.int64(0))
        left: Cents = np.minimum(copayment, np.maximum(max(self.due.values()) - paid, 0))
        return left

    def pay(self, line: int, cents: Cents) -> None:
        """Count what a line has paid."""
        self.paid[line] = self.paid.get(line, np.int64(0)) + cents

    def forget(self, line: int) -> None:
        """Take back all of a line."""
        self.due.pop(line, None)
        self.paid.pop(line, None)


# --- a line --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Asks:
    """What terms ask of the patient, in whole cents."""

    terms: Terms | FirstVisits
    copayment: int
    coinsurance: Fraction
    after_deductible: bool

    @classmethod
    def of(cls, terms: Terms | FirstVisits) -> _Asks:
        return cls(
            terms, to_cents(terms.copayment), Fraction(terms.coinsurance), terms.after_deductible
        )


class _Benefit:
    """What a plan says of one benefit, worked out once a run."""

    def __init__(self, name: str, terms: Terms, one_copayment_a_day: bool) -> None:
        least, most = terms.coinsurance_min, terms.coinsurance_max
        self.terms, self.usual = terms, _Asks.of(terms)
        self._held: dict[tuple[bool, bool, bool, bool, int], Held] = {}
        self.first = _Asks.of(terms.first) if terms.first else None
        self.group = terms.counted_as or name
        self.least = None if least is None else to_cents(least)
        self.most = None if most is None else to_cents(most)
        self.after_deductible = bool(
            terms.after_deductible or (terms.first and terms.first.after_deductible)
        )
        self.daily = one_copayment_a_day and not name.endswith("-drug")
        self.tiers = sorted((t.from_day, to_cents(t.copayment)) for t in terms.day_tiers)
        limited = least is not None or most is not None
        self.each_alone = terms.per != "stay" and (limited or (name != STAY and terms.per != "day"))
        """Whether several units on one line are worked out one by one: visits are as many
        services, a stay is one, save where a limit of coinsurance holds for each of its days."""

    def copayments(self, before: int, many: int) -> int:
        """How many copayments the next `many` units of a line have, `before` being behind."""
        match self.terms.per:
            case "stay":
                return int(before == 0)
            case "day" if self.terms.max_days is not None:
                most = self.terms.max_days
                return min(before + many, most) - min(before, most)
        return many

    def held(self, pieces: Sequence[_Piece], same_period: bool) -> Held:
        """Which terms held for the pieces of a line."""
        first, last = pieces[0].asks, next((p.asks for p in reversed(pieces) if p.asks), None)
        key = first is self.first, last is self.first, last is None, same_period, len(pieces)
        if key not in self._held:
            early, limit = self.terms.first, self.terms.visit_limit
            self._held[key] = Held(
                terms=last.terms if last else None,
                general=self.terms if last else None,
                reason=None if last else "visit-limit",
                params={} if limit is None else {"visits": limit},
                first=early.visits if early and first is self.first else 0,
                same_period=same_period,
                pieces=len(pieces),
            )
        return self._held[key]

    def of_days(self, before: int, many: int) -> int:
        """What the tiers ask for the next `many` days of a stay or benefit period, cents."""
        cents = 0
        for day in range(before + 1, before + many + 1):
            cents += next((c for first, c in reversed(self.tiers) if first <= day), 0)
        return cents


class _Piece(NamedTuple):
    """Part of a line that has one set of terms (None: not covered), behind so many units of it."""

    asks: _Asks | None
    before: int
    quantity: int
    amount: Cents


class _Share(NamedTuple):
    """What terms ask of the patient for a piece, part by part; None: nothing."""

    deductible: Cents | None
    copayment: Cents | None
    coinsurance: Cents | None

    def sum(self) -> Cents | None:
        """All parts together."""
        whole = None
        for cents in self:
            if cents is not None:
                whole = cents if whole is None else whole + cents
        return whole

    def within(self, most: Cents) -> _Share:
        """What is left of the parts where together they are no more than `most`."""
        left, kept = most, list[Cents | None]()
        for cents in self:
            if cents is not None:
                cents = np.minimum(cents, left)
                left = left - cents
            kept.append(cents)
        return _Share(*kept)


def _nothing() -> Cents:
    return np.zeros((), np.int64)


@dataclass
class _Counted:
    """What a line has counted toward deductible and maximum, and how many visits."""

    deductible: Cents = field(default_factory=_nothing)
    maximum: Cents = field(default_factory=_nothing)
    visits: int = 0

    def add(self, deductible: Cents | None, maximum: Cents | None) -> None:
        """Count more; None: nothing."""
        if deductible is not None:
            self.deductible = self.deductible + deductible
        if maximum is not None:
            self.maximum = self.maximum + maximum


Savings = Callable[[int, Cents, int], Cents]
"""What a maker's savings pay of a line: (index of the line, the patient's share of some of its
units, how many units) to cents."""


class _Run:
    """One run of claims through a plan. Arrays have the services first, not last, in here."""

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
        self.rows = allowed.transpose((allowed.ndim - 1, *range(allowed.ndim - 1)))
        self.parts = {name: np.zeros(self.rows.shape, np.int64) for name in PART_NAMES}
        self.held: list[Held] = []
        self.years: dict[int, PlanYear] = {}
        self.benefits: dict[str, _Benefit] = {}
        self.stays = days_of_stays(plan, claims)
        self.undone = {claim.undoes for claim in claims}
        self.counted: dict[int, _Counted] = {}
        """What lines have counted, of those that a later one undoes."""
        self.periods: dict[str, dict[int, Claim]] = {}
        """Stays by line, of benefits that have benefit periods."""

    def year(self, number: int) -> PlanYear:
        """The plan year of this number, begun when it is first asked for."""
        if number not in self.years:
            before = self.years.get(number - 1)
            self.years[number] = PlanYear(
                self.plan,
                self.standing,
                self.shape,
                self.outside,
                number == 0,
                before.late if before else {},
            )
        return self.years[number]

    def benefit(self, name: str) -> _Benefit:
        """What the plan says of a benefit."""
        if name not in self.benefits:
            terms = self.plan.terms(name)
            self.benefits[name] = _Benefit(name, terms, self.plan.one_copayment_a_day)
        return self.benefits[name]

    def settle(self, j: int) -> Held:
        """Work out one line."""
        claim = self.claims[j]
        if claim.undoes is not None:
            return self._take_back(j, claim.undoes)
        if self.plan.payer == "self-pay":
            return self._uncovered(j, SELF_PAY)
        if claim.benefit == "not-a-benefit" or not (claim.covered or claim.outside):
            return self._uncovered(j, NOT_COVERED)
        if claim.outside:
            return self._outside(j, claim)
        if claim.benefit in self.plan.in_stay and any(claim.day in s for s in self.stays):
            return IN_STAY
        return self._covered(j, claim)

    def _uncovered(self, j: int, held: Held) -> Held:
        self.parts["not_covered"][j] = self.rows[j]
        return held

    def _outside(self, j: int, claim: Claim) -> Held:
        """Care outside the network: the patient pays the charge, the plan pays some of it back."""
        terms = self.outside
        if terms is None:
            return self._uncovered(j, NOTHING_OUTSIDE)
        year, charge = self.year(claim.plan_year), self.rows[j]
        reckoned = share_of(charge, terms.allowed)
        deducted = np.minimum(np.minimum(year.outside_deductible, reckoned), year.outside_maximum)
        back = share_of(reckoned - deducted, terms.share)
        mine = np.minimum(reckoned - back, year.outside_maximum)
        year.outside_deductible = year.outside_deductible - deducted
        year.outside_maximum = year.outside_maximum - mine
        self.counted[j] = _Counted(deducted, mine, 0)
        self.parts["deductible"][j] = deducted
        self.parts["not_covered"][j] = charge - reckoned + mine - deducted
        return Held(outside=terms)

    def _covered(self, j: int, claim: Claim) -> Held:
        """A covered line: which terms hold, what they ask, what the limits leave of it."""
        year, benefit = self.year(claim.plan_year), self.benefit(claim.benefit)
        pieces = self._pieces(year, benefit, claim, self.rows[j])
        days = self._days_of_period(j, benefit, claim)
        if j in self.undone:
            self.counted[j] = _Counted()
        visits = 0
        for piece in pieces:
            if piece.asks is None:
                self._add("not_covered", j, piece, piece.amount)
                continue
            asked = self._asked(year, benefit, piece, j, days)
            self._limit(year, benefit, piece, asked, j)
            visits += piece.quantity
        year.count_visits(benefit.group, visits)
        if j in self.undone:
            self.counted[j].visits = visits
        if benefit.after_deductible:
            left = year.accounts[benefit.terms.accumulator].deductible_left()
            self.parts["deductible_left"][j] = left
        return benefit.held(pieces, days is not None)

    def _add(self, part: str, j: int, piece: _Piece, cents: Cents) -> None:
        """Note a part of a line, one piece of it after another."""
        rows = self.parts[part]
        rows[j] = rows[j] + cents if piece.before else cents

    # first step: which terms hold

    def _pieces(
        self, year: PlanYear, benefit: _Benefit, claim: Claim, amount: Cents
    ) -> list[_Piece]:
        """A line in parts of equal terms: the first visits of a year, the others, those beyond a
        limit; each unit alone where it has a deductible, a copayment and limits of its own."""
        many, limit = claim.quantity, benefit.terms.visit_limit
        if many == 1 and limit is None and benefit.first is None:
            return [_Piece(benefit.usual, 0, 1, amount)]
        covered = many if limit is None else min(many, year.visits_left(benefit.group, limit))
        early = 0
        if benefit.terms.first:
            early = min(covered, year.visits_left(benefit.group, benefit.terms.first.visits))
        parts: list[_Piece] = []
        for asks, begin, end in (
            (benefit.first, 0, early),
            (benefit.usual, early, covered),
            (None, covered, many),
        ):
            step = 1 if asks and benefit.each_alone else max(end - begin, 1)
            for at in range(begin, end, step):
                cents = amount * (at + step) // many - amount * at // many
                parts.append(_Piece(asks, at, step, cents))
        return parts

    def _days_of_period(self, j: int, benefit: _Benefit, claim: Claim) -> int | None:
        """Days that the benefit period which a stay goes on with has had before it; None where it
        begins one, or the benefit has none."""
        gap = benefit.terms.benefit_period_days
        if gap is None:
            return None
        stays = self.periods.setdefault(benefit.group, {})
        days, end = 0, claim.day - gap
        for stay in stays.values():
            days = stay.quantity + (days if stay.day - end < gap else 0)
            end = stay.day + stay.quantity
        stays[j] = claim
        return days if claim.day - end < gap else None

    # second step: what they ask

    def _asked(
        self, year: PlanYear, benefit: _Benefit, piece: _Piece, j: int, days: int | None
    ) -> _Share:
        """The deductible, copayment and coinsurance of a piece. `days`: those of a benefit period
        that it goes on with, and so without a new deductible or copayment."""
        asks, rest = piece.asks, piece.amount
        assert asks is not None
        due = self._copayment_due(year, benefit, piece, asks, j, days)
        copaid = deducted = coinsured = None
        if benefit.terms.copayment_first and asks.after_deductible and due is not None:
            copaid = np.minimum(due, rest)
            rest = rest - copaid
        if asks.after_deductible and days is None:
            left = year.accounts[benefit.terms.accumulator].deductible_left()
            deducted = np.minimum(left, rest)
            rest = rest - deducted
        if due is not None and copaid is None:
            copaid = np.minimum(due, rest)
            rest = rest - copaid
        if asks.coinsurance or (asks is benefit.usual and benefit.least is not None):
            coinsured = self._coinsured(benefit, asks, piece, rest)
        return _Share(deducted, copaid, coinsured)

    def _copayment_due(
        self,
        year: PlanYear,
        benefit: _Benefit,
        piece: _Piece,
        asks: _Asks,
        j: int,
        days: int | None,
    ) -> Cents | int | None:
        """The copayments of a piece, those of day tiers with them; where a plan takes one a day,
        what is left of the day's highest. None: there are none."""
        due = 0
        if asks.copayment and days is None:
            due = asks.copayment * benefit.copayments(piece.before, piece.quantity)
        if benefit.tiers:
            due += benefit.of_days((days or 0) + piece.before, piece.quantity)
        if benefit.daily:
            if self.claims[j].day != year.today.day:
                year.today = _Today(self.claims[j].day)
            return year.today.left(j, due)
        return due or None

    @staticmethod
    def _coinsured(benefit: _Benefit, asks: _Asks, piece: _Piece, rest: Cents) -> Cents:
        coinsured = share_of(rest, asks.coinsurance)
        units = 1 if benefit.terms.per == "stay" else piece.quantity
        if benefit.least is not None:
            coinsured = np.maximum(coinsured, np.minimum(benefit.least * units, rest))
        if benefit.most is not None:
            coinsured = np.minimum(coinsured, benefit.most * units)
        return coinsured

    # third step: what the limits leave of it

    def _limit(
        self, year: PlanYear, benefit: _Benefit, piece: _Piece, asked: _Share, j: int
    ) -> None:
        """Cap the whole share at the maximum, copayments too, on the very line that reaches it;
        then count it, and let savings and an HRA pay of it."""
        patient = asked.sum()
        if patient is None:
            return
        if not benefit.terms.outside_out_of_pocket_max:
            share, left = patient, year.pool(benefit.terms.accumulator).maximum_left()
            patient = np.minimum(share, left)
            self._add("saved", j, piece, share - patient)
            asked = asked.within(patient)
        for part, cents in zip(_Share._fields, asked, strict=True):
            if cents is not None:
                self._add(part, j, piece, cents)
        mine = patient
        if self.savings:
            helped = self.savings(j, patient, piece.quantity)
            mine = patient - helped
            self._add("help", j, piece, helped)
        self._count(year, benefit, asked, j, patient if self.savings_count else mine)
        if year.hra_left is not None:
            pays = self._hra_pays(year, year.hra_left, asked.deductible, mine)
            self._add("hra", j, piece, pays)

    def _count(
        self, year: PlanYear, benefit: _Benefit, asked: _Share, j: int, counts: Cents
    ) -> None:
        """Count a share toward the deductible, the maximum and the day's copayment; `counts` is
        what of it counts."""
        name, deducted = benefit.terms.accumulator, asked.deductible
        if deducted is not None:
            if not self.savings_count:
                deducted = np.minimum(deducted, counts)
            year.count_deductible(name, deducted, self.claims[j].month)
        if not benefit.terms.outside_out_of_pocket_max:
            year.pool(name).take_maximum(counts)
        if benefit.daily and asked.copayment is not None:
            year.today.pay(j, asked.copayment)
        if j in self.undone:
            self.counted[j].add(
                deducted, None if benefit.terms.outside_out_of_pocket_max else counts
            )

    def _hra_pays(self, year: PlanYear, left: Cents, deducted: Cents | None, mine: Cents) -> Cents:
        if self.plan.hra is not None and self.plan.hra.pays == "deductible":
            mine = np.zeros_like(mine) if deducted is None else np.minimum(deducted, mine)
        pays: Cents = np.minimum(left, mine)
        year.hra_left = left - pays
        return pays

    # a line that undoes an earlier one

    def _take_back(self, j: int, earlier: int) -> Held:
        """Undo an earlier line: its amounts with the other sign, its counts given back."""
        for name in PART_NAMES[:-1]:
            self.parts[name][j] = -self.parts[name][earlier]
        counted = self.counted.pop(earlier, None)
        if counted is not None:
            claim = self.claims[earlier]
            year = self.year(claim.plan_year)
            if self.held[earlier].outside is not None:
                year.outside_deductible = year.outside_deductible + counted.deductible
                year.outside_maximum = year.outside_maximum + counted.maximum
            else:
                self._uncount(year, self.benefit(claim.benefit), earlier, counted)
        return Held(reason="undoes", params={"line": earlier})

    def _uncount(self, year: PlanYear, benefit: _Benefit, j: int, counted: _Counted) -> None:
        """Give back what a covered line has used of a plan year, and of the next."""
        name, claim = benefit.terms.accumulator, self.claims[j]
        year.count_deductible(name, -counted.deductible, claim.month)
        following = self.years.get(claim.plan_year + 1)
        if following and is_late(self.plan, claim.month):
            following.accounts[name].take_deductible(-counted.deductible)
        year.pool(name).take_maximum(-counted.maximum)
        year.count_visits(benefit.group, -counted.visits)
        if year.hra_left is not None:
            year.hra_left = year.hra_left + self.parts["hra"][j]
        year.today.forget(j)
        self.periods.get(benefit.group, {}).pop(j, None)

    def result(self) -> Adjudication:
        """All lines together."""
        last = (*range(1, self.rows.ndim), 0)
        p = {name: cents.transpose(last) for name, cents in self.parts.items()}
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
        run.held.append(run.settle(j))
    return run.result()


def _check_amounts(claims: Sequence[Claim], allowed: Cents) -> None:
    undoing: dict[int, int] = {}
    for j, claim in enumerate(claims):
        earlier = claim.undoes
        if earlier is None:
            continue
        if (
            not 0 <= earlier < j
            or earlier in (*undoing, *undoing.values())
            or (allowed[..., j] != -allowed[..., earlier]).any()
        ):
            raise ValueError(f"claim {j} does not undo claim {earlier}")
        undoing[j] = earlier
    rest = np.delete(allowed, list(undoing), axis=-1) if undoing else allowed
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


def days_of_stays(plan: Plan, claims: Sequence[Claim]) -> list[range]:
    """The days of each stay that is covered and not taken back, where a plan has benefits that
    belong to a stay."""
    if not plan.in_stay:
        return []
    undone = {claim.undoes for claim in claims}
    return [
        range(claim.day, claim.day + claim.quantity)
        for j, claim in enumerate(claims)
        if claim.benefit == STAY and claim.covered and not claim.outside
        if claim.undoes is None and j not in undone
    ]


def beyond_limits(plan: Plan, claims: Sequence[Claim]) -> list[bool]:
    """For each claim, whether a plan's yearly limit of visits was used up before it; of claims
    that undo none."""
    all_terms = [*plan.cost_sharing.values(), *([plan.otherwise] if plan.otherwise else [])]
    if all(terms.visit_limit is None for terms in all_terms):
        return [False] * len(claims)
    stays = days_of_stays(plan, claims)
    used: dict[tuple[int, str], int] = {}
    found = []
    for claim in claims:
        terms = plan.terms(claim.benefit)
        in_stay = claim.benefit in plan.in_stay and any(claim.day in s for s in stays)
        if not claim.covered or claim.outside or in_stay or claim.benefit == "not-a-benefit":
            found.append(False)
            continue
        key = claim.plan_year, terms.counted_as or claim.benefit
        had, limit = used.get(key, 0), terms.visit_limit
        inside = claim.quantity if limit is None else min(claim.quantity, max(limit - had, 0))
        used[key] = had + inside
        found.append(not inside)
    return found
