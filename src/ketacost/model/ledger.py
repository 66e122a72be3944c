"""The ledger: who pays what, line by line, in time order, by which rule. It is the result.

Everything shown anywhere is a group-by of its lines. Rules, turning points and the origins of
prices are codes, made when somebody looks (`ketacost.words` makes the sentences).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

import numpy as np

from ketacost.model.adjudication import Adjudication
from ketacost.model.codes import Code
from ketacost.model.course import DatedService
from ketacost.model.help import Taken
from ketacost.model.prices import UnitPrice
from ketacost.model.standing import MEDICAL
from ketacost.money import Cents

INTEREST, UNUSED, OTHER = "payment-plan-interest", "unused-package", "other-care"
ERRANDS = ("driving", "ride", "time")
OURS = (INTEREST, UNUSED, OTHER, *ERRANDS)
"""Services that stand in no table: their names come from `words`."""

ByLevel = dict[str, int]
"""Cents by the name of a price level."""
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Line:
    """One dated service: what is known of it beside its amounts."""

    dated: DatedService
    benefit: str
    covered: bool
    price: UnitPrice
    hours: float = 0.0
    at_home: bool = False
    quoted: bool = False
    """Whether the clinic's own price holds for all or part of it."""
    rule_sources: tuple[str, ...] = ()
    """Sources of the terms and of the coverage."""

    @property
    def service(self) -> str:
        return self.dated.service

    @property
    def known(self) -> bool:
        """Whether it has a price."""
        return self.price.cents is not None


@dataclass(frozen=True)
class Card:
    """A credit card with deferred interest, cents over the ledger's leading axes: what is left of
    the price when its months are over, what was left at the start of each month, summed, and the
    interest that would be owed if a dollar were left; 0 where the person says what they pay."""

    left: Cents
    balances: Cents
    if_late: Cents


@dataclass(frozen=True)
class Repayment:
    """A payment plan: level monthly payments in cents, over the ledger's leading axes."""

    months: int
    rate_percent: Decimal
    payment: Cents
    card: Card | None = None
    """Where it is a medical credit card with deferred interest."""


@dataclass(frozen=True)
class Mark:
    """A turning point of the course: the line it happens on, and its code: `new-plan-year`,
    `deductible-met`, `maximum-reached`."""

    line: int
    code: Code


