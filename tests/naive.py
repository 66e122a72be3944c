"""Cost sharing once more, as slowly and plainly as can be: what the engine is held against.

Written from the meaning of each field of a plan, not from the engine. One price at a time, in
whole cents and fractions. It keeps a journal of what each line counted and adds it up anew whenever
something is asked, so that taking a line back is striking it out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ketacost.model.standing import Claim, FamilyLimits
from ketacost.money import to_cents
from ketacost.tables.schema import Plan, Terms

PHARMACY = ("generic-drug", "brand-drug", "specialty-drug")
ONE_KIND_OF = {
    "hospital-procedure": "outpatient-procedure",
    "clinic-drug": "outpatient-procedure",
    "diagnostic-test": "lab",
}
PARTS = ("deductible", "copayment", "coinsurance", "not_covered", "saved", "help", "hra")


@dataclass
class Standing:
    """Where a person stands as the first plan year begins; cents."""

    paid: int = 0
    maximum_met: int | None = None
    met: dict[str, int] = field(default_factory=dict)
    family: FamilyLimits | None = None
    hra_left: int | None = None


@dataclass
class Entry:
    """What one visit counted toward what."""

    line: int
    year: int
    month: int
    accumulator: str
    deductible: int
    maximum: int
    group: str
    hra: int


def half_up(x: Fraction) -> int:
    return int((2 * x.numerator + x.denominator) // (2 * x.denominator))


def _family_of(plan: Plan, name: str, standing: Standing) -> FamilyLimits | None:
    if name == "medical" and standing.family:
        return standing.family
    said = plan.accumulators[name].family
    if said is None:
        return None
    top = said.out_of_pocket_max
    return FamilyLimits(
        said.kind == "aggregate",
        to_cents(said.deductible),
        0,
        10**15 if top is None else to_cents(top),
        0,
    )


class Naive:
    """Who pays what, line by line."""

    def __init__(
        self,
        plan: Plan,
        claims: Sequence[Claim],
        allowed: Sequence[int],
        standing: Standing | None = None,
        savings: Callable[[int, int, int], int] | None = None,
        savings_count: bool = True,
    ) -> None:
        self.plan, self.claims = plan, claims
        self.allowed = [int(a) for a in allowed]
        self.standing = standing or Standing()
        self.savings, self.savings_count = savings, savings_count
        self.journal: list[Entry] = []
        self.outside: list[tuple[int, int, int, int]] = []  # line, year, deductible, toward maximum
        # line, which benefits have one copayment together, due, paid
        self.copaid: list[tuple[int, str, int, int]] = []
        self.stays: list[tuple[int, str, int, int]] = []  # line, group, first day, day of discharge
        self.lines: list[dict[str, int]] = []
        for j in range(len(claims)):
            self.lines.append(self._line(j))

    def column(self, name: str) -> list[int]:
        return [line[name] for line in self.lines]

    # --- what the plan says in a plan year

    def _limit(self, name: str, field_: str, year: int) -> Any:
        said = self.plan.accumulators[name]
        later = said.next_year
        if year and later is not None and field_ in later.model_fields_set:
            return getattr(later, field_)
        return getattr(said, field_)

    def _benefit(self, benefit: str) -> str:
        """The benefit in whose terms one falls."""
        terms: Any = self.plan.cost_sharing
        for name in (benefit, ONE_KIND_OF.get(benefit, benefit)):
            if name in terms:
                return name
        return benefit

    def _terms(self, claim: Claim) -> Terms:
        all_: Any = self.plan.cost_sharing
        terms: Terms = all_.get(self._benefit(claim.benefit), self.plan.otherwise)
        later = terms.next_year
        if claim.plan_year and later is not None:
            if "copayment" in later.model_fields_set:
                terms = terms.model_copy(update={"copayment": later.copayment})
            if "coinsurance" in later.model_fields_set:
                terms = terms.model_copy(update={"coinsurance": later.coinsurance})
        return terms

    # --- what is left

    def deductible_left(self, year: int, name: str) -> int:
        own = to_cents(self._limit(name, "deductible", year))
        family = _family_of(self.plan, name, self.standing)
        counted = sum(
            e.deductible
            for e in self.journal
            if e.accumulator == name
            and (
                e.year == year
                or (e.year == year - 1 and e.month > 12 - self.plan.carry_over_months)
            )
        )
        mine = 0
        if year == 0:
            mine = self.standing.paid if name == "medical" else self.standing.met.get(name, 0)
        if family is None:
            return max(0, own - min(mine, own) - counted)
        others = family.deductible_met_cents if year == 0 else 0
        if family.aggregate:
            return max(0, family.deductible_cents - others - mine - counted)
        mine = min(mine, own)
        return max(0, min(own - mine - counted, family.deductible_cents - others - mine - counted))

    def _due(self, name: str) -> int:
        """The deductible that a person has as the first plan year begins."""
        own = to_cents(self.plan.accumulators[name].deductible)
        family = _family_of(self.plan, name, self.standing)
        if family is None:
            return own
        theirs = max(0, family.deductible_cents - family.deductible_met_cents)
        return theirs if family.aggregate else min(own, theirs)

    def maximum_left(self, year: int, name: str) -> int:
        pool = self.plan.accumulators[name].out_of_pocket_with or name
        top = self._limit(pool, "out_of_pocket_max", year)
        left = 10**15 if top is None else to_cents(top)
        sharing = [
            n for n, a in self.plan.accumulators.items() if (a.out_of_pocket_with or n) == pool
        ]
        counted = sum(
            e.maximum for e in self.journal if e.accumulator in sharing and e.year == year
        )
        if year == 0:
            before = [
                min(self.standing.met.get(n, 0), self._due(n)) for n in sharing if n != "medical"
            ]
            if pool == "medical" and self.standing.maximum_met is not None:
                counted += self.standing.maximum_met
            else:
                counted += sum(before)
                counted += self.standing.paid if "medical" in sharing else 0
        left -= counted
        family = _family_of(self.plan, pool, self.standing)
        if family:
            others = family.maximum_met_cents if year == 0 else 0
            left = min(left, family.maximum_cents - others - counted)
        return max(0, left)

    def hra_left(self, year: int) -> int:
        if year == 0 and self.standing.hra_left is not None:
            begins = self.standing.hra_left
        elif self.plan.hra:
            begins = to_cents(self.plan.hra.amount)
        else:
            begins = self.standing.hra_left or 0
        return begins - sum(e.hra for e in self.journal if e.year == year)

    # --- a line

    def _line(self, j: int) -> dict[str, int]:
        claim, amount, plan = self.claims[j], self.allowed[j], self.plan
        found = dict.fromkeys(PARTS, 0)
        if claim.undoes is not None:
            return self._strike_out(claim.undoes)
        if plan.payer == "self-pay" or claim.benefit == "not-a-benefit":
            found["not_covered"] = amount
        elif claim.outside:
            self._outside(j, found)
        elif not claim.covered:
            found["not_covered"] = amount
        elif {claim.benefit, ONE_KIND_OF.get(claim.benefit)} & {*plan.in_stay} and any(
            g == "inpatient-stay" and first <= claim.day < last
            for _, g, first, last in self._all_stays()
        ):
            pass
        else:
            self._covered(j, found)
        return found

    def _all_stays(self) -> list[tuple[int, str, int, int]]:
        """Stays that are covered in the network and not taken back."""
        back = {claim.undoes for claim in self.claims}
        return [
            (i, c.benefit, c.day, c.day + c.quantity)
            for i, c in enumerate(self.claims)
            if c.benefit == "inpatient-stay"
            and c.covered
            and not c.outside
            and c.undoes is None
            and i not in back
        ]

    def _strike_out(self, line: int) -> dict[str, int]:
        self.journal = [e for e in self.journal if e.line != line]
        self.outside = [o for o in self.outside if o[0] != line]
        self.copaid = [c for c in self.copaid if c[0] != line]
        self.stays = [s for s in self.stays if s[0] != line]
        return {name: -cents for name, cents in self.lines[line].items()}

    def _outside(self, j: int, found: dict[str, int]) -> None:
        claim, charge, terms = self.claims[j], self.allowed[j], self.plan.out_of_network
        if terms is None:
            found["not_covered"] = charge
            return
        top = 10**15 if terms.out_of_pocket_max is None else to_cents(terms.out_of_pocket_max)
        before = [o for o in self.outside if o[1] == claim.plan_year]
        left = top - sum(o[3] for o in before)
        reckoned = half_up(charge * Fraction(terms.allowed))
        deducted = min(to_cents(terms.deductible) - sum(o[2] for o in before), reckoned, left)
        back = half_up((reckoned - deducted) * Fraction(terms.share))
        mine = min(reckoned - back, left)
        self.outside.append((j, claim.plan_year, deducted, mine))
        found["deductible"] = deducted
        found["not_covered"] = charge - reckoned + mine - deducted

    def _covered(self, j: int, found: dict[str, int]) -> None:
        claim, general = self.claims[j], self._terms(self.claims[j])
        group = general.counted_as or self._benefit(claim.benefit)
        had = len([e for e in self.journal if e.group == group and e.year == claim.plan_year])
        days_before, goes_on = self._period(j, general, claim)
        self.stays.append((j, group, claim.day, claim.day + claim.quantity))
        many, amount = claim.quantity, self.allowed[j]
        visits = [amount * (k + 1) // many - amount * k // many for k in range(many)]
        limit = 10**9 if general.visit_limit is None else general.visit_limit
        inside = min(many, max(0, limit - had))
        found["not_covered"] += amount - amount * inside // many
        # a stay is one service, a visit is one service each
        each = claim.benefit != "inpatient-stay" and general.per in ("service", "visit")
        limited = general.coinsurance_min is not None or general.coinsurance_max is not None
        each = each or (limited and general.per != "stay")
        at = 0
        while at < inside:
            early = general.first is not None and had + at < general.first.visits
            if each:
                size = 1
            elif early:
                size = min(inside, general.first.visits - had) - at
            else:
                size = inside - at
            # parts of a line that is not each visit alone begin and end to the cent
            cents = amount * (at + size) // many - amount * at // many
            assert not each or cents == visits[at]
            self._one(j, found, general, early, at, size, cents, days_before, goes_on, group)
            at += size

    def _period(self, j: int, general: Terms, claim: Claim) -> tuple[int, bool]:
        """Days of the benefit period before this stay, and whether it goes on with one."""
        within = general.benefit_period_days
        if within is None:
            return 0, False
        days, end = 0, None
        group = general.counted_as or self._benefit(claim.benefit)
        for _, _, first, last in [s for s in self.stays if s[1] == group]:
            if end is not None and first - end >= within:
                days = 0
            days, end = days + last - first, last
        if end is None or claim.day - end >= within:
            return 0, False
        return days, True

    def _one(
        self,
        j: int,
        found: dict[str, int],
        general: Terms,
        early: bool,
        at: int,
        size: int,
        amount: int,
        days_before: int,
        goes_on: bool,
        group: str,
    ) -> None:
        """One visit, or one stretch of equal days of a stay."""
        claim, plan = self.claims[j], self.plan
        terms: Any = general.first if early else general
        year, name = claim.plan_year, general.accumulator
        asked = 0 if goes_on else to_cents(terms.copayment) * self._copayments(general, at, size)
        asked += self._of_tiers(general, days_before + at, size)
        due = asked
        together = f"{group} alone" if general.per == "visit" else ""
        if plan.one_copayment_a_day and claim.benefit not in PHARMACY:
            together = "all visits"
        if together:
            due = self._left_of_the_day(claim, together, asked)
        under = terms.after_deductible and not goes_on
        ded = self.deductible_left(year, name) if under else 0
        if general.copayment_first and terms.after_deductible:
            copay = min(due, amount)
            ded = min(ded, amount - copay)
        else:
            ded = min(ded, amount)
            copay = min(due, amount - ded)
        coins = self._coinsurance(general, terms, early, size, amount - ded - copay)
        share = mine = ded + copay + coins
        if not general.outside_out_of_pocket_max:
            mine = min(share, self.maximum_left(year, name))
        ded = min(ded, mine)
        copay = min(copay, mine - ded)
        if together:
            self.copaid.append((j, together, asked, copay))
        help_ = self.savings(j, mine, size) if self.savings else 0
        counted = mine if self.savings_count else mine - help_
        hra = self._hra(year, ded, mine - help_)
        toward_maximum = 0 if general.outside_out_of_pocket_max else counted
        self.journal.append(
            Entry(j, year, claim.month, name, min(ded, counted), toward_maximum, group, hra)
        )
        self.journal += [Entry(j, year, claim.month, name, 0, 0, group, 0)] * (size - 1)
        parts = (ded, copay, mine - ded - copay, 0, share - mine, help_, hra)
        for key, cents in zip(PARTS, parts, strict=True):
            found[key] += cents

    def _of_tiers(self, general: Terms, before: int, days: int) -> int:
        due = 0
        for day in range(before + 1, before + days + 1):
            reached = [tier for tier in general.day_tiers if tier.from_day <= day]
            if reached:
                due += to_cents(max(reached, key=lambda tier: tier.from_day).copayment)
        return due

    def _left_of_the_day(self, claim: Claim, together: str, due: int) -> int:
        day = claim.day, claim.plan_year
        today = [
            c
            for c in self.copaid
            if c[1] == together and (self.claims[c[0]].day, self.claims[c[0]].plan_year) == day
        ]
        highest = max([c[2] for c in today] + [due])
        return min(due, highest - sum(c[3] for c in today))

    def _coinsurance(self, general: Terms, terms: Any, early: bool, size: int, rest: int) -> int:
        coins = half_up(rest * Fraction(terms.coinsurance))
        if early and not terms.coinsurance:
            return 0
        units = 1 if general.per == "stay" else size
        if general.coinsurance_min is not None:
            coins = max(coins, min(to_cents(general.coinsurance_min) * units, rest))
        if general.coinsurance_max is not None:
            coins = min(coins, to_cents(general.coinsurance_max) * units)
        return coins

    def _hra(self, year: int, ded: int, payable: int) -> int:
        if self.plan.hra is not None and self.plan.hra.pays == "deductible":
            payable = min(ded, payable)
        return min(self.hra_left(year), payable)

    def _copayments(self, general: Terms, at: int, size: int) -> int:
        if general.per == "stay":
            return 1 if at == 0 else 0
        if general.per == "day" and general.max_days is not None:
            return min(at + size, general.max_days) - min(at, general.max_days)
        return size
