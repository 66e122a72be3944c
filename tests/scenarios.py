"""Random scenarios for property tests: every input of a link switched on or off at random."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import get_args

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
from ketacost.tables import PriceBook
from ketacost.tables.schema import Benefit


def _maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


@st.composite
def choices(draw: st.DrawFn, book: PriceBook, options: list[str]) -> Choice:
    """One option with any number of sessions it allows, and any schedule."""
    option = draw(st.sampled_from(options))
    sessions = book.options[option].sessions
    many = draw(st.integers(sessions.min, sessions.max))
    return Choice(
        option,
        many,
        draw(_maybe(st.integers(1, 7))),
        draw(_maybe(st.integers(1, 52))),
        draw(_maybe(st.integers(1, many))),
    )


@st.composite
def arms(draw: st.DrawFn, book: PriceBook, together: int = 3) -> tuple[Choice, ...]:
    """One to three options together, none twice."""
    found = draw(
        st.lists(
            choices(book, list(book.options)),
            min_size=1,
            max_size=together,
            unique_by=lambda choice: choice.option,
        )
    )
    return tuple(found)


@st.composite
def clinic_quotes(draw: st.DrawFn, service: str, whole: bool = False) -> ClinicQuote:
    """A clinic's price of a service, with cents or without, for one or for a package; with
    `whole`, in whole dollars and nothing paid back, as the app's widgets have it."""
    usd = draw(st.integers(0, 5_000) | st.integers(0, 500_000).map(lambda c: Decimal(c) / 100))
    package = draw(st.integers(1, 30))
    if whole:
        return ClinicQuote(service, Decimal(int(usd)), package)
    return ClinicQuote(service, Decimal(usd), package, package > 1 and draw(st.booleans()))


@st.composite
def families(draw: st.DrawFn) -> FamilyCover:
    """What a family owes, and what its others have paid."""
    usd = st.integers(0, 20_000)
    kind = draw(st.sampled_from(["embedded", "aggregate"]))
    return FamilyCover(kind, draw(usd), draw(usd), draw(usd), draw(usd))


@st.composite
def scenarios(
    draw: st.DrawFn, book: PriceBook, most_arms: int = 6, whole_quotes: bool = False
) -> Scenario:
    """Any scenario that a link can hold."""
    found = draw(st.lists(arms(book), min_size=1, max_size=most_arms))
    services = sorted({s.service for a in found for c in a for s in book.options[c.option].course})
    quoted = draw(st.lists(st.sampled_from(services), max_size=3, unique=True))
    quotes = tuple(draw(clinic_quotes(s, whole_quotes)) for s in quoted)
    benefits = [b for b in get_args(Benefit) if b != "not-a-benefit"]
    terms = []
    for benefit in sorted(draw(st.lists(st.sampled_from(benefits), max_size=3, unique=True))):
        percent = draw(st.booleans())
        amount = draw(st.integers(0, 100 if percent else 2_000))
        terms.append(PlanTerms(benefit, amount, percent, draw(st.booleans())))
    help_ = draw(st.lists(st.sampled_from(sorted(book.help)), unique=True)) if book.help else []
    outside = st.builds(
        OutOfNetwork,
        st.integers(0, 9_000),
        st.integers(0, 100),
        st.integers(1, 100),
        _maybe(st.integers(0, 9_000)),
    )
    had = sorted({c.option for a in found for c in a})
    rate = st.decimals(0, 40, places=2).map(lambda d: Decimal(f"{d:.2f}").normalize() + 0)
    day = draw(st.dates().map(lambda d: (d.month, min(d.day, 28))))
    return replace(
        default_scenario(book),
        arms=tuple(dict.fromkeys(found)),
        region=draw(st.sampled_from(list(book.regions))),
        plan=draw(st.sampled_from(list(book.plans))),
        horizon=draw(st.sampled_from(list(HORIZON_WEEKS))),
        start=day,
        year_starts_month=draw(_maybe(st.integers(1, 12))),
        deductible_usd=draw(_maybe(st.integers(0, 20_000))),
        deductible_met_usd=draw(st.integers(0, 20_000)),
        out_of_pocket_max_usd=draw(_maybe(st.integers(0, 30_000))),
        out_of_pocket_met_usd=draw(_maybe(st.integers(0, 30_000))),
        drug_met_usd=draw(st.just(0) | st.integers(0, 3_000)),
        family=draw(_maybe(families())),
        hra_usd=draw(_maybe(st.integers(0, 6_000))),
        savings_count=draw(st.booleans()),
        outside=tuple(draw(st.lists(st.sampled_from(had), unique=True, max_size=2))),
        terms=tuple(terms),
        quotes=quotes,
        help=tuple(help_),
        out_of_network=draw(_maybe(outside)),
        tax_rate_percent=draw(_maybe(st.integers(0, 60))),
        loan=draw(_maybe(st.builds(Loan, st.integers(1, 84), rate))),
        miles=draw(_maybe(st.integers(0, 500))),
        ride_usd=draw(_maybe(st.integers(0, 500))),
        wage_usd=draw(_maybe(st.integers(0, 200))),
    )
