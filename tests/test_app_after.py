"""After the answer, on the page: calls, a letter, a written estimate."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from driving_app import open_page, run, scenario_of, texts
from ketacost.model.scenario import ClinicQuote, PlanTerms
from ketacost.tables.language import speaking

LINK = {"v": "2", "release": "2026.2", "plan": "employer-ppo"}
QUOTE = "answer_price_ketamine-infusion-iv"
SHARE = "answer_share_mental-health-visit"


def _open(part: str, **more: str) -> AppTest:
    page = open_page(**{**LINK, **more})
    assert not [box for box in page.radio if box.key == "after_part"]  # nothing while folded
    page.session_state["after"] = True
    run(page)
    page.session_state["after_part"] = part
    return run(page)


def _said(page: AppTest) -> str:
    return " ".join(texts(page)).replace("\\", "")


def test_a_price_that_is_typed_is_the_scenarios() -> None:
    page = _open("calls")
    page.text_input(key=QUOTE).set_value("$6 for 2,500").run()
    assert "is no price that we can read" in page.error[0].value.replace("\\", "")
    assert scenario_of(page).quotes == () and page.text_input(key=QUOTE).value == "$6 for 2,500"
    page.text_input(key=QUOTE).set_value("6 for 2,500").run()
    assert not page.error and not page.exception
    quote = ClinicQuote("ketamine-infusion-iv", Decimal(2500), 6)
    assert scenario_of(page).quotes == (quote,)
    assert page.text_input(key=QUOTE).value == "6 for 2,500"
    page.text_input(key=QUOTE).set_value("").run()
    assert scenario_of(page).quotes == ()


def test_what_the_plan_says_is_the_scenarios() -> None:
    page = _open("calls")
    page.text_input(key=SHARE).set_value("20% after deductible").run()
    assert scenario_of(page).terms == (PlanTerms("mental-health-visit", 20, True, True),)
    for box, text in (("deductible", "2,000"), ("met", "$500"), ("maximum", "6000"),
                      ("maximum-met", "700")):  # fmt: skip
        page.text_input(key=f"answer_{box}").set_value(text).run()
    here = scenario_of(page)
    assert not page.exception and not page.error
    assert (here.deductible_usd, here.deductible_met_usd) == (2_000, 500)
    assert (here.out_of_pocket_max_usd, here.out_of_pocket_met_usd) == (6_000, 700)
    page.text_input(key="answer_deductible").set_value("many").run()
    assert scenario_of(page).deductible_usd == 2_000 and page.error
    page.text_input(key="answer_deductible").set_value("").run()
    assert scenario_of(page).deductible_usd is None and not page.error


def test_without_insurance_the_plan_is_not_asked() -> None:
    page = _open("calls", plan="none")
    assert not [box for box in page.text_input if str(box.key).startswith("answer_share")]
    assert "files/ketacost-calls.pdf?" in _said(page)


def test_the_letter_follows_the_boxes_and_keeps_what_is_edited() -> None:
    page = _open("letter", arms="ketamine.esketamine:12")
    page.text_input(key="letter_name").set_value("Ana Ruiz").run()
    letter = page.text_area(key="letter_text")
    assert "Ana Ruiz" in letter.value and "[your address" in letter.value
    letter.set_value(letter.value.replace("Sincerely", "Yours")).run()
    assert "Yours" in page.text_area(key="letter_text").value
    page.button(key="letter_anew").click().run()
    assert "Sincerely" in page.text_area(key="letter_text").value
    assert not page.exception and "Ana" not in str(page.query_params)


@pytest.mark.parametrize(("days", "said"), [(10, "Send it well before"), (200, "Ask the plan all")])
def test_a_last_day_is_told_only_for_a_date_that_was_typed(days: int, said: str) -> None:
    page = _open("letter", arms="ketamine.esketamine:12")
    assert page.date_input(key="letter_refused").value is None
    assert "180 days after its notice" in _said(page)
    assert "from the date that you typed" not in _said(page)
    page.date_input(key="letter_refused").set_value(date.today() - timedelta(days=days)).run()
    assert "180 days from the date that you typed" in _said(page) and said in _said(page)


def test_the_letter_in_spanish_says_that_it_is_english() -> None:
    with speaking("es"):  # AppTest asks for the names of options outside the app
        page = _open("letter", arms="ketamine.esketamine:12", lang="es")
    assert "To whom it may concern" in page.text_area(key="letter_text").value
    assert "A quien corresponda" in _said(page) and "está en inglés" in _said(page)


def test_no_letter_without_insurance() -> None:
    page = _open("letter", plan="none")
    assert page.info and not [box for box in page.text_area if box.key == "letter_text"]


def test_days_that_are_not_known_are_not_told() -> None:
    page = _open("letter", plan="medicaid", arms="ketamine.esketamine:12")
    assert "not known here for this kind of plan" in _said(page)


def test_the_estimate_is_held_here_too() -> None:
    page = _open("estimate")
    page.number_input(key="gfe_usd_ketamine-infusion-iv").set_value(5_000.0).run()
    assert "above our highest" in _said(page) and not page.exception


def test_what_was_typed_stays_while_another_part_is_open() -> None:
    page = _open("letter", arms="ketamine.esketamine:12")
    page.text_input(key="letter_name").set_value("Ana Ruiz").run()
    page.text_area(key="letter_tried").set_value("sertraline").run()
    letter = page.text_area(key="letter_text").value
    page.text_area(key="letter_text").set_value(letter + "PS").run()
    page.session_state["after_part"] = "calls"
    run(page)
    page.session_state["after"] = False
    run(page)
    page.session_state["after"] = True
    run(page)
    page.session_state["after_part"] = "letter"
    run(page)
    assert page.text_input(key="letter_name").value == "Ana Ruiz"
    assert page.text_area(key="letter_text").value == letter + "PS"
    assert "- sertraline" in letter
