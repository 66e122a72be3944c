"""What a plan asks for before it approves: put before the option, what it costs and takes."""

from __future__ import annotations

import pytest

from driving_app import amounts, open_page, scenario_of, texts
from ketacost import compare, load_prices
from ketacost.model.link import read_pairs
from ketacost.model.scenario import Arm, Scenario, arm_id
from ketacost.model.way_to_approval import asked_first, before_the_last, put_before
from ketacost.tables import PriceBook
from ketacost.words.arms import before_words

FIRST = "ssri.sertraline:3~s2>snri.venlafaxine-xr:3~s2>"


@pytest.fixture(scope="module")
def book() -> PriceBook:
    return load_prices("2026.2")


def _asked(book: PriceBook, arm: str, **fields: str) -> Scenario:
    reading = read_pairs([("v", "2"), ("arms", arm), *fields.items()], book)
    assert not reading.problems
    return reading.scenario


def _first(book: PriceBook, arm: str, plan: str) -> str | None:
    found = asked_first(book, book.plans[plan], _asked(book, arm).arms[0])
    return found and arm_id(found.arm)


def test_two_antidepressants_come_before_esketamine_and_tms(book):
    for arm in ("ketamine.esketamine:12", "ketamine.esketamine-combined:12", "tms.standard:36"):
        for plan in ("employer-ppo", "medicaid"):
            assert _first(book, arm, plan) == FIRST + arm
    assert _first(book, "tms.standard:36", "va") == "ssri.sertraline:3~s2>tms.standard:36"
    together = "ketamine.esketamine:12+cbt.individual:12"
    assert _first(book, together, "employer-ppo") is None, "three at most are had in one arm"


def test_nothing_is_put_where_nothing_is_asked_or_it_stands_there(book):
    assert _first(book, "ketamine.esketamine:12", "none") is None
    assert _first(book, "ketamine.esketamine:12", "original-medicare") is None
    assert _first(book, "ketamine.iv:6", "employer-ppo") is None
    assert _first(book, FIRST + "ketamine.esketamine:12", "employer-ppo") is None
    old = load_prices("2026.1")
    arm = _asked(old, "ketamine.esketamine:12").arms[0]
    assert asked_first(old, old.plans["employer-ppo"], arm) is None


@pytest.mark.parametrize(
    ("arm", "many"),
    [
        (FIRST + "ketamine.esketamine:12", 2),
        (FIRST + "ketamine.iv:6", 2),  # another way to have ketamine was chosen since
        ("ssri.sertraline:3~s2>tms.standard:36", 1),
        ("cbt.individual:12>ketamine.esketamine:12", 0),
        ("ketamine.esketamine:12>ssri.sertraline:3", 0),
        ("ketamine.esketamine:12+cbt.individual:12", 0),
    ],
)
def test_what_was_put_before_is_known_again(book, arm, many):
    assert put_before(book, _asked(book, arm).arms[0]) == many


def _cents(book: PriceBook, *, plan: str) -> tuple[int, int, dict[str, int]]:
    """The way's cents and weeks, and what each of its services costs."""
    [arm] = compare(book, _asked(book, FIRST + "ketamine.esketamine:12", plan=plan)).arms
    before = before_the_last(arm)
    assert before and [choice.option for choice in before.then] == ["ketamine.esketamine"]
    at = [i for i, x in enumerate(arm.ledger.lines) if x.dated.option != "ketamine.esketamine"]
    by = arm.ledger.part(at).by(lambda line: line.service)
    return before.cents, before.weeks, {s: t["patient_pays"]["typical"] for s, t in by.items()}


