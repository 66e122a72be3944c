"""appeals.yaml: what it may say, and that its sources are described."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ketacost.cli import main
from ketacost.tables import PricingFaults
from ketacost.tables.appeals import read_appeals

PRICING = Path(__file__).parents[2] / "pricing"
START = "appeals:\n  commercial:\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What appeals.yaml is read beside."""
    for name in ("sources.yaml", "regions.csv"):
        shutil.copy(PRICING / name, tmp_path / name)
    return tmp_path


def _faults(folder: Path, text: str) -> str:
    (folder / "appeals.yaml").write_text(START + text)
    with pytest.raises(PricingFaults) as told:
        read_appeals(folder)
    return str(told.value)


def test_no_file_is_no_entry(folder: Path) -> None:
    assert read_appeals(folder).by_coverage == {}


def test_days_with_their_source(folder: Path) -> None:
    text = f"{START}    internal-days: 180\n    sources: [cms-insurer-appeals]\n"
    (folder / "appeals.yaml").write_text(text)
    found = read_appeals(folder)
    assert found.by_coverage["commercial"].internal_days == 180
    assert list(found.sources) == ["cms-insurer-appeals"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("    internal-days: 180\n", "name no source"),
        ("    rule: some law\n", "either internal-days or unknown"),
        ("    internal-days: 180\n    unknown: why\n    sources: [gfe-notice]\n", "either"),
        ("    internal-days: 180\n    sources: [gfe-notise]\n", "did you mean 'gfe-notice'"),
        ("    internal-days: 0\n    sources: [gfe-notice]\n", "internal-days"),
        ("    days: 180\n", "days"),
    ],
)
def test_what_it_may_not_say(folder: Path, text: str, told: str) -> None:
    assert told in _faults(folder, text)


def test_the_check_tells_its_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = Path(shutil.copytree(PRICING, tmp_path / "pricing"))
    monkeypatch.setenv("KETACOST_PRICING", str(root))
    file = root / "appeals.yaml"
    file.write_text(file.read_text().replace("[medicare-appeal-how]", "[nobody]", 1))
    assert main(["prices", "check"]) == 1
    printed = capsys.readouterr().out
    assert "appeals.yaml, line" in printed and "no source 'nobody'" in printed
