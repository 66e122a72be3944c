"""A maker's savings counted toward deductible and maximum, or not: both are worked out."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from ketacost import Scenario, compare, load_prices, read_link
from ketacost.output.json import comparison_document
from ketacost.output.sheet import sheet_html
from ketacost.words.arms import extra_words
from scenarios import scenarios

BOOK = load_prices("2026.1")
ESKETAMINE = "v=2&release=2026.1&arms=ketamine.esketamine:12&plan=employer-ppo"
WITH_SAVINGS = ESKETAMINE + "&help=spravato-withme"


def _asked(link: str) -> Scenario:
    reading = read_link(link)
    assert not reading.problems and not reading.notes
    return reading.scenario


def test_both_ways_of_counting_are_worked_out() -> None:
    """If they count, 135 (see cases/13). If not: visit 35; five sessions of 1356.08, of which 10
    each is left and counts, so 1836 of the deductible of 1886 is; the sixth, as the cap of 7150 is
    reached, 1356.08 - 419.60 = 936.48; 899.52 + 20 % of 456.56 = 990.83; five of 271.22."""
    not_counted = 3500 + 5 * 1000 + 93648 + 99083 + 5 * 27122
    (arm,) = compare(BOOK, _asked(WITH_SAVINGS)).arms
    assert arm.savings and not arm.savings.counted
    assert arm.ledger.totals()["patient_pays"]["typical"] == 13500
    assert arm.savings.ledger.totals()["patient_pays"]["typical"] == not_counted == 336841
    said = (
        "If your plan does not count the savings toward your deductible and maximum: about $3,350"
    )
    assert said in extra_words(arm)
    (arm,) = compare(BOOK, _asked(WITH_SAVINGS + "&count=no")).arms
    assert arm.savings and arm.savings.counted
    assert arm.ledger.totals()["patient_pays"]["typical"] == not_counted
    assert arm.savings.ledger.totals()["patient_pays"]["typical"] == 13500
    said = "If your plan counts the savings toward your deductible and maximum: about $140"
    assert said in extra_words(arm)


def test_nothing_is_said_where_counting_changes_nothing() -> None:
    for link in (
        ESKETAMINE,  # no savings
        ESKETAMINE + "&help=sliding-scale",  # help of another kind
        WITH_SAVINGS.replace("employer-ppo", "original-medicare"),  # none under Medicare
        WITH_SAVINGS.replace("ketamine.esketamine:12", "cbt.individual:16"),  # none for this
    ):
        (arm,) = compare(BOOK, _asked(link)).arms
        assert arm.savings is None
        assert not [said for said in extra_words(arm) if "savings" in said]


def test_the_json_document_holds_both() -> None:
    (arm,) = comparison_document(compare(BOOK, _asked(WITH_SAVINGS)))["arms"]
    assert arm["savings_otherwise"]["savings_count"] is False
    assert arm["savings_otherwise"]["patient_pays"]["typical"] == 3368.41
    (arm,) = comparison_document(compare(BOOK, _asked(ESKETAMINE)))["arms"]
    assert arm["savings_otherwise"] is None


def test_the_sheet_says_both() -> None:
    html = sheet_html(compare(BOOK, _asked(WITH_SAVINGS)), "")
    assert "does not count the savings toward your deductible and maximum: about $3,350." in html


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios(BOOK, most_arms=2, helped=True))
def test_each_way_is_what_the_other_scenario_gives(scenario: Scenario) -> None:
    scenario = replace(scenario, help=("spravato-withme",), loan=None)
    other = replace(scenario, savings_count=not scenario.savings_count)
    pairs = zip(compare(BOOK, scenario).arms, compare(BOOK, other).arms, strict=True)
    for one, turned in pairs:
        found = one.savings.ledger if one.savings else one.ledger
        assert (found.sums()["patient_pays"] == turned.ledger.sums()["patient_pays"]).all()
