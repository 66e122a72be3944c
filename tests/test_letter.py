"""The letter against a refusal: what it says, what it leaves to fill in, and what is not known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketacost import compare, from_link, load_prices
from ketacost.output.calls import calls_pdf
from ketacost.output.letter import Told, appeal_of, letter_pdf, letter_text
from ketacost.output.questions import questions
from ketacost.tables.appeals import read_appeals
from ketacost.tables.language import speaking
from ketacost.tables.schema.values import COVERAGE_KINDS

BOOK = load_prices("2026.2")
TODAY = date(2026, 11, 25)
SPRAVATO = "ketamine.esketamine"


def _comparison(plan: str = "employer-ppo", arms: str = f"{SPRAVATO}:12,ect.outpatient:9"):
    return compare(BOOK, from_link(f"?v=2&release=2026.2&arms={arms}&plan={plan}"))


def _letter(plan: str = "employer-ppo", option: str = SPRAVATO, **told: object) -> str:
    return letter_text(_comparison(plan), option, Told(**told), TODAY)


def test_what_is_not_typed_is_a_blank_that_says_what_belongs_there() -> None:
    text = _letter()
    for blank in ("[your name]", "[the reason, word for word", "[date on the refusal]"):
        assert blank in text
    assert "November 25, 2026" in text and "{" not in text


def test_it_holds_the_services_with_codes_and_what_plans_ask_for() -> None:
    text = _letter()
    assert (
        "Esketamine (Spravato) nasal spray, the drug alone, 84 mg (code J0013), 11 in all" in text
    )
    assert "Two hours of watching" in text and "ECT" not in text
    criteria = BOOK.options[SPRAVATO].coverage.commercial
    assert criteria.criteria in text
    assert BOOK.sources[criteria.sources[0]].url in text


def test_it_holds_what_was_typed() -> None:
    text = _letter(
        name="Ana Ruiz",
        member="X123",
        reference="R9",
        insurer="Acme Health",
        refused=date(2026, 11, 3),
        reason="not\nmedically necessary",
        tried="sertraline 150 mg\n\n  venlafaxine ",
        urgent=True,
    )
    for said in ("Ana Ruiz", "Member number: X123", "Reference number: R9", "Acme Health",
                 "your decision of November 3, 2026 not to approve", "not medically necessary",
                 "- sertraline 150 mg\n- venlafaxine\n", "URGENT", "serious risk"):  # fmt: skip
        assert said in text
    assert "[" not in text.replace("[your address and telephone]", "")


def test_a_claim_asks_to_be_paid() -> None:
    assert "not to pay for" in _letter(claim=True) and "to pay this claim" in _letter(claim=True)
    assert "to approve this treatment" in _letter()


def test_the_right_is_named_only_where_it_is_known() -> None:
    assert "external review" in _letter() and "45 CFR 147.136" in _letter()
    for plan in ("medicaid", "va", "tricare-select"):
        if plan in BOOK.plans:
            text = _letter(plan)
            assert "147.136" not in text and "the appeal that your notice describes" in text


def test_where_plans_publish_nothing_it_asks_for_the_rule() -> None:
    silent = next(o for o, x in BOOK.options.items() if x.coverage.commercial.criteria is None)
    text = letter_text(_comparison(arms=silent), silent, Told(), TODAY)
    assert "tell me the exact rule" in text and "as it is published" not in text


def test_it_is_english_whatever_is_spoken_and_spanish_on_request() -> None:
    english = _letter(name="Ana")
    with speaking("es"):
        book = load_prices("2026.2")
        found = compare(
            book, from_link(f"?v=2&release=2026.2&arms={SPRAVATO}:12&plan=employer-ppo")
        )
        assert letter_text(found, SPRAVATO, Told(name="Ana"), TODAY) == english
        spanish = letter_text(found, SPRAVATO, Told(name="Ana"), TODAY, "es")
    assert "A quien corresponda" in spanish and "J0013" in spanish
    assert spanish.count("\n") == english.count("\n")


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_words_of_a_person_make_a_letter_and_a_file(name: str, tried: str) -> None:
    text = _letter(name=name, tried=tried)
    assert letter_pdf(text, 2026).startswith(b"%PDF")


# --- the way against a refusal -------------------------------------------------------------------


def test_every_kind_of_plan_has_an_entry_whose_days_have_a_source() -> None:
    found = read_appeals()
    assert set(found.by_coverage) == set(COVERAGE_KINDS)
    for entry in found.by_coverage.values():
        assert (entry.internal_days is None) == (entry.unknown is not None)
        assert all(found.sources[name].url for name in entry.sources)
        assert entry.sources or entry.internal_days is None


def test_the_entry_is_that_of_the_scenarios_plan() -> None:
    assert appeal_of(_comparison()).internal_days == 180
    assert appeal_of(_comparison("original-medicare")).internal_days == 120
    assert appeal_of(_comparison("none")) is None


# --- the call sheet ------------------------------------------------------------------------------


@pytest.mark.parametrize(("plan", "least"), [("employer-ppo", 2), ("none", 1)])
def test_the_call_sheet_has_a_page_for_each_that_is_called(plan: str, least: int) -> None:
    comparison = _comparison(plan)
    assert len([asked for asked in questions(comparison).values() if asked]) == least
    made = calls_pdf(comparison, "https://example.org/")
    assert made.count(b"/Type /Page\n") >= least and made == calls_pdf(
        comparison, "https://example.org/"
    )
