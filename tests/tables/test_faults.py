"""Faults that teach: each file of `broken`, put into the smallest release, is told rightly.

A broken file says in its first lines which file it `replaces`, in which `line` (as an editor
numbers the broken file) the fault must be told, its `id`, and words that the message `says`. It
may say how many `faults` are told at most (2 without it), on which day it is looked at (`today`),
and in which other file the fault is told (`told`).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from fuzz_tables import run
from ketacost import compare, default_scenario
from ketacost.tables import Fault, read_folder
from ketacost.tables.book import book_of
from ketacost.tables.checks_dates import due
from ketacost.tables.faults import FaultId
from ketacost.tables.reading import MAX_BYTES, MAX_DEPTH, MAX_VALUES
from ketacost.tables.schema import Dates
from ketacost.tables.shared import SHARED_FILES
from ketacost.tables.upkeep.check import faults_in
from ketacost.tables.zip_table import ZIP_FILE

HERE = Path(__file__).parent
MINIMAL = HERE / "minimal"
BROKEN = sorted((HERE / "broken").iterdir())
TODAY = date(2026, 11, 22)
JARGON = re.compile(
    r"pydantic|input should|validation error|\bmapping\b|\bscalar\b|\bstr\b|\bint\b|\btuple\b"
    r"|\bdict\b|Decimal\(|Traceback|\^\[|\\d|errno",
    re.IGNORECASE,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the smallest release, and of what it would share with others beside it."""
    shutil.copytree(MINIMAL, tmp_path, dirs_exist_ok=True)
    return tmp_path / "2026.1"


def place_of(name: str, folder: Path) -> tuple[Path, str]:
    """Where a file of the smallest release stands, and what it is called in faults."""
    if name in (*SHARED_FILES, ZIP_FILE):
        return folder.parent / name, name
    return folder / name, f"2026.1/{name}"


def faults_of(folder: Path, today: date = TODAY) -> list[Fault]:
    return faults_in([folder], today)


def _header(path: Path) -> tuple[dict[str, list[str]], int]:
    header: dict[str, list[str]] = {}
    count = 0
    for line in path.read_text().splitlines():
        match = re.match(r"# (replaces|line|id|says|faults|today|told): (.*)", line)
        if not match:
            break
        header.setdefault(match[1], []).append(match[2])
        count += 1
    return header, count


def test_the_minimal_release_is_whole(folder: Path) -> None:
    assert faults_of(folder) == []
    book = book_of(read_folder(folder))
    assert compare(book, default_scenario(book)).arms[0].ledger.totals()["patient_pays"]["low"] > 0


@pytest.mark.parametrize("path", BROKEN, ids=lambda p: p.name)
def test_broken(path: Path, folder: Path) -> None:
    header, head_lines = _header(path)
    name, line = header["replaces"][0], int(header["line"][0])
    text = path.read_text()
    if path.suffix == ".csv":  # CSV knows no comments
        text, line = text.split("\n", head_lines)[-1], line - head_lines
    place_of(name, folder)[0].parent.mkdir(exist_ok=True)  # context/ is not in every release
    place_of(name, folder)[0].write_text(text)
    faults = faults_of(folder, date.fromisoformat(header.get("today", [str(TODAY)])[0]))
    told = "\n".join(map(str, faults))
    _, file = place_of(header.get("told", [name])[0], folder)
    there = [f for f in faults if f.file == file and f.line == line]
    ids = {f.id for f in there if all(words in f.message for words in header["says"])}
    assert ids == set(header["id"]), told
    assert len(faults) <= int(header.get("faults", ["2"])[0]), told
    for fault in faults:
        assert not JARGON.search(fault.message), fault.message
        assert len(fault.message) < 400, fault.message


