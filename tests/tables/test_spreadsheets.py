"""Every table of pricing/ through a spreadsheet and back: read where it can mean one thing only,
else a fault says what happened. Nothing is read as another figure or another place."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ketacost.tables.folder import TABLES
from ketacost.tables.places import find_zip
from ketacost.tables.regions import REGION_COLUMNS
from ketacost.tables.shared import REGIONS_FILE
from ketacost.tables.table import read_table
from ketacost.tables.upkeep.check import faults_in
from ketacost.tables.zip_table import ZIP_COLUMNS, ZIP_FILE

PRICING = Path(__file__).parents[2] / "pricing"
ALL: dict[str, tuple[Any, Any]] = {
    **{
        f"{next(r for r in ('2026.1', '2026.2') if (PRICING / r / name).exists())}/{name}": kind
        for name, kind in TABLES.items()
    },
    REGIONS_FILE: (REGION_COLUMNS, ()),
    ZIP_FILE: (ZIP_COLUMNS, ("also",)),
}
TODAY = date(2026, 11, 25)


def written(text: str, **form: Any) -> str:
    """A table as a spreadsheet saves it."""
    out = io.StringIO()
    csv.writer(out, **form).writerows(csv.reader(io.StringIO(text)))
    return out.getvalue()


HARMLESS: dict[str, Callable[[str], str]] = {
    "a byte-order mark": lambda text: "\ufeff" + text,
    "line ends of DOS": lambda text: text.replace("\n", "\r\n"),
    "line ends of an old Mac": lambda text: text.replace("\n", "\r"),
    "every cell in quotes": lambda text: written(text, quoting=csv.QUOTE_ALL),
    "empty columns at the end": lambda text: text.replace("\n", ",,\n"),
    "empty rows at the end": lambda text: text + ",,,\n\n",
    "spaces behind each cell": lambda text: "\n".join(
        " ,".join(row) for row in csv.reader(io.StringIO(text)) if not any("," in c for c in row)
    ),
}
TOLD: dict[str, Callable[[str], str]] = {
    "semicolons": lambda text: written(text, delimiter=";"),
    "semicolons and decimal commas": lambda text: written(text, delimiter=";").replace(".", ","),
    "tabs": lambda text: written(text, delimiter="\t"),
    "a line for the spreadsheet": lambda text: "sep=,\n" + text,
    "each line one cell": lambda text: "\n".join(f'"{line}"' for line in text.split("\n")),
    "UTF-16": lambda text: text.encode("utf-16").decode("latin-1"),
}


@pytest.mark.parametrize("what", HARMLESS)
@pytest.mark.parametrize("name", ALL)
def test_what_can_mean_one_thing_only_is_read(name: str, what: str, tmp_path: Path) -> None:
    columns, optional = ALL[name]
    before, _ = read_table(PRICING / name, name, columns, optional)
    path = tmp_path / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HARMLESS[what]((PRICING / name).read_text(encoding="utf-8")))
    after, doc = read_table(path, name, columns, optional)
    assert doc.faults == []
    quoted = [row for row in before if any("," in str(cell) for cell in row.cells.values())]
    lost = quoted if what == "spaces behind each cell" else []
    assert [row.cells for row in after] == [row.cells for row in before if row not in lost]


@pytest.mark.parametrize("what", TOLD)
@pytest.mark.parametrize("name", ALL)
def test_what_can_not_be_read_is_told_in_its_first_line(
    name: str, what: str, tmp_path: Path
) -> None:
    columns, optional = ALL[name]
    path = tmp_path / "table.csv"
    path.write_bytes(
        TOLD[what]((PRICING / name).read_text(encoding="utf-8")).encode(
            "latin-1" if what == "UTF-16" else "utf-8"
        )
    )
    rows, doc = read_table(path, name, columns, optional)
    assert rows == [] and [fault.line for fault in doc.faults] == [1]
    assert doc.faults[0].id in ("csv-separator", "csv-form", "file-not-text")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the pricing folder, with a draft of its own."""
    copy = Path(shutil.copytree(PRICING, tmp_path / "pricing"))
    shutil.copytree(copy / "2026.1", copy / "2026.9")
    release = copy / "2026.9" / "release.yaml"
    release.write_text(release.read_text().replace('"2026.1"', '"2026.9"'))
    assert told(copy) == []
    return copy


def told(root: Path) -> list[str]:
    return [str(fault) for fault in faults_in([root / "2026.9"], TODAY)]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


