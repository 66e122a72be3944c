"""Hospitals' standard charge files in each form that is published."""

from __future__ import annotations

import csv
import gzip
import json
import tempfile
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospital_forms import as_json, tall, wide
from ketacost.cli import main
from ketacost.tables.faults import PricingError
from ketacost.tables.upkeep.hospital import json_form, observations
from ketacost.tables.upkeep.hospital.amounts import NotANumberError, number, why_no_price
from ketacost.tables.upkeep.hospital.bands import percentile
from ketacost.tables.upkeep.hospital.mrf import COLUMNS, MrfReport, import_hospital_mrf
from ketacost.tables.upkeep.hospital.payers import CLASSES, RULES, payer_class

FORMS = Path(__file__).parent / "hospital"
OURS = {"90834", "90837", "90870", "90792", "99213", "G0463", "J0013", "00104", "80053"}


def taken(
    folder: Path, *files: Path, codes: set[str] = OURS
) -> tuple[MrfReport, list[dict[str, str]], list[dict[str, str]]]:
    """The report, the observations and the bands."""
    out, bands = folder / "o.csv", folder / "b.csv"
    report = import_hospital_mrf(files, codes, out, bands)
    with out.open(encoding="utf-8", newline="") as one, bands.open(newline="") as two:
        return report, list(csv.DictReader(one)), list(csv.DictReader(two))


def short(rows: list[dict[str, str]]) -> list[str]:
    """What counts of each observation, in a line."""
    keys = ("code", "payer_class", "plan", "setting", "modifiers", "usd", "quantity", "per")
    return [" ".join(row[k] or "-" for k in (*keys, "basis", "row")) for row in rows]


# --- each form, worked out by hand ---------------------------------------------------------------


def test_a_tall_file(tmp_path: Path) -> None:
    report, rows, _ = taken(tmp_path, FORMS / "tall.csv")
    (one,) = report.files
    assert one.hospital.name == "Elm Street Hospital" and one.layout == "CSV tall"
    assert (one.hospital.state, one.hospital.updated) == ("OH", "2026-04-01")
    assert short(rows) == [
        "90834 gross - outpatient - 300 1 item charge 4",
        "90834 cash - outpatient - 180 1 item charge 4",
        "90834 commercial PPO outpatient - 125.5 1 item contract 4",
        "90834 medicare-advantage Medicare Advantage HMO outpatient - 90 1 item contract 5",
        "90834 medicaid Medicaid Managed Care Plan outpatient - 135 1 item percent 6",
        "90834 exchange Exchange outpatient - 61.2 1 item median-allowed 7",
        "90834 commercial PPO outpatient 95 99.99 1 item contract 8",
        "90870 gross - both - 2400 1 item charge 9",
        "90870 commercial PPO both - 1450 1 case contract-with-formula 9",
        "90870 gross - inpatient - 2400 1 item charge 13",
        "90870 commercial HMO inpatient - 1100 1 day contract 13",
        "J0013 gross - outpatient - 1120 56 mg charge 16",
        "J0013 cash - outpatient - 896 56 mg charge 16",
        "J0013 commercial PPO outpatient - 700 56 mg contract 16",
        "J3490 gross - both - 20 10 ml charge 17",
        "J3490 cash - both - 0.9 10 ml charge 17",
        "00104 cash - outpatient - 500 1 item charge 19",
    ]
    assert {row["billing_class"] for row in rows[:6]} == {"facility"}
    assert rows[6]["billing_class"] == "professional" and rows[7]["billing_class"] == "unsaid"
    assert one.tally.rows == {
        "ours": 11, "other-code": 2, "code-without-type": 1, "stay": 1, "other-drug": 1,
        "cells-too-many": 1,
    }  # fmt: skip
    # the list price stands on 4 rows of the first item and on 2 of the second, so does its cash
    assert one.tally.amounts == {
        "taken": 17, "repeated": 7, "placeholder": 3, "no-number": 1, "formula-only": 1,
    }  # fmt: skip
    assert one.tally.first["no-number"] == "line 19, gross charge: 'call us'"
    assert one.tally.first["cells-too-many"] == "line 22"


