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

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ketacost.model.adjudication import (
    IN_STAY,
    NOT_COVERED,
    NOTHING_OUTSIDE,
    PART_NAMES,
    SELF_PAY,
    Adjudication,
    Held,
)
from ketacost.model.benefit_terms import Asks, BenefitTerms, Piece
from ketacost.model.plan_year import PlanYear, is_late
from ketacost.model.standing import (
    STAY,
    Claim,
    Reimbursement,
    Standing,
)
from ketacost.money import NO_LIMIT, Cents, share_of, to_cents
from ketacost.tables.schema import Plan


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
        self.plans = {0: plan}
        self.benefits: dict[tuple[str, int], BenefitTerms] = {}
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
                self.plan_in(number),
                self.standing,
                self.shape,
                self.outside,
                number == 0,
                before.late if before else {},
            )
        return self.years[number]

    def plan_in(self, year: int) -> Plan:
        """The plan with the terms of a plan year; from the second on they are the same."""
        year = min(year, 1)
        if year not in self.plans:
            self.plans[year] = self.plan.in_year(year)
        return self.plans[year]

    def benefit(self, claim: Claim) -> BenefitTerms:
        """What the plan says of a claim's benefit in its plan year."""
        key = claim.benefit, min(claim.plan_year, 1)
        if key not in self.benefits:
            self.benefits[key] = BenefitTerms(claim.benefit, self.plan_in(claim.plan_year))
        return self.benefits[key]

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
        if any(claim.day in s for s in self.stays) and self.plan.in_a_stay(claim.benefit):
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
        year, benefit = self.year(claim.plan_year), self.benefit(claim)
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

    def _add(self, part: str, j: int, piece: Piece, cents: Cents) -> None:
        """Note a part of a line, one piece of it after another."""
        rows = self.parts[part]
        rows[j] = rows[j] + cents if piece.before else cents

    # first step: which terms hold

    def _pieces(
        self, year: PlanYear, benefit: BenefitTerms, claim: Claim, amount: Cents
    ) -> list[Piece]:
        """A line in parts of equal terms: the first visits of a year, the others, those beyond a
        limit; each unit alone where it has a deductible, a copayment and limits of its own."""
        many, limit = claim.quantity, benefit.terms.visit_limit
        if many == 1 and limit is None and benefit.first is None:
            return [Piece(benefit.usual, 0, 1, amount)]
        covered = many if limit is None else min(many, year.visits_left(benefit.group, limit))
        early = 0
        if benefit.terms.first:
            early = min(covered, year.visits_left(benefit.group, benefit.terms.first.visits))
        parts: list[Piece] = []
        for asks, begin, end in (
            (benefit.first, 0, early),
            (benefit.usual, early, covered),
            (None, covered, many),
        ):
            step = 1 if asks and benefit.each_alone else max(end - begin, 1)
            for at in range(begin, end, step):
                cents = amount * (at + step) // many - amount * at // many
                parts.append(Piece(asks, at, step, cents))
        return parts

    def _days_of_period(self, j: int, benefit: BenefitTerms, claim: Claim) -> int | None:
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
        self, year: PlanYear, benefit: BenefitTerms, piece: Piece, j: int, days: int | None
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
        benefit: BenefitTerms,
        piece: Piece,
        asks: Asks,
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
        if benefit.daily is not None:
            return year.today(benefit.daily, self.claims[j].day).left(j, due)
        return due or None

    @staticmethod
    def _coinsured(benefit: BenefitTerms, asks: Asks, piece: Piece, rest: Cents) -> Cents:
        coinsured = share_of(rest, asks.coinsurance)
        units = 1 if benefit.terms.per == "stay" else piece.quantity
        if benefit.least is not None:
            coinsured = np.maximum(coinsured, np.minimum(benefit.least * units, rest))
        if benefit.most is not None:
            coinsured = np.minimum(coinsured, benefit.most * units)
        return coinsured

    # third step: what the limits leave of it

    def _limit(
        self, year: PlanYear, benefit: BenefitTerms, piece: Piece, asked: _Share, j: int
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
        self, year: PlanYear, benefit: BenefitTerms, asked: _Share, j: int, counts: Cents
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
        if benefit.daily is not None and asked.copayment is not None:
            year.today(benefit.daily, self.claims[j].day).pay(j, asked.copayment)
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
                self._uncount(year, self.benefit(claim), earlier, counted)
        return Held(reason="undoes", params={"line": earlier})

    def _uncount(self, year: PlanYear, benefit: BenefitTerms, j: int, counted: _Counted) -> None:
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
        for day in year.days.values():
            day.forget(j)
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
        in_stay = any(claim.day in s for s in stays) and plan.in_a_stay(claim.benefit)
        if not claim.covered or claim.outside or in_stay or claim.benefit == "not-a-benefit":
            found.append(False)
            continue
        key = claim.plan_year, terms.counted_as or plan.filed_as(claim.benefit)
        had, limit = used.get(key, 0), terms.visit_limit
        inside = claim.quantity if limit is None else min(claim.quantity, max(limit - had, 0))
        used[key] = had + inside
        found.append(not inside)
    return found
