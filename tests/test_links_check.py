"""`ketacost links check`: what holds, what moved, what can't be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ketacost.cli import main
from publish import FILE


def _lines() -> list[dict[str, object]]:
    return [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def test_every_published_link_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["links", "check", str(FILE)]) == 0
    many = len(_lines())
    assert capsys.readouterr().out == (
        f"{many} of {many} links give the same figures, to the cent.\n"
    )


def test_a_cent_is_told_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = _lines()[:2]
    arm = next(iter(second["arms"]))
    right = list(second["arms"][arm]["patient_pays"])
    second["arms"][arm]["patient_pays"][1] += 1
    file = tmp_path / "links.jsonl"
    file.write_text(f"{json.dumps(first)}\n\n{json.dumps(second)}\n", encoding="utf-8")
    assert main(["links", "check", str(file)]) == 1
    said = capsys.readouterr().out
    assert said.startswith(f"line 3: figures moved (low / typical / high): {arm}, patient_pays: ")
    typical = f"${right[1] // 100:,}.{right[1] % 100:02d}"
    moved = f"${(right[1] + 1) // 100:,}.{(right[1] + 1) % 100:02d}"
    assert f"/ {moved} /" in said and f"/ {typical} /" in said
    assert "1 of 2 links give the same figures" in said


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "this is no link with its figures"),
        ("[1]", "this is no link with its figures"),
        ('{"link": "?v=2", "arms": "x"}', "this is no link with its figures"),
        ('{"link": "?v=2", "arms": {"a": 1}}', "this is no link with its figures"),
        ("[" * 100_000, "this is no link with its figures"),
        ('{"link": "?v=2&release=2026.1&arms=nothing", "arms": {}}', "'nothing'"),
        ('{"link": "?v=2&release=1999.1&arms=ssri.sertraline", "arms": {}}', "1999.1"),
    ],
)
def test_what_is_no_published_link_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, told: str
) -> None:
    file = tmp_path / "links.jsonl"
    file.write_text(line + "\n", encoding="utf-8")
    assert main(["links", "check", str(file)]) == 1
    said = capsys.readouterr().out
    assert said.startswith("line 1: ") and told in said and "Traceback" not in said


def test_an_empty_file_is_no_success(tmp_path: Path) -> None:
    file = tmp_path / "links.jsonl"
    file.write_text("", encoding="utf-8")
    assert main(["links", "check", str(file)]) == 1
