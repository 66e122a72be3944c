"""The maintainer's commands: check, stale, new, release, diff; and that a release never changes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ketacost import load_prices
from ketacost.cli import main
from ketacost.tables import PricingError, PricingFaults
from ketacost.tables.folder import read_folder
from ketacost.tables.releases import is_release_name, latest_release, release_entries
from ketacost.tables.seal import seal_of
from ketacost.tables.upkeep import check
from ketacost.tables.upkeep.new import new_draft

PRICING = Path(__file__).parents[2] / "pricing"
MINIMAL = Path(__file__).parent / "minimal"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pricing folder with one small release, in use; today is a day of its own year."""
    pricing = Path(shutil.copytree(MINIMAL, tmp_path / "pricing"))
    monkeypatch.setenv("KETACOST_PRICING", str(pricing))
    monkeypatch.setattr(check, "check_dates", lambda draft, today: None)
    return pricing


def seal(folder: Path) -> str:
    return seal_of(read_folder(folder))


def tree(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


# --- released folders ----------------------------------------------------------------------------


def test_every_released_folder_is_the_one_that_was_released() -> None:
    """Never edit a released folder: make a new release (pricing/README.md says how)."""
    released = {n: e for n, e in release_entries(PRICING).items() if e.status != "draft"}
    assert {"2024.1", "2025.1", "2026.1"} <= set(released)
    for name, entry in released.items():
        assert seal(PRICING / name) == entry.hash, f"pricing/{name} was edited"


@pytest.mark.parametrize("how", ["change", "add", "remove"])
def test_an_edited_release_is_refused(root: Path, how: str) -> None:
    assert main(["prices", "release", "2026.1", "--summary", "First."]) == 0
    load_prices("2026.1")
    plans = root / "2026.1" / "plans.yaml"
    if how == "change":
        plans.write_text(plans.read_text() + "# a word\n")
    elif how == "add":
        (root / "2026.1" / "more.csv").write_text("a\n")
    else:
        plans.unlink()
    with pytest.raises(PricingError, match=r"prices new 2026\.N --from 2026\.1"):
        load_prices("2026.1")
    assert main(["prices", "check", "2026.1"]) == 1


def test_line_endings_are_no_edit(root: Path) -> None:
    before = seal(root / "2026.1")
    plans = root / "2026.1" / "plans.yaml"
    plans.write_bytes(plans.read_bytes().replace(b"\n", b"\r\n"))
    assert seal(root / "2026.1") == before


# --- new -----------------------------------------------------------------------------------------


def test_a_new_draft_is_a_copy_under_its_own_name(root: Path) -> None:
    assert main(["prices", "new", "2026.2"]) == 0
    old, copy = tree(root / "2026.1"), tree(root / "2026.2")
    assert b'release: "2026.2"' in copy.pop("release.yaml") and old.pop("release.yaml")
    assert copy == old
    assert release_entries(root)["2026.2"].status == "draft"
    assert load_prices("2026.2").id == "2026.2"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["2026.1"], "there already"),
        (["autumn"], "has the form 2026.2"),
        (["../2026.2"], "has the form 2026.2"),
        (["2026.2", "--from", "2026.7"], "no pricing release '2026.7'; did you mean '2026.1'"),
    ],
)
def test_a_new_draft_that_can_not_be(
    root: Path, capsys: pytest.CaptureFixture[str], args: list[str], words: str
) -> None:
    before = tree(root)
    assert main(["prices", "new", *args]) == 2
    assert words in capsys.readouterr().err
    assert tree(root) == before


@pytest.mark.parametrize(
    "place", ["shutil.copytree", "pathlib.Path.rename", "pathlib.Path.replace", "os.fdopen"]
)
def test_an_interrupted_new_leaves_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    before = tree(root)

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(place, stop)
        assert main(["prices", "new", "2026.2"]) == 130
    assert tree(root) == before and not (root / "2026.2").exists()
    assert main(["prices", "new", "2026.2"]) == 0


def test_a_full_disk_is_told_and_leaves_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "releases.yaml")

    before = tree(root)
    monkeypatch.setattr("pathlib.Path.replace", full)
    assert main(["prices", "new", "2026.2"]) == 2
    assert capsys.readouterr().err == "ketacost: releases.yaml: No space left on device\n"
    assert tree(root) == before and not (root / "2026.2").exists()


# --- release -------------------------------------------------------------------------------------


def test_a_release_is_locked_with_its_summary(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["prices", "release", "2026.1", "--summary", 'With "quotes" and: a colon.']) == 0
    entry = release_entries(root)["2026.1"]
    assert entry.status == "released" and entry.hash == seal(root / "2026.1")
    assert entry.summary == 'With "quotes" and: a colon.'
    assert main(["prices", "release", "2026.1", "--summary", "Again."]) == 2
    assert "released already" in capsys.readouterr().err


def test_a_release_asks_for_its_summary(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(root)
    assert main(["prices", "release", "2026.1", "--summary", "  "]) == 2
    assert main(["prices", "release", "2026.1"]) == 2  # nobody is there to be asked
    assert "--summary" in capsys.readouterr().err and tree(root) == before
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda question: "Asked for.")
    assert main(["prices", "release", "2026.1"]) == 0
    assert release_entries(root)["2026.1"].summary == "Asked for."


