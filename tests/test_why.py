"""Why a range is so wide and what would cost less, worked out by hand, and what is said of it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ketacost import Scenario, compare, load_prices
from ketacost.model.drivers import drivers, place_driver, price_drivers
from ketacost.model.levers import levers
from ketacost.model.link import read_pairs
from ketacost.model.prices import unit_price
from ketacost.model.ranges import range_of
from ketacost.model.ways import other_ways
from ketacost.output.why import why_lines
from ketacost.tables import PriceBook
from ketacost.words.why import driver_name, lever_words, why_words
from scenarios import scenarios

NEW = load_prices("2026.2")


def _asked(book: PriceBook, **fields: str) -> Scenario:
    reading = read_pairs(list(fields.items()), book)
    assert not reading.problems
    return reading.scenario


# --- drivers -------------------------------------------------------------------------------------


def test_what_each_price_moves_by_hand(book):
    """2026.1, nation, no plan: evaluation 99/275/390, infusion 375/475/800, follow-up 150/200/350.
    Six infusions: 275 + 6 x 475 + 200 = 3,325 in all.

    infusion    275 + 200 + 6 x 375 = 2,725     275 + 200 + 6 x 800 = 5,275    moves 2,550
    evaluation   99 + 6 x 475 + 200 = 3,149     390 + 6 x 475 + 200 = 3,440    moves   291
    follow-up   275 + 6 x 475 + 150 = 3,275     275 + 6 x 475 + 350 = 3,475    moves   200
    """
    scenario = _asked(book, arms="ketamine.iv:6")
    found = price_drivers(book, scenario, scenario.arms[0])
    assert [(d.name, d.low, d.high, d.moves) for d in found] == [
        ("ketamine-infusion-iv", 272_500, 527_500, 255_000),
        ("ketamine-evaluation", 314_900, 344_000, 29_100),
        ("ketamine-follow-up", 327_500, 347_500, 20_000),
    ]
    ordered = [d.moves for d in drivers(book, scenario, scenario.arms[0])]
    assert ordered == sorted(ordered, reverse=True)


def test_a_yearly_maximum_cuts_what_a_price_moves(book):
    """PPO, all but 1,000 of the maximum met: the dearer the infusion the same 1,000 is paid."""
    scenario = _asked(
        book, arms="ketamine.esketamine:12", plan="employer-ppo", met="1886", maxmet="3000"
    )
    [arm] = scenario.arms
    assert compare(book, scenario).arms[0].ledger.totals()["patient_pays"]["typical"] == 100_000
    assert all(driver.high == 100_000 for driver in price_drivers(book, scenario, arm))


def test_where_one_lives_moves_from_the_cheapest_region_to_the_dearest(book):
    scenario = _asked(book, arms="ketamine.iv:6")
    paid = [
        compare(book, replace(scenario, region=region)).arms[0].ledger.totals()["patient_pays"]
        for region in book.regions
        if region != "us"
    ]
    found = place_driver(book, scenario, scenario.arms[0])
    typical = [one["typical"] for one in paid]
    assert (found.low, found.high) == (min(typical), max(typical))


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_in_any_scenario_what_a_change_saves_is_what_the_changed_scenario_costs_less(data):
    scenario = data.draw(scenarios(NEW, most_arms=1))
    [arm] = scenario.arms
    typical = compare(NEW, scenario).arms[0].ledger.totals()["patient_pays"]["typical"]
    for driver in price_drivers(NEW, scenario, arm):
        assert driver.low <= driver.high and driver.moves > 0
    assert why_words(NEW, scenario, drivers(NEW, scenario, arm)).endswith(".")
    for lever in levers(NEW, scenario, 0):
        now = compare(NEW, lever.scenario).arms[0].ledger.totals()["patient_pays"]["typical"]
        assert typical - now == lever.saves > 0
        assert lever_words(NEW, scenario, 0, lever).endswith(".")


def test_a_price_that_is_not_known_leaves_the_others_to_move(book):
    scenario = _asked(NEW, arms="ect.outpatient:9~at.clinic", quotes="ect-office:400")
    unquoted = replace(scenario, quotes=())
    for one in (scenario, unquoted):
        found = drivers(NEW, one, one.arms[0])
        assert {d.name for d in found if d.kind == "price"} >= {"ect-anesthesia"}
        assert range_of(NEW, one, one.arms[0]).low > 0


# --- what would cost less ------------------------------------------------------------------------


def test_a_package_saves_its_share(book):
    """8 % off six infusions of 475: 6 x 475 x 0.08 = 228."""
    scenario = _asked(book, arms="ketamine.iv:6")
    [one] = levers(book, scenario, 0)
    assert (one.kind, one.name, one.saves) == ("help", "infusion-package", 22_800)
    assert one.scenario.help == ("infusion-package",)
    said = lever_words(book, scenario, 0, one)
    assert said.endswith("if you can get it: about $230 less.") and "Package price" in said


def test_a_lower_fee_provider_saves_the_difference_of_the_prices(book):
    """One first visit and sixteen sessions, each at the trainee's price."""
    scenario = _asked(NEW, arms="cbt.individual:16")

    def typical(service: str) -> int:
        return int(unit_price(NEW, service, "self-pay", "us").cents[1])

    services = NEW.treatments["cbt"].options["individual"].providers.choices["trainee"].replaces
    each = {old: typical(old) - typical(new) for old, new in services.items()}
    one = next(x for x in levers(NEW, scenario, 0) if x.kind == "provider")
    assert one.name == "trainee"
    assert one.saves == each["psychotherapy-intake"] + 16 * each["psychotherapy-45"] == 188_400
    assert lever_words(NEW, scenario, 0, one) == (
        "With a therapist in training: about $1,900 less."
    )


