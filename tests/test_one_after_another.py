"""This, then that: one treatment after another, against one deductible."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ketacost import compare, load_prices
from ketacost.model.link import read_pairs
from ketacost.model.scenario import Scenario, arm_id, stages
from ketacost.model.settle import dated_services
from ketacost.tables import PriceBook
from ketacost.words.arms import arm_label, arm_names


@pytest.fixture(scope="module")
def book() -> PriceBook:
    return load_prices("2026.1")


def _asked(book: PriceBook, arm: str, **fields: str) -> Scenario:
    reading = read_pairs([("arms", arm), *fields.items()], book)
    assert not reading.problems
    return reading.scenario


def _typical(book: PriceBook, scenario: Scenario) -> int:
    return compare(book, scenario).arms[0].ledger.totals()["patient_pays"]["typical"]


def test_an_arm_is_written_as_it_is_read(book):
    arm = _asked(book, "ssri.sertraline:3~s2>snri.venlafaxine-xr:3~s2+cbt.individual:12").arms[0]
    assert [choice.then for choice in arm] == [False, True, False]
    assert arm_id(arm) == "ssri.sertraline:3~s2>snri.venlafaxine-xr:3~s2+cbt.individual:12"
    assert [len(stage) for stage in stages(arm)] == [1, 2]


def test_the_second_begins_the_week_after_the_first_has_ended(book):
    """CBT of 4: an intake in week 0, sessions in weeks 1 to 4. Ketamine begins in week 5: the
    evaluation then, infusions from week 6 on."""
    services = dated_services(
        book, _asked(book, "cbt.individual:4"), _asked(book, "cbt.individual:4").arms[0]
    )
    assert max(dated.week for dated in services) == 4
    both = _asked(book, "cbt.individual:4>ketamine.iv:2")
    weeks = [
        dated.week
        for dated in dated_services(book, both, both.arms[0])
        if dated.option == "ketamine.iv"
    ]
    assert weeks[:2] == [5, 6]


def test_without_insurance_both_cost_what_they_cost_alone(book):
    alone = sum(_typical(book, _asked(book, arm)) for arm in ("cbt.individual:12", "ketamine.iv:6"))
    assert _typical(book, _asked(book, "cbt.individual:12>ketamine.iv:6")) == alone


def test_one_deductible_holds_for_both(book):
    """PPO of 2026.1: twelve CBT visits at 35 and an intake, 455; then esketamine: visit 35,
    deductible 1,886 and 20 % of 14,386.96 - the maximum of 4,000 counts CBT's 455 too."""
    scenario = _asked(book, "cbt.individual:12>ketamine.esketamine:12", plan="employer-ppo")
    [arm] = compare(book, scenario).arms
    assert arm.ledger.totals()["patient_pays"]["typical"] == 400_000
    cbt = [i for i, x in enumerate(arm.ledger.lines) if x.dated.option == "cbt.individual"]
    assert arm.ledger.part(cbt).totals()["patient_pays"]["typical"] == 13 * 3_500


def test_a_year_holds_boosters_of_the_last_alone_and_ends_with_the_year(book):
    year = _asked(book, "cbt.individual:4>ketamine.iv:6", horizon="12m")
    services = dated_services(book, year, year.arms[0])
    boosters = [d for d in services if d.phase == "maintenance"]
    assert boosters and all(d.option == "ketamine.iv" for d in boosters)
    assert max(d.week for d in services) < 52


def test_the_way_to_approval_takes_weeks_and_money(book):
    way = _asked(book, "ssri.sertraline:3~s2>snri.venlafaxine-xr:3~s2>ketamine.esketamine:12")
    alone = _asked(book, "ketamine.esketamine:12")
    [long], [short] = compare(book, way).arms, compare(book, alone).arms
    assert long.weeks() == short.weeks() + 12  # two medicines of six weeks each
    assert _typical(book, way) > _typical(book, alone)


def test_a_new_plan_year_can_fall_between_them(book):
    """From October 1, 16 weeks of CBT end in January: ketamine's plan year is the next one."""
    scenario = _asked(
        book, "cbt.individual:16>ketamine.esketamine:2", plan="employer-ppo", start="10-1"
    )
    [arm] = compare(book, scenario).arms
    years: dict[str, set[int]] = {}
    for claim, line in zip(arm.ledger.shared.claims, arm.ledger.lines, strict=True):
        years.setdefault(line.dated.option, set()).add(claim.plan_year)
    assert 1 in years["ketamine.esketamine"] and 0 in years["cbt.individual"]


def test_names_say_the_order(book):
    scenario = _asked(book, "cbt.individual:12>ketamine.iv:6")
    label = arm_label(book, scenario.arms[0])
    assert ", then Ketamine" in label
    assert arm_names(compare(book, scenario)) == ["CBT, then Ketamine"]


def test_more_than_three_are_refused(book):
    arms = "ssri.sertraline>snri.venlafaxine-xr>cbt.individual>ketamine.iv"
    assert [p.id for p in read_pairs([("arms", arms)], book).problems] == [
        "too-many-together",
        "no-arm-read",
    ]


def test_a_link_of_the_old_form_means_together(book):
    scenario = _asked(book, "ketamine.iv:6+cbt.individual:12")
    assert [c.then for c in scenario.arms[0]] == [False, False]
    assert replace(scenario.arms[0][1], then=True) != scenario.arms[0][1]
