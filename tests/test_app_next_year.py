"""Page Next year's plan, and what stands on Compare of payers and of no insurance."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from streamlit.testing.v1 import AppTest

from driving_app import amounts, open_scenario, run, tables, texts
from ketacost import compare, load_prices
from ketacost.model.link import link_texts
from ketacost.model.plan_choice import plan_choice
from ketacost.model.scenario import default_scenario
from ketacost.model.who_pays import typically
from ketacost.model.with_and_without import with_and_without
from ketacost.words.figures import about, dollars
from ketacost.words.language import words
from ketacost.words.who_pays import flip_words

BOOK = load_prices("2026.2")
PPO = replace(default_scenario(BOOK), plan="employer-ppo")


def _next_year() -> None:
    from ketacost.app import session
    from ketacost.app.pages import next_years_plan

    session.begin()
    next_years_plan.show()


def _page(scenario: Any = PPO) -> AppTest:
    page = AppTest.from_function(_next_year, default_timeout=30)
    for name, value in link_texts(scenario).items():
        page.query_params[name] = value
    return run(page)


def _rows(page: AppTest) -> list[list[str]]:
    return [list(row.values()) for row in tables(page)[0]]


def test_the_page_begins_with_ones_own_plan_and_others_of_its_kind() -> None:
    page = _page()
    asked = ("employer-ppo", "employer-hdhp", "marketplace-silver")
    assert tuple(page.pills(key="year_plans").value) == asked
    choice = plan_choice(BOOK, PPO, PPO.arms[0], asked)
    for row, one in zip(_rows(page), choice.plans, strict=True):
        assert row[1] == dollars(one.with_premium(one.paid))
        assert row[4] == dollars(one.with_premium(one.worst))
        assert row[5:] == [dollars(one.premium or 0), dollars(one.paid)]
    said = "\n".join(texts(page))
    assert "years drawn" in said and "you should take" not in said.lower()


def test_plans_premiums_and_other_care_are_taken() -> None:
    page = _page()
    page.pills(key="year_plans").set_value(["employer-ppo", "marketplace-gold", "none"])
    page = run(page)
    assert "not known" in _rows(page)[1]
    page.number_input(key="year_premium_marketplace-gold").set_value(10)
    page = run(page)
    page.radio(key="year_care").set_value("much")
    page = run(page)
    page.selectbox(key="year_course").set_value(2)
    page = run(page)
    asked = ["employer-ppo", "marketplace-gold", "none"]
    choice = plan_choice(BOOK, PPO, PPO.arms[2], asked, {"marketplace-gold": 10}, "much")
    assert [row[1] for row in _rows(page)] == [
        dollars(one.with_premium(one.paid)) for one in choice.plans
    ]
    page.number_input(key="year_premium_marketplace-gold").set_value(None)
    assert "not known" in _rows(run(page))[1]


def test_no_plan_asks_for_one_and_an_older_release_says_what_it_lacks() -> None:
    page = _page()
    page.pills(key="year_plans").set_value([])
    assert [info.value for info in run(page).info] == [words().say("next-year.none-chosen")]
    old = load_prices("2026.1")
    page = _page(replace(default_scenario(old), plan="employer-ppo"))
    assert not page.radio and words().say("next-year.no-care-known") in texts(page)


def _basis() -> None:
    from ketacost import load_prices
    from ketacost.app.pages.next_years_plan import draw_basis
    from ketacost.model.plan_choice import plan_choice
    from ketacost.model.scenario import default_scenario

    book = load_prices("2026.2")
    scenario = default_scenario(book)
    plans = ["employer-ppo", "marketplace-gold"]
    draw_basis(book, plan_choice(book, scenario, scenario.arms[0], plans, care="little"))


def test_premiums_and_other_care_say_where_they_come_from() -> None:
    page = run(AppTest.from_function(_basis, default_timeout=30))
    said = "\n".join(texts(page)).replace("\\", "")
    assert "Employer plan (PPO): $131 a month, the worker's share" in said
    assert "Marketplace plan, gold: premium not known. No average" in said
    assert "National Insurance Services" in said and "Simple Fracture Guide" in said
    assert [len(table) for table in tables(page)] == [7, 7]


def test_the_switch_shows_whose_cost_it_is() -> None:
    page, found = open_scenario(PPO), compare(BOOK, PPO)
    plain = [text.replace("\\", "") for text in texts(page)]
    assert flip_words(found, "me") is None or flip_words(found, "me") in plain
    page.session_state["ranges"] = True
    run(page)
    for who in ("plan", "everyone", "me"):
        page.segmented_control(key="who_pays").set_value(who)
        page = run(page)
        assert amounts(page) == [about(typically(arm.ledger, who)) for arm in found.arms]
        plain = [text.replace("\\", "") for text in texts(page)]
        said = flip_words(found, who)
        assert said is None or said in plain


def test_one_tap_shows_the_scenario_without_insurance() -> None:
    page = open_scenario(PPO)
    before = len(tables(page))
    page.toggle(key="without_insurance").set_value(True)
    page = run(page)
    assert len(tables(page)) == before + 1
    rows = [list(row.values()) for row in tables(page)[-1]]
    for row, one in zip(rows, with_and_without(compare(BOOK, PPO)), strict=True):
        assert row[1:3] == [dollars(one.plan), dollars(one.cash)]


def test_without_insurance_there_is_nothing_to_switch() -> None:
    page = open_scenario(default_scenario(BOOK))
    assert not [one for one in page.toggle if one.key == "without_insurance"]
    assert "who_pays" not in page.session_state