def test_a_draft_with_faults_is_not_released(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    visits = root / "2026.1/services/visits.yaml"
    visits.write_text(visits.read_text().replace("low: 200", "low: 400"))
    before = tree(root)
    assert main(["prices", "release", "2026.1", "--summary", "Wrong."]) == 1
    assert "low 400 is above typical" in capsys.readouterr().err
    assert tree(root) == before


def test_an_interrupted_release_leaves_the_draft(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(root)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.replace", stop)
        assert main(["prices", "release", "2026.1", "--summary", "First."]) == 130
    assert tree(root) == before


def test_a_withdrawn_release_says_why(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prices", "release", "2026.1", "--summary", "First."]) == 0
    path = root / "releases.yaml"
    path.write_text(
        path.read_text().replace(
            "status: released", 'status: withdrawn\n    reason: "A wrong fee."'
        )
    )
    capsys.readouterr()
    assert main(["releases"]) == 0
    assert "withdrawn: A wrong fee." in capsys.readouterr().out
    # an old link still opens; the next release is the one without a name; it stays sealed
    assert load_prices("2026.1").entry.reason == "A wrong fee."
    assert main(["prices", "new", "2026.2", "--from", "2026.1"]) == 0
    assert latest_release(root) == "2026.2"
    assert main(["prices", "release", "2026.1", "--summary", "Again."]) == 2
    assert "2026.1 is withdrawn already" in capsys.readouterr().err
    (root / "2026.1/plans.yaml").unlink()
    with pytest.raises(PricingError, match="are not those that were released"):
        load_prices("2026.1")


def test_a_withdrawn_release_without_a_reason_is_a_fault(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["prices", "release", "2026.1", "--summary", "First."]) == 0
    path = root / "releases.yaml"
    path.write_text(path.read_text().replace("status: released", "status: withdrawn"))
    assert main(["releases"]) == 1
    err = capsys.readouterr().err
    assert "releases.yaml, line 7" in err and "a withdrawn release says its reason" in err


@pytest.mark.parametrize("name", ["spring", "2026.0", "2026.100", "2026.1x"])
def test_one_form_of_a_release_name_everywhere(root: Path, name: str) -> None:
    assert not is_release_name(name)
    with pytest.raises(PricingError, match=r"has the form 2026\.2"):
        new_draft(name, "2026.1")
    (root / "releases.yaml").write_text(f'releases:\n  "{name}":\n    status: draft\n')
    with pytest.raises(PricingFaults, match=r"line 2.*expected a year and a number, such as 2026"):
        release_entries(root)


# --- check and stale -----------------------------------------------------------------------------


def test_check_of_all_releases_and_of_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prices", "check"]) == 0
    assert "no faults" in capsys.readouterr().out
    assert main(["prices", "check", "2026.11"]) == 2
    assert "did you mean" in capsys.readouterr().err


def test_stale_lists_what_is_due_worst_first(capsys: pytest.CaptureFixture[str]) -> None:
    def due(day: str) -> list[dict]:
        assert main(["prices", "stale", "--release", "2026.1", "--on", day, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    assert due("2026-11-24") == []
    later = due("2027-06-01")
    # market prices were checked on 21 November 2026 and are due after six months
    ketamine = next(d for d in later if d["service"] == "ketamine-infusion-iv")
    assert ketamine["checked"] == "2026-11-21" and ketamine["due"] == "2027-05-21"
    assert ketamine["days_late"] == 11
    late = [d["days_late"] for d in due("2029-01-01")]
    assert late == sorted(late, reverse=True) and len(late) > len(later)
    assert main(["prices", "stale", "--on", "soon"]) == 2
    assert "2026-12-31" in capsys.readouterr().err


# --- diff ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "deductible", "limit", "g2083"),
    [
        ("2024.1", "2025.1", ("$240", "$257"), ("$9,450", "$9,200"), ("$1,211.67", "$1,171.27")),
        ("2025.1", "2026.1", ("$257", "$283"), ("$9,200", "$10,600"), ("$1,171.27", "$1,356.08")),
    ],
)
def test_diff_names_what_changed(
    capsys: pytest.CaptureFixture[str], old: str, new: str, deductible, limit, g2083
) -> None:
    assert main(["prices", "diff", old, new]) == 0
    lines = capsys.readouterr().out.splitlines()
    for words, (before, after) in (
        ("Part B deductible", deductible),
        ("out-of-pocket maximum", limit),
        ("G2083", g2083),
    ):
        found = [x for x in lines if words.lower() in x.lower() and f"{before} to {after}" in x]
        assert found, (words, before, after)
    assert any("before, " in x and " after" in x for x in lines)


def test_diff_as_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prices", "diff", "2025.1", "2026.1", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    changes = {c["path"]: c for c in document["changes"]}
    part_b = changes["plans.original-medicare.accumulators.medical.deductible"]
    assert (part_b["old"], part_b["new"]) == (257, 283) and part_b["percent"] == 10.1
    assert any(c["kind"] == "new" and "snri" in c["path"] for c in document["changes"])
    first = document["examples"][0]
    assert first["label"] == "No insurance, one course of each treatment"
    assert {"arm", "before", "after"} <= set(first["arms"][0])
