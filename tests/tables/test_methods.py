"""The prices of 2026.2 and what stands behind them: single prices, bands worked out from them, the
regression on places, and wholes against their parts."""

import csv
import importlib.util
import io
import math
import sys
from contextlib import redirect_stdout
from decimal import Decimal

import pytest

from ketacost.model.prices import unit_price
from ketacost.tables import load_prices
from ketacost.tables.releases import pricing_root

RELEASE = "2026.2"
METHODS = pricing_root() / "methods"


def the_method(name):
    spec = importlib.util.spec_from_file_location(name, METHODS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def the_regression():
    return the_method("regional")


def printed_by(print_it):
    printed = io.StringIO()
    with redirect_stdout(printed):
        print_it(RELEASE)
    return printed.getvalue()


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


def in_the_guide(start, end):
    guide = (METHODS / "README.md").read_text(encoding="utf-8")
    return guide.partition(f"<!-- {start} -->")[2].partition(f"<!-- {end} -->")[0].strip()


def test_the_guide_prints_what_the_regression_gives():
    assert in_the_guide("table", "end") == printed_by(the_regression().main).strip()


def test_the_guide_prints_how_far_cms_s_wage_index_is_off():
    assert in_the_guide("wages", "end of wages") == printed_by(the_method("wages").check).strip()


@pytest.mark.parametrize(
    ("name", "table"), [("metros", "metro-parity.csv"), ("wages", "medicare/wage-index.csv")]
)
def test_the_release_holds_what_the_method_prints(name, table):
    written = (METHODS.parent / RELEASE / table).read_text(encoding="utf-8")
    assert written == printed_by(the_method(name).main)


def test_the_wage_index_of_printed_rates_by_hand():
    wages = the_method("wages")
    # 877.34 x (0.6 x 0.9063 + 0.4) = 828.0159; 0.9062 gives 827.9633, 0.9064 gives 828.0686
    assert wages.index_of([(Decimal("877.34"), Decimal("828.02"))]) == Decimal("0.9063")
    with pytest.raises(ValueError, match="0 wage indices"):
        wages.index_of([(Decimal("877.35"), Decimal("828.02"))])


def test_a_slope_in_the_tables_is_one_that_was_measured(book):
    found = {one.what: one for one in the_regression().fits(RELEASE)}
    measured = {
        "ketamine-infusion-iv": found["ketamine-infusion-iv"],
        "psychotherapy-45": found["psychotherapy, both together"],
        "psychotherapy-45-psychologist": found["psychotherapy, both together"],
        "psychotherapy-45-licensed": found["psychotherapy, both together"],
    }
    used = {
        name: price.regional
        for name, service in book.services.items()
        if getattr(price := service.price.of("self-pay"), "regional", None)
    }
    assert used.keys() == measured.keys()
    for name, regional in used.items():
        assert float(regional.slope) == pytest.approx(measured[name].slope, abs=0.05)
        assert float(regional.slope_se) == pytest.approx(measured[name].error, abs=0.005)
        assert measured[name].shown


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