SLIPS = [
    (REGIONS_FILE, ",AK,02102,01\n", ",AK,2102,1\n", "regions.csv, line 4"),
    (REGIONS_FILE, ",AL,10112,00\n", ",AL,02102,01\n", "regions.csv, line 4"),
    (REGIONS_FILE, "\nal,Alabama,", "\nal,Alaska,", "regions.csv, line 4"),
    ("2026.9/medicare/rvu.csv", "\n90791,3.84,", "\n90791,384,", "rvu.csv, line 2, column 2"),
    ("2026.9/medicare/rvu.csv", "\n90791,3.84,", "\n90791,38.4,", "rvu.csv, line 2, column 2"),
    ("2026.9/medicare/rvu.csv", "\n90791,3.84,", "\n90791,0,", "it was 3.84 in the release before"),
    ("2026.9/medicare/rvu.csv", ",39.83,", ",3983,", "rvu.csv, line 25, column 3"),
    ("2026.9/medicare/opps.csv", "\n90791,181.34,", "\n90791,18134,", "opps.csv, line 2, column 2"),
    ("2026.9/medicare/opps.csv", "\n90791,181.34,", "\n90791,0,", "opps.csv, line 2, column 2"),
    ("2026.9/medicare/gpci.csv", "\nak,1.500,", "\nak,1500,", "gpci.csv, line 4, column 2"),
    ("2026.9/medicare/gpci.csv", "\nal,1.000,0.875", "\nal,1.000,1.875", "gpci.csv, line 3"),
    ("2026.9/price-parity.csv", "\nAL,88.823", "\nAL,108.823", "it was 88.823"),
    ("2026.9/medicare/medicare.yaml", "usd: 33.4009", "usd: 334.009", "line 6, column 8"),
    ("2026.9/medicare/medicare.yaml", "usd: 33.4009", "usd: 43.4009", "it was 33.4009"),
    ("2026.9/medicare/medicare.yaml", "usd: 20.4976", "usd: 2.04976", "line 13, column 8"),
    ("examples.yaml", "\nexamples:\n", "\nexample:\n", "examples.yaml, line"),
    (ZIP_FILE, "\n00210,", "\n210,", "zip-locality.csv, line 2, column 1"),
    (ZIP_FILE, "\n00210,00215,nh", "\n00210,00215,co", "in CO"),
]


@pytest.mark.parametrize(("name", "old", "new", "words"), SLIPS)
def test_a_slip_in_any_table_is_told(root: Path, name: str, old: str, new: str, words: str) -> None:
    edit(root / name, old, new)
    found = told(root)
    assert found and any(words in line for line in found), found


def test_a_table_whose_zeros_are_lost_is_told_row_by_row(root: Path) -> None:
    """As a spreadsheet writes numbers: 02102 as 2102, 00 as 0."""
    for name in (REGIONS_FILE, ZIP_FILE):
        text = (root / name).read_text(encoding="utf-8")
        rows = list(csv.reader(io.StringIO(text)))
        plain = [[str(int(c)) if c.isdigit() else c for c in row] for row in rows]
        out = io.StringIO()
        csv.writer(out).writerows(plain)
        (root / name).write_text(out.getvalue(), encoding="utf-8")
        assert all(f"{name}, line" in line or "more faults" in line for line in told(root))
        assert len(told(root)) >= 40
        (root / name).write_text(text, encoding="utf-8")


def test_a_zip_code_is_found_or_not_found_but_never_elsewhere(root: Path) -> None:
    def place(text: str) -> str | None:
        found = find_zip(text, root)
        return found.region if found else None

    table = root / ZIP_FILE
    text = table.read_text(encoding="utf-8")
    assert (place("60614"), place("80202"), place("08001")) == ("il-chicago", "co", "nj-rest")
    for typed in ("60614-1234", "606141234", " 60614 ", "60614 1234"):
        assert place(typed) == "il-chicago"
    for typed in ("6061", "606145", "60614-12", "60614x", "abcde", "", "٦٠٦١٤"):
        assert place(typed) is None
    table.write_text("\ufeff" + text, encoding="utf-8")
    assert place("60614") == "il-chicago"
    lines = [line.removeprefix("0").removeprefix("0") for line in text.split("\n")]
    table.write_text("\n".join(lines), encoding="utf-8")  # zip_last keeps its zeros
    assert place("80202") == "co" and place("08001") is None
    table.write_text(text.replace(",", ";"), encoding="utf-8")
    assert place("60614") is None and "zip-locality.csv, line 1" in told(root)[0]
    table.unlink()
    assert place("60614") is None and told(root) == []
