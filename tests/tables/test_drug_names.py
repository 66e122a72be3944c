"""Which rows of NADAC are a drug that the tables name, and which of its rates holds."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ketacost.tables.faults import PricingError
from ketacost.tables.upkeep.drug_names import parse_drug, same_drug
from ketacost.tables.upkeep.nadac import NadacRow, read_nadac

HEAD = "NDC Description,NDC,NADAC Per Unit,Effective Date,Pricing Unit,As of Date"
SERTRALINE = "sertraline 50 mg tab"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (SERTRALINE, "SERTRALINE HCL 50 MG TABLET"),
        (SERTRALINE, "SERTRALINE 50MG TABS"),
        ("fluoxetine 20 mg cap", "FLUOXETINE HCL 20 MG CAPSULE"),
        ("bupropion XL 300 mg tab", "BUPROPION HCL XL 300 MG TABLET"),
        ("bupropion XL 300 mg tab", "BUPROPION XL 300 MG TAB 24HR"),
        ("duloxetine DR 60 mg cap", "DULOXETINE HCL DR 60 MG CAP"),
        ("venlafaxine ER 37.5 mg cap", "VENLAFAXINE HCL ER 37.5 MG CAP"),
        ("lithium 300 mg cap", "LITHIUM CARBONATE 300 MG CAP"),
    ],
)
def test_the_longer_names_of_the_list_are_the_same_drug(wanted: str, found: str) -> None:
    assert same_drug(parse_drug(wanted), parse_drug(found))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (SERTRALINE, "SERTRALINE HCL 150 MG CAPSULE"),
        (SERTRALINE, "SERTRALINE HCL 100 MG TABLET"),
        (SERTRALINE, "SERTRALINE 20 MG/ML ORAL CONC"),
        (SERTRALINE, "SERTRALINE HCL 25 MG-50 MG TABLET PACK"),
        (SERTRALINE, "SERTRALINE HCL 50 MG CAPSULE"),
        ("paroxetine 5 mg tab", "PAROXETINE 12.5 MG TABLET"),
        ("venlafaxine 5 mg tab", "VENLAFAXINE HCL 37.5 MG TABLET"),
        ("bupropion 300 mg tab", "BUPROPION HCL XL 300 MG TABLET"),
        ("bupropion XL 150 mg tab", "BUPROPION HCL SR 150 MG TABLET"),
        ("mirtazapine 30 mg tab", "MIRTAZAPINE 30 MG ODT"),
        ("mirtazapine 30 mg tab", "MIRTAZAPINE 30 MG TAB RAPDIS"),
        ("quetiapine 50 mg tab", "QUETIAPINE FUMARATE ER 50 MG TABLET"),
        ("quetiapine 50 mg tab", "QUETIAPINE FUMARATE 50 MG TAB 24HR"),
        ("fluoxetine 20 mg cap", "FLUOXETINE 20 MG/5 ML SOLUTION"),
        ("fluoxetine 20 mg cap", "FLUOXETINE HCL 20 MG TABLET"),
        ("amitriptyline 50 mg tab", "AMITRIPTYLINE-PERPHENAZINE 4-50 MG TABLET"),
        ("perphenazine 4 mg tab", "PERPHENAZINE-AMITRIPTYLINE 4-50 MG TABLET"),
        ("lithium 300 mg cap", "LITHIUM CARBONATE ER 300 MG TB"),
    ],
)
def test_another_strength_form_or_substance_is_another_drug(wanted: str, found: str) -> None:
    assert not same_drug(parse_drug(wanted), parse_drug(found))


def rate(tmp_path: Path, *rows: str, head: str = HEAD) -> NadacRow | None:
    path = tmp_path / "nadac.csv"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    return read_nadac(path, {SERTRALINE}).get(SERTRALINE)


def row(ndc: int, usd: str, effective: str, as_of: str, unit: str = "EA") -> str:
    return f"SERTRALINE HCL 50 MG TABLET,{ndc},{usd},{effective},{unit},{as_of}"


def test_the_rate_of_the_last_day_that_lists_the_drug_holds(tmp_path: Path) -> None:
    """Each week lists every maker again; a maker that is listed no more counts no more."""
    found = rate(
        tmp_path,
        row(1, "0.01", "10/21/2026", "10/21/2026"),
        row(2, "0.02", "10/21/2026", "10/21/2026"),
        row(3, "0.90", "11/18/2026", "11/18/2026"),
        row(1, "0.03", "11/18/2026", "11/18/2026"),
        row(2, "0.02", "10/21/2026", "11/18/2026"),
        row(9, "9.00", "01/07/2026", "11/11/2026"),
    )
    assert found is not None
    assert (found.usd_per_unit, found.effective, found.as_of) == (
        Decimal("0.03"), "2026-11-18", "2026-11-18",
    )  # fmt: skip
    assert (found.lowest, found.highest) == (Decimal("0.02"), Decimal("0.90"))


def test_a_rate_that_begins_later_does_not_hold_yet(tmp_path: Path) -> None:
    found = rate(
        tmp_path,
        row(1, "0.05", "11/18/2026", "11/25/2026"),
        row(1, "0.09", "12/16/2026", "11/25/2026"),
    )
    assert found is not None and found.usd_per_unit == Decimal("0.05")


def test_a_list_without_the_second_date_holds_each_makers_newest(tmp_path: Path) -> None:
    head = HEAD.rpartition(",")[0]
    rows = [row(1, "0.05", "10/21/2026", ""), row(1, "0.07", "11/18/2026", "")]
    found = rate(tmp_path, *(r.rpartition(",")[0] for r in rows), head=head)
    assert found is not None and (found.usd_per_unit, found.as_of) == (Decimal("0.07"), "")


def test_a_rate_per_gram_is_not_one_of_a_tablet(tmp_path: Path) -> None:
    rows = [
        row(1, "0.05", "10/21/2026", "10/21/2026"),
        row(2, "5", "10/21/2026", "10/21/2026", "GM"),
    ]
    found = rate(tmp_path, *rows)
    assert found is not None and found.highest == Decimal("0.05")
    assert rate(tmp_path, rows[1]) is None


@pytest.mark.parametrize(
    "cell", ["NaN", "nan", "inf", "-inf", "Infinity", "N/A", "-0.05", "#N/A", ""]
)
def test_what_is_no_rate_is_refused(tmp_path: Path, cell: str) -> None:
    with pytest.raises(PricingError, match="NADAC per unit: expected a number, found"):
        rate(tmp_path, row(1, cell, "10/21/2026", "10/21/2026"))


def test_a_rate_of_zero_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PricingError, match="NADAC per unit: found 0"):
        rate(tmp_path, row(1, "0.00", "10/21/2026", "10/21/2026"))


def test_what_is_no_rate_of_another_drug_does_not_matter(tmp_path: Path) -> None:
    other = "ABACAVIR 300 MG TABLET,7,NaN,10/21/2026,EA,10/21/2026"
    assert rate(tmp_path, other, row(1, "0.05", "10/21/2026", "10/21/2026"))
