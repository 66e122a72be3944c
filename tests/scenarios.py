"""Random scenarios for property tests: every input of a link switched on or off at random."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, get_args

from hypothesis import strategies as st

from ketacost import Scenario
from ketacost.model.scenario import (
    HORIZON_WEEKS,
    Choice,
    ClinicQuote,
    FamilyCover,
    Loan,
    OutOfNetwork,
    PlanTerms,
    default_scenario,
)
from ketacost.model.ways import clash, ways_of
from ketacost.tables import PriceBook
from ketacost.tables.schema import CONTEXT_ROWS, Benefit


def _maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


def _seldom(strategy: st.SearchStrategy, else_: Any = None) -> st.SearchStrategy:
    """What few people say: what nobody would see behind it is seen in the others."""
    usual = st.just(else_)
    return usual | usual | usual | strategy


_rows = st.lists(st.sampled_from(CONTEXT_ROWS), max_size=4, unique=True).map(tuple)


@st.composite
def choices(draw: st.DrawFn, book: PriceBook, options: list[str]) -> Choice:
    """One option with any number of sessions it allows, and any schedule."""
    option = draw(st.sampled_from(options))
    sessions = book.options[option].sessions
    many = draw(st.integers(sessions.min, sessions.max))
    ways: dict[str, Any] = {
        kind: draw(_maybe(st.sampled_from(list(known.choices))))
        for kind, known in ways_of(book, option).items()
    }
    if clash(book, option, {kind: name for kind, name in ways.items() if name}):
        ways = {}
    return Choice(
        option,
        many,
        draw(_maybe(st.integers(1, 7))),
        draw(_maybe(st.integers(1, 52))),
        draw(_maybe(st.integers(1, many))),
        **ways,
    )


@st.composite
def arms(
    draw: st.DrawFn, book: PriceBook, together: int = 3, options: Sequence[str] = ()
) -> tuple[Choice, ...]:
    """One to three options together, none twice."""
    found = draw(
        st.lists(
            choices(book, list(options or book.options)),
            min_size=1,
            max_size=together,
            unique_by=lambda choice: choice.option,
        )
    )
    return tuple(found)


def helpful(book: PriceBook) -> list[str]:
    """Options that some maker's savings are for."""
    savings = [helping for helping in book.help.values() if helping.kind == "savings"]
    services = {service for helping in savings for service in helping.services}
    return [
        name
        for name, option in book.options.items()
        if services & {step.service for step in option.course}
    ]


def covered_by(book: PriceBook, plan: str) -> list[str]:
    """Options that a plan pays for, approval granted."""
    kind = book.plans[plan].coverage
    assert kind
    return [
        name
        for name, option in book.options.items()
        if option.coverage.of(kind).status in ("covered", "prior-authorization")
    ]


def _fits(book: PriceBook, plan: str, helped: bool, covered: bool) -> bool:
    kind = book.plans[plan].coverage
    return (kind == "commercial" or not helped) and (kind is not None or not covered)


def _paid(most: int) -> st.SearchStrategy[int]:
    """Dollars paid already: often none, seldom more than plans ask."""
    return st.just(0) | st.just(0) | st.integers(0, 1_500) | st.integers(0, most)


@st.composite
def clinic_quotes(draw: st.DrawFn, service: str) -> ClinicQuote:
    """A clinic's price of a service, with cents or without, for one or for a package."""
    usd = draw(st.integers(0, 5_000) | st.integers(0, 500_000).map(lambda c: Decimal(c) / 100))
    package = draw(st.integers(1, 30))
    return ClinicQuote(service, Decimal(usd), package, package > 1 and draw(st.booleans()))


@st.composite
def families(draw: st.DrawFn) -> FamilyCover:
    """What a family owes, and what its others have paid of it; now and then any four amounts."""
    kind = draw(st.sampled_from(["embedded", "aggregate"]))
    most = st.integers(0, 4_000) | st.integers(0, 20_000)
    deductible, maximum = sorted((draw(most), draw(most)))
    met = draw(st.integers(0, deductible))
    max_met = draw(st.integers(met, maximum))
    odd = draw(st.integers(0, 5)) == 0
    amounts = (max_met, maximum, met, deductible) if odd else (deductible, met, maximum, max_met)
    return FamilyCover(kind, *amounts)


