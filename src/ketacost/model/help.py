"""Help with the cost: makers' savings, discounts, money before tax; and a payment plan's interest.

Each is off unless the person chose it, and takes part of the patient's share of single lines. What
it takes stands beside the line with a rule and sources of its own. Savings are taken while a plan
works out its share (see cost_sharing), as they may or may not count toward its limits; the rest
after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from ketacost.model.codes import Code
from ketacost.money import NO_LIMIT, Cents, share_of, to_cents
from ketacost.tables.schema import Help


@dataclass(frozen=True)
class Payable:
    """What help needs to know of a line."""

    service: str
    phase: str
    covered: bool
    quoted: bool
    """Whether the price is the clinic's own."""
    quantity: int
    year: int
    """The calendar year."""

    def fits(self, helping: Help) -> bool:
        """Whether a kind of help is for this service in this phase."""
        return self.service in helping.services and (
            not helping.phases or self.phase in helping.phases
        )


class Savings:
    """Makers' programs: each brings the patient's share of a covered service down to a floor, up
    to a cap that starts again with the calendar year. Where no cap is known, none is counted.

    Args:
        states: of the place, or of each place that is a row of the amounts; residents of some
            states can't use some programs.
    """

    def __init__(
        self,
        lines: Sequence[Payable],
        chosen: Mapping[str, Help],
        coverage: str | None,
        states: str | Sequence[str] = "",
    ) -> None:
        self.lines = lines
        self.states = states
        self.programs = {
            name: helping
            for name, helping in chosen.items()
            if helping.kind == "savings" and coverage in helping.coverage
        }
        self.spent: dict[tuple[str, int], Cents] = {}
        self.taken: list[list[tuple[str, Cents]]] = [[] for _ in lines]

    def take(self, j: int, share: Cents, quantity: int) -> Cents:
        """What the programs pay of a share (cents, `[...]`) of so many units of line j."""
        line, left = self.lines[j], share
        for name, helping in self.programs.items():
            if not line.fits(helping):
                continue
            key = name, line.year
            used = self.spent.get(key, np.zeros_like(share))
            floor = to_cents(helping.floor or 0) * quantity
            cap = NO_LIMIT if helping.yearly_cap is None else to_cents(helping.yearly_cap)
            pays = np.minimum(np.maximum(left - floor, 0), np.maximum(cap - used, 0))
            pays = pays * self._may_use(helping)
            self.spent[key] = used + pays
            self.taken[j].append((name, pays))
            left = left - pays
        return share - left

    def _may_use(self, helping: Help) -> Cents:
        """1 where a person may use a program, 0 where the state rules it out: shape `[]` for one
        place, `[places, 1]` for several."""
        barred = helping.not_in_states
        if isinstance(self.states, str):
            return np.array(self.states not in barred, np.int64)
        return np.array([[state not in barred] for state in self.states], np.int64)


def barred(chosen: Mapping[str, Help], state: str) -> list[str]:
    """Ids of the kinds of help that were chosen and that residents of a state can't use."""
    return [name for name, helping in chosen.items() if state in helping.not_in_states]


@dataclass(frozen=True)
class Taken:
    """One kind of help on every line: cents of shape `[..., n_lines]`, the code that says it, and
    its sources."""

    code: Code
    cents: Cents
    sources: tuple[str, ...] = ()


def savings_taken(savings: Savings, shape: tuple[int, ...]) -> list[Taken]:
    """What each program of makers' savings paid, by line. Codes: `help` (name)."""
    found = []
    for name, helping in savings.programs.items():
        cents = np.zeros(shape, np.int64)
        for j, taken in enumerate(savings.taken):
            for program, pays in taken:
                if program == name:
                    cents[..., j] += pays
        found.append(Taken(Code.of("help", name=name), cents, helping.sources))
    return found


def discounts(lines: Sequence[Payable], left: Cents, chosen: Mapping[str, Help]) -> list[Taken]:
    """Shares off the price of services that the patient pays alone, one after another. A quote is
    the clinic's own last word, so none is taken off it.

    Args:
        lines: in time order.
        left: what is left to pay, shape `[..., n_lines]`.
        chosen: help by id.
    """
    found = []
    for name, helping in chosen.items():
        if helping.kind != "discount":
            continue
        takes = np.array(
            [line.fits(helping) and not (line.covered or line.quoted) for line in lines], bool
        )
        cents = np.where(takes, share_of(left, Fraction(helping.share or 0)), 0)
        left = left - cents
        found.append(Taken(Code.of("help", name=name), cents, helping.sources))
    return found


def tax_saved(left: Cents, rate_percent: int | None) -> list[Taken]:
    """What money before tax (HSA or FSA) saves. Code: `tax-saved` (percent).

    Rounded on the running sum, so that the whole is rounded once and not line by line.
    """
    if not rate_percent:
        return []
    so_far = share_of(np.cumsum(left, axis=-1), Fraction(rate_percent, 100))
    saved = np.diff(so_far, axis=-1, prepend=0)
    return [Taken(Code.of("tax-saved", percent=rate_percent), saved)]


def interest(principal: Cents, months: int, rate_percent: Decimal) -> tuple[Cents, Cents]:
    """Total interest and monthly payment of a loan with level monthly payments, cents, of the
    principal's shape.

    payment = principal x r (1 + r)^n / ((1 + r)^n - 1), r the monthly rate, n the months (the
    annuity formula), in exact whole-number arithmetic, rounded up to the cent, so that the same
    loan costs the same everywhere.
    """
    rate = Fraction(rate_percent) / 1200
    growth = (1 + rate) ** months
    factor = rate * growth / (growth - 1) if rate else Fraction(1, months)
    exact = principal.astype(object)
    payment = -(-exact * factor.numerator // factor.denominator)
    payment = np.asarray(payment, np.int64).reshape(principal.shape)
    total = np.maximum(payment * months - principal, 0) if rate else np.zeros_like(principal)
    return total, payment


def deferred_interest(
    principal: Cents, months: int, rate_percent: Decimal, monthly: Cents
) -> tuple[Cents, Cents, Cents]:
    """Interest of a card with deferred interest, what is left of the price when its months are
    over, and what was left at the start of each month, summed: cents, of the principal's shape.

    Each month's interest is a twelfth of the yearly rate on what is left at its start; it is not
    compounded. Where nothing is left at the end none is owed, else that of all months.

    Args:
        monthly: what is paid a month, of the principal's shape.
    """
    each = [np.maximum(principal - month * monthly, 0) for month in range(months)]
    balances: Cents = np.sum(each, axis=0, dtype=np.int64)
    left: Cents = np.maximum(principal - months * monthly, 0)
    owed: Cents = np.where(left > 0, share_of(balances, Fraction(rate_percent) / 1200), 0)
    return owed, left, balances
