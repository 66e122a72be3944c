"""The one rule of confidence, worked by hand, and what the newest release makes of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketacost import load_prices
from ketacost.cli import main
from ketacost.model.prices import unit_price
from ketacost.tables.confidence import confidence_of
from ketacost.tables.releases import release_names
from ketacost.tables.schema import PAYERS, Basis, UnknownPrice
from ketacost.tables.upkeep.confidence import how_sure
from ketacost.words.basis import basis_words

ORDER = ("low", "medium", "high")
COUNTED = ("providers", "secondary")


@pytest.mark.parametrize(
    ("kind", "count", "year", "expected"),
    [
        ("primary", None, 2026, "high"),
        ("primary", None, 2025, "medium"),
        ("primary", None, 2023, "medium"),
        ("primary", None, 2022, "low"),
        ("survey", None, 2026, "medium"),
        ("survey", None, 2023, "medium"),
        ("survey", None, 2022, "low"),
        ("providers", 5, 2026, "medium"),
        ("providers", 21, 2026, "medium"),
        ("providers", 4, 2026, "low"),
        ("providers", 16, 2022, "low"),
        ("secondary", 2, 2026, "medium"),
        ("secondary", 1, 2026, "low"),
        ("secondary", 3, 2022, "low"),
        ("derived", None, 2026, "low"),
    ],
)
def test_the_rule(kind: Any, count: int | None, year: int, expected: str) -> None:
    assert confidence_of(Basis(kind=kind, count=count, year=year), 2026) == expected


bases = st.one_of(
    st.builds(Basis, kind=st.sampled_from(("primary", "survey", "derived")),
              year=st.integers(2000, 2030)),
    st.builds(Basis, kind=st.sampled_from(COUNTED), count=st.integers(1, 60),
              year=st.integers(2000, 2030)),
)  # fmt: skip


@given(basis=bases, years=st.integers(0, 9), more=st.integers(0, 9))
def test_age_never_makes_surer_and_more_providers_never_less_sure(
    basis: Basis, years: int, more: int
) -> None:
    now = ORDER.index(confidence_of(basis, 2026))
    assert ORDER.index(confidence_of(basis, 2026 + years)) <= now
    if basis.count is not None:
        larger = basis.model_copy(update={"count": basis.count + more})
        assert ORDER.index(confidence_of(larger, 2026)) >= now


def test_only_who_sets_a_price_is_sure_of_it() -> None:
    for release in release_names():
        book = load_prices(release)
        for service in book.services.values():
            for payer in PAYERS:
                price = service.price.of(payer)
                if price.basis and price.confidence == "high":
                    assert price.basis.kind == "primary"


def test_a_whole_costs_at_least_its_parts_for_each_payer() -> None:
    """Computed prices too, nationally: the check of the tables sees those in dollars alone."""
    book = load_prices("2026.2")
    wholes = {name: service.parts for name, service in book.services.items() if service.parts}
    assert wholes["esketamine-session"] == ("esketamine-drug-84", "esketamine-watching")
    for whole, parts in wholes.items():
        for payer in PAYERS:
            together = [unit_price(book, part, payer).cents for part in parts]
            price = unit_price(book, whole, payer).cents
            if price is not None and all(cents is not None for cents in together):
                typical = [int(cents[1]) for cents in together if cents is not None]
                assert int(price[1]) >= sum(typical), (whole, payer)


def test_a_release_counted(capsys: pytest.CaptureFixture[str]) -> None:
    book = load_prices("2026.2")
    for row in how_sure(book):
        assert sum(row.by_level.values()) == row.prices == len(book.services)
        unknown = [
            name for name, service in book.services.items()
            if isinstance(service.price.of(row.payer), UnknownPrice)
        ]  # fmt: skip
        assert row.by_level["no figure"] == len(unknown)
    own = how_sure(book)[0]
    medium = [
        name for name, service in book.services.items()
        if service.price.self_pay.confidence in ("medium", "high")
    ]  # fmt: skip
    assert own.on_many <= len(medium)
    assert main(["prices", "confidence", "2026.2"]) == 0
    assert f"Self-pay: {own.on_many} of " in capsys.readouterr().out


def test_an_older_release_says_that_sellers_are_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """2026.1: infusion 10 sellers, evaluation 14 and so on; a file of many hospitals is one."""
    assert main(["prices", "confidence", "2026.1"]) == 0
    said = capsys.readouterr().out
    assert "17 have low confidence" in said
    assert "sellers named are counted" in said


@pytest.mark.parametrize(
    ("basis", "said"),
    [
        (Basis(kind="providers", count=7, year=2026), "prices of 7 providers, 2026"),
        (Basis(kind="providers", count=1, year=2025), "prices of 1 provider, 2025"),
        (Basis(kind="secondary", count=2, year=2026), "2 reports, 2026"),
        (Basis(kind="survey", year=2024), "a survey, 2024"),
        (Basis(kind="primary", year=2026), "who sets the price, 2026"),
        (Basis(kind="derived", year=2026), "worked out from other prices"),
        (None, None),
    ],
)
def test_a_basis_in_words(basis: Basis | None, said: str | None) -> None:
    assert basis_words(basis) == said