def _visits(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        path = folder / "services" / "visits.yaml"
        path.write_bytes(change(path.read_bytes()))

    return apply


def _folder_for_file(folder: Path) -> None:
    (folder / "plans.yaml").unlink()
    (folder / "plans.yaml").mkdir()


def _service_twice(folder: Path) -> None:
    shutil.copy(folder / "services" / "procedures.yaml", folder / "services" / "z.yaml")


def _capital_letter(folder: Path) -> None:
    (folder / "treatments" / "ketamine.yaml").rename(folder / "treatments" / "Ketamine.yaml")


VISITS = "services/visits.yaml"
FAULTS_OF_BYTES: dict[str, tuple[Callable[[Path], object], str, int, str]] = {
    "not UTF-8": (
        _visits(lambda b: b.replace(b"First visit", b"Premi\xe8re visite")), VISITS, 5, "not UTF-8",
    ),
    "UTF-16": (_visits(lambda b: b.decode().encode("utf-16")), VISITS, 1, "UTF-8"),
    "control character": (
        _visits(lambda b: b.replace(b"First visit", b"First\x07visit")),
        VISITS, 5, "can't be seen (U+0007)",
    ),
    "pasted invisible space": (
        _visits(lambda b: b.replace(b"low: 200", "low: \u200b200".encode())),
        VISITS, 12, "can't be seen (U+200B)",
    ),
    "control character in disguise": (
        _visits(lambda b: b.replace(b"First visit", rb'"First \a visit"')),
        VISITS, 5, "can't be seen",
    ),
    "no-break space in a number": (
        _visits(lambda b: b.replace(b"low: 200", "low: 200\u00a0".encode())),
        VISITS, 12, "a no-break space (U+00A0)",
    ),
    "file too large": (
        _visits(lambda b: b + b"# long\n" * (MAX_BYTES // 7)), VISITS, 1, "file too large",
    ),
    "too many values": (
        _visits(lambda b: b + b"  a:\n" + b"    - x\n" * MAX_VALUES),
        VISITS, 49_924, "more than 50,000 keys and values",
    ),
    "nested too deep": (
        _visits(lambda b: b.replace(b"First visit", b"[" * 900 + b"]" * 900)),
        VISITS, 5, f"nested more than {MAX_DEPTH} deep",
    ),
    "one bracket after another": (
        _visits(lambda b: b"[" * 900_000), VISITS, 1, "nested more than",
    ),
    "missing file": (
        lambda folder: (folder / "price-parity.csv").unlink(),
        "price-parity.csv", 1, "there is no such file",
    ),
    "missing kind of file": (
        lambda folder: shutil.rmtree(folder / "treatments"),
        "release.yaml", 1, "no file treatments/*.yaml",
    ),
    "unknown file": (
        lambda folder: (folder / "services" / "visits.yml").write_text("services: {}\n"),
        "services/visits.yml", 1, "unknown file",
    ),
    "a shared file in a release": (
        lambda folder: shutil.copy(folder.parent / "regions.csv", folder),
        "regions.csv", 1, "unknown file; it would be ignored; it stands beside the releases",
    ),
    "a folder in place of a file": (_folder_for_file, "plans.yaml", 1, "there is no such file"),
    "name of a treatment": (
        _capital_letter, "treatments/Ketamine.yaml", 1, "lower-case words joined by hyphens",
    ),
    "service in two files": (
        _service_twice, "services/z.yaml", 4, "service 'ect' stands in services/procedures.yaml",
    ),
}  # fmt: skip


@pytest.mark.parametrize("slip", FAULTS_OF_BYTES)
def test_faults_of_bytes(slip: str, folder: Path) -> None:
    change, name, line, words = FAULTS_OF_BYTES[slip]
    change(folder)
    faults = faults_of(folder)
    told = "\n".join(map(str, faults))
    at = [f for f in faults if f.file == f"2026.1/{name}" and words in f.message]
    assert [f.line for f in at] == [line], told
    assert len(faults) <= 2, told


def test_a_lost_file_is_one_fault(folder: Path) -> None:
    """Nothing is told of the hundred references into a file that can't be read."""
    for name in ("sources.yaml", "services/visits.yaml", "plans.yaml", "medicare/rvu.csv"):
        path, file = place_of(name, folder)
        before = path.read_bytes()
        path.write_bytes(b"\xff")
        assert [f.file for f in faults_of(folder)] == [file]
        path.write_bytes(before)


def test_all_faults_are_told_in_one_pass(folder: Path) -> None:
    """A fault of one kind does not hide another elsewhere, not even at the top of its file."""
    for name, old, new in (
        ("services/visits.yaml", "effective: 2026-01-01", "effective: soon"),
        ("services/visits.yaml", "low: 200", "low: 400"),
        ("services/visits.yaml", "rvu: 96365", "rvu: 96366"),
        ("treatments/ketamine.yaml", "order: 1", "order: first"),
        ("treatments/ketamine.yaml", "service: evaluation", "service: evalution"),
        ("plans.yaml", "default: none", "default: nobody"),
        ("plans.yaml", "coinsurance: 0.2", "coinsurance: 20"),
        ("sources.yaml", "kind: market", "kind: rumour"),
        ("medicare/gpci.csv", "0.990", "-1"),
    ):
        path, _ = place_of(name, folder)
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
    told = "\n".join(map(str, faults_of(folder)))
    for words in (
        "found 'soon'", "low 400", "'96366'", "found 'first'", "'evalution'", "'nobody'",
        "20 percent", "found 'rumour'", "found -1",
    ):  # fmt: skip
        assert words in told, told


def test_when_a_check_is_due() -> None:
    def on(checked: str, months: int) -> date | None:
        return due(Dates(**{"checked": checked, "check-every-months": months}))

    assert on("2026-11-21", 12) == date(2027, 11, 21)
    assert on("2026-08-31", 6) == date(2027, 2, 28)
    assert on("2027-12-31", 2) == date(2028, 2, 29)
    assert due(Dates()) is None


@pytest.mark.parametrize("seed", range(1, 151, 25))
def test_random_mutations(seed: int) -> None:
    """Some of the mutations that `python tests/tables/fuzz_tables.py` makes by thousands."""
    for each in range(seed, seed + 25):
        run(each)


# --- ids -----------------------------------------------------------------------------------------

ELSEWHERE = {"release-edited", "question"}  # see test_shared, test_claims_file


def test_every_fault_has_an_id_that_the_guide_explains() -> None:
    guide = (Path(__file__).parents[2] / "pricing/README.md").read_text(encoding="utf-8")
    table = guide.partition("| id | what it means | what to do |\n|---|---|---|\n")[2]
    rows = re.findall(r"(?m)^\| `([a-z-]+)` \| [^|]+ \| [^|]+ \|$", table)
    assert rows == sorted(get_args(FaultId))


def test_every_id_is_reached(folder: Path) -> None:
    reached = {fault_id for path in BROKEN for fault_id in _header(path)[0]["id"]}
    for change, *_ in FAULTS_OF_BYTES.values():
        shutil.rmtree(folder)
        shutil.copytree(MINIMAL / "2026.1", folder)
        change(folder)
        reached |= {fault.id for fault in faults_of(folder)}
    shutil.rmtree(folder)
    shutil.copytree(MINIMAL / "2026.1", folder)
    (folder / "plans.yaml").write_text("".join(f"a{n}: 1\n" for n in range(600)))
    faults = faults_of(folder)
    assert len(faults) == 501 and faults[-1].id == "more-faults"
    assert reached | {"more-faults"} | ELSEWHERE == set(get_args(FaultId))