@dataclass(frozen=True)
class Ledger:
    """Who pays what.

    `full`, `plan`, `patient` and `assistance` are cents of shape `[..., n_lines]`, and
    `patient + plan + assistance = full`. `levels` names the price levels where the one leading
    axis is that of price levels. A line whose price is unknown counts for nothing in the sums and
    is listed in `unknown`.
    """

    lines: tuple[Line, ...]
    levels: tuple[str, ...]
    full: Cents
    plan: Cents
    patient: Cents
    assistance: Cents
    shared: Adjudication | None = None
    """How cost sharing came about, for the lines that went through it: the first ones."""
    taken: tuple[Taken, ...] = ()
    """Help with the cost, each kind of it on the same lines."""
    repayment: Repayment | None = None
    second_year: Code | None = None
    """What is known of the terms of a second plan year, where covered services fall in one."""

    @property
    def unknown(self) -> tuple[Line, ...]:
        """Lines without a price."""
        return tuple(line for line in self.lines if not line.known)

    # --- sums

    def sums(self) -> dict[str, Cents]:
        """Sums over the lines, cents over the leading axes: `patient_pays`, `plan_pays`,
        `assistance`, `full_price`."""
        return {
            "patient_pays": self.patient.sum(axis=-1),
            "plan_pays": self.plan.sum(axis=-1),
            "assistance": self.assistance.sum(axis=-1),
            "full_price": self.full.sum(axis=-1),
        }

    def totals(self) -> dict[str, ByLevel]:
        """The sums in cents by the name of the price level; shape `[levels]` only."""
        return {name: self.by_level(cents) for name, cents in self.sums().items()}

    def by_level(self, cents: Cents) -> ByLevel:
        """Cents of shape `[levels]` by name."""
        return dict(zip(self.levels, map(int, cents), strict=True))

    def paid(self) -> ByLevel:
        """What the patient pays, in order of what is paid: at the least under the first level's
        name, at the most under the last one's, the others as their prices give. The same as
        `totals()["patient_pays"]` unless higher prices leave less to pay (`falls_with_prices`)."""
        paid = self.totals()["patient_pays"]
        first, *_, last = self.levels
        return paid | {first: min(paid.values()), last: max(paid.values())}

    def falls_with_prices(self) -> bool:
        """Whether some higher prices leave the patient less to pay: with a maker's savings, dear
        sessions reach the plan's maximum sooner."""
        paid = list(self.totals()["patient_pays"].values())
        return paid != sorted(paid)

    def by(self, key: Callable[[Line], Key]) -> dict[Key, dict[str, ByLevel]]:
        """Totals of the lines that share a key, in order of first appearance."""
        return {name: self.part(at).totals() for name, at in self.groups(key).items()}

    def groups(self, key: Callable[[Line], Key]) -> dict[Key, list[int]]:
        """Indices of the lines that share a key, in order of first appearance."""
        found: dict[Key, list[int]] = {}
        for index, line in enumerate(self.lines):
            found.setdefault(key(line), []).append(index)
        return found

    def part(self, at: Sequence[int]) -> Ledger:
        """The ledger of some lines, without rules."""
        at = list(at)
        return Ledger(
            tuple(self.lines[i] for i in at),
            self.levels,
            self.full[..., at],
            self.plan[..., at],
            self.patient[..., at],
            self.assistance[..., at],
        )

    def over_time(self) -> list[tuple[int, ByLevel]]:
        """What the patient has paid by the end of each week with a line: (week, cents by level),
        cumulative."""
        sums = np.cumsum(self.patient, axis=-1)
        weeks: dict[int, ByLevel] = {}
        for index, line in enumerate(self.lines):
            weeks[line.dated.week] = self.by_level(sums[:, index])
        return list(weeks.items())

    # --- why

    def rules(self, line: int, at: tuple[int, ...] = ()) -> tuple[Code, ...]:
        """The rules that decided a line, as codes: those of `Adjudication.rules`, and `unknown`,
        `unused-package`, `getting-there`, `payments` and `card-payments` (months, percent, cents).

        Args:
            line: index of the line.
            at: index into the leading axes.
        """
        its = self.lines[line]
        if its.service == INTEREST and self.repayment:
            paid = self.repayment
            return (
                Code.of(
                    "card-payments" if paid.card else "payments",
                    months=paid.months,
                    percent=paid.rate_percent,
                    cents=int(paid.payment[at]),
                ),
            )
        if its.service in ERRANDS:
            return (Code.of("getting-there"),)
        if its.service == UNUSED:
            return (Code.of("unused-package"),)
        if not its.known:
            return (Code.of("unknown", why=its.price.unknown),)
        return self.shared.rules(line, at) if self.shared else ()

    def help_rules(self, line: int, at: tuple[int, ...] = ()) -> tuple[Code, ...]:
        """Kinds of help that pay something of a line at any index: `help` (name), `hra`,
        `tax-saved` (percent), each with `cents` at this index."""
        if self.shared is None or line >= len(self.shared.held):
            return ()
        return tuple(
            Code.of(taken.code.id, **taken.code.params, cents=int(taken.cents[(*at, line)]))
            for taken in self.taken
            if taken.cents[..., line].any()
        )

    def sources(self, line: int) -> tuple[str, ...]:
        """Sources of a line's rules and of the help it gets."""
        its = self.lines[line]
        help_ = [
            source
            for taken in self.taken
            if line < taken.cents.shape[-1] and taken.cents[..., line].any()
            for source in taken.sources
        ]
        return tuple(dict.fromkeys((*its.rule_sources, *help_)))

    def marks(self, at: tuple[int, ...] = ()) -> list[Mark]:
        """Turning points at an index of the leading axes."""
        if self.shared is None or any(h.reason == "self-pay" for h in self.shared.held):
            return []
        marks: list[Mark] = []
        year, told = 0, set[str]()
        for i, (claim, held) in enumerate(zip(self.shared.claims, self.shared.held, strict=True)):
            here = (*at, i)
            if claim.plan_year != year:
                year, told = claim.plan_year, set()
                marks.append(Mark(i, Code.of("new-plan-year")))
            if held.general is None:
                continue
            met = self.shared.deductible[here] and not self.shared.deductible_left[here]
            medical = held.general.accumulator == MEDICAL
            for code, reached in (
                ("deductible-met", met and medical),
                ("maximum-reached", self.shared.saved[here]),
            ):
                if reached and code not in told:
                    told.add(code)
                    marks.append(Mark(i, Code.of(code)))
        return marks
