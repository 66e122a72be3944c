"""What a system or an editor leaves in a release's folder is nothing of ours, and no fault."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from ketacost.tables import load_prices
from ketacost.tables.upkeep.check import check_releases
from ketacost.tables.upkeep.new import new_draft
from ketacost.tables.upkeep.release import release_draft

MINIMAL = Path(__file__).parent / "minimal"
TODAY = date(2026, 11, 24)
SEEN = [
    "desktop.ini", "Thumbs.db", "services/visits.yaml~", "services/visits.yaml.bak",
    "services/~$visits.yaml", "medicare/~$gpci.csv", "services/#visits.yaml#", "plans.yaml.orig",
    "__MACOSX/services/visits.yaml",
]  # fmt: skip
HIDDEN = [".DS_Store", "services/._visits.yaml", "services/.visits.yaml.swp", ".idea/x.yaml"]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    pricing = Path(shutil.copytree(MINIMAL, tmp_path / "pricing"))
    monkeypatch.setenv("KETACOST_PRICING", str(pricing))
    release_draft("2026.1", "First.", input, TODAY)
    return pricing


def leave(root: Path, name: str) -> None:
    path = root / "2026.1" / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text("x\0\n")


@pytest.mark.parametrize("name", SEEN + HIDDEN)
def test_a_released_folder_with_it_is_what_it_was(root: Path, name: str) -> None:
    before = load_prices("2026.1")
    leave(root, name)
    after = load_prices("2026.1")
    assert after.content_hash == before.content_hash == before.entry.hash
    faults, words = check_releases("2026.1", TODAY)
    assert faults == []
    aside = f" (left aside: 2026.1/{name})" if name in SEEN else ""
    assert words == f"no faults in 13 files of 2026.1{aside}"


def test_a_new_draft_does_not_take_it_along(root: Path) -> None:
    for name in SEEN + HIDDEN:
        leave(root, name)
    draft = new_draft("2026.2", "2026.1")
    names = {p.relative_to(draft).as_posix() for p in draft.rglob("*") if p.is_file()}
    assert names.isdisjoint(SEEN + HIDDEN) and "services/visits.yaml" in names


@pytest.mark.parametrize("name", ["services/visits (1).yml", "notes.txt", "medicare/gpci2.csv"])
def test_what_may_be_meant_for_us_is_told(root: Path, name: str) -> None:
    leave(root, name)
    faults, _ = check_releases("2026.1", TODAY)
    assert "file-unknown" in {fault.id for fault in faults}
