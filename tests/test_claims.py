"""`ketacost adjudicate`: a claims file held against a plan's terms."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ketacost.cli import main

EXAMPLE = Path(__file__).parent / "example"
PLAN = str(EXAMPLE / "my-plan.yaml")
"""Deductible 500, then 20 percent, at most 3,000; visits 30; outside: 200, then 40 percent."""

Adjudicate = Callable[..., dict[str, Any]]
Write = Callable[[str], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file and gives its name."""

    def do(text: str) -> str:
        path = tmp_path / f"file-{len(list(tmp_path.iterdir()))}.csv"
        path.write_text(text)
        return str(path)

    return do


@pytest.fixture
def adjudicate(write: Write, capsys: pytest.CaptureFixture[str]) -> Adjudicate:
    """The JSON document of lines `date,benefit,allowed_amount` and other columns."""

    def do(text: str, *options: str, plan: str = PLAN) -> dict[str, Any]:
        assert main(["adjudicate", plan, write(text), "--json", *options]) == 0
        document: dict[str, Any] = json.loads(capsys.readouterr().out)
        return document

    return do


def _paid(document: dict[str, Any]) -> list[float]:
    return [line["patient_pays"] for line in document["lines"]]


def test_an_explanation_of_benefits_is_held_against_the_terms(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Deductible 500, then 20 percent: 500 + 100.10 = 600.10 in each plan year, so the plan's
    1000.50 in January is 400.40 too much."""
    path = str(EXAMPLE / "explanation-of-benefits.csv")
    assert main(["adjudicate", PLAN, path, "--json"]) == 0
    lines = json.loads(capsys.readouterr().out)["lines"]
    assert [line["difference"] for line in lines] == [0, 0, 400.40]
    assert main(["adjudicate", PLAN, path]) == 0
    out = capsys.readouterr().out
    assert "the plan says $600.10: holds" in out
    assert "the plan says $1,000.50: $400.40 more than these terms give" in out
    assert "1 of 3 stated shares differ; in all the plan asks for $400.40 more." in out
    assert "billed" not in out


def test_an_insurers_export(capsys: pytest.CaptureFixture[str]) -> None:
    """Titles, claim numbers, dollar signs, brackets, a reversal, a balance bill and totals.

    ECT: 500 + 20 percent of 500.50, taken back; then 500 + 20 percent of 450 = 590. Outside the
    network: 200, then 40 percent of 200 = 280, and the 300 above the allowed amount on top.
    """
    path = str(EXAMPLE / "insurer-export.csv")
    assert main(["adjudicate", PLAN, path, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    lines = document["lines"]
    assert _paid(document) == [475, 600.10, -600.10, 590, 280]
    assert [line["written_off"] for line in lines] == [0, 299.50, -299.50, 350, 0]
    assert [line["balance_bill"] for line in lines] == [0, 0, 0, 0, 300]
    assert [line["difference"] for line in lines] == [0] * 5
    assert [line.get("undoes") for line in lines] == [None, None, 6, None, None]
    assert document["totals"]["patient_pays"] == 475 + 590 + 280
    assert document["totals"]["billed"] == 475 + 1300 + 700
    assert [note["line"] for note in document["notes"]] == [1, 2, 4, 10, 11]
    assert main(["adjudicate", PLAN, path]) == 0
    out = capsys.readouterr().out
    assert "takes back line 6" in out
    assert "billed $1,300.00: $350.00 of it is written off" in out
    assert "billed $700.00: the provider may ask you for $300.00 of it on top" in out
    assert "the plan says $580.00: holds, with the $300.00 on top" in out
    assert "line 10: left out: a line of totals" in out
    assert max(map(len, out.splitlines())) <= 122


def test_a_file_with_decimal_commas(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(EXAMPLE / "decimal-comma.csv")
    assert main(["adjudicate", PLAN, path, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [line["allowed_amount"] for line in document["lines"]] == [1000.50, 1000.50, 1000]
    assert [line["difference"] for line in document["lines"]] == [0, 400.40, 0]
    assert document["lines"][0]["service"] == "ECT, café incluido"


# --- refunds and reversals -----------------------------------------------------------------------


def test_a_refund_gives_back_what_its_line_had_counted(adjudicate: Adjudicate) -> None:
    """1,000.50 costs 600.10 and meets the deductible, so 800 costs 160; once the first is taken
    back, 500 of the deductible are due again: 700 costs 500 + 40."""
    document = adjudicate(
        "date,benefit,allowed\n2026-01-05,outpatient-procedure,1000.50\n2026-01-12,lab,800\n"
        "2026-01-20,outpatient-procedure,-1000.50\n2026-01-26,lab,700\n"
    )
    assert _paid(document) == [600.10, 160, -600.10, 540]
    assert document["lines"][2]["plan_pays"] == -400.40
    assert document["totals"]["patient_pays"] == 700


def test_a_correction_meets_the_deductible_as_if_the_first_line_had_never_been(
    adjudicate: Adjudicate,
) -> None:
    """300 taken back and 200 in its place: the 200 go to the deductible, and 400 after it cost
    300 + 20."""
    document = adjudicate(
        "date,benefit,allowed,claim\n2026-01-15,lab,300,C1\n2026-01-15,lab,200,C2\n"
        "2026-01-15,lab,-300,C1\n2026-01-16,lab,400,C3\n"
    )
    assert _paid(document) == [300, -300, 200, 320]


def test_a_refund_counts_in_the_plan_year_of_its_line(adjudicate: Adjudicate) -> None:
    """Taken back in January, a line of December gives January's deductible nothing back."""
    document = adjudicate(
        "date,benefit,allowed\n2026-12-28,outpatient-procedure,400\n2027-01-04,lab,450\n"
        "2027-01-20,outpatient-procedure,-400\n2027-01-26,lab,100\n"
    )
    assert _paid(document) == [400, 450, -400, 50 + 10]
    assert [year["patient_pays"] for year in document["plan_years"]] == [0, 510]


def test_a_refund_of_care_outside_the_network_gives_its_deductible_back(
    adjudicate: Adjudicate,
) -> None:
    """200, then 40 percent: 300 costs 240; taken back, 300 cost 240 once more."""
    document = adjudicate(
        "date,benefit,allowed,network\n2026-01-05,lab,300,out\n2026-01-06,lab,-300,out\n"
        "2026-01-26,lab,300,out\n"
    )
    assert _paid(document) == [240, -240, 240]


# --- balance bills -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("covered", "network", "written_off", "balance"),
    [("yes", "in", 50, 0), ("yes", "out", 0, 50), ("no", "in", 0, 50), ("no", "out", 0, 50)],
)
def test_billed_above_allowed(
    adjudicate: Adjudicate, covered: str, network: str, written_off: float, balance: float
) -> None:
    """A contract with the plan binds a provider of the network, for what the plan covers."""
    document = adjudicate(
        f"date,benefit,allowed,billed,covered,network\n2026-01-05,lab,100,150,{covered},{network}\n"
    )
    line = document["lines"][0]
    assert (line["written_off"], line["balance_bill"]) == (written_off, balance)
    assert line["patient_pays"] == 100
    # neither counts toward the deductible of 500
    after = adjudicate(
        "date,benefit,allowed,billed,covered,network\n"
        f"2026-01-05,lab,100,150,{covered},{network}\n2026-01-06,lab,500,600,yes,in\n"
    )
    counted = 100 if covered == "yes" and network == "in" else 0
    assert _paid(after)[1] == 500 - counted + counted * 0.2


