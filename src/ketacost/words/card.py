"""What a card says of an arm: name, figure, range, what it covers, and why. One function for the
screen, the first HTML and the sheet, so that they say the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ketacost.model.estimate import ArmEstimate, Comparison
from ketacost.model.ranges import Range, ranges_of
from ketacost.model.reason import reason, why_no_range
from ketacost.model.who_pays import Who, typically
from ketacost.words.arms import (
    before_words,
    counted,
    extra_words,
    joined,
    sessions_words,
    short_names,
    spread_words,
    status_words,
    unknown_words,
)
from ketacost.words.figures import about
from ketacost.words.language import words
from ketacost.words.sessions import nth


@dataclass(frozen=True)
class CardWords:
    """One arm in words. No sentence ends in a period, save where it holds several."""

    name: str
    """`Ketamine`"""
    option: str
    """`IV infusion`"""
    short: str
    """In a word or two, for a button: `CBT`."""
    lead: str
    """`You pay about`"""
    figure: str
    """`$3,100`"""
    range: str
    """`$2,700 to $4,300`, or why there is none: `a fixed copayment`."""
    covers: str
    """`6 infusions; 8 visits over 3 weeks`"""
    beside: str
    """`a year with maintenance: about $9,050`; empty where it was not worked out."""
    why: str
    """`Covered after approval: your yearly maximum is reached at the 3rd of 9`"""
    otherwise: str
    """The less expected outcome, and whose price it then is; empty where there is none."""
    notes: tuple[str, ...]
    """What a person's own case adds."""
    approval: tuple[str, ...]
    """What FDA says of it."""
    terms: tuple[str, ...]
    """The words of insurance in it, explained: `Copayment (copay): A fixed amount ...`"""


def cards_words(
    comparison: Comparison, other: Comparison | None = None, who: Who = "me"
) -> list[CardWords]:
    """Every arm's card.

    Args:
        other: the same arms over `model.reason.beside` of the scenario.
        who: whose cost it is.
    """
    others = other.arms if other else (None,) * len(comparison.arms)
    found = zip(comparison.arms, others, ranges_of(comparison, who), strict=True)
    return [_card(comparison, arm, beside, spread, who) for arm, beside, spread in found]


def first_card(comparison: Comparison) -> CardWords:
    """The first arm's card alone."""
    arm, spread = comparison.arms[0], ranges_of(comparison)[0]
    return _card(comparison, arm, None, spread, "me")


def _card(
    comparison: Comparison, arm: ArmEstimate, beside: ArmEstimate | None, spread: Range, who: Who
) -> CardWords:
    book, say = comparison.book, words().say
    approvals = {book.options[o].approval.status for o in arm.options} - {"not-a-drug"}
    return CardWords(
        name=joined([book.treatment_of(o).label for o in arm.options], arm.arm),
        option=joined([book.options[o].label for o in arm.options], arm.arm),
        short=joined(short_names(book, arm.options), arm.arm),
        lead=say(f"who-pays.card.{who}"),
        figure=about(typically(arm.ledger, who)),
        range=figure_range(arm, spread),
        covers=sessions_words(arm, book),
        beside=_beside(comparison, beside),
        why=why_words(comparison, arm),
        otherwise=otherwise_words(arm),
        notes=tuple(_notes(comparison, arm, who)),
        approval=tuple(say(f"approval.{status}") for status in sorted(approvals)),
        terms=tuple(map(explained, _terms(arm))),
    )


def figure_range(arm: ArmEstimate, spread: Range) -> str:
    """`$2,450 to $5,200`, or, where both are told alike, why."""
    if about(spread.low) != about(spread.high):
        return spread_words(spread.low, spread.high)
    return words().say(f"card.no-range.{why_no_range(arm.ledger)}")


def _beside(comparison: Comparison, other: ArmEstimate | None) -> str:
    if other is None:
        return ""
    code = "course" if comparison.scenario.horizon == "12m" else "year"
    missing = words().say("coverage.plus-unknown") if other.ledger.unknown else ""
    return words().say(f"card.{code}", cents=typically(other.ledger, "me")) + missing


# --- why -----------------------------------------------------------------------------------------

_FIRST = re.compile(r"(.+?[^A-Z\s])[.](?=\s+[A-ZÁÉÍÓÚÑ¿¡]|$)", re.DOTALL)