def cards(rate: st.SearchStrategy[Decimal]) -> st.SearchStrategy[Loan]:
    """Medical credit cards with deferred interest, paid down by what clears them in time or not."""
    monthly = st.none() | st.integers(1, 2_000)
    return st.builds(Loan, st.integers(1, 36), rate, st.just(True), monthly)


@st.composite
def scenarios(
    draw: st.DrawFn,
    book: PriceBook,
    most_arms: int = 6,
    helped: bool = False,
    covered: bool = False,
) -> Scenario:
    """Any scenario that a link can hold; with `helped`, one in which savings are likely to help;
    with `covered`, one in which a plan pays for what is had."""
    plan = draw(st.sampled_from([p for p in book.plans if _fits(book, p, helped, covered)]))
    options = helpful(book) if helped else covered_by(book, plan) if covered else []
    found = draw(st.lists(arms(book, options=options), min_size=1, max_size=most_arms))
    services = sorted({s.service for a in found for c in a for s in book.options[c.option].course})
    quoted = draw(st.lists(st.sampled_from(services), max_size=3, unique=True))
    quotes = tuple(draw(clinic_quotes(s)) for s in quoted)
    benefits = [b for b in get_args(Benefit) if b != "not-a-benefit"]
    terms = []
    for benefit in sorted(draw(st.lists(st.sampled_from(benefits), max_size=3, unique=True))):
        percent = draw(st.booleans())
        amount = draw(st.integers(0, 100 if percent else 2_000))
        terms.append(PlanTerms(benefit, amount, percent, draw(st.booleans())))
    kinds = st.sampled_from(sorted(book.help))
    help_ = draw(st.lists(kinds, unique=True)) if book.help else []
    if helped:
        savings = [name for name, helping in book.help.items() if helping.kind == "savings"]
        help_ = list(dict.fromkeys([*help_, *savings]))
    outside = st.builds(
        OutOfNetwork,
        st.integers(0, 9_000),
        st.integers(0, 100),
        st.integers(1, 100),
        _maybe(st.integers(0, 9_000)),
    )
    had = sorted({c.option for a in found for c in a})
    elsewhere = st.lists(st.sampled_from(had), unique=True, min_size=1, max_size=2)
    rate = st.decimals(0, 40, places=2).map(lambda d: Decimal(f"{d:.2f}").normalize() + 0)
    day = draw(st.dates().map(lambda d: (d.month, min(d.day, 28))))
    return replace(
        default_scenario(book),
        arms=tuple(dict.fromkeys(found)),
        region=draw(st.sampled_from(list(book.regions))),
        plan=plan,
        horizon=draw(st.sampled_from(list(HORIZON_WEEKS))),
        start=day,
        year_starts_month=draw(_maybe(st.integers(1, 12))),
        deductible_usd=draw(_maybe(_paid(20_000))),
        deductible_met_usd=draw(_paid(20_000)),
        out_of_pocket_max_usd=draw(_seldom(st.integers(500, 9_000) | st.integers(0, 30_000))),
        out_of_pocket_met_usd=draw(_seldom(_paid(30_000))),
        drug_met_usd=draw(_paid(3_000)),
        family=draw(_seldom(families())),
        hra_usd=draw(_seldom(st.integers(0, 6_000))),
        savings_count=draw(st.booleans()),
        outside=draw(_seldom(elsewhere.map(tuple), ())),
        terms=tuple(terms),
        quotes=quotes,
        help=tuple(help_),
        out_of_network=draw(_seldom(outside)),
        tax_rate_percent=draw(_maybe(st.integers(0, 60))),
        loan=draw(_maybe(st.builds(Loan, st.integers(1, 84), rate) | cards(rate))),
        miles=draw(_maybe(st.integers(0, 500))),
        ride_usd=draw(_maybe(st.integers(0, 500))),
        wage_usd=draw(_maybe(st.integers(0, 200))),
        income_usd=draw(_maybe(st.integers(0, 100_000) | st.integers(0, 1_000_000))),
        household=draw(st.integers(1, 8) | st.integers(1, 20)),
        itemize_percent=draw(_seldom(st.integers(1, 60))),
        matters=draw(_seldom(_rows, ())),
    )
