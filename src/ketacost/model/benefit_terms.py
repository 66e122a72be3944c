"""What a plan says of one benefit, in whole cents, worked out once a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from ketacost.model.adjudication import Held
from ketacost.model.standing import STAY
from ketacost.money import Cents, to_cents
from ketacost.tables.schema import PHARMACY, FirstVisits, Plan, Terms

ALL_VISITS = ""
"""The group of benefits that have one copayment a day together where a plan says so of all."""


@dataclass(frozen=True)
class Asks:
    """What terms ask of the patient, in whole cents."""

    terms: Terms | FirstVisits
    copayment: int
    coinsurance: Fraction
    after_deductible: bool

    @classmethod
    def of(cls, terms: Terms | FirstVisits) -> Asks:
        return cls(
            terms, to_cents(terms.copayment), Fraction(terms.coinsurance), terms.after_deductible
        )


class Piece(NamedTuple):
    """Part of a line that has one set of terms (None: not covered), behind so many units of it."""

    asks: Asks | None
    before: int
    quantity: int
    amount: Cents


class BenefitTerms:
    """What a plan says of one benefit, worked out once a run."""

    def __init__(self, name: str, plan: Plan) -> None:
        terms = plan.terms(name)
        least, most = terms.coinsurance_min, terms.coinsurance_max
        self.terms, self.usual = terms, Asks.of(terms)
        self._held: dict[tuple[bool, bool, bool, bool, int], Held] = {}
        self.first = Asks.of(terms.first) if terms.first else None
        self.group = terms.counted_as or plan.filed_as(name)
        self.least = None if least is None else to_cents(least)
        self.most = None if most is None else to_cents(most)
        self.after_deductible = bool(
            terms.after_deductible or (terms.first and terms.first.after_deductible)
        )
        self.daily = self.group if terms.per == "visit" else None
        """The group of benefits that have one copayment a day together; None: each its own."""
        self._together = "visit-paid" if self.daily else ""
        if plan.one_copayment_a_day and name not in PHARMACY:
            self.daily, self._together = ALL_VISITS, "day-paid"
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

    def held(self, pieces: Sequence[Piece], same_period: bool) -> Held:
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
                together="" if same_period else self._together,
            )
        return self._held[key]

    def of_days(self, before: int, many: int) -> int:
        """What the tiers ask for the next `many` days of a stay or benefit period, cents."""
        cents = 0
        for day in range(before + 1, before + many + 1):
            cents += next((c for first, c in reversed(self.tiers) if first <= day), 0)
        return cents
