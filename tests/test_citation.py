"""CITATION.cff says the version of the program and the newest release of the tables."""

from __future__ import annotations

import shutil
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from ketacost.tables.releases import latest_release, release_entries
from ketacost.tables.upkeep.release import release_draft

ROOT = Path(__file__).parent.parent


def test_the_citation_is_that_of_today() -> None:
    found = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert found["cff-version"] == "1.2.0" and found["message"] and found["authors"]
    assert found["version"] == project["version"]
    assert project["license"].split(" AND ")[:2] == [
        found["license"],
        found["references"][0]["license"],
    ]
    tables, newest = found["references"][0], latest_release()
    assert tables["type"] == "data"
    assert tables["version"] == newest, f"CITATION.cff: give the tables the version {newest}"
    assert tables["date-released"] == str(release_entries()[newest].released)


def test_releasing_writes_the_release_into_the_citation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Path(shutil.copytree(ROOT / "pricing", tmp_path / "pricing"))
    before = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    (tmp_path / "CITATION.cff").write_text(before, encoding="utf-8")
    monkeypatch.setenv("KETACOST_PRICING", str(root))
    copied = latest_release(root)
    day = release_entries(root)[copied].released
    assert day
    about = Path(shutil.copytree(root / copied, root / "2099.1")) / "release.yaml"
    text = about.read_text(encoding="utf-8").replace(f'"{copied}"', '"2099.1"')
    about.write_text(text, encoding="utf-8")
    release_draft("2099.1", "What changed.", lambda _: "", day + timedelta(days=1))
    found = yaml.safe_load((tmp_path / "CITATION.cff").read_text(encoding="utf-8"))
    tables = found["references"][0]
    assert (tables["version"], tables["date-released"]) == ("2099.1", str(day + timedelta(days=1)))
    assert found["version"] == yaml.safe_load(before)["version"]  # the program's own stays
