"""Next year's plan as rows of words, and a scenario beside itself without insurance."""

from __future__ import annotations

from ketacost.model.estimate import Comparison
from ketacost.model.plan_choice import PlanChoice, PlanCost
from ketacost.model.with_and_without import WithAndWithout
from ketacost.tables import PriceBook
from ketacost.words.arms import arm_names, spread_words
from ketacost.words.figures import dollars
from ketacost.words.language import words
from ketacost.words.plan_choice import plan_name, share_words

Row = dict[str, object]


def plan_rows(book: PriceBook, choice: PlanChoice) -> list[Row]:
    """One row a plan: premiums, care, both, the range, the worst year, how often it is cheapest."""
    say = words().say

    def sum_of(one: PlanCost, cents: int) -> str:
        if one.premium is None:
            return say("next-year.without-premium", cents=cents)
        return dollars(one.with_premium(cents))

    def row(one: PlanCost) -> Row:
        unknown = say("next-year.not-known")
        span = spread_words(one.with_premium(one.low), one.with_premium(one.high))
        cells = {
            "plan": plan_name(book, one.plan),
            "in-all": sum_of(one, one.paid),
            "range": unknown if one.premium is None else span,
            "cheapest": unknown if one.cheapest is None else share_words(one.cheapest),
            "worst": sum_of(one, one.worst),
            "premium": unknown if one.premium is None else dollars(one.premium),
            "paid": dollars(one.paid),
        }
        return {say(f"next-year.columns.{name}"): cell for name, cell in cells.items()}

    return [row(one) for one in choice.plans]


def without_rows(comparison: Comparison, found: list[WithAndWithout]) -> list[Row]:
    """One row an arm: with the plan, without insurance, its range, and the difference."""
    say = words().say

    def row(name: str, one: WithAndWithout) -> Row:
        more = one.cash - one.plan
        which = "more" if more > 0 else "less" if more < 0 else "same"
        cash = dollars(one.cash)
        if one.cash_unknown:
            cash = say("without.unknown", cents=one.cash)
        return {
            say("without.columns.treatment"): name,
            say("without.columns.plan"): dollars(one.plan),
            say("without.columns.cash"): cash,
            say("without.columns.range"): spread_words(one.cash_range.low, one.cash_range.high),
            say("without.columns.change"): ""
            if one.cash_unknown
            else say(f"without.{which}", cents=abs(more)),
        }

    return [row(name, one) for name, one in zip(arm_names(comparison), found, strict=True)]
