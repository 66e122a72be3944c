"""Help with the cost, after cost sharing: makers' savings, discounts, money before tax.

Each is off unless the person chose it, and takes part of the patient's share of single lines. What
it takes stands beside the line with a rule and sources of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ketacost.money import to_cents
from ketacost.tables.schema import Help
from ketacost.words.figures import dollars_and_cents

Cents = NDArray[np.int64]


@dataclass(frozen=True)
class Payable:
    """What help needs to know of a line. `year` is the calendar year."""

    service: str
    phase: str
    covered: bool
    quoted: bool
    quantity: int
    year: int


@dataclass(frozen=True)
class Assisted:
    """What help pays, cents of shape `[..., n_lines]`, and by which rules, for each line."""

    cents: Cents
    rules: tuple[str, ...]
    sources: tuple[tuple[str, ...], ...]


def assist(
    lines: list[Payable],
    patient_cents: Cents,
    chosen: dict[str, Help],
    coverage: str | None,
    tax_rate_percent: int | None,
) -> Assisted:
    """Apply the chosen help in order, then money before tax on what is left.

    Args:
        lines: in time order.
        patient_cents: the patient's share, shape `[..., n_lines]`.
        chosen: help by id.
        coverage: kind of plan, or None without insurance.
        tax_rate_percent: marginal tax rate of an HSA or FSA, or None.
    """
    left = patient_cents.copy()
    rules: list[list[str]] = [[] for _ in lines]
    sources: list[list[str]] = [[] for _ in lines]
    for helping in chosen.values():
        spent: dict[int, Cents] = {}
        for j, line in enumerate(lines):
            fits = line.service in helping.services and (
                not helping.phases or line.phase in helping.phases
            )
            if not fits:
                continue
            if helping.kind == "savings":
                if not line.covered or coverage not in helping.coverage:
                    continue
                used = spent.get(line.year, np.zeros(left.shape[:-1], np.int64))
                floor = to_cents(helping.floor) * line.quantity
                cap = to_cents(helping.yearly_cap)
                help_cents = np.minimum(np.maximum(left[..., j] - floor, 0), cap - used)
                spent[line.year] = used + help_cents
            else:
                if line.covered or line.quoted:  # a quote is the clinic's own last word
                    continue
                help_cents = _share(left[..., j], Fraction(helping.share))
            left[..., j] -= help_cents
            if help_cents.any():
                rules[j].append(helping.label)
                sources[j] += helping.sources
    if tax_rate_percent:
        # rounded on the running sum, so that the whole is rounded once and not line by line
        so_far = _share(np.cumsum(left, axis=-1), Fraction(tax_rate_percent, 100))
        saved = np.diff(so_far, axis=-1, prepend=0)
        left = left - saved
        for j in range(len(lines)):
            if saved[..., j].any():
                rules[j].append(f"tax saved at {tax_rate_percent}%")
    return Assisted(
        patient_cents - left,
        tuple("; ".join(r) for r in rules),
        tuple(tuple(dict.fromkeys(s)) for s in sources),
    )


def _share(amount: Cents, rate: Fraction) -> Cents:
    n, d = rate.numerator, rate.denominator
    return (2 * amount * n + d) // (2 * d)


def interest(principal_cents: Cents, months: int, rate_percent: object) -> tuple[Cents, Cents]:
    """Total interest and monthly payment of a loan with level monthly payments, cents.

    Exact rational arithmetic, the payment rounded up to the cent, so that the same loan costs the
    same everywhere.
    """
    rate = Fraction(str(rate_percent)) / 1200
    payment = np.zeros_like(principal_cents)
    for at, principal in np.ndenumerate(principal_cents):
        exact = Fraction(int(principal), months)
        if rate:
            growth = (1 + rate) ** months
            exact = int(principal) * rate * growth / (growth - 1)
        payment[at] = -(-exact.numerator // exact.denominator)
    total = payment * months - principal_cents
    return (np.maximum(total, 0) if rate else np.zeros_like(total)), payment


def payment_words(months: int, rate_percent: object, payment_cents: int) -> str:
    """`12 payments of about $260.12, 9.9% a year`."""
    return f"{months} payments of about {dollars_and_cents(payment_cents)}, {rate_percent}% a year"
