"""A release as one object: what belongs to an option, and ids that were renamed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ketacost.tables import PriceBook, load_prices
from reading_links import read_fields

MINIMAL = Path(__file__).parent / "minimal"


def test_an_option_belongs_to_its_treatment(book: PriceBook) -> None:
    assert PriceBook.treatment_id("ketamine.iv") == "ketamine"
    for option_id, option in book.options.items():
        treatment = book.treatment_of(option_id)
        assert treatment is book.treatments[book.treatment_id(option_id)]
        assert option in treatment.options.values()
    with pytest.raises(KeyError, match="tea"):
        book.treatment_of("tea.green")


def test_an_id_is_renamed_among_its_own_kind(tmp_path: Path) -> None:
    """A region that bears the old name of a plan stays that region."""
    root = Path(shutil.copytree(MINIMAL, tmp_path / "pricing"))
    plans = root / "2026.1/plans.yaml"
    plans.write_text(plans.read_text().replace("{employer: employer-ppo}", "{oh: employer-ppo}"))
    book = load_prices("2026.1", root)
    assert book.renamed == {
        "option": {"ketamine.infusion": "ketamine.iv"},
        "plan": {"oh": "employer-ppo"},
    }
    scenario, problems = read_fields({"region": "oh", "plan": "oh"}, book)
    assert (scenario.region, scenario.plan, problems) == ("oh", "employer-ppo", [])
