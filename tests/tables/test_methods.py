"""The prices of 2026.2 and what stands behind them: single prices, bands worked out from them, the
regression on places, and wholes against their parts."""

import csv
import importlib.util
import io
import math
import sys
from contextlib import redirect_stdout

import pytest

from ketacost.model.prices import unit_price
from ketacost.tables import load_prices
from ketacost.tables.releases import pricing_root

RELEASE = "2026.2"
METHODS = pricing_root() / "methods"


def the_regression():
    spec = importlib.util.spec_from_file_location("regional", METHODS / "regional.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["regional"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def book():
    return load_prices(RELEASE)


@pytest.fixture(scope="module")
def rows():
    with (METHODS / RELEASE / "observations.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counted(rows, service, code=""):
    return sorted(
        float(row["usd"])
        for row in rows
        if row["service"] == service
        and row["counted"] in ("yes", "band only")
        and row["note"].startswith(code)
    )


def percentile(prices, share):
    place = (len(prices) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(prices) - 1)
    return prices[low] + (prices[high] - prices[low]) * (place - low)


def test_the_guide_prints_what_the_regression_gives():
    printed = io.StringIO()
    with redirect_stdout(printed):
        the_regression().main(RELEASE)
    guide = (METHODS / "README.md").read_text(encoding="utf-8")
    between = guide.partition("<!-- table -->")[2].partition("<!-- end -->")[0]
    assert between.strip() == printed.getvalue().strip()


def test_a_line_without_scatter_is_found_again():
    regional = the_regression()
    found = regional.fit("made", [(level, 80 * (level / 100) ** 2) for level in (90, 100, 110)])
    assert (found.places, round(found.slope, 9), round(found.at_100, 9)) == (3, 2, 80)
    assert found.error < 1e-9 and found.shown


def test_a_slope_and_its_error_worked_by_hand():
    regional = the_regression()
    e = 100 * math.e  # ln(level / 100) is -1, 0 and 1
    found = regional.fit("made", [(100 / math.e, 1), (100, math.e), (e, 1)])
    assert round(found.slope, 9) == 0  # ln(price) is 0, 1, 0: no slope, middle 1/3
    assert found.error == pytest.approx(math.sqrt((1 / 9 + 4 / 9 + 1 / 9) / 1 / 2))
    assert not found.shown


@pytest.mark.parametrize("points", [[(100, 1), (110, 2)], [(100, 1), (100, 2), (100, 3)]])
def test_too_little_for_a_line_is_said(points):
    with pytest.raises(ValueError, match="made"):
        the_regression().fit("made", points)


def test_every_single_price_names_a_source_and_a_service(rows, book):
    assert len(rows) > 200
    for row in rows:
        assert row["source"] in book.sources, row
        part = row["service"].startswith("hospital-")
        course = row["service"] in book.options and row["per"] == "course"
        assert part or course or row["service"] in book.services, row
        assert row["counted"] in ("yes", "band only", "slope only", "no"), row


@pytest.mark.parametrize(
    ("service", "code", "low", "typical", "high"),
    [
        ("ect-facility", "", 663, 1235, 2347),
        ("psychotherapy-intake", "", 158, 200, 285),
        ("ketamine-evaluation", "", 99, 285, 370),  # 99.50 and 287.50 rounded
        ("esketamine-session-hospital", "code G2083", 1173, 3102, 3370),
        ("esketamine-session-hospital-56", "code G2082", 784, 2151, 3397),
        ("kap-dosing-session", "", None, 550, None),
        ("kap-integration-session", "", None, 200, 265),
        ("ketamine-injection-im", "", None, 425, None),
    ],
)
def test_a_band_is_that_of_its_single_prices(rows, book, service, code, low, typical, high):
    prices = counted(rows, service.removesuffix("-56"), code)
    price = book.services[service].price.of("self-pay")
    for share, said, stands in (
        (0.1, low, price.low),
        (0.5, typical, price.typical),
        (0.9, high, price.high),
    ):
        if said is not None:
            assert stands == said
            assert percentile(prices, share) == pytest.approx(said, abs=2.5)


WHOLES = {
    "esketamine-session": {"esketamine-drug-84": 1, "esketamine-watching": 1},
    "esketamine-session-56": {"esketamine-drug-56": 1, "esketamine-watching": 1},
    "esketamine-session-hospital": {"esketamine-drug-84": 1, "esketamine-watching": 1},
    "esketamine-session-hospital-56": {"esketamine-drug-56": 1, "esketamine-watching": 1},
    "inpatient-psychiatric-day": {"ect-facility": 3 / 7},
    "inpatient-psychiatric-day-psychiatric-hospital": {"ect-facility": 3 / 7},
    "ketamine-home-session": {"ketamine-lozenge-dose": 1},
    "ketamine-home-session-returning": {"ketamine-lozenge-dose": 1},
    "low-fee-intake": {"low-fee-session": 1},
}


@pytest.mark.parametrize("whole", WHOLES)
@pytest.mark.parametrize("payer", ["self-pay", "commercial", "medicare"])
def test_nothing_costs_less_than_its_parts(book, whole, payer):
    price = unit_price(book, whole, payer).cents
    if price is None:
        assert payer != "self-pay"
        return
    parts = sum(
        unit_price(book, part, payer).cents[1] * share for part, share in WHOLES[whole].items()
    )
    assert price[1] >= parts - 1  # a cent for rounding
