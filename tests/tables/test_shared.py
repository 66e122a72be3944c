"""What all releases share, sources and regions, grows without breaking a seal."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ketacost.tables import PricingError, PricingFaults, load_prices
from ketacost.tables.upkeep.check import check_releases
from ketacost.tables.upkeep.new import new_draft
from ketacost.tables.upkeep.release import release_draft

MINIMAL = Path(__file__).parent / "minimal"
TODAY = date(2026, 11, 24)
MORE = """\
  more:
    title: "Another page"
    publisher: "Somebody"
    url: null
    published: null
    read: 2026-11-24
    kind: market
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pricing folder with one small release, sealed and in use."""
    pricing = Path(shutil.copytree(MINIMAL, tmp_path / "pricing"))
    monkeypatch.setenv("KETACOST_PRICING", str(pricing))
    release_draft("2026.1", "First.", input, TODAY)
    return pricing


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def told(what: str | None = None) -> list[str]:
    return [str(fault) for fault in check_releases(what, TODAY)[0]]


GROWING: dict[str, Callable[[Path], object]] = {
    "a source more": lambda root: edit(root / "sources.yaml", "sources:\n", "sources:\n" + MORE),
    "a region more": lambda root: edit(root / "regions.csv", "oh,", "tx,Texas,TX,04412,00\noh,"),
    "a comment": lambda root: edit(root / "sources.yaml", "sources:\n", "# a word\nsources:\n"),
    "other quotes": lambda root: edit(root / "sources.yaml", '"Clinics"', "Clinics"),
    "line endings": lambda root: (root / "sources.yaml").write_bytes(
        (root / "sources.yaml").read_bytes().replace(b"\n", b"\r\n")
    ),
}


@pytest.mark.parametrize("how", GROWING)
def test_the_shared_files_may_grow(root: Path, how: str) -> None:
    before = load_prices("2026.1")
    GROWING[how](root)
    after = load_prices("2026.1")
    assert after.content_hash == before.content_hash == before.entry.hash
    assert (after.sources, after.regions) == (before.sources, before.regions)


EDITS = {
    "sources.yaml": ('"What clinics print"', '"What clinics say"'),
    "regions.csv": ("Ohio", "State of Ohio"),
}


@pytest.mark.parametrize("file", EDITS)
def test_an_entry_that_a_release_uses_is_sealed_with_it(root: Path, file: str) -> None:
    edit(root / file, *EDITS[file])
    with pytest.raises(PricingError, match=r"an entry that it uses of sources\.yaml or regions"):
        load_prices("2026.1")
    assert [fault.id for fault in check_releases(None, TODAY)[0]] == ["release-edited"]
    edit(root / file, *reversed(EDITS[file]))
    assert load_prices("2026.1").id == "2026.1" and told() == []


def test_an_entry_is_unused_where_no_release_uses_it(root: Path) -> None:
    new_draft("2026.2", "2026.1")
    GROWING["a source more"](root)
    GROWING["a region more"](root)
    for what in (None, "2026.1", "2026.2"):
        assert told(what) == [
            "regions.csv, line 3, column 1: region: no release has a row for 'tx' in its "
            "medicare/gpci.csv",
            "sources.yaml, line 2, column 3: sources.more: source 'more' is not used by any "
            "figure; name it where it belongs, or take it out",
        ]
    edit(root / "2026.2/services/visits.yaml", "[clinic-pages]", "[clinic-pages, more]")
    edit(root / "2026.2/medicare/gpci.csv", "oh,", "tx,1,1,1\noh,")
    edit(root / "2026.2/price-parity.csv", "OH,", "TX,97.1\nOH,")
    assert told() == []  # that 2026.1 uses neither is no fault of it
    assert load_prices("2026.2").regions["tx"].label == "Texas"
    assert "tx" not in load_prices("2026.1").regions
    assert "more" in load_prices("2026.2").sources and "more" not in load_prices("2026.1").sources


def test_a_faulty_entry_stops_those_releases_only_that_use_it(root: Path) -> None:
    new_draft("2026.2", "2026.1")
    edit(root / "2026.2/services/visits.yaml", "[clinic-pages]", "[clinic-pages, more]")
    edit(root / "sources.yaml", "sources:\n", "sources:\n" + MORE.replace("market", "rumour"))
    assert load_prices("2026.1").id == "2026.1"
    with pytest.raises(PricingFaults, match=r"^sources\.yaml, line 8.*found 'rumour'"):
        load_prices("2026.2")
    assert [line for line in told("2026.1") if "found 'rumour'" in line]


def test_a_shared_file_that_can_not_be_read_is_told_with_its_line(root: Path) -> None:
    """Not as a broken seal, which would send a maintainer looking for an edit."""
    edit(root / "sources.yaml", '    publisher: "Clinics"', '    publisher: "Clinics')
    with pytest.raises(PricingFaults, match=r"^sources\.yaml, line 18"):
        load_prices("2026.1")
    assert all(line.startswith("sources.yaml, line 18") for line in told())
