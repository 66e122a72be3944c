"""Prices that go with their place: price levels of cities and states, hospital wages."""

from __future__ import annotations

import csv
from decimal import Decimal, getcontext, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driving_app import open_page, run, texts
from ketacost import compare, default_scenario, load_prices, sweep
from ketacost.app.parts.drawing import md
from ketacost.model.link import read_pairs
from ketacost.model.price_level import powers, price_level, times, wage_factor
from ketacost.model.prices import unit_price
from ketacost.output.terminal import comparison_text, estimate_text
from ketacost.tables.releases import pricing_root
from ketacost.tables.schema import PAYERS, Regional
from ketacost.words.place_prices import place_price_words

METHODS = pricing_root() / "methods"
SLOPE = Regional.model_validate(
    {
        "index": "price-parity",
        "slope": Decimal("1.3"),
        "slope-se": Decimal("0.55"),
        "measured-in": "15 clinics",
    }
)
LEVELS = st.decimals(min_value=50, max_value=200, places=3)
POWERS = st.decimals(min_value=-2, max_value=5, places=3)


@pytest.fixture(scope="module")
def book():
    return load_prices("2026.2")


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- the arithmetic ------------------------------------------------------------------------------


def test_a_power_to_fifty_digits():
    """1.12563 to the power 1.3, by exp and ln of another program (bc -l, scale 40)."""
    found = times(Decimal("112.563"), Decimal("1.3"))
    assert str(found)[:34] == "1.16631096079253296328691378269078"


def test_no_setting_of_the_machine_changes_a_figure():
    usual = times(Decimal("112.563"), Decimal("1.3"))
    with localcontext() as context:
        context.prec = 6
        assert times(Decimal("112.563"), Decimal("1.3")) == usual
    assert getcontext().prec == 28


@given(LEVELS, POWERS)
def test_a_power_is_that_of_floating_point_but_exact(level, power):
    assert float(times(level, power)) == pytest.approx((float(level) / 100) ** float(power))


@given(LEVELS)
def test_slope_one_is_the_level_itself(level):
    assert times(level, Decimal(1)) == level / 100


@given(LEVELS)
def test_the_error_of_the_slope_widens_and_never_crosses(level):
    low, typical, high = (times(level, power) for power in powers(SLOPE, level))
    assert low <= typical <= high
    assert (low == high) == (level == 100)


@given(LEVELS, LEVELS)
def test_a_dearer_place_has_a_higher_price(a, b):
    if a < b:
        assert times(a, SLOPE.slope) < times(b, SLOPE.slope)


def test_a_word_alone_is_slope_one_without_an_error():
    plain = Regional.model_validate("price-parity")
    assert powers(plain, Decimal(90)) == (1, 1, 1)


# --- what the tables say -------------------------------------------------------------------------


def test_a_city_goes_before_its_state_and_a_state_before_nothing(book):
    assert price_level(book, "ny-manhattan").index == Decimal("112.563")
    assert price_level(book, "ny-rest").index == Decimal("95.304")
    assert price_level(book, "oh").index == book.price_parity["OH"]
    assert price_level(book, "oh").area == "Ohio"
    assert "none is published for Guam" in price_level(book, "hi").area
    assert price_level(book, "pr") is price_level(book, "vi") is None


def test_cities_are_apart_from_the_rest_of_their_state(book):
    def iv(region):
        return unit_price(book, "ketamine-infusion-iv", "self-pay", region).cents[1]

    assert iv("ny-manhattan") > iv("us") > iv("ny-rest")
    assert iv("ca-san-francisco") > iv("ca-fresno")
    assert len({iv(region) for region in book.regions}) > 80


def test_every_price_is_in_order_everywhere(book):
    for service in book.services:
        for payer in PAYERS:
            for region in book.regions:
                found = unit_price(book, service, payer, region)
                if found.cents is not None:
                    low, typical, high = found.cents
                    assert 0 <= low <= typical <= high, (service, payer, region)


