"""The one-page sheet, and the questions on it."""

from __future__ import annotations

import html
import re
import zlib
from pathlib import Path

import pytest
import segno

from ketacost import compare, default_scenario, load_prices, to_link
from ketacost.cli import main
from ketacost.model.reason import beside
from ketacost.output.questions import questions
from ketacost.output.sheet import sheet_html, sheet_pdf
from ketacost.tables.language import speaking
from ketacost.words.card import cards_words
from ketacost.words.figures import about, dollars_and_cents
from reading_links import read_fields
from test_export import BASE, CASES

BOOK = load_prices("2026.1")


def _text(pdf: bytes) -> str:
    """The words of a PDF whose pages are not compressed away: as the program draws them."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:  # not `decompress`: a last byte that looks like the end of a line is cut off above
            body = zlib.decompressobj().decompress(stream)
        except zlib.error:
            continue
        found += re.findall(rb"\(((?:\\.|[^\\()])*)\) Tj", body)
    words = b" ".join(found).decode("cp1252", "replace")
    return re.sub(r"\\([()\\])", r"\1", words)


@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.parametrize("name", CASES)
def test_one_page_with_every_total(name: str, paper: str) -> None:
    comparison = CASES[name]
    pdf = sheet_pdf(comparison, BASE, paper)
    assert pdf.startswith(b"%PDF") and len(re.findall(rb"/Type /Page\b", pdf)) == 1
    size = {"letter": b"612.00 792.00", "a4": b"595.28 841.89"}[paper]
    assert size in pdf
    text = _text(pdf)
    for arm in comparison.arms:
        cents = arm.ledger.totals()["patient_pays"]["typical"]
        assert dollars_and_cents(cents) in text and f"You pay about {about(cents)}" in text
    for words in ("988", "2026.1", "prices of 2026", "Ask the clinic", "What is not known"):
        assert words in text
    assert "example.org" in text.replace(" ", "")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", CASES)
def test_the_sheet_says_what_the_cards_say(name: str, language: str) -> None:
    """The figure, its range or why there is none, what it covers, the year beside it, and why."""
    comparison = CASES[name]
    with speaking(language):
        other = compare(BOOK, beside(comparison.scenario))
        cards = cards_words(comparison, other)
        page = sheet_html(comparison, BASE)
    text = html.unescape(re.sub(r"<[^>]+>", " ", page)).lower()
    text = re.sub(r"\s+", " ", text)
    for card in cards:
        assert f"{card.lead} {card.figure} ({card.range})".lower() in text.replace(" )", ")")
        for said in (card.covers, card.beside, card.why, card.otherwise, *card.notes):
            assert " ".join(said.lower().split()) in text, said


def test_a_heavy_scenario_still_fits_a_page() -> None:
    arms = (
        "ketamine.iv:24+cbt.individual:24+ssri.sertraline:12,ketamine.esketamine:24+cbt.group:16,"
        "ketamine.kap:6+ssri.paroxetine:12,ketamine.home:6+cbt.telehealth:24,"
        "ect.outpatient:12+ssri.fluoxetine:12,ect.inpatient:12+cbt.low-fee:24"
    )
    fields = {"arms": arms, "plan": "employer-ppo", "horizon": "12m", "region": "ca-los-angeles"}
    scenario, problems = read_fields(fields, BOOK)
    assert not problems
    comparison = compare(BOOK, scenario)
    for paper in ("letter", "a4"):
        pdf = sheet_pdf(comparison, BASE, paper)
        assert len(re.findall(rb"/Type /Page\b", pdf)) == 1
        for arm in comparison.arms:
            assert dollars_and_cents(arm.ledger.totals()["patient_pays"]["typical"]) in _text(pdf)


@pytest.mark.parametrize("name", CASES)
def test_the_page_in_html_stands_alone(name: str) -> None:
    comparison = CASES[name]
    page = sheet_html(comparison, BASE)
    text = html.unescape(re.sub(r"<[^>]+>", " ", page))
    for arm in comparison.arms:
        assert dollars_and_cents(arm.ledger.totals()["patient_pays"]["typical"]) in text
    assert "988" in text and BASE + to_link(comparison.scenario) in re.sub(r"\s", "", text)
    assert not re.findall(r'(?:src|href)="(?!data:|https://example\.org|https://988)', page)
    assert "<script" not in page


def test_the_qr_code_is_the_link() -> None:
    """Its size is that of a code of this very link; its text stands beside it."""
    comparison = CASES["default"]
    link = BASE + to_link(comparison.scenario)
    drawn = re.search(r"<svg.*?</svg>", sheet_html(comparison, BASE), re.DOTALL)
    sides = {segno.make(link, micro=False, error=e).symbol_size(border=0)[0] for e in "lmqh"}
    assert drawn and any(str(side) in drawn[0] for side in sides)


def test_questions_fit_the_scenario() -> None:
    asked = questions(CASES["insured"])
    clinic, insurer = " ".join(asked["clinic"]), " ".join(asked["insurer"])
    assert "office visit or as a facility" in clinic and "G2083" in clinic
    assert "medical or my pharmacy benefit" in insurer and "J0013" in insurer
    assert "criteria for prior authorization" in insurer and "90870" in insurer
    assert "two antidepressants" in insurer  # the criteria, in words
    assert "Good Faith Estimate" not in clinic  # all of it is covered
    alone = questions(CASES["default"])
    assert alone["insurer"] == []
    assert "Good Faith Estimate" in alone["clinic"][0] and "$400" in alone["clinic"][0]
    assert "96365" in " ".join(alone["clinic"])
    mixed = questions(compare(BOOK, read_fields({"plan": "employer-ppo"}, BOOK)[0]))
    assert "superbill" in " ".join(mixed["clinic"]) and "superbill" in " ".join(mixed["insurer"])


def test_an_older_release_without_rules_has_its_questions() -> None:
    book = load_prices("2024.1")
    asked = questions(compare(book, default_scenario(book)))
    assert "Good Faith Estimate" in asked["clinic"][0]


def test_the_command_line_writes_a_sheet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    link = to_link(default_scenario(BOOK))
    for name, begin in (("sheet.pdf", b"%PDF"), ("sheet.html", b"<!DOCTYPE html>")):
        path = tmp_path / name
        assert main(["sheet", link, "-o", str(path)]) == 0
        assert path.read_bytes()[:40].lower().startswith(begin.lower())
    assert main(["sheet", link, "-o", str(tmp_path / "sheet.doc")]) == 2
    assert ".pdf or .html" in capsys.readouterr().err
    assert main(["sheet", link, "-o", str(tmp_path / "none" / "sheet.pdf")]) == 2
    assert "can't be written" in capsys.readouterr().err


# --- in Spanish ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CASES)
def test_the_sheet_in_spanish_has_the_same_figures(name: str) -> None:
    comparison = CASES[name]
    with speaking("es"):
        pdf, page = sheet_pdf(comparison, BASE), sheet_html(comparison, BASE)
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 1 and b"/Lang (es-US)" in pdf
    assert '<html lang="es-US">' in page
    words = html.unescape(re.sub(r"<[^>]+>", " ", page.partition("<body>")[2]))
    for text in (_text(pdf), words):
        for arm in comparison.arms:
            cents = arm.ledger.totals()["patient_pays"]["typical"]
            assert dollars_and_cents(cents) in text
            assert f"Usted paga unos {about(cents)}" in text
        for said in ("¿Cuánto me costaría?", "988", "Pregunte a la clínica", "Lo que no se sabe"):
            assert said in text
        assert set("áéíóñ¿") <= set(text)
        for english in ("You pay", "Ask the", "may I", "x not known", "Total at", "released"):
            assert english not in text
        assert "lang=es" in re.sub(r"\s", "", text)


def test_questions_in_spanish_are_as_many() -> None:
    for comparison in CASES.values():
        english = questions(comparison)
        with speaking("es"):
            spanish = questions(comparison)
        for who, asked in english.items():
            assert len(asked) == len(spanish[who])
            for one, other in zip(asked, spanish[who], strict=True):
                assert re.findall(r"[A-Z]?\d{4,5}", one) == re.findall(r"[A-Z]?\d{4,5}", other)
                assert "¿" in other and "?" in other