def why_words(comparison: Comparison, arm: ArmEstimate) -> str:
    """What the plan says of an arm and what decides its figure, in a sentence. Without a plan
    nothing is called not covered."""
    said, say = _reason(comparison, arm), words().say
    if comparison.scenario.plan == "none" or arm.status is None:
        return said[:1].upper() + said[1:]
    status = _status(comparison, arm)
    uncovered = reason(arm).id.startswith("not-covered")
    several = len({c.status for c in arm.coverage if c}) > 1
    if uncovered and (several or not _has_deductible(comparison)):
        whole = status  # it holds for a part, or there is no deductible to speak of
    else:
        whole = say("card.status", status=status, why=said)
    rare = _rarely(arm)
    return f"{whole}. {rare}" if rare else whole


def _rarely(arm: ArmEstimate) -> str:
    """What the tables say of coverage that hardly anybody has, in a sentence without what stands
    in brackets; empty where there is more."""
    if arm.status not in ("rarely-covered", "not-covered"):
        return ""
    why = next(c.why for c in arm.coverage if c and c.status == arm.status)
    first = _FIRST.match(why)
    return re.sub(r" \([^()]*\)", "", first[1] if first else why.rstrip("."))


def _has_deductible(comparison: Comparison) -> bool:
    plan = comparison.book.plans[comparison.scenario.plan]
    own = comparison.scenario.deductible_usd
    return bool(own) or any(limits.deductible for limits in plan.accumulators.values())


def _reason(comparison: Comparison, arm: ArmEstimate) -> str:
    code, say = reason(arm), words().say
    params = dict(code.params)
    if "nth" in params:
        option = params.pop("option")
        unit = counted(params["all"], option, comparison.book)
        params |= {"nth": nth(params["nth"]), "unit": unit}
    return say(f"reason.{code.id}", **params)


def _status(comparison: Comparison, arm: ArmEstimate) -> str:
    """The status in words; of each option where they differ."""
    if len({c.status for c in arm.coverage if c}) < 2:
        return status_words(arm.status)
    each = zip(short_names(comparison.book, arm.options), arm.coverage, strict=True)
    said = (f"{name}: {status_words(c.status if c else None).lower()}" for name, c in each)
    return words().say("joining.sentence").join(said)


def otherwise_words(arm: ArmEstimate) -> str:
    """The less expected outcome and whose price it then is; empty where there is none."""
    if arm.otherwise is None:
        return ""
    code = "refused" if arm.status == "prior-authorization" else "agreed"
    cents = typically(arm.otherwise, "me")
    missing = words().say("coverage.plus-unknown") if arm.otherwise.unknown else ""
    return words().say(f"card.{code}", cents=cents, missing=missing)


# --- words of insurance

_TERMS = {
    "maximum": "out-of-pocket-maximum",
    "deductible": "deductible",
    "not-covered-deductible": "deductible",
    "copayments": "copayment",
    "mixed": "copayment",
    "share": "coinsurance",
}


def _terms(arm: ArmEstimate) -> list[str]:
    """The words that the reason and the status of an arm use, by their names in the glossary."""
    code = reason(arm).id
    found = [term for begins, term in _TERMS.items() if code.startswith(begins)]
    return [*found[:1], *(["prior-authorization"] if arm.status == "prior-authorization" else [])]


def explained(term: str) -> str:
    """`Deductible: What you pay ...`."""
    say = words().say
    return say("card.term", word=say(f"glossary.{term}.word"), means=say(f"glossary.{term}.means"))


# --- what a person's own case adds ---------------------------------------------------------------


def _notes(comparison: Comparison, arm: ArmEstimate, who: Who) -> list[str]:
    book, say = comparison.book, words().say
    notes = []
    if who != "me":
        notes.append(f"{say('who-pays.card.me')} {about(typically(arm.ledger, 'me'))}")
    if who != "plan" and typically(arm.ledger, "plan") >= 50:
        notes.append(say("card.plan-pays", cents=typically(arm.ledger, "plan")))
    notes += [*before_words(arm, book), *extra_words(arm)]
    if _rarely(arm):
        notes += [c.why for c in arm.coverage if c and c.status == arm.status]
    if missing := unknown_words(arm.ledger, book):
        notes.append(say("card.not-counted", many=len(missing)))
    return notes
