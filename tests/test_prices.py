"""Prices: published Medicare amounts to the cent, regions, multiples, unknowns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ketacost.model.prices import fee_schedule_usd, unit_price
from ketacost.money import to_cents
from ketacost.tables import PriceBook
from ketacost.tables.schema import PAYERS

# CMS physician fee schedule 2026, national, not qualifying APM
NATIONAL_2026 = [
    ("90834", "office", 11390),
    ("90837", "office", 16700),
    ("90870", "office", 18203),
    ("90870", "facility", 9853),
    ("G2082", "office", 95259),
    ("G2083", "office", 135608),
    ("99213", "office", 9519),
]


@pytest.mark.parametrize(("code", "setting", "cents"), NATIONAL_2026)
def test_national_fee_schedule(book: PriceBook, code: str, setting: str, cents: int) -> None:
    assert to_cents(fee_schedule_usd(book, code, "us", setting)) == cents


def test_fee_schedule_in_all_localities(book: PriceBook) -> None:
    """The cheapest and dearest of 109 localities, as computed from the CMS files by others."""
    assert len(book.regions) == 110
    local = [r for r in book.regions if r != "us"]
    for code, low, high in (("90834", 10966, 15815), ("99213", 8686, 12013)):
        fees = [to_cents(fee_schedule_usd(book, code, region)) for region in local]
        assert (min(fees), max(fees)) == (low, high)


def test_every_price_is_in_order_and_sourced(book: PriceBook) -> None:
    for service in book.services:
        for payer in PAYERS:
            for region in ("us", "ca-los-angeles", "pr", "oh"):
                found = unit_price(book, service, payer, region)
                if found.cents is None:
                    assert found.unknown
                    continue
                low, typical, high = found.cents
                assert 0 <= low <= typical <= high
                assert found.sources and all(s in book.sources for s in found.sources)
                assert found.confidence in ("high", "medium", "low")
                dates = book.price_dates(service, payer)
                assert dates.effective and dates.checked and dates.check_every_months


@pytest.mark.parametrize(
    ("service", "tables"),
    [
        ("ect-anesthesia", ["anesthesia_conversion_factor"]),
        ("psychotherapy-45", ["rvu", "gpci", "conversion_factor"]),
        ("ect-facility", ["opps"]),
    ],
)
def test_a_computed_price_is_as_sure_as_it_says_or_as_its_table(
    book: PriceBook, service: str, tables: list[str]
) -> None:
    """The tables of 2026 are sure of these three."""
    its = book.services[service]
    price = its.price.of("medicare")
    for own, expected in (("low", "low"), (None, "high")):
        changed = price.model_copy(update={"confidence": own})
        prices = its.price.model_copy(update={"medicare": changed})
        services = {**book.services, service: its.model_copy(update={"price": prices})}
        found = unit_price(replace(book, services=services), service, "medicare")
        assert found.confidence == expected
        for table in tables:
            assert set(getattr(book.medicare, table).sources) <= set(found.sources)
        assert set(price.sources) <= set(found.sources)


def test_self_pay_follows_a_regional_index_only_where_the_tables_say_so(book: PriceBook) -> None:
    ohio = book.price_parity["OH"]
    national = unit_price(book, "ketamine-infusion-iv", "self-pay", "us").cents
    local = unit_price(book, "ketamine-infusion-iv", "self-pay", "oh").cents
    assert local.tolist() == [to_cents(int(c) * ohio / 10_000) for c in national]
    service = "psychotherapy-45"
    therapy = {tuple(unit_price(book, service, "self-pay", r).cents) for r in book.regions}
    assert len(therapy) == 1


def test_a_place_without_an_index_keeps_the_national_price(book: PriceBook) -> None:
    found = unit_price(book, "ketamine-infusion-iv", "self-pay", "pr")
    national = unit_price(book, "ketamine-infusion-iv", "self-pay", "us")
    assert (found.cents == national.cents).all()
    origin = found.origin((1,))
    assert origin.id == "table-no-price-level" and origin["state"] == "PR"


def test_nobody_changes_a_price_that_others_read(book: PriceBook) -> None:
    found = unit_price(book, "ketamine-infusion-iv", "self-pay")
    with pytest.raises(ValueError, match="read-only"):
        found.cents[1] = 1