def test_a_wide_file_of_version_2(tmp_path: Path) -> None:
    report, rows, _ = taken(tmp_path, FORMS / "wide.csv")
    (one,) = report.files
    assert (one.layout, one.hospital.version) == ("CSV wide", "2.2.1")
    assert (one.hospital.state, one.hospital.updated) == ("NY", "2025-07-01")
    assert short(rows) == [
        "99213 gross - outpatient - 250 1 item charge 4",
        "99213 cash - outpatient - 200 1 item charge 4",
        "99213 commercial PPO outpatient - 110 1 item contract 4",
        "99213 medicaid Medicaid|HARP outpatient - 74.1 1 item mean-allowed 4",
        "G0463 gross - outpatient - 250 1 item charge 5",
        "G0463 cash - outpatient - 200 1 item charge 5",
        "G0463 commercial PPO outpatient - 150 1 item percent 5",
        "99213 commercial PPO outpatient - 150 1 item percent 5",
        "S0013 gross - both - 1680 84 mg charge 6",
        "S0013 commercial PPO both - 1400 84 mg contract 6",
        "90792 gross - both 95|GT 600 1 item charge 7",
        "90792 medicaid Medicaid|HARP both 95|GT 450 1 item percent 7",
    ]
    assert one.tally.amounts == {
        "taken": 12, "repeated": 2, "placeholder": 2, "percentage-unclear": 1
    }  # fmt: skip
    assert one.tally.columns == ["standard_charge|Blue_Plan|PPO|lowest"]


def test_a_json_file_with_its_head_behind(tmp_path: Path) -> None:
    report, rows, _ = taken(tmp_path, FORMS / "form.json")
    (one,) = report.files
    assert one.layout == "JSON" and one.hospital.name == "Hill Hospital"
    assert short(rows) == [
        "90870 commercial Gold outpatient - 877.35 1 item contract 1",
        "90870 commercial Silver outpatient - 21.12 1 item median-allowed 1",
        "90870 va-tricare Prime outpatient - 640.5 1 item median-allowed 1",
        "90870 gross - inpatient 50|TC 1900 1 item charge 1",
        "90870 cash - inpatient 50|TC 1500.5 1 item charge 1",
        "J0013 gross - both - 1311.25 1 each charge 3",
        "J0013 commercial Gold both - 12.345 1 each contract 3",
    ]
    assert one.tally.rows == {"ours": 3, "other-code": 1}
    assert one.tally.amounts == {"taken": 7, "placeholder": 1}
    assert one.tally.first["placeholder"] == "entry 1, dollars of Region / HMO: 0.01"


def test_bands_have_one_value_per_hospital(tmp_path: Path) -> None:
    """Five hospitals in Ohio: medians 100, 110, 120, 130, and 2,000, which is far off (the median
    of all is 120). The first has two plans, 90 and 110."""
    files = []
    for i, usd in enumerate([(90, 110), (110,), (120,), (130,), (2000,)]):
        rates = [("Blue", f"Plan {n}", {"dollar": u, "methodology": "fee schedule"})
                 for n, u in enumerate(usd)]  # fmt: skip
        charge = {"description": "x", "codes": [("90834", "CPT")], "setting": "both"}
        text = "".join(tall([{**charge, "rates": rates}]))
        files.append(tmp_path / f"{i}.csv")
        files[-1].write_text(text.replace("Made Up", f"Number {i}"))
    report, _, bands = taken(tmp_path, *files)
    assert [b["area"] for b in bands] == ["US", "OH"] and report.bands == 2
    country = bands[0]
    assert (country["hospitals"], country["amounts"], country["far_off"]) == ("4", "6", "1")
    # p10 of 100, 110, 120, 130: 0.3 of the way from the first to the second
    assert (country["p10"], country["median"], country["p90"]) == ("103.00", "115.00", "127.00")
    assert (country["lowest"], country["highest"]) == ("100.00", "130.00")


def test_what_is_no_price_of_the_service_is_in_no_band(tmp_path: Path) -> None:
    _, _, bands = taken(tmp_path, FORMS / "tall.csv", FORMS / "wide.csv", FORMS / "form.json")
    found = {(b["code"], b["payer_class"], b["billing_class"], b["per"]): b for b in bands}
    assert ("90870", "cash", "facility", "item") not in found  # inpatient, with modifiers
    assert ("90834", "exchange", "facility", "item") not in found  # what was paid, not agreed
    assert not any(code == "90792" for code, *_ in found)  # modifiers
    assert {per for code, *_, per in found if code in ("J0013", "S0013", "J3490")} == {"mg"}
    assert found["J0013", "commercial", "facility", "mg"]["median"] == "12.50"  # 700 / 56
    assert found["S0013", "gross", "facility", "mg"]["median"] == "20.00"  # 1,680 / 84


