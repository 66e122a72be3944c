"""Where, by whom and how billed: what a way changes in a course, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driving_app import open_page, run, scenario_of, texts
from ketacost import compare, load_prices
from ketacost.model.course import DatedService
from ketacost.model.link import from_link, read_pairs, to_link
from ketacost.model.scenario import Choice, Scenario, ScenarioError
from ketacost.model.ways import (
    TakenWay,
    clash,
    course_services,
    in_ways,
    other_ways,
    ways_of,
    ways_taken,
)
from ketacost.tables import PriceBook
from ketacost.tables.schema import Way
from ketacost.words.arms import arm_label, sessions_words
from ketacost.words.scenario import problems
from ketacost.words.ways import elsewhere_words, not_here_words


@pytest.fixture(scope="module")
def book() -> PriceBook:
    return load_prices("2026.2")


def _scenario(book: PriceBook, arm: str, plan: str = "none") -> Scenario:
    reading = read_pairs([("arms", arm), ("plan", plan)], book)
    assert not reading.problems, problems(reading.problems)
    return reading.scenario


def _services(book: PriceBook, arm: str, plan: str = "none") -> list[str]:
    lines = compare(book, _scenario(book, arm, plan)).arms[0].ledger.lines
    return [line.service for line in lines]


def _way(**more: object) -> TakenWay:
    way = Way.model_validate({"label": "x", "phrase": "at x", **more})
    return TakenWay("setting", "x", way)


COURSE = [
    DatedService(0, "o", "before", "visit", 1),
    DatedService(7, "o", "acute", "drug", 1, True),
    DatedService(7, "o", "acute", "watching", 1, True),
]


# --- one way after another -----------------------------------------------------------------------


def test_a_way_that_changes_nothing_leaves_the_course_as_it_is():
    assert list(in_ways(COURSE, [_way()])) == COURSE


def test_a_service_stands_in_for_another_and_remembers_it():
    found = list(in_ways(COURSE, [_way(replaces={"drug": "drug-hospital"})]))
    assert [one.service for one in found] == ["visit", "drug-hospital", "watching"]
    assert found[1].in_course == "drug" and found[1].session
    assert found[0] is COURSE[0]


def test_what_is_part_of_another_bill_is_left_out():
    found = list(in_ways(COURSE, [_way(**{"leaves-out": ["watching"]})]))
    assert [one.service for one in found] == ["visit", "drug"]


def test_the_next_way_sees_what_the_one_before_left():
    first = _way(replaces={"drug": "one-fee"}, **{"leaves-out": ["watching"]})
    second = _way(replaces={"one-fee": "one-fee-hospital"})
    found = list(in_ways(COURSE, [first, second]))
    assert [one.service for one in found] == ["visit", "one-fee-hospital"]
    assert found[1].in_course == "drug"


def test_a_benefit_of_its_own_goes_with_the_service():
    found = list(in_ways(COURSE, [_way(benefits={"drug": "specialty-drug"})]))
    assert [one.benefit for one in found] == [None, "specialty-drug", None]


# --- esketamine as it is billed ------------------------------------------------------------------


def test_drug_and_watching_are_apart_and_the_first_dose_is_smaller(book):
    assert _services(book, "ketamine.esketamine:3") == [
        "prescriber-evaluation",
        *("esketamine-drug-56", "esketamine-watching"),
        *("esketamine-drug-84", "esketamine-watching") * 2,
    ]


def test_medicare_pays_one_fee(book):
    assert _services(book, "ketamine.esketamine:2", "original-medicare") == [
        "prescriber-evaluation",
        "esketamine-session-56",
        "esketamine-session",
    ]


def test_a_hospital_sends_one_bill_whoever_pays(book):
    for plan in ("none", "employer-ppo", "original-medicare"):
        assert _services(book, "ketamine.esketamine:2~at.hospital", plan)[1:] == [
            "esketamine-session-hospital-56",
            "esketamine-session-hospital",
        ]


def test_a_pharmacy_files_the_drug_under_the_drug_benefit(book):
    arm = compare(book, _scenario(book, "ketamine.esketamine:2~via.pharmacy", "employer-ppo"))
    filed = {x.service: x.benefit for x in arm.arms[0].ledger.lines}
    assert filed["esketamine-drug-84"] == "specialty-drug"
    assert filed["esketamine-watching"] != "specialty-drug"


def test_a_way_that_the_plan_does_not_have_is_told_and_the_usual_one_shown(book):
    scenario = _scenario(book, "ketamine.esketamine:2~via.pharmacy", "original-medicare")
    [arm] = compare(book, scenario).arms
    assert "esketamine-session" in {line.service for line in arm.ledger.lines}
    [told] = not_here_words(arm)
    assert "a pharmacy" in told and "one fee" in told


def test_boosters_are_sessions_however_they_are_billed(book):
    # the 12th is on day 56; one every 14 days from day 70 to day 350: 21
    year = replace(_scenario(book, "ketamine.esketamine:12"), horizon="12m")
    for way in ("", "~via.one-fee", "~at.hospital"):
        arms = _scenario(book, f"ketamine.esketamine:12{way}").arms
        [arm] = compare(book, replace(year, arms=arms)).arms
        assert "12 sessions, 33 with maintenance" in sessions_words(arm, book)


# --- what the other way would cost ---------------------------------------------------------------


@pytest.mark.parametrize("plan", ["none", "employer-ppo", "original-medicare", "medicaid"])
def test_each_other_way_costs_what_it_costs_when_chosen(book, plan):
    for option in book.options:
        scenario = _scenario(book, option, plan)
        [arm] = compare(book, scenario).arms
        for other in arm.elsewhere:
            choice = replace(scenario.arms[0][0], **{other.kind: other.name})
            [chosen] = compare(book, replace(scenario, arms=((choice,),))).arms
            assert chosen.ledger.totals() == other.ledger.totals()


def test_an_option_that_differs_in_nothing_offers_nothing(book):
    assert ways_of(book, "ketamine.im") == {}
    [arm] = compare(book, _scenario(book, "ketamine.im")).arms
    assert arm.elsewhere == () and elsewhere_words(arm) == []


def test_a_hospital_is_told_in_words(book):
    [arm] = compare(book, _scenario(book, "ketamine.iv:6")).arms
    [line] = elsewhere_words(arm)
    dearer = arm.elsewhere[0].ledger.totals()["patient_pays"]["typical"]
    more = dearer - arm.ledger.totals()["patient_pays"]["typical"]
    assert line.startswith("At a hospital about $") and line.endswith(" more") and more > 0


def test_the_services_of_a_session_are_known_as_such_though_boosters_have_them_too(book):
    found = course_services(book, Choice("ketamine.iv", 6, setting="hospital"), "self-pay")
    assert [name for name, one in found.items() if one.session] == ["ketamine-infusion-iv-hospital"]
    assert next(iter(found)) == "ketamine-evaluation"


# --- the link and its messages -------------------------------------------------------------------


@given(st.data())
def test_every_way_comes_back_from_a_link(data):
    book = load_prices("2026.2")
    option = data.draw(st.sampled_from([o for o in book.options if ways_of(book, o)]))
    choice = Choice(option, book.options[option].sessions.default)
    payer = book.plans[data.draw(st.sampled_from(list(book.plans)))].payer
    others = [changed for _, changed in other_ways(book, choice, payer)]
    if others:
        scenario = replace(_scenario(book, option), arms=((data.draw(st.sampled_from(others)),),))
        reading = read_pairs([("arms", str(scenario.arms[0][0]))], book)
        assert reading.problems == () and reading.scenario.arms == scenario.arms
        assert from_link(to_link(scenario)).arms == scenario.arms


@pytest.mark.parametrize(
    ("arm", "told"),
    [
        ("ketamine.im~at.hospital", "no choice of place"),
        ("ketamine.iv~at.hospitel", "did you mean 'hospital'"),
        ("cbt.individual~by.nobody", "psychologist"),
        ("ketamine.esketamine~via.pharmacy~at.hospital", "pharmacy together with hospital"),
        ("ketamine.iv~hospital", "we don't know '~hospital'"),
    ],
)
def test_a_way_that_is_not_known_is_told(book, arm, told):
    reading = read_pairs([("arms", arm)], book)
    assert any(told in said for said in problems(reading.problems))


def test_a_scenario_of_python_is_checked_too(book):
    scenario = replace(
        _scenario(book, "ketamine.iv"), arms=((Choice("ketamine.iv", 6, setting="x"),),)
    )
    with pytest.raises(ScenarioError):
        compare(book, scenario)


def test_two_arms_of_one_option_have_names_of_their_own(book):
    scenario = _scenario(book, "ketamine.iv:6,ketamine.iv:6~at.hospital")
    labels = [arm_label(book, arm) for arm in scenario.arms]
    assert labels == ["Ketamine: IV infusion", "Ketamine: IV infusion, at a hospital"]


def test_every_usual_way_can_be_had_under_every_plan(book):
    for option in book.options:
        for plan in book.plans.values():
            taken = ways_taken(book, Choice(option, 1), plan.payer)
            assert not clash(book, option, {one.kind: one.name for one in taken})


def test_releases_without_ways_have_none():
    old = load_prices("2026.1")
    assert all(ways_of(old, option) == {} for option in old.options)


# --- the page ------------------------------------------------------------------------------------


def test_a_place_is_chosen_on_the_page_and_stands_in_the_link():
    page = open_page(
        False, v="2", release="2026.2", arms="ketamine.esketamine:12,cbt.individual:16"
    )
    page.selectbox(key="setting_0_0").set_value("hospital")
    run(page)
    page.selectbox(key="provider_1_0").set_value("trainee")
    run(page)
    first, second = scenario_of(page).arms
    assert first[0].setting == "hospital" and second[0].provider == "trainee"
    assert any("at a hospital" in text for text in texts(page))


def test_a_way_that_can_t_go_with_the_new_one_gives_way_on_the_page():
    page = open_page(
        False, v="2", release="2026.2", plan="employer-ppo",
        arms="ketamine.esketamine:12~via.pharmacy",
    )  # fmt: skip
    page.selectbox(key="setting_0_0").set_value("hospital")
    run(page)
    [[choice]] = scenario_of(page).arms
    assert (choice.setting, choice.billing) == ("hospital", None)
    page.selectbox(key="setting_0_0").set_value("clinic")
    run(page)
    [[choice]] = scenario_of(page).arms
    assert choice.setting is None


def test_medicare_leaves_no_choice_of_billing():
    page = open_page(
        False, v="2", release="2026.2", plan="original-medicare", arms="ketamine.esketamine:12"
    )
    assert not [box for box in page.selectbox if str(box.key).startswith("billing")]