def test_another_start_saves_a_second_maximum(book):
    """ECT for a year under the PPO meets the maximum of 4,000 in each plan year: from July twice,
    from January once."""
    scenario = _asked(
        book, arms="ect.outpatient:9", plan="employer-ppo", horizon="12m", start="7-1"
    )
    [one] = levers(book, scenario, 0)
    assert (one.kind, one.name, one.saves) == ("start", "1", 400_000)
    assert one.scenario.start == (1, 1)
    assert "January" in lever_words(book, scenario, 0, one)


def test_what_was_paid_already_belongs_to_its_plan_year(book):
    """With something met another start is not proposed: there nothing would be met yet."""
    scenario = _asked(
        book, arms="ect.outpatient:9", plan="employer-ppo", horizon="12m", start="7-1", met="500"
    )
    assert not [x for x in levers(book, scenario, 0) if x.kind == "start"]


def test_what_is_rare_is_never_proposed():
    ways = NEW.treatments["ect"].options["outpatient"].settings.choices
    assert ways["clinic"].rare and not ways["hospital"].rare
    scenario = _asked(NEW, arms="ect.outpatient:9", plan="original-medicare")
    payer = NEW.plans[scenario.plan].payer
    there = [way.name for way, _ in other_ways(NEW, scenario.arms[0][0], payer)]
    assert "clinic" in there
    assert not [x for x in levers(NEW, scenario, 0) if x.name == "clinic"]


def test_nothing_is_proposed_while_a_price_is_not_known():
    scenario = _asked(NEW, arms="ect.outpatient:9~at.clinic")
    assert compare(NEW, scenario).arms[0].ledger.unknown
    assert levers(NEW, scenario, 0) == []


def test_no_arm_is_proposed_that_the_comparison_holds_already():
    scenario = _asked(NEW, arms="cbt.individual:16,cbt.individual:16~by.trainee")
    assert not [x for x in levers(NEW, scenario, 0) if x.name == "trainee"]


# --- in words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"arms": "ketamine.iv:6"},
            'Most of the spread is the price of "Ketamine infusion into a vein"; where you live '
            "can change it by about $680.",
        ),
        (
            {"arms": "cbt.individual:16", "plan": "employer-ppo"},
            "No single price moves what you pay here; where you live changes nothing.",
        ),
        (
            {"arms": "ssri.sertraline:9"},
            'What moves the total most is the price of "Follow-up visit with a primary care '
            'provider", then the price of "Sertraline"; where you live changes nothing.',
        ),
    ],
)
def test_the_sentence(book, fields, said):
    scenario = _asked(book, **fields)
    assert why_words(book, scenario, drivers(book, scenario, scenario.arms[0])) == said


def test_schedules_are_part_of_the_range_once_the_scenario_says_so(book):
    scenario = _asked(book, arms="ect.outpatient:9", varies="yes")
    found = drivers(book, scenario, scenario.arms[0])
    assert "how many treatments people have" in why_words(book, scenario, found)
    alone = replace(scenario, schedule_varies=False)
    assert "how many treatments" not in why_words(book, alone, found)
    names = [driver_name(book, driver, found) for driver in found]
    assert len(set(names)) == len(names)


def test_the_command_says_what_the_page_says(book):
    command = [sys.executable, "-m", "ketacost.cli", "estimate", "ketamine.iv:6"]
    done = subprocess.run(
        [*command, "--release", "2026.1"], capture_output=True, text=True, check=True
    )
    printed = " ".join(done.stdout.split())
    for line in why_lines(compare(book, _asked(book, arms="ketamine.iv:6")), 0):
        assert line in printed