def test_a_public_plan_at_the_list_price_is_a_stand_in(tmp_path: Path) -> None:
    """Medicaid at 100 percent of charges; a commercial plan may agree to that."""
    rates = [("State", "Medicaid", {"percentage": 100, "methodology": "Percent of Total Charges"}),
             ("State", "Medicaid HMO", {"dollar": 99, "methodology": "fee schedule"}),
             ("Blue", "PPO", {"dollar": 250, "methodology": "fee schedule"})]  # fmt: skip
    charge = {"description": "x", "codes": [("90834", "CPT")], "setting": "both", "gross": 250}
    (tmp_path / "a.csv").write_text("".join(tall([{**charge, "rates": rates}])))
    _, rows, bands = taken(tmp_path, tmp_path / "a.csv")
    assert [r["basis"] for r in rows] == ["charge", "list-price", "contract", "contract"]
    assert {b["payer_class"]: b["median"] for b in bands} == {
        "gross": "250.00", "medicaid": "99.00", "commercial": "250.00",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({"percentage": 62.5}, ("percent", "125")),
        ({"percentage": 100}, ("percent", "200")),
        ({"percentage": 101}, "percentage-unclear"),
        ({"percentage": 1}, "percentage-unclear"),
        ({"percentage": 40, "methodology": "fee schedule"}, "percentage-of-something"),
        ({"percentage": "half"}, "no-number"),
        ({"percentage": 0.5, "median": 81}, ("median-allowed", "81")),
        ({"dollar": 999999999, "percentage": 40}, ("percent", "80")),
        ({"dollar": 70, "percentage": 40}, ("contract", "70")),
        ({"dollar": 70, "algorithm": "or less"}, ("contract-with-formula", "70")),
        ({"algorithm": "as agreed", "median": 999999999}, "formula-only"),
        ({"dollar": 70, "payer": " "}, "no-payer"),
    ],
)
def test_what_is_taken_of_a_plan(
    said: dict[str, Any], outcome: str | tuple[str, str], tmp_path: Path
) -> None:
    """At a list price of 200."""
    said = {"methodology": "percent of total billed charges", **said}
    rates = [(said.pop("payer", "Blue"), "PPO", said)]
    charge = {"description": "x", "codes": [("90834", "CPT")], "setting": "both", "gross": 200}
    (tmp_path / "a.csv").write_text("".join(tall([{**charge, "rates": rates}])))
    report, rows, _ = taken(tmp_path, tmp_path / "a.csv")
    counts = report.files[0].tally.amounts
    if isinstance(outcome, str):
        assert len(rows) == 1 and counts == {"taken": 1, outcome: 1}
    else:
        assert (rows[1]["basis"], rows[1]["usd"]) == outcome and counts == {"taken": 2}


def test_a_percentage_of_a_charge_that_is_not_listed(tmp_path: Path) -> None:
    rates = [("Blue", "PPO", {"percentage": 40, "methodology": "percent of total billed charges"})]
    charge = {"description": "x", "codes": [("90834", "CPT")], "setting": "both", "rates": rates}
    (tmp_path / "a.csv").write_text("".join(tall([charge])))
    report, _, _ = taken(tmp_path, tmp_path / "a.csv")
    assert report.files[0].tally.amounts == {"percentage-only": 1}


def test_bands_are_of_outpatients(tmp_path: Path) -> None:
    charge = {"description": "x", "codes": [("90834", "CPT")]}
    usd = {"inpatient": 900, "outpatient": 100, "both": 120, "": 140}
    text = "".join(tall([{**charge, "setting": s, "gross": u} for s, u in usd.items()]))
    (tmp_path / "a.csv").write_text(text)
    _, rows, (band,) = taken(tmp_path, tmp_path / "a.csv")
    assert [r["setting"] for r in rows] == ["inpatient", "outpatient", "both", "unsaid"]
    assert (band["amounts"], band["median"]) == ("3", "120.00")


