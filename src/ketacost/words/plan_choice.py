"""Next year's plan in words: how often each is cheapest, and what the figures rest on."""

from __future__ import annotations

from collections.abc import Iterator

from ketacost.model.plan_choice import PlanChoice
from ketacost.model.scenario import Scenario
from ketacost.model.with_and_without import WithAndWithout
from ketacost.tables import PriceBook
from ketacost.tables.schema import Plan
from ketacost.words.language import words

_SURE = 0.9995  # of 9,999 years, all but 5


def plan_name(book: PriceBook, plan: str) -> str:
    """A plan's name in few words: its phrase without the article, else its label."""
    said = book.plans[plan]
    phrase = said.phrase or said.label
    for article in words().say("articles.indefinite").split():
        phrase = phrase.removeprefix(f"{article} ")
    return phrase[:1].upper() + phrase[1:]


def premium_words(plan: Plan) -> str:
    """What the tables say of a plan's premium; nothing where they say nothing."""
    say, premium = words().say, plan.premium
    if premium is None:
        return ""
    if premium.monthly is None:
        return say("next-year.premium-unknown", plan=plan.label, why=premium.unknown)
    usd = premium.monthly
    return say("next-year.premium-said", plan=plan.label, usd=usd, who=premium.who_pays)


def share_words(share: float) -> str:
    """In how many of ten years a plan is cheapest: `7 of 10`, `always`, `fewer than 1 of 10`."""
    say, tenths = words().say, round(10 * share)
    if share >= _SURE or share <= 1 - _SURE:
        return say(f"next-year.{'always' if share > 0.5 else 'never'}")
    if tenths in (0, 10):
        return say(f"next-year.of-ten-{'over' if tenths else 'under'}")
    return say("next-year.of-ten", tenths=tenths)


def cheapest_words(book: PriceBook, choice: PlanChoice) -> str | None:
    """`Of 10 years drawn, Employer plan (PPO) is cheapest in 7.`; None where no two plans have a
    premium that is known."""
    say = words().say
    compared = choice.compared()
    if len(compared) < 2:
        return None
    most = max(one.cheapest or 0 for one in compared)
    first = [one for one in compared if one.cheapest == most]
    names = tuple(plan_name(book, one.plan) for one in first)
    if len(first) > 1:
        return say("next-year.cheapest-tie", plans=names)
    if most >= _SURE:
        return say("next-year.cheapest-always", plan=names[0])
    tenths = round(10 * most)
    if tenths == 10:
        return say("next-year.cheapest-over", plan=names[0])
    return say("next-year.cheapest-of", plan=names[0], tenths=tenths)


def choice_notes(book: PriceBook, scenario: Scenario, choice: PlanChoice) -> Iterator[str]:
    """What a reader must know of the figures, a sentence or two each."""
    say = words().say
    if choice.most_care is None:
        yield say("next-year.worst-alone")
    else:
        care = book.other_care[choice.most_care].label
        yield say("next-year.worst", care=care[:1].lower() + care[1:])
    missing = tuple(plan_name(book, one.plan) for one in choice.plans if one.premium is None)
    if missing:
        yield say("next-year.missing", plans=missing)
    own = scenario.plan in {one.plan for one in choice.plans}
    prices_of = book.release.prices_of
    if own and book.plans[scenario.plan].payer != "self-pay":
        yield say("next-year.basis", prices_of=prices_of, plan=plan_name(book, scenario.plan))
    else:
        yield say("next-year.basis-no-own", prices_of=prices_of)
    yield say("next-year.not-who")


def cash_words(
    book: PriceBook, names: list[str], found: list[WithAndWithout]
) -> tuple[list[str], list[str]]:
    """Where cash costs less than using the plan: a sentence an arm, and a line a service."""
    say = words().say
    arms, services = [], []
    for name, one in zip(names, found, strict=True):
        if one.cash_is_cheaper:
            arms.append(say("without.arm", name=name, cents=one.plan - one.cash))
        for part in one.services:
            label = book.services[part.service].label
            services.append(
                say("without.service", name=name, service=label, cash=part.cash, plan=part.plan)
            )
    return arms, services
