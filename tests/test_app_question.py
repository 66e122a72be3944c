"""The question: every input of a scenario has a widget, which shows it and gives it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from streamlit.testing.v1 import AppTest

from driving_app import amounts, open_page, open_scenario, run, scenario_of, texts
from ketacost import Scenario, default_scenario, load_prices
from ketacost.app.question import fields
from ketacost.app.session import Session
from ketacost.model.link import BY_ATTRIBUTE, read_pairs
from ketacost.model.link_values import Arms
from ketacost.model.scenario import (
    Choice,
    ClinicQuote,
    FamilyCover,
    Loan,
    OutOfNetwork,
    PlanTerms,
)
from ketacost.words.inputs import box_words
from scenarios import scenarios

BOOK = load_prices("2026.1")
LINK = {"v": "2", "release": "2026.1"}
QUOTE = "ketamine-infusion-iv"


def _number(key: str, value: float | None) -> Callable[[AppTest], Any]:
    return lambda page: page.number_input(key=key).set_value(value)


def _pick(key: str, value: object) -> Callable[[AppTest], Any]:
    return lambda page: page.selectbox(key=key).set_value(value)


def _tap(key: str, value: object) -> Callable[[AppTest], Any]:
    return lambda page: page.pills(key=key).set_value(value)


def _open(key: str) -> Callable[[AppTest], Any]:
    return lambda page: page.session_state.__setitem__(key, True)


def _tick(key: str) -> Callable[[AppTest], Any]:
    return lambda page: page.checkbox(key=key).check()


INPUTS: dict[str, tuple[list[Callable[[AppTest], Any]], object]] = {
    "arms": ([_number("ses_0_0", 8)], None),
    "region": ([_pick("region", "oh")], "oh"),
    "plan": ([_tap("plan", "va")], "va"),
    "horizon": ([lambda page: page.segmented_control(key="horizon").set_value("12m")], "12m"),
    "start": ([_pick("start_month", 10), _number("start_day", 15)], (10, 15)),
    "year_starts_month": ([_pick("year_starts_month", 7)], 7),
    "deductible_usd": ([_number("deductible_usd", 500)], 500),
    "deductible_met_usd": ([_number("deductible_met_usd", 500)], 500),
    "out_of_pocket_max_usd": ([_number("out_of_pocket_max_usd", 2_000)], 2_000),
    "out_of_pocket_met_usd": ([_number("out_of_pocket_met_usd", 3_500)], 3_500),
    "drug_met_usd": (
        [_tap("plan", "original-medicare"), _number("drug_met_usd", 100)],
        100,
    ),
    "family": (
        [_tick("family"), _number("family_deductible_usd", 5_000), _number("family_met_usd", 900),
         lambda page: page.radio(key="family_kind").set_value("aggregate")],
        FamilyCover("aggregate", 5_000, 900, 8_000, 0),
    ),
    "hra_usd": ([_number("hra_usd", 750)], 750),
    "terms": (
        [_pick("term_kind_mental-health-visit", "pd"),
         _number("term_amount_mental-health-visit", 40)],
        (PlanTerms("mental-health-visit", 40, True, True),),
    ),
    "quotes": (
        [_pick("quote_service_0", QUOTE), _number("quote_usd_0", 2_500.5),
         _number("quote_package_0", 8), _tick("quote_refund_0")],
        (ClinicQuote(QUOTE, Decimal("2500.50"), 8, True),),
    ),
    "help": (
        [lambda page: page.multiselect(key="help").select("spravato-withme")],
        ("spravato-withme",),
    ),
    "savings_count": (
        [lambda page: page.multiselect(key="help").select("spravato-withme"),
         lambda page: page.checkbox(key="savings_count").uncheck()],
        False,
    ),
    "out_of_network": (
        [_tick("out_of_network"), _number("out_of_network_deductible_usd", 900),
         _number("out_of_network_share_percent", 60),
         _number("out_of_network_allowed_percent", 80), _number("out_of_network_max_usd", 9_000)],
        OutOfNetwork(900, 60, 80, 9_000),
    ),
    "outside": (
        [lambda page: page.multiselect(key="outside").select("cbt.individual")],
        ("cbt.individual",),
    ),
    "tax_rate_percent": ([_number("tax_rate_percent", 22)], 22),
    "loan": ([_number("loan_months", 12), _number("loan_rate", 99.99)], Loan(12, Decimal("99.99"))),
    "miles": ([_number("miles", 30)], 30),
    "ride_usd": ([_number("ride_usd", 60)], 60),
    "wage_usd": ([_number("wage_usd", 25)], 25),
    "income_usd": ([_number("income_usd", 21_000)], 21_000),
    "household": ([_number("household", 3)], 3),
    "itemize_percent": ([_number("itemize_percent", 22)], 22),
    "schedule_varies": ([_open("ranges"), _tick("schedule_varies")], True),
}  # fmt: skip


BY_A_BUTTON = {"kept", "matters"}
"""What other widgets than those of the question give to the scenario; other tests use them."""


@pytest.mark.parametrize("attribute", [a for a in BY_ATTRIBUTE if a not in BY_A_BUTTON])
def test_every_input_has_a_widget_that_gives_it_to_the_scenario(attribute: str) -> None:
    """One after another, as a person types; what no widget was told stays."""
    arms = "ketamine.iv:6,ketamine.esketamine:33,cbt.individual:16,ect.outpatient:9"
    page = open_page(folded=False, **LINK, arms=arms, plan="employer-ppo")
    before, steps, wanted = scenario_of(page), *INPUTS[attribute]
    for step in steps:
        step(page)
        run(page)
    after = scenario_of(page)
    if wanted is None:
        wanted = ((Choice("ketamine.iv", 8),), *before.arms[1:])
    assert getattr(after, attribute) == wanted
    others = {"drug_met_usd": {"plan"}, "savings_count": {"help"}}.get(attribute, set())
    for other in BY_ATTRIBUTE:
        if other != attribute and other not in others:
            assert getattr(after, other) == getattr(before, other), other


def test_every_input_changes_the_answer() -> None:
    page = open_page(
        folded=False, **LINK, arms="ketamine.esketamine,ssri,cbt,ect", plan="employer-ppo"
    )
    seen = [amounts(page)]

    def changed() -> None:
        run(page)
        seen.append(amounts(page))
        assert seen[-1] != seen[-2]

    page.number_input(key="deductible_usd").set_value(0)
    changed()
    page.number_input(key="out_of_pocket_max_usd").set_value(1000)
    changed()
    page.number_input(key="out_of_pocket_max_usd").set_value(9000)
    page.number_input(key="deductible_usd").set_value(3000)
    changed()
    page.number_input(key="deductible_met_usd").set_value(2500)
    changed()
    page.number_input(key="out_of_pocket_met_usd").set_value(8900)
    changed()
    page.number_input(key="out_of_pocket_met_usd").set_value(None)
    changed()
    page.number_input(key="hra_usd").set_value(200)
    changed()
    page.multiselect(key="outside").select("cbt.individual")
    changed()
    page.pills(key="opt_0_0").set_value("ketamine.kap")
    changed()
    page.number_input(key="ses_0_0").set_value(3)
    changed()
    page.segmented_control(key="horizon").set_value("12m")
    changed()
    page.selectbox(key="start_month").select(9)
    changed()
    page.button(key="drop_3").click()
    changed()
    assert len(seen[-1]) == 3


def test_a_package_is_paid_back_or_not() -> None:
    link = LINK | {"arms": "ketamine.iv:4", "quotes": f"{QUOTE}:6x2500"}
    page = open_page(folded=False, **link)
    kept = amounts(page)
    page.checkbox(key="quote_refund_0").check()
    assert amounts(run(page)) != kept


# --- widgets show the scenario -------------------------------------------------------------------


def test_opening_what_is_folded_changes_nothing() -> None:
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(scenarios(BOOK, most_arms=3))
    def each(scenario: Scenario) -> None:
        page = open_scenario(scenario, folded=False)
        assert scenario_of(page) == scenario
        assert not page.warning

    each()


def test_a_widget_has_the_limits_of_the_scenarios_field() -> None:
    page = open_page(folded=False, **LINK, plan="employer-ppo", loan="12.9")
    for box in page.number_input:
        field = BY_ATTRIBUTE.get(box.key)
        if field is not None:
            assert (box.min, box.max) == (field.kind.least, field.kind.most), box.key
    assert page.number_input(key="loan_rate").max == 99.99
    assert page.number_input(key="loan_months").max == 84
    sessions = BOOK.options["ketamine.iv"].sessions
    box = page.number_input(key="ses_0_0")
    assert (box.min, box.max) == (sessions.min, sessions.max)


def test_a_loan_at_the_limit_stays_when_the_question_is_opened() -> None:
    page = open_page(folded=False, **LINK, loan="12.99.99")
    assert scenario_of(page).loan == Loan(12, Decimal("99.99"))
    assert page.query_params["loan"] in ("12.99.99", ["12.99.99"])


def test_an_emptied_box_is_as_usual_again() -> None:
    page = open_page(folded=False, **LINK, plan="employer-ppo")
    usual = amounts(page)
    page.number_input(key="deductible_usd").set_value(0)
    assert amounts(run(page)) != usual
    page.number_input(key="deductible_usd").set_value(None)
    assert amounts(run(page)) == usual and scenario_of(page).deductible_usd is None


# --- values that no browser sends ----------------------------------------------------------------


@pytest.mark.parametrize("key", ["ses_0_0", "start_day", "deductible_met_usd"])
@pytest.mark.parametrize("value", [None, 10**8, -1])
def test_a_number_that_cannot_be_leaves_the_last_good_one(key: str, value: int | None) -> None:
    page = open_page(folded=False, **LINK, plan="employer-ppo", met="300", start="3-9")
    before, shown = scenario_of(page), page.number_input(key=key).value
    page.number_input(key=key).set_value(value)
    run(page)
    assert scenario_of(page) == before
    assert page.number_input(key=key).value == shown


@pytest.mark.parametrize(
    "values",
    [
        {"plan": "gold"}, {"plan": None}, {"region": "atlantis"}, {"region": 3},
        {"horizon": None}, {"horizon": "9m"}, {"start": (13, 1)}, {"start": (2, 30)},
        {"start": (None, None)}, {"miles": -1}, {"miles": "9"}, {"miles": 9.5}, {"miles": 10**9},
        {"deductible_met_usd": None}, {"savings_count": None}, {"savings_count": "yes"},
        {"arms": ()}, {"arms": ((Choice("ketamine.iv", 0),),)},
        {"arms": ((Choice("ketamine.iv", 6), Choice("ketamine.iv", 6)),)},
        {"arms": ((Choice("nothing", 6),),)}, {"help": ("nothing",)}, {"outside": ("ketamine",)},
        {"quotes": (ClinicQuote("nothing", Decimal(5)),)},
        {"quotes": (ClinicQuote(QUOTE, Decimal(10**8)),)},
        {"quotes": (ClinicQuote(QUOTE, Decimal(-5)),)},
        {"loan": Loan(0, Decimal(5))}, {"loan": Loan(12, Decimal(100))},
        {"terms": (PlanTerms("lab", 101, percent=True),)},
        {"out_of_network": OutOfNetwork(0, 101, 100)},
        {"family": FamilyCover("embedded", -1, 0, 0, 0)},
    ],
    ids=str,
)  # fmt: skip
def test_what_a_scenario_cannot_hold_leaves_it_as_it_was(values: dict[str, Any]) -> None:
    here = Session(default_scenario(BOOK), BOOK)
    assert not here.change(**values)
    assert here.scenario == default_scenario(BOOK)


# --- arms ----------------------------------------------------------------------------------------


def _arms(page: AppTest) -> list[str]:
    return [str(choice) for arm in scenario_of(page).arms for choice in arm]


def test_an_arm_that_moves_keeps_its_values() -> None:
    arms = "ketamine.iv:6~w3,cbt.individual:12~s4,ect.outpatient:8"
    page = open_page(folded=False, **LINK, arms=arms)
    page.button(key="drop_0").click()
    run(page)
    assert _arms(page) == ["cbt.individual:12~s4", "ect.outpatient:8"]
    assert page.number_input(key="ses_1_0").value == 12
    assert page.number_input(key="stop_after_1_0").value == 4
    page.number_input(key="ses_2_0").set_value(7)
    run(page)
    assert _arms(page) == ["cbt.individual:12~s4", "ect.outpatient:7"]


def test_a_change_and_a_removal_at_once_meet_the_right_arms() -> None:
    page = open_page(folded=False, **LINK, arms="ketamine.iv:6,cbt.individual:12,ect.outpatient:8")
    page.number_input(key="ses_1_0").set_value(10)
    page.number_input(key="ses_0_0").set_value(4)
    page.button(key="drop_0").click()
    run(page)
    assert _arms(page) == ["cbt.individual:10", "ect.outpatient:8"]


def test_an_option_is_not_offered_twice_in_an_arm() -> None:
    page = open_page(folded=False, **LINK, arms="ketamine.iv:6,cbt.individual:12")
    page.button(key="join_0").click()
    run(page)
    assert _arms(page)[:2] == ["ketamine.iv:6", "cbt.individual:16"]
    offered = page.selectbox(key="opt_0_1").options
    assert not any("IV infusion" in label for label in offered)
    assert len(offered) == len(BOOK.options) - 1
    page.button(key="join_1").click()
    run(page)
    first, second = scenario_of(page).arms[1]
    assert first.option == "cbt.individual" != second.option
    page.selectbox(key="opt_0_1").set_value("ketamine.im")
    run(page)
    assert not any("injection" in label for label in page.pills(key="opt_0_0").options)
    assert scenario_of(page).arms[0] == (Choice("ketamine.iv", 6), Choice("ketamine.im", 6))
    page.button(key="part_0").click()
    run(page)
    assert scenario_of(page).arms[0] == (Choice("ketamine.iv", 6),)


def test_fewer_sessions_than_the_stop_bring_the_stop_down() -> None:
    page = open_page(folded=False, **LINK, arms="ketamine.iv:6~s5")
    page.number_input(key="ses_0_0").set_value(3)
    run(page)
    assert _arms(page) == ["ketamine.iv:3~s3"]


def test_treatments_are_added_up_to_the_most_and_the_last_stays() -> None:
    page = open_page(folded=False, **LINK, arms="ketamine.iv:6")
    assert not any(str(b.key).startswith("drop_") for b in page.button)
    assert "Remove" not in " ".join(texts(page))
    for many in range(2, 7):
        next(b for b in page.button if b.label == "Add a treatment").click()
        run(page)
        assert len(scenario_of(page).arms) == many
    treatments = [BOOK.treatment_id(arm[0].option) for arm in scenario_of(page).arms]
    assert len(set(treatments)) == 6
    assert not any(b.label == "Add a treatment" for b in page.button)


def test_quotes_are_added_changed_and_taken_back() -> None:
    page = open_page(folded=False, **LINK, arms="ketamine.iv:6", quotes=f"{QUOTE}:600")
    next(b for b in page.button if b.label == "Add another price").click()
    run(page)
    page.selectbox(key="quote_service_1").set_value("ketamine-evaluation")
    page.number_input(key="quote_usd_1").set_value(99.99)
    run(page)
    both = (ClinicQuote(QUOTE, Decimal(600)), ClinicQuote("ketamine-evaluation", Decimal("99.99")))
    assert scenario_of(page).quotes == both
    page.number_input(key="quote_usd_0").set_value(None)
    page.number_input(key="quote_package_1").set_value(2)
    run(page)
    assert scenario_of(page).quotes == (replace(both[1], package=2),)
    assert page.number_input(key="quote_usd_0").value == 99.99
    page.number_input(key="quote_usd_0").set_value(None)
    run(page)
    assert scenario_of(page).quotes == () and page.number_input(key="quote_usd_0").value is None


# --- fields that nobody has placed ---------------------------------------------------------------


def test_a_new_number_of_the_scenario_needs_no_code_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(fields.TABS, "travel", ("ride_usd", "wage_usd"))
    assert "miles" in fields.fields_of(fields.DEFAULT_TAB)
    page = open_page(folded=False, **LINK)
    page.number_input(key="miles").set_value(7)
    run(page)
    assert scenario_of(page).miles == 7


def test_a_field_without_words_of_its_own_is_called_as_in_messages() -> None:
    assert box_words("quotes").label == "Quotes"
    assert box_words("deductible", 1_886).empty == "usual: $1,886"
    assert box_words("max").empty == "usual: no limit"


def test_every_simple_field_stands_in_one_tab() -> None:
    placed = [attribute for tab in fields.TABS for attribute in fields.fields_of(tab)]
    assert len(placed) == len(set(placed)) and set(placed) < set(BY_ATTRIBUTE)


# --- the address bar -----------------------------------------------------------------------------


def _address(page: AppTest) -> dict[str, str]:
    return {k: v[0] if isinstance(v, list) else v for k, v in page.query_params.items()}


def test_a_run_that_still_carries_the_old_address_loses_nothing() -> None:
    """The browser may send a click before it has heard of the address written last."""
    page = open_page(**LINK, arms="ketamine.iv:6")
    old = _address(page)
    page.pills(key="plan").set_value("employer-ppo")
    run(page)
    for name in list(page.query_params):
        del page.query_params[name]
    for name, value in old.items():
        page.query_params[name] = value
    page.selectbox(key="region").set_value("oh")
    run(page)
    assert (scenario_of(page).plan, scenario_of(page).region) == ("employer-ppo", "oh")
    assert _address(page)["plan"] == "employer-ppo" and _address(page)["region"] == "oh"


def test_back_goes_to_the_scenario_that_the_address_says() -> None:
    page = open_page(**LINK, arms="ketamine.iv:6", region="oh")
    page.pills(key="plan").set_value("employer-ppo")
    run(page)
    del page.query_params["plan"]
    run(page)
    assert (scenario_of(page).plan, scenario_of(page).region) == ("none", "oh")


def test_a_link_in_other_words_for_the_same_scenario_stays_as_it_is() -> None:
    page = open_page(**LINK, arms="ketamine.iv:6", region="oh", miles="none", fbclid="abc")
    assert _address(page)["miles"] == "none" and _address(page)["fbclid"] == "abc"
    assert not page.warning and not any("About this link" in c.value for c in page.caption)
    page.pills(key="plan").set_value("va")
    run(page)
    assert set(_address(page)) == {*LINK, "arms", "region", "plan"}


def test_the_whole_table_of_fields_is_tried_here() -> None:
    assert set(INPUTS) | BY_A_BUTTON == set(BY_ATTRIBUTE)
    assert isinstance(BY_ATTRIBUTE["arms"].kind, Arms)
    reading = read_pairs([("plan", "va")], BOOK)
    assert not reading.problems
