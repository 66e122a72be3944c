"""A scenario in words: what was asked, what was not understood, what looks unusual."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from ketacost.model.codes import Code
from ketacost.model.scenario import Scenario, ScenarioError, unusual
from ketacost.tables import PriceBook
from ketacost.words.arms import option_label
from ketacost.words.figures import usd
from ketacost.words.language import words


def problems(found: Iterable[Code] | ScenarioError) -> list[str]:
    """What was not taken, or taken by a guess, one sentence each."""
    codes = found.problems if isinstance(found, ScenarioError) else found
    return [words().code("problems", code) for code in codes]


def second_look(scenario: Scenario, book: PriceBook) -> list[str]:
    """Unusual values, asked about in words: a deductible above the maximum and the like."""
    return [words().code("unusual", code) for code in unusual(scenario, book)]


def crisis_line() -> str:
    """The one calm line of every page and paper."""
    return words().say("crisis.line")


def horizon_words(scenario: Scenario) -> str:
    """`One course`, `12 months`."""
    return words().say(f"horizons.{scenario.horizon}")


def month_name(month: int) -> str:
    """The name of a month, 1 to 12."""
    return words().group("months")[month]  # type: ignore[index]


def date_words(day: date) -> str:
    """A day with its month written out: `November 25, 2026`."""
    month = month_name(day.month)
    return words().say("dates.long", month=month, day=day.day, year=day.year)


def estimate_line(book: PriceBook) -> str:
    """The one line that says what the figures are."""
    return words().say("scenario.estimate", prices_of=book.release.prices_of)


def dated_line(book: PriceBook, today: date) -> str:
    """The same for a page that is read today: how old the prices are, the more plainly the older.

    Medicare's rates and the limits of plans are those of a calendar year, so age is counted from
    the end of that year.
    """
    years = today.year - book.release.year
    if years < 1:
        return estimate_line(book)
    code = "old-1" if years == 1 else "old" if years < 4 else "very-old"
    return f"{estimate_line(book)} {words().say(f'age.{code}', years=years)}"


def scenario_words(scenario: Scenario, book: PriceBook) -> str:
    """The scenario in words: `One course, Ohio, with an employer plan (PPO), starting in January`.

    What the person changed (own plan, quotes, help, distance) is named; what is usual is not.
    """
    plan = book.plans[scenario.plan]
    month, day = scenario.start
    said = [
        (f"starting-{'in' if day == 1 else 'on'}",
         {"month": month_name(month), "day": day}),
        *(_plan(scenario) if plan.accumulators else ()),
        *_own(scenario, book),
    ]  # fmt: skip
    say = words().say
    return ", ".join(
        [
            horizon_words(scenario),
            book.regions[scenario.region].label,
            say("scenario.with-plan", plan=plan.phrase or plan.label),
            *(say(f"scenario.{code}", **params) for code, params in said),
        ]
    )


Said = Iterator[tuple[str, dict[str, Any]]]


def _amounts(pairs: Iterable[tuple[str, int | None]]) -> Said:
    for code, amount in pairs:
        if amount is not None:
            yield code, {"usd": amount}


def _plan(scenario: Scenario) -> Said:
    """What the person said of their plan."""
    yield from _amounts(
        (
            ("deductible", scenario.deductible_usd),
            ("met", scenario.deductible_met_usd or None),
            ("maximum", scenario.out_of_pocket_max_usd),
            ("maximum-met", scenario.out_of_pocket_met_usd),
            ("drug-met", scenario.drug_met_usd or None),
            ("hra", scenario.hra_usd),
        )
    )
    if family := scenario.family:
        yield f"family-{family.kind}", vars(family)
    if scenario.year_starts_month is not None:
        yield "year", {"month": month_name(scenario.year_starts_month)}
    for terms in scenario.terms:
        share = f"{terms.amount}%" if terms.percent else usd(terms.amount)
        code = "terms-after" if terms.after_deductible else "terms"
        yield code, {"share": share, "benefit": terms.benefit}
    if outside := scenario.out_of_network:
        yield (
            "outside-network" if outside.max_usd is None else "outside-network-maximum",
            {
                "share": outside.share_percent,
                "allowed": outside.allowed_percent,
                "usd": outside.deductible_usd,
                "max_usd": outside.max_usd,
            },
        )


def _own(scenario: Scenario, book: PriceBook) -> Said:
    """Quotes, help, money and distance. Not the income: it moves no figure, and what is said here
    stands on a sheet for others."""
    if scenario.outside and scenario.plan != "none":
        labels = [option_label(book, option) for option in scenario.outside]
        yield "outside-options", {"options": labels}
    for quote in scenario.quotes:
        code = "quote-refund" if quote.refund else "quote-package"
        label = book.services[quote.service].label
        yield (
            code if quote.package > 1 else "quote",
            {"usd": quote.usd, "package": quote.package, "service": label},
        )
    if scenario.help:
        yield "help", {"many": len(scenario.help)}
    if not scenario.savings_count:
        yield "savings-not-counted", {}
    if scenario.tax_rate_percent is not None:
        yield "tax", {"percent": scenario.tax_rate_percent}
    if loan := scenario.loan:
        yield (
            "loan" if not loan.deferred else "card" if loan.monthly_usd is None else "card-monthly",
            {
                "months": loan.months,
                "rate": f"{loan.rate_percent:f}",
                "usd": loan.monthly_usd,
            },
        )
    if scenario.itemize_percent is not None:
        yield "itemize", {"percent": scenario.itemize_percent}
    if scenario.miles is not None:
        yield "miles", {"miles": scenario.miles}
    yield from _amounts((("ride", scenario.ride_usd), ("wage", scenario.wage_usd)))
