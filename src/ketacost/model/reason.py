"""Why a patient pays what they pay for an arm: the one thing that decides it, as a code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ketacost.model.codes import Code
from ketacost.model.estimate import ArmEstimate
from ketacost.model.ledger import Ledger
from ketacost.model.scenario import Scenario

_YEAR, _COURSE = "12m", "course"


def beside(scenario: Scenario) -> Scenario:
    """The scenario that stands beside it on each card: a year with maintenance, or, beside a year,
    the course alone."""
    horizon = _COURSE if scenario.horizon == _YEAR else _YEAR
    return replace(scenario, horizon=horizon, kept=None)


def reason(arm: ArmEstimate) -> Code:
    """What decides the figure at typical prices.

    Codes: `self-pay`; `quoted` (without insurance, by the clinic's own price); `nothing` (no part
    is left to pay); `not-covered`, `not-covered-deductible` (the plan has one, which does not
    matter); `maximum-before` (it was reached before the first session); `maximum` (nth, all: at
    which of the sessions); `maximum-outside` (it is reached, but not at a session);
    `deductible-alone`; `deductible-then` (nth, all), `deductible-met`; `copayments`; `share`
    (percent); `mixed`.
    """
    ledger = arm.ledger
    at = (ledger.levels.index("typical"),)
    shared = ledger.shared
    if not ledger.patient[at].sum():
        return Code.of("nothing")
    if shared is None or all(held.reason == "self-pay" for held in shared.held):
        return Code.of("quoted" if any(line.quoted for line in ledger.lines) else "self-pay")
    paid = int(shared.patient[at].sum())
    if 2 * int(shared.not_covered[at].sum()) > paid:
        has = any(line.covered for line in ledger.lines) or arm.status != "covered"
        return Code.of("not-covered-deductible" if has else "not-covered")
    return _turning_point(ledger, at) or _by_parts(ledger, at)


def _turning_point(ledger: Ledger, at: tuple[int, ...]) -> Code | None:
    """The maximum where it is reached, else the deductible where it is met and more is paid."""
    shared = ledger.shared
    assert shared is not None
    marks = {mark.code.id: mark.line for mark in reversed(ledger.marks(at))}
    if (line := marks.get("maximum-reached")) is not None:
        if not ledger.patient[at][: line + 1].any():
            return Code.of("maximum-before")
        return _at_session("maximum", "maximum-outside", ledger, line)
    after = int(shared.copayment[at].sum() + shared.coinsurance[at].sum())
    if (line := marks.get("deductible-met")) is not None and after:
        return _at_session("deductible-then", "deductible-met", ledger, line)
    return None


def _at_session(code: str, otherwise: str, ledger: Ledger, line: int) -> Code:
    """A turning point by the session on whose day it falls."""
    dated = ledger.lines[line].dated
    days = sorted({x.dated.day for x in ledger.lines if x.dated.session and
                   x.dated.option == dated.option})  # fmt: skip
    if dated.day not in days or len(days) < 2:
        return Code.of(otherwise)
    return Code.of(code, nth=days.index(dated.day) + 1, all=len(days), option=dated.option)


def _by_parts(ledger: Ledger, at: tuple[int, ...]) -> Code:
    """By what the payments are: of the deductible, copayments or shares of the price."""
    shared = ledger.shared
    assert shared is not None
    parts = {
        "deductible-alone": int(shared.deductible[at].sum()),
        "copayments": int(shared.copayment[at].sum()),
        "share": int(shared.coinsurance[at].sum()),
    }
    there = [name for name, cents in parts.items() if cents]
    if there != ["share"]:
        return Code.of(there[0] if len(there) == 1 else "mixed")
    shares = {
        held.terms.coinsurance
        for i, held in enumerate(shared.held)
        if held.terms and shared.coinsurance[(*at, i)]
    }
    return Code.of("share", share=shares.pop()) if len(shares) == 1 else Code.of("mixed")


def why_no_range(ledger: Ledger) -> str:
    """Why low and high prices give the same: `nothing`, `copayments`, `maximum`, `deductible` or
    `one-price`."""
    if not ledger.patient.sum():
        return "nothing"
    shared = ledger.shared
    if shared is None or shared.not_covered.sum():
        return "one-price"
    if _all_levels(shared.saved):
        return "maximum"
    if not shared.coinsurance.sum() and not shared.deductible.sum():
        return "copayments"
    return "deductible" if not shared.coinsurance.sum() else "one-price"


def _all_levels(cents: Iterable[object]) -> bool:
    """Whether each price level has some of it."""
    return all(bool(level.any()) for level in cents)  # type: ignore[attr-defined]
