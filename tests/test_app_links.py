"""The app opens links: the library's figures, what changed since, and no query breaks it."""

from __future__ import annotations

import json
import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from streamlit.testing.v1 import AppTest

from driving_app import amounts
from fuzz_links import check_figures, check_query, check_walk, new_page, open_link, random_query
from ketacost import Scenario, compare, default_scenario, from_link, load_prices
from ketacost.words.figures import about
from publish import FILE
from reading_links import link_fields, whole_link
from scenarios import scenarios

BOOK = load_prices("2026.1")


@pytest.fixture(scope="module")
def page() -> AppTest:
    return new_page()


def test_random_scenarios_give_the_librarys_cents(page: AppTest) -> None:
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(scenarios(BOOK, most_arms=3))
    def each(scenario: Scenario) -> None:
        check_figures(page, scenario, BOOK)

    each()


def test_random_queries_leave_a_usable_page(page: AppTest) -> None:
    for seed in range(80):
        check_query(page, random_query(random.Random(seed)))


@pytest.mark.parametrize("seed", range(4))
def test_no_way_through_the_question_breaks_the_page(seed: int) -> None:
    check_walk(random.Random(seed), steps=25)


def test_published_links_in_the_app(page: AppTest) -> None:
    for line in FILE.read_text(encoding="utf-8").splitlines()[::5]:
        scenario = from_link(json.loads(line)["link"])
        check_figures(page, scenario, load_prices(scenario.release))


def test_the_same_arm_twice_is_no_trouble(page: AppTest) -> None:
    check_query(page, {"arms": "ketamine.iv:6,ketamine.iv:6,ketamine.im:6", "release": "2026.1"})
    assert len(amounts(page)) == 3


def test_a_link_of_an_older_release_shows_its_own_figures_and_todays(page: AppTest) -> None:
    link = whole_link(default_scenario(BOOK), "1").replace("2026.1", "2024.1")
    open_link(page, link_fields(link.replace("plan=none", "plan=original-medicare")))
    assert not page.exception
    old = from_link(link.replace("plan=none", "plan=original-medicare"))
    shown = amounts(page)
    then = compare(load_prices("2024.1"), old).arms
    assert shown == [about(a.ledger.totals()["patient_pays"]["typical"]) for a in then]
    told = " ".join(str(i.value).replace("\\", "") for i in (*page.info, *page.markdown))
    assert "2024" in told and f"about the same, {shown[0]}" in told
    switch = next(b for b in page.button if b.label.startswith("Use prices of"))
    switch.click().run()
    assert not page.exception
    assert page.query_params["release"] in (load_prices().id, [load_prices().id])
    assert amounts(page) != shown


def test_where_todays_prices_move_the_figure_both_stand_there(page: AppTest) -> None:
    open_link(page, {"v": "2", "release": "2024.1", "arms": "cbt.individual:16,ect.outpatient:9"})
    assert not page.exception
    told = " ".join(str(i.value).replace("\\", "") for i in page.info)
    assert re.search(r"you would pay about (\$[\d,]+) instead of (?!\1)\$[\d,]+", told), told
