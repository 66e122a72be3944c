"""What cost sharing answers: what each service costs whom, and by which rules, as codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from ketacost.model.codes import Code
from ketacost.model.standing import Claim, Reimbursement
from ketacost.money import Cents, part_of, to_cents
from ketacost.tables.schema import FirstVisits, Terms

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
        cents), `covered-in-full`, `visit-paid`, `day-paid`.

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
            yield Code.of(self._why_nothing(held, here))

    def _why_nothing(self, held: Held, here: tuple[int, ...]) -> str:
        """Why a line costs nothing: another one of its visit or day has the copayment, or none is
        asked."""
        due = held.terms and held.terms.copayment and self.allowed[here]
        return held.together if due and held.together else "covered-in-full"

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
    together: str = ""
    """Of benefits that have one copayment a visit or a day together: the rule by which a line has
    none."""


SELF_PAY = Held(reason="self-pay")
NOT_COVERED = Held(reason="not-covered")
IN_STAY = Held(reason="in-stay")
NOTHING_OUTSIDE = Held(reason="outside-nothing")