def test_each_hospital_s_printed_rates_come_out_to_the_cent(book):
    services = {"90870": "ect-facility", "G2083": "esketamine-session-hospital"}
    region, checked = "", 0
    for row in rows(METHODS / "2026.2" / "hospital-medicare-rates.csv"):
        if row["regions"]:
            hospital, region = row["hospital"], row["regions"].split()[0]
        if row["hospital"] == hospital and row["code"] in services:
            found = unit_price(book, services[row["code"]], "medicare", region)
            assert int(found.cents[1]) == round(float(row["usd"]) * 100), row
            checked += 1
    assert checked == 10


def test_a_wage_index_of_one_is_the_national_rate():
    assert wage_factor(Decimal(1)) == 1
    assert wage_factor(Decimal("0.5")) == Decimal("0.7")


def test_a_local_rate_is_as_sure_as_its_wage_index(book):
    def sure(region):
        return unit_price(book, "ect-facility", "medicare", region).confidence

    assert [sure(region) for region in ("us", "oh", "ms", "md-baltimore")] == [
        "medium", "medium", "low", "medium",
    ]  # fmt: skip
    sources = unit_price(book, "ect-facility", "medicare", "ms").sources
    assert "cms-asc-wage-2026" in sources


def test_what_insurers_pay_of_medicare_goes_with_the_wages_too(book):
    medicare = unit_price(book, "ect-facility", "medicare", "oh").cents[1]
    tricare = unit_price(book, "ect-facility", "va-tricare", "oh").cents[1]
    assert medicare == tricare == 82802


def test_a_sweep_over_places_is_the_single_comparisons(book):
    places = ["us", "ny-manhattan", "ms", "pr", "ca-san-jose"]
    for plan in ("none", "original-medicare"):
        scenario, problems, *_ = _asked(book, region="us", plan=plan)
        assert not problems
        found = sweep(book, scenario, regions=places)
        for region in places:
            one = compare(book, _asked(book, region=region, plan=plan)[0])
            for arm, name in zip(one.arms, found.arms, strict=True):
                at = found.at(arm=name, plan=plan, region=region, level="typical")
                totals = arm.ledger.totals()["patient_pays"]
                assert int(at["patient_pays"][0]) == totals["typical"]


def _asked(book, **fields):
    reading = read_pairs(list(fields.items()), book)
    return reading.scenario, reading.problems


# --- what people are told ------------------------------------------------------------------------


def _told(book, **fields):
    return place_price_words(compare(book, _asked(book, **fields)[0]))


def test_the_nation_needs_no_word_of_a_place(book):
    assert place_price_words(compare(book, default_scenario(book))) == []


def test_what_follows_a_city_is_told_with_how_unsure_it_is(book):
    first, second = _told(book, region="ny-manhattan")
    assert first.startswith("For the New York-Newark-Jersey City metro area (price level 113;")
    assert "ketamine infusion into a vein at 1.17 times the nation's price" in first
    assert "(unsure: between 1.07 and 1.27)" in first
    assert second == "Prices of SSRI and ECT don't follow the place in what we found."


def test_a_territory_is_told_that_it_has_no_price_level(book):
    told = _told(book, region="pr", arms="ketamine.iv:6")
    assert told == ["No price level is published for Puerto Rico: the nation's prices are shown."]


def test_one_arm_alone_that_follows_nothing(book):
    told = _told(book, region="ms", arms="ect.outpatient:9")
    assert told == ["These prices don't follow the place in what we found."]


def test_medicare_s_prices_are_those_of_the_region(book):
    told = _told(book, region="oh", plan="original-medicare", arms="ect.outpatient:9")
    assert told == [
        "Prices that Medicare sets, and those worked out from them, are those of the region."
    ]


def test_a_sealed_release_follows_its_state_one_to_one():
    told = _told(load_prices("2026.1"), region="oh", arms="ketamine.iv:6")
    assert told == [
        "For Ohio (price level 93; United States: 100) we take ketamine infusion into a vein at "
        "0.93 times the nation's price."
    ]


def test_the_command_line_and_the_page_say_it(book):
    comparison = compare(book, _asked(book, region="ms", arms="ketamine.iv:6")[0])
    told = place_price_words(comparison)[0]
    for text in (comparison_text(comparison), estimate_text(comparison)):
        assert told in " ".join(text.split())
    page = open_page(False, v="2", release="2026.2", region="ms", arms="ketamine.iv:6")
    page.session_state["place_prices"] = True
    run(page)
    assert any(md(told) in text for text in texts(page))
