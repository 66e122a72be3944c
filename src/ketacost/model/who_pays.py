"""Who pays: the patient, the plan, or everyone together; and where the order of arms flips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from ketacost.model.estimate import Comparison
from ketacost.model.ledger import Ledger
from ketacost.money import Cents

Who = Literal["me", "plan", "everyone"]
WHO: tuple[Who, ...] = get_args(Who)
_SUMS: dict[Who, str] = {"me": "patient_pays", "plan": "plan_pays", "everyone": "full_price"}


def paid_by(ledger: Ledger, who: Who) -> Cents:
    """What one of them pays in all, cents over the ledger's leading axes."""
    return ledger.sums()[_SUMS[who]]


def typically(ledger: Ledger, who: Who) -> int:
    """What one of them pays in all at typical prices, cents."""
    return ledger.totals()[_SUMS[who]]["typical"]


@dataclass(frozen=True)
class Flip:
    """Two arms of which the patient pays less for the one, and `who` for the other: their
    places."""

    who: Who
    cheaper_for_me: int
    cheaper_for_them: int


def flip(comparison: Comparison, who: Who = "everyone") -> Flip | None:
    """The two arms whose order flips most, by the smaller of the two differences; None where the
    order stays. Arms with an unknown price are left out."""
    arms = [(at, arm.ledger) for at, arm in enumerate(comparison.arms) if not arm.ledger.unknown]
    mine = {at: typically(ledger, "me") for at, ledger in arms}
    theirs = {at: typically(ledger, who) for at, ledger in arms}
    found = [
        (min(mine[b] - mine[a], theirs[a] - theirs[b]), Flip(who, a, b))
        for a in mine
        for b in mine
        if mine[a] < mine[b] and theirs[a] > theirs[b]
    ]
    return max(found, key=lambda one: one[0])[1] if found else None
