"""What a card says: the one thing that decides a figure, a year beside the course, whose price it
is, why there is no range; and that every surface that shows it says the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from ketacost import Scenario, compare, default_scenario, from_link, load_prices
from ketacost.app.parts.cards import cards_html
from ketacost.model.reason import beside, reason
from ketacost.tables.language import speaking
from ketacost.words.card import CardWords, cards_words
from ketacost.words.figures import about
from ketacost.words.question import option_word, question_parts, region_names
from scenarios import scenarios

BOOK = load_prices("2026.2")
LINK = "v=2&release=2026.2&"


def _cards(link: str) -> list[CardWords]:
    scenario = from_link(LINK + link)
    return cards_words(compare(BOOK, scenario), compare(BOOK, beside(scenario)))


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("arms=ketamine.iv:6", "self-pay"),
        ("arms=ketamine.iv:6&quotes=ketamine-infusion-iv:500", "quoted"),
        ("arms=ketamine.iv:6&plan=employer-ppo", "not-covered-deductible"),
        ("arms=ect.outpatient:9&plan=employer-hdhp", "maximum"),
        ("arms=ect.outpatient:9&plan=employer-hdhp&met=4000", "nothing"),
        ("arms=cbt.individual:16&plan=employer-hdhp", "deductible-alone"),
        ("arms=cbt.individual:16&plan=original-medicare", "deductible-then"),
        ("arms=cbt.individual:16&plan=employer-ppo", "copayments"),
        ("arms=cbt.individual:16&plan=employer-ppo&terms=mental-health-visit:20p", "share"),
    ],
)
def test_the_one_thing_that_decides_a_figure(link: str, code: str) -> None:
    assert reason(compare(BOOK, from_link(LINK + link)).arms[0]).id == code


def test_the_session_at_which_the_maximum_is_reached_is_that_of_the_ledger() -> None:
    scenario = from_link(f"{LINK}arms=ect.outpatient:9&plan=employer-hdhp")
    arm = compare(BOOK, scenario).arms[0]
    code, paid = reason(arm), arm.ledger.totals()["patient_pays"]["typical"]
    fewer = from_link(f"{LINK}arms=ect.outpatient:{code['nth']}&plan=employer-hdhp")
    less = from_link(f"{LINK}arms=ect.outpatient:{code['nth'] - 1}&plan=employer-hdhp")
    at, before = (
        compare(BOOK, one).arms[0].ledger.totals()["patient_pays"]["typical"]
        for one in (fewer, less)
    )
    assert before < at == paid and code["all"] == 9


def test_a_card_says_why_and_whose_price_it_is() -> None:
    iv, ect = _cards("arms=ketamine.iv:6,ect.outpatient:9&plan=employer-ppo")
    assert iv.why.startswith("Rarely covered: your deductible doesn't matter")
    assert "Of 18 large insurers studied in 2025, one says it covers infusions" in iv.why
    assert any("about 1 in 80 of the people insured" in note for note in iv.notes)
    assert "the price that the plan has agreed on" in iv.otherwise
    assert "yearly maximum is reached at the 9th of 9 treatments" in ect.why
    assert "the whole price" in ect.otherwise
    assert any(term.startswith("Prior authorization: ") for term in ect.terms)


def test_without_insurance_nothing_is_called_not_covered() -> None:
    for card in _cards("arms=ketamine.iv:6,ketamine.esketamine:12,ect.outpatient:9"):
        assert "cover" not in card.why + card.otherwise
        assert card.why == "Without insurance you pay the whole price"


def test_where_there_is_no_range_the_card_says_why() -> None:
    cbt, ect = _cards("arms=cbt.individual:16,ect.outpatient:9&plan=employer-hdhp")[:2]
    assert " to " in cbt.range and ect.range == "your yearly maximum, whatever the price"
    assert _cards("arms=cbt.individual:16&plan=employer-ppo")[0].range.startswith(
        "a fixed copayment"
    )


def test_a_year_stands_beside_the_course_and_the_course_beside_a_year() -> None:
    link = "arms=ketamine.iv:6&plan=employer-ppo"
    course, year = _cards(link)[0], _cards(f"{link}&horizon=12m")[0]
    assert course.beside == f"a year with maintenance: about {year.figure}"
    assert year.beside == f"the first course alone: about {course.figure}"


@settings(max_examples=40, deadline=None)
@given(scenarios(BOOK, most_arms=3))
def test_every_scenario_has_whole_cards_in_both_languages(scenario: Scenario) -> None:
    for language in ("en", "es"):
        with speaking(language):
            book = load_prices("2026.2")
            comparison = compare(book, scenario)
            cards = cards_words(comparison, compare(book, beside(scenario)))
            html = cards_html(cards, [""] * len(cards), range(len(cards)))
    for arm, card in zip(comparison.arms, cards, strict=True):
        assert card.figure == about(arm.ledger.totals()["patient_pays"]["typical"])
        assert card.why and card.range and card.covers and card.beside
    assert html.count("data-figure") == len(cards) and html.count("<h2>") == len(cards)


def test_markup_in_the_words_of_a_card_stays_text() -> None:
    card = replace(_cards("arms=ketamine.iv:6")[0], name="<img src=x>", notes=('"><b>',))
    html = cards_html([card], ["<i>"], [])
    assert "<img" not in html and "<b>" not in html and "<i>" not in html


def test_the_question_in_a_line() -> None:
    scenario = replace(default_scenario(BOOK), region="oh", plan="employer-ppo")
    assert question_parts(scenario, BOOK) == ("IV infusion", "6 infusions", "Ohio", "Employer PPO")
    assert "IM" in option_word(BOOK, "ketamine.im")
    assert "Spravato" in option_word(BOOK, "ketamine.esketamine")


def test_a_state_stands_before_its_cities() -> None:
    names = region_names(BOOK)
    texas = [label for name, label in names.items() if name.startswith("tx-")]
    assert texas[0] == "Texas: rest of the state (TX)" and next(iter(names)) == "us"
    assert set(names) == set(BOOK.regions)