def test_memory_of_what_was_seen_has_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three amounts, repeated behind two others, while two are remembered."""
    monkeypatch.setattr(observations, "_MOST_SEEN", 2)
    charge = {"description": "x", "codes": [("90834", "CPT")], "setting": "both"}
    text = "".join(tall([{**charge, "gross": usd} for usd in (10, 10, 20, 30, 30, 10)]))
    (tmp_path / "a.csv").write_text(text)
    report, rows, _ = taken(tmp_path, tmp_path / "a.csv")
    assert [r["usd"] for r in rows] == ["10", "20", "30", "10"]
    assert report.files[0].tally.amounts == {"taken": 4, "repeated": 2}


# --- one charge, three forms ---------------------------------------------------------------------

USD = st.sampled_from([0, 0.01, 1, 12.5, 99.99, 100, 4321.1, 49999.99, 50000, 999999999, None])
PLANS = [("Blue", "PPO"), ("Blue", "Medicare Advantage"), ("State", "Medicaid|HMO"), ("Ädna", "")]
RATE = st.fixed_dictionaries(
    {
        "dollar": USD,
        "percentage": st.sampled_from([None, 0.5, 1, 45, 62.5, 100, 150]),
        "algorithm": st.sampled_from([None, 'Lesser of "charges",\nor 80%']),
        "median": USD,
        "methodology": st.sampled_from(
            ["fee schedule", "per diem", "case rate", "percent of total billed charges", "other"]
        ),
    }
)
CODE = st.sampled_from(
    [("90834", "CPT"), ("104", "CPT"), ("90837", ""), ("J0013", "HCPCS"), ("J3490", "HCPCS"),
     ("885", "MS-DRG"), ("0914", "RC"), ("g0463", "hcpcs"), ("99999", "CPT"), ("90834-95", "CPT")]
)  # fmt: skip


@st.composite
def charge(draw: st.DrawFn) -> dict[str, Any]:
    one: dict[str, Any] = {
        "description": draw(st.sampled_from(["Talk", "Ketamine 50 mg", "Ünit, of\n“x”"])),
        "codes": draw(st.lists(CODE, min_size=1, max_size=2, unique=True)),
        "setting": draw(st.sampled_from(["inpatient", "Outpatient", "both"])),
        "billing_class": draw(st.sampled_from(["", "facility", "Professional"])),
        "modifiers": draw(st.sampled_from(["", "95", "50|TC"])),
        "gross": draw(USD),
        "cash": draw(USD),
    }
    if draw(st.booleans()):
        one["drug"] = draw(st.sampled_from([(1, "ML"), (56, "ME"), (0.5, "GR"), (1, "un")]))
    plans = draw(st.lists(st.sampled_from(PLANS), unique=True, max_size=4))
    one["rates"] = [(*plan, draw(RATE)) for plan in plans]
    return one


@given(st.lists(charge(), max_size=6), st.integers(20, 400))
def test_the_three_forms_give_the_same(charges: list[dict[str, Any]], piece: int) -> None:
    """And every row and amount has one outcome. JSON is read in pieces of any size."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_form, "_PIECE", piece)
        folder = Path(name)
        found = []
        for file, text in (
            ("tall.csv", tall(charges)), ("wide.csv", wide(charges, PLANS)),
            ("one.json", as_json(charges)),
        ):  # fmt: skip
            (folder / file).write_text("".join(text), encoding="utf-8")
            report, rows, bands = taken(folder, folder / file)
            tally = report.files[0].tally
            assert tally.amounts["taken"] == len(rows)
            lines = sum(len(c["rates"]) or 1 for c in charges) if file == "tall.csv" else None
            assert tally.rows.total() == (len(charges) if lines is None else lines)
            kept = sorted(",".join(r[c] for c in COLUMNS if c not in ("row", "file")) for r in rows)
            found.append(((kept, bands), tally.amounts))
        (tall_found, _), (wide_found, wide_counts), (json_found, json_counts) = found
        assert tall_found == wide_found == json_found
        assert wide_counts == json_counts  # tall prints the list and cash price once for each plan


@given(st.lists(st.integers(1, 9999), min_size=1), st.integers(0, 100))
def test_a_percentile_lies_among_the_values(values: list[int], at: int) -> None:
    ordered = sorted(values)
    assert ordered[0] <= percentile(ordered, at) <= ordered[-1]
    assert percentile(ordered, 0) == ordered[0] and percentile(ordered, 100) == ordered[-1]


