"""Help by income and place: who is told that they may qualify, worked out by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketacost import compare, default_scenario, load_prices, sweep
from ketacost.cli import main
from ketacost.model.deduction import deduction
from ketacost.model.eligibility import poverty_level
from ketacost.model.estimate import Comparison, qualifying
from ketacost.model.help import deferred_interest
from ketacost.model.link import read_link
from ketacost.model.rules import ON_PAGES, SHOWN, rules_that_matter
from ketacost.output.questions import questions
from ketacost.output.terminal import comparison_text
from ketacost.words.help_by_income import may_qualify_words, rules_words
from reading_links import read_fields

BOOK = load_prices("2026.2")
ECT = {"arms": "ect.outpatient:9"}


def told(**fields: object) -> dict[str, str]:
    """The kinds of help that are told, each with the id of why and the limit that it says."""
    scenario, problems = read_fields({k: str(v) for k, v in fields.items()}, BOOK)
    assert not problems
    found = {}
    for one in qualifying(BOOK, scenario):
        cents = one.why.params.get("limit_cents", one.why.params.get("cents"))
        found[one.name] = one.why.id if cents is None else f"{one.why.id} {cents / 100:.2f}"
    return found


# --- the poverty level ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "state", "household", "usd"),
    [
        (2025, "OH", 1, 15_650),
        (2025, "FL", 2, 15_650 + 5_500),
        (2025, "CA", 4, 15_650 + 3 * 5_500),
        (2026, "OH", 1, 15_960),
        (2026, "AK", 3, 19_950 + 2 * 7_100),
        (2026, "HI", 2, 18_360 + 6_530),
        (2026, "", 1, 15_960),
        (2026, "PR", 1, 15_960),
    ],
)
def test_a_poverty_level(year: int, state: str, household: int, usd: int) -> None:
    assert poverty_level(BOOK, year, state, household) == usd


def test_a_year_without_a_level_has_none() -> None:
    assert poverty_level(BOOK, 2019, "OH", 1) is None


# --- who may qualify -----------------------------------------------------------------------------


def test_one_person_with_21000_in_ohio_may_have_medicaid() -> None:
    """15,960 x 1.38 = 22,024.80, and 21,000 is 131.6 percent of 15,960. Who may have Medicaid has
    no help with a marketplace plan; twice the level is 31,920."""
    assert told(region="oh", income=21_000, **ECT) == {
        "medicaid": "income 22024.80",
        "health-center": "income 31920.00",
        "charity-care": "whoever-asks",
        "va": "whoever-asks",
    }
    scenario, _ = read_fields({"region": "oh", "income": "21000"}, BOOK)
    why = qualifying(BOOK, scenario)[0].why
    assert (why["percent"], why["year"], why["up_to"]) == (Decimal("131.6"), 2026, 138)


def test_the_same_person_in_texas_has_a_silver_plan_with_the_largest_savings() -> None:
    """Marketplace plans of 2026 go by 2025: 21,000 / 15,650 = 134.2 percent; 1.5 x 15,650 = 23,475,
    4 x 15,650 = 62,600."""
    found = told(region="tx-austin", income=21_000, **ECT)
    assert found["medicaid"] == "state-narrow 22024.80"
    assert found["silver-extra-savings"] == "income 23475.00"
    assert found["premium-help"] == "income 62600.00"


def test_two_people_with_40000_in_florida_have_large_savings() -> None:
    """40,000 / 21,150 = 189.1 percent; 2 x 21,150 = 42,300. Above 138 percent of 21,640 no word of
    Medicaid."""
    found = told(region="fl-miami", income=40_000, household=2, **ECT)
    assert "medicaid" not in found and found["silver-extra-savings"] == "income 42300.00"
    scenario, _ = read_fields({"region": "fl-miami", "income": "40000", "household": "2"}, BOOK)
    step = next(o.step for o in qualifying(BOOK, scenario) if o.name == "silver-extra-savings")
    assert step and (step.most_usd, step.plan) == (3_500, "marketplace-silver-csr")


def test_four_people_with_80000_in_california_have_small_savings() -> None:
    """80,000 / 32,150 = 248.8 percent; 2.5 x 32,150 = 80,375."""
    found = told(region="ca-los-angeles", income=80_000, household=4, **ECT)
    assert found["silver-extra-savings"] == "income 80375.00" and "medicaid" not in found
    assert found["premium-help"] == "income 128600.00"


def test_a_dollar_above_four_times_the_level_has_no_help_with_premiums() -> None:
    """4 x 15,650 = 62,600."""
    assert told(region="ny-manhattan", income=62_600, **ECT)["premium-help"] == "income 62600.00"
    found = told(region="ny-manhattan", income=62_601, **ECT)
    assert set(found) == {"charity-care", "va"}


def test_alaska_has_a_level_of_its_own() -> None:
    """19,950 x 1.38 = 27,531; 24,000 is 120.3 percent."""
    assert told(region="ak", income=24_000, **ECT)["medicaid"] == "income 27531.00"
    assert "medicaid" not in told(region="ak", income=27_532, **ECT)


def test_too_little_for_a_marketplace_plan_in_mississippi() -> None:
    """14,000 / 15,650 = 89.5 percent: neither wide Medicaid nor help with premiums, which begins at
    15,650; a health center and a hospital may help."""
    found = told(region="ms", income=14_000, **ECT)
    assert found["silver-extra-savings"] == found["premium-help"] == "begins-at 15650.00"
    assert found["medicaid"].startswith("state-narrow")
    assert found["health-center"] == "income 15960.00" and "charity-care" in found


def test_georgia_and_wisconsin_go_up_to_the_level_itself() -> None:
    assert told(region="wi", income=15_960)["medicaid"] == "income 15960.00"
    assert "medicaid" not in told(region="wi", income=15_961)
    words = may_qualify_words(_asked(region="ga-atlanta", income=12_000))
    assert "80 hours a month" in words[0].why


def test_puerto_rico_has_no_marketplace_and_a_medicaid_of_its_own() -> None:
    found = told(region="pr", income=14_000, **ECT)
    assert found["medicaid"].startswith("state-narrow")
    assert not {"silver-extra-savings", "premium-help"} & set(found)


def test_without_a_state_medicaid_asks_for_it() -> None:
    assert told(income=21_000)["medicaid"].startswith("state-not-said")
    assert told()["medicaid"] == "income-not-said"


def test_people_with_medicare_are_told_of_neither() -> None:
    found = told(region="oh", plan="original-medicare", income=12_000, **ECT)
    assert set(found) == {"health-center", "charity-care", "va"}


def test_a_hospital_is_asked_for_help_only_where_the_course_has_one() -> None:
    assert "charity-care" not in told(arms="cbt.individual:16")
    assert "charity-care" in told(arms="ketamine.esketamine:8~at.hospital")
    assert "maker-foundation" in told(arms="ketamine.esketamine:8")
    assert "maker-foundation" not in told(arms="ketamine.iv:6")


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(BOOK.regions)),
    st.integers(1, 12),
    st.integers(0, 150_000),
    st.integers(0, 20_000),
)
def test_more_people_or_less_income_never_lose_help_of_fees(
    region: str, household: int, income: int, less: int
) -> None:
    """Health centers' fees have no lower end: who may have them keeps them with less income or more
    people. And each limit that is told is at least the income."""
    low = told(region=region, income=max(0, income - less), household=household)
    high = told(region=region, income=income, household=household)
    more = told(region=region, income=income, household=household + 1)
    assert "health-center" not in high or ("health-center" in low and "health-center" in more)
    for why in high.values():
        if why.startswith("income "):
            assert float(why.split()[1]) >= income


@pytest.mark.parametrize("release", ["2024.1", "2025.1", "2026.1"])
def test_releases_without_the_table_tell_nothing(release: str) -> None:
    book = load_prices(release)
    scenario = replace(default_scenario(book), income_usd=10_000)
    assert compare(book, scenario).may_qualify() == []
    assert questions(compare(book, scenario)) == questions(compare(book, default_scenario(book)))


# --- told everywhere, taken off nowhere ----------------------------------------------------------


def _asked(**fields: object) -> Comparison:
    scenario, problems = read_fields({k: str(v) for k, v in fields.items()}, BOOK)
    assert not problems
    return compare(BOOK, scenario)


def test_an_income_changes_no_figure() -> None:
    plain, asked = _asked(region="oh"), _asked(region="oh", income=9_000, household=5)
    for a, b in zip(plain.arms, asked.arms, strict=True):
        assert a.ledger.totals() == b.ledger.totals()


def test_what_is_told_stands_in_the_terminal_and_in_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = " ".join(comparison_text(_asked(region="oh", income=21_000)).split())
    assert "up to about $22,025 a year (138%)" in text and "hhs" not in text
    assert "240 days" in text and "choose Medicaid" in text
    assert "240 days" not in comparison_text(_asked(region="oh"))
    args = ["compare", "--release", "2026.2", "--region", "oh", "--income", "21000", "--json"]
    assert main(args) == 0
    document = json.loads(capsys.readouterr().out)
    medicaid = document["may_qualify"][0]
    assert (medicaid["help"], medicaid["limit"]) == ("medicaid", 22_024.8)
    assert medicaid["percent_of_poverty_level"] == 131.6 and medicaid["sources"]


def test_the_sheet_asks_the_hospital_for_its_assistance() -> None:
    assert "240 days" in " ".join(questions(_asked(**ECT))["clinic"])
    assert "assistance" not in " ".join(questions(_asked(arms="cbt.individual:16"))["clinic"])


def test_no_word_blames_or_advises() -> None:
    said = [one.why + one.text for one in may_qualify_words(_asked(region="tx-austin", income=1))]
    said += [text for name in SHOWN for text in [BOOK.rules[name].text]]
    for text in said:
        for word in ("should", "must pay", "you need to", "failed", "unfortunately", "best for"):
            assert word not in text.lower(), text


# --- rules ---------------------------------------------------------------------------------------

MATTERS = {
    "medical-expense-tax": {"itemize": 22, "income": 50_000},
    "medical-mileage-tax": {"itemize": 22, "income": 50_000, "miles": 20},
    "tax-free-accounts": {"tax": 22},
    "hsa-contribution-limit": {"tax": 22},
    "hsa-bronze": {"plan": "marketplace-bronze", "tax": 22},
    "savings-not-with-government-insurance": {"plan": "va", "help": "spravato-withme"},
    "out-of-network": {"plan": "employer-ppo", "oon": "1000.60.80"},
    "medical-credit-card": {"loan": "d12.26.99"},
    "telehealth-prescribing": {"arms": "ketamine.home:6"},
}


def test_every_rule_of_the_newest_release_is_shown_by_some_surface() -> None:
    assert set(BOOK.rules) == {*ON_PAGES, *SHOWN}
    assert set(MATTERS) == set(SHOWN)
    for name, fields in MATTERS.items():
        asked = _asked(**fields)
        assert name in rules_that_matter(asked)
        text = " ".join(comparison_text(asked).split())
        assert " ".join(BOOK.rules[name].text.split()) in text
        assert (BOOK.rules[name].text, BOOK.rules[name].sources) in rules_words(asked)


def test_no_rule_matters_to_a_plain_comparison() -> None:
    assert rules_that_matter(_asked()) == []


# --- the arithmetic by itself --------------------------------------------------------------------


def test_a_deduction_stops_at_the_income() -> None:
    """Of 30,000 paid with an income of 20,000, 28,500 lies above 1,500, and 20,000 at most counts:
    10 percent of it is 2,000."""
    found = deduction(np.array([[3_000_000]]), [2026], 20_000, 10)
    assert found.floor_cents == 150_000 and found.saved().tolist() == [200_000]


def test_deferred_interest_by_hand() -> None:
    """3,000 and 100 a month: 29,400 x 26.99 % / 12 = 661.255; with 250 a month nothing is left."""
    price, rate = np.array([300_000, 300_000]), Decimal("26.99")
    monthly = np.array([10_000, 25_000])
    interest, left, balances = deferred_interest(price, 12, rate, monthly)
    assert interest.tolist() == [66_126, 0]
    assert left.tolist() == [180_000, 0]
    assert balances.tolist() == [2_940_000, 1_950_000]


def test_a_rebate_closed_to_some_states_is_closed_in_a_sweep_too() -> None:
    link = "?v=2&release=2026.2&arms=ketamine.esketamine:8&plan=employer-ppo"
    scenario = read_link(f"{link}&help=spravato-observation-rebate").scenario
    places = ("oh", "ma-boston", "mn", "ri", "tx-austin")
    found = sweep(BOOK, scenario, regions=places)
    for place in places:
        alone = compare(BOOK, replace(scenario, region=place)).arms[0].ledger.sums()
        here = found.at(region=place)
        assert np.array_equal(here["assistance"].ravel(), alone["assistance"])
        assert bool(alone["assistance"].any()) == (place in ("oh", "tx-austin"))
