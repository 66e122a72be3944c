"""Cost sharing of files: an explanation of benefits held against the plan's terms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ketacost.cli import main

EXAMPLE = Path(__file__).parent / "example"
PLAN = str(EXAMPLE / "my-plan.yaml")


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


def _write(folder: Path, text: str) -> str:
    path = folder / "services.csv"
    path.write_text(text)
    return str(path)


def test_a_share_may_be_left_out_and_may_hold(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "date,benefit,allowed_amount,your_share\n2026-01-05,mental-health-visit,150,$30\n"
    path = _write(tmp_path, rows + "2026-01-12,mental-health-visit,150,\n")
    assert main(["adjudicate", PLAN, path]) == 0
    out = capsys.readouterr().out
    assert out.count("the plan says") == 1 and "holds on every line" in out


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2026-01-05,mental-visit,150,30", "did you mean 'mental-health-visit'"),
        ("05.01.2026,mental-health-visit,150,30", "expected a date such as 2026-01-31"),
        ("2026-01-05,mental-health-visit,,30", "the amount is empty"),
        ("2026-01-05,mental-health-visit,150,thirty", "thirty"),
    ],
)
def test_a_bad_row_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str, words: str
) -> None:
    path = _write(tmp_path, f"date,benefit,allowed_amount,your_share\n{row}\n")
    assert main(["adjudicate", PLAN, path]) == 1
    told = capsys.readouterr().err
    assert words in told and "line 2" in told and "pricing tables" not in told