# --- amounts and payers --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("1,234.50", "1234.50"), ("$1,234", "1234"), (" 99 ", "99"), ("60%", "60"), (".5", "0.5"),
        ("1.00E+09", "1000000000"), ("-5", "-5"), ("$ 12", "12"), (12, "12"),
        (Decimal("1.5"), "1.5"),
    ],
)  # fmt: skip
def test_numbers(said: Any, means: str) -> None:
    assert number(said) == Decimal(means)


@pytest.mark.parametrize("said", ["call us", "1,5", "12,34.5", "1 234", "NaN", "Infinity", "1;2"])
def test_no_numbers(said: str) -> None:
    with pytest.raises(NotANumberError):
        number(said)


@pytest.mark.parametrize(
    ("usd", "why"),
    [
        ("0", "placeholder"), ("-12", "placeholder"), ("0.01", "placeholder"),
        ("1", "placeholder"), ("1.01", ""), ("999", ""), ("9999", "placeholder"),
        ("99999.99", "placeholder"), ("999999999", "placeholder"), ("49999.98", ""),
        ("50000", "too-high"), ("9998.99", ""), ("1E+400", "too-high"),
    ],
)  # fmt: skip
def test_placeholders(usd: str, why: str) -> None:
    assert why_no_price(Decimal(usd), small=False) == why


def test_a_milligram_may_cost_a_few_cents() -> None:
    assert why_no_price(Decimal("0.05"), small=True) == ""
    assert why_no_price(Decimal("0.01"), small=True) == "placeholder"


@pytest.mark.parametrize(
    ("payer", "plan", "means"),
    [
        ("Aetna", "Medicare Managed Care Plan", "medicare-advantage"),
        ("HUMANA MCR ADV - ALL OTHER PLANS", "", "medicare-advantage"),
        ("KelseyCare_MedicareAdvantage", "Outpatient", "medicare-advantage"),
        ("Molina", "Medicare/Medicaid Managed Care Plan", "medicare-advantage"),
        ("MEDICARE [2001]", "HB MVH MEDICARE", "other"),
        ("Aetna", "Medicare Transplant", "other"),
        ("Blue Cross", "Medicare Supplemental Senior Preferred", "other"),
        ("BCBS MCAID", "", "medicaid"),
        ("Blue Cross", "Anthem Medi-Cal Managed Care Plan", "medicaid"),
        ("Aetna", "Medical Rental Products Other Commercial Plan", "commercial"),
        ("TRICARE", "HB MGH TRICARE", "va-tricare"),
        ("Optum", "VACCN Behavioral Health", "va-tricare"),
        ("VACare", "Inpatient", "va-tricare"),
        ("Anthem", "PPO of VA", "commercial"),
        ("Oscar", "Individual Plan Exchange", "exchange"),
        ("Oscar Health Plan", "Commercial", "commercial"),
        ("AMBETTER EXCH - ALL PLANS", "", "exchange"),
        ("Blue Cross Blue Shield of Arizona", "BCBSAZ Workers Comp", "other"),
        ("Molina", "", "other"),
        ("UNITED HEALTHCARE", "HMO/PPO", "commercial"),
        ("Platform_Health_Insurance", "PPO", "commercial"),
    ],
)
def test_classes_of_payers(payer: str, plan: str, means: str) -> None:
    assert payer_class(payer, plan) == means


def test_rules_name_only_known_classes() -> None:
    assert {name for name, _ in RULES} <= set(CLASSES)


# --- files as they come --------------------------------------------------------------------------