def test_what_the_way_costs_with_a_plan(book):
    """PPO: four visits in primary care at 27; two months of sertraline at 6.76 and two of
    venlafaxine at 7.98, which are below the copayment of 11. Six weeks each. In all it is the
    maximum of 4,000 either way: the way counts toward it."""
    cents, weeks, by_service = _cents(book, plan="employer-ppo")
    assert by_service == {
        "primary-care-new": 2 * 2_700,
        "sertraline-month": 2 * 676,
        "primary-care-follow-up": 2 * 2_700,
        "venlafaxine-xr-month": 2 * 798,
    }
    assert (cents, weeks) == (13_748, 12)
    for arm in ("ketamine.esketamine:12", FIRST + "ketamine.esketamine:12"):
        [found] = compare(book, _asked(book, arm, plan="employer-ppo")).arms
        assert found.ledger.totals()["patient_pays"]["typical"] == 400_000


def test_what_the_way_costs_under_medicaid(book):
    """Four a visit and four a month of a drug: eight of them."""
    assert _cents(book, plan="medicaid")[:2] == (8 * 400, 12)


def test_without_a_plan_the_way_is_added_to_the_rest(book):
    """New visits 190, follow-ups 125, sertraline 10.69, venlafaxine 11.90: two of each."""
    cents, _, _ = _cents(book, plan="none")
    assert cents == 2 * (19_000 + 12_500 + 1_069 + 1_190) == 67_518
    [alone] = compare(book, _asked(book, "ketamine.esketamine:12")).arms
    [whole] = compare(book, _asked(book, FIRST + "ketamine.esketamine:12")).arms
    paid = [arm.ledger.totals()["patient_pays"]["typical"] for arm in (alone, whole)]
    assert paid[1] - paid[0] == cents
    assert before_words(whole, book) == ["Before Ketamine: 12 weeks and about $680 of the total"]
    assert before_words(alone, book) == []


# --- the app -------------------------------------------------------------------------------------


def _arms(page) -> tuple[Arm, ...]:
    return scenario_of(page).arms


def test_one_tap_puts_it_before_and_one_takes_it_out():
    page = open_page(
        folded=False,
        v="2",
        release="2026.2",
        arms="ketamine.esketamine:12,tms.standard:36",
        plan="employer-ppo",
    )
    first = _arms(page)
    said = " ".join(texts(page)).replace("\\", "")
    assert "Your plan asks for other medicines before Ketamine: Esketamine (Spravato)" in said
    assert "they take 12 weeks and cost you about $140" in said
    page.button(key="first_0").click().run()
    assert not page.exception
    assert arm_id(_arms(page)[0]) == FIRST + "ketamine.esketamine:12"
    said = " ".join(texts(page)).replace("\\", "")
    assert "Before Ketamine: 12 weeks and about $140 of the total" in said
    assert page.pills(key="opt_0_2").value == "ketamine.esketamine", "chosen in the sentence"
    page.selectbox(key="opt_0_0").set_value("ssri.escitalopram").run()
    assert not page.exception and len(amounts(page)) == 2
    page.pills(key="opt_0_0").set_value("ssri.sertraline").run()
    page.button(key="alone_0").click().run()
    assert not page.exception and _arms(page) == first


def test_then_another_treatment_and_undo():
    page = open_page(folded=False, v="2", release="2026.1", arms="ketamine.iv:6")
    first = _arms(page)
    page.button(key="then_0").click().run()
    assert not page.exception
    assert arm_id(_arms(page)[0]) == "ketamine.iv:6>cbt.individual:16"
    assert any(", then Cognitive" in text for text in texts(page)), "the card says the order"
    page.selectbox(key="opt_0_1").set_value("cbt.group").run()
    assert not page.exception and _arms(page)[0][1].then, "another option comes after, too"
    page.button(key="part_0").click().run()
    assert not page.exception and _arms(page) == first


def test_another_plan_leaves_what_was_put_before():
    page = open_page(
        folded=False,
        v="2",
        release="2026.2",
        arms=FIRST + "ketamine.esketamine:12",
        plan="employer-ppo",
    )
    page.pills(key="plan").set_value("none").run()
    assert not page.exception
    assert arm_id(_arms(page)[0]) == FIRST + "ketamine.esketamine:12"
    assert page.pills(key="opt_0_2").value == "ketamine.esketamine"
    assert scenario_of(page).plan == "none"