@pytest.mark.parametrize(("stated", "difference"), [(100, 0), (150, 0), (120, -30), (160, 10)])
def test_a_stated_share_may_hold_the_balance_bill_or_not(
    adjudicate: Adjudicate, stated: int, difference: float
) -> None:
    text = "date,benefit,allowed,billed,network,you owe\n2026-01-05,lab,100,150,out,{}\n"
    assert adjudicate(text.format(stated))["lines"][0]["difference"] == difference


def test_outside_the_network_without_a_billed_amount(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write("date,benefit,allowed,network\n2026-01-05,lab,100,out\n")
    assert main(["adjudicate", PLAN, path]) == 0
    assert "a provider may ask for more than the allowed amount" in capsys.readouterr().out


# --- plan years, plans, what was paid before -----------------------------------------------------


def test_plan_years_are_called_by_their_year(
    adjudicate: Adjudicate, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "date,benefit,allowed\n2026-05-05,lab,100\n2026-08-05,lab,100\n2028-08-05,lab,100\n"
    labels = [year["label"] for year in adjudicate(text)["plan_years"]]
    assert labels == ["Plan year 2026", "Plan year 2028"]
    plan = write(Path(PLAN).read_text() + "year-starts-month: 7\n")
    document = adjudicate(text, plan=plan)
    assert [(year["label"], year["from"]) for year in document["plan_years"]] == [
        ("Plan year from July 2025", "2025-07-01"),
        ("Plan year from July 2026", "2026-07-01"),
        ("Plan year from July 2028", "2028-07-01"),
    ]
    assert main(["adjudicate", plan, write(text)]) == 0
    assert "Plan year from July 2026" in capsys.readouterr().out


def test_without_insurance_nothing_is_called_not_covered(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write("date,benefit,allowed,billed\n2026-01-05,lab,100,150\n")
    assert main(["adjudicate", "none", path]) == 0
    out = capsys.readouterr().out
    assert "not covered" not in out and "written off, as" not in out
    assert "you pay the full price" in out


def test_what_was_paid_before(adjudicate: Adjudicate, write: Write) -> None:
    text = "date,benefit,allowed\n2026-01-05,lab,300\n"
    assert _paid(adjudicate(text, "--deductible-met", "$400")) == [100 + 40]
    assert _paid(adjudicate(text, "--deductible-met", "2,950")) == [50]
    assert _paid(adjudicate(text, "--out-of-pocket-met", "2950.00")) == [50]
    drugs = write(
        Path(PLAN).read_text().replace("drug: {deductible: 0", "drug: {deductible: 100")
        + "  \n".replace("  ", "")
    )
    fill = "date,benefit,allowed\n2026-01-05,generic-drug,80\n"
    plan = write(
        Path(drugs)
        .read_text()
        .replace("{accumulator: drug, copayment: 10}",
                 "{accumulator: drug, after-deductible: true, copayment: 10}")
    )  # fmt: skip
    assert _paid(adjudicate(fill, plan=plan)) == [80]
    assert _paid(adjudicate(fill, "--drug-deductible-met", "70", plan=plan)) == [30 + 10]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--deductible-met", "much"], "--deductible-met: found 'much'"),
        (["--out-of-pocket-met", "-5"], "--out-of-pocket-met: found '-5'"),
        (["--deductible-met", "1.000"], "--deductible-met: found '1.000'"),
        (["--dates", "monthfirst"], "did you mean 'month-first'"),
        (["--benefit", "labs"], "did you mean 'lab'"),
    ],
)
def test_an_option_that_can_not_be_taken(
    write: Write, capsys: pytest.CaptureFixture[str], options: list[str], words: str
) -> None:
    path = write("date,benefit,allowed\n2026-01-05,lab,300\n")
    assert main(["adjudicate", PLAN, path, *options]) == 2
    assert words in capsys.readouterr().err


def test_a_plan_without_a_drug_deductible_apart(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = write(
        "label: P\npayer: commercial\notherwise: {copayment: 5}\n"
        "accumulators: {medical: {deductible: 0, out-of-pocket-max: none}}\n"
    )
    path = write("date,benefit,allowed\n2026-01-05,lab,300\n")
    assert main(["adjudicate", plan, path, "--drug-deductible-met", "5"]) == 2
    assert "P has no drug deductible apart" in capsys.readouterr().err


# --- what is asked -------------------------------------------------------------------------------


def test_a_share_may_be_left_out_and_may_hold(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "date,benefit,allowed_amount,your_share\n2026-01-05,mental-health-visit,150,$30\n"
    path = write(rows + "2026-01-12,mental-health-visit,150,\n")
    assert main(["adjudicate", PLAN, path]) == 0
    out = capsys.readouterr().out
    assert out.count("the plan says") == 1 and "holds on every line" in out


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2026-01-05,mental-visit,150,30", "did you mean 'mental-health-visit'"),
        ("05.01.2026,mental-health-visit,150,30", "say --dates month-first"),
        ("2026-01-05,mental-health-visit,,30", "the amount is empty"),
        ("2026-01-05,mental-health-visit,150,thirty", "thirty"),
    ],
)
def test_a_bad_row_is_told_with_its_line(
    write: Write, capsys: pytest.CaptureFixture[str], row: str, words: str
) -> None:
    path = write(f"date,benefit,allowed_amount,your_share\n{row}\n")
    assert main(["adjudicate", PLAN, path]) == 1
    told = capsys.readouterr().err
    assert words in told and "line 2" in told and "pricing tables" not in told


def test_questions_are_answered_by_options(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write("DOS;CPT;Allowed\n03/04/2026;90837;1.000\n")
    assert main(["adjudicate", PLAN, path]) == 1
    told = capsys.readouterr().err
    assert "--dates" in told and "--decimal" in told and "--benefit" in told
    answers = ["--dates", "day-first", "--decimal", "comma", "--benefit", "mental-health-visit"]
    assert main(["adjudicate", PLAN, path, *answers, "--json"]) == 0
    line = json.loads(capsys.readouterr().out)["lines"][0]
    assert (line["date"], line["allowed_amount"]) == ("2026-04-03", 1000)