def test_packed_and_written_in_other_ways(tmp_path: Path) -> None:
    plain = (FORMS / "tall.csv").read_bytes()
    _, want, _ = taken(tmp_path, FORMS / "tall.csv")
    want = [{**row, "file": ""} for row in want]
    (tmp_path / "bom.csv").write_bytes(b"\xef\xbb\xbf" + plain)
    (tmp_path / "sixteen.csv").write_text(plain.decode(), encoding="utf-16")
    (tmp_path / "windows.csv").write_bytes(plain.replace(b"\n", b"\r\n"))
    (tmp_path / "one.csv.gz").write_bytes(gzip.compress(plain))
    with zipfile.ZipFile(tmp_path / "one.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("files/one.csv", plain)
        archive.writestr("__MACOSX/files/._one.csv", b"\x00\x05\x16\x07")
        archive.writestr("read me.txt", "hello")
    for name in ("bom.csv", "sixteen.csv", "windows.csv", "one.csv.gz", "one.zip"):
        report, rows, _ = taken(tmp_path, tmp_path / name)
        assert [{**row, "file": ""} for row in rows] == want, name
    assert report.files[0].file == "one.zip: files/one.csv"


def test_bytes_of_windows_1252_among_utf_8(tmp_path: Path) -> None:
    text = (FORMS / "tall.csv").read_text().replace("Elm Street Hospital", "Niño–Hospital")
    raw = text.encode().replace("–".encode(), b"\x96").replace(b"HMO", b"H\xe9MO")
    (tmp_path / "mixed.csv").write_bytes(raw)
    _, rows, _ = taken(tmp_path, tmp_path / "mixed.csv")
    assert {row["hospital"] for row in rows} == {"Niño–Hospital"}
    assert "HéMO" in {row["plan"] for row in rows}


def test_the_state_of_an_address_where_no_license_says_it(tmp_path: Path) -> None:
    text = (FORMS / "tall.csv").read_text().replace("license_number|OH", "license_number")
    (tmp_path / "a.csv").write_text(text)
    report, _, _ = taken(tmp_path, tmp_path / "a.csv")
    assert report.files[0].hospital.state == "OH"


# --- files that can't be taken -------------------------------------------------------------------

TALL = (FORMS / "tall.csv").read_text()
JSON = (FORMS / "form.json").read_text()
INSURER = '{"reporting_entity_name": "Blue", "in_network": [{"a": 1}]}'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("%PDF-1.7", "is a PDF"),
        ("<!doctype html><title>Not found", "web page"),
        (TALL.replace("hospital_name", "name"), "hospital_name"),
        (TALL.replace("Elm Street Hospital,4", ",4", 1), "hospital_name is empty"),
        (TALL.replace("4/1/2026", ""), "last_updated_on is empty"),
        (TALL.replace("4/1/2026", "13/32/2026"), "last_updated_on: found '13/32/2026'"),
        (TALL.replace("|type", "|kind"), "line 3: no column code|1|type"),
        (TALL.replace("standard_charge|", "charge|"), "line 3: no column of prices"),
        (TALL.replace("description,code|1", "description,nr|1"), "description and code|1"),
        (TALL.replace(",", ";"), "not separated by commas"),
        (TALL.replace('"Shock treatment,', '"' + "x" * 5_000_000, 1), "line 9: can't be read"),
        ("2026 National Physician Fee Schedule Relative Value File\nHCPCS,MOD\n", "cms-pfs"),
        ("NDC Description,NDC,NADAC Per Unit\nSERTRALINE,1,0.03\n", "import nadac"),
        ("date,usd\n2026-01-01,3\n", "expected a hospital's standard charge file"),
        (INSURER, "insurer's file"),
        ("[1, 2]", "a list, where an object"),
        (JSON[:1500], "ends too early"),
        (JSON.replace('"setting": "both"', '"setting" "both"', 1), "no JSON: Expecting ':'"),
        (JSON.rstrip()[:-1] + ', "x" }', "expected :"),
        (JSON.rstrip()[:-1] + ', "x": nil }', "no JSON: Expecting value"),
        (JSON.rstrip()[:-1] + ', "x": [1', "ends too early"),
        (JSON.replace('"hospital_name": "Hill Hospital"', '"x": 1'), "no hospital_name"),
        ('{"hospital_name": "A", "standard_charge_information": ' + "[" * 200_000, "no JSON"),
        ('{"hospital_name": "A", "x": ' + "9" * 5000 + "}", "no JSON"),
    ],
)
def test_refused_by_name_with_nothing_written(
    content: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "it.csv", tmp_path / "out"
    file.write_text(content)
    out.mkdir()
    words = ["prices", "import", "hospital-mrf", str(FORMS / "wide.csv"), str(file)]
    assert main([*words, "-o", str(out / "o.csv")]) in (1, 2)
    told = capsys.readouterr().err
    assert "it.csv" in told and message in told and "Traceback" not in told
    assert list(out.iterdir()) == []


def test_damaged_archives(tmp_path: Path) -> None:
    whole = gzip.compress(TALL.encode() * 50)
    (tmp_path / "cut.csv.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04 and no more")
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
    with zipfile.ZipFile(tmp_path / "none.zip", "w") as archive:
        archive.writestr("read me.txt", "hello")
    for name, message in {
        "cut.csv.gz": "damaged", "cut.zip": "damaged", "book.xlsx": "is a workbook",
        "none.zip": "no .csv or .json", "missing.csv": "can't be read",
    }.items():  # fmt: skip
        with pytest.raises(PricingError, match=message):
            taken(tmp_path, tmp_path / name)
    assert not (tmp_path / "o.csv").exists()


def test_no_other_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text("service,provider\n")
    with pytest.raises(PricingError, match="holds something else"):
        taken(tmp_path, FORMS / "tall.csv")
    assert (tmp_path / "o.csv").read_text() == "service,provider\n"
    (tmp_path / "o.csv").unlink()
    assert taken(tmp_path, FORMS / "tall.csv")[1] == taken(tmp_path, FORMS / "tall.csv")[1]
    with pytest.raises(PricingError, match="there is no folder"):
        taken(tmp_path / "nowhere", FORMS / "tall.csv")


def test_a_name_is_no_formula_in_a_spreadsheet(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TALL.replace("Oak Mutual", "=1+1"))
    _, rows, _ = taken(tmp_path, tmp_path / "a.csv")
    assert "'=1+1" in {row["payer"] for row in rows}


def test_the_command_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, bands = tmp_path / "o.csv", tmp_path / "bands.csv"
    words = ["prices", "import", "hospital-mrf", str(FORMS / "tall.csv"), str(FORMS / "tall.csv")]
    assert main([*words, "-o", str(out), "--bands", str(bands), "--release", "2026.1"]) == 0
    told = capsys.readouterr().out
    for line in (
        "Elm Street Hospital, OH, 2026-04-01",
        "  17 rows read, 11 of our codes",
        "    left out: 1 J3490 for another drug than ketamine; first: line 18",
        "    of these 1 per day",
        "  29 amounts on them, 17 taken",
        "    left out: 1 no number; first: line 19, gross charge: 'call us'",
        f"{out} written: 34 observations of codes of release 2026.1",
        "more than one file is of Elm Street Hospital, OH",
    ):
        assert line in told
    assert len(out.read_text().splitlines()) == 35 and bands.exists()


def test_json_of_version_2(tmp_path: Path) -> None:
    """The mean in place of the median; the place of the hospital has another name."""
    text = JSON.replace("median_amount", "estimated_amount").replace("3.0.0", "2.0.0")
    (tmp_path / "a.json").write_text(text.replace("location_name", "hospital_location"))
    report, rows, _ = taken(tmp_path, tmp_path / "a.json")
    assert report.files[0].hospital.version == "2.0.0"
    means = [(r["plan"], r["usd"]) for r in rows if r["basis"] == "mean-allowed"]
    assert means == [("Silver", "21.12"), ("Prime", "640.5")]


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 64])
def test_json_cut_anywhere(piece: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of a number, a word, an escape."""
    text = JSON.replace(
        '"version"', '"more": [-12.5e2, true, "\\ud83d\\ude00"], "n": 123.75, "version"'
    )
    (tmp_path / "a.json").write_text(text)
    monkeypatch.setattr(json_form, "_PIECE", piece)
    _, rows, _ = taken(tmp_path, tmp_path / "a.json")
    assert len(rows) == 7 and rows[-1]["usd"] == "12.345"


def test_json_entries_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in memory is a piece of the text, however long the file."""
    longest = []
    more = json_form._Text._more

    def watched(self: Any, size: int) -> None:
        more(self, size)
        longest.append(len(self._text))

    monkeypatch.setattr(json_form, "_PIECE", 5_000)
    monkeypatch.setattr(json_form._Text, "_more", watched)
    entry = {"description": "x", "codes": [("90834", "CPT")], "setting": "both", "gross": 99}
    file = tmp_path / "long.json"
    file.write_text("".join(as_json([{**entry, "gross": 100 + n} for n in range(2000)])))
    assert file.stat().st_size > 200_000
    report, rows, _ = taken(tmp_path, file)
    assert len(rows) == 2000 and max(longest) < 12_000
    assert json.loads(file.read_text())["hospital_name"] == report.files[0].hospital.name
