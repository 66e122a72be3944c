"""Texts of the tables in another language: by id and wording, figures untouched."""

from __future__ import annotations

import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from ketacost import compare, from_link, load_prices
from ketacost.cli import main
from ketacost.tables.language import language, preferred, speak, speaking
from ketacost.tables.releases import pricing_root, release_names
from ketacost.tables.translation import (
    fingerprint_of,
    texts_of,
    translated,
    translations,
    untranslated,
)


def test_every_text_of_every_release_is_translated() -> None:
    texts = translations(pricing_root(), "es")
    for name in release_names():
        missing = list(untranslated(load_prices(name), texts))
        assert not missing, f"{name}: {missing[:3]}; see 'ketacost prices untranslated es {name}'"


def test_no_translation_is_without_its_text() -> None:
    said: dict[str, set[str]] = {}
    for name in release_names():
        for path, text in texts_of(load_prices(name)):
            said.setdefault(path, set()).add(fingerprint_of(text))
    for path, wordings in translations(pricing_root(), "es").items():
        assert set(wordings) <= said.get(path, set()), path
        assert all(isinstance(text, str) and text.strip() for text in wordings.values()), path


def test_another_wording_is_not_given_the_words_of_an_older_one() -> None:
    book = load_prices("2026.1")
    path = "services.sertraline-month.label"
    text = book.services["sertraline-month"].label
    assert translated(book, {path: {"00000000": "Algo"}}) is book
    mine = translated(book, {path: {fingerprint_of(text): "Algo"}})
    assert mine.services["sertraline-month"].label == "Algo"
    assert mine.services["sertraline-month"].price is book.services["sertraline-month"].price
    assert mine.plans is book.plans and mine.content_hash == book.content_hash
    assert book.services["sertraline-month"].label == text


def test_figures_are_the_same_in_every_language() -> None:
    link = "?v=2&release=2026.2&arms=ketamine.iv:6,cbt.individual,ect.outpatient&plan=employer-ppo"
    scenario = from_link(link)
    english = compare(load_prices(scenario.release), scenario)
    with speaking("es"):
        book = load_prices(scenario.release)
        spanish = compare(book, scenario)
    assert book is not english.book and book.id == english.book.id
    assert book.options["ketamine.iv"].label != english.book.options["ketamine.iv"].label
    assert [a.ledger.totals() for a in spanish.arms] == [a.ledger.totals() for a in english.arms]


def test_the_language_is_that_of_the_task() -> None:
    assert language() == "en"
    with speaking("es"):
        assert language() == "es"
        speak("klingon")
        assert language() == "es"
    assert language() == "en"


@pytest.mark.parametrize(
    ("accepted", "spoken"),
    [
        (None, "en"),
        ("", "en"),
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("en-US,en;q=0.9,es;q=0.8", "en"),
        ("fr,de;q=0.9,es;q=0.4,en;q=0.3", "es"),
        ("fr-FR", "en"),
        ("en;q=0.1,es;q=0.9", "es"),
        ("es;q=nonsense,en", "en"),
        (";;;,,q=,", "en"),
    ],
)
def test_the_browser_says_what_its_owner_reads(accepted: str | None, spoken: str) -> None:
    assert preferred(accepted) == spoken


def test_what_is_missing_is_listed_as_yaml(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = Path(shutil.copytree(pricing_root(), tmp_path / "pricing"))
    shutil.rmtree(root / "es")
    monkeypatch.setenv("KETACOST_PRICING", str(root))
    assert main(["prices", "untranslated", "es", "2026.1"]) == 1
    lines = capsys.readouterr().out.splitlines()
    text = load_prices("2026.1", root).options["ketamine.iv"].label
    path = "treatments.ketamine.options.iv.label"
    place = lines.index(f"{path}: {{{fingerprint_of(text)}: }}")
    assert lines[place - 1] == f"# {text}"


def test_no_number_of_a_text_is_lost() -> None:
    """Figures stand in the Spanish as in the English."""

    def numbers(text: str) -> set[Decimal]:
        return {
            Decimal(n.replace(",", "")) for n in re.findall(r"[0-9][0-9,]*(?:[.][0-9]+)?", text)
        }

    texts = translations(pricing_root(), "es")
    for name in release_names():
        for path, text in dict(texts_of(load_prices(name))).items():
            found = texts.get(path, {}).get(fingerprint_of(text))
            if found is not None:
                assert numbers(text) <= numbers(found), (path, text, found)
