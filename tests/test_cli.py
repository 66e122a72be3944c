"""The command line as a person uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ketacost import load_prices
from ketacost.cli import main


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(list(words))
    out, err = capsys.readouterr()
    return status, out, err


def test_compare_prints_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _run(capsys, "compare", "--plan", "employer-ppo", "--region", "oh")
    assert status == 0
    assert "Ohio" in out and "You pay" in out and "988" in out
    lines = out.splitlines()
    at = [
        next(i for i, row in enumerate(lines) if row.startswith(name))
        for name in ("Ketamine", "SSRI", "Cognitive", "ECT")
    ]
    assert at == sorted(at), "ketamine, SSRI, CBT, ECT: never sorted by price"
    assert max(map(len, lines[:-3])) <= 100


def test_compare_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    arm = "ketamine.iv:8+cbt.individual"
    status, out, _ = _run(
        capsys, "compare", "--arm", arm, "--arm", "ect", "--plan", "employer-ppo",
        "--deductible", "500", "--deductible-met", "100", "--out-of-pocket-max", "3000",
        "--start-month", "10", "--horizon", "6m", "--region", "ca-los-angeles", "--json",
    )  # fmt: skip
    document = json.loads(out)
    assert status == 0
    assert document["release"] == load_prices().id
    assert [a["arm"] for a in document["arms"]] == [
        "ketamine.iv:8+cbt.individual:16",
        "ect.outpatient:9",
    ]
    assert document["link"].startswith(f"?v=2&release={load_prices().id}&arms=")
    assert document["scenario"]["deductible"] == 500
    row = document["arms"][0]["ledger"][0]
    assert set(row) >= {
        "week", "service", "codes", "phase", "benefit", "quantity", "bound",
        "full_price", "plan_pays", "patient_pays", "rule", "sources",
    }  # fmt: skip


def test_estimate_shows_lines_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _run(capsys, "estimate", "ketamine.iv:6", "--plan", "none")
    assert status == 0
    assert out.count("Ketamine infusion") >= 6
    assert "Sources" in out and "https://" in out


@pytest.mark.parametrize("what", ["options", "regions", "plans", "releases"])
def test_lists(capsys: pytest.CaptureFixture[str], what: str) -> None:
    assert _run(capsys, what)[0] == 0
    status, out, _ = _run(capsys, what, "--json")
    rows = json.loads(out)
    assert status == 0 and rows
    assert all(row["id"] and row["label"] for row in rows)


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (["compaer"], "compare"),
        (["compare", "--arm", "ketamine.vi"], "ketamine.iv"),
        (["compare", "--region", "ca-los-angelos"], "ca-los-angeles"),
        (["compare", "--plan", "employer-pop"], "employer-ppo"),
        (["compare", "--horizon", "6mo"], "6m"),
        (["compare", "--release", "2026.11"], "2026.1"),
        (["compare", "--regoin", "oh"], "--region"),
        (["estimate", "ssri.sertralin"], "ssri.sertraline"),
        (["prices", "chekc"], "check"),
    ],
)
def test_a_wrong_name_gets_the_nearest(
    capsys: pytest.CaptureFixture[str], words: list[str], near: str
) -> None:
    status, out, err = _run(capsys, *words)
    assert (status, out) == (2, "")
    assert f"did you mean '{near}'" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["compare", "--arm", "ketamine.iv:600"], "sessions of ketamine.iv must be from 1 to"),
        (["compare", "--arm", "ketamine.iv:x"], "must be a whole number"),
        (["compare", "--deductible", "-5"], "deductible must be a whole number"),
        (["compare", "--start-month", "13"], "start month must be from 1 to 12"),
        (["estimate"], "OPTION"),
        (["app", "--port", "a"], "--port must be a number"),
        (["adjudicate", "nothing.yaml", "nothing.csv"], "neither a file nor a known plan"),
        (["adjudicate", "employer-ppo", "nothing.csv"], "there is no such file"),
        (["prices", "check", "no/such/folder"], "there is no folder"),
    ],
)
def test_bad_values_are_told(
    capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    status, _, err = _run(capsys, *words)
    assert status in (1, 2)
    assert told in err


def test_adjudicate_a_plan_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "label: My plan\npayer: commercial\n"
        "accumulators: {medical: {deductible: 500, out-of-pocket-max: 1000}}\n"
        "cost-sharing: {mental-health-visit: {copayment: 30}}\n"
        "otherwise: {after-deductible: true, coinsurance: 0.2}\n"
    )
    services = tmp_path / "services.csv"
    services.write_text(
        "date,service,benefit,allowed_amount,covered\n"
        "2026-12-20,infusion,outpatient-procedure,475,no\n"
        "2026-12-28,ECT,outpatient-procedure,1000.50,yes\n"
        "2027-01-04,ECT,outpatient-procedure,1000.50,yes\n"
        "2026-12-27,visit,mental-health-visit,120,\n"
    )
    status, out, _ = _run(capsys, "adjudicate", str(plan), str(services), "--json")
    lines = json.loads(out)["lines"]
    assert status == 0
    # 475 not covered; 30; 500 + 20 % of 500.50; the same again in the new plan year
    assert [line["patient_pays"] for line in lines] == [475, 30, 600.10, 600.10]
    status, out, _ = _run(capsys, "adjudicate", str(plan), str(services))
    assert status == 0 and "Plan year 2027" in out and "$600.10" in out


def test_adjudicate_tells_every_fault(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    services = tmp_path / "services.csv"
    services.write_text(
        "date,benefit,allowed_amount\n2026-13-01,lab,5\n2026-01-01,labs,5\n2026-01-01,lab,five\n"
    )
    status, _, err = _run(capsys, "adjudicate", "employer-ppo", str(services))
    assert status == 1
    assert "line 2" in err and "line 3" in err and "did you mean 'lab'" in err and "line 4" in err
